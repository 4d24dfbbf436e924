"""*Consolidate* on the console: what the command does, and clear messages."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buttons.opened import MISSING, RETURNED, in_both, named, results, rows_of, said, sample
from minerva import buttons, tasks
from minerva.buttons.messages import MOST_DETAILS
from minerva.buttons.settings import settings_of
from minerva.layout.consoles import console_layout, console_name, state_word
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS
from xlwings_openpyxl import open_book


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
    rows = rows_of(console, "files")
    files = [row for row in rows if row[0]]
    assert [row[0] for row in files] == sorted([*(f"{name}-2020.xlsx" for name in RETURNED), "notes.txt"])
    refused = next(row for row in files if row[0] == "notes.txt")
    assert refused[2] == bilingual("use.unusable")
    assert bilingual("refusal.text") in refused[3]
    states = [row[1] for row in rows_of(console, "coverage")]
    assert states.count(bilingual("state.missing")) == results(console)["missing"] == len(MISSING)
    assert states.count(bilingual("state.integrated")) >= 1


def test_the_findings_are_listed_errors_first_with_whose_they_are(console: xw.Book, year: Path):
    buttons.consolidate(console)
    merged = tasks.coverage(tasks.check([year / "returns"], year / "register.xlsx"), year / "register.xlsx")
    rows = rows_of(console, "findings")
    assert len(rows) == len(merged.findings) > 20
    assert sorted((row[1] or "", row[4]) for row in rows) == sorted((one.file, one.code) for one in merged.findings)
    words = ["\n".join(standing_word(one, language) for language in ("fr", "nl")) for one in STANDINGS]
    order = [words.index(row[3]) for row in rows]
    assert order == sorted(order)


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
    before = len(rows_of(console, "files"))
    (year / "returns" / "notes.txt").unlink()
    buttons.consolidate(console)
    assert len([row for row in rows_of(console, "files") if any(row)]) == before - 1
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
    for key in console_layout().settings:
        cell = sheet[console_layout().setting_cell(key)]
        sheet[f"C{cell.row + 200}"] = cell.value
        moved.defined_names[console_name(key)].attr_text = f"'{sheet.title}'!$C${cell.row + 200}"
        cell.value = None
    moved.save(path)
    book = open_book(path)
    settings = settings_of(book, None, ())
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
        ("output", "register.xlsx", "button.output_in_use"),
        ("output", "console.xlsx", "button.output_in_use"),
        ("register", None, "button.empty"),
        ("state", "presque", "button.word"),
        ("personal_data", "peut-être", "button.word"),
        ("year", "vingt", "button.year"),
        ("year", 2019, "button.other_year"),
        ("last_year", "nowhere.xlsx", "problem.no_file"),
        ("rules", "nowhere.toml", "problem.no_file"),
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
        between = re.split(r"\{\w+\}", labels(language)(label))
        assert all(part in said(console) for part in between)
        if value is not None:
            assert Path(str(value)).parts[0] in said(console)
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
    assert said(console).count("\n") < 2 * (MOST_DETAILS + 4)


@pytest.mark.parametrize("place", ["https://example.sharepoint.com/sites/cell/console.xlsx", "Book1"])
def test_a_console_that_is_not_on_a_disk_gets_one_message(
    console: xw.Book, monkeypatch: pytest.MonkeyPatch, place: str
):
    monkeypatch.setattr(type(console.impl), "fullname", property(lambda _: place))
    buttons.consolidate(console)
    assert all(text in said(console) for text in in_both("button.not_local", book="console.xlsx"))


def test_a_cloud_path_that_xlwings_cannot_resolve_gets_the_same_message(
    console: xw.Book, monkeypatch: pytest.MonkeyPatch
):
    def unresolved(_: object) -> str:
        raise xw.XlwingsError("Couldn't find your local OneDrive folder")

    monkeypatch.setattr(type(console.impl), "fullname", property(unresolved))
    buttons.consolidate(console)
    assert all(text in said(console) for text in in_both("button.not_local", book="console.xlsx"))


def test_consolidate_in_another_workbook_says_what_to_open(samples: Path):
    book = open_book(sample(samples, "actiris"))
    buttons.consolidate(book)
    name = sample(samples, "actiris").name
    assert all(text in said(book) for text in in_both("button.no_console", book=name))


def test_texts_are_never_taken_for_formulas_or_numbers(console: xw.Book, year: Path):
    write = year / "returns"
    (write / "notes.txt").rename(write / "=1+1.txt")
    buttons.consolidate(console)
    assert "=1+1.txt" in [row[0] for row in rows_of(console, "files")]
    cell = next(c for c in named(console, "files").sheet.api["A"] if c.value == "=1+1.txt")
    assert cell.quotePrefix
