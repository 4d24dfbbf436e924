"""The comparison of two regional workbooks in LibreOffice: its formulas give what is stored, nothing is an error."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import openpyxl
import pytest

from host.office import Calc, Cell
from merge.reports import indicator, objective, report
from minerva.excel.comparison.workbook import write_comparison
from minerva.layout.comparisons import change_word
from minerva.merge.compare import compare
from minerva.model.comparison import Change
from minerva.model.coverage import State

TITLES = (
    "Réduire les délais",
    "Acheter un bâtiment",
    "Recruter des agents",
    "Ouvrir trois guichets",
    "Planter des arbres",
)


class Opened(NamedTuple):
    """A comparison as LibreOffice recalculated it, by sheet and address, and the file."""

    live: dict[str, dict[str, Cell]]
    path: Path


@pytest.fixture(scope="module")
def opened(calc: Calc, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Every kind of status and change, a section, records of one only."""
    then = [objective(f"O.O.1.{n}", title, result=70 + 10 * n) for n, title in enumerate(TITLES, 1)]
    now = [dict(one) for one in then]
    now[0] |= {"green": 60, "title_fr": f"{TITLES[0]} *?~"}
    now[1] |= {"result": 20}
    now[2] |= {"result": "", "ref": "O.O.9.9"}
    now[3] |= {"title_fr": "Tout autre chose", "green": 95}
    below = [indicator(f"KPI-1.1.{n}", f"Part des {n} premiers", section="emploi", weight=20 * n) for n in (1, 2, 3)]
    path = tmp_path_factory.mktemp("comparison") / "compared.xlsx"
    older = report(then, below, actiris__emploi=State.INTEGRATED)
    newer = report(now, [*below[:2], indicator("KPI-1.1.3", "Part des 3 premiers", red=60)], year=2021)
    write_comparison(path, compare(older, newer), {"then": "2020.xlsx", "now": "2021.xlsx"})
    document = calc.open(path)
    calc.recalculate(document)
    live = {sheet: calc.values(document, sheet) for sheet in calc.sheet_names(document)}
    calc.close(document)
    return Opened(live, path)


def test_no_cell_is_an_error(opened: Opened) -> None:
    wrong = {(s, a): cell["text"] for s, cells in opened.live.items() for a, cell in cells.items() if cell["error"]}
    assert wrong == {}


def test_every_stored_value_is_what_its_formula_gives(opened: Opened) -> None:
    stored, formulas = openpyxl.load_workbook(opened.path, data_only=True), openpyxl.load_workbook(opened.path)
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    apart = {
        (cell.parent.title, cell.coordinate, cell.value)
        for cell in cells
        if stored[cell.parent.title][cell.coordinate].value != opened.live[cell.parent.title][cell.coordinate]["value"]
    }
    assert apart == set()
    assert len(cells) > 80


def test_the_counted_changes_are_those_of_the_lists(opened: Opened) -> None:
    """The stored values come from the same code as the lists: here LibreOffice's count is held against the words."""
    synthesis = opened.live["Synthese-Overzicht"]
    labels = {cell["value"]: address[1:] for address, cell in synthesis.items() if address[0] == "A"}
    for change in Change:
        word = change_word(change, "fr")
        row = next(row for label, row in labels.items() if str(label).startswith(f"{word} /"))
        for column, sheet in (("B", "Objectifs-Doelstellingen"), ("C", "Indicateurs-Indicatoren")):
            listed = sum(word in str(cell["value"]) for cell in opened.live[sheet].values())
            assert synthesis[f"{column}{row}"]["value"] == listed, (change, sheet)


def test_it_prints_with_no_cell_too_narrow_and_nothing_below_seven_points(calc: Calc, opened: Opened) -> None:
    folder = opened.path.parent
    pdf = calc.to_pdf(opened.path, folder)
    text = said("pdftotext", "-layout", pdf, "-")
    assert "###" not in text
    assert "Seuils assouplis" in text and "Drempels versoepeld" in text
    zoom = 3
    boxes = said("pdftohtml", "-xml", "-i", "-zoom", zoom, "-stdout", pdf)
    sizes = {font.get("id"): int(font.get("size")) for font in ElementTree.fromstring(boxes).iter("fontspec")}
    texts = [text for text in ElementTree.fromstring(boxes).iter("text") if "".join(text.itertext()).strip()]
    small = {
        ("".join(text.itertext()), sizes[text.get("font")]) for text in texts if sizes[text.get("font")] < 7 * zoom
    }
    assert small == set()


def said(*command: object) -> str:
    """What a program prints."""
    done = subprocess.run([str(part) for part in command], capture_output=True, encoding="utf-8", check=True)
    return done.stdout
