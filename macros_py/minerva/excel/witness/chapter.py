"""An organisation or section under audit: its rows in the data, what its returns hold, what was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from minerva.excel.witness.evidence import Evidence, Rows
from minerva.excel.witness.regional import Journal, Row
from minerva.excel.witness.subject import Lost, Truth
from minerva.model.record import Table
from minerva.model.register import Correction, Organisation
from minerva.model.verification import Difference, Kind, Proof


@dataclass(slots=True)
class Chapter:
    """An organisation or section, the rows of the data that name it, and what its returns hold."""

    organisation: Organisation
    main: Organisation
    evidence: Evidence
    journal: Journal
    corrections: tuple[Correction, ...]
    output: str
    differences: list[Difference] = field(default_factory=list)
    values: int = 0
    truths: dict[tuple[Table, int], Truth] = field(default_factory=dict)
    places: dict[tuple[Table, int], Rows] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    taken: set[tuple[str, str, int]] = field(default_factory=set)

    def differ(self, kind: Kind, row: Row, key: str, expected: str, source: str = "", found: str | None = None) -> None:
        """Note that a cell of the data is not what it must be."""
        told = row[key] if found is None else found
        self.differences.append(
            Difference(kind, Proof.WITNESS, self.output, row.sheet, row.cell(key), told, expected, source)
        )
