"""What the formulas of the synthesis must give, counted from the records themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from minerva.model.consolidation import Consolidation
from minerva.model.finding import Severity
from minerva.model.published import PublishedReport
from minerva.model.record import Record, Table
from minerva.model.status import FULL, Reason, Status, way_to_green


class Band(StrEnum):
    """Where a result lies between the thresholds, the best first; each has a label `overview.band.<value>`."""

    FAR_BEYOND = "far_beyond"
    REACHED = "reached"
    SECOND_HALF = "second_half"
    FIRST_HALF = "first_half"
    RED = "red"


CRITERIA: dict[Band, tuple[str, ...]] = {
    Band.FAR_BEYOND: (">200",),
    Band.REACHED: (">=100", "<=200"),
    Band.SECOND_HALF: (">=50", "<100"),
    Band.FIRST_HALF: (">0", "<50"),
    Band.RED: ("<=0",),
}
"""The bands as conditions on the data column `way_to_green`, in per cent of the way from red to green."""

HALF, TWICE = FULL / 2, FULL * 2


def band_of(way: Decimal) -> Band:
    """The band of a place on the way to green."""
    if way <= 0:
        return Band.RED
    if way < FULL:
        return Band.FIRST_HALF if way < HALF else Band.SECOND_HALF
    return Band.REACHED if way <= TWICE else Band.FAR_BEYOND


Key = tuple[str, str | int]
EVERYTHING: Key = ("", "")


@dataclass
class Facts:
    """Counts: statuses by table, (data column, value) and status; reasons and bands by table; findings by code."""

    statuses: Counter[tuple[Table, Key, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[Table, Reason]] = field(default_factory=Counter)
    bands: Counter[tuple[Table, Band]] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)

    def status(self, table: Table, status: Status, key: Key = EVERYTHING) -> int:
        """How many records of a part, group or organisation have a status."""
        return self.statuses[table, key, status.value]

    def total(self, table: Table, key: Key = EVERYTHING) -> int:
        """How many records there are."""
        return sum(self.status(table, status, key) for status in Status)

    def assessed(self, table: Table, key: Key = EVERYTHING) -> int:
        """How many records have a status other than not assessed."""
        return self.total(table, key) - self.status(table, Status.NOT_ASSESSED, key)


class Years(NamedTuple):
    """The facts of this report and, where it is given, of the one before, with its year."""

    now: Facts
    then: Facts | None = None
    then_year: int = 0


def facts_of(consolidation: Consolidation) -> Facts:
    """Count a consolidation in one pass; rules on trial ask for nothing, and their findings are left out."""
    facts = Facts()
    register = consolidation.register
    for chapter in consolidation.chapters:
        main = register.by_id(chapter.organisation.section_of) or chapter.organisation
        keys: tuple[Key, ...] = (
            ("part", main.part),
            ("group", main.group.value),
            ("organisation", main.id),
            EVERYTHING,
        )
        for table in Table:
            records = chapter.records(table)
            for status, number in Counter(record.status for record in records).items():
                for key in keys:
                    facts.statuses[table, key, status.value] += number
            for record in records:
                _count(facts, table, record)
    for finding in consolidation.findings:
        if finding.severity is not Severity.TRIAL:
            facts.findings[finding.code, finding.standing] += 1
    return facts


def _count(facts: Facts, table: Table, record: Record) -> None:
    """The reason why a record is not assessed, or its place on the way to green where it has one."""
    reason = record.assessment.reason
    if reason is not None:
        facts.reasons[table, reason] += 1
        return
    way = way_to_green(record.measure, record.status)
    if way is not None:
        facts.bands[table, band_of(way)] += 1


def facts_of_earlier(report: PublishedReport) -> Facts:
    """The statuses of an earlier report, as its data sheets tell them."""
    facts = Facts()
    for table, rows in report.rows.items():
        for row in rows:
            keys: tuple[Key, ...] = tuple((name, row.text(name)) for name in ("group", "organisation"))
            part = row.values.get("part")
            of_part: Key = ("part", int(part) if isinstance(part, Decimal) else 0)
            for key in (of_part, *keys, EVERYTHING):
                facts.statuses[table, key, row.text("status")] += 1
    return facts


def years_of(consolidation: Consolidation) -> Years:
    """The facts of the report and of the year before."""
    now, earlier = facts_of(consolidation), consolidation.earlier
    return Years(now, facts_of_earlier(earlier), earlier.year) if earlier is not None else Years(now)
