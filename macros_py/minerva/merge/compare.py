"""Compares two regional workbooks: record by record what changed, what came and went, and who reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from minerva.merge.matching import Matched, Matching, match, objectives_then, own_place, parent_of
from minerva.merge.reporting import organisation_lines, reporting
from minerva.merge.thresholds_moved import bar_of, same_value
from minerva.model.comparison import Change, Comparison, Lone, Pair, Telling
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import LANGUAGES, Table
from minerva.parse.alike import bare_words

Same = Callable[[str, str], bool]
Keys = Sequence[str]
Rows = Sequence[PublishedRow]


def _both(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}_{language}" for stem in stems for language in LANGUAGES)


_TITLE = _both("title")
_DESCRIPTION = _both("description")
_EXPLANATION = _both("deviation", "actions")
_STRATEGIC = ("strategic_ref", *_both("strategic_title"))
_ABOVE = {"objective_ref": "ref"} | dict(zip(_both("objective_title"), _TITLE, strict=True))
"""What an indicator repeats of its objective, and where the objective has it."""
_OWN = ("budget", "declared")
_OF_A_VERSION = ("justification", "remarks")
_SIGNS = re.compile("[<>≤≥=+%€]")


def compare(then: PublishedReport, now: PublishedReport) -> Comparison:
    """Compare two reports, the older one first.

    Between years, texts are the same where their words are; between versions of one year every character counts, and
    descriptions and justifications with them. A record of an organisation that did not report in the other year is
    neither dropped nor added: its organisation is named instead.
    """
    matched = match(then, now)
    told = _Told(matched[Table.OBJECTIVES], is_version=then.year == now.year)
    return Comparison(
        then,
        now,
        tuple(told.pair(table, pair) for table in Table for pair in matched[table].pairs),
        tuple(lone for table in Table for lone in _lone(table, matched[table].dropped, matched[table].added, now)),
        tuple(lone for table in Table for lone in _lone(table, matched[table].added, matched[table].dropped, then)),
        tuple(organisation_lines(then, now)),
    )


def _lone(table: Table, rows: Rows, others: Rows, other: PublishedReport) -> Iterator[Lone]:
    """The rows of the organisations that reported in the other year; whether their reference was given to another."""
    reported = reporting(other)
    references = {(row.organisation, row.text("ref")) for row in others}
    for row in rows:
        if row.organisation in reported:
            yield Lone(table, row, bool(row.text("ref")) and (row.organisation, row.text("ref")) in references)


def _same_words(one: str, other: str) -> bool:
    """Typography aside; *less than* is not *more than*."""
    return bare_words(one) == bare_words(other) and _SIGNS.findall(one) == _SIGNS.findall(other)


def _same_text(one: str, other: str) -> bool:
    return one.split() == other.split()


class _Told:
    """What is told of a pair. What an indicator repeats of its objective is told there and not again below."""

    def __init__(self, objectives: Matching, *, is_version: bool):
        self._is_version = is_version
        self._same: Same = _same_text if is_version else _same_words
        self._named_then = objectives_then(objectives)
        self._above = {own_place(pair.now): pair for pair in reversed(objectives.pairs)}

    def pair(self, table: Table, pair: Matched) -> Pair:
        """A record then and now, with all that changed."""
        bar = bar_of(pair.then, pair.now)
        explanation, description = (self._telling(pair, keys) for keys in (_EXPLANATION, _DESCRIPTION))
        is_moved = self._is_moved(table, pair)
        other = tuple(self._other(table, pair, is_moved))
        found = {
            Change.STATUS: pair.then.text("status") != pair.now.text("status"),
            Change.RESULT: not same_value(pair.then, pair.now, "result"),
            Change.WEIGHT: not same_value(pair.then, pair.now, "weight"),
            Change.REWORDED: self._differs(pair, _TITLE),
            Change.RENUMBERED: pair.then.text("ref") != pair.now.text("ref"),
            Change.MOVED: is_moved,
            Change.EXPLANATION: explanation not in (Telling.NONE, Telling.SAME),
            Change.DESCRIPTION: self._is_version and description not in (Telling.NONE, Telling.SAME),
            Change.OTHER: bool(other),
        }
        changes = (*bar.changes, *(change for change, is_so in found.items() if is_so))
        return Pair(table, *pair, changes, explanation, description, bar.old_status, other)

    def _differs(self, pair: Matched, keys: Keys) -> bool:
        return any(not self._same(pair.then.text(key), pair.now.text(key)) for key in keys)

    def _telling(self, pair: Matched, keys: Keys) -> Telling:
        before, after = (any(row.text(key) for key in keys) for row in (pair.then, pair.now))
        if not (before and after):
            return Telling.NEW if after else Telling.GONE if before else Telling.NONE
        return Telling.CHANGED if self._differs(pair, keys) else Telling.SAME

    def _is_moved(self, table: Table, pair: Matched) -> bool:
        """Whether a record stands in another section now, or an indicator under another objective."""
        if table is Table.OBJECTIVES:
            return pair.then.organisation != pair.now.organisation
        above = parent_of(pair.now, table)
        return self._named_then.get(above, above) != parent_of(pair.then, table)

    def _other(self, table: Table, pair: Matched, is_moved: bool) -> Iterator[str]:
        """The further fields that differ, by key."""
        repeated = _STRATEGIC if table is Table.OBJECTIVES else (*_STRATEGIC, *_ABOVE)
        for key in repeated:
            if self._differs(pair, (key,)) and not (
                table is Table.INDICATORS and (is_moved or self._above_says(pair, key))
            ):
                yield key
        for key in (*_OWN, *(_OF_A_VERSION if self._is_version else ())):
            if self._differs(pair, (key,)):
                yield key

    def _above_says(self, pair: Matched, key: str) -> bool:
        """Whether the objective of an indicator went through the same change of a field."""
        above, its_key = self._above.get(parent_of(pair.now, Table.INDICATORS)), _ABOVE.get(key, key)
        return above is not None and all(
            self._same(mine.text(key), its.text(its_key)) for mine, its in zip(pair[:2], above[:2], strict=True)
        )
