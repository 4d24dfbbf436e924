"""Sums an auditor can follow without Python: live formulas, with the rules in words beside them."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.heights import row_height
from minerva.excel.regional.annexes import annex_range, annex_sheets
from minerva.excel.regional.book import TITLE_ROWS, Book
from minerva.excel.regional.formulas import DataRanges, ListRanges, quoted, write_number
from minerva.excel.regional.list_controls import write_head, write_list_controls, write_verdict
from minerva.excel.regional.parliament import parts
from minerva.layout.labels import bilingual, labels
from minerva.layout.returns import return_layout
from minerva.layout.severities import severities, severity_word
from minerva.layout.style import status_word
from minerva.model.coverage import State
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status

WIDTHS = (84, 15, 15, 15, 15, 15, 15, 15)
PRINT_SCALE = 95  # per cent: the columns fit an A3 page
HALF_A_PAGE = 18  # lines about organisations, some of which need two or three lines
WORDS = {"laws": 7, "rules": 0, "hash": 5, "proof": 3, "codes": 0}
"""The sections of sentences at the end, each with the number of its sentences; 0 where the report decides."""


def write_controls(book: Book) -> None:
    """Write the sheet of controls; data and parliamentary sheets must be written before."""
    sheet = book.sheet(book.layout.sheets["controls"], named=True)
    book.write_title(sheet, bilingual("controls.title", " – "), bilingual("controls.hint", " · "))
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    row = _write_cells(book, sheet, 3)
    records = row + 1
    statuses = _write_records(book, sheet, records) + 1
    row = _write_states(book, sheet, _write_statuses(book, sheet, statuses) + 1)
    words = write_list_controls(book, sheet, row + 1) + 1
    _write_words(book, sheet, words)
    sheet.freeze_panes(3, 1)
    sheet.set_print_scale(PRINT_SCALE)  # and not fitted: Excel would ignore the breaks
    both_fit = records - 3 <= HALF_A_PAGE
    sheet.set_h_pagebreaks([statuses, words] if both_fit else [records, statuses, words])


def _write_cells(book: Book, sheet, row: int) -> int:
    """Law: every filled cell of a return is merged or set aside with a reason."""
    write_head(book, sheet, row, ("organisation", "filled", "merged", "aside", "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    first = row + 2
    for chapter in book.consolidation.chapters:
        submission = chapter.submission
        if submission is None:
            continue
        row += 1
        book.write_label(sheet, row, book.organisation_title(chapter.organisation), WIDTHS[0])
        for index, value in enumerate((submission.filled, submission.merged_cells, len(submission.set_aside)), 1):
            sheet.write_number(row, index, value, plain)
        write_verdict(book, sheet, row, 4, f"B{row + 1}=C{row + 1}+D{row + 1}")
    row = _write_annexes(book, sheet, row)
    return _write_sum(book, sheet, row + 1, first, ("B", "C", "D"), "B{r}=C{r}+D{r}")


def _write_annexes(book: Book, sheet, row: int) -> int:
    """The same law for what was annexed: the cells received are those on its sheets, counted there."""
    plain = book.formats.cell(align="center", valign="vcenter")
    ranges: dict[int, list[str]] = {}
    for name, number, _, content in annex_sheets(book):
        ranges.setdefault(number, []).append(annex_range(name, content))
    for number, annex in enumerate(book.consolidation.annexes, 1):
        row += 1
        organisation = book.organisation_title(book.consolidation.register.by_id(annex.organisation))
        label = bilingual("annex.control", " / ", organisation=organisation, number=number)
        book.write_label(sheet, row, label, WIDTHS[0])
        counted = "+".join(f"COUNTA({cells})" for cells in ranges[number])
        sheet.write_number(row, 1, annex.filled, plain)
        write_number(sheet, row, 2, counted, annex.filled, plain)
        sheet.write_number(row, 3, 0, plain)
        write_verdict(book, sheet, row, 4, f"B{row + 1}=C{row + 1}+D{row + 1}")
    return row


def _write_sum(book: Book, sheet, row: int, first: int, letters: tuple[str, ...], condition: str) -> int:
    """The total line below; its stored values are the sums of what was written."""
    bold = book.formats.cell(align="center", valign="vcenter", bold=True)
    book.write_label(sheet, row, bilingual("overview.total", " – "), WIDTHS[0], bold=True)
    for index, letter in enumerate(letters, 1):
        value = sum(_stored(sheet.table[r][index]) for r in range(first - 1, row))
        write_number(sheet, row, index, f"SUM({letter}{first}:{letter}{row})" if row >= first else "0", value, bold)
    write_verdict(book, sheet, row, len(letters) + 1, condition.format(r=row + 1))
    return row + 1


def _stored(cell) -> int:
    """The number in a cell that was written: typed, or the value of its formula."""
    return cell.value if hasattr(cell, "formula") else cell.number


def _write_records(book: Book, sheet, row: int) -> int:
    """Law: the data sheets hold as many records of each return as the reader found."""
    write_head(book, sheet, row, ("organisation", "read_oo", "data_oo", "read_kpi", "data_kpi", "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    first = row + 2
    for chapter in book.consolidation.chapters:
        if chapter.submission is None:
            continue
        row += 1
        book.write_label(sheet, row, book.organisation_title(chapter.organisation), WIDTHS[0])
        organisation = chapter.organisation
        conditions = {
            "organisation": organisation.section_of or organisation.id,
            "section": organisation.id.rpartition("/")[2] if organisation.section_of else "",
        }
        for index, table in enumerate(Table):
            number = len(chapter.records(table))
            sheet.write_number(row, 1 + 2 * index, number, plain)
            write_number(sheet, row, 2 + 2 * index, DataRanges(book, table).count(conditions), number, plain)
        write_verdict(book, sheet, row, 5, f"AND(B{row + 1}=C{row + 1},D{row + 1}=E{row + 1})")
    bold = book.formats.cell(align="center", valign="vcenter", bold=True)
    row += 1
    book.write_label(sheet, row, bilingual("overview.total", " – "), WIDTHS[0], bold=True)
    for index, table in enumerate(Table):
        number = book.data_rows[table]
        letters = "BD"[index]
        total = f"SUM({letters}{first}:{letters}{row})" if row >= first else "0"
        write_number(sheet, row, 1 + 2 * index, total, number, bold)
        counted = f'COUNTIF({DataRanges(book, table).column("status")},"?*")'
        write_number(sheet, row, 2 + 2 * index, counted, number, bold)
    write_verdict(book, sheet, row, 5, f"AND(B{row + 1}=C{row + 1},D{row + 1}=E{row + 1})")
    return row + 1


def _write_statuses(book: Book, sheet, row: int) -> int:
    """Law: statuses are equal across sheets; the parliamentary sheets are counted by their French word."""
    keys = [f"{place}_{table}" for table in ("oo", "kpi") for place in ("data", "printed", "overview")]
    write_head(book, sheet, row, ("status", *keys, "check"))
    plain = book.formats.cell(align="center", valign="vcenter")
    for column, status in enumerate(Status, 1):
        row += 1
        words = " / ".join(status_word(status, language) for language in LANGUAGES)
        sheet.write_string(row, 0, words, book.formats.status(status, align="left"))
        for index, table in enumerate(Table):
            number, first = book.consolidation.statuses(table)[status], 1 + 3 * index
            counted = DataRanges(book, table).count({"status": status.value})
            for place, formula in enumerate((counted, _printed(book, table, status), _overview(book, table, column))):
                write_number(sheet, row, first + place, formula, number, plain)
        same = [f"{a}{row + 1}={b}{row + 1}" for a, b in ("BC", "CD", "EF", "FG")]
        write_verdict(book, sheet, row, 7, f"AND({','.join(same)})")
    return row + 1


def _overview(book: Book, table: Table, column: int) -> str:
    """The number of the synthesis for a status: the first line of a table there has its name and the year."""
    sheet, letter = book.layout.sheets["overview"], xl_col_to_name(column)
    name = f"{bilingual(f'table.short.{table.value}', ' – ')} {book.year}"
    return f"INDEX('{sheet}'!${letter}$1:${letter}$1000,MATCH({quoted(name)},'{sheet}'!$A$1:$A$1000,0))"


def _printed(book: Book, table: Table, status: Status) -> str:
    """How many records of the parliamentary sheets show a status, all parts together."""
    layout = return_layout().tables[table]
    letters = xl_col_to_name([column.key for column in layout.columns].index("status"))
    word = status_word(status, "fr")
    area = f"${letters}${TITLE_ROWS + 1}:${letters}$1048576"
    sheets = [book.layout.parliament_sheet(part, table) for part in parts(book)]
    return "+".join(f"COUNTIF('{sheet}'!{area},\"{word}\")" for sheet in sheets) or "0"


def _write_states(book: Book, sheet, row: int) -> int:
    """Law: expected = missing + received; received = unusable + integrated + with gaps + annexed.

    The first line counts the organisations on the list of reports, sections left out; the second is what the preface
    and the manifest say.
    """
    keys = ("expected", "missing", "unusable", "integrated", "with_gaps", "annexed")
    write_head(book, sheet, row, ("organisations", *keys, "check"))
    counts, look = book.consolidation.coverage.counts, book.formats.cell(align="center", valign="vcenter")
    row += 1
    sheet.write_string(row, 0, bilingual("controls.counted", " – "), book.formats.cell())
    sheet.write_string(row + 1, 0, bilingual("controls.told", " – "), book.formats.cell())
    for index, key in enumerate(keys, 1):
        write_number(sheet, row, index, _organisations(book, key), getattr(counts, key), look)
        sheet.write_number(row + 1, index, getattr(counts, key), look)
    write_verdict(book, sheet, row, 7, f"B{row + 1}=SUM(C{row + 1}:G{row + 1})")
    same = (f"{letter}{row + 1}={letter}{row + 2}" for letter in "BCDEFG")
    write_verdict(book, sheet, row + 1, 7, f"AND({','.join(same)})")
    return row + 2


def _organisations(book: Book, state: str) -> str:
    """How many organisations of the list of reports are in a state, sections left out."""
    ranges = ListRanges(book, "reports", len(book.consolidation.coverage.lines))
    section = {"section": bilingual("yes_no.yes", " / ")}
    if state == "expected":
        everyone = f'COUNTIF({ranges.column("organisation")},"?*")-{ranges.count(section)}'
        return f"{everyone}-({_organisations(book, State.NOT_EXPECTED.value)})"
    wanted = {"state_fr": labels("fr")(f"state.{state}")}
    return f"{ranges.count(wanted)}-{ranges.count(wanted | section)}"


def _write_words(book: Book, sheet, row: int) -> None:
    """The laws, rules the cell changed, how to compare a hash with what Windows has, and what the program proves.

    French left, Dutch right.
    """
    for name, count in WORDS.items():
        head = book.formats.head(align="left")
        for column, language in enumerate(LANGUAGES):
            _write_half(sheet, row, column, labels(language)(f"controls.{name}"), head)
        lines = [
            [labels(language)(f"controls.{name}{number}") for language in LANGUAGES] for number in range(1, count + 1)
        ]
        numbered = [[f"{number}. {text}" for text in texts] for number, texts in enumerate(lines, 1)]
        for told in numbered or _OF_THE_REPORT[name](book):
            row += 1
            for column, text in enumerate(told):
                _write_half(sheet, row, column, text, book.formats.cell(valign="top"))
            sheet.set_row(row, row_height(zip(told, (WIDTHS[0], sum(WIDTHS[1:])), strict=True)))
        row += 2


def _changed_rules(book: Book) -> list[list[str]]:
    """In each language, each rule to which a file of the cell gave another severity; one line where there is none."""
    own = book.consolidation.own_rules
    if own is None or not own.changed:
        return [[labels(language)("controls.rules_none") for language in LANGUAGES]]
    return [[_changed_rule(code, word, own.file, language) for language in LANGUAGES] for code, word in own.changed]


def _changed_rule(code: str, word: str, file: str, language: str) -> str:
    words, usual = labels(language), severity_word(severities()[code])
    shown = {"usual": words(f"severity.{usual}"), "now": words(f"severity.{word}")}
    return words("controls.rules_changed", code=code, title=words(f"rule.{code}.title"), file=file, **shown)


def _codes(book: Book) -> list[list[str]]:
    """In each language, each code the findings of this report have, and what it says; one line where there is none."""
    codes = sorted({finding.code for finding in book.consolidation.findings})
    if not codes:
        return [[labels(language)("controls.codes_none") for language in LANGUAGES]]
    return [[f"{code} · {labels(language)(f'rule.{code}.title')}" for language in LANGUAGES] for code in codes]


_OF_THE_REPORT = {"rules": _changed_rules, "codes": _codes}


def _write_half(sheet, row: int, column: int, text: str, look) -> None:
    """A text in the wide first column, or in all others together."""
    if column:
        sheet.merge_range(row, 1, row, len(WIDTHS) - 1, text, look)
    else:
        sheet.write_string(row, 0, text, look)
