"""Edits of columns: moved, inserted, deleted, hidden, one for each language."""

from __future__ import annotations

import random

from returns.mutants.draft import Cell, Draft, Origin
from returns.mutants.edit import any_table, edit, table_columns, text_keys
from returns.mutants.edits_headers import half


@edit(certain=True)
def columns_shuffled(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    columns = table_columns(page)
    order = rng.sample(columns, len(columns))
    new = dict(zip(columns, order, strict=True))
    page.merges = [m for m in page.merges if m[1] == m[3]]
    page.remap(int, lambda column: new.get(column, column))


@edit(certain=True)
def column_moved(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    columns = table_columns(page)
    page.merges = [m for m in page.merges if m[1] == m[3]]
    page.move_column(rng.choice(columns), rng.choice(columns))


@edit(certain=True)
def columns_swapped(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    a, b = rng.sample(table_columns(page), 2)
    page.merges = [m for m in page.merges if m[1] == m[3]]
    page.remap(int, lambda column: {a: b, b: a}.get(column, column))


@edit(certain=True)
def thresholds_and_result_rearranged(draft: Draft, rng: random.Random):
    """The result between the two thresholds, or green before red."""
    page = any_table(draft, rng)
    headers = page.headers()
    if not {"red", "green", "result"} <= set(headers):
        return False
    columns = sorted(headers[key][1] for key in ("red", "green", "result"))
    order = rng.choice([("red", "result", "green"), ("green", "red", "result"), ("result", "red", "green")])
    new = {headers[key][1]: column for key, column in zip(order, columns, strict=True)}
    page.remap(int, lambda column: new.get(column, column))
    return None


@edit(certain=True)
def column_inserted_empty(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.insert_column(rng.choice(table_columns(page)))


@edit(certain=True)
def column_inserted_of_their_own(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    at = rng.choice(table_columns(page))
    page.insert_column(at)
    title, values = rng.choice(
        [
            ("Service responsable", ["Direction A", "Direction B"]),
            ("Priorité", [1, 2]),
            ("Date", ["2020-06"]),
            ("Résultat 2019", [45, 60]),
            ("Commentaires", ["à revoir", "ok"]),
            ("Cible 2021", [95, "90 %"]),
            ("", ["x"]),
        ]
    )
    if title:
        page.type(page.header_rows()[-1], at, title, role="own")
    for rows in page.rows().values():
        if rng.random() < 0.7:
            page.type(rows[0], at, rng.choice(values))


@edit()
def column_deleted(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    key, (_, column) = rng.choice(sorted(page.headers().items()))
    if key in ("ref", "title"):
        return False
    page.delete_column(column)
    return None


@edit(certain=True)
def our_own_columns_deleted(draft: Draft, rng: random.Random):
    """A table of former years: no unit, direction, status, declaration, helper columns."""
    for page in draft.pages:
        if page.table and page.header_rows():
            helpers = [c for (_, c), cell in page.cells.items() if cell.role == "helper"]
            ours = [p[1] for k, p in page.headers().items() if k in ("status", "declared", "justification")]
            blank = [
                p[1]
                for k, p in page.headers().items()
                if k in ("unit", "direction") and not any(o.key == k for o in page.values())
            ]
            for column in sorted({*helpers, *ours, *blank}, reverse=True):
                page.delete_column(column)


@edit(certain=True)
def table_starts_further_right(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    shift = rng.randint(1, 4)
    page.remap(int, lambda column: column + shift)


@edit(certain=True)
def columns_hidden(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.hidden_columns |= set(rng.sample(table_columns(page), 3))


@edit(certain=True)
def languages_in_adjacent_columns(draft: Draft, rng: random.Random):
    """Each text column twice, French and Dutch, and one row for each record."""
    page = any_table(draft, rng)
    keys = [key for key in text_keys(page.table) if key in page.headers()]
    if any(len(rows) != 2 for rows in page.rows().values()):
        return False
    for key in keys:
        row, column = page.headers()[key]
        page.insert_column(column + 1)
        header = page.cells[row, column]
        halves = [half(str(header.value), 0), half(str(header.value), -1)]
        tagged = rng.random() < 0.5 or halves[0] == halves[1]
        header.value = f"{halves[0]} (FR)" if tagged else halves[0]
        origin = Origin(page.table, "", f"{key} nl", "header")
        page.cells[row, column + 1] = Cell(f"{halves[1]} (NL)" if tagged else halves[1], origin, "own")
        for uid in page.rows():
            places = {origin.line: place for origin, place in page.values(uid).items() if origin.key == key}
            if "nl" in places:
                cell = page.cells.pop(places["nl"])
                page.cells[page.rows()[uid][0], column + 1] = cell
    lines = [place[0] for place, cell in page.cells.items() if cell.role == "tag" and cell.origin.line == "nl"]
    page.delete_rows(lines)
    tags = [place for place, cell in page.cells.items() if cell.role == "tag"]
    if rng.random() < 0.7:
        for place in tags:
            page.cells.pop(place)
    return None
