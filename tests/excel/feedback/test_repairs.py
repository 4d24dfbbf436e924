"""A repaired copy holds what was proposed, in the format of each cell, and nothing else has changed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import tasks
from minerva.excel.feedback.repairs import NotApplied, repaired_copy
from minerva.excel.feedback.stale_formulas import moved, stale_cells
from minerva.model.finding import Finding, Proposal, Severity


def proposing(*proposals: tuple[str, str, Decimal | str], **more: object) -> Finding:
    return Finding("THR002", Severity.ERROR, proposals=tuple(Proposal(*one) for one in proposals), **more)


def wrong(path: Path, **changes: object) -> Path:
    objective, indicators = workbooks.good_block(1)
    indicators[0] |= {"result": Decimal("0.85")}
    return workbooks.filled(path, blocks=[(objective | changes, indicators)])


def test_a_fraction_is_repaired_and_its_finding_is_gone(tmp_path: Path):
    path = wrong(tmp_path / "a.xlsx")
    before = workbooks.hashes(tmp_path)
    checked = tasks.check([path])
    (copy,) = tasks.repair(checked, tmp_path / "out")
    assert [(c.cell, c.old, c.new, c.left) for c in copy.changes] == [("L7", "0.85", "85", None)]
    kept = [f for f in checked[0].findings if f.code != "RES003"]
    again = tasks.check([copy.output])[0].findings
    assert [(f.code, f.place, f.params) for f in again] == [(f.code, f.place, f.params) for f in kept]
    assert before.items() <= workbooks.hashes(tmp_path).items()


def test_percent_cells_get_a_hundredth_and_formats_stay(tmp_path: Path):
    path = workbooks.filled(tmp_path / "a.xlsx", percent={(workbooks.KPI, 1): {"result"}})
    result = repaired_copy(path.read_bytes(), [proposing(("KPI", "L7", Decimal(85)), ("KPI", "F7", "KPI-9.9"))])
    (tmp_path / "b.xlsx").write_bytes(result.content)
    old, new = (openpyxl.load_workbook(tmp_path / name)["KPI"] for name in ("a.xlsx", "b.xlsx"))
    assert (new["L7"].value, new["L7"].number_format) == (0.85, "0%")
    assert (new["F7"].value, new["F7"].data_type) == ("KPI-9.9", "s")
    different = [c.coordinate for row in old.iter_rows() for c in row if c.value != new[c.coordinate].value]
    assert different == ["F7", "L7"]


def test_a_cell_and_a_row_that_are_not_there_are_made_in_order(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "KPI"
    book.active["A1"], book.active["D3"], book.active["A9"] = 1, 2, 3
    book.save(tmp_path / "a.xlsx")
    places = {"B1": Decimal(5), "C3": "x", "E3": "y", "A5": Decimal(7), "Z20": "z"}
    finding = proposing(*(("KPI", cell, value) for cell, value in places.items()))
    result = repaired_copy((tmp_path / "a.xlsx").read_bytes(), [finding])
    (tmp_path / "b.xlsx").write_bytes(result.content)
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["KPI"]
    assert {cell: sheet[cell].value for cell in places} == {
        c: int(v) if isinstance(v, Decimal) else v for c, v in places.items()
    }
    assert (sheet["A1"].value, sheet["D3"].value, sheet["A9"].value) == (1, 2, 3)


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ([proposing(("KPI", "L7", Decimal(1))), proposing(("KPI", "L7", Decimal(2)))], NotApplied.DIFFERENT),
        ([proposing(("KPI", "M7", "x"), ("KPI", "L7", Decimal(1)))], NotApplied.FORMULA),
        ([proposing(("Ailleurs", "A1", "x"))], NotApplied.NO_CELL),
    ],
)
def test_what_is_not_certain_is_left_whole(tmp_path: Path, findings: list[Finding], reason: NotApplied):
    path = workbooks.filled(tmp_path / "a.xlsx")
    result = repaired_copy(path.read_bytes(), findings)
    assert result.content is None
    assert {change.left for change in result.changes} == {reason}


def test_justified_warnings_and_trials_are_not_applied(tmp_path: Path):
    path = workbooks.filled(tmp_path / "a.xlsx")
    warned = Finding("RES003", Severity.WARNING, justification="exact", proposals=(Proposal("KPI", "L7", Decimal(1)),))
    trial = Finding("RES003", Severity.TRIAL, proposals=(Proposal("KPI", "L7", Decimal(1)),))
    assert repaired_copy(path.read_bytes(), [warned, trial]).changes == ()


def test_formulas_that_depend_on_a_cell_are_found_through_others_and_other_sheets():
    formulas = {
        "kpi": {(1, 2): "A1*2", (2, 2): "SUM($B$1:B1)", (3, 2): 'IF(C9="A1",1,2)'},
        "oo-od": {(1, 1): "'KPI'!B2", (2, 1): "KPI!C1"},
    }
    assert stale_cells(formulas, [("kpi", 1, 1)]) == {"kpi": {(1, 2), (2, 2)}, "oo-od": {(1, 1)}}


def test_a_shared_formula_goes_round_the_edge_of_the_sheet():
    assert moved("A1+$B2", 1, -3) == "XFB2+$B3"
    assert moved("XFD1", 0, 1) == "A1"


def test_a_shared_formula_reads_on_with_its_cell():
    assert moved("A1+$B1+C$1+SUM(D1:$E$2)", 2, 1) == "B3+$B3+D$1+SUM(E3:$E$2)"
