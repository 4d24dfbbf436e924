"""*Colour* fills results by their computed status and nothing else; a check afterwards finds nothing new."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from buttons.opened import SAMPLES, in_both, listed, said, sample, seen
from buttons.ways import on_openpyxl, on_remote
from minerva import buttons, tasks
from minerva.excel.console import write_console
from minerva.layout.returns import return_layout
from minerva.layout.style import style
from minerva.model.record import Table
from minerva.model.status import Status
from minerva.model.submission import Submission
from xlwings_openpyxl import alerts, open_book

WAYS = pytest.mark.parametrize("way", [on_openpyxl, on_remote])


def submission_of(path: Path) -> Submission:
    outcome = tasks.check([path])[0].outcome
    assert isinstance(outcome, Submission)
    return outcome


def fills(path: Path) -> dict[str, str]:
    """The cells in a colour of the palette."""
    palette = {look.fill.lstrip("#") for look in style().status.values()}
    tables = tuple(f"{table.value}!" for table in Table)
    cells = {place: cell[3][2][1] for place, cell in seen(path).items() if place.startswith(tables)}
    return {place: fill for place, fill in cells.items() if fill in palette}


def result(book: xw.Book, record: int = 0) -> xw.Range:
    column = return_layout().tables[Table.INDICATORS].letters("result")
    return book.sheets["KPI"].range(f"{column}{return_layout().first_row + 2 * record}")


@WAYS
@pytest.mark.parametrize("name", SAMPLES[:3])
def test_each_result_gets_the_colour_of_its_status_and_no_other_cell_changes(
    samples: Path, tmp_path: Path, way, name: str
):
    path = sample(samples, name)
    outcome = way("colour", path, tmp_path / "coloured.xlsx")
    openpyxl.load_workbook(path).save(tmp_path / "opened.xlsx")
    before, after = seen(tmp_path / "opened.xlsx"), seen(outcome.path)
    expected = {}
    for record in submission_of(path).records:
        if "result" in record.fields:
            at = record.fields["result"].source
            expected[f"{at.sheet}!{at.cell}"] = style().status[record.status].fill.lstrip("#")
    found = fills(outcome.path)
    assert expected
    assert {place: found.get(place) for place in expected} == expected
    names = {key for key in after if key.startswith("minerva_coloured_")}
    assert {place for place in after if after[place] != before.get(place)} - names == set(found)
    assert f"{len(found)} " in outcome.messages[0][0]


@WAYS
@pytest.mark.parametrize("name", SAMPLES)
def test_a_check_after_colouring_finds_nothing_new(samples: Path, tmp_path: Path, way, name: str):
    """On the screen and in the file that is sent back."""
    path = sample(samples, name)
    coloured = way("colour", path, tmp_path / path.name).path
    expected = [(one.code, one.place) for one in tasks.check([path])[0].findings]
    assert [(one.code, one.place) for one in tasks.check([coloured])[0].findings] == expected
    book = open_book(coloured)
    buttons.check(book)
    assert listed(book) == expected


def test_after_a_change_of_a_figure_colour_again_or_clear_puts_it_right(samples: Path):
    book = open_book(sample(samples, "actiris"))
    buttons.colour(book)
    first = result(book).color
    result(book).value = 0
    buttons.check(book)
    assert [code for code, _ in listed(book)].count("STA003") == 1
    buttons.colour(book)
    assert result(book).color != first
    buttons.check(book)
    assert "STA003" not in [code for code, _ in listed(book)]
    buttons.clear(book)
    assert result(book).color == (255, 255, 255)
    assert not [name for name in book.names if name.name.startswith("minerva_coloured_")]


def test_a_result_somebody_painted_keeps_its_colour_and_the_message_says_so(samples: Path):
    book = open_book(sample(samples, "actiris"))
    result(book).color = "#FF0000"
    buttons.colour(book)
    assert result(book).color == (255, 0, 0)
    assert all(text in said(book) for text in in_both("button.colour.painted", results=1))
    buttons.clear(book)
    assert result(book).color == (255, 0, 0)


def test_a_colour_of_the_palette_that_somebody_chose_is_not_ours_to_clear(samples: Path):
    """Excel's own style *Good* has the green of the palette."""
    book = open_book(sample(samples, "actiris"))
    result(book).color = style().status[Status.REALISED].fill
    buttons.clear(book)
    buttons.colour(book)
    buttons.clear(book)
    assert result(book).color == (0xC6, 0xEF, 0xCE)
    assert all(text in alerts(book)[0].prompt for text in in_both("button.clear.nothing"))


def test_a_return_without_results_has_nothing_to_colour(samples: Path):
    book = open_book(sample(samples, "actiris"))
    for table, layout in return_layout().tables.items():
        letters = layout.letters("result")
        book.sheets[table.value].range(f"{letters}{return_layout().first_row}:{letters}200").clear_contents()
    buttons.colour(book)
    assert all(text in said(book) for text in in_both("button.colour.nothing"))


def test_a_workbook_that_is_no_return_gets_one_message(tmp_path: Path):
    for button in (buttons.colour, buttons.clear):
        book = open_book(write_console(tmp_path / "console.xlsx"))
        button(book)
        assert all(text in said(book) for text in in_both("button.check.no_return", book="console.xlsx"))
