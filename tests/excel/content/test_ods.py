"""OpenDocument sheets written by hand, element by element."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from excel.content.test_package import zipped
from minerva.excel.content.cells import Cell, CellKind, Package, Sheet
from minerva.excel.content.intake import Refused
from minerva.excel.content.package import read_package
from minerva.model.submission import Refusal

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "number" else "datastyle"}:1.0"'
    for name in ("office", "table", "text", "style", "draw", "number")
)
OTHERS = (
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
NUMBER, DATE, BOOLEAN, ERROR = CellKind.NUMBER, CellKind.DATE, CellKind.BOOLEAN, CellKind.ERROR


def document(tables: str, *, styles: str = "", before: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A package with these tables, automatic styles, and further parts."""
    content = (
        f"<office:document-content {SPACES} {OTHERS}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": MIMETYPE, "content.xml": content.encode()} | (more or {})
    return zipped(*parts.items())


def table(rows: str, *, name: str = "KPI", attributes: str = "") -> str:
    """One table."""
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def sheet(rows: str, **more) -> Sheet:
    """The one sheet with these rows."""
    (read,) = read_package(document(table(rows), **more)).sheets
    return read


def row(*cells: str, attributes: str = "") -> str:
    """One row."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def text(*paragraphs: str, attributes: str = "") -> str:
    """A cell with a text."""
    inside = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in paragraphs)
    return f'<table:table-cell office:value-type="string" {attributes}>{inside}</table:table-cell>'


def value(kind: str, stored: str, seen: str = "", attributes: str = "") -> str:
    """A cell with a typed value."""
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{stored}" {attributes}>'
        f"<text:p>{seen}</text:p></table:table-cell>"
    )


def picture(target: str) -> str:
    """A cell with a picture."""
    return f'<table:table-cell><draw:frame><draw:image xlink:href="{target}"/></draw:frame></table:table-cell>'


FORMULA = 'table:formula="of:=1"'
AN_ERROR = 'calcext:value-type="error" office:string-value=""'
CASES: dict[str, tuple[str, Cell | None]] = {
    "text": (text("été"), Cell("été")),
    "two lines": (text("deux", "lignes"), Cell("deux\nlignes")),
    "a blank line first": (text("", "b"), Cell("\nb")),
    "a blank line between": (text("a", "", "b"), Cell("a\n\nb")),
    "spaces": (text('<text:s text:c="2"/>a <text:s/>b '), Cell("  a  b ")),
    "white space counts once": (text("\n  a \t b\n <text:span>c</text:span>"), Cell("a b c")),
    "tab and line break": (text("a<text:tab/>b<text:line-break/>c"), Cell("a\tb\nc")),
    "spans and links": (text('a<text:span>b</text:span><text:a xlink:href="x">c</text:a>'), Cell("abc")),
    "N/A stays text": (text("N/A"), Cell("N/A")),
    "spaces alone": (text("<text:s/>"), None),
    "text in an attribute": (
        '<table:table-cell office:value-type="string" office:string-value="oui"/>',
        Cell("oui"),
    ),
    "number": (value("float", "85", "85,00"), Cell("85", NUMBER)),
    "float noise": (value("float", "0.30000000000000004"), Cell("0.3", NUMBER)),
    "percentage": (value("percentage", "0.29", "29 %"), Cell("29%", NUMBER, percent=True)),
    "shown as a percentage": (value("float", "0.85", "85 %"), Cell("85%", NUMBER, percent=True)),
    "shown rounded": (value("float", "0.8549", "85,5%"), Cell("85.49%", NUMBER, percent=True)),
    "a percent sign behind": (value("float", "85", "85 %"), Cell("85", NUMBER)),
    "currency": (value("currency", "1234.5", "1.234,50 €"), Cell("1234.5", NUMBER)),
    "date": (value("date", "2020-11-30", "lundi"), Cell("30/11/2020", DATE)),
    "date and time": (value("date", "2020-11-30T14:30:00"), Cell("30/11/2020 14:30", DATE)),
    "time": (value("time", "PT14H30M00S"), Cell("14:30", DATE)),
    "hours": (value("time", "PT36H00M05.5S"), Cell("36:00:05", DATE)),
    "true": (value("boolean", "true", "VRAI"), Cell("TRUE", BOOLEAN)),
    "false": (value("boolean", "false", "FAUX"), Cell("FALSE", BOOLEAN)),
    "truth stored as a number": (value("float", "1", "VRAI", FORMULA), Cell("TRUE", BOOLEAN, formula=True)),
    "formula": (value("float", "2", "2", FORMULA), Cell("2", NUMBER, formula=True)),
    "formula with a text": (text("ab", attributes=FORMULA), Cell("ab", formula=True)),
    "formula without value": (f"<table:table-cell {FORMULA}/>", Cell("", formula=True)),
    "error": (text("#REF!", attributes=f"{FORMULA} {AN_ERROR}"), Cell("#REF!", ERROR, formula=True)),
    "covered": (text("dessous").replace("table-cell", "covered-table-cell"), Cell("dessous")),
    "blank": ("<table:table-cell/>", None),
    "a drawing in the cell": (
        "<table:table-cell><draw:frame><draw:text-box><text:p>dessin</text:p></draw:text-box></draw:frame></table:table-cell>",
        None,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_cell_is_read_as_people_see_it(name: str):
    written, expected = CASES[name]
    found = sheet(row("<table:table-cell/>", written))
    assert found.cells == ({(1, 2): expected} if expected is not None else {})


def test_other_prefixes_are_read_alike():
    content = document(table(row(text("oui"), value("percentage", "0.5"))))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        other = re.sub(
            rb"([</ ])table:|xmlns:table=",
            lambda m: (m[1] + b"t:") if m[1] else b"xmlns:t=",
            archive.read("content.xml"),
        )
    (read,) = read_package(zipped(("mimetype", MIMETYPE), ("content.xml", other))).sheets
    assert [cell.text for cell in read.cells.values()] == ["oui", "50%"]


def test_repeated_cells_and_rows_stand_where_they_stand():
    rows = (
        row(attributes='table:number-rows-repeated="3"')
        + row('<table:table-cell table:number-columns-repeated="4"/>', text("a"))
        + row(text("b", attributes='table:number-columns-repeated="3"'), attributes='table:number-rows-repeated="2"')
        + row(text("c"))
    )
    found = {place: cell.text for place, cell in sheet(rows).cells.items()}
    assert found == {(4, 5): "a", **{(r, c): "b" for r in (5, 6) for c in (1, 2, 3)}, (7, 1): "c"}


def test_a_million_blank_rows_cost_nothing():
    blank = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048570"'
    )
    assert sheet(blank + row(text("au bout"))).cells == {(1_048_571, 1): Cell("au bout")}


@pytest.mark.parametrize(
    ("cell", "repeated", "reason"),
    [
        (text("x", attributes='table:number-columns-repeated="16384"'), 62, Refusal.UNSAFE),
        (text("x", attributes='table:number-columns-repeated="16385"'), 1, Refusal.DAMAGED),
        (text("x"), 1_048_577, Refusal.UNSAFE),
        (text("x", attributes='table:number-columns-repeated="-1"'), 1, Refusal.DAMAGED),
        (text("x", attributes='table:number-columns-repeated="99999999999"'), 1, Refusal.DAMAGED),
        (value("float", "douze"), 1, Refusal.DAMAGED),
        ('<table:table-cell office:value-type="float"/>', 1, Refusal.DAMAGED),
        (text("x" * 32_768), 1, Refusal.UNSAFE),
        (text('<text:s text:c="32768"/>x'), 1, Refusal.UNSAFE),
    ],
)
def test_what_no_sheet_can_hold_is_refused(cell: str, repeated: int, reason: Refusal):
    with pytest.raises(Refused) as raised:
        sheet(row(cell, attributes=f'table:number-rows-repeated="{repeated}"'))
    assert raised.value.refusal is reason


def test_what_is_not_finite_is_an_error_cell():
    assert sheet(row(value("float", "INF"))).cells == {(1, 1): Cell("#NUM!", CellKind.ERROR)}


def test_merges_and_what_is_hidden():
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="2" table:visibility="filter"/>'
    )
    span = 'table:number-columns-spanned="3" table:number-rows-spanned="2"'
    one = 'table:number-columns-spanned="1" table:number-rows-spanned="1"'
    rows = (
        row(text("a", attributes=span), *[text("b", attributes=one)] * 4)
        + row(text("c"), attributes='table:visibility="collapse"')
        + row(text("d"), attributes='table:visibility="filter" table:number-rows-repeated="2"')
        + row(attributes='table:visibility="collapse" table:number-rows-repeated="1048000"')
    )
    found = sheet(columns + rows)
    assert found.merges == [(1, 1, 2, 3)]
    assert (found.hidden_rows, found.hidden_columns) == ({2, 3, 4}, {3, 4, 5})


STYLES = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="ce1" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    '<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce1"><style:text-properties '
    'style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="T1" style:family="text"><style:text-properties '
    'style:text-line-through-type="single"/></style:style>'
)


def test_what_was_changed_and_tables_inside_a_cell_are_no_cells():
    changed = f"<table:tracked-changes><table:previous>{text('avant')}</table:previous></table:tracked-changes>"
    inner = f"<table:table-cell>{table(row(text('dedans')))}</table:table-cell>"
    (read,) = read_package(document(table(row(inner, text("a"))), before=changed)).sheets
    assert read.cells == {(1, 2): Cell("a")}


def test_hidden_sheets_are_known():
    tables = table(row(text("a"))) + table("", name="Caché", attributes='table:style-name="ta2"')
    read = read_package(document(tables, styles=STYLES))
    assert [(one.name, one.state) for one in read.sheets] == [("KPI", "visible"), ("Caché", "hidden")]


@pytest.mark.parametrize(
    ("written", "struck"),
    [
        (row(text("a", attributes='table:style-name="ce1"')), True),
        (row(text("a", attributes='table:style-name="ce2"')), True),
        (row(text("a", attributes='table:style-name="ce3"')), False),
        (row(text('a<text:span text:style-name="T1">b</text:span>')), True),
        (row(text("a"), attributes='table:default-cell-style-name="ce1"'), True),
        ('<table:table-column table:default-cell-style-name="ce1"/>' + row(text("a")), True),
        (row(text("a")), False),
    ],
)
def test_struck_through_cells_are_known(written: str, struck: bool):
    assert sheet(written, styles=STYLES).struck == ({(1, 1)} if struck else set())


def test_styles_of_the_document_count_too():
    named = STYLES.replace('"ce1"', '"Barré"')
    styles = f"<office:document-styles {SPACES}><office:styles>{named}</office:styles></office:document-styles>"
    written = row(text("a", attributes='table:style-name="Barré"'))
    assert sheet(written, more={"styles.xml": styles.encode()}).struck == {(1, 1)}


def test_notes_come_without_their_authors():
    note = (
        "<office:annotation><dc:creator>Une Personne</dc:creator><dc:date>2020-11-30</dc:date>"
        "<text:p>à vérifier</text:p><text:p>deux fois</text:p></office:annotation>"
    )
    found = sheet(
        row(f"<table:table-cell>{note}</table:table-cell>", text("b").replace("<text:p>", note + "<text:p>", 1))
    )
    assert found.notes == {(1, 1): "à vérifier\ndeux fois", (1, 2): "à vérifier\ndeux fois"}
    assert found.cells == {(1, 2): Cell("b")}


def test_what_reaches_outside_is_named_and_not_opened():
    file = "'file:///C:/Users/moi/autre.xlsx'"
    formula = f'table:formula="of:=[{file.replace(chr(39), "&apos;")}#$Feuil1.A1]"'
    tables = (
        table(
            '<table:table-source xlink:href="https://moi:mot@example.org/a.ods?x=1"/>'
            + row(value("float", "1", "1", formula))
            + '<table:shapes><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></table:shapes>'
            + row(picture("http://example.org/p.png"), picture("Pictures/a.png"))
        )
        + '<table:dde-links><table:dde-link><office:dde-source office:dde-application="cmd" office:dde-topic="/c"/>'
        + "<table:table>"
        + row(text("x"))
        + "</table:table></table:dde-link></table:dde-links>"
    )
    read = read_package(document(tables, more={"Basic/Standard/Module1.xml": b""}))
    assert read.sheets[0].formulas == {(1, 1): f"[{file}#$Feuil1.A1]"}
    assert read.external == (
        "https://example.org/a.ods",
        "autre.xlsx",
        "Object 1",
        "http://example.org/p.png",
        "DDE cmd|/c",
    )
    assert read.macros
    assert len(read.sheets) == 1


def refusal(content: bytes) -> Refusal:
    """Why a content is refused."""
    with pytest.raises(Refused) as raised:
        read_package(content)
    return raised.value.refusal


def test_what_is_not_a_sound_document_is_refused():
    good = table(row(text("a")))
    assert read_package(document(good)).sheets
    manifest = b'<manifest:manifest><manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
    assert refusal(document(good, more={"META-INF/manifest.xml": manifest})) is Refusal.ENCRYPTED
    text_document = b"application/vnd.oasis.opendocument.text"
    assert refusal(document(good, more={"mimetype": text_document})) is Refusal.OTHER_DOCUMENT
    assert refusal(zipped(("content.xml", b"<a/>"))) is Refusal.ARCHIVE
    assert refusal(document("<table:table>")) is Refusal.DAMAGED
    entity = b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'
    assert refusal(document(good, more={"styles.xml": entity})) is Refusal.UNSAFE
    assert refusal(document("".join(table("") for _ in range(257)))) is Refusal.UNSAFE


def test_when_it_was_saved():
    meta = b'<o:meta xmlns:o="x" xmlns:dc="y"><dc:date>2020-11-30T12:00:00</dc:date></o:meta>'
    read: Package = read_package(document(table(""), more={"meta.xml": meta}))
    assert read.modified == "2020-11-30T12:00:00"
