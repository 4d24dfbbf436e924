"""WGT: do the indicators of an objective make up the whole objective."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from minerva.model.figure import FigureKind
from minerva.model.finding import Finding
from minerva.model.record import Record
from minerva.model.status import FULL
from minerva.model.submission import Submission
from minerva.rules.cells import (
    is_elsewhere,
    is_empty,
    lost_cells,
    quoted,
    says_none,
    typed,
    unread_cell,
    unread_figures,
)
from minerva.rules.references import settled_reference
from minerva.rules.rule import broken, place_of, rule
from minerva.rules.tables import stray_indicators

MOST_DECIMALS = 6
_ABSENT = (FigureKind.NONE, FigureKind.NOT_APPLICABLE)


@rule("WGT001")
def weights_not_100(submission: Submission) -> Iterator[Finding]:
    """Ask that the weights of the indicators of one objective add up to 100, within their own rounding.

    n weights printed with d decimals may be off by n × half a unit of the last decimal: 7 × 14,29, 3 × 33,33 and
    9 × 11 are right, 75 is not. Silent where a weight is missing, where an indicator may belong to the objective
    without saying so, and in a partial return. Put right by correcting the weights. Column Poids KPI dans résultat
    O.O.; lines 955, 977 and 1003 of the report of 2020.
    """
    if not submission.complete:
        return
    strays = stray_indicators(submission)
    strayed = {id(record) for record in strays}
    open_ends = {record.text("strategic_ref") for record in strays}
    groups: dict[str, list[Record]] = {}
    for record in submission.indicators:
        if not says_none(record) and id(record) not in strayed:
            groups.setdefault(settled_reference(record, "objective_ref"), []).append(record)
    for objective, records in groups.items():
        if not objective or open_ends & {"", records[0].text("strategic_ref")}:
            continue
        figures = [record.figure("weight") for record in records]
        if not all(figure is not None and figure.is_numeric for figure in figures):
            continue
        weights = [figure.value for figure in figures]
        if abs(sum(weights) - FULL) > rounding(weights):
            yield broken(
                "WGT001",
                place_of(records[0], "weight"),
                records[0],
                objective=quoted(objective),
                sum=f"{sum(weights):f}".replace(".", ","),
                weights=quoted(" + ".join(record.fields["weight"].raw.strip() for record in records)),
            )


def rounding(weights: list[Decimal]) -> Decimal:
    """How far the sum of rounded weights may be from 100: half a unit of the last decimal for each weight."""
    decimals = max(max(0, -weight.as_tuple().exponent) for weight in weights)
    return len(weights) * Decimal("0.5").scaleb(-min(decimals, MOST_DECIMALS))


@rule("WGT002")
def weight_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for a weight as a figure for each indicator.

    Without weights the result of an objective cannot be checked against its indicators. Where no indicator of the
    return has one, that is one finding. Put right by typing the weights; equal ones are 100 divided by their number.
    From line 959 (KPI 4.1.5) and from the table of Synergie, whose column is empty.
    """
    unread = unread_figures(submission)
    lost = lost_cells(submission) - unread
    used = [record for record in submission.indicators if not says_none(record)]
    wrong = [record for record in used if _is_wrong(record, lost)]
    all_empty = len(wrong) > 1 and len(wrong) == len(used) and not any(record.figure("weight") for record in used)
    for record in wrong[:1] if all_empty else wrong:
        formula = unread_cell(record, "weight", unread)
        yield broken(
            "WGT002",
            formula or place_of(record, "weight"),
            record,
            raw="@found.no_stored_value" if formula else typed(record, "weight"),
            scope="@found.scope.all" if all_empty else "@found.scope.one",
        )


def _is_wrong(record: Record, lost: frozenset) -> bool:
    figure = record.figure("weight")
    if is_elsewhere(record) and (figure is None or figure.kind in _ABSENT):
        return False
    return is_empty(record, "weight", lost) or (figure is not None and not figure.is_numeric)
