"""The layout of the console workbook (workbook_templates/console.toml)."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.source import load_toml

STATES = ("provisional", "final")


class ConsoleLayout(BaseModel):
    """The one sheet of the console; rows count from 1, widths in characters from column B on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str
    columns: tuple[float, ...]
    settings_row: int
    settings: dict[str, str]
    guide_row: int
    steps: int
    results_row: int
    results: tuple[str, ...]
    files_row: int
    files: tuple[str, ...]


@cache
def console_layout() -> ConsoleLayout:
    """The layout as workbook_templates/console.toml gives it."""
    return ConsoleLayout(**load_toml("console.toml"))


def console_name(key: str) -> str:
    """The defined name of a setting, or of the areas `result` (one value below the other) and `files` (the header)."""
    return f"minerva_{key}"


def state_word(state: str) -> str:
    """A state of the report as it stands in the list: provisoire / voorlopig."""
    return bilingual(f"regional.{state}", " / ")


def read_state(text: str) -> str | None:
    """The state a cell says, in either language or both; None for another word."""
    said = text.strip().lower()
    for state in STATES:
        words = {labels(language)(f"regional.{state}") for language in REPORT_LANGUAGES}
        if said in {state_word(state), *words}:
            return state
    return None
