"""Cases that one cell, or the thresholds of one record, decides: asked of the parse functions and of the rules."""

from __future__ import annotations

from collections.abc import Mapping

from irregularities.case import Answer, Case, Outcome
from minerva.model.reading import Reading
from minerva.model.record import Record
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Submission
from minerva.parse.budget import read_budgets
from minerva.parse.figure import read_figure
from minerva.parse.reference import read_reference
from minerva.rules.catalogue import check
from rules.submissions import block_of, indicator, objective, submission

READ, FINDING, CATALOGUE, KEPT = Outcome
NOTHING = "no finding"
COLUMNS = {"OS": ReferenceKind.STRATEGIC, "OO": ReferenceKind.OBJECTIVE, "KPI": ReferenceKind.INDICATOR}


def described(reading: Reading, kind: str) -> str:
    """A reading: text, kind, reason of the journal."""
    return " · ".join(filter(None, (reading.text, kind, reading.why and reading.why.value)))


def reference(number: int, typed: str, answer: str, column: str = "OO", outcome: Outcome = READ) -> Case:
    """A cell of a reference column."""

    def proof() -> Answer:
        reading = read_reference(typed, COLUMNS[column])
        return described(reading, reading.value.kind.value + ("" if reading.value.certain else "?"))

    return Case(number, outcome, "parse.reference", (typed,), answer, proof)


def figure(number: int, typed: str, answer: str, outcome: Outcome = READ, **cell: bool) -> Case:
    """A cell of a threshold, a result or a weight."""

    def proof() -> Answer:
        reading = read_figure(typed, **cell)
        return described(reading, reading.value.kind.value)

    return Case(number, outcome, "parse.figure", (typed,), answer, proof)


def budget(number: int, typed: str, answer: str, outcome: Outcome = READ, **more: str) -> Case:
    """A cell of the budget column: the codes that are certain, with their captions; `?` before what is not."""

    def proof() -> Answer:
        found = [
            f"{a.code or '? ' + a.raw}{' ' + a.caption if a.code else ''}".strip() for a in read_budgets(typed).value
        ]
        return " + ".join(found) or "none"

    return Case(number, outcome, "parse.budget", (typed,), answer, proof, **more)


def colour(number: int, typed: tuple[str, str, str], answer: str, outcome: Outcome = READ, **more: str) -> Case:
    """Red threshold, green threshold, result (and unit, direction): the status and, without one, the reason."""
    essence = more.pop("essence", "")
    values = dict(zip(("red", "green", "result"), typed, strict=True)) | more

    def proof() -> Answer:
        return status_of(judged(values).objectives[0])

    return Case(number, outcome, "model.status", (*typed, *more.values()), answer, proof, essence=essence)


def status_of(record: Record) -> str:
    """REALISED, or NOT_ASSESSED with its reason."""
    assessment = record.assessment
    return " · ".join(filter(None, (assessment.status.value, assessment.reason and assessment.reason.value)))


def judged(head: Mapping[str, str] = {}, first: Mapping[str, str] = {}, second: Mapping[str, str] = {}) -> Submission:
    """A good return of one objective with two indicators, with some cells typed otherwise."""
    return submission([block_of(1, head, first, second)])


def rules(
    number: int,
    answer: str,
    head: Mapping[str, str] = {},
    first: Mapping[str, str] = {},
    second: Mapping[str, str] = {},
    outcome: Outcome = FINDING,
    only: str = "",
    **more: str,
) -> Case:
    """A good return with some cells typed otherwise: its findings with their places, or `only` those of one code."""
    typed = tuple(text for values in (head, first, second) for text in values.values())

    def proof() -> Answer:
        return findings_of(judged(head, first, second), only)

    return Case(number, outcome, "rules", typed, answer, proof, **more)


def weights(number: int, typed: tuple[str, ...], answer: str, outcome: Outcome = READ, **more: str) -> Case:
    """The weights of all indicators of one objective."""
    rows = [indicator(1, place) | {"weight": weight} for place, weight in enumerate(typed, 1)]

    def proof() -> Answer:
        return findings_of(submission([(objective(1), rows)]))

    return Case(number, outcome, "rules", typed, answer, proof, **more)


def findings_of(read: Submission, codes: str = "") -> str:
    """The findings of a return as CODE@cell, those of one code or family where asked."""
    found = [f"{finding.code}@{finding.place}" for finding in check(read) if finding.code.startswith(codes)]
    return ", ".join(sorted(found)) or NOTHING
