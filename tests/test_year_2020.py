"""The real tables of 2020, typed into templates as printed, come back whole: texts unchanged, figures as meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from filling import filled_cells
from minerva import tasks
from minerva.excel.register import write_register
from minerva.excel.sample import sample_register
from minerva.layout.regional import data_columns, regional_layout
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from real_2020 import FIGURES, FILES, LISTS, PRINTED_REFS, TEXTS, real_return, transcribed

OO, KPI = "OO-OD", "KPI"
DATA = {OO: "Donnees-Gegevens OO", KPI: "Donnees-Gegevens KPI"}
COUNTS = {
    "bruxelles-synergie": (31, 31),
    "bruxelles-synergie/equal-brussels": (16, 8),
    "brussels-international": (17, 19),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Return:
    """One returned file, the empty template it was made from and the real figures typed into it."""

    organisation: str
    template: Path
    path: Path
    source: dict[str, Any]

    @property
    def name(self) -> str:
        """The name under which the regional workbook lists the file."""
        return self.path.name

    def rows(self, sheet: str) -> list[Row]:
        """The records of one table as transcribed."""
        return self.source[LISTS[sheet]]


@dataclass(frozen=True)
class Year:
    """The returns and the regional workbook made of them."""

    returns: list[Return]
    output: Path
    book: openpyxl.Workbook
    result: tasks.Consolidated

    def data(self, one: Return, sheet: str) -> list[Row]:
        """The rows of a data sheet that come from a file, in order."""
        keys = data_columns(Table(sheet))
        rows = self.book[DATA[sheet]].iter_rows(min_row=2, values_only=True)
        named = [dict(zip(keys, row, strict=True)) for row in rows]
        return [row for row in named if row["file"] == one.name]

    def pairs(self) -> Iterator[tuple[Return, str, Row, Row]]:
        """(return, table, row as transcribed, row of the data sheet) of every record."""
        for one in self.returns:
            for sheet in DATA:
                for there, here in zip(one.rows(sheet), self.data(one, sheet), strict=True):
                    yield one, sheet, there, here


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The three returns, filled and consolidated."""
    folder = tmp_path_factory.mktemp("year-2020")
    register = write_register(folder / "register.xlsx", sample_register())
    (folder / "returns").mkdir()
    returns = []
    for organisation in FILES:
        [template] = tasks.templates(register, 2020, folder / "templates", organisation).written
        path = real_return(organisation, template, folder / "returns" / template.name)
        returns.append(Return(organisation, template, path, transcribed(organisation)))
    output = folder / "regional.xlsx"
    result = tasks.consolidate(folder / "returns", register, output)
    return Year(returns, output, openpyxl.load_workbook(output), result)


def test_every_objective_and_indicator_is_in_the_data(year: Year) -> None:
    found = {one.organisation: tuple(len(year.data(one, sheet)) for sheet in DATA) for one in year.returns}
    assert found == COUNTS
    assert {i: tuple(len(one.rows(sheet)) for sheet in DATA) for i, one in by_id(year).items()} == COUNTS
    assert [year.book[name].max_row - 1 for name in DATA.values()] == [64, 58]


def by_id(year: Year) -> dict[str, Return]:
    """The returns by organisation."""
    return {one.organisation: one for one in year.returns}


def test_every_record_stands_under_its_organisation_and_section(year: Year) -> None:
    for one, _, _, here in year.pairs():
        organisation, _, section = one.organisation.partition("/")
        assert (here["organisation"], here["section"] or "") == (organisation, section)


def test_every_text_is_in_the_data_unchanged(year: Year) -> None:
    compared = 0
    for one, sheet, there, here in year.pairs():
        for key in (f"{key}_{language}" for key in TEXTS for language in ("fr", "nl")):
            if key in here:
                assert (here[key] or "") == (there.get(key) or ""), (one.name, sheet, here["row"], key)
                compared += bool(there.get(key))
    assert compared > 500


def test_every_figure_is_in_the_data_as_meant_and_as_printed(year: Year) -> None:
    compared: Counter[str] = Counter()
    for one, sheet, there, here in year.pairs():
        for key in FIGURES:
            if key not in there:
                continue
            place = (one.name, sheet, here["row"], key)
            printed, value = there[key]["as_printed"], there[key]["value"]
            assert (here[f"{key}_raw"] or "") == (printed or ""), place
            if value is not None:
                assert Decimal(str(here[key])) == Decimal(str(value)), place
            else:
                # a figure that is a text, such as a threshold in words, stays the text it is
                assert (here[key] or "") == (printed or ""), place
            compared[key] += printed is not None
    assert compared == {"red": 36, "green": 38, "result": 33, "weight": 9}


def test_every_reference_is_in_the_data_as_meant_and_as_printed(year: Year) -> None:
    canonical = Counter()
    for one, sheet, there, here in year.pairs():
        place = (one.name, sheet, here["row"])
        assert here["strategic_ref"] == there["strategic_ref"], place
        for key in PRINTED_REFS:
            if key not in here:
                continue
            printed = there.get(f"{key}_as_printed")
            assert (here[f"{key}_raw"] or "") == (printed or ""), (*place, key)
            if printed is not None and there[key] is not None and is_whole(printed):
                assert here[key] == there[key], (*place, key)
                canonical[key] += 1
    assert canonical["ref"] > 50
    assert canonical["objective_ref"] > 40


def is_whole(reference: str) -> bool:
    """Whether a printed reference has the digits of its objective: `O.0.4` lost one, which nobody can guess."""
    return reference != "O.0.4"


def test_every_budget_allocation_as_printed_is_kept(year: Year) -> None:
    printed = ["\n".join(there["budget_as_printed"]) for _, sheet, there, _ in year.pairs() if sheet == OO]
    assert [here["budget_raw"] or "" for _, sheet, _, here in year.pairs() if sheet == OO] == printed
    assert sum(map(bool, printed)) > 10


@dataclass(frozen=True)
class Line:
    """A line of the journal."""

    file: str
    sheet: str
    cell: str
    raw: str
    value: str
    why: str


def journal(year: Year) -> list[Line]:
    """The lines of the journal sheet."""
    sheet = year.book["Modifications-Wijzigingen"]
    keys = list(regional_layout().columns["journal"])
    lines = []
    for row in sheet.iter_rows(min_row=5, values_only=True):
        named = dict(zip(keys, row, strict=False))
        if named["file"]:
            lines.append(Line(*(text(named[key]) for key in ("file", "sheet", "cell", "raw", "value", "why_fr"))))
    return lines


def test_every_difference_between_typed_and_merged_is_in_the_journal(year: Year) -> None:
    """What was typed is read again from the returned files, cell by cell, without the reader."""
    lines = {(line.file, line.sheet, line.cell): line for line in journal(year)}
    returned = {one.name: openpyxl.load_workbook(one.path) for one in year.returns}
    differing = 0
    for one, sheet, _, here in year.pairs():
        for column in return_layout().tables[Table(sheet)].all_columns:
            for offset, key in enumerate(column.field_keys):
                cell = f"{return_layout().tables[Table(sheet)].letters(column.key)}{here['row'] + offset}"
                written = returned[one.name][sheet][cell].value
                merged = here[key]
                if (written is None and merged is None) or str(written) == str(merged):
                    continue
                differing += 1
                line = lines[one.name, sheet, cell]
                assert (line.raw, line.value) == (text(written), text(merged)), (one.name, sheet, cell)
                assert line.why
    assert differing > 50


def text(value: object) -> str:
    """A value as text."""
    return "" if value is None else str(value)


def test_the_journal_names_no_cell_that_is_not_filled_or_not_different(year: Year) -> None:
    returned = {one.name: openpyxl.load_workbook(one.path) for one in year.returns}
    for line in journal(year):
        assert text(returned[line.file][line.sheet][line.cell].value) == line.raw, line
        assert line.raw != line.value, line


def test_every_filled_cell_is_merged_or_set_aside(year: Year) -> None:
    filled = {one.organisation: filled_cells(one.path, one.template) for one in year.returns}
    assert min(filled.values()) > 100
    read = {c.organisation.id: c.submission for c in year.result.consolidation.chapters if c.submission is not None}
    assert {i: submission.filled for i, submission in read.items()} == filled
    assert {i: s.merged_cells + len(s.set_aside) for i, s in read.items()} == filled


def test_the_controls_show_the_same_sums(year: Year) -> None:
    """The first table of the sheet: organisation, filled, merged, set aside."""
    filled = sorted(filled_cells(one.path, one.template) for one in year.returns)
    rows = [row[1:4] for row in year.book["Controles"].iter_rows(min_row=5, values_only=True)]
    figures = [row for row in rows if all(isinstance(value, int) for value in row)][: len(filled)]
    assert sorted(row[0] for row in figures) == filled
    assert all(row[0] == row[1] + row[2] for row in figures)
