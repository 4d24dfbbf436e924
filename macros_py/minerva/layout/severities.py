"""The severity of each rule: as the house gives it (workbook_templates/rules.toml), or as a file of the cell does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256

from minerva.layout.source import LayoutError, load_toml
from minerva.model.consolidation import OwnRules
from minerva.model.finding import Severity

Severities = Mapping[str, Severity | None]
"""Code -> severity, None for a rule that is switched off."""

OFF = "off"
WORDS = (*(severity.value for severity in Severity), OFF)
"""What may stand behind a code."""

LONGEST_WORD = 60
_PLACE = re.compile(r"line (\d+), column (\d+)")


@cache
def severities() -> Severities:
    """The severities of the house. Raises LayoutError for a word that is none."""
    result: dict[str, Severity | None] = {}
    for code, word in load_toml("rules.toml").items():
        try:
            result[code] = _severity(word)
        except ValueError as error:
            raise LayoutError(f"workbook_templates/rules.toml: {code}: {error}") from error
    return result


def severities_with(own: OwnRules | None) -> Severities:
    """The severities of the house, but for the codes a file of the cell names."""
    if own is None:
        return severities()
    return {**severities(), **{code: _severity(word) for code, word in own.changed}}


def severity_word(severity: Severity | None) -> str:
    """The word of a severity as it stands in the files: `error`, …, `off`."""
    return OFF if severity is None else severity.value


class OwnRulesWrong(Exception):
    """A file of own rules that cannot be used: every mistake as (label, params), params without '@' but for labels."""

    def __init__(self, mistakes: Sequence[tuple[str, dict[str, str]]]):
        super().__init__("; ".join(f"{label} {params}" for label, params in mistakes))
        self.mistakes = tuple(mistakes)


def own_rules(name: str, content: bytes) -> OwnRules:
    """What a file of the cell changes, as `THR002 = "warning"` on lines of TOML. Raises OwnRulesWrong.

    Codes it names with the severity they have anyway are no change.
    """
    page = _page(content)
    mistakes = list(_mistakes(page))
    if mistakes:
        raise OwnRulesWrong(mistakes)
    house = severities()
    changed = tuple(sorted((code, word) for code, word in page.items() if _severity(word) is not house[code]))
    return OwnRules(name, sha256(content).hexdigest(), changed)


def _page(content: bytes) -> dict[str, object]:
    """The lines of a file; the mark Windows puts before a text is no part of it."""
    try:
        text = content.decode("utf-8-sig")
        page = tomllib.loads(text)
        return _in_house_letters(page)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"{place[1]}:{place[2]}" if place else f"{len(text.splitlines())}:-"
        raise OwnRulesWrong([("own_rules.not_toml", {"place": where})]) from error
    except UnicodeDecodeError as error:
        raise OwnRulesWrong([("own_rules.not_utf8", {})]) from error


def _in_house_letters(page: Mapping[str, object]) -> dict[str, object]:
    """Codes and words whatever their capitals; a code that stands there twice is left as typed, and thus told."""
    known = {code.lower(): code for code in severities()}
    read: dict[str, object] = {}
    for typed, word in page.items():
        code = known.get(typed.lower(), typed)
        name = code if code == typed or (code not in page and code not in read) else typed
        read[name] = word.lower() if isinstance(word, str) else word
    return read


def _mistakes(page: Mapping[str, object]) -> Iterator[tuple[str, dict[str, str]]]:
    for code, word in page.items():
        shown = {"code": _shown(code), "word": _shown(word), "words": ", ".join(WORDS)}
        if code not in severities():
            yield "own_rules.unknown_code", shown
        elif word not in WORDS:
            yield "own_rules.unknown_word", shown


def _shown(value: object) -> str:
    """A code or word as a sentence shows it, never taken for the key of a label."""
    text = "[…]" if isinstance(value, (dict, list)) else str(value)[:LONGEST_WORD]
    return f" {text}" if text.startswith("@") else text


def _severity(word: object) -> Severity | None:
    return None if word == OFF else Severity(word)
