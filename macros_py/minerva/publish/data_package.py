"""What goes with the open data: the descriptor of a Frictionless Data Package, and a page that explains every column.

The descriptor is of the CSV files; its hashes tell a package that is complete from one a killed run left half new.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from minerva import __version__
from minerva.layout.labels import LANGUAGES, Labels, bilingual, labels
from minerva.model.published import PublishedReport
from minerva.publish.data_files import LINE_END, WRITERS
from minerva.publish.fields import ORGANISATIONS, OpenField
from minerva.publish.open_data import OpenData, OpenTable

DESCRIPTOR = "datapackage.json"
READING = ("names", "csv", "apostrophe", "empty", "figures", "parquet", "personal", "bytes", "licence")
"""What the page says about reading the files, in order."""


def files(data: OpenData, form: str) -> dict[str, bytes]:
    """Everything that goes into the folder for a format, by name; the descriptor last. Raises NoParquet."""
    written = {f"{table.name}.{form}": WRITERS[form](table) for table in data.tables}
    pages = {f"README.{language}.md": page(data, labels(language)).encode() for language in LANGUAGES}
    if form != "csv":
        return written | pages
    text = json.dumps(descriptor(data, written), ensure_ascii=False, indent=1)
    return written | pages | {DESCRIPTOR: f"{text}\n".encode()}


def descriptor(data: OpenData, written: Mapping[str, bytes]) -> dict[str, object]:
    """The descriptor of the CSV files, given their bytes by name. It states no licence: that is for who publishes."""
    report = data.report
    said = {language: _title(report, labels(language)) for language in LANGUAGES}
    return {
        "profile": "tabular-data-package",
        "name": f"management-control-brussels-{report.year}",
        "title": f"{said['fr']} / {said['nl']}",
        **{f"title_{language}": title for language, title in said.items()},
        **_in_each("description", lambda words: " ".join(_told(data, words))),
        "version": f"{report.year}.{report.edition}" if report.final else f"{report.year}.{report.edition}-provisional",
        "sources": [{"title": report.file.name, "sha256": report.file.sha256, "bytes": report.file.size}],
        "generator": f"minerva {__version__}",
        "resources": [_resource(table, written[f"{table.name}.csv"]) for table in data.tables],
    }


def _told(data: OpenData, words: Labels) -> Iterator[str]:
    yield _intro(data.report, words)
    for key in READING:
        if key not in ("parquet", "bytes"):
            yield _about_reading(key, words)


def _resource(table: OpenTable, content: bytes) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": bilingual(f"export.table.{table.name}", " / "),
        **_in_each("title", lambda words: words(f"export.table.{table.name}")),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": LINE_END,
            "quoteChar": '"',
            "doubleQuote": True,
            "skipInitialSpace": False,
            "header": True,
        },
        "schema": _schema(table),
    }


def _schema(table: OpenTable) -> dict[str, object]:
    """The columns, the key, and to which organisation a row belongs; empty is the only missing value."""
    key, refers, resource = ("id", "section_of", "") if table.name == ORGANISATIONS else _KEYS_OF_RECORDS
    reference = {"resource": resource, "fields": "id"}
    return {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
        "primaryKey": key,
        "foreignKeys": [{"fields": refers, "reference": reference}],
    }


_KEYS_OF_RECORDS = ("record", "organisation", ORGANISATIONS)


def _field(field: OpenField) -> dict[str, object]:
    constraints: dict[str, object] = {"required": True} if field.required else {}
    if field.codes[1]:
        constraints["enum"] = list(field.codes[1])
    if field.kind == "integer":
        constraints["minimum"] = 0
    described: dict[str, object] = {
        "name": field.key,
        "type": field.kind,
        "title": f"{field.title(labels('fr'))} / {field.title(labels('nl'))}",
        "description": f"{field.description(labels('fr'))} / {field.description(labels('nl'))}",
        **_in_each("title", field.title),
        **_in_each("description", field.description),
    }
    if field.codes[1]:
        described["words"] = {language: field.words_of_codes(labels(language)) for language in LANGUAGES}
    if field.usual:
        described["usualValues"] = list(field.usual)
    return {**described, "constraints": constraints} if constraints else described


def _in_each(name: str, text) -> dict[str, str]:
    """`name_fr`, `name_nl`, `name_en`."""
    return {f"{name}_{language}": text(labels(language)) for language in LANGUAGES}


def page(data: OpenData, words: Labels) -> str:
    """The page of one language: what the files are, how to read them, and every column. The same for each format."""
    return "\n".join(_page(data, words)) + "\n"


def _page(data: OpenData, words: Labels) -> Iterator[str]:
    yield from (f"# {_title(data.report, words)}", "", _intro(data.report, words))
    yield from ("", f"## {words('export.files')}", "")
    for table in data.tables:
        yield f"- {words('cli.named', name=f'`{table.name}`', text=words(f'export.table.{table.name}'))}"
    yield from ("", f"## {words('export.how_to_read')}", "")
    yield from (f"- {_about_reading(key, words)}" for key in READING)
    yield from ("", f"## {words('export.columns')}")
    for table in data.tables:
        yield from ("", f"### {words(f'export.table.{table.name}')}", "")
        yield from _columns(table, words)


def _columns(table: OpenTable, words: Labels) -> Iterator[str]:
    yield f"| {' | '.join(words(f'export.{key}') for key in ('name', 'kind', 'what', 'about'))} |"
    yield "|---|---|---|---|"
    for field in table.fields:
        about = [field.description(words), *_values(field, words)]
        yield f"| `{field.key}` | {words(f'export.type.{field.kind}')} | {field.title(words)} | {' '.join(about)} |"


def _values(field: OpenField, words: Labels) -> Iterator[str]:
    values = [f"`{code}` {word}" for code, word in field.words_of_codes(words).items()]
    values += [f"`{value}`" for value in field.usual]
    if values:
        yield words("export.values", values=", ".join(values))


def _title(report: PublishedReport, words: Labels) -> str:
    return words("export.title", report=words("report.full_title", year=report.year))


def _intro(report: PublishedReport, words: Labels) -> str:
    state = words(f"regional.{'final' if report.final else 'provisional'}")
    version = f"{state}, {words('regional.edition', edition=report.edition)}"
    return words("export.intro", file=report.file.name, version=version)


def _about_reading(key: str, words: Labels) -> str:
    text = f"export.reading.{key}"
    if key != "personal":
        return words(text)
    hidden = {"address": "personal.address", "file_name": "export.file_name"}
    return words(text, **{name: bilingual(label, " / ") for name, label in hidden.items()})
