"""Writes the return template of one organisation: a workbook without macros that helps by native features alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from minerva.excel.bulk import EntrySheet
from minerva.excel.formats import A3, Formats, new_workbook, status_conditions
from minerva.excel.heights import row_height
from minerva.excel.template_formulas import CODE, TableFormulas
from minerva.layout.labels import bilingual, labels
from minerva.layout.returns import Column, ReturnLayout, TableLayout, choices, return_layout
from minerva.layout.style import style
from minerva.model.record import LANGUAGES, Table
from minerva.model.register import Organisation
from minerva.model.status import Status

Typed = str | int | Decimal
COVER_WIDTH = 105
YES_WORDS = ("O", "J", "OUI", "JA", "OK", "YES", "Y")
NO_WORDS = ("N", "NON", "NEE", "NOK", "NO")
STEPS = 7


@dataclass
class Filling:
    """What already stands in a template: the cover by input name, each record by field key (`title_fr`, `red`, …).

    A value is text, or a number; text such as "85 %" that Excel would take for a figure is the caller's to convert.
    `percent` names the figure keys to be shown in percent format by record: {(table, order): {"red", …}}.
    """

    cover: Mapping[str, Typed] = field(default_factory=dict)
    records: Mapping[Table, Sequence[Mapping[str, Typed]]] = field(default_factory=dict)
    percent: Mapping[tuple[Table, int], set[str]] = field(default_factory=dict)
    statuses: Mapping[tuple[Table, int], Status] = field(default_factory=dict)


def write_template(path: Path, organisation: Organisation, year: int, filling: Filling | None = None) -> Path:
    """Write the template of an organisation (or section) for a year to `path` and return it. Overwrites."""
    filling = filling or Filling()
    workbook = new_workbook(path, bilingual("report.title", " – ", year=year))
    try:
        _Template(workbook, return_layout(), organisation, year, filling).write()
    finally:
        workbook.close()
    return path


class _Template:
    def __init__(self, workbook, layout: ReturnLayout, organisation: Organisation, year: int, filling: Filling):
        self.workbook: xlsxwriter.Workbook = workbook
        self.layout = layout
        self.organisation = organisation
        self.year = year
        self.filling = filling
        self.formats = Formats(workbook)

    def write(self) -> None:
        cover = self.workbook.add_worksheet(self.layout.cover.sheet)
        sheets = {table: self.workbook.add_worksheet(table.value, EntrySheet) for table in self.layout.tables}
        findings = self.workbook.add_worksheet(self.layout.findings_sheet)
        self._write_lists()
        self._write_metadata()
        for table, sheet in sheets.items():
            _TableSheet(self, sheet, self.layout.tables[table]).write()
        _Cover(self, cover).write()
        write_findings_head(findings, self.formats, self.layout.findings_header_row, self.heading)
        cover.activate()

    @property
    def heading(self) -> str:
        """Organisation and year, as they stand under each title."""
        french, dutch = self.organisation.name_fr, self.organisation.name_nl
        return f"{french if french == dutch else f'{french} – {dutch}'} · {self.year}"

    def records(self, table: Table) -> int:
        """How many records the sheet has room for: those given, and the spare ones."""
        given = len(self.filling.records.get(table, ()))
        return max(self.layout.spare_records, given)

    def _write_lists(self) -> None:
        """Hidden lists, each with a name: validations refer to ranges, never to inline lists."""
        sheet = self.workbook.add_worksheet(self.layout.lists_sheet)
        lists = {f"{kind}_choices": list(choices(kind).values()) for kind in ("unit", "direction", "declared")}
        lists["completeness_choices"] = list(choices("completeness").values())
        for language in LANGUAGES:
            lists[f"status_words_{language}"] = [status_word(status, language) for status in Status]
        lists["yes_words"], lists["no_words"] = list(YES_WORDS), list(NO_WORDS)
        for column, (name, words) in enumerate(lists.items()):
            sheet.write_string(0, column, name)
            for row, word in enumerate(words, 1):
                sheet.write_string(row, column, word)
            letters = xlsxwriter.utility.xl_col_to_name(column)
            self.workbook.define_name(name, f"='{sheet.name}'!${letters}$2:${letters}${len(words) + 1}")
        sheet.protect()
        sheet.hide()

    def _write_metadata(self) -> None:
        sheet = self.workbook.add_worksheet(self.layout.metadata_sheet)
        for row, (key, value) in enumerate(self._metadata().items()):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, str(value))
        sheet.very_hidden()

    def _metadata(self) -> dict[str, object]:
        return {
            "template_version": self.layout.version,
            "organisation": self.organisation.id,
            "year": self.year,
            "plan_digest": "",
        }


def status_word(status: Status, language: str) -> str:
    """The word of a status behind its symbol: ✔ Réalisé."""
    return f"{style().status[status].symbol} {labels(language)(f'choice.status.{status.value}')}"


class _TableSheet:
    """One of the two tables, with its spare records, formulas, validations and colours."""

    def __init__(self, template: _Template, sheet: Worksheet, table: TableLayout):
        self.template = template
        self.sheet = sheet
        self.table = table
        self.formats = template.formats
        self.formulas = TableFormulas(table)
        self.first = template.layout.first_row
        self.records = template.records(table.table)
        self.last = self.first + 2 * self.records - 1
        self._looks: dict[tuple, Format] = {}

    def write(self) -> None:
        self._write_head()
        for order in range(1, self.records + 1):
            self._write_record(order)
        self._add_validations()
        self._add_colours()
        self._set_up_page()

    def _write_head(self) -> None:
        sheet, table = self.sheet, self.table
        sheet.write_string("A1", bilingual(f"table.{table.table.value}", " – "), self.formats.title())
        sheet.write_string("A2", self.template.heading, self.formats.subtitle())
        sheet.write_string("A3", bilingual("template.hint", " · "), self.formats.subtitle())
        todo = self._todo_link()
        sheet.write_formula("A4", todo[0], self.formats(font_color=style().colour["link"], bold=True), todo[1])
        for index, column in enumerate(table.all_columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(
                self.template.layout.header_row - 1, index, table.column_title(column.key), self.formats.head()
            )
        offset = len(table.all_columns)
        for index, helper in enumerate(self.formulas.helpers, offset):
            sheet.write_string(self.template.layout.header_row - 1, index, helper, self.formats.head())
        sheet.set_column(offset, offset + len(self.formulas.helpers) - 1, 6, None, {"hidden": True})
        titles = [(table.column_title(column.key), column.width) for column in table.all_columns]
        sheet.set_row(self.template.layout.header_row - 1, row_height(titles, least=60))
        for row, height in ((0, 24), (1, 17), (2, 17), (3, 17), (4, 6)):
            sheet.set_row(row, height)

    def _todo_link(self) -> tuple[str, str]:
        """A link to the first cell to complete or correct, and what it shows in an empty table."""
        return todo_link(self.table, self.first, self.last), bilingual("template.nothing_to_do", " · ")

    def _write_record(self, order: int) -> None:
        french = self.first + 2 * (order - 1)
        records = self.template.filling.records.get(self.table.table, ())
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
        keys = [(c, c.key if c.shared and language == "fr" else f"{c.key}_{language}") for c in self.table.columns]
        return row_height([(str(values.get(key, "")), column.width) for column, key in keys])

    def _stored_helper(self, helper: str, order: int, used: bool) -> object:
        """The value a helper cell is stored with; '' makes LibreOffice calculate it on opening."""
        status = self.template.filling.statuses.get((self.table.table, order))
        if helper == "status_n" and status:
            return CODE[status]
        return int(used) if helper == "used" else ""

    def _write_cell(self, column, index, row, french, language, values, order) -> None:
        cell = (row - 1, index)
        look = self._look(column, language)
        if column.kind == "language":
            self.sheet.write_string(*cell, language.upper(), look)
        elif column.kind == "status":
            status = self.template.filling.statuses.get((self.table.table, order))
            shown = status_word(status, language) if status else ""
            self.sheet.write_formula(*cell, self.formulas.status_word(row, language), look, shown)
        elif column.shared and row != french:
            echo = values.get(column.key, "")
            self.sheet.write_formula(*cell, self.formulas.echo(column, french), look, _stored(echo))
        else:
            value = values.get(column.key if column.shared else f"{column.key}_{language}", "")
            percent = column.key in self.template.filling.percent.get((self.table.table, order), ())
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
        if column.kind == "text" or (french and column.kind in ("note", "budget")):
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
                area = (self.first - 1, index, self.last - 1, index)
                self.sheet.data_validation(*area, {**_messages(column), **rule})

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
        sheet, layout = self.sheet, self.template.layout
        sheet.freeze_panes(layout.header_row, self.table.position("title"))
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.repeat_rows(layout.header_row - 1)
        given = len(self.template.filling.records.get(self.table.table, ()))
        last = self.first + 2 * given - 1 if given else self.last
        sheet.print_area(0, 0, last - 1, len(self.table.columns) - 1)
        sheet.set_footer(f"&L&8{_footer(self.template.heading)}&R&8&P / &N")
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


class _Cover:
    """The first sheet: who, which year, introduction, counters, guide."""

    def __init__(self, template: _Template, sheet: Worksheet):
        self.template = template
        self.sheet = sheet
        self.formats = template.formats

    def write(self) -> None:
        self.sheet.set_column("A:A", 2)
        self.sheet.set_column("B:B", 44)
        self.sheet.set_column("C:C", COVER_WIDTH)
        self.sheet.hide_gridlines(2)
        self.sheet.write_string("B1", bilingual("report.title", " – ", year=self.template.year), self.formats.title())
        self.sheet.set_row(0, 28)
        self.sheet.write_string("B2", self.template.heading, self.formats.subtitle())
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
            "organisation": self.template.heading.rpartition(" · ")[0],
            "year": self.template.year,
            "completeness": choices("completeness")["complete"],
            **self.template.filling.cover,
        }
        look = self.formats.cell(bg_color=style().colour["input_fill"], font_size=10, valign="vcenter")
        for name, address in self.template.layout.cover.inputs.items():
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
        inputs = self.template.layout.cover.inputs
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
        longest = self.template.layout.cover.intro_longest
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
        for table, layout in self.template.layout.tables.items():
            first = self.template.layout.first_row
            last = first + 2 * self.template.records(table) - 1
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
        statuses = [state for (where, _), state in self.template.filling.statuses.items() if where is table]
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
        self.sheet.set_footer(f"&L&8{_footer(self.template.heading)}&R&8&P / &N")


FINDING_COLUMNS = (("severity", 14), ("code", 9), ("place", 14), ("found", 44), ("expected", 44), ("remedy", 48))


def write_findings_head(sheet: Worksheet, formats: Formats, header_row: int, heading: str) -> None:
    """The empty findings sheet of a return: title, what it is for, headers. *Check* writes below."""
    sheet.write_string("A1", bilingual("findings.title", " – "), formats.title())
    sheet.write_string("A2", heading, formats.subtitle())
    sheet.write_string("A3", bilingual("findings.hint", " · "), formats.subtitle())
    for index, (key, width) in enumerate(FINDING_COLUMNS):
        sheet.set_column(index, index, width)
        sheet.write_string(header_row - 1, index, bilingual(f"findings.{key}"), formats.head())
    sheet.set_row(header_row - 1, 30)
    sheet.set_row(0, 24)
    sheet.freeze_panes(header_row, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row - 1)


def _footer(text: str) -> str:
    """Text of a footer: an ampersand starts a code there, and Excel takes 255 characters at most."""
    return text.replace("&", "&&")[:200]


def _quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def _stored(value: Typed) -> object:
    return float(value) if isinstance(value, Decimal) else value
