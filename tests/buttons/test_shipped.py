"""The console and the other workbooks that ship."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from buttons.opened import described
from minerva.excel.build import build
from minerva.excel.console import write_console
from minerva.layout.consoles import LIST_HEADER_ROW, console_layout, console_name, read_state, read_yes_no, state_word
from minerva.layout.labels import bilingual
from minerva.layout.source import templates_folder


def test_the_console_says_what_it_is_in_both_languages_and_names_its_cells(tmp_path: Path):
    given = {"register": "r.xlsx", "returns": "in", "output": "out.xlsx"}
    book = openpyxl.load_workbook(write_console(tmp_path / "console.xlsx", given))
    layout = console_layout()
    sheet = book[layout.sheet]
    texts = {str(cell.value) for row in sheet for cell in row if cell.value}
    assert {bilingual(f"console.step{step}") for step in range(1, layout.guide.steps + 1)} <= texts
    assert {bilingual(f"console.result.{key}") for key in layout.results.keys} <= texts
    assert {key: sheet[layout.setting_cell(key)].value for key in given} == given
    assert {name for name in book.defined_names if name.startswith("minerva_")} == set(map(console_name, layout.names))
    for wanted in layout.lists.values():
        head = [cell.value for cell in book[wanted.sheet][LIST_HEADER_ROW]]
        assert head == [bilingual(f"console.column.{key}", " / ") for key in wanted.columns]
    state = layout.setting_cell("state")
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


@pytest.mark.parametrize(("text", "answer"), [("oui / ja", "yes"), ("Nee", "no"), ("non", "no"), ("ouais", None)])
def test_an_answer_is_read_in_either_language_and_never_guessed(text: str, answer: str | None):
    assert read_yes_no(text) == answer


def test_the_workbooks_that_ship_are_what_the_pages_give(tmp_path: Path):
    """Stale after a change of a page or a label: run `python -m minerva.excel.build`."""
    for built in build(tmp_path):
        shipped = openpyxl.load_workbook(str(templates_folder().joinpath(built.name)))
        fresh = openpyxl.load_workbook(built)
        assert shipped.sheetnames == fresh.sheetnames
        for sheet in fresh:
            assert described(shipped[sheet.title]) == described(sheet), f"{built.name}: {sheet.title}"
