"""The layout of the console workbook (workbook_templates/console.toml)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.source import load_toml

STATES = ("provisional", "final")
YES_NO = ("yes", "no")
LIST_HEADER_ROW = 4
"""The row of the headers of each list, from 1."""


class _Layout(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Setting(_Layout):
    """A setting: what is typed there, whether it is needed, and what stands there in a new console."""

    kind: Literal["file", "folder", "year", "output", "state", "yes_no"]
    needed: bool = True
    value: str = ""


class Guide(_Layout):
    """Where the guide stands, and how many steps it has."""

    row: int
    steps: int


class Results(_Layout):
    """Where the numbers of the last run stand, and which."""

    row: int
    keys: tuple[str, ...]


class ListLayout(_Layout):
    """A list on a sheet of its own: the width in characters of each column, by key, in order."""

    sheet: str
    columns: dict[str, float]


class ConsoleLayout(_Layout):
    """The console; rows count from 1, widths in characters from column B on."""

    sheet: str
    columns: tuple[float, ...]
    settings_row: int
    settings: dict[str, Setting]
    guide: Guide
    results: Results
    lists: dict[str, ListLayout]

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of all defined names: each setting, the numbers, the header of each list."""
        return (*self.settings, "result", *self.lists)

    def setting_cell(self, key: str) -> str:
        """Where a setting stands in a new console."""
        return f"C{self.settings_row + 1 + list(self.settings).index(key)}"


@cache
def console_layout() -> ConsoleLayout:
    """The layout as workbook_templates/console.toml gives it."""
    return ConsoleLayout(**load_toml("console.toml"))


def console_name(key: str) -> str:
    """The defined name of a setting, of the numbers (`result`, one below the other), or of the header of a list."""
    return f"minerva_{key}"


def state_word(state: str) -> str:
    """A state of the report as it stands in the list: provisoire / voorlopig."""
    return bilingual(f"regional.{state}", " / ")


def yes_no_word(answer: str) -> str:
    """An answer as it stands in the list: oui / ja."""
    return bilingual(f"console.{answer}", " / ")


def read_state(text: str) -> str | None:
    """The state a cell says, in either language or both; None for another word."""
    return _said(text, STATES, "regional")


def read_yes_no(text: str) -> str | None:
    """The answer a cell says, in either language or both; None for another word."""
    return _said(text, YES_NO, "console")


def _said(text: str, choices: tuple[str, ...], family: str) -> str | None:
    said = text.strip().lower()
    for choice in choices:
        words = {labels(language)(f"{family}.{choice}") for language in REPORT_LANGUAGES}
        if said in {bilingual(f"{family}.{choice}", " / "), *words}:
            return choice
    return None
