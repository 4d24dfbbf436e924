"""The layouts: the contract of `minerva layout`, and what the parts of workbook_templates owe each other."""

from __future__ import annotations

import json

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from minerva import tasks
from minerva.layout.labels import labels
from minerva.layout.regional import data_columns, regional_layout
from minerva.layout.registers import register_layout
from minerva.layout.returns import choices, return_layout, shown
from minerva.layout.severities import severities
from minerva.layout.source import LayoutError, load_toml
from minerva.layout.style import style
from minerva.model.finding import Severity
from minerva.model.record import Table, column_letters
from minerva.model.status import Status
from minerva.rules.catalogue import all_codes

# From the contract, word for word.
FIGURES = ("unit", "direction", "red", "green", "result", "status", "description", "deviation")
COLUMNS = {
    "OO-OD": [
        *("language", "strategic_ref", "strategic_title", "ref", "title", "budget"),
        *(*FIGURES, "actions", "declared", "justification"),
    ],
    "KPI": [
        *("language", "strategic_ref", "strategic_title", "objective_ref", "objective_title", "ref", "title"),
        *(*FIGURES, "weight", "declared", "justification"),
    ],
}
SHARED = {
    *("strategic_ref", "objective_ref", "ref", "budget", "unit", "direction", "red", "green", "result", "weight"),
    *("declared", "justification"),
}


def test_the_json_has_the_shape_of_the_contract():
    layout = json.loads(json.dumps(tasks.layout()))
    assert set(layout["sheets"]) == {"OO-OD", "KPI"}
    assert isinstance(layout["version"], str)
    for name, table in layout["sheets"].items():
        keys = COLUMNS[name]
        assert list(table["columns"]) == keys
        assert list(table["columns"].values()) == [get_column_letter(number) for number in range(1, len(keys) + 1)]
        assert {key: table[key] for key in ("header_row", "first_row", "rows_per_record", "records")} == {
            "header_row": 6,
            "first_row": 7,
            "rows_per_record": 2,
            "records": 60,
        }
        assert table["shared"] == [key for key in keys if key in SHARED]
    assert layout["cover"]["intro_fr"] == "C12"
    assert set(layout["cover"]) >= {"organisation", "year", "function", "completeness", "intro_fr", "intro_nl"}
    cells = [address for name, address in layout["cover"].items() if name != "sheet"]
    assert len(cells) == len(set(cells))


def test_the_version_written_is_one_that_is_accepted():
    assert return_layout().version in return_layout().accepted_versions


@pytest.mark.parametrize("number", [1, 26, 27, 52, 53, 702, 703, 16384])
def test_column_letters(number: int):
    assert column_letters(number) == get_column_letter(number)
    assert column_index_from_string(column_letters(number)) == number


@pytest.mark.parametrize("table", Table, ids=str)
def test_headers_of_a_table_differ_from_each_other(table: Table):
    layout = return_layout().tables[table]
    for language in ("fr", "nl", "en"):
        titles = [layout.header(column.key, language) for column in layout.all_columns]
        assert len(set(titles)) == len(titles)


def test_choices_are_the_closed_lists_of_the_contract():
    assert set(choices("unit")) == {"percent", "number", "yes_no", "text"}
    assert set(choices("direction")) == {"higher", "lower"}
    assert set(choices("declared")) == {status.value for status in Status}
    for kind in ("unit", "direction", "declared", "completeness"):
        words = list(choices(kind).values())
        assert len(set(words)) == len(words)
        # Excel takes 255 characters in a list; ours are ranges, but a cell must stay short.
        assert all(0 < len(word) < 60 for word in words)


def test_a_choice_is_shown_by_its_word_and_anything_else_as_it_is():
    assert shown("unit", "number") == choices("unit")["number"]
    assert shown("unit", "Pourcentage / OK/NOK") == "Pourcentage / OK/NOK"
    assert shown("title_fr", "number") == "number"


def test_every_rule_has_a_severity_and_no_severity_lacks_its_rule():
    assert set(severities()) == set(all_codes()) == set(load_toml("rules.toml"))
    assert all(severity is None or severity in Severity for severity in severities().values())


def test_severities_are_those_of_the_contract():
    """Errors: below green without factors, an unusable file. Warnings: other explanations, a file not received."""
    given = {code: severities()[code] for code in ("DEV001", "DEV002", "DEV003", "COV001", "COV002", "RES003")}
    assert given == {
        "DEV001": Severity.ERROR,
        "DEV002": Severity.WARNING,
        "DEV003": Severity.WARNING,
        "COV001": Severity.WARNING,
        "COV002": Severity.ERROR,
        "RES003": Severity.WARNING,
    }


def test_a_word_that_is_no_severity_names_file_and_code(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("minerva.layout.severities.load_toml", lambda name: {"THR002": "grave"})
    with pytest.raises(LayoutError, match=r"rules\.toml: THR002"):
        severities.__wrapped__()


def test_a_rule_can_be_switched_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("minerva.layout.severities.load_toml", lambda name: {"THR002": "off"})
    assert severities.__wrapped__() == {"THR002": None}


def test_a_missing_layout_is_our_mistake_and_is_named():
    with pytest.raises(LayoutError, match=r"workbook_templates/no\.toml"):
        load_toml("no.toml")


def test_sheet_names_are_such_as_excel_takes():
    names = [*regional_layout().sheets.values(), return_layout().cover.sheet, return_layout().findings_sheet]
    register = register_layout()
    names += [page.sheet for page in (register.organisations, register.settings, register.corrections)]
    for name in names:
        assert 0 < len(name.format(part=3)) <= 31
        assert not set(name) & set("[]:*?/\\")


@pytest.mark.parametrize("table", Table, ids=str)
def test_data_columns_hold_every_key_of_the_return_in_its_order(table: Table):
    columns = data_columns(table)
    assert len(set(columns)) == len(columns)
    kept = [key for key in COLUMNS[table.value] if key not in ("language",)]
    places = [next(i for i, c in enumerate(columns) if c in (key, f"{key}_fr")) for key in kept]
    assert places == sorted(places)
    for key in ("red", "green", "result"):
        assert {key, f"{key}_raw", f"{key}_cell"} <= set(columns)
    assert {"organisation", "section", "file", "sheet", "row", "remarks", "justification", "status"} <= set(columns)


def test_register_columns_are_those_of_the_contract():
    assert [column.key for column in register_layout().organisations.columns] == [
        *("id", "section_of", "parent", "part", "group", "order", "chapter", "name_fr", "name_nl", "aliases"),
        *("language", "mailbox", "expected", "counts", "deadline"),
    ]


def luminance(colour: str) -> float:
    """Relative luminance of a colour such as #1B7F3A, after WCAG 2."""
    parts = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("status", Status, ids=str)
def test_colour_is_never_the_only_signal_and_the_word_can_be_read_on_it(status: Status):
    look = style().status[status]
    lighter, darker = sorted((luminance(look.fill), luminance(look.text)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
    assert look.symbol
    assert labels("fr")(f"choice.status.{status}")
    assert len({style().status[other].symbol for other in Status}) == len(Status)
