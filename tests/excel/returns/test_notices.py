"""What a workbook holds beside values is noticed once, and the template's own hidden parts are not."""

import pytest

from minerva.excel.content.cells import Cell, Sheet
from minerva.excel.content.package import Package, read_package
from minerva.excel.returns.notices import notices_of
from minerva.model.record import Source
from minerva.model.submission import Notice, NoticeKind
from workbooks import blank, edited, filled

Cells = dict[tuple[int, int], str]


def sheet(cells: Cells, name: str = "KPI", **more: object) -> Sheet:
    return Sheet(name, cells={place: Cell(text) for place, text in cells.items()}, **more)


def noticed(*sheets: Sheet, **more: object) -> list[tuple]:
    """Kind, place, text and detail of each notice."""
    return [
        (n.kind, n.source.place if n.source else "", n.text, n.detail)
        for n in notices_of(Package(list(sheets), **more))
    ]


def test_an_ordinary_sheet_has_no_news():
    assert noticed(sheet({(7, 1): "FR", (7, 2): "O.S.1"})) == []


def test_a_comment():
    one = sheet({(7, 2): "O.S.1"}, notes={(9, 3): "Deux", (7, 2): "Un"})
    assert noticed(one) == [(NoticeKind.COMMENT, "KPI!B7", "Un", ""), (NoticeKind.COMMENT, "KPI!C9", "Deux", "")]


def test_a_struck_through_cell_counts_where_it_is_filled():
    one = sheet({(7, 2): "O.S.1", (9, 2): "O.S.2"}, struck={(7, 2), (8, 2), (20, 5)})
    assert noticed(one) == [(NoticeKind.STRUCK_THROUGH, "KPI!B7", "O.S.1", "")]


def test_the_dutch_row_repeats_a_strike_through():
    one = sheet({(7, 2): "85", (9, 2): "90"}, struck={(7, 2), (8, 2), (9, 2), (10, 2)})
    one.cells[8, 2] = Cell("85", formula=True)
    one.cells[10, 2] = Cell("91", formula=True)
    assert [place for _, place, _, _ in noticed(one)] == ["KPI!B7", "KPI!B9", "KPI!B10"]


def test_hidden_rows_are_told_in_blocks():
    cells = {(row, column): f"{row}-{column}" for row in (7, 8, 11, 20, 21) for column in (2, 5)}
    one = sheet(cells, hidden_rows={7, 8, 9, 10, 11, 20, 30})
    assert noticed(one) == [
        (NoticeKind.HIDDEN_ROW, "KPI!B7", "7-2", "B7:E11"),
        (NoticeKind.HIDDEN_ROW, "KPI!B20", "20-2", "B20:E20"),
    ]


def test_two_blocks_with_a_visible_row_between():
    one = sheet({(7, 2): "a", (9, 2): "b"}, hidden_rows={7, 9})
    assert [detail for _, _, _, detail in noticed(one)] == ["B7", "B9"]


def test_hidden_columns_are_told_one_by_one():
    one = sheet({(6, 3): "Titre", (7, 3): "a", (9, 3): "b", (7, 5): "c"}, hidden_columns={3, 5, 8})
    assert noticed(one) == [
        (NoticeKind.HIDDEN_COLUMN, "KPI!C6", "Titre", "C6:C9"),
        (NoticeKind.HIDDEN_COLUMN, "KPI!E7", "c", "E7"),
    ]


def test_rows_of_formulas_and_tags_hold_nothing_typed():
    one = sheet({(7, 1): "FR", (8, 1): "NL"}, hidden_rows={7, 8}, hidden_columns={1})
    one.cells[8, 2] = Cell("85", formula=True)
    assert noticed(one) == []


def test_a_helper_column_is_told_by_its_title_alone():
    one = sheet({(6, 30): "used", (7, 30): "1", (7, 31): "used", (6, 31): "Suivi"}, hidden_columns={30, 31})
    assert [place for _, place, _, _ in noticed(one)] == ["KPI!AE6"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_one_notice(state):
    notes = sheet({(3, 1): "b", (1, 2): "Brouillon"}, "Notes", state=state, hidden_rows={3})
    empty = sheet({}, "Vide", state=state)
    assert noticed(notes, empty) == [(NoticeKind.HIDDEN_SHEET, "Notes!B1", "Brouillon", "A1:B3")]


@pytest.mark.parametrize("name", ["_listes", "_minerva", "Constats-Bevindingen", "_LISTES"])
def test_our_own_sheets_are_no_news(name):
    assert noticed(sheet({(1, 1): "x"}, name, state="hidden", hidden_rows={1}, struck={(1, 1)})) == []


def test_of_the_cover_only_the_inputs_count():
    one = sheet({(12, 3): "Introduction", (13, 2): "Titre du modèle"}, "Accueil-Onthaal", hidden_rows={12, 13})
    assert noticed(one) == [(NoticeKind.HIDDEN_ROW, "Accueil-Onthaal!C12", "Introduction", "C12")]


def test_a_formula_that_reaches_outside():
    one = sheet({}, "_listes", formulas={(7, 12): "=[Budget.xlsx]2020!B4"})
    assert noticed(one) == [(NoticeKind.ACTIVE_FORMULA, "_listes!L7", "=[Budget.xlsx]2020!B4", "")]


def test_what_concerns_the_whole_file():
    external = ("Budget.xlsx", "xl/embeddings/oleObject1.bin", "embeddings/x.docx")
    assert notices_of(Package([], macros=True, external=external)) == [
        Notice(NoticeKind.MACROS),
        Notice(NoticeKind.EXTERNAL_LINK, text="Budget.xlsx"),
        Notice(NoticeKind.EMBEDDED, text="xl/embeddings/oleObject1.bin"),
        Notice(NoticeKind.EMBEDDED, text="embeddings/x.docx"),
    ]


@pytest.mark.parametrize("make", [blank, filled])
def test_the_template_holds_no_news(make, tmp_path):
    package = read_package(make(tmp_path / "actiris.xlsx").read_bytes())
    for one in package.sheets:  # as the columns of helpers are, were the reader of packages to miss them
        one.hidden_columns |= {column for (row, column), cell in one.cells.items() if cell.text == "used"}
    assert notices_of(package) == []


def test_hidden_spare_rows_and_a_hidden_column_of_tags_are_no_news(tmp_path):
    package = read_package(filled(tmp_path / "actiris.xlsx").read_bytes())
    table = package.sheet("KPI")
    table.hidden_rows |= set(range(15, 25))
    table.hidden_columns |= {1, 17, 18}
    assert notices_of(package) == []
    table.hidden_rows.add(14)
    assert [(n.source, n.detail) for n in notices_of(package)] == [(Source("KPI", 14, 3), "C14:N14")]


def test_rows_hidden_in_a_real_file(tmp_path):
    def hide(book):
        book["OO-OD"].row_dimensions[7].hidden = True
        book["OO-OD"].row_dimensions[8].hidden = True

    package = read_package(edited(filled(tmp_path / "actiris.xlsx"), hide).read_bytes())
    (notice,) = notices_of(package)
    assert (notice.kind, notice.source.place, notice.detail) == (NoticeKind.HIDDEN_ROW, "OO-OD!B7", "B7:O8")
