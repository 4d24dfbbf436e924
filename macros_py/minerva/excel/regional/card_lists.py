"""The lists behind the card: organisations, the records of each, and what the year before said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import NamedTuple

from minerva.excel.regional.book import Book
from minerva.excel.regional.sentence import Row, figure_words, plain_title, spoken_name
from minerva.excel.regional.trace import Stand
from minerva.layout.labels import bilingual
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import LANGUAGES, Record, Table
from minerva.model.register import Organisation
from minerva.model.status import Status

LONGEST_CHOICE = 100  # characters of a line of a drop-down list
LONGEST_SEARCHED = 250  # characters of a text that can be searched in a list
ALIKE = 0.6  # likeness of two titles under the same reference that makes them the same objective
EARLIER = ("red", "green", "result", "status")


class Choosable(NamedTuple):
    """A record in the list of the card: `text` is what people choose, `earlier` what the year before had, by key."""

    text: str
    stand: Stand
    earlier: dict[str, str]


@dataclass(frozen=True)
class Chooser:
    """An organisation or section with records, objectives first; `first` is the place of its first one, from 1."""

    title: str
    organisation: Organisation
    names: dict[str, str]
    spoken: dict[str, str]
    first: int
    records: list[Choosable]


def choosers(book: Book) -> list[Chooser]:
    """Everyone who has records, in the order of the report."""
    found: list[Chooser] = []
    first = 1
    of_chapter = _stands(book)
    earlier = _Earlier(book.consolidation.earlier)
    for chapter in book.consolidation.chapters:
        stands = of_chapter.get(chapter.organisation.id, [])
        if stands:
            records = [Choosable(_text(stand), stand, earlier.of(stand)) for stand in stands]
            found.append(_chooser(book, chapter.organisation, first, records))
            first += len(records)
    return [_told_apart(chooser, found) for chooser in found]


def _told_apart(chooser: Chooser, all_of_them: list[Chooser]) -> Chooser:
    """With its id where two have the same name."""
    alone = sum(one.title == chooser.title for one in all_of_them) == 1
    return (
        chooser if alone else replace(chooser, title=f"{chooser.organisation.id} · {chooser.title}"[:LONGEST_SEARCHED])
    )


def _stands(book: Book) -> dict[str, list[Stand]]:
    stands: dict[str, list[Stand]] = {}
    for table in Table:
        for stand in book.trace.stands[table]:
            stands.setdefault(stand.chapter.organisation.id, []).append(stand)
    return stands


def _chooser(book: Book, organisation: Organisation, first: int, records: list[Choosable]) -> Chooser:
    main = book.consolidation.register.by_id(organisation.section_of)
    names, spoken = {}, {}
    for language in LANGUAGES:
        own = getattr(organisation, f"name_{language}")
        above = getattr(main, f"name_{language}") if main is not None else ""
        names[language] = f"{above} – {own}" if above else own
        spoken[language] = f"{spoken_name(above, language)} ({own})" if above else spoken_name(own, language)
    title = names["fr"] if names["fr"] == names["nl"] else f"{names['fr']} / {names['nl']}"
    return Chooser(_choice(title, LONGEST_SEARCHED), organisation, names, spoken, first, records)


def _text(stand: Stand) -> str:
    """`OO-OD 3 · O.O.1.3 · title`: the number tells records without reference and double references apart."""
    reference = stand.record.reference or bilingual("card.no_reference", "/")
    title = next(filter(None, (plain_title(stand.record.text(f"title_{one}")) for one in LANGUAGES)), "")
    return _choice(" · ".join(filter(None, (f"{stand.record.table.value} {stand.number}", reference, title))))


def _choice(text: str, longest: int = LONGEST_CHOICE) -> str:
    """A line of a list; a tilde has a meaning of its own where lists are searched."""
    cut = text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
    return cut.replace("~", "-")


class _Earlier:
    """The records of the year before, found by organisation, section, table and reference where the title is alike."""

    def __init__(self, report: PublishedReport | None):
        self._rows: dict[tuple[str, Table, str], list[PublishedRow]] = {}
        for table, rows in report.rows.items() if report is not None else ():
            for row in rows:
                self._rows.setdefault((row.organisation, table, row.text("ref")), []).append(row)

    def of(self, stand: Stand) -> dict[str, str]:
        """What it said of a record by key: figures as people write them, the status as its code; {} for a new one."""
        key = (stand.chapter.organisation.id, stand.record.table, stand.record.reference)
        alike = [(likeness(stand.record, row), -row.number, row) for row in self._rows.get(key, ())]
        best = max(alike, default=(0.0, 0, None))
        if best[2] is None or best[0] < ALIKE:
            return {}
        values: Row = best[2].values
        status = best[2].text("status")
        told = {"status": status} if status in set(Status) else {}
        return told | {name: figure_words(values, name, "fr") for name in ("red", "green", "result")}


def likeness(record: Record, row: PublishedRow) -> float:
    """How alike the titles are in the language where they are most alike, from 0 to 1."""
    return max(_likenesses(record, row), default=0.0)


def _likenesses(record: Record, row: PublishedRow) -> Iterator[float]:
    for language in LANGUAGES:
        key = f"title_{language}"
        here, there = (plain_title(text).casefold() for text in (record.text(key), row.text(key)))
        if here and there:
            yield 1.0 if here == there else SequenceMatcher(None, here, there, autojunk=False).ratio()
