"""Reads a workbook in whichever format it was saved, told by its content and never by its name."""

from __future__ import annotations

from xml.parsers.expat import ExpatError

from minerva.excel.content.cells import Package
from minerva.excel.content.intake import Archive, Kind, Refused, recognised
from minerva.excel.content.xml_parts import relations
from minerva.model.submission import Refusal

__all__ = ["Package", "read_package"]


def read_package(content: bytes) -> Package:
    """The cells of a workbook: .xlsx, .xlsm, .xlsb, .xls, .ods. Raises Refused for whatever is not a sound one."""
    kind, archive = recognised(content)
    if archive is None:
        from minerva.excel.content.xls import read_xls

        return read_xls(content)
    if kind is Kind.ODS:
        from minerva.excel.content.ods import read_ods

        return read_ods(archive)
    workbook = workbook_part(archive)
    if workbook.endswith(".bin"):
        from minerva.excel.content.xlsb import read_xlsb

        return read_xlsb(archive, workbook)
    from minerva.excel.content.xlsx import read_xlsx

    return read_xlsx(archive, workbook)


def workbook_part(archive: Archive) -> str:
    """The part a package itself names as its workbook. Raises Refused where it has none."""
    try:
        named = [relation.target for relation in relations(archive, "") if relation.kind == "officeDocument"]
    except (ExpatError, KeyError, ValueError) as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error
    for part in (*named, "xl/workbook.xml", "xl/workbook.bin"):
        if part in archive:
            return part
    raise Refused(Refusal.NOT_A_WORKBOOK)
