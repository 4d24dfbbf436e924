"""All rules, in the order of their codes, and the way they are run over one return."""

from __future__ import annotations

from minerva.layout.severities import severities
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
    thresholds,
    weights,
)
from minerva.rules.rule import Rule

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
    tables.objective_unknown,
    tables.objective_without_indicator,
    narratives.counted_differently,
    security.macros_ignored,
    security.reaches_outside,
    security.formula_outside,
    security.text_like_formula,
    security.control_characters,
)

ACROSS: tuple[str, ...] = (*coverage.CODES, "COR001")
"""The codes that are not about one return alone: coverage, and the corrections of the cell."""


def check(submission: Submission) -> list[Finding]:
    """All findings of one return, each with its organisation, file and severity, errors first, in reading order."""
    severity = severities()
    findings = [
        finding.within(submission.organisation, finding.file or submission.file.name, severity[rule.code])
        for rule in RULES
        if severity[rule.code] is not None
        for finding in rule.check(submission)
    ]
    findings += [finding for tell in coverage.OF_ONE_RETURN for finding in tell(submission)]
    # A row of a foreign layout may hold an objective and its indicator: one cell, one finding.
    once = {(f.code, f.file, f.place, f.params, f.reference if not f.cell else ""): f for f in reversed(findings)}
    return sorted(once.values(), key=lambda finding: finding.sort_key)


def all_codes() -> tuple[str, ...]:
    """Every code a finding can have."""
    return (*(rule.code for rule in RULES), *ACROSS)
