"""Shares of one number in another, as a cell and as words in a sentence."""

from __future__ import annotations

NONE = "–"
"""What stands where there is nothing to divide by."""


def share(part: str, whole: str) -> str:
    """The formula of a share, 0 to 1; both parts are formulas."""
    return f'IF({whole}=0,"{NONE}",{part}/{whole})'


def share_value(part: int, whole: int) -> float | str:
    """What that formula gives."""
    return part / whole if whole else NONE


def percent(part: str, whole: str) -> str:
    """The formula of a share in whole per cent, half rounded up, for a sentence."""
    return f'IF({whole}=0,"{NONE}",ROUND(100*{part}/{whole},0))'


def percent_value(part: int, whole: int) -> str:
    """What that formula gives in a sentence."""
    return str((200 * part + whole) // (2 * whole)) if whole else NONE
