"""*PDF*: the parts of the regional workbook, printed by LibreOffice or by the Excel of the button."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader, PdfWriter

from buttons.opened import RETURNED, in_both, named, said, sample
from minerva import buttons, tasks
from minerva.buttons import Places
from minerva.excel.console import write_console
from minerva.excel.printed import office, outline, pdf
from minerva.excel.sample import sample_register, write_sample_return
from minerva.serve.office import CONSOLE, OPEN_BOOK
from workbooks import register_of
from xlwings_openpyxl import alerts, open_book

NAMES = ["regional-2020-P1.pdf", "regional-2020-P3.pdf"]
"""No organisation of these tests reports in the second part."""
A3 = (1190.55, 841.89)


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a console and the regional workbook it names."""
    folder = tmp_path_factory.mktemp("merged")
    (folder / "returns").mkdir()
    for name in RETURNED:
        write_sample_return(f"{name}.toml", sample_register(), folder / "returns")
    register_of(folder / "register.xlsx", *RETURNED)
    tasks.consolidate(folder / "returns", folder / "register.xlsx", folder / "regional-2020.xlsx")
    write_console(folder / "console.xlsx")
    return folder


@pytest.fixture
def place(merged: Path, tmp_path: Path) -> Path:
    for name in ("console.xlsx", "regional-2020.xlsx"):
        shutil.copy(merged / name, tmp_path)
    return tmp_path


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_office", lambda: None)


@pytest.fixture
def one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third alone, the shortest."""
    monkeypatch.setattr(pdf, "PARTS", (3,))


def sheet_pages(workbook: Path) -> list[int]:
    """How many pages each sheet takes by its breaks."""
    with zipfile.ZipFile(workbook) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        return [package.read(name).count(b"<brk ") + 1 for name in sheets]


def blank(path: Path, pages: int) -> None:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*A3)
    writer.write(path)


def as_reckoned(workbook: Path, path: Path) -> None:
    """A printer that needs the pages that were reckoned."""
    blank(path, sum(sheet_pages(workbook)))


def through_office(workbook: Path, path: Path) -> None:
    """A printer whose PDFs have no bookmarks, as those of Excel."""
    command = [office.find_office(), "--headless", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"]
    options = 'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"false"}}'
    command += ["--convert-to", options, "--outdir", str(path.parent), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def opened(path: Path, printer: Callable[[Path, Path], None] | None = as_reckoned) -> xw.Book:
    """A book in an Excel that prints."""
    book = open_book(path)
    book.app.impl.printer = printer
    return book


def bookmarks(reader: PdfReader, items: list | None = None, depth: int = 0) -> list[tuple[int, str, int]]:
    """Depth, title and page, from 0, of each bookmark."""
    found: list[tuple[int, str, int]] = []
    for item in reader.outline if items is None else items:
        if isinstance(item, list):
            found += bookmarks(reader, item, depth + 1)
        else:
            found.append((depth, item.title, reader.get_destination_page_number(item)))
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("without_office")
@pytest.mark.parametrize("name", ["console.xlsx", "regional-2020.xlsx"])
def test_excel_prints_the_parts_beside_the_regional_workbook_and_leaves_no_trace(
    place: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    private = place / "private"
    private.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(private))
    seen: list[tuple[str, bool, list[str]]] = []
    book = opened(place / name)

    def watched(workbook: Path, path: Path) -> None:
        seen.append((workbook.name, book.app.screen_updating, [one.name for one in book.app.books]))
        as_reckoned(workbook, path)

    book.app.impl.printer = watched
    bars: list[object] = []
    bar = property(lambda app: bars[-1] if bars else False, lambda app, value: bars.append(value))
    monkeypatch.setattr(type(book.app.impl), "status_bar", bar)
    buttons.pdf(book)
    assert [str(shown).rpartition(" ")[2] for shown in bars] == ["0/3", "1/3", "2/3", "3/3", "False"]
    assert seen == [(f"{one[:-4]}.xlsx", False, [name, f"{one[:-4]}.xlsx"]) for one in NAMES]
    assert [one.name for one in book.app.books] == [name]
    assert (book.app.screen_updating, book.app.display_alerts) == (True, True)
    assert list(private.iterdir()) == []
    assert set(files(place / "pdf")) == {*NAMES, tasks.PRINT_RECORD}
    assert sorted(path.name for path in place.iterdir()) == ["console.xlsx", "pdf", "private", "regional-2020.xlsx"]
    for text in in_both("button.pdf.done", report="regional-2020.xlsx", folder=place / "pdf"):
        assert text in said(book)
    assert "\n".join(NAMES) in said(book)
    assert not any(text in said(book) for text in in_both("button.pdf.no_marks"))


def test_excel_prints_what_libreoffice_prints_with_the_same_bookmarks_and_pages(
    place: Path, monkeypatch: pytest.MonkeyPatch
):
    """That LibreOffice is asked first, and that pages are numbered through; in one part."""
    monkeypatch.setattr(pdf, "PARTS", (1,))
    asked = opened(place / "console.xlsx", None)
    buttons.pdf(asked)
    assert NAMES[0] in said(asked)
    shutil.move(place / "pdf", place / "by-office")
    by_office = PdfReader(place / "by-office" / NAMES[0])
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    buttons.pdf(opened(place / "console.xlsx", through_office))
    by_excel = PdfReader(place / "pdf" / NAMES[0])
    marks = bookmarks(by_excel)
    assert marks == bookmarks(by_office)
    assert {depth for depth, _, _ in marks} == {0, 1}
    count = len(by_excel.pages)
    assert count > 4
    texts = [page.extract_text() for page in by_excel.pages]
    for number, text in enumerate(texts, 1):
        assert re.search(rf"\b{number} / {count}\b", text)
    for _, title, page in marks[2:]:
        assert letters(title.partition(" – ")[0]) in letters(texts[page])


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.usefixtures("without_office", "one_part")
def test_pages_excel_counted_otherwise_stand_in_the_contents_and_the_bookmarks(
    place: Path, monkeypatch: pytest.MonkeyPatch
):
    """Every sheet takes a page more than reckoned: printed again with these numbers."""
    printed: list[str] = []
    contents: list[list[str]] = []

    class Setup:
        def __init__(self, sheet: Worksheet):
            self.Pages = type("Pages", (), {"Count": len(sheet.row_breaks.brk) + 2})

    def longer(workbook: Path, path: Path) -> None:
        printed.append(workbook.name)
        sheet = openpyxl.load_workbook(workbook).worksheets[1]
        contents.append([cell.value for row in sheet for cell in row if str(cell.value).startswith("p. ")])
        pages = sheet_pages(workbook)
        blank(path, sum(pages) + len(pages))

    monkeypatch.setattr(Worksheet, "PageSetup", property(Setup), raising=False)
    book = opened(place / "console.xlsx", longer)
    buttons.pdf(book)
    marks = bookmarks(PdfReader(place / "pdf" / NAMES[1]))
    assert printed == [f"{NAMES[1][:-4]}.xlsx"] * 2
    assert [page for _, _, page in marks[:2]] == [0, 2]
    tables = {f"p. {page + 1}" for depth, _, page in marks[2:]}
    assert set(contents[1]) <= tables
    assert contents[0] != contents[1] != []
    assert not any(text in said(book) for text in in_both("button.pdf.no_marks"))


@pytest.mark.usefixtures("without_office", "one_part")
@pytest.mark.parametrize("why", ["pages", "pypdf"])
def test_what_keeps_the_bookmarks_away_is_told(place: Path, monkeypatch: pytest.MonkeyPatch, why: str):
    more = int(why == "pages")
    if why == "pypdf":
        monkeypatch.setattr(outline, "find_spec", lambda name: None)
    book = opened(place / "console.xlsx", lambda workbook, path: blank(path, sum(sheet_pages(workbook)) + more))
    steps: list[tuple[str, int, int]] = []
    buttons.pdf(book, progress=lambda *step: steps.append(step))
    assert steps == [("progress.print", done, 2) for done in range(3)]
    assert all(text in said(book) for text in in_both("button.pdf.no_marks"))
    assert PdfReader(place / "pdf" / NAMES[1]).outline == []


class Refused(Exception):
    """As COM raises it."""

    excepinfo = (0, "Microsoft Excel", "The document is not saved.", None, 0, -2146827284)


@pytest.mark.usefixtures("without_office")
def test_where_excel_refuses_one_part_all_stays_as_it_was(place: Path):
    buttons.pdf(opened(place / "console.xlsx"))
    before = files(place / "pdf")

    def failing(workbook: Path, path: Path) -> None:
        if "P3" in workbook.name:
            raise Refused
        blank(path, 99)

    book = opened(place / "console.xlsx", failing)
    buttons.pdf(book)
    assert files(place / "pdf") == before
    assert all(text in said(book) for text in in_both("button.pdf.failed", reason="The document is not saved."))
    assert [one.name for one in book.app.books] == ["console.xlsx"]
    assert (book.app.screen_updating, book.app.display_alerts, book.app.status_bar) == (True, True, False)


@pytest.mark.usefixtures("without_office", "one_part")
def test_a_book_of_the_user_with_the_name_of_a_print_workbook_stays_open(place: Path):
    book = opened(place / "console.xlsx")
    theirs = shutil.copy(place / "console.xlsx", place / "regional-2020-p3.xlsx")
    book.app.books.open(theirs)
    buttons.pdf(book)
    assert all(text in said(book) for text in in_both("button.pdf.open", book="regional-2020-P3.xlsx"))
    assert {one.name for one in book.app.books} == {"console.xlsx", "regional-2020-p3.xlsx"}
    assert not (place / "pdf").exists()


@pytest.mark.usefixtures("without_office")
def test_an_excel_that_cannot_print_says_so_and_the_pane_does_not_offer_it(place: Path):
    book = opened(place / "console.xlsx", None)
    buttons.pdf(book)
    assert all(text in said(book) for text in in_both("button.pdf.no_excel"))
    assert not (place / "pdf").exists()
    assert "pdf" not in (*OPEN_BOOK, *CONSOLE)
    other = opened(place / "console.xlsx")
    buttons.pdf(other, places=Places(place / "register.xlsx", place, place))
    assert all(text in said(other) for text in in_both("button.pdf.on_server"))
    assert not (place / "pdf").exists()


@pytest.mark.parametrize(
    ("output", "label"),
    [("none.xlsx", "problem.no_file"), ("console.xlsx", "problem.export.not_regional"), (None, "button.empty")],
)
def test_a_console_that_names_no_regional_workbook_gets_one_message(place: Path, output: str | None, label: str):
    book = opened(place / "console.xlsx")
    named(book, "output").value = output
    buttons.pdf(book)
    for index, setting in enumerate(in_both("console.setting.output")):
        assert in_both(label, path=place / str(output), setting=setting)[index] in said(book)
    assert not (place / "pdf").exists()


def test_in_a_return_and_in_a_book_of_the_cloud_one_message_says_what_is_wrong(
    merged: Path, place: Path, monkeypatch: pytest.MonkeyPatch
):
    path = shutil.copy(sample(merged / "returns", "actiris"), place)
    book = opened(path)
    buttons.pdf(book)
    assert all(text in said(book) for text in in_both("problem.export.not_regional", path=path))
    cloud = opened(place / "regional-2020.xlsx")
    monkeypatch.setattr(type(cloud.impl), "fullname", property(lambda _: "https://example.sharepoint.com/r.xlsx"))
    buttons.pdf(cloud)
    assert all(text in said(cloud) for text in in_both("button.not_local", book="regional-2020.xlsx"))
    assert len(alerts(book)) == 1
    assert not (place / "pdf").exists()
