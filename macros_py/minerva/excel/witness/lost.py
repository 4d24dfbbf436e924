"""Every filled cell of the tables of a return is in the data or set aside in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from minerva.excel.witness.evidence import At
from minerva.excel.witness.figures import meant
from minerva.excel.witness.headers import Header
from minerva.excel.witness.records import Chapter
from minerva.excel.witness.regional import Row
from minerva.model.record import Table
from minerva.model.verification import Difference, Kind, Proof

SHOWN, ROUNDING = 200, Decimal("0.000001")


def prove_nothing_lost(chapter: Chapter, rows: dict[Table, list[Row]]) -> None:
    """Name the records and the cells of the returns that are nowhere."""
    for file, sheet in chapter.evidence.sheets:
        for table in Table:
            header = chapter.evidence.header(file, sheet, table)
            if header is not None and _is_table_of(chapter, file, sheet, table):
                _prove_sheet(chapter, file, sheet, header, rows[table])


def _is_table_of(chapter: Chapter, file: str, sheet: str, table: Table) -> bool:
    """Whether a sheet holds this table rather than the other, whose header is much the same."""
    mine, *others = (
        chapter.evidence.header(file, sheet, one) for one in (table, *(one for one in Table if one is not table))
    )
    named = [one for one in Table if one.value.lower() == sheet.lower()]
    if named:
        return named == [table]
    return all(other is None or len(other.columns) <= len(mine.columns) for other in others)


def _prove_sheet(chapter: Chapter, file: str, sheet: str, header: Header, rows: list[Row]) -> None:
    lost: dict[int, list[tuple[At, str]]] = {}
    for at, text in chapter.evidence.filled_below(file, sheet, header):
        if not _is_accounted(chapter, at, text, header):
            lost.setdefault(at.row - (header.tags.get(at.row) == "nl" and at.row - 1 > header.row), []).append(
                (at, text)
            )
    told = _told_rows(chapter, header.table, file, sheet, rows)
    for row, cells in lost.items():
        by_row = told.get(row)
        if by_row is None:
            chapter.differences.append(_missing(cells))
        else:
            chapter.differences += _left_out(chapter, by_row, cells)


def _is_accounted(chapter: Chapter, at: At, text: str, header: Header) -> bool:
    if at in chapter.evidence.used or at.column in header.computed:
        return True
    if at.column in header.columns.get("language", ()) and header.tags.get(at.row):
        return True
    if header.tags.get(at.row) == "nl" and _repeats_french(chapter, at, text):
        return True
    return (at.file, at.sheet, (at.row, at.column)) in chapter.journal.at


def _repeats_french(chapter: Chapter, at: At, text: str) -> bool:
    """A Dutch row shows shared values by formula: what stands above, or 0 where nothing does."""
    above = chapter.evidence.texts(at._replace(row=at.row - 1))
    return any(_alike(text, one) for one in above) if above else text in ("0", "0%")


def _alike(dutch: str, french: str) -> bool:
    """The template repeats a percentage as a text, `27,5 %`, rounded to six decimals."""
    mine, other = meant(dutch), meant(french)
    if dutch == french or mine.value is None or other.value is None:
        return dutch == french
    return mine.kind == other.kind and abs(mine.value - other.value) < ROUNDING


def _told_rows(chapter: Chapter, table: Table, file: str, sheet: str, rows: list[Row]) -> dict[int, Row]:
    """The rows of a return that rows of the data tell of."""
    told: dict[int, Row] = {}
    for row in rows:
        place = chapter.places.get((table, row.number))
        if place is not None and place[:2] == (file, sheet):
            told |= {number: row for number in (place.row, place.row_nl) if number}
    return told


def _missing(cells: list[tuple[At, str]]) -> Difference:
    at, _ = cells[0]
    said = " · ".join(text for _, text in cells)
    return Difference(Kind.ROW_MISSING, Proof.WITNESS, at.file, at.sheet, at.cell, "", said[:SHOWN], at.told)


def _left_out(chapter: Chapter, row: Row, cells: list[tuple[At, str]]) -> Iterator[Difference]:
    """What is not even among the remarks of the row that tells of the record."""
    for at, text in cells:
        if text not in row["remarks"]:
            cell = f"{row.sheet}!{row.cell('remarks')}"
            yield Difference(Kind.LOST, Proof.WITNESS, at.file, at.sheet, at.cell, "", text[:SHOWN], cell)
