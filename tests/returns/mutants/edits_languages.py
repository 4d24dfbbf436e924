"""Edits of the two rows of a record: tags, rows lost, turned and sorted, values in the other row."""

from __future__ import annotations

import random

from returns.mutants.draft import FIGURES, Cell, Draft, Error, Origin, Page
from returns.mutants.edit import any_record, any_table, column_of, edit, shared_keys, text_keys


def _tags(draft: Draft, rng: random.Random, change) -> None:
    pages = [page for page in draft.pages if page.table]
    for page in pages if rng.random() < 0.5 else [rng.choice(pages)]:
        for cell in list(page.cells.values()):
            if cell.role == "tag":
                change(cell)


@edit(certain=True)
def language_tags_removed(draft: Draft, rng: random.Random):
    _tags(draft, rng, lambda cell: setattr(cell, "value", None))


@edit(certain=True)
def some_language_tags_removed(draft: Draft, rng: random.Random):
    _tags(draft, rng, lambda cell: setattr(cell, "value", None if rng.random() < 0.4 else cell.value))


@edit(certain=True)
def language_tags_spelled_otherwise(draft: Draft, rng: random.Random):
    words = rng.choice([("fr", "nl"), ("F", "N"), ("français", "néerlandais"), ("Frans", "Nederlands"), ("Fr.", "Nl.")])
    _tags(draft, rng, lambda cell: setattr(cell, "value", words[cell.origin.line == "nl"]))


@edit(certain=True)
def language_column_deleted(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    if "language" not in page.headers():
        return False
    page.delete_column(column_of(page, "language"))
    return None


@edit()
def text_typed_into_the_language_column(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    tags = sorted(place for place, cell in page.cells.items() if cell.role == "tag" and cell.origin.uid in page.rows())
    if not tags:
        return False
    page.type(*rng.choice(tags), rng.choice(["Titel", "à traduire", "1", "x"]))
    return None


def _without_line(draft: Draft, page: Page, line: str) -> None:
    rows = set()
    for lines in page.rows().values():
        if len(lines) == 2:
            rows.add(lines[line == "nl"])
    for cell in page.cells.values():
        if line == "fr" and cell.role == "echo":
            cell.value, cell.role = Error("#REF!"), "dead echo"
    page.delete_rows(rows)


@edit(certain=True)
def dutch_rows_removed(draft: Draft, rng: random.Random):
    _without_line(draft, any_table(draft, rng), "nl")


@edit()
def french_rows_removed(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    _without_line(draft, any_table(draft, rng), "fr")
    return None


@edit(certain=True)
def one_dutch_row_removed(draft: Draft, rng: random.Random):
    """The row of the Dutch texts, wherever it stands: another edit may have put it above."""
    page = any_table(draft, rng)
    record = any_record(page, rng, 2)
    if record is None:
        return False
    dutch = {place[0] for origin, place in page.values(record[0]).items() if origin.field.endswith("_nl")}
    if len(dutch) != 1:
        return False
    page.delete_rows(sorted(dutch))
    return None


@edit()
def one_french_row_removed(draft: Draft, rng: random.Random):
    """Without tags, a Dutch row below another record that lost its own is that record's for any reader."""
    if draft.lent:
        return False
    page = any_table(draft, rng)
    if "language" not in page.headers():
        return False
    record = any_record(page, rng, 2)
    if record is None:
        return False
    for cell in page.cells.values():
        if cell.role == "echo" and cell.origin.uid == record[0]:
            cell.value, cell.role = Error("#REF!"), "dead echo"
    page.delete_rows(record[1][:1])
    return None


@edit()
def all_french_rows_above_all_dutch_rows(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    records = [rows for rows in page.rows().values() if len(rows) == 2]
    page.merges = []
    order = [rows[0] for rows in records] + [rows[1] for rows in records]
    new = dict(zip(order, sorted(order), strict=True))
    page.remap(lambda row: new.get(row, row))


@edit()
def record_pasted_between_the_rows_of_another(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    records = [rows for rows in page.rows().values() if len(rows) == 2]
    if len(records) < 2 or draft.lent:
        return False
    page.merges = []
    at = rng.randrange(len(records) - 1)
    (a, b), (c, d) = records[at : at + 2]
    new = {a: a, c: b, d: c, b: d}
    page.remap(lambda row: new.get(row, row))
    return None


@edit()
def dutch_above_french(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
    records = [rows for rows in page.rows().values() if len(rows) == 2]
    new = {}
    for rows in records if rng.random() < 0.5 else rng.sample(records, min(1, len(records))):
        new |= {rows[0]: rows[1], rows[1]: rows[0]}
    page.merges = []
    page.remap(lambda row: new.get(row, row))
    return None


@edit(certain=True)
def texts_swapped_between_the_languages(draft: Draft, rng: random.Random):
    """Typed in the wrong rows, as the tags say; without tags it is another order of the rows."""
    page = any_table(draft, rng)
    if "language" not in page.headers():
        return False
    uid, _rows = any_record(page, rng)
    values = page.values(uid)
    truth = draft.truth[page.table, uid]
    for key in text_keys(page.table):
        french, dutch = values.get(Origin(page.table, uid, key)), values.get(Origin(page.table, uid, key, "nl"))
        if french and dutch and f"{key}_fr" in truth and f"{key}_nl" in truth:
            one, other = page.cells[french], page.cells[dutch]
            one.value, other.value = other.value, one.value
            truth[f"{key}_fr"], truth[f"{key}_nl"] = truth[f"{key}_nl"], truth[f"{key}_fr"]
    return None


@edit(certain=True)
def both_languages_in_one_cell(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    uid, _rows = any_record(page, rng)
    values = page.values(uid)
    for key in text_keys(page.table):
        french, dutch = values.get(Origin(page.table, uid, key)), values.get(Origin(page.table, uid, key, "nl"))
        if french and dutch:
            cell = page.cells[french]
            told = draft.truth[page.table, uid].get(cell.origin.field)
            texts = [f"{text}\n{page.cells[dutch].value}" for text in (told.texts if told else ())]
            cell.value = f"{cell.value}\n{page.cells[dutch].value}"
            draft.expect(cell.origin, *texts, cell.value)
            draft.both.add((page.table, uid))
            page.cells.pop(dutch)


@edit(certain=True)
def figures_typed_in_the_dutch_row(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    uid, rows = any_record(page, rng)
    if len(rows) != 2:
        return False
    for origin, (row, column) in page.values(uid).items():
        if origin.key in shared_keys(page.table) and row == rows[0] and (origin.key == "result" or rng.random() < 0.3):
            page.cells[rows[1], column] = page.cells.pop((row, column))
    return None


@edit(certain=True)
def shared_values_pasted_in_both_rows(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    values = page.values()
    for cell in page.cells.values():
        french = values.get(cell.origin._replace(line="fr")) if cell.role == "echo" else None
        if french is not None:
            source = page.cells[french]
            cell.value, cell.look, cell.formula, cell.role = source.value, source.look, "", "typed"
            cell.origin = source.origin
        elif cell.role == "echo":
            cell.formula, cell.value = "", None


@edit()
def another_figure_in_the_dutch_row(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    places = [
        place
        for place, cell in page.cells.items()
        if cell.role == "echo" and cell.origin.key in FIGURES and cell.origin._replace(line="fr") in page.values()
    ]
    if not places:
        return False
    place = rng.choice(sorted(places))
    page.cells[place] = Cell(rng.choice([12, "13 %", 1.5]), None)
    draft.must_find.append(page.cells[place])
    return None
