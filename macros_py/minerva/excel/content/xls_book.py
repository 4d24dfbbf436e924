"""Opens an .xls workbook with xlrd, forgiving what Excel forgives: nothing here changes which cells there are.

Record numbers and layouts are those of [MS-XLS].
"""

from __future__ import annotations

import io
import struct
from contextlib import suppress

from xlrd.biffh import XL_WORKBOOK_GLOBALS, XL_WORKSHEET, unpack_unicode_update_pos
from xlrd.book import Book, unpack_SST_table
from xlrd.sheet import Sheet

from minerva.excel.content.intake import Refused
from minerva.model.submission import Refusal

_BIFF5, _BIFF8 = 50, 80
_CONTINUE = 0x003C
_NOTE_AUTHOR = 8
_SHORTEST_STRING = 3
_TOO_SHORT = (struct.error, IndexError, AssertionError)


def open_xls(content: bytes) -> ForgivingBook:
    """The workbook with its formats; its sheets are read when asked for. Raises whatever xlrd raises, and Refused."""
    book = ForgivingBook()
    book.biff2_8_load(
        file_contents=content, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
    )
    book.biff_version = book.getbof(XL_WORKBOOK_GLOBALS)
    if book.biff_version < _BIFF5:
        raise Refused(Refusal.OLD_FORMAT)
    book.parse_globals()
    book._sheet_list = [None] * len(book._sheet_names)
    book.nsheets = len(book._sheet_list)
    return book


class ForgivingBook(Book):
    """A workbook of which names and counts of strings may be wrong."""

    def names_epilogue(self) -> None:
        """Work names out; one that cannot be is no reason to refuse the cells, which hold their values."""
        with suppress(Exception):  # xlrd lets whatever a wrong name provokes through
            super().names_epilogue()

    def handle_sst(self, data: bytes) -> None:
        """Read the shared strings; where they are fewer than announced, those there are.

        A cell that means one beyond them is still an error.
        """
        parts = [data]
        while (more := self.get_record_parts_conditional(_CONTINUE))[0] is not None:
            parts.append(more[2])
        (announced,) = struct.unpack_from("<I", data, 4)
        strings, runs = _shared_strings(parts, min(announced, sum(map(len, parts)) // _SHORTEST_STRING))
        self._sharedstrings, self._rich_text_runlist_map = strings, runs

    def get_sheet(self, sh_number: int, update_pos: bool = True) -> Sheet:
        """Read a sheet, as xlrd does, into one that forgives."""
        if update_pos:
            self._position = self._sh_abs_posn[sh_number]
        self.getbof(XL_WORKSHEET)
        sheet = _ForgivingSheet(self, self._position, self._sheet_names[sh_number], sh_number)
        sheet.read(self)
        self._sheet_list[sh_number] = sheet
        return sheet


class _ForgivingSheet(Sheet):
    def handle_note(self, data: bytes, txos: dict) -> None:
        """Read a note; what some programs write behind the name of its author means nothing."""
        if self.biff_version >= _BIFF8:
            _, end = unpack_unicode_update_pos(data, _NOTE_AUTHOR, lenlen=2)
            data = data[:end]
        super().handle_note(data, txos)


def _shared_strings(parts: list[bytes], most: int) -> tuple[list[str], dict]:
    """As many strings as the parts hold, found by halving; and the fonts within them."""
    with suppress(*_TOO_SHORT):
        return unpack_SST_table(parts, most)
    found: tuple[list[str], dict] = ([], {})
    enough, too_many = 0, most
    while too_many - enough > 1:
        number = (enough + too_many) // 2
        try:
            found, enough = unpack_SST_table(parts, number), number
        except _TOO_SHORT:
            too_many = number
    return found
