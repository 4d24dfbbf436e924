"""Edits of rows: records moved, repeated, deleted, and rows that hold none between, above and below them."""

from __future__ import annotations

import copy
import random

from returns.mutants.draft import Draft
from returns.mutants.edit import any_record, any_table, any_value, column_of, edit


@edit(certain=True)
def title_rows_above(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    count = rng.randint(1, 4)
    page.insert_rows(1, count)
    for row in range(1, count + 1):
        page.type(row, rng.randint(1, 5), rng.choice(["Version du 3 mars", "Objectifs 2020", "Service: RH", "DRAFT"]))


@edit(certain=True)
def many_rows_above(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.insert_rows(1, 40)
    page.type(3, 1, "Note explicative : les chiffres sont ceux du 31 décembre.")


@edit(certain=True)
def title_rows_deleted(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.delete_rows(range(1, page.header_rows()[0]))


@edit(certain=True)
def blank_rows_between_records(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    for rows in reversed(list(page.rows().values())):
        if rng.random() < 0.6:
            page.insert_rows(rows[0], rng.randint(1, 3))


@edit(certain=True)
def blank_row_inside_a_record(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    record = any_record(page, rng, 2)
    if record is None:
        return False
    page.insert_rows(record[1][1])
    return None


@edit(certain=True)
def records_in_another_order(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
    groups = [rows for rows in page.rows().values() if len(rows) == 2 and rows[1] == rows[0] + 1]
    page.merges = []
    shuffled = rng.sample(groups, len(groups))
    page.reorder_rows([row for rows in shuffled for row in rows])
    return None


@edit(certain=True)
def record_deleted(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
    if len(page.rows()) < 2:
        return False
    page.delete_rows(any_record(page, rng)[1])
    return None


@edit(certain=True)
def record_emptied(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
    if len(page.rows()) < 2:
        return False
    uid, _ = any_record(page, rng)
    for place in page.values(uid).values():
        page.cells.pop(place)
    return None


@edit()
def record_twice(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
    uid, rows = any_record(page, rng)
    twin = f"{uid}+"
    if (page.table, twin) in draft.truth:
        return False
    page.insert_rows(rows[-1] + 1, len(rows))
    for (row, column), cell in list(page.cells.items()):
        if row in rows:
            again = copy.copy(cell)
            if again.origin and again.origin.uid:
                again.origin = again.origin._replace(uid=twin)
            page.cells[rows[-1] + 1 + rows.index(row), column] = again
    draft.truth[page.table, twin] = dict(draft.truth[page.table, uid])
    return None


@edit(certain=True)
def last_record_far_below(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
    rows = list(page.rows().values())[-1]
    start = rng.choice([200, 900, 5000])
    moved = {row: start + place for place, row in enumerate(rows)}
    page.merges = []
    page.remap(lambda row: moved.get(row, row))
    return None


@edit(certain=True)
def separator_rows(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    sign = rng.choice(["--", "---", "***", "____"])
    columns = sorted(column for _, column in page.headers().values())
    for rows in reversed(list(page.rows().values())[1:]):
        page.insert_rows(rows[0])
        for column in rng.sample(columns, rng.randint(1, len(columns))):
            page.type(rows[0], column, sign)


@edit(certain=True)
def row_with_a_heading_between_records(draft: Draft, rng: random.Random):
    """*Axe 2: simplification* across the table."""
    page = any_table(draft, rng)
    _uid, rows = any_record(page, rng)
    page.insert_rows(rows[0])
    column = rng.choice([1, 2, 3])
    page.type(rows[0], column, rng.choice(["Axe 2 : simplification", "Direction Ressources humaines", "II. Personeel"]))
    if rng.random() < 0.5:
        page.merges.append((rows[0], column, rows[0], column + 6))


@edit(certain=True)
def totals_row(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    row = max(row for rows in page.rows().values() for row in rows) + 1
    if rng.random() < 0.5:
        page.insert_rows(row)
    else:
        row = page.last_row + rng.randint(1, 3)
    page.type(row, column_of(page, "title", "ref"), rng.choice(["Total", "TOTAL", "Totaal", "Moyenne / Gemiddelde"]))
    page.type(row, column_of(page, "weight", "result"), rng.choice([100, "100 %", 85]))


@edit(certain=True)
def guidance_row_below_the_header(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    row = page.header_rows()[-1] + 1
    page.insert_rows(row)
    for key, text in (
        ("title", "Nom de l'objectif opérationnel"),
        ("description", "Ce qui a été fait"),
        ("deviation", "Ce qui n'a pas été fait OU ce qui a été fait en plus et pourquoi"),
        ("actions", "Indiquer, le cas échéant, les actions futures associées à un objectif opérationnel non clôturé."),
    ):
        if key in page.headers():
            page.type(row, column_of(page, key), text)


@edit(certain=True)
def remark_below_the_table(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    row = page.last_row + rng.randint(1, 12)
    text = rng.choice(["* Chiffres provisoires au 15 mars.", "Source : SAP", "Opgesteld door de cel beheerscontrole"])
    page.type(row, rng.randint(1, 8), text)


@edit(certain=True)
def remark_right_below_the_last_record(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    row = max(row for rows in page.rows().values() for row in rows) + 1
    page.insert_rows(row)
    page.type(row, rng.randint(1, 8), rng.choice(["(*) hors congés de maladie", "NB : voir annexe 2"]))


@edit(certain=True)
def note_beside_the_table(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    _, rows = any_record(page, rng)
    page.type(rng.choice(rows), page.last_column + rng.randint(1, 5), rng.choice(["à vérifier !", 12, "OK pour moi"]))


@edit()
def text_continued_in_another_row(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("description", "deviation"), lambda value: " " in str(value)[:-1])
    if found is None:
        return False
    origin, (row, column) = found
    last = max(page.rows()[origin.uid])
    at = row + 1 if rng.random() < 0.3 else last + 1
    cell = page.cells[row, column]
    first, rest = cell.value.rsplit(" ", 1)
    page.insert_rows(at)
    cell.value = first
    page.type(at, column, rest, origin=origin)
    draft.expect(origin, f"{first}\n{rest}", f"{first} {rest}")
    return None


@edit(certain=True)
def rows_hidden(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.hidden_rows |= set(any_record(page, rng)[1])


@edit(certain=True)
def rows_filtered(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.filtered = True
    page.hidden_rows |= set(any_record(page, rng)[1])
