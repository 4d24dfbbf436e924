"""The severity the house gives each rule (workbook_templates/rules.toml)."""

from __future__ import annotations

from functools import cache

from minerva.layout.source import LayoutError, load_toml
from minerva.model.finding import Severity


@cache
def severities() -> dict[str, Severity | None]:
    """Code -> severity, None for a rule that is switched off. Raises LayoutError for a word that is neither."""
    result: dict[str, Severity | None] = {}
    for code, word in load_toml("rules.toml").items():
        try:
            result[code] = None if word == "off" else Severity(word)
        except ValueError as error:
            raise LayoutError(f"workbook_templates/rules.toml: {code}: {error}") from error
    return result
