"""Fills the findings sheet of a copy: the list of an earlier check is replaced, what people typed there stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from minerva.excel.feedback.copied_package import SPREADSHEET, CopiedPackage, SheetPart
from minerva.excel.feedback.looks import add_looks
from minerva.excel.feedback.sheet_frame import with_elements
from minerva.excel.feedback.xml_places import appended, attribute_text, element_text, spliced, with_attribute
from minerva.excel.findings_list import FINDING_COLUMNS, FindingRow, counts_line, finding_rows
from minerva.excel.heights import row_height
from minerva.layout.labels import bilingual
from minerva.layout.returns import return_layout
from minerva.model.finding import Finding
from minerva.model.record import column_letters

_FILTER_NAME = "_xlnm._FilterDatabase"
_LAST = column_letters(len(FINDING_COLUMNS))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class _Cell(NamedTuple):
    text: str
    look: str = ""
    link: str = ""


Place = tuple[int, int]
_Rows = dict[int, dict[int, _Cell]]


def fill_findings_sheet(
    package: CopiedPackage, typed: Mapping[Place, str], findings: Sequence[Finding], heading: str
) -> SheetPart:
    """Write the findings into their sheet, which is added as the last where there is none; it is visible then.

    `typed` is what people typed in that sheet; `heading` says whose return it is.
    """
    layout = return_layout()
    name = layout.findings_sheet
    sheet = next((one for one in package.sheets() if one.name.lower() == name.lower()), None)
    if sheet is None:
        sheet = _add_sheet(package, name)
    elif sheet.state != "visible":
        _show(package, sheet)
    # A list is filtered as a block: it begins below whatever people typed in its place.
    beneath = max((row for (row, column) in typed if column <= len(FINDING_COLUMNS)), default=0)
    first = max(layout.findings_header_row, beneath) + 1
    names = {one.name for one in package.sheets()}
    listed = finding_rows(findings, names)
    rows = _head(heading, findings, layout.findings_header_row) | _body(listed, first)
    for (row, column), text in typed.items():
        rows.setdefault(row, {})[column] = _Cell(text, "cell")
    last = max(first + len(findings) - 1, layout.findings_header_row)
    _write(package, sheet, rows, _heights(listed, first), last)
    _set_filter_name(package, sheet, last)
    return sheet


def _head(heading: str, findings: Sequence[Finding], header_row: int) -> _Rows:
    titles = {column: _Cell(bilingual(f"findings.{key}"), "head") for column, (key, _) in enumerate(FINDING_COLUMNS, 1)}
    return {
        1: {1: _Cell(bilingual("findings.title", " – "), "title")},
        2: {1: _Cell(heading, "subtitle")},
        3: {1: _Cell(counts_line(findings), "subtitle")},
        header_row: titles,
    }


def _body(listed: Sequence[FindingRow], first: int) -> _Rows:
    rows: _Rows = {}
    for number, row in enumerate(listed, first):
        look = {"severity": row.standing, "place": "link" if row.link else "cell"}
        rows[number] = {
            column: _Cell(row.texts[key], look.get(key, "cell"), row.link if key == "place" else "")
            for column, (key, _) in enumerate(FINDING_COLUMNS, 1)
        }
    return rows


def _heights(listed: Sequence[FindingRow], first: int) -> dict[int, float]:
    head = return_layout().findings_header_row
    heights = {1: 24.0, 2: 17.0, 3: 17.0, head: 30.0}
    for number, row in enumerate(listed, first):
        heights[number] = row_height([(row.texts[key], width) for key, width in FINDING_COLUMNS])
    return heights


def _write(package: CopiedPackage, sheet: SheetPart, rows: _Rows, heights: Mapping[int, float], last: int) -> None:
    content, root = package.outline(sheet.part)
    numbers = add_looks(package)
    p, head = root.prefix, return_layout().findings_header_row
    selected = any(
        one.attributes.get("tabSelected") in ("1", "true") for one in root.below() if one.name == "sheetView"
    )
    links = "".join(
        f'<{p}hyperlink ref="{column_letters(column)}{number}" location="{attribute_text(cell.link)}"/>'
        for number, cells in sorted(rows.items())
        for column, cell in sorted(cells.items())
        if cell.link
    )
    elements = {
        "dimension": f'<{p}dimension ref="A1:{_LAST}{max(rows)}"/>',
        "sheetViews": _views(p, head, selected),
        "cols": _columns(p),
        "sheetData": f"<{p}sheetData>{_row_xml(p, rows, heights, numbers)}</{p}sheetData>",
        "autoFilter": f'<{p}autoFilter ref="A{head}:{_LAST}{last}"/>',
        "hyperlinks": f"<{p}hyperlinks>{links}</{p}hyperlinks>" if links else "",
        "mergeCells": "",
    }
    package.changed[sheet.part] = with_elements(content, **elements)


def _views(p: str, head: int, selected: bool) -> str:
    tab = ' tabSelected="1"' if selected else ""
    return (
        f'<{p}sheetViews><{p}sheetView{tab} workbookViewId="0">'
        f'<{p}pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/>'
        f'<{p}selection pane="bottomLeft"/></{p}sheetView></{p}sheetViews>'
    )


def _columns(p: str) -> str:
    cols = "".join(
        f'<{p}col min="{number}" max="{number}" width="{width + 0.7109375}" customWidth="1"/>'
        for number, (_, width) in enumerate(FINDING_COLUMNS, 1)
    )
    return f"<{p}cols>{cols}</{p}cols>"


def _row_xml(p: str, rows: _Rows, heights: Mapping[int, float], numbers: Mapping[str, int]) -> str:
    written = []
    for number, cells in sorted(rows.items()):
        height = f' ht="{heights[number]:g}" customHeight="1"' if number in heights else ""
        inside = "".join(_cell(p, number, column, cell, numbers) for column, cell in sorted(cells.items()))
        written.append(f'<{p}row r="{number}"{height}>{inside}</{p}row>')
    return "".join(written)


def _cell(p: str, row: int, column: int, cell: _Cell, numbers: Mapping[str, int]) -> str:
    look = f' s="{numbers[cell.look]}"' if cell.look in numbers else ""
    if not cell.text:
        return f'<{p}c r="{column_letters(column)}{row}"{look}/>'
    text = element_text(cell.text)
    return (
        f'<{p}c r="{column_letters(column)}{row}"{look} t="inlineStr">'
        f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'
    )


# -- the sheet in the workbook -----------------------------------------------------------------------------------------


def _add_sheet(package: CopiedPackage, name: str) -> SheetPart:
    content, root = package.outline(package.workbook)
    sheets = root.child("sheets")
    part, _ = package.free_name(f"{package.workbook.rpartition('/')[0]}/worksheets/sheet{{}}.xml".lstrip("/"))
    namespace = root.attributes.get(f"xmlns:{root.prefix[:-1]}" if root.prefix else "xmlns", _MAIN)
    package.changed[part] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{attribute_text(namespace)}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetData/>'
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()
    package.declare(f"/{part}", f"{SPREADSHEET}worksheet+xml")
    relation = package.relate(package.workbook, part, "worksheet")
    number = 1 + max((int(one.attributes.get("sheetId", "0")) for one in sheets.children), default=0)
    xml = (
        f'<{root.prefix}sheet name="{attribute_text(name)}" sheetId="{number}" '
        f'xmlns:r="{package.base_of_types()}" r:id="{relation}"/>'
    )
    package.changed[package.workbook] = spliced(content, [appended(sheets, xml)])
    return SheetPart(name, part, "visible")


def _show(package: CopiedPackage, sheet: SheetPart) -> None:
    content, root = package.outline(package.workbook)
    element = next(one for one in root.child("sheets").children if one.attributes.get("name") == sheet.name)
    package.changed[package.workbook] = spliced(content, [with_attribute(content, element, "state", None)])


def _set_filter_name(package: CopiedPackage, sheet: SheetPart, last: int) -> None:
    """Excel and LibreOffice know the range of a filter by a hidden name too: without it LibreOffice shows no filter."""
    content, root = package.outline(package.workbook)
    names, sheets = root.child("definedNames"), root.child("sheets")
    place = next(n for n, one in enumerate(sheets.children) if one.attributes.get("name") == sheet.name)
    quoted = sheet.name.replace("'", "''")
    area = element_text(f"'{quoted}'!$A${return_layout().findings_header_row}:${_LAST}${last}")
    for one in names.children if names is not None else ():
        local = one.attributes.get("localSheetId") == str(place)
        if local and one.attributes.get("name", "").lower() == _FILTER_NAME.lower():
            package.changed[package.workbook] = spliced(content, [(one.inside, one.close, area.encode())])
            return
    p = root.prefix
    xml = f'<{p}definedName name="{_FILTER_NAME}" localSheetId="{place}" hidden="1">{area}</{p}definedName>'
    if names is not None:
        splice = appended(names, xml)
    else:
        before = [one for one in root.children if one.name in ("sheets", "functionGroups", "externalReferences")][-1]
        splice = (before.end, before.end, f"<{p}definedNames>{xml}</{p}definedNames>".encode())
    package.changed[package.workbook] = spliced(content, [splice])
