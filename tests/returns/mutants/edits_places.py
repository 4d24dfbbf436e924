"""Edits of where the tables stand: both in one sheet, or a sheet for each strategic objective."""

from __future__ import annotations

import copy
import random

from returns.mutants.draft import KPI, OO, Cell, Draft, Page
from returns.mutants.edit import any_table, edit


@edit(certain=True, last=True)
def both_tables_in_one_sheet(draft: Draft, rng: random.Random):
    """The indicators below the objectives, or the other way round."""
    pages = [draft.page(OO), draft.page(KPI)]
    if any(page is None or not page.header_rows() or not page.rows() for page in pages):
        return False
    upper, lower = pages if rng.random() < 0.8 else pages[::-1]
    below = upper.last_row + rng.randint(1, 4)
    lower.remap(lambda row: row + below)
    upper.cells |= lower.cells
    upper.notes |= lower.notes
    upper.merges += lower.merges
    upper.hidden_rows |= lower.hidden_rows
    draft.pages.remove(lower)
    upper.table = ""
    if rng.random() < 0.5:
        upper.name = "Tableaux"
    return None


@edit(certain=True, last=True)
def sheet_for_each_strategic_objective(draft: Draft, rng: random.Random):
    """The rows of a table cut into sheets, each below a copy of the header."""
    page = any_table(draft, rng)
    parts = _parts(draft, page)
    if len(parts) < 2:
        return False
    top = page.header_rows()[-1]
    sheets = [_part(page, top, rows, f"{name} {page.table}") for name, rows in parts.items()]
    place = draft.pages.index(page)
    draft.pages[place : place + 1] = sheets
    return None


def _parts(draft: Draft, page: Page) -> dict[str, set[int]]:
    """Strategic objective -> the rows of its records; {} where a record has none, or its rows lie between others'."""
    parts: dict[str, set[int]] = {}
    for uid, rows in page.rows().items():
        told = draft.present(page.table, uid).get("strategic_ref")
        if told is None or draft.lent:
            return {}
        parts.setdefault(told.texts[0], set()).update(rows)
    mine = set().union(*parts.values())
    strays = {row for (row, _), cell in page.cells.items() if cell.role == "typed" and cell.filled}
    return parts if strays - mine <= set(range(page.header_rows()[-1] + 1)) and not page.merges else {}


def _part(page: Page, top: int, rows: set[int], name: str) -> Page:
    part = Page(name, "", page.state)
    new = {row: row for row in range(1, top + 1)} | {row: top + n for n, row in enumerate(sorted(rows), 1)}
    for (row, column), cell in page.cells.items():
        if row in new:
            mine = cell if row in rows else _again(cell)
            part.cells[new[row], column] = mine
    part.notes = {(new[r], c): note for (r, c), note in page.notes.items() if r in rows}
    part.hidden_rows = {new[row] for row in page.hidden_rows if row in new}
    part.hidden_columns = set(page.hidden_columns)
    return part


def _again(cell: Cell) -> Cell:
    """A title or a header, copied into each part."""
    return copy.copy(cell)
