"""The same return saved by LibreOffice in each format is read to the same cells."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import workbooks
from excel.content import coloured
from excel.content.every_kind import write
from excel.content.test_xlsb import ALL
from excel.content.xlsb_writer import Page, Typed, Writer
from host.conftest import require
from minerva.excel.content.cells import Cell, CellKind, Package, Sheet
from minerva.excel.content.package import read_package

FORMATS = ("xlsx", "xls", "ods")
KINDS = {"xls": "xls:MS Excel 97"}
SECONDS = 180


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Package]:
    """Opens a file in LibreOffice, saves it in a format, and reads that."""
    require("soffice")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def save(path: Path, suffix: str) -> Package:
        folder = tmp_path_factory.mktemp(suffix)
        command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
        command += [KINDS.get(suffix, suffix), "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return read_package((folder / f"{path.stem}.{suffix}").read_bytes())

    return save


def assert_same(ours: Sheet, other: Sheet) -> None:
    """The same cells, merges, hidden rows and columns, notes and struck-through cells."""
    assert other.cells == ours.cells
    assert (other.name, sorted(other.merges)) == (ours.name, sorted(ours.merges))
    assert (other.hidden_rows, other.hidden_columns) == (ours.hidden_rows, ours.hidden_columns)
    assert (other.notes, other.struck) == (ours.notes, ours.struck)


def test_every_kind_of_cell_is_the_same_in_every_format(saved: Callable[[Path, str], Package], tmp_path: Path):
    path = write(tmp_path / "every.xlsx")
    xlsx, xls, ods = (saved(path, suffix) for suffix in FORMATS)
    # In .ods LibreOffice keeps its own word for a file it did not open.
    lost = (28, 2)
    assert xlsx.sheets[0].cells.pop(lost) == xls.sheets[0].cells.pop(lost) == Cell("#N/A", CellKind.ERROR, formula=True)
    assert ods.sheets[0].cells.pop(lost) == Cell("Err:540", CellKind.ERROR, formula=True)
    for other in (xls, ods):
        for one, same in zip(xlsx.sheets, other.sheets, strict=True):
            assert_same(one, same)
            assert one.state == same.state
        assert other.external == xlsx.external == ("autre.xlsx",)
        assert other.modified[:10] == xlsx.modified[:10] > "2020"
    assert set(xlsx.sheets[0].formulas) == set(ods.sheets[0].formulas) == {(28, 2), (29, 2), (31, 2)}
    assert set(xls.sheets[0].formulas) == {(28, 2), (29, 2)}  # .xls knows no WEBSERVICE: LibreOffice saves #N/A


def test_a_filled_return_is_the_same_in_every_format(saved: Callable[[Path, str], Package], tmp_path: Path):
    path = workbooks.filled(tmp_path / "actiris-2020.xlsx", percent={(workbooks.KPI, 1): {"result"}})
    ours = read_package(path.read_bytes())
    for suffix in FORMATS:
        other = saved(path, suffix)
        for one, same in zip(ours.sheets, other.sheets, strict=True):
            typed = {place: cell for place, cell in one.cells.items() if not cell.formula}
            # LibreOffice calculates the formulas anew: only that they are formulas is compared.
            assert {place: cell for place, cell in same.cells.items() if not cell.formula} == typed
            assert {p for p, cell in same.cells.items() if cell.formula} == set(one.cells) - set(typed)
            assert (same.name, sorted(same.merges)) == (one.name, sorted(one.merges))
            assert (same.hidden_rows, same.hidden_columns) == (one.hidden_rows, one.hidden_columns)
            assert (same.state == "visible") == (one.state == "visible")  # it knows no "very hidden"
            assert (same.formulas, same.struck, same.notes) == ({}, set(), {})


def test_libreoffice_reads_our_binary_package_alike(saved: Callable[[Path, str], Package], tmp_path: Path):
    # LibreOffice does not escape a typed `_x000D_` when it saves .xlsx.
    cells = {place: typed for place, typed in ALL.cells.items() if "_x000D_" not in str(typed.value)}
    page = Page(
        "KPI",
        {**cells, (40, 0): Typed("biffé", struck=True)},
        hidden_rows={3},
        hidden_columns={5},
        merges=[(42, 43, 0, 2)],
    )
    (tmp_path / "a.xlsb").write_bytes(Writer().package(page, Page("Caché", {(0, 0): Typed(1)}, 1)))
    ours = read_package((tmp_path / "a.xlsb").read_bytes())
    other = saved(tmp_path / "a.xlsb", "xlsx")
    first, same = ours.sheets[0], other.sheets[0]
    # It calculates the formulas (all of them 1+1) anew, and saves errors and truths typed in a cell as formulas.
    formulas = {place for place, cell in same.cells.items() if cell.formula}
    assert {place for place, cell in first.cells.items() if cell.formula} <= formulas
    for place in formulas:
        del first.cells[place], same.cells[place]
    assert_same(first, same)
    assert [sheet.state for sheet in other.sheets] == [sheet.state for sheet in ours.sheets]


def test_painted_cells_are_the_same_in_every_format(saved: Callable[[Path, str], Package], tmp_path: Path):
    path = coloured.write(tmp_path / "coloured.xlsx")
    for suffix in FORMATS:
        (sheet,) = saved(path, suffix).sheets
        # It makes one colour of a pattern, and rounds a tint its own way.
        assert {place: rgb for place, rgb in sheet.fills.items() if place[0] not in (3, 6)} == coloured.COLOURS
        assert sheet.fills[3, 1][:3] == "E0A"


def test_a_filled_return_is_not_painted_whoever_saved_it(saved: Callable[[Path, str], Package], tmp_path: Path):
    """What conditional formats and the looks of the template show is nobody's declaration; the cover has a legend."""
    path = workbooks.filled(tmp_path / "actiris-2020.xlsx")
    for package in (read_package(path.read_bytes()), *(saved(path, suffix) for suffix in FORMATS)):
        assert {sheet.name for sheet in package.sheets if sheet.fills} == {workbooks.COVER}
