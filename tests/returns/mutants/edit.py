"""The register of edits: what people do to a return, each a function that changes a draft and its truth.

An edit returns False where it does not apply to this draft. `certain` says that every value can still be read with
certainty after this edit alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from returns.mutants.draft import TABLES, Draft, Origin, Page, Place, layout_of

Change = Callable[[Draft, random.Random], bool | None]


class Edit(NamedTuple):
    """An edit; one that comes `last` leaves no sheet that holds one table for others to edit."""

    name: str
    change: Change
    certain: bool
    last: bool


EDITS: dict[str, Edit] = {}


def edit(certain: bool = False, last: bool = False) -> Callable[[Change], Change]:
    """Register an edit under the name of its function."""

    def register(change: Change) -> Change:
        assert change.__name__ not in EDITS, change.__name__
        EDITS[change.__name__] = Edit(change.__name__, change, certain, last)
        return change

    return register


def any_table(draft: Draft, rng: random.Random) -> Page | None:
    """One of the tables that still has a header and records."""
    pages = [draft.page(table) for table in TABLES]
    pages = [page for page in pages if page is not None and page.header_rows() and page.rows()]
    return rng.choice(pages) if pages else None


def any_record(page: Page, rng: random.Random, lines: int = 0) -> tuple[str, list[int]] | None:
    """One of the records and its rows; with `lines`, one that has as many."""
    records = [(uid, rows) for uid, rows in page.rows().items() if not lines or len(rows) == lines]
    return rng.choice(records) if records else None


def any_value(
    page: Page, rng: random.Random, keys: tuple[str, ...], want: Callable[[object], bool] = bool, line: str = ""
) -> tuple[Origin, Place] | None:
    """A typed value of one of the columns, wanted."""
    found = [
        (origin, place)
        for origin, place in page.values().items()
        if origin.key in keys and want(page.cells[place].value) and (not line or origin.line == line)
    ]
    return rng.choice(sorted(found)) if found else None


def text_keys(table: str) -> tuple[str, ...]:
    """The columns of texts."""
    return tuple(column.key for column in layout_of(table).columns if column.kind == "text")


def shared_keys(table: str) -> tuple[str, ...]:
    """The columns whose value both languages share."""
    return tuple(column.key for column in layout_of(table).all_columns if column.shared)


def column_of(page: Page, *keys: str) -> int:
    """The column of the first of the keys that has a header, the first one without."""
    headers = page.headers()
    return next((headers[key][1] for key in keys if key in headers), 1)


def table_columns(page: Page) -> list[int]:
    """The columns of the table that have a header."""
    return sorted(column for _, column in page.headers().values())
