"""Thresholds, results and weights as people type them.

Forms from irregularities 31 to 95 of the tables of 2020. A figure is read only where its text allows one reading:
`4.000` alone may be 4 or 4000 and stays text, `4.000 €` is an amount in the notation of the country.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from minerva.model.figure import Figure, FigureKind
from minerva.model.reading import Reading, Why
from minerva.parse.absence import state_of
from minerva.parse.text import fold_look_alikes, fold_words, plain_spaces

FigureReading = Reading[Figure]

_YES = Figure(FigureKind.YES)
_NO = Figure(FigureKind.NO)
_YES_TEXT, _NO_TEXT = "O", "N"
YES_WORDS = ("O", "J", "OUI", "JA", "OK", "YES", "Y")
"""What says yes in a threshold or a result, in capitals; the formulas of the template use the same list."""
NO_WORDS = ("N", "NON", "NEE", "NEEN", "NOK", "NO")
"""What says no."""
_YES_NO_WORDS = {word.lower(): figure for words, figure in ((YES_WORDS, _YES), (NO_WORDS, _NO)) for word in words}

_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{0,29}[1-9])?")
_SHORT_INTEGER = re.compile(r"0|[1-9][0-9]{0,11}")
_MINUS_SIGNS = re.compile("^[\u2010\u2011\u2212\ufe63](?=[0-9])")
# What a web page or a bulleted list leaves around a figure that is pasted: <li>100</li>, • 100 (lines 439 and 502).
_FORMATTING = re.compile(r"<[!/]?[A-Za-z][^<>]{0,200}>|^\s*[\u2022\u2023\u25aa\u25cf\u25e6\u00b7]")
_APOSTROPHES = "'\u2018\u2019`\u00b4"
_BETWEEN_FIGURES = re.compile(r"[\s;|/]+")
_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}")
_SIGN_APART = re.compile(r"([0-9]) +%")
# Beyond this many digits a "number" is an accident, and writing it out in full could fill the memory.
_MOST_DIGITS = 60

_SHOWN = re.compile(
    r"(?P<before>(?i:€|EUR))?[ ]?"
    r"(?P<sign>[+-])?"
    r"(?P<body>[0-9](?:[0-9OoIl., ]*[0-9OoIl])?)"
    r"(?P<stop>\.)?"
    r"\s*(?P<after>(?i:[%\ufe6a]|pour ?cent|procent|percent|pct|€|EUR(?:OS?)?))?"
    r"(?P<end>\.)?"
)
_REPEATED = re.compile(r"([0-9]+(?:[.,][0-9]+)?) ?%\s+\1 ?%")
# A letter is a digit in disguise only where no other reading is left: between digits, or a capital O
# that ends them (`1O0`, `8O %`). `1l` may be a litre, `1o` a primo.
_DISGUISED_ZERO = re.compile(r"(?<=[0-9])[Oo]+(?=[0-9.,])|(?<=[0-9])O+$")
_DISGUISED_ONE = re.compile(r"(?<=[0-9])[Il](?=[0-9])")

_ONE_SEPARATOR = re.compile(r"(?P<whole>[0-9]+)(?P<separator>[.,])(?P<part>[0-9]+)")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[ .,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?P<decimal>[.,])(?P<part>[0-9]+))?"
)
_BROKEN_DECIMALS = re.compile(r"(?P<whole>[0-9]+)[.,](?P<part>[0-9] [0-9])")
_SEVERAL_PERCENTAGES = re.compile(r"(?:100|[1-9]?[0-9])(?: 100)+")


class _Body(NamedTuple):
    """The digits of a figure once its notation is understood: whole part, decimals, and what had to be understood."""

    whole: str
    part: str = ""
    why: Why | None = None


@lru_cache(maxsize=32768)
def read_figure(raw: str, *, typed_number: bool = False, percent_format: bool = False) -> FigureReading:
    """Read one figure cell.

    `raw` is what the cell shows, not blank. `typed_number` says that the cell is numeric and `raw` its plain decimal
    text (`0.85`); `percent_format` that the caller shows it as a percentage (`85%` for a stored 0.85). The value of a
    percentage is in percent: `85 %` is PERCENT 85. Never raises: what is not understood, or understood in two ways,
    is TEXT with its text unchanged.
    """
    if typed_number or percent_format:
        typed = _typed_number(raw, percent_format)
        if typed is not None:
            return typed
    if _SHORT_INTEGER.fullmatch(raw):
        return Reading(Figure(FigureKind.NUMBER, Decimal(raw)), raw, Why.NUMBER_AS_TEXT)
    bare = _FORMATTING.sub(" ", raw)
    return _unwrapped(raw, bare) if bare != raw else _yes_no(raw) or _shown_number(raw) or _words(raw)


def read_yes_no_threshold(
    red: FigureReading | None, green: FigureReading | None
) -> tuple[FigureReading | None, FigureReading | None]:
    """Read `N` beside `0` as the thresholds no and yes: the zero is the letter O (lines 910 to 1003 of the report).

    Only there: a green threshold of zero beside a number, or a zero as a result, is a zero.
    """
    if red is None or green is None or red.value.kind is not FigureKind.NO:
        return red, green
    if green.value.kind is FigureKind.NUMBER and green.value.value == 0:
        return red, Reading(_YES, _YES_TEXT, Why.LETTER_O)
    return red, green


def read_several(raw: str) -> tuple[FigureReading, ...]:
    """Read the figures of a cell that holds several and nothing else (`N 0 100%`, lines 924 to 1003); () for any other.

    In the order typed; whether they may be told apart is the caller's to decide.
    """
    bare = plain_spaces(_FORMATTING.sub(" ", raw)).strip()
    if len(bare) > _MOST_DIGITS or _DATE.fullmatch(bare):
        return ()
    tokens = _BETWEEN_FIGURES.split(_SIGN_APART.sub(r"\1%", bare))
    readings = tuple(read_figure(token) for token in tokens if token)
    known = all(reading.value.is_numeric or reading.value.is_yes_no for reading in readings)
    return readings if len(readings) > 1 and known else ()


def _unwrapped(raw: str, bare: str) -> FigureReading:
    """Read a figure without the formatting pasted with it; words keep their text with all that stands around them."""
    meant = _yes_no(bare) or _shown_number(bare)
    if meant is None:
        return Reading(_words(bare).value, raw)
    return Reading(meant.value, meant.text, Why.SPELLING)


def _typed_number(raw: str, percent_format: bool) -> FigureReading | None:
    """Read the plain decimal text of a numeric cell exactly; None where it is no finite number of a sane size."""
    shown = raw.strip().removesuffix("%").rstrip() if percent_format else raw.strip()
    kind = FigureKind.PERCENT if percent_format else FigureKind.NUMBER
    if _PLAIN.fullmatch(shown):
        text = shown
    else:
        try:
            number = Decimal(shown)
        except InvalidOperation:
            return None
        if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS or len(shown) > _MOST_DIGITS:
            return None
        text = _canonical(number)
    if percent_format:
        return Reading(Figure(kind, Decimal(text)), text, Why.PERCENT_FORMAT)
    return Reading(Figure(kind, Decimal(text)), text, None if text == raw else Why.FLOAT_NOISE)


def _canonical(number: Decimal) -> str:
    """Write a decimal plainly: no exponent, no zeros after the last decimal, no negative zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if number == 0 else text


def _yes_no(raw: str) -> FigureReading | None:
    """Read a yes or a no in French, Dutch or English, or twice the same (`Oui / Ja`); zero is not a letter here."""
    if len(raw) > 12:
        return None
    folded = fold_look_alikes(raw)
    words = {_YES_NO_WORDS.get(fold_words(part).strip(". ")) for part in folded.split("/")}
    word = words.pop()
    if word is None or words:
        return None
    text = _YES_TEXT if word is _YES else _NO_TEXT
    if text == raw:
        return Reading(word, text)
    if folded != raw and folded.strip() == text:
        return Reading(word, text, Why.LOOK_ALIKE)
    return Reading(word, text, Why.SPACES if plain_spaces(raw).strip() == text else Why.YES_NO_WORD)


def _words(raw: str) -> FigureReading:
    """Read a figure cell that holds words: one of the states, or a text threshold."""
    return Reading(Figure(state_of(raw) or FigureKind.TEXT), raw)


def _shown_number(raw: str) -> FigureReading | None:
    """Read a number with the notation people give it: signs, spaces, commas, percent and currency."""
    if len(raw) > _MOST_DIGITS:
        return None
    spaced = plain_spaces(raw).strip()
    folded = _MINUS_SIGNS.sub("-", fold_look_alikes(spaced.lstrip(_APOSTROPHES).strip()))
    repeated = _REPEATED.fullmatch(folded)
    if repeated:
        once = _shown_number(f"{repeated[1]} %")
        return once and Reading(once.value, once.text, Why.SPELLING)
    match = _SHOWN.fullmatch(folded)
    if match is None or (match["before"] and match["after"]):
        return None
    mark = (match["before"] or match["after"] or "").upper()
    currency = mark.startswith(("€", "EUR"))
    digits = _undisguise(match["body"])
    body = _read_body(digits, currency=currency, percent=bool(mark) and not currency)
    if body is None:
        return None
    text = _canonical(Decimal(f"{'-' if match['sign'] == '-' else ''}{body.whole}.{body.part or '0'}"))
    kind = FigureKind.PERCENT if mark and not currency else FigureKind.NUMBER
    disguised = digits != match["body"] or folded != spaced.lstrip(_APOSTROPHES).strip()
    why = _why(raw, spaced, text, disguised=disguised, body=body, mark=mark, currency=currency)
    return Reading(Figure(kind, Decimal(text)), text, why)


def _why(raw: str, spaced: str, text: str, *, disguised: bool, body: _Body, mark: str, currency: bool) -> Why:
    """Name the one repair a reader of the journal would want to see, the least ordinary first."""
    if disguised:
        return Why.LOOK_ALIKE
    if body.why in (Why.THOUSANDS, Why.SPACES):
        return body.why
    if mark:
        return Why.CURRENCY if currency else Why.PERCENT_SIGN
    if body.why is not None:
        return body.why
    if spaced.lstrip(_APOSTROPHES) != text:
        return Why.SPELLING
    return Why.SPACES if raw != spaced else Why.NUMBER_AS_TEXT


def _undisguise(body: str) -> str:
    """Write letters standing for digits as digits, where that is certain; other letters stay and fail later."""
    if body[-1].isdigit() and body.replace(".", "").isdigit():
        return body
    body = _DISGUISED_ONE.sub("1", body)
    return _DISGUISED_ZERO.sub(lambda match: "0" * len(match[0]), body)


def _read_body(body: str, *, currency: bool, percent: bool) -> _Body | None:
    """Understand the notation of a figure's digits; None where there are two ways to, or none."""
    if body.isdigit():
        return _Body(body)
    single = _ONE_SEPARATOR.fullmatch(body)
    if single and not _may_be_thousands(single["whole"], single["part"]):
        return _decimal(single, percent=percent, currency=currency)
    if single and not (currency and single["separator"] == "."):
        return None
    grouped = _GROUPED.fullmatch(body)
    if grouped:
        return _thousands(grouped, currency=currency)
    broken = _BROKEN_DECIMALS.fullmatch(body)
    if broken and percent:
        return _Body(broken["whole"], broken["part"].replace(" ", ""), Why.SPACES)
    return None


def _may_be_thousands(whole: str, part: str) -> bool:
    """True where one separator may group thousands: `4.000`, `30.001`, but neither `0.125` nor `1234.567`."""
    return len(part) == 3 and len(whole) <= 3 and not whole.startswith("0")


def _decimal(match: re.Match[str], *, percent: bool, currency: bool) -> _Body | None:
    """Read `13,5` and `13.5`. `30.0001` is a slip for 30.001 as often as a decimal (line 376), so it is not read."""
    whole, separator, part = match["whole"], match["separator"], match["part"]
    if separator == ",":
        return _Body(whole, part, Why.DECIMAL_COMMA)
    if len(part) == 4 and not percent:
        return None
    # No amount has five decimals: the dots of a wrongly grouped number.
    return None if currency and len(part) > 2 else _Body(whole, part)


def _thousands(match: re.Match[str], *, currency: bool) -> _Body | None:
    """Read digits in groups of three. `50 100` may be two thresholds in one cell (line 310) and is not read."""
    mark, decimal = match["mark"], match["decimal"]
    if decimal == mark or (not currency and _SEVERAL_PERCENTAGES.fullmatch(match[0])):
        return None
    return _Body(match["whole"].replace(mark, ""), match["part"] or "", Why.THOUSANDS)
