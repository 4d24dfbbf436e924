"""The buttons of the console: the cell's work of a year, as its settings say."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from minerva import tasks
from minerva.buttons.messages import in_both, tell
from minerva.buttons.results import clear_results, numbers_of, show_results
from minerva.buttons.settings import (
    Settings,
    check_year,
    refuse_to_write_over_settings,
    require_console,
    settings_of,
)
from minerva.inputs import refuse_among_returns
from minerva.layout.consoles import console_layout

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.buttons import Places


def write_templates(book: xw.Book, places: Places | None, progress: tasks.Progress) -> None:
    """Write the templates; a file already there stays."""
    require_console(book)
    settings = settings_of(book, places, ("register", "templates"))
    made = tasks.templates(settings.register, settings.year, settings.templates, progress=progress)
    text = [in_both("button.templates.done", written=len(made.written), folder=_shown(settings.templates, places))]
    if made.kept:
        text.append(in_both("button.templates.kept", kept=len(made.kept)))
    tell(book, "button.templates.title", "\n\n".join(text))


def consolidate_returns(book: xw.Book, places: Places | None, progress: tasks.Progress) -> None:
    """Merge, show what came of it, and open the result where the engine can."""
    require_console(book)
    clear_results(book)
    settings = settings_of(book, places, ("register", "returns", "output", "state", "personal_data"))
    refuse_to_write_over_settings(book, settings, places)
    check_year(settings)
    result = tasks.consolidate(
        settings.returns,
        settings.register,
        settings.output,
        final=settings.final,
        own_rules=settings.rules,
        last_year=settings.last_year,
        personal_data=settings.personal_data,
        progress=progress,
    )
    output = _shown(result.output, places)
    numbers = numbers_of(result.consolidation, output=output, sha256=result.sha256)
    show_results(book, numbers, result.consolidation)
    tell(book, "button.consolidate.title", in_both("button.consolidate.done", **numbers))
    if places is None:
        with suppress(NotImplementedError):
            book.app.books.open(str(result.output))


def show_coverage(book: xw.Book, places: Places | None, progress: tasks.Progress) -> None:
    """Read and judge the returns and show who sent what; nothing is written to disk."""
    require_console(book)
    clear_results(book)
    settings = settings_of(book, places, ("register", "returns"))
    check_year(settings)
    merged = tasks.coverage(_checked(settings, progress), settings.register, own_rules=settings.rules)
    numbers = numbers_of(merged)
    show_results(book, numbers, merged)
    sheet = console_layout().lists["coverage"].sheet
    if sheet in [one.name for one in book.sheets]:
        book.sheets[sheet].activate()
    tell(book, "button.coverage.title", in_both("button.coverage.done", **numbers))


def write_feedback(book: xw.Book, places: Places | None, progress: tasks.Progress) -> None:
    """Write what goes back into its folder, which may not lie among the returns."""
    require_console(book)
    settings = settings_of(book, places, ("register", "returns", "feedback"))
    check_year(settings)
    refuse_among_returns([settings.returns], settings.feedback)
    checked = _checked(settings, progress)
    copies = tasks.feedback(checked, settings.feedback, progress)
    attached = {one.file: one.output.name for one in copies if one.output is not None and not one.reason}
    letters = tasks.letters(checked, settings.register, settings.feedback, own_rules=settings.rules, attached=attached)
    written = sum(one.output is not None for one in copies)
    kept = len(letters.kept) + sum(one.kept is not None for one in copies)
    failed = sum(bool(one.reason) for one in copies)
    folder = _shown(settings.feedback, places)
    text = [in_both("button.feedback.done", workbooks=written, letters=len(letters.written), folder=folder)]
    text += [in_both("button.feedback.kept", kept=kept)] if kept else []
    text += [in_both("button.feedback.failed", failed=failed)] if failed else []
    tell(book, "button.feedback.title", "\n\n".join(text))


def _checked(settings: Settings, progress: tasks.Progress) -> list[tasks.Checked]:
    """The returns of the folder; the cell's own files that lie among them are none."""
    from minerva.excel.manifest import manifest_path

    output, others = settings.output, (settings.register, settings.rules, settings.last_year)
    ours = {path.resolve() for path in (output, manifest_path(output), *others) if path}
    checked = tasks.check(
        [settings.returns],
        settings.register,
        progress,
        own_rules=settings.rules,
        last_year=settings.last_year,
    )
    return [one for one in checked if one.path.resolve() not in ours]


def _shown(path: Path, places: Places | None) -> str:
    """A path as the message names it: where a server keeps files says nothing to anybody."""
    return str(path) if places is None else path.name
