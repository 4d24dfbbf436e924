"""The PDFs of a regional workbook, one for each part; or the print workbooks where nothing is there to print them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from minerva.excel.printed.office import find_office, to_pdf
from minerva.excel.printed.outline import finish, sheet_starts
from minerva.excel.printed.parts import NotOurs, Parts
from minerva.excel.printed.print_book import PrintBook, print_book, write_print_book
from minerva.excel.printed.printer import Pdf, Printer
from minerva.layout.regional import regional_layout
from minerva.model.record import Table

PARTS = (1, 2, 3)


class NotPrintable(Exception):
    """The parliamentary sheets of the workbook are not as we write them."""


@dataclass(frozen=True)
class Printed:
    """A part ready to be put: its file, whether it is a PDF, else a workbook to print from Excel, and has bookmarks."""

    path: Path
    is_pdf: bool
    has_marks: bool = False


def print_parts(
    report: Path, year: int, folder: Path, progress: Callable[[str, int, int], None], other: Printer | None = None
) -> list[Printed]:
    """Make the PDFs of the parts of a regional workbook in a private folder; print workbooks where none can be made.

    LibreOffice prints, or where there is none, the `other`. Raises NotPrintable, OfficeFailed, OSError, and what the
    other raises.
    """
    parts = Parts(report)
    layout = regional_layout()
    numbers = [part for part in PARTS if any(parts.has(layout.parliament_sheet(part, table)) for table in Table)]
    if not numbers:
        raise NotPrintable(report.name)
    progress("progress.print", 0, len(numbers) + 1)
    books = {part: _book(parts, part, year) for part in numbers}
    paths = {part: write_print_book(folder / f"{report.stem}-P{part}.xlsx", parts, books[part]) for part in numbers}
    progress("progress.print", 1, len(numbers) + 1)
    printer = _office() or other
    if printer is None:
        return [Printed(path, is_pdf=False) for path in paths.values()]
    made = dict(zip(numbers, printer(list(paths.values()), folder), strict=True))
    printed = []
    for done, part in enumerate(numbers, 2):
        pdf = _set_right(parts, (part, year), books, made[part], printer)
        printed.append(Printed(pdf.path, is_pdf=True, has_marks=finish(pdf, books[part])))
        progress("progress.print", done, len(numbers) + 1)
    return printed


def _office() -> Printer | None:
    program = find_office()
    return None if program is None else partial(to_pdf, program)


def _book(parts: Parts, part: int, year: int, starts: Sequence[int] | None = None) -> PrintBook:
    try:
        return print_book(parts, part, year, starts)
    except NotOurs as error:
        raise NotPrintable(str(error)) from error


def _set_right(parts: Parts, what: tuple[int, int], books: dict[int, PrintBook], pdf: Pdf, printer: Printer) -> Pdf:
    """Print once more with the true page numbers where the printer, with other fonts, needed more pages."""
    part, year = what
    starts = sheet_starts(pdf, books[part])
    if starts is None or starts == books[part].starts:
        return pdf
    books[part] = _book(parts, part, year, starts)
    path = write_print_book(pdf.path.with_suffix(".xlsx"), parts, books[part])
    return printer([path], path.parent)[0]
