"""Good returns in the printed form of the report: two tables, no language tags, none of the columns the template adds.

Which row is the Dutch one, and which rows make a record, is told by the texts alone: this is where guesses hide.
"""

from __future__ import annotations

from functools import cache

from returns.mutants.draft import TABLES, Draft, Page
from returns.mutants.good import TEMPLATES, template_draft

FORMS = 8
OURS = ("language", "unit", "direction", "status", "declared", "justification")
_NAMES = {"OO-OD": "Objectifs opérationnels", "KPI": "Indicateurs"}


def good_draft(number: int) -> Draft:
    """A good return: of the template, or in the printed form; the same number gives the same one."""
    return template_draft(number) if number < TEMPLATES else printed_draft(number - TEMPLATES)


@cache
def printed_draft(number: int) -> Draft:
    """A good return typed into a copy of the printed tables."""
    draft = template_draft(number % TEMPLATES).copy()
    draft.pages = [page for page in draft.pages if page.table in TABLES]
    for page in draft.pages:
        _without_what_is_ours(page)
        if number % 2:
            page.name = _NAMES[page.table]
    draft.truth = {
        record: {key: value for key, value in values.items() if key not in OURS}
        for record, values in draft.truth.items()
    }
    for page in draft.pages:
        _without_lone_parents(page)
    return draft


def _without_lone_parents(page: Page) -> None:
    """Nobody types a Dutch row that holds but the title of what is above: it could as well be a heading."""
    for uid in page.rows():
        dutch = {origin.field: place for origin, place in page.values(uid).items() if origin.field.endswith("_nl")}
        if dutch.keys() <= {"strategic_title_nl", "objective_title_nl"}:
            for place in dutch.values():
                page.cells.pop(place)


def _without_what_is_ours(page: Page) -> None:
    top = page.header_rows()[0]
    helpers = {column for (_, column), cell in page.cells.items() if cell.role == "helper"}
    added = {column for key, (_, column) in page.headers().items() if key in OURS}
    for column in sorted(helpers | added, reverse=True):
        page.delete_column(column)
    page.cells = {place: cell for place, cell in page.cells.items() if cell.role != "echo" and place[0] >= top}
    page.delete_rows(range(1, top))
