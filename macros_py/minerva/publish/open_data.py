"""The regional workbook as tables for other programs: objectives, indicators, organisations; nothing of persons.

Open data reach people the workbook never does, so more is left out than `--no-personal-data` leaves out of it: every
e-mail address, shared or not; names of files that people chose; and `remarks` where it may hold the columns that name
persons, which only the manifest of a workbook made without personal data can say it does not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from minerva.layout.labels import bilingual
from minerva.merge.personal import without_persons
from minerva.model.published import PublishedOrganisation, PublishedReport, PublishedRow
from minerva.model.record import Table
from minerva.publish.fields import NAMES, NUMBER, ORGANISATIONS, OpenField, organisation_fields, record_fields

WHOLE_DIGITS, DECIMALS = 20, 18
"""What a decimal number may have before and after its point: the 38 digits of the widest decimal others can read."""

Value = str | int | Decimal | None


@dataclass(frozen=True)
class OpenTable:
    """A table: its columns, and its rows with a value for each, None where there is none."""

    name: str
    fields: tuple[OpenField, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class OpenData:
    """All tables of a report; `remarks_left_out` is the number of records that lost theirs."""

    report: PublishedReport
    tables: tuple[OpenTable, ...]
    remarks_left_out: int = 0


def open_data(report: PublishedReport, *, remarks: bool) -> OpenData:
    """The tables of a report; `remarks` is to be set only where its workbook was made without personal data."""
    names = own_names(report)
    records = (_records(report, table, remarks, names) for table in Table)
    left_out = 0 if remarks else sum("remarks" in row.values for rows in report.rows.values() for row in rows)
    return OpenData(report, (*records, _organisations(report)), left_out)


def own_names(report: PublishedReport) -> frozenset[str]:
    """The names templates have: nobody chose them, and they name an organisation and a year."""
    stems = [one.id.replace("/", "--") for one in report.organisations]
    return frozenset(name for stem in stems for name in (f"{stem}-{report.year}.xlsx", f"{stem}.xlsx"))


def _records(report: PublishedReport, table: Table, remarks: bool, names: frozenset[str]) -> OpenTable:
    fields = record_fields(table)
    kept = [field for field in fields if remarks or field.key != "remarks"]
    rows = []
    for row in report.rows[table]:
        values = {field.key: _value(field, row, names) for field in kept}
        rows.append(tuple(values.get(field.key) for field in fields))
    return OpenTable(NAMES[table], fields, tuple(rows))


def _value(field: OpenField, row: PublishedRow, names: frozenset[str]) -> Value:
    value = row.values.get(field.stem if field.part == NUMBER else field.key)
    if value is None or field.kind == "number":
        return _fitting(value)
    if field.kind == "integer":
        return _whole(value)
    if isinstance(value, Decimal):
        return plain(value)
    if field.key == "file":
        return _file(value, names)
    return without_persons(_cell(value, names) if field.part == "_cell" else value)


def _whole(value: str | Decimal) -> int | None:
    """A number that counts, None for anything else: the workbook may have been edited since."""
    is_whole = isinstance(value, Decimal) and value.is_finite() and value.adjusted() < WHOLE_DIGITS - 2
    return int(value) if is_whole and value == value.to_integral_value() else None


def _fitting(value: str | Decimal | None) -> Decimal | None:
    """A figure as a number, None where it is a text, or has more digits than can be kept exactly."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    exponent = value.normalize().as_tuple().exponent
    return value if exponent >= -DECIMALS and value.adjusted() < WHOLE_DIGITS else None


def plain(number: Decimal) -> str:
    """A number with all its digits, a decimal point, no exponent and no zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _file(path: str, names: frozenset[str]) -> str:
    """The parts of a path that are names of ours, a placeholder for each other one."""
    hidden = f"[{bilingual('export.file_name', ' / ')}]"
    return "/".join(part if part in names else hidden for part in path.split("/"))


def _cell(place: str, names: frozenset[str]) -> str:
    """`sheet!cell`, with a file before it where that is not the file of the record."""
    file, *inside = place.rsplit("!", 2)
    return "!".join([_file(file, names), *inside]) if len(inside) == 2 else place


def _organisations(report: PublishedReport) -> OpenTable:
    counts = {table: Counter(row.organisation for row in report.rows[table]) for table in Table}
    fields = organisation_fields()
    rows = []
    for one in report.organisations:
        values = _organisation(one) | {NAMES[table]: counts[table][one.id] for table in Table}
        rows.append(tuple(values[field.key] for field in fields))
    return OpenTable(ORGANISATIONS, fields, tuple(rows))


def _organisation(one: PublishedOrganisation) -> dict[str, Value]:
    return {
        "id": one.id,
        "section_of": one.id.rpartition("/")[0] or None,
        "name_fr": without_persons(one.name_fr) or None,
        "name_nl": without_persons(one.name_nl) or None,
        "part": one.part or None,
        "group": one.group.value if one.group is not None else None,
        "counts": int(one.counts),
        "state": one.state.value if one.state is not None else None,
    }
