"""The notes *Check* puts on cells, those of people it leaves, and that *Clear* undoes all of it and no more."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buttons.opened import FINDINGS, FIRST, from_file, in_both, listed, said, sample, seen
from buttons.ways import on_openpyxl, on_remote
from minerva import buttons, tasks
from minerva.buttons.findings import PENCIL, columns
from minerva.buttons.marks import NOTED
from minerva.excel.own_notes import without_own_note
from minerva.layout.labels import finding_text
from minerva.layout.returns import return_layout
from xlwings_openpyxl import Range, Sheet, alerts, open_book

NAME = "bruxelles-connectit"
THEIRS = "Anne : à revoir avec Jan"


def notes(book: xw.Book) -> dict[str, str]:
    return {
        f"{sheet.name}!{note.location.get_address(False, False)}": note.text
        for sheet in book.sheets
        for note in sheet.notes
    }


def wanted(path: Path) -> set[str]:
    return {one.place for one in tasks.check([path])[0].findings if one.cell and one.standing in NOTED}


def signed(book: xw.Book) -> set[str]:
    """The places with a pencil."""
    at = columns().index("place") + 1
    last = book.sheets[FINDINGS].used_range.last_cell.row
    texts = book.sheets[FINDINGS].range((FIRST, at), (max(FIRST, last), at)).options(ndim=1).value
    return {text.removesuffix(PENCIL) for text in texts if text and text.endswith(PENCIL)}


def test_every_cell_with_an_error_or_warning_gets_a_note_that_says_it(samples: Path):
    book = open_book(sample(samples, NAME))
    buttons.check(book)
    found = notes(book)
    assert set(found) == signed(book) == wanted(sample(samples, NAME))
    for finding in tasks.check([sample(samples, NAME)])[0].findings:
        if finding.place in found:
            assert finding.code in found[finding.place]
            for language in ("fr", "nl"):
                assert finding_text(finding, "remedy", language)[:40] in found[finding.place]
    assert not any(without_own_note(text) for text in found.values())


def test_a_second_check_leaves_no_note_of_the_first(samples: Path):
    book = open_book(sample(samples, NAME))
    buttons.check(book)
    first = notes(book)
    place = next(iter(wanted(sample(samples, NAME))))
    book.sheets[FINDINGS].delete()  # ours are known by what they say, too
    buttons.check(book)
    assert notes(book) == first
    assert place in first


def a_note_of_theirs(samples: Path, tmp_path: Path) -> tuple[Path, str]:
    """A return in which somebody has a note on a cell that has findings, and one elsewhere."""
    path = tmp_path / sample(samples, NAME).name
    place = sorted(wanted(sample(samples, NAME)))[0]
    book = open_book(sample(samples, NAME))
    sheet, _, address = place.partition("!")
    book.sheets[sheet].range(address).add_note(THEIRS)
    book.sheets[sheet].range("B1").add_note(THEIRS)
    book.save(path)
    return path, place


@pytest.mark.parametrize("way", [on_openpyxl, on_remote])
def test_a_note_of_somebody_else_is_never_touched_and_the_message_says_so(samples: Path, tmp_path: Path, way):
    path, place = a_note_of_theirs(samples, tmp_path)
    first = way("check", path, tmp_path / "first.xlsx")
    second = way("check", first.path, tmp_path / "second.xlsx")
    cleared = way("clear", second.path, tmp_path / "cleared.xlsx")
    theirs = {place, f"{place.partition('!')[0]}!B1"}
    for outcome, ours in ((first, wanted(path) - theirs), (second, wanted(path) - theirs), (cleared, set())):
        found = notes(open_book(outcome.path))
        assert {at for at, text in found.items() if text == THEIRS} == theirs
        assert set(found) - theirs == ours
    for outcome in (first, second):
        assert all(text in outcome.messages[0][0] for text in in_both("button.check.taken", places=place))
    assert place not in signed(open_book(first.path))


@pytest.mark.parametrize("way", [on_openpyxl, on_remote])
def test_a_note_in_the_list_itself_stays(samples: Path, tmp_path: Path, way):
    checked = way("check", sample(samples, NAME), tmp_path / "checked.xlsx").path
    book = open_book(checked)
    book.sheets[FINDINGS].range((FIRST + 1, 4)).add_note(THEIRS)
    book.save(checked)
    again = way("check", checked, tmp_path / "again.xlsx").path
    cleared = way("clear", again, tmp_path / "cleared.xlsx").path
    for path in (again, cleared):
        note = open_book(path).sheets[FINDINGS].range((FIRST + 1, 4)).note
        assert note is not None
        assert note.text == THEIRS
    assert listed(open_book(cleared)) == []
    assert listed(open_book(again)) == from_file(sample(samples, NAME))


def test_what_was_written_into_or_below_a_note_of_ours_stays(samples: Path):
    """As in the feedback workbook: ours stands below theirs, a changed note of ours is theirs."""
    book = open_book(sample(samples, NAME))
    buttons.check(book)
    one, other = sorted(notes(book))[:2]
    ranges = {place: book.sheets[place.partition("!")[0]].range(place.partition("!")[2]) for place in (one, other)}
    ranges[one].note.text = f"{THEIRS}\n\n{ranges[one].note.text}"
    ranges[other].note.text = ranges[other].note.text.replace("\n", "\nnon !\n", 2)
    changed = ranges[other].note.text
    buttons.check(book)
    assert (ranges[one].note.text, ranges[other].note.text) == (THEIRS, changed)
    buttons.clear(book)
    assert notes(book) == {one: THEIRS, other: changed}


@pytest.mark.parametrize("button", ["check", "clear"])
@pytest.mark.parametrize("replaced", [False, True])
def test_on_a_server_too_what_people_wrote_over_a_note_of_ours_stays(
    samples: Path, tmp_path: Path, button: str, replaced: bool
):
    book = open_book(on_remote("check", sample(samples, NAME), tmp_path / "checked.xlsx").path)
    place = sorted(notes(book))[0]
    note = book.sheets[place.partition("!")[0]].range(place.partition("!")[2]).note
    note.text = THEIRS if replaced else f"{THEIRS}\n\n{note.text}"
    book.save(tmp_path / "edited.xlsx")
    after = on_remote(button, tmp_path / "edited.xlsx", tmp_path / "after.xlsx")
    assert notes(open_book(after.path))[place] == THEIRS


@pytest.mark.parametrize("way", [on_openpyxl, on_remote])
@pytest.mark.parametrize("name", [NAME, "actiris"])
def test_clear_after_check_and_colour_leaves_the_return_as_it_was(samples: Path, tmp_path: Path, way, name: str):
    path = sample(samples, name)
    for number, button in enumerate(("check", "colour", "check", "clear")):
        path = way(button, path, tmp_path / f"{number}.xlsx").path
    openpyxl.load_workbook(sample(samples, name)).save(tmp_path / "opened.xlsx")
    before, after = seen(tmp_path / "opened.xlsx"), seen(path)
    assert after.pop("active") != before.pop("active")
    assert {place for place in before if before[place] != after.get(place)} == set()
    assert set(after) == set(before)


def test_clear_says_what_it_took_away_or_that_there_was_nothing(samples: Path):
    book = open_book(sample(samples, NAME))
    buttons.clear(book)
    buttons.check(book)
    count = len(notes(book))
    buttons.clear(book)
    first, _, last = [one.prompt for one in alerts(book)]
    assert all(text in first for text in in_both("button.clear.nothing"))
    assert all(text in last for text in in_both("button.clear.done", notes=count, results=0))


def test_clear_works_on_a_return_that_can_no_longer_be_read(samples: Path):
    book = open_book(sample(samples, NAME))
    buttons.check(book)
    book.sheets[return_layout().metadata_sheet].range("B1").value = "'1999.1"
    buttons.clear(book)
    assert notes(book) == {}
    assert signed(book) == set()


def test_where_cells_cannot_have_notes_the_list_is_written_and_the_message_says_so(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def lacking(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(Range, "note", property(lacking))
    monkeypatch.setattr(Range, "add_note", lacking)
    monkeypatch.setattr(Sheet, "notes", property(lacking))
    book = open_book(sample(samples, NAME))
    buttons.check(book)
    assert all(text in said(book) for text in in_both("button.check.no_notes"))
    assert signed(book) == set()
    monkeypatch.undo()
    book.save(tmp_path / "checked.xlsx")
    checked = openpyxl.load_workbook(tmp_path / "checked.xlsx")
    plain = openpyxl.load_workbook(sample(samples, NAME))
    for sheet in plain:
        if sheet.title != FINDINGS:
            fills = [[cell.fill.fgColor.value for cell in row] for row in sheet.iter_rows()]
            assert [[cell.fill.fgColor.value for cell in row] for row in checked[sheet.title].iter_rows()] == fills


def test_an_older_excel_behind_a_server_says_the_same(samples: Path, tmp_path: Path):
    outcome = on_remote("check", sample(samples, NAME), tmp_path / "checked.xlsx", has_notes=False)
    assert all(text in outcome.messages[0][0] for text in in_both("button.check.no_notes"))
    assert notes(open_book(outcome.path)) == {}
