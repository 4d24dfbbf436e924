"""Every sentence a user reads, by key and language (workbook_templates/labels.<language>.toml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from minerva.layout.source import LayoutError, load_toml
from minerva.model.finding import STANDINGS, Finding, Severity

LANGUAGES = ("fr", "nl", "en")
REPORT_LANGUAGES = ("fr", "nl")
_REFERENCES = ("@short.strategic_ref", "@short.objective_ref", "@short.ref")
# Three decimals may be thousands, as typed: 4.470.
_DECIMAL = re.compile(r"-?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,}) ?%?")
_ALWAYS_TOLD = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class Labels:
    """The labels of one language. `labels("cli.done", path=p)` completes the sentence with its parameters."""

    def __init__(self, language: str):
        self.language = language
        self._texts = _flat(load_toml(f"labels.{language}.toml"))

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of a label. Raises LayoutError naming file and key where it or one of its parameters is missing."""
        try:
            text = self._texts[key]
            return text.format(**params) if params else text
        except (KeyError, IndexError) as error:
            raise LayoutError(f"workbook_templates/labels.{self.language}.toml: {key}: {error}") from error

    def has(self, key: str) -> bool:
        """Whether the label exists."""
        return key in self._texts

    @property
    def names(self) -> frozenset[str]:
        """All keys, dotted."""
        return frozenset(self._texts)


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat.update(_flat(value, f"{name}.") if isinstance(value, dict) else {name: value})
    return flat


@cache
def labels(language: str) -> Labels:
    """The labels of a language (`fr`, `nl` or `en`), read once."""
    return Labels(language)


def bilingual(key: str, separator: str = "\n", **params: object) -> str:
    """French and Dutch of one label, once where they are the same."""
    french, dutch = (labels(language)(key, **params) for language in REPORT_LANGUAGES)
    return french if french == dutch else f"{french}{separator}{dutch}"


def bilingual_title(key: str, separator: str) -> str:
    """French and Dutch of one label as titles: each begins with a capital, once where they are the same."""
    texts = (labels(language)(key) for language in REPORT_LANGUAGES)
    return separator.join(dict.fromkeys(text[:1].upper() + text[1:] for text in texts))


def choice(key: str) -> str:
    """The bilingual word of a closed list as it stands in a cell: `Nombre/Aantal`."""
    return bilingual(f"choice.{key}", "/")


def finding_text(finding: Finding, part: str, language: str) -> str:
    """One of the sentences of a finding: part is `title`, `found`, `expected` or `remedy`."""
    words = labels(language)
    as_typed = _is_about_references(finding)
    params = {key: _param_text(words, value, as_typed) for key, value in finding.params}
    text = words(f"rule.{finding.code}.{part}", **{"cell": finding.cell, "sheet": finding.sheet, **params})
    if part == "remedy" and finding.severity is Severity.WARNING and finding.justify_cell and not finding.is_justified:
        return words("finding.or_justify", remedy=text, cell=finding.justify_cell)
    return text


RULE_PARTS = ("title", "why", "expected", "remedy", "good", "bad", "origin")
"""What is told of a rule in general, in the order of reading."""


def in_general(words: Labels, code: str, part: str) -> str:
    """A sentence of a rule without a case at hand: where its own needs one, another label says it in general."""
    general = f"cli.general_{part}.{code}"
    return words(general) if words.has(general) else words(f"rule.{code}.{part}")


def _is_about_references(finding: Finding) -> bool:
    """Whether the point in what a finding quotes is no decimal one: `1.1` typed for O.O.1.1."""
    return finding.family == "REF" or any(value in _REFERENCES for _, value in finding.params)


def _param_text(words: Labels, value: str, as_typed: bool = False) -> str:
    """A param as it is, or the labels it names: `@short.red, @short.green`; a figure alone with the decimal comma."""
    if not value.startswith("@"):
        if as_typed:
            return value
        return value.replace(".", ",") if words.language in REPORT_LANGUAGES and _DECIMAL.fullmatch(value) else value
    return ", ".join(words(part.removeprefix("@")) for part in value.split(", "))


def severity_text(finding: Finding, language: str) -> str:
    """The word for where a finding stands: its severity, or *justified*."""
    return labels(language)(f"severity.{finding.standing}")


def tally(numbers: Mapping[str, int], language: str) -> str:
    """How many findings stand where, as a phrase: errors, warnings and infos always, the others where there are any."""
    words = labels(language)
    shown = [(name, numbers[name]) for name in STANDINGS if numbers[name] or name in _ALWAYS_TOLD]
    return ", ".join(words(f"tally.{_grammatical(n, language)}.{name}", number=n) for name, n in shown)


def _grammatical(number: int, language: str) -> str:
    """The form of a counted word: French has no plural before two."""
    return "one" if number == 1 or (number == 0 and language == "fr") else "other"


def finding_line(finding: Finding, language: str) -> str:
    """A finding on one line: code, file, place, found, expected, remedy."""
    parts = [finding.code, finding.file, finding.place]
    parts += [finding_text(finding, part, language) for part in ("found", "expected", "remedy")]
    return " · ".join(part for part in parts if part)
