"""A return filled and saved by LibreOffice is read as one saved by Excel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import workbooks
from host.conftest import require
from host.office import Calc
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.model.submission import Refusal, Submission, Unusable
from minerva.rules.catalogue import check

EXPECTATION = Expectation(workbooks.REGISTER.organisations, 2020)


@pytest.fixture(scope="module")
def calc() -> Iterator[Calc]:
    """One LibreOffice for this file."""
    for program in ("soffice", "uno"):
        require(program)
    with Calc() as running:
        yield running


def read(path: Path) -> Submission:
    """A return, every filled cell accounted for."""
    submission = read_return(path, path.name, EXPECTATION)
    assert isinstance(submission, Submission), submission
    assert submission.filled == submission.merged_cells + len(submission.set_aside)
    return submission


def content(submission: Submission) -> list[dict[str, tuple]]:
    """What was read, record by record."""
    return [{k: (f.text, f.figure) for k, f in record.fields.items()} for record in submission.records]


def saved(calc: Calc, path: Path, to: Path, **cells: dict) -> Path:
    """Open in LibreOffice, type, recalculate and save."""
    document = calc.open(path)
    try:
        for sheet, values in cells.items():
            calc.set(document, sheet.replace("_", "-"), values)
        calc.recalculate(document)
        return calc.save_as(document, to)
    finally:
        calc.close(document)


def test_a_return_saved_by_libreoffice_is_the_same_return(calc: Calc, tmp_path: Path):
    good = workbooks.filled(tmp_path / "actiris-2020.xlsx", percent={(workbooks.KPI, 1): {"result"}})
    again = read(saved(calc, good, tmp_path / "again.xlsx"))
    assert content(again) == content(read(good))
    assert again.set_aside == []
    assert again.filled == read(good).filled
    assert (again.organisation, again.year, again.template_version) == ("actiris", 2020, read(good).template_version)


def test_what_is_typed_in_libreoffice_is_read(calc: Calc, tmp_path: Path):
    path = saved(
        calc,
        workbooks.filled(tmp_path / "actiris-2020.xlsx"),
        tmp_path / "typed.xlsx",
        OO_OD={"K7": "85 %", "M8": "Eén dossier op zes…\nTweede regel"},
        KPI={"L9": None, "E15": "Nouvel indicateur", "L15": 12.5, "AZ7": "note"},
    )
    submission = read(path)
    assert submission.file.modified > "2020"
    head, second = submission.objectives[0], submission.indicators[1]
    assert (head.text("result"), head.text("description_nl")) == ("85", "Eén dossier op zes…\nTweede regel")
    assert "result" not in second.fields
    new = submission.indicators[4]
    assert (new.row, new.text("objective_title_fr"), new.text("result")) == (15, "Nouvel indicateur", "12.5")
    assert [(aside.source.place, aside.raw) for aside in submission.set_aside] == [("KPI!AZ7", "note")]
    assert "RES001" in {finding.code for finding in check(submission) if finding.cell == "L9"}


def test_an_empty_template_saved_by_libreoffice_is_known_as_empty(calc: Calc, tmp_path: Path):
    path = saved(calc, workbooks.blank(tmp_path / "actiris-2020.xlsx"), tmp_path / "again.xlsx")
    outcome = read_return(path, path.name, EXPECTATION)
    assert isinstance(outcome, Unusable)
    assert (outcome.refusal, outcome.organisation) == (Refusal.NOT_FILLED, "actiris")
