"""Submissions built by hand: a right one of as many blocks as wanted, and the changes that make it wrong.

A block is one operational objective and its two indicators. Values are given as typed and read as the reader reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from minerva.layout.returns import return_layout
from minerva.model.figure import Figure
from minerva.model.reading import Reading, Why
from minerva.model.record import LANGUAGES, Field, Record, Source, Table
from minerva.model.reference import ReferenceKind
from minerva.model.submission import Gap, SetAside, SourceFile, Submission
from minerva.parse.budget import read_budgets
from minerva.parse.choice import read_direction, read_status_word, read_unit
from minerva.parse.figure import read_figure
from minerva.parse.language import strip_placeholder
from minerva.parse.reference import read_reference
from minerva.parse.text import clean_text

FIRST_ROW = 7
FILE = SourceFile("actiris.xlsx", 1, "")
CHOICES = {"unit": read_unit, "direction": read_direction, "declared": read_status_word}
REFERENCES = {
    "strategic_ref": ReferenceKind.STRATEGIC,
    "objective_ref": ReferenceKind.OBJECTIVE,
    (Table.OBJECTIVES, "ref"): ReferenceKind.OBJECTIVE,
    (Table.INDICATORS, "ref"): ReferenceKind.INDICATOR,
}

Values = dict[str, str]


def objective(block: int) -> Values:
    """A right objective, partially realised and explained."""
    return {
        "strategic_ref": f"O.S.{block}",
        "strategic_title_fr": "Emploi durable",
        "strategic_title_nl": "Duurzaam werk",
        "ref": f"O.O.{block}.1",
        "title_fr": "Réduire les délais",
        "title_nl": "De termijnen verkorten",
        "budget": "16.005.15.01.4140",
        "red": "50 %",
        "green": "90 %",
        "result": "70 %",
        "description_fr": "Sept demandes sur dix ont été traitées à temps.",
        "description_nl": "Zeven aanvragen op tien werden tijdig behandeld.",
        "deviation_fr": "Trois mois de retard au recrutement.",
        "deviation_nl": "Drie maanden vertraging bij de aanwerving.",
        "actions_fr": "Deux agents de plus.",
        "actions_nl": "Twee extra medewerkers.",
    }


def indicator(block: int, place: int) -> Values:
    """A right indicator, realised; the second of an objective is a number, which no weighted mean can hold."""
    return {
        "strategic_ref": f"O.S.{block}",
        "strategic_title_fr": "Emploi durable",
        "strategic_title_nl": "Duurzaam werk",
        "objective_ref": f"O.O.{block}.1",
        "objective_title_fr": "Réduire les délais",
        "objective_title_nl": "De termijnen verkorten",
        "ref": f"KPI-{block}.1.{place}",
        "title_fr": "Part des demandes traitées",
        "title_nl": "Aandeel behandelde aanvragen",
        "unit": "Nombre/Aantal" if place == 2 else "",
        "red": "50",
        "green": "80",
        "result": "95",
        "description_fr": "Presque toutes.",
        "description_nl": "Bijna alle.",
        "weight": "50",
    }


def good_submission(blocks: int = 2) -> Submission:
    """Nothing to correct: two objectives with two indicators each, in both languages."""
    return submission([block_of(block) for block in range(1, blocks + 1)])


def block_of(
    block: int,
    objective_changes: Mapping[str, str] = {},
    first_changes: Mapping[str, str] = {},
    second_changes: Mapping[str, str] = {},
) -> tuple[Values, list[Values]]:
    """A block with some values changed; an empty text empties the cell.

    Its indicators repeat the titles of the objective, and a text changed in one language has its figures in the other.
    """
    head = objective(block) | translated(objective(block), objective_changes)
    titles = {f"objective_title_{language}": head[f"title_{language}"] for language in LANGUAGES}
    titles |= {key: head[key] for key in ("strategic_title_fr", "strategic_title_nl")}
    repeated = {key: title for key, title in titles.items() if title}
    indicators = []
    for place, changes in enumerate((first_changes, second_changes), 1):
        values = indicator(block, place)
        indicators.append(values | repeated | translated(values, changes))
    return head, indicators


def translated(values: Values, changes: Mapping[str, str]) -> Values:
    """Changes, and the figures of a text behind its translation, where that is not changed itself."""
    result = dict(changes)
    for key, text in changes.items():
        stem, _, language = key.rpartition("_")
        other = f"{stem}_{'fr' if language == 'nl' else 'nl'}"
        figures = re.findall(r"\d[\d.,/]*", text)
        if language in LANGUAGES and figures and values.get(other) and other not in changes:
            result[other] = f"{values[other]} ({' ; '.join(figures)})"
    return result


def weighted_block(block: int) -> tuple[Values, list[Values]]:
    """A right block whose objective is the weighted mean of its indicators, all in per cent."""
    return block_of(block, {"result": "95 %"}, {}, {"unit": "%"})


def submission(
    blocks: list[tuple[Values, list[Values]]],
    asides: tuple[SetAside, ...] = (),
    gaps: tuple[Gap, ...] = (),
    **more: object,
) -> Submission:
    """The submission of some blocks, as the reader would give it."""
    result = Submission(FILE, "actiris", 2020, set_aside=list(asides), gaps=list(gaps))
    for head, indicators in blocks:
        _append(result, Table.OBJECTIVES, head)
        for values in indicators:
            _append(result, Table.INDICATORS, values)
    return replace(result, **more)


def columns(table: Table, gaps: list[Gap]) -> dict[str, int]:
    """The columns of our template, without those that are missing."""
    missing = {gap.key for gap in gaps if gap.sheet == table.value}
    layout = return_layout().tables[table]
    return {c.key: n for n, c in enumerate(layout.all_columns, 1) if c.key not in missing}


def _append(result: Submission, table: Table, values: Values) -> None:
    records = result.table(table)
    row = FIRST_ROW + 2 * len(records)
    places = columns(table, result.gaps)
    layout = return_layout().tables[table]
    fields: dict[str, Field] = {}
    for column in layout.all_columns:
        for key in column.field_keys:
            if values.get(key, "").strip() and column.key in places:
                place = Source(table.value, row + key.endswith("_nl"), places[column.key])
                fields[key] = _field(table, column.kind, column.key, values[key], place)
    records.append(Record(table, len(records) + 1, table.value, row, fields, row + 1, places))


def _field(table: Table, kind: str, key: str, raw: str, place: Source) -> Field:
    reading = _reading(table, kind, key, raw)
    figure = reading.value if isinstance(reading.value, Figure) else None
    return Field(reading.text, raw, place, reading.why, figure)


def _reading(table: Table, kind: str, key: str, raw: str) -> Reading:
    if kind == "figure":
        return read_figure(raw)
    if kind == "reference":
        return read_reference(raw, REFERENCES.get(key) or REFERENCES[table, key])
    if kind in CHOICES:
        return CHOICES[kind](raw) or Reading(raw, raw)
    if kind == "budget":
        return read_budgets(raw)
    text, stripped = strip_placeholder(raw)
    return Reading(text, text, Why.PLACEHOLDER) if stripped else clean_text(raw)
