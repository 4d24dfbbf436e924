"""Which record of one regional workbook is which of another: by reference where the titles agree, else by title.

References change between years, and one that is free again is given to something else. So a reference counts only
where the titles are not utterly unlike; what is left is matched by French and Dutch titles, first within a section,
then across the sections of an organisation. Organisations are known by their id alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from minerva.merge.shortlist import shortlist
from minerva.model.comparison import CERTAIN
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import LANGUAGES, Table
from minerva.parse.alike import bare_words, likeness, says_the_same

KEPT = 0.3
"""Likeness below which a reference was given to something else; unrelated titles of 2020 rarely reach it."""
RENUMBERED = 0.7
"""Likeness from which titles alone tell that two records are one."""
MOVED = 0.8
"""The same across sections."""
MOST_PAIRS = 1_000_000
"""Records of an organisation then times those of now that are held against each other by title."""
UNTOLD = 0.5
"""Likeness where one of the two has no title in a language of the other."""
_SAME_KEY, _SAME_WORDS, _SAME_PARENT = 0.2, 0.25, 0.1
"""What speaks for a pair beside the likeness: the same words under another reference outweigh a like title under it."""
_BY_TITLE, _ACROSS, _BY_ORDER = 95, 90, 50
"""The most a title alone proves, in percent, within a section and across; the least an order without reference does."""

_UNTITLED = 75
"""What a reference proves where one of the two has no title."""
_NOT_THEN = "+"
"""Stands for the section of an objective the older report does not have, whatever its reference was given to then."""

Parent = tuple[str, str]


class Matched(NamedTuple):
    """Two rows that are one record; `confidence` from 0 to 100."""

    then: PublishedRow
    now: PublishedRow
    confidence: int


class Matching(NamedTuple):
    """The pairs of a table and what is left of each report, all in the order of their sheets."""

    pairs: tuple[Matched, ...]
    dropped: tuple[PublishedRow, ...]
    added: tuple[PublishedRow, ...]


@dataclass(frozen=True)
class _Record:
    """A row and what it is known by. `parent` is the objective of an indicator as the older report names it."""

    row: PublishedRow
    place: int
    parent: Parent
    key: tuple

    @cached_property
    def unit(self) -> str:
        return self.row.organisation

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(bare_words(self.row.text(f"title_{language}")) for language in LANGUAGES)


class _Link(NamedTuple):
    """Two records that may be one; the higher the score, the sooner they are taken."""

    score: float
    then: _Record
    now: _Record
    confidence: int

    @property
    def order(self) -> tuple:
        apart = abs(self.then.place - self.now.place)
        return (-self.score, apart, self.then.place, self.now.place)


def match(then: PublishedReport, now: PublishedReport) -> dict[Table, Matching]:
    """Match the records of two reports, each with at most one; the same reports give the same pairs."""
    objectives = _match(then, now, Table.OBJECTIVES, {})
    indicators = _match(then, now, Table.INDICATORS, objectives_then(objectives))
    return {Table.OBJECTIVES: objectives, Table.INDICATORS: indicators}


def objectives_then(objectives: Matching) -> dict[Parent, Parent]:
    """How the older report names the objectives of the newer one, by how the newer names them."""
    renamed = {own_place(row): (_NOT_THEN, row.text("ref")) for row in objectives.added}
    return renamed | {own_place(pair.now): own_place(pair.then) for pair in reversed(objectives.pairs)}


def _match(then: PublishedReport, now: PublishedReport, table: Table, renamed: Mapping[Parent, Parent]) -> Matching:
    old, new = _records(then, table, {}), _records(now, table, renamed)
    links = []
    for organisation in dict.fromkeys([*old, *new]):
        links += _pairs_of(old.get(organisation, []), new.get(organisation, []))
    pairs = sorted(links, key=lambda link: link.now.row.number)
    taken_then, taken_now = ({side(link) for link in pairs} for side in (_number_then, _number_now))
    return Matching(
        tuple(Matched(link.then.row, link.now.row, link.confidence) for link in pairs),
        tuple(row for row in then.rows[table] if row.number not in taken_then),
        tuple(row for row in now.rows[table] if row.number not in taken_now),
    )


def _number_then(link: _Link) -> int:
    return link.then.row.number


def _number_now(link: _Link) -> int:
    return link.now.row.number


def _records(report: PublishedReport, table: Table, renamed: Mapping[Parent, Parent]) -> dict[str, list[_Record]]:
    """The records of each organisation, in order."""
    found: dict[str, list[_Record]] = defaultdict(list)
    unnamed: Counter[Parent] = Counter()
    for place, row in enumerate(report.rows[table]):
        parent = parent_of(row, table)
        parent = renamed.get(parent, parent)
        if not row.text("ref"):
            unnamed[parent] += 1
        key = (row.text("ref"),) if row.text("ref") else (parent, unnamed[parent])
        found[row.text("organisation")].append(_Record(row, place, parent, key))
    return found


def own_place(row: PublishedRow) -> Parent:
    """What the indicators of an objective name it by, in its section."""
    return row.organisation, row.text("ref") or bare_words(row.text("title_fr") or row.text("title_nl"))


def parent_of(row: PublishedRow, table: Table) -> Parent:
    """The section of a row, and what it names the objective above it by."""
    if table is Table.OBJECTIVES:
        return row.organisation, row.text("strategic_ref")
    title = row.text("objective_title_fr") or row.text("objective_title_nl")
    return row.organisation, row.text("objective_ref") or bare_words(title)


def _pairs_of(old: Sequence[_Record], new: Sequence[_Record]) -> list[_Link]:
    """The pairs of one organisation: section by section, then what nothing in its own section fits."""
    pairs: list[_Link] = []
    generic = _generic(old) | _generic(new)
    for unit in dict.fromkeys(record.unit for record in new):
        left, right = ([record for record in side if record.unit == unit] for side in (old, new))
        same = _unchanged(left, right, generic)
        pairs += [*same, *_taken(_within(*_left(left, right, same), generic))]
    return [*pairs, *_taken(_across(*_left(old, new, pairs), generic))]


def _generic(records: Iterable[_Record]) -> set[tuple[str, ...]]:
    """Titles several records of an organisation have, such as *share of services delivered*, or none at all."""
    counted = Counter(record.words for record in records)
    return {words for words, number in counted.items() if number > 1 or not any(words)}


def _left(old: Sequence[_Record], new: Sequence[_Record], pairs: Sequence[_Link]) -> tuple[list, list]:
    gone, come = {link.then.place for link in pairs}, {link.now.place for link in pairs}
    return [one for one in old if one.place not in gone], [one for one in new if one.place not in come]


def _unchanged(old: Sequence[_Record], new: Sequence[_Record], generic: set) -> list[_Link]:
    """Same key and same words: nothing else can be meant, and most are so."""
    waiting: dict[tuple, list[_Record]] = defaultdict(list)
    for record in old:
        waiting[record.key, record.words].append(record)
    found = []
    for record in new:
        same = waiting[record.key, record.words]
        if same and not _is_of_another(record, generic):
            then = same.pop(0)
            found.append(_Link(1.0, then, record, CERTAIN if record.row.text("ref") else _BY_TITLE))
    return found


def _within(old: Sequence[_Record], new: Sequence[_Record], generic: set) -> list[_Link]:
    links = (_link(one, other, generic) for one, other in _candidates(old, new))
    return [link for link in links if link is not None]


def _candidates(old: Sequence[_Record], new: Sequence[_Record]) -> Iterator[tuple[_Record, _Record]]:
    """Those of one key and those with like titles; where that would take hours, which no report comes near, only the
    first of one key."""
    by_key: dict[tuple, list[int]] = defaultdict(list)
    for place, record in enumerate(new):
        by_key[record.key].append(place)
    if len(old) * len(new) > MOST_PAIRS:
        yield from ((record, new[place]) for record in old for place in by_key[record.key][:1])
        return
    alike = shortlist([record.words for record in old], [record.words for record in new], RENUMBERED)
    for record, places in zip(old, alike, strict=True):
        yield from ((record, new[place]) for place in sorted(places.union(by_key[record.key])))


def _link(then: _Record, now: _Record, generic: set) -> _Link | None:
    """The two as a pair, None where they cannot be one."""
    like = _likeness(then, now)
    score = like + _SAME_WORDS * (like == 1) + _SAME_PARENT * (then.parent == now.parent)
    if then.key == now.key:
        if _is_of_another(now, generic) or (like < KEPT and not _says_the_same(then, now)):
            return None
        return _Link(score + _SAME_KEY, then, now, _confidence_by_key(then, now, like))
    if like < RENUMBERED or _is_anybodys(then, now, generic) or not _titled(then, now):
        return None
    return _Link(score, then, now, min(_BY_TITLE, round(like * 100)))


def _confidence_by_key(then: _Record, now: _Record, like: float) -> int:
    if now.row.text("ref"):
        return CERTAIN if _titled(then, now) else _UNTITLED
    return max(_BY_ORDER, min(_BY_TITLE, round(like * 100)))


def _across(old: Sequence[_Record], new: Sequence[_Record], generic: set) -> list[_Link]:
    links = []
    for then, now in _candidates(old, new):
        if then.unit == now.unit or not _titled(then, now) or _is_anybodys(then, now, generic):
            continue
        like = _likeness(then, now)
        if like >= (RENUMBERED if then.key == now.key else MOVED):
            links.append(_Link(like + _SAME_KEY * (then.key == now.key), then, now, min(_ACROSS, round(like * 100))))
    return links


def _likeness(then: _Record, now: _Record) -> float:
    """How alike the titles are, over the languages both have; a language only one has tells nothing."""
    shares = [likeness(one, other) for one, other in zip(then.words, now.words, strict=True) if one and other]
    return sum(shares) / len(shares) if shares else UNTOLD


def _says_the_same(then: _Record, now: _Record) -> bool:
    """Whether a title is an abbreviation of the other or part of it, in one language at least."""
    return any(says_the_same(one, other) for one, other in zip(then.words, now.words, strict=True) if one and other)


def _titled(then: _Record, now: _Record) -> bool:
    return any(one and other for one, other in zip(then.words, now.words, strict=True))


def _is_anybodys(then: _Record, now: _Record, generic: set) -> bool:
    """A title several records have tells nothing under another objective."""
    return then.parent != now.parent and (then.words in generic or now.words in generic)


def _is_of_another(now: _Record, generic: set) -> bool:
    """A title several records have, under an objective that is new."""
    return now.parent[0] == _NOT_THEN and now.words in generic


def _taken(links: Iterable[_Link]) -> list[_Link]:
    """The best pairs first, each record once; of equals the nearest in order, then the first."""
    gone: set[int] = set()
    come: set[int] = set()
    pairs = []
    for link in sorted(links, key=lambda link: link.order):
        if link.then.place not in gone and link.now.place not in come:
            gone.add(link.then.place)
            come.add(link.now.place)
            pairs.append(link)
    return pairs
