"""What a number format makes of a number: a plain figure, a percentage, a date or a time of day.

Facts from ECMA-376 part 1, 18.8.30 and 18.8.31: built-in formats, and codes of up to four sections behind conditions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

_LITERAL = re.compile(r'"[^"]*(?:"|\Z)|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[]|.)*?)(?:;|\Z)', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_ISO = re.compile(r"(-?[0-9]{4,5})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?[0-9.,]*Z?)?\s*\Z")
_DAYS_BEFORE_1904 = 1462
_LAST_DAY = 2_958_466  # 31/12/9999
_NO_SUCH_DAY = 60  # Excel counts a 29th of February 1900


class NumberStyle(NamedTuple):
    """What a cell format makes of a number; `clock` is "time" for a time of day, "hours" for elapsed hours.

    `sections` stands only where it depends on the number: (comparison, limit, style), tried in turn.
    """

    percent: bool = False
    date: bool = False
    clock: str = ""
    sections: tuple[tuple[str, Decimal, NumberStyle], ...] = ()

    def chosen(self, number: Decimal) -> NumberStyle:
        """The style of the first section whose condition holds; a plain one where none does."""
        for comparison, limit, style in self.sections:
            if _holds(number, comparison, limit):
                return style
        return PLAIN


PLAIN = NumberStyle()
_PERCENT, _DATE, _TIME = NumberStyle(percent=True), NumberStyle(date=True), NumberStyle(date=True, clock="time")
_BUILT_IN = {9: _PERCENT, 10: _PERCENT, 46: NumberStyle(date=True, clock="hours")}
_BUILT_IN |= dict.fromkeys((14, 15, 16, 17, 22), _DATE) | dict.fromkeys((18, 19, 20, 21, 45, 47), _TIME)
# These differ from country to country: where a workbook says what they are, that counts.
_LOCAL = dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), _DATE)
_LOCAL |= dict.fromkeys((*range(32, 36), 55, 56), _TIME)


def number_style(number_format: int, custom: Mapping[int, str]) -> NumberStyle:
    """The style of a built-in format by its number, of others by their code."""
    if number_format in _BUILT_IN:
        return _BUILT_IN[number_format]
    code = custom.get(number_format)
    return _LOCAL.get(number_format, PLAIN) if code is None else style_of(code)


def style_of(code: str) -> NumberStyle:
    """The style of a format code such as `0.0 %`, `[$-80C]dd/mm/yyyy` or `[>1]0;0%`."""
    found = list(_SPLIT.finditer(code))
    if len(found) > 1 and not found[-2][0].endswith(";"):
        found.pop()  # the empty match behind the last section
    numbers = [match[1] for match in found if "@" not in _LITERAL.sub("", match[1])][:3]
    styles = [_section_style(section) for section in numbers] or [None]
    first = styles[0] or PLAIN
    styles = [style or first for style in styles]
    if len(set(styles)) == 1:
        return first
    conditions = _conditions(numbers)
    return NumberStyle(sections=tuple((*when, style) for when, style in zip(conditions, styles, strict=True)))


def _conditions(sections: list[str]) -> list[tuple[str, Decimal]]:
    """When each of two or three sections applies: what it says itself, else positive; negative; the rest."""
    usual = [">=", "<"] if len(sections) == 2 else [">", "<", ""]
    written = [_CONDITION.search(section) for section in sections]
    if any(written):
        usual = [">", *("<" if len(sections) == 3 else ""), ""]
    return [
        (match[1], Decimal(match[2])) if match else (sign, Decimal(0))
        for sign, match in zip(usual, written, strict=True)
    ]


def _holds(number: Decimal, comparison: str, limit: Decimal) -> bool:
    return {
        "": True,
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[comparison]


def _section_style(section: str) -> NumberStyle | None:
    """The style of one section; None for one that shows no digit, such as `"-"`."""
    code = _LITERAL.sub("", section).lower()
    if "%" in code:
        return _PERCENT
    if "general" in code or "standard" in code:
        return PLAIN
    if "d" in code or "y" in code:
        return _DATE
    if "h" in code or "s" in code:
        return NumberStyle(date=True, clock="hours" if "[" in code else "time")
    if "#" in code or "0" in code or "?" in code:
        return PLAIN
    return _DATE if "m" in code else None


def date_text(days: float, clock: str = "", date1904: bool = False) -> str:
    """A date as Belgians write it: 30/11/2020, with the time only where there is one; 12:30 in a format of times.

    `days` counts as the workbook does. '' where the number is no date that Excel would show.
    """
    seconds = round(days * 86400) if abs(days) < _LAST_DAY else -1
    if seconds < (0 if clock else 86400) and not (date1904 and seconds > 0):
        return ""
    if clock == "hours" or (clock and days < 1):
        return _clock(*divmod(seconds, 3600))
    whole, rest = divmod(seconds, 86400)
    whole += _DAYS_BEFORE_1904 if date1904 else 0
    if whole >= _LAST_DAY:
        return ""
    if whole == _NO_SUCH_DAY:
        day = "29/02/1900"
    else:
        moment = datetime(1899, 12, 30) + timedelta(days=whole + (whole < _NO_SUCH_DAY))
        day = f"{moment:%d/%m}/{moment.year:04}"
    return f"{day} {_clock(*divmod(rest, 3600))}" if rest else day


def _clock(hours: int, seconds: int) -> str:
    return f"{hours:02}:{seconds // 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")


def iso_date_text(iso: str) -> str:
    """A date stored as ISO 8601, 2020-11-30 or 2020-11-30T14:30:00, as `date_text` writes it; others stay."""
    match = _ISO.match(iso.strip())
    if match is None:
        return iso.strip()
    year, month, day, hours, minutes, seconds = match.groups(default="00")
    clock = _clock(int(hours), int(minutes) * 60 + int(seconds))
    return f"{day}/{month}/{year}" + (f" {clock}" if clock != "00:00" else "")
