"""A value as the person meant it, beside what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Why(StrEnum):
    """Why a value is read differently from what was typed; each member has a label `why.<value>`."""

    SPELLING = "spelling"
    LOOK_ALIKE = "look_alike"
    SPACES = "spaces"
    DECIMAL_COMMA = "decimal_comma"
    THOUSANDS = "thousands"
    PERCENT_SIGN = "percent_sign"
    PERCENT_FORMAT = "percent_format"
    NUMBER_AS_TEXT = "number_as_text"
    CURRENCY = "currency"
    YES_NO_WORD = "yes_no_word"
    LETTER_O = "letter_o"
    PLACEHOLDER = "placeholder"
    CHOICE_WORD = "choice_word"
    CONTROL_CHARACTER = "control_character"
    BUDGET_SPELLING = "budget_spelling"
    FLOAT_NOISE = "float_noise"
    CORRECTION = "correction"
    FILLED_DOWN = "filled_down"
    CONTINUED = "continued"
    SPLIT = "split"
    MOVED = "moved"
    COMPOSED = "composed"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """`value` is what was meant, `text` its canonical spelling; `why` is None only where `text` is what was typed."""

    value: T
    text: str
    why: Why | None = None
