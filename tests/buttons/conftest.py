"""The sample returns, and a folder as the cell keeps it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xlwings as xw

from buttons.opened import MISSING, RETURNED, SAMPLES, sample
from minerva.excel.console import write_console
from minerva.excel.sample import sample_register, write_sample_return
from workbooks import register_of
from xlwings_openpyxl import open_book


@pytest.fixture(autouse=True)
def active_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test activates, xlwings is afterwards as before."""
    monkeypatch.setattr(xw.engines, "active", xw.engines.active)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with returns of the sample year; they are opened, never saved."""
    folder = tmp_path_factory.mktemp("returns")
    for name in SAMPLES:
        write_sample_return(f"{name}.toml", sample_register(), folder)
    return folder


@pytest.fixture
def year(samples: Path, tmp_path: Path) -> Path:
    """A folder as the cell keeps it: register, returns, console."""
    (tmp_path / "returns").mkdir()
    for name in RETURNED:
        shutil.copy(sample(samples, name), tmp_path / "returns")
    (tmp_path / "returns" / "notes.txt").write_text("not a workbook", encoding="utf-8")
    register_of(tmp_path / "register.xlsx", *RETURNED, *MISSING)
    write_console(tmp_path / "console.xlsx")
    return tmp_path


@pytest.fixture
def console(year: Path) -> xw.Book:
    return open_book(year / "console.xlsx")
