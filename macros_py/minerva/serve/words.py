"""The words of the page and the pane, in French and Dutch, as JSON: labels of their own, and those of the report."""

from __future__ import annotations

from minerva.layout.labels import REPORT_LANGUAGES, labels
from minerva.serve.answers import as_json
from minerva.serve.public import Public

SHOWN = ("page.", "pane.", "ribbon.", "progress.", "severity.", "tally.", "state.", "use.", "gap.", "refusal.")
"""The families of labels that the page shows; files and organisations have states, states have reasons."""


def words_files() -> dict[str, Public]:
    """`/words/fr.json` and `/words/nl.json`: texts by key."""
    return {f"/words/{language}.json": Public(_words(language), "application/json") for language in REPORT_LANGUAGES}


def _words(language: str) -> bytes:
    words = labels(language)
    return as_json({key: words(key) for key in sorted(words.names) if key.startswith(SHOWN)})
