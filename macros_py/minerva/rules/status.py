"""STA: a status that must be declared is declared, and no word or colour says another one than the figures."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.record import Record, Source
from minerva.model.status import Direction, Status, Unit
from minerva.model.submission import Aside, NoticeKind, SetAside, Submission
from minerva.parse.choice import read_status_word
from minerva.parse.colour import Light
from minerva.rules.cells import (
    by_column,
    has_column,
    is_elsewhere,
    is_empty,
    is_unclear,
    lost_cells,
    quoted,
    says_none,
    typed,
)
from minerva.rules.deviations import status_meant
from minerva.rules.rule import broken, file_of, place_of, rule

Row = tuple[str, str, int]
"""A row: file (as `file_of` says), sheet, number."""


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


@rule("STA002")
def word_differs(submission: Submission) -> Iterator[Finding]:
    """Ask which is right where a word says another status than thresholds and result do.

    The word stands in the column *declared*, which counts only where the unit is text, or was typed over the status
    the template computes. The report prints the computed one. One finding for each record; silent where the record
    cannot be judged, for that has a finding of its own. Put right by emptying *declared* or restoring the formula of
    the status; if the word is right, by correcting the figure that is not. Columns Déclaré and Statut.
    """
    over = typed_over(submission)
    for record in submission.records:
        words = [aside for aside in over.get(_key(record), ()) if _word(aside) is not _computed(record)] if over else []
        cells = [(aside.source, aside.raw) for aside in words]
        declared = record.measure.declared
        if declared is not None and _computed(record) not in (None, declared):
            cells.append((record.fields["declared"].source, record.fields["declared"].raw))
        if cells:
            places, raws = zip(*cells, strict=True)
            yield broken(
                "STA002",
                places[0],
                record,
                cells=by_column(places),
                raw=quoted(" / ".join(dict.fromkeys(raws))),
                advice=f"@found.unsay.{'status' if words else 'declared'}",
                **_figures(record, _computed(record)),
            )


@rule("STA003")
def colour_differs(submission: Submission) -> Iterator[Finding]:
    """Ask which is right where a result is painted in the colour of another status than thresholds and result give.

    Green is realised, yellow and orange partially, red not realised; pale colours, whole rows and whole columns in one
    colour mean nothing, nor does the colour of the letters. The report has the computed colour. One finding for each
    record; silent where the record cannot be judged. Put right by taking the colour off; if the colour is right, by
    correcting the figure that is not. From line 382 of the report of 2020 (`valeur + couleur: vert, orange ou rouge`).
    """
    painted = {n.source: Light(n.detail) for n in submission.notices if n.kind is NoticeKind.COLOURED}
    for record in submission.records if painted else ():
        status = _computed(record)
        cells = [place for place in _painted_cells(record) if place in painted]
        wrong = [place for place in cells if status not in (None, *painted[place].statuses)]
        if wrong:
            light = painted[wrong[0]]
            yield broken(
                "STA003",
                wrong[0],
                record,
                cells=by_column(place for place in wrong if painted[place] is light),
                colour=f"@found.light.{light}",
                **_figures(record, status),
            )


def typed_over(submission: Submission) -> dict[Row, list[SetAside]]:
    """The words of a status that were typed over the computed one, of records that can be judged, by first row."""
    words = [aside for aside in submission.set_aside if aside.reason is Aside.COMPUTED_COLUMN and aside.key == "status"]
    if not words:
        return {}
    judged = {(*_key(r)[:2], row): _key(r) for r in submission.records if _computed(r) for row in _rows(r)}
    found: dict[Row, list[SetAside]] = {}
    for aside in words:
        key = judged.get((aside.source.file, aside.source.sheet, aside.source.row))
        if key is not None and _word(aside) is not None:
            found.setdefault(key, []).append(aside)
    return found


def _word(aside: SetAside) -> Status | None:
    reading = read_status_word(aside.raw)
    return None if reading is None else reading.value


def _key(record: Record) -> Row:
    return file_of(record), record.sheet, record.row


def _rows(record: Record) -> Iterator[int]:
    yield from (row for row in (record.row, record.row_nl) if row)


def _computed(record: Record) -> Status | None:
    """The status thresholds and result give, None where they give none, or the unit is text."""
    if record.measure.effective_unit is Unit.TEXT or says_none(record):
        return None
    status = status_meant(record)
    return None if status is Status.NOT_ASSESSED else status


def _painted_cells(record: Record) -> Iterator[Source]:
    """The cells whose colour speaks for the record: result, then status, in both rows."""
    result = record.fields.get("result")
    if result is not None:
        yield result.source
    for key in ("result", "status"):
        if key in record.columns:
            places = (Source(record.sheet, row, record.columns[key], file_of(record)) for row in _rows(record))
            yield from (place for place in places if result is None or place != result.source)


def _figures(record: Record, status: Status | None) -> dict[str, str]:
    figures = {key: typed(record, key) for key in ("red", "green", "result")}
    arrow = "▼" if record.measure.effective_direction is Direction.LOWER else "▲"
    return {**figures, "direction": arrow, "status": f"@choice.status.{status}"}
