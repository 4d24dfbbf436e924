"""The return template in a real spreadsheet program: status, colours, missing cells and messages without Python."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from filling import Percent, Typed, choice, fill, filled_copy, layout, place, shared_data
from host.office import Calc, Cell, Document
from minerva import tasks
from minerva.excel.register import write_register
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.excel.sample import sample_register
from minerva.layout.labels import labels
from minerva.layout.style import style
from minerva.model.figure import Figure, FigureKind
from minerva.model.record import Table
from minerva.model.status import Measure, Status, assess

OO, KPI = "OO-OD", "KPI"
DONE, PARTLY, FAILED, UNASSESSED = Status
FIGURES = ("red_le", "green_ge", "result")
COLOURS = {"green": DONE, "orange": PARTLY, "red": FAILED}
# Excel's own limits on what a validation says.
LONGEST_MESSAGE, LONGEST_TITLE, LONGEST_LIST = 255, 32, 255


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty template, as the cell sends it."""
    folder = tmp_path_factory.mktemp("template")
    register = write_register(folder / "register.xlsx", sample_register())
    return tasks.templates(register, 2020, folder / "templates", "actiris").written[0]


class Shown(NamedTuple):
    """A filled template as LibreOffice shows it after it has calculated everything."""

    path: Path
    calc: Calc
    document: Document
    cells: dict[str, dict[str, Cell]]

    def value(self, sheet: str, order: int, key: str) -> Any:
        """What a cell of a record holds."""
        return self.cells[sheet][place(sheet, order, key)]["value"]

    def status(self, sheet: str, order: int, language: str) -> Status | None:
        """The status whose word stands in a row, None for none."""
        word = self.value(sheet, order, f"status_{language}")
        return STATUS_WORDS[language][word] if word else None

    def fills(self, sheet: str, cells: list[tuple[int, str]]) -> dict[tuple[int, str], str | None]:
        """The fill of each cell (number of the record, key)."""
        shown = self.calc.background(self.document, sheet, [place(sheet, *cell) for cell in cells])
        return {cell: shown[place(sheet, *cell)] for cell in cells}


STATUS_WORDS = {
    language: {
        f"{style().status[status].symbol} {labels(language)(f'choice.status.{status.value}')}": status
        for status in Status
    }
    for language in ("fr", "nl")
}
STATUS_FILLS = {style().status[status].fill.lstrip("#"): status for status in Status}
MISSING, WRONG, LONG, FRENCH, DUTCH = (
    style().colour[f"{name}_fill"].lstrip("#") for name in ("missing", "wrong", "long", "french", "dutch")
)


def shown(calc: Calc, path: Path) -> Iterator[Shown]:
    """A workbook open in LibreOffice, recalculated."""
    document = calc.open(path)
    calc.recalculate(document)
    yield Shown(path, calc, document, {sheet: calc.values(document, sheet) for sheet in (OO, KPI)})
    calc.close(document)


# The colours of the report


class Row(NamedTuple):
    """One real row of the report of 2020 and the status its printed colour stands for."""

    line: str
    red: Decimal
    green: Decimal
    result: Decimal
    status: Status


@pytest.fixture(scope="module")
def golden() -> list[Row]:
    """The 46 rows with the colour they must get."""
    with shared_data("golden-colours-2020.csv").open(encoding="utf-8", newline="") as source:
        rows = [
            Row(row["seed_line"], *(Decimal(row[key]) for key in FIGURES), COLOURS[row["colour"]])
            for row in csv.DictReader(source)
        ]
    assert len(rows) == 46
    return rows


@pytest.fixture(scope="module")
def coloured(
    calc: Calc, template: Path, golden: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shown]:
    """One template with the 46 rows as objectives."""
    keys = ("red", "green", "result")
    records = {order: {key: float(getattr(row, key)) for key in keys} for order, row in enumerate(golden, 1)}
    yield from shown(calc, filled_copy(template, tmp_path_factory.mktemp("golden") / "golden.xlsx", {OO: records}))


def test_each_row_of_the_report_has_its_status_in_python(golden: list[Row]) -> None:
    wrong = [row for row in golden if assess(measure(row)).status is not row.status]
    assert wrong == []


def measure(row: Row) -> Measure:
    """A row as it stands in the report: percentages, more is better."""
    figures = (Figure(FigureKind.NUMBER, value) for value in (row.red, row.green, row.result))
    return Measure(None, None, *figures)


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_each_row_of_the_report_has_its_status_by_formula(coloured: Shown, golden: list[Row], language: str) -> None:
    found = {row.line: coloured.status(OO, order, language) for order, row in enumerate(golden, 1)}
    assert found == {row.line: row.status for row in golden}


def test_each_row_of_the_report_has_its_colour(coloured: Shown, golden: list[Row]) -> None:
    keys = ("result", "result_nl", "status_fr", "status_nl")
    fills = coloured.fills(OO, [(order, key) for order in range(1, len(golden) + 1) for key in keys])
    rows = list(enumerate(golden, 1))
    found = {(row.line, key): STATUS_FILLS.get(fills[order, key]) for order, row in rows for key in keys}
    assert found == {(row.line, key): row.status for _, row in rows for key in keys}


def test_a_row_that_is_not_filled_has_neither_word_nor_colour(coloured: Shown, golden: list[Row]) -> None:
    order = len(golden) + 1
    assert coloured.status(OO, order, "fr") is coloured.status(OO, order, "nl") is None
    keys = ("result", "result_nl", "status_fr", "status_nl", "title_fr", "red", "description_nl")
    fills = coloured.fills(OO, [(order, key) for key in keys])
    assert {key: fills[order, key] for key in keys} == {key: DUTCH if key.endswith("_nl") else FRENCH for key in keys}


def test_the_four_fills_and_the_three_marks_are_seven_colours() -> None:
    assert len({*STATUS_FILLS, MISSING, WRONG, LONG, FRENCH, DUTCH}) == 9


# Status by cases of the specification (4)


class Case(NamedTuple):
    """What stands in a record, and the status the specification gives it."""

    unit: str
    direction: str
    red: Typed
    green: Typed
    result: Typed
    status: Status
    declared: str = ""

    def values(self, title: str = "cas") -> dict[str, Typed]:
        """The record as typed."""
        return {
            "title_fr": title,
            "unit": choice("unit", self.unit),
            "direction": choice("direction", self.direction),
            "red": self.red,
            "green": self.green,
            "result": self.result,
            "declared": choice("declared", self.declared),
        }


P = Percent
CASES = [
    # more is better: at a threshold, just below and just above it
    Case("", "", 50, 80, 80, DONE),
    Case("", "", 50, 80, 79.99, PARTLY),
    Case("", "", 50, 80, 80.01, DONE),
    Case("", "", 50, 80, 50, FAILED),
    Case("", "", 50, 80, 50.01, PARTLY),
    Case("", "", 50, 80, 49.99, FAILED),
    Case("", "", 50, 80, 0, FAILED),
    Case("", "", 50, 80, 140, DONE),
    Case("percent", "higher", 50, 80, 85, DONE),
    Case("percent", "higher", 0, 100, 0, FAILED),
    Case("number", "", 14533, 18166, 18166, DONE),
    Case("number", "", 14533, 18166, 16000, PARTLY),
    Case("number", "higher", 14533, 18166, 14533, FAILED),
    Case("number", "", 0.28, 0.29, 0.29, DONE),
    Case("", "", -5, 5, 0, PARTLY),
    # less is better
    Case("percent", "lower", 80, 50, 50, DONE),
    Case("", "lower", 80, 50, 50.01, PARTLY),
    Case("", "lower", 80, 50, 49.99, DONE),
    Case("number", "lower", 80, 50, 80, FAILED),
    Case("number", "lower", 80, 50, 79.99, PARTLY),
    Case("number", "lower", 80, 50, 81, FAILED),
    Case("", "lower", 20, 0, 0, DONE),
    # red = green: green wins
    Case("", "", 80, 80, 80, DONE),
    Case("", "", 80, 80, 79, FAILED),
    Case("", "lower", 80, 80, 80, DONE),
    Case("", "lower", 80, 80, 81, FAILED),
    # reversed thresholds are never turned round
    Case("", "", 90, 50, 85, UNASSESSED),
    Case("number", "higher", 90, 50, 95, UNASSESSED),
    Case("", "lower", 50, 90, 40, UNASSESSED),
    # something missing
    Case("", "", 50, 80, "", UNASSESSED),
    Case("", "", "", 80, 85, UNASSESSED),
    Case("", "", 50, "", 85, UNASSESSED),
    Case("number", "", "", "", 85, UNASSESSED),
    Case("percent", "lower", "", "", "", UNASSESSED),
    # percent format: 85 % is 85
    Case("", "", 50, 80, P(0.85), DONE),
    Case("", "", P(0.5), P(0.8), P(0.8), DONE),
    Case("", "", P(0.5), P(0.8), P(0.5), FAILED),
    Case("", "", P(0.5), 80, 65, PARTLY),
    Case("percent", "", P(0.28), P(0.29), P(0.29), DONE),
    Case("percent", "lower", P(0.29), P(0.07), P(0.07), DONE),
    # a general cell keeps what was typed: 0.85 is 0.85
    Case("", "", 50, 80, 0.85, FAILED),
    # units that differ
    Case("number", "", 14533, 18166, P(1.0), UNASSESSED),
    Case("number", "", P(0.5), P(0.8), 85, UNASSESSED),
    Case("number", "", P(0.5), 80, 85, UNASSESSED),
    Case("", "", 14533, 18166, P(1.0), UNASSESSED),
    # yes and no: by the thresholds, by the unit
    Case("", "", "N", "O", "O", DONE),
    Case("", "", "N", "O", "N", FAILED),
    Case("", "", "N", "J", "J", DONE),
    Case("", "", "N", "O", "nee", FAILED),
    Case("", "", "N", "O", 100, DONE),
    Case("", "", "N", "O", 0, FAILED),
    Case("", "", "N", "O", P(0.6), PARTLY),
    Case("", "", "N", "O", "", UNASSESSED),
    Case("", "", "O", "N", "O", UNASSESSED),
    Case("yes_no", "", "N", "O", "oui", DONE),
    Case("yes_no", "", "", "", "non", FAILED),
    Case("yes_no", "", "", "", 40, PARTLY),
    Case("", "", 50, 80, "O", UNASSESSED),
    # text: only as declared
    Case("text", "", "pas d'accord", "accord", "accord", DONE, "REALISED"),
    Case("text", "", "", "", "", FAILED, "NOT_REALISED"),
    Case("text", "", 50, 80, 85, UNASSESSED),
    Case("text", "", 50, 80, 85, PARTLY, "PARTIALLY_REALISED"),
    Case("", "", 50, 80, 85, DONE, "NOT_REALISED"),
    # words that are no figures
    Case("", "", 50, 80, "N/A", UNASSESSED),
    Case("", "", 50, 80, "en cours", UNASSESSED),
    Case("", "", "faible", "fort", 85, UNASSESSED),
]


class Combination(NamedTuple):
    """A record of the table of all combinations; what it must give is not said, only that all agree."""

    unit: str
    direction: str
    pair: tuple[Typed, Typed]
    result: Typed


PAIRS: list[tuple[Typed, Typed]] = [(50, 80), (80, 50), ("N", "O"), (P(0.5), P(0.8)), ("", 80)]
RESULTS: list[Typed] = [50, P(0.8), "O"]
UNITS = ("", "number", "yes_no", "text")
COMBINATIONS = [Combination(*values) for values in product(UNITS, ("", "lower"), PAIRS, RESULTS)]
ROOM = 60
PLACES = [(sheet, order) for sheet in (KPI, OO) for order in range(1, ROOM + 1)]

Place = tuple[str, int]


def at_places(records: list[dict[str, Typed]]) -> dict[str, dict[int, Mapping[str, Typed]]]:
    """Records one below the other, in the second table when the first is full."""
    placed: dict[str, dict[int, Mapping[str, Typed]]] = {OO: {}, KPI: {}}
    for (sheet, order), values in zip(PLACES, records, strict=False):
        placed[sheet][order] = values
    assert sum(map(len, placed.values())) == len(records)
    return placed


def statuses_read(path: Path) -> dict[Place, Status]:
    """The status Python gives each record, through the reader and the saved file."""
    submission = read_return(path, "actiris-2020.xlsx", Expectation())
    first = {sheet: layout()["sheets"][sheet]["first_row"] for sheet in (OO, KPI)}
    return {
        (table.value, (record.row - first[table.value]) // 2 + 1): record.status
        for table in Table
        for record in submission.table(table)
    }


@pytest.fixture(scope="module")
def judged(calc: Calc, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The cases of the specification, typed into one template."""
    records = at_places([case.values() for case in CASES])
    yield from shown(calc, filled_copy(template, tmp_path_factory.mktemp("judged") / "judged.xlsx", records))


@pytest.fixture(scope="module")
def combined(calc: Calc, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """All combinations, which fill a template to its last spare record."""
    cases = [Case(one.unit, one.direction, *one.pair, one.result, UNASSESSED) for one in COMBINATIONS]
    records = at_places([case.values() for case in cases])
    yield from shown(calc, filled_copy(template, tmp_path_factory.mktemp("combined") / "combined.xlsx", records))


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_formula_gives_the_status_of_the_specification(judged: Shown, language: str) -> None:
    found = [(case, judged.status(*where, language)) for where, case in zip(PLACES, CASES, strict=False)]
    assert [(case, status) for case, status in found if status is not case.status] == []


def test_python_gives_the_status_of_the_specification(judged: Shown) -> None:
    read = statuses_read(judged.path)
    found = [(case, read[where]) for where, case in zip(PLACES, CASES, strict=False)]
    assert [(case, status) for case, status in found if status is not case.status] == []


def test_formula_and_python_agree_on_every_combination(combined: Shown) -> None:
    assert len(COMBINATIONS) == len(PLACES) == len(combined.cells) * layout()["sheets"][OO]["records"]
    read = statuses_read(combined.path)
    found = [(one, combined.status(*where, "fr"), read[where]) for where, one in zip(PLACES, COMBINATIONS, strict=True)]
    assert [(one, formula, python) for one, formula, python in found if formula is not python] == []
    assert {python for _, _, python in found} == set(Status)


def test_a_figure_pasted_as_text_is_marked_rather_than_judged_otherwise(
    calc: Calc, template: Path, tmp_path: Path
) -> None:
    """A formula cannot read what Python can; it says so and gives no other status."""
    texts = ["85 %", "85", "100,0 0%", "4.470.198 €", "'85"]
    records = {order: Case("", "", 50, 80, text, DONE).values() for order, text in enumerate(texts, 1)}
    for view in shown(calc, filled_copy(template, tmp_path / "texts.xlsx", {KPI: records})):
        assert [view.status(KPI, order, "fr") for order in records] == [UNASSESSED] * len(texts)
        fills = view.fills(KPI, [(order, "result") for order in records])
        assert set(fills.values()) == {WRONG}


# What the cells show

WHOLE: dict[str, Typed] = {
    "strategic_ref": "O.S.1",
    "strategic_title_fr": "Emploi durable",
    "strategic_title_nl": "Duurzaam werk",
    "ref": "O.O.1.1",
    "title_fr": "Réduire les délais",
    "title_nl": "De termijnen verkorten",
    "budget": "16.005.15.01.4140",
    "red": 50,
    "green": 80,
    "result": 95,
    "description_fr": "Presque toutes les demandes.",
    "description_nl": "Bijna alle aanvragen.",
}
EXPLAINED = {"deviation_fr": "Retard.", "deviation_nl": "Vertraging."}
PLANNED = {"actions_fr": "Un agent.", "actions_nl": "Een medewerker."}


def without(values: Mapping[str, Typed], *keys: str) -> dict[str, Typed]:
    """A record with some cells left empty."""
    return {key: value for key, value in values.items() if key not in keys}


SCENES: dict[str, dict[str, Typed]] = {
    "whole": WHOLE,
    "percent": {**WHOLE, "result": P(0.85)},
    "plain": {**WHOLE, "result": 85},
    "below green": {**WHOLE, "result": 70},
    "below green, explained": {**WHOLE, "result": 70, **EXPLAINED},
    "not realised": {**WHOLE, "result": 30, **EXPLAINED},
    "not realised, planned": {**WHOLE, "result": 30, **EXPLAINED, **PLANNED},
    "explained in French only": {**WHOLE, "result": 70, "deviation_fr": "Retard."},
    "actions in Dutch only": {**WHOLE, "actions_nl": "Een medewerker."},
    "translation missing": without(WHOLE, "description_nl"),
    "blanks for a translation": {**WHOLE, "description_nl": "   "},
    "keys missing": without(WHOLE, "strategic_ref", "ref", "title_fr"),
    "result missing": without(WHOLE, "result"),
    "thresholds missing": without(WHOLE, "red", "green"),
    "reversed": {**WHOLE, "red": 90, "green": 50},
    "reversed but lower": {**WHOLE, "red": 90, "green": 50, "direction": "▼"},
    "equal": {**WHOLE, "red": 80, "green": 80, "result": 80},
    "units differ": {**WHOLE, "unit": "Nombre/Aantal", "red": 14533, "green": 18166, "result": P(1.0)},
    "words": {**WHOLE, "red": "faible", "result": "en cours"},
    "text": {**without(WHOLE, "red", "green", "result"), "unit": "Texte/Tekst"},
    "text, declared": {**without(WHOLE, "red", "green", "result"), "unit": "Texte/Tekst", "declared": "realised"},
    "yes or no": {**without(WHOLE, "red", "green"), "unit": "O-N/J-N", "result": "O"},
    "long": {**WHOLE, "description_fr": "a" * 2501, "description_nl": "a" * 2500, "title_fr": "a" * 501},
    "long and missing": {**WHOLE, "description_fr": "a" * 2501, "description_nl": ""},
}
SCENES["text, declared"]["declared"] = choice("declared", "REALISED")
ORDERS = {name: order for order, name in enumerate(SCENES, 1)}
TYPED_KEYS = (
    "strategic_ref", "strategic_title_fr", "strategic_title_nl", "ref", "title_fr", "title_nl", "budget", "unit",
    "direction", "red", "green", "result", "description_fr", "description_nl", "deviation_fr", "deviation_nl",
    "actions_fr", "actions_nl", "declared", "justification",
)  # fmt: skip


@pytest.fixture(scope="module")
def scenes(calc: Calc, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """A template with one objective for each thing a cell can show."""
    records = {ORDERS[name]: values for name, values in SCENES.items()}
    yield from shown(calc, filled_copy(template, tmp_path_factory.mktemp("scenes") / "scenes.xlsx", {OO: records}))


@pytest.fixture(scope="module")
def marks(scenes: Shown) -> Callable[[str, str], set[str]]:
    """The keys of the cells of a scene that have a fill."""
    fills = scenes.fills(OO, [(order, key) for order in ORDERS.values() for key in TYPED_KEYS])

    def marked(scene: str, fill: str) -> set[str]:
        return {key for key in TYPED_KEYS if fills[ORDERS[scene], key] == fill}

    return marked


@pytest.mark.parametrize(
    ("scene", "missing"),
    [
        ("whole", set()),
        ("below green", {"deviation_fr", "deviation_nl"}),
        ("below green, explained", set()),
        ("not realised", {"actions_fr", "actions_nl"}),
        ("not realised, planned", set()),
        ("explained in French only", {"deviation_nl"}),
        ("actions in Dutch only", {"actions_fr"}),
        ("translation missing", {"description_nl"}),
        ("blanks for a translation", {"description_nl"}),
        ("keys missing", {"strategic_ref", "ref", "title_fr"}),
        ("result missing", {"result"}),
        ("thresholds missing", {"red", "green"}),
        ("text", {"declared"}),
        ("text, declared", set()),
        ("yes or no", set()),
        ("long and missing", {"description_nl"}),
    ],
)
def test_missing_cells_have_their_colour(marks: Callable[[str, str], set[str]], scene: str, missing: set[str]) -> None:
    assert marks(scene, MISSING) == missing


@pytest.mark.parametrize(
    ("scene", "wrong"),
    [
        ("whole", set()),
        ("reversed", {"red", "green"}),
        ("reversed but lower", set()),
        ("equal", set()),
        ("units differ", {"result"}),
        ("words", {"red", "result"}),
        ("text, declared", set()),
        ("yes or no", set()),
    ],
)
def test_wrong_cells_have_their_colour(marks: Callable[[str, str], set[str]], scene: str, wrong: set[str]) -> None:
    assert marks(scene, WRONG) == wrong


def test_texts_that_are_too_long_have_their_colour(marks: Callable[[str, str], set[str]]) -> None:
    assert marks("long", LONG) == {"description_fr", "title_fr"}
    assert marks("whole", LONG) == set()


@pytest.mark.parametrize(
    ("scene", "status"),
    [
        ("reversed", UNASSESSED),
        ("reversed but lower", FAILED),
        ("equal", DONE),
        ("units differ", UNASSESSED),
        ("text", UNASSESSED),
        ("text, declared", DONE),
        ("yes or no", DONE),
    ],
)
def test_the_status_stands_in_the_words_of_both_rows(scenes: Shown, scene: str, status: Status) -> None:
    assert [scenes.status(OO, ORDERS[scene], language) for language in ("fr", "nl")] == [status, status]


def test_a_typed_percentage_equals_the_plain_number(scenes: Shown) -> None:
    percent, plain = ORDERS["percent"], ORDERS["plain"]
    assert scenes.status(OO, percent, "fr") is scenes.status(OO, plain, "fr") is DONE
    assert scenes.value(OO, percent, "result") == 0.85
    assert scenes.cells[OO][place(OO, percent, "result")]["text"] == "85%"
    assert scenes.value(OO, percent, "result_nl") == "85 %"
    assert scenes.value(OO, plain, "result_nl") == 85


def test_the_dutch_row_shows_what_stands_in_the_french_one(scenes: Shown) -> None:
    order = ORDERS["whole"]
    shared = layout()["sheets"][OO]["shared"]
    assert len(shared) > 5
    for key in shared:
        address = place(OO, order, f"{key}_nl")
        assert scenes.cells[OO][address]["formula"], key
        assert scenes.cells[OO][address]["value"] == WHOLE.get(key, ""), key


def test_no_formula_of_the_template_fails(scenes: Shown, judged: Shown, coloured: Shown) -> None:
    for view in (scenes, judged, coloured):
        for sheet in view.calc.sheet_names(view.document):
            cells = view.calc.values(view.document, sheet)
            assert {address: cell["text"] for address, cell in cells.items() if cell["error"]} == {}


# Counters and links


@pytest.fixture
def open_template(calc: Calc, template: Path) -> Iterator[Document]:
    """An empty template of its own, for a test that types."""
    document = calc.open(template)
    yield document
    calc.close(document)


def type_in(calc: Calc, document: Document, sheet: str, order: int, values: Mapping[str, Typed]) -> None:
    """Type one record."""
    calc.set(document, sheet, {place(sheet, order, key): value for key, value in values.items()})
    calc.recalculate(document)


def links(template: Path) -> dict[tuple[str, str], str]:
    """The formula of the target of each link by formula: of the table sheets and of the cover."""
    book = openpyxl.load_workbook(template)
    found = {}
    for sheet in (book[layout()["cover"]["sheet"]], book[OO], book[KPI]):
        for row in sheet.iter_rows(max_row=40):
            for cell in row:
                match = re.search(r"HYPERLINK\((.+?),COUNTIF", cell.value) if cell.data_type == "f" else None
                if match:
                    found[sheet.title, cell.coordinate] = f"={match[1]}"
    return found


def counters(calc: Calc, document: Document) -> list[str]:
    """What the four formulas of the cover show."""
    return [cell["text"] for cell in calc.values(document, layout()["cover"]["sheet"]).values() if cell["formula"]]


def test_counters_change_when_a_cell_is_filled(calc: Calc, open_template: Document) -> None:
    symbols = [style().status[status].symbol for status in Status]

    def counted(total: int, *numbers: int) -> str:
        return " ".join([str(total), "=", *(f"{s} {n}" for s, n in zip(symbols, numbers, strict=True))])

    def lines() -> list[str]:
        return [" ".join(text.split()) for text in counters(calc, open_template)]

    calc.recalculate(open_template)
    empty = lines()
    assert (empty[0], empty[2]) == (counted(0, 0, 0, 0, 0), counted(0, 0, 0, 0, 0))
    type_in(calc, open_template, OO, 1, {"red": 50, "green": 80, "result": 90})
    type_in(calc, open_template, OO, 3, {"title_nl": "Termijn"})
    first = lines()
    assert (first[0], first[2]) == (counted(2, 1, 0, 0, 1), counted(0, 0, 0, 0, 0))
    type_in(calc, open_template, OO, 1, {"result": 60})
    type_in(calc, open_template, KPI, 1, {"red": 50, "green": 80, "result": 20})
    second = lines()
    assert (second[0], second[2]) == (counted(2, 0, 1, 0, 1), counted(1, 0, 0, 1, 0))
    # four rows of objectives and two of indicators have something to complete
    assert [re.match(r"\d+", text)[0] for text in (second[1], second[3])] == ["4", "2"]
    assert empty[1] == empty[3] != first[1]


def test_the_link_leads_to_the_first_cell_to_complete_or_correct(
    calc: Calc, template: Path, open_template: Document
) -> None:
    found = {place: formula for place, formula in links(template).items() if f"'{OO}'" in formula}
    assert {sheet for sheet, _ in found} == {layout()["cover"]["sheet"], OO}
    scratch = layout()["cover"]["sheet"]
    spots = {f"Z{row}": formula for row, formula in enumerate(found.values(), 100)}
    calc.set_formulas(open_template, scratch, spots)

    def targets() -> set[str]:
        cells = calc.values(open_template, scratch)
        return {str(cells[spot]["value"]).replace("$", "") for spot in spots}

    def leads_to(order: int, key: str) -> set[str]:
        return {f"#'{OO}'!{place(OO, order, key)}"}

    type_in(calc, open_template, OO, 2, {"title_fr": "Réduire"})
    assert targets() == leads_to(2, "strategic_ref")
    type_in(calc, open_template, OO, 2, {"strategic_ref": "O.S.1"})
    assert targets() == leads_to(2, "strategic_title_fr")
    type_in(calc, open_template, OO, 2, WHOLE)
    assert targets() != leads_to(2, "strategic_title_fr")
    type_in(calc, open_template, OO, 2, {"red": 90, "green": 50})
    assert targets() == leads_to(2, "red")
    type_in(calc, open_template, OO, 2, {"red": 50, "green": 80})
    type_in(calc, open_template, OO, 2, {"description_nl": None})
    assert targets() == leads_to(2, "description_nl")


# Validations

RIGHT: dict[str, list[Typed]] = {
    "unit": ["%", "Nombre/Aantal", "O-N/J-N", "Texte/Tekst"],
    "direction": ["▲", "▼"],
    "declared": ["Réalisé/Gerealiseerd"],
    "red": [0, 50, 0.85, "N", "n", 18166],
    "green": [100, "O", "J"],
    "result": [-3, "Oui", "nee"],
    "weight": [0, 14.29, 100],
}
NOT_RIGHT: dict[str, list[Typed]] = {
    "unit": ["pourcent", 1],
    "direction": ["hausse", "^"],
    "declared": ["fait", "REALISED"],
    "red": ["faible", "50 %", "85"],
    "green": ["fort"],
    "result": ["en cours", "N/A"],
    "weight": [101, -1, "moitié"],
}


@pytest.fixture(scope="module")
def invalid(calc: Calc, template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """(cells that must be invalid, cells LibreOffice says are) among the French rows of one table."""
    book = openpyxl.load_workbook(template)
    for key, values in RIGHT.items():
        for order, value in enumerate(values, 1):
            fill(book, KPI, order, {key: value})
    expected = set()
    for key, values in NOT_RIGHT.items():
        for order, value in enumerate(values, 11):
            fill(book, KPI, order, {key: value})
            expected.add(place(KPI, order, key))
    # where the unit is text, thresholds may be texts
    fill(book, KPI, 21, {"unit": "Texte/Tekst", "red": "pas d'accord", "green": "accord", "result": "accord"})
    # over-long texts
    fill(book, KPI, 22, {"title_fr": "a" * 501, "title_nl": "a" * 500, "deviation_nl": "a" * 1201})
    expected |= {place(KPI, 22, "title_fr"), place(KPI, 22, "deviation_nl")}
    path = tmp_path_factory.mktemp("invalid") / "invalid.xlsx"
    book.save(path)
    document = calc.open(path)
    calc.recalculate(document)
    found = {cell for cell in calc.invalid_cells(document, KPI, "A7:R60") if not is_echo(cell)}
    calc.close(document)
    return expected, found


def is_echo(address: str) -> bool:
    """Whether a cell repeats, in the Dutch row, a value of the French row: nothing is typed there."""
    table = layout()["sheets"][KPI]
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()
    echoes = {table["columns"][key] for key in table["shared"]}
    return letters in echoes and (int(row) - table["first_row"]) % 2 == 1


def test_validations_find_what_does_not_belong_and_nothing_else(invalid: tuple[set[str], set[str]]) -> None:
    expected, found = invalid
    assert found == expected


# The file itself


@pytest.fixture(scope="module")
def book(template: Path) -> openpyxl.Workbook:
    """The empty template as written."""
    return openpyxl.load_workbook(template)


def validations(book: openpyxl.Workbook) -> Iterator[tuple[str, DataValidation]]:
    """(sheet, validation)."""
    for sheet in book:
        for validation in sheet.data_validations.dataValidation:
            yield sheet.title, validation


def test_messages_of_validations_fit_excel_and_stand_in_both_languages(book: openpyxl.Workbook) -> None:
    found = list(validations(book))
    assert len(found) > 20
    for sheet, one in found:
        where = f"{sheet}!{one.sqref}"
        assert len(one.prompt or "") <= LONGEST_MESSAGE, where
        assert len(one.error or "") <= LONGEST_MESSAGE, where
        assert len(one.promptTitle or "") <= LONGEST_TITLE, where
        assert len(one.errorTitle or "") <= LONGEST_TITLE, where
        if one.type == "list":
            assert re.fullmatch(r"[a-z_]+", one.formula1), where
            assert one.formula1 in book.defined_names, where
        for formula in (one.formula1, one.formula2):
            assert len(formula or "") <= LONGEST_LIST, where


@pytest.mark.parametrize("key", ["unit", "direction", "red", "green", "result", "declared", "budget", "ref"])
@pytest.mark.parametrize("sheet", [OO, KPI])
def test_columns_that_need_a_word_have_a_message(book: openpyxl.Workbook, sheet: str, key: str) -> None:
    if key not in layout()["sheets"][sheet]["columns"]:
        assert (sheet, key) == (KPI, "budget")
        return
    cell = place(sheet, 1, key)
    [validation] = [one for where, one in validations(book) if where == sheet and cell in one.sqref]
    for message in (validation.promptTitle, validation.prompt):
        assert message
    if key in ("unit", "direction", "declared", "red", "green", "result"):
        assert validation.error


def test_nothing_is_merged_where_people_type(book: openpyxl.Workbook) -> None:
    for name in (OO, KPI, layout()["cover"]["sheet"]):
        assert book[name].merged_cells.ranges == set(), name


def test_only_hidden_lists_are_protected(book: openpyxl.Workbook) -> None:
    assert [sheet.title for sheet in book if sheet.protection.sheet] == ["_listes"]
    assert book.security is None or not book.security.lockStructure
    states = {sheet.title: sheet.sheet_state for sheet in book}
    assert states == {
        "Accueil-Onthaal": "visible", OO: "visible", KPI: "visible", "Constats-Bevindingen": "visible",
        "_listes": "hidden", "_minerva": "veryHidden",
    }  # fmt: skip


def test_the_very_hidden_sheet_says_whose_return_it_is(book: openpyxl.Workbook) -> None:
    metadata = {key: value or "" for key, value in book["_minerva"].iter_rows(values_only=True)}
    assert metadata == {
        "template_version": layout()["version"], "organisation": "actiris", "year": "2020", "plan_digest": "",
    }  # fmt: skip


@pytest.mark.parametrize(("sheet", "last"), [(OO, "actions"), (KPI, "weight")])
def test_the_print_area_is_a_plain_range_of_the_parliamentary_columns(
    book: openpyxl.Workbook, sheet: str, last: str
) -> None:
    table = layout()["sheets"][sheet]
    rows = table["first_row"] + table["records"] * table["rows_per_record"] - 1
    assert book[sheet].print_area == f"'{sheet}'!$A$1:${table['columns'][last]}${rows}"


def test_figure_cells_have_the_general_format(book: openpyxl.Workbook) -> None:
    for sheet in (OO, KPI):
        keys = [key for key in ("red", "green", "result", "weight") if key in layout()["sheets"][sheet]["columns"]]
        assert {book[sheet][place(sheet, order, key)].number_format for order in (1, 60) for key in keys} == {"General"}


def test_the_template_holds_no_macro_and_no_link_to_another_file(template: Path) -> None:
    book = openpyxl.load_workbook(template, keep_vba=True, keep_links=True)
    assert book.vba_archive is None or not any("vba" in name.lower() for name in book.vba_archive.namelist())
    assert book._external_links == []


def words(text: str) -> set[str]:
    """The words of a text in small letters."""
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", text)}


def template_words(book: openpyxl.Workbook) -> Iterator[tuple[str, str]]:
    """(place, text) of all a person can see or be told: cells, texts inside formulas, messages, footers."""
    for sheet in book:
        if sheet.sheet_state != "visible":
            continue
        hidden = {c for key, d in sheet.column_dimensions.items() if d.hidden for c in range(d.min, d.max + 1)}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None or cell.column in hidden:
                    continue
                texts = re.findall(r'"([^"]*)"', cell.value) if cell.data_type == "f" else [str(cell.value)]
                yield from ((f"{sheet.title}!{cell.coordinate}", text) for text in texts)
        for part in ("left", "center", "right"):
            yield f"{sheet.title} footer", getattr(sheet.oddFooter, part).text or ""
    for where, one in validations(book):
        for text in (one.prompt, one.promptTitle, one.error, one.errorTitle):
            yield f"{where} {one.sqref}", text or ""


def labels_file(language: str) -> str:
    """All sentences of a language; keys, parameters and the options of commands left out."""
    with (Path(__file__).parents[2] / "workbook_templates" / f"labels.{language}.toml").open("rb") as source:
        pages = [tomllib.load(source)]
    sentences = []
    while pages:
        for value in pages.pop().values():
            pages += [value] if isinstance(value, dict) else []
            sentences += [re.sub(r"\{\w+\}|--[\w-]+", "", value)] if isinstance(value, str) else []
    return "\n".join(sentences)


def test_no_english_stands_in_the_french_and_dutch_template(book: openpyxl.Workbook) -> None:
    spoken = {language: words(labels_file(language)) for language in ("fr", "nl", "en")}
    english = spoken["en"] - spoken["fr"] - spoken["nl"]
    assert {"year", "missing", "threshold", "objective"} <= english
    found = {(where, word) for where, text in template_words(book) for word in words(text) & english}
    assert found == set()
