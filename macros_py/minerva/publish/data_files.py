"""Tables of open data as bytes: CSV, JSON, Parquet. The same table gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from minerva.layout.labels import LANGUAGES, labels
from minerva.parse.text import opens_formula
from minerva.publish.fields import NUMBER, OpenField
from minerva.publish.open_data import DECIMALS, WHOLE_DIGITS, OpenTable, Value, plain

LINE_END = "\r\n"


class NoParquet(Exception):
    """The library that writes Parquet is not installed."""


def csv_file(table: OpenTable) -> bytes:
    """UTF-8 and RFC 4180, a header of column names; texts that look like a formula behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=LINE_END)
    writer.writerow(field.key for field in table.fields)
    numbers = _places_of_numbers(table)
    for row in table.rows:
        figures = {at for at, number in numbers.items() if row[number] is not None}
        writer.writerow(_csv_value(value, at in figures) for at, value in enumerate(row))
    return text.getvalue().encode("utf-8")


def _places_of_numbers(table: OpenTable) -> dict[int, int]:
    """Where each figure stands -> where the same stands as a number."""
    places = {field.key: at for at, field in enumerate(table.fields)}
    return {places[field.stem]: at for at, field in enumerate(table.fields) if field.part == NUMBER}


def _csv_value(value: Value, is_figure: bool) -> str:
    """A figure that is a number needs no apostrophe: -5 is -5 to a spreadsheet too."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if is_figure else with_apostrophe(value)
    return plain(value) if isinstance(value, Decimal) else str(value)


def with_apostrophe(text: str) -> str:
    """A text a spreadsheet shows as it is: an apostrophe before one it would take for a formula.

    One that has apostrophes before such a beginning already gets one more, so that taking one away gives it back.
    """
    return f"'{text}" if opens_formula(text.lstrip("'")) else text


def without_apostrophe(text: str) -> str:
    """What `with_apostrophe` was given."""
    return text[1:] if text.startswith("'") and opens_formula(text.lstrip("'")) else text


def json_file(table: OpenTable) -> bytes:
    """A list of records, one a line; numbers with all their digits, null where there is no value."""
    keys = [json.dumps(field.key) for field in table.fields]
    lines = (", ".join(f"{key}: {_json_value(v)}" for key, v in zip(keys, row, strict=True)) for row in table.rows)
    text = ",\n".join(f"{{{line}}}" for line in lines)
    return f"[\n{text}\n]\n".encode()


def _json_value(value: Value) -> str:
    return plain(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def parquet_file(table: OpenTable) -> bytes:
    """Texts, whole numbers of 64 bits and exact decimals; titles and descriptions stand with the columns.

    Figures that may be texts are texts, and numbers stand beside them as decimals, never as binary floats: 0.29 stays
    0.29. Raises NoParquet.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as missing:
        raise NoParquet from missing
    types = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.decimal128(WHOLE_DIGITS + DECIMALS, DECIMALS),
    }
    columns = [
        pyarrow.field(field.key, types[field.kind], nullable=not field.required, metadata=dict(_said_of(field)))
        for field in table.fields
    ]
    values = list(zip(*table.rows, strict=True)) or [()] * len(columns)
    arrays = [pyarrow.array(found, column.type) for found, column in zip(values, columns, strict=True)]
    written = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(columns)), written)
    return written.getvalue()


def _said_of(field: OpenField) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield f"title_{language}", field.title(labels(language))
        yield f"description_{language}", field.description(labels(language))


WRITERS: Mapping[str, Callable[[OpenTable], bytes]] = MappingProxyType(
    {"csv": csv_file, "parquet": parquet_file, "json": json_file}
)
"""What writes a table, by the format asked for, which is also the ending of the file."""
