"""What the report of an earlier year said, so that a text taken over from it can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from minerva.model.submission import SourceFile


@dataclass(frozen=True, slots=True)
class LastYear:
    """An earlier regional workbook: its file, its year, and by organisation id the fingerprints of its texts."""

    file: SourceFile
    year: int
    texts: Mapping[str, frozenset[int]] = field(default_factory=dict, hash=False)

    def texts_of(self, organisation: str, year: int) -> frozenset[int]:
        """The fingerprints for a return of that year; none where the workbook is not of an earlier one."""
        return self.texts.get(organisation, frozenset()) if not year or self.year < year else frozenset()
