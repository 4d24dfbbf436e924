"""Which titles are worth holding against each other: all that can be alike, found without trying each with each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil

from minerva.parse.alike import triples

Titles = tuple[str, ...]
"""The titles of a record, one for each language, in bare words; '' where it has none."""
_ROUNDING = 1e-9


def shortlist(old: Sequence[Titles], new: Sequence[Titles], least: float) -> list[set[int]]:
    """For each of the old the places of the new whose likeness may reach `least`; none that reaches it is left out.

    Two sets that share enough share one of the few rarest of each (prefix filtering), whatever else they have.
    """
    found: list[set[int]] = [set() for _ in old]
    for mine, theirs in zip(zip(*old, strict=True), zip(*new, strict=True), strict=False):
        left, right = ([triples(title) if title else frozenset() for title in side] for side in (mine, theirs))
        frequency = Counter(triple for side in (left, right) for one in side for triple in one)
        having: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(right):
            for triple in _rarest(one, frequency, least):
                having[triple].append(place)
        for places, one in zip(found, left, strict=True):
            for triple in _rarest(one, frequency, least):
                places.update(having.get(triple, ()))
    return found


def _rarest(triples_: frozenset[str], frequency: Counter[str], least: float) -> list[str]:
    """So many of the rarest that what is left could not be shared with enough of another title."""
    needed = max(1, ceil(len(triples_) * (least / (2 - least) - _ROUNDING)))
    ordered = sorted(triples_, key=lambda triple: (frequency[triple], triple))
    return ordered[: max(0, len(ordered) - needed + 1)]
