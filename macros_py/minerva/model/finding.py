"""What a rule has to say about one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from minerva.model.record import Source, Table


class Severity(StrEnum):
    """Errors must be corrected; warnings corrected or justified; infos are for the reader.

    A trial finding comes from a rule that is being tried out: it is shown apart and asks for nothing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    TRIAL = "trial"


_SHEETS = ("", *(table.value for table in Table))
JUSTIFIED = "justified"
STANDINGS = (Severity.ERROR.value, Severity.WARNING.value, Severity.INFO.value, JUSTIFIED, Severity.TRIAL.value)
"""Where a finding stands, in the order of reading: its severity, or *justified* for a warning that has its reason."""


FAMILY = 3
"""How many letters of a code name its family."""


class Proposal(NamedTuple):
    """What should stand in a cell instead, where that is certain; a Decimal is the figure meant: 50 for 50 %."""

    sheet: str
    cell: str
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Finding:
    """A point to correct. Its sentences are the labels `rule.<code>.found|expected|remedy`, completed by `params`.

    `sheet` and `cell` are '' where the finding concerns a whole file, `file` is '' where it concerns no file (a return
    that was not received). `organisation` is a register id. Params are texts in no language, or label keys that start
    with '@'. `justification` is what the correspondent wrote beside the record, `justify_cell` where that is written,
    '' where the file has no such column. `proposals` are cells of the same file, and put it right for certain.
    """

    code: str
    severity: Severity
    organisation: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    params: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    justification: str = ""
    justify_cell: str = ""
    proposals: tuple[Proposal, ...] = ()

    @property
    def is_justified(self) -> bool:
        """Whether it is a warning the correspondent gave a reason for; an error is never settled by one."""
        return self.severity is Severity.WARNING and bool(self.justification.strip())

    @property
    def standing(self) -> str:
        """Its severity, or *justified*; each has a label `severity.<value>`."""
        return JUSTIFIED if self.is_justified else self.severity.value

    @property
    def family(self) -> str:
        """The three letters of the code: STR, REF, THR, …"""
        return self.code[:FAMILY]

    @property
    def place(self) -> str:
        """The place as people write it: KPI!J23, a sheet, or ''."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def sort_key(self) -> tuple:
        """By file, errors first; then as people read: objectives, indicators, the rest."""
        letters = self.cell.rstrip("0123456789")
        row = int(self.cell[len(letters) :] or 0)
        return (
            self.organisation,
            self.file,
            STANDINGS.index(self.standing),
            _SHEETS.index(self.sheet) if self.sheet in _SHEETS else len(_SHEETS),
            self.sheet,
            row,
            len(letters),
            letters,
            self.code,
            self.params,
        )


def at(source: Source | None, sheet: str = "", **params: object) -> dict:
    """The place and the params of a finding, as keyword arguments of `Finding`."""
    place = {"sheet": source.sheet, "cell": source.cell} if source is not None else {"sheet": sheet}
    return {**place, "params": tuple((key, str(value)) for key, value in params.items())}


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings stand where: errors, warnings still open, infos, justified warnings, trials."""
    numbers = Counter(finding.standing for finding in findings)
    return {standing: numbers[standing] for standing in STANDINGS}


def families(codes: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Codes by their family, in the order in which they come."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code[:FAMILY], []).append(code)
    return list(groups.items())
