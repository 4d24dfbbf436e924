"""All rules, in the order of their codes, and the way they are run over one return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from minerva.layout.severities import Severities, severities
from minerva.model.finding import Finding
from minerva.model.submission import Submission
from minerva.rules import (
    budgets,
    coverage,
    deviations,
    languages,
    narratives,
    notices,
    references,
    results,
    security,
    status,
    structure,
    tables,
    texts,
    thresholds,
    weights,
)
from minerva.rules.cells import unread_figures
from minerva.rules.rule import Rule, answers_kept

RULES: tuple[Rule, ...] = (
    structure.part_missing,
    structure.not_merged,
    structure.rows_contradict,
    structure.word_not_understood,
    notices.comment_beside_cell,
    notices.struck_through,
    notices.hidden_content,
    notices.figure_shared,
    notices.recognised_by_content,
    notices.several_figures,
    notices.read_by_profile,
    notices.older_template,
    structure.other_layout_lacks,
    references.reference_missing,
    references.reference_twice,
    references.reference_uncertain,
    references.code_of_another_year,
    references.number_left_out,
    references.reference_misplaced,
    references.reference_with_look_alikes,
    thresholds.threshold_missing,
    thresholds.thresholds_reversed,
    thresholds.threshold_not_a_figure,
    thresholds.thresholds_equal,
    thresholds.thresholds_in_two_units,
    thresholds.threshold_over_100,
    results.result_missing,
    results.result_not_a_figure,
    results.fraction_typed,
    results.result_elsewhere,
    results.units_do_not_match,
    results.percentage_over_100,
    results.result_still_pending,
    narratives.text_says_another_figure,
    results.percentage_of_a_number,
    status.status_not_declared,
    status.word_differs,
    status.colour_differs,
    weights.weights_not_100,
    weights.weight_missing,
    weights.result_not_weighted,
    deviations.deviation_not_explained,
    deviations.no_future_actions,
    deviations.result_not_described,
    deviations.far_beyond_not_explained,
    deviations.deviation_denied,
    budgets.allocation_unclear,
    languages.translation_missing,
    languages.placeholder_left,
    languages.letters_of_another_alphabet,
    languages.wrong_language,
    languages.figures_differ,
    texts.title_missing,
    texts.too_long_for_print,
    texts.too_many_lines,
    texts.copied_description,
    texts.same_as_last_year,
    texts.address_of_a_person,
    texts.another_year,
    texts.two_measures,
    tables.objective_unknown,
    tables.objective_without_indicator,
    tables.title_differs,
    narratives.counted_differently,
    security.macros_ignored,
    security.reaches_outside,
    security.formula_outside,
    security.text_like_formula,
    security.control_characters,
)

NOT_MERGED = structure.not_merged.code
ASK_FOR_FIGURES = (results.result_missing.code, thresholds.threshold_missing.code, weights.weight_missing.code)

ACROSS: tuple[str, ...] = (*coverage.CODES, "COR001")
"""The codes that are not about one return alone: coverage, and the corrections of the cell."""


def check(submission: Submission, severity: Severities | None = None) -> list[Finding]:
    """All findings of one return, each with its organisation, file and severity, errors first, in reading order.

    `severity` is that of each rule, as the house gives it where nothing else is said.
    """
    severity = severities() if severity is None else severity
    with answers_kept():
        findings = _without_told_better(_all_findings(submission, severity), submission)
    # A row of a foreign layout may hold an objective and its indicator: one cell, one finding.
    once = {(f.code, f.file, f.place, f.params, f.reference if not f.cell else ""): f for f in reversed(findings)}
    return sorted(graded(once.values(), severity), key=lambda finding: finding.sort_key)


def _all_findings(submission: Submission, severity: Severities) -> list[Finding]:
    findings = [
        replace(finding, organisation=submission.organisation, file=finding.file or submission.file.name)
        for rule in RULES
        if severity[rule.code] is not None
        for finding in rule.check(submission)
    ]
    return findings + [finding for tell in coverage.OF_ONE_RETURN for finding in tell(submission)]


def graded(findings: Iterable[Finding], severity: Severities | None = None) -> list[Finding]:
    """The findings with the severity of their rules, without those of rules that are switched off."""
    severity = severities() if severity is None else severity
    return [
        finding if finding.severity is severity[finding.code] else replace(finding, severity=severity[finding.code])
        for finding in findings
        if severity[finding.code] is not None
    ]


def _without_told_better(findings: list[Finding], submission: Submission) -> list[Finding]:
    """A cell that is not merged is told once: by the rule that needs its figure, or holds its word against another."""
    told = _needed_figures(findings, submission)
    if any(finding.code == status.word_differs.code for finding in findings):
        asides = (aside.source for asides in status.typed_over(submission).values() for aside in asides)
        told |= {(place.file or submission.file.name, place.sheet, place.cell) for place in asides}
    return [f for f in findings if f.code != NOT_MERGED or (f.file, f.sheet, f.cell) not in told]


def _needed_figures(findings: list[Finding], submission: Submission) -> set[tuple[str, str, str]]:
    """The cells of figures no one could read that another rule asks for: file, sheet, cell."""
    if not unread_figures(submission):
        return set()
    asking = [finding for finding in findings if finding.code in ASK_FOR_FIGURES]
    return {(f.file, f.sheet, cell) for f in asking for cell in dict(f.params).get("cells", f.cell).split(", ")}


def all_codes() -> tuple[str, ...]:
    """Every code a finding can have."""
    return (*(rule.code for rule in RULES), *ACROSS)
