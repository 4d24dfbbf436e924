"""What several rules ask of a record: is a cell empty, does the record say *none*, is its unit understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from minerva.model.figure import FigureKind
from minerva.model.reading import Why
from minerva.model.record import FIGURES, Field, Record, Source, column_letters
from minerva.model.status import Direction, Measure, Status, Unit
from minerva.model.submission import Aside, Submission
from minerva.parse.absence import is_none, is_not_applicable, refers_elsewhere
from minerva.parse.personal import addresses
from minerva.rules.rule import file_of, once, place_of

CHOICES = {"unit": Unit, "direction": Direction, "declared": Status}
LONGEST_QUOTE = 60
LONGEST_REFERRAL = 300

_WORDS = {key: frozenset(words) for key, words in CHOICES.items()}

_ERROR = re.compile(r"\s*(?:#[A-Z/0_]+[!?]?|Err:[0-9]+)\s*")

_ELSEWHERE = (FigureKind.NOT_APPLICABLE, FigureKind.REFERS)


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A text as a finding shows it: on one line, cut, and never taken for a label key (these start with `@`).

    An e-mail address is never cut in two: half of one would be recognised by nobody, and name a person all the same.
    """
    line = " ".join(text.split())
    short = line if len(line) <= longest else line[: _cut(line, longest - 1)].rstrip() + "…"
    return f" {short}" if short.startswith("@") else short


def _cut(line: str, place: int) -> int:
    return next((start for start, end in addresses(line) if start < place < end), place)


def typed(record: Record, key: str) -> str:
    """What stands in a cell as typed (or as corrected by the cell), or the label for an empty one."""
    field = record.fields.get(key)
    if field is None:
        return "@found.empty"
    return quoted(field.text if field.why is Why.CORRECTION else field.raw) or "@found.empty"


def cell_range(sources: Iterable[Source]) -> str:
    """The smallest range around some cells of one sheet: A1:F30, or the one cell."""
    places = list(sources)
    rows, columns = [place.row for place in places], [place.column for place in places]
    first = f"{column_letters(min(columns))}{min(rows)}"
    last = f"{column_letters(max(columns))}{max(rows)}"
    return first if first == last else f"{first}:{last}"


def by_column(places: Iterable[Source]) -> str:
    """Some cells of one sheet as a range for each column: `A7:A9, C7`."""
    columns: dict[int, list[Source]] = {}
    for place in places:
        columns.setdefault(place.column, []).append(place)
    return ", ".join(cell_range(columns[column]) for column in sorted(columns))


def record_at(submission: Submission, source: Source) -> Record | None:
    """The record one of whose rows a cell stands in, None where it stands beside the tables."""
    rows = (r for r in submission.records if source.row in (r.row, r.row_nl) and r.sheet == source.sheet)
    return next((record for record in rows if file_of(record) == source.file), None)


@once
def lost_cells(submission: Submission) -> frozenset[Source]:
    """The cells that are filled but gave no value; they have a finding of their own and are not missing."""
    return frozenset(aside.source for aside in submission.set_aside if aside.reason is not Aside.PLACEHOLDER)


@once
def unread_figures(submission: Submission) -> frozenset[Source]:
    """The cells of figures with a formula that stored no value: nothing is known of it, as if the cell were empty."""
    asides = (aside for aside in submission.set_aside if aside.reason is Aside.UNREADABLE and aside.key in FIGURES)
    return frozenset(aside.source for aside in asides)


def unread_cell(record: Record, key: str, unread: frozenset[Source]) -> Source | None:
    """The cell of a figure in which a formula stored no value, None where there is none, or another cell gives it."""
    if not unread or key in record.fields:
        return None
    place = place_of(record, key)._replace(file=file_of(record))
    places = (place._replace(row=row) for row in (place.row, record.row, record.row_nl))
    return next((one for one in places if one in unread), None)


@once
def placeholder_cells(submission: Submission) -> frozenset[Source]:
    """The cells that hold nothing but FR or NL."""
    return frozenset(aside.source for aside in submission.set_aside if aside.reason is Aside.PLACEHOLDER)


def holds_error(record: Record, key: str) -> bool:
    """Whether a cell holds an error of a formula, which nobody means."""
    return key in record.fields and _ERROR.fullmatch(record.fields[key].raw) is not None


def has_column(record: Record, key: str) -> bool:
    """Whether the file has the column of a field; a missing column is one finding, not one for each record."""
    column = key.removesuffix("_fr").removesuffix("_nl")
    return not record.columns or key in record.columns or column in record.columns


def is_empty(record: Record, key: str, filled: frozenset[Source] = frozenset()) -> bool:
    """True where a cell of an existing column holds nothing, `filled` being cells known to hold something unusable."""
    if record.text(key).strip() or not has_column(record, key):
        return False
    if not filled:
        return True
    place = place_of(record, key)._replace(file=file_of(record))
    rows = [place.row] if key.endswith(("_fr", "_nl")) else [record.row, record.row_nl]
    return not any(place._replace(row=row) in filled for row in rows)


@lru_cache(maxsize=8192)
def says_nothing(text: str) -> bool:
    """True for `Aucun`, `Geen`, `/`, `N/A` and the like: a word said on purpose that needs no translation."""
    return is_none(text) or is_not_applicable(text)


@once
def says_none(record: Record) -> bool:
    """True for a record that says there is nothing: its titles (without titles, its reference) are *Aucun*, *Geen*."""
    french, dutch = record.text("title_fr").strip(), record.text("title_nl").strip()
    words = [word for word in (french, dutch) if word] or [record.text("ref")]
    return all(says_nothing(word) for word in words)


def is_unclear(record: Record, key: str) -> bool:
    """True where a cell of a closed list holds a word that is none of it; `/` and `N/A` are blanks."""
    text = record.text(key).strip()
    return bool(text) and text not in _WORDS[key] and not says_nothing(text)


def is_elsewhere(record: Record) -> bool:
    """True where the result is not applicable or stands in the report of another organisation."""
    return elsewhere(record) is not None


@once
def elsewhere(record: Record) -> tuple[Field, FigureKind] | None:
    """The cell that says so and which of the two it says, None for any other record.

    Where the result is empty, a short description may say it in its place (lines 372 to 393 of the report of 2020).
    """
    field = record.fields.get("result")
    if field is not None:
        kind = field.figure.kind if field.figure is not None else None
        return (field, kind) if kind in _ELSEWHERE else None
    for key in ("description_fr", "description_nl"):
        told = record.fields.get(key)
        if told is not None and len(told.text) <= LONGEST_REFERRAL:
            kind = _said_elsewhere(told.text)
            if kind is not None:
                return told, kind
    return None


@lru_cache(maxsize=8192)
def _said_elsewhere(text: str) -> FigureKind | None:
    if is_not_applicable(text):
        return FigureKind.NOT_APPLICABLE
    return FigureKind.REFERS if refers_elsewhere(text) else None


@once
def measure_of(record: Record) -> Measure | None:
    """The figures of a record that must have some; None where it says *none*, or its unit is text or not understood."""
    if is_unclear(record, "unit") or says_none(record):
        return None
    measure = record.measure
    return None if measure.effective_unit is Unit.TEXT else measure
