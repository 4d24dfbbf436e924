"""The table: all cases of the list of irregularities outside the section *Mandate*, and which of them still wait."""

from __future__ import annotations

from irregularities import figures, languages, references, structure, thresholds
from irregularities.case import Case

CASES: tuple[Case, ...] = (
    *references.CASES,
    *thresholds.CASES,
    *figures.CASES,
    *languages.CASES,
    *structure.CASES,
)

PENDING: frozenset[int] = frozenset()
"""Cases at least one proof of which fails today: none. A test says so when one passes, to take it out."""
