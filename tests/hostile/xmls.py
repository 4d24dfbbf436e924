"""XML that expands, reaches out, contradicts itself or is written in an unusual way."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.workbook import (
    BOOK,
    CORE,
    EITHER,
    OO,
    READ,
    RELS,
    SST,
    STYLES,
    Case,
    case,
    changed,
    packed,
    parts,
    with_cell,
    with_parts,
    with_rows,
)
from minerva.model.submission import Refusal as R

HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'ha'>%s]>" % b"".join(
    b"<!ENTITY %c '%s'>" % (letter + 1, b"&%c;" % letter * 10) for letter in range(97, 107)
)
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def xml_cases() -> Iterator[Case]:
    """All of them."""
    for name, content, *expected in (*_entities(), *_encodings(), *_structure(), *_references()):
        yield case("xml", f"{name}.xlsx", content, *expected)


def _with_doctype(name: str, doctype: bytes) -> bytes:
    return packed(parts() | {name: parts()[name].replace(b"?>", b"?>" + doctype, 1)})


def _entities():
    for name in (OO, SST, STYLES, BOOK, RELS, CORE):
        yield f"laughs in {name.rpartition('/')[2]}", _with_doctype(name, LAUGHS), R.UNSAFE
    external = {
        "file": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        "web": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'http://127.0.0.1:9/a'>]>",
        "subset": b"<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/a.dtd'>",
        "parameter": b"<!DOCTYPE x [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]>",
        "quadratic": b"<!DOCTYPE x [<!ENTITY a '" + b"a" * 50_000 + b"'>]>",
        "no entity": b"<!DOCTYPE worksheet>",
    }
    for name, doctype in external.items():
        yield f"doctype {name}", _with_doctype(OO, doctype), R.UNSAFE
    yield "entity nobody declared", changed(OO, ("<sheetData>", "<sheetData>&a;")), R.DAMAGED
    yield "doctype late", changed(OO, ("</worksheet>", "</worksheet><!DOCTYPE x>")), R.DAMAGED, R.UNSAFE


def _encodings():
    text = parts()[OO].decode()
    utf16 = text.replace("UTF-8", "UTF-16", 1).encode("utf-16")
    yield "UTF-16", packed(parts() | {OO: utf16}), READ
    yield "UTF-16 that is UTF-8", changed(OO, ("UTF-8", "UTF-16")), R.DAMAGED
    yield "UTF-8 that is UTF-16", packed(parts() | {OO: text.encode("utf-16")}), EITHER
    for name in ("UTF-7", "UTF-32", "EBCDIC", "x-nothing", "iso-8859-1", "cp037"):
        yield f"encoding {name}", changed(OO, ("UTF-8", name)), R.UNSAFE, R.DAMAGED
    yield "wrong bytes", changed(OO, ("<sheetData>", b"<sheetData>\xff\xfe")), R.DAMAGED
    yield "half a character", changed(SST, ("</t>", b"\xc3</t>")), R.DAMAGED
    yield "a zero byte", changed(OO, ("<sheetData>", b"<sheetData>\0")), EITHER
    yield "XML 1.1", changed(OO, ('version="1.0"', 'version="1.1"')), EITHER
    yield "byte order mark", packed(parts() | {OO: b"\xef\xbb\xbf" + parts()[OO]}), READ
    yield "prefixes", packed(parts() | {OO: _prefixed(parts()[OO])}), READ
    strict = {name: part.replace(MAIN, STRICT) for name, part in parts().items()}
    yield "Strict", packed(strict), READ


def _prefixed(part: bytes) -> bytes:
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f", b"is", b"t"):
        for end in (b">", b" ", b"/>"):
            part = part.replace(b"<" + tag + end, b"<x:" + tag + end)
        part = part.replace(b"</" + tag + b">", b"</x:" + tag + b">")
    return part.replace(b'xmlns="' + MAIN, b'xmlns:x="' + MAIN + b'" xmlns="' + MAIN)


def _structure():
    without = {"rels": RELS, "strings": SST, "styles": STYLES, "types": "[Content_Types].xml", "root": "_rels/.rels"}
    for name, part in without.items():
        yield f"without {name}", packed({key: value for key, value in parts().items() if key != part}), EITHER
    yield "relationship to itself", changed(RELS, ("worksheets/sheet2.xml", "workbook.xml")), EITHER
    yield "two sheets of one part", changed(RELS, ("worksheets/sheet3.xml", "worksheets/sheet2.xml")), EITHER
    yield "relationship that climbs", changed(RELS, ("worksheets/sheet2.xml", "../../../etc/passwd")), EITHER
    yield "relationship to the web", changed(RELS, ("worksheets/sheet2.xml", "http://127.0.0.1:9/a.xml")), EITHER
    yield "not well formed", changed(OO, ("</sheetData>", "<row></sheetData>")), R.DAMAGED
    yield "no end", packed(parts() | {OO: parts()[OO][:-20]}), R.DAMAGED
    yield "two roots", packed(parts() | {OO: parts()[OO] * 2}), R.DAMAGED
    yield "empty sheet part", packed(parts() | {OO: b""}), R.DAMAGED
    yield "web page as sheet", packed(parts() | {OO: b"<html><body>85</body></html>"}), EITHER
    yield (
        "deep elements",
        lambda: changed(OO, ("<sheetData>", "<a>" * 200_000 + "</a>" * 200_000 + "<sheetData>")),
        EITHER,
    )
    yield "long attribute", lambda: changed(OO, ("<sheetData>", f'<a b="{"x" * 900_000}"/><sheetData>')), READ
    many = " ".join(f'a{i}=""' for i in range(50_000))
    yield "many attributes", lambda: changed(OO, ("<sheetData>", f"<b {many}/><sheetData>")), EITHER
    yield "long comment", lambda: changed(OO, ("<sheetData>", f"<!--{'x' * 900_000}--><sheetData>")), READ
    yield "instruction", changed(OO, ("<sheetData>", "<?php system('id') ?><sheetData>")), READ
    yield "section", changed(OO, ("<v>70</v>", "<v><![CDATA[70]]></v>")), READ
    yield "names without end", with_parts(xl__comments1_xml=b"<comments><commentList>" * 1000), READ


def _references():
    for address in ("A0", "XFE7", "A1048577", "a7", "7", "", "A", "A7:B8", "A99999999999", "AAAA1", "A-1", "Ä7"):
        cell = f'<row r="30"><c r="{address}"><v>1</v></c></row>'
        yield f"address {address.replace(':', '')}", with_rows(cell), R.DAMAGED, *([READ] if address == "" else [])
    for row in ("0", "-1", "1048577", "x", "1e3", "99999999999999999999"):
        yield f"row {row}", with_rows(f'<row r="{row}"><c><v>1</v></c></row>'), R.DAMAGED
    yield (
        "rows backwards",
        with_rows("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(60, 30, -1))),
        READ,
    )
    yield "same cell twice", with_rows('<row r="30"><c r="B30"><v>1</v></c><c r="B30"><v>2</v></c></row>'), EITHER
    for index in ("999999", "-1", "1.5", "x", "", "1_0", " 1"):
        cell = f'<c @ t="s"><v>{index}</v></c>'
        expected = [R.DAMAGED] if index in ("999999", "-1", "1.5", "x") else [EITHER]
        yield f"string {index}", with_cell(cell), *expected
    yield "count of strings lies", changed(SST, ('uniqueCount="', 'uniqueCount="9999999')), READ
    yield "format 999", with_rows('<row r="30"><c r="A30" s="999"><v>1</v></c></row>'), R.DAMAGED
    yield "format -1", with_rows('<row r="30"><c r="A30" s="-1"><v>1</v></c></row>'), R.DAMAGED
    yield "unknown type", with_rows('<row r="30"><c r="A30" t="zz"><v>1</v></c></row>'), EITHER
