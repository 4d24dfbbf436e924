"""Writes the console: the workbook from which the cell consolidates, with its settings, guide and result area."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minerva.excel.formats import Formats, new_workbook
from minerva.excel.heights import row_height
from minerva.layout.consoles import STATES, console_layout, console_name, state_word
from minerva.layout.labels import bilingual
from minerva.layout.style import style

LABELS, VALUES = 1, 2  # columns, from 0
SMALLEST = 28


def write_console(
    path: Path, register: str = "register.xlsx", returns: str = "returns", output: str = "regional-2020.xlsx"
) -> Path:
    """Write a console with these settings to `path` and return it. Overwrites.

    Relative names count from the folder of the console.
    """
    workbook = new_workbook(path, bilingual("console.title", " – "))
    try:
        values = {"register": register, "returns": returns, "output": output, "state": state_word(STATES[0])}
        _Console(workbook, values).write()
    finally:
        workbook.close()
    return path


class _Console:
    def __init__(self, workbook: Workbook, values: dict[str, str]):
        self.workbook = workbook
        self.values = values
        self.layout = console_layout()
        self.formats = Formats(workbook)
        self.sheet: Worksheet = workbook.add_worksheet(self.layout.sheet)
        self.last = LABELS + len(self.layout.columns) - 1

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
        self._write_files()
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

    def _name(self, key: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        area = ":".join(xl_rowcol_to_cell(*place, row_abs=True, col_abs=True) for place in dict.fromkeys((first, last)))
        self.workbook.define_name(console_name(key), f"='{self.layout.sheet}'!{area}")

    def _write_settings(self) -> None:
        self._section(self.layout.settings_row, "console.settings")
        look = self.formats.cell(bg_color=style().colour["input_fill"], font_size=10, valign="vcenter")
        for key, address in self.layout.settings.items():
            row, column = xl_cell_to_rowcol(address)
            self._label(row, f"console.setting.{key}")
            self.sheet.write_string(row, column, self.values[key], look)
            self._name(key, (row, column), (row, column))
            rule = {"validate": "any", "input_message": bilingual(f"console.input.{key}")}
            if key == "state":
                rule |= {"validate": "list", "source": [state_word(state) for state in STATES]}
            self.sheet.data_validation(address, rule)

    def _write_guide(self) -> None:
        """The steps, each text across the remaining columns: nobody types there."""
        self._section(self.layout.guide_row, "console.guide")
        width = sum(self.layout.columns[VALUES - LABELS :])
        for step in range(1, self.layout.steps + 1):
            row, text = self.layout.guide_row + step - 1, bilingual(f"console.step{step}")
            self.sheet.write_string(row, LABELS, bilingual(f"console.step{step}_title"), self.formats.cell(bold=True))
            self.sheet.merge_range(row, VALUES, row, self.last, text, self.formats.cell())
            self.sheet.set_row(row, row_height([(text, width)], least=SMALLEST))

    def _write_results(self) -> None:
        self._section(self.layout.results_row, "console.results")
        first = self.layout.results_row
        for row, key in enumerate(self.layout.results, first):
            self._label(row, f"console.result.{key}")
            self.sheet.write_blank(row, VALUES, None, self.formats.cell(align="left", valign="vcenter", font_size=10))
        self._name("result", (first, VALUES), (first + len(self.layout.results) - 1, VALUES))

    def _write_files(self) -> None:
        self._section(self.layout.files_row, "console.files")
        row = self.layout.files_row
        for column, key in enumerate(self.layout.files, LABELS):
            self.sheet.write_string(row, column, bilingual(f"console.file.{key}", " / "), self.formats.head())
        self.sheet.set_row(row, 18)
        self._name("files", (row, LABELS), (row, self.last))

    def _set_up_page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(self.layout.files_row)
        self.sheet.set_footer("&R&8&P / &N")
        _, column = xl_cell_to_rowcol(next(iter(self.layout.settings.values())))
        self.sheet.set_selection(self.layout.settings_row, column, self.layout.settings_row, column)
