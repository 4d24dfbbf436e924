"""Writes the console: the workbook from which the cell works, with its settings, guide, numbers and lists."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minerva.excel.formats import Formats, new_workbook
from minerva.excel.heights import header_height, row_height
from minerva.excel.safely import private_folder, put_in_place, sync
from minerva.layout.consoles import (
    LIST_HEADER_ROW,
    STATES,
    YES_NO,
    ConsoleLayout,
    Setting,
    console_layout,
    console_name,
    state_word,
    yes_no_word,
)
from minerva.layout.labels import bilingual
from minerva.layout.style import style
from minerva.model.coverage import State

LABELS, VALUES = 1, 2  # columns, from 0
SMALLEST = 28
A4 = 9
LIST_ROWS = 5000
"""As many rows of a list are ruled and coloured; conditions do it, for rows are written and emptied by buttons."""
_LIST_FILLS = {State.MISSING: "missing_fill", State.UNUSABLE: "wrong_fill", State.WITH_GAPS: "long_fill"}


def write_console(path: Path, values: Mapping[str, str] | None = None) -> Path:
    """Write a console to `path` and return it, with these settings in place of those of the layout. Overwrites.

    Relative names count from the folder of the console.
    """
    workbook = new_workbook(path, bilingual("console.title", " – "))
    try:
        layout, formats = console_layout(), Formats(workbook)
        _Console(workbook, layout, formats, values or {}).write()
        for key in layout.lists:
            _write_list(workbook, layout, formats, key)
    finally:
        workbook.close()
    return path


def put_console(output: Path) -> bool:
    """Make `output` a console, complete or not at all; False where a file was there, which stays.

    Raises OutputBusy, OutputLocked or OSError.
    """
    with private_folder(output) as folder:
        prepared = write_console(folder / output.name)
        sync(prepared)
        if os.path.lexists(output):
            return False
        put_in_place(prepared, output)
        return True


def _define(workbook: Workbook, key: str, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    area = ":".join(xl_rowcol_to_cell(*place, row_abs=True, col_abs=True) for place in dict.fromkeys((first, last)))
    workbook.define_name(console_name(key), f"='{sheet}'!{area}")


class _Console:
    """The first sheet: settings, guide, numbers."""

    def __init__(self, workbook: Workbook, layout: ConsoleLayout, formats: Formats, values: Mapping[str, str]):
        self.workbook, self.layout, self.formats, self.values = workbook, layout, formats, values
        self.sheet: Worksheet = workbook.add_worksheet(layout.sheet)
        self.last = LABELS + len(layout.columns) - 1

    def write(self) -> None:
        self.sheet.set_column(0, 0, 2)
        for index, width in enumerate(self.layout.columns, LABELS):
            self.sheet.set_column(index, index, width)
        self.sheet.hide_gridlines(2)
        self.sheet.write_string("B1", bilingual("console.title", " – "), self.formats.title())
        self.sheet.write_string("B2", bilingual("console.hint", " · "), self.formats.subtitle())
        self.sheet.set_row(0, 28)
        self._write_settings()
        self._write_guide()
        self._write_results()
        self._set_up_page()

    def _section(self, row: int, key: str) -> None:
        look = self.formats.head(align="left", font_size=10, text_wrap=False, border=0)
        for column in range(LABELS, self.last + 1):
            self.sheet.write_blank(row - 1, column, None, look)
        self.sheet.write_string(row - 1, LABELS, bilingual(key, " – "), look)
        self.sheet.set_row(row - 1, 18)

    def _label(self, row: int, key: str) -> None:
        self.sheet.write_string(row, LABELS, bilingual(key), self.formats.cell(bold=True, valign="vcenter"))
        self.sheet.set_row(row, SMALLEST)

    def _write_settings(self) -> None:
        """Each setting with what it is for beside it, and what may stand there."""
        self._section(self.layout.settings_row, "console.settings")
        look = self.formats.cell(bg_color=style().colour["input_fill"], font_size=10, valign="vcenter", align="left")
        quiet = self.formats(font_color=style().colour["quiet"], text_wrap=True, valign="vcenter", indent=1)
        for key, setting in self.layout.settings.items():
            address = self.layout.setting_cell(key)
            row, column = xl_cell_to_rowcol(address)
            self._label(row, f"console.setting.{key}")
            self.sheet.write_string(row, column, self.values.get(key, _shown(setting)), look)
            self.sheet.write_string(row, column + 1, bilingual(f"console.input.{key}"), quiet)
            _define(self.workbook, key, self.layout.sheet, (row, column), (row, column))
            self.sheet.data_validation(address, _validation(key, setting, address))

    def _write_guide(self) -> None:
        """The steps, each text across the remaining columns: nobody types there."""
        guide = self.layout.guide
        self._section(guide.row, "console.guide")
        width = sum(self.layout.columns[VALUES - LABELS :])
        for step in range(1, guide.steps + 1):
            row, text = guide.row + step - 1, bilingual(f"console.step{step}")
            self.sheet.write_string(row, LABELS, bilingual(f"console.step{step}_title"), self.formats.cell(bold=True))
            self.sheet.merge_range(row, VALUES, row, self.last, text, self.formats.cell())
            self.sheet.set_row(row, row_height([(text, width)], least=SMALLEST))

    def _write_results(self) -> None:
        results = self.layout.results
        self._section(results.row, "console.results")
        look = self.formats.cell(align="left", valign="vcenter", font_size=10)
        for row, key in enumerate(results.keys, results.row):
            self._label(row, f"console.result.{key}")
            self.sheet.write_blank(row, VALUES, None, look)
        last = results.row + len(results.keys) - 1
        _define(self.workbook, "result", self.layout.sheet, (results.row, VALUES), (last, VALUES))

    def _set_up_page(self) -> None:
        _set_up_page(self.sheet)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1)
        row, column = xl_cell_to_rowcol(self.layout.setting_cell(next(iter(self.layout.settings))))
        self.sheet.set_selection(row, column, row, column)


def _shown(setting: Setting) -> str:
    words = {"state": state_word, "yes_no": yes_no_word}
    return words[setting.kind](setting.value) if setting.kind in words else setting.value


def _validation(key: str, setting: Setting, address: str) -> dict[str, object]:
    """What may be typed; paths are looked at when a button is clicked."""
    rule: dict[str, object] = {"validate": "any", "input_message": bilingual(f"console.input.{key}")}
    wrong: dict[str, object] = {"error_title": bilingual("console.wrong.title", " / ")}
    if setting.kind in ("state", "yes_no"):
        words = [state_word(one) for one in STATES] if setting.kind == "state" else [yes_no_word(one) for one in YES_NO]
        return rule | wrong | {"validate": "list", "source": words, "error_message": bilingual("console.wrong.list")}
    if setting.kind == "year":
        limits = {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100}
        return rule | wrong | limits | {"error_message": bilingual("console.wrong.year")}
    if setting.kind == "output":
        ends = f'=LOWER(RIGHT({address},5))=".xlsx"'
        return rule | wrong | {"validate": "custom", "value": ends, "error_message": bilingual("console.wrong.output")}
    return rule


def _write_list(workbook: Workbook, layout: ConsoleLayout, formats: Formats, key: str) -> None:
    """The sheet of a list, empty but for its head."""
    wanted, header = layout.lists[key], LIST_HEADER_ROW - 1
    sheet = workbook.add_worksheet(wanted.sheet)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, bilingual(f"console.list.{key}", " – "), formats.title())
    sheet.write_string(1, 0, bilingual("console.list.hint", " · "), formats.subtitle())
    sheet.set_row(0, 28)
    titles = []
    for column, (name, width) in enumerate(wanted.columns.items()):
        titles.append((bilingual(f"console.column.{name}", " / "), width))
        align = {"align": "center"} if name in ("error", "warning") else {}
        sheet.set_column(column, column, width, formats(text_wrap=True, **align))
        sheet.write_string(header, column, titles[-1][0], formats.head())
    sheet.set_row(header, header_height(titles, 8))
    last = len(wanted.columns) - 1
    _define(workbook, key, wanted.sheet, (header, 0), (header, last))
    if "state" in wanted.columns:
        _colour_states(sheet, formats, list(wanted.columns).index("state"), header + 1)
    ruled = {"criteria": f'=$A{header + 2}<>""', "format": formats(**_ruled())}
    sheet.conditional_format(header + 1, 0, header + LIST_ROWS, last, {"type": "formula", **ruled})
    sheet.freeze_panes(header + 1, 1)
    _set_up_page(sheet)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)


def _colour_states(sheet: Worksheet, formats: Formats, column: int, first: int) -> None:
    """What asks for something stands out; the word says it too."""
    cell = xl_rowcol_to_cell(first, column, col_abs=True)
    for state, fill in _LIST_FILLS.items():
        text = bilingual(f"state.{state}").replace('"', '""').replace("\n", '"&CHAR(10)&"')
        look = formats(bg_color=style().colour[fill], **_ruled())
        rule = {"type": "formula", "criteria": f'={cell}="{text}"', "format": look}
        sheet.conditional_format(first, column, first + LIST_ROWS - 1, column, rule)


def _ruled() -> dict[str, object]:
    """A line below each row that is filled; of several conditions some programs follow the first alone."""
    return {"bottom": 1, "bottom_color": style().colour["border"]}


def _set_up_page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&L&8&A&R&8&P / &N")
