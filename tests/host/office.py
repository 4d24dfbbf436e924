"""LibreOffice Calc for tests: `with Calc() as calc: ...`.

The tests' interpreter needs no `uno`: `calc_server.py` runs under one that has it, and the two speak
JSON lines. Nothing here calculates, colours or validates; every answer is LibreOffice's.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict

SERVER = Path(__file__).with_name("calc_server.py")
INTERPRETERS = ("/usr/bin/python3", "python3")
PACKAGES = {
    "soffice": "LibreOffice Calc (Debian: libreoffice-calc)",
    "chromium": "Chromium (Debian: chromium)",
    "uno": "a Python interpreter with uno (Debian: python3-uno)",
    "pdftoppm": "pdftoppm (Debian: poppler-utils)",
}
STOP_SECONDS = 30


class OfficeError(Exception):
    """LibreOffice is missing, did not answer, or refused a request; the text says which."""


class Cell(TypedDict):
    """One cell as LibreOffice has it.

    value: number, text, or None for an empty cell and for an error. Dates are day numbers.
    formula: in LibreOffice's spelling (`;` between arguments, `$Sheet.A1`), None when there is none.
    error: 0, or LibreOffice's code: 502 argument, 519 value, 524 reference, 525 name, 532 division
        by zero, 32767 not available.
    text: what the cell shows.
    """

    value: float | str | None
    formula: str | None
    error: int
    text: str


@dataclass(frozen=True)
class Document:
    """A workbook open in LibreOffice."""

    handle: int
    name: str


def missing(program: str) -> str | None:
    """What to install when a program ("soffice", "uno", "pdftoppm", ...) is missing, else None."""
    found = uno_interpreter() if program == "uno" else shutil.which(program)
    return None if found else f"missing: {PACKAGES.get(program, program)}"


@lru_cache(None)
def uno_interpreter() -> str | None:
    """The first interpreter that can import uno."""
    for candidate in INTERPRETERS:
        path = shutil.which(candidate)
        if path and subprocess.run([path, "-c", "import uno"], capture_output=True).returncode == 0:
            return path
    return None


def demand(*programs: str) -> None:
    """Raise OfficeError naming the first program that is missing."""
    for program in programs:
        reason = missing(program)
        if reason:
            raise OfficeError(reason)


class Calc:
    """One LibreOffice with a profile of its own, from `with` to the end of the block.

    locale decides how numbers are shown and how TEXT and VALUE read them; seconds is how long one
    request may take before LibreOffice is ended and OfficeError raised.
    """

    def __init__(self, locale: str = "en-US", seconds: float = 120) -> None:
        self.locale = locale
        self.seconds = seconds
        self._server: subprocess.Popen[str] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Calc:
        demand("soffice", "uno")
        self._folder = tempfile.TemporaryDirectory(prefix="calc-")
        self._server = subprocess.Popen(
            [str(uno_interpreter()), str(SERVER), self._folder.name, self.locale],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=server_environment(),
            start_new_session=True,
        )
        try:
            self._answer("start")
        except OfficeError:
            self._end_now()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._folder is not None:
            try:
                self._server.communicate(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._end_now()
                raise
            self._server = None
            self._folder.cleanup()

    def open(self, path: Path | str, *, macros: bool = False) -> Document:
        """Open a private copy of a workbook; nothing is calculated until `recalculate`. With `macros`, they may run."""
        source = Path(path).resolve(strict=True)
        return Document(self._ask("open", path=str(source), macros=macros), source.name)

    def run(self, document: Document, macro: str, *arguments: Any) -> list[Any]:
        """Run `Project.Module.Sub` of a document opened with `macros`.

        The answer is what a Function gives (None for a Sub), then what became of arguments given by reference.
        """
        return self._ask("run", handle=document.handle, macro=macro, arguments=list(arguments))

    def close(self, document: Document) -> None:
        """Close a document, unsaved."""
        self._ask("close", handle=document.handle)

    def sheet_names(self, document: Document) -> list[str]:
        """Names of all sheets in order, hidden ones included."""
        return self._ask("sheet_names", handle=document.handle)

    def values(self, document: Document, sheet: str) -> dict[str, Cell]:
        """Address -> cell for the used area, which includes cells that are only formatted."""
        return self._ask("values", handle=document.handle, sheet=sheet)

    def set(
        self,
        document: Document,
        sheet: str,
        values: Mapping[str, float | str | None],
        number_format: str | None = None,
    ) -> None:
        """Put values into cells as they are: "95" stays text, None empties.

        number_format, in English spelling ("0%", "yyyy-mm-dd"), is given to all of them. Data
        validation does not stop this, as it does not stop pasting; a locked cell of a protected
        sheet raises OfficeError.
        """
        for address, value in values.items():
            if isinstance(value, bool) or not isinstance(value, (int, float, str, type(None))):
                raise TypeError(f"{address}: a number, a text or None, not {value!r}")
        self._ask("set", handle=document.handle, sheet=sheet, values=dict(values), number_format=number_format)

    def answers(
        self, document: Document, sheet: str, area: str, rounds: Sequence[Mapping[str, float | str | None]]
    ) -> list[list[list[Any]]]:
        """What the cells of an area ("A1:K7") hold, row by row, after each round of values put into the sheet.

        One request for all rounds: LibreOffice calculates what depends on the values, as when a person types them. An
        error is {"error": True}.
        """
        given = [dict(values) for values in rounds]
        return self._ask("answers", handle=document.handle, sheet=sheet, area=area, rounds=given)

    def set_formulas(self, document: Document, sheet: str, formulas: Mapping[str, str]) -> None:
        """Put formulas into cells, in Excel's English spelling: "=SUM(Sheet1!A1,B2)"."""
        for address, formula in formulas.items():
            if not formula.startswith("="):
                raise ValueError(f"{address}: a formula starts with '=', not {formula!r}")
        self._ask("set_formulas", handle=document.handle, sheet=sheet, formulas=dict(formulas))

    def recalculate(self, document: Document) -> None:
        """Calculate every formula, as Ctrl+Shift+F9."""
        self._ask("recalculate", handle=document.handle)

    def invalid_cells(self, document: Document, sheet: str, area: str) -> list[str]:
        """Cells of an area ("A1:K7") that break their data validation, row by row.

        Hidden cells count. Raises OfficeError from 1000 invalid cells on a sheet: LibreOffice marks
        no more.
        """
        return self._ask("invalid_cells", handle=document.handle, sheet=sheet, area=area)

    def background(self, document: Document, sheet: str, addresses: Sequence[str]) -> dict[str, str | None]:
        """Address -> the fill the cell shows, conditional formats included, as "RRGGBB".

        None: no fill, or a cell in a hidden row or column. Raises OfficeError for a hidden sheet and
        for a cell with a colour scale, whose colour LibreOffice does not tell.
        """
        return self._ask("background", handle=document.handle, sheet=sheet, addresses=list(addresses))

    def save_as(self, document: Document, path: Path | str) -> Path:
        """Write a document as .xlsx; the open document stays what it was."""
        return self._store(document, Path(path), ".xlsx")

    def to_pdf(self, path: Path | str, folder: Path | str) -> Path:
        """Print a workbook file, every visible sheet, to a PDF of the same name in a folder."""
        document = self.open(path)
        try:
            return self._store(document, Path(folder) / f"{Path(path).stem}.pdf", ".pdf")
        finally:
            self.close(document)

    def pdf_pages(self, pdf: Path | str, folder: Path | str, dpi: int = 100) -> list[Path]:
        """One PNG per page of a PDF, in page order."""
        demand("pdftoppm")
        prefix = Path(folder) / Path(pdf).stem
        subprocess.run(["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(prefix)], check=True)
        return sorted(prefix.parent.glob(f"{prefix.name}-*.png"), key=page_number)

    def _store(self, document: Document, path: Path, suffix: str) -> Path:
        if path.suffix.lower() != suffix:
            raise ValueError(f"{path.name}: the name must end in {suffix}")
        self._ask("store", handle=document.handle, path=str(path.resolve()))
        return path

    def _ask(self, op: str, **args: Any) -> Any:
        """Send one request and wait for its answer."""
        server = self._running()
        print(json.dumps({"op": op, "args": args}), file=server.stdin, flush=True)
        return self._answer(op)

    def _running(self) -> subprocess.Popen[str]:
        if self._server is None:
            raise OfficeError("LibreOffice is not running: use `with Calc() as calc`")
        return self._server

    def _answer(self, op: str) -> Any:
        """Wait for the answer to a request; raise what it says went wrong."""
        stdout = self._running().stdout
        assert stdout is not None
        ready, _, _ = select.select([stdout], [], [], self.seconds)
        if not ready:
            self._end_now()
            raise OfficeError(f"LibreOffice did not answer {op!r} in {self.seconds} seconds")
        line = stdout.readline()
        if not line:
            self._end_now()
            raise OfficeError(f"LibreOffice ended during {op!r}")
        reply = json.loads(line)
        if "error" in reply:
            raise OfficeError("\n".join(filter(None, [f"{op}: {reply['error']}", reply.get("trace")])))
        return reply["result"]

    def _end_now(self) -> None:
        """End the server and the LibreOffice it started: they share a process group."""
        if self._server is not None and self._folder is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None
            self._folder.cleanup()


def server_environment() -> dict[str, str]:
    """The environment without what would point the other interpreter at this one's packages."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def page_number(page: Path) -> int:
    """The number at the end of a name such as `report-12.png`."""
    return int(page.stem.rpartition("-")[2])
