"""Puts the returns that were read into one report, in the order of the register, and accounts for every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from minerva.layout.severities import severities_with
from minerva.merge.choose import Choice, choose
from minerva.merge.corrections import apply_corrections
from minerva.merge.journal import journal_of
from minerva.model.consolidation import Chapter, Consolidation, FileUse, OwnRules
from minerva.model.coverage import Coverage, CoverageLine, State, Use
from minerva.model.finding import Finding
from minerva.model.register import Expected, Organisation, Register
from minerva.model.submission import Annex, SourceFile, Submission, Unusable
from minerva.rules.catalogue import check, graded
from minerva.rules.coverage import (
    not_received,
    result_in_another_return,
    same_file,
    several_returns,
    unexpected,
    unusable,
)

Outcome = Submission | Unusable | Annex


def consolidate(
    register: Register,
    outcomes: Iterable[Outcome],
    *,
    final: bool = False,
    corrections_sheet: str = "",
    judged: Mapping[SourceFile, Sequence[Finding]] | None = None,
    own_rules: OwnRules | None = None,
) -> Consolidation:
    """Merge the outcomes of reading, in whatever order they come. `final` makes the report definitive.

    `judged` gives the findings of returns that were judged when they were read; all others are judged here.
    `own_rules` is the cell's file of severities; those that were judged before were judged by it, too.
    """
    ordered = sorted(outcomes, key=lambda o: o.file.name)
    return _Merge(register, ordered, corrections_sheet, judged or {}, own_rules).result(final)


class _Merge:
    def __init__(
        self,
        register: Register,
        outcomes: list[Outcome],
        corrections_sheet: str,
        judged: Mapping[SourceFile, Sequence[Finding]],
        own_rules: OwnRules | None,
    ):
        self.register = register
        self.own_rules = own_rules
        self.severity = severities_with(own_rules)
        self.judged = judged
        self.corrections_sheet = corrections_sheet
        self.places = {organisation.id: place for place, organisation in enumerate(register.organisations)}
        self.unusable = [o for o in outcomes if isinstance(o, Unusable)]
        annexes = [o for o in outcomes if isinstance(o, Annex)]
        by_organisation: dict[str, list[Submission]] = defaultdict(list)
        for outcome in outcomes:
            if isinstance(outcome, Submission):
                by_organisation[outcome.organisation].append(outcome)
        expected = {o.id for o in register.organisations if register.expects_own(o)}
        self.choices = {i: choose(group) for i, group in by_organisation.items() if i in expected}
        self.annexes = sorted(
            (annex for annex in annexes if annex.organisation in expected), key=lambda a: self._position(a.organisation)
        )
        self.unexpected: list[Submission | Annex] = [
            *(s for i, group in by_organisation.items() if i not in expected for s in group),
            *(annex for annex in annexes if annex.organisation not in expected),
        ]

    def result(self, final: bool) -> Consolidation:
        submissions = {i: choice.submission for i, choice in self.choices.items()}
        corrected = apply_corrections(submissions, self.register.corrections, self.corrections_sheet)
        chapters = [Chapter(o, submissions.get(o.id)) for o in self.register.organisations]
        lines = _coverage_lines(self.register, self.choices, self.unusable, self.annexes)
        findings = graded([*self._findings(lines), *corrected.findings], self.severity)
        journal = [line for choice in self.choices.values() for line in journal_of(choice)]
        return Consolidation(
            register=self.register,
            chapters=chapters,
            coverage=Coverage(tuple(lines)),
            files=sorted(self._files(), key=lambda use: use.file.name),
            findings=sorted(findings, key=lambda f: (self._position(f.organisation), *f.sort_key)),
            journal=sorted(
                [*journal, *corrected.journal],
                key=lambda line: (self._position(line.organisation), line.file, line.source, line.why),
            ),
            annexes=self.annexes,
            own_rules=self.own_rules,
            final=final,
        )

    def _position(self, organisation_id: str) -> int:
        """The place in the register; what belongs to no organisation of it comes last."""
        return self.places.get(organisation_id, len(self.places))

    def _findings(self, lines: list[CoverageLine]) -> Iterable[Finding]:
        for organisation_id, choice in self.choices.items():
            yield from self._judge(choice)
            yield from choice.findings
            if choice.not_used:
                used = [s.file.name for s in (choice.submission, *choice.partial)]
                yield from several_returns(organisation_id, used, [s.file.name for s in choice.not_used])
        yield from self._copies()
        yield from result_in_another_return([choice.submission for choice in self.choices.values()])
        missing = [line.organisation for line in lines if line.state is State.MISSING]
        yield from not_received(o for o in missing if self.register.expects_own(o))
        yield from unusable(self.unusable)
        for submission in self.unexpected:
            yield from unexpected(submission.organisation, submission.file.name)

    def _judge(self, choice: Choice) -> Sequence[Finding]:
        """The findings of a return: those it was read with, unless parts or corrections have changed it since."""
        submission = choice.submission
        changed = choice.partial or any(c.organisation == submission.organisation for c in self.register.corrections)
        known = None if changed else self.judged.get(submission.file)
        return check(submission, self.severity) if known is None else known

    def _copies(self) -> Iterable[Finding]:
        """The files that are the same byte for byte, within an organisation or of two."""
        first: dict[str, Submission] = {}
        for choice in self.choices.values():
            for copy, original in choice.same:
                yield from same_file(copy.organisation, copy.file.name, original.file.name, original.organisation)
            for submission in (choice.submission, *choice.partial, *choice.not_used):
                other = first.setdefault(submission.file.sha256 or submission.file.name, submission)
                if other is not submission:
                    mine, its = submission.file.name, other.file.name
                    yield from same_file(submission.organisation, mine, its, other.organisation)

    def _files(self) -> Iterable[FileUse]:
        for choice in self.choices.values():
            yield _use(choice.submission, Use.USED if choice.submission.complete else Use.PARTIAL)
            for part in choice.partial:
                yield _use(part, Use.PARTIAL)
            for other in choice.not_used:
                yield _use(other, Use.NOT_USED, "use.newer", choice.submission.file.name)
            for copy, original in choice.same:
                yield _use(copy, Use.NOT_USED, "use.same_file", original.file.name)
        for outcome in self.unusable:
            yield FileUse(
                outcome.file, Use.UNUSABLE, outcome.organisation, f"refusal.{outcome.refusal.value}", outcome.told
            )
        for annex in self.annexes:
            yield FileUse(annex.file, Use.ANNEXED, annex.organisation)
        for outcome in self.unexpected:
            version = outcome.template_version if isinstance(outcome, Submission) else ""
            yield FileUse(outcome.file, Use.UNEXPECTED, outcome.organisation, "use.unexpected", "", version)


def _use(submission: Submission, use: Use, reason: str = "", detail: str = "") -> FileUse:
    return FileUse(submission.file, use, submission.organisation, reason, detail, submission.template_version)


def _coverage_lines(
    register: Register, choices: dict[str, Choice], unusable_files: list[Unusable], annexes: list[Annex]
) -> list[CoverageLine]:
    unread: dict[str, list[Unusable | Annex]] = defaultdict(list)
    for outcome in (*annexes, *unusable_files):
        unread[outcome.organisation].append(outcome)
    own = {o.id: _own_line(o, register.expects_own(o), choices.get(o.id), unread[o.id]) for o in register.organisations}
    return [own[o.id] if o.section_of else _with_sections(register, o, own) for o in register.organisations]


def _own_line(
    organisation: Organisation, expected: bool, choice: Choice | None, unread: list[Unusable | Annex]
) -> CoverageLine:
    """The state of one row by its own files."""
    names = tuple(outcome.file.name for outcome in unread)
    refused = [outcome for outcome in unread if isinstance(outcome, Unusable)]
    if choice is not None:
        submission = choice.submission
        copies = (copy for copy, _ in choice.same)
        files = tuple(s.file.name for s in (submission, *choice.partial, *choice.not_used, *copies)) + names
        reasons = _reasons(submission)
        state = State.WITH_GAPS if reasons else State.INTEGRATED
        return CoverageLine(organisation, state, files, len(submission.objectives), len(submission.indicators), reasons)
    if expected and len(refused) < len(unread):
        return CoverageLine(organisation, State.ANNEXED, names, reasons=("gap.annexed",))
    if refused and expected:
        reasons = tuple(sorted({f"refusal.{outcome.refusal.value}" for outcome in refused}))
        return CoverageLine(organisation, State.UNUSABLE, names, reasons=reasons)
    return CoverageLine(organisation, State.MISSING if expected else State.NOT_EXPECTED, names)


def _reasons(submission: Submission) -> tuple[str, ...]:
    """Why a return has gaps; which columns are missing is told by the findings."""
    gaps = ("gap.profile" if submission.profiles else "gap.column",) if submission.gaps else ()
    return gaps if submission.records else (*gaps, "gap.no_record")


def _with_sections(register: Register, organisation: Organisation, own: dict[str, CoverageLine]) -> CoverageLine:
    """The state of an organisation from its own return and those of its sections."""
    mine = own[organisation.id]
    sections = [own[section.id] for section in register.sections_of(organisation.id)]
    awaited = [line for line in (mine, *sections) if register.expects_own(line.organisation)]
    if organisation.expected is Expected.NO or not awaited:
        return mine
    state, reasons = _joint_state(awaited)
    return CoverageLine(
        organisation,
        state,
        tuple(name for line in awaited for name in line.files),
        sum(line.objectives for line in awaited),
        sum(line.indicators for line in awaited),
        reasons,
    )


def _joint_state(lines: list[CoverageLine]) -> tuple[State, tuple[str, ...]]:
    states = {line.state for line in lines}
    reasons = tuple(dict.fromkeys(reason for line in lines for reason in line.reasons))
    if states == {State.MISSING}:
        return State.MISSING, ()
    if states <= {State.MISSING, State.UNUSABLE}:
        return State.UNUSABLE, reasons
    if State.ANNEXED in states and states <= {State.MISSING, State.UNUSABLE, State.ANNEXED}:
        return State.ANNEXED, reasons if states == {State.ANNEXED} else (*reasons, "gap.section")
    if states == {State.INTEGRATED}:
        return State.INTEGRATED, ()
    incomplete = any(line.state in (State.MISSING, State.UNUSABLE) for line in lines)
    return State.WITH_GAPS, (*reasons, "gap.section") if incomplete else reasons
