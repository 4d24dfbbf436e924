"""The regional workbook of the sample year, as written and as LibreOffice calculates it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from host.office import Cell
from minerva import tasks

DATA = {"OO-OD": "Donnees-Gegevens OO", "KPI": "Donnees-Gegevens KPI"}


@dataclass(frozen=True)
class Regional:
    """The regional workbook of the sample year: as written, and as LibreOffice calculates it."""

    path: Path
    calculated: dict[str, dict[str, Cell]]
    demo: tasks.Demo

    @cached_property
    def formulas(self) -> Workbook:
        """With formulas as written."""
        return openpyxl.load_workbook(self.path)

    @cached_property
    def stored(self) -> Workbook:
        """With the values stored beside the formulas."""
        return openpyxl.load_workbook(self.path, data_only=True)

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The keys of the data sheets in column order, as the manifest beside the workbook gives them."""
        manifest = json.loads(self.path.with_name(f"{self.path.stem}.manifest.json").read_text(encoding="utf-8"))
        return manifest["columns"]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a data sheet by key."""
        rows = self.stored[DATA[table]].iter_rows(min_row=2, values_only=True)
        return [dict(zip(self.columns[DATA[table]], row, strict=True)) for row in rows]
