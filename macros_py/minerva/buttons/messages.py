"""What a button says: one message in both languages, the steps of long work in the status bar, what must be changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from minerva import tasks
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels

if TYPE_CHECKING:
    import xlwings as xw

MOST_DETAILS = 8  # a message box must fit on the screen


def calling_book() -> xw.Book:
    """The book in which a button of the ribbon was clicked."""
    import xlwings

    return xlwings.Book.caller()


def tell(book: xw.Book, title: str, text: str) -> None:
    """Show a message under the title of a label."""
    book.app.alert(text, bilingual(title, " / "))


def in_both(key: str, **params: object) -> str:
    """A label in both languages, one below the other; a param that is a label itself begins with '@'."""
    return "\n\n".join(sentence(key, params, language) for language in REPORT_LANGUAGES)


@contextmanager
def telling_problems(book: xw.Book, title: str) -> Iterator[None]:
    """Say in both languages what the user must change before the button can do its work."""
    try:
        yield
    except tasks.Problem as problem:
        tell(book, title, "\n\n".join(_said(problem, language) for language in REPORT_LANGUAGES))


def _said(problem: tasks.Problem, language: str) -> str:
    lines = [(problem.key, problem.params), *problem.details[:MOST_DETAILS]]
    more = ["…"] if len(problem.details) > MOST_DETAILS else []
    return "\n".join([sentence(key, params, language) for key, params in lines] + more)


def sentence(key: str, params: dict[str, object], language: str) -> str:
    """A label whose params may be labels themselves."""
    words = labels(language)
    named = {n: words(v[1:]) if isinstance(v, str) and v.startswith("@") else v for n, v in params.items()}
    return words(key, **named)


@contextmanager
def steps_shown(book: xw.Book, given: tasks.Progress | None) -> Iterator[tasks.Progress]:
    """The steps of a long task: to who was given, else in the status bar, where the engine has one."""
    if given is not None:
        yield given
        return

    def show(key: str, done: int, total: int) -> None:
        with suppress(NotImplementedError):
            book.app.status_bar = f"Minerva · {bilingual(key, ' / ')} {done}/{total}"

    try:
        yield show
    finally:
        with suppress(NotImplementedError):
            book.app.status_bar = False
