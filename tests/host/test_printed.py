"""The PDFs of the sample year: bookmarks, order, page numbers, nothing left out, nothing torn, nothing too small."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from host.conftest import require
from host.office import Calc
from minerva import tasks
from minerva.excel.formats import Formats, new_workbook, style_name
from minerva.model.status import Status

PARTS = (1, 2, 3)
SMALLEST, ZOOM = 7, 3
HEADINGS = (14, 12)  # points of the headings of organisations and sections
TABLES = ("Rapport annuel objectifs opérationnels", "Rapport annuel par indicateur")


@dataclass(frozen=True)
class Print:
    """The PDF of a part."""

    path: Path

    @cached_property
    def reader(self) -> PdfReader:
        """As pypdf reads it."""
        return PdfReader(self.path)

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, cell after cell."""
        command = ["pdftotext", "-raw", str(self.path), "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]

    @cached_property
    def marks(self) -> list[tuple[int, str, int]]:
        """Depth, title and page, from 1, of each bookmark."""
        return list(self._marks(self.reader.outline, 0))

    def _marks(self, items: Sequence, depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            if isinstance(item, Destination):
                yield depth, item.title, self.reader.get_destination_page_number(item) + 1
            else:
                yield from self._marks(item, depth + 1)


@pytest.fixture(scope="session")
def report(sample_year: Path) -> Path:
    """The regional workbook."""
    return next(sample_year.glob("regional-*.xlsx"))


@pytest.fixture(scope="session")
def prints(report: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Print]:
    """The PDFs, by part."""
    for program in ("soffice", "pdftotext", "pdftohtml"):
        require(program)
    exported = tasks.export_pdf(report, tmp_path_factory.mktemp("prints") / "pdf")
    assert exported.are_pdf
    return {part: Print(path) for part, path in zip(PARTS, exported.files, strict=True)}


def seen(pdf: Path, page: int) -> str:
    """The text of a page as the eye meets it, line after line."""
    command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def letters(text: str) -> str:
    """Letters and digits alone: where lines end is of no matter."""
    return re.sub(r"[\W_]+", "", text)


def test_a_bookmark_leads_to_the_page_that_holds_its_title(prints: dict[int, Print]) -> None:
    for one in prints.values():
        assert [
            title for depth, title, page in one.marks[2:] if letters(title) not in letters(one.pages[page - 1])
        ] == []
        assert [title.partition(" – ")[0] for _, title, _ in one.marks[:2]] == ["Page de titre", "Table des matières"]
        pages = [page for _, _, page in one.marks]
        assert pages == sorted(pages)


def test_every_organisation_has_its_bookmark_in_the_order_of_the_report(report: Path, prints: dict[int, Print]) -> None:
    book = openpyxl.load_workbook(report, read_only=True)
    for part, one in prints.items():
        sheet = book[f"P{part} OO-OD"]
        first = [row[0] for row in sheet.iter_rows(min_row=5) if row[0].value]
        headings = [cell.value for cell in first if cell.font.bold and cell.font.size in HEADINGS]
        assert [title for _, title, _ in one.marks[2:] if not title.startswith(TABLES)] == headings


def test_an_organisation_is_followed_by_its_objectives_then_by_its_indicators(prints: dict[int, Print]) -> None:
    for one in prints.values():
        tables = [TABLES.index(title.partition(" – ")[0]) for _, title, _ in one.marks if title.startswith(TABLES)]
        assert tables == [0, 1] * (len(tables) // 2)
        assert tables
    marks = prints[1].marks
    synergie = next(place for place, (_, title, _) in enumerate(marks) if title.startswith("1. "))
    page = letters(seen(prints[1].path, marks[synergie][2]))
    order = [page.index(letters(text)) for text in (marks[synergie][1], "Bruxelles Synergie réunit", TABLES[0], "OO11")]
    assert order == sorted(order)


def test_pages_are_numbered_through_and_tell_the_version(prints: dict[int, Print]) -> None:
    for one in prints.values():
        for number, page in enumerate(one.pages, 1):
            assert f"{number} / {len(one.pages)}" in page
            assert "provisoire – voorlopig · édition 1 – editie 1" in page


def test_the_contents_tell_the_page_of_every_table(prints: dict[int, Print]) -> None:
    for one in prints.values():
        told = {int(number) for number in re.findall(r"\bp\. (\d+)", one.pages[1])}
        assert told == {page for _, _, page in one.marks[2:]}


def test_every_text_of_the_tables_is_in_print(report: Path, prints: dict[int, Print]) -> None:
    book = openpyxl.load_workbook(report, read_only=True)
    counted = 0
    for part, one in prints.items():
        everything = letters("".join(one.pages))
        for table in ("OO-OD", "KPI"):
            rows = book[f"P{part} {table}"].iter_rows(min_row=4, values_only=True)
            texts = [letters(value) for row in rows for value in row if isinstance(value, str)]
            assert [text for text in texts if text not in everything] == []
            counted += len(texts)
    assert counted > 2000


def test_no_record_is_torn_that_fits_a_page(prints: dict[int, Print]) -> None:
    """The French rows of a record are followed by its Dutch ones: on no page the first tag is NL, nor the last FR."""
    for one in prints.values():
        for number, page in enumerate(one.pages, 1):
            tags = re.findall(r"^(FR|NL)\b", page, re.MULTILINE)
            assert tags == ["FR", "NL"] * (len(tags) // 2), (one.path.name, number)
    assert len(re.findall(r"^FR\b", "\n".join(prints[1].pages), re.MULTILINE)) > 200


def test_nothing_is_printed_below_seven_points(prints: dict[int, Print]) -> None:
    for one in prints.values():
        command = ["pdftohtml", "-xml", "-i", "-zoom", str(ZOOM), "-stdout", str(one.path)]
        root = ElementTree.fromstring(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        sizes = {font.get("id"): int(font.get("size")) for font in root.iter("fontspec")}
        used = {sizes[text.get("font")] for text in root.iter("text") if "".join(text.itertext()).strip()}
        assert min(used) >= SMALLEST * ZOOM


def test_the_document_tells_its_title_and_language_and_no_time(prints: dict[int, Print]) -> None:
    for part, one in prints.items():
        assert f"Partie {part} : " in one.reader.metadata.title
        assert f"Deel {part}: " in one.reader.metadata.title
        assert one.reader.root_object["/Lang"] == "fr-BE"
        assert one.reader.metadata.creation_date is None
        assert one.reader.metadata.modification_date is None


def test_figures_are_printed_with_a_decimal_comma(prints: dict[int, Print]) -> None:
    everything = "\n".join("\n".join(one.pages) for one in prints.values())
    assert re.search(r"\d,\d+\s%", everything)
    assert not re.search(r"[≤≥]\s\d+\.\d{1,2}\b", everything)


def test_libreoffice_keeps_the_named_styles(calc: Calc, tmp_path: Path) -> None:
    book = new_workbook(tmp_path / "styles.xlsx", "styles")
    formats, sheet = Formats(book), book.add_worksheet("A")
    for row, look in enumerate((formats.title(), formats.heading(1), formats.head(), *map(formats.status, Status))):
        sheet.write_string(row, 0, "x", look)
    book.close()
    document = calc.open(tmp_path / "styles.xlsx")
    saved = openpyxl.load_workbook(calc.save_as(document, tmp_path / "saved.xlsx"))
    calc.close(document)
    names = ("title", "organisation", "head", *(status.value for status in Status))
    assert {style_name(name) for name in names} <= set(saved.style_names)
