"""A faster way through the XML of a sheet that is written the ordinary way.

Excel, LibreOffice, openpyxl and XlsxWriter write cells in one shape; one regular expression then finds the filled ones
four times as fast as callbacks for every element. Where anything is not of that shape - one single cell, a comment, a
section, a document type, another encoding, a missing end - `scan` gives up and the caller takes the slow way, which
reads everything or refuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape as unescape_entities
from operator import itemgetter

from minerva.excel.content.cells import (
    COLUMNS,
    FORMULA,
    Cell,
    Lookup,
    Sheet,
    area,
    column_span,
    hide_columns,
    place,
    row_number,
)
from minerva.excel.content.outside import may_reach_outside, outward_formula_xml

# What a quantifier with a second + has taken it never gives back: no other division could match, and looking for one
# costs a third of the time.
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"(?: s="([0-9]++)")?+(?: t="([a-zA-Z]++)")?+>'
    r"(<f(?: [^>]*)?(?:/>|>[^<]*+</f>))?+"
    r"(?:<v>([^<]*+)</v>|<v/>|<is><t(?: [^>]*+)?+>([^<]*+)</t></is>)?+</c>"
)
_BLANK = re.compile(r"<c [^>]*/>")
_MERGE = re.compile(r'<mergeCell ref="([^"]+)"')
_UTF_8 = re.compile(rb"""<\?xml [^>]*encoding=["']utf-8["']""", re.IGNORECASE)
_ODD_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_HIDDEN = re.compile(r'<row(?=[^>]* r="([0-9]+)")[^>]* hidden="(?:1|true)"')
_COLUMN = re.compile(r'<col(?=[^>]* hidden="(?:1|true)")(?=[^>]* min="([0-9]+)")(?=[^>]* max="([0-9]+)")')
_SHARED = re.compile(r'^<f(?=[^>]* t="shared")[^>]* si="([0-9]+)"')
_COLUMN_OF, _STYLE_OF, _FORMULA_OF = itemgetter(0), itemgetter(2), itemgetter(4)


def scan(content: bytes, sheet: Sheet, lookup: Lookup, most: int) -> int | None:
    """Fill the sheet and return how many filled cells it has; None, and nothing filled, where the shape is another.

    Stops with `most` + 1 when there are more. Raises ValueError or IndexError where the file contradicts itself.
    """
    xml = _ordinary_xml(content)
    if xml is None:
        return None
    start, end = xml.find("<sheetData"), xml.rfind("</sheetData>")
    data, tail = (xml[start:end], xml[end:]) if end > 0 else ("", xml[start:])
    if "\r" in data:  # XML has one kind of line end
        data = data.replace("\r\n", "\n").replace("\r", "\n")
    found = _CELL.findall(data)
    if data.count("<c ") != len(found) + len(_BLANK.findall(data)) or "<c>" in data or "<row>" in data:
        return None
    if len(found) > most:
        return most + 1
    cells, strings, rows, known = sheet.cells, lookup.strings, _Rows(), _Known(lookup)
    for letters, digits, style, kind, formula, value, inline in found:
        raw = value or inline
        if kind == "s" and raw:
            cell = strings[place(raw)]
        elif raw:
            cell = known[raw, kind, style, formula != ""]
        else:
            cell = FORMULA if formula else None
        if cell is not None:
            cells[rows[digits], COLUMNS[letters]] = cell
    sheet.merges += [area(reference) for reference in _MERGE.findall(tail)]
    if ' hidden="' in data:
        sheet.hidden_rows.update(int(row) for row in _HIDDEN.findall(data))
    if ' hidden="' in xml[:start]:
        hide_columns(sheet, [column_span(first, last) for first, last in _COLUMN.findall(xml[:start])])
    if lookup.struck_styles or lookup.struck_strings:
        _note_struck(found, sheet, lookup)
    if lookup.fills:
        _note_fills(found, sheet, lookup.fills)
    if "</f>" in data and _formulas_to_look_at(data, found):
        _note_formulas(found, sheet)
    return len(cells)


class _Rows(dict[str, int]):
    """The digits of a row -> its number."""

    def __missing__(self, digits: str) -> int:
        self[digits] = row = row_number(digits)
        return row


class _Known(dict[tuple[str, str, str, bool], Cell | None]):
    """Stored text, type, format, whether by formula -> the cell: most figures of a sheet stand there many times."""

    def __init__(self, lookup: Lookup):
        super().__init__()
        self._lookup = lookup

    def __missing__(self, stored: tuple[str, str, str, bool]) -> Cell | None:
        raw, kind, style, formula = stored
        raw = unescape_entities(raw) if "&" in raw else raw
        self[stored] = cell = self._lookup.cell(raw, kind or "n", style or "0", formula)
        return cell


def _note_struck(found: list[tuple[str, ...]], sheet: Sheet, lookup: Lookup) -> None:
    """The filled cells whose format or text is struck through."""
    for letters, digits, style, kind, _, value, _ in found:
        by_text = kind == "s" and value and int(value) in lookup.struck_strings
        if by_text or (style and int(style) in lookup.struck_styles):
            place = row_number(digits), COLUMNS[letters]
            if place in sheet.cells:
                sheet.struck.add(place)


def _note_fills(found: list[tuple[str, ...]], sheet: Sheet, fills: Mapping[int, str]) -> None:
    """The colours of the filled cells whose format is filled in one that says something; few sheets have any."""
    if set(map(str, fills)).isdisjoint(map(_STYLE_OF, found)):
        return
    for letters, digits, style, *_ in found:
        if style and (colour := fills.get(int(style))):
            place = row_number(digits), COLUMNS[letters]
            if place in sheet.cells:
                sheet.fills[place] = colour


def _formulas_to_look_at(data: str, found: list[tuple[str, ...]]) -> bool:
    """Whether any formula could reach outside. References to other files have signs that stand out.

    For the names of functions one formula of each length in a column is enough: the others are its copies.
    """
    if "[" in data or "|" in data:
        return True
    formulas = list(map(_FORMULA_OF, found))
    unlike = dict(zip(zip(map(_COLUMN_OF, found), map(len, formulas), strict=True), formulas, strict=True))
    return may_reach_outside("\n".join(unlike.values()))


def _note_formulas(found: list[tuple[str, ...]], sheet: Sheet) -> None:
    """The formulas that reach outside; the cells that share one have its text only in the first of them."""
    shared: dict[str, str] = {}
    for letters, digits, _, _, formula, _, _ in found:
        if not formula:
            continue
        outward = outward_formula_xml(formula)
        number = _SHARED.search(formula)
        if number is not None:
            outward = shared.setdefault(number[1], outward)
        if outward:
            sheet.formulas[row_number(digits), COLUMNS[letters]] = outward


def _ordinary_xml(content: bytes) -> str | None:
    """The XML as text where it is UTF-8, complete, and nothing but elements, text and the entities of XML."""
    head = content[:200]
    if not _UTF_8.search(head) or _is_more_than_elements(content, head):
        return None
    if b"<worksheet" not in content[:1024] or not content.rstrip().endswith(b"</worksheet>"):
        return None
    try:
        xml = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _ODD_ENTITY.search(xml) or "<sheetData" not in xml else xml


def _is_more_than_elements(content: bytes, head: bytes) -> bool:
    """Whether there are comments, sections, a document type or instructions. Their second sign is rare, and soon found
    not to be there."""
    if b"!" in content and b"<!" in content:
        return True
    return content.count(b"?") > 2 and content.count(b"<?") > head.count(b"<?xml ")  # two are those of <?xml … ?>
