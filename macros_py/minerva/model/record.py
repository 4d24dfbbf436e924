"""One objective or indicator as it was returned, each value with the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from minerva.model.figure import Figure
from minerva.model.reading import Why
from minerva.model.status import Assessment, Direction, Measure, Reason, Status, Unit, assess

FIGURES = ("red", "green", "result", "weight")
LANGUAGES = ("fr", "nl")


class Table(StrEnum):
    """The two parliamentary tables; the value is the name of the sheet in a return."""

    OBJECTIVES = "OO-OD"
    INDICATORS = "KPI"


def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Source(NamedTuple):
    """The cell a value came from; rows and columns count from 1.

    `file` is set only where a record was put together from several returns; else the cell is in the record's own. Row
    and column 0 stand for the whole sheet, or with an empty sheet for the whole file.
    """

    sheet: str
    row: int
    column: int
    file: str = ""

    def __reduce__(self) -> tuple:  # a return has a thousand, sent from process to process: half the time of a tuple's
        return Source, (*self,)

    @property
    def cell(self) -> str:
        """The address inside the sheet, such as J23; '' for the whole of it."""
        return f"{column_letters(self.column)}{self.row}" if self.row else ""

    @property
    def place(self) -> str:
        """The address with the sheet, such as KPI!J23."""
        return f"{self.sheet}!{self.cell}" if self.row else self.sheet


class Field(NamedTuple):
    """One value of a record.

    `text` is the value as meant, in its canonical spelling; `raw` what was typed; `why` is None only where the two
    are equal. `figure` is set for thresholds, results and weights.
    """

    text: str
    raw: str
    source: Source
    why: Why | None = None
    figure: Figure | None = None

    def __reduce__(self) -> tuple:  # as of Source
        return Field, (*self,)


class Remark(NamedTuple):
    """A value of a column the tables have no room for (priority, dates, impact), kept under its title in the file.

    `personal` columns name persons (a manager, an address) and can be kept out of what is published.
    """

    title: str
    field: Field
    personal: bool = False


@dataclass(slots=True)
class Record:
    """An operational objective or an indicator: two physical rows, French above Dutch.

    `fields` is keyed by column key, with `_fr` / `_nl` behind the keys of texts: `title_fr`, `red`, `status` excepted
    (it is computed). `order` counts from 1 inside the table; `row` is the first physical row, `row_nl` the Dutch one or
    0. `columns` gives the column number of each column key in the file, so that an empty cell can be named;
    `merged` the merged range (first row, first column, last row, last column) a cell lies in below its first row.
    `printed_group` is the place (`OO-OD!D7`) of the row several records were printed in with one result for all, or ''.
    """

    table: Table
    order: int
    sheet: str
    row: int
    fields: dict[str, Field]
    row_nl: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    printed_group: str = ""
    merged: Mapping[tuple[int, int], tuple[int, int, int, int]] = field(default_factory=dict)
    _measure: Measure | None = None
    _assessment: Assessment | None = None

    def text(self, key: str) -> str:
        """The value of a field, '' where it is empty."""
        found = self.fields.get(key)
        return found.text if found is not None else ""

    def figure(self, key: str) -> Figure | None:
        """The figure of a threshold, result or weight, None where the cell is empty."""
        found = self.fields.get(key)
        return found.figure if found is not None else None

    def column_of(self, key: str) -> int:
        """The column in which a field stands in its file, 1 where the file has no such column."""
        return self.columns.get(key) or self.columns.get(key.removesuffix("_fr").removesuffix("_nl")) or 1

    @property
    def reference(self) -> str:
        """The canonical reference, or '' (an indicator may have none and is then known by objective and order)."""
        return self.text("ref")

    @property
    def measure(self) -> Measure:
        """What decides the status, put together once."""
        if self._measure is None:
            unit, direction, declared = (self.text(key) for key in ("unit", "direction", "declared"))
            self._measure = Measure(
                unit=Unit(unit) if unit in _UNITS else None,
                direction=Direction(direction) if direction in _DIRECTIONS else None,
                red=self.figure("red"),
                green=self.figure("green"),
                result=self.figure("result"),
                declared=Status(declared) if declared in _STATUSES else None,
            )
        return self._measure

    @property
    def assessment(self) -> Assessment:
        """Status and reason, computed once: the fields of a record do not change after reading."""
        if self._assessment is None:
            unclear = self.text("unit") not in _UNIT_WORDS or self.text("direction") not in _DIRECTION_WORDS
            reason = Reason.WORD_NOT_UNDERSTOOD if unclear else None
            self._assessment = Assessment(Status.NOT_ASSESSED, reason) if unclear else assess(self.measure)
        return self._assessment

    @property
    def status(self) -> Status:
        """The status as computed from thresholds and result."""
        return self.assessment.status

    def with_fields(self, fields: dict[str, Field]) -> Record:
        """The same record with other values; its status is computed anew."""
        return replace(self, fields=fields, _measure=None, _assessment=None)

    @property
    def all_fields(self) -> Iterator[Field]:
        """The values of the columns, then those kept as remarks."""
        yield from self.fields.values()
        for remark in self.remarks:
            yield remark.field


_UNITS = frozenset(Unit)
_DIRECTIONS = frozenset(Direction)
_STATUSES = frozenset(Status)
_UNIT_WORDS, _DIRECTION_WORDS = _UNITS | {""}, _DIRECTIONS | {""}
