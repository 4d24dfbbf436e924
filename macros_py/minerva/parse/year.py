"""Which year a title or a file name says a report is about; a date on which something was written says nothing."""

from __future__ import annotations

import re

from minerva.parse.text import fold_words

_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre"),
    *("decembre", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober"),
    *("november", "december"),
)
_DATE = re.compile(
    r"\d{1,2}[./_-]\d{1,2}[./_-]\d{4}|\d{4}[./_-]\d{1,2}[./_-]\d{1,2}(?!\d)|\d{8}|\d{1,2}/\d{4}"
    rf"|(?<![a-z])(?:{'|'.join(_MONTHS)})[ ._-]*\d{{4}}"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_REPORT = re.compile(r"rapport|verslag|report")
_LABELLED = re.compile(
    r"(?:annee|exercice|jaar|dienstjaar|boekjaar|year)(?: du rapport| van het verslag| of the report)? ?:? ?\d{4}"
)


def years_in(text: str) -> tuple[int, ...]:
    """The years a text names, each once in order, dates aside."""
    without_dates = _DATE.sub(" ", fold_words(text))
    return tuple(dict.fromkeys(int(year) for year in _YEAR.findall(without_dates)))


def years_of_report(title: str) -> tuple[int, ...]:
    """The years of a title that says it is a report or a year (`Rapport 2020`, `Jaar: 2020`); () for any other."""
    folded = fold_words(title)
    return years_in(title) if _REPORT.search(folded) or _LABELLED.fullmatch(folded) else ()


def names_other_year(title: str, year: int) -> bool:
    """Whether a title names years and this one is not among them; never where the year is not known (0)."""
    named = years_in(title) if year else ()
    return bool(named) and year not in named
