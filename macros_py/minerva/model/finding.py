"""What a rule has to say about one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from minerva.model.record import Source


class Severity(StrEnum):
    """Errors must be corrected; warnings corrected or justified; infos are for the reader."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """A point to correct. Its sentences are the labels `rule.<code>.found|expected|remedy`, completed by `params`.

    `sheet` and `cell` are '' where the finding concerns a whole file, `file` is '' where it concerns no file (a return
    that was not received). `organisation` is a register id. Params are texts in no language, or label keys that start
    with '@'.
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

    @property
    def family(self) -> str:
        """The three letters of the code: STR, REF, THR, …"""
        return self.code[:3]

    @property
    def place(self) -> str:
        """The place as people write it: KPI!J23, a sheet, or ''."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def sort_key(self) -> tuple:
        """By file, errors first, then in reading order."""
        letters = self.cell.rstrip("0123456789")
        row = int(self.cell[len(letters) :] or 0)
        return (
            self.organisation,
            self.file,
            SEVERITIES.index(self.severity),
            self.sheet,
            row,
            len(letters),
            letters,
            self.code,
            self.params,
        )

    def within(self, organisation: str, file: str, severity: Severity) -> Finding:
        """The finding with the file it stands in and the severity the house gives it."""
        return replace(self, organisation=organisation, file=file, severity=severity)


def at(source: Source | None, sheet: str = "", **params: object) -> dict:
    """The place and the params of a finding, as keyword arguments of `Finding`."""
    place = {"sheet": source.sheet, "cell": source.cell} if source is not None else {"sheet": sheet}
    return {**place, "params": tuple((key, str(value)) for key, value in params.items())}
