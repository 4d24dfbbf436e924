"""Content that would act: macros, links to elsewhere, formulas that fetch, embedded objects. None of it does."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from hostile.workbook import READ, RELS, Case, case, changed, packed, parts, with_cell, with_parts

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WEB = "http://127.0.0.1:9/"
FORMULAS = (
    'HYPERLINK("http://127.0.0.1:9/","cliquez")',
    'WEBSERVICE("http://127.0.0.1:9/")',
    'FILTERXML(WEBSERVICE("http://127.0.0.1:9/"),"//a")',
    'RTD("server",,"a")',
    "cmd|'/C calc'!A0",
    "[1]Feuil1!$A$1",
    "'C:\\secret\\[autre.xlsx]Feuil1'!A1",
    'CALL("kernel32","WinExec","JC","calc",1)',
    'REGISTER("urlmon","URLDownloadToFileA","JCCJJ","X")',
    'IMAGE("http://127.0.0.1:9/a.png")',
    'INDIRECT("[autre.xlsx]Feuil1!A1")',
    "EXEC(A1)",
)
PARTS = {
    "macros": "xl/vbaProject.bin",
    "embedded object": "xl/embeddings/oleObject1.bin",
    "embedded workbook": "xl/embeddings/Microsoft_Excel_Sheet1.xlsx",
    "ActiveX": "xl/activeX/activeX1.bin",
    "connections": "xl/connections.xml",
    "query": "xl/queryTables/queryTable1.xml",
    "custom ribbon": "customUI/customUI14.xml",
    "macro sheet": "xl/macrosheets/intlsheet1.xml",
    "data model": "xl/model/item.data",
    "threads": "xl/threadedComments/threadedComment1.xml",
}


def active_cases() -> Iterator[Case]:
    """All of them; each is read, and what would act is text or left where it is."""
    for number, formula in enumerate(FORMULAS, 1):
        written = escape(formula, quote=False)
        yield case("active", f"formula {number:02}.xlsx", with_cell(f"<c @><f>{written}</f><v>7</v></c>"), READ)
    for name, part in PARTS.items():
        yield case("active", f"{name}.xlsm", with_parts(**{part: b"\xd0\xcf\x11\xe0" + b"x" * 500}), READ)
    for kind in ("externalLink", "oleObject", "image", "attachedTemplate", "frame"):
        relation = f'<Relationship Id="rIdX" Type="{KIND}/{kind}" Target="{WEB}" TargetMode="External"/>'
        yield case(
            "active", f"outside {kind}.xlsx", changed(RELS, ("</Relationships>", f"{relation}</Relationships>")), READ
        )
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"><ddeItems/></ddeLink></externalLink>'
    yield case("active", "DDE.xlsx", packed(parts() | {"xl/externalLinks/externalLink1.xml": link}), READ)
