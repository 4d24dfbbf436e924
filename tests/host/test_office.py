"""The harness itself: what it says about a workbook is what LibreOffice has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from host.conftest import require
from host.office import Calc, Document, OfficeError, missing

GREEN, RED, BLUE, WHITE = "C6EFCE", "FFC7CE", "DDEBF7", "FFFFFF"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sheets for each kind of question."""
    path = tmp_path_factory.mktemp("office") / "template.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        write_results(workbook, workbook.add_worksheet("Results"))
        write_checked(workbook, workbook.add_worksheet("Checked é"))
        write_folded(workbook, workbook.add_worksheet("Folded"))
        workbook.add_worksheet("Empty")
        hidden = workbook.add_worksheet("Hidden")
        hidden.write("A1", 1, workbook.add_format({"bg_color": RED}))
        hidden.hide()
    return path


def write_results(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Realised and target in per cent; the ratio is coloured; stored results are wrong on purpose."""
    percent = workbook.add_format({"num_format": "0.0%"})
    header = workbook.add_format({"bg_color": BLUE})
    sheet.write_row("B2", ["realised", "target", "ratio", "note"], header)
    for row, realised in enumerate([0.9, 0.5], start=3):
        sheet.write(f"B{row}", realised, percent)
        sheet.write(f"C{row}", 1, percent)
        sheet.write_formula(f"D{row}", f"=B{row}/C{row}", percent, 0)
    sheet.write_formula("E3", '=IF(D3>0.8,"reached","")', None, "?")
    sheet.write_formula("E4", '=IF(D4>0.8,"reached","")', None, "?")
    sheet.write("B5", "95")
    sheet.write_blank("C5", None, workbook.add_format({"bg_color": WHITE}))
    for criterion, value, colour in ((">=", 0.8, GREEN), ("<", 0.8, RED)):
        rule = {"type": "cell", "criteria": criterion, "value": value}
        sheet.conditional_format("D3:D4", {**rule, "format": workbook.add_format({"bg_color": colour})})
    blank = {"type": "blanks", "format": workbook.add_format({"bg_color": RED})}
    sheet.conditional_format("H2:H20", blank)
    sheet.conditional_format("B3:B4", {"type": "2_color_scale"})


def write_checked(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """A list, a decimal that may be empty and one that may not; only column B is unlocked."""
    unlocked = workbook.add_format({"locked": False})
    for row in range(1, 5):
        sheet.write_blank(row, 1, None, unlocked)
    sheet.data_validation("A2:A5", {"validate": "list", "source": ["oui/ja", "non/nee"]})
    between = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    sheet.data_validation("B2:B5", {**between, "ignore_blank": True})
    sheet.data_validation("C2:C3", {**between, "ignore_blank": False})
    sheet.write_column("A2", ["oui/ja", "perhaps", "non/nee", "no"])
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.set_row(5, None, None, {"hidden": True})
    sheet.merge_range("D2:E6", "maybe", unlocked)
    sheet.data_validation("D2", {"validate": "list", "source": ["oui/ja", "non/nee"]})
    sheet.protect("secret")


def write_folded(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Hidden rows and columns, inside and after merged cells, and nothing shown beyond column F."""
    red, green, blue = (workbook.add_format({"bg_color": colour}) for colour in (RED, GREEN, BLUE))
    sheet.merge_range("B2:D6", "merged", red)
    sheet.write("E4", "hidden row", green)
    sheet.write("E5", "below it", green)
    sheet.write("B7", "after the merge", blue)
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    sheet.set_column("G:XFD", None, None, {"hidden": True})


@contextmanager
def opened(calc: Calc, path: Path) -> Iterator[Document]:
    document = calc.open(path)
    yield document
    calc.close(document)


@pytest.fixture
def document(calc: Calc, path: Path) -> Iterator[Document]:
    with opened(calc, path) as document:
        yield document


# Reading and writing


def test_sheets_are_listed_with_hidden_ones(calc: Calc, document: Document) -> None:
    assert calc.sheet_names(document) == ["Results", "Checked é", "Folded", "Empty", "Hidden"]


def test_stored_results_stand_until_recalculation(calc: Calc, document: Document) -> None:
    assert calc.values(document, "Results")["D3"]["value"] == 0
    calc.recalculate(document)
    assert calc.values(document, "Results")["D3"] == {"value": 0.9, "formula": "=B3/C3", "error": 0, "text": "90.0%"}


def test_texts_numbers_and_blanks_are_told_apart(calc: Calc, document: Document) -> None:
    calc.recalculate(document)
    cells = calc.values(document, "Results")
    assert cells["B3"] == {"value": 0.9, "formula": None, "error": 0, "text": "90.0%"}
    assert cells["B5"] == {"value": "95", "formula": None, "error": 0, "text": "95"}
    assert cells["C5"] == {"value": None, "formula": None, "error": 0, "text": ""}
    assert (cells["E3"]["value"], cells["E4"]["value"]) == ("reached", "")
    assert "A1" not in cells


def test_values_are_set_as_they_are(calc: Calc, document: Document) -> None:
    calc.set(document, "Results", {"B3": 1.2, "B4": "95,5", "E5": "=1+1", "B2": None})
    calc.set(document, "Results", {"F3": 0.25, "F4": 45000}, number_format="0%")
    calc.set(document, "Results", {"F5": 45000}, number_format="yyyy-mm-dd")
    calc.recalculate(document)
    cells = calc.values(document, "Results")
    assert (cells["B3"]["text"], cells["D3"]["text"]) == ("120.0%", "120.0%")
    assert cells["D4"]["error"] == 519
    assert (cells["D4"]["value"], cells["D4"]["text"]) == (None, "#VALUE!")
    assert cells["E5"] == {"value": "=1+1", "formula": None, "error": 0, "text": "=1+1"}
    assert cells["B2"]["value"] is None
    assert [cells[address]["text"] for address in ("F3", "F5")] == ["25%", "2023-03-15"]


def test_formulas_are_written_as_in_excel(calc: Calc, document: Document) -> None:
    calc.set_formulas(document, "Empty", {"A1": "=SUM(Results!B3,Results!B4)", "A2": "=1/0", "A3": "=NOSUCH(1)"})
    cells = calc.values(document, "Empty")
    assert cells["A1"]["value"] == pytest.approx(1.4)
    assert cells["A1"]["formula"] == "=SUM($Results.B3;$Results.B4)"
    assert [cells["A2"]["error"], cells["A3"]["error"]] == [532, 525]


@pytest.mark.parametrize("value", [True, b"x", [1]])
def test_only_numbers_texts_and_blanks_are_set(calc: Calc, document: Document, value: object) -> None:
    with pytest.raises(TypeError, match="A1"):
        calc.set(document, "Empty", {"A1": value})


def test_a_formula_starts_with_an_equals_sign(calc: Calc, document: Document) -> None:
    with pytest.raises(ValueError, match="A1"):
        calc.set_formulas(document, "Empty", {"A1": "1+1"})


@pytest.mark.parametrize("value", [0.5, "x", None])
def test_a_locked_cell_is_refused(calc: Calc, document: Document, value: float | str | None) -> None:
    with pytest.raises(OfficeError, match="Checked é!A2 is locked"):
        calc.set(document, "Checked é", {"A2": value})
    calc.set(document, "Checked é", {"B2": value})
    assert calc.values(document, "Checked é")["B2"]["value"] == value


def test_an_unknown_sheet_is_named_among_those_there_are(calc: Calc, document: Document) -> None:
    with pytest.raises(OfficeError, match="no sheet 'Absent' among Results, Checked é"):
        calc.values(document, "Absent")


# Fills


def test_a_conditional_fill_is_what_the_rule_gives(calc: Calc, document: Document) -> None:
    calc.recalculate(document)
    assert calc.background(document, "Results", ["D3", "D4"]) == {"D3": GREEN, "D4": RED}
    calc.set(document, "Results", {"B3": 0.1, "B4": 0.95})
    assert calc.background(document, "Results", ["D3", "D4"]) == {"D3": RED, "D4": GREEN}
    calc.set(document, "Results", {"D3": None, "D4": 0.8})
    assert calc.background(document, "Results", ["D3", "D4"]) == {"D3": RED, "D4": GREEN}


def test_fixed_fills_and_none(calc: Calc, document: Document) -> None:
    shown = calc.background(document, "Results", ["B2", "C5", "E3", "A1"])
    assert shown == {"B2": BLUE, "C5": WHITE, "E3": None, "A1": None}


def test_fills_beyond_the_used_area(calc: Calc, document: Document) -> None:
    before = calc.values(document, "Results")
    shown = calc.background(document, "Results", ["H1", "H2", "H20", "H21", "M40"])
    assert shown == {"H1": None, "H2": RED, "H20": RED, "H21": None, "M40": None}
    assert calc.values(document, "Results") == before
    assert calc.background(document, "Empty", ["A1", "C3"]) == {"A1": None, "C3": None}


def test_merged_and_hidden_cells(calc: Calc, document: Document) -> None:
    shown = calc.background(document, "Folded", ["B2", "D6", "E5", "B7", "D7", "E6"])
    assert shown == {"B2": RED, "D6": RED, "E5": GREEN, "B7": BLUE, "D7": None, "E6": None}
    assert calc.background(document, "Folded", ["C3", "E4", "H2"]) == {"C3": None, "E4": None, "H2": None}


def test_a_hidden_sheet_and_a_colour_scale_have_no_answer(calc: Calc, document: Document) -> None:
    with pytest.raises(OfficeError, match="'Hidden' is hidden"):
        calc.background(document, "Hidden", ["A1"])
    with pytest.raises(OfficeError, match="Results!B3 has a colour scale"):
        calc.background(document, "Results", ["B2", "B3"])


def test_the_only_sheet_of_a_workbook(calc: Calc, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "one.xlsx") as workbook:
        workbook.add_worksheet("a <b> & c").write("C3", 1, workbook.add_format({"bg_color": RED}))
    with opened(calc, tmp_path / "one.xlsx") as document:
        assert calc.background(document, "a <b> & c", ["C3", "C4"]) == {"C3": RED, "C4": None}


# Data validation


def test_invalid_cells_are_found_hidden_and_merged_ones_too(calc: Calc, document: Document) -> None:
    assert calc.invalid_cells(document, "Checked é", "A1:E9") == ["C2", "D2", "A3", "C3", "A5"]
    assert calc.invalid_cells(document, "Checked é", "A1:A4") == ["A3"]


def test_invalid_cells_change_with_the_values(calc: Calc, document: Document) -> None:
    calc.set(document, "Checked é", {"B2": 1.5, "B3": "1", "B4": 1, "D2": "oui/ja"})
    assert calc.invalid_cells(document, "Checked é", "B2:E5") == ["B2", "C2", "B3", "C3"]


def test_asking_leaves_hidden_rows_hidden(calc: Calc, document: Document, tmp_path: Path) -> None:
    calc.invalid_cells(document, "Checked é", "A1:E9")
    sheet = openpyxl.load_workbook(calc.save_as(document, tmp_path / "asked.xlsx"))["Checked é"]
    assert [sheet.row_dimensions[row].hidden for row in (4, 5, 6)] == [False, True, True]


def test_more_invalid_cells_than_libreoffice_marks(calc: Calc, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "many.xlsx") as workbook:
        required = {"validate": "decimal", "criteria": ">", "value": 0, "ignore_blank": False}
        workbook.add_worksheet("many").data_validation("A1:A1001", required)
    with opened(calc, tmp_path / "many.xlsx") as document, pytest.raises(OfficeError, match="1000 invalid cells"):
        calc.invalid_cells(document, "many", "A1:A9")


# Files


def test_save_as_keeps_values_formulas_and_rules(calc: Calc, document: Document, tmp_path: Path) -> None:
    calc.set(document, "Results", {"B3": 0.75})
    calc.recalculate(document)
    saved = calc.save_as(document, tmp_path / "saved.xlsx")
    sheet = openpyxl.load_workbook(saved)["Results"]
    assert (sheet["B3"].value, sheet["B3"].number_format, sheet["D3"].value) == (0.75, "0.0%", "=B3/C3")
    assert openpyxl.load_workbook(saved, data_only=True)["Results"]["D3"].value == 0.75
    with opened(calc, saved) as again:
        assert calc.background(again, "Results", ["D3", "D4", "H2"]) == {"D3": RED, "D4": RED, "H2": RED}
        assert calc.invalid_cells(again, "Checked é", "A1:A9") == ["A3", "A5"]


def test_save_as_writes_xlsx_only(calc: Calc, document: Document, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.xlsx"):
        calc.save_as(document, tmp_path / "saved.pdf")


def test_every_visible_sheet_becomes_a_page(calc: Calc, path: Path, tmp_path: Path) -> None:
    pdf = calc.to_pdf(path, tmp_path)
    assert (pdf.name, pdf.read_bytes()[:5]) == ("template.pdf", b"%PDF-")
    small, large = tmp_path / "small", tmp_path / "large"
    for folder, dpi in ((small, 20), (large, 60)):
        folder.mkdir()
        pages = calc.pdf_pages(pdf, folder, dpi)
        assert [page.name for page in pages] == ["template-1.png", "template-2.png", "template-3.png"]
        assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)
    assert png_width(large / "template-1.png") == pytest.approx(3 * png_width(small / "template-1.png"), abs=3)


def png_width(page: Path) -> int:
    """Width in pixels, from the header of a PNG file."""
    return int.from_bytes(page.read_bytes()[16:20], "big")


def test_pages_stay_in_order_beyond_nine(calc: Calc, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "long.xlsx") as workbook:
        for number in range(11):
            workbook.add_worksheet(f"s{number}").write("A1", number)
    pages = calc.pdf_pages(calc.to_pdf(tmp_path / "long.xlsx", tmp_path), tmp_path, dpi=10)
    assert [int(page.stem.rpartition("-")[2]) for page in pages] == list(range(1, 12))


def test_a_lock_left_behind_does_not_matter_and_none_is_left(calc: Calc, path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(path, tmp_path / "locked.xlsx"))
    lock = tmp_path / ".~lock.locked.xlsx#"
    lock.write_text(",somebody,elsewhere,01.01.2025 00:00,;", encoding="utf-8")
    with opened(calc, copy) as document:
        assert calc.values(document, "Hidden")["A1"]["value"] == 1
    lock.unlink()
    with opened(calc, copy):
        assert list(tmp_path.iterdir()) == [copy]


def test_two_documents_of_one_file_are_apart(calc: Calc, path: Path, document: Document) -> None:
    with opened(calc, path) as other:
        calc.set(other, "Results", {"B3": 0.3})
        assert calc.values(document, "Results")["B3"]["value"] == 0.9
        assert calc.values(other, "Results")["B3"]["value"] == 0.3


def test_a_closed_document_is_gone(calc: Calc, path: Path) -> None:
    document = calc.open(path)
    calc.close(document)
    with opened(calc, path), pytest.raises(OfficeError, match="sheet_names"):
        calc.sheet_names(document)


def test_what_is_no_workbook_is_refused(calc: Calc, tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook at all")
    with pytest.raises(OfficeError, match=r"broken\.xlsx"):
        calc.open(tmp_path / "broken.xlsx")
    with pytest.raises(FileNotFoundError):
        calc.open(tmp_path / "none.xlsx")


# The program itself


def test_the_locale_is_the_one_asked_for(calc: Calc, path: Path) -> None:
    with Calc(locale="fr-BE") as belgian, opened(belgian, path) as document:
        assert belgian.values(document, "Results")["B3"]["text"] == "90,0%"
    with opened(calc, path) as document:
        assert calc.values(document, "Results")["B3"]["text"] == "90.0%"


def test_no_answer_in_time_ends_libreoffice(calc: Calc) -> None:
    hasty = Calc(seconds=0.01)
    with pytest.raises(OfficeError, match="did not answer 'start'"), hasty:
        pass
    with pytest.raises(OfficeError, match="not running"):
        hasty.open(__file__)


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing("pdftoppm") == "missing: pdftoppm (Debian: poppler-utils)"
    with pytest.raises(OfficeError, match="libreoffice-calc"), Calc():
        pass


@pytest.mark.parametrize(
    ("asked", "outcome"), [(None, pytest.skip.Exception), ("0", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_a_missing_program_skips_or_where_hosts_are_required_fails(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, outcome: type[BaseException]
) -> None:
    monkeypatch.delenv("MINERVA_REQUIRE_HOSTS", raising=False)
    if asked is not None:
        monkeypatch.setenv("MINERVA_REQUIRE_HOSTS", asked)
    with pytest.raises(outcome, match="missing: no-such-program"):
        require("no-such-program")


def test_a_program_that_is_there_is_no_reason_to_skip(calc: Calc) -> None:
    assert require("soffice") is None
