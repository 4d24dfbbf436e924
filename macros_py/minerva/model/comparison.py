"""What differs between two regional workbooks: of two years, or two versions of the same year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from minerva.model.coverage import State
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import Table
from minerva.model.status import Status

CERTAIN = 100


class Change(StrEnum):
    """What differs between a record then and now; each member has a label `compare.change.<value>`.

    Three are about the thresholds: they became easier to reach given the direction, harder, or neither can be said (set
    for the first time, taken away, counted in another unit).
    """

    BAR_LOWERED = "bar_lowered"
    BAR_RAISED = "bar_raised"
    THRESHOLDS = "thresholds"
    DIRECTION = "direction"
    UNIT = "unit"
    STATUS = "status"
    RESULT = "result"
    WEIGHT = "weight"
    REWORDED = "reworded"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    EXPLANATION = "explanation"
    DESCRIPTION = "description"
    OTHER = "other"


class Telling(StrEnum):
    """What became of a text that explains; each member has a label `compare.telling.<value>`."""

    NONE = "none"
    NEW = "new"
    GONE = "gone"
    SAME = "same"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Pair:
    """A record then and now.

    `confidence` (0 to 100) says how sure it is that the two are one: 100 where the reference is the same and the titles
    are alike. `old_bar` is the status the result of now has by the thresholds, unit and direction of then, None where
    these are the same or cannot be applied. `other` names the further fields that differ, by data column key.
    """

    table: Table
    then: PublishedRow
    now: PublishedRow
    confidence: int
    changes: tuple[Change, ...]
    explanation: Telling
    description: Telling
    old_bar: Status | None = None
    other: tuple[str, ...] = ()

    @property
    def spared(self) -> bool:
        """Whether the thresholds of then would give a less favourable status than those of now."""
        now = self.now.text("status")
        if self.old_bar is None or now not in RANK:
            return False
        return self.old_bar in RANK and RANK[self.old_bar] < RANK[Status(now)]

    @property
    def is_lowered(self) -> bool:
        """Whether its bar was lowered."""
        return Change.BAR_LOWERED in self.changes


RANK: Mapping[str, int] = {Status.NOT_REALISED: 0, Status.PARTIALLY_REALISED: 1, Status.REALISED: 2}
"""How favourable a status is; a record that is not assessed is neither better nor worse."""


@dataclass(frozen=True, slots=True)
class Lone:
    """A record of one of the two only, of an organisation that reported in both. `reused`: its reference is another's
    in the other report."""

    table: Table
    row: PublishedRow
    reused: bool = False


class Presence(StrEnum):
    """What became of an organisation or section; each member has a label `compare.presence.<value>`."""

    NEWLY_MISSING = "newly_missing"
    NEWLY_REPORTING = "newly_reporting"
    NEW = "new"
    GONE = "gone"
    STATE = "state"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation or section in both reports; a state is None where that report does not know it. `records` counts
    (then, now) by table."""

    id: str
    name_fr: str
    name_nl: str
    then: State | None
    now: State | None
    presence: Presence
    records: Mapping[Table, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, and the pairs that do not, in the order of the newer report."""

    then: PublishedReport
    now: PublishedReport
    pairs: tuple[Pair, ...]
    dropped: tuple[Lone, ...]
    added: tuple[Lone, ...]
    organisations: tuple[OrganisationLine, ...]

    @property
    def same_year(self) -> bool:
        """Whether the two are versions of one year."""
        return self.then.year == self.now.year

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The pairs in which something differs."""
        return tuple(pair for pair in self.pairs if pair.changes)

    @property
    def lowered(self) -> tuple[Pair, ...]:
        """The pairs whose bar was lowered: those whose status it saved first."""
        return tuple(sorted((pair for pair in self.pairs if pair.is_lowered), key=lambda pair: not pair.spared))

    @property
    def differ(self) -> bool:
        """Whether anything differs at all."""
        moved = any(line.presence is not Presence.SAME for line in self.organisations)
        return moved or bool(self.changed or self.dropped or self.added)

    def count(self, change: Change, table: Table | None = None) -> int:
        """How many pairs, of one table or of both, have a change."""
        return sum(change in pair.changes and table in (None, pair.table) for pair in self.pairs)
