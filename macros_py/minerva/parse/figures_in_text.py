"""The figures inside a text, and what differs between those of a text and of its translation.

From lines 374 and 376 of the report of 2020 (`30 001` and `30.0001` euros, irregularities 85 and 86) and from its
preface (87,5 % and 83 % in French, 92 % and 87,5 % in Dutch). What two languages write differently is the same:
separators of thousands and decimals, dates, times, ordinals, numbers in words. What is no figure is left aside: numbers
of a list, and digits inside a name, a code or a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from minerva.parse.number_words import numbers_in_words
from minerva.parse.text import plain_spaces

_MONTHS = (
    ("janvier", "januari", "janv", "jan"),
    ("février", "fevrier", "februari", "févr", "fevr", "fév", "feb"),
    ("mars", "maart", "mrt"),
    ("avril", "april", "avr", "apr"),
    ("mai", "mei"),
    ("juin", "juni"),
    ("juillet", "juli", "juil"),
    ("août", "aout", "augustus", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "oktober", "oct", "okt"),
    ("novembre", "november", "nov"),
    ("décembre", "decembre", "december", "déc", "dec"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_ORDINAL = r"(?:ers?|ères?|res?|èmes?|emes?|e|es|ste|de|nd|nde|°)"
_MILLION, _THOUSAND = Decimal(1_000_000), Decimal(1000)
_SCALES = {
    **dict.fromkeys(("million", "millions", "miljoen", "mio", "mln", "m"), _MILLION),
    **dict.fromkeys(("milliard", "milliards", "miljard", "mia", "mld"), 1000 * _MILLION),
    **dict.fromkeys(("mille", "duizend", "k"), _THOUSAND),
}
_OTHER_LETTERS = str.maketrans("ıİſ", "iIs")
_DIGIT, _DIGITS = re.compile(r"\d"), re.compile(r"\d\d*")  # `\d+` is searched for at half the speed
# Each alternative begins with a digit that no digit stands before, and none can match in two ways: no backtracking.
_FIGURE = re.compile(
    rf"""(?<!\d)(?:
      (?P<iso>(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d))
    | (?P<dmy>\d{{1,2}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?(?:(?:19|20)\d\d|\d\d)(?![\d.,]\d|\d))
    | (?P<phone>(?:\+32|0)[\s./]?\d(?:[\s./]?\d){{7,8}}(?!\d))
    | (?P<written>\d{{1,2}}(?:{_ORDINAL})?\s(?:{_MONTH})\b\.?(?:\s['’]?\d{{2,4}}(?!\d))?)
    | (?P<grouped>\d{{1,3}}(?:\.\d{{3}})+(?!\d)(?:,\d+)?|\d{{1,3}}(?:\x20\d{{3}})+(?!\d)(?:[.,]\d+)?
        |\d{{1,3}}(?:['’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?)
    | (?P<time>\d{{1,2}}\s?[hu](?:\s?\d{{2}})?(?![^\W_])|\d{{1,2}}:\d\d(?!\d))
    | (?P<dotted>\d+(?:\.\d+){{2,}})
    | (?P<plain>\d+(?:[.,]\d+)?)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH_AND_YEAR = re.compile(rf"(?<![^\W_])({_MONTH})\.?\s((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_SCALE = re.compile(r"\s?(millions?|miljoen|milliards?|miljard|mille|duizend|mio|mln|mia|mld|[mk](?=\s?€|eur))\b", re.I)
_AFTER_ORDINAL = re.compile(rf"{_ORDINAL}(?![^\W_])", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:m[²³23]?|km[²2]?|cm|mm|kg|g|t|ha|l|kwh|mwh|gwh|kw|mw|go|gb|mb|tb|to|min|j|eur|euros?|x|k)(?![^\W_])", re.I
)
# The first letter of all of them tells most texts apart before each is tried in turn.
_QUALIFIED = re.compile(rf"\d(?!\d)(?:{_ORDINAL})?\s?(?=[adfjkmnos])(?:{_MONTH}|mi[ol]|ml|m[€ e]|k)", re.IGNORECASE)
_LIST_BEFORE = re.compile(r"(?:^|[\n;:.,•*·(\[–—-])\s*\Z")
_LIST_AFTER = re.compile(r"[.)\]](?:[-–])?(?:\s|\Z|(?=[^\W\d_]))|°\)?\s")
_CURRENCY = re.compile(r"\s?(?:€|euros?\b|eur\b)", re.IGNORECASE)
_SIGN = re.compile(r"\s?(?:%|€|pour ?cent|procent|euros?\b|eur\b)", re.IGNORECASE)
_TWO_YEARS = re.compile(r"(?<!\d)(\d\d)\s?[-–/]\s?(\d\d)(?!\d)")
_GLUED_BEFORE = re.compile(r"[^\W\d_][._/'’-]{0,2}(?:\d[\d._:/'’-]*)?\Z")
_GLUED_AFTER = re.compile(r"-?[^\W\d_]")
_LOOK_BACK, _LONGEST_BRACKET = 16, 80


class Day(NamedTuple):
    """A date, or a part of one: a year of 0 is not named, a day of 0 is a whole month."""

    year: int
    month: int
    day: int


Meaning = Decimal | Day


class TextFigure(NamedTuple):
    """One figure of a text as typed, with what it may mean: `1.045` is 1045, or 1 and 45 thousandths."""

    typed: str
    meanings: frozenset[Meaning]


class TextFigures(NamedTuple):
    """The figures of a text, in order; and what it merely mentions: digits inside a name, months with their year."""

    figures: tuple[TextFigure, ...]
    mentioned: frozenset[Meaning]


class Difference(NamedTuple):
    """The figures that only one of two texts has, as typed, each once."""

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def figures_in_text(text: str) -> TextFigures:
    """The figures of a text in French or Dutch: amounts, percentages, dates, times, ordinals; signs are not read."""
    if not _DIGIT.search(text):
        return TextFigures((), frozenset())
    line = _plain_letters(plain_spaces(text))
    figures: list[TextFigure] = []
    mentioned: set[Meaning] = set()
    for found in _FIGURE.finditer(line):
        if _is_number_of_a_list(found, line):
            continue
        meanings = _meanings(found, line)
        if _is_part_of_a_name(found, line):
            mentioned |= meanings
        else:
            figures.append(TextFigure(_typed(found, line), meanings))
    for month, year in _MONTH_AND_YEAR.findall(line):
        mentioned.add(Day(int(year), _MONTH_NUMBERS[month.lower()], 0))
    return TextFigures(tuple(figures), frozenset(mentioned))


def _plain_letters(text: str) -> str:
    """Without the letters an expression that ignores case takes for an i or an s, and no table of names knows."""
    return text if text.isascii() else text.translate(_OTHER_LETTERS)


def figures_that_differ(first: str, second: str) -> Difference | None:
    """What differs between the figures of two texts that should say the same; None where nothing does."""
    digits = _DIGITS.findall(first)
    if digits == _DIGITS.findall(second) and not (digits and _QUALIFIED.search(first)):
        return None
    mine, theirs = figures_in_text(first), figures_in_text(second)
    only_first, only_second = tuple(_missing(mine, theirs, second)), tuple(_missing(theirs, mine, first))
    return Difference(only_first, only_second) if only_first or only_second else None


def _missing(mine: TextFigures, theirs: TextFigures, their_text: str) -> Iterator[str]:
    """The figures of one text that the other neither has nor mentions, be it in words, each once as typed."""
    there = theirs.mentioned.union(*(figure.meanings for figure in theirs.figures))
    days = [meaning for meaning in there if isinstance(meaning, Day)]
    left = dict.fromkeys(
        figure
        for figure in mine.figures
        if not figure.meanings & there and not any(_within(meaning, days) for meaning in figure.meanings)
    )
    in_words = frozenset(map(Decimal, numbers_in_words(plain_spaces(their_text)))) if left else frozenset()
    told: set[frozenset[Meaning]] = set()
    for figure in left:
        if figure.meanings not in told and not figure.meanings & in_words:
            told.add(figure.meanings)
            yield figure.typed


def _within(meaning: Meaning, days: list[Day]) -> bool:
    """Whether a date or a year stands in dates that say as much or more, or leave the year out."""
    if isinstance(meaning, Decimal):
        return any(meaning == day.year for day in days)
    return any(day.month == meaning.month and day.day == meaning.day and 0 in (day.year, meaning.year) for day in days)


def _meanings(found: re.Match[str], line: str) -> frozenset[Meaning]:
    typed = found[0]
    match found.lastgroup:
        case "iso" | "dmy":
            return _numeric_date(re.findall(r"\d+", typed), found.lastgroup)
        case "written":
            return frozenset({_written_date(typed)})
        case "phone":
            return frozenset(
                {Decimal("".join(char for char in typed if char.isdigit()).removeprefix("32").lstrip("0"))}
            )
        case "time":
            return frozenset({_time(typed)})
        case "dotted":
            return frozenset({Decimal(typed.replace(".", ""))})
    return _number(found, line)


def _numeric_date(parts: list[str], form: str) -> frozenset[Meaning]:
    """A date of three numbers, the day before the month or, where only that can be, after it.

    What no calendar knows is three numbers in one.
    """
    year, month, day = map(int, parts if form == "iso" else reversed(parts))
    if month > 12 and day <= 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return frozenset({Decimal("".join(parts))})
    return frozenset({Day(year if year > 99 else 2000 + year, month, day)})


def _written_date(typed: str) -> Day:
    numbers = [int(number) for number in re.findall(r"\d+", typed)]
    name = re.search(rf"(?:{_MONTH})", typed, re.IGNORECASE)
    year = numbers[1] if len(numbers) > 1 else 0
    return Day(2000 + year if 0 < year < 100 else year, _MONTH_NUMBERS[name[0].lower()] if name else 0, numbers[0])


def _time(typed: str) -> Decimal:
    """`9h30` and `9:30` as 9.30, which is how `9.30 uur` is read too."""
    hours, *minutes = re.findall(r"\d+", typed)
    return Decimal(f"{hours}.{minutes[0]}" if minutes else hours)


def _number(found: re.Match[str], line: str) -> frozenset[Meaning]:
    typed = found[0]
    is_amount = _CURRENCY.match(line, found.end()) is not None
    values = set(_values(typed, grouped=found.lastgroup == "grouped", is_amount=is_amount))
    scale = _SCALE.match(line, found.end())
    if scale is not None:
        values = {value * _SCALES[scale[1].lower()] for value in values}
    before = line[found.start() - 1 : found.start()]
    pair = _TWO_YEARS.match(line, found.start()) or _TWO_YEARS.match(line, max(found.start() - 3, 0))
    if len(typed) == 2 and typed.isdigit() and (before in ("'", "’") or pair is not None):
        values.add(Decimal(2000 + int(typed)))
    return frozenset(values)


def _values(typed: str, *, grouped: bool, is_amount: bool) -> Iterator[Decimal]:
    """The values a number may have: one separator before three digits groups thousands, or opens decimals.

    `4.000 €` is an amount in the notation of the country.
    """
    separators = [char for char in typed if not char.isdigit()]
    if grouped:
        last = separators[-1]
        decimals = last in ".," and separators.count(last) == 1 and len(set(separators)) > 1
        whole, part = typed.rsplit(last, 1) if decimals else (typed, "")
        yield Decimal("".join(char for char in whole if char.isdigit()) + (f".{part}" if part else ""))
    if not grouped or (len(separators) == 1 and separators[0] in ("," if is_amount else ".,")):
        yield Decimal(typed.replace(",", "."))


def _typed(found: re.Match[str], line: str) -> str:
    """The figure as people find it again in their text, with its sign or scale."""
    rest = _SIGN.match(line, found.end())
    scale = _SCALE.match(line, found.end())
    tail = scale[0] if scale else rest[0] if rest else ""
    return (found[0] + tail).strip()


def _is_number_of_a_list(found: re.Match[str], line: str) -> bool:
    """`1. …`, `2) …`, `(3)`: what only says in which order things stand."""
    if found.lastgroup != "plain" or len(found[0]) > 2 or not found[0].isdigit():
        return False
    before = line[max(0, found.start() - _LOOK_BACK) : found.start()]
    if before.endswith("(") and line[found.end() : found.end() + 1] == ")":
        return True
    if _LIST_AFTER.match(line, found.end()) is None or _LIST_BEFORE.search(before) is None:
        return False
    sentence = line[max(0, found.start() - _LONGEST_BRACKET) : found.start()]
    return line[found.end()] != ")" or sentence.rfind("(") <= sentence.rfind(")")


def _is_part_of_a_name(found: re.Match[str], line: str) -> bool:
    """`COVID-19`, `O.O.1.1`, `ISO14001`, `3D`, `2-maandelijks`: digits that letters touch, units and ordinals aside."""
    if found.lastgroup in ("written", "phone"):
        return False
    if _GLUED_BEFORE.search(line[max(0, found.start() - _LOOK_BACK) : found.start()]) and not _is_elided(found, line):
        return True
    if found.lastgroup == "time" or _SCALE.match(line, found.end()) or _UNIT.match(line, found.end()):
        return False
    return _GLUED_AFTER.match(line, found.end()) is not None and not _AFTER_ORDINAL.match(line, found.end())


def _is_elided(found: re.Match[str], line: str) -> bool:
    """`d’1 million`, `l’1`: an apostrophe before a whole number of its own."""
    return line[found.start() - 1 : found.start()] in ("'", "’") and line[max(0, found.start() - 2)].lower() in "dlsnqu"
