"""Budget allocations (allocation de base AB, basisallocatie BA): MM.PPP.AA.NN.EEEE.

Mission 2 digits, programme 3, activity 2, number 2, economic code 4: thirteen in all. From the spellings of
irregularities 96 to 110. People put dots, spaces, slashes and line breaks anywhere between the digits; a code is read
where the digits are thirteen and no piece of them runs over the edge of a group, as in `16.0006.15.13. 4140`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from minerva.model.reading import Reading, Why
from minerva.parse.absence import is_none, is_not_applicable
from minerva.parse.text import plain_spaces


@dataclass(frozen=True, slots=True)
class Allocation:
    """One allocation of a budget cell.

    `code` is canonical, "" where the typed digits do not make one (then `certain` is False); `caption` the words
    beside it; `raw` what was typed for code and caption, spaces and line breaks as single spaces.
    """

    code: str
    caption: str
    certain: bool
    raw: str


_WIDTHS = (2, 3, 2, 2, 4)
_EDGES = frozenset({0, 2, 5, 7, 9, 13})
_DIGITS = 13

_CANONICAL = re.compile(r"[0-9]{2}\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}")
_PREFIX = r"(?:(?<![^\W_])(?:A\.?B|B\.?A)\.?[\s:]*(?:n(?:[°º]|[or]s?\b)?\.?[\s:]*|№\s*)?|(?<![^\W_])(?:n[°º]|№)\s*)"
_RUN = r"[0-9]+(?:[\s.,/\-\u2010-\u2013]+[0-9]+)*"
_TYPED_CODE = re.compile(rf"(?:(?P<prefix>{_PREFIX})|(?<![^\W_]))(?P<run>{_RUN})", re.IGNORECASE)
_PIECE = re.compile(r"[0-9]+")
_ALLOCATION_WORD = re.compile(r"[A.B]+", re.IGNORECASE)
_CAPTION_EDGES = " \t\n:;,-\u2013\u2014=/&+"


@dataclass(frozen=True, slots=True)
class _Code:
    """Where in the cell a code stands, and the code where it is certain."""

    start: int
    end: int
    code: str


@lru_cache(maxsize=8192)
def read_budgets(raw: str) -> Reading[tuple[Allocation, ...]]:
    """Read the budget cell of an objective: no allocation (`/`, `Aucun`), one or several, with their captions.

    The text has one allocation per line, the code with its caption; an uncertain one keeps what was typed. No
    letter or digit is lost but those of the prefixes `AB`, `BA` and `n°` of codes that were read.
    """
    if _CANONICAL.fullmatch(raw):
        return Reading((Allocation(raw, "", True, raw),), raw)
    if is_none(raw) or is_not_applicable(raw):
        return Reading((), raw)
    cell = plain_spaces(raw).strip()
    allocations = tuple(_allocations(cell, _codes(cell)))
    if not any(allocation.certain for allocation in allocations):
        return Reading(allocations, raw)
    text = "\n".join(_line(allocation) for allocation in allocations)
    return Reading(allocations, text, None if text == raw else Why.BUDGET_SPELLING)


def _codes(cell: str) -> list[_Code]:
    """Find the codes of a cell: what follows a prefix, what has thirteen digits, and a number that opens the cell."""
    found: list[_Code] = []
    for typed in _TYPED_CODE.finditer(cell):
        prefix = typed["prefix"] or ""
        named = bool(_ALLOCATION_WORD.match(prefix)) or _opens_cell(typed)
        codes = _codes_of_run(cell, typed.start("run"), typed.end("run"), named=named)
        if codes:
            opens = codes[0].start == typed.start("run")
            found.append(_Code(typed.start(), codes[0].end, codes[0].code) if opens else codes[0])
            found.extend(codes[1:])
    return found


def _opens_cell(typed: re.Match[str]) -> bool:
    """True for a number of some length at the start of the cell: nothing else is asked for there."""
    return typed.start() == 0 and sum(map(str.isdigit, typed["run"])) >= 5


def _codes_of_run(cell: str, start: int, end: int, *, named: bool) -> list[_Code]:
    """Cut a run of digits into codes. `named` says that the first must be one, readable or not."""
    pieces = [(start + piece.start(), start + piece.end()) for piece in _PIECE.finditer(cell[start:end])]
    whole, used = _complete_codes(cell, pieces)
    rest = pieces[used:]
    if whole and not rest:
        return whole
    line_end = cell.find("\n", start, end)
    if not whole and line_end > 0:
        first = _codes_of_run(cell, start, line_end, named=named)
        opening = next((begin for begin, _ in pieces if begin > line_end), end)
        return first + _codes_of_run(cell, opening, end, named=False)
    if whole and _is_apart(cell, whole[-1].end, end):
        return whole + (_codes_of_run(cell, rest[0][0], end, named=False) if _looks_like_code(cell, rest) else [])
    if whole or named or _looks_like_code(cell, pieces):
        return [_Code(start, end, "")]
    return []


def _complete_codes(cell: str, pieces: list[tuple[int, int]]) -> tuple[list[_Code], int]:
    """Take codes of exactly thirteen well-cut digits from the front; also how many pieces they used."""
    codes: list[_Code] = []
    used, first, count = 0, 0, 0
    for place, (begin, end) in enumerate(pieces):
        if not _fits(count, count + end - begin):
            break
        count += end - begin
        if count == _DIGITS:
            digits = "".join(cell[start:stop] for start, stop in pieces[first : place + 1])
            codes.append(_Code(pieces[first][0], end, _canonical(digits)))
            used, first, count = place + 1, place + 1, 0
    return codes, used


def _fits(begin: int, end: int) -> bool:
    """True where a piece of the digits lies inside one group, or covers whole groups (`0800209011211`)."""
    if end > _DIGITS:
        return False
    return (begin in _EDGES and end in _EDGES) or not any(begin < edge < end for edge in _EDGES)


def _canonical(digits: str) -> str:
    """Write thirteen digits in their groups."""
    groups, place = [], 0
    for width in _WIDTHS:
        groups.append(digits[place : place + width])
        place += width
    return ".".join(groups)


def _is_apart(cell: str, code_end: int, run_end: int) -> bool:
    """True where digits behind a complete code are not part of it: on the next line, or the start of a caption."""
    between = re.match(r"[^0-9]*", cell[code_end:])
    gap = between[0] if between else ""
    if "\n" in gap or ", " in gap or " - " in gap or " / " in gap:
        return True
    return gap.isspace() and bool(re.match(r"[^\W\d_]|\s+[^\W\d_]|\s*[%€]", cell[run_end:]))


def _looks_like_code(cell: str, pieces: list[tuple[int, int]]) -> bool:
    """True for digits that can only be a damaged code: at least nine of them in at least three pieces."""
    return len(pieces) >= 3 and sum(end - begin for begin, end in pieces) >= 9


def _allocations(cell: str, codes: list[_Code]) -> list[Allocation]:
    """Give each code the words beside it: those behind it, or before it where the cell is written that way round."""
    if not codes:
        words = " ".join(cell.split())
        return [Allocation("", words, False, words)]
    gaps = [cell[left.end : right.start] for left, right in pairwise(codes)]
    before, behind = cell[: codes[0].start], cell[codes[-1].end :]
    if _caption(before) and not _caption(behind):
        return [_allocation(cell, code, words, behind="") for code, words in zip(codes, [before, *gaps], strict=True)]
    opening = [Allocation("", _caption(before), False, _caption(before))] if _caption(before) else []
    pairs = zip(codes, [*gaps, behind], strict=True)
    return opening + [_allocation(cell, code, words, behind=words) for code, words in pairs]


def _allocation(cell: str, code: _Code, words: str, *, behind: str) -> Allocation:
    """Make the allocation of one code and the words that belong to it, whether they stand `behind` it or before."""
    caption = _caption(words)
    typed = cell[code.start : code.end] + (behind or f" {caption}")
    return Allocation(code.code, caption, bool(code.code), " ".join(typed.split()).rstrip(_CAPTION_EDGES))


def _caption(words: str) -> str:
    """Write the words beside a code on one line, without the signs that set them apart from it."""
    caption = " ".join(words.strip(_CAPTION_EDGES).split())
    return caption if any(char.isalnum() for char in caption) else ""


def _line(allocation: Allocation) -> str:
    """Write one allocation as a line of the canonical text."""
    if not allocation.certain:
        return allocation.raw
    return f"{allocation.code} {allocation.caption}".rstrip()
