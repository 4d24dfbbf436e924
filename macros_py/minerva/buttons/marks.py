"""The notes on the cells of the open return: *Check* puts them, *Clear* takes them away; those of people stay.

Ours is known by its text, which a server is sent by the pane; a note whose text nobody tells is taken for somebody's. A
cell that has a note of somebody else gets none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from minerva.excel.own_notes import own_note, without_own_note
from minerva.model.finding import Severity

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.finding import Finding

NOTED = (Severity.ERROR.value, Severity.WARNING.value)
"""Where a finding must stand to get a note: what asks for nothing is only in the list."""

Cells = dict[tuple[str, str], "xw.Range"]


class Marked(NamedTuple):
    """The places that got a note, those that have one of somebody else, and whether the engine can put notes at all."""

    put: frozenset[str]
    taken: tuple[str, ...]
    has_notes: bool


def put_marks(book: xw.Book, findings: Sequence[Finding]) -> Marked:
    """Replace the notes of an earlier check by those of these findings."""
    wanted = _by_cell(book, findings)
    ours = _own(book)
    for at in ours.keys() - wanted.keys():
        ours[at].note.delete()
    put, taken = set(), []
    for at, found in wanted.items():
        cell, text = book.sheets[at[0]].range(at[1]), "".join(part for part, _ in own_note(found))
        try:
            if at in ours:
                cell.note.text = text
            elif cell.note is not None:
                taken.append(found[0].place)
                continue
            else:
                cell.add_note(text)
        except NotImplementedError:
            return Marked(frozenset(put), tuple(taken), False)
        put |= {finding.place for finding in found}
    return Marked(frozenset(put), tuple(taken), True)


def clear_marks(book: xw.Book) -> int:
    """Take our notes away; how many there were."""
    ours = _own(book)
    for cell in ours.values():
        cell.note.delete()
    return len(ours)


def _by_cell(book: xw.Book, findings: Sequence[Finding]) -> Mapping[tuple[str, str], list[Finding]]:
    """The findings that get a note, by sheet and cell, errors first."""
    names = {sheet.name for sheet in book.sheets}
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.cell and finding.standing in NOTED and finding.sheet in names:
            cell = _first(book.sheets[finding.sheet].range(finding.cell))
            found.setdefault((finding.sheet, cell.get_address(False, False)), []).append(finding)
    return found


def _own(book: xw.Book) -> Cells:
    """The cells with a note that is ours alone; ours below one of somebody else is taken out of it."""
    found: Cells = {}
    for sheet in book.sheets:
        for cell, text in _notes(sheet):
            theirs = without_own_note(text)
            if theirs != text and theirs.strip():
                cell.note.text = theirs
            elif theirs != text:
                found[sheet.name, cell.get_address(False, False)] = cell
    return found


def _notes(sheet: xw.Sheet) -> list[tuple[xw.Range, str]]:
    """The notes of a sheet whose text is known: what the pane sent along, on a server."""
    if isinstance(sheet.api, dict):
        sent = [(one["address"], one.get("content")) for one in sheet.api.get("notes") or ()]
        return [(sheet.range(address), text) for address, text in sent if isinstance(text, str)]
    with suppress(NotImplementedError):
        return [(note.location, note.text) for note in list(sheet.notes)]
    return []


def _first(cell: xw.Range) -> xw.Range:
    """The cell people see: inside merged ones that is the first, where an engine can tell."""
    with suppress(NotImplementedError):
        if cell.merge_cells:
            return cell.merge_area[0, 0]
    return cell
