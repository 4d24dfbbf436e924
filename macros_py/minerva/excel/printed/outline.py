"""What a printer leaves out of a PDF: bookmarks by organisation and table, the language, and no time of making."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from minerva.excel.printed.print_book import PrintBook, starts_of
from minerva.excel.printed.printer import Pdf
from minerva.layout.labels import bilingual

_TIME = re.compile(rb"(/(?:Creation|Mod)Date ?\(D:)(\d{14})")
_NO_TIME = b"20000101000000"


class Mark(NamedTuple):
    """A bookmark: its depth from 0, its title, the page it leads to, from 1."""

    depth: int
    title: str
    page: int


def marks(book: PrintBook, starts: list[int]) -> Iterator[Mark]:
    """The bookmarks of a part: title page, contents, then each organisation and section with its two tables."""
    for key, start in zip(("pdf.title_page", "toc.title"), starts, strict=False):
        yield Mark(0, bilingual(key, " – "), start)
    told: set[str] = set()
    depth = 0
    for sheet, start in zip(book.sheets[2:], starts[2:], strict=True):
        for level, title, on in sheet.titles:
            if title not in told or level == 1:
                depth = level - 1
            if title not in told:
                yield Mark(depth, title, start + on - 1)
            told.add(title)
        if sheet.table is not None:
            yield Mark(depth + 1, bilingual(f"table.{sheet.table.value}", " – "), start + sheet.titles[-1][2] - 1)
        for level, title, on in sheet.behind:
            depth = level - 1
            yield Mark(depth, title, start + on - 1)


def sheet_starts(pdf: Pdf, book: PrintBook) -> list[int] | None:
    """The page, from 1, each sheet begins on: as LibreOffice marked them, else as the printer counted its pages.

    Where neither tells but the PDF has as many pages as were reckoned, each sheet begins where that was reckoned: it
    has at least the pages between its breaks. None where nothing tells, or pypdf is not installed to look.
    """
    counted = starts_of(pdf.sheet_pages) if len(pdf.sheet_pages) == len(book.sheets) else None
    try:
        from pypdf import PdfReader
    except ImportError:
        return counted
    reader = PdfReader(pdf.path)
    marked = [reader.get_destination_page_number(item) + 1 for item in reader.outline if not isinstance(item, list)]
    if len(marked) == len(book.sheets):
        return marked
    if counted is not None and sum(pdf.sheet_pages) == len(reader.pages):
        return counted
    return book.starts if sum(sheet.pages for sheet in book.sheets) == len(reader.pages) else None


def finish(pdf: Pdf, book: PrintBook) -> bool:
    """Give a PDF its bookmarks, title and language, where pypdf is installed; else it keeps those of its printer.

    In both cases it tells no time. Whether it has got bookmarks.
    """
    starts = sheet_starts(pdf, book)
    has_marks = starts is not None and _has_pypdf()
    if has_marks:
        _put_marks(pdf.path, book, starts)
    pdf.path.write_bytes(_TIME.sub(rb"\g<1>" + _NO_TIME, pdf.path.read_bytes()))
    return has_marks


def _has_pypdf() -> bool:
    return find_spec("pypdf") is not None


def _put_marks(pdf: Path, book: PrintBook, starts: list[int]) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=pdf)
    root = writer.root_object
    root.pop(NameObject("/Outlines"), None)
    parents: list = []
    for mark in marks(book, starts):
        above = parents[mark.depth - 1] if mark.depth else None
        parents[mark.depth :] = [writer.add_outline_item(title=mark.title, page_number=mark.page - 1, parent=above)]
    writer.metadata = {"/Title": book.title}
    root[NameObject("/Lang")] = TextStringObject("fr-BE")
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    with pdf.open("wb") as file:
        writer.write(file)
