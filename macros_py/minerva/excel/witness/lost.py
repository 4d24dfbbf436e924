"""Every filled cell of the tables of a return is in the data or set aside in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from minerva.excel.witness.chapter import Chapter
from minerva.excel.witness.evidence import At
from minerva.excel.witness.figures import meant
from minerva.excel.witness.headers import Header
from minerva.excel.witness.regional import Row
from minerva.excel.witness.subject import Lost
from minerva.model.record import Table
from minerva.model.verification import Difference, Kind, Proof

LANGUAGE_TAGS = ("FR", "NL")
ECHO_OF_NOTHING = ("0", "0%", "#REF!")
"""What the formula of a Dutch row shows where there is no French cell to repeat."""
EXCEL_EPOCH = date(1899, 12, 30)
SHOWN, ROUNDING = 200, Decimal("0.000001")


def prove_nothing_lost(chapter: Chapter, rows: dict[Table, list[Row]]) -> None:
    """Name the records and the cells of the returns that are nowhere."""
    for file, sheet in chapter.evidence.sheets:
        headers = [chapter.evidence.header(file, sheet, table) for table in Table]
        found = max((one for one in headers if one is not None), key=lambda one: len(one.columns), default=None)
        if found is not None:
            titles = {one.row for one in headers if one is not None}
            _prove_sheet(chapter, file, sheet, found, rows, titles)


def _prove_sheet(
    chapter: Chapter, file: str, sheet: str, header: Header, rows: dict[Table, list[Row]], titles: set[int]
) -> None:
    """The cells below the header; in other layouts titles may go on below it, as far as the first record."""
    told = _told_rows(chapter, file, sheet, rows)
    tagged = (row for row, tag in header.tags.items() if tag)
    first = min(tagged, default=min(told, default=header.row + 1)) - 1
    firsts = {place.row for place in chapter.places.values() if place[:2] == (file, sheet)}
    lost: dict[int, list[tuple[At, str]]] = {}
    for at, text in chapter.evidence.filled_below(file, sheet, header):
        is_first = at.row in firsts or header.tags.get(at.row) == "fr"
        if at.row > first and at.row not in titles and not _is_accounted(chapter, at, text, header, is_first):
            above = header.tags.get(at.row) == "nl" and at.row - 1 > header.row
            lost.setdefault(at.row - above, []).append((at, text))
    for row, cells in lost.items():
        if row not in told:
            named = (table for table in Table if table.value.lower() == sheet.lower())
            texts = frozenset(text for _, text in cells)
            chapter.lost.append(Lost(next(named, header.table), chapter.organisation.id, texts))
            chapter.differences.append(_missing(cells))
        else:
            chapter.differences += _left_out(told[row], cells)


def _is_accounted(chapter: Chapter, at: At, text: str, header: Header, is_first: bool) -> bool:
    """Used, computed, a tag, the echo of the row above inside a record, or in the journal."""
    if at in chapter.evidence.used or at.column in header.computed:
        return True
    if text.strip() in LANGUAGE_TAGS or (at.column in header.columns.get("language", ()) and header.tags.get(at.row)):
        return True
    if header.tags.get(at.row) == "nl" and text in ECHO_OF_NOTHING:
        return True
    if not is_first and _repeats_above(chapter, at, text):
        return True
    return (at.file, at.sheet, (at.row, at.column)) in chapter.journal.at


def _repeats_above(chapter: Chapter, at: At, text: str) -> bool:
    """A Dutch row shows shared values by formula: what stands above."""
    above = chapter.evidence.texts(at._replace(row=at.row - 1))
    return any(_alike(text, one) for one in above) if above else text in ECHO_OF_NOTHING


def _alike(dutch: str, french: str) -> bool:
    """The template repeats a percentage as a text, `27,5 %`, rounded to six decimals, and a date as its number."""
    if dutch.isdigit() and french[:10].count("/") == 2:
        day = EXCEL_EPOCH + timedelta(days=min(int(dutch), 2_000_000))
        return french[:10] == f"{day:%d/%m/%Y}"
    mine, other = meant(dutch), meant(french)
    if dutch == french or mine.value is None or other.value is None:
        return dutch == french
    return mine.kind == other.kind and abs(mine.value - other.value) < ROUNDING


def _told_rows(chapter: Chapter, file: str, sheet: str, rows: dict[Table, list[Row]]) -> dict[int, list[Row]]:
    """The rows of a return that rows of the data tell of; one may be both an objective and an indicator."""
    told: dict[int, list[Row]] = {}
    for table in Table:
        for row in rows[table]:
            place = chapter.places.get((table, row.number))
            if place is not None and place[:2] == (file, sheet):
                for number in range(place.row, max(place.row, place.row_nl) + 1):
                    told.setdefault(number, []).append(row)
    return told


def _missing(cells: list[tuple[At, str]]) -> Difference:
    at, _ = cells[0]
    said = " · ".join(text for _, text in cells)
    return Difference(Kind.ROW_MISSING, Proof.WITNESS, at.file, at.sheet, at.cell, "", said[:SHOWN], at.told)


def _left_out(rows: list[Row], cells: list[tuple[At, str]]) -> Iterator[Difference]:
    """What is not even among the remarks of the rows that tell of the record."""
    remarks = "\n".join(row["remarks"] for row in rows)
    for at, text in cells:
        if text not in remarks:
            source = f"{rows[0].sheet}!{rows[0].cell('remarks')}"
            yield Difference(Kind.LOST, Proof.WITNESS, at.file, at.sheet, at.cell, "", text[:SHOWN], source)
