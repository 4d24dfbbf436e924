"""A returned file once read, or the reason why it could not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from minerva.model.record import Field, Record, Source, Table


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The evidence: a file as it was received. `name` is relative to the folder of returns, with forward slashes.

    `modified` is the time stored inside the workbook or '', never the file system's: ISO 8601 to the second, in UTC
    with a Z, or local time without a zone where the workbook tells none (LibreOffice's .ods). `inside` is the received
    archive or e-mail that contains it, None for a file of its own.
    """

    name: str
    size: int
    sha256: str
    modified: str = ""
    inside: SourceFile | None = None


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
    TEXT = "text"
    WEB_PAGE = "web_page"
    PDF = "pdf"
    OTHER_DOCUMENT = "other_document"
    PICTURE = "picture"
    MESSAGE = "message"
    ARCHIVE = "archive"
    NO_WORKBOOK_INSIDE = "no_workbook_inside"
    SWELLS = "swells"
    LINK = "link"
    HIDDEN = "hidden"
    TOO_HEAVY = "too_heavy"
    CRASHED = "crashed"
    NO_TABLES = "no_tables"
    NOT_FILLED = "not_filled"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    SEVERAL_ORGANISATIONS = "several_organisations"
    UNKNOWN_SECTION = "unknown_section"
    OTHER_YEAR = "other_year"
    OTHER_TEMPLATE = "other_template"
    OUR_OWN = "our_own"


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file from which nothing is taken. `detail` completes the reason (a year, a name), in no language."""

    file: SourceFile
    refusal: Refusal
    detail: str = ""
    organisation: str = ""

    @property
    def told(self) -> str:
        """The detail where it says something to people: a year, names, sizes, where a reader broke; else ''."""
        return self.detail if self.refusal in _TELLING else ""


_TELLING = frozenset(
    (
        *(Refusal.OTHER_YEAR, Refusal.OTHER_TEMPLATE, Refusal.TOO_LARGE, Refusal.TOO_HEAVY, Refusal.CRASHED),
        *(Refusal.UNKNOWN_ORGANISATION, Refusal.SEVERAL_ORGANISATIONS, Refusal.UNKNOWN_SECTION),
    )
)


class AnnexSheet(NamedTuple):
    """One sheet of an annex: texts and numbers by (row, column) of the file, counted from 1."""

    name: str
    cells: dict[tuple[int, int], str | Decimal]


@dataclass(frozen=True, slots=True)
class Annex:
    """A file attached to the report as received, because no layout reads it: values only, nothing judged."""

    file: SourceFile
    organisation: str
    sheets: tuple[AnnexSheet, ...]

    @property
    def filled(self) -> int:
        """How many filled cells it has."""
        return sum(len(sheet.cells) for sheet in self.sheets)


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
    SAME_IN_PART = "same_in_part"
    OWN_TO_PART = "own_to_part"
    ABOVE_TABLE = "above_table"
    UNREADABLE = "unreadable"
    CONTINUED = "continued"
    SEPARATOR = "separator"
    HEADER_REPEATED = "header_repeated"
    GUIDANCE = "guidance"
    TOTAL = "total"
    BESIDE_TABLE = "beside_table"
    PERSONAL = "personal"


_NO_CONTENT = frozenset(
    (
        *(Aside.OUTSIDE_COVER, Aside.ABOVE_TABLE, Aside.LANGUAGE_TAG, Aside.PLACEHOLDER, Aside.SEPARATOR),
        *(Aside.HEADER_REPEATED, Aside.GUIDANCE, Aside.TOTAL),
    )
)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A filled cell that is not merged, with its text and the reason. `key` is the column's key where it has one."""

    source: Source
    raw: str
    reason: Aside
    key: str = ""


class NoticeKind(StrEnum):
    """What was seen in a file that changes no value but must not pass in silence; a rule tells of each kind."""

    COMMENT = "comment"
    STRUCK_THROUGH = "struck_through"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    HIDDEN_SHEET = "hidden_sheet"
    MACROS = "macros"
    EXTERNAL_LINK = "external_link"
    ACTIVE_FORMULA = "active_formula"
    FORMULA_TEXT = "formula_text"
    EMBEDDED = "embedded"
    COLOURED = "coloured"
    SHARED_FIGURE = "shared_figure"
    RECOGNISED_BY_CONTENT = "recognised_by_content"
    SEVERAL_FIGURES = "several_figures"
    OLDER_TEMPLATE = "older_template"
    TAKEN_AS = "taken_as"
    COVER_DIFFERS = "cover_differs"
    FILE_NAME_DIFFERS = "file_name_differs"
    COMPLETENESS_UNCLEAR = "completeness_unclear"
    PROFILE = "profile"


class Notice(NamedTuple):
    """Something seen while reading.

    `text` is what was seen, in no language, or a label key after '@'; `detail` completes it. `source` is None where it
    concerns the whole file, and has no sheet where that file is a part put into another return.
    """

    kind: NoticeKind
    source: Source | None = None
    text: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A sheet or a required column the return does not have; `file` is set only where another part lacks it.

    `profile` is the id of the foreign layout that has no such thing, '' where it was left out of ours.
    """

    sheet: str
    key: str = ""
    row: int = 1
    file: str = ""
    profile: str = ""


@dataclass(slots=True)
class Submission:
    """One return once read. `organisation` is a register id, with the section behind a slash where there is one.

    `filled` counts the filled cells found in the file; every one of them gave a value of a record or of the cover, or
    stands in `set_aside`. `profiles` are the ids of the layouts it was read by, () for our own. `last_year` holds the
    fingerprints of what the organisation wrote in an earlier report, where one was given.
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
    notices: list[Notice] = field(default_factory=list)
    profiles: tuple[str, ...] = ()
    filled: int = 0
    last_year: frozenset[int] = frozenset()

    @property
    def records(self) -> list[Record]:
        """Objectives, then indicators."""
        return self.objectives + self.indicators

    def table(self, table: Table) -> list[Record]:
        """The records of one table."""
        return self.objectives if table is Table.OBJECTIVES else self.indicators

    @property
    def is_blank(self) -> bool:
        """Whether nobody filled the tables: no record, and nothing set aside but what is no content.

        A partial return may hold the introduction alone; it is blank only where nothing was typed on its cover either.
        """
        nothing_typed = self.complete or not self.cover.keys() - {"organisation", "year", "completeness"}
        content = any(aside.reason not in _NO_CONTENT for aside in self.set_aside)
        return not (self.records or content) and nothing_typed

    @property
    def merged_cells(self) -> int:
        """How many filled cells became a value: each once, though several records may share one (a merged cell).

        A cell that only a correction filled was empty in the file and does not count.
        """
        used = {field.source for record in self.records for field in record.all_fields if field.raw}
        return len(self.cover) + len(used)
