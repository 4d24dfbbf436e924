"""LNG: is every text there in French and in Dutch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from minerva.model.finding import Finding, Proposal
from minerva.model.reading import Why
from minerva.model.record import LANGUAGES, Field, Record, Source, Table
from minerva.model.submission import Aside, SetAside, Submission
from minerva.parse.figures_in_text import Difference, figures_that_differ
from minerva.parse.prose import plainly_in, prose_language
from minerva.parse.text import look_alikes
from minerva.rules.cells import (
    by_column,
    cell_range,
    has_column,
    is_empty,
    lost_cells,
    placeholder_cells,
    quoted,
    record_at,
    says_none,
    says_nothing,
)
from minerva.rules.deviations import unexplained
from minerva.rules.rule import broken, file_of, once, own_cell, place_of, proposed, rule

TEXTS = {
    Table.OBJECTIVES: ("strategic_title", "title", "description", "deviation", "actions"),
    Table.INDICATORS: ("strategic_title", "objective_title", "title", "description", "deviation"),
}
LANGUAGE_KEYS = {
    column: tuple((language, f"{column}_{language}") for language in LANGUAGES)
    for column in ("intro", *dict.fromkeys(column for columns in TEXTS.values() for column in columns))
}
"""The languages of a text, each with its key."""
LONGEST_LIST = 200
EXPLANATIONS = ("deviation", "actions", "description")
LONGEST_FIGURES, LONGEST_COMPARED = 120, 10_000


@rule("LNG001")
def translation_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for the second language of every text that stands in the first.

    The report is bilingual by law; a translation may follow later, until the file is final. `/`, `N/A` and *Aucun*
    need none; a title given once for several records is asked for once. Where a file has neither a row nor a column for
    the other language, that is one finding for each table. Put right by translating into the empty cell. Rows FR and NL
    of both tables.
    """
    nowhere: dict[tuple, list[_Untranslated]] = {}
    for missing in _untranslated(submission):
        record, key = missing.record, f"{missing.column}_{missing.language}"
        if _has_cell(record, key):
            merged = record.merged.get(own_cell(record, key))
            place = place_of(record, key)
            where = cell_range((place, place._replace(row=merged[2], column=merged[3]))) if merged else place.cell
            advice = "@found.translation.merged" if merged else "@found.translation.cell"
            columns = f"@short.{missing.column}"
            yield _translate(missing, place, record, columns, missing.source.cell, advice, where)
        else:
            nowhere.setdefault((file_of(record), record.sheet, record.table, missing.language), []).append(missing)
    for group in nowhere.values():
        first, stems = group[0], list(dict.fromkeys(missing.column for missing in group))
        columns = ", ".join(f"@short.{stem}" for stem in stems)
        if not any(_has_cell(first.record, f"{stem}_{first.language}") for stem in TEXTS[first.record.table]):
            columns = "@found.all_texts"
        places = quoted(by_column(missing.source for missing in group), LONGEST_LIST)
        record = first.record if all(missing.record is first.record for missing in group) else None
        yield _translate(first, first.source, record, columns, places, "@found.translation.nowhere", first.source.sheet)


class _Untranslated(NamedTuple):
    """A text that stands in one language only: its record, its column, the language it lacks, its cell."""

    record: Record
    column: str
    language: str
    source: Source


def _untranslated(submission: Submission) -> Iterator[_Untranslated]:
    """The texts without translation, each cell once however many records share it."""
    filled = lost_cells(submission) | placeholder_cells(submission)
    seen: set[tuple[Source, str]] = set()
    for record in submission.records:
        if says_none(record):
            continue
        for column in TEXTS[record.table]:
            for language, other in (LANGUAGES, LANGUAGES[::-1]):
                text = record.fields.get(f"{column}_{other}")
                if text is None or (text.source, language) in seen or not text.text.strip():
                    continue
                seen.add((text.source, language))
                if not is_empty(record, f"{column}_{language}", filled) or says_nothing(text.text):
                    continue
                # A text that stands in the wrong row is LNG004.
                if prose_language(text.text) != language:
                    yield _Untranslated(record, column, language, text.source)


def _has_cell(record: Record, key: str) -> bool:
    """Whether a file has a cell of its own for a text in one language: a column, or a row beside that of the other."""
    if not record.columns or key in record.columns:
        return True
    return record.row_nl not in (0, record.row) and has_column(record, key)


def _translate(
    missing: _Untranslated, place: Source, record: Record | None, column: str, cells: str, advice: str, where: str
) -> Finding:
    other = next(language for language in LANGUAGES if language != missing.language)
    return broken(
        "LNG001",
        place,
        record,
        column=column,
        language=f"@language.{missing.language}",
        other=f"@language.{other}",
        other_cell=cells,
        advice=advice,
        where=where,
    )


@rule("LNG002")
def placeholder_left(submission: Submission) -> Iterator[Finding]:
    """Ask for a text where FR or NL was left as a reminder.

    The tag is not a text and is not printed. Takes the place of LNG001 for that cell, and leaves to DEV the cells
    that must be filled and have no text in either language. Put right by typing the text over the tag. From lines
    522 to 603 of the report of 2020 (`FR`, `NL`, `FR Geen`).
    """
    for aside in _unasked_placeholders(submission):
        yield broken("LNG002", aside.source, record_at(submission, aside.source), **_named(aside.key, aside.raw))
    for record in submission.records:
        for column in TEXTS[record.table]:
            for key in (f"{column}_{language}" for language in LANGUAGES):
                field = record.fields.get(key)
                if field is not None and field.why is Why.PLACEHOLDER:
                    yield broken("LNG002", field.source, record, **_named(key, field.raw))


def _unasked_placeholders(submission: Submission) -> list[SetAside]:
    """The tags in cells for which no rule of DEV asks already."""
    placeholders = [aside for aside in submission.set_aside if aside.reason is Aside.PLACEHOLDER]
    if not placeholders:
        return []
    asked = {
        place_of(record, f"{column}_{language}")
        for column in EXPLANATIONS
        for record in unexplained(submission, column)
        for language in LANGUAGES
    }
    return [aside for aside in placeholders if aside.source not in asked]


def _named(key: str, raw: str) -> dict[str, str]:
    column, _, language = key.rpartition("_")
    return {"raw": quoted(raw), "column": f"@short.{column}", "language": f"@language.{language}"}


@rule("LNG003")
def letters_of_another_alphabet(submission: Submission) -> Iterator[Finding]:
    """Ask for Latin letters inside words: a Cyrillic or Greek one looks the same and is found by no search.

    In references and figures they are read as meant; a free text is never changed. Put right by typing the words again.
    From line 750 of the report of 2020 (`prospектив`).
    """
    for key, field in submission.cover.items():
        yield from _mixed(key, field, None)
    for record in submission.records:
        for key, field in record.fields.items():
            if not field.text.isascii():
                yield from _mixed(key, field, record)


def _mixed(key: str, field: Field, record: Record | None) -> Iterator[Finding]:
    column, _, language = key.rpartition("_")
    words = look_alikes(field.text)
    if words and language in LANGUAGES:
        named = {"column": f"@short.{column}", "language": f"@language.{language}"}
        yield broken("LNG003", field.source, record, words=quoted(", ".join(words)), **named)


@rule("LNG004")
def wrong_language(submission: Submission) -> Iterator[Finding]:
    """Ask for French in the French row and Dutch in the Dutch row.

    A text pasted into the wrong row, or copied there instead of being translated, is printed under the wrong heading.
    Only where the language of the text is beyond doubt: names, abbreviations and a few words say nothing. Takes the
    place of LNG001 where the other row is empty. Put right by writing the translation; two texts that stand in each
    other's rows are exchanged. From lines 812, 875 and 1011 of the report of 2020 (French in Dutch rows).
    """
    for pair in _pairs(submission):
        wrong = _in_wrong_row(pair)
        if len(wrong) == len(LANGUAGES):
            french, dutch = pair.fields["fr"], pair.fields["nl"]
            swap = (proposed(french.source, dutch.text), proposed(dutch.source, french.text))
            yield _misplaced(pair, "fr", "@found.wrong_language.swap", swap)
        else:
            for language in wrong:
                alone = len(pair.fields) == 1
                yield _misplaced(pair, language, f"@found.wrong_language.{'move' if alone else 'write'}")


class _Pair(NamedTuple):
    """The two texts of one column of a record, or of the cover, by language; one of them may be missing."""

    record: Record | None
    column: str
    fields: dict[str, Field]


@once
def _pairs(submission: Submission) -> list[_Pair]:
    """All texts with their translations, each cell once however many records share it."""
    places: list[tuple[Record | None, str, Mapping[str, Field]]] = [(None, "intro", submission.cover)]
    places += [(record, column, record.fields) for record in submission.records for column in TEXTS[record.table]]
    found: dict[tuple[Source, ...], _Pair] = {}
    for record, column, given in places:
        texts = [(language, given[key]) for language, key in LANGUAGE_KEYS[column] if key in given]
        fields = {language: text for language, text in texts if text.text and not text.text.isspace()}
        if fields:
            found.setdefault(tuple(text.source for text in fields.values()), _Pair(record, column, fields))
    return list(found.values())


def _in_wrong_row(pair: _Pair) -> list[str]:
    """The languages of the rows that hold a text in the other language."""
    return [
        language
        for language, text in pair.fields.items()
        if not plainly_in(text.text, language)
        and prose_language(text.text) not in (None, language)
        and not says_nothing(text.text)
    ]


def _misplaced(pair: _Pair, language: str, advice: str, proposals: tuple[Proposal, ...] = ()) -> Finding:
    text = pair.fields[language]
    spoken = next(other for other in LANGUAGES if other != language)
    return broken(
        "LNG004",
        text.source,
        pair.record,
        proposals=proposals,
        column=f"@short.{pair.column}",
        language=f"@language.{language}",
        spoken=f"@language.{spoken}",
        raw=quoted(text.text),
        advice=advice,
    )


@rule("LNG005")
def figures_differ(submission: Submission) -> Iterator[Finding]:
    """Ask for the same figures in a text and in its translation.

    Amounts, percentages, dates: one of the two is wrong, or one text is incomplete. What the languages merely write
    differently is the same (see parse.figures_in_text). The same two texts in several records are one finding. Silent
    where a text stands in the wrong row (LNG004). Put right by correcting the wrong text. From lines 374 and 376 of the
    report of 2020 (30 001 and 30.0001 euros) and its preface (87,5 % and 83 %; 92 % and 87,5 %).
    """
    alike: dict[tuple[str, ...], list[_Pair]] = {}
    for pair in _pairs(submission):
        if len(pair.fields) == len(LANGUAGES) and _is_comparable(pair):
            table = pair.record.table if pair.record is not None else ""
            texts = (text.text for text in pair.fields.values())
            alike.setdefault((table, pair.column, *texts), []).append(pair)
    for pairs in alike.values():
        texts = pairs[0].fields
        found = figures_that_differ(texts["fr"].text, texts["nl"].text)
        difference = _telling(found, str(submission.year)) if found is not None else None
        if difference is not None and not _in_wrong_row(pairs[0]):
            yield _different(pairs, difference)


def _is_comparable(pair: _Pair) -> bool:
    """Whether both texts are of a length that people write and read."""
    return all(len(text.text) <= LONGEST_COMPARED for text in pair.fields.values())


def _telling(difference: Difference, year: str) -> Difference | None:
    """What differs for certain: where only one text has a figure more, one digit may be a word of the other.

    The year of the report is nothing either, which one text names where the other says *this year*.
    """
    if difference.only_first and difference.only_second:
        return difference
    rest = Difference(*(tuple(one for one in side if len(one) > 1 and one != year) for side in difference))
    return rest if any(rest) else None


def _different(pairs: list[_Pair], difference: Difference) -> Finding:
    first = pairs[0]
    figures = {"french": difference.only_first, "dutch": difference.only_second}
    cells = {
        language: quoted(", ".join(pair.fields[language].source.cell for pair in pairs), LONGEST_FIGURES)
        for language in LANGUAGES
    }
    return broken(
        "LNG005",
        first.fields["fr"].source,
        first.record,
        column=f"@short.{first.column}",
        **{name: quoted(" / ".join(some), LONGEST_FIGURES) or "@found.no_figure" for name, some in figures.items()},
        french_cells=cells["fr"],
        dutch_cells=cells["nl"],
    )
