"""The buttons on the openpyxl-backed Excel: findings as from the file, nothing else touched, clear messages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from minerva import buttons, tasks
from minerva.excel.build import build
from minerva.excel.console import write_console
from minerva.excel.findings_sheet import FINDING_COLUMNS
from minerva.excel.register import write_register
from minerva.excel.sample import sample_register, write_sample_return
from minerva.layout.consoles import console_layout, console_name, read_state, state_word
from minerva.layout.labels import bilingual, labels, tally
from minerva.layout.returns import return_layout
from minerva.layout.source import templates_folder
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS, counted
from minerva.model.record import Table
from xlwings_openpyxl import Range, alerts, open_book

FINDINGS = return_layout().findings_sheet
FIRST = return_layout().findings_header_row + 1
COLUMNS = [key for key, _ in FINDING_COLUMNS]
SAMPLES = ("actiris", "brussels-international", "bruxelles-connectit", "bruxelles-mobilite", "bruxelles-synergie")
RETURNED = ("actiris", "bruxelles-connectit")


@pytest.fixture(autouse=True)
def active_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test activates, xlwings is afterwards as before."""
    monkeypatch.setattr(xw.engines, "active", xw.engines.active)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with returns of the sample year; they are opened, never saved."""
    folder = tmp_path_factory.mktemp("returns")
    for name in SAMPLES:
        write_sample_return(f"{name}.toml", sample_register(), folder)
    return folder


def sample(folder: Path, name: str) -> Path:
    return folder / f"{name}-2020.xlsx"


def listed(book: xw.Book) -> list[tuple[str, str]]:
    """(code, place) of each row of the findings sheet."""
    sheet = book.sheets[FINDINGS]
    last = sheet.used_range.last_cell.row
    if last < FIRST:
        return []
    rows = sheet.range((FIRST, 1), (last, len(COLUMNS))).options(ndim=2).value
    code, place = COLUMNS.index("code"), COLUMNS.index("place")
    return [(row[code], row[place] or "") for row in rows if any(row)]


def from_file(path: Path) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in tasks.check([path])[0].findings]


def said(book: xw.Book) -> str:
    """The one message that was shown."""
    (alert,) = alerts(book)
    return alert.prompt


def in_both(key: str, **params: object) -> list[str]:
    return [labels(language)(key, **params) for language in ("fr", "nl")]


# -- check -------------------------------------------------------------------------------------------------------------


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
    sheet.range((FIRST + 200, 1)).value = "left by an earlier check"
    buttons.check(book)
    once = listed(book)
    buttons.check(book)
    assert listed(book) == once == from_file(sample(samples, "bruxelles-connectit"))


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


def described(sheet) -> dict[str, object]:
    """What a person or Excel can see of a sheet."""
    rules = [(str(r.sqref), r.type, r.formula1, r.errorStyle, r.prompt) for r in sheet.data_validations.dataValidation]
    colours = {str(c.sqref): [(r.formula, r.priority) for r in c.rules] for c in sheet.conditional_formatting}
    widths = {key: (column.width, column.hidden) for key, column in sheet.column_dimensions.items()}
    return {
        "state": sheet.sheet_state,
        "protected": sheet.protection.sheet,
        "cells": looks(sheet),
        "validations": rules,
        "colours": colours,
        "widths": widths,
        "frozen": sheet.freeze_panes,
    }


def looks(sheet, **bounds: int) -> dict[str, tuple]:
    cells = (cell for row in sheet.iter_rows(**bounds) for cell in row)
    return {
        c.coordinate: (
            c.value,
            c.number_format,
            colour(c.fill.fgColor),
            c.font.b,
            colour(c.font.color),
            c.alignment.wrap_text,
        )
        for c in cells
        if c.value is not None or c.has_style
    }


def colour(given) -> tuple | None:
    return None if given is None else (given.type, given.value)


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


# -- consolidate -------------------------------------------------------------------------------------------------------


@pytest.fixture
def year(samples: Path, tmp_path: Path) -> Path:
    """A folder as the cell keeps it: register, returns, console."""
    (tmp_path / "returns").mkdir()
    for name in RETURNED:
        shutil.copy(sample(samples, name), tmp_path / "returns")
    (tmp_path / "returns" / "notes.txt").write_text("not a workbook", encoding="utf-8")
    write_register(tmp_path / "register.xlsx", sample_register())
    write_console(tmp_path / "console.xlsx")
    return tmp_path


@pytest.fixture
def console(year: Path) -> xw.Book:
    return open_book(year / "console.xlsx")


def named(book: xw.Book, key: str) -> xw.Range:
    return book.names[console_name(key)].refers_to_range


def results(book: xw.Book) -> dict[str, object]:
    return dict(zip(console_layout().results, named(book, "result").value, strict=True))


def file_rows(book: xw.Book) -> list[list]:
    header = named(book, "files")
    last = header.sheet.used_range.last_cell.row
    if last == header.row:
        return []
    return header.offset(1, 0).resize(last - header.row, len(console_layout().files)).options(ndim=2).value


def test_the_console_consolidates_what_the_command_does(year: Path, console: xw.Book):
    buttons.consolidate(console)
    output = year / "regional-2020.xlsx"
    hashed = sha256(output.read_bytes()).hexdigest()
    own = tasks.consolidate(year / "returns", year / "register.xlsx", year / "regional-again.xlsx")
    numbers = tasks.counts(own.consolidation)
    assert hashed == own.sha256
    shown = results(console)
    assert shown["sha256"] == hashed
    assert shown["output"] == str(output)
    assert shown["time"]
    for key in ("expected", "received", "missing", "unusable", "integrated", "objectives", "indicators"):
        assert shown[key] == numbers[key]
    for key in ("error", "warning", "info"):
        assert shown[key] == numbers["findings"][key]


def test_the_files_and_the_missing_organisations_are_listed_with_state_and_reason(console: xw.Book):
    buttons.consolidate(console)
    rows = file_rows(console)
    files = [row for row in rows if row[0]]
    assert [row[0] for row in files] == sorted([*(f"{name}-2020.xlsx" for name in RETURNED), "notes.txt"])
    refused = next(row for row in files if row[0] == "notes.txt")
    assert refused[2] == bilingual("use.unusable")
    assert bilingual("refusal.text") in refused[3]
    missing = [row for row in rows if not row[0]]
    assert len(missing) >= results(console)["missing"]
    assert {row[2] for row in missing} == {bilingual("state.missing")}


def test_the_result_is_announced_and_opened_and_the_status_bar_given_back(
    console: xw.Book, monkeypatch: pytest.MonkeyPatch
):
    bars: list[object] = []
    bar = property(lambda app: bars[-1] if bars else False, lambda app, value: bars.append(value))
    monkeypatch.setattr(type(console.app.impl), "status_bar", bar)
    buttons.consolidate(console)
    assert "regional-2020.xlsx" in said(console)
    assert [book.name for book in console.app.books] == ["console.xlsx", "regional-2020.xlsx"]
    assert bars[-1] is False
    assert any(str(text).endswith("2/3") for text in bars)


def test_a_second_consolidation_replaces_the_result(year: Path, console: xw.Book):
    buttons.consolidate(console)
    before = len(file_rows(console))
    (year / "returns" / "notes.txt").unlink()
    buttons.consolidate(console)
    assert len([row for row in file_rows(console) if any(row)]) == before - 1
    assert results(console)["unusable"] == 0


def test_the_final_state_is_passed_on(year: Path, console: xw.Book):
    named(console, "state").value = state_word("final")
    buttons.consolidate(console)
    manifest = json.loads((year / "regional-2020.manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"]["final"] is True


def test_names_are_found_after_rows_were_inserted(year: Path):
    path = year / "console.xlsx"
    moved = openpyxl.load_workbook(path)
    sheet = moved[console_layout().sheet]
    for key, address in console_layout().settings.items():
        cell = sheet[address]
        sheet[f"C{cell.row + 200}"] = cell.value
        moved.defined_names[console_name(key)].attr_text = f"'{sheet.title}'!$C${cell.row + 200}"
        cell.value = None
    moved.save(path)
    book = open_book(path)
    settings = buttons._console_settings(book)
    assert settings.register == year / "register.xlsx"


@pytest.mark.parametrize(
    ("key", "value", "label"),
    [
        ("register", "nowhere.xlsx", "problem.no_register"),
        ("register", "returns/notes.txt", "problem.register"),
        ("returns", "nowhere", "problem.no_folder"),
        ("returns", "register.xlsx", "problem.not_a_folder"),
        ("output", "regional.docx", "problem.not_xlsx"),
        ("output", "none/regional.xlsx", "problem.no_output_folder"),
        ("output", "register.xlsx", "button.consolidate.output_in_use"),
        ("output", "console.xlsx", "button.consolidate.output_in_use"),
        ("register", None, "button.consolidate.empty"),
        ("state", "presque", "button.consolidate.state"),
    ],
)
def test_a_wrong_setting_gives_one_message_in_both_languages_and_no_stale_result(
    year: Path, console: xw.Book, key: str, value: str | None, label: str
):
    before = (year / "register.xlsx").read_bytes()
    named(console, "result").value = "of an earlier run"
    named(console, key).value = value
    buttons.consolidate(console)
    for language in ("fr", "nl"):
        beginning = labels(language)(label).partition("{")[0]
        assert beginning in said(console)
        if key != "state" and value is not None:
            assert Path(value).parts[0] in said(console)
    assert not list(year.glob("regional*"))
    assert set(results(console).values()) == {None}
    assert (year / "register.xlsx").read_bytes() == before


def test_every_mistake_of_a_register_is_named_as_far_as_a_message_box_holds(year: Path, console: xw.Book):
    register = openpyxl.load_workbook(year / "register.xlsx")
    sheet = register.worksheets[0]
    for row in range(4, 20):
        sheet.cell(row, 4).value = 9
    register.save(year / "register.xlsx")
    buttons.consolidate(console)
    assert f"{sheet.title}!D4" in said(console)
    assert said(console).count("\n") < 2 * (buttons.MOST_DETAILS + 4)


@pytest.mark.parametrize("place", ["https://example.sharepoint.com/sites/cell/console.xlsx", "Book1"])
def test_a_console_that_is_not_on_a_disk_gets_one_message(
    console: xw.Book, monkeypatch: pytest.MonkeyPatch, place: str
):
    monkeypatch.setattr(type(console.impl), "fullname", property(lambda _: place))
    buttons.consolidate(console)
    assert all(text in said(console) for text in in_both("button.consolidate.not_local", book="console.xlsx"))


def test_a_cloud_path_that_xlwings_cannot_resolve_gets_the_same_message(
    console: xw.Book, monkeypatch: pytest.MonkeyPatch
):
    def unresolved(_: object) -> str:
        raise xw.XlwingsError("Couldn't find your local OneDrive folder")

    monkeypatch.setattr(type(console.impl), "fullname", property(unresolved))
    buttons.consolidate(console)
    assert all(text in said(console) for text in in_both("button.consolidate.not_local", book="console.xlsx"))


def test_consolidate_in_another_workbook_says_what_to_open(samples: Path):
    book = open_book(sample(samples, "actiris"))
    buttons.consolidate(book)
    name = sample(samples, "actiris").name
    assert all(text in said(book) for text in in_both("button.consolidate.no_console", book=name))


def test_texts_are_never_taken_for_formulas_or_numbers(console: xw.Book, year: Path):
    write = year / "returns"
    (write / "notes.txt").rename(write / "=1+1.txt")
    buttons.consolidate(console)
    assert "=1+1.txt" in [row[0] for row in file_rows(console)]
    cell = next(c for c in console.sheets[0].api["B"] if c.value == "=1+1.txt")
    assert cell.quotePrefix


# -- the door ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def calling(samples: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:
    """The book a button is clicked in, as RunPython leaves it to `Book.caller()`."""
    book = open_book(sample(samples, "bruxelles-connectit"))
    book.set_mock_caller()
    yield book
    del xw.Book._mock_caller


def test_without_a_book_the_calling_one_is_meant(calling: xw.Book, samples: Path):
    exec("from minerva import buttons; buttons.check()", {})
    assert listed(calling) == from_file(sample(samples, "bruxelles-connectit"))


def test_the_module_loads_nothing_heavy():
    asked = "import sys, minerva.buttons; print(*({'pandas', 'openpyxl', 'xlsxwriter', 'xlwings'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


REMOTE = """
import json, sys
import xlwings as xw
from minerva import buttons
book = xw.Book(json=json.load(sys.stdin))
buttons.check(book)
buttons.consolidate(book)
print(json.dumps(book.json()["actions"]))
"""


def test_on_a_server_the_same_function_finds_the_same(samples: Path):
    """xlwings' remote engine: values only, and what to do is sent back as actions."""
    path = sample(samples, "bruxelles-connectit")
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"}
    done = subprocess.run(
        [sys.executable, "-c", REMOTE],
        input=json.dumps(payload(path)),
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    actions = json.loads(done.stdout)
    written = next(action["values"] for action in actions if action["func"] == "setValues")
    found = [(row[COLUMNS.index("code")], row[COLUMNS.index("place")]) for row in written]
    assert found == from_file(path)
    sheet = openpyxl.load_workbook(path, read_only=True).sheetnames.index(FINDINGS)
    assert {a["sheet_position"] for a in actions if a["sheet_position"] is not None} == {sheet}
    shown = [action["args"][0] for action in actions if action["func"] == "alert"]
    assert [in_both("button.consolidate.no_console", book=path.name)[0] in text for text in shown] == [False, True]


def payload(path: Path) -> dict:
    """What Office.js sends of a workbook that Excel has calculated."""
    book, formats = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    for table, layout in return_layout().tables.items():
        sheet = book[table.value]
        head = {cell.value: cell.column for cell in sheet[return_layout().header_row]}
        for column in layout.columns:
            for row in range(return_layout().first_row, sheet.max_row + 1, 2):
                cell = sheet.cell(row, layout.position(column.key))
                if column.kind == "figure" and isinstance(cell.value, int | float):
                    percent = "%" in formats[sheet.title][cell.coordinate].number_format
                    sheet.cell(row, head[f"{column.key}_n"]).value = round(cell.value * (100 if percent else 1), 6)
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": [],
        "sheets": [sent(sheet) for sheet in book],
    }


def sent(sheet) -> dict:
    empty = {key: [] for key in ("notes", "pictures", "shapes", "charts", "pivot_tables", "tables")}
    values = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    shown = {"visibility": "Visible", "show_gridlines": True, "print_area": None, "notes_supported": True}
    return {"name": sheet.title, "values": values or [[""]], **shown, **empty}


# -- the console and the other workbooks that ship ---------------------------------------------------------------------


def test_the_console_says_what_it_is_in_both_languages_and_names_its_cells(tmp_path: Path):
    book = openpyxl.load_workbook(write_console(tmp_path / "console.xlsx", "r.xlsx", "in", "out.xlsx"))
    sheet = book[console_layout().sheet]
    texts = {str(cell.value) for row in sheet for cell in row if cell.value}
    assert {bilingual(f"console.step{step}") for step in range(1, console_layout().steps + 1)} <= texts
    assert {bilingual(f"console.result.{key}") for key in console_layout().results} <= texts
    assert [sheet[address].value for address in console_layout().settings.values()][:3] == ["r.xlsx", "in", "out.xlsx"]
    assert set(book.defined_names) == {console_name(key) for key in [*console_layout().settings, "result", "files"]} | {
        name for name in book.defined_names if name.startswith("_xlnm")
    }
    state = console_layout().settings["state"]
    (rule,) = [r for r in sheet.data_validations.dataValidation if state in str(r.sqref)]
    assert rule.type == "list"
    assert all(state_word(word) in rule.formula1 for word in ("provisional", "final"))
    assert all(len(r.prompt) <= 255 for r in sheet.data_validations.dataValidation)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("provisoire / voorlopig", "provisional"),
        ("Définitif", "final"),
        (" definitief ", "final"),
        ("final", None),
        ("", None),
    ],
)
def test_a_state_is_read_in_either_language_and_never_guessed(text: str, state: str | None):
    assert read_state(text) == state


def test_the_workbooks_that_ship_are_what_the_pages_give(tmp_path: Path):
    """Stale after a change of a page or a label: run `python -m minerva.excel.build`."""
    for built in build(tmp_path):
        shipped = openpyxl.load_workbook(str(templates_folder().joinpath(built.name)))
        fresh = openpyxl.load_workbook(built)
        assert shipped.sheetnames == fresh.sheetnames
        for sheet in fresh:
            assert described(shipped[sheet.title]) == described(sheet), f"{built.name}: {sheet.title}"
