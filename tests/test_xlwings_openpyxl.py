"""The xlwings engine on openpyxl behaves as Excel does, where the buttons rely on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwings as xw
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook.defined_name import DefinedName

from xlwings_openpyxl import Alert, alerts, answer_alerts, open_book


@pytest.fixture(autouse=True)
def active_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test activates, xlwings is afterwards as before."""
    monkeypatch.setattr(xw.engines, "active", xw.engines.active)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with stored results, a date, an error, colours, names and a hidden sheet."""
    path = tmp_path / "return.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        fill_first(workbook, workbook.add_worksheet("Objectives"))
        workbook.add_worksheet("Lists").write_column("B3", ["oui/ja", "non/nee"])
        workbook.add_worksheet("Technical").very_hidden()
        workbook.define_name("answers", "=Lists!$B$3:$B$4")
        workbook.define_name("Objectives!title", "=Objectives!$A$1")
        workbook.define_name("rate", "=0.21")
    return path


def fill_first(workbook: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    header = workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "font_color": "#1F4E78"})
    sheet.write_row("A1", ["code", "result", "double"], header)
    sheet.write("A2", "OO 1.1")
    sheet.write("B2", 0.8, workbook.add_format({"num_format": "0%"}))
    sheet.write_formula("C2", "=B2*2", None, 1.6)
    sheet.write("A3", "OO 1.2")
    sheet.write("B3", 7)
    sheet.write_formula("C3", "=B3/0", None, "#DIV/0!")
    sheet.write("A4", dt.datetime(2025, 3, 31), workbook.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write("B4", True)


@pytest.fixture
def book(path: Path) -> xw.Book:
    return open_book(path)


@pytest.fixture
def blank(tmp_path: Path) -> xw.Sheet:
    """The only sheet of an empty workbook."""
    path = tmp_path / "blank.xlsx"
    openpyxl.Workbook().save(path)
    return open_book(path).sheets[0]


# Book


def test_a_book_knows_its_name_and_place(book: xw.Book, path: Path) -> None:
    assert (book.name, book.fullname) == ("return.xlsx", str(path))
    assert book.app.engine.name == "openpyxl"


def test_opening_a_missing_file_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_book(tmp_path / "none.xlsx")


def test_save_writes_the_same_file_and_save_to_a_path_another(book: xw.Book, path: Path, tmp_path: Path) -> None:
    book.sheets["Objectives"]["A2"].value = "first"
    book.save()
    book.sheets["Objectives"]["A2"].value = "second"
    book.save(tmp_path / "other.xlsx")
    assert openpyxl.load_workbook(path)["Objectives"]["A2"].value == "first"
    assert openpyxl.load_workbook(tmp_path / "other.xlsx")["Objectives"]["A2"].value == "second"
    assert book.name == "other.xlsx"


def test_saving_keeps_formulas(book: xw.Book, path: Path) -> None:
    book.save()
    assert openpyxl.load_workbook(path)["Objectives"]["C2"].value == "=B2*2"


def test_a_password_is_refused(book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match="encrypt"):
        book.save(password="secret")


def test_a_closed_book_is_gone(book: xw.Book) -> None:
    app = book.app
    book.close()
    assert len(app.books) == 0
    with pytest.raises(RuntimeError, match=r"return\.xlsx is closed"):
        _ = book.sheets[0].name


def test_each_open_book_has_an_excel_of_its_own(path: Path) -> None:
    first, second = open_book(path), open_book(path)
    first.sheets["Objectives"]["A2"].value = "changed"
    assert first.app != second.app
    assert second.sheets["Objectives"]["A2"].value == "OO 1.1"


def test_a_button_opens_and_adds_books_in_the_same_excel(book: xw.Book, tmp_path: Path) -> None:
    xlsxwriter.Workbook(tmp_path / "second.xlsx").close()
    second = book.app.books.open(tmp_path / "second.xlsx")
    new = book.app.books.add()
    assert [b.name for b in book.app.books] == ["return.xlsx", "second.xlsx", "Book1"]
    assert book.app.books["second.xlsx"] == second
    assert book.app.books.active == new
    assert book.app.books.open(tmp_path / "second.xlsx") == second
    new.save(tmp_path / "new.xlsx")
    assert (tmp_path / "new.xlsx").exists()


def test_the_mock_caller_is_the_calling_book(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.Book, "_mock_caller", None, raising=False)
    book.set_mock_caller()
    assert xw.Book.caller().sheets[0]["A2"].value == "OO 1.1"


# App


def test_message_boxes_are_remembered(book: xw.Book) -> None:
    assert book.app.alert("3 rows set aside", title="Minerva") == "ok"
    assert alerts(book) == [Alert("3 rows set aside", "Minerva", "ok", None)]


def test_message_boxes_are_answered_in_turn_then_by_their_first_button(book: xw.Book) -> None:
    answer_alerts(book, "no", "cancel")
    pressed = [book.app.alert("?", buttons="yes_no"), book.app.alert("?", buttons="yes_no_cancel")]
    assert [*pressed, book.app.alert("?", buttons="yes_no")] == ["no", "cancel", "yes"]


def test_a_button_the_message_box_does_not_have_is_an_error(book: xw.Book) -> None:
    answer_alerts(book, "yes")
    with pytest.raises(ValueError, match="no button 'yes'"):
        book.app.alert("?", buttons="ok_cancel")


def test_the_status_bar_is_excels_until_written(book: xw.Book) -> None:
    assert book.app.status_bar is False
    book.app.status_bar = "reading"
    assert book.app.status_bar == "reading"


def test_settings_are_put_back(book: xw.Book) -> None:
    with book.app.properties(screen_updating=False, calculation="manual"):
        assert book.app.screen_updating is False
    assert (book.app.screen_updating, book.app.calculation) == (True, "automatic")


def test_an_activated_book_is_the_one_xlwings_means(path: Path) -> None:
    first, second = open_book(path), open_book(path)
    assert xw.engines["openpyxl"].apps.active == second.app
    first.activate()
    assert xw.apps.active == first.app
    assert xw.books.active == first


# Sheets


def test_sheets_are_found_by_name_by_index_and_in_order(book: xw.Book) -> None:
    assert [sheet.name for sheet in book.sheets] == ["Objectives", "Lists", "Technical"]
    assert book.sheets["lists"].name == book.sheets[1].name == book.sheets(2).name == "Lists"
    assert len(book.sheets) == 3
    assert "Lists" in [sheet.name for sheet in book.sheets]
    assert "lists" in book.sheets
    assert "Absent" not in book.sheets
    with pytest.raises(KeyError):
        _ = book.sheets["Absent"]


def test_a_sheet_is_added_before_the_active_one_or_where_asked(book: xw.Book) -> None:
    book.sheets.add("Last", after=book.sheets["Technical"])
    book.sheets["Objectives"].activate()
    book.sheets.add("First")
    book.sheets.add("Middle", before="Lists")
    assert book.sheet_names == ["First", "Objectives", "Middle", "Lists", "Technical", "Last"]
    assert book.sheets.active.name == "Middle"
    assert book.sheets.add().name == "Sheet1"


@pytest.mark.parametrize("name", ["objectives", "x" * 32, "a/b"])
def test_excel_would_not_take_these_sheet_names(book: xw.Book, name: str) -> None:
    with pytest.raises(ValueError):
        book.sheets.add(name)
    with pytest.raises(ValueError):
        book.sheets["Lists"].name = name


def test_a_sheet_is_renamed(book: xw.Book) -> None:
    book.sheets["Lists"].name = "LISTS"
    assert book.sheet_names == ["Objectives", "LISTS", "Technical"]


def test_a_sheet_is_deleted_but_not_the_last_visible_one(book: xw.Book) -> None:
    book.sheets["Objectives"].delete()
    assert book.sheet_names == ["Lists", "Technical"]
    assert book.sheets.active.name == "Lists"
    with pytest.raises(ValueError, match="last visible"):
        book.sheets["Lists"].delete()


def test_visibility_is_excels_number(book: xw.Book) -> None:
    assert [sheet.visible for sheet in book.sheets] == [-1, -1, 2]
    book.sheets["Lists"].visible = False
    book.sheets["Technical"].visible = True
    assert [sheet.visible for sheet in book.sheets] == [-1, 0, -1]
    assert book.api["Lists"].sheet_state == "hidden"


def test_the_last_visible_sheet_cannot_be_hidden(blank: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="last visible"):
        blank.visible = False


def test_autofit_does_nothing(book: xw.Book) -> None:
    before = book.sheets[0].used_range.value
    book.sheets[0].autofit()
    book.sheets[0].range("A1:C2").columns.autofit()
    assert book.sheets[0].used_range.value == before


# Places


@pytest.mark.parametrize(
    ("first", "second", "address"),
    [
        ("B2", None, "$B$2"),
        ("$A$1:$C$3", None, "$A$1:$C$3"),
        ((2, 3), None, "$C$2"),
        ((1, 1), (3, 2), "$A$1:$B$3"),
        ((3, 2), (1, 1), "$A$1:$B$3"),
        ("A1", "B2:C4", "$A$1:$C$4"),
        ("answers", None, "$B$3:$B$4"),
        ("B:C", None, "$B$1:$C$1048576"),
    ],
)
def test_a_range_is_named_in_many_ways(book: xw.Book, first: object, second: object, address: str) -> None:
    assert book.sheets["Lists"].range(first, second).address == address


def test_rows_are_counted_from_one(blank: xw.Sheet) -> None:
    with pytest.raises(IndexError):
        blank.range((0, 1))
    assert blank[0, 0].address == "$A$1"


def test_a_name_of_a_sheet_is_found_on_it(book: xw.Book) -> None:
    assert book.sheets["Objectives"].range("title").value == "code"
    with pytest.raises(ValueError, match="is on sheet Lists"):
        book.sheets["Objectives"].range("answers")


def test_addresses_are_relative_or_external(book: xw.Book) -> None:
    cells = book.sheets["Lists"].range("B3:C4")
    assert cells.get_address(False, False) == "B3:C4"
    assert cells.get_address(external=True) == "[return.xlsx]Lists!$B$3:$C$4"
    assert cells.get_address(include_sheetname=True) == "Lists!$B$3:$C$4"


def test_the_used_range_starts_at_the_first_used_cell(book: xw.Book, blank: xw.Sheet) -> None:
    assert book.sheets["Lists"].used_range.address == "$B$3:$B$4"
    assert book.sheets["Objectives"].used_range.address == "$A$1:$C$4"
    assert blank.used_range.address == "$A$1"


def test_reading_does_not_enlarge_the_used_range_but_a_fill_does(blank: xw.Sheet) -> None:
    blank["B2"].value = 1
    assert blank.range("A1:Z99").value[98][25] is None
    assert (blank["Z99"].color, blank["Z99"].font.bold, blank["Z99"].number_format) == (None, False, "General")
    assert blank.used_range.address == "$B$2"
    assert (blank.api.max_row, blank.api.max_column) == (2, 2)
    blank["D5"].color = "#FF0000"
    assert blank.used_range.address == "$B$2:$D$5"


def test_rows_columns_resize_and_offset(book: xw.Book) -> None:
    cells = book.sheets["Objectives"].range("A1:C4")
    assert [row.address for row in cells.rows][:2] == ["$A$1:$C$1", "$A$2:$C$2"]
    assert cells.columns[1].address == "$B$1:$B$4"
    assert cells.resize(2, 1).address == "$A$1:$A$2"
    assert cells.offset(1, 2).address == "$C$2:$E$5"
    assert cells[1, 0].value == "OO 1.1"
    assert [cell.address for cell in cells.rows[0]] == ["$A$1", "$B$1", "$C$1"]
    assert cells.last_cell.address == "$C$4"


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("B2", "down", "$B$4"),
        ("B4", "down", "$B$7"),
        ("B7", "down", "$B$1048576"),
        ("B1048576", "up", "$B$7"),
        ("B7", "up", "$B$4"),
        ("B2", "up", "$B$1"),
        ("A2", "right", "$B$2"),
        ("B2", "right", "$C$2"),
        ("C2", "right", "$XFD$2"),
        ("C2", "left", "$B$2"),
    ],
)
def test_end_goes_where_ctrl_and_arrow_go(blank: xw.Sheet, start: str, direction: str, end: str) -> None:
    blank["B2"].value = [[1, 2], [3, None], [4, None]]
    blank["B7"].value = 5
    assert blank[start].end(direction).address == end


def test_a_table_is_found_from_its_corner(blank: xw.Sheet) -> None:
    blank["B2"].value = [["a", "b"], [1, 2], [3, 4]]
    assert blank["B2"].expand().address == "$B$2:$C$4"
    assert blank["B2"].options(pd.DataFrame, expand="table", index=False).value["b"].tolist() == [2.0, 4.0]


# Values


def test_values_have_the_shape_of_their_range(book: xw.Book) -> None:
    sheet = book.sheets["Objectives"]
    assert sheet.range("B3").value == 7.0
    assert isinstance(sheet.range("B3").value, float)
    assert sheet.range("A1:C1").value == ["code", "result", "double"]
    assert sheet.range("A2:A3").value == ["OO 1.1", "OO 1.2"]
    assert sheet.range("A2:B3").value == [["OO 1.1", 0.8], ["OO 1.2", 7.0]]
    assert sheet.range("A2").options(ndim=2).value == [["OO 1.1"]]
    assert sheet.range("A2:A3").options(ndim=2).value == [["OO 1.1"], ["OO 1.2"]]


def test_dates_booleans_blanks_and_options(book: xw.Book) -> None:
    sheet = book.sheets["Objectives"]
    assert sheet["A4"].value == dt.datetime(2025, 3, 31)
    assert sheet["A4"].options(dates=dt.date).value == dt.date(2025, 3, 31)
    assert sheet["B4"].value is True
    assert sheet["C4"].value is None
    assert sheet["C4"].options(empty="-").value == "-"
    assert sheet["B3"].options(numbers=int).value == 7


def test_one_value_fills_a_range(blank: xw.Sheet) -> None:
    blank.range("A1:B2").value = "x"
    assert blank.range("A1:C2").value == [["x", "x", None], ["x", "x", None]]


@pytest.mark.parametrize(
    ("start", "written", "area", "read"),
    [
        ("A1", [1, 2, 3], "A1:C1", [1.0, 2.0, 3.0]),
        ("A1", [[1], [2]], "A1:B2", [[1.0, None], [2.0, None]]),
        ("B2", [["a", None], ["", 4]], "B2:C3", [["a", None], [None, 4.0]]),
        ("A1:C3", [1, 2], "A1:C2", [[1.0, 2.0, None], [None, None, None]]),
    ],
)
def test_lists_are_written_from_the_first_cell(
    blank: xw.Sheet, start: str, written: list[object], area: str, read: list[object]
) -> None:
    blank[start].value = written
    assert blank[area].value == read


def test_a_column_is_written_transposed(blank: xw.Sheet) -> None:
    blank["A1"].options(transpose=True).value = [1, 2]
    assert blank["A1:A2"].value == [1.0, 2.0]


def test_pandas_values_are_written_as_excel_has_them(blank: xw.Sheet) -> None:
    when = pd.Timestamp(2025, 1, 2)
    blank["A1"].options(index=False).value = pd.DataFrame({"n": [1, 2], "x": [0.5, None], "d": [when, pd.NaT]})
    assert blank["A1:C3"].value == [["n", "x", "d"], [1.0, 0.5, when.to_pydatetime()], [2.0, None, None]]


@pytest.mark.parametrize(
    ("written", "read"),
    [("007", 7.0), ("1.20", 1.2), ("'007", "007"), ("OO 1.2", "OO 1.2"), ("1.2.3", "1.2.3"), ("95,5", "95,5")],
)
def test_text_that_is_a_number_becomes_one(blank: xw.Sheet, written: str, read: object) -> None:
    blank["A1"].value = written
    assert blank["A1"].value == read


def test_text_that_is_a_number_stays_text_in_a_text_cell(blank: xw.Sheet) -> None:
    blank["A1:A2"].number_format = "@"
    blank["A1"].value = [["007"], ["8"]]
    assert blank["A1:A2"].value == ["007", "8"]


def test_none_empties_a_cell(book: xw.Book) -> None:
    book.sheets["Objectives"]["A2"].value = None
    assert book.sheets["Objectives"]["A2"].value is None


def test_a_cell_hidden_by_a_merge_takes_nothing(blank: xw.Sheet) -> None:
    blank.api.merge_cells("A1:B1")
    blank["A1"].value = ["kept", "lost"]
    assert blank["A1:B1"].value == ["kept", None]


# Formulas


def test_without_results_a_formula_is_its_own_value(book: xw.Book) -> None:
    sheet = book.sheets["Objectives"]
    assert (sheet["C2"].value, sheet["C2"].formula) == ("=B2*2", "=B2*2")


def test_computed_gives_results_as_value_and_formulas_as_formula(path: Path) -> None:
    sheet = open_book(path, computed=True).sheets["Objectives"]
    assert sheet["A2:C2"].value == ["OO 1.1", 0.8, 1.6]
    assert sheet["C2"].formula == "=B2*2"


def test_an_error_is_none_or_its_text(path: Path) -> None:
    cell = open_book(path, computed=True).sheets["Objectives"]["C3"]
    assert cell.value is None
    assert cell.options(err_to_str=True).value == "#DIV/0!"


def test_a_formula_written_since_has_no_result_yet(path: Path) -> None:
    sheet = open_book(path, computed=True).sheets["Objectives"]
    sheet["C2"].formula = "=B2*3"
    assert (sheet["C2"].value, sheet["C2"].formula) == (None, "=B2*3")
    sheet["C2"].value = 5
    assert sheet["C2"].value == 5.0


def test_results_follow_a_renamed_sheet(path: Path) -> None:
    sheet = open_book(path, computed=True).sheets["Objectives"]
    sheet.name = "Goals"
    assert sheet["C2"].value == 1.6


def test_computed_does_not_lose_formulas_when_saved(path: Path) -> None:
    book = open_book(path, computed=True)
    book.save()
    assert openpyxl.load_workbook(path)["Objectives"]["C2"].value == "=B2*2"


def test_the_formula_of_a_constant_is_its_text(book: xw.Book) -> None:
    sheet = book.sheets["Objectives"]
    assert [sheet[a].formula for a in ("A2", "B2", "B3", "B4", "A4", "C4")] == [
        "OO 1.1",
        "0.8",
        "7",
        "TRUE",
        "45747",
        "",
    ]
    assert sheet["B2:C3"].formula == (("0.8", "=B2*2"), ("7", "=B3/0"))


def test_one_formula_moves_as_it_fills_a_range_and_a_list_does_not(blank: xw.Sheet) -> None:
    blank["C1:C3"].formula = "=A1*$B$1"
    blank["D1"].formula = [["=A1"], ["=A1"]]
    assert blank["C1:C3"].formula == (("=A1*$B$1",), ("=A2*$B$1",), ("=A3*$B$1",))
    assert blank["D1:D2"].formula == (("=A1",), ("=A1",))


# Looks


def test_fills_are_read_and_written(book: xw.Book, path: Path) -> None:
    sheet = book.sheets["Objectives"]
    assert sheet["A1:C1"].color == (0xDD, 0xEB, 0xF7)
    assert sheet["A2"].color is None
    assert sheet["A1:A2"].color is None
    sheet["A2:B2"].color = (255, 199, 206)
    sheet["A3"].color = "#c6efce"
    sheet["A1"].color = None
    book.save()
    saved = openpyxl.load_workbook(path)["Objectives"]
    assert [saved[a].fill.fgColor.rgb for a in ("A2", "B2", "A3")] == ["00FFC7CE", "00FFC7CE", "00C6EFCE"]
    assert saved["A1"].fill.fill_type is None


def test_a_theme_colour_is_not_guessed(blank: xw.Sheet) -> None:
    blank.api["A1"].fill = PatternFill("solid", fgColor=Color(theme=4))
    with pytest.raises(NotImplementedError, match="theme"):
        _ = blank["A1"].color


def test_number_formats_are_read_and_written(book: xw.Book) -> None:
    sheet = book.sheets["Objectives"]
    assert sheet["B2"].number_format == "0%"
    assert sheet["B2:B3"].number_format is None
    sheet["B2:B3"].number_format = "0.0%"
    assert sheet["B2:B3"].number_format == "0.0%"


def test_fonts_are_read_and_written_one_property_at_a_time(book: xw.Book) -> None:
    font = book.sheets["Objectives"]["A1"].font
    assert (font.bold, font.color, font.size) == (True, (0x1F, 0x4E, 0x78), 11)
    font.color = (255, 0, 0)
    font.set(italic=True, size=14)
    assert (font.bold, font.italic, font.color, font.size) == (True, True, (255, 0, 0), 14)
    assert book.sheets["Objectives"]["A2"].font.color == (0, 0, 0)
    assert book.sheets["Objectives"]["A1:A2"].font.bold is None


def test_a_link_leads_out_or_to_a_sheet(book: xw.Book, path: Path) -> None:
    sheet = book.sheets["Objectives"]
    sheet["E1"].add_hyperlink("https://example.org/report", "report", "opens the report")
    sheet["E2"].add_hyperlink("#Lists!B3", "007", "to the list")
    assert sheet["E1:E2"].value == ["report", "007"]
    assert [sheet["E1"].hyperlink, sheet["E2"].hyperlink] == ["https://example.org/report", "#Lists!B3"]
    book.save()
    links = [openpyxl.load_workbook(path)["Objectives"][a].hyperlink for a in ("E1", "E2")]
    assert [(link.target, link.location, link.tooltip) for link in links] == [
        ("https://example.org/report", None, "opens the report"),
        (None, "Lists!B3", "to the list"),
    ]


def test_a_cell_without_a_link_has_none(book: xw.Book) -> None:
    with pytest.raises(ValueError, match="no hyperlink"):
        _ = book.sheets["Objectives"]["A2"].hyperlink


@pytest.mark.parametrize("area", [lambda s: s.range("A1:C1"), lambda s: s])
def test_clear_contents_leaves_the_looks(book: xw.Book, area: Callable[[xw.Sheet], xw.Range | xw.Sheet]) -> None:
    area(book.sheets["Objectives"]).clear_contents()
    assert book.sheets["Objectives"]["A1:C1"].value == [None, None, None]
    assert book.sheets["Objectives"]["A1"].color == (0xDD, 0xEB, 0xF7)


def test_clear_takes_contents_looks_links_and_merges(blank: xw.Sheet) -> None:
    blank["B2"].value = "x"
    blank["B2"].color = (1, 2, 3)
    blank["B3"].add_hyperlink("https://example.org")
    blank.api.merge_cells("B2:C2")
    blank.range("A1:B3").clear()
    assert blank.used_range.address == "$A$1"
    assert blank["B2"].color is None
    assert (blank.api["B3"].hyperlink, list(blank.api.merged_cells.ranges)) == (None, [])


def test_a_whole_sheet_is_cleared(book: xw.Book) -> None:
    book.sheets["Objectives"].clear()
    assert book.sheets["Objectives"].used_range.address == "$A$1"
    assert book.sheets["Objectives"]["A1"].value is None


def test_what_the_engine_cannot_do_says_so(blank: xw.Sheet) -> None:
    with pytest.raises(NotImplementedError):
        blank["A1"].horizontal_alignment = "left"


def test_a_book_is_printed_as_it_stands_on_disk_by_the_printer_of_its_excel(blank: xw.Sheet, tmp_path: Path) -> None:
    blank.book.save(tmp_path / "b.xlsx")
    with pytest.raises(NotImplementedError):
        blank.book.to_pdf(tmp_path / "b.pdf")
    printed: list[tuple[Path, Path]] = []
    blank.book.app.impl.printer = lambda workbook, pdf: printed.append((workbook, pdf))
    blank.book.to_pdf(tmp_path / "b.pdf")
    assert printed == [(tmp_path / "b.xlsx", tmp_path / "b.pdf")]


def test_text_wraps_and_stands_at_the_top(blank: xw.Sheet) -> None:
    blank["A1:B1"].wrap_text = True
    blank["A1:B1"].vertical_alignment = "top"
    assert (blank["A1:B1"].wrap_text, blank["A1"].vertical_alignment) == (True, "top")
    assert (blank["A2"].wrap_text, blank["A1:A2"].wrap_text) == (False, None)


# Notes


def test_a_note_is_put_read_changed_and_taken_away(blank: xw.Sheet) -> None:
    assert blank["B2"].note is None
    blank["B2"].add_note("une note")
    assert [(note.text, note.location.address) for note in blank.notes] == [("une note", "$B$2")]
    with pytest.raises(ValueError, match="already has a note"):
        blank["B2"].add_note("encore")
    blank["B2"].note.text = "autre"
    assert blank["B2"].note.text == "autre"
    blank["B2"].note.delete()
    assert list(blank.notes) == []


def test_clearing_takes_a_note_along_and_contents_alone_do_not(blank: xw.Sheet) -> None:
    blank["B2"].add_note("une note")
    blank["B2"].clear_contents()
    assert blank["B2"].note is not None
    blank["B2"].clear()
    assert blank["B2"].note is None


def test_merged_cells_know_their_area(blank: xw.Sheet) -> None:
    blank.api.merge_cells("B2:C3")
    assert (blank["C3"].merge_cells, blank["C3"].merge_area.address) == (True, "$B$2:$C$3")
    assert (blank["A1"].merge_cells, blank["A1"].merge_area.address) == (False, "$A$1")


# Names


def test_names_are_listed_with_those_of_sheets(book: xw.Book) -> None:
    assert sorted(name.name for name in book.names) == ["Objectives!title", "answers", "rate"]
    assert [name.name for name in book.sheets["Objectives"].names] == ["Objectives!title"]
    assert len(book.names) == 3
    assert "ANSWERS" in book.names
    assert "absent" not in book.names


def test_a_name_leads_to_its_range(book: xw.Book) -> None:
    assert book.names["answers"].refers_to == "=Lists!$B$3:$B$4"
    assert book.names["answers"].refers_to_range.value == ["oui/ja", "non/nee"]
    assert book.names["answers"].refers_to_range.sheet.name == "Lists"
    assert book.names["Objectives!title"].refers_to_range.value == "code"


def test_a_name_of_a_constant_or_of_two_ranges_is_no_range(book: xw.Book) -> None:
    book.api.defined_names["two"] = DefinedName("two", attr_text="Lists!$A$1,Lists!$B$3")
    for name in ("rate", "two"):
        with pytest.raises(ValueError, match="not one range"):
            _ = book.names[name].refers_to_range


def test_names_are_added_changed_and_deleted(book: xw.Book, path: Path) -> None:
    book.names.add("first", "=Objectives!$A$2")
    book.names["first"].name = "objective"
    book.names["objective"].refers_to = "=Objectives!$A$3"
    book.names["rate"].delete()
    book.save()
    names = openpyxl.load_workbook(path).defined_names
    assert {name: names[name].attr_text for name in names} == {
        "answers": "Lists!$B$3:$B$4",
        "objective": "Objectives!$A$3",
    }
    with pytest.raises(KeyError):
        _ = book.names["rate"]
