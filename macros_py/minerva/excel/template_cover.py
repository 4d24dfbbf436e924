"""The first sheet of a template: who, which year, introduction, counters, guide, legend."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from minerva.excel.heights import row_height
from minerva.excel.template_draft import Draft, Typed
from minerva.excel.template_formulas import TableFormulas
from minerva.excel.template_table import todo_link
from minerva.layout.labels import bilingual
from minerva.layout.returns import TableLayout, choices
from minerva.layout.style import status_word, style
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status

COVER_WIDTH = 105
STEPS = 7


class Cover:
    """The first sheet: who, which year, introduction, counters, guide."""

    def __init__(self, draft: Draft, sheet: Worksheet):
        self.draft = draft
        self.sheet = sheet
        self.formats = draft.formats

    def write(self) -> None:
        """Write the whole cover."""
        self.sheet.set_column("A:A", 2)
        self.sheet.set_column("B:B", 44)
        self.sheet.set_column("C:C", COVER_WIDTH)
        self.sheet.hide_gridlines(2)
        self.sheet.write_string("B1", bilingual("report.title", " – ", year=self.draft.year), self.formats.title())
        self.sheet.set_row(0, 28)
        self.sheet.write_string("B2", self.draft.heading, self.formats.subtitle())
        self._write_inputs()
        self._write_counters()
        self._write_guide()
        self._set_up_page()

    def _section(self, row: int, key: str) -> None:
        look = {"align": "left", "font_size": 10, "text_wrap": False, "border": 0}
        self.sheet.write_string(row - 1, 1, bilingual(key, " – "), self.formats.head(**look))
        self.sheet.write_blank(row - 1, 2, None, self.formats.head(**look))
        self.sheet.set_row(row - 1, 18)

    def _write_inputs(self) -> None:
        self._section(5, "cover.identification")
        self._section(11, "cover.introduction")
        values = {
            "organisation": self.draft.heading.rpartition(" · ")[0],
            "year": self.draft.year,
            "completeness": choices("completeness")["complete"],
            **self.draft.filling.cover,
        }
        look = self.formats.cell(bg_color=style().colour["input_fill"], font_size=10, valign="vcenter")
        for name, address in self.draft.layout.cover.inputs.items():
            row, column = xlsxwriter.utility.xl_cell_to_rowcol(address)
            self.sheet.write_string(
                row, column - 1, bilingual(f"cover.{name}"), self.formats.cell(bold=True, valign="vcenter")
            )
            self._write_input(row, column, values.get(name, ""), look)
            text = str(values.get(name, ""))
            tall = name.startswith("intro")
            self.sheet.set_row(row, row_height([(text, COVER_WIDTH * 0.9)], least=80 if tall else 30))
        self._validate_inputs()

    def _write_input(self, row: int, column: int, value: Typed, look) -> None:
        if value == "":
            self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, look)
        else:
            self.sheet.write_number(
                row,
                column,
                value,
                self.formats.cell(bg_color=style().colour["input_fill"], font_size=10, valign="vcenter", align="left"),
            )

    def _validate_inputs(self) -> None:
        inputs = self.draft.layout.cover.inputs
        self.sheet.data_validation(
            inputs["completeness"],
            {
                "validate": "list",
                "source": "=completeness_choices",
                "input_title": bilingual("input_title.completeness", " / "),
                "input_message": bilingual("input.completeness"),
            },
        )
        self.sheet.data_validation(
            inputs["function"],
            {
                "validate": "any",
                "input_title": bilingual("input_title.function", " / "),
                "input_message": bilingual("input.function"),
            },
        )
        longest = self.draft.layout.cover.intro_longest
        for name in ("intro_fr", "intro_nl"):
            self.sheet.data_validation(
                inputs[name],
                {
                    "validate": "length",
                    "criteria": "<=",
                    "value": longest,
                    "error_type": "warning",
                    "error_title": bilingual("wrong.title", " / "),
                    "error_message": bilingual("wrong.text", longest=longest),
                },
            )

    def _write_counters(self) -> None:
        self._section(15, "cover.progress")
        row = 15
        for table, layout in self.draft.layout.tables.items():
            first = self.draft.layout.first_row
            last = first + 2 * self.draft.records(table) - 1
            self._counter(
                row, f"cover.count.{table.value}", self._count_formula(layout, first, last), self._count_stored(table)
            )
            self._counter(
                row + 1,
                f"cover.todo.{table.value}",
                todo_link(layout, first, last),
                bilingual("template.nothing_to_do", " · "),
                link=True,
            )
            row += 2

    def _counter(self, row: int, key: str, formula: str, stored: str, link: bool = False) -> None:
        self.sheet.write_string(row, 1, bilingual(key), self.formats.cell(bold=True, valign="vcenter"))
        look = {"valign": "vcenter", "font_size": 10}
        if link:
            look |= {"font_color": style().colour["link"], "underline": 1}
        self.sheet.write_formula(row, 2, formula, self.formats.cell(**look), stored)
        self.sheet.set_row(row, 28)

    def _count_formula(self, layout: TableLayout, first: int, last: int) -> str:
        """How many records are filled and how many have each status; each record counts once, by its French row."""
        formulas = TableFormulas(layout)
        language, used, status = (
            f"'{layout.table.value}'!{formulas.at(key, first)}:{formulas.at(key, last)}"
            for key in ("language", "used", "status_n")
        )
        parts = [f'SUMIF({language},"FR",{used})&"   =   "']
        for code, state in enumerate(Status, 1):
            symbol = style().status[state].symbol
            parts.append(f'"{symbol} "&COUNTIFS({language},"FR",{status},{code})&"    "')
        return "=" + "&".join(parts)

    def _count_stored(self, table: Table) -> str:
        statuses = [state for (where, _), state in self.draft.filling.statuses.items() if where is table]
        counts = "".join(f"{style().status[s].symbol} {statuses.count(s)}    " for s in Status)
        return f"{len(statuses)}   =   {counts}"

    def _write_guide(self) -> None:
        self._section(21, "cover.guide")
        for step in range(1, STEPS + 1):
            row = 20 + step
            text = bilingual(f"guide.step{step}")
            self.sheet.write_string(row, 1, bilingual(f"guide.step{step}_title"), self.formats.cell(bold=True))
            self.sheet.write_string(row, 2, text, self.formats.cell())
            self.sheet.set_row(row, row_height([(text, COVER_WIDTH)], least=28))
        self._section(21 + STEPS + 2, "cover.legend")
        for offset, status in enumerate(Status):
            row = 21 + STEPS + 2 + offset
            words = " – ".join(status_word(status, language) for language in LANGUAGES)
            self.sheet.write_string(row, 1, words, self.formats.status(status))
            text = bilingual(f"legend.{status.value}")
            self.sheet.write_string(row, 2, text, self.formats.cell())
            self.sheet.set_row(row, row_height([(text, COVER_WIDTH)], least=28))
        for offset, key in enumerate(("missing", "wrong", "long"), len(Status)):
            row = 21 + STEPS + 2 + offset
            fill = style().colour[f"{key}_fill"]
            self.sheet.write_string(row, 1, bilingual(f"legend.{key}_name", " – "), self.formats.cell(bg_color=fill))
            text = bilingual(f"legend.{key}")
            self.sheet.write_string(row, 2, text, self.formats.cell())
            self.sheet.set_row(row, row_height([(text, COVER_WIDTH)], least=28))

    def _set_up_page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_h_pagebreaks([20])
        self.sheet.set_footer(self.draft.footer)
