"""LNG: is every text there in French and in Dutch."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.reading import Why
from minerva.model.record import LANGUAGES, Field, Record, Table
from minerva.model.submission import Aside, SetAside, Submission
from minerva.parse.text import look_alikes
from minerva.rules.cells import is_empty, lost_cells, placeholder_cells, quoted, record_at, says_none, says_nothing
from minerva.rules.deviations import unexplained
from minerva.rules.rule import broken, place_of, rule

TEXTS = {
    Table.OBJECTIVES: ("strategic_title", "title", "description", "deviation", "actions"),
    Table.INDICATORS: ("strategic_title", "objective_title", "title", "description", "deviation"),
}
EXPLANATIONS = ("deviation", "actions", "description")


@rule("LNG001")
def translation_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for the second language of every text that stands in the first.

    The report is bilingual by law; a translation may follow later, until the file is final. `/`, `N/A` and *Aucun*
    need none. Put right by translating into the empty cell. Rows FR and NL of both tables.
    """
    filled = lost_cells(submission) | placeholder_cells(submission)
    for record in submission.records:
        if says_none(record):
            continue
        for column in TEXTS[record.table]:
            yield from _untranslated(record, column, filled)


def _untranslated(record: Record, column: str, filled: frozenset) -> Iterator[Finding]:
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        text = record.text(f"{column}_{other}")
        if text and is_empty(record, f"{column}_{language}", filled) and text.strip() and not says_nothing(text):
            yield broken(
                "LNG001",
                place_of(record, f"{column}_{language}"),
                record,
                column=f"@short.{column}",
                language=f"@language.{language}",
                other=f"@language.{other}",
                other_cell=place_of(record, f"{column}_{other}").cell,
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
