"""The slow way through the XML of a sheet, element by element: reads every way of writing one that XML allows."""

from __future__ import annotations

from minerva.excel.content.cells import Lookup, Sheet, area, column_span, hide_columns, position, row_number
from minerva.excel.content.intake import Refused
from minerva.excel.content.outside import outward_formula
from minerva.excel.content.xml_parts import parse
from minerva.model.submission import Refusal

_YES, _NO = ("1", "true"), ("0", "false", "off")


def read_elements(content: bytes, sheet: Sheet, lookup: Lookup, most: int) -> int:
    """Fill the sheet and return how many filled cells it has.

    Raises Refused for more than `most`, ExpatError, ValueError or IndexError where the file contradicts itself.
    """
    elements = _Elements(sheet, lookup, most)
    parse([content], elements.start, elements.end, elements.text)
    hide_columns(sheet, elements.hidden)
    return len(sheet.cells)


class _Elements:
    """Follows rows and cells; a cell without an address stands behind the one before."""

    def __init__(self, sheet: Sheet, lookup: Lookup, most: int):
        self.sheet = sheet
        self.lookup = lookup
        self.most = most
        self.row = self.column = 0
        self.cell: dict[str, str] | None = None
        self.formula: dict[str, str] | None = None
        self.listening = self.phonetic = self.typing = self.struck = False
        self.pieces: list[str] = []
        self.typed: list[str] = []
        self.shared: dict[str, str] = {}
        self.hidden: list[range] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """The beginning of an element."""
        if tag == "c":
            self.cell, self.formula = attributes, None
            self.column += 1
            self.struck = False
            self.pieces, self.typed = [], []
        elif tag in ("v", "t"):
            self.listening = not self.phonetic
        elif tag == "is":
            self.pieces.clear()  # some programs write a value as well, which Excel does not look at
        elif tag == "rPh":
            self.phonetic = True
        elif self.cell is not None:
            if tag == "f":
                self.formula, self.typing = attributes, True
            elif tag == "strike":
                self.struck = self.struck or attributes.get("val") not in _NO
        else:
            self._around(tag, attributes)

    def _around(self, tag: str, attributes: dict[str, str]) -> None:
        """Rows, columns and merges."""
        if tag == "row":
            self.row = row_number(attributes.get("r", self.row + 1))
            self.column = 0
            if attributes.get("hidden") in _YES:
                self.sheet.hidden_rows.add(self.row)
        elif tag == "mergeCell":
            self.sheet.merges.append(area(attributes["ref"]))
        elif tag == "col" and attributes.get("hidden") in _YES:
            self.hidden.append(column_span(attributes["min"], attributes["max"]))

    def end(self, tag: str) -> None:
        """The end of an element."""
        if tag in ("v", "t"):
            self.listening = False
        elif tag == "f":
            self.typing = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and self.cell is not None:
            self._keep(self.cell, "".join(self.pieces))
            self.cell = None

    def text(self, data: str) -> None:
        """Text of a value or of a formula."""
        if self.listening:
            self.pieces.append(data)
        elif self.typing:
            self.typed.append(data)

    def _keep(self, attributes: dict[str, str], raw: str) -> None:
        if attributes.get("r"):
            self.row, self.column = position(attributes["r"])
        kind, style = attributes.get("t", "n"), attributes.get("s") or "0"
        cell = self.lookup.cell(raw, kind, style, self.formula is not None)
        if cell is None:
            return
        place = self.row, self.column
        self.sheet.cells[place] = cell
        if len(self.sheet.cells) > self.most:
            raise Refused(Refusal.UNSAFE, f"> {self.most}")
        by_text = kind == "s" and raw != "" and int(raw) in self.lookup.struck_strings
        if self.struck or by_text or int(style) in self.lookup.struck_styles:
            self.sheet.struck.add(place)
        if colour := self.lookup.fills.get(int(style)):
            self.sheet.fills[place] = colour
        if outward := self._outward():
            self.sheet.formulas[place] = outward

    def _outward(self) -> str:
        """The formula where it reaches outside; cells that share one have its text only in the first of them."""
        outward = outward_formula("".join(self.typed)) if self.typed else ""
        if self.formula is not None and self.formula.get("t") == "shared":
            return self.shared.setdefault(self.formula.get("si", ""), outward)
        return outward
