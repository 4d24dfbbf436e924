"""What a package tells besides values: notes, threads, struck-through text, what is hidden, what reaches outside."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from excel.content.test_package import MAIN, ONE, PACKAGE, RELATIONS, both_ways_sheets, package, strings
from minerva.excel.content.outside import outward_formula, place_named
from minerva.excel.content.package import read_package

THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
NOTES = (
    f'<comments xmlns="{MAIN}"><authors><author>Une Personne</author></authors><commentList>'
    '<comment ref="A1" authorId="0"><text><r><rPr><b/></rPr><t>Une Personne:</t></r><r><t xml:space="preserve">\n'
    "à vérifier</t></r></text></comment>"
    '<comment ref="C3" authorId="0"><text><t>[Threaded comment] Your version of Excel …</t></text></comment>'
    "</commentList></comments>"
)
THREAD = (
    f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="C3" personId="{{1}}" id="{{2}}">'
    '<text>@Une Personne pourquoi 85 ?</text><mentions><mention mentionpersonId="{1}" startIndex="0" length="13"/>'
    '</mentions></threadedComment><threadedComment ref="C3" parentId="{2}"><text>parce que</text></threadedComment>'
    "</ThreadedComments>"
)


def rels(*found: tuple[str, str]) -> str:
    """A part of relations; a target with `!` in front lies outside."""
    lines = (
        f'<Relationship Id="rId{i}" Type="{RELATIONS}/{kind}" Target="{target.lstrip("!")}"'
        + (' TargetMode="External"/>' if target.startswith("!") else "/>")
        for i, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


BOOK = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"))


def beside(*found: tuple[str, str], book: tuple[tuple[str, str], ...] = (), **parts: str | bytes) -> bytes:
    """A workbook whose sheet and whose workbook refer to more parts; `__` in a name stands for a slash."""
    named = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()
    }
    return package(
        ONE,
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": rels(*found),
            "xl/_rels/workbook.xml.rels": rels(*BOOK, *book),
            **named,
        },
    )


def test_notes_and_threads_come_without_the_names_of_their_authors():
    found = (("comments", "../comments1.xml"), ("threadedComment", "../threadedComments/threadedComment1.xml"))
    parts = {"xl__comments1_xml": NOTES, "xl__threadedComments__threadedComment1_xml": THREAD}
    for order in (found, found[::-1]):
        (sheet,) = read_package(beside(*order, **parts)).sheets
        assert sheet.notes == {(1, 1): "à vérifier", (3, 3): "@… pourquoi 85 ?\nparce que"}


def test_the_note_of_a_thread_that_is_missing_stays():
    (sheet,) = read_package(beside(("comments", "/xl/comments1.xml"), xl__comments1_xml=NOTES)).sheets
    assert sheet.notes[3, 3].startswith("[Threaded comment]")


STRIKE_STYLES = {
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts><font><sz val="11"/></font><font><strike/></font>'
    '<font><strike val="0"/></font></fonts><cellStyleXfs><xf fontId="1"/></cellStyleXfs>'
    '<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs>'
    "</styleSheet>"
}
STRUCK_STRINGS = strings("<t>a</t>", "<r><t>a</t></r><r><rPr><strike/></rPr><t>b</t></r>", "<t/>")


@pytest.mark.parametrize(
    ("cell", "struck"),
    [
        ('<c r="A1" s="1"><v>1</v></c>', True),
        ('<c r="A1" s="0"><v>1</v></c>', False),
        ('<c r="A1" s="2"><v>1</v></c>', False),
        ('<c r="A1" s="1"/>', False),
        ('<c r="A1" t="s"><v>0</v></c>', False),
        ('<c r="A1" t="s"><v>1</v></c>', True),
        ('<c r="A1" t="s" s="1"><v>2</v></c>', False),
        ('<c r="A1" t="inlineStr"><is><r><rPr><strike/></rPr><t>b</t></r></is></c>', True),
        ('<c r="A1" t="inlineStr"><is><r><rPr><strike val="false"/></rPr><t>b</t></r></is></c>', False),
    ],
)
def test_struck_through_cells_are_known(cell: str, struck: bool):
    for sheet in both_ways_sheets(f'<row r="1">{cell}</row>', parts={**STRIKE_STYLES, **STRUCK_STRINGS}):
        assert sheet.struck == ({(1, 1)} if struck else set())


FAR = '<row r="1"><c r="H1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ('<col min="2" max="4" width="9" hidden="1" customWidth="1"/>', {2, 3, 4}),
        ('<col hidden="true" max="2" min="2"/>', {2}),
        ('<col min="1" max="1" width="9"/><col min="3" max="3" hidden="1"/>', {3}),
        ('<col min="2" max="4" hidden="0"/>', set()),
        ('<col min="7" max="16384" hidden="1"/>' * 9, {7, 8}),
    ],
)
def test_hidden_columns_are_known(columns: str, hidden: set[int]):
    for sheet in both_ways_sheets(FAR, before=f"<cols>{columns}</cols>"):
        assert sheet.hidden_columns == hidden


OUTWARD = (
    "[1]Feuil1!A1",
    "SUM('[1]Feuil 1'!A1:B2)",
    "[2]!Nom",
    "'C:\\dossier\\[autre.xlsx]Feuil1'!A1",
    "'file:///autre.ods'#$Feuil1.A1",
    "cmd|'/c calc'!A0",
    'WEBSERVICE("https://example.org")',
    "_xlfn.WEBSERVICE(A1)",
    "COM.MICROSOFT.WEBSERVICE(A1)",
    'FILTERXML(A1,"//a")',
    'RTD("prog.id",,"x")',
    'CALL("urlmon","x")',
    'REGISTER.ID("a","b")',
    'DDE("soffice";"a";"b")',
    'IMPORTDATA("https://example.org")',
    'IFERROR(__xludf.DUMMYFUNCTION("IMPORTRANGE(""x"")"),1)',
    'HYPERLINK("https://example.org","ici")',
    "HYPERLINK(A1)",
    "INDIRECT(\"'[autre.xlsx]Feuil1'!A1\")",
    'INDIRECT("["&A1&"]Feuil1!A1")',
    "webservice(A1)",
)
INWARD = (
    "1+1",
    "'Autre feuille'!A1",
    "Tableau1[2020]",
    "Tableau1[[#This Row],[Résultat]]*2",
    'HYPERLINK("#KPI!A1","ici")',
    'HYPERLINK( "#KPI!A1","ici")',
    'IF(A1="","[1] voir plus bas !",1)',
    'IF(A1="a|b!",1,2)',
    "INDIRECT(A1)",
    "MYCALL(A1)",
    "A1:A5|B2",
)


@pytest.mark.parametrize("formula", OUTWARD)
def test_formulas_that_reach_outside_are_told(formula: str):
    escaped = formula.replace("&", "&amp;").replace('"', "&quot;")
    for written in (escaped, escaped.replace("&quot;", '"')):
        for sheet in both_ways_sheets(f'<row r="1"><c r="A1"><f>{written}</f><v>1</v></c></row>'):
            assert sheet.formulas == {(1, 1): formula}


@pytest.mark.parametrize("formula", INWARD)
def test_other_formulas_are_not(formula: str):
    assert outward_formula(formula) == ""
    escaped = formula.replace("&", "&amp;").replace('"', "&quot;")
    for sheet in both_ways_sheets(f'<row r="1"><c r="A1"><f>{escaped}</f><v>1</v></c></row>'):
        assert sheet.formulas == {}


def test_one_formula_among_thousands_alike_is_found():
    rows = "".join(f'<row r="{r}"><c r="A{r}"><f>B{r}+C{r}</f><v>1</v></c></row>' for r in range(1, 3000))
    rows = rows.replace("<f>B2000+C2000</f>", "<f>B2000+[1]S!C2000</f>")
    (sheet,) = read_package(package(rows)).sheets
    assert sheet.formulas == {(2000, 1): "B2000+[1]S!C2000"}


def test_cells_that_share_a_formula_are_all_told():
    first = '<c r="A1"><f t="shared" ref="A1:A3" si="0">[1]S!B1</f><v>1</v></c>'
    others = "".join(f'<row r="{r}"><c r="A{r}"><f t="shared" si="0"/><v>1</v></c></row>' for r in (2, 3))
    inward = '<c r="C1"><f t="shared" ref="C1:D1" si="1">B1</f><v>1</v></c><c r="D1"><f t="shared" si="1"/><v>1</v></c>'
    for sheet in both_ways_sheets(f'<row r="1">{first}{inward}</row>{others}'):
        assert sheet.formulas == {(1, 1): "[1]S!B1", (2, 1): "[1]S!B1", (3, 1): "[1]S!B1"}


def test_a_long_formula_is_bounded():
    assert len(outward_formula("[1]S!A1+" * 1000)) == 500


LINK = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
CONNECTIONS = (
    f'<connections xmlns="{MAIN}"><connection id="1" name="Requête"><dbPr connection="Server=x;Password=secret"/>'
    '</connection><connection id="2" name="Web"><webPr url="https://moi:secret@example.org/a?key=secret"/></connection>'
    "</connections>"
)
OUTSIDE: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "nothing": (beside(), ()),
    "plain link": (beside(("hyperlink", "!https://example.org"), ("hyperlink", "!mailto:x@example.org")), ()),
    "other workbook": (
        beside(
            book=(("externalLink", "externalLinks/externalLink1.xml"),),
            xl__externalLinks__externalLink1_xml=f'<externalLink xmlns="{MAIN}"/>',
            **{
                "xl__externalLinks___rels__externalLink1_xml.rels": rels(
                    ("externalLinkPath", "!file:///C:/Users/moi/Budget%202020.xlsx")
                )
            },
        ),
        ("Budget 2020.xlsx",),
    ),
    "DDE": (
        beside(book=(("externalLink", "externalLinks/externalLink1.xml"),), xl__externalLinks__externalLink1_xml=LINK),
        ("DDE cmd|/c calc",),
    ),
    "link to nowhere": (beside(book=(("externalLink", "externalLinks/gone.xml"),)), ("gone.xml",)),
    "connections": (
        beside(book=(("connections", "connections.xml"),), xl__connections_xml=CONNECTIONS),
        ("Requête", "Web", "https://example.org/a"),
    ),
    "embedded": (
        beside(("oleObject", "../embeddings/oleObject1.bin"), ("control", "../activeX/activeX1.xml")),
        ("oleObject1.bin", "activeX1.xml"),
    ),
    "query table": (beside(("queryTable", "../queryTables/queryTable1.xml")), ("queryTable1.xml",)),
    "remote picture": (
        beside(
            ("drawing", "../drawings/drawing1.xml"),
            **{"xl__drawings___rels__drawing1_xml.rels": rels(("image", "!http://example.org/pixel.png?u=1"))},
        ),
        ("http://example.org/pixel.png",),
    ),
    "own picture": (
        beside(
            ("drawing", "../drawings/drawing1.xml"),
            **{"xl__drawings___rels__drawing1_xml.rels": rels(("image", "../media/image1.png"))},
        ),
        (),
    ),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_files_servers_and_objects_are_named(name: str):
    content, named = OUTSIDE[name]
    read = read_package(content)
    assert read.external == named
    assert not read.macros


def test_names_are_bounded():
    many = [("oleObject", f"../embeddings/{i}{'x' * 300}.bin") for i in range(300)]
    external = read_package(beside(*many)).external
    assert len(external) == 100
    assert max(map(len, external)) == 200


@pytest.mark.parametrize(
    "content",
    [
        beside(xl__vbaProject_bin=b"\x00"),
        beside(book=(("vbaProject", "vbaProject.bin"),)),
        beside(book=(("xlMacrosheet", "macrosheets/sheet1.xml"),)),
        beside(book=(("xlIntlMacrosheet", "macrosheets/sheet1.xml"),)),
    ],
)
def test_macros_are_told(content: bytes):
    assert read_package(content).macros


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("file:///C:/Users/moi/a%20b.xlsx", "a b.xlsx"),
        ("\\\\serveur\\partage\\a.xlsx", "a.xlsx"),
        ("/home/moi/a.xlsx", "a.xlsx"),
        ("a.xlsx", "a.xlsx"),
        ("https://moi:mot@example.org/b/c?d#e", "https://example.org/b/c"),
        ("a\nb.xlsx", "ab.xlsx"),
        ("", ""),
    ],
)
def test_targets_are_shown_without_users_and_secrets(target: str, named: str):
    assert place_named(target) == named


def test_what_xlsxwriter_writes_is_told():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_string("A1", "biffé", book.add_format({"font_strikeout": True}))
        sheet.write_rich_string("A2", "en ", book.add_format({"font_strikeout": True}), "partie", " seulement")
        sheet.write_comment("B1", "note\nsur deux lignes", {"author": "Une Personne"})
        sheet.write_string("H1", "au bout")
        sheet.set_column("D:F", None, None, {"hidden": True})
        sheet.write_formula("C1", "='[autre.xlsx]Feuil1'!A1", None, 5)
        sheet.write_url("C2", "https://example.org")
        sheet.write_datetime("C3", date(2020, 11, 30), book.add_format({"num_format": "dd/mm/yyyy"}))
    (read,) = read_package(file.getvalue()).sheets
    assert read.struck == {(1, 1), (2, 1)}
    assert read.notes == {(1, 2): "note\nsur deux lignes"}
    assert read.hidden_columns == {4, 5, 6}
    assert read.formulas == {(1, 3): "'[autre.xlsx]Feuil1'!A1"}
    assert read.cells[3, 3].text == "30/11/2020"
