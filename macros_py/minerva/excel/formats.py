"""Cell formats of the workbooks we write: one palette, each combination made once."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

import xlsxwriter
from xlsxwriter.core import Core
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable

from minerva.layout.style import style
from minerva.model.status import Status

# The same inputs must give the same bytes: the creation date is not the day of the run.
CREATED = datetime(2000, 1, 1)
A3 = 8
A3_ROOM = 190.0
"""Characters of column widths that surely fit an A3 page in landscape, unscaled, with the margins of the report."""


class Formats:
    """Formats of one workbook, by their properties (XlsxWriter's names)."""

    def __init__(self, workbook: xlsxwriter.Workbook):
        self._workbook = workbook
        self._made: dict[tuple, Format] = {}

    def __call__(self, **properties: object) -> Format:
        """The format with these properties on top of the house font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": style().font_name, "font_size": style().font_size, "valign": "top"}
            self._made[key] = self._workbook.add_format(base | properties)
        return self._made[key]

    def title(self) -> Format:
        """The title of a sheet."""
        return self(bold=True, font_size=style().title_size, font_color=style().colour["head_fill"], valign="vcenter")

    def subtitle(self) -> Format:
        """What stands under the title."""
        return self(font_size=11, font_color=style().colour["quiet"], valign="vcenter")

    def head(self, **properties: object) -> Format:
        """A column header."""
        colour = style().colour
        return self(
            **{
                "bold": True,
                "bg_color": colour["head_fill"],
                "font_color": colour["head_text"],
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "border": 1,
                "border_color": colour["border"],
                "font_size": 8,
            }
            | properties
        )

    def cell(self, **properties: object) -> Format:
        """A bordered cell whose text wraps."""
        return self(**{"border": 1, "border_color": style().colour["border"], "text_wrap": True} | properties)

    def status(self, status: Status, **properties: object) -> Format:
        """A cell in the colour of a status."""
        look = style().status[status]
        return self.cell(
            **{
                "bg_color": look.fill,
                "font_color": look.text,
                "bold": status is not Status.NOT_ASSESSED,
                "italic": status is Status.NOT_ASSESSED,
                "align": "center",
                "valign": "vcenter",
            }
            | properties
        )

    def link(self) -> Format:
        """A link."""
        return self.cell(font_color=style().colour["link"], underline=1)


def new_workbook(path: Path, title: str, *, language: str = "", **options: object) -> xlsxwriter.Workbook:
    """A workbook that takes no text for a formula or a link, and whose bytes depend on its content only.

    `language` is what its properties say it is written in, for programs that read aloud or index.
    """
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = _Workbook(str(path), safe | options)
    workbook.str_table = _PlainStrings()
    workbook.set_properties({"title": title, "created": CREATED, "author": "", "company": ""})
    workbook.doc_properties["language"] = language
    workbook.set_calc_mode("auto")
    return workbook


class _Workbook(xlsxwriter.Workbook):
    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):
    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _SharedStrings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()

    def _write_core_file(self) -> None:
        core = _Core()
        core._set_properties(self.workbook.doc_properties)
        core._set_xml_writer(self._filename("docProps/core.xml"))
        core._assemble_xml_file()


class _Core(Core):
    """The properties of a document, and its language, which XlsxWriter leaves out."""

    def _write_cp_content_status(self) -> None:
        super()._write_cp_content_status()
        if self.properties.get("language"):
            self._xml_data_element("dc:language", self.properties["language"])


class _SharedStrings(SharedStrings):
    """Writes the texts that hold nothing out of the ordinary in half the time; all others as XlsxWriter does."""

    def _write_si(self, string: str) -> None:
        odd = not string.replace("\n", "").isprintable() or "_x" in string or string.startswith("<r>")
        if odd or not string or string[0].isspace() or string[-1].isspace():
            super()._write_si(string)
        else:
            self.fh.write(f"<si><t>{escape(string, quote=False)}</t></si>")


class _PlainStrings(SharedStringTable):
    """The texts of a workbook, each as it is.

    XlsxWriter takes a text that begins with <r> and ends with </r> for its own rich text and would write it as XML; it
    is given such rich text, of one run that shows the text.
    """

    def _sort_string_data(self) -> None:
        super()._sort_string_data()
        self.string_array = [_as_run(text) if text.startswith("<r>") else text for text in self.string_array]


def _as_run(text: str) -> str:
    return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>' if text.endswith("</r>") else text


def status_conditions(formats: Formats, formula: str) -> list[dict]:
    """Conditional formats that colour by status; `formula` holds `{code}`, the place of a status, from 1."""
    return [
        {
            "type": "formula",
            "criteria": formula.format(code=code),
            "format": formats(bg_color=style().status[status].fill, font_color=style().status[status].text, bold=True),
        }
        for code, status in enumerate(Status, 1)
    ]
