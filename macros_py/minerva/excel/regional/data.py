"""The data sheets: one row per record, an Excel table each, for filters, programs and the formulas of the book."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.bulk import BulkSheet, Formula
from minerva.excel.heights import header_height
from minerva.excel.regional.book import LIST_SIZE, Book
from minerva.excel.regional.trace import Stand
from minerva.layout.labels import bilingual, bilingual_title
from minerva.layout.regional import AFTER, BEFORE, CODES, NAMES, TRACE, data_column_kind, data_columns, in_words
from minerva.layout.returns import shown
from minerva.layout.style import style
from minerva.model.consolidation import Chapter
from minerva.model.record import FIGURES, Field, Record, Table
from minerva.model.register import Organisation
from minerva.model.status import way_to_green
from minerva.rules.rule import file_of

ROW_HEIGHT = 11.25  # points: one line of the texts, no more, or LibreOffice shows a slice of the next line of a text
PRINT_SCALE = 80  # percent: 9 points are printed as 7.2
_RULE = {"right": 1, "right_color": style().colour["border"]}
TABLE_NAMES = {Table.OBJECTIVES: "donnees_oo", Table.INDICATORS: "donnees_kpi"}


def write_data(book: Book, table: Table) -> None:
    """Write one data sheet and remember how many records it has."""
    sheet = book.sheet(book.layout.data_sheet(table), named=True)
    keys = data_columns(table)
    styles = sheet.styles(_look(book, table, key) for key in keys)
    (cut,) = sheet.styles([book.formats(align="fill", **_RULE)])
    widths = [_width(book, table, key) for key in keys]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    figures = [data_column_kind(table, key) == "figure" for key in keys]
    stands = book.trace.stands[table]
    book.data_rows[table] = len(stands)
    header = book.formats.head(font_size=LIST_SIZE)
    sheet.add_long_table(
        max(len(stands), 1),
        len(keys) - 1,
        {
            "name": TABLE_NAMES[table],
            "style": "Table Style Light 1",
            "columns": [{"header": data_title(key), "header_format": header} for key in keys],
        },
    )
    sheet.set_row(0, header_height(list(zip(map(data_title, keys), widths, strict=True)), LIST_SIZE))
    sheet.start_at(1)
    for stand in stands:
        row = data_row(book, stand)
        values = [row.get(key, "") for key in keys]
        over = zip(_run_over(values, widths, figures), styles, strict=True)
        sheet.add_row(values, [cut if runs_over else its for runs_over, its in over], ROW_HEIGHT)
    # not as far as the reference: columns that wide would leave no room beside them on a small screen
    sheet.freeze_panes(1, 1)
    _set_print(sheet)


def _set_print(sheet: BulkSheet) -> None:
    """Nobody reads sixty columns on one page: they run over several, with 7 points and the record on each."""
    sheet.set_print_scale(PRINT_SCALE)
    sheet.print_across()
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)


def data_row(book: Book, stand: Stand) -> dict[str, str | int | Decimal | Formula]:
    """The row of a record by data column key."""
    return record_row(stand.chapter, stand.record, book.consolidation) | _traced(book, stand)


def _traced(book: Book, stand: Stand) -> dict[str, str | int | Formula]:
    """What tells a record from all others and leads on from its row."""
    trace = book.trace
    return {
        "record": stand.key,
        "findings": len(trace.findings.get(stand.key, ())),
        "changes": len(trace.journal.get(stand.key, ())),
        "finding_codes": trace.finding_codes(stand),
        "journal": trace.journal_rows(stand),
        "printed": trace.printed_link(stand),
        "open": _open(book, stand),
        "order": stand.row,
    }


def _open(book: Book, stand: Stand) -> Formula:
    """A link to the result in the returned file, or to the row where there is none."""
    keys = data_columns(stand.record.table)
    file, sheet = (f"{xl_col_to_name(keys.index(key))}{stand.row}" for key in ("file", "sheet"))
    inside = f'"#\'"&{sheet}&"\'!{stand.cell}"'
    link = book.link_to_return(file, inside, book.containers.get(stand.file, ""))
    return Formula(link, bilingual("regional.open", " / "))


def record_row(chapter: Chapter, record: Record, consolidation) -> dict[str, str | int | Decimal]:
    """The values of a record by data column key; figures as numbers where they are numeric."""
    organisation = chapter.organisation
    main = consolidation.register.by_id(organisation.section_of) or organisation
    of_return = chapter.submission.file.name
    of_record = file_of(record) or of_return
    row: dict[str, str | int | Decimal] = {
        "organisation": main.id,
        "organisation_fr": main.name_fr,
        "organisation_nl": main.name_nl,
        "part": main.part,
        "group": main.group.value,
        "section": _section(organisation),
        "status": record.status.value,
        "not_assessed_reason": str(record.assessment.reason or ""),
        "way_to_green": way_to_green(record.measure, record.status),
        "remarks": remarks_text(record),
        "printed_group": record.printed_group,
        "file": of_record,
        "sheet": record.sheet,
        "row": record.row,
        "row_nl": record.row_nl or "",
    }
    for key in CODES:
        row |= in_words(key, str(row[key]))
    for key, field in record.fields.items():
        row[key] = figure_value(field) if key in FIGURES else shown(key, field.text)
        row[f"{key}_raw"] = field.raw
        if key in FIGURES:
            row[f"{key}_cell"] = _cell(field, field.source.file or of_return, of_record)
    return row


def remarks_text(record: Record) -> str:
    """What the tables have no room for, under its title: `Priorité : 1 ; Fin : 31/12/2020`."""
    return " ; ".join(f"{remark.title} : {remark.field.text}" for remark in record.remarks)


def figure_value(field: Field) -> str | Decimal:
    """A figure as a number, or as its text (N, O, a text threshold)."""
    return field.figure.value if field.figure is not None and field.figure.value is not None else field.text


def data_title(key: str) -> str:
    """The title of a data column in both languages, in row 1."""
    for suffix in ("_raw", "_cell", "_fr", "_nl"):
        if key.endswith(suffix) and key not in _OWN_TITLES:
            return _marked(_stem_title(key.removesuffix(suffix)), suffix)
    return _marked(_stem_title(key), "_code") if key in CODES else _stem_title(key)


def _stem_title(stem: str) -> str:
    return bilingual_title(f"data.{stem}" if stem in _OWN_TITLES else f"short.{stem}", " / ")


def _marked(title: str, suffix: str) -> str:
    """A title that says which of several columns this is: as typed, its cell, the code, one language."""
    return f"{title} ({bilingual(f'data.suffix{suffix}', ' / ')})"


_OWN_TITLES = {*BEFORE, *AFTER, *TRACE} - {*NAMES}


def _section(organisation: Organisation) -> str:
    return organisation.id.rpartition("/")[2] if organisation.section_of else ""


def _cell(field: Field, its_file: str, of_record: str) -> str:
    """The source cell; with its file where that is not the file of the record, `part.xlsx!KPI!L7`."""
    place = field.source.place
    return place if its_file == of_record else f"{its_file}!{place}"


def _look(book: Book, table: Table, key: str):
    """A figure stands off the text at its right; texts begin at the rule of their column, cut ones too."""
    kind = data_column_kind(table, key)
    look = {"font_color": style().colour["link"], "underline": 1} if kind == "link" else {}
    if key == "way_to_green":
        look["num_format"] = "0.0"
    side = {"align": "right", "indent": 1} if kind in ("figure", "number") else {"align": "left"}
    return book.formats(text_wrap=False, **side, **_RULE, **look)


def _run_over(values: Sequence[object], widths: Sequence[float], figures: Sequence[bool]) -> list[bool]:
    """Which texts would run on into an empty cell beside them, as if they stood there, or begin left of their own.

    The latter are words where figures stand, to the right.
    """
    beside = [*values[1:], ""]
    return [
        isinstance(value, str) and len(value) > 0.8 * width and (after == "" or is_figure)
        for value, after, width, is_figure in zip(values, beside, widths, figures, strict=True)
    ]


def _width(book: Book, table: Table, key: str) -> float:
    """The width of a column of its own, else that of its kind."""
    kind = data_column_kind(table, key)
    of_kind = {"number": "figure", "link": "key"}.get(kind, kind)
    return book.layout.data.get(f"width_{key}", book.layout.data[f"width_{of_kind}"])
