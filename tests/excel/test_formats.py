"""Cell styles with names: as the XML has them, as openpyxl reads them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from minerva.excel.formats import Formats, in_footer, new_workbook, style_name
from minerva.model.status import Status

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TITLE, TEXT = "Minerva Titre-Titel", "Minerva Texte-Tekst"


def written(folder: Path, *, links: bool = False) -> Path:
    """A workbook with a cell in each of some styles, one of them with a look of its own besides."""
    path = folder / "styles.xlsx"
    book = new_workbook(path, "styles")
    formats, sheet = Formats(book), book.add_worksheet("A")
    looks = [formats.title(), formats.text(), formats(text_wrap=True), formats.heading(1, italic=True)]
    looks += [formats.status(status) for status in Status]
    for row, look in enumerate(looks):
        sheet.write_string(row, 0, "x", look)
    if links:
        sheet.write_url("B1", "internal:'A'!A1")
    book.close()
    return path


def test_openpyxl_reads_the_names_of_the_styles(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    found = [cell.style for cell in book["A"]["A"]]
    own = [style_name(status.value) for status in Status]
    assert found == [TITLE, TEXT, "Normal", style_name("organisation"), *own]
    assert set(found) == set(book.style_names)
    assert style_name("REALISED") == "Minerva Réalisé-Gerealiseerd"


def test_a_cell_of_a_style_keeps_its_own_look(tmp_path: Path) -> None:
    heading = openpyxl.load_workbook(written(tmp_path))["A"]["A4"]
    assert (heading.font.italic, heading.font.bold, heading.font.size) == (True, True, 14)


def test_styles_and_formats_agree_in_the_xml(tmp_path: Path) -> None:
    for links in (False, True):
        with zipfile.ZipFile(written(tmp_path, links=links)) as package:
            root = ElementTree.fromstring(package.read("xl/styles.xml"))
        bases, names = root.find(f"{MAIN}cellStyleXfs"), root.find(f"{MAIN}cellStyles")
        numbers = [one.get("xfId") for one in names]
        assert len(bases) == len(names) == int(bases.get("count")) == int(names.get("count"))
        assert sorted(map(int, numbers)) == list(range(len(bases)))
        assert {one.get("xfId") for one in root.find(f"{MAIN}cellXfs")} <= set(numbers)
        assert ("Hyperlink" in {one.get("name") for one in names}) is links


@pytest.mark.parametrize(("text", "longest", "borne"), [("R&D", 255, "R&&D"), ("R&D", 2, "R"), ("R&D", 3, "R&&")])
def test_an_ampersand_stays_whole_in_a_footer(text: str, longest: int, borne: str):
    assert in_footer(text, longest) == borne
