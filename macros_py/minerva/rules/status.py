"""STA: a status that must be declared is declared."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.status import Unit
from minerva.model.submission import Submission
from minerva.rules.cells import has_column, is_elsewhere, is_empty, is_unclear, lost_cells, says_none
from minerva.rules.rule import broken, place_of, rule


@rule("STA001")
def status_not_declared(submission: Submission) -> Iterator[Finding]:
    """Ask for the status in words where the unit is text.

    Only the correspondent can say whether a result told in words was reached; Minerva never guesses it. Put right by
    choosing the word in the column *declared*. From line 460 of the report of 2020, a threshold in words.
    """
    lost = lost_cells(submission)
    for record in submission.records:
        if record.text("unit") != Unit.TEXT or record.measure.declared is not None or says_none(record):
            continue
        if is_elsewhere(record) or is_unclear(record, "declared"):
            continue
        key = "declared" if has_column(record, "declared") else "unit"
        if not record.text(key) and not is_empty(record, key, lost):
            continue
        yield broken("STA001", place_of(record, key), record)
