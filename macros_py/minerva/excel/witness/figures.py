"""The witness' own reading of figures and its own rule for the status, written without looking at the other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

FULL = Decimal(100)

YES = frozenset({"o", "oui", "j", "ja", "ok", "yes", "y"})
NO = frozenset({"n", "non", "nee", "neen", "nok", "no"})
NOTHING = frozenset({"aucun", "aucune", "aucun(e)", "geen", "néant", "neant", "nihil", "none"})
_NOT_APPLICABLE = re.compile(
    r"n/a|n\.?a|n\.? ?v\.? ?t|s\.o|s/o|n\.v\.t\. .*"
    r"|(?:(?:n.est )?pas|is niet|niet|non|not|sans) (?:d.application|van toepassing|applicable|objet).*"
)
_MARKUP = re.compile(r"<[!/]?[a-z][^<>]*>")
_SIGNS = re.compile(r"/+|[-\u2010-\u2015\u2212]+")
_SPACES = re.compile("[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NUMBER = re.compile(r"(€|eur)?([+-]?)([0-9](?:[0-9.,]*[0-9])?)\.?(%|pourcent|procent|percent|pct|€|euros?|eur)?\.?")
_GROUPS = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")


class Meant(NamedTuple):
    """A figure as the witness reads it: `kind` is number, percent, yes, no, absent, or other for words."""

    kind: str
    value: Decimal | None = None


ABSENT, OTHER = Meant("absent"), Meant("other")


def meant(raw: str) -> Meant:
    """What a figure cell means; `other` for what the witness does not read: it never guesses."""
    text = _SPACES.sub(" ", _MARKUP.sub(" ", raw.lower())).strip()
    if not text:
        return ABSENT
    word = text.rstrip(". ")
    words = {part.strip() for part in word.split("/")} if len(word) < 12 else {word}
    if words <= YES:
        return Meant("yes")
    if words <= NO:
        return Meant("no")
    if word in NOTHING or _SIGNS.fullmatch(text.replace(" ", "")) or _NOT_APPLICABLE.fullmatch(word):
        return ABSENT
    return _number(text)


def _number(text: str) -> Meant:
    found = _NUMBER.fullmatch(text.lstrip("'’").replace(" ", "").replace("\u2212", "-").replace("\u2013", "-"))
    if found is None:
        return OTHER
    before, sign, body, after = found.groups(default="")
    mark = before or after
    percent = bool(mark) and mark[0] not in "€e"
    digits = _digits(body, money=bool(mark) and not percent)
    spaced = re.search(r"[0-9] [0-9]", text)
    if digits is None or (spaced and not re.search(r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])", text)):
        return OTHER
    return Meant("percent" if percent else "number", Decimal(f"{sign}{digits}"))


def _digits(body: str, money: bool) -> str | None:
    """The digits with a decimal point; None where separators may mean two things."""
    marks = [mark for mark in ".," if mark in body]
    if not marks:
        return body
    if len(marks) == 2:
        decimal = max(marks, key=body.rindex)
        group = min(marks, key=body.rindex)
        return body.replace(group, "").replace(decimal, ".") if body.count(decimal) == 1 else None
    (mark,) = marks
    if body.count(mark) > 1:
        return body.replace(mark, "") if _GROUPS.fullmatch(body) else None
    whole, _, part = body.partition(mark)
    if len(part) == 3 and len(whole) <= 3 and whole != "0":
        return whole + part if money and mark == "." else None
    return f"{whole}.{part}" if part else whole


class Judged(NamedTuple):
    """What decides a status, as the data row and the raw texts give it; `unit`, `direction`, `declared` are codes."""

    unit: str
    direction: str
    red: Meant
    green: Meant
    result: Meant
    declared: str


NO_FIGURE = frozenset({"result_not_a_figure", "provisional", "refers"})
"""What a result in words may be; the witness does not tell them apart."""


def status_of(one: Judged) -> tuple[str, frozenset[str]]:
    """The status by the rule of the report, and the reasons there may be for NOT_ASSESSED."""
    kinds = (one.red.kind, one.green.kind)
    unit = effective_unit(one)
    if unit not in ("percent", "number", "yes_no", "text") or one.direction not in ("", "higher", "lower"):
        return _not_assessed("word_not_understood")
    if unit == "text":
        declared = one.declared or "NOT_ASSESSED"
        return declared, frozenset({"not_declared"} if declared == "NOT_ASSESSED" else ())
    if one.result.kind == "absent":
        return _not_assessed("result_missing", "not_applicable")
    status, reasons = _yes_no(one, kinds) if unit == "yes_no" else _numeric(one, unit)
    return _not_assessed(*NO_FIGURE, *reasons) if one.result.kind == "other" else (status, reasons)


def effective_unit(one: Judged) -> str:
    """The unit that counts: the one given, yes/no where a threshold is one, else per cent."""
    return one.unit or ("yes_no" if {"yes", "no"} & {one.red.kind, one.green.kind} else "percent")


def way_to_green(one: Judged, status: str) -> Decimal | None:
    """How far the result has come from red to green, in per cent; None where nothing is measured."""
    if status == "NOT_ASSESSED" or effective_unit(one) in ("yes_no", "text"):
        return None
    red, green, result = one.red.value, one.green.value, one.result.value
    if red == green:
        return FULL if status == "REALISED" else Decimal(0)
    return FULL * (result - red) / (green - red)


def _not_assessed(*reasons: str) -> tuple[str, frozenset[str]]:
    return "NOT_ASSESSED", frozenset(reasons)


def _assessed(status: str) -> tuple[str, frozenset[str]]:
    return status, frozenset()


def _yes_no(one: Judged, kinds: tuple[str, str]) -> tuple[str, frozenset[str]]:
    if kinds not in (("no", "yes"), ("absent", "absent")):
        return _not_assessed("threshold_missing", "threshold_not_a_figure", "thresholds_reversed")
    result = one.result
    if result.kind == "yes" or result.value == FULL:
        return _assessed("REALISED")
    if result.kind == "no" or result.value == 0:
        return _assessed("NOT_REALISED")
    if result.value is not None and 0 < result.value < FULL:
        return _assessed("PARTIALLY_REALISED")
    return _not_assessed("result_not_a_figure")


def _numeric(one: Judged, unit: str) -> tuple[str, frozenset[str]]:
    red, green, result = one.red.value, one.green.value, one.result.value
    if red is None or green is None:
        absent = "absent" in (one.red.kind, one.green.kind)
        return _not_assessed("threshold_missing" if absent else "threshold_not_a_figure")
    lower = one.direction == "lower"
    if (red < green) if lower else (red > green):
        return _not_assessed("thresholds_reversed")
    if result is None or _units_differ(one, unit):
        return _not_assessed("units_differ")
    sign = -1 if lower else 1
    if sign * result >= sign * green:
        return _assessed("REALISED")
    return _assessed("NOT_REALISED" if sign * result <= sign * red else "PARTIALLY_REALISED")


def _units_differ(one: Judged, unit: str) -> bool:
    """Under *number* none is a percentage; under %, thresholds without a sign and beyond 100 are no percentages."""
    if unit == "number":
        return "percent" in (one.red.kind, one.green.kind, one.result.kind)
    plain = one.red.kind == one.green.kind == "number"
    return one.result.kind == "percent" and plain and max(one.red.value, one.green.value) > FULL
