"""An xlwings engine on openpyxl: the functions behind the buttons run without Excel and without a key.

`open_book(path)` gives an `xw.Book` of an Excel of its own. What the engine does, it does as Excel
does; what it cannot do raises NotImplementedError, from here or from xlwings' base classes. It does
not calculate: `.value` of a formula is the formula itself, or with `computed=True` the result that was
stored in the file, which stays what it was when other cells change. Renaming or deleting a sheet does
not rewrite formulas.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import weakref
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
import xlwings as xw
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formula.translate import Translator
from openpyxl.styles import Font as CellFont
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from xlwings import base_classes, utils

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_SHEET_NAME = 31
VISIBILITY = {"visible": -1, "hidden": 0, "veryHidden": 2}  # as Excel numbers them
FIRST_BUTTON = {"ok": "ok", "ok_cancel": "ok", "yes_no": "yes", "yes_no_cancel": "yes"}
NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")
LINK_BLUE = "000563C1"

Bounds = tuple[int, int, int, int]  # first row, first column, last row, last column; counted from 1


class Alert(NamedTuple):
    """A message box that was shown."""

    prompt: str
    title: str | None
    buttons: str
    mode: str | None


class ErrorValue(str):
    """An error such as #DIV/0! read from a cell, as opposed to a text that looks like one."""


def open_book(path: Path | str, *, computed: bool = False) -> xw.Book:
    """Open a workbook file in an Excel of its own.

    computed: read the stored result of a formula instead of the formula; None when there is none, or
    when the formula was written since.
    """
    return xw.Book(impl=ENGINE.apps.add().books.open(path, computed=computed))


def alerts(book: xw.Book) -> list[Alert]:
    """The message boxes shown so far in the Excel of a book."""
    return book.app.impl.alerts


def answer_alerts(book: xw.Book, *buttons: str) -> None:
    """Press these buttons in the next message boxes; after them, the first button of each again."""
    book.app.impl.answers.extend(buttons)


class Engine:
    """What xlwings asks of an engine. A "desktop" engine is given one value to fill a range with."""

    name = "openpyxl"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        """A value to write, as openpyxl takes it."""
        if value is None or value == "" or pd.isna(value):
            return None
        if isinstance(value, pd.Timestamp):
            return value.to_pydatetime()
        return value.item() if hasattr(value, "item") else value

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Values that were read, as xlwings' options ask for them."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, ErrorValue):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                return built(value, datetime_builder)
            if isinstance(value, float) and number_builder is not None:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


def built(moment: dt.datetime, builder: Callable[..., Any]) -> Any:
    """A date and time through the constructor a caller chose, such as `datetime.date`."""
    return builder(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


class Apps(base_classes.Apps):
    """The Excels in use, by process number; first the one activated last."""

    def __init__(self) -> None:
        self._by_pid: weakref.WeakValueDictionary[int, App] = weakref.WeakValueDictionary()
        self._pids = itertools.count(1)
        self._turns = itertools.count(1)

    def add(self, **_: Any) -> App:
        app = App(self, next(self._pids))
        self._by_pid[app.pid] = app
        self.bring_to_front(app)
        return app

    def bring_to_front(self, app: App) -> None:
        app.turn = next(self._turns)

    def remove(self, app: App) -> None:
        del self._by_pid[app.pid]

    def keys(self) -> list[int]:
        return list(self._by_pid)

    def __iter__(self) -> Iterator[App]:
        return iter(sorted(self._by_pid.values(), key=lambda app: app.turn, reverse=True))

    def __len__(self) -> int:
        return len(self._by_pid)

    def __getitem__(self, pid: int) -> App:
        return self._by_pid[pid]


class App(base_classes.App):
    """One Excel, which remembers the message boxes it showed; `printer` makes a PDF of a workbook file."""

    visible: bool = True
    screen_updating: bool = True
    display_alerts: bool = True
    enable_events: bool = True
    interactive: bool = True
    calculation: str = "automatic"
    status_bar: str | bool = False
    turn: int = 0

    def __init__(self, apps: Apps, pid: int) -> None:
        self._apps = apps
        self._pid = pid
        self._books = Books(self)
        self.alerts: list[Alert] = []
        self.answers: list[str] = []
        self.printer: Callable[[Path, Path], None] | None = None

    @property
    def engine(self) -> Engine:
        return ENGINE

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def books(self) -> Books:
        return self._books

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the Excel that `xw.apps.active` and `xw.books` mean."""
        self._apps.bring_to_front(self)
        XLWINGS_ENGINE.activate()

    def quit(self) -> None:
        self._apps.remove(self)

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None) -> str:
        self.alerts.append(Alert(prompt, title, buttons, mode))
        if not self.answers:
            return FIRST_BUTTON[buttons]
        answer = self.answers.pop(0)
        if answer not in buttons.split("_"):
            raise ValueError(f"a message box with the buttons {buttons} has no button {answer!r}")
        return answer


class Books(base_classes.Books):
    """The open workbooks of one Excel; the one opened last is active."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []
        self._new = itertools.count(1)

    @property
    def active(self) -> Book:
        return self._open[-1]

    def open(
        self,
        fullname: Path | str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        *others: Any,
        computed: bool = False,
    ) -> Book:
        if any(option is not None for option in others):
            raise NotImplementedError("of the options for opening only update_links and read_only are known here")
        path = Path(fullname).resolve(strict=True)
        book = Book(self, openpyxl.load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm"), path)
        if computed:
            book.read_results(path)
        self._open.append(book)
        return book

    def add(self) -> Book:
        book = Book(self, Workbook(), None, f"Book{next(self._new)}")
        self._open.append(book)
        return book

    def make_active(self, book: Book) -> None:
        self.remove(book)
        self._open.append(book)

    def remove(self, book: Book) -> None:
        self._open.remove(book)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Book]:
        return iter(self._open)

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, int):
            return self._open[name_or_index - 1]
        for book in self._open:
            if name_or_index.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(name_or_index)


class Book(base_classes.Book):
    """A workbook in memory; results holds, per sheet, what its formulas gave when it was saved."""

    def __init__(self, books: Books, workbook: Workbook, path: Path | None, name: str = "") -> None:
        self._books = books
        self._workbook: Workbook | None = workbook
        self._path = path
        self._new_name = name
        self.results: dict[Worksheet, Worksheet] | None = None
        self.written: set[Cell] = set()

    def read_results(self, path: Path) -> None:
        stored = openpyxl.load_workbook(path, data_only=True)
        self.results = {sheet: stored[sheet.title] for sheet in self.api.worksheets}

    @property
    def api(self) -> Workbook:
        if self._workbook is None:
            raise RuntimeError(f"{self.name} is closed")
        return self._workbook

    @property
    def name(self) -> str:
        return self._path.name if self._path else self._new_name

    @property
    def fullname(self) -> str:
        return str(self._path or self._new_name)

    @property
    def app(self) -> App:
        return self._books.app

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, [None, *self.sheets])

    def activate(self) -> None:
        self._books.make_active(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if password is not None:
            raise NotImplementedError("openpyxl cannot encrypt a workbook")
        self._path = Path(path).resolve() if path else self._path or Path(f"{self._new_name}.xlsx").resolve()
        self.api.save(self._path)

    def to_pdf(self, path: str, quality: str) -> None:
        """Have the printer of this Excel make a PDF of the file as it was opened or saved last."""
        if self.app.printer is None:
            raise NotImplementedError("openpyxl prints nothing; give this Excel a printer")
        self.app.printer(Path(self.fullname), Path(path))

    def close(self) -> None:
        self.api.close()
        self._workbook = None
        self._books.remove(self)


class Sheets(base_classes.Sheets):
    """The worksheets of a book in order; names are found whatever their case."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> list[Worksheet]:
        return self.book.api.worksheets

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.api.active)

    def __len__(self) -> int:
        return len(self.api)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, worksheet) for worksheet in self.api)

    def __contains__(self, name: str) -> bool:
        return name.lower() in [sheet.name.lower() for sheet in self]

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        for sheet in self:
            if sheet.name.lower() == name_or_index.lower():
                return sheet
        raise KeyError(name_or_index)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        index = after.index if after else (before or self.active).index - 1
        title = checked_title(name) if name else self.free_title()
        sheet = Sheet(self.book, self.book.api.create_sheet(title, index))
        sheet.activate()
        return sheet

    def free_title(self) -> str:
        """The name Excel gives a new sheet."""
        return next(title for number in itertools.count(1) if (title := f"Sheet{number}") not in self)


def checked_title(title: str) -> str:
    """A sheet name, unless it is longer than Excel allows; openpyxl refuses wrong characters."""
    if len(title) > LONGEST_SHEET_NAME:
        raise ValueError(f"a sheet name has at most {LONGEST_SHEET_NAME} characters, not {len(title)}: {title}")
    return title


class Sheet(base_classes.Sheet):
    """A worksheet."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self._book = book
        self._worksheet = worksheet

    @property
    def api(self) -> Worksheet:
        return self._worksheet

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return self.api.title

    @name.setter
    def name(self, value: str) -> None:
        sheets = self.book.sheets
        if value.lower() == self.name.lower():
            self.api.title = sheets.free_title()  # openpyxl would take the old spelling for another sheet
        elif value in sheets:
            raise ValueError(f"{self.book.name} has a sheet {value} already")
        self.api.title = checked_title(value)

    @property
    def index(self) -> int:
        return self.book.api.worksheets.index(self.api) + 1

    @property
    def visible(self) -> int:
        return VISIBILITY[self.api.sheet_state]

    @visible.setter
    def visible(self, value: bool | int) -> None:
        states = {code: state for state, code in VISIBILITY.items()}
        state = states[-1 if value is True else int(value)]
        if state != "visible":
            self._must_not_be_last("hidden")
        self.api.sheet_state = state

    @property
    def names(self) -> Names:
        return Names(self.book, [self])

    def activate(self) -> None:
        self.book.api.active = self.api

    select = activate

    def delete(self) -> None:
        self._must_not_be_last("deleted")
        workbook = self.book.api
        active = workbook.active
        workbook.remove(self.api)
        workbook.active = active if active is not self.api else self._visible_sheets()[0]

    def _visible_sheets(self) -> list[Worksheet]:
        return [worksheet for worksheet in self.book.api.worksheets if worksheet.sheet_state == "visible"]

    def _must_not_be_last(self, done: str) -> None:
        if self._visible_sheets() == [self.api]:
            raise ValueError(f"{self.name} is the last visible sheet and cannot be {done}")

    @property
    def cells(self) -> Range:
        return Range(self, (1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        """From the first to the last cell with content or formatting; A1 of an empty sheet."""
        used = [cell for row in self.api.iter_rows() for cell in row if cell.value is not None or cell.has_style]
        if not used:
            return Range(self, (1, 1, 1, 1))
        rows, columns = [cell.row for cell in used], [cell.column for cell in used]
        return Range(self, (min(rows), min(columns), max(rows), max(columns)))

    def range(self, first: Any, second: Any = None) -> Range:
        if isinstance(first, int) and isinstance(second, int):
            return Range(self, self.bounds_of((first, second)))
        if second is None:
            return Range(self, self.bounds_of(first))
        corners = [self.bounds_of(first), self.bounds_of(second)]
        top, left, bottom, right = zip(*corners, strict=True)
        return Range(self, (min(top), min(left), max(bottom), max(right)))

    def bounds_of(self, place: Any) -> Bounds:
        """The bounds of an address, a name, (row, column), (row, column, rows, columns) or a range."""
        if isinstance(place, Range):
            return place.bounds
        if isinstance(place, str):
            return self._bounds_of_text(place)
        row, column, *size = place
        if row < 1 or column < 1:
            raise IndexError("rows and columns are counted from 1")
        rows, columns = size or (1, 1)
        return row, column, row + rows - 1, column + columns - 1

    def _bounds_of_text(self, text: str) -> Bounds:
        names = self.book.names
        for name in (f"{self.name}!{text}", text):
            if not names.contains(name):
                continue
            found = names(name).refers_to_range
            if found.sheet.name != self.name:
                raise ValueError(f"{text} is on sheet {found.sheet.name}, not on {self.name}")
            return found.bounds
        left, top, right, bottom = range_boundaries(text.upper())
        return top or 1, left or 1, bottom or LAST_ROW, right or LAST_COLUMN

    @property
    def notes(self) -> list[Note]:
        cells = (cell for row in self.api.iter_rows() for cell in row)
        return [Note(self.range((cell.row, cell.column))) for cell in cells if cell.comment is not None]

    def clear(self) -> None:
        self.used_range.clear()

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        self.used_range.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        """Widths need a screen: nothing happens."""


class Range(base_classes.Range):
    """A rectangle of cells. Reading does not make the used range of the sheet any larger."""

    def __init__(self, sheet: Sheet, bounds: Bounds) -> None:
        self.sheet = sheet
        self.bounds = bounds
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> Worksheet | None:
        return self.sheet.api if len(self) else None

    @property
    def row(self) -> int:
        return self.bounds[0]

    @property
    def column(self) -> int:
        return self.bounds[1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.bounds
        return bottom - top + 1, right - left + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, *self.bounds)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            above, before = divmod(row - 1, self.shape[1])
            row, column = above + 1, before + 1
        return Range(self.sheet, self.sheet.bounds_of((self.row + row - 1, self.column + column - 1)))

    def _rows(self) -> list[list[Cell | MergedCell | None]]:
        """The cells, None beyond what the sheet holds."""
        worksheet, (top, left, bottom, right) = self.sheet.api, self.bounds
        last_row, last_column = worksheet.max_row, worksheet.max_column
        return [
            [worksheet.cell(row, c) if row <= last_row and c <= last_column else None for c in range(left, right + 1)]
            for row in range(top, bottom + 1)
        ]

    def made(self) -> Iterator[Cell | MergedCell]:
        """The cells, made where there were none."""
        top, left, bottom, right = self.bounds
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield self.sheet.api.cell(row, column)

    def _existing(self) -> Iterator[Cell | MergedCell]:
        """The cells that the sheet holds."""
        worksheet, (top, left, bottom, right) = self.sheet.api, self.bounds
        last_row, last_column = min(bottom, worksheet.max_row), min(right, worksheet.max_column)
        return Range(self.sheet, (top, left, last_row, last_column)).made()

    def common(self, read: Callable[[Any], Any], without: Any) -> Any:
        """What all cells have in common, None when they differ; `without` is for a cell never touched."""
        found = {without if cell is None else read(cell) for row in self._rows() for cell in row}
        return found.pop() if len(found) == 1 else None

    @property
    def raw_value(self) -> Any:
        values = [[self._value(cell) for cell in row] for row in self._rows()]
        return values[0][0] if len(self) == 1 else values

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        for cell in self.made():
            self._write(cell, self._share(value, cell))

    def _share(self, value: Any, cell: Cell | MergedCell) -> Any:
        """What one cell of the range gets: its place in rows of values, or the one value for all.

        A formula for all moves with the cell, as when it is filled down.
        """
        row, column = cell.row - self.row, cell.column - self.column
        if isinstance(value, (list, tuple)):
            return value[row][column] if isinstance(value[0], (list, tuple)) else value[column]
        if isinstance(value, str) and value.startswith("="):
            first = f"{get_column_letter(self.column)}{self.row}"
            return Translator(value, first).translate_formula(cell.coordinate)
        return value

    def _value(self, cell: Cell | MergedCell | None) -> Any:
        """What a cell holds as Excel hands it over: every number is a float."""
        if cell is None or cell.value is None:
            return None
        results = self.sheet.book.results
        if cell.data_type != "f" or results is None:
            return as_excel(formula_of(cell), cell.data_type)
        if cell in self.sheet.book.written:
            return None
        stored = results[self.sheet.api].cell(cell.row, cell.column)
        return as_excel(stored.value, stored.data_type)

    def _write(self, cell: Cell | MergedCell, value: Any) -> None:
        """Put a value into a cell as Excel does: text that is a number becomes one.

        Unless the cell's format is text, or an apostrophe leads. A cell hidden by a merge takes
        nothing.
        """
        if isinstance(cell, MergedCell):
            return
        self.sheet.book.written.add(cell)
        if isinstance(value, str) and value.startswith("'"):
            cell.quotePrefix = True
            cell.value = value[1:]
        elif isinstance(value, str) and NUMBER.fullmatch(value) and cell.number_format != "@":
            cell.value = float(value)
        else:
            cell.value = value

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        texts = tuple(tuple(formula_text(cell) for cell in row) for row in self._rows())
        return texts[0][0] if len(self) == 1 else texts

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    @property
    def merge_cells(self) -> bool:
        return any(
            merged.min_row <= self.row <= merged.max_row and merged.min_col <= self.column <= merged.max_col
            for merged in self.sheet.api.merged_cells.ranges
        )

    @property
    def merge_area(self) -> Range:
        for merged in self.sheet.api.merged_cells.ranges:
            if merged.min_row <= self.row <= merged.max_row and merged.min_col <= self.column <= merged.max_col:
                return Range(self.sheet, (merged.min_row, merged.min_col, merged.max_row, merged.max_col))
        return self

    @property
    def note(self) -> Note | None:
        """The note of the first cell."""
        return Note(self) if self.sheet.api.cell(self.row, self.column).comment is not None else None

    def add_note(self, text: str) -> Note:
        self.sheet.api.cell(self.row, self.column).comment = Comment(text, "")
        return Note(self)

    @property
    def has_array(self) -> bool:
        return any(isinstance(cell.value, ArrayFormula) for cell in self._existing())

    def clear_contents(self) -> None:
        for cell in self._existing():
            self._write(cell, None)

    def clear_formats(self) -> None:
        for cell in self._existing():
            cell.style = "Normal"

    def clear(self) -> None:
        self._unmerge()
        self.clear_contents()
        self.clear_formats()
        for cell in self._existing():
            if isinstance(cell, Cell):
                cell.hyperlink = None
                cell.comment = None

    def _unmerge(self) -> None:
        top, left, bottom, right = self.bounds
        for merged in list(self.sheet.api.merged_cells.ranges):
            in_rows = merged.min_row <= bottom and merged.max_row >= top
            if in_rows and merged.min_col <= right and merged.max_col >= left:
                self.sheet.api.unmerge_cells(str(merged))

    @property
    def color(self) -> tuple[int, int, int] | None:
        return self.common(fill_of, None)

    @color.setter
    def color(self, value: Any) -> None:
        fill = PatternFill() if value is None else PatternFill("solid", fgColor=hex_of(value))
        for cell in self.made():
            cell.fill = fill

    @property
    def number_format(self) -> str | None:
        return self.common(lambda cell: cell.number_format, "General")

    @number_format.setter
    def number_format(self, value: str) -> None:
        for cell in self.made():
            cell.number_format = value

    @property
    def wrap_text(self) -> bool | None:
        return self.common(lambda cell: bool(cell.alignment.wrap_text), False)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._align(wrap_text=value)

    @property
    def vertical_alignment(self) -> str | None:
        return self.common(lambda cell: cell.alignment.vertical or "bottom", "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._align(vertical=value)

    def _align(self, **changes: Any) -> None:
        for cell in self.made():
            alignment = copy(cell.alignment)
            for name, value in changes.items():
                setattr(alignment, name, value)
            cell.alignment = alignment

    @property
    def font(self) -> Font:
        return Font(self)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        top, left, bottom, right = self.bounds
        across, down = "$" * bool(col_absolute), "$" * bool(row_absolute)
        corners = [(top, left)] if len(self) == 1 else [(top, left), (bottom, right)]
        address = ":".join(f"{across}{get_column_letter(column)}{down}{row}" for row, column in corners)
        if not external:
            return address
        where = f"[{self.sheet.book.name}]{self.sheet.name}"
        plain = re.fullmatch(r"[\[\]\w.]+", where)
        return f"{where if plain else quote_sheetname(where)}!{address}"

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def end(self, direction: str) -> Range:
        """Where Ctrl and an arrow lead: the end of a block, the next block, or the sheet's edge."""
        cells = (cell for row in self.sheet.api.iter_rows() for cell in row)
        filled = {(cell.row, cell.column) for cell in cells if cell.value is not None}
        path = self._path(direction)
        block = list(itertools.takewhile(filled.__contains__, path))
        if block and (self.row, self.column) in filled:
            return self.sheet.range(block[-1])
        return self.sheet.range(next((place for place in path if place in filled), self._edge(direction)))

    def _path(self, direction: str) -> list[tuple[int, int]]:
        """The places from the first cell in a direction, as far as the sheet holds any."""
        last_row, last_column = self.sheet.api.max_row, self.sheet.api.max_column
        if direction in ("up", "down"):
            back, ahead = range(min(self.row - 1, last_row), 0, -1), range(self.row + 1, last_row + 1)
            return [(row, self.column) for row in (back if direction == "up" else ahead)]
        back, ahead = range(min(self.column - 1, last_column), 0, -1), range(self.column + 1, last_column + 1)
        return [(self.row, column) for column in (back if direction == "left" else ahead)]

    def _edge(self, direction: str) -> tuple[int, int]:
        row = {"up": 1, "down": LAST_ROW}.get(direction, self.row)
        column = {"left": 1, "right": LAST_COLUMN}.get(direction, self.column)
        return row, column

    def autofit(self, axis: str | None = None) -> None:
        """Widths need a screen: nothing happens."""

    @property
    def hyperlink(self) -> str:
        cell = self.sheet.api.cell(self.row, self.column)
        if cell.hyperlink is None:
            raise ValueError(f"{cell.coordinate} has no hyperlink")
        return cell.hyperlink.target or f"#{cell.hyperlink.location}"

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Link the first cell to an address, or with "#Sheet!A1" to a place in the workbook."""
        cell = self.sheet.api.cell(self.row, self.column)
        place = {"location": address[1:]} if address.startswith("#") else {"target": address}
        cell.value = text_to_display
        cell.hyperlink = Hyperlink(ref=cell.coordinate, display=text_to_display, tooltip=screen_tip, **place)
        change_font(cell, color=Color(rgb=LINK_BLUE), underline="single")


class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, cell: Range) -> None:
        self.cell = cell

    @property
    def location(self) -> Range:
        return self.cell

    @property
    def api(self) -> Comment:
        return self.location.sheet.api.cell(self.location.row, self.location.column).comment

    @property
    def text(self) -> str:
        return self.api.text

    @text.setter
    def text(self, value: str) -> None:
        self.api.text = value

    def delete(self) -> None:
        self.location.sheet.api.cell(self.location.row, self.location.column).comment = None


def formula_of(cell: Cell | MergedCell) -> Any:
    """The content of a cell, with an array formula as its text."""
    return cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value


def as_excel(value: Any, data_type: str) -> Any:
    """A value as Excel hands it over."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return ErrorValue(value) if data_type == "e" else value


def formula_text(cell: Cell | MergedCell | None) -> str:
    """What Excel shows in the formula bar: the formula, or the constant as text."""
    value = None if cell is None else formula_of(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date):
        value = utils.datetime_to_xlserial(value)
    return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)


def fill_of(cell: Cell | MergedCell) -> tuple[int, int, int] | None:
    """The fill of a cell, None when it has none."""
    return rgb_of(cell.fill.fgColor) if cell.fill.fill_type else None


def rgb_of(color: Color) -> tuple[int, int, int]:
    """Red, green and blue of a colour given as such or by its number in Excel's old palette."""
    if color.type == "theme":
        raise NotImplementedError("a colour of the workbook's theme is not resolved here")
    argb = color.rgb if color.type == "rgb" else COLOR_INDEX[color.indexed]
    return utils.hex_to_rgb(argb[-6:])


def hex_of(color: tuple[int, int, int] | str | int) -> str:
    """RRGGBB of a colour as xlwings takes it: a triple, "#rrggbb", or Excel's number."""
    if isinstance(color, str):
        return color.lstrip("#").upper()
    rgb = utils.int_to_rgb(color) if isinstance(color, int) else color
    return utils.rgb_to_hex(*rgb).lstrip("#").upper()


def change_font(cell: Cell | MergedCell, **changes: Any) -> None:
    """Give a cell its own font with some properties changed."""
    font: CellFont = copy(cell.font)
    for name, value in changes.items():
        setattr(font, name, value)
    cell.font = font


class Font(base_classes.Font):
    """The font of a range; a property that differs between its cells reads as None."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Worksheet | None:
        return self.cells.api

    def _get(self, read: Callable[[CellFont], Any]) -> Any:
        return self.cells.common(lambda cell: read(cell.font), read(CellFont(name="Calibri", size=11)))

    def _set(self, **changes: Any) -> None:
        for cell in self.cells.made():
            change_font(cell, **changes)

    @property
    def bold(self) -> bool | None:
        return self._get(lambda font: bool(font.bold))

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set(bold=value)

    @property
    def italic(self) -> bool | None:
        return self._get(lambda font: bool(font.italic))

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set(italic=value)

    @property
    def size(self) -> float | None:
        return self._get(lambda font: font.size)

    @size.setter
    def size(self, value: float) -> None:
        self._set(size=value)

    @property
    def name(self) -> str | None:
        return self._get(lambda font: font.name)

    @name.setter
    def name(self, value: str) -> None:
        self._set(name=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return self._get(font_color)

    @color.setter
    def color(self, value: Any) -> None:
        self._set(color=Color(rgb="00" + hex_of(value)))


def font_color(font: CellFont) -> tuple[int, int, int]:
    """The colour of a font; without one, or with the theme's text colour, black."""
    is_default = font.color is None or (font.color.type == "theme" and font.color.theme == 1)
    return (0, 0, 0) if is_default else rgb_of(font.color)


class Names(base_classes.Names):
    """Defined names: of the whole book (scope None) and of sheets."""

    def __init__(self, book: Book, scopes: list[Sheet | None]) -> None:
        self.book = book
        self.scopes = scopes

    def _all(self) -> list[Name]:
        return [
            Name(self.book, scope, key)
            for scope in self.scopes
            for key in (scope.api if scope else self.book.api).defined_names
        ]

    @property
    def api(self) -> list[DefinedName]:
        return [name.api for name in self._all()]

    def _find(self, wanted: str) -> Name | None:
        return next((name for name in self._all() if name.name.lower() == wanted.lower()), None)

    def __len__(self) -> int:
        return len(self._all())

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, int):
            return self._all()[name_or_index - 1]
        found = self._find(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def contains(self, name_or_index: str | int) -> bool:
        return self._find(str(name_or_index)) is not None

    def add(self, name: str, refers_to: str) -> Name:
        scope = self.scopes[0]
        holder = scope.api if scope else self.book.api
        holder.defined_names[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return Name(self.book, scope, name)


class Name(base_classes.Name):
    """A defined name; that of a sheet is shown as Sheet!name."""

    def __init__(self, book: Book, scope: Sheet | None, key: str) -> None:
        self.book = book
        self.scope = scope
        self.key = key

    @property
    def _holder(self) -> dict[str, DefinedName]:
        return (self.scope.api if self.scope else self.book.api).defined_names

    @property
    def api(self) -> DefinedName:
        return self._holder[self.key]

    @property
    def name(self) -> str:
        return f"{self.scope.name}!{self.key}" if self.scope else self.key

    @name.setter
    def name(self, value: str) -> None:
        definition = self._holder.pop(self.key)
        definition.name = self.key = value
        self._holder[value] = definition

    @property
    def refers_to(self) -> str:
        return f"={self.api.attr_text}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.attr_text = value.removeprefix("=")

    @property
    def refers_to_range(self) -> Range:
        places = list(self.api.destinations)
        if len(places) != 1:
            raise ValueError(f"{self.name} is not one range: {self.refers_to}")
        [(sheet, address)] = places
        return self.book.sheets(sheet).range(address)

    def delete(self) -> None:
        del self._holder[self.key]


ENGINE = Engine()
XLWINGS_ENGINE = xw.Engine(impl=ENGINE)
xw.engines.add(XLWINGS_ENGINE)
