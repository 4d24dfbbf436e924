"""Reads a workbook in whichever format it was saved, told by its content and never by its name."""

from __future__ import annotations

from xml.parsers.expat import ExpatError

from minerva.excel.cells import Package
from minerva.excel.intake import Archive, Refused
from minerva.excel.xml_parts import relations
from minerva.model.submission import Refusal

__all__ = ["Package", "read_package"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_package(content: bytes) -> Package:
    """The cells of a workbook: .xlsx, .xlsm, .xlsb, .xls, .ods. Raises Refused for whatever is not a sound one."""
    if content.startswith(_OLE):
        from minerva.excel.xls import read_xls

        return read_xls(content)
    archive = Archive(content)
    workbook = _workbook_part(archive)
    if workbook.endswith(".bin"):
        from minerva.excel.xlsb import read_xlsb

        return read_xlsb(archive, workbook)
    if workbook:
        from minerva.excel.xlsx import read_xlsx

        return read_xlsx(archive, workbook)
    if "content.xml" in archive:
        from minerva.excel.ods import read_ods

        return read_ods(archive)
    raise Refused(Refusal.NOT_A_WORKBOOK)


def _workbook_part(archive: Archive) -> str:
    """The part a package itself names as its workbook, '' where it has none."""
    try:
        named = [relation.target for relation in relations(archive, "") if relation.kind == "officeDocument"]
    except (ExpatError, KeyError, ValueError) as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error
    for part in (*named, "xl/workbook.xml", "xl/workbook.bin"):
        if part in archive and part.startswith("xl/"):
            return part
    return ""
