"""Which physical rows of a table make a record: a French and a Dutch one, tagged or not, one row, or several."""

from __future__ import annotations

from minerva.excel.returns.table_rows import RowGroup, TableRows, alone
from minerva.excel.returns.tagged_rows import TaggedRows
from minerva.excel.returns.untagged_rows import UntaggedRows


def _moved(rows: TableRows) -> bool:
    """Whether rows of our template that lost all their tags no longer stand where it has them, as their texts say.

    One row in the other language is a slip, two are rows that moved.
    """
    return sum(rows.spoken(row) not in ("", rows.language(row)) for row in rows.rows) > 1


def record_rows(rows: TableRows) -> list[RowGroup]:
    """The records of a table, in the order of their first rows."""
    language = rows.grid.language
    if rows.side_by_side or language:
        found = [alone(row, language or "fr") for row in rows.rows]
    elif rows.tags or (rows.cells.from_template and not _moved(rows)):
        found = TaggedRows(rows).groups()
    else:
        found = UntaggedRows(rows).groups()
    return sorted(found, key=lambda group: min(group.rows))
