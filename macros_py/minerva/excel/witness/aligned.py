"""Puts two lists side by side where something was changed, removed, added or moved in one of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Mine = TypeVar("Mine")
Other = TypeVar("Other")
Pair = tuple[Mine | None, Other | None]

LARGEST_REGION = 40_000
"""Pairs that are weighed one by one between two places where the lists agree; beyond that, first goes with first."""


def aligned(
    expected: Sequence[Mine],
    found: Sequence[Other],
    mine: Callable[[Mine], Hashable],
    other: Callable[[Other], Hashable],
    likeness: Callable[[Mine, Other], float],
) -> Iterator[Pair]:
    """Pairs in order: (expected, found), (expected, None) for what is missing, (None, found) for what is added.

    What is equal by `mine` and `other` goes together; between, what is most alike: `likeness` is 0 to 1, and pairs
    below a half are no pairs.
    """
    signs = [mine(one) for one in expected], [other(one) for one in found]
    if signs[0] == signs[1]:
        yield from zip(expected, found, strict=True)
        return
    matcher = SequenceMatcher(None, *signs, autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        if what == "equal":
            yield from zip(expected[first:last], found[start:end], strict=True)
        else:
            yield from _weighed(expected[first:last], found[start:end], likeness)


def _weighed(
    expected: Sequence[Mine], found: Sequence[Other], likeness: Callable[[Mine, Other], float]
) -> Iterator[Pair]:
    if len(expected) * len(found) > LARGEST_REGION:
        yield from _first_with_first(expected, found)
        return
    best = _table(expected, found, likeness)
    row = column = 0
    while row < len(expected) or column < len(found):
        here = best[row][column]
        if row < len(expected) and here == best[row + 1][column]:
            yield expected[row], None
            row += 1
        elif column < len(found) and here == best[row][column + 1]:
            yield None, found[column]
            column += 1
        else:
            yield expected[row], found[column]
            row, column = row + 1, column + 1


def _table(expected: Sequence, found: Sequence, likeness: Callable) -> list[list[float]]:
    """How alike the rests of both lists are at best, from each place on."""
    best = [[0.0] * (len(found) + 1) for _ in range(len(expected) + 1)]
    for row in range(len(expected) - 1, -1, -1):
        for column in range(len(found) - 1, -1, -1):
            alike = likeness(expected[row], found[column])
            together = best[row + 1][column + 1] + alike if alike >= 0.5 else 0.0
            best[row][column] = max(best[row + 1][column], best[row][column + 1], together)
    return best


def _first_with_first(expected: Sequence, found: Sequence) -> Iterator[Pair]:
    yield from zip(expected, found, strict=False)
    yield from ((one, None) for one in expected[len(found) :])
    yield from ((None, one) for one in found[len(expected) :])
