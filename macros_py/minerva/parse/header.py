"""Columns found by their headers, however the words are broken, ordered or annotated.

Printed and returned headers are French, Dutch or both in one cell, with or without notes such as `(≤) (%)`, and broken
by narrow columns (`Référenc e budgét aire`, line 282). The wordings are the caller's; nothing here knows a column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import permutations

from minerva.parse.text import fold_look_alikes, plain_spaces

_LIKE_ENOUGH = 0.8
_CLEARLY_BETTER = 0.04
# Shorter words resemble each other by chance ("taal", "totaal"); they must be exact.
_LEAST_LETTERS = 7
_MOST_LETTERS = 240
_WHOLE_WORDING = 12
_SHARE_OF_CELL = 0.45
_TELLING_REST = 8

_NOTE = re.compile(r"\([^()]*\)")
_ZERO_BEFORE = re.compile(r"(?<![0-9A-Za-z])0(?= ?\. ?[0OSD])")
_ZERO_AFTER = re.compile(r"(?<=[OS]\.)( ?)0(?![0-9])")
_ACRONYM = re.compile(r"(?<![^\W_])(?:([OS]) ?\. ?([OSD])(?![^\W_])|(O[OSD]|SD|KPI)(?![^\W_]))")


@lru_cache(maxsize=16384)
def fold_header(text: str) -> str:
    """Reduce a header to its letters: lower case, no accents, look-alikes and the zero of `0.S.` as Latin letters."""
    letters = unicodedata.normalize("NFKD", _latin(text).casefold()).casefold().replace("œ", "oe")
    return fold_look_alikes("".join(char for char in letters if char.isalpha()))


def match_header(text: str, wordings: Mapping[str, Sequence[str]]) -> str | None:
    """Tell which column a header cell names: a key of `wordings`, or None where it names none or more than one.

    `wordings` holds for each column what it may be called, in any language; two wordings may stand in one cell, in
    either order. Exact letters come first, then likeness (0.8 and clearly better than the next), then one whole
    wording among other words, or before garbled ones. References of different objects (O.S., O.O., KPI) are never
    taken for each other.
    """
    if not text or len(text) > 2 * _MOST_LETTERS:
        return None
    return _match(text, tuple((key, tuple(words)) for key, words in wordings.items()))


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column may be called: folded wordings alone and in pairs, and the objects they name."""

    key: str
    alone: frozenset[str]
    forms: frozenset[str]
    acronyms: frozenset[str]


_Wordings = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=8192)
def _match(text: str, wordings: _Wordings) -> str | None:
    """Match one cell; the answers are kept, since all returns of a year have the same headers."""
    columns = _columns(wordings)
    for form in _forms(text):
        exact = [column.key for column in columns if form in column.forms]
        if exact:
            return exact[0] if len(exact) == 1 else None
    forms = [form for form in _forms(text) if _LEAST_LETTERS <= len(form) <= _MOST_LETTERS]
    acronyms = _acronyms(text)
    candidates = [column for column in columns if _same_objects(acronyms, column.acronyms)]
    return _most_alike(forms, candidates) or _one_inside(forms, candidates, columns) or _opened_by(forms, columns)


@lru_cache(maxsize=64)
def _columns(wordings: _Wordings) -> tuple[_Column, ...]:
    """Fold a set of wordings once."""
    return tuple(_column(key, words) for key, words in wordings)


def _column(key: str, words: tuple[str, ...]) -> _Column:
    """Fold the wordings of one column, with and without their notes, alone and two by two."""
    alone = {form for word in words for form in _forms(word)}
    pairs = {form for pair in permutations(words, 2) for form in _forms(" ".join(pair))}
    acronyms = frozenset[str]().union(*map(_acronyms, words))
    return _Column(key, frozenset(alone), frozenset(alone | pairs), acronyms)


def _forms(text: str) -> tuple[str, ...]:
    """Fold a header as it is and without its notes in parentheses."""
    return tuple(dict.fromkeys(form for form in (fold_header(text), fold_header(_without_notes(text))) if form))


def _without_notes(text: str) -> str:
    """Drop notes in parentheses, also nested ones."""
    while (shorter := _NOTE.sub(" ", text)) != text:
        text = shorter
    return text


def _latin(text: str) -> str:
    """Write look-alike letters as Latin ones, also a zero for the O of `0.S.` or `O.0.`."""
    return _ZERO_AFTER.sub(r"\1O", _ZERO_BEFORE.sub("O", fold_look_alikes(plain_spaces(text))))


def _acronyms(text: str) -> frozenset[str]:
    """List the objects a header names by acronym: OS, SD, OO, OD, KPI."""
    return frozenset("".join(filter(None, found.groups())) for found in _ACRONYM.finditer(_latin(text)))


def _same_objects(named: frozenset[str], column: frozenset[str]) -> bool:
    """True where a cell names objects of the column only, and some if the column does."""
    return named <= column and bool(named) == bool(column)


def _most_alike(forms: list[str], columns: list[_Column]) -> str | None:
    """Choose the column most like the cell, where it is like enough and clearly more so than any other."""
    likeness = sorted(((_likeness(forms, column), column.key) for column in columns), reverse=True)
    if not likeness or likeness[0][0] < _LIKE_ENOUGH:
        return None
    if len(likeness) > 1 and likeness[0][0] - likeness[1][0] < _CLEARLY_BETTER:
        return None
    return likeness[0][1]


def _likeness(forms: list[str], column: _Column) -> float:
    """Best ratio of matching letters between a cell and the wordings of a column; 0 below the limit."""
    best = 0.0
    for form in forms:
        matcher = SequenceMatcher(None, "", form, autojunk=False)
        for wording in column.forms:
            if len(wording) < _LEAST_LETTERS:
                continue
            matcher.set_seq1(wording)
            least = max(best, _LIKE_ENOUGH)
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
                best = max(best, matcher.ratio())
    return best if best >= _LIKE_ENOUGH else 0.0


def _one_inside(forms: list[str], candidates: list[_Column], columns: Sequence[_Column]) -> str | None:
    """Choose the only column whose wording stands whole in the cell, unless the other words point to another one."""
    for form in forms:
        inside = [(wording, column) for column in candidates for wording in column.alone if _is_much_of(wording, form)]
        words = {word for word, _ in inside}
        longest = [(word, column) for word, column in inside if not any(word in other for other in words - {word})]
        keys = {column.key for _, column in longest}
        if len(keys) == 1:
            wording, column = longest[0]
            rests = [rest for rest in form.split(wording) if len(rest) >= _TELLING_REST]
            return None if any(_points_elsewhere(rest, column, columns) for rest in rests) else column.key
    return None


def _opened_by(forms: list[str], columns: Sequence[_Column]) -> str | None:
    """Choose the reference column whose wording opens the cell, where the garbled rest is no other column's wording.

    `Référence O.O. Refertoerende S.D.` (line 895): the French is whole, the Dutch is not a word.
    """
    named = [column for column in columns if column.acronyms]
    for form in forms:
        wordings = {word: column.key for column in named for word in column.alone if form.startswith(word)}
        if not wordings or len(form) > 3 * len(max(wordings, key=len)):
            continue
        rest = form.removeprefix(max(wordings, key=len))
        if not any(word in rest for column in columns for word in column.alone):
            return wordings[max(wordings, key=len)]
    return None


def _is_much_of(wording: str, form: str) -> bool:
    """True where a wording is long enough to mean something and makes up much of the cell that holds it."""
    return len(wording) >= _WHOLE_WORDING and wording in form and len(wording) >= _SHARE_OF_CELL * len(form)


def _points_elsewhere(rest: str, column: _Column, columns: Sequence[_Column]) -> bool:
    """True where the rest of a cell is part of another column's wordings and not of this one's."""
    if any(rest in form for form in column.forms):
        return False
    return any(rest in form for other in columns if other.key != column.key for form in other.forms)
