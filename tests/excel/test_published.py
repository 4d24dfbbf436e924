"""A regional workbook read back says what it was written from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import workbooks
from minerva import tasks
from minerva.inputs import published
from minerva.model.coverage import State
from minerva.model.published import PublishedReport
from minerva.model.record import FIGURES, Table
from minerva.model.register import Group


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[tasks.Consolidated, PublishedReport]:
    folder: Path = tmp_path_factory.mktemp("published")
    settings = workbooks.REGISTER.settings.model_copy(update={"edition": 3})
    register = workbooks.register_of(folder / "register.xlsx", "actiris", "innoviris", settings=settings)
    block = workbooks.good_objective(), [workbooks.good_indicator(1, 1), workbooks.good_indicator(1, 2)]
    (folder / "returns").mkdir()
    workbooks.filled(folder / "returns" / "actiris.xlsx", "actiris", [block])
    done = tasks.consolidate(folder / "returns", register, folder / "regional.xlsx", final=True)
    return done, published(done.output)


def test_year_state_and_edition_are_those_of_the_cover(written):
    done, report = written
    assert (report.year, report.final, report.edition) == (workbooks.YEAR, True, 3)
    assert report.file.sha256 == done.sha256


def test_every_record_is_there_with_its_figures_as_numbers_and_its_texts(written):
    done, report = written
    for table in Table:
        records = list(done.consolidation.records(table))
        assert len(report.rows[table]) == len(records) == {Table.OBJECTIVES: 1, Table.INDICATORS: 2}[table]
        for row, (chapter, record) in zip(report.rows[table], records, strict=True):
            assert (row.organisation, row.text("status")) == (chapter.organisation.id, record.status.value)
            assert (row.values["row"], row.values["row_nl"]) == (record.row, record.row_nl)
            for key in record.fields.keys() & set(FIGURES):
                assert row.values[key] == record.figure(key).value and isinstance(row.values[key], Decimal), key
            assert row.text("title_nl") == record.text("title_nl") != ""
            assert "remarks" not in row.values


def test_the_coverage_table_tells_every_organisation(written):
    _, report = written
    assert report.coverage == {"actiris": State.INTEGRATED, "innoviris": State.MISSING}
    told = {one.id: (one.name_nl, one.part, one.group) for one in report.organisations}
    assert told["actiris"] == ("Actiris", 3, Group.OAA_CATEGORY_2)
