"""What the cells of a record mean together: values that stand in the wrong cell, for several records, or only once.

Each step acts where one reading is left; where two are, the values stay as typed and a rule or a notice says so.
"""

from __future__ import annotations

from dataclasses import replace

from minerva.excel.returns.grid import Grid
from minerva.model.figure import FigureKind
from minerva.model.reading import Reading, Why
from minerva.model.record import LANGUAGES, Field, Record, Table
from minerva.model.reference import Reference, ReferenceKind
from minerva.model.submission import Notice, NoticeKind
from minerva.parse.figure import read_several, read_yes_no_threshold
from minerva.parse.language import language_of
from minerva.parse.reference import many_references, read_reference, split_reference

Fields = dict[str, Field]

TITLES = {"strategic_ref": "strategic_title", "objective_ref": "objective_title", "ref": "title"}
_LED_BY = {"strategic_ref": "strategic_title", "objective_ref": "objective_title"}
"""What is given only once above several records: a reference, and the title that goes with it."""


def settle(record: Record, before: Record | None, grid: Grid, notices: list[Notice]) -> list[Record]:
    """The record with its cells settled, or the several records that were typed in its row.

    `before` is the record above it. `notices` takes what a reader of the return must be told.
    """
    fields = record.fields
    for key in TITLES:
        _split_title(record, key, fields)
    _settle_parents(fields)
    if record.table is Table.INDICATORS:
        _move_objective_reference(fields, grid)
    _settle_several_figures(record, fields, notices)
    _settle_yes_no(fields)
    if before is not None:
        _fill_down(fields, before)
    return _explode(record) if record.table is Table.OBJECTIVES else [record]


def expected_reference(table: Table, key: str) -> ReferenceKind:
    """The kind of reference a column holds."""
    if key == "strategic_ref":
        return ReferenceKind.STRATEGIC
    indicator = table is Table.INDICATORS and key == "ref"
    return ReferenceKind.INDICATOR if indicator else ReferenceKind.OBJECTIVE


def _reference(fields: Fields, key: str, table: Table) -> Reference | None:
    field = fields.get(key)
    return read_reference(field.text, expected_reference(table, key)).value if field is not None else None


def _split_title(record: Record, key: str, fields: Fields) -> None:
    """`O.O. 3.1. Consolider la formation`: the title goes into its column where that is empty (lines 390 and 905)."""
    reference = _reference(fields, key, record.table)
    if reference is None:
        _split_reference_off(record, key, fields)
    if reference is None or reference.certain:
        return
    field = fields[key]
    split = split_reference(field.raw, expected_reference(record.table, key))
    if split is None:
        return
    found = read_reference(split[0], expected_reference(record.table, key))
    own = "nl" if field.source.row == record.row_nl else "fr"
    title = f"{TITLES[key]}_{language_of(split[1]) or own}"
    if title in fields and fields[title].text.strip() != split[1]:
        return
    fields[key] = field._replace(text=found.text, why=Why.SPLIT)
    fields.setdefault(title, field._replace(text=split[1], why=Why.SPLIT))


def _split_reference_off(record: Record, key: str, fields: Fields) -> None:
    """A title that begins with the reference its own column lacks; only with its prefix, a number may be anything."""
    expected = expected_reference(record.table, key)
    for name in (f"{TITLES[key]}_{language}" for language in LANGUAGES):
        field = fields.get(name)
        split = split_reference(field.raw, expected) if field is not None else None
        if split is None or not split[0][0].isalpha():
            continue
        reading = read_reference(split[0], expected)
        if reading.value.certain and reading.value.kind is expected:
            fields[key] = field._replace(text=reading.text, why=Why.SPLIT)
            fields[name] = field._replace(text=split[1], why=Why.SPLIT)
            return


def _settle_parents(fields: Fields) -> None:
    """`OS 2 et OS 3`: an objective under two strategic ones (line 722) is known by both, `O.S.2, O.S.3`."""
    field = fields.get("strategic_ref")
    if field is None:
        return
    several = many_references(field.raw, ReferenceKind.STRATEGIC)
    if len(several) > 1 and all(one.kind is ReferenceKind.STRATEGIC and one.certain for one in several):
        text = ", ".join(one.text for one in several)
        fields["strategic_ref"] = field._replace(text=text, why=field.why if text == field.raw else Why.SPELLING)


def _move_objective_reference(fields: Fields, grid: Grid) -> None:
    """The reference of the objective in the column of the indicator's, where no column holds the former (line 410)."""
    reference = _reference(fields, "ref", Table.INDICATORS)
    if "objective_ref" in fields or "objective_ref" in grid.stems or reference is None or not reference.certain:
        return
    if reference.kind is ReferenceKind.OBJECTIVE:
        field = fields.pop("ref")
        fields["objective_ref"] = field._replace(why=Why.MOVED if field.text == field.raw else field.why)


def _settle_yes_no(fields: Fields) -> None:
    """`0` is the letter O only as a green threshold beside a red N."""
    red, green = fields.get("red"), fields.get("green")
    if red is None or green is None:
        return
    readings = [Reading(field.figure, field.text, field.why) for field in (red, green)]
    settled = read_yes_no_threshold(*readings)[1]
    if settled is not None and settled is not readings[1]:
        fields["green"] = green._replace(text=settled.text, why=settled.why, figure=settled.value)


def _settle_several_figures(record: Record, fields: Fields, notices: list[Notice]) -> None:
    """Several figures in one cell: thresholds no and yes are told apart, percentages are not (lines 387, 621, 924)."""
    for key in ("red", "green", "result", "weight"):
        field = fields.get(key)
        if field is None or field.figure is None or field.figure.kind is not FigureKind.TEXT:
            continue
        readings = read_several(field.raw)
        if not readings:
            continue
        split = key == "red" and _split_yes_no(fields, readings)
        made = " | ".join(fields[name].text for name in ("red", "green", "result") if name in fields) if split else ""
        notices.append(Notice(NoticeKind.SEVERAL_FIGURES, field.source, field.raw, made))


def _split_yes_no(fields: Fields, readings: tuple[Reading, ...]) -> bool:
    """`N 0` and `N 0 100%` under the red threshold: no, yes, and the result where that is given nowhere else."""
    red, green, result = fields["red"], fields.get("green"), fields.get("result")
    rest = readings[2:]
    second = readings[1].value
    is_yes = second.kind is FigureKind.YES or (second.kind is FigureKind.NUMBER and second.value == 0)
    if readings[0].value.kind is not FigureKind.NO or not is_yes or len(rest) > 1:
        return False
    if green is not None and not rest and result is None:
        rest = _behind_yes(green)
        if not rest:
            return False
        result_cell = green
    elif green is None and (not rest or result is None):
        result_cell = red
    else:
        return False
    yes = read_yes_no_threshold(readings[0], readings[1])[1]
    fields["red"] = red._replace(text=readings[0].text, why=Why.SPLIT, figure=readings[0].value)
    fields["green"] = red._replace(text=yes.text, why=Why.SPLIT, figure=yes.value)
    if rest:
        why = Why.SPLIT if result_cell is red or len(read_several(result_cell.raw)) > 1 else Why.MOVED
        fields["result"] = result_cell._replace(text=rest[0].text, why=why, figure=rest[0].value)
    return True


def _behind_yes(green: Field) -> tuple[Reading, ...]:
    """The result in the cell of the green threshold: alone (`100%`), or behind the threshold again (`O 100%`)."""
    several = read_several(green.raw)
    if len(several) == 2 and several[0].value.kind is FigureKind.YES:
        return several[1:]
    figure = green.figure
    return (Reading(figure, green.text, green.why),) if figure is not None and figure.kind is FigureKind.PERCENT else ()


def _fill_down(fields: Fields, before: Record) -> None:
    """A reference of the level above that is given only on the first of its records, and its title (line 340)."""
    for key, title in _LED_BY.items():
        above = before.fields.get(key)
        if above is None:
            continue
        if key not in fields:
            if not _goes_with(fields, above.text, key) or _is_under_another(fields, before, key):
                continue
            fields[key] = above._replace(why=above.why or (Why.FILLED_DOWN if above.text != above.raw else None))
        names = [f"{title}_{language}" for language in LANGUAGES]
        same = all(fields[name].text == before.text(name) for name in names if name in fields)
        if same and fields[key].text == above.text:
            fields |= {name: before.fields[name] for name in names if name in before.fields and name not in fields}


def _is_under_another(fields: Fields, before: Record, key: str) -> bool:
    """Whether the record names another strategic objective than the one above, or another title for what it lacks."""
    names = [f"{_LED_BY[key]}_{language}" for language in LANGUAGES]
    names += ["strategic_ref"] if key == "objective_ref" else []
    return any(name in fields and name in before.fields and fields[name].text != before.text(name) for name in names)


def _goes_with(fields: Fields, above: str, key: str) -> bool:
    """Whether the record's own reference begins with the numbers of the one above: O.O.2.3 belongs to O.S.2.

    Codes without numbers contradict nothing; a record without any reference says nothing.
    """
    parent = read_reference(above, ReferenceKind.STRATEGIC if key == "strategic_ref" else ReferenceKind.OBJECTIVE).value
    own = [fields[name].text for name in ("objective_ref", "ref") if name in fields and name != key]
    for text in own:
        reference = read_reference(
            text, ReferenceKind.INDICATOR if text.startswith("K") else ReferenceKind.OBJECTIVE
        ).value
        if parent.numbers and reference.numbers:
            return reference.numbers[: len(parent.numbers)] == parent.numbers
    return bool(own)


def _explode(record: Record) -> list[Record]:
    """Several objectives in one row share its result: one record each, with the same cells (lines 387 and 398)."""
    field = record.fields.get("ref")
    several = many_references(field.raw, ReferenceKind.OBJECTIVE) if field is not None else ()
    if len(several) < 2 or not all(one.certain and one.kind is ReferenceKind.OBJECTIVE for one in several):
        return [record]
    place = field.source.place
    records = []
    for number, reference in enumerate(several):
        fields = dict(record.fields)
        fields["ref"] = field._replace(text=reference.text, why=Why.SPLIT)
        for language in LANGUAGES:
            _own_line(fields, f"title_{language}", number, len(several))
        records.append(replace(record, fields=fields, printed_group=place))
    return records


def _own_line(fields: Fields, key: str, number: int, count: int) -> None:
    """The title of one of several objectives, where the cell has a line for each of them."""
    field = fields.get(key)
    lines = [line.strip() for line in field.text.splitlines() if line.strip()] if field is not None else []
    if len(lines) == count:
        fields[key] = field._replace(text=lines[number], why=Why.SPLIT)
