"""Edits of rows: records moved, split, joined, repeated, between others; languages of the rows; merged cells."""

from __future__ import annotations

import copy
import random

from returns.drafts import FIGURES, OO, Cell, Draft, Error, Expected, Origin, Page
from returns.edits import any_record, any_table, any_value, edit, shared_keys, text_keys


def _column(page: Page, *keys: str) -> int:
    headers = page.headers()
    return next((headers[key][1] for key in keys if key in headers), 1)


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
    page.type(row, _column(page, "title", "ref"), rng.choice(["Total", "TOTAL", "Totaal", "Moyenne / Gemiddelde"]))
    page.type(row, _column(page, "weight", "result"), rng.choice([100, "100 %", 85]))


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
            page.type(row, _column(page, key), text)


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


# languages


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
    page.delete_column(_column(page, "language"))
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
    page = any_table(draft, rng)
    record = any_record(page, rng, 2)
    if record is None:
        return False
    page.delete_rows([record[1][1]])
    return None


@edit()
def one_french_row_removed(draft: Draft, rng: random.Random):
    if draft.lent:
        return False
    page = any_table(draft, rng)
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
    page = any_table(draft, rng)
    uid, _rows = any_record(page, rng)
    values = page.values(uid)
    truth = draft.truth[page.table, uid]
    for key in text_keys(page.table):
        french, dutch = values.get(Origin(page.table, uid, key)), values.get(Origin(page.table, uid, key, "nl"))
        if french and dutch and f"{key}_fr" in truth and f"{key}_nl" in truth:
            one, other = page.cells[french], page.cells[dutch]
            one.value, other.value = other.value, one.value
            truth[f"{key}_fr"], truth[f"{key}_nl"] = truth[f"{key}_nl"], truth[f"{key}_fr"]


@edit(certain=True)
def both_languages_in_one_cell(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    uid, _rows = any_record(page, rng)
    values = page.values(uid)
    for key in text_keys(page.table):
        french, dutch = values.get(Origin(page.table, uid, key)), values.get(Origin(page.table, uid, key, "nl"))
        if french and dutch:
            cell = page.cells[french]
            cell.value = f"{cell.value}\n{page.cells[dutch].value}"
            draft.expect(cell.origin, cell.value)
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


# merged cells


@edit(certain=True)
def shared_cells_merged_over_both_rows(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    for rows in page.rows().values():
        if len(rows) == 2 and rows[1] == rows[0] + 1:
            for key in shared_keys(page.table):
                column = _column(page, key)
                if key in page.headers() and rng.random() < 0.7:
                    below = page.cells.get((rows[1], column))
                    if below is None or below.role == "echo":
                        page.cells.pop((rows[1], column), None)
                        page.merges.append((rows[0], column, rows[1], column))


def _strategic_runs(draft: Draft, page: Page) -> list[list[str]]:
    """Records that follow each other under one strategic objective."""
    runs: list[list[str]] = []
    last = None
    for uid in page.rows():
        expected = draft.present(page.table, uid).get("strategic_ref")
        if expected is not None and expected == last:
            runs[-1].append(uid)
        else:
            runs.append([uid])
        last = expected
    return [run for run in runs if len(run) > 1]


def _lend(draft: Draft, page: Page, run: list[str], key: str) -> bool:
    """Only the first record of a run keeps its values in a column; the others mean the same."""
    first = {o.field: o for o in page.values(run[0]) if o.key == key}
    truth = draft.truth[page.table, run[0]]
    if not first:
        return False
    for uid in run[1:]:
        own = {o.field: place for o, place in page.values(uid).items() if o.key == key}
        if any(draft.truth[page.table, uid][name] != truth.get(name) for name in own):
            return False
    for uid in run[1:]:
        for origin, place in page.values(uid).items():
            if origin.key == key:
                page.cells.pop(place)
        for name, origin in first.items():
            draft.truth[page.table, uid][name] = truth[name]
            draft.lent[page.table, uid, name] = origin
        for place in [p for p, c in page.cells.items() if c.role == "echo" and c.origin[1:3] == (uid, key)]:
            page.cells.pop(place)
    return True


@edit(certain=True)
def strategic_objective_on_its_first_row_only(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    runs = _strategic_runs(draft, page)
    done = [_lend(draft, page, run, key) for run in runs for key in ("strategic_ref", "strategic_title")]
    return any(done)


@edit(certain=True)
def strategic_objective_merged(draft: Draft, rng: random.Random):
    """References and titles of strategic (and operational) objectives merged over their records."""
    page = any_table(draft, rng)
    more = ["strategic_title", "objective_ref", "objective_title"]
    keys = ["strategic_ref", *more[: rng.choice([0, 1, 3])]]
    done = False
    for run in _strategic_runs(draft, page):
        for key in keys:
            rows = [row for uid in run for row in page.rows()[uid]]
            if key in page.headers() and _lend(draft, page, run, key):
                column = _column(page, key)
                for row in rows[1:]:
                    page.cells.pop((row, column), None)
                page.merges.append((rows[0], column, rows[-1], column))
                done = True
    return done


@edit()
def result_merged_over_two_records(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    uids = list(page.rows())
    if len(uids) < 2:
        return False
    at = rng.randrange(len(uids) - 1)
    one, other = uids[at : at + 2]
    mine = next(((o, p) for o, p in page.values(one).items() if o.key == "result"), None)
    if mine is None:
        return False
    column, rows = mine[1][1], [*page.rows()[one], *page.rows()[other]]
    for row in range(mine[1][0], rows[-1] + 1):
        if (row, column) != mine[1]:
            page.cells.pop((row, column), None)
    page.merges.append((*mine[1], rows[-1], column))
    draft.truth[page.table, other]["result"] = draft.truth[page.table, one]["result"]
    draft.lent[page.table, other, "result"] = mine[0]
    return None


@edit()
def several_objectives_in_one_row(draft: Draft, rng: random.Random):
    """Two objectives printed in one row, with one result for both."""
    page = draft.page(OO)
    uids = list(page.rows()) if page is not None else []
    if len(uids) < 2:
        return False
    one, other = uids[:2]
    mine, theirs = page.values(one), page.values(other)
    ref, title = (Origin(OO, one, key) for key in ("ref", "title"))
    if not {ref, title} <= set(mine) or not {ref._replace(uid=other), title._replace(uid=other)} <= set(theirs):
        return False
    for origin in [o for o in mine if o.key in ("ref", "title")]:
        cell, again = page.cells[mine[origin]], theirs.get(origin._replace(uid=other))
        if again is None:
            continue
        both = (str(cell.value), str(page.cells[again].value))
        cell.value = rng.choice(["\n", "\n\n"]).join(both)
        draft.truth[OO, one][origin.field] = Expected((both[0], cell.value))
        draft.truth[OO, other][origin.field] = Expected((both[1], cell.value))
    truth = draft.truth[OO, one]
    named = {key: told for key, told in draft.truth[OO, other].items() if key in ("ref", "title_fr", "title_nl")}
    draft.truth[OO, other] = truth | named
    for origin in mine:
        draft.lent[OO, other, origin.field] = origin
    page.delete_rows(page.rows()[other])
    return None


@edit(certain=True)
def reference_and_title_in_one_cell(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    uid, _rows = any_record(page, rng)
    values = page.values(uid)
    ref, title = (Origin(page.table, uid, key) for key in ("ref", "title"))
    if ref not in values or title not in values:
        return False
    into = rng.choice([ref, title])
    target = page.cells[values[into]]
    target.value = f"{page.cells[values[ref]].value}{rng.choice([' : ', ' - ', ' '])}{page.cells[values[title]].value}"
    other = title if into is ref else ref
    page.cells.pop(values[other])
    truth = draft.truth[page.table, uid]
    draft.expect(into, *truth[into.field].texts, target.value)
    draft.lent[page.table, uid, other.field] = into
    return None
