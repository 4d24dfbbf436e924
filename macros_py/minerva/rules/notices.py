"""STR006 to STR013: what was seen while reading that changes no value, but must not pass in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from minerva.layout.returns import return_layout
from minerva.model.finding import Finding
from minerva.model.record import Record
from minerva.model.submission import Notice, NoticeKind, Submission
from minerva.rules.cells import by_column, quoted, record_at, typed
from minerva.rules.rule import broken, file_of, place_of, rule

LONGEST_COMMENT = 1000
LONGEST_LIST = 200
_HIDDEN = {
    NoticeKind.HIDDEN_ROW: "@found.hidden.row",
    NoticeKind.HIDDEN_COLUMN: "@found.hidden.column",
    NoticeKind.HIDDEN_SHEET: "@found.hidden.sheet",
}


def noticed(submission: Submission, *kinds: NoticeKind) -> list[Notice]:
    """The notices of some kinds, in the order they were seen."""
    return [notice for notice in submission.notices if notice.kind in kinds]


def told(code: str, submission: Submission, notice: Notice, **params: object) -> Finding:
    """A finding at the place of a notice, with the record that stands there; without cell for a whole file."""
    source = notice.source
    if source is None:
        return broken(code, None, **params)
    place = source if source.sheet else None
    return replace(broken(code, place, record_at(submission, source), **params), file=source.file)


def by_sheet(notices: Iterable[Notice]) -> list[list[Notice]]:
    """The notices of each sheet and kind, for rules that tell of many cells at once."""
    groups: dict[tuple, list[Notice]] = {}
    for notice in notices:
        groups.setdefault((notice.source.file, notice.source.sheet, notice.kind), []).append(notice)
    return list(groups.values())


@rule("STR006")
def comment_beside_cell(submission: Submission) -> Iterator[Finding]:
    """Tell of each comment or conversation beside a cell, with its text: it does not reach the report.

    People explain figures and leave questions in comments, which are neither printed nor merged. Put right by writing
    what must be published into a cell of the table; a note among colleagues may stay.
    """
    for notice in noticed(submission, NoticeKind.COMMENT):
        yield told("STR006", submission, notice, text=quoted(notice.text, LONGEST_COMMENT) or "@found.empty")


@rule("STR007")
def struck_through(submission: Submission) -> Iterator[Finding]:
    """Tell which texts are struck through: they are read as they stand, for the report has no strike-through.

    One finding for each row. Put right by deleting what no longer counts, or by taking the strike-through off.
    """
    rows: dict[tuple, list[Notice]] = {}
    for notice in noticed(submission, NoticeKind.STRUCK_THROUGH):
        rows.setdefault((notice.source.file, notice.source.sheet, notice.source.row), []).append(notice)
    for notices in rows.values():
        cells = by_column(notice.source for notice in notices)
        yield told("STR007", submission, notices[0], cells=cells, raw=quoted(notices[0].text) or "@found.empty")


@rule("STR008")
def hidden_content(submission: Submission) -> Iterator[Finding]:
    """Tell which hidden rows, columns and sheets hold something: they are read all the same.

    Last year's rows are often hidden instead of deleted, and filters hide rows nobody thinks of. One finding for each
    sheet. Put right by deleting what must not be in the report; else nothing to do.
    """
    for notices in by_sheet(noticed(submission, *_HIDDEN)):
        first = notices[0]
        whole = first.kind is NoticeKind.HIDDEN_SHEET
        finding = broken(
            "STR008",
            None if whole else first.source,
            sheet=first.source.sheet,
            kind=_HIDDEN[first.kind],
            cells=quoted(", ".join(notice.detail for notice in notices), LONGEST_LIST),
            raw=quoted(first.text) or "@found.empty",
        )
        yield replace(finding, file=first.source.file)


@rule("STR009")
def figure_shared(submission: Submission) -> Iterator[Finding]:
    """Tell where several objectives or indicators stand in one row and share one figure: each was given that figure.

    Nothing to correct where the figure holds for all of them; else put right with a row for each. From line 855 of the
    report of 2020 (O.5.1 and 5.2 in one row with one result).
    """
    told_of: set[tuple[str, str, int]] = set()
    for records in _printed_groups(submission):
        first = records[0]
        told_of |= {(file_of(first), first.sheet, record.row) for record in records}
        yield broken(
            "STR009",
            place_of(first, "result"),
            first,
            records=quoted(", ".join(_name(record) for record in records), LONGEST_LIST),
            result=typed(first, "result"),
        )
    for notice in noticed(submission, NoticeKind.SHARED_FIGURE):
        source = notice.source
        if source is None or (source.file, source.sheet, source.row) not in told_of:
            records = quoted(notice.detail, LONGEST_LIST) or "@found.no_cell"
            yield told("STR009", submission, notice, records=records, result=quoted(notice.text) or "@found.empty")


def _printed_groups(submission: Submission) -> list[list[Record]]:
    groups: dict[tuple, list[Record]] = {}
    for record in submission.records:
        if record.printed_group:
            groups.setdefault((record.table, file_of(record), record.printed_group), []).append(record)
    return [records for records in groups.values() if len(records) > 1]


def _name(record: Record) -> str:
    return record.reference or quoted(record.text("title_fr") or record.text("title_nl")) or f"#{record.order}"


@rule("STR010")
def recognised_by_content(submission: Submission) -> Iterator[Finding]:
    """Tell which column was recognised by what stands in it, or by its place, as its title says nothing known.

    A wrong guess would put texts under the wrong title. Put right by typing the title of the template above the column.
    Columns: data/2020/headers.json.
    """
    for notice in noticed(submission, NoticeKind.RECOGNISED_BY_CONTENT):
        title = quoted(notice.text) or "@found.empty"
        yield told("STR010", submission, notice, title=title, column=notice.detail)


@rule("STR011")
def several_figures(submission: Submission) -> Iterator[Finding]:
    """Tell where a cell holds several figures, and what was made of it.

    Which one is meant only the correspondent knows. Put right by leaving one figure in the cell; the others belong in
    the description. From line 858 of the report of 2020 (a budget text inside the cells of thresholds and result).
    """
    for notice in noticed(submission, NoticeKind.SEVERAL_FIGURES):
        read = notice.detail if notice.detail.startswith("@found.") else quoted(notice.detail)
        yield told("STR011", submission, notice, raw=quoted(notice.text), read=read or "@found.no_value")


@rule("STR012")
def read_by_profile(submission: Submission) -> Iterator[Finding]:
    """Tell that a table in another layout was read by a profile, which decides where its columns go.

    Nothing to correct; the figures are worth a look, and next year the template spares it. From the dashboards of
    ConnectIT (lines 690 to 742 of the report of 2020).
    """
    for notice in noticed(submission, NoticeKind.PROFILE):
        yield told("STR012", submission, notice, profile=quoted(notice.text))


@rule("STR013")
def older_template(submission: Submission) -> Iterator[Finding]:
    """Tell that a return was made with an older version of the template that is still accepted.

    What the newer one asks for cannot be in it. Nothing to correct this year; the new template is for the next return.
    Versions: `accepted_versions` of return.toml.
    """
    for notice in noticed(submission, NoticeKind.OLDER_TEMPLATE):
        yield told("STR013", submission, notice, version=quoted(notice.text), current=return_layout().version)
