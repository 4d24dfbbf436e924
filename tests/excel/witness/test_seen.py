"""What a reader does not see, or sees in place of what is stored, is named without the workbook being made again."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from excel.witness.tampering import Parts, packed
from minerva.excel.witness.looks import shows_the_value
from minerva.excel.witness.seen import hidden
from minerva.excel.witness.written import NotAWorkbook, _parts, book_of, read_written
from minerva.layout.regional import data_columns
from minerva.model.record import Table, column_letters

PRINTED, DATA, BOOK, STYLES = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
)
STRINGS, THEME, RELATIONS = "xl/sharedStrings.xml", "xl/theme/theme1.xml", "xl/_rels/workbook.xml.rels"
LAST = len(data_columns(Table.INDICATORS))
LINK = f"Donnees-Gegevens KPI!{column_letters(LAST)}1"
OURS = '"≥\u00a0"#,##0"\u00a0%"'


@pytest.fixture(scope="module")
def parts() -> Parts:
    """A parliamentary sheet and a data sheet with the looks ours have."""
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        look, head = book.add_format({"num_format": OURS}), book.add_format({"bg_color": "#1F3864", "color": "white"})
        printed, data = book.add_worksheet("P1 KPI"), book.add_worksheet("Donnees-Gegevens KPI")
        printed.write_row(0, 0, ["FR", "Titre"], head)
        printed.write_number(1, 1, 85, look)
        printed.merge_range(2, 0, 3, 0, "FR")
        printed.write_string(3, 0, "FR")
        data.write_row(0, 0, ["actiris"])
        data.write_formula(0, LAST - 1, '=HYPERLINK("#\'P1 KPI\'!A1","P1 KPI!A1")', None, "P1 KPI!A1")
    return _parts(content.getvalue())


def told(parts: Parts, *changes: tuple[str, str, str]) -> list[tuple[str, str]]:
    """What is named after some replacements in the parts: the place, and what is there."""
    changed = dict(parts)
    for part, old, new in changes:
        assert old.encode() in changed.get(part, b"")
        changed[part] = changed[part].replace(old.encode(), new.encode(), 1)
    return [(one.place, one.found.removeprefix("@verify.hidden.")) for one in hidden("regional.xlsx", book_of(changed))]


def test_what_we_write_hides_nothing(parts: Parts):
    assert told(parts) == []


COVER = '<conditionalFormatting sqref="B2"><cfRule type="expression" dxfId="0" priority="1"/></conditionalFormatting>'
PROMPT = '<dataValidations><dataValidation sqref="B2" showInputMessage="1" prompt="90 %"/></dataValidations>'
AREA = (
    '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">\'P1 KPI\'!$A$1</definedName></definedNames>'
)
OUT = '<Relationship Id="e" Type="a/externalLink" TargetMode="External" Target="x.xlsx"/></Relationships>'
HIDDEN, NARROW = '<col min="2" max="3" hidden="1"/>', '<col min="2" max="2" width="0.1"/>'
COLOUR = '<color rgb="FFFFFFFF"/>'
NUMBER = '<c r="B2" s="2"><v>85</v></c>'


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([(BOOK, 'sheetId="2"', 'sheetId="2" state="veryHidden"')], ("Donnees-Gegevens KPI", "sheet")),
        ([(BOOK, "<workbookPr", '<workbookPr date1904="1"')], (BOOK, "date1904")),
        ([(BOOK, "</sheets>", f"</sheets>{AREA}")], ("P1 KPI", "_xlnm.Print_Area 'P1 KPI'!$A$1")),
        ([(BOOK, 'name="Donnees-Gegevens KPI"', 'name="P9 KPI"')], ("P9 KPI", "added")),
        ([(PRINTED, "</row></sheetData>", '<c r="Z4"><v>9</v></c></row></sheetData>')], ("P1 KPI!Z4", "added")),
        ([(PRINTED, '<row r="2"', '<row hidden="true" r="2"')], ("P1 KPI!2:2", "row")),
        ([(PRINTED, '<row r="2"', '<row ht="0.1" customHeight="1" r="2"')], ("P1 KPI!2:2", "row")),
        ([(PRINTED, "<sheetData>", f"<cols>{HIDDEN}</cols><sheetData>")], ("P1 KPI!B:C", "column")),
        ([(PRINTED, "<sheetData>", f"<cols>{NARROW}</cols><sheetData>")], ("P1 KPI!B:B", "column")),
        ([(PRINTED, "<sheetView ", '<sheetView showZeros="0" ')], ("P1 KPI", "view")),
        ([(PRINTED, 'ref="A3:A4"', 'ref="A1:B2"')], ("P1 KPI!B1", "merge")),
        ([(PRINTED, "<pageMargins", f"{COVER}<pageMargins")], ("P1 KPI!B2", "conditionalFormatting")),
        ([(PRINTED, "<pageMargins", f"{PROMPT}<pageMargins")], ("P1 KPI!B2", "dataValidation")),
        ([(STYLES, "#,##0", ";;;#,##0")], ("P1 KPI!B2", "format")),
        ([(STYLES, "#,##0", "&quot;9&quot;#,##0")], ("P1 KPI!B2", "format")),
        ([(STYLES, "#,##0&quot;\u00a0%&quot;", "0%")], ("P1 KPI!B2", "format")),
        ([(STYLES, COLOUR, '<color rgb="FF1F3864"/>')], ("P1 KPI!A1", "colour")),
        ([(STYLES, COLOUR, '<color theme="1"/>')], ("P1 KPI!A1", "colour")),
        ([(STYLES, COLOUR, '<color indexed="18"/>')], ("P1 KPI!A1", "colour")),
        ([(STYLES, '<color theme="1"/>', '<color theme="1" tint="0.95"/>')], ("P1 KPI!B2", "colour")),
        ([(THEME, 'lastClr="000000"', 'lastClr="FFFFFF"')], ("P1 KPI!B2", "colour")),
        ([(STYLES, '<sz val="11"/>', '<sz val="1"/>')], ("P1 KPI!B2", "font")),
        ([(STYLES, '<name val="Calibri"/>', '<name val="Wingdings"/>')], ("P1 KPI!B2", "font")),
        ([(STYLES, '<sz val="11"/>', '<strike/><sz val="11"/>')], ("P1 KPI!B2", "font")),
        ([(STRINGS, "<t>Titre</t>", "<r><rPr><strike/></rPr><t>Titre</t></r>")], (STRINGS, "rPr")),
        ([(PRINTED, NUMBER, NUMBER.replace("<v>", "<f>90</f><v>"))], ("P1 KPI!B2", "=90")),
        ([(DATA, '"P1 KPI!A1")', '"x")')], (LINK, "=HYPERLINK(\"#'P1 KPI'!A1\",\"x\")")),
        ([(RELATIONS, "</Relationships>", OUT)], (RELATIONS, "x.xlsx")),
    ],
)  # fmt: skip
def test_what_hides_or_stands_in_for_a_value_is_named(parts: Parts, changes: list, expected: tuple):
    assert expected in told(parts, *changes)


def test_a_picture_over_the_cells_and_a_note_are_named(parts: Parts):
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r" Type="a/{}" Target="../{}.xml"/></Relationships>'
    )
    related = "xl/worksheets/_rels/sheet1.xml.rels"
    for kind, part in (("drawing", b"<d><anchor/></d>"), ("comments", b"<c/>")):
        added = {related: relation.format(kind, kind).encode(), f"xl/{kind}.xml": part}
        assert told({**parts, **added}) == [("P1 KPI", f"xl/{kind}.xml")]
    empty = {related: relation.format("drawing", "drawing").encode(), "xl/drawing.xml": b"<d/>"}
    assert told({**parts, **empty}) == []


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("General", True), ("@", True), ("0", True), ("#,##0.00", True), (OURS, True), ("#,##0\\ \\%", True),
        ("0%", False), ("0,", False), ("#", False), ('"85"', False), ("0;;;", False), ("dd/mm/yy", False), ("", False),
    ],
)  # fmt: skip
def test_a_format_shows_the_value_or_not(code: str, shows: bool):
    assert shows_the_value(code) is shows


# -- what two programs could read in two ways --------------------------------------------------------------------------

ALTERNATIVE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="x14">{}</mc:Choice></mc:AlternateContent>'
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<v>85</v>", "<v>8<!-- -->5</v>"),
        ("<v>85</v>", "<v><![CDATA[85]]></v>"),
        ("<v>85</v>", "<v>85</v><v>90</v>"),
        ("<v>85</v>", '<v>85</v><o:v xmlns:o="http://purl.oclc.org/ooxml/spreadsheetml/main">90</o:v>'),
        ('<c r="B2" s="2">', '<c r="B2" s="2" t="d">'),
        ('<row r="2"', '<row r="1"'),
        (NUMBER, NUMBER.replace("B2", "B9")),
        (NUMBER, ALTERNATIVE.format(NUMBER.replace("85", "90")) + NUMBER),
        (NUMBER, NUMBER.replace("<v>", '<v mc:ProcessContent="e:x" xmlns:mc="m">')),
        ('encoding="UTF-8"', 'encoding="windows-1252"'),
    ],
)
def test_a_cell_that_could_be_read_in_two_ways_is_not_read(parts: Parts, old: str, new: str):
    assert old.encode() in parts[PRINTED]
    with pytest.raises(NotAWorkbook):
        book_of({**parts, PRINTED: parts[PRINTED].replace(old.encode(), new.encode(), 1)})


def test_a_truth_is_no_number_one(parts: Parts):
    changed = parts[PRINTED].replace(b'<c r="B2" s="2"><v>85', b'<c r="B2" s="2" t="b"><v>1')
    assert book_of({**parts, PRINTED: changed}).sheets["P1 KPI"].text(2, 2) == "TRUE"


def _between(content: bytes) -> bytes:
    """Some bytes between two members, the directory set right."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        second, start = sorted(one.header_offset for one in package.infolist())[1], package.start_dir
    put = bytearray(content[:second] + b"PK" + content[second:])
    directory = start + 2
    while put[directory : directory + 4] == b"PK\x01\x02":
        offset = int.from_bytes(put[directory + 42 : directory + 46], "little")
        if offset >= second:
            put[directory + 42 : directory + 46] = (offset + 2).to_bytes(4, "little")
        lengths = (int.from_bytes(put[directory + at : directory + at + 2], "little") for at in (28, 30, 32))
        directory += 46 + sum(lengths)
    put[directory + 16 : directory + 20] = (start + 2).to_bytes(4, "little")
    return bytes(put)


def _commented(content: bytes) -> bytes:
    return content[:-2] + (4).to_bytes(2, "little") + b"PK\x05\x06"


@pytest.mark.parametrize("change", [lambda zipped: b"MZ" + zipped, lambda zipped: zipped + b"\0", _commented, _between])
def test_a_package_with_something_between_its_parts_is_not_read(parts: Parts, change):
    zipped = packed(parts)
    assert list(read_written(zipped).sheets) == ["P1 KPI", "Donnees-Gegevens KPI"]
    with pytest.raises(NotAWorkbook):
        read_written(change(zipped))


@pytest.mark.parametrize(
    "change",
    [
        (PRINTED, "<sheetData>", '<cols><col min="1" max="1" width="x"/></cols><sheetData>'),
        (PRINTED, '<mergeCell ref="A3:A4"/>', '<mergeCell ref="x"/>'),
        (STYLES, 'numFmtId="164" fontId="0"', 'numFmtId="164" fontId="99"'),
        (STYLES, "</styleSheet>", ""),
        (
            BOOK,
            "</sheets>",
            '</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="x"/></definedNames>',
        ),
    ],
    ids=["width", "area", "font", "styles", "name"],
)
def test_what_is_not_as_the_format_has_it_is_no_workbook_of_ours(parts: Parts, change: tuple[str, str, str]):
    with pytest.raises(NotAWorkbook):
        told(parts, change)
