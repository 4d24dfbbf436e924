"""Edits that share a cell: merged over rows or records, typed once for several, two values in one."""

from __future__ import annotations

import random

from returns.mutants.draft import OO, Draft, Expected, Origin, Page
from returns.mutants.edit import any_record, any_table, column_of, edit, shared_keys


@edit(certain=True)
def shared_cells_merged_over_both_rows(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    for rows in page.rows().values():
        if len(rows) == 2 and rows[1] == rows[0] + 1:
            for key in shared_keys(page.table):
                column = column_of(page, key)
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
                column = column_of(page, key)
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
