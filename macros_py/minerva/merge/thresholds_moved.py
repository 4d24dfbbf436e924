"""Whether the bar of a record was lowered or raised between two reports, and what the old one would say of the result.

A threshold moved after the fact is what an auditor looks for first: the same result, a better word.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from minerva.layout.returns import choices
from minerva.model.comparison import RANK, Change
from minerva.model.figure import Figure, FigureKind
from minerva.model.published import PublishedRow
from minerva.model.status import Direction, Measure, Status, Unit, assess
from minerva.parse.figure import read_figure

_BARS = ("green", "red")
"""The thresholds, the one that tells what is realised first."""


class Bar(NamedTuple):
    """What became of thresholds, direction and unit; `old_status` is what the old ones say of the result of now."""

    changes: tuple[Change, ...]
    old_status: Status | None = None


def measure_of(row: PublishedRow) -> Measure:
    """What decides the status of a published row."""
    return Measure(
        unit=Unit(word) if (word := _code("unit", row.text("unit"))) in set(Unit) else None,
        direction=Direction(word) if (word := _code("direction", row.text("direction"))) in set(Direction) else None,
        red=_figure(row, "red"),
        green=_figure(row, "green"),
        result=_figure(row, "result"),
        declared=Status(word) if (word := _code("declared", row.text("declared"))) in set(Status) else None,
    )


def bar_of(then: PublishedRow, now: PublishedRow) -> Bar:
    """Compare thresholds, direction and unit of a record then and now."""
    old, new = measure_of(then), measure_of(now)
    changes = []
    if old.effective_unit is not new.effective_unit:
        changes.append(Change.UNIT)
    if old.effective_direction is not new.effective_direction:
        changes.append(Change.DIRECTION)
    moved = [key for key in _BARS if not same_value(then, now, key)]
    if not moved and not changes:
        return Bar(())
    by_old = _by_old_bar(old, new, then, now)
    verdict = _by_status(by_old, now) or (None if changes else _by_figures(old, new, moved))
    if verdict is not None or moved:
        changes.insert(0, verdict or Change.THRESHOLDS)
    return Bar(tuple(changes), by_old)


def _by_figures(old: Measure, new: Measure, moved: list[str]) -> Change | None:
    """Lowered or raised by the green threshold, by the red one where the green stays; None where neither tells."""
    for step in _steps(old, new, moved):
        easier = step > 0 if new.effective_direction is Direction.LOWER else step < 0
        return Change.BAR_LOWERED if easier else Change.BAR_RAISED
    return None


def _steps(old: Measure, new: Measure, moved: list[str]) -> Iterator[Decimal]:
    for key in moved:
        before, after = getattr(old, key), getattr(new, key)
        if before is not None and after is not None and before.is_numeric and after.is_numeric:
            yield after.value - before.value


def _by_status(by_old: Status | None, now: PublishedRow) -> Change | None:
    """What the new bar does to the result tells first: one threshold may go up and the other down, or the direction be
    turned round; None where it does nothing."""
    status = now.text("status")
    if by_old not in RANK or status not in RANK or RANK[by_old] == RANK[status]:
        return None
    return Change.BAR_LOWERED if RANK[by_old] < RANK[status] else Change.BAR_RAISED


def _by_old_bar(old: Measure, new: Measure, then: PublishedRow, now: PublishedRow) -> Status | None:
    """The status of the new result by the old bar; None where units differ, where the status is declared, or where a
    row does not give the status it shows (a word nobody understood, a value corrected by hand)."""
    if old.effective_unit is not new.effective_unit or new.effective_unit is Unit.TEXT:
        return None
    if any(assess(measure).status != row.text("status") for measure, row in ((old, then), (new, now))):
        return None
    by_old = assess(Measure(old.unit, old.direction, old.red, old.green, new.result)).status
    return None if by_old is Status.NOT_ASSESSED else by_old


def same_value(then: PublishedRow, now: PublishedRow, key: str) -> bool:
    """Whether a figure is the same; 85 and 85.0 are."""
    return then.values.get(key, "") == now.values.get(key, "")


def _figure(row: PublishedRow, key: str) -> Figure | None:
    """The figure of a cell; the raw text tells whether it was typed as a percentage."""
    value = row.values.get(key)
    if value is None:
        return None
    if isinstance(value, Decimal):
        percent = "%" in row.text(f"{key}_raw")
        return Figure(FigureKind.PERCENT if percent else FigureKind.NUMBER, value)
    return read_figure(value).value


def _code(kind: str, word: str) -> str:
    """The code of a word of a closed list as it stands in a data sheet."""
    return _codes(kind).get(word, word)


@cache
def _codes(kind: str) -> dict[str, str]:
    return {word: code for code, word in choices(kind).items()}
