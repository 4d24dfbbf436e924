"""The buttons of Excel: each takes the book it was clicked in, calls what the commands call, and shows what it gave.

One function serves the ribbon (no book given: the calling one), the task pane and the tests. On a server values can be
read, and values and looks written; what an engine lacks (a status bar, notes, a second workbook) is done without, and
said where it matters. Nothing is touched but what the function names; nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from minerva.buttons.messages import calling_book, steps_shown, telling_problems

if TYPE_CHECKING:
    import xlwings as xw

    from minerva import tasks


class Places(NamedTuple):
    """Where a server keeps what one pane sent: then no path that is typed in the console is opened.

    `folder` is where results are written: the regional workbook under the name that is typed, and below it `templates`
    and `feedback`. `register`, `last_year` and `rules` are None where none was sent.
    """

    register: Path | None
    returns: Path
    folder: Path
    last_year: Path | None = None
    rules: Path | None = None


def check(book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None) -> None:
    """List what to correct in the open return in its sheet of findings, with links, and put notes on the cells.

    What an earlier check wrote is replaced; what people wrote, notes too, stays. `places` and `progress` change nothing
    here: all buttons are called alike.
    """
    book = calling_book() if book is None else book
    with telling_problems(book, "button.check.title"):
        from minerva.buttons.checking import check_return

        check_return(book)


def clear(book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None) -> None:
    """Take away what *Check* and *Colour* wrote into the open return, and nothing else."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.clear.title"):
        from minerva.buttons.checking import clear_return

        clear_return(book)


def colour(
    book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None
) -> None:
    """Fill the results of the open return with the colour of their computed status."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.colour.title"):
        from minerva.buttons.colours import colour_return

        colour_return(book)


def templates(
    book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None
) -> None:
    """Write the templates of all who must report, as the settings of the console say."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.templates.title"), steps_shown(book, progress) as steps:
        from minerva.buttons.year import write_templates

        write_templates(book, places, steps)


def consolidate(
    book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None
) -> None:
    """Merge the returns that the settings of the console name, show the result there and open the regional workbook."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.consolidate.title"), steps_shown(book, progress) as steps:
        from minerva.buttons.year import consolidate_returns

        consolidate_returns(book, places, steps)


def pdf(book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None) -> None:
    """Print the regional workbook, the open one or that of the console, as one PDF for each part."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.pdf.title"), steps_shown(book, progress) as steps:
        from minerva.buttons.printing import print_report

        print_report(book, places, steps)


def coverage(
    book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None
) -> None:
    """Show in the console who has returned what, without merging."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.coverage.title"), steps_shown(book, progress) as steps:
        from minerva.buttons.year import show_coverage

        show_coverage(book, places, steps)


def feedback(
    book: xw.Book | None = None, *, places: Places | None = None, progress: tasks.Progress | None = None
) -> None:
    """Write the workbooks and letters that go back to the organisations into the folder the console names."""
    book = calling_book() if book is None else book
    with telling_problems(book, "button.feedback.title"), steps_shown(book, progress) as steps:
        from minerva.buttons.year import write_feedback

        write_feedback(book, places, steps)
