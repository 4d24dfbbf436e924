"""Words of closed lists, as people type them: unit, direction, declared status.

A cell may hold the French word, the Dutch one or both (`Nombre/Aantal`). Words that contradict each other
(`Pourcentage / OK/NOK`, line 416) choose nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from minerva.model.reading import Reading, Why
from minerva.model.status import Direction, Status, Unit
from minerva.parse.text import fold_words

C = TypeVar("C", bound=StrEnum)

_UNITS: dict[str, Unit] = {
    **dict.fromkeys(
        ("%", "en %", "in %", "pourcentage", "pourcent", "pour cent", "percentage", "procent", "percent", "pct"),
        Unit.PERCENT,
    ),
    **dict.fromkeys(
        (
            "nombre",
            "aantal",
            "nb",
            "chiffre",
            "cijfer",
            "getal",
            "number",
            "€",
            "eur",
            "euro",
            "euros",
            "montant",
            "bedrag",
        ),
        Unit.NUMBER,
    ),
    **dict.fromkeys(
        (
            "o n",
            "j n",
            "o n j n",
            "oui non",
            "ja nee",
            "ja neen",
            "oui non ja nee",
            "ok nok",
            "yes no",
            "y n",
            "yes_no",
        ),
        Unit.YES_NO,
    ),
    **dict.fromkeys(("texte", "tekst", "text", "texte libre", "vrije tekst"), Unit.TEXT),
}
_DIRECTIONS: dict[str, Direction] = {
    **dict.fromkeys(
        (
            "a la hausse",
            "hausse",
            "hoger",
            "hoger is beter",
            "hoog",
            "higher",
            "higher is better",
            "croissant",
            "stijgend",
        ),
        Direction.HIGHER,
    ),
    **dict.fromkeys(
        (
            "a la baisse",
            "baisse",
            "lager",
            "lager is beter",
            "laag",
            "lower",
            "lower is better",
            "decroissant",
            "dalend",
        ),
        Direction.LOWER,
    ),
}
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(
        ("realise", "realisee", "realises", "realisees", "gerealiseerd", "vert", "groen", "realised"), Status.REALISED
    ),
    **dict.fromkeys(
        (
            "realise partiellement",
            "realisee partiellement",
            "partiellement realise",
            "partiellement realisee",
            "gedeeltelijk gerealiseerd",
            "deels gerealiseerd",
            "orange",
            "oranje",
            "partially_realised",
            "partially realised",
        ),
        Status.PARTIALLY_REALISED,
    ),
    **dict.fromkeys(
        (
            "non realise",
            "non realisee",
            "pas realise",
            "pas realisee",
            "niet gerealiseerd",
            "rouge",
            "rood",
            "not_realised",
            "not realised",
        ),
        Status.NOT_REALISED,
    ),
    **dict.fromkeys(
        (
            "non evalue",
            "non evaluee",
            "pas evalue",
            "niet beoordeeld",
            "niet geevalueerd",
            "not_assessed",
            "not assessed",
        ),
        Status.NOT_ASSESSED,
    ),
}
_ARROWS = {**dict.fromkeys("▲△⬆↑↗🔼", Direction.HIGHER), **dict.fromkeys("▼▽⬇↓↘🔽", Direction.LOWER)}
_MARKS = {
    **dict.fromkeys("✔✓", Status.REALISED),
    "◐": Status.PARTIALLY_REALISED,
    **dict.fromkeys("✘✗✖", Status.NOT_REALISED),
}

_BETWEEN_LANGUAGES = re.compile(r"\s*(?:[/|\n,;]|\s[-\u2013\u2014]\s)\s*")
_NOT_WORDS = re.compile(r"[^\w%€]+")
_VARIATION_SELECTORS = re.compile("[\ufe0e\ufe0f]")


@lru_cache(maxsize=2048)
def read_unit(raw: str) -> Reading[Unit] | None:
    """Read a cell of the unit column; None where no single unit is meant, or none is named."""
    return _read_choice(raw, _UNITS, {})


@lru_cache(maxsize=2048)
def read_direction(raw: str) -> Reading[Direction] | None:
    """Read a cell of the direction column: the arrow, the words, or both; None where they do not say which."""
    return _read_choice(raw, _DIRECTIONS, _ARROWS)


@lru_cache(maxsize=2048)
def read_status_word(raw: str) -> Reading[Status] | None:
    """Read a declared status: the word in either language, its colour, its symbol; None for anything else.

    A dash alone chooses nothing: it stands before *Non évalué* in our lists, but people type it for "none".
    """
    return _read_choice(raw, _STATUSES, _MARKS)


def _read_choice(raw: str, words: Mapping[str, C], signs: Mapping[str, C]) -> Reading[C] | None:
    """Read a cell by its signs and words, which must all mean the same; the canonical text is the member's value."""
    if len(raw) > 80:
        return None
    text = _VARIATION_SELECTORS.sub("", raw)
    meant = {signs[char] for char in text if char in signs}
    rest = "".join(" " if char in signs else char for char in text)
    if _words_only(rest):
        named = _named(rest, words)
        if named is None:
            return None
        meant |= named
    if len(meant) != 1:
        return None
    choice = meant.pop()
    return Reading(choice, choice.value, None if choice.value == raw else Why.CHOICE_WORD)


def _named(text: str, words: Mapping[str, C]) -> set[C] | None:
    """Look up a cell as one expression, then by the parts of a bilingual one; None where a part is unknown."""
    whole = words.get(_words_only(text))
    if whole is not None:
        return {whole}
    parts = [_words_only(part) for part in _BETWEEN_LANGUAGES.split(text)]
    named = {words.get(part) for part in parts if part}
    return None if None in named else {choice for choice in named if choice is not None}


def _words_only(text: str) -> str:
    """Fold a part to words, `%` and `€` with single spaces between."""
    return _NOT_WORDS.sub(" ", fold_words(text)).strip()
