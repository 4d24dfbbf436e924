"""STR: is everything there, and is everything that was typed in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from minerva.model.finding import Finding
from minerva.model.record import Source
from minerva.model.status import Status
from minerva.model.submission import Aside, Gap, NoticeKind, SetAside, Submission
from minerva.parse.choice import read_status_word
from minerva.rules.cells import CHOICES, by_column, cell_range, is_unclear, quoted, typed
from minerva.rules.rule import broken, file_of, place_of, rule

SINGLE_CELLS = (
    Aside.OUTSIDE_TABLE,
    Aside.OUTSIDE_COVER,
    Aside.ABOVE_TABLE,
    Aside.LANGUAGE_TAG,
    Aside.UNREADABLE,
    Aside.BESIDE_TABLE,
)
OWN_ADVICE = (Aside.UNREADABLE, Aside.LANGUAGE_TAG, Aside.CONTRADICTS)
NOTE = "justification"
LONGEST_TITLE = 80
NO_VALUE = "=…"
"""How a formula without stored value is shown."""

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@rule("STR002")
def part_missing(submission: Submission) -> Iterator[Finding]:
    """Ask for both tables with all their columns, which Parliament receives in one fixed form.

    A renamed title looks like a missing column: the cells under titles that were not understood are named here and
    have no finding of their own. Put right by restoring the sheet or the title as it stands in the template.
    Columns: data/2020/headers.json, `[tables]` of return.toml. What a foreign layout has not is STR014.
    """
    for gap in _own_gaps(submission):
        lost = [aside.source for aside in submission.set_aside if _belongs_to(aside, gap)]
        heads = [source for source in lost if source.row == gap.row] if gap.key else []
        title = heads[0] if len(heads) == 1 else Source(gap.sheet, gap.row, 1, gap.file)
        yield broken(
            "STR002",
            title if gap.key else None,
            sheet=gap.sheet,
            kind="@found.column" if gap.key else "@found.table",
            name=f"@short.{gap.key}" if gap.key else quoted(gap.sheet),
            cells=f"{by_column(lost)} ({len(lost) - len(heads)})" if lost else "@found.no_cell",
        )


def _own_gaps(submission: Submission) -> list[Gap]:
    """What was left out of our own layout."""
    return [gap for gap in submission.gaps if not gap.profile]


@rule("STR014")
def other_layout_lacks(submission: Submission) -> Iterator[Finding]:
    """Tell what a table read by a profile has not: columns, one of the two languages, the other table.

    It cannot be asked of the layout, and the return is integrated with gaps. Nothing to correct this year; the template
    asks for all of it. One finding for each sheet. From the dashboards of ConnectIT (lines 672 to 742 of the report of
    2020), of which none has all columns.
    """
    groups: dict[tuple[str, str], list[Gap]] = {}
    tables: dict[str, list[str]] = {}
    for gap in submission.gaps:
        if gap.profile and gap.key:
            groups.setdefault((gap.file, gap.sheet), []).append(gap)
        elif gap.profile:
            tables.setdefault(gap.file, []).append(f"@found.tables.{gap.sheet}")
    for (file, sheet), gaps in groups.items():
        names = [*dict.fromkeys(f"@short.{gap.key}" for gap in gaps), *tables.pop(file, [])]
        place = Source(sheet, gaps[0].row, 1, file)
        yield broken("STR014", place, profile=quoted(gaps[0].profile), names=", ".join(names))


def _belongs_to(aside: SetAside, gap: Gap) -> bool:
    place = aside.source.file, aside.source.sheet
    return aside.reason is Aside.OUTSIDE_TABLE and place == (gap.file, gap.sheet)


@rule("STR003")
def not_merged(submission: Submission) -> Iterator[Finding]:
    """Tell which filled cells will not reach the regional workbook, so that nothing is lost in silence.

    One finding for each cell, one for each extra sheet, one for the title lines above a table that is not in our
    template, of which the line that told the organisation or the year has none. Put right by moving the content into a
    column of the table; what is meant as a note may stay and is listed as set aside. From the title rows, totals and
    working sheets of the returns of 2020 (irregularities, section Structure). A figure that could not be read and is
    needed is an error of its own (RES001, THR001, WGT002), and the word of a status is STA002; the catalogue
    then leaves out what is told of them here.
    """
    gaps = {gap.sheet for gap in _own_gaps(submission)}
    dutch = {(file_of(record), record.sheet, record.row_nl) for record in submission.records}
    titles = [] if submission.template_version else _title_lines(submission)
    computed = _statuses(submission)
    for aside in submission.set_aside:
        if aside.reason is Aside.ABOVE_TABLE and not submission.template_version:
            continue
        note = aside.reason is Aside.CONTRADICTS and (aside.key == NOTE or _row(aside.source) not in dutch)
        explained = aside.reason is Aside.OUTSIDE_TABLE and aside.source.sheet in gaps
        if note or (aside.reason in SINGLE_CELLS and not explained) or _is_typed_over(aside, computed):
            yield _set_aside([aside], aside.source)
    sheets: dict[tuple[str, str], list[SetAside]] = {}
    for aside in submission.set_aside:
        if aside.reason is Aside.OTHER_SHEET:
            sheets.setdefault((aside.source.file, aside.source.sheet), []).append(aside)
    for asides in sheets.values():
        yield _set_aside(asides, None)
    for asides in titles:
        yield _set_aside(asides, asides[0].source, "title")


def _title_lines(submission: Submission) -> list[list[SetAside]]:
    """What stands above the tables, by sheet, without the cells by which organisation and year were recognised."""
    told = {notice.source for notice in submission.notices if notice.kind is NoticeKind.TAKEN_AS}
    sheets: dict[tuple[str, str], list[SetAside]] = {}
    for aside in submission.set_aside:
        if aside.reason is Aside.ABOVE_TABLE and aside.source not in told and not _tells_year(aside.raw, submission):
            sheets.setdefault((aside.source.file, aside.source.sheet), []).append(aside)
    return list(sheets.values())


def _tells_year(text: str, submission: Submission) -> bool:
    """Whether a short line names the year of the report and no other: *Rapport annuel 2020*."""
    return len(text) <= LONGEST_TITLE and set(_YEAR.findall(text)) == {str(submission.year)}


def _row(place: Source) -> tuple[str, str, int]:
    """A row as STR004 knows it, which asks about the Dutch row of a record."""
    return place.file, place.sheet, place.row


def _statuses(submission: Submission) -> dict[tuple[str, str, int], set[Status]]:
    """The statuses computed for the records of each row; several records may share one."""
    statuses: dict[tuple[str, str, int], set[Status]] = {}
    for record in submission.records if any(a.reason is Aside.COMPUTED_COLUMN for a in submission.set_aside) else ():
        for row in {record.row, record.row_nl}:
            statuses.setdefault((file_of(record), record.sheet, row), set()).add(record.status)
    return statuses


def _is_typed_over(aside: SetAside, computed: dict[tuple[str, str, int], set[Status]]) -> bool:
    """Words typed over what the template computes, unless they are the status it computes there."""
    if aside.reason is not Aside.COMPUTED_COLUMN or not any(char.isalpha() for char in aside.raw):
        return False
    word = read_status_word(aside.raw) if aside.key == "status" else None
    return word is None or word.value not in computed.get(_row(aside.source), ())


def _set_aside(asides: list[SetAside], place: Source | None, advice: str = "") -> Finding:
    first = min(asides, key=lambda aside: aside.source)
    finding = broken(
        "STR003",
        place,
        sheet=first.source.sheet,
        raw=quoted(first.raw) or NO_VALUE,
        cells=len(asides),
        range=cell_range(aside.source for aside in asides),
        reason=f"@aside.{first.reason}",
        advice=f"@found.move.{advice or (first.reason if first.reason in OWN_ADVICE else 'elsewhere')}",
    )
    return replace(finding, file=first.source.file)


@rule("STR004")
def rows_contradict(submission: Submission) -> Iterator[Finding]:
    """Ask for one value where the French and the Dutch row share it: a reference, a figure, a weight.

    Two different figures for one indicator cannot both go to Parliament, and Minerva does not choose. Put right by
    typing the value in the French row and emptying the cell of the Dutch row. From line 951 of the report of 2020,
    where the two rows of one indicator are numbered differently.
    """
    by_dutch_row = {(file_of(r), r.sheet, r.row_nl): r for r in submission.records if r.row_nl}
    for aside in submission.set_aside:
        record = by_dutch_row.get((aside.source.file, aside.source.sheet, aside.source.row))
        if aside.reason is not Aside.CONTRADICTS or aside.key == NOTE or record is None:
            continue
        yield broken(
            "STR004",
            aside.source,
            record,
            column=f"@short.{aside.key}",
            french=typed(record, aside.key),
            dutch=quoted(aside.raw),
            french_cell=place_of(record, aside.key).cell,
        )


@rule("STR005")
def word_not_understood(submission: Submission) -> Iterator[Finding]:
    """Ask for a word of the list in the columns unit, direction and declared.

    An unknown unit or direction makes thresholds mean something else, so the record is not judged further. Put right
    by choosing from the list in the cell. From `Pourcentage / OK/NOK`, line 416 of the report of 2020.
    """
    for record in submission.records:
        for key in CHOICES:
            if is_unclear(record, key):
                yield broken(
                    "STR005",
                    place_of(record, key),
                    record,
                    raw=typed(record, key),
                    column=f"@short.{key}",
                    words=f"@found.words.{key}",
                )
