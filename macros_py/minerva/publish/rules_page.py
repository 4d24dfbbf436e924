"""The page of the guides that tells all rules, in one language, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minerva.layout.labels import Labels, in_general, labels
from minerva.layout.severities import severities, severity_word
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS, families
from minerva.rules.catalogue import all_codes

PARTS = ("expected", "remedy", "good", "bad", "origin")
DEPTH = 3
"""How deep the heading of a rule is."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def rules_page(language: str) -> str:
    """All rules by family, each with code, severity, title, what it asks, why, examples, remedy and origin."""
    return "\n".join(_lines(labels(language))) + "\n"


def _lines(words: Labels) -> Iterator[str]:
    yield f"# {words('rules_page.title')}"
    yield from ("", words("rules_page.intro"), "")
    for standing in STANDINGS:
        yield f"- **{standing_word(standing, words.language)}** · {words(f'rules_page.{standing}')}"
    yield from ("", words("rules_page.own"))
    for family, codes in families(all_codes()):
        yield from ("", f"## {_plain(words(f'family.{family}'))} ({family})")
        for code in codes:
            yield from _rule(code, words)


def _rule(code: str, words: Labels) -> Iterator[str]:
    severity = standing_word(severity_word(severities()[code]), words.language)
    yield from ("", f"{'#' * DEPTH} {code} · {_plain(words(f'rule.{code}.title'))}", "")
    yield from (f"**{severity}** · {_plain(words(f'rule.{code}.why'))}", "")
    for part in PARTS:
        yield f"- {words(f'rules_page.part.{part}')} {_plain(in_general(words, code, part))}"


def _plain(text: str) -> str:
    """A text in which no sign means anything to Markdown."""
    return _SPECIAL.sub(r"\\\1", text)
