"""References of strategic objectives, operational objectives and indicators (SPEC: O.S.1, O.O.1.1, KPI-1.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReferenceKind(StrEnum):
    """What a reference points to. NONE is an explicit *Aucun*/*Geen*; LOCAL an organisation's own code."""

    STRATEGIC = "strategic"
    TRANSVERSAL = "transversal"
    OBJECTIVE = "objective"
    INDICATOR = "indicator"
    LOCAL = "local"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as meant. `numbers` are its components, (1, 1) for O.O.1.1; empty for LOCAL and NONE.

    `text` is the canonical spelling. `certain` is False where the typed text does not determine the reference
    (a lost digit such as `O.0.4`); then `text` is what was typed.
    """

    kind: ReferenceKind
    numbers: tuple[int, ...]
    text: str
    certain: bool = True
