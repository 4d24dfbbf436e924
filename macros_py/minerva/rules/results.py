"""RES: is there a result, and can it be read as the figure it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from minerva.model.figure import Figure, FigureKind
from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES, Record, Source
from minerva.model.status import FULL, Measure, Unit, thresholds_reason, units_differ
from minerva.model.submission import NoticeKind, Submission
from minerva.parse.absence import says_figure_is_pending
from minerva.parse.text import fold_words
from minerva.rules.cells import (
    elsewhere,
    has_column,
    holds_error,
    is_elsewhere,
    is_empty,
    is_unclear,
    lost_cells,
    measure_of,
    quoted,
    says_none,
    says_nothing,
    typed,
    unread_cell,
    unread_figures,
)
from minerva.rules.percentages import fractions_throughout, hundredfold, measure_meant, percentage_meant
from minerva.rules.rule import broken, place_of, proposed, rule
from minerva.rules.thresholds import in_two_units

_UNIT_ADVISED = ("text", "not_yes_no")
_DATE = re.compile(r"\s*[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}(?:[ T][0-9:.]+)?\s*")


@rule("RES001")
def result_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for a result in every record, also in one that holds only its references; not where the unit is text.

    A record without result is printed as not assessed. Put right by typing the figure reached on 31 December, or
    `N/A` where the indicator did not apply this year; a formula without stored value, by recalculating and saving.
    Column Résultat atteint.
    """
    unread = unread_figures(submission)
    lost = lost_cells(submission) - unread
    for record in submission.records:
        if measure_of(record) is not None and not is_elsewhere(record) and _is_missing(record, lost):
            formula = unread_cell(record, "result", unread)
            yield broken(
                "RES001",
                formula or place_of(record, "result"),
                record,
                raw="@found.no_stored_value" if formula else typed(record, "result"),
                otherwise=f"@found.otherwise.{'formula' if formula else 'result'}",
            )


def _is_missing(record: Record, lost: frozenset[Source]) -> bool:
    figure = record.figure("result")
    return is_empty(record, "result", lost) or (figure is not None and figure.kind is FigureKind.NONE)


@rule("RES002")
def result_not_a_figure(submission: Submission) -> Iterator[Finding]:
    """Ask for a figure, or a yes or no, as result; sentences and dates belong in the description.

    What is no figure cannot be compared with thresholds. Silent where a threshold is of the same sort: then the unit
    is what is wrong (THR001, THR003), and where the cell holds several figures (STR011). Put right by typing the
    figure. From lines 719 (a date) and 918 (`seront disponibles au courant 2021`) of the report of 2020.
    """
    several = {notice.source for notice in submission.notices if notice.kind is NoticeKind.SEVERAL_FIGURES}
    for record in submission.records:
        measure = measure_of(record)
        problem = _problem(record, measure)
        if problem and place_of(record, "result") not in several:
            without = problem in _UNIT_ADVISED and not has_column(record, "unit")
            yield broken(
                "RES002",
                place_of(record, "result"),
                record,
                raw=typed(record, "result"),
                problem=f"@found.problem.{problem}",
                figure=f"@found.figure.{_wanted(measure)}",
                advice=f"@found.advice.{problem}{'_without_unit' if without else ''}",
            )


def _wanted(measure: Measure | None) -> str:
    """What should stand in the cell: a word for the labels."""
    if measure is None:
        return "readable"
    return "yes_no" if measure.effective_unit is Unit.YES_NO else "number"


def _problem(record: Record, measure: Measure | None) -> str:
    """What is wrong with the kind of a result: a word for the labels, or ''. An error of a formula is never meant."""
    result = record.figure("result")
    if result is None:
        return ""
    if holds_error(record, "result") and not says_none(record):
        return "error"
    if measure is None:
        return ""
    if result.kind is FigureKind.PROVISIONAL:
        return "provisional"
    shapes = {_shape(figure) for figure in (measure.red, measure.green) if figure is not None}
    if _shape(result) in shapes:
        return ""
    if result.kind is FigureKind.TEXT:
        return "date" if _DATE.fullmatch(record.fields["result"].raw) else "text"
    if measure.effective_unit is Unit.YES_NO:
        return "not_yes_no" if result.is_numeric and not 0 <= result.value <= FULL else ""
    return "yes_no" if result.is_yes_no and "number" in shapes else ""


def _shape(figure: Figure) -> str:
    if figure.is_yes_no:
        return "yes_no"
    return "number" if figure.is_numeric else figure.kind.value


@rule("RES003")
def fraction_typed(submission: Submission) -> Iterator[Finding]:
    """Ask whether 0,85 among percentages means 85 %.

    The value is kept as typed and coloured as typed, mostly red. Asked only where a hundred times the result lies
    nearer to the thresholds than the result itself, for 0,85 % can be right where thresholds are 2 and 5. Put right
    by typing 85, or 0,85 % with its sign. From cells whose percent format was lost by pasting, a whole row of them too.
    """
    for record in submission.records:
        if says_none(record) or is_unclear(record, "unit"):
            continue
        meant = percentage_meant(record)
        slips = fractions_throughout(record) if meant is None else {"result": meant}
        if slips:
            places = {key: place_of(record, key) for key in slips}
            yield broken(
                "RES003",
                place_of(record, "result"),
                record,
                proposals=[proposed(places[key], value) for key, value in slips.items()],
                raw=typed(record, "result"),
                proposal=" / ".join(f"{value.normalize():f}".replace(".", ",") for value in slips.values()),
                cells=", ".join(place.cell for place in places.values()),
            )


@rule("RES004")
def result_elsewhere(submission: Submission) -> Iterator[Finding]:
    """Say that a record whose result is not applicable, or stands in another report, is not assessed.

    Nothing to correct where that is meant: the record is printed without colour and is in no rate. From lines 372 to
    393, 515 and 676 of the report of 2020 (`verwijzen wij naar …`, `Pas d'application pour le SPRB`, `N/A`). A
    description that begins so says it too, where the result is empty.
    """
    for record in submission.records:
        told = elsewhere(record)
        if told is None or says_none(record):
            continue
        if record.measure.unit is not Unit.TEXT or record.measure.declared is None:
            field, kind = told
            named = {"raw": quoted(field.raw), "reason": f"@reason.{kind}", "where": place_of(record, "result").cell}
            yield broken("RES004", field.source, record, **named)


@rule("RES005")
def units_do_not_match(submission: Submission) -> Iterator[Finding]:
    """Ask for thresholds and result in one unit: percentages with percentages, numbers with numbers.

    100 % cannot be held against 18166 files. Put right by typing the result in the unit of the thresholds, or by
    choosing the unit. From line 918 of the report of 2020 (14533 | 18166 | 100 %). A yes or no among figures is RES002.
    """
    for record in submission.records:
        measure = measure_of(record)
        if measure is None:
            continue
        figures = (measure.red, measure.green, measure.result)
        if not all(figure is not None and figure.is_numeric for figure in figures):
            continue
        unit = measure.effective_unit
        if unit is not Unit.YES_NO and not in_two_units(measure) and units_differ(measure, unit):
            yield broken(
                "RES005",
                place_of(record, "result"),
                record,
                raw=typed(record, "result"),
                red=typed(record, "red"),
                green=typed(record, "green"),
                unit=f"@choice.unit.{unit}",
            )


@rule("RES006")
def percentage_over_100(submission: Submission) -> Iterator[Finding]:
    """Ask whether a percentage above 100 is meant, where both thresholds are at most 100.

    Excel makes 8500 % of 85 typed or pasted into a cell with a percent format; and 152 beside 20 and 40 is a number,
    not a percentage. Silent where the deviation is explained. Put right by typing the percentage, by choosing the unit
    *number*, or by explaining it. From the figure cells of the report of 2020, which mix 85, 85 % and 100,00 %.
    """
    for record in submission.records:
        if measure_of(record) is None or not _is_over_100(record):
            continue
        meant = hundredfold(record.figure("result"))
        if meant is not None or not _is_explained(record):
            place = place_of(record, "result")
            yield broken(
                "RES006",
                place,
                record,
                proposals=[] if meant is None else [proposed(place, meant)],
                raw=typed(record, "result"),
                red=typed(record, "red"),
                green=typed(record, "green"),
                advice=f"@found.over_100.{_advice_over_100(record, meant)}",
            )


def _is_over_100(record: Record) -> bool:
    measure = measure_meant(record)
    result = record.figure("result")
    if result is None or not result.is_numeric or result.value <= FULL or measure.effective_unit is not Unit.PERCENT:
        return False
    if is_unclear(record, "direction") or thresholds_reason(measure) is not None:
        return False
    return max(measure.red.value, measure.green.value) <= FULL


def _is_explained(record: Record) -> bool:
    texts = (record.text(f"deviation_{language}").strip() for language in LANGUAGES)
    return any(text and not says_nothing(text) for text in texts)


def _advice_over_100(record: Record, meant: Decimal | None) -> str:
    if meant is not None:
        return "hundredfold_result"
    return "result" if has_column(record, "unit") else "result_without_unit"


@rule("RES007")
def result_still_pending(submission: Submission) -> Iterator[Finding]:
    """Ask what a result stands for whose own text says that the figure is provisional or not known yet.

    Read in the description and the explanation of the record. Put right by typing the last known figure and saying in
    the description from when it is, or by justifying. From line 918 of the report of 2020 (100 % beside `Les chiffres
    de 2020 seront disponibles au courant 2021`).
    """
    for record in submission.records:
        figure = record.figure("result")
        if figure is None or not (figure.is_numeric or figure.is_yes_no) or says_none(record):
            continue
        keys = (f"{column}_{language}" for column in ("description", "deviation") for language in LANGUAGES)
        key = next((key for key in keys if says_figure_is_pending(record.text(key))), "")
        if key:
            place = place_of(record, "result")
            raw = typed(record, "result")
            yield broken("RES007", place, record, raw=raw, text=typed(record, key), other=place_of(record, key).cell)


_COUNTS = re.compile(r"(?:le |het )?(?:nombre|nbre?|aantal)(?: |$)")


@rule("RES009")
def percentage_of_a_number(submission: Submission) -> Iterator[Finding]:
    """Ask for a number as result where the title of the record counts something and the thresholds are numbers.

    100 % of *Nombre d'entreprises agréées* with thresholds 47 and 63 is coloured as 100 enterprises. Silent where the
    units differ in a way that needs no title (RES005). Put right by typing the number, and the unit *number*. From line
    926 of the report of 2020 (47 | 63 | 100,0 0%).
    """
    for record in submission.records:
        measure = measure_of(record)
        if measure is None or measure.effective_unit is not Unit.PERCENT or not _counts(record):
            continue
        figures = (measure.red, measure.green)
        plain = all(figure is not None and figure.kind is FigureKind.NUMBER for figure in figures)
        result = measure.result
        if (
            plain
            and result is not None
            and result.kind is FigureKind.PERCENT
            and not units_differ(measure, Unit.PERCENT)
        ):
            key = next(key for key in ("title_fr", "title_nl") if record.text(key).strip())
            yield broken(
                "RES009",
                place_of(record, "result"),
                record,
                raw=typed(record, "result"),
                red=typed(record, "red"),
                green=typed(record, "green"),
                title=typed(record, key),
            )


def _counts(record: Record) -> bool:
    """Whether the title begins with *Nombre* or *Aantal* and speaks of no percentage."""
    titles = [fold_words(record.text(f"title_{language}")[:200]) for language in LANGUAGES]
    return any(_COUNTS.match(title) for title in titles) and not any("%" in title for title in titles)
