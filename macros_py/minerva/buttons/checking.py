"""*Check* and *Clear* on the open return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minerva.buttons.colours import clear_colours, tells_colours
from minerva.buttons.findings import clear_list, write_list
from minerva.buttons.marks import Marked, clear_marks, put_marks
from minerva.buttons.messages import in_both, tell
from minerva.buttons.open_return import findings_of, read_return, usable_return
from minerva.layout.labels import REPORT_LANGUAGES, labels, tally
from minerva.model.finding import counted
from minerva.model.submission import Submission, Unusable

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.finding import Finding

MOST_PLACES = 8  # a message box must fit on the screen


def check_return(book: xw.Book) -> None:
    """Judge the open return, list and mark what to correct, and say how much it is."""
    submission = usable_return(book)
    findings = findings_of(submission)
    marked = put_marks(book, findings)
    sheet = write_list(book, submission, findings, marked.put)
    tell(book, "button.check.title", "\n\n".join([*_counted(findings, sheet), *_unmarked(marked)]))


def clear_return(book: xw.Book) -> None:
    """Take the list, the notes and the colours away. A return that cannot be used any more is cleared all the same."""
    outcome = read_return(book)
    submission = Submission(outcome.file, "", 0) if isinstance(outcome, Unusable) else outcome
    notes = clear_marks(book)
    listed = clear_list(book, submission)
    results = clear_colours(book, submission)
    key = "button.clear.done" if listed or notes or results else "button.clear.nothing"
    text = in_both(key, notes=notes, results=results)
    if results and not tells_colours(book):
        text += "\n\n" + in_both("button.clear.unseen")
    tell(book, "button.clear.title", text)


def _counted(findings: Sequence[Finding], sheet: str) -> list[str]:
    if not findings:
        return [in_both("button.check.nothing")]
    return [
        labels(language)("button.check.done", counts=tally(counted(findings), language), sheet=sheet)
        for language in REPORT_LANGUAGES
    ]


def _unmarked(marked: Marked) -> list[str]:
    """What the message says of cells that got no note."""
    if not marked.has_notes:
        return [in_both("button.check.no_notes")]
    if not marked.taken:
        return []
    more = [*marked.taken[:MOST_PLACES], *(["…"] if len(marked.taken) > MOST_PLACES else [])]
    return [in_both("button.check.taken", places=", ".join(more))]
