"""*Templates*, *Coverage* and *Feedback* on the console, and what a server gives in place of typed paths."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buttons.opened import in_both, named, results, rows_of, said, sample, seen
from minerva import buttons, tasks
from minerva.buttons import Places
from minerva.layout.labels import bilingual
from minerva.layout.style import standing_word
from xlwings_openpyxl import alerts, open_book

ON_CONSOLE = ("templates", "coverage", "feedback", "consolidate")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_templates_are_those_of_the_command_and_kept_ones_are_told(year: Path, console: xw.Book, tmp_path: Path):
    own = tasks.templates(year / "register.xlsx", None, tmp_path / "own").written
    (year / "templates").mkdir()
    (year / "templates" / own[0].name).write_bytes(b"of somebody")
    buttons.templates(console)
    written = files(year / "templates")
    assert written.pop(own[0].name) == b"of somebody"
    assert written == {path.name: path.read_bytes() for path in own[1:]}
    for text in in_both("button.templates.done", written=len(own) - 1, folder=year / "templates"):
        assert text in said(console)
    assert all(text in said(console) for text in in_both("button.templates.kept", kept=1))


def test_templates_of_the_year_that_is_typed(year: Path, console: xw.Book):
    named(console, "year").value = 2021
    buttons.templates(console)
    assert {path.stem[-4:] for path in (year / "templates").iterdir()} == {"2021"}


def test_coverage_shows_what_a_consolidation_shows_and_writes_nothing(year: Path, console: xw.Book):
    before = files(year)
    buttons.coverage(console)
    assert files(year) == before
    again = open_book(year / "console.xlsx")
    buttons.consolidate(again)
    for key in ("coverage", "files", "findings"):
        assert rows_of(console, key) == rows_of(again, key) != []
    shown, merged = results(console), results(again)
    assert {key for key in shown if shown[key] != merged[key]} <= {"output", "sha256", "time"}
    assert (shown["output"], shown["sha256"]) == (None, None)
    assert console.sheets.active.name == named(console, "coverage").sheet.name


def test_coverage_counts_findings_by_organisation(year: Path, console: xw.Book):
    buttons.coverage(console)
    rows = {row[2]: row for row in rows_of(console, "coverage") if row[2]}
    connect = rows[sample(year, "bruxelles-connectit").name]
    listed = [row for row in rows_of(console, "findings") if row[0] == connect[0]]
    for column, standing in ((3, "error"), (4, "warning")):
        word = standing_word(standing, "fr")
        assert connect[column] == sum(row[3].startswith(word) for row in listed)
    assert connect[3] > 0
    assert connect[1] == bilingual("state.integrated")


def test_the_register_and_the_output_among_the_returns_are_none(year: Path, console: xw.Book):
    shutil.copy(year / "register.xlsx", year / "returns")
    named(console, "register").value = "returns/register.xlsx"
    buttons.coverage(console)
    assert "register.xlsx" not in [row[0] for row in rows_of(console, "files")]


def test_feedback_writes_workbooks_and_letters_and_leaves_the_returns(year: Path, console: xw.Book, tmp_path: Path):
    before = files(year / "returns")
    buttons.feedback(console)
    assert files(year / "returns") == before
    checked = tasks.check([year / "returns"], year / "register.xlsx")
    copies = tasks.feedback(checked, tmp_path / "own")
    names = {one.output.name for one in copies if one.output}
    written = files(year / "feedback")
    assert names
    assert {name: written[name] for name in names} == files(tmp_path / "own")
    letters = written.keys() - names - {tasks.RECORD}
    done = in_both("button.feedback.done", workbooks=len(names), letters=len(letters), folder=year / "feedback")
    assert letters
    assert all(text in said(console) for text in done)


@pytest.mark.parametrize("place", ["returns", "returns/back"])
def test_feedback_never_comes_to_lie_among_the_returns(year: Path, console: xw.Book, place: str):
    named(console, "feedback").value = place
    before = files(year)
    buttons.feedback(console)
    assert files(year) == before
    assert all(text in said(console) for text in in_both("problem.copies_among_returns", path=year / place))


@pytest.mark.parametrize("button", ON_CONSOLE)
def test_progress_goes_to_whoever_asks_for_it(console: xw.Book, button: str):
    steps: list[tuple[str, int, int]] = []
    getattr(buttons, button)(console, progress=lambda *step: steps.append(step))
    assert steps
    assert all(key.startswith("progress.") for key, _, _ in steps)
    assert console.app.status_bar is False


@pytest.mark.parametrize("button", ON_CONSOLE)
def test_on_a_server_no_path_that_is_typed_is_opened(year: Path, tmp_path: Path, button: str):
    """Neither read, nor written, nor told whether it is there."""
    sent, secret = tmp_path / "sent", tmp_path / "secret"
    shutil.copytree(year / "returns", sent / "returns")
    shutil.copy(year / "register.xlsx", sent / "register.xlsx")
    (sent / "out").mkdir()
    secret.mkdir()
    book = open_book(year / "console.xlsx")
    for key in ("register", "returns", "templates", "feedback", "last_year", "rules"):
        named(book, key).value = str(secret / f"{key}.xlsx")
    named(book, "output").value = f"..\\..\\{secret}/regional.xlsx"
    places = Places(sent / "register.xlsx", sent / "returns", sent / "out")
    before = files(year)
    getattr(buttons, button)(book, places=places)
    assert list(secret.iterdir()) == []
    assert {name: content for name, content in files(year).items() if not name.startswith("sent/out/")} == before
    assert str(tmp_path) not in said(book)
    written = {name.partition("/")[0] for name in files(sent / "out")}
    expected = {
        "templates": {"templates"},
        "coverage": set(),
        "feedback": {"feedback"},
        "consolidate": {"regional.xlsx", "regional.manifest.json"},
    }
    assert written == expected[button]


def test_on_a_server_the_console_needs_not_be_saved_and_its_empty_paths_do_not_matter(
    year: Path, console: xw.Book, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(type(console.impl), "fullname", property(lambda _: "Book1"))
    named(console, "register").value = named(console, "returns").value = None
    (year / "out").mkdir()
    buttons.coverage(console, places=Places(year / "register.xlsx", year / "returns", year / "out"))
    assert results(console)["received"] > 0


@pytest.mark.parametrize("button", ON_CONSOLE)
def test_on_a_server_without_a_register_one_message_asks_for_it(year: Path, console: xw.Book, button: str):
    getattr(buttons, button)(console, places=Places(None, year / "returns", year / "out"))
    assert all(text in said(console) for text in in_both("button.no_register"))


@pytest.mark.parametrize("button", ON_CONSOLE)
def test_in_another_workbook_one_message_says_what_to_open_and_nothing_changes(
    samples: Path, tmp_path: Path, button: str
):
    book = open_book(sample(samples, "actiris"))
    getattr(buttons, button)(book)
    name = sample(samples, "actiris").name
    assert all(text in said(book) for text in in_both("button.no_console", book=name))
    book.save(tmp_path / "after.xlsx")
    openpyxl.load_workbook(sample(samples, "actiris")).save(tmp_path / "before.xlsx")
    assert seen(tmp_path / "after.xlsx") == seen(tmp_path / "before.xlsx")


@pytest.mark.parametrize("button", ON_CONSOLE)
def test_a_setting_that_is_needed_and_empty_is_named(console: xw.Book, button: str):
    named(console, "register").value = "  "
    getattr(buttons, button)(console)
    (alert,) = alerts(console)
    for language in ("fr", "nl"):
        assert in_both("console.setting.register")[("fr", "nl").index(language)] in alert.prompt


def test_only_its_settings_numbers_and_lists_change_in_the_console(year: Path, console: xw.Book, tmp_path: Path):
    buttons.consolidate(console)
    console.save(tmp_path / "after.xlsx")
    openpyxl.load_workbook(year / "console.xlsx").save(tmp_path / "before.xlsx")
    before, after = seen(tmp_path / "before.xlsx"), seen(tmp_path / "after.xlsx")
    changed = {place for place in {**before, **after} if before.get(place) != after.get(place)}
    result = named(console, "result")
    first = {f"{result.sheet.name}!C{row}" for row in range(result.row, result.row + result.shape[0])}
    lists = {named(console, key).sheet.name: named(console, key).row for key in ("coverage", "files", "findings")}
    for place in changed - first:
        sheet, _, address = place.partition("!")
        assert sheet in lists, place
        assert int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) > lists[sheet], place
