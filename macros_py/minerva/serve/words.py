"""The words that the page and the pane show, by language: their own labels and those of buttons and steps."""

from __future__ import annotations

from minerva.layout.labels import REPORT_LANGUAGES, labels
from minerva.serve.answers import as_json
from minerva.serve.public import TYPES, Public

SECTIONS = ("page", "pane", "progress", "ribbon")


def words(language: str) -> dict[str, str]:
    """The labels of a language by key, of these sections only."""
    found = labels(language)
    return {key: found(key) for key in sorted(found.names) if key.partition(".")[0] in SECTIONS}


def words_public() -> dict[str, Public]:
    """Both languages of the report, as JSON by path."""
    return {f"/words/{one}.json": Public(as_json(words(one)), TYPES[".json"]) for one in REPORT_LANGUAGES}
