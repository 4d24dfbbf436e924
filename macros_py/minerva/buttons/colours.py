"""The colour of results in the open return: *Colour* fills them by their computed status, *Clear* takes that away.

Which cells were filled is recorded in defined names, `minerva_coloured_<n>`: they move with the cells, and a server can
read names but no colours. A result that somebody painted keeps its colour where an engine can tell; a server cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from minerva.buttons.messages import in_both, tell
from minerva.buttons.open_return import usable_return
from minerva.layout.returns import return_layout
from minerva.layout.style import style
from minerva.model.record import LANGUAGES, column_letters
from minerva.rules.deviations import status_meant

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.record import Record
    from minerva.model.status import Status
    from minerva.model.submission import Submission

NAMES = "minerva_coloured_"
Cell = tuple[str, int, int]
"""Sheet, column, row: in this order neighbours in a column follow each other."""


def colour_return(book: xw.Book) -> None:
    """Fill the results, in place of what was filled earlier, and say what to do when figures change."""
    submission = usable_return(book)
    clear_colours(book, submission)
    wanted = _statuses(submission)
    painted = {at for at in wanted if _is_painted(book, at)}
    for at, status in wanted.items():
        if at not in painted:
            _cell(book, at).color = style().status[status].fill
    filled = sorted(wanted.keys() - painted)
    _record(book, filled)
    text = in_both("button.colour.done", results=len(filled)) if filled else in_both("button.colour.nothing")
    if painted:
        text += "\n\n" + in_both("button.colour.painted", results=len(painted))
    if not tells_colours(book):
        text += "\n\n" + in_both("button.colour.unseen")
    tell(book, "button.colour.title", text)


def clear_colours(book: xw.Book, submission: Submission) -> int:
    """Give the cells that were filled earlier the look of the template; how many there were."""
    cleared = 0
    names = [name for name in book.names if name.name.startswith(NAMES)]
    for name in names:
        for at in _area(name):
            if _has_our_colour(book, at):
                _cell(book, at).color = _look_before(submission, at)
                cleared += 1
        name.delete()
    return cleared


def _statuses(submission: Submission) -> Mapping[Cell, Status]:
    """The filled results by the status they have; none where a probable slip makes another of it than meant."""
    found: dict[Cell, Status] = {}
    for record in submission.records:
        if "result" in record.fields and record.status is status_meant(record):
            found |= dict.fromkeys(_cells(record), record.status)
    return found


def _cells(record: Record) -> Iterator[Cell]:
    """The cells of a result: where it is typed, and the row of the other language."""
    column, field = record.columns.get("result", 0), record.fields["result"]
    row = field.source.row if field.source.column == column else record.row
    yield from ((record.sheet, column, at) for at in dict.fromkeys((row, record.row_nl)) if at and column)


def _look_before(submission: Submission, at: Cell) -> str | None:
    """The fill the template gives a result; a workbook of somebody else has none that we know."""
    if not submission.template_version:
        return None
    sheet, _, row = at
    records = [one for one in submission.records if one.sheet == sheet]
    dutch = any(one.row_nl == row for one in records)
    if not dutch and all(one.row != row for one in records):  # whose record was emptied since
        dutch = (row - return_layout().first_row) % len(LANGUAGES) == 1
    return style().colour["dutch_fill" if dutch else "french_fill"]


def _cell(book: xw.Book, at: Cell) -> xw.Range:
    sheet, column, row = at
    return book.sheets[sheet].range((row, column))


def _colour(book: xw.Book, at: Cell) -> str:
    """The fill of a cell as `#RRGGBB`, '' without one. Raises NotImplementedError where an engine cannot tell."""
    rgb = _cell(book, at).color
    return "" if rgb is None else f"#{bytes(rgb).hex().upper()}"


def _is_painted(book: xw.Book, at: Cell) -> bool:
    """Whether somebody gave a result a colour of its own."""
    plain = {"", style().colour["french_fill"], style().colour["dutch_fill"]}
    try:
        return _colour(book, at) not in plain
    except NotImplementedError:
        return False


def _has_our_colour(book: xw.Book, at: Cell) -> bool:
    """Whether a recorded cell still has the colour it was given, as far as an engine can tell."""
    try:
        return _colour(book, at) in {look.fill for look in style().status.values()}
    except NotImplementedError:
        return True


def tells_colours(book: xw.Book) -> bool:
    """Whether the engine knows the fills of cells; a server does not."""
    try:
        _colour(book, (book.sheets[0].name, 1, 1))
    except NotImplementedError:
        return False
    return True


def _record(book: xw.Book, filled: list[Cell]) -> None:
    """Name each run of filled cells."""
    runs: list[list[Cell]] = []
    for at in filled:
        below = runs and runs[-1][-1][:2] == at[:2] and runs[-1][-1][2] + 1 == at[2]
        if below:
            runs[-1].append(at)
        else:
            runs.append([at])
    for number, run in enumerate(runs, 1):
        (sheet, column, first), last = run[0], run[-1][2]
        quoted, letters = sheet.replace("'", "''"), column_letters(column)
        book.names.add(f"{NAMES}{number}", f"='{quoted}'!${letters}${first}:${letters}${last}")


def _area(name: xw.Name) -> Iterator[Cell]:
    """The cells of a recorded run; none where they were deleted."""
    if "#REF!" in (name.refers_to or "#REF!"):
        return
    area = name.refers_to_range
    for row in range(area.row, area.row + area.shape[0]):
        yield area.sheet.name, area.column, row
