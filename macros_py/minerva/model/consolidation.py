"""The regional report before it becomes a workbook: chapters in order, coverage, findings, journal, files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from minerva.model.coverage import Coverage, Use
from minerva.model.finding import Finding, counted
from minerva.model.published import PublishedReport
from minerva.model.record import Record, Source, Table
from minerva.model.register import Organisation, Register
from minerva.model.status import Status
from minerva.model.submission import Annex, SourceFile, Submission


@dataclass(frozen=True, slots=True)
class FileUse:
    """One file of the folder and what became of it; `reason` is a label key, `detail` completes it."""

    file: SourceFile
    use: Use
    organisation: str = ""
    reason: str = ""
    detail: str = ""
    template_version: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """An organisation or section in the report; `submission` is None where nothing could be taken."""

    organisation: Organisation
    submission: Submission | None = None

    def records(self, table: Table) -> list[Record]:
        """The records of one table, in the order of the return."""
        return self.submission.table(table) if self.submission is not None else []


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A value that differs from what was typed, or a filled cell that is not in the data.

    `why` is a label key: `why.…` for a repair, `aside.…` for a cell set aside, `journal.correction` for a correction.
    """

    organisation: str
    file: str
    source: Source
    raw: str
    value: str
    why: str
    table: str = ""
    reference: str = ""
    key: str = ""
    who: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UsedProfile:
    """A description of a foreign layout that returns were read with: its id, its file and the SHA-256 of that file."""

    id: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class OwnRules:
    """A file of the cell that gives rules another severity: its name, its SHA-256, and what it changes.

    `changed` are pairs of a code and a word (`error`, `warning`, `info`, `trial`, `off`), in order of code.
    """

    file: str
    sha256: str
    changed: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Consolidation:
    """Everything the regional workbook and the manifest say; `personal_data` is False where addresses were left out.

    `earlier` is the report of the year before, where the cell gave it.
    """

    register: Register
    chapters: list[Chapter]
    coverage: Coverage
    files: list[FileUse]
    findings: list[Finding] = field(default_factory=list)
    journal: list[JournalLine] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    profiles: list[UsedProfile] = field(default_factory=list)
    own_rules: OwnRules | None = None
    earlier: PublishedReport | None = None
    final: bool = False
    personal_data: bool = True

    def records(self, table: Table) -> Iterator[tuple[Chapter, Record]]:
        """All records of one table, chapter by chapter."""
        for chapter in self.chapters:
            for record in chapter.records(table):
                yield chapter, record

    @property
    def containers(self) -> list[SourceFile]:
        """The archives and e-mails received files came in, each once, by name: evidence, but counted nowhere."""
        return sorted({use.file.inside for use in self.files if use.file.inside}, key=lambda file: file.name)

    def statuses(self, table: Table | None = None) -> dict[Status, int]:
        """How many records have each status, in one table or in both."""
        tables = (table,) if table is not None else tuple(Table)
        counted = Counter(record.status for one in tables for _, record in self.records(one))
        return {status: counted[status] for status in Status}

    def finding_counts(self) -> dict[str, int]:
        """How many findings stand where: by severity, justified warnings apart."""
        return counted(self.findings)

    def finding_codes(self) -> dict[str, int]:
        """How many findings of each code, in order of code."""
        return dict(sorted(Counter(finding.code for finding in self.findings).items()))
