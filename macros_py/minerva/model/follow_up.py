"""What an organisation still has to do for its return: the same for the letter it gets and for the page of the cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from minerva.model.consolidation import FileUse
from minerva.model.coverage import Use
from minerva.model.finding import JUSTIFIED, Finding, Severity
from minerva.model.register import Organisation
from minerva.model.submission import Submission


class Stage(StrEnum):
    """How far a return is; disjoint, the most urgent first."""

    MISSING = "missing"
    UNUSABLE = "unusable"
    TO_CORRECT = "to_correct"
    TO_JUSTIFY = "to_justify"
    FINE = "fine"


TRANSLATION = "LNG001"
"""The rule whose warnings may wait: a translation may follow until the report is final."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One organisation or section of which a return is awaited, or, without `organisation`, a file nobody's name is on.

    `submission` is what was taken of its files, None where nothing could be. `findings` are those it has to answer
    itself, in reading order. `corrected` counts the values the cell corrected for it. `above` is the organisation of a
    section.
    """

    organisation: Organisation | None
    files: tuple[FileUse, ...] = ()
    submission: Submission | None = None
    findings: tuple[Finding, ...] = ()
    corrected: int = 0
    above: Organisation | None = None

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.submission is None:
            return Stage.UNUSABLE if self.files else Stage.MISSING
        if self.errors:
            return Stage.TO_CORRECT
        return Stage.TO_JUSTIFY if self.warnings or self.translations else Stage.FINE

    def standing(self, standing: str) -> list[Finding]:
        """The findings that stand there."""
        return [finding for finding in self.findings if finding.standing == standing]

    @property
    def errors(self) -> list[Finding]:
        """What must be corrected."""
        return self.standing(Severity.ERROR.value)

    @property
    def warnings(self) -> list[Finding]:
        """What should be corrected or justified; missing translations are counted apart."""
        return [finding for finding in self.standing(Severity.WARNING.value) if finding.code != TRANSLATION]

    @property
    def translations(self) -> list[Finding]:
        """The translations that are still missing."""
        return [finding for finding in self.standing(Severity.WARNING.value) if finding.code == TRANSLATION]

    @property
    def justified(self) -> list[Finding]:
        """The warnings that have their reason."""
        return self.standing(JUSTIFIED)

    @property
    def used(self) -> list[FileUse]:
        """The files that count."""
        return [use for use in self.files if use.use in (Use.USED, Use.PARTIAL, Use.ANNEXED)]

    @property
    def unused(self) -> list[FileUse]:
        """The files from which nothing was taken, each with its reason."""
        return [use for use in self.files if use.use in (Use.NOT_USED, Use.UNUSABLE)]

    @property
    def deadline(self) -> date | None:
        """Until when it must be there; a section may have that of its organisation."""
        own = self.organisation.deadline if self.organisation is not None else None
        return own or (self.above.deadline if self.above is not None else None)

    def name(self, language: str, separator: str = " – ") -> str:
        """The name of the organisation in `fr` or `nl`, a section behind its organisation; '' where nobody is known."""
        rows = (self.above, self.organisation)
        return separator.join(row.name(language) for row in rows if row is not None)
