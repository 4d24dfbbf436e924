"""What a column of an unknown layout is likely to hold: by its header, else by what stands in it and where.

Columns are matched by the wordings of the report and of the profiles already known. Where these say nothing, short
codes are taken for references, the longest texts left of the figures for titles, and neighbours in both languages for
twins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from minerva.excel.content.cells import Cell, CellKind
from minerva.excel.returns.profiles import is_date, is_email, is_figure, is_prose, years_in_header
from minerva.layout.profiles import YEAR, Profile, packaged_profiles
from minerva.layout.returns import return_layout
from minerva.model.record import LANGUAGES, Table, column_letters
from minerva.model.reference import ReferenceKind
from minerva.parse.budget import read_budgets
from minerva.parse.header import fold_header, match_header
from minerva.parse.language import language_of
from minerva.parse.personal import is_title_of_persons
from minerva.parse.reference import read_reference

MOST = 0.8
"""The share of the filled cells of a column that must be of one kind for the column to be of that kind."""

_CODE = re.compile(r"(?=.*[0-9])[A-Z]{1,5}[ .-]{0,2}[0-9A-Z]{1,5}(?:[./-][0-9A-Z]{1,5}){0,3}\.?", re.IGNORECASE)

Cells = Mapping[int, list[Cell]]


@dataclass(frozen=True)
class DraftColumn:
    """A column of the layout: its header, the key it is likely to hold in each table, what is kept of it otherwise.

    Without keys it is a remark. `doubt` is the tail of a label `draft.doubt.<doubt>`, or ''.
    """

    number: int
    header: str
    keys: dict[Table, str] = field(default_factory=dict)
    holds: str = ""
    personal: bool = False
    language: str = ""
    doubt: str = ""

    @property
    def letters(self) -> str:
        """The letters of the column."""
        return column_letters(self.number)


def share(cells: list[Cell], holds: Callable[[Cell], bool]) -> float:
    """The share of cells that hold something; 0 for none."""
    return sum(map(holds, cells)) / len(cells) if cells else 0.0


def is_measure(cells: list[Cell]) -> bool:
    """Whether a column holds a digit at all."""
    return any(cell.kind is CellKind.NUMBER or any(char.isdigit() for char in cell.text) for cell in cells)


def wordings_of(known: Sequence[Profile]) -> dict[Table, dict[str, tuple[str, ...]]]:
    """What each key is called: in the report, and in the layouts already described."""
    found: dict[Table, dict[str, tuple[str, ...]]] = {}
    for table, layout in return_layout().tables.items():
        words = {c.key: {layout.header(c.key, language) for language in LANGUAGES} for c in layout.all_columns}
        for profile in known:
            for column in profile.tables[table].columns if table in profile.tables else ():
                stem = column.key.removesuffix("_fr").removesuffix("_nl")
                words[stem] |= {wording.replace(YEAR, " ").strip() for wording in column.header}
        found[table] = {key: tuple(sorted(words[key])) for key in words}
    return found


def column_of(number: int, headers: list[str], cells: list[Cell], wordings: dict) -> DraftColumn:
    """One column by its header, else by its content; a header the content contradicts makes it a remark."""
    header = headers[-1]
    holds, personal = _kind(cells), share(cells, is_email) >= MOST or _is_personal(header)
    column = DraftColumn(number, header, {}, holds, personal, _language(header, cells))
    keys = _by_header(" ".join(headers), wordings) or _by_header(header, wordings)
    if keys:
        agrees = all(_agrees(table, key, cells) for table, key in keys.items())
        return replace(column, keys=keys) if agrees else replace(column, doubt="contradiction")
    keys = _by_content(cells, holds)
    return replace(column, keys=keys, doubt="content" if keys else "two_headers" if len(headers) > 1 else "")


def _by_header(header: str, wordings: dict) -> dict[Table, str]:
    found = {table: match_header(header, words) for table, words in wordings.items()}
    return {table: key for table, key in found.items() if key is not None}


def _kind(cells: list[Cell]) -> str:
    for kind, holds in (("date", is_date), ("email", is_email)):
        if share(cells, holds) >= MOST:
            return kind
    return ""


@cache
def _personal_titles() -> frozenset[str]:
    profiles = packaged_profiles()
    titles = {r.title for p in profiles for page in p.tables.values() for r in page.remarks if r.personal}
    titles |= {about.title for profile in profiles for about in profile.about if about.personal}
    return frozenset(map(fold_header, titles))


def _is_personal(header: str) -> bool:
    return fold_header(header) in _personal_titles() or is_title_of_persons(header)


def _language(header: str, cells: list[Cell]) -> str:
    """The language of the texts; where they do not tell, of the header, whose few words count twice."""
    return language_of(" ".join(cell.text for cell in cells)) or language_of(f"{header} {header}") or ""


def _agrees(table: Table, key: str, cells: list[Cell]) -> bool:
    kind = return_layout().tables[table].column(key).kind
    if not cells or kind not in ("figure", "text", "reference"):
        return True
    if kind == "figure":
        return share(cells, is_figure) >= 0.5
    others = (is_date, is_email) if kind == "reference" else (is_date, is_email, _is_plain_figure)
    return all(share(cells, holds) < 0.5 for holds in others)


def _is_plain_figure(cell: Cell) -> bool:
    return is_figure(cell) and not is_prose(cell)


def _by_content(cells: list[Cell], holds: str) -> dict[Table, str]:
    """The keys of a column whose content tells them: references of the report's kinds, budget allocations."""
    if holds or not cells:
        return {}
    kinds = Counter(read_reference(cell.text, ReferenceKind.OBJECTIVE).value.kind for cell in cells)
    kind, often = kinds.most_common(1)[0]
    if often >= MOST * len(cells) and kind in _REFERENCES and any(char.isalpha() for char in cells[0].text):
        return dict(_REFERENCES[kind])
    if share(cells, _is_budget) >= MOST:
        return {Table.OBJECTIVES: "budget"}
    return {}


_REFERENCES = {
    ReferenceKind.STRATEGIC: {Table.OBJECTIVES: "strategic_ref", Table.INDICATORS: "strategic_ref"},
    ReferenceKind.OBJECTIVE: {Table.OBJECTIVES: "ref", Table.INDICATORS: "objective_ref"},
    ReferenceKind.INDICATOR: {Table.INDICATORS: "ref"},
}


def _is_budget(cell: Cell) -> bool:
    reading = read_budgets(cell.text)
    return bool(reading.value) and reading.text.count(".") >= 4


def each_key_once(columns: list[DraftColumn]) -> list[DraftColumn]:
    """Of two columns for one key the surer one, then the one of the latest year, then the left one.

    Two columns of texts in two languages are twins and keep the key both.
    """
    ranked = sorted(columns, key=lambda c: (bool(c.doubt), -max(years_in_header(c.header), default=0), c.number))
    taken: dict[tuple[Table, str], set[str]] = {}
    settled: dict[int, DraftColumn] = {}
    for column in ranked:
        if any(not _is_twin(*key, column.language, taken[key]) for key in column.keys.items() if key in taken):
            settled[column.number] = replace(column, keys={}, doubt="twice")
        else:
            for key in column.keys.items():
                taken.setdefault(key, set()).add(column.language)
            settled[column.number] = column
    return [settled[column.number] for column in columns]


def _is_twin(table: Table, key: str, language: str, others: set[str]) -> bool:
    is_text = return_layout().tables[table].column(key).kind == "text"
    return is_text and "" not in others | {language} and language not in others


def by_place(columns: list[DraftColumn], cells: Cells, table: Table) -> list[DraftColumn]:
    """The columns with the reference and the titles of a table that has none yet, found by what stands where.

    Short codes that differ from row to row are references; the longest texts left of the figures are titles, together
    with their neighbour in the other language.
    """
    held = {column.keys.get(table) for column in columns}
    figures = [number for number, found in cells.items() if share(found, is_figure) >= MOST and is_measure(found)]
    left = [c for c in columns if _is_free(c) and c.number < min(figures, default=1 << 14)]
    left = left or [c for c in columns if _is_free(c)]
    chosen: dict[int, DraftColumn] = {}
    if "ref" not in held:
        codes = [c for c in left if _differ(cells[c.number]) and share(cells[c.number], _is_code) >= MOST]
        chosen |= {c.number: replace(c, keys={table: "ref"}, doubt="content") for c in codes[:1]}
    if "title" not in held:
        chosen |= {c.number: c for c in _titles([c for c in left if c.number not in chosen], cells, table)}
    return [chosen.get(column.number, column) for column in columns]


def _is_free(column: DraftColumn) -> bool:
    return not (column.keys or column.holds or column.personal)


def _titles(columns: Sequence[DraftColumn], cells: Cells, table: Table) -> list[DraftColumn]:
    """The column of the longest texts that differ, and its twin where it has one."""
    prose = {c.number: c for c in columns if share(cells.get(c.number, []), is_prose) >= MOST}
    distinct = [c for c in prose.values() if _differ(cells[c.number]) and share(cells[c.number], _is_code) < MOST]
    if not distinct:
        return []
    first = max(distinct, key=lambda c: (_length(cells[c.number]), -c.number))
    beside = [c for c in distinct if abs(c.number - first.number) == 1]
    twins = [c for c in beside if {c.language, first.language} == set(LANGUAGES)][:1]
    return [replace(column, keys={table: "title"}, doubt="content") for column in (first, *twins)]


def _differ(cells: list[Cell]) -> bool:
    return len({cell.text for cell in cells}) >= MOST * len(cells)


def _length(cells: list[Cell]) -> float:
    return sum(len(cell.text) for cell in cells) / len(cells)


def _is_code(cell: Cell) -> bool:
    return _CODE.fullmatch(cell.text.strip()) is not None
