"""Reads a workbook by the draft of its own layout, so that the cell sees what a profile would give before using it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from minerva.excel.content.package import Package
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.profile_draft import Draft, draft_of
from minerva.excel.returns.profile_text import profile_text
from minerva.excel.returns.profiles import profiled_grids
from minerva.excel.returns.reader import read_sheets
from minerva.layout.labels import Labels
from minerva.layout.profiles import Profile, ProfileError, read_profile
from minerva.model.submission import SourceFile, Submission


@dataclass(frozen=True)
class Drafted:
    """The draft of a profile: the text of its file, the sheet it describes, what it would read, what is uncertain.

    `read` is None where the draft does not know its own layout again. `known` is the id of a profile that reads the
    sheet already, or ''; `doubts` are label keys.
    """

    text: str
    sheet: str
    read: Submission | None
    known: str
    doubts: tuple[str, ...]


def propose(
    package: Package, name: str, words: Labels, *, sheet: str | None = None, own: Sequence[Profile] = ()
) -> Drafted | None:
    """The draft for one sheet, or for the visible one most like a table; None where none is like one.

    `name` is what the layout is to be called, `words` the language of the comments, `own` the cell's other profiles.
    """
    wanted = [s for s in package.sheets if (s.state == "visible" if sheet is None else s.name == sheet)]
    draft = draft_of(wanted, own)
    if draft is None:
        return None
    text = profile_text(draft, name, words)
    alone = replace(package, sheets=[draft.sheet])
    read = _read(alone, name, text)
    known = next((grid.profile for grid in profiled_grids(alone, None, own)), "")
    return Drafted(text, draft.sheet.name, read, known, _doubts(draft, read))


def _read(package: Package, name: str, text: str) -> Submission | None:
    """What the draft reads; None where it is no profile yet, or does not know its own layout again."""
    try:
        profile = read_profile(text.encode(), name, packaged=False)
    except ProfileError:
        return None
    outcome = read_sheets(SourceFile(name, 0, ""), package, Expectation(profiles=(profile,)))
    return outcome if isinstance(outcome, Submission) and profile.id in outcome.profiles else None


def _doubts(draft: Draft, read: Submission | None) -> tuple[str, ...]:
    doubts = draft.doubts if read is not None else (*draft.doubts, "not_read")
    return tuple(f"draft.doubt.{doubt}" for doubt in doubts)
