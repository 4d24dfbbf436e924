"""*PDF*: one for each part of the regional workbook, printed by LibreOffice, or else by the Excel of the button."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from minerva import tasks
from minerva.buttons.messages import in_both, tell
from minerva.buttons.settings import is_console, place_of, settings_of

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.buttons import Places
    from minerva.excel.printed.printer import Pdf, Printer

FOLDER = "pdf"


def print_report(book: xw.Book, places: Places | None, progress: tasks.Progress) -> None:
    """Write the PDFs into a folder beside the regional workbook that the console names, or that is open, as saved."""
    if places is not None:
        raise tasks.Problem("button.pdf.on_server")
    report = settings_of(book, None, ("output",)).output if is_console(book) else place_of(book)
    folder = report.parent / FOLDER
    prints = tasks.export_pdf(report, folder, progress, printer_of(book))
    names = "\n".join(path.name for path in prints.files)
    text = [in_both("button.pdf.done", report=report.name, folder=folder), names]
    if not prints.have_marks:
        text.append(in_both("button.pdf.no_marks"))
    tell(book, "button.pdf.title", "\n\n".join(text))


def printer_of(book: xw.Book) -> Printer:
    """The Excel a book is open in as a printer. It raises Problem where Excel cannot print."""

    def printed(books: Sequence[Path], folder: Path) -> list[Pdf]:
        with _told(), _out_of_sight(book):
            return [_exported(book.app, path, folder) for path in books]

    return printed


def _exported(app: xw.App, path: Path, folder: Path) -> Pdf:
    """Open a print workbook, export it as a whole, so that its pages are numbered through, and close it unsaved."""
    from minerva.excel.printed.printer import Pdf

    if path.name.lower() in [one.name.lower() for one in app.books]:
        raise tasks.Problem("button.pdf.open", book=path.name)
    opened = app.books.open(str(path), update_links=False, read_only=True)
    try:
        pdf = folder / f"{path.stem}.pdf"
        opened.to_pdf(str(pdf))
        return Pdf(pdf, _sheet_pages(opened))
    finally:
        opened.close()


def _sheet_pages(book: xw.Book) -> tuple[int, ...]:
    """How many pages each sheet takes, () where Excel does not say; xlwings has no word for it."""
    try:
        return tuple(int(sheet.api.PageSetup.Pages.Count) for sheet in book.sheets)
    except Exception:  # bookmarks are worth no message, and the errors of Excel have no class in common
        return ()


@contextmanager
def _out_of_sight(book: xw.Book) -> Iterator[None]:
    """Nothing flickers, nothing is asked, no program of others is woken; the book of the button is in front again."""
    try:
        with book.app.properties(screen_updating=False, display_alerts=False, enable_events=False):
            yield
    finally:
        book.activate()


@contextmanager
def _told() -> Iterator[None]:
    """Raise Problem for what Excel cannot do or refuses."""
    try:
        yield
    except tasks.Problem:
        raise
    except NotImplementedError as error:
        raise tasks.Problem("button.pdf.no_excel") from error
    except Exception as error:  # of COM, of AppleScript, of xlwings
        said = getattr(error, "excepinfo", None) or ("", "", "")
        raise tasks.Problem("button.pdf.failed", reason=said[2] or error) from error
