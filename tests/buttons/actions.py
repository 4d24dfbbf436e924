"""The workbook behind Office.js: what its client sends of a file, and what it does with the answer.

Strict: an action that is not known here is an error. What Excel does by itself is done too: a text that is a number
becomes one, a link is blue, clearing takes link and note along.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink

from minerva.layout.returns import return_layout
from xlwings_openpyxl import LINK_BLUE, NUMBER, change_font

Action = dict[str, Any]


def payload(path: Path, *, has_notes: bool = True) -> dict[str, Any]:
    """What the client sends of a workbook that Excel has calculated."""
    book, formats = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    _calculate_helpers(book, formats)
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": list(_names(formats)),
        "sheets": [_sheet(sheet, formats[sheet.title], has_notes) for sheet in book],
    }


def _calculate_helpers(book: Workbook, formats: Workbook) -> None:
    """The hidden helper columns of a template hold the figure meant: 85 for 0.85 shown as 85 %."""
    for table, layout in return_layout().tables.items():
        if table.value not in book.sheetnames:
            continue
        sheet = book[table.value]
        head = {cell.value: cell.column for cell in sheet[return_layout().header_row]}
        for column in layout.columns:
            for row in range(return_layout().first_row, sheet.max_row + 1, 2):
                cell = sheet.cell(row, layout.position(column.key))
                if column.kind == "figure" and isinstance(cell.value, int | float):
                    percent = "%" in formats[sheet.title][cell.coordinate].number_format
                    sheet.cell(row, head[f"{column.key}_n"]).value = round(cell.value * (100 if percent else 1), 6)


def _names(book: Workbook) -> Iterator[dict[str, Any]]:
    for name, defined in book.defined_names.items():
        [(sheet, address)] = defined.destinations
        yield {
            "name": name,
            "refers_to": f"={defined.attr_text}",
            "sheet_index": book.sheetnames.index(sheet),
            "address": address.replace("$", ""),
            "book_scope": True,
            "scope_sheet_name": None,
            "scope_sheet_index": None,
        }


def _sheet(sheet, formats, has_notes: bool) -> dict[str, Any]:
    values = [[_sent(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    noted_cells = [cell for row in formats.iter_rows() for cell in row if cell.comment]
    notes = [{"address": cell.coordinate, "content": cell.comment.text} for cell in noted_cells]
    empty = {key: [] for key in ("pictures", "shapes", "charts", "pivot_tables", "tables")}
    shown = {"visibility": "Visible", "show_gridlines": True, "print_area": None}
    noted = {"notes_supported": has_notes, "notes": notes if has_notes else []}
    return {"name": sheet.title, "values": values or [[""]], **shown, **noted, **empty}


def _sent(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
        return f"{moment.isoformat()}.000Z"
    return value


def applied(path: Path, actions: list[Action], output: Path) -> list[tuple[str, str]]:
    """Apply actions to a workbook file and save it elsewhere; the messages that were shown, each with its title."""
    book = openpyxl.load_workbook(path)
    messages: list[tuple[str, str]] = []
    for action in actions:
        if action["func"] == "alert":
            messages.append((action["args"][0], action["args"][1]))
        else:
            _ACTIONS[action["func"]](book, action)
    book.save(output)
    return messages


def _cells(book: Workbook, action: Action) -> list[list[Cell]]:
    sheet = book.worksheets[action["sheet_position"]]
    top, left = action["start_row"] + 1, action["start_column"] + 1
    rows, columns = action["row_count"], action["column_count"]
    return [[sheet.cell(top + row, left + column) for column in range(columns)] for row in range(rows)]


def _each(change: Callable[[Cell, Any], None]) -> Callable[[Workbook, Action], None]:
    def apply(book: Workbook, action: Action) -> None:
        for row in _cells(book, action):
            for cell in row:
                change(cell, action["args"])

    return apply


def _set_values(book: Workbook, action: Action) -> None:
    for cells, values in zip(_cells(book, action), action["values"], strict=True):
        for cell, value in zip(cells, values, strict=True):
            _type(cell, value)


def _type(cell: Cell, value: Any) -> None:
    if isinstance(value, str) and value.startswith("'"):
        cell.quotePrefix = True
        cell.value = value[1:]
    elif isinstance(value, str) and NUMBER.fullmatch(value) and cell.number_format != "@":
        cell.value = float(value)
    else:
        cell.value = None if value == "" else value


def _clear(cell: Cell, _: Any) -> None:
    cell.value = cell.hyperlink = cell.comment = None
    cell.style = "Normal"


def _font(cell: Cell, args: Any) -> None:
    name, value = args
    change_font(cell, **{name: value})


def _align(name: str) -> Callable[[Cell, Any], None]:
    def change(cell: Cell, args: Any) -> None:
        alignment = copy(cell.alignment)
        value = args[0] if isinstance(args, list) else args
        setattr(alignment, name, value.lower() if isinstance(value, str) else value)
        cell.alignment = alignment

    return change


def _fill(cell: Cell, args: Any) -> None:
    colour = args[0] if isinstance(args, list) else args
    cell.fill = PatternFill("solid", fgColor=colour.lstrip("#").upper()) if colour else PatternFill()


def _link(cell: Cell, args: Any) -> None:
    address, text, tip = args
    assert address.startswith("#")
    cell.value = text
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=address[1:], display=text, tooltip=tip)
    change_font(cell, color=Color(rgb=LINK_BLUE), underline="single")


def _note_cell(book: Workbook, action: Action) -> Cell:
    left, top, right, bottom = range_boundaries(action["args"][0].replace("$", ""))
    assert (left, top) == (right, bottom)
    return book.worksheets[action["sheet_position"]].cell(top, left)


def _add_note(book: Workbook, action: Action) -> None:
    cell = _note_cell(book, action)
    assert cell.comment is None, f"{cell.coordinate} has a note already"
    cell.comment = Comment(action["args"][1], "")


def _set_note(book: Workbook, action: Action) -> None:
    _note_cell(book, action).comment.text = action["args"][1]


def _delete_note(book: Workbook, action: Action) -> None:
    cell = _note_cell(book, action)
    assert cell.comment is not None, f"{cell.coordinate} has no note"
    cell.comment = None


def _add_sheet(book: Workbook, action: Action) -> None:
    index, name = action["args"]
    book.create_sheet(name, index)


def _activate(book: Workbook, action: Action) -> None:
    index = action["args"][0] if isinstance(action["args"], list) else action["args"]
    book.active = index


def _add_name(book: Workbook, action: Action) -> None:
    name, refers_to = action["args"]
    assert name not in book.defined_names
    book.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))


def _delete_name(book: Workbook, action: Action) -> None:
    del book.defined_names[action["args"][0]]


def _widen(book: Workbook, action: Action) -> None:
    """Widths are in points here and in characters elsewhere: not compared."""


_ACTIONS: dict[str, Callable[[Workbook, Action], None]] = {
    "calculate": lambda book, action: None,  # what was sent is calculated already
    "setValues": _set_values,
    "rangeClear": _each(_clear),
    "rangeClearContents": _each(lambda cell, _: setattr(cell, "value", None)),
    "setFontProperty": _each(_font),
    "setWrapText": _each(_align("wrap_text")),
    "setVerticalAlignment": _each(_align("vertical")),
    "setAutofit": _widen,
    "setColumnWidth": _widen,
    "setRangeColor": _each(_fill),
    "addHyperlink": _each(_link),
    "addNote": _add_note,
    "setNoteText": _set_note,
    "deleteNote": _delete_note,
    "addSheet": _add_sheet,
    "activateSheet": _activate,
    "namesAdd": _add_name,
    "nameDelete": _delete_name,
}
