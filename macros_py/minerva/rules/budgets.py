"""BUD: can the money of an objective be found in the budget."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.reading import Why
from minerva.model.record import Field
from minerva.model.submission import Submission
from minerva.parse.absence import refers_elsewhere
from minerva.parse.budget import read_budgets
from minerva.rules.cells import quoted, says_none
from minerva.rules.rule import broken, rule

LEAST_DIGITS = 5


@rule("BUD001")
def allocation_unclear(submission: Submission) -> Iterator[Finding]:
    """Ask for budget allocations in the form MM.PPP.AA.NN.EEEE, thirteen digits in five groups.

    A code with a digit too many or too few leads to no line of the budget; it is kept as typed. Words beside a code are
    its caption, and `/` or *Aucun* says that there is none. Put right by typing the whole code. From lines 304, 594,
    810 and 869 of the report of 2020 (`29 006 0145 40`, `16.01.38.01. 3132`).
    """
    for record in submission.objectives:
        field = record.fields.get("budget")
        if field is None or says_none(record):
            continue
        pieces = _unclear_pieces(field)
        if pieces:
            yield broken("BUD001", field.source, record, pieces=quoted(" / ".join(pieces)))


def _unclear_pieces(field: Field) -> list[str]:
    typed = field.text if field.why is Why.CORRECTION else field.raw
    if refers_elsewhere(typed):
        return []
    allocations = read_budgets(typed).value
    unclear = [allocation.raw for allocation in allocations if not allocation.certain]
    if len(unclear) < len(allocations):
        return [piece for piece in unclear if sum(map(str.isdigit, piece)) >= LEAST_DIGITS]
    return unclear
