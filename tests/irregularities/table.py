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

_FINDINGS = {24, 25, 35, 37, 38, 39, 67, 68, 70, 71, 93, 98, 104, 105, 106, 131}
_DASHBOARDS = {138, 139, 140, 141, 142, 143, 144, 145}
PENDING: frozenset[int] = frozenset(_FINDINGS | _DASHBOARDS)
"""Cases at least one proof of which fails today. A case that passes must leave this set: a test says so."""
