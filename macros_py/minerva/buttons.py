"""The buttons of Excel: each takes the book it was clicked in, calls what the commands call, and shows what it gave.

One function serves the ribbon (no book given: the calling one), the task pane and the tests. On a server values can be
read, and values and looks written; what an engine lacks (a status bar, a second workbook) is done without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from minerva import tasks
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels, tally
from minerva.model.finding import counted

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.finding import Finding

MOST_DETAILS = 8  # a message box must fit on the screen


def check(book: xw.Book | None = None) -> None:
    """Check the return as it stands on the screen and list what to correct in its sheet of findings."""
    book = _calling_book() if book is None else book
    with _telling_problems(book, "button.check.title"):
        findings = _findings_of(book)
        sheet = _write_findings(book, findings)
        done = [_done(findings, sheet, language) for language in REPORT_LANGUAGES]
        _tell(book, "button.check.title", "\n\n".join(done))


def consolidate(book: xw.Book | None = None) -> None:
    """Merge the returns that the settings of the console name, show the result there and open the regional workbook."""
    book = _calling_book() if book is None else book
    with _telling_problems(book, "button.consolidate.title"):
        _require_console(book)
        _write_result(book, [], [])
        settings = _console_settings(book)
        with _progress(book) as progress:
            result = tasks.consolidate(
                settings.returns, settings.register, settings.output, final=settings.final, progress=progress
            )
        numbers = _numbers(result)
        _write_result(book, _shown(numbers), _file_rows(result))
        _tell(book, "button.consolidate.title", bilingual("button.consolidate.done", "\n\n", **numbers))
        with suppress(NotImplementedError):
            book.app.books.open(str(result.output))


def _done(findings: Sequence[Finding], sheet: str, language: str) -> str:
    if not findings:
        return labels(language)("button.check.nothing")
    return labels(language)("button.check.done", counts=tally(counted(findings), language), sheet=sheet)


def _calling_book() -> xw.Book:
    import xlwings

    return xlwings.Book.caller()


def _tell(book: xw.Book, title: str, text: str) -> None:
    book.app.alert(text, bilingual(title, " / "))


@contextmanager
def _telling_problems(book: xw.Book, title: str) -> Iterator[None]:
    """Say in both languages what the user must change before the button can do its work."""
    try:
        yield
    except tasks.Problem as problem:
        _tell(book, title, "\n\n".join(_said(problem, language) for language in REPORT_LANGUAGES))


def _said(problem: tasks.Problem, language: str) -> str:
    lines = [(problem.key, problem.params), *problem.details[:MOST_DETAILS]]
    more = ["…"] if len(problem.details) > MOST_DETAILS else []
    return "\n".join([_sentence(key, params, language) for key, params in lines] + more)


def _sentence(key: str, params: dict[str, str], language: str) -> str:
    """A label whose params may be labels themselves."""
    words = labels(language)
    return words(key, **{n: words(value[1:]) if value.startswith("@") else value for n, value in params.items()})


@contextmanager
def _progress(book: xw.Book) -> Iterator[tasks.Progress]:
    """The steps of a long task in the status bar, where the engine has one."""

    def show(key: str, done: int, total: int) -> None:
        with suppress(NotImplementedError):
            book.app.status_bar = f"Minerva · {bilingual(key, ' / ')} {done}/{total}"

    try:
        yield show
    finally:
        with suppress(NotImplementedError):
            book.app.status_bar = False


def _findings_of(book: xw.Book) -> list[Finding]:
    """The findings of the open return. Raises Problem for a book that is none, or that cannot be used."""
    from minerva.excel.open_book import is_return, read_open_book
    from minerva.excel.returns.identity import Expectation
    from minerva.excel.returns.reader import read_sheets
    from minerva.model.submission import SourceFile, Unusable
    from minerva.rules.catalogue import check as judge

    if not is_return(book):
        raise tasks.Problem("button.check.no_return", book=book.name)
    outcome = read_sheets(SourceFile(book.name, 0, ""), read_open_book(book), Expectation())
    if isinstance(outcome, Unusable):
        refusal = outcome.refusal
        raise tasks.Problem("button.check.unusable", reason=f"@refusal.{refusal}", remedy=f"@refusal_remedy.{refusal}")
    return judge(outcome)


def _write_findings(book: xw.Book, findings: Sequence[Finding]) -> str:
    """Replace the list of an earlier check; returns the name of the sheet, which is added where someone removed it."""
    from minerva.excel.findings_list import finding_value
    from minerva.layout.returns import return_layout

    layout = return_layout()
    sheet = next((one for one in book.sheets if one.name.lower() == layout.findings_sheet.lower()), None)
    if sheet is None:
        sheet = _add_findings_sheet(book, layout.findings_sheet, layout.findings_header_row)
    first = layout.findings_header_row + 1
    keys = _finding_columns()
    rows = [[_as_text(finding_value(finding, key)) for key in keys] for finding in findings]
    _replace_rows(sheet, (first, 1), rows, len(keys))
    names = {one.name for one in book.sheets}
    for row, finding in enumerate(findings, first):
        if finding.sheet in names:
            _link(sheet.range((row, keys.index("place") + 1)), finding)
    _colour_severities(sheet, first, findings)
    sheet.activate()
    return sheet.name


def _finding_columns() -> list[str]:
    from minerva.excel.findings_list import FINDING_COLUMNS

    return [key for key, _ in FINDING_COLUMNS]


def _add_findings_sheet(book: xw.Book, name: str, header_row: int) -> xw.Sheet:
    from minerva.excel.findings_list import FINDING_COLUMNS

    sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    sheet.range((1, 1)).value = bilingual("findings.title", " – ")
    header = sheet.range((header_row, 1), (header_row, len(FINDING_COLUMNS)))
    header.value = [[bilingual(f"findings.{key}") for key, _ in FINDING_COLUMNS]]
    header.font.bold = True
    for column, (_, width) in enumerate(FINDING_COLUMNS, 1):
        with suppress(NotImplementedError):
            sheet.range((header_row, column)).column_width = width
    return sheet


def _link(cell: xw.Range, finding: Finding) -> None:
    """Make the place of a finding lead there."""
    from minerva.excel.findings_list import place_link

    with suppress(NotImplementedError):
        cell.add_hyperlink(f"#{place_link(finding)}", finding.place, finding.place)


def _colour_severities(sheet: xw.Sheet, first: int, findings: Sequence[Finding]) -> None:
    """The severity in colour, beside its word; findings of one severity stand together, so each is one area."""
    from minerva.layout.style import style

    column = _finding_columns().index("severity") + 1
    standings = [finding.standing for finding in findings]
    for standing, look in style().finding.items():
        if standing in standings:
            top = first + standings.index(standing)
            area = sheet.range((top, column), (top + standings.count(standing) - 1, column))
            area.color = look.fill


class _ConsoleSettings(NamedTuple):
    register: Path
    returns: Path
    output: Path
    final: bool


def _require_console(book: xw.Book) -> None:
    """Raise Problem for a book that lacks the names of the console."""
    from minerva.layout.consoles import console_layout, console_name

    wanted = [*console_layout().settings, "result", "files"]
    if not all(console_name(key) in book.names for key in wanted):
        raise tasks.Problem("button.consolidate.no_console", book=book.name)


def _console_settings(book: xw.Book) -> _ConsoleSettings:
    """The settings of the console, paths from its folder. Raises Problem naming the one that cannot be used."""
    from minerva.layout.consoles import console_layout, read_state

    place = _place_of(book)
    typed = {key: _setting(book, key) for key in console_layout().settings}
    register, returns, output = (place.parent / typed[key] for key in ("register", "returns", "output"))
    state = read_state(typed["state"])
    if state is None:
        raise tasks.Problem("button.consolidate.state", value=typed["state"])
    if output.resolve() in (register.resolve(), place.resolve()):
        raise tasks.Problem("button.consolidate.output_in_use", path=output)
    return _ConsoleSettings(register, returns, output, state == "final")


def _setting(book: xw.Book, key: str) -> str:
    from minerva.layout.consoles import console_name

    value = book.names[console_name(key)].refers_to_range.value
    if value is None or not str(value).strip():
        raise tasks.Problem("button.consolidate.empty", setting=f"@console.setting.{key}")
    return str(value).strip()


def _place_of(book: xw.Book) -> Path:
    """Where the console stands on disk. Raises Problem for one that is not saved, or opened from the cloud."""
    from xlwings import XlwingsError

    try:
        place = Path(book.fullname)
    except XlwingsError as error:
        raise tasks.Problem("button.consolidate.not_local", book=book.name) from error
    if not place.is_absolute():
        raise tasks.Problem("button.consolidate.not_local", book=book.name)
    return place


def _numbers(result: tasks.Consolidated) -> dict[str, object]:
    """What the result area and the message show, by the keys of console.toml."""
    counts = tasks.counts(result.consolidation)
    return {
        **{key: value for key, value in counts.items() if not isinstance(value, dict)},
        **counts["findings"],
        "time": f"{datetime.now():%d/%m/%Y %H:%M}",
        "output": str(result.output),
        "sha256": result.sha256,
    }


def _shown(numbers: dict[str, object]) -> list[object]:
    from minerva.layout.consoles import console_layout

    values = [numbers[key] for key in console_layout().results]
    return [_as_text(value) if isinstance(value, str) else value for value in values]


def _file_rows(result: tasks.Consolidated) -> list[list[str]]:
    """Every file with what became of it and why, then the organisations of which none came."""
    consolidation = result.consolidation
    rows = []
    for use in consolidation.files:
        line = consolidation.coverage.line(use.organisation)
        reasons = [use.reason] if use.reason else list(line.reasons) if line is not None else []
        reason = "\n".join(bilingual(key) for key in reasons) + (f" ({use.detail})" if use.detail else "")
        rows.append([use.file.name, _name(result, use.organisation), bilingual(f"use.{use.use}"), reason])
    for line in consolidation.coverage.lines:
        if line.state == "missing":
            rows.append(["", _name(result, line.organisation.id), bilingual("state.missing"), ""])
    return [[_as_text(text) for text in row] for row in rows]


def _name(result: tasks.Consolidated, organisation: str) -> str:
    row = result.consolidation.register.by_id(organisation)
    return organisation if row is None else "\n".join(dict.fromkeys((row.name_fr, row.name_nl)))


def _write_result(book: xw.Book, values: Sequence[object], files: Sequence[Sequence[str]]) -> None:
    """Replace the result of an earlier consolidation; without values, only remove it."""
    from minerva.layout.consoles import console_name

    area = book.names[console_name("result")].refers_to_range
    area.clear_contents()
    if values:
        area.value = [[value] for value in values]
    header = book.names[console_name("files")].refers_to_range
    _replace_rows(header.sheet, (header.row + 1, header.column), files, header.shape[1])


def _replace_rows(sheet: xw.Sheet, first: tuple[int, int], rows: Sequence[Sequence[str]], columns: int) -> None:
    """Put rows from a cell on, in place of everything that stands there and below in these columns."""
    top, left = first
    used = sheet.used_range
    last = max(top, used.row + used.shape[0] - 1)
    sheet.range((top, left), (last, left + columns - 1)).clear()
    if not rows:
        return
    area = sheet.range((top, left), (top + len(rows) - 1, left + columns - 1))
    area.value = [list(row) for row in rows]
    area.font.size = 9
    with suppress(NotImplementedError):
        area.wrap_text = True
        area.vertical_alignment = "top"
    area.rows.autofit()


def _as_text(text: str) -> str:
    """A text that Excel takes for a text: not for a formula, a number or a date."""
    return text if not text or text[0].isalpha() else f"'{text}"
