"""The journal: every value that differs from what was typed, and every filled cell that is not in the data."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.layout.returns import shown
from minerva.merge.choose import Choice
from minerva.model.consolidation import JournalLine
from minerva.model.reading import Why
from minerva.model.record import Field
from minerva.model.submission import Submission


class JournalError(Exception):
    """Our own mistake: a value was changed without a reason."""


def journal_of(choice: Choice) -> Iterator[JournalLine]:
    """The journal lines of the returns of one organisation, in reading order; corrections are added elsewhere."""
    submission = choice.submission
    for key, field in submission.cover.items():
        yield from _repair(submission, field, key)
    for record in submission.records:
        for key, field in record.fields.items():
            yield from _repair(submission, field, key, record.table.value, record.reference)
        for remark in record.remarks:
            yield from _repair(submission, remark.field, "", record.table.value, record.reference)
    for aside in submission.set_aside:
        yield JournalLine(
            organisation=submission.organisation,
            file=aside.source.file or submission.file.name,
            source=aside.source,
            raw=aside.raw,
            value="",
            why=f"aside.{aside.reason.value}",
            key=aside.key,
        )


def _repair(
    submission: Submission, field: Field, key: str, table: str = "", reference: str = ""
) -> Iterator[JournalLine]:
    value = shown(key, field.text)
    if value == field.raw or field.why is Why.CORRECTION:
        return
    if field.why is None:
        raise JournalError(f"{submission.file.name} {field.source.place}: {field.raw!r} became {field.text!r}")
    yield JournalLine(
        organisation=submission.organisation,
        file=field.source.file or submission.file.name,
        source=field.source,
        raw=field.raw,
        value=value,
        why=f"why.{field.why.value}",
        table=table,
        reference=reference,
        key=key,
    )
