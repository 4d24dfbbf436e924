"""A returned file once read, or the reason why it could not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from minerva.model.record import Field, Record, Source, Table


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The evidence: a file as it was received. `name` is relative to the folder of returns, with forward slashes.

    `modified` is the time stored inside the workbook (ISO 8601, UTC) or '', never the file system's.
    """

    name: str
    size: int
    sha256: str
    modified: str = ""


class Refusal(StrEnum):
    """Why a file cannot be read as a return; each member has a label `refusal.<value>` and a remedy."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_WORKBOOK = "not_a_workbook"
    OLD_FORMAT = "old_format"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSAFE = "unsafe"
    NOT_READABLE = "not_readable"
    CHANGED = "changed"
    NO_TABLES = "no_tables"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    OTHER_YEAR = "other_year"
    OTHER_TEMPLATE = "other_template"


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file from which nothing is taken. `detail` completes the reason (a year, a name), in no language."""

    file: SourceFile
    refusal: Refusal
    detail: str = ""
    organisation: str = ""


class Aside(StrEnum):
    """Why a filled cell is not in the data; each member has a label `aside.<value>`."""

    REPEATED = "repeated"
    CONTRADICTS = "contradicts"
    OUTSIDE_TABLE = "outside_table"
    OUTSIDE_COVER = "outside_cover"
    OTHER_SHEET = "other_sheet"
    PLACEHOLDER = "placeholder"
    COMPUTED_COLUMN = "computed_column"
    LANGUAGE_TAG = "language_tag"
    BOTH_DIFFER = "both_differ"
    ABOVE_TABLE = "above_table"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A filled cell that is not merged, with its text and the reason. `key` is the column's key where it has one."""

    source: Source
    raw: str
    reason: Aside
    key: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A sheet or a required column the return does not have."""

    sheet: str
    key: str = ""
    row: int = 1


@dataclass(slots=True)
class Submission:
    """One return once read. `organisation` is a register id, with the section behind a slash where there is one.

    `filled` counts the filled cells found in the file; every one of them is a field of a record or of the cover, or
    stands in `set_aside`.
    """

    file: SourceFile
    organisation: str
    year: int
    complete: bool = True
    template_version: str = ""
    plan_digest: str = ""
    cover: dict[str, Field] = field(default_factory=dict)
    objectives: list[Record] = field(default_factory=list)
    indicators: list[Record] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    filled: int = 0

    @property
    def records(self) -> list[Record]:
        """Objectives, then indicators."""
        return self.objectives + self.indicators

    def table(self, table: Table) -> list[Record]:
        """The records of one table."""
        return self.objectives if table is Table.OBJECTIVES else self.indicators

    @property
    def merged_cells(self) -> int:
        """How many filled cells became a value; one that only a correction filled was empty in the file."""
        return len(self.cover) + sum(bool(field.raw) for record in self.records for field in record.fields.values())
