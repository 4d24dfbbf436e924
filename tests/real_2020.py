"""The real tables of 2020 typed into templates as printed, as their correspondents would have typed them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from filling import Typed, filled_copy, shared_data, typed

FILES = {
    "bruxelles-synergie": "bruxelles-synergie.json",
    "bruxelles-synergie/equal-brussels": "equal-brussels.json",
    "brussels-international": "brussels-international.json",
}
LISTS = {"OO-OD": "objectives", "KPI": "indicators"}
TEXTS = ("strategic_title", "objective_title", "title", "description", "deviation", "actions")
FIGURES = ("red", "green", "result", "weight")
PRINTED_REFS = ("ref", "objective_ref")


@cache
def transcribed(organisation: str) -> dict[str, Any]:
    """The tables of an organisation as transcribed from the report."""
    return json.loads(shared_data("2020", FILES[organisation]).read_text(encoding="utf-8"))


def real_return(organisation: str, template: Path, target: Path) -> Path:
    """A template with the tables of an organisation typed into it."""
    source = transcribed(organisation)
    records = {sheet: dict(enumerate(map(as_typed, source[name]), 1)) for sheet, name in LISTS.items()}
    return filled_copy(template, target, records)


def as_typed(row: dict[str, Any]) -> dict[str, Typed | None]:
    """A record as a correspondent types it: as printed, figures too, nothing where nothing is printed."""
    values: dict[str, Typed | None] = {"strategic_ref": row["strategic_ref"]}
    values |= {key: row.get(f"{key}_as_printed") for key in PRINTED_REFS}
    values |= {f"{key}_{language}": row.get(f"{key}_{language}") for key in TEXTS for language in ("fr", "nl")}
    for key in FIGURES:
        printed = row.get(key, {}).get("as_printed")
        values[key] = None if printed is None else typed(printed)
    values["budget"] = "\n".join(row.get("budget_as_printed", ()))
    return {key: value for key, value in values.items() if value not in (None, "")}
