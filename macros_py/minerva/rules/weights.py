"""WGT: do the indicators of an objective make up the whole objective."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from minerva.model.figure import Figure, FigureKind
from minerva.model.finding import Finding
from minerva.model.record import Record
from minerva.model.status import FULL, Direction, Unit, thresholds_reason
from minerva.model.submission import Submission
from minerva.rules.cells import (
    is_elsewhere,
    is_empty,
    is_unclear,
    lost_cells,
    quoted,
    says_none,
    typed,
    unread_cell,
    unread_figures,
)
from minerva.rules.percentages import measure_meant
from minerva.rules.references import misplaced_objectives, settled_reference
from minerva.rules.rule import broken, once, place_of, proposed, rule
from minerva.rules.tables import stray_indicators

MOST_DECIMALS = 6
LONGEST_FORMULA = 200
_ABSENT = (FigureKind.NONE, FigureKind.NOT_APPLICABLE)


@rule("WGT001")
def weights_not_100(submission: Submission) -> Iterator[Finding]:
    """Ask that the weights of the indicators of one objective add up to 100, within their own rounding.

    n weights printed with d decimals may be off by n × half a unit of the last decimal: 7 × 14,29, 3 × 33,33 and
    9 × 11 are right, 75 is not. 0,5 + 0,5 are percentages typed as fractions. Silent where a weight is missing, where
    an indicator may belong to the objective without saying so, and in a partial return. Put right by correcting the
    weights. Column Poids KPI dans résultat O.O.; lines 955, 977 and 1003 of the report of 2020.
    """
    for objective, records in weighted_groups(submission):
        figures = [record.figure("weight") for record in records]
        if not all(figure is not None and figure.is_numeric for figure in figures):
            continue
        weights = [figure.value for figure in figures]
        if not add_up(weights):
            meant = [weight * FULL for weight in weights] if _are_fractions(figures) else []
            places = [place_of(record, "weight") for record in records]
            yield broken(
                "WGT001",
                places[0],
                records[0],
                proposals=[proposed(place, weight) for place, weight in zip(places, meant, strict=bool(meant))],
                objective=quoted(objective),
                sum=f"{sum(weights):f}".replace(".", ","),
                weights=quoted(" + ".join(record.fields["weight"].raw.strip() for record in records)),
                advice=f"@found.weights.{'fractions' if meant else 'sum'}",
            )


@once
def weighted_groups(submission: Submission) -> list[tuple[str, list[Record]]]:
    """The indicators of each objective, where it is certain that these are all and no others."""
    if not submission.complete:
        return []
    strays = stray_indicators(submission)
    strayed = {id(record) for record in strays}
    open_ends = {record.text("strategic_ref") for record in strays}
    groups: dict[str, list[Record]] = {}
    for record in submission.indicators:
        if not says_none(record) and id(record) not in strayed:
            groups.setdefault(settled_reference(record, "objective_ref"), []).append(record)
    misplaced = misplaced_objectives(submission)
    return [
        (objective, records)
        for objective, records in groups.items()
        if objective and objective not in misplaced and not open_ends & {"", records[0].text("strategic_ref")}
    ]


def add_up(weights: list[Decimal]) -> bool:
    """Whether weights make 100, within their rounding."""
    return abs(sum(weights) - FULL) <= rounding(weights)


def _are_fractions(figures: list[Figure]) -> bool:
    """Whether weights are fractions of 1 that make 100 as percentages."""
    fractions = all(figure.kind is FigureKind.NUMBER and 0 < figure.value <= 1 for figure in figures)
    return fractions and add_up([figure.value * FULL for figure in figures])


def rounding(weights: list[Decimal]) -> Decimal:
    """How far the sum of rounded weights may be from 100: half a unit of the last decimal for each weight."""
    decimals = max(max(0, -weight.as_tuple().exponent) for weight in weights)
    return len(weights) * Decimal("0.5").scaleb(-min(decimals, MOST_DECIMALS))


@rule("WGT002")
def weight_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for a weight as a figure for each indicator.

    Without weights the result of an objective cannot be checked against its indicators. Where no indicator of the
    return has one, that is one finding. A blank is right where no other indicator names the objective: it weighs 100.
    Put right by typing the weights; equal ones are 100 divided by their number. From line 959 (KPI 4.1.5) and from the
    table of Synergie, whose column is empty.
    """
    unread = unread_figures(submission)
    lost = lost_cells(submission) - unread
    used = [record for record in submission.indicators if not says_none(record)]
    wrong = [record for record in used if _is_wrong(record, lost)]
    all_empty = len(wrong) > 1 and len(wrong) == len(used) and not any(record.figure("weight") for record in used)
    shared = _sharing(submission, used)
    wrong = [record for record in wrong if record.figure("weight") is not None or id(record) in shared]
    for record in wrong[:1] if all_empty else wrong:
        formula = unread_cell(record, "weight", unread)
        yield broken(
            "WGT002",
            formula or place_of(record, "weight"),
            record,
            raw="@found.no_stored_value" if formula else typed(record, "weight"),
            scope="@found.scope.all" if all_empty else "@found.scope.one",
        )


def _sharing(submission: Submission, indicators: list[Record]) -> set[int]:
    """The indicators, by identity, whose objective has others; all of them where the other table is not there.

    One that does not say its objective, or names an unknown one, has a finding of its own and may be alone.
    """
    if not submission.objectives:
        return {id(record) for record in indicators}
    named = Counter(settled_reference(record, "objective_ref") for record in indicators)
    return {id(record) for record in indicators if named[settled_reference(record, "objective_ref") or "-"] > 1}


def _is_wrong(record: Record, lost: frozenset) -> bool:
    figure = record.figure("weight")
    if is_elsewhere(record) and (figure is None or figure.kind in _ABSENT):
        return False
    return is_empty(record, "weight", lost) or (figure is not None and not figure.is_numeric)


@rule("WGT003")
def result_not_weighted(submission: Submission) -> Iterator[Finding]:
    """Ask that the result of an objective is the weighted mean of the results of its indicators.

    100 % beside five indicators at 100 % and two at 50 % should be 85,7 %. Of the objectives of the report of 2020
    whose indicators all have a percentage and a weight, all but one are computed so (Emploi, Brussels International).
    Asked only there, where more is better, and where a return computes at least as many objectives so as otherwise; the
    rounding of what is printed is allowed for. Put right by correcting the objective, an indicator or a weight, or by
    justifying. From line 823 (O.O. 4.1) of the report of 2020.
    """
    compared = list(_compared(submission))
    differing = [one for one in compared if one.differs]
    if 2 * len(differing) > len(compared):
        return
    for one in differing:
        yield broken(
            "WGT003",
            place_of(one.objective, "result"),
            one.objective,
            objective=quoted(one.reference),
            raw=typed(one.objective, "result"),
            mean=f"{round(one.mean, 1).normalize():f}".replace(".", ","),
            formula=quoted(_formula(one.shares), LONGEST_FORMULA),
        )


def _compared(submission: Submission) -> Iterator[_Compared]:
    """The objectives whose result can be held against their indicators."""
    objectives: dict[str, list[Record]] = {}
    for record in submission.objectives:
        objectives.setdefault(settled_reference(record, "ref"), []).append(record)
    for reference, records in weighted_groups(submission):
        found = objectives.get(reference, [])
        result = _percentage(found[0], Unit.PERCENT) if len(found) == 1 else None
        shares = _shares(records) if result is not None and result.is_numeric and result.value <= FULL else []
        if shares:
            mean, error = _weighted_mean(shares)
            differs = abs(mean - result.value) > error + _half_unit(result.value)
            yield _Compared(reference, found[0], shares, mean, differs)


class _Compared(NamedTuple):
    """An objective beside the weighted mean of its indicators."""

    reference: str
    objective: Record
    shares: list[_Share]
    mean: Decimal
    differs: bool


class _Share(NamedTuple):
    """What an indicator brings to its objective."""

    weight: Decimal
    result: Decimal
    is_exact: bool


def _shares(records: list[Record]) -> list[_Share]:
    """Weights and results of the indicators of an objective, [] where one is no percentage or the sum is not 100."""
    results = [_percentage(record, Unit.PERCENT, Unit.YES_NO) for record in records]
    figures = [record.figure("weight") for record in records]
    if len(records) == 1 and figures[0] is None:
        figures = [Figure(FigureKind.NUMBER, FULL)]
    if not all(figure is not None and figure.is_numeric for figure in (*results, *figures)):
        return []
    weights = [figure.value for figure in figures]
    if any(result.value > FULL for result in results) or not add_up(weights) or sum(weights) <= 0:
        return []
    return [
        _Share(figure.value, result.value, record.figure("result").is_yes_no)
        for record, result, figure in zip(records, results, figures, strict=True)
    ]


def _percentage(record: Record, *units: Unit) -> Figure | None:
    """The result of a record as a percentage, a yes being 100 and a no 0; None where the record is not measured so."""
    if says_none(record) or is_unclear(record, "unit") or is_unclear(record, "direction"):
        return None
    measure = measure_meant(record)
    result, unit = measure.result, measure.effective_unit
    if unit not in units or measure.direction is Direction.LOWER or result is None:
        return None
    if measure.red is not None and measure.green is not None and thresholds_reason(measure) is not None:
        return None
    if result.is_yes_no and unit is Unit.YES_NO:
        return Figure(FigureKind.PERCENT, FULL if result.kind is FigureKind.YES else Decimal(0))
    large = any(
        figure is not None and figure.is_numeric and figure.value > FULL for figure in (measure.red, measure.green)
    )
    return result if result.is_numeric and not large else None


def _weighted_mean(shares: list[_Share]) -> tuple[Decimal, Decimal]:
    """The weighted mean and how far the rounding of weights and results may move it."""
    total = sum(share.weight for share in shares)
    mean = sum(share.weight * share.result for share in shares) / total
    of_results = sum(share.weight * (0 if share.is_exact else _half_unit(share.result)) for share in shares)
    of_weights = sum(_half_unit(share.weight) * abs(share.result - mean) for share in shares)
    return mean, (of_results + of_weights) / total


def _half_unit(value: Decimal) -> Decimal:
    """Half a unit of the last decimal that is printed."""
    return Decimal("0.5").scaleb(-min(MOST_DECIMALS, max(0, -value.as_tuple().exponent)))


def _formula(shares: list[_Share]) -> str:
    """The sum as people would type it: `5 × 14,29 × 100 + 2 × 14,29 × 50`."""
    counts = Counter((share.weight, share.result) for share in shares)
    terms = [
        f"{f'{count} × ' if count > 1 else ''}{weight.normalize():f} % × {result.normalize():f}"
        for (weight, result), count in counts.items()
    ]
    return " + ".join(terms).replace(".", ",")
