"""What an audit is about: the regional workbook, its manifest, the bytes of the returns, and what was proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from minerva.excel.witness.evidence import Rows
from minerva.excel.witness.regional import Journal, Row, data_rows, list_rows
from minerva.excel.witness.written import NotAWorkbook, WrittenBook
from minerva.layout.regional import regional_layout
from minerva.model.record import Table
from minerva.model.register import Register

Truth = dict[str, str]
USED = ("used", "partial")


@dataclass(frozen=True, slots=True)
class Introduction:
    """What opens the chapter of an organisation by its returns; `certain` where it stands in our own cover."""

    texts: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """A record of a return that no row of the data tells of: its table, whose it is, and its texts."""

    table: Table
    organisation: str
    texts: frozenset[str]


@dataclass(slots=True)
class Subject:
    """What is verified: the workbook, what its manifest tells, and how the bytes of an input are had by its name.

    `content` gives None for a file that is not there or not the one the manifest tells of.
    """

    output: str
    book: WrittenBook
    manifest: Mapping[str, Any]
    register: Register
    content: Callable[[str], bytes | None]
    rows: dict[Table, list[Row]] = field(default_factory=dict)
    journal: Journal | None = None
    truths: dict[tuple[Table, int], Truth] = field(default_factory=dict)
    owners: dict[tuple[Table, int], str] = field(default_factory=dict)
    introductions: dict[str, Introduction] = field(default_factory=dict)
    places: dict[tuple[Table, int], Rows] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = {table: data_rows(self.book, table) for table in Table}
        if all(regional_layout().data_sheet(table) in self.lacking for table in Table):
            raise NotAWorkbook(self.output)
        self.journal = Journal(list_rows(self.book, "journal"))

    @property
    def lacking(self) -> set[str]:
        """The sheets the witness reads that the workbook does not have."""
        layout = regional_layout()
        lists = {layout.sheets[key] for key in ("reports", "findings", "journal", "sources")}
        return {*lists, *(layout.data_sheet(table) for table in Table)} - self.book.sheets.keys()

    @property
    def manifest_name(self) -> str:
        """The name of the manifest."""
        return f"{self.output.removesuffix('.xlsx')}.manifest.json"

    @property
    def inputs(self) -> Iterable[Mapping[str, Any]]:
        """The files the manifest tells of."""
        return self.manifest["inputs"]

    def truth(self, table: Table, row: Row) -> Mapping[str, str]:
        """What a row of the data must say, as far as it was proven; what it says where nothing could be."""
        return self.truths.get((table, row.number), row.values)

    def status(self, table: Table, row: Row) -> str:
        """The status a row must have."""
        return self.truth(table, row).get("status", "")

    def counts(self, table: Table, row: Row) -> bool:
        """Whether a row tells of a record, as far as that could be looked at."""
        is_read = self.owners[table, row.number] in self.introductions
        return not is_read or (table, row.number) in self.truths

    def lost_of(self, table: Table, organisations: set[str] | None = None) -> int:
        """How many records of a table the data have lost, of some organisations or of all."""
        wanted = (one for one in self.lost if one.table is table)
        return sum(1 for one in wanted if organisations is None or one.organisation in organisations)

    def owner(self, row: Row) -> str:
        """The organisation or section whose return a row came from, as its file says; as it says itself without one."""
        named = f"{row['organisation']}/{row['section']}" if row["section"] else row["organisation"]
        by_file = [one["organisation"] for one in self.inputs if one["name"] == row["file"] and one["use"] in USED]
        return by_file[0] if by_file else named
