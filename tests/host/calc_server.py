"""LibreOffice Calc behind JSON lines: the half of the harness that needs `uno`.

`host.office.Calc` starts this script with an interpreter that has `uno`. Each line on stdin is a
request `{"op": ..., "args": {...}}`; each gets one line on stdout, `{"result": ...}` or
`{"error": ..., "trace": ...}`. The first line on stdout says whether LibreOffice runs; end of input
closes every document and ends it.

LibreOffice keeps its profile in the folder it is given, and opens a private copy of every workbook
there: it leaves no lock beside the original, and is not stopped by a lock left there earlier.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.sheet.AddressConvention import XL_OOX

START_SECONDS = 60
STOP_SECONDS = 20
ERROR_RESULT, ANY_RESULT = 4, 7  # com.sun.star.sheet.FormulaResult: VALUE + STRING + ERROR
MOST_CIRCLES = 1000  # LibreOffice marks no more invalid cells than this on a sheet
ALWAYS_RUN = 4  # com.sun.star.document.MacroExecMode: without a question
COLOUR_SCALE = 1  # com.sun.star.sheet.ConditionEntryType
FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".pdf": "calc_pdf_Export", ".ods": "calc8", ".html": "HTML (StarCalc)"}

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
</oor:items>
"""

# Inside LibreOffice reading a cell takes some thirtieth of what it takes through the pipe.
READ_CELLS = """
Function ReadCells(oArea)
  Dim nRows As Long, nColumns As Long, r As Long, c As Long
  nRows = oArea.Rows.Count
  nColumns = oArea.Columns.Count
  Dim aTexts(nRows * nColumns - 1)
  Dim aErrors(nRows * nColumns - 1)
  For r = 0 To nRows - 1
    For c = 0 To nColumns - 1
      aTexts(r * nColumns + c) = oArea.getCellByPosition(c, r).String
      aErrors(r * nColumns + c) = oArea.getCellByPosition(c, r).getError()
    Next
  Next
  ReadCells = Array(aTexts, aErrors)
End Function
"""


class Refused(Exception):
    """The request cannot be done as asked; the text says why."""


def properties(**values: Any) -> tuple[PropertyValue, ...]:
    """Named values in the form UNO takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def url(path: Path) -> str:
    """The file URL of a path."""
    return uno.systemPathToFileUrl(str(path.resolve()))


def column_letters(column: int) -> str:
    """Letters of a column counted from 0: 0 -> A, 26 -> AA."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


def address_of(row: int, column: int) -> str:
    """Address of a cell whose row and column are counted from 0."""
    return f"{column_letters(column)}{row + 1}"


class Office:
    """One LibreOffice process with a profile of its own."""

    def __init__(self, folder: Path, locale: str) -> None:
        self.folder = folder
        self.log = folder / "soffice.log"
        self._write_profile(locale)
        pipe = f"calc-{uuid.uuid4().hex}"
        self.process = self._launch(pipe)
        self.context = self._connect(pipe)
        self.desktop = self._create("com.sun.star.frame.Desktop")
        self.read_cells = self._compile("ReadCells", READ_CELLS)

    def _create(self, service: str) -> Any:
        """An instance of one of LibreOffice's services."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def _write_profile(self, locale: str) -> None:
        """Fix the locale, which decides how numbers are shown, whatever the environment says."""
        user = self.folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(PROFILE.format(locale=locale), encoding="utf-8")

    def _launch(self, pipe: str) -> subprocess.Popen[bytes]:
        options = ["--headless", "--norestore", "--nologo", "--nodefault"]
        profile = f"-env:UserInstallation={url(self.folder / 'profile')}"
        with self.log.open("wb") as log:
            return subprocess.Popen(
                ["soffice", *options, profile, f"--accept=pipe,name={pipe};urp;"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _connect(self, pipe: str) -> Any:
        """The component context of the process, as soon as it answers."""
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except NoConnectException as failure:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    said = self.log.read_text(encoding="utf-8", errors="replace")
                    raise Refused(f"LibreOffice did not start: {said}") from failure
                time.sleep(0.05)

    def _compile(self, name: str, source: str) -> Callable[..., Any]:
        """A Basic function that runs inside LibreOffice, callable from here."""
        library = self._create("com.sun.star.script.ApplicationScriptLibraryContainer").createLibrary("Harness")
        library.insertByName(name, source)
        factory = self._create("com.sun.star.script.provider.MasterScriptProviderFactory")
        where = f"vnd.sun.star.script:Harness.{name}.{name}?language=Basic&location=application"
        script = factory.createScriptProvider("").getScript(where)
        return lambda *arguments: script.invoke(arguments, (), ())[0]

    def load(self, path: Path, macros: bool = False) -> Any:
        """A document opened from the file itself; with `macros`, its Basic may run."""
        mode = {"MacroExecutionMode": ALWAYS_RUN} if macros else {}
        document = self.desktop.loadComponentFromURL(url(path), "_blank", 0, properties(Hidden=True, **mode))
        if document is None:
            raise Refused(f"LibreOffice cannot open {path.name}")
        if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            document.close(True)
            raise Refused(f"{path.name} is not a workbook")
        return document

    def stop(self) -> None:
        """End LibreOffice; its documents must be closed."""
        self.desktop.terminate()
        self.process.wait(STOP_SECONDS)


def store(document: Any, path: Path) -> None:
    """Write a document in the format its suffix names, leaving the open document as it is."""
    document.storeToURL(url(path), properties(FilterName=FILTERS[path.suffix.lower()]))


def sheet_of(document: Any, name: str) -> Any:
    """A sheet by name."""
    if not document.Sheets.hasByName(name):
        raise Refused(f"no sheet {name!r} among {', '.join(document.Sheets.ElementNames)}")
    return document.Sheets.getByName(name)


def used_area(sheet: Any) -> Any:
    """The cells from the first to the last that has content or formatting."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return cursor


def cells_of(*areas: Any) -> Iterator[tuple[int, int]]:
    """Rows and columns, counted from 0, of the cells in range addresses."""
    for area in areas:
        for row in range(area.StartRow, area.EndRow + 1):
            for column in range(area.StartColumn, area.EndColumn + 1):
                yield row, column


def read_values(office: Office, sheet: Any) -> dict[str, dict[str, Any]]:
    """What every cell of the used area holds and shows."""
    area = used_area(sheet)
    where = area.RangeAddress
    data, formulas = area.getDataArray(), area.getFormulaArray()
    texts, errors = office.read_cells(area)
    calculated = set(cells_of(*area.queryFormulaCells(ANY_RESULT).RangeAddresses))
    width = where.EndColumn - where.StartColumn + 1
    answer = {}
    for i, (values, sources) in enumerate(zip(data, formulas, strict=True)):
        for j, (value, source) in enumerate(zip(values, sources, strict=True)):
            row, column = where.StartRow + i, where.StartColumn + j
            has_formula = (row, column) in calculated
            answer[address_of(row, column)] = {
                "value": value if has_formula or value != "" else None,
                "formula": source if has_formula else None,
                "error": errors[i * width + j],
                "text": texts[i * width + j],
            }
    return answer


def writable(sheet: Any, address: str) -> Any:
    """A cell a person could type in; UNO itself writes into locked cells without a word."""
    cell = sheet.getCellRangeByName(address)
    if sheet.isProtected() and cell.CellProtection.IsLocked:
        raise Refused(f"{sheet.Name}!{address} is locked")
    return cell


def format_key(document: Any, code: str) -> int:
    """The document's key of a number format written as in an English Excel."""
    english = Locale("en", "US", "")
    key = document.NumberFormats.queryKey(code, english, False)
    return key if key != -1 else document.NumberFormats.addNew(code, english)


def set_values(document: Any, sheet: Any, values: dict[str, Any], number_format: str | None) -> None:
    """Put numbers, texts and blanks into cells, unparsed."""
    for address, value in values.items():
        cell = writable(sheet, address)
        if value is None:
            cell.setFormula("")
        elif isinstance(value, str):
            cell.setString(value)
        else:
            cell.setValue(value)
        if number_format is not None:
            cell.NumberFormat = format_key(document, number_format)


def answers(document: Any, sheet: Any, area: str, rounds: list[dict[str, Any]]) -> list[list[list[Any]]]:
    """What the cells of an area hold after each round of values put into the sheet; an error is {"error": true}."""
    asked, given = sheet.getCellRangeByName(area), []
    top, left = asked.RangeAddress.StartRow, asked.RangeAddress.StartColumn
    for values in rounds:
        set_values(document, sheet, values, None)
        rows = [list(row) for row in asked.getDataArray()]
        for row, column in cells_of(*asked.queryFormulaCells(ERROR_RESULT).RangeAddresses):
            rows[row - top][column - left] = {"error": True}
        given.append(rows)
    return given


def set_formulas(document: Any, sheet: Any, formulas: dict[str, str]) -> None:
    """Put formulas in Excel's English spelling into cells."""
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = XL_OOX
    for address, formula in formulas.items():
        cell = writable(sheet, address)
        cell.setTokens(parser.parseFormula(formula[1:], cell.CellAddress))


class Shown:
    """While open, every row and column of an area is shown; afterwards they are as before."""

    def __init__(self, sheet: Any, area: Any) -> None:
        where, (rows, columns) = area.RangeAddress, visible_lines(area)
        hidden_rows = set(range(where.StartRow, where.EndRow + 1)) - set(rows)
        hidden_columns = set(range(where.StartColumn, where.EndColumn + 1)) - set(columns)
        self.hidden = [sheet.Rows.getByIndex(row) for row in hidden_rows]
        self.hidden += [sheet.Columns.getByIndex(column) for column in hidden_columns]

    def __enter__(self) -> None:
        for line in self.hidden:
            line.IsVisible = True

    def __exit__(self, *_: object) -> None:
        for line in self.hidden:
            line.IsVisible = False


def visible_lines(area: Any) -> tuple[list[int], list[int]]:
    """The visible rows and the visible columns of an area, counted from 0."""
    visible = area.queryVisibleCells().RangeAddresses
    rows = {row for part in visible for row in range(part.StartRow, part.EndRow + 1)}
    columns = {column for part in visible for column in range(part.StartColumn, part.EndColumn + 1)}
    return sorted(rows), sorted(columns)


def circle_centres(sheet: Any) -> list[tuple[float, float]]:
    """Middles of the circles LibreOffice draws round invalid cells, in 1/100 mm."""
    sheet.clearArrows()
    page = sheet.DrawPage
    before = page.Count
    sheet.showInvalid()
    try:
        if page.Count - before >= MOST_CIRCLES:
            raise Refused(f"{sheet.Name} has {MOST_CIRCLES} invalid cells or more; LibreOffice marks no more than that")
        return [centre_of(page.getByIndex(index)) for index in range(before, page.Count)]
    finally:
        sheet.clearArrows()


def centre_of(shape: Any) -> tuple[float, float]:
    """The middle of a shape."""
    place, size = shape.Position, shape.Size
    return place.X + size.Width / 2, place.Y + size.Height / 2


def cells_under(sheet: Any, points: list[tuple[float, float]]) -> set[tuple[int, int]]:
    """The cells that lie under points; in a merged area, its first cell."""
    rows, columns = range(sheet.Rows.Count), range(sheet.Columns.Count)
    top = lru_cache(None)(lambda row: sheet.getCellByPosition(0, row).Position.Y)
    left = lru_cache(None)(lambda column: sheet.getCellByPosition(column, 0).Position.X)
    return {
        first_of_merge(sheet, bisect_right(rows, y, key=top) - 1, bisect_right(columns, x, key=left) - 1)
        for x, y in points
    }


def first_of_merge(sheet: Any, row: int, column: int) -> tuple[int, int]:
    """The cell itself, or the first cell of the merged area it is in."""
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(column, row))
    cursor.collapseToMergedArea()
    return cursor.RangeAddress.StartRow, cursor.RangeAddress.StartColumn


def invalid_cells(sheet: Any, area: str) -> list[str]:
    """Cells of an area that break their data validation, row by row."""
    asked = sheet.getCellRangeByName(area)
    used = used_area(sheet).RangeAddress
    last_row = max(used.EndRow, asked.RangeAddress.EndRow)
    last_column = max(used.EndColumn, asked.RangeAddress.EndColumn)
    # A hidden row has no height: its circles would lie on the edge of the next one.
    with Shown(sheet, sheet.getCellRangeByPosition(0, 0, last_column, last_row)):
        found = cells_under(sheet, circle_centres(sheet))
    inside = set(cells_of(asked.RangeAddress))
    return [address_of(row, column) for row, column in sorted(found & inside)]


class Tables(HTMLParser):
    """The tables of an HTML export by sheet: rows of (colspan, rowspan, fill) per cell.

    A table that is the only one has no heading and is filed under "".
    """

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[tuple[int, int, str | None]]]] = {}
        self.name = ""
        self.in_name = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "em":
            self.name, self.in_name = "", True
        elif tag == "table":
            self.rows = self.tables.setdefault(self.name, [])
        elif tag == "tr":
            self.rows.append([])
        elif tag == "td":
            fill = (given.get("bgcolor") or "").lstrip("#").upper() or None
            self.rows[-1].append((int(given.get("colspan") or 1), int(given.get("rowspan") or 1), fill))

    def handle_endtag(self, tag: str) -> None:
        if tag == "em":
            self.in_name = False

    def handle_data(self, data: str) -> None:
        if self.in_name:
            self.name += data


def spread(table: list[list[tuple[int, int, str | None]]]) -> tuple[dict[tuple[int, int], str | None], int]:
    """The fill at each row and column of a table, and the column in which its last cell begins.

    A spanning cell fills every place it covers.
    """
    grid: dict[tuple[int, int], str | None] = {}
    last = -1
    for row, cells in enumerate(table):
        column = 0
        for across, down, fill in cells:
            while (row, column) in grid:
                column += 1
            last = column
            for i in range(down):
                for j in range(across):
                    grid[row + i, column + j] = fill
    return grid, last


def exported_fills(document: Any, sheet: Any, folder: Path) -> dict[str, str | None]:
    """Address -> fill of the cells of the used area, from an HTML export.

    The export leaves out hidden rows and columns yet counts them in spans, so none may be hidden. Its
    size is checked against the used area.
    """
    path = folder / "shown.html"
    store(document, path)
    parser = Tables()
    parser.feed(path.read_text(encoding="utf-8"))
    table = parser.tables[sheet.Name if sheet.Name in parser.tables else ""]
    grid, last = spread(table)
    used = used_area(sheet).RangeAddress
    if (len(table), last) != (used.EndRow - used.StartRow + 1, used.EndColumn - used.StartColumn):
        raise Refused(f"the HTML export of {sheet.Name} does not match its used area")
    return {address_of(r, c): grid[r - used.StartRow, c - used.StartColumn] for r, c in cells_of(used)}


def widen(sheet: Any, asked: list[Any]) -> None:
    """Make the used area cover the cells asked for, which the export would otherwise leave out.

    A dot goes beyond the last cell in both directions, and one into A1 when a cell before the used
    area is asked for.
    """
    used = used_area(sheet).RangeAddress
    last_row = max([used.EndRow, *(where.EndRow for where in asked)])
    last_column = max([used.EndColumn, *(where.EndColumn for where in asked)])
    sheet.getCellByPosition(last_column + 2, last_row + 2).setString(".")
    used = used_area(sheet).RangeAddress
    if any(where.StartRow < used.StartRow or where.StartColumn < used.StartColumn for where in asked):
        sheet.getCellByPosition(0, 0).setString(".")


def refuse_colour_scales(sheet: Any, addresses: list[str]) -> None:
    """A colour scale does not reach the export: rather no answer than a wrong one."""
    for conditional in sheet.ConditionalFormats.getConditionalFormats():
        kinds = {conditional.getByIndex(index).getType() for index in range(conditional.Count)}
        if COLOUR_SCALE not in kinds:
            continue
        for address in addresses:
            if conditional.Range.queryIntersection(sheet.getCellRangeByName(address).RangeAddress).Count:
                raise Refused(f"{sheet.Name}!{address} has a colour scale, whose colour cannot be read")


def background(office: Office, document: Any, name: str, addresses: list[str]) -> dict[str, str | None]:
    """The fill each cell shows, conditional formats included; None for no fill or a hidden cell."""
    sheet = sheet_of(document, name)
    if not sheet.IsVisible:
        raise Refused(f"sheet {name!r} is hidden: it shows no colours")
    refuse_colour_scales(sheet, addresses)
    with tempfile.TemporaryDirectory(dir=office.folder) as scratch:
        folder = Path(scratch)
        store(document, folder / "copy.ods")
        copy = office.load(folder / "copy.ods")
        try:
            copied = sheet_of(copy, name)
            cells = [copied.getCellRangeByName(address) for address in addresses]
            widen(copied, [cell.RangeAddress for cell in cells])
            shown = [cell.queryVisibleCells().Count > 0 for cell in cells]
            with Shown(copied, used_area(copied)):
                fills = exported_fills(copy, copied, folder)
        finally:
            copy.close(True)
    return {a: fills[a] if is_shown else None for a, is_shown in zip(addresses, shown, strict=True)}


class Session:
    """The open documents and the requests that act on them; each public method is a request."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.documents: dict[int, Any] = {}
        self._handles = itertools.count(1)

    def open(self, path: str, macros: bool) -> int:
        """Open a private copy of a workbook; the answer is its handle."""
        folder = Path(tempfile.mkdtemp(dir=self.office.folder))
        copy = Path(shutil.copyfile(path, folder / Path(path).name))
        handle = next(self._handles)
        self.documents[handle] = self.office.load(copy, macros)
        return handle

    def close(self, handle: int) -> None:
        """Close a document, unsaved."""
        self.documents.pop(handle).close(True)

    def sheet_names(self, handle: int) -> list[str]:
        """Names of all sheets, hidden ones included."""
        return list(self.documents[handle].Sheets.ElementNames)

    def values(self, handle: int, sheet: str) -> dict[str, dict[str, Any]]:
        """The cells of the used area."""
        return read_values(self.office, sheet_of(self.documents[handle], sheet))

    def set(self, handle: int, sheet: str, values: dict[str, Any], number_format: str | None) -> None:
        """Put values into cells."""
        document = self.documents[handle]
        set_values(document, sheet_of(document, sheet), values, number_format)

    def answers(self, handle: int, sheet: str, area: str, rounds: list[dict[str, Any]]) -> list[list[list[Any]]]:
        """What an area holds after each round of values."""
        document = self.documents[handle]
        return answers(document, sheet_of(document, sheet), area, rounds)

    def set_formulas(self, handle: int, sheet: str, formulas: dict[str, str]) -> None:
        """Put formulas into cells."""
        document = self.documents[handle]
        set_formulas(document, sheet_of(document, sheet), formulas)

    def recalculate(self, handle: int) -> None:
        """Calculate every formula, not only those that seem out of date."""
        self.documents[handle].calculateAll()

    def invalid_cells(self, handle: int, sheet: str, area: str) -> list[str]:
        """Cells of an area that break their data validation."""
        return invalid_cells(sheet_of(self.documents[handle], sheet), area)

    def background(self, handle: int, sheet: str, addresses: list[str]) -> dict[str, str | None]:
        """The fill each cell shows."""
        return background(self.office, self.documents[handle], sheet, addresses)

    def store(self, handle: int, path: str) -> None:
        """Write a document in the format its suffix names."""
        store(self.documents[handle], Path(path))

    def run(self, handle: int, macro: str, arguments: list[Any]) -> list[Any]:
        """Run a Sub or Function of the document; the answer is what it gives, then the arguments it changed."""
        where = f"vnd.sun.star.script:{macro}?language=Basic&location=document"
        script = self.documents[handle].getScriptProvider().getScript(where)
        result, _, changed = script.invoke(tuple(arguments), (), ())
        return [result, *changed]

    def close_all(self) -> None:
        """Close what is still open; LibreOffice does not end before."""
        for handle in list(self.documents):
            self.close(handle)


def failed(failure: Exception) -> dict[str, str]:
    """The answer for a request that failed; what we refuse needs no trace."""
    if isinstance(failure, Refused):
        return {"error": str(failure)}
    return {"error": f"{type(failure).__name__}: {failure}", "trace": traceback.format_exc()}


def answer(session: Session, line: str) -> dict[str, Any]:
    """The answer to one request. A failure is an answer too: the client raises it."""
    request = json.loads(line)
    try:
        return {"result": getattr(session, request["op"])(**request["args"])}
    except Exception as failure:
        return failed(failure)


def say(reply: dict[str, Any]) -> None:
    """Send one answer."""
    print(json.dumps(reply), flush=True)


def main(folder: str, locale: str) -> None:
    """Start LibreOffice and say whether it runs; answer requests until there are no more."""
    try:
        office = Office(Path(folder), locale)
    except Exception as failure:
        say(failed(failure))
        return
    say({"result": "ready"})
    session = Session(office)
    for line in sys.stdin:
        say(answer(session, line))
    session.close_all()
    office.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
