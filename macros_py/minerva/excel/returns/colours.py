"""The results and statuses people painted green, orange or red, where the colour stands out from the row and column.

A row in one colour is banding, a column in one colour is a form: neither says anything of a result. A yellow cell among
cells without colour is marked as with a highlighter; it is a light only where others are red, orange or green.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from minerva.excel.content.package import Package
from minerva.model.record import LANGUAGES, Record, Source
from minerva.model.submission import Notice, NoticeKind, Submission
from minerva.parse.colour import Light, read_light

PAINTED = ("result", "status")
FEWEST_IN_COLUMN = 3
"""From how many results on a column in one colour is a form."""

_BESIDE = ("title", "description", "ref", "objective_ref", "strategic_ref")

Fills = dict[tuple[int, int], str]


class _Cell(NamedTuple):
    """A filled cell of the column *result* or *status*, with its colour or ''."""

    source: Source
    rgb: str
    stands_out: bool


def colours_of(submission: Submission, package: Package) -> list[Notice]:
    """A notice for each painted result or status: the colour as `text`, the light it stands for as `detail`."""
    painted = {sheet.name: sheet for sheet in package.sheets if sheet.fills}
    columns: dict[tuple[str, int, bool], dict[Source, _Cell]] = {}
    for record in submission.records if painted else ():
        sheet = painted.get(record.sheet)
        for source in _cells(record) if sheet is not None else ():
            place = source.row, source.column
            if place in sheet.cells:
                rgb = sheet.fills.get(place, "")
                column = columns.setdefault((source.sheet, source.column, source.row == record.row_nl), {})
                column.setdefault(source, _Cell(source, rgb, _stands_out(record, rgb, sheet.fills)))
    cells = [cell for column in columns.values() if not _is_form(column.values()) for cell in column.values()]
    notices = [
        Notice(NoticeKind.COLOURED, cell.source, cell.rgb, light)
        for cell in cells
        if cell.stands_out and (light := read_light(cell.rgb))
    ]
    lights = {(notice.source.sheet, notice.detail) for notice in notices}
    return [notice for notice in notices if notice.detail != Light.YELLOW or _has_others(notice.source.sheet, lights)]


def _cells(record: Record) -> Iterator[Source]:
    """The cells of a record that may be painted; a merged result stands in the row of another record."""
    for key in PAINTED:
        column = record.columns.get(key, 0)
        field = record.fields.get(key)
        row = field.source.row if field is not None and field.source.column == column else record.row
        yield from (Source(record.sheet, row, column) for row in {row, record.row_nl} if row and column)


def _stands_out(record: Record, rgb: str, fills: Fills) -> bool:
    """Whether the title beside it, or what else names the record, has not the same colour."""
    light = read_light(rgb)
    for key in _BESIDE:
        names = (key, *(f"{key}_{language}" for language in LANGUAGES))
        beside = [record.fields[name].source for name in names if name in record.fields]
        if beside:
            return all(read_light(fills.get((source.row, source.column), "")) is not light for source in beside)
    return False


def _is_form(cells: Collection[_Cell]) -> bool:
    """Whether a column has one colour from top to bottom."""
    return len(cells) >= FEWEST_IN_COLUMN and len({cell.rgb for cell in cells}) == 1


def _has_others(sheet: str, lights: set[tuple[str, str]]) -> bool:
    return any(where == sheet and light != Light.YELLOW for where, light in lights)
