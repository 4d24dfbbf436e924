"""Every cell of the parliamentary sheets is that of its data row, and every data row is its return: counted in the XML.

Nothing of the product reads here: a workbook is a zip of XML parts, and this file opens them itself.
"""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from decimal import Context, Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DATA = {"OO-OD": "Donnees-Gegevens OO", "KPI": "Donnees-Gegevens KPI"}
JOURNAL = "Modifications-Wijzigingen"
COLUMNS = {
    "OO-OD": "language strategic_ref strategic_title ref title budget unit direction red green result status "
    "description deviation actions",
    "KPI": "language strategic_ref strategic_title objective_ref objective_title ref title unit direction red green "
    "result status description deviation weight",
}
TEXTS = ("strategic_title", "title", "objective_title", "description", "deviation", "actions")
FIGURES = ("red", "green", "result", "weight")
SHARED = ("strategic_ref", "objective_ref", "ref", "budget", "unit", "direction", *FIGURES)
WORDS = {
    "REALISED": ("✔ Réalisé", "✔ Gerealiseerd"),
    "PARTIALLY_REALISED": ("◐ Réalisé partiellement", "◐ Gedeeltelijk gerealiseerd"),
    "NOT_REALISED": ("✘ Non-réalisé", "✘ Niet gerealiseerd"),
    "NOT_ASSESSED": ("– Non évalué", "– Niet beoordeeld"),
}
FIRST_ROW = 5  # of the parliamentary sheets and of the lists
FIFTEEN = Context(prec=15)
PERCENT_FORMATS = {"9", "10"}

Rows = dict[int, dict[int, str]]
"""What stands in the cells of a sheet, by row and column, from 1."""


class Cell(NamedTuple):
    """A cell of a return: its content, and whether it is shown as a percentage."""

    content: str
    percent: bool


class Xlsx:
    """A workbook by its XML."""

    def __init__(self, path: Path):
        self.package = zipfile.ZipFile(path)
        book, relations = self.xml("xl/workbook.xml"), self.xml("xl/_rels/workbook.xml.rels")
        targets = {one.get("Id"): one.get("Target") for one in relations}
        self.paths = {
            sheet.get("name"): posixpath.join("xl", targets[sheet.get(RELATION)]) for sheet in book.iter(f"{MAIN}sheet")
        }

    def xml(self, name: str) -> ElementTree.Element:
        """A part of the workbook."""
        return ElementTree.fromstring(self.package.read(name))

    @cached_property
    def texts(self) -> list[str]:
        """The texts the cells share."""
        root = self.xml("xl/sharedStrings.xml")
        return ["".join(t.text or "" for t in one.iter(f"{MAIN}t")) for one in root.iter(f"{MAIN}si")]

    @cached_property
    def percents(self) -> set[str]:
        """The numbers of the cell formats that show a percentage."""
        root = self.xml("xl/styles.xml")
        own = {n.get("numFmtId") for n in root.iter(f"{MAIN}numFmt") if n.get("formatCode").endswith("%")}
        formats = root.find(f"{MAIN}cellXfs")
        return {str(n) for n, one in enumerate(formats) if one.get("numFmtId") in own | PERCENT_FORMATS}

    def cells(self, name: str) -> Iterator[tuple[int, int, ElementTree.Element, str]]:
        """Row, column, element and content of every filled cell."""
        for cell in self.xml(self.paths[name]).iter(f"{MAIN}c"):
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
            value = cell.findtext(f"{MAIN}v")
            if cell.get("t") == "inlineStr":
                value = "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
            if value:
                content = self.texts[int(value)] if cell.get("t") == "s" else value
                yield int(row), number(letters), cell, content

    def rows(self, name: str) -> Rows:
        """The content of a sheet."""
        found: Rows = defaultdict(dict)
        for row, column, _, content in self.cells(name):
            found[row][column] = content
        return found

    def return_cells(self, name: str) -> dict[tuple[int, int], Cell]:
        """The cells of a sheet of a return."""
        return {(r, c): Cell(text, cell.get("s") in self.percents) for r, c, cell, text in self.cells(name)}


def number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    count = 0
    for letter in letters:
        count = 26 * count + ord(letter) - 64
    return count


@pytest.fixture(scope="module")
def report(sample_year: Path) -> Xlsx:
    """The regional workbook of the sample year."""
    return Xlsx(next(sample_year.glob("regional-*.xlsx")))


@pytest.fixture(scope="module")
def data(report: Xlsx, sample_year: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of the data sheets by key, in their order."""
    columns = json.loads(next(sample_year.glob("regional-*.manifest.json")).read_text(encoding="utf-8"))["columns"]
    return {
        table: [
            {key: cells.get(place, "") for place, key in enumerate(columns[sheet], 1)}
            for row, cells in sorted(report.rows(sheet).items())
            if row > 1
        ]
        for table, sheet in DATA.items()
    }


def same(one: str, other: str) -> bool:
    """Whether two contents are the same text, or the same number to the fifteen digits a spreadsheet program holds."""
    if one == other:
        return True
    try:
        return FIFTEEN.create_decimal(one) == FIFTEEN.create_decimal(other)
    except ArithmeticError:
        return False


def printed(rows: Rows, table: str) -> Iterator[tuple[dict[str, str], int]]:
    """Each record of a parliamentary sheet by key, continuation rows joined, with how many of its cells are filled.

    A record begins with the French row that holds a status: only the first row of each language does.
    """
    keys = dict(enumerate(COLUMNS[table].split(), 1))
    record, filled = {}, 0
    for row in sorted(row for row in rows if row >= FIRST_ROW and rows[row].get(1) in ("FR", "NL")):
        cells = {keys[column]: content for column, content in rows[row].items()}
        language = cells["language"].lower()
        if language == "fr" and "status" in cells and record:
            yield record, filled
            record, filled = {}, 0
        filled += len(cells) - 1
        for key, content in cells.items():
            name = key if key in SHARED else f"{key}_{language}"
            record[name] = record.get(name, "") + content
    yield record, filled


def test_every_parliamentary_cell_is_that_of_its_data_row(report: Xlsx, data: dict[str, list[dict[str, str]]]) -> None:
    compared = filled = 0
    for table, rows in data.items():
        for part in ("1", "2", "3"):
            wanted = [row for row in rows if row["part"] == part]
            records = list(printed(report.rows(f"P{part} {table}"), table))
            assert len(records) == len(wanted)
            for (record, cells), row in zip(records, wanted, strict=True):
                languages = dict(zip(("status_fr", "status_nl"), WORDS[row["status"]], strict=True))
                shown = {key: row.get(key, "") for key in SHARED} | languages
                shown |= {
                    f"{key}_{language}": row.get(f"{key}_{language}", "") for key in TEXTS for language in ("fr", "nl")
                }
                apart = {
                    key: (record.get(key, ""), value)
                    for key, value in shown.items()
                    if not same(record.get(key, ""), value)
                }
                assert apart == {}, (table, row["organisation"], row["row"])
                compared += sum(1 for value in shown.values() if value)
                filled += cells
    # no text of the sample year is continued: a cell of the sheet for each cell compared
    assert compared == filled > 2500


class Journal:
    """The journal of the regional workbook: which values of which file differ from what was typed."""

    def __init__(self, report: Xlsx):
        rows = report.rows(JOURNAL)
        titles = {title.partition("\n")[0]: column for column, title in rows[FIRST_ROW - 1].items()}
        self.values: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for row, cells in rows.items():
            if row >= FIRST_ROW:
                file, sheet, cell, value = (cells.get(titles[t], "") for t in ("Fichier", "Feuille", "Cellule", "Lu"))
                self.values[file, sheet, cell].add(value)

    def told(self, file: str, sheet: str, row: str, value: str) -> bool:
        """Whether a value is told of a cell of a row."""
        return any(
            value in values
            for (of_file, of_sheet, cell), values in self.values.items()
            if (of_file, of_sheet) == (file, sheet) and cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == row
        )


def test_every_data_row_is_its_return(report: Xlsx, data: dict[str, list[dict[str, str]]], sample_year: Path) -> None:
    journal, returns, compared, repaired = Journal(report), {}, 0, 0
    for row in (row for rows in data.values() for row in rows):
        place = row["file"], row["sheet"]
        if place not in returns:
            returns[place] = Xlsx(sample_year / "returns" / row["file"]).return_cells(row["sheet"])
        own = {
            number: {c.content for (r, _), c in returns[place].items() if str(r) == number}
            for number in (row["row"], row["row_nl"])
        }
        for key in FIGURES:
            if row.get(key):
                sheet, _, address = row[f"{key}_cell"].rpartition("!")
                letters, line = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()
                cell = returns[place][int(line), number(letters)]
                content = str(Decimal(cell.content) * 100) if cell.percent else cell.content
                assert sheet == row["sheet"]
                if not same(content, row[key]):
                    assert journal.told(*place, line, row[key]), (place, row["row"], key)
                    repaired += 1
                compared += 1
        for key, language in ((key, language) for key in TEXTS for language in ("fr", "nl")):
            text = row.get(f"{key}_{language}")
            if text:
                line = row["row"] if language == "fr" else row["row_nl"]
                if text not in own[line]:
                    assert journal.told(*place, line, text), (place, line, key)
                    repaired += 1
                compared += 1
    assert compared > 1500
    assert 0 < repaired < compared / 10


def test_why_an_organisation_is_not_there_is_said_in_both_languages_on_one_page(report: Xlsx) -> None:
    together = 0
    for name in (f"P{part} {table}" for part in ("1", "2", "3") for table in DATA):
        ends = {int(one.get("id")) for one in report.xml(report.paths[name]).iter(f"{MAIN}brk")}
        rows = report.rows(name)
        missing = [row for row, cells in rows.items() if cells.get(1) == "Rapport non remis"]
        assert all(rows[row + 1][1] == "Verslag niet ingediend" for row in missing)
        assert not ends & {place for row in missing for place in (row - 1, row)}, name
        together += len(missing)
    assert together == 48
