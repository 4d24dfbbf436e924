"""The status of a record by the guide, computed from the truth without the product."""

from __future__ import annotations

from decimal import Decimal

from returns.mutants.draft import Expected


def colour(values: dict[str, Expected]) -> str:
    """The status by the guide: the truth's own computation."""
    unit = values["unit"].texts[0] if "unit" in values else ""
    red, green, result = (values.get(key) for key in ("red", "green", "result"))
    if unit not in ("", "percent", "number", "yes_no", "text"):
        return "NOT_ASSESSED"
    if unit == "text":
        return values["declared"].texts[0] if "declared" in values else "NOT_ASSESSED"
    if "direction" in values and values["direction"].texts[0] not in ("higher", "lower"):
        return "NOT_ASSESSED"
    yes_no = {"yes", "no"}
    if unit == "yes_no" or (not unit and any(f is not None and f.kind in yes_no for f in (red, green))):
        return _yes_no_colour(red, green, result)
    if not all(f is not None and f.number is not None for f in (red, green, result)):
        return "NOT_ASSESSED"
    kinds = {f.kind for f in (red, green, result)}
    plain = [f.number for f in (red, green) if f.kind == "number"]
    differ = (
        "percent" in kinds if unit == "number" else result.kind == "percent" and len(plain) == 2 and max(plain) > 100
    )
    sign = -1 if "direction" in values and values["direction"].texts[0] == "lower" else 1
    r, g, x = (sign * Decimal(f.number) for f in (red, green, result))
    if differ or r > g:
        return "NOT_ASSESSED"
    return "REALISED" if x >= g else "NOT_REALISED" if x <= r else "PARTIALLY_REALISED"


def _yes_no_colour(red: Expected | None, green: Expected | None, result: Expected | None) -> str:
    pair = [f.kind if f is not None else "" for f in (red, green)]
    if pair not in (["no", "yes"], ["", ""]) or result is None:
        return "NOT_ASSESSED"
    if result.kind == "yes" or result.number == 100:
        return "REALISED"
    if result.kind == "no" or result.number == 0:
        return "NOT_REALISED"
    return "PARTIALLY_REALISED" if result.number is not None and 0 < result.number < 100 else "NOT_ASSESSED"
