"""What a person means by the content of a figure cell: a threshold, a result or a weight."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FigureKind(StrEnum):
    """The states a figure cell can be in once read; an empty cell has no figure at all."""

    NUMBER = "number"
    PERCENT = "percent"
    YES = "yes"
    NO = "no"
    TEXT = "text"
    NOT_APPLICABLE = "not_applicable"
    NONE = "none"
    REFERS = "refers"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as meant. `value` is set for NUMBER and PERCENT only; 85 % is PERCENT 85, never 0.85."""

    kind: FigureKind
    value: Decimal | None = None

    @property
    def is_numeric(self) -> bool:
        """True for a number or a percentage."""
        return self.value is not None

    @property
    def is_yes_no(self) -> bool:
        """True for a plain yes or no."""
        return self.kind in (FigureKind.YES, FigureKind.NO)
