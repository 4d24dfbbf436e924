"""Writes a draft as the file of a profile, with a comment for each column in the language of the reader."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

from minerva.excel.returns.draft_columns import DraftColumn
from minerva.excel.returns.profile_draft import Draft
from minerva.excel.returns.profiles import years_in_header
from minerva.layout.labels import Labels
from minerva.layout.profiles import YEAR
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from minerva.parse.header import fold_header


def profile_text(draft: Draft, name: str, words: Labels) -> str:
    """The text of a profile file; `name` is what the layout is to be called, `words` the language of the comments."""
    return "\n".join([*_head(draft, name, words), *_all_tables(draft, words)]) + "\n"


def profile_id(name: str) -> str:
    """An id made of a name: small letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "profile"


def _head(draft: Draft, name: str, words: Labels) -> Iterator[str]:
    yield from (f"# {line}" for line in words("draft.head").split("\n"))
    yield ""
    yield f"id = {_quoted(profile_id(name))}"
    yield f"title_fr = {_quoted(name)}"
    yield f"title_nl = {_quoted(name)}"
    yield f"language = {_quoted(draft.language)}  # {words('draft.language')}"
    yield f"partial = false  # {words('draft.partial')}"
    yield f"header_rows = {draft.depth}"
    if draft.own_words:
        yield f"own_words = {_list(draft.own_words)}"
    if draft.guidance:
        yield f"guidance = {_list(draft.guidance)}"
    if draft.about:
        yield "about = ["
        for text, personal in draft.about:
            marked = ", personal = true" if personal else ""
            yield f"  {{ beside = {_quoted(text)}, title = {_quoted(text)}{marked} }},"
        yield "]"


def _all_tables(draft: Draft, words: Labels) -> Iterator[str]:
    columns = _told_apart(draft.columns)
    for place, table in enumerate(draft.tables):
        yield ""
        yield f"[tables.{table.value}]  # {words(f'table.short.{table.value}')}"
        yield "columns = ["
        yield from (_column(draft, table, column, words) for column in columns if table in column.keys)
        yield "]"
        remarks = [column for column in columns if not column.keys]
        if remarks and place == 0:
            yield f"# {words('draft.remarks')}"
            yield "remarks = ["
            yield from (_remark(column, words) for column in remarks)
            yield "]"
        yield f"# {words('draft.lacks')}"
        yield f"lacks = {_list(_lacks(draft, table, columns))}"


def _told_apart(columns: Iterable[DraftColumn]) -> list[DraftColumn]:
    """The columns that a header tells apart: of two with one header, the left one."""
    met: set[tuple] = set()
    kept = []
    for column in columns:
        name = fold_header(column.header), years_in_header(column.header)
        if name not in met:
            met.add(name)
            kept.append(column)
    return kept


def _lacks(draft: Draft, table: Table, columns: list[DraftColumn]) -> list[str]:
    held = {column.keys.get(table) for column in columns}
    return [key for key in draft.all_keys(table) if key not in held]


def _column(draft: Draft, table: Table, column: DraftColumn, words: Labels) -> str:
    key = column.keys[table]
    if not draft.language and return_layout().tables[table].column(key).kind == "text":
        key = f"{key}_{column.language or 'fr'}"
    header = column.header
    if key == "result":
        for year in years_in_header(header):
            header = header.replace(str(year), YEAR)
    line = f"  {{ header = {_quoted(header)}, key = {_quoted(key)} }},"
    return f"{line}  # {_comment(column, words)}"


def _remark(column: DraftColumn, words: Labels) -> str:
    holds = f", holds = {_quoted(column.holds)}" if column.holds else ""
    personal = ", personal = true" if column.personal else ""
    place = f"header = {_quoted(column.header)}, title = {_quoted(' '.join(column.header.split()))}"
    return f"  {{ {place}{personal}{holds} }},  # {_comment(column, words)}"


def _comment(column: DraftColumn, words: Labels) -> str:
    """Where the column stands, and what to look at."""
    place = words("draft.column", letters=column.letters)
    if not column.doubt:
        return place
    return f"{place} ; {words('draft.check', reason=words(f'draft.doubt.{column.doubt}'))}"


def _quoted(text: str) -> str:
    """A text as TOML writes it; the escapes of JSON are those of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"
