"""The parts of a regional workbook as they stand in the file: sheets, styles, texts."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from minerva.excel.formats import style_name

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ElementTree.register_namespace("", MAIN)
ElementTree.register_namespace("r", RELATIONS)


class NotOurs(Exception):
    """Something that stands in each regional workbook of ours is missing from this one."""


def tag(name: str) -> str:
    """The name of an element of a sheet, with its namespace."""
    return f"{{{MAIN}}}{name}"


def parsed(xml: bytes) -> Element:
    """The XML of a part of a workbook that was read before, under the limits of all that is received."""
    return ElementTree.fromstring(xml)  # noqa: S314 - a DTD was refused then


def needed(above: Element, name: str) -> Element:
    """An element that stands in each sheet of ours. Raises NotOurs where there is none."""
    found = above.find(tag(name))
    if found is None:
        raise NotOurs(name)
    return found


@dataclass
class Parts:
    """A workbook that was already read and found to be one of ours; nothing in it is changed."""

    path: Path
    _sheets: dict[str, Element] = field(default_factory=dict)

    @cached_property
    def content(self) -> dict[str, bytes]:
        """The styles, texts and theme of the workbook, by name of the part, as they are."""
        with zipfile.ZipFile(self.path) as package:
            names = [name for name in package.namelist() if name in _KEPT]
            return {name: package.read(name) for name in names}

    @cached_property
    def _paths(self) -> dict[str, str]:
        with zipfile.ZipFile(self.path) as package:
            book = parsed(package.read("xl/workbook.xml"))
            relations = parsed(package.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): one.get("Target", "") for one in relations.iter(f"{{{PACKAGE}}}Relationship")}
        return {
            sheet.get("name", ""): posixpath.normpath(posixpath.join("xl", targets[sheet.get(f"{{{RELATIONS}}}id")]))
            for sheet in book.iter(tag("sheet"))
        }

    def has(self, name: str) -> bool:
        """Whether there is a sheet of that name."""
        return name in self._paths

    def sheet(self, name: str) -> Element:
        """The XML of a sheet. Raises NotOurs where there is none of that name."""
        if not self.has(name):
            raise NotOurs(name)
        if name not in self._sheets:
            with zipfile.ZipFile(self.path) as package:
                self._sheets[name] = parsed(package.read(self._paths[name].removeprefix("/")))
        return self._sheets[name]

    def _common(self, name: str) -> Element:
        if name not in self.content:
            raise NotOurs(name)
        return parsed(self.content[name])

    @cached_property
    def _texts(self) -> list[str]:
        root = self._common("xl/sharedStrings.xml")
        return ["".join(text.text or "" for text in one.iter(tag("t"))) for one in root.iter(tag("si"))]

    def text(self, cell: Element | None) -> str:
        """What a cell says, '' where it is empty."""
        if cell is None:
            return ""
        if cell.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iter(tag("t")))
        value = cell.findtext(tag("v")) or ""
        return self._texts[int(value)] if cell.get("t") == "s" and value else value

    @cached_property
    def _styles(self) -> tuple[dict[str, str], list[str]]:
        """The names of the cell styles by their number, and the number each cell format has."""
        root = self._common("xl/styles.xml")
        names = {one.get("xfId", ""): one.get("name", "") for one in root.iter(tag("cellStyle"))}
        formats = root.find(tag("cellXfs"))
        return names, [one.get("xfId", "0") for one in (formats if formats is not None else ())]

    def style(self, cell: Element | None) -> str:
        """The name of the cell style of a cell."""
        names, formats = self._styles
        number = int(cell.get("s", "0")) if cell is not None else 0
        return names.get(formats[number], "") if number < len(formats) else ""

    def is_heading(self, cell: Element | None, name: str) -> bool:
        """Whether a cell has the style of a heading: `organisation`, `section` or `table`."""
        return cell is not None and self.style(cell) == style_name(name)


_KEPT = ("xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml")


def first_cell(row: Element) -> Element | None:
    """The cell of a row in column A."""
    cell = row.find(tag("c"))
    return cell if cell is not None and cell.get("r", "").rstrip("0123456789") == "A" else None
