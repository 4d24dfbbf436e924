"""Language tags, and the placeholders FR and NL left where a text should be (irregularities 114 to 118)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from minerva.parse.text import fold_look_alikes, fold_words

Language = Literal["fr", "nl"]

_TAGS: dict[str, Language] = {
    **dict.fromkeys(("fr", "f", "fra", "francais", "francaise", "frans", "french"), "fr"),
    **dict.fromkeys(("nl", "n", "nld", "ned", "neerlandais", "neerlandaise", "nederlands", "dutch"), "nl"),
}
_AROUND = " .:()[]"
_END = 24
_PLACEHOLDER = re.compile(r"[\s(\[]*(?:FR|NL)(?:[\s./|,;:()\[\]-]+(?:FR|NL))*[\s.:)\]]*", re.IGNORECASE)
# Capitals only: "nl." is Dutch for "namely". What follows must begin like a text of its own, for
# "NL vertaling ontbreekt" and "FR et NL" are sentences, "FR Geen" is not.
# Quantifiers with a second + give nothing back: a text of 32,767 spaces must not be tried in all its divisions.
_LEADING = re.compile(r"\s*+(?:[(\[]?(?:FR|NL)[)\]]?(?:\s*+:\s*+|\s++(?:[-\u2013]\s++)?))+(?=\S)")
# Read from the end backwards, so that it has one place to begin: tags alone on the last lines.
_TRAILING_BACKWARDS = re.compile(r"\s*+(?:[)\]]?(?:RF|LN)[(\[]?[^\S\n]*+\n\s*+)+")


@lru_cache(maxsize=1024)
def language_tag(raw: str) -> Language | None:
    """Read a cell of the language column, such as `FR`, `Fr.`, `N` or `nederlands`; None for anything else."""
    return _TAGS.get(fold_words(fold_look_alikes(raw)).strip(_AROUND))


def is_placeholder(text: str) -> bool:
    """True where a text cell holds nothing but the tags FR and NL: the text is missing."""
    return len(text) <= 40 and _PLACEHOLDER.fullmatch(text) is not None


def _may_hold_tag(text: str) -> bool:
    """Whether FR or NL stands near either end; the expressions are slow on long texts, and most texts have no tag."""
    ends = text.lstrip()[:_END] + " " + text.rstrip()[-_END:]
    return "FR" in ends or "NL" in ends or len(text) <= _END


def strip_placeholder(text: str) -> tuple[str, bool]:
    """Separate tags left in a text cell from the text: (`Geen`, True) for `FR Geen`; (text, False) without tags.

    Nothing but tags gives ("", True).
    """
    if not _may_hold_tag(text):
        return text, False
    if is_placeholder(text):
        return "", True
    leading = _LEADING.match(text)
    rest = text[leading.end() :] if leading and not text[leading.end()].islower() else text
    trailing = _TRAILING_BACKWARDS.match(rest[::-1])
    rest = rest[: -trailing.end()] if trailing else rest
    return (rest.strip(), True) if rest != text else (text, False)
