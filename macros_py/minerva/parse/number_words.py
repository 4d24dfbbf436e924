"""Numbers written in words, in French and in Dutch: a translator writes `deux` where the other wrote `2`.

Generous on purpose: what is taken for a number here can only keep two texts from being called different.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from minerva.parse.text import fold_words

_FRENCH = (
    *("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize"),
    *("quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_BELGIAN_TENS = {70: "septante", 90: "nonante"}
_DUTCH = (
    *("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
    *("dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"),
)
_DUTCH_TENS = {
    **{20: "twintig", 30: "dertig", 40: "veertig", 50: "vijftig"},
    **{60: "zestig", 70: "zeventig", 80: "tachtig", 90: "negentig"},
}
_OTHERS = {
    **dict.fromkeys(("une", "premier", "premiere", "premiers", "premieres", "eerste", "unique", "enige", "ener"), 1),
    **dict.fromkeys(("second", "seconde", "secondes", "double", "doubles", "dubbel", "dubbele", "beide", "beiden"), 2),
    **dict.fromkeys(("bimensuel", "bimensuels", "bimensuelle", "bimensuelles", "bimestriel", "bimestrielle"), 2),
    **dict.fromkeys(("biennal", "biennale", "bisannuel", "bisannuelle", "semestriel", "semestrielle"), 2),
    **dict.fromkeys(("tiers", "derde", "derden", "triple", "triennal", "triennale"), 3),
    **dict.fromkeys(("trimestriel", "trimestriels", "trimestrielle", "trimestrielles", "trimestriellement"), 3),
    **dict.fromkeys(("quart", "quarts", "kwart", "kwarten", "quadruple"), 4),
    **dict.fromkeys(("quinquennal", "quinquennale"), 5),
    **dict.fromkeys(("dizaine", "tiental"), 10),
    **dict.fromkeys(("douzaine", "dozijn"), 12),
    **dict.fromkeys(("cent", "cents", "centaine", "honderd", "honderdtal"), 100),
    **dict.fromkeys(("mille", "millier", "duizend", "duizendtal"), 1000),
    **dict.fromkeys(("million", "miljoen"), 1_000_000),
}
_FRENCH_STEMS = {"cinqu": "cinq", "neuv": "neuf"}
# `tweejarig`, `driemaandelijks`, `viertal`, `vijfde`: a Dutch word that opens with a number and goes on like this.
_DUTCH_TAIL = re.compile(
    r"(?:de|den|ste|tal|jar|jaar|maand|dag|week|wekel|led|delig|talig|voud|hoek|erlei|partij|e?n$)"
)
_ROMAN = re.compile(r"(?<![^\W\d_])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})(?:e|er|ère|ème|ste|de)?(?![^\W_])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def numbers_in_words(text: str) -> frozenset[int]:
    """The numbers a text says in words of either language, ordinals, fractions and Roman numerals among them."""
    words = _WORD.findall(fold_words(text))
    numbers = {number for word in words for piece in (word, *word.split("-")) for number in _number(piece)}
    return frozenset(numbers.union(_roman(text)))


@lru_cache(maxsize=8192)
def _number(word: str) -> tuple[int, ...]:
    """The number a word says, or opens with; () for any other word."""
    known = _words()
    stem = word.removesuffix("s").removesuffix("ieme")
    for spelling in (word, stem, f"{stem}e", _FRENCH_STEMS.get(stem, "")):
        if spelling in known:
            return (known[spelling],)
    return next(((number,) for start, number in _starts(word) if _DUTCH_TAIL.match(word[len(start) :])), ())


def _starts(word: str) -> Iterator[tuple[str, int]]:
    """The Dutch numbers a word opens with, the longest first."""
    known = _dutch()
    for length in range(min(len(word) - 1, 18), 2, -1):
        if word[:length] in known:
            yield word[:length], known[word[:length]]


def _roman(text: str) -> Iterator[int]:
    for found in _ROMAN.finditer(text):
        digits = [_ROMAN_VALUES[char] for char in found[1] + found[2]]
        yield sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))


@cache
def _words() -> dict[str, int]:
    """Every number below a hundred in one word, and some above, by its folded spelling."""
    french = dict(zip(_FRENCH, range(20), strict=True))
    for ten, name in (_FRENCH_TENS | _BELGIAN_TENS).items():
        french |= {name: ten, f"{name}s": ten, f"{name}-et-un": ten + 1, f"{name}aine": ten}
        french |= {f"{name}-{_FRENCH[one]}": ten + one for one in range(1, 20)}
    french |= {f"{name.removesuffix('e')}aine": number for name, number in list(french.items())}
    return french | _dutch() | _OTHERS


@cache
def _dutch() -> dict[str, int]:
    dutch = dict(zip(_DUTCH, range(20), strict=True))
    for ten, name in _DUTCH_TENS.items():
        dutch |= {name: ten} | {f"{_DUTCH[one]}en{name}": ten + one for one in range(1, 10)}
    return dutch | {"acht": 8, "achts": 8, "tach": 80}
