"""One line of the table of irregularities: what is typed, what comes out, and the proof that it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

Answer = str | dict[str, str]


class Outcome(StrEnum):
    """What the product does about a case."""

    READ = "read"
    """Read as it is meant; what differs from what was typed is in the journal."""
    FINDING = "finding"
    """Not guessed: a finding names the cell."""
    CATALOGUE = "catalogue"
    """Only a rule can see it, and that rule comes with the rule catalogue; until then it is kept as typed."""
    KEPT = "kept"
    """Kept as typed on purpose: a person must judge."""


class Case(NamedTuple):
    """A line of the table. A case of the list may have several.

    `typed` are the cells fed, `answer` what must come out, `proof` gives what does. `level` is the part of the product
    that is asked. `rule` says what a rule of the catalogue will ask, for CATALOGUE only. `essence` is the part of the
    quote that is fed, where not all of it is.
    """

    number: int
    outcome: Outcome
    level: str
    typed: tuple[str, ...]
    answer: Answer
    proof: Callable[[], Answer]
    rule: str = ""
    essence: str = ""

    @property
    def name(self) -> str:
        """The name of the case as a test."""
        return f"{self.number:03}-{self.outcome}-{self.level}"


def shown(answer: Answer) -> str:
    """An answer on one line."""
    if isinstance(answer, str):
        return answer
    return "; ".join(f"{key}: {value or '(empty)'}" for key, value in answer.items())


def as_markdown(cases: Iterable[Case], pending: Iterable[int]) -> str:
    """The table as people read it."""
    waiting = set(pending)
    lines = ["| n | outcome | asked of | typed | what comes out |", "|---|---|---|---|---|"]
    for case in cases:
        outcome = f"{case.outcome} (pending)" if case.number in waiting else str(case.outcome)
        came = f"{shown(case.answer)} — waits for {case.rule}" if case.rule else shown(case.answer)
        cells = (str(case.number), outcome, case.level, " ¦ ".join(case.typed), came)
        lines.append(f"| {' | '.join(' '.join(cell.replace('|', '¦').split()) for cell in cells)} |")
    return "\n".join(lines)
