"""Sheets that are far too large, or only say so."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.workbook import BOOK, EITHER, OO, READ, SST, Case, case, changed, packed, parts, with_rows
from minerva.model.submission import Refusal as R


def size_cases() -> Iterator[Case]:
    """All of them."""
    for name, content, *expected in (*_far(), *_many(), *_texts()):
        yield case("size", f"{name}.xlsx", content, *expected)


def _far():
    yield "last cell", with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), READ
    yield "last row", with_rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), READ
    yield "dimension lies", changed(OO, ('<dimension ref="A1:AB22"/>', '<dimension ref="A1:XFD1048576"/>')), READ
    for name, area in (("sheet", "A30:XFD1048576"), ("column", "A30:A1048576"), ("row", "A30:XFD30")):
        yield f"merged {name}", _merged(f'<mergeCell ref="{area}"/>'), READ
    yield "merged all", _merged('<mergeCell ref="A1:XFD1048576"/>'), EITHER
    validation = '<dataValidation sqref="A1:XFD1048576" type="list"><formula1>"a"</formula1></dataValidation>'
    yield "validation everywhere", changed(OO, ("</sheetData>", f"</sheetData>{validation}")), READ
    columns = '<cols><col min="1" max="16384" hidden="1"/></cols>'
    yield "columns everywhere", changed(OO, ("<sheetData>", f"{columns}<sheetData>")), EITHER


def _merged(merges: str) -> bytes:
    return changed(OO, ("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>"))


def _many():
    yield "50,000 merges", lambda: _merged(_listed('<mergeCell ref="A{0}:C{0}"/>', 50_000)), READ
    yield "million styled blanks", lambda: _filled('<c r="{}{}" s="5"/>', 40_000), EITHER
    yield "million cells", lambda: _filled('<c r="{}{}"><v>1</v></c>', 40_000), R.UNSAFE, R.TOO_HEAVY, R.SWELLS
    yield "50,000 cells", lambda: _filled('<c r="{}{}"><v>7</v></c>', 2_000), READ
    yield "many empty rows", lambda: with_rows(_listed('<row r="{0}" ht="15"/>', 300_000)), EITHER
    yield "many strings", lambda: _before("</sst>", SST, _listed("<si><t>{0}</t></si>", 300_000)), READ
    yield "300 sheets", _sheets(300), R.UNSAFE
    yield "100 sheets of one part", _sheets(100), EITHER
    name = '<definedName name="n{0}">A{0}</definedName>'
    yield "50,000 names", lambda: _before("</definedNames>", BOOK, _listed(name, 50_000)), READ
    yield "26 MB", lambda: packed(parts()) + b"\0" * 26_500_000, R.TOO_LARGE, R.DAMAGED
    link = '<hyperlink ref="A{0}" location="B{0}"/>'
    yield "70,000 links", lambda: _before("</worksheet>", OO, f"<hyperlinks>{_listed(link, 70_000)}</hyperlinks>"), READ


def _before(tag: str, part: str, xml: str) -> bytes:
    return changed(part, (tag, xml + tag))


def _listed(element: str, number: int) -> str:
    return "".join(element.format(n) for n in range(100, 100 + number))


def _filled(cell: str, rows: int) -> bytes:
    return with_rows("".join(_row(n, cell) for n in range(100, 100 + rows)))


def _row(number: int, cell: str) -> str:
    cells = "".join(cell.format(letter, number) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}">{cells}</row>'


def _sheets(number: int) -> bytes:
    more = "".join(f'<sheet name="s{n}" sheetId="{n + 10}" r:id="rId3"/>' for n in range(number))
    return changed(BOOK, ("</sheets>", f"{more}</sheets>"))


def _texts():
    for length, expected in ((32_767, READ), (32_768, R.UNSAFE), (1_000_000, R.UNSAFE)):
        yield f"string of {length}", _before("</sst>", SST, f"<si><t>{'x' * length}</t></si>"), expected
        cell = f'<row r="30"><c r="B30" t="str"><v>{"é" * length}</v></c></row>'
        yield f"cell of {length}", with_rows(cell), expected
