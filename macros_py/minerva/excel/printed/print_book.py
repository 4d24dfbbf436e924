"""The print workbook of a part: title page, table of contents, then organisation by organisation, table by table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from pathlib import Path
from xml.etree import ElementTree

from minerva.excel.printed.chapters import follows, print_order
from minerva.excel.printed.front import Target, contents, title_page
from minerva.excel.printed.parts import MAIN, PACKAGE, RELATIONS, NotOurs, Parts
from minerva.excel.printed.print_sheet import LONGEST_NAME, PrintSheet, cut, name_in_footer
from minerva.layout.labels import bilingual
from minerva.model.record import Table

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same sheets give the same bytes
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_SUFFIX = {Table.OBJECTIVES: " OO-OD", Table.INDICATORS: " KPI", None: ""}


@dataclass(frozen=True)
class PrintBook:
    """The sheets of a part in the order of print, and the title of the whole."""

    title: str
    sheets: tuple[PrintSheet, ...]

    @property
    def starts(self) -> list[int]:
        """The page, from 1, each sheet begins on."""
        return starts_of([sheet.pages for sheet in self.sheets])


def starts_of(pages: Sequence[int]) -> list[int]:
    """The page, from 1, each sheet begins on when they take so many pages."""
    return list(accumulate(pages[:-1], initial=1))


def print_book(parts: Parts, part: int, year: int, starts: Sequence[int] | None = None) -> PrintBook:
    """The print workbook of a part; `starts` are the pages its sheets were found to begin on, where that is known.

    Raises NotOurs where the parliamentary sheets are not as we write them.
    """
    sheets = _sheets(parts, part)
    if not sheets:
        raise NotOurs(f"P{part}")
    for number, sheet in enumerate(sheets, 1):
        sheet.name = _sheet_name(number, sheet)
        name_in_footer(sheet)
    first = title_page(parts, part)
    counted = PrintBook("", (first, contents(parts, part, {}), *sheets)).starts
    targets = {
        place: Target(sheet.name, start + on - 1, row)
        for sheet, start in zip(sheets, (starts or counted)[2:], strict=True)
        for place, (on, row) in sheet.headings.items()
    }
    title = f"{bilingual('report.title', ' – ', year=year)} – {bilingual(f'part.{part}', ' – ')}"
    return PrintBook(title, (first, contents(parts, part, targets), *sheets))


def _sheets(parts: Parts, part: int) -> list[PrintSheet]:
    """The sheets in the order of print; organisations without a report close up to the table before, if it has room."""
    sheets: list[PrintSheet] = []
    last = None
    for page in print_order(parts, part):
        joined = follows(parts, last, page) if last is not None else None
        sheet = cut(parts, part, joined, "") if joined is not None else None
        if sheet is not None and sheet.pages == sheets[-1].pages:
            sheets[-1], last = sheet, joined
        else:
            sheets.append(cut(parts, part, page, ""))
            last = page
    return sheets


def _sheet_name(number: int, sheet: PrintSheet) -> str:
    """The name a reader without an outline of ours sees: `07 Bruxelles Mobilité KPI`."""
    start, end = f"{number:02d} ", _SUFFIX[sheet.table]
    title = re.sub(r"^[\d.]+ ", "", sheet.titles[-1][1].partition(" – ")[0])
    name = _FORBIDDEN.sub(" ", title)[: LONGEST_NAME - len(start) - len(end)].strip()
    return f"{start}{name}{end}"


def write_print_book(path: Path, parts: Parts, book: PrintBook) -> Path:
    """Write the print workbook: the styles and texts of the regional one, its own sheets."""
    count = len(book.sheets)
    content = {
        "[Content_Types].xml": _content_types(parts, count),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml")]),
        "docProps/core.xml": _properties(book.title),
        "xl/workbook.xml": _workbook(book),
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)), *_shared(parts)]
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in content.items():
            _put(package, name, text.encode("utf-8"))
        for number, sheet in enumerate(book.sheets, 1):
            xml = ElementTree.tostring(sheet.root, encoding="UTF-8", xml_declaration=True)
            _put(package, f"xl/worksheets/sheet{number}.xml", xml)
        for name, data in parts.content.items():
            _put(package, name, data)
    return path


def _put(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)


def _shared(parts: Parts) -> list[tuple[str, str]]:
    kinds = {"xl/styles.xml": "styles", "xl/sharedStrings.xml": "sharedStrings", "xl/theme/theme1.xml": "theme"}
    return [(kinds[name], name.removeprefix("xl/")) for name in parts.content]


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    core = f"{PACKAGE}/metadata/core-properties"
    lines = (
        f'<Relationship Id="rId{n}" Type="{core if kind == "core" else f"{_OFFICE}/{kind}"}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_START}<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def _content_types(parts: Parts, count: int) -> str:
    kinds = {"xl/workbook.xml": f"{_TYPES}.sheet.main+xml", "xl/styles.xml": f"{_TYPES}.styles+xml"}
    kinds |= {f"xl/worksheets/sheet{n}.xml": f"{_TYPES}.worksheet+xml" for n in range(1, count + 1)}
    kinds["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    if "xl/sharedStrings.xml" in parts.content:
        kinds["xl/sharedStrings.xml"] = f"{_TYPES}.sharedStrings+xml"
    if "xl/theme/theme1.xml" in parts.content:
        kinds["xl/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
    lines = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{_START}<Types xmlns="{space}">{defaults}{lines}</Types>'


def _properties(title: str) -> str:
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    told = f"<dc:title>{escape(title)}</dc:title><dc:language>fr-BE, nl-BE</dc:language>"
    return f"{_START}<cp:coreProperties {spaces}>{told}</cp:coreProperties>"


def _workbook(book: PrintBook) -> str:
    sheets = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(book.sheets, 1)
    )
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"'{escape(sheet.name)}'!${sheet.repeated}:${sheet.repeated}</definedName>"
        for n, sheet in enumerate(book.sheets)
        if sheet.repeated
    )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    return f'{_START}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets>{defined}</workbook>'
