"""*Check* on the openpyxl-backed Excel: findings as from the file, nothing else touched, clear messages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import workbooks
from buttons.opened import COLUMNS, FINDINGS, FIRST, SAMPLES, described, from_file, in_both, listed, looks, said, sample
from minerva import buttons, tasks
from minerva.excel.build import build
from minerva.layout.labels import bilingual, labels, tally
from minerva.layout.returns import return_layout
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS, counted
from minerva.model.record import Table
from xlwings_openpyxl import Range, open_book


@pytest.mark.parametrize("computed", [True, False])
@pytest.mark.parametrize("name", SAMPLES)
def test_check_finds_on_the_screen_what_is_found_in_the_file(samples: Path, name: str, computed: bool):
    book = open_book(sample(samples, name), computed=computed)
    buttons.check(book)
    assert listed(book) == from_file(sample(samples, name))


def test_each_row_tells_all_in_both_languages_errors_first_with_a_link_to_the_cell(samples: Path):
    book = open_book(sample(samples, "brussels-international"))
    buttons.check(book)
    sheet = book.sheets[FINDINGS]
    findings = tasks.check([sample(samples, "brussels-international")])[0].findings
    rows = sheet.range((FIRST, 1), (FIRST + len(findings) - 1, len(COLUMNS))).value
    severities = [row[COLUMNS.index("severity")] for row in rows]
    words = ["\n".join(standing_word(standing, language) for language in ("fr", "nl")) for standing in STANDINGS]
    assert severities == sorted(severities, key=words.index)
    assert set(severities) == set(words[:2])
    for row, finding in enumerate(findings, FIRST):
        assert all(rows[row - FIRST][: COLUMNS.index("justification")])
        if finding.cell:
            link = sheet.range((row, COLUMNS.index("place") + 1)).hyperlink
            assert link == f"#'{finding.sheet}'!{finding.cell}"
    assert {sheet.range((row, 1)).color for row in range(FIRST, FIRST + len(findings))}.isdisjoint({None})


def test_the_message_counts_or_says_there_is_nothing(samples: Path):
    book, good = (open_book(sample(samples, name)) for name in ("bruxelles-connectit", "actiris"))
    buttons.check(book)
    buttons.check(good)
    numbers = counted(tasks.check([sample(samples, "bruxelles-connectit")])[0].findings)
    for language in ("fr", "nl"):
        done = labels(language)("button.check.done", sheet=FINDINGS, counts=tally(numbers, language))
        assert f"{numbers['error']} " in done and done in said(book)
    assert all(text in said(good) for text in in_both("button.check.nothing"))
    assert book.sheets.active.name == FINDINGS


def test_a_painted_result_is_found_on_the_screen_too(samples: Path):
    book = open_book(sample(samples, "actiris"))
    table = return_layout().tables[Table.INDICATORS]
    row = return_layout().first_row
    result, title = (book.sheets["KPI"].range(f"{table.letters(key)}{row}") for key in ("result", "title"))
    result.color = "#FF0000"
    buttons.check(book)
    assert listed(book) == [("STA003", f"KPI!{table.letters('result')}{row}")]
    title.color = "#FF0000"
    buttons.check(book)
    assert listed(book) == []


def test_a_second_check_replaces_the_first(samples: Path):
    book = open_book(sample(samples, "bruxelles-connectit"))
    sheet = book.sheets[FINDINGS]
    sheet.range((FIRST + 200, 1)).value = ["✖ Erreur", "LNG001", "KPI!E29"]  # left by an earlier check
    buttons.check(book)
    once = listed(book)
    buttons.check(book)
    assert listed(book) == once == from_file(sample(samples, "bruxelles-connectit"))


def test_what_people_typed_in_the_sheet_of_findings_stays_and_the_list_begins_below(samples: Path):
    book = open_book(sample(samples, "bruxelles-connectit"))
    sheet = book.sheets[FINDINGS]
    sheet.range((FIRST, 4)).value = "vu avec Anne, reste à confirmer"
    buttons.check(book)
    buttons.check(book)
    assert sheet.range((FIRST, 4)).value == "vu avec Anne, reste à confirmer"
    assert listed(book)[1:] == from_file(sample(samples, "bruxelles-connectit"))
    buttons.clear(book)
    assert listed(book) == [(None, "")]


def test_a_corrected_cell_loses_its_findings_and_a_new_mistake_gets_one(samples: Path):
    book = open_book(sample(samples, "actiris"))
    kpi = return_layout().tables[next(t for t in return_layout().tables if t.value == "KPI")]
    cell = book.sheets["KPI"].range(f"{kpi.letters('red')}{return_layout().first_row}")
    before = cell.value
    cell.value = "beaucoup"
    buttons.check(book)
    assert ("THR003", f"KPI!{cell.get_address(False, False)}") in listed(book)
    cell.value = before
    buttons.check(book)
    assert listed(book) == []
    assert book.sheets[FINDINGS].range((FIRST, 1)).color is None


def test_nothing_else_in_the_workbook_changes(samples: Path, tmp_path: Path):
    path = sample(samples, "bruxelles-connectit")
    book = open_book(path)
    book.save(tmp_path / "opened.xlsx")
    buttons.check(book)
    book.save(tmp_path / "checked.xlsx")
    before, after = (openpyxl.load_workbook(tmp_path / name) for name in ("opened.xlsx", "checked.xlsx"))
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        if sheet.title != FINDINGS:
            assert described(after[sheet.title]) == described(sheet)
    head = {"min_row": 1, "max_row": FIRST - 1}
    assert looks(after[FINDINGS], **head) == looks(before[FINDINGS], **head)


def test_a_removed_findings_sheet_is_added_again(samples: Path):
    book = open_book(sample(samples, "bruxelles-connectit"))
    book.sheets[FINDINGS].delete()
    buttons.check(book)
    assert listed(book) == from_file(sample(samples, "bruxelles-connectit"))
    assert book.sheets[FINDINGS].range((FIRST - 1, 2)).value == bilingual("findings.code")


def without_number_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server: formats are written, never read."""

    def unreadable(_: Range) -> str:
        raise NotImplementedError

    monkeypatch.setattr(Range, "number_format", property(unreadable))


def test_where_formats_cannot_be_read_the_helper_columns_tell_percentages(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The helpers hold what a spreadsheet program calculates: 85 for 0.85 shown as 85 %, else the number itself."""
    path = tmp_path / sample(samples, "bruxelles-connectit").name
    calculated = openpyxl.load_workbook(sample(samples, "bruxelles-connectit"))
    percentages = 0
    for table, layout in return_layout().tables.items():
        sheet = calculated[table.value]
        head = {cell.value: cell.column for cell in sheet[return_layout().header_row]}
        for column in layout.columns:
            for row in range(return_layout().first_row, sheet.max_row + 1, 2):
                cell = sheet.cell(row, layout.position(column.key))
                if column.kind == "figure" and isinstance(cell.value, int | float):
                    percent = "%" in cell.number_format
                    percentages += percent
                    sheet.cell(row, head[f"{column.key}_n"]).value = round(cell.value * (100 if percent else 1), 6)
    calculated.save(path)
    without_number_formats(monkeypatch)
    book = open_book(path)
    buttons.check(book)
    assert percentages > 10
    assert listed(book) == from_file(path)


@pytest.mark.parametrize(
    ("typed", "shown", "code"),
    [
        (85.0, 85.0, None),
        (85.0, 80.0, "STR004"),
        (0.855, "85,5 %", None),
        (0.855, "85,4 %", "STR004"),
        ("N", "N", None),
    ],
)
def test_a_dutch_row_that_repeats_the_french_one_is_no_contradiction(
    samples: Path, typed: object, shown: object, code: str | None
):
    """Values do not tell a formula from what was typed: only a different value was."""
    book = open_book(sample(samples, "actiris"))
    kpi = return_layout().tables[next(t for t in return_layout().tables if t.value == "KPI")]
    letters, row = kpi.letters("result"), return_layout().first_row
    sheet = book.sheets["KPI"]
    sheet.range(f"{letters}{row}").value = typed
    if isinstance(shown, str) and "%" in shown:
        sheet.range(f"{letters}{row}").number_format = "0.0%"
    sheet.range(f"{letters}{row + 1}").value = shown
    buttons.check(book)
    assert (("STR004", f"KPI!{letters}{row + 1}") in listed(book)) is (code is not None)


def test_a_text_that_begins_like_a_formula_is_a_text(samples: Path):
    """An engine that gives values never gives formulas; a correspondent may well write `=> voir annexe`."""
    book = open_book(sample(samples, "actiris"), computed=True)
    layout = return_layout().tables[next(iter(return_layout().tables))]
    address = f"{layout.letters('description')}{return_layout().first_row}"
    cell = book.sheets["OO-OD"].api[address]
    cell.value, cell.data_type = "=> voir annexe", "s"
    buttons.check(book)
    assert listed(book) == [("SEC004", f"OO-OD!{address}")]


def test_another_workbook_gets_one_message_and_stays_as_it_was(tmp_path: Path):
    build(tmp_path)
    book = open_book(tmp_path / "console.xlsx")
    before = described(book.sheets[0].api)
    buttons.check(book)
    assert all(text in said(book) for text in in_both("button.check.no_return", book="console.xlsx"))
    assert described(book.sheets[0].api) == before


def test_a_return_made_with_another_template_gets_the_reason_and_the_remedy(samples: Path):
    book = open_book(sample(samples, "actiris"))
    book.sheets[return_layout().metadata_sheet].range("B1").value = "'1999.1"
    buttons.check(book)
    for key in ("refusal.other_template", "refusal_remedy.other_template"):
        assert all(text in said(book) for text in in_both(key))
    assert listed(book) == []


def test_a_workbook_without_its_tables_gets_one_message(samples: Path):
    book = open_book(sample(samples, "actiris"))
    for name in ("OO-OD", "KPI"):
        book.sheets[name].delete()
    buttons.check(book)
    assert all(text in said(book) for text in in_both("refusal.no_tables"))


def test_an_empty_template_is_asked_to_be_filled(tmp_path: Path):
    """Whoever opens one has just been sent it: what is said to the cell that gets it back would not help."""
    book = open_book(workbooks.blank(tmp_path / "template.xlsx"))
    buttons.check(book)
    assert all(text in said(book) for text in in_both("button.check.blank", book="template.xlsx"))
