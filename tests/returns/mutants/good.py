"""Good returns of the template to start from: sizes, units, directions, notations, missing translations."""

from __future__ import annotations

import random
import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl

import workbooks
from minerva.layout.returns import choices, return_layout
from minerva.model.record import Table
from returns.mutants.draft import FIGURES, KPI, OO, Cell, Draft, Expected, Origin, Page, layout_of

TEMPLATES = 12
_LONG = "Le traitement des demandes a pris du retard au premier semestre ; il a été rattrapé ensuite. " * 22
_BUDGETS = "16.005.15.01.4140\n16.005.08.03.1211\n10.006.27.14.4321"
_NO, _PERCENT_FORMAT = "-", {"result"}

VARIANTS: tuple[dict[str, str | Decimal], ...] = (
    {},
    {"unit": "Nombre/Aantal", "direction": "▼", "red": Decimal(30), "green": Decimal(10), "result": Decimal(9)},
    {"unit": "O-N/J-N", "red": "N", "green": "O", "result": "O"},
    {"red": "N", "green": "O", "result": "N"},
    {"red": Decimal(50), "green": Decimal(80), "result": Decimal("0.955")},
    {
        "unit": "Texte/Tekst",
        "red": "aucune étude",
        "green": "étude publiée",
        "result": "étude en cours de relecture",
        "declared": "Réalisé partiellement/Gedeeltelijk gerealiseerd",
    },
    {"unit": "Nombre/Aantal", "red": Decimal(1000000), "green": Decimal(4000000), "result": Decimal(4470198)},
    {"title_nl": "", "description_nl": "", "deviation_nl": "", "actions_nl": ""},
    {"description_fr": _LONG.strip(), "description_nl": "Een lange tekst. " * 90 + "Einde."},
    {"result": Decimal("62.5"), "justification": "Chiffre provisoire confirmé par l'audit."},
    {"unit": "%", "direction": "▲", "red": Decimal(0), "green": Decimal("99.5"), "result": Decimal("0")},
)
PERCENT_VARIANT = 4


@cache
def template_draft(number: int) -> Draft:
    """A good return of the template; the same number gives the same one."""
    rng = random.Random(number)
    blocks, percent = [], {}
    count = {OO: 0, KPI: 0}

    def vary(table: str, values: dict) -> dict:
        count[table] += 1
        variant = rng.randrange(len(VARIANTS)) if number else 0
        if variant == PERCENT_VARIANT:
            percent[Table(table), count[table]] = _PERCENT_FORMAT
        uid = f"{table[0]}{count[table]}"
        unique = {
            key: f"{text} ({uid})"
            for key, text in values.items()
            if key.startswith(("title_", "description_", "deviation_", "actions_"))
        }
        mine = VARIANTS[variant].items()
        allowed = {
            key: value
            for key, value in mine
            if key in values or key in ("unit", "direction", "declared", "justification", "deviation_nl")
        }
        if table == KPI:
            unique |= {"deviation_fr": f"Retard ({uid})", "deviation_nl": f"Vertraging ({uid})"}
        merged = values | unique | allowed
        return {key: value for key, value in merged.items() if value != ""}

    for block in range(1, rng.randint(2, 4) + 1):
        budget = rng.choice(["16.005.15.01.4140", _BUDGETS, ""])
        head = workbooks.good_objective(block, budget=budget)
        rows = [workbooks.good_indicator(block, place) for place in range(1, rng.choice([1, 2, 2, 4]) + 1)]
        for row in rows:
            row["weight"] = Decimal(100) / len(rows)
        for values in (head, *rows):
            values["strategic_title_fr"] += f" {block}"
            values["strategic_title_nl"] += f" {block}"
        for row in rows:
            row["objective_title_fr"] = f"{row['objective_title_fr']} (O{block})"
            row["objective_title_nl"] = f"{row['objective_title_nl']} (O{block})"
        blocks.append((vary(OO, head), [vary(KPI, row) for row in rows]))
    with tempfile.TemporaryDirectory() as folder:
        path = workbooks.filled(Path(folder) / "good.xlsx", blocks=blocks, percent=percent, spare=1)
        book = openpyxl.load_workbook(path)
    pages = [_page(sheet) for sheet in book]
    truth = {}
    for table, records in ((OO, [head for head, _ in blocks]), (KPI, [row for _, rows in blocks for row in rows])):
        for order, values in enumerate(records, 1):
            shown_percent = percent.get((Table(table), order), set())
            truth[table, f"{table[0]}{order}"] = {
                key: expected(key, value, key in shown_percent) for key, value in values.items()
            }
    return Draft("actiris-2020.xlsx", pages, truth)


def expected(key: str, value: str | Decimal, percent: bool = False) -> Expected:
    """What a well-typed value must be read as."""
    if key in ("unit", "direction", "declared"):
        return Expected(({word: code for code, word in choices(key).items()}[value],))
    if isinstance(value, Decimal):
        number = value * 100 if percent else value
        text = f"{number.normalize():f}"
        return Expected((text,), "percent" if percent else "number", number)
    if key in FIGURES:
        return Expected((value,), {"O": "yes", "N": "no"}.get(value, "text"))
    return Expected((value,))


def _page(sheet) -> Page:
    table = sheet.title if sheet.title in (OO, KPI) else ""
    page = Page(sheet.title, table, sheet.sheet_state)
    layout = return_layout()
    inputs = set(layout.cover.inputs.values())
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            place = cell.row, cell.column
            if table:
                page.cells[place] = _table_cell(table, cell, layout)
            else:
                typed = sheet.title == layout.cover.sheet and cell.coordinate in inputs
                page.cells[place] = _cell(cell, "typed" if typed else "own")
    return page


def _table_cell(table: str, cell, layout) -> Cell:
    columns = layout_of(table).all_columns
    column = columns[cell.column - 1] if cell.column <= len(columns) else None
    if cell.row < layout.header_row:
        return _cell(cell, "own")
    if cell.row == layout.header_row:
        origin = Origin(table, "", column.key, "header") if column else None
        return _cell(cell, "own" if column else "helper", origin)
    order, line = divmod(cell.row - layout.first_row, 2)
    if column is None:
        return _cell(cell, "helper")
    origin = Origin(table, f"{table[0]}{order + 1}", column.key, "nl" if line else "fr")
    if column.kind == "language":
        return _cell(cell, "tag", origin)
    if column.kind == "status":
        return _cell(cell, "status", origin)
    return _cell(cell, "echo" if cell.data_type == "f" else "typed", origin)


def _cell(cell, role: str, origin: Origin | None = None) -> Cell:
    if cell.data_type == "f":
        return Cell(None if role == "echo" else "", origin, role, "", cell.value.lstrip("="))
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = Decimal(f"{value:.15g}")
    return Cell(value, origin, role, "percent" if "%" in cell.number_format and role == "typed" else "")
