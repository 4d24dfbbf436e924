"""What the commands give back: what was read, written, kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from minerva.model.finding import Finding, Severity
from minerva.model.submission import Submission, Unusable

if TYPE_CHECKING:
    from minerva.excel.received.exchange import CopyRequest
    from minerva.excel.received.received import Received
    from minerva.model.comparison import Comparison
    from minerva.model.consolidation import Consolidation


@dataclass(frozen=True)
class Checked:
    """One file that was checked: what was read of it, or why not, and its findings."""

    path: Path
    outcome: Submission | Unusable
    findings: list[Finding]
    received: Received

    def request(self, *, repaired: bool = False) -> CopyRequest:
        """What is asked of the process that makes a copy of the file, which was read."""
        from minerva.excel.received.exchange import CopyRequest

        return CopyRequest(self.received, self.outcome, tuple(self.findings), repaired)


@dataclass(frozen=True)
class Consolidated:
    """What a consolidation gave: the report, and the workbook that is on disk."""

    consolidation: Consolidation
    output: Path
    sha256: str

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return self.consolidation.finding_counts()[Severity.ERROR.value] > 0


@dataclass(frozen=True)
class Compared:
    """What a comparison of two regional workbooks gave, and the workbook that shows it."""

    comparison: Comparison
    output: Path
    sha256: str


@dataclass
class Templates:
    """The templates that stand in the folder as written by this run, and the files found in their place and kept."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Letters:
    """The letters and the page of the cell as they stand in the folder, and the files found there and kept."""

    written: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Prints:
    """The files of a printed report: PDFs, each with its bookmarks or not, or the workbooks to print from Excel."""

    files: tuple[Path, ...]
    are_pdf: bool
    have_marks: bool


@dataclass(frozen=True)
class Exported:
    """The files of an export as they stand in the folder, and how many records lost their remarks."""

    files: tuple[Path, ...]
    remarks_left_out: int


@dataclass
class Demo:
    """Where the sample year stands."""

    folder: Path
    register: Path
    templates: list[Path] = field(default_factory=list)
    returns: list[Path] = field(default_factory=list)
    consolidated: Consolidated | None = None
