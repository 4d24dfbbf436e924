"""The colours of painted cells, in every way a workbook can name one."""

from __future__ import annotations

import struct
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles.colors import COLOR_INDEX

from excel.content.coloured import COLOURS, write
from excel.content.test_ods import row, sheet, text
from excel.content.test_package import MAIN, both_ways_sheets, package, refusal, styles
from excel.content.xlsb_writer import Page, Typed, Writer
from minerva.excel.content.fills import INDEXED, tinted
from minerva.excel.content.package import read_package
from minerva.model.submission import Refusal

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
THEME = f"""<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:clrScheme name="Bureau">
<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>
<a:dk2><a:srgbClr val="FF0000"/></a:dk2><a:lt2><a:srgbClr val="00FF00"/></a:lt2>
<a:accent1><a:srgbClr val="4472C4"/></a:accent1><a:accent2><a:srgbClr val="ED7D31"/></a:accent2>
<a:accent3><a:srgbClr val="A5A5A5"/></a:accent3><a:accent4><a:srgbClr val="FFC000"/></a:accent4>
<a:accent5><a:srgbClr val="5B9BD5"/></a:accent5><a:accent6><a:srgbClr val="70AD47"/></a:accent6>
<a:hlink><a:srgbClr val="0563C1"/></a:hlink><a:folHlink><a:srgbClr val="954F72"/></a:folHlink></a:clrScheme>
<a:fmtScheme><a:fillStyleLst><a:solidFill><a:srgbClr val="123456"/></a:solidFill></a:fillStyleLst></a:fmtScheme>
</a:themeElements></a:theme>"""
WITH_THEME = {"xl/theme/theme1.xml": THEME}


def solid(colour: str) -> str:
    """A plain fill in a colour given by its attributes."""
    return f'<patternFill patternType="solid"><fgColor {colour}/><bgColor indexed="64"/></patternFill>'


DARK_RED = solid('rgb="FFC00000"')


def fill_styles(fill: str, *, behind: str = "") -> dict[str, str]:
    """Styles of which format 1 has that fill; format 0 has none, and a conditional format is green."""
    green = solid('rgb="FF00B050"')
    dxf = f"<dxfs><dxf><fill>{green}</fill></dxf></dxfs>"
    fills = f'<fills><fill><patternFill patternType="none"/></fill><fill>{fill}</fill></fills>'
    xfs = '<cellStyleXfs><xf fillId="1"/></cellStyleXfs><cellXfs><xf fillId="0"/><xf fillId="1"/></cellXfs>'
    return {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{fills}{xfs}{dxf}{behind}</styleSheet>'}


CELL = (
    '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="0"><v>2</v></c><c r="C1"><v>2</v></c><c r="D1" s="1"/></row>'
)


def painted(fill: str, *, behind: str = "", parts: dict[str, str] | None = None) -> str:
    """The colour of the one painted cell, told alike by all ways through the reader; '' for none."""
    parts = fill_styles(fill, behind=behind) | (WITH_THEME if parts is None else parts)
    found = [sheet.fills for sheet in both_ways_sheets(CELL, parts=parts)]
    assert found[0] == found[1] == found[2]
    assert set(found[0]) <= {(1, 1)}
    return found[0].get((1, 1), "")


@pytest.mark.parametrize(
    ("colour", "rgb"),
    [
        ('rgb="FFC00000"', "C00000"),
        ('rgb="00c00000"', "C00000"),
        ('rgb="C00000"', "C00000"),
        ('theme="9"', "70AD47"),
        ('theme="9" tint="0.59999389629810485"', "C5E0B4"),
        ('theme="9" tint="-0.249977111117893"', "548235"),
        ('theme="5" tint="0.39997558519241921"', "F4B183"),
        ('theme="2"', "00FF00"),  # the second pair of a theme is swapped, as the first is
        ('theme="3"', "FF0000"),
        ('indexed="10"', "FF0000"),
        ('indexed="2"', "FF0000"),
        ('indexed="17"', "008000"),
        ('indexed="51"', "FFCC00"),
        ('indexed="10" tint="0.6"', "FF9999"),
    ],
)
def test_a_plain_fill_is_known_however_its_colour_is_named(colour: str, rgb: str):
    assert painted(solid(colour)) == rgb


@pytest.mark.parametrize(
    "colour",
    [
        'theme="0"',
        'theme="1" tint="0.35"',
        'theme="4"',
        'theme="9" tint="0.79998168889431442"',  # as pale as bands of tables are
        'indexed="64"',
        'indexed="65"',
        'auto="1"',
        "",
        'rgb="FFFFFFFF"',
        # What makes no sense is no colour.
        'rgb="rouge"',
        'rgb="FF00B0500"',
        'theme="12"',
        'theme="-1"',
        'theme="neuf"',
        f'theme="{"9" * 5000}"',
        'indexed="-54"',
        'indexed="1000000000000"',
        'theme="9" tint="beaucoup"',
    ],
)
def test_other_fills_say_nothing(colour: str):
    assert painted(solid(colour)) == ""


@pytest.mark.parametrize("tint", ["2", "-1.5", "nan", "inf", "-1e999"])
def test_a_tint_out_of_bounds_changes_nothing(tint: str):
    assert painted(solid(f'rgb="FFC00000" tint="{tint}"')) == "C00000"


@pytest.mark.parametrize(
    "fill",
    [
        '<patternFill patternType="lightUp"><fgColor rgb="FFFF0000"/><bgColor rgb="FFFFFFFF"/></patternFill>',
        '<patternFill patternType="none"><fgColor rgb="FFFF0000"/></patternFill>',
        '<patternFill><fgColor rgb="FFFF0000"/></patternFill>',
        '<patternFill patternType="solid"><bgColor rgb="FFFF0000"/></patternFill>',
        '<gradientFill degree="90"><stop position="0"><color rgb="FFFF0000"/></stop></gradientFill>',
        "",
    ],
)
def test_patterns_and_gradients_say_nothing(fill: str):
    assert painted(fill) == ""


def test_a_workbook_may_bring_its_own_numbered_colours():
    palette = "".join(f'<rgbColor rgb="00{rgb}"/>' for rgb in (*("000000",) * 10, "00B050", "rouge"))
    behind = f"<colors><indexedColors>{palette}</indexedColors><mruColors><color rgb='FFFF0000'/></mruColors></colors>"
    assert painted(solid('indexed="10"'), behind=behind) == "00B050"
    assert painted(solid('indexed="11"'), behind=behind) == ""
    assert painted(solid('indexed="17"'), behind=behind) == "008000"


@pytest.mark.parametrize(
    "theme",
    ["", "<a:theme", "<theme/>", THEME.replace("70AD47", "vert"), THEME[: THEME.index("70AD47")]],
)
def test_a_theme_that_is_damaged_gives_no_colour_and_is_no_reason_to_refuse(theme: str):
    assert painted(solid('theme="9"'), parts={"xl/theme/theme1.xml": theme}) == ""
    assert painted(solid('rgb="FFC00000"'), parts={"xl/theme/theme1.xml": theme}) == "C00000"


def test_a_theme_is_read_under_the_same_limits_as_every_part_and_only_where_it_is_asked_for():
    hostile = {"xl/theme/theme1.xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + THEME}
    assert painted(solid('rgb="FFC00000"'), parts=hostile) == "C00000"
    content = package(CELL, parts=fill_styles(solid('theme="9"')) | hostile)
    assert refusal(content) is Refusal.UNSAFE


def test_without_a_theme_there_are_no_colours_of_a_theme():
    assert painted(solid('theme="9"'), parts={}) == ""


@pytest.mark.parametrize("number", ["-1", "9", "x", ""])
def test_a_fill_that_is_not_there_is_none(number: str):
    part = fill_styles(solid('rgb="FFC00000"'))["xl/styles.xml"]
    part = part.replace('<xf fillId="1"/></cellXfs>', f'<xf fillId="{number}"/></cellXfs>')
    (read,) = read_package(package(CELL, parts={"xl/styles.xml": part})).sheets
    assert (len(read.cells), read.fills) == (3, {})


@pytest.mark.parametrize(("place", "rgb"), [(0, "C00000"), (65_535, "C00000"), (65_536, ""), (70_000, "")])
def test_of_more_fills_than_excel_can_tell_apart_the_rest_say_nothing(place: int, rgb: str):
    fills = "<fill/>" * place + f"<fill>{DARK_RED}</fill>" + "<fill/>" * (70_001 - place)
    xfs = f'<cellXfs><xf/><xf fillId="{place}"/></cellXfs>'
    part = f'<styleSheet xmlns="{MAIN}"><fills>{fills}</fills>{xfs}</styleSheet>'
    (read,) = read_package(package(CELL, parts={"xl/styles.xml": part})).sheets
    assert read.fills.get((1, 1), "") == rgb


def test_styles_without_fills_are_read():
    (read,) = read_package(package('<row r="1"><c r="A1" s="0"><v>1</v></c></row>', parts=styles(9))).sheets
    assert read.fills == {}


def test_the_numbered_colours_are_those_openpyxl_knows():
    assert list(INDEXED) == [rgb[2:] for rgb in COLOR_INDEX[:64]]


@pytest.mark.parametrize(
    ("rgb", "tint", "shown"),
    [
        ("ED7D31", 0.6, "F8CBAD"),  # as Excel shows the palette of its theme
        ("70AD47", 0.4, "A9D08E"),
        ("70AD47", -0.5, "375623"),
        ("FFC000", 0.8, "FFF2CC"),
        ("FFC000", -0.25, "BF9000"),
        ("70AD47", 1, "FFFFFF"),
        ("70AD47", -1, "000000"),
    ],
)
def test_tints_are_those_of_the_palette(rgb: str, tint: float, shown: str):
    parts = [int(shown[place : place + 2], 16) - int(tinted(rgb, tint)[place : place + 2], 16) for place in (0, 2, 4)]
    assert max(map(abs, parts)) <= 1


def by_rgb(rgb: str, tint: int = 0) -> bytes:
    """A plain fill of an .xlsb in a colour, as [MS-XLSB] writes it."""
    return struct.pack("<IBBh", 1, 2 << 1 | 1, 0xFF, tint) + bytes.fromhex(rgb) + b"\xff"


def by_number(kind: int, number: int, tint: int = 0) -> bytes:
    """The same by its number in the palette (1) or in the theme (3)."""
    return struct.pack("<IBBh", 1, kind << 1 | 1, number, tint) + bytes(4)


XLSB = {
    "rgb": (by_rgb("C00000"), "C00000"),
    "rgb, lighter": (by_rgb("FF0000", 19660), "FF9999"),
    "palette": (by_number(1, 17), "008000"),
    "own palette": (by_number(1, 0), "00B050"),
    "system": (by_number(1, 64), ""),
    "theme": (by_number(3, 9), "70AD47"),
    "theme, lighter": (by_number(3, 9, 19660), "C5E0B4"),
    "no such theme colour": (by_number(3, 200), ""),
    "automatic": (by_number(0, 0), ""),
    "pattern": (b"\x02" + by_rgb("C00000")[1:], ""),
    "none": (b"", ""),
}


def test_fills_of_xlsb():
    page = Page("KPI", {(row, 0): Typed(1, fill=fill) for row, (fill, _) in enumerate(XLSB.values())})
    content = Writer(palette=["00B050"]).package(page, more={"xl/theme/theme1.xml": THEME.encode()})
    (read,) = read_package(content).sheets
    found = {name: read.fills.get((row, 1), "") for row, name in enumerate(XLSB, 1)}
    assert found == {name: rgb for name, (_, rgb) in XLSB.items()}


ODS_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="table-cell" {parent}>'
    f'<style:table-cell-properties xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" {fill}/>'
    "</style:style>"
    for name, parent, fill in (
        ("ce1", "", 'fo:background-color="#00b050"'),
        ("ce2", 'style:parent-style-name="ce1"', ""),
        ("ce3", 'style:parent-style-name="ce1"', 'fo:background-color="transparent"'),
        ("ce4", "", 'fo:background-color="#d9d9d9"'),
        ("ce5", 'style:parent-style-name="ce5"', ""),
    )
)


@pytest.mark.parametrize(
    ("written", "rgb"),
    [
        (row(text("a", attributes='table:style-name="ce1"')), "00B050"),
        (row(text("a", attributes='table:style-name="ce2"')), "00B050"),
        (row(text("a", attributes='table:style-name="ce3"')), ""),
        (row(text("a", attributes='table:style-name="ce4"')), ""),
        (row(text("a", attributes='table:style-name="ce5"')), ""),
        (row(text("a"), attributes='table:default-cell-style-name="ce1"'), "00B050"),
        ('<table:table-column table:default-cell-style-name="ce1"/>' + row(text("a")), "00B050"),
        (row('<table:table-cell table:style-name="ce1"/>', text("b")), ""),
    ],
)
def test_fills_of_ods(written: str, rgb: str):
    assert sheet(written, styles=ODS_STYLES).fills == ({(1, 1): rgb} if rgb else {})


def test_repeated_cells_are_painted_alike():
    cell = text("a", attributes='table:style-name="ce1" table:number-columns-repeated="2"')
    read = sheet(row(cell, attributes='table:number-rows-repeated="2"'), styles=ODS_STYLES)
    assert read.fills == dict.fromkeys(((1, 1), (1, 2), (2, 1), (2, 2)), "00B050")


def test_fills_of_xls():
    """LibreOffice makes one colour of a pattern when it saves."""
    (read,) = read_package((Path(__file__).parent / "coloured.xls").read_bytes()).sheets
    assert {place: rgb for place, rgb in read.fills.items() if place[0] not in (3, 6)} == COLOURS
    assert len(read.cells) == 7


def test_fills_of_openpyxl(tmp_path: Path):
    path = write(tmp_path / "coloured.xlsx")
    (read,) = read_package(path.read_bytes()).sheets
    assert {place: rgb for place, rgb in read.fills.items() if place[0] != 3} == COLOURS
    assert openpyxl.load_workbook(path).active["A8"].fill.fgColor.rgb == "FF00B050"
