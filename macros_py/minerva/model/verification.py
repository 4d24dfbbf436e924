"""What an audit of a regional workbook found: the differences, each with its place, and what is proven."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What differs; each member has a label `verify.kind.<value>`."""

    OUTPUT_CHANGED = "output_changed"
    MANIFEST = "manifest"
    REGISTER = "register"
    RETURN_CHANGED = "return_changed"
    RETURN_MISSING = "return_missing"
    RETURN_ADDED = "return_added"
    VALUE = "value"
    RAW = "raw"
    PLACE = "place"
    STATUS = "status"
    ROW_MISSING = "row_missing"
    ROW_ADDED = "row_added"
    ORDER = "order"
    LOST = "lost"
    JOURNAL = "journal"
    PRINTED = "printed"
    COUNT = "count"
    HIDDEN = "hidden"
    SAVED_ANEW = "saved_anew"
    REMADE = "remade"
    PART = "part"


class Proof(StrEnum):
    """The ways in which a workbook is held against what it was made of; each has a label `verify.proof.<value>`."""

    HASHES = "hashes"
    WITNESS = "witness"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be.

    `file` is the workbook, a return or the manifest; `sheet` and `cell` stand inside it, for a manifest `cell` is the
    entry (`inputs[3].sha256`). `found` stands there, `expected` should; `source` tells where that comes from, such as
    `return.xlsx · KPI!L7`. Texts are in no language; a text that begins with @ is a label.
    """

    kind: Kind
    proof: Proof
    file: str
    sheet: str = ""
    cell: str = ""
    found: str = ""
    expected: str = ""
    source: str = ""

    @property
    def place(self) -> str:
        """The place inside the file: `KPI!J23`, `inputs[3].sha256`, or ''."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell


@dataclass(slots=True)
class Verification:
    """The outcome of an audit.

    `values` counts the values of records that were found equal to the cells they came from, `returns` the returns read
    for that, `records` their records; `cells` the cells that the workbook made again has, None without that proof.
    `not_proven` are (label, detail) pairs: what could not be looked at, and why. `is_complete` is False where the
    workbook was to be made again and could not be: whoever edits a manifest must not switch a proof off unseen.
    """

    differences: list[Difference] = field(default_factory=list)
    returns: int = 0
    records: int = 0
    values: int = 0
    cells: int | None = None
    files: int = 0
    not_proven: list[tuple[str, str]] = field(default_factory=list)
    is_complete: bool = True

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def of(self, proof: Proof) -> list[Difference]:
        """The differences that one of the proofs found."""
        return [difference for difference in self.differences if difference.proof is proof]
