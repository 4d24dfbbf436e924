"""The texts of an earlier regional workbook, by which one that was taken over from it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from minerva.model.last_year import LastYear
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import Table
from minerva.parse.alike import fingerprint
from minerva.rules.texts import RETOLD, says_much


def texts_of(report: PublishedReport) -> LastYear:
    """The texts of a report that say much, as fingerprints: all that the processes that read returns need of it."""
    texts: dict[str, set[int]] = defaultdict(set)
    for table, rows in report.rows.items():
        for row in rows:
            texts[row.organisation].update(_fingerprints(table, row))
    numbers = {organisation: frozenset(found) for organisation, found in texts.items() if organisation and found}
    return LastYear(report.file, report.year, numbers)


def _fingerprints(table: Table, row: PublishedRow) -> Iterator[int]:
    for key in RETOLD[table] if row.text("ref") else ():
        text = row.text(key)
        if says_much(text):
            yield fingerprint(table.value, row.text("ref"), key, text)
