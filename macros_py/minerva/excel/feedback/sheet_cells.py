"""The rows and cells of a worksheet by their bytes: to put a value into one, and to forget what formulas once gave."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape as entities
from xml.parsers.expat import ExpatError

from minerva.excel.content.cells import plain, position
from minerva.excel.content.intake import Refused
from minerva.excel.feedback.copied_package import CannotCopy
from minerva.excel.feedback.xml_places import Element, Splice, appended, element_text, outline
from minerva.model.record import column_letters

Place = tuple[int, int]
_TYPE = re.compile(rb"""\s+t\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass
class _Row:
    element: Element
    cells: dict[int, Element] = field(default_factory=dict)


class SheetCells:
    """All rows and cells of a sheet; those without an address stand behind the one before."""

    def __init__(self, content: bytes):
        self.content = content
        try:
            self.root = outline(content)
            self.data = self.root.child("sheetData")
            if self.data is None:
                raise CannotCopy("unreadable")
            self.rows = self._placed()
        except (ExpatError, Refused, ValueError, KeyError) as error:
            raise CannotCopy("unreadable") from error

    def _placed(self) -> dict[int, _Row]:
        rows: dict[int, _Row] = {}
        number = 0
        for element in self.data.named("row"):
            number = int(element.attributes.get("r", number + 1))
            row = rows.setdefault(number, _Row(element))
            column = 0
            for cell in element.named("c"):
                column = position(cell.attributes["r"])[1] if "r" in cell.attributes else column + 1
                row.cells[column] = cell
        return rows

    def cell(self, place: Place) -> Element | None:
        """The cell at a place, None where there is none."""
        row = self.rows.get(place[0])
        return row.cells.get(place[1]) if row is not None else None

    def style(self, place: Place) -> int:
        """The number of the format a cell has, or would have from its row or column."""
        row, cell = self.rows.get(place[0]), self.cell(place)
        if cell is not None:
            return int(cell.attributes.get("s", "0"))
        if row is not None and row.element.attributes.get("customFormat") in ("1", "true"):
            return int(row.element.attributes.get("s", "0"))
        cols = self.root.child("cols")
        for one in cols.children if cols is not None else ():
            if int(one.attributes["min"]) <= place[1] <= int(one.attributes["max"]):
                return int(one.attributes.get("style", "0"))
        return 0

    def formulas(self) -> dict[Place, str]:
        """The formulas by cell; of those that share one, as it reads in each."""
        from minerva.excel.feedback.stale_formulas import moved

        found: dict[Place, str] = {}
        shared: dict[str, tuple[Place, str]] = {}
        for number, row in self.rows.items():
            for column, cell in row.cells.items():
                formula = cell.child("f")
                if formula is None:
                    continue
                text = entities(self.content[formula.inside : formula.close].decode())
                if formula.attributes.get("t") == "shared":
                    first, master = shared.setdefault(formula.attributes.get("si", ""), ((number, column), text))
                    text = text or moved(master, number - first[0], column - first[1])
                found[number, column] = text
        return found

    # -- changes -------------------------------------------------------------------------------------------------------

    def put(self, values: Mapping[Place, Decimal | str]) -> list[Splice]:
        """Put values into cells, with the format each has; rows and cells that are missing are made in their order."""
        splices: list[Splice] = []
        missing: dict[int, dict[int, str]] = {}
        for place, value in sorted(values.items()):
            cell, xml = self.cell(place), self._cell_xml(place, value)
            if cell is not None:
                splices.append(Splice(cell.start, cell.end, xml.encode()))
            else:
                missing.setdefault(place[0], {})[place[1]] = xml
        for number, cells in missing.items():
            splices += self._new_cells(number, cells)
        return splices

    def _cell_xml(self, place: Place, value: Decimal | str) -> str:
        p, number = self.data.prefix, self.style(place)
        look = f' s="{number}"' if number else ""
        start = f'<{p}c r="{column_letters(place[1])}{place[0]}"{look}'
        if isinstance(value, Decimal):
            return f"{start}><{p}v>{plain(value)}</{p}v></{p}c>"
        return f'{start} t="inlineStr"><{p}is><{p}t xml:space="preserve">{element_text(value)}</{p}t></{p}is></{p}c>'

    def _new_cells(self, number: int, cells: Mapping[int, str]) -> list[Splice]:
        p, row = self.data.prefix, self.rows.get(number)
        if row is None:
            xml = f'<{p}row r="{number}">{"".join(cells.values())}</{p}row>'
            numbers = sorted(self.rows)
            after = numbers[bisect(numbers, number) :]
            if not after:
                return [appended(self.data, xml)]
            place = self.rows[after[0]].element.start
            return [Splice(place, place, xml.encode())]
        splices = []
        for column, xml in cells.items():
            behind = [cell.start for other, cell in row.cells.items() if other > column]
            if behind:
                splices.append(Splice(min(behind), min(behind), xml.encode()))
        last = "".join(xml for column, xml in cells.items() if not any(other > column for other in row.cells))
        return [*splices, appended(row.element, last)] if last else splices

    def forget(self, places: Collection[Place]) -> list[Splice]:
        """Take away what formulas gave when they were last calculated: whoever opens the file calculates them anew."""
        splices = []
        for place in places:
            cell = self.cell(place)
            value = cell.child("v") if cell is not None else None
            if cell is None or value is None or cell.child("f") is None:
                continue
            splices.append(Splice(value.start, value.end, b""))
            kind = _TYPE.search(self.content, cell.start, cell.inside)
            if kind is not None:
                splices.append(Splice(kind.start(), kind.end(), b""))
        return splices
