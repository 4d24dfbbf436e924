"""The charts of a sheet read from their XML: what they show, say and how they are filled."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EMPTY = f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData/></worksheet>'
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Data:
    """A range of cells, with the values stored in the chart itself."""

    range: str
    stored: tuple[str, ...]

    @property
    def place(self) -> tuple[str, str]:
        """The sheet, and the cells without signs."""
        sheet, _, cells = self.range.rpartition("!")
        return sheet.strip("'"), cells.replace("$", "")


@dataclass(frozen=True)
class Series:
    """One colour and pattern of a chart."""

    name: Data
    categories: Data
    values: Data
    fill: str
    """`solid`, or the name of the pattern."""


@dataclass(frozen=True)
class ChartRead:
    """A chart with its place: the rows and columns, from 0, in which it begins and ends, and pixels beside them."""

    title: str
    description: str
    axes: tuple[str, ...]
    series: tuple[Series, ...]
    kind: str
    begins: tuple[int, int, int, int]
    ends: tuple[int, int, int, int]
    """Column, pixels in it, row, pixels in it."""
    bars: tuple[float, float]
    """Where the bars begin and how far they reach, as shares of the height."""
    sizes: tuple[float, ...]
    """Points of its texts."""


def alone(path: Path, sheet: str) -> io.BytesIO:
    """A copy of a workbook with the other sheets empty: read in a moment."""
    kept, copy = f"xl/worksheets/sheet{_place(path, sheet)}.xml", io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(copy, "w") as emptied:
        for name in package.namelist():
            other = name.startswith("xl/worksheets/sheet") and name != kept
            emptied.writestr(name, EMPTY if other else package.read(name))
    return copy


def _place(path: Path, sheet: str) -> int:
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read("xl/workbook.xml"))
    return [one.get("name") for one in root.iter(f"{MAIN}sheet")].index(sheet) + 1


def charts_of(path: Path, sheet: str) -> list[ChartRead]:
    """The charts of a sheet, in order."""
    with zipfile.ZipFile(path) as package:
        drawing = _target(package, f"xl/worksheets/sheet{_place(path, sheet)}.xml", "drawing")
        if drawing is None:
            return []
        anchors = ElementTree.fromstring(package.read(drawing)).iter(f"{X}twoCellAnchor")
        return [_chart(package, drawing, anchor) for anchor in anchors]


def _target(package: zipfile.ZipFile, part: str, kind: str, identity: str = "") -> str | None:
    folder, _, name = part.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.namelist():
        return None
    for relation in ElementTree.fromstring(package.read(listed)):
        if relation.get("Type").endswith(f"/{kind}") and identity in ("", relation.get("Id")):
            return posixpath.normpath(posixpath.join(folder, relation.get("Target")))
    return None


def _chart(package: zipfile.ZipFile, drawing: str, anchor: Element) -> ChartRead:
    identity = next(anchor.iter(f"{C}chart")).get(f"{R}id")
    root = ElementTree.fromstring(package.read(_target(package, drawing, "chart", identity)))
    area = next(root.iter(f"{C}plotArea"))
    layout = area.find(f"{C}layout/{C}manualLayout")
    return ChartRead(
        title=_text(root.find(f"{C}chart/{C}title")),
        description=next(anchor.iter(f"{X}cNvPr")).get("descr", ""),
        axes=tuple(_text(axis.find(f"{C}title")) for kind in ("catAx", "valAx") for axis in area.iter(f"{C}{kind}")),
        series=tuple(_series(one) for one in area.iter(f"{C}ser")),
        kind=next(area.iter(f"{C}grouping")).get("val"),
        begins=_corner(anchor.find(f"{X}from")),
        ends=_corner(anchor.find(f"{X}to")),
        bars=(float(layout.find(f"{C}y").get("val")), float(layout.find(f"{C}h").get("val"))),
        sizes=tuple(int(one.get("sz")) / 100 for one in root.iter() if one.get("sz")),
    )


def _text(title: Element | None) -> str:
    return "".join(text.text or "" for text in title.iter(f"{A}t")) if title is not None else ""


def _series(element: Element) -> Series:
    pattern = element.find(f"{C}spPr/{A}pattFill")
    fill = pattern.get("prst") if pattern is not None else "solid"
    return Series(*(_data(element.find(f"{C}{tag}")) for tag in ("tx", "cat", "val")), fill)


def _data(element: Element) -> Data:
    stored = tuple(point.find(f"{C}v").text for point in element.iter(f"{C}pt"))
    return Data(next(element.iter(f"{C}f")).text, stored)


def _corner(corner: Element) -> tuple[int, int, int, int]:
    column, beside, row, below = (int(corner.find(f"{X}{tag}").text) for tag in ("col", "colOff", "row", "rowOff"))
    return column, beside // 9525, row, below // 9525
