"""One of the two tables of a template: spare records, formulas, validations and colours."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from minerva.excel.content.cells import plain
from minerva.excel.formats import A3, status_conditions
from minerva.excel.heights import header_height, row_height
from minerva.excel.template_draft import Draft, Typed
from minerva.excel.template_formulas import CODE, TableFormulas
from minerva.layout.labels import bilingual, labels
from minerva.layout.returns import Column, TableLayout, choices
from minerva.layout.style import status_word, style
from minerva.model.record import LANGUAGES

HEADER_SIZE = 8


class TableSheet:
    """One of the two tables, with its spare records, formulas, validations and colours."""

    def __init__(self, draft: Draft, sheet: Worksheet, table: TableLayout):
        self.draft = draft
        self.sheet = sheet
        self.table = table
        self.formats = draft.formats
        self.formulas = TableFormulas(table)
        self.first = draft.layout.first_row
        self.records = draft.records(table.table)
        self.last = self.first + 2 * self.records - 1
        self._looks: dict[tuple, Format] = {}

    def write(self) -> None:
        """Write the whole sheet."""
        self._write_head()
        for order in range(1, self.records + 1):
            self._write_record(order)
        self._add_validations()
        self._add_colours()
        self._set_up_page()

    def _write_head(self) -> None:
        sheet, table = self.sheet, self.table
        sheet.write_string("A1", bilingual(f"table.{table.table.value}", " – "), self.formats.title())
        sheet.write_string("A2", self.draft.heading, self.formats.subtitle())
        sheet.write_string("A3", bilingual("template.hint", " · "), self.formats.subtitle())
        todo = self._todo_link()
        sheet.write_formula("A4", todo[0], self.formats(font_color=style().colour["link"], bold=True), todo[1])
        for index, column in enumerate(table.all_columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(
                self.draft.layout.header_row - 1, index, table.column_title(column.key), self.formats.head()
            )
        offset = len(table.all_columns)
        for index, helper in enumerate(self.formulas.helpers, offset):
            sheet.write_string(self.draft.layout.header_row - 1, index, helper, self.formats.head())
        sheet.set_column(offset, offset + len(self.formulas.helpers) - 1, 6, None, {"hidden": True})
        titles = [(table.column_title(column.key), column.width) for column in table.all_columns]
        sheet.set_row(self.draft.layout.header_row - 1, header_height(titles, HEADER_SIZE))
        for row, height in ((0, 24), (1, 17), (2, 17), (3, 17), (4, 6)):
            sheet.set_row(row, height)

    def _todo_link(self) -> tuple[str, str]:
        """A link to the first cell to complete or correct, and what it shows in an empty table."""
        return todo_link(self.table, self.first, self.last), bilingual("template.nothing_to_do", " · ")

    def _write_record(self, order: int) -> None:
        french = self.first + 2 * (order - 1)
        records = self.draft.filling.records.get(self.table.table, ())
        values = records[order - 1] if order <= len(records) else {}
        for language, row in zip(LANGUAGES, (french, french + 1), strict=True):
            for index, column in enumerate(self.table.all_columns):
                self._write_cell(column, index, row, french, language, values, order)
            if values:
                self.sheet.set_row(row - 1, self._height(values, language))
            for index, helper in enumerate(self.formulas.helpers, len(self.table.all_columns)):
                stored = self._stored_helper(helper, order, bool(values))
                formula = self.formulas.helper(helper, french, row)
                if formula:
                    self.sheet.write_formula(row - 1, index, formula, None, stored)

    def _height(self, values: Mapping[str, Typed], language: str) -> float:
        """The height of a filled row; spare rows have none and grow as people type."""
        keys = [(column, column.key if column.shared else f"{column.key}_{language}") for column in self.table.columns]
        return row_height([(str(values.get(key, "")), column.width) for column, key in keys])

    def _stored_helper(self, helper: str, order: int, used: bool) -> object:
        """The value a helper cell is stored with; '' makes LibreOffice calculate it on opening."""
        status = self.draft.filling.statuses.get((self.table.table, order))
        if helper == "status_n" and status:
            return CODE[status]
        return int(used) if helper == "used" else ""

    def _write_cell(
        self, column: Column, index: int, row: int, french: int, language: str, values: Mapping[str, Typed], order: int
    ) -> None:
        cell = (row - 1, index)
        look = self._look(column, language)
        percent = column.key in self.draft.filling.percent.get((self.table.table, order), ())
        if column.kind == "language":
            self.sheet.write_string(*cell, language.upper(), look)
        elif column.kind == "status":
            status = self.draft.filling.statuses.get((self.table.table, order))
            shown = status_word(status, language) if status else ""
            self.sheet.write_formula(*cell, self.formulas.status_word(row, language), look, shown)
        elif column.shared and row != french:
            echo = _echoed(values.get(column.key, ""), percent)
            self.sheet.write_formula(*cell, self.formulas.echo(column, french), look, echo)
        else:
            value = values.get(column.key if column.shared else f"{column.key}_{language}", "")
            self._write_value(cell, value, self._look(column, language, percent=percent))

    def _write_value(self, cell: tuple[int, int], value: Typed, look) -> None:
        if value == "":
            self.sheet.write_blank(*cell, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(*cell, value, look)
        else:
            self.sheet.write_number(*cell, float(value), look)

    def _look(self, column: Column, language: str, percent: bool = False) -> Format:
        key = (column.key, language, percent)
        if key not in self._looks:
            self._looks[key] = self._make_look(column, language, percent)
        return self._looks[key]

    def _make_look(self, column: Column, language: str, percent: bool) -> Format:
        colour = style().colour
        french = language == "fr"
        look: dict[str, object] = {"bg_color": colour["french_fill"] if french else colour["dutch_fill"]}
        if column.kind in ("text", "note", "budget"):
            look["valign"] = "top"
        else:
            look |= {"align": "center", "valign": "vcenter"}
        if column.kind == "language":
            look |= {"bold": True, "font_color": colour["quiet"]}
        elif column.shared and not french:
            look["font_color"] = colour["shared_echo"]
        elif column.kind == "reference":
            look["bold"] = True
        if not french:
            look |= {"bottom": 2, "bottom_color": colour["quiet"]}
        if percent:
            look["num_format"] = "0%"
        return self.formats.cell(**look)

    def _add_validations(self) -> None:
        """Warnings rather than stops: what people type is read anyway, and a finding says what to change."""
        for index, column in enumerate(self.table.all_columns):
            rule = self._validation(column)
            if rule is not None:
                rule |= _messages(column)
                if column.shared:  # the Dutch rows repeat it by formula: nothing is typed there
                    french = range(self.first - 1, self.last, 2)
                    rule["other_cells"] = [[row, index, row, index] for row in french[1:]]
                    self.sheet.data_validation(french[0], index, french[0], index, rule)
                else:
                    self.sheet.data_validation(self.first - 1, index, self.last - 1, index, rule)

    def _validation(self, column: Column) -> dict | None:
        cell = f"{self.formulas.letters(column.key)}{self.first}"
        if column.kind in ("unit", "direction", "declared"):
            return {"validate": "list", "source": f"={column.kind}_choices", "error_type": "stop"}
        if column.kind == "figure":
            text = f'${self.formulas.letters("unit")}{self.first}="{choices("unit")["text"]}"'
            words = f"COUNTIF(yes_words,TRIM({cell}))+COUNTIF(no_words,TRIM({cell}))>0"
            number = f"AND(ISNUMBER({cell}),{cell}>=0,{cell}<=100)" if column.key == "weight" else f"ISNUMBER({cell})"
            return {"validate": "custom", "value": f"=OR({number},{words},{text})", "error_type": "warning"}
        if column.longest:
            return {"validate": "length", "criteria": "<=", "value": column.longest, "error_type": "warning"}
        if column.kind in ("reference", "budget", "note"):
            return {"validate": "any"}
        return None

    def _add_colours(self) -> None:
        """Wrong before missing before status: the first condition that holds decides the colour."""
        first = self.first
        for key in ("red", "green", "result"):
            self._colour(key, self._condition(self.formulas.wrong(key, first), "wrong_fill"))
        for column in self.table.all_columns:
            if column.needed != "never":
                self._colour(column.key, self._condition(self.formulas.missing(column, first), "missing_fill"))
            if column.longest:
                self._colour(column.key, self._condition(self.formulas.too_long(column, first), "long_fill"))
        for key in ("result", "status"):
            for condition in status_conditions(self.formats, f"={self.formulas.at('status_n', first)}={{code}}"):
                self._colour(key, condition)

    def _condition(self, formula: str, fill: str) -> dict:
        return {"type": "formula", "criteria": formula, "format": self.formats(bg_color=style().colour[fill])}

    def _colour(self, key: str, condition: dict) -> None:
        index = self.table.position(key) - 1
        self.sheet.conditional_format(self.first - 1, index, self.last - 1, index, condition)

    def _set_up_page(self) -> None:
        sheet, layout = self.sheet, self.draft.layout
        sheet.freeze_panes(layout.header_row, self.table.position("title"))
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.repeat_rows(layout.header_row - 1)
        given = len(self.draft.filling.records.get(self.table.table, ()))
        last = self.first + 2 * given - 1 if given else self.last
        sheet.print_area(0, 0, last - 1, len(self.table.columns) - 1)
        sheet.set_footer(self.draft.footer)
        sheet.set_zoom(85)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{self.formulas.letters('justification')}{self.last}"})


def todo_link(table: TableLayout, first: int, last: int) -> str:
    """A formula that says how many rows of a table have a cell to complete or correct, and links to the first."""
    formulas, sheet = TableFormulas(table), table.table.value
    todo = f"'{sheet}'!{formulas.at('todo', first)}:{formulas.at('todo', last)}"
    target = f'"#\'{sheet}\'!"&INDEX({todo},MATCH("?*",{todo},0))'
    words = _quoted(bilingual("template.to_do", " · "))
    nothing = _quoted(bilingual("template.nothing_to_do", " · "))
    return f'=IF(COUNTIF({todo},"?*")=0,{nothing},HYPERLINK({target},COUNTIF({todo},"?*")&" "&{words}))'


def _messages(column: Column) -> dict[str, str]:
    """Input and error message of a column in both languages, within Excel's 32 and 255 characters."""
    messages = {}
    if labels("fr").has(f"input.{column.key}"):
        messages["input_title"] = bilingual(f"input_title.{column.key}", " / ")
        messages["input_message"] = bilingual(f"input.{column.key}")
    if labels("fr").has(f"wrong.{column.kind}"):
        longest = {"longest": column.longest}
        messages["error_title"] = bilingual("wrong.title", " / ")
        messages["error_message"] = bilingual(f"wrong.{column.kind}", **longest)
    return messages


def _quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def _echoed(value: Typed, percent: bool) -> object:
    """What the Dutch row shows of a French cell, as its formula gives it."""
    if percent:
        return f"{plain(Decimal(value) * 100)} %"
    return float(value) if isinstance(value, Decimal) else value
