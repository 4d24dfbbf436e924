"""Which physical rows of a table make a record: a French and a Dutch one, tagged or not, one row, or several."""

from __future__ import annotations

from minerva.excel.returns.table_rows import RowGroup, TableRows, alone
from minerva.excel.returns.tagged_rows import TaggedRows
from minerva.excel.returns.untagged_rows import UntaggedRows


def record_rows(rows: TableRows) -> list[RowGroup]:
    """The records of a table, in the order of their first rows."""
    language = rows.grid.language
    if rows.side_by_side or language:
        found = [alone(row, language or "fr") for row in rows.rows]
    elif rows.cells.from_template or rows.tags:
        found = TaggedRows(rows).groups()
    else:
        found = UntaggedRows(rows).groups()
    return sorted(found, key=lambda group: min(group.rows))
