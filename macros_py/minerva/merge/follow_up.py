"""Who still has to do what: taken from a consolidation, so that letters, pages and the report cannot disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from minerva.merge.consolidate import consolidate
from minerva.model.consolidation import Consolidation, FileUse, OwnRules
from minerva.model.coverage import Use
from minerva.model.finding import Finding
from minerva.model.follow_up import FollowUp
from minerva.model.register import Organisation, Register
from minerva.model.submission import Submission, Unusable

OF_THE_CELL = frozenset(("COV001", "COV002", "COV003", "COV004", "COV007", "COV009", "COV010", "COR001"))
"""Findings about files, names and corrections: the cell settles them, or the list of files tells them."""


def left_to_do(
    register: Register,
    judged: Sequence[tuple[Submission | Unusable, Sequence[Finding]]],
    corrections_sheet: str = "",
    own_rules: OwnRules | None = None,
) -> list[FollowUp]:
    """The same for returns that were only checked, each with its findings; corrections of the cell count as made."""
    return follow_ups(merged_copies(register, judged, corrections_sheet, own_rules))


def merged_copies(
    register: Register,
    judged: Sequence[tuple[Submission | Unusable, Sequence[Finding]]],
    corrections_sheet: str = "",
    own_rules: OwnRules | None = None,
) -> Consolidation:
    """Returns that were only checked, merged on copies: what was read stays as it is for whoever uses it next."""
    known = {outcome.file: findings for outcome, findings in judged}
    copies = [
        replace(outcome, objectives=list(outcome.objectives), indicators=list(outcome.indicators))
        if isinstance(outcome, Submission)
        else outcome
        for outcome, _ in judged
    ]
    return consolidate(register, copies, corrections_sheet=corrections_sheet, judged=known, own_rules=own_rules)


def follow_ups(consolidation: Consolidation) -> list[FollowUp]:
    """One for each organisation and section of which a return is awaited, in the order of the register; then one for
    each unusable file that carries no name of the register.

    A file of an organisation nobody awaits a return from is a finding for the cell and has none.
    """
    files: dict[str, list[FileUse]] = defaultdict(list)
    for use in consolidation.files:
        files[use.organisation].append(use)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in consolidation.findings:
        if finding.code not in OF_THE_CELL:
            findings[finding.organisation].append(finding)
    corrected = Counter(line.organisation for line in consolidation.journal if line.why == "why.correction")
    register = consolidation.register
    awaited = [
        FollowUp(
            chapter.organisation,
            tuple(files[chapter.organisation.id]),
            chapter.submission,
            tuple(findings[chapter.organisation.id]),
            corrected[chapter.organisation.id],
            _above(register, chapter.organisation),
        )
        for chapter in consolidation.chapters
        if register.expects_own(chapter.organisation)
    ]
    return awaited + [FollowUp(None, (use,)) for use in files[""] if use.use is Use.UNUSABLE]


def _above(register: Register, organisation: Organisation) -> Organisation | None:
    return register.by_id(organisation.section_of) if organisation.section_of else None
