"""Cell formats of the workbooks we write: one palette, each combination made once."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

import xlsxwriter
from xlsxwriter.core import Core
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.styles import Styles, XFormatType

from minerva.layout.labels import bilingual
from minerva.layout.style import style
from minerva.model.status import Status

# The same inputs must give the same bytes: the creation date is not the day of the run.
CREATED = datetime(2000, 1, 1)
HEADINGS = {1: "organisation", 2: "section", 3: "table"}
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
        return self._format("", properties)

    def _format(self, name: str, properties: dict[str, object]) -> Format:
        key = (name, *sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": style().font_name, "font_size": style().font_size, "valign": "top"}
            made = self._made[key] = self._workbook.add_format(base | properties)
            if name:
                made.style_name = name
                made._format_key = f"{made._get_format_key()}:{name}"  # the same look in two styles is two formats
        return self._made[key]

    def named(self, name: str, look: dict[str, object], own: dict[str, object] | None = None) -> Format:
        """A format of a named style (a label under `style_name`), which `look` describes, with what is its `own` in a
        cell."""
        title = style_name(name)
        if title not in self._workbook.named_styles:
            self._workbook.named_styles[title] = self._format(title, look)
        return self._format(title, look | (own or {}))

    def title(self) -> Format:
        """The title of a sheet."""
        colour = style().colour["head_fill"]
        return self.named(
            "title", {"bold": True, "font_size": style().title_size, "font_color": colour, "valign": "vcenter"}
        )

    def subtitle(self, **properties: object) -> Format:
        """What stands under the title."""
        look = {"font_size": 11, "font_color": style().colour["quiet"], "valign": "vcenter"}
        return self.named("subtitle", look, properties)

    def heading(self, level: int, **properties: object) -> Format:
        """A heading inside a sheet: of an organisation (1), of a section (2), of a table (3)."""
        return self.named(HEADINGS[level], heading_look(level), properties)

    def head(self, **properties: object) -> Format:
        """A column header."""
        colour = style().colour
        look = {
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
        return self.named("head", look, properties)

    def text(self, **properties: object) -> Format:
        """A text over the width of a table: an introduction, a reason."""
        return self.named("text", {"text_wrap": True, "valign": "vcenter"}, properties)

    def cell(self, **properties: object) -> Format:
        """A bordered cell whose text wraps."""
        look = {"border": 1, "border_color": style().colour["border"], "text_wrap": True}
        return self.named("cell", look, properties)

    def status(self, status: Status, **properties: object) -> Format:
        """A cell in the colour of a status."""
        colours = style().status[status]
        look = {
            "border": 1,
            "border_color": style().colour["border"],
            "text_wrap": True,
            "bg_color": colours.fill,
            "font_color": colours.text,
            "bold": status is not Status.NOT_ASSESSED,
            "italic": status is Status.NOT_ASSESSED,
            "align": "center",
            "valign": "vcenter",
        }
        return self.named(status.value, look, properties)

    def link(self, **properties: object) -> Format:
        """A link in a cell of a table."""
        return self.cell(font_color=style().colour["link"], underline=1, **properties)

    def way(self, **properties: object) -> Format:
        """A link that stands alone, without borders."""
        return self.named("link", {"font_color": style().colour["link"], "underline": 1}, properties)


LONGEST_FOOTER = 255
FOOTER_PART = 110
"""Characters of a footer, its codes among them, and of a part of one that has three."""


def in_footer(text: str, longest: int = LONGEST_FOOTER) -> str:
    """A text as a footer bears it: an ampersand starts a code there, two of them are one, never cut apart."""
    borne = text.replace("&", "&&")[:longest]
    return borne[:-1] if borne.count("&") % 2 else borne


def heading_look(level: int) -> dict[str, object]:
    """How a heading of a level looks, in XlsxWriter's names."""
    sizes = {1: 14, 2: 12, 3: 10}
    colour = style().colour["head_fill" if level < 3 else "quiet"]
    look = {"bold": True, "font_size": sizes[level], "font_color": colour, "valign": "vcenter", "text_wrap": True}
    return look | ({"bottom": 2, "bottom_color": colour} if level == 1 else {})


@cache
def style_name(key: str) -> str:
    """The name of a cell style in both languages, as Excel lists it: `Minerva Titre-Titel`."""
    return f"Minerva {bilingual(f'style_name.{key}', '-')}"


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
    def __init__(self, *args: object, **options: object) -> None:
        self.named_styles: dict[str, Format] = {}
        super().__init__(*args, **options)

    def _prepare_formats(self) -> None:
        for look in self.named_styles.values():
            look._get_xf_index()
        super()._prepare_formats()

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):
    def _write_styles_file(self) -> None:
        book = self.workbook
        styles = _Styles(book.named_styles)
        styles._set_style_properties(
            [
                book.xf_formats,
                book.palette,
                book.font_count,
                book.num_formats,
                book.border_count,
                book.fill_count,
                book.custom_colors,
                book.dxf_formats,
                book.has_comments,
            ]
        )
        styles._set_xml_writer(self._filename("xl/styles.xml"))
        styles._assemble_xml_file()

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


class _Styles(Styles):
    """Writes cell styles with names of ours behind XlsxWriter's own; a cell of such a style says which it is."""

    def __init__(self, named: dict[str, Format]):
        super().__init__()
        self._named = named

    def _write_cell_style_xfs(self) -> None:
        own = 2 if self.has_hyperlink else 1
        places = {name: own + place for place, name in enumerate(self._named)}
        for look in self.xf_formats:
            look.xf_id = places.get(getattr(look, "style_name", ""), look.xf_id)
        self._xml_start_tag("cellStyleXfs", [("count", own + len(self._named))])
        self._write_xf(self.xf_formats[0], XFormatType.STYLE)
        if self.has_hyperlink:
            self._write_style_xf(True, self.hyperlink_font_id)
        for look in self._named.values():
            self._write_xf(look, XFormatType.STYLE)
        self._xml_end_tag("cellStyleXfs")

    def _write_cell_styles(self) -> None:
        own = 2 if self.has_hyperlink else 1
        self._xml_start_tag("cellStyles", [("count", own + len(self._named))])
        if self.has_hyperlink:
            self._write_cell_style("Hyperlink", 1, 8)
        self._write_cell_style()
        for place, name in enumerate(self._named, own):
            self._xml_empty_tag("cellStyle", [("name", name), ("xfId", place)])
        self._xml_end_tag("cellStyles")


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
        self.string_array = [_as_run(text) if text.startswith("<r>") else text for text in self.string_table]
        self.string_table = {}


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
