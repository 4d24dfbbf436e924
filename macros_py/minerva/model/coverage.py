"""Who has reported: states, counts and rates, all from the same numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from minerva.model.register import Group, Organisation


class State(StrEnum):
    """What became of an organisation's or section's report; disjoint."""

    MISSING = "missing"
    UNUSABLE = "unusable"
    INTEGRATED = "integrated"
    WITH_GAPS = "with_gaps"
    ANNEXED = "annexed"
    NOT_EXPECTED = "not_expected"


class Use(StrEnum):
    """What became of a file."""

    USED = "used"
    PARTIAL = "partial"
    ANNEXED = "annexed"
    NOT_USED = "not_used"
    UNUSABLE = "unusable"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One row of the coverage table: an organisation, or a section of one. `reasons` are label keys."""

    organisation: Organisation
    state: State
    files: tuple[str, ...] = ()
    objectives: int = 0
    indicators: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Organisations by state: expected = missing + received; received = unusable + integrated + with_gaps + annexed."""

    missing: int = 0
    unusable: int = 0
    integrated: int = 0
    with_gaps: int = 0
    annexed: int = 0

    @property
    def received(self) -> int:
        """Organisations from which at least one file came."""
        return self.unusable + self.integrated + self.with_gaps + self.annexed

    @property
    def expected(self) -> int:
        """Organisations that had to report."""
        return self.missing + self.received

    @property
    def in_report(self) -> int:
        """Organisations whose figures or annex are in the report."""
        return self.integrated + self.with_gaps + self.annexed


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage table, in the order of the register."""

    lines: tuple[CoverageLine, ...]

    @property
    def counts(self) -> Counts:
        """All organisations that had to report, sections aside."""
        return count(line for line in self.lines if not line.organisation.section_of)

    def rates(self, groups: Iterable[Group]) -> Counts:
        """The organisations of these groups that count in the rates."""
        wanted = set(groups)
        return count(line for line in self.lines if line.organisation.counts and line.organisation.group in wanted)

    def line(self, organisation_id: str) -> CoverageLine | None:
        """The line of an organisation or section."""
        return next((line for line in self.lines if line.organisation.id == organisation_id), None)


def count(lines: Iterable[CoverageLine]) -> Counts:
    """Count lines by state; those not expected are not counted."""
    numbers = dict.fromkeys(("missing", "unusable", "integrated", "with_gaps", "annexed"), 0)
    for line in lines:
        if line.state is not State.NOT_EXPECTED:
            numbers[line.state.value] += 1
    return Counts(**numbers)


def percentage(part: int, whole: int) -> Decimal:
    """A rate in per cent, rounded half up to one decimal; 0 where there is nothing to divide by."""
    if not whole:
        return Decimal(0)
    rate = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return rate.quantize(Decimal(1)) if rate == rate.to_integral() else rate
