"""Mutants: good returns with one to four edits, each mutant given by its seed, and shrunk where it breaks a law."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from returns.mutants import (
    edits_columns,
    edits_contents,
    edits_figures,
    edits_headers,
    edits_languages,
    edits_places,
    edits_rows,
    edits_shared,
    edits_sheets,
    edits_words,
)
from returns.mutants.draft import TABLES, Draft
from returns.mutants.edit import EDITS
from returns.mutants.good import TEMPLATES
from returns.mutants.laws import violations
from returns.mutants.printed import FORMS, good_draft

MOST_EDITS = 4
BASES = TEMPLATES + FORMS
FAMILIES = (
    edits_columns,
    edits_contents,
    edits_figures,
    edits_headers,
    edits_languages,
    edits_places,
    edits_rows,
    edits_shared,
    edits_sheets,
    edits_words,
)
"""The modules of edits; importing them registers what is in them."""


class Mutant(NamedTuple):
    """A mutant before it is made: a good return, and edits in order."""

    seed: int
    base: int
    edits: tuple[str, ...]

    def draft(self) -> tuple[Draft, tuple[str, ...]]:
        """The edited return, and the edits that applied to it."""
        draft, applied = good_draft(self.base).copy(), []
        for name in sorted(self.edits, key=lambda name: EDITS[name].last):
            if not any(page.table in TABLES and page.header_rows() and page.rows() for page in draft.pages):
                break
            rng = random.Random(zlib.crc32(f"{self.seed} {name}".encode()))
            if EDITS[name].change(draft, rng) is not False:
                applied.append(name)
        return draft, tuple(applied)

    def broken(self, path: Path, certain: bool = False) -> list[str]:
        """The laws the mutant breaks; an exception of the product is one of them."""
        draft, _ = self.draft()
        try:
            return violations(draft, path, certain)
        except Exception as error:
            return [f"crash: {type(error).__name__}: {error}"]


def mutant(seed: int) -> Mutant:
    """The mutant of a seed."""
    rng = random.Random(seed)
    names = rng.sample(sorted(EDITS), rng.choice([1, 2, 2, 3, 3, MOST_EDITS]))
    return Mutant(seed, rng.randrange(BASES), tuple(names))


def single(name: str, seed: int) -> Mutant:
    """One edit of one good return of the template."""
    return Mutant(seed, random.Random(seed).randrange(TEMPLATES), (name,))


def shrunk(one: Mutant, path: Path, certain: bool = False) -> tuple[Mutant, list[str]]:
    """The smallest subset of the edits that still breaks a law, and what it breaks."""
    for size in range(1, len(one.edits) + 1):
        for edits in combinations(one.edits, size):
            fewer = one._replace(edits=edits)
            broken = fewer.broken(path, certain)
            if broken:
                return fewer, broken
    return one, one.broken(path, certain)


def report(broken: Iterable[tuple[Mutant, list[str]]]) -> str:
    """What a test prints: seed, good return, edits, and the laws broken."""
    return "\n".join(
        f"seed {one.seed}, good return {one.base}, edits {', '.join(one.edits)}:\n"
        + "".join(f"    {line}\n" for line in lines[:6])
        for one, lines in broken
    )
