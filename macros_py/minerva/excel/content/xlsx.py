"""Reads the cells of an .xlsx package in one pass: texts, figures as people see them, formulas, merges, what is hidden.

Own code because no library measured gives number formats, merges and hidden rows at this speed under limits that are
enforced while inflating, and because error cells and texts such as `N/A` must arrive as typed. Decimals are taken
from Excel's 15 significant digits, so that a cell holding 0.29 is exactly 0.29.
"""

from __future__ import annotations

from decimal import InvalidOperation
from xml.parsers.expat import ExpatError

from minerva.excel.content.cells import (
    MOST_CELLS,
    Cell,
    Lookup,
    Package,
    Sheet,
    text_cell,
    unescape,
)
from minerva.excel.content.comments import read_comments
from minerva.excel.content.intake import Archive, Refused
from minerva.excel.content.number_formats import NumberStyle
from minerva.excel.content.sheet_elements import read_elements
from minerva.excel.content.sheet_package import SheetPackage
from minerva.excel.content.sheet_scan import scan
from minerva.excel.content.xlsx_styles import Looks, read_styles
from minerva.excel.content.xml_parts import parse, relations
from minerva.model.submission import Refusal

_WRONG = (ExpatError, KeyError, IndexError, ValueError, OverflowError, InvalidOperation)
_NO = ("0", "false", "off")


def read_xlsx(archive: Archive, workbook: str, only: str = "") -> Package:
    """The cells of a package whose workbook is that part, or of the sheet `only`.

    Raises Refused for whatever is not a sound package.
    """
    try:
        return _Reader(archive, workbook).read(only)
    except _WRONG as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


def number_styles(archive: Archive, workbook: str) -> list[NumberStyle]:
    """What each cell format of a package makes of a number, by its number; [] without styles. Raises Refused."""
    try:
        named = {relation.kind: relation.target for relation in relations(archive, workbook)}
        return _Reader(archive, workbook)._styles(named.get("styles", "")).numbers
    except _WRONG as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


class _Reader(SheetPackage):
    ending = "xml"

    def _sheet_names(self) -> tuple[list[tuple[str, str, str]], bool]:
        names: list[tuple[str, str, str]] = []
        date1904 = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal date1904
            if tag == "sheet":
                relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
                names.append((attributes["name"], attributes.get("state", "visible"), relation))
            elif tag == "workbookPr":
                date1904 = attributes.get("date1904") in ("1", "true")

        parse(self.archive.chunks(self.workbook), start)
        return names, date1904

    def _strings(self, part: str) -> tuple[list[Cell | None], set[int]]:
        """The shared strings, and the numbers of those struck through as a whole or in part."""
        strings: list[Cell | None] = []
        struck: set[int] = set()
        pieces: list[str] = []
        phonetic = listening = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal listening, phonetic
            if tag == "t":
                listening = not phonetic
            elif tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic = True
            elif tag == "strike" and attributes.get("val") not in _NO:
                struck.add(len(strings))

        def end(tag: str) -> None:
            nonlocal listening, phonetic
            if tag == "t":
                listening = False
            elif tag == "si":
                strings.append(text_cell(unescape("".join(pieces))))
            elif tag == "rPh":
                phonetic = False

        def text(data: str) -> None:
            if listening:
                pieces.append(data)

        if part in self.archive:
            parse(self.archive.chunks(part), start, end, text)
        return strings, struck

    def _styles(self, part: str) -> Looks:
        return read_styles(self.archive.chunks(part), self._theme) if part in self.archive else Looks([], set(), {})

    def _read_sheet(self, part: str, sheet: Sheet, lookup: Lookup) -> None:
        """The fast way where the sheet is written the ordinary way, else element by element."""
        content = self.archive.read(part)
        left = MOST_CELLS - self.filled
        found = scan(content, sheet, lookup, left)
        if found is None:
            found = read_elements(content, sheet, lookup, left)
        self._count(found)
        beside = relations(self.archive, part)
        if beside:
            read_comments(self.archive, beside, sheet)
            self.outside.look_at(beside)

    def _count(self, cells: int) -> None:
        self.filled += cells
        if self.filled > MOST_CELLS:
            raise Refused(Refusal.UNSAFE, f"> {MOST_CELLS}")
