"""Whether two texts are the same words, or nearly: typed twice, abbreviated, corrected in one place only."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

from minerva.parse.text import fold_words

ALIKE = 0.55
_LETTERS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_OTHER_NUMBERS = 0.7
_LONGEST_TITLE = 1_000


@lru_cache(maxsize=4096)
def bare_words(text: str) -> str:
    """The letters and digits of a text in small letters, one space between words: what is left without typography."""
    return " ".join(_LETTERS.findall(fold_words(text)))


def fingerprint(*parts: str) -> int:
    """A short number for a text and where it stands: equal where all parts have the same words."""
    words = "\n".join(bare_words(part) for part in parts)
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")


def says_the_same(first: str, second: str) -> bool:
    """Whether two titles are one: the same but for spelling, punctuation, abbreviations or a few words more."""
    one, other = bare_words(first[:_LONGEST_TITLE]), bare_words(second[:_LONGEST_TITLE])
    if one == other:
        return True
    shorter, longer = sorted((set(one.split()), set(other.split())), key=len)
    if shorter <= longer or _is_abbreviation(one, other) or _is_abbreviation(other, one):
        return True
    return _share(one, other) >= ALIKE


def likeness(first: str, second: str) -> float:
    """How much of two titles is the same, from 0 to 1: the share of three letters in a row; 1 only for equal words.

    Numbers count: *type 1* and *type 3* are two things, whatever else is the same, but a year merely follows the next.
    """
    one, other = bare_words(first[:_LONGEST_TITLE]), bare_words(second[:_LONGEST_TITLE])
    if one == other:
        return 1.0
    share = _share(one, other)
    return share if _numbers(one) == _numbers(other) else share * _OTHER_NUMBERS


def triples(title: str) -> frozenset[str]:
    """What likeness counts of a title: its three letters in a row, spaces at both ends among them."""
    return _triples(bare_words(title[:_LONGEST_TITLE]))


def _share(one: str, other: str) -> float:
    mine, theirs = _triples(one), _triples(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@lru_cache(maxsize=4096)
def _numbers(words: str) -> tuple[str, ...]:
    return tuple(number for number in _NUMBER.findall(words) if not _YEAR.fullmatch(number))


@lru_cache(maxsize=4096)
def _triples(words: str) -> frozenset[str]:
    padded = f" {words} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _is_abbreviation(short: str, words: str) -> bool:
    """Whether one is the first letters of the words of the other: PMO, Program Management Office."""
    return len(short) > 1 and " " not in short and short == "".join(word[0] for word in words.split())
