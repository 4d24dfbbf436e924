"""Free text: what cannot stand in a workbook is removed, what merely looks wrong is only pointed at."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from minerva.model.reading import Reading, Why

_CYRILLIC = "АВЕЅЈКМНОРСТУХІаеоруссхіјѕкмнтв"
_CYRILLIC_AS = "ABESJKMHOPCTYXIaeopyccxijskmhtb"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ"
_GREEK_AS = "ABEZHIKMNOPTYXaikvoptux"
_FULL_WIDTH = {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}

LOOK_ALIKES: dict[int, str] = str.maketrans(_CYRILLIC, _CYRILLIC_AS) | str.maketrans(_GREEK, _GREEK_AS) | _FULL_WIDTH
"""Letters and signs of other alphabets -> the Latin ones they are taken for on a screen."""

# \r never reaches a workbook's text on purpose: Excel writes \n for a line break in a cell.
_LINE_END = re.compile("\r\n?")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_FORMULA_SIGNS = frozenset("=@\t\r\n+-")
_FORMULA = re.compile(r"[=@\t\r\n]|[+-](?!\s)[^\w]*\w")
_ADDRESS = re.compile("(?:https?|ftp|mailto|external|internal):", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WIDE_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NOT_PLAIN = re.compile("[\u00a0\u00ad\u1680\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff]")


def clean_text(raw: str) -> Reading[str]:
    """Read a text cell: control characters and lone surrogates go, all else stays char for char.

    Line feeds and tabs stay; a carriage return is the line break of another system and becomes one line feed.
    """
    if raw.isprintable() or not _FORBIDDEN.search(raw):
        return Reading(raw, raw)
    text = _FORBIDDEN.sub("", _LINE_END.sub("\n", raw))
    return Reading(text, text, Why.CONTROL_CHARACTER)


def look_alikes(text: str) -> list[str]:
    """List the words that mix Latin letters with Cyrillic or Greek ones, each once, in order (irregularity 131).

    A Greek letter that resembles no Latin one (`kΩ`, `Δt`) is a symbol, not a mistake.
    """
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return []
    return [word for word in dict.fromkeys(_WORD.findall(text)) if _mixes_scripts(word)]


def opens_formula(text: str) -> bool:
    """True for a text some programs would take for a formula: `=…`, `@…`, a tab or line break first, `+…`, `-…`.

    A sign before a space opens an item of a list, and signs alone (`-`, `--`) say that there is nothing.
    """
    return text[:1] in _FORMULA_SIGNS and _FORMULA.match(text) is not None


def opens_address(text: str) -> bool:
    """True for a text some programs would turn into a link: `https:…`, `mailto:…`, `external:…`."""
    return ":" in text[:9] and _ADDRESS.match(text) is not None


def fold_look_alikes(text: str) -> str:
    """Write letters and digits of other alphabets as the Latin ones they look like; for keys, never for free text."""
    return text if text.isascii() else text.translate(LOOK_ALIKES)


def plain_spaces(text: str) -> str:
    """Write no-break, thin and other wide spaces as ordinary ones and drop invisible characters."""
    if text.isascii() or not _NOT_PLAIN.search(text):
        return text
    return _INVISIBLE.sub("", _WIDE_SPACES.sub(" ", text))


def single_spaces(text: str) -> str:
    """One space between words and none around them, whatever white space stood there."""
    is_so = text.isprintable() and "  " not in text and text == text.strip()  # nine texts in ten: nothing to take apart
    return text if is_so else " ".join(text.split())


_MARKS = re.compile("[\u0300-\u036f]")
"""Accents set free: nearly all that French and Dutch have, and quicker than a look at each character."""


@lru_cache(maxsize=8192)
def fold_words(text: str) -> str:
    """Lower case, no accents, straight apostrophes, one space between words: the form words are compared in."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", plain_spaces(text).casefold().replace("\u2019", "'").replace("œ", "oe"))
        text = _MARKS.sub("", text)
        if not text.isascii():
            text = "".join(char for char in text if not unicodedata.combining(char))
    return single_spaces(text.casefold())


def _mixes_scripts(word: str) -> bool:
    """True where a word holds Latin letters and letters taken for Latin ones."""
    if not _LATIN.search(word):
        return False
    return any("\u0400" <= char <= "\u052f" or ("\u0370" <= char <= "\u03ff" and char in _GREEK) for char in word)
