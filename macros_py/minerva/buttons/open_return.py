"""The return that is open in Excel: what it says, and what there is to correct in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minerva import tasks

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.finding import Finding
    from minerva.model.submission import Submission, Unusable


def read_return(book: xw.Book) -> Submission | Unusable:
    """What the open return says. Raises Problem for a book that is no return."""
    from minerva.excel.open_book import is_return, read_open_book
    from minerva.excel.returns.identity import Expectation
    from minerva.excel.returns.reader import read_sheets
    from minerva.model.submission import SourceFile

    if not is_return(book):
        raise tasks.Problem("button.check.no_return", book=book.name)
    return read_sheets(SourceFile(book.name, 0, ""), read_open_book(book), Expectation())


def usable_return(book: xw.Book) -> Submission:
    """What the open return says. Raises Problem for a book that is none, or that cannot be used."""
    from minerva.model.submission import Refusal, Unusable

    outcome = read_return(book)
    if isinstance(outcome, Unusable):
        refusal = outcome.refusal
        if refusal is Refusal.NOT_FILLED:  # its remedy speaks to the cell that received an empty template
            raise tasks.Problem("button.check.blank", book=book.name)
        raise tasks.Problem("button.check.unusable", reason=f"@refusal.{refusal}", remedy=f"@refusal_remedy.{refusal}")
    return outcome


def findings_of(submission: Submission) -> list[Finding]:
    """What there is to correct in a return that was read."""
    from minerva.rules.catalogue import check

    return check(submission)
