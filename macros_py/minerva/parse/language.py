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
# Words that stand in nearly every sentence of one language and in none of the other ("de" and "en" are both).
_FRENCH_SMALL_WORDS = """
    le la les des du et un une pour dans par sur aux au avec est sont été ont que qui ce ces cette pas plus
    leur leurs afin ainsi à nous notre être ou où aucun aucune mais dont chaque entre sous selon vers très
"""
_DUTCH_SMALL_WORDS = """
    het een van voor met op te is zijn wordt worden werd werden niet door bij naar uit aan dat die deze dit
    ook tot om over als er geen meer hun onze ons wij maar waarvan elke tussen onder volgens naast zeer nog
    reeds alle
"""
_FRENCH_WORDS, _DUTCH_WORDS = frozenset(_FRENCH_SMALL_WORDS.split()), frozenset(_DUTCH_SMALL_WORDS.split())
_FRENCH_FORM = re.compile(
    r"(?:tion|tions|ité|ités|ement|ements|eur|eurs|aux|ée|ées|és|ique|iques)$|^(?:l|d|s|qu|n|j|c)['’]"
)
_DUTCH_FORM = re.compile(
    r"(?:ing|ingen|heid|heden|lijk|lijke|tie|ties|schap|atie|eerd|eerde|isch|ische)$|ij|aa|oe|^ge.+[dt]$"
)
_WORDS = re.compile(r"(?:[ldsnjc]|qu)['’](?=\w)|[^\W\d_]+")
_MOST_WORDS = 80
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


@lru_cache(maxsize=4096)
def language_of(text: str) -> Language | None:
    """Tell the language of a text by its small words and word endings; None where they do not say it clearly."""
    french = dutch = 0
    for word in _WORDS.findall(text.lower())[:_MOST_WORDS]:
        french += 2 * (word in _FRENCH_WORDS) + bool(_FRENCH_FORM.search(word))
        dutch += 2 * (word in _DUTCH_WORDS) + bool(_DUTCH_FORM.search(word))
    if max(french, dutch) < 2 or min(french, dutch) * 2 > max(french, dutch):
        return None
    return "fr" if french > dutch else "nl"
