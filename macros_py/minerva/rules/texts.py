"""TXT: can a text be read, found and published as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from minerva.layout.returns import return_layout
from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES, Field, Record, Source, Table
from minerva.model.submission import Submission
from minerva.parse.absence import refers_elsewhere
from minerva.parse.alike import bare_words, fingerprint
from minerva.parse.personal import addresses, is_of_a_person
from minerva.parse.text import fold_words
from minerva.rules.cells import is_elsewhere, is_empty, lost_cells, placeholder_cells, quoted, says_none
from minerva.rules.languages import TEXTS
from minerva.rules.references import settled_reference
from minerva.rules.rule import broken, once, place_of, proposed, rule

MOST_LINE_FEEDS = 253
SHORTEST_COPY = 60
RETOLD = {
    table: tuple(f"{column}_{language}" for column in columns for language in LANGUAGES)
    for table, columns in (
        (Table.OBJECTIVES, ("description", "deviation", "actions")),
        (Table.INDICATORS, ("description", "deviation")),
    )
}
"""The texts in which each year has its own story, by table: description, deviation, future actions."""
LONGEST_CELLS = 120
JUDGED = ("red", "green", "result", "description_fr", "description_nl")
_MEASURE = re.compile(
    r"%|#|\b(?:nombre|taux|pourcentage|part|proportion|delai|duree|degre|aantal|percentage|aandeel|graad|termijn"
    r"|doorlooptijd)\b|\w(?:graad|termijn)\b|\bx (?=[a-z])"
)
_AND = re.compile(
    r"[;\n]|\.\s|\s[-–—]\s|\bet (?=le |la |les |l'|un |%|#|\d)|\ben (?=het |de |een |% van |#|\d)|\bainsi que\b"
)
_RATIO = re.compile(r"\b(?:rapport|ratio|difference|ecart|entre|verhouding|verschil|tussen)\b")
_OPENS_WITH_YEAR = re.compile(
    r"\W*(?:(?:en|in|pour|voor|durant|pendant|tijdens|courant|au cours de|in de loop van|debut|begin|fin|eind)\s)?"
    r"(?:l'annee |het jaar )?((?:19|20)\d\d)(?![\w/-])"
)
_BEGINNING = 60


@rule("TXT001")
def title_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for the title of what has thresholds, a result or a description.

    Nobody can tell what a figure without title measures; LNG001 asks for a title that stands in one language. Where the
    other table has the title of the objective, that one is proposed. Silent for an indicator that is not applicable or
    stands in another report: it measures nothing here. Put right by typing or copying the title. From
    lines 395 and 531 of the report of 2020 (O.O.5.1, whose title stands in the table of indicators only).
    """
    filled = lost_cells(submission) | placeholder_cells(submission)
    theirs = _titles_of_objectives(submission.indicators, "objective_ref", "objective_title")
    ours = _titles_of_objectives(submission.objectives, "ref", "title")
    for record in submission.records:
        if not _is_judged(record) or says_none(record):
            continue
        measures = record.table is Table.OBJECTIVES or not is_elsewhere(record)
        if measures and _lacks(record, "title", filled):
            known = theirs if record.table is Table.OBJECTIVES else {}
            yield _untitled(record, "title", known.get(settled_reference(record, "ref"), {}))
        known = ours.get(settled_reference(record, "objective_ref"), {}) if record.table is Table.INDICATORS else {}
        if known and _lacks(record, "objective_title", filled):
            yield _untitled(record, "objective_title", known)


def _is_judged(record: Record) -> bool:
    return any(record.text(key).strip() for key in JUDGED)


def _lacks(record: Record, column: str, filled: frozenset[Source]) -> bool:
    return all(is_empty(record, f"{column}_{language}", filled) for language in LANGUAGES)


def _titles_of_objectives(records: list[Record], ref: str, title: str) -> dict[str, dict[str, Field]]:
    """The titles a table gives each objective, by reference and language, where it gives one only."""
    found: dict[str, dict[str, dict[str, Field]]] = {}
    for record in records:
        reference = settled_reference(record, ref)
        for language in LANGUAGES:
            field = record.fields.get(f"{title}_{language}")
            if reference and field is not None and field.text.strip():
                titles = found.setdefault(reference, {}).setdefault(language, {})
                titles.setdefault(bare_words(field.text), field)
    return {
        reference: {
            language: next(iter(titles.values())) for language, titles in by_language.items() if len(titles) == 1
        }
        for reference, by_language in found.items()
    }


def _untitled(record: Record, column: str, known: dict[str, Field]) -> Finding:
    place = place_of(record, f"{column}_fr")
    where = quoted(", ".join(field.source.place for field in known.values())) if known else place.cell
    return broken(
        "TXT001",
        place,
        record,
        proposals=[proposed(place_of(record, f"{column}_{language}"), field.text) for language, field in known.items()],
        column=f"@short.{column}",
        advice="@found.title.copy" if known else "@found.title.write",
        where=where,
    )


@rule("TXT002")
def too_long_for_print(submission: Submission) -> Iterator[Finding]:
    """Point out a text that is longer than the printed table has room for; the template colours it too.

    It is printed whole, on several rows, and few will read it. Nothing to correct where every word is needed; else
    shorten it. From the description of O.O.1.4 in the report of 2020 (4,000 characters in one cell).
    """
    for record, column, field in _texts(submission):
        longest = _longest(record.table if record is not None else None, column)
        if len(field.text) > longest > 0 and not _has_too_many_lines(field.text):
            yield _measured("TXT002", record, column, field, length=len(field.text), longest=longest)


@rule("TXT003")
def too_many_lines(submission: Submission) -> Iterator[Finding]:
    """Ask for fewer line breaks: a cell of Excel may hold 253, other programs allow more, and Excel repairs the file.

    Put right by joining lines. (A text over 32,767 characters never comes so far: its file is refused.)
    """
    for record, column, field in _texts(submission):
        if _has_too_many_lines(field.text):
            lines, most = field.text.count("\n"), MOST_LINE_FEEDS
            yield _measured("TXT003", record, column, field, length=lines, longest=most)


@once
def _texts(submission: Submission) -> list[tuple[Record | None, str, Field]]:
    """All texts, those of the cover first, with their keys; each cell once."""
    keys = {table: [f"{column}_{language}" for column in TEXTS[table] for language in LANGUAGES] for table in TEXTS}
    places = [(None, key, submission.cover.get(key)) for key in ("intro_fr", "intro_nl")]
    places += [(record, key, record.fields.get(key)) for record in submission.records for key in keys[record.table]]
    found: dict[Source, tuple[Record | None, str, Field]] = {}
    for record, key, field in places:
        if field is not None and field.text:
            found.setdefault(field.source, (record, key, field))
    return list(found.values())


@cache
def _longest(table: Table | None, key: str) -> int:
    """The characters a text of a table, or without table of the cover, has room for."""
    layout = return_layout()
    if table is None:
        return layout.cover.intro_longest
    return layout.tables[table].column(key.rpartition("_")[0]).longest


def _has_too_many_lines(text: str) -> bool:
    return len(text) > MOST_LINE_FEEDS and text.count("\n") > MOST_LINE_FEEDS


def _measured(code: str, record: Record | None, key: str, field: Field, **sizes: int) -> Finding:
    return broken(code, field.source, record, **_named(key), **sizes)


def _named(key: str) -> dict[str, str]:
    column, _, language = key.rpartition("_")
    return {"column": f"@short.{column}", "language": f"@language.{language}"}


@rule("TXT004")
def copied_description(submission: Submission) -> Iterator[Finding]:
    """Ask whether a description was pasted into the wrong row: the same long text under two objectives or indicators.

    Each result has its own story. Silent for indicators of one objective, for cells that records share, and for texts
    that refer to another report. Put right by describing this result. From line 344 of the report of 2020 (a digital
    strategy described by the purchase of a warehouse, « Lusambo »).
    """
    for table in Table:
        first: dict[tuple[str, str], Record] = {}
        told: set[int] = set()
        for record in submission.table(table):
            for language in LANGUAGES:
                text = record.text(f"description_{language}")
                if not says_much(text):
                    continue
                other = first.setdefault((language, " ".join(text.lower().split())), record)
                if id(record) not in told and _is_another(record, other, f"description_{language}"):
                    told.add(id(record))
                    yield _copied(record, other, f"description_{language}")


def _is_another(record: Record, other: Record, key: str) -> bool:
    """Whether two records speak of different things and have a cell each."""
    if record is other or record.fields[key].source == other.fields[key].source:
        return False
    reference = "objective_ref" if record.table is Table.INDICATORS else "ref"
    mine, theirs = settled_reference(record, reference), settled_reference(other, reference)
    return bool(mine and theirs) and mine != theirs and not record.printed_group


def _copied(record: Record, other: Record, key: str) -> Finding:
    field = record.fields[key]
    other_field = other.fields[key]
    reference = other.reference or other.text("objective_ref")
    return broken(
        "TXT004",
        field.source,
        record,
        **_named(key),
        raw=quoted(field.text),
        other=quoted(reference),
        other_cell=other_field.source.cell,
    )


@rule("TXT005")
def same_as_last_year(submission: Submission) -> Iterator[Finding]:
    """Ask for news where a description, an explanation or an action is word for word that of an earlier report.

    Only where that report was given (`--last-year`), and for the same reference. Short texts may well be the same.
    Put right by bringing the text up to date. Columns Description résultat atteint, Facteurs explicatifs déviation and
    Actions futures.
    """
    for record in submission.records if submission.last_year else ():
        reference = settled_reference(record, "ref")
        same = [key for key in RETOLD[record.table] if reference and _was_told(record, key, reference, submission)]
        if same:
            columns = dict.fromkeys(f"@short.{key.rpartition('_')[0]}" for key in same)
            cells = ", ".join(record.fields[key].source.cell for key in same)
            first = record.fields[same[0]]
            yield broken(
                "TXT005",
                first.source,
                record,
                columns=", ".join(columns),
                raw=quoted(first.text),
                cells=quoted(cells, LONGEST_CELLS),
            )


def _was_told(record: Record, key: str, reference: str, submission: Submission) -> bool:
    text = record.text(key)
    return says_much(text) and fingerprint(record.table.value, reference, key, text) in submission.last_year


def says_much(text: str) -> bool:
    """Whether a text is long enough to be a story of its own, and sends nobody elsewhere."""
    return len(text) >= SHORTEST_COPY and not refers_elsewhere(text)


@rule("TXT006")
def address_of_a_person(submission: Submission) -> Iterator[Finding]:
    """Ask not to publish the e-mail address of a person; a mailbox of a service (info@, contact@) may stay.

    The report is public. The finding does not repeat the address. Put right by removing it, or by giving the mailbox of
    the service. From the managers named in the dashboards of the report of 2020.
    """
    keys = ("function", "intro_fr", "intro_nl")
    cover = ((None, key, submission.cover.get(key)) for key in keys)
    notes = ((record, "justification", record.fields.get("justification")) for record in submission.records)
    seen: set[Source] = set()
    for record, key, field in (*_texts(submission), *cover, *notes):
        if field is None or field.source in seen:
            continue
        seen.add(field.source)
        number = sum(is_of_a_person(field.text[start:end]) for start, end in addresses(field.text))
        if number:
            column = key.removesuffix("_fr").removesuffix("_nl")
            yield broken("TXT006", field.source, record, column=f"@short.{column}", number=number)


@rule("TXT007")
def another_year(submission: Submission) -> Iterator[Finding]:
    """Ask for what happened in the year of the report, where a text opens with the year before or after it.

    The text of an indicator or of a result that begins “In 2021, …” and never names 2020 belongs in the future actions,
    or is that of another report. Put right by speaking of this year, or by moving the text. From line 490 of the report
    of 2020 (an indicator of 2020: « En 2021, le réseau se réunira chaque trimestre »).
    """
    columns = {Table.OBJECTIVES: ("description",), Table.INDICATORS: ("title", "description")}
    for record in submission.records if submission.year else ():
        for column in columns[record.table]:
            found = _opening_with_another_year(record, column, submission.year)
            if found is not None:
                field, year = found
                yield broken(
                    "TXT007",
                    field.source,
                    record,
                    column=f"@short.{column}",
                    raw=quoted(field.text),
                    named=year,
                    year=submission.year,
                )


def _opening_with_another_year(record: Record, column: str, year: int) -> tuple[Field, str] | None:
    """The first text of a column, French before Dutch, that opens with a neighbour of a year it does not name."""
    for language in LANGUAGES:
        field = record.fields.get(f"{column}_{language}")
        if field is None or str(year) in field.text:
            continue
        found = _OPENS_WITH_YEAR.match(fold_words(field.text[:_BEGINNING]))
        if found is not None and abs(int(found[1]) - year) == 1:
            return field, found[1]
    return None


@rule("TXT008")
def two_measures(submission: Submission) -> Iterator[Finding]:
    """Ask whether an indicator measures two things at once: one result cannot tell which of them was reached.

    Put right by an indicator for each, with its weight. From lines 444 and 466 of the report of 2020 (« 85 % des agents
    sont évalués … ; le nombre de candidatures qualitatives augmente de 5 % »; « % … satisfaits et le taux
    d'absentéisme … »).
    """
    for record in submission.indicators:
        key = next((key for key in ("title_fr", "title_nl") if record.text(key).strip()), "")
        measures = _measures(record.text(key)) if key else 0
        if measures > 1:
            field = record.fields[key]
            yield broken("TXT008", field.source, record, raw=quoted(field.text, 2 * _BEGINNING), number=measures)


def _measures(title: str) -> int:
    """How many parts of a title name something that is measured."""
    if len(title) > _longest_title() or _RATIO.search(fold_words(title)):
        return 0
    lines = "\n".join(fold_words(line) for line in title.splitlines())
    return sum(_MEASURE.search(part) is not None for part in _AND.split(lines))


def _longest_title() -> int:
    return 2 * return_layout().tables[Table.INDICATORS].column("title").longest
