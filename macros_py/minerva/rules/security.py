"""SEC: what a file carries that is never run, followed or opened, and what was neutralised."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.model.finding import Finding
from minerva.model.reading import Why
from minerva.model.record import Field, Record, Source
from minerva.model.submission import NoticeKind, Submission
from minerva.parse.text import opens_address, opens_formula
from minerva.rules.cells import by_column, quoted
from minerva.rules.notices import by_sheet, noticed, told
from minerva.rules.rule import broken, rule

LONGEST_LINK = 200


@rule("SEC001")
def macros_ignored(submission: Submission) -> Iterator[Finding]:
    """Tell that a file holds macros: they were not run, and nothing they would show is in the report.

    Put right by saving as .xlsx, which has none. The template needs no macro.
    """
    for notice in noticed(submission, NoticeKind.MACROS):
        yield told("SEC001", submission, notice)


@rule("SEC002")
def reaches_outside(submission: Submission) -> Iterator[Finding]:
    """Tell of each other file, server or embedded object a workbook refers to: it was neither opened nor followed.

    Figures fetched from elsewhere may be out of date and cannot be traced. Put right by breaking the links (Data > Edit
    Links) or deleting the object; what counts is typed into the table.
    """
    for notice in noticed(submission, NoticeKind.EXTERNAL_LINK, NoticeKind.EMBEDDED):
        kind = "embedded" if notice.kind is NoticeKind.EMBEDDED else "link"
        target = quoted(notice.text, LONGEST_LINK) or "@found.no_file"
        yield told("SEC002", submission, notice, kind=f"@found.outside.{kind}", target=target)


@rule("SEC003")
def formula_outside(submission: Submission) -> Iterator[Finding]:
    """Tell which formulas reach outside the workbook (another file, the web, DDE): only the value they showed counts.

    Nothing is fetched; the stored value is taken as it stood when the file was saved. One finding for each sheet. Put
    right by replacing the formulas with their values (Paste Special > Values).
    """
    for notices in by_sheet(noticed(submission, NoticeKind.ACTIVE_FORMULA)):
        cells = by_column(notice.source for notice in notices)
        yield told("SEC003", submission, notices[0], cells=cells, formula=quoted(notices[0].text, LONGEST_LINK))


@rule("SEC004")
def text_like_formula(submission: Submission) -> Iterator[Finding]:
    """Tell which texts another program could take for a formula or a link: they stay texts, letter for letter.

    One finding for each sheet. Nothing to correct where the text is meant; a space behind the sign (`- point`) avoids
    the doubt. The test is that of the exports (`=`, `@`, a tab or line break first, `+` or `-` without space).
    """
    yield from _each_sheet("SEC004", submission, _is_active)


def _is_active(field: Field) -> bool:
    active = opens_formula(field.text) or opens_address(field.text)
    return active and field.figure is None and field.why is not Why.CORRECTION


@rule("SEC005")
def control_characters(submission: Submission) -> Iterator[Finding]:
    """Tell from which cells invisible control characters were removed, because no workbook can hold them.

    They come with texts copied from other programs. One finding for each sheet. Nothing to correct, unless a word looks
    cut: then it is typed again.
    """
    yield from _each_sheet("SEC005", submission, lambda field: field.why is Why.CONTROL_CHARACTER)


def _each_sheet(code: str, submission: Submission, is_meant) -> Iterator[Finding]:
    """One finding for each sheet with values of a kind, at the first of them."""
    sheets: dict[tuple[str, str], list[tuple[Field, Record | None]]] = {}
    for field, record in _values(submission):
        if is_meant(field):
            sheets.setdefault((field.source.file, field.source.sheet), []).append((field, record))
    for values in sheets.values():
        first, record = min(values, key=lambda value: _reading_order(value[0].source))
        cells = by_column(field.source for field, _ in values)
        yield broken(code, first.source, record, cells=cells, raw=quoted(first.text) or "@found.empty")


def _reading_order(source: Source) -> tuple[int, int]:
    return source.row, source.column


def _values(submission: Submission) -> Iterator[tuple[Field, Record | None]]:
    for field in submission.cover.values():
        yield field, None
    for record in submission.records:
        for field in record.fields.values():
            yield field, record
        for remark in record.remarks:
            yield remark.field, record
