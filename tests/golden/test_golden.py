"""The workbooks that ship with the product are what the code builds today, compared by meaning, never by bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from minerva.excel.build import build

SHIPPED = Path(__file__).parents[2] / "workbook_templates"
NAMES = ("console.xlsx", "register.xlsx", "return.xlsx")
REMEDY = "build them again: python -m minerva.excel.build"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A fresh build."""
    return {path.name: path for path in build(tmp_path_factory.mktemp("built"))}


def test_all_shipped_workbooks_are_built_and_all_built_ones_ship(built: dict[str, Path]) -> None:
    assert sorted(built) == sorted(path.name for path in SHIPPED.glob("*.xlsx")) == sorted(NAMES), REMEDY


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_workbook_means_what_a_fresh_build_means(built: dict[str, Path], name: str) -> None:
    shipped, fresh = (meaning(folder) for folder in (SHIPPED / name, built[name]))
    assert list(shipped) == list(fresh), REMEDY
    for part, meant in fresh.items():
        assert shipped[part] == meant, f"{name}: {part}; {REMEDY}"


def meaning(path: Path) -> dict[str, Any]:
    """What a workbook says and does, part by part."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    parts: dict[str, Any] = {
        "sheets": [(sheet.title, sheet.sheet_state) for sheet in formulas],
        "names": names(formulas),
    }
    for sheet in formulas:
        parts |= {f"{sheet.title}: {key}": part for key, part in sheet_meaning(sheet, values[sheet.title]).items()}
    return parts


def names(book: Workbook) -> dict[str, str]:
    """Defined names, those of sheets included."""
    found = {name: defined.attr_text for name, defined in book.defined_names.items()}
    for sheet in book:
        found |= {f"{sheet.title}!{name}": defined.attr_text for name, defined in sheet.defined_names.items()}
    return found


def sheet_meaning(sheet: Worksheet, stored: Worksheet) -> dict[str, Any]:
    """What one sheet says and does."""
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {
        "cells": {cell.coordinate: cell.value for cell in cells if cell.value is not None},
        "stored values": {cell.coordinate: stored[cell.coordinate].value for cell in cells if cell.data_type == "f"},
        "number formats": {cell.coordinate: cell.number_format for cell in cells if cell.number_format != "General"},
        "fills": {cell.coordinate: cell.fill.fgColor.rgb for cell in cells if cell.fill.fill_type},
        "links": {cell.coordinate: cell.hyperlink.location for cell in cells if cell.hyperlink},
        "widths": {
            letters: (column.min, column.max, column.width, column.hidden)
            for letters, column in sheet.column_dimensions.items()
        },
        "heights": {number: row.height for number, row in sheet.row_dimensions.items() if row.height is not None},
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "validations": sorted((plain(one) for one in sheet.data_validations.dataValidation), key=repr),
        "conditional formats": [
            (str(area.sqref), rule.type, rule.priority, rule.stopIfTrue, tuple(rule.formula), fill(rule.dxf))
            for area in sheet.conditional_formatting
            for rule in area.rules
        ],
        "protection": plain(sheet.protection),
        "page": (sheet.print_area, sheet.print_title_rows, sheet.freeze_panes, plain(sheet.page_setup)),
        "footer": [getattr(sheet.oddFooter, part).text for part in ("left", "center", "right")],
        "tables": {name: (table.ref, table.column_names) for name, table in sheet.tables.items()},
    }


def plain(part: Any) -> dict[str, str]:
    """A part of a sheet as the attributes it is stored with."""
    return {name: str(value) for name, value in part if value is not None}


def fill(look: DifferentialStyle | None) -> str | None:
    """The fill a conditional format gives."""
    return look.fill.bgColor.rgb if look is not None and look.fill is not None else None
