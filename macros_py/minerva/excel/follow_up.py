"""The page of the cell: what is left to do, by organisation and deadline, as a workbook to print and to filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from minerva.excel.formats import Formats, new_workbook
from minerva.excel.heights import header_height, row_height
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.style import style
from minerva.model.finding import JUSTIFIED, Severity
from minerva.model.follow_up import FollowUp, Stage

A4 = 9
WIDTHS = {
    "organisation": 40,
    "language": 7,
    "stage": 27,
    "errors": 8,
    "warnings": 12,
    "justified": 10,
    "translations": 11,
    "deadline": 10,
    "days": 9,
    "files": 24,
    "mailbox": 16,
    "next": 38,
}
NUMBERS: dict[str, Callable[[FollowUp], int]] = {
    "errors": lambda one: len(one.errors),
    "warnings": lambda one: len(one.warnings),
    "justified": lambda one: len(one.justified),
    "translations": lambda one: len(one.translations),
}
LOOKS = {
    Stage.MISSING: Severity.ERROR.value,
    Stage.UNUSABLE: Severity.ERROR.value,
    Stage.TO_CORRECT: Severity.ERROR.value,
    Stage.TO_JUSTIFY: Severity.WARNING.value,
    Stage.FINE: JUSTIFIED,
}
"""Where a finding stands that looks the same."""
SYMBOLS = {Stage.MISSING: "✉", Stage.UNUSABLE: "✘"}
"""The symbols of the stages that have one of their own."""
NOBODY = "?"

_KEYS = list(WIDTHS)
_TOTALS = 3  # the row of the totals' header, from 0; a row for each stage and one for the sum follow
_HEADER = _TOTALS + len(Stage) + 3
_DATE, _DAYS = "dd/mm/yyyy", "0;[Red]-0;0"


def write_follow_up(path: Path, follow_ups: Iterable[FollowUp], year: int, today: date) -> Path:
    """Write the page to `path` and return it: totals by stage, then a line for each organisation, by deadline.

    The days left are a formula; `today` gives what it shows before a program recalculates. The same answers on the same
    day give the same bytes.
    """
    workbook = new_workbook(path, bilingual("follow_up.title", " – "))
    formats, lines = Formats(workbook), in_order(follow_ups)
    try:
        sheet = workbook.add_worksheet(labels("fr")("follow_up.sheet"))
        _set_page(sheet, year)
        _write_title(sheet, formats, year, today)
        last = _HEADER + max(len(lines), 1)
        _write_totals(sheet, formats, lines, last)
        _write_header(sheet, formats)
        for row, line in enumerate(lines, _HEADER + 1):
            _write_line(sheet, formats, row, line, today)
        sheet.autofilter(_HEADER, 0, last, len(_KEYS) - 1)
        sheet.freeze_panes(_HEADER + 1, 1)
        sheet.repeat_rows(_HEADER)
        sheet.print_area(0, 0, last, len(_KEYS) - 1)
    finally:
        workbook.close()
    return path


def in_order(follow_ups: Iterable[FollowUp]) -> list[FollowUp]:
    """By deadline, those without one last; then what is missing or unusable, then the most errors, as they come."""
    stages = list(Stage)
    return sorted(
        follow_ups,
        key=lambda one: (
            one.deadline or date.max,
            min(stages.index(one.stage), 2),
            -len(one.errors),
            stages.index(one.stage),
        ),
    )


def _set_page(sheet: Worksheet, year: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer(f"&L&8{bilingual('report.title', ' – ', year=year)}&R&8&P / &N")
    for index, width in enumerate(WIDTHS.values()):
        sheet.set_column(index, index, width)


def _write_title(sheet: Worksheet, formats: Formats, year: int, today: date) -> None:
    sheet.write_string("A1", bilingual("follow_up.title", " – "), formats.title())
    day = f"{today:%d/%m/%Y}"
    sheet.write_string("A2", bilingual("follow_up.subtitle", " · ", year=year, date=day), formats.subtitle())
    sheet.set_row(0, 24)


def _write_totals(sheet: Worksheet, formats: Formats, lines: Sequence[FollowUp], last: int) -> None:
    """How many organisations are at each stage, and what they have to do: formulas over the list below."""
    head = {0: bilingual("follow_up.totals"), 1: bilingual("follow_up.number")}
    head |= {_KEYS.index(key): bilingual(f"follow_up.{key}") for key in NUMBERS}
    for column, text in head.items():
        sheet.write_string(_TOTALS, column, text, formats.head())
    sheet.set_row(_TOTALS, _head_height(head))
    number = formats.cell(align="center")
    for row, stage in enumerate(Stage, _TOTALS + 1):
        there = [line for line in lines if line.stage is stage]
        sheet.write_string(row, 0, _stage(stage), _look(formats, stage))
        sheet.write_formula(row, 1, f"=COUNTIF({_range('stage', last)},$A{row + 1})", number, len(there))
        for key, count in NUMBERS.items():
            what = f"SUMIF({_range('stage', last)},$A{row + 1},{_range(key, last)})"
            sheet.write_formula(row, _KEYS.index(key), f"={what}", number, sum(map(count, there)))
    row, bold = _TOTALS + len(Stage) + 1, formats.cell(align="center", bold=True)
    sheet.write_string(row, 0, bilingual("follow_up.sum", " / "), formats.cell(bold=True))
    sums = {1: len(lines)} | {_KEYS.index(key): sum(map(count, lines)) for key, count in NUMBERS.items()}
    for column, value in sums.items():
        letter = xl_col_to_name(column)
        sheet.write_formula(row, column, f"=SUM({letter}{_TOTALS + 2}:{letter}{row})", bold, value)


def _head_height(texts: dict[int, str]) -> float:
    widths = list(WIDTHS.values())
    return header_height([(text, widths[column]) for column, text in texts.items()], 8)


def _range(key: str, last: int) -> str:
    column = xl_col_to_name(_KEYS.index(key))
    return f"${column}${_HEADER + 2}:${column}${last + 1}"


def _stage(stage: Stage) -> str:
    """The words of a stage behind its symbol, in both languages."""
    symbol = SYMBOLS.get(stage) or style().finding[LOOKS[stage]].symbol
    return f"{symbol} {bilingual(f'stage.{stage.value}', ' / ')}"


def _look(formats: Formats, stage: Stage):
    return formats.cell(bg_color=style().finding[LOOKS[stage]].fill, bold=stage is not Stage.FINE)


def _write_header(sheet: Worksheet, formats: Formats) -> None:
    texts = {column: bilingual(f"follow_up.{key}") for column, key in enumerate(_KEYS)}
    for column, text in texts.items():
        sheet.write_string(_HEADER, column, text, formats.head())
    sheet.set_row(_HEADER, _head_height(texts) + 12)  # room for the buttons of the filter


def _write_line(sheet: Worksheet, formats: Formats, row: int, line: FollowUp, today: date) -> None:
    texts = {
        "organisation": "\n".join(dict.fromkeys(map(line.name, _languages(line)))) or NOBODY,
        "language": "/".join(_languages(line)).upper() if line.organisation else NOBODY,
        "files": "\n".join(use.file.name for use in line.files),
        "mailbox": line.organisation.mailbox if line.organisation else "",
        "next": "\n".join(next_step(line, language, today) for language in REPORT_LANGUAGES),
    }
    plain, number = formats.cell(), formats.cell(align="center")
    for key, text in texts.items():
        sheet.write_string(row, _KEYS.index(key), text, plain)
    sheet.write_string(row, _KEYS.index("stage"), _stage(line.stage), _look(formats, line.stage))
    for key, count in NUMBERS.items():
        if line.submission is not None:
            sheet.write_number(row, _KEYS.index(key), count(line), number)
        else:
            sheet.write_blank(row, _KEYS.index(key), None, number)
    _write_deadline(sheet, formats, row, line.deadline, today)
    shown = [(text, WIDTHS[key]) for key, text in texts.items()]
    sheet.set_row(row, row_height([*shown, (_stage(line.stage), WIDTHS["stage"])]))


def _languages(line: FollowUp) -> Sequence[str]:
    """The languages the organisation is written to in, which keep its line short; both where nobody knows it."""
    return line.organisation.languages if line.organisation else REPORT_LANGUAGES


def _write_deadline(sheet: Worksheet, formats: Formats, row: int, deadline: date | None, today: date) -> None:
    place, days = _KEYS.index("deadline"), _KEYS.index("days")
    if deadline is None:
        sheet.write_blank(row, place, None, formats.cell())
        sheet.write_blank(row, days, None, formats.cell())
        return
    look = formats.cell(align="center", num_format=_DATE)
    sheet.write_datetime(row, place, datetime.combine(deadline, time()), look)
    formula = f"={xl_col_to_name(place)}{row + 1}-TODAY()"
    sheet.write_formula(row, days, formula, formats.cell(align="center", num_format=_DAYS), (deadline - today).days)


def next_step(line: FollowUp, language: str, today: date) -> str:
    """What the cell does next, as a phrase."""
    words = labels(language)
    if line.organisation is None:
        reason = words(line.files[0].reason)
        return words("follow_up.step.nobody", reason=reason)
    if line.stage is Stage.UNUSABLE:
        return words("follow_up.step.unusable", reason=words(line.files[0].reason))
    late = line.stage is not Stage.FINE and line.deadline is not None and line.deadline < today
    return words(f"follow_up.step.{line.stage.value}{'_late' if late else ''}")
