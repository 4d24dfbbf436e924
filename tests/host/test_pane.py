"""The task pane in a real browser, with the real server and the client of xlwings; only Excel itself is a double."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import xlwings as xw
from playwright.sync_api import Browser, Page, expect

import workbooks
from host import browser
from host.open_excel import dump, open_in_excel
from minerva import buttons
from minerva.excel.console import write_console
from minerva.layout.consoles import console_layout
from minerva.layout.labels import labels
from minerva.layout.returns import return_layout
from serve.serving import Serving, serving
from xlwings_openpyxl import alerts, open_book

FINDINGS = return_layout().findings_sheet
LANGUAGES = ("fr", "nl")
RETURN = "bruxelles-mobilite-2020.xlsx"
"""A return with findings, in which no formula must be calculated to know a percentage: nobody does that here."""


@pytest.fixture(scope="module")
def sample(sample_year: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample year as the terminal writes it, and a console beside it."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(sample_year, folder, dirs_exist_ok=True)
    write_console(folder / "console.xlsx")
    return folder


@pytest.fixture(scope="module")
def office() -> Iterator[Serving]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
        with serving(holds=True) as running:
            yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as running:
        yield running


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def page(chromium: Browser, language: str) -> Iterator[Page]:
    """A pane as wide as Excel shows it; whatever happens there, nothing leaves the machine and nothing breaks."""
    context = chromium.new_context(viewport={"width": 320, "height": 720}, locale=f"{language}-BE")
    page, asked, broken = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.set_default_timeout(browser.PATIENCE)
    yield page
    assert {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}
    assert broken == []
    context.close()


def unbroken(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def shown(page: Page, selector: str) -> str:
    """The text of a part of the pane, once there is one."""
    expect(page.locator(selector)).not_to_be_empty()
    return unbroken(page.locator(selector).inner_text())


def enter(page: Page, office: Serving, token: str | None = None) -> None:
    """Paste the address that `minerva serve` showed."""
    page.locator("#address").fill(f"{office.address}/#token={token or office.token}")
    page.locator("#access button").click()


def press(page: Page, name: str) -> str:
    """Press a button; what it says."""
    page.locator(f"button.press[value={name}]").click()
    said = shown(page, "#said")
    expect(page.locator("#progress")).to_be_hidden()
    return said


def opened(page: Page, office: Serving, path: Path, language: str) -> None:
    open_in_excel(page, office.address, path, language)
    enter(page, office)


def on_openpyxl(path: Path, *names: str) -> xw.Book:
    """The same book after the same buttons without any server."""
    book = open_book(path, computed=True)
    for name in names:
        getattr(buttons, name)(book)
    return book


def in_language(text: str, language: str) -> str:
    """What a message says in one language: its paragraphs alternate."""
    return unbroken(" ".join(text.split("\n\n")[LANGUAGES.index(language) :: 2]))


def sheet_of(page: Page, name: str) -> dict:
    return next(one for one in dump(page)["sheets"] if one["name"] == name)


def callable_functions(page: Page) -> list[str]:
    """The functions that were there when Excel began to call."""
    return page.evaluate(
        """async () => {
            while (!excel.callable.length) await new Promise((done) => setTimeout(done, 20));
            return excel.callable[0];
        }"""
    )


def nothing_serious(page: Page) -> None:
    assert browser.grave(page) == []


def test_check(page: Page, office: Serving, sample: Path, language: str) -> None:
    """List, links, notes and message are those of the same button on another engine."""
    path = sample / "returns" / RETURN
    opened(page, office, path, language)
    said = press(page, "check")
    book = on_openpyxl(path, "check")
    assert said == in_language(alerts(book)[-1].prompt, language)
    theirs, ours = book.sheets[FINDINGS], sheet_of(page, FINDINGS)
    area = theirs.used_range
    values = {
        cell.get_address(False, False): str(cell.value) for row in area.rows for cell in row if cell.value is not None
    }
    assert {at: str(one["value"]) for at, one in ours["cells"].items() if one["value"] != ""} == values
    assert dump(page)["active"] == FINDINGS
    for sheet in book.sheets:
        notes = {note.location.get_address(False, False): note.text for note in sheet.notes}
        assert sheet_of(page, sheet.name)["notes"] == notes
    nothing_serious(page)


def test_colour_and_clear(page: Page, office: Serving, sample: Path, language: str) -> None:
    path = sample / "returns" / RETURN
    opened(page, office, path, language)
    press(page, "colour")
    book = on_openpyxl(path, "colour")
    coloured = [(name.name, name.refers_to) for name in book.names if name.name.startswith("minerva_coloured_")]
    assert {name: at for name, at in dump(page)["names"].items() if name.startswith("minerva_coloured_")} == dict(
        coloured
    )
    filled = {
        (one["name"], at): cell["look"]["color"]
        for one in dump(page)["sheets"]
        for at, cell in one["cells"].items()
        if "color" in cell["look"]
    }
    assert len(filled) > 10
    for (sheet, at), colour in filled.items():
        assert f"#{bytes(book.sheets[sheet].range(at).color).hex().upper()}" == colour
    press(page, "clear")
    assert not [name for name in dump(page)["names"] if name.startswith("minerva_coloured_")]


@pytest.mark.parametrize("language", ["nl"], indirect=True)
def test_clear_takes_away_what_check_wrote(page: Page, office: Serving, sample: Path, language: str) -> None:
    opened(page, office, sample / "returns" / RETURN, language)
    before = {one["name"]: one["notes"] for one in dump(page)["sheets"]}
    press(page, "check")
    press(page, "clear")
    assert {one["name"]: one["notes"] for one in dump(page)["sheets"]} == before
    below = return_layout().findings_header_row
    left = [at for at, one in sheet_of(page, FINDINGS)["cells"].items() if one["value"] != ""]
    assert all(int(at.lstrip("ABCDEFGHIJ")) <= below for at in left)


def test_consolidate(page: Page, office: Serving, sample: Path, language: str) -> None:
    """Files are dropped, progress is seen, the lists are filled, and what is saved is the terminal's, byte for byte."""
    opened(page, office, sample / "console.xlsx", language)
    page.evaluate(
        """() => {
            window.steps = [];
            new MutationObserver(() => window.steps.push(document.getElementById("step").textContent))
                .observe(document.getElementById("step"), { childList: true });
        }"""
    )
    page.locator("#file-register").set_input_files(sample / "register.xlsx")
    page.locator("#file-returns").set_input_files(sorted((sample / "returns").iterdir()))
    expect(page.locator("[data-kind=returns] li")).to_have_count(len(list((sample / "returns").iterdir())))
    nothing_serious(page)
    read = labels(language)("progress.read")
    with office.held():
        page.locator("button.press[value=consolidate]").click()
        expect(page.locator("#step")).to_contain_text(read)
    assert "regional-2020.xlsx" in shown(page, "#said")
    expect(page.locator("#progress")).to_be_hidden()
    steps = [unbroken(text) for text in page.evaluate("window.steps")]
    assert any(step.startswith(read) for step in steps), steps
    name = "regional-2020.xlsx"
    with page.expect_download() as download:
        page.locator("#downloads button", has_text=name).last.click()
    assert Path(download.value.path()).read_bytes() == (sample / name).read_bytes()
    coverage = sheet_of(page, console_layout().lists["coverage"].sheet)
    assert RETURN in str(coverage["cells"])
    nothing_serious(page)


@pytest.mark.parametrize("language", ["fr"], indirect=True)
@pytest.mark.parametrize("name", ["templates", "coverage", "feedback"])
def test_other_buttons_of_the_console(
    page: Page, office: Serving, sample: Path, tmp_path: Path, name: str, language: str
) -> None:
    """With a register of two: forty templates say no more."""
    opened(page, office, sample / "console.xlsx", language)
    register = workbooks.register_of(tmp_path / "register.xlsx", "bruxelles-mobilite", "innoviris")
    page.locator("#file-register").set_input_files(register)
    page.locator("#file-returns").set_input_files(sample / "returns" / RETURN)
    assert press(page, name)
    written = page.locator("#downloads button")
    expect(written).to_have_text([] if name == "coverage" else [f"{name}.zip"])


@pytest.mark.parametrize("language", ["nl"], indirect=True)
def test_files_can_be_taken_away(page: Page, office: Serving, sample: Path, language: str) -> None:
    """Also those that were sent: the next button does without."""
    opened(page, office, sample / "console.xlsx", language)
    page.locator("#file-register").set_input_files(sample / "register.xlsx")
    page.locator("#file-returns").set_input_files(sorted((sample / "returns").glob("a*")))
    press(page, "coverage")
    page.locator("[data-kind=register] li button").click()
    page.locator("button.press[value=coverage]").click()
    assert shown(page, "#problem") == unbroken(labels(language)("serve.error.no_register"))


def test_access_that_is_none(page: Page, office: Serving, sample: Path, language: str) -> None:
    """An address without token, then one with the token of yesterday, then the right one."""
    open_in_excel(page, office.address, sample / "returns" / RETURN, language)
    page.locator("#address").fill(f"{office.address}/")
    page.locator("#access button").click()
    assert shown(page, "#problem") == unbroken(labels(language)("pane.no_token"))
    enter(page, office, "x" * 43)
    page.locator("button.press[value=check]").click()
    assert shown(page, "#problem") == unbroken(labels(language)("pane.expired"))
    nothing_serious(page)
    enter(page, office)
    assert press(page, "check")


@pytest.mark.parametrize("language", ["fr"], indirect=True)
def test_focus_stays(page: Page, office: Serving, sample: Path, language: str) -> None:
    """Who presses a button from the keyboard is still there when it is over, and at the address where it is asked."""
    opened(page, office, sample / "returns" / RETURN, language)
    button = page.locator("button.press[value=colour]")
    button.press("Enter")
    shown(page, "#said")
    expect(button).to_be_focused()
    page.evaluate("sessionStorage.setItem('minerva.token', 'x'.repeat(43))")
    button.press("Enter")
    expect(page.locator("#address")).to_be_focused()


@pytest.mark.parametrize("language", ["fr"], indirect=True)
def test_book_that_changed_meanwhile(page: Page, office: Serving, sample: Path, language: str) -> None:
    """What Excel refuses is told, and nothing else is said to be done."""
    opened(page, office, sample / "returns" / RETURN, language)
    page.locator("button.press[value=check]").wait_for()
    page.evaluate("() => { Excel.run = async () => { throw new Error('InvalidOperationInCellEditMode'); }; }")
    page.locator("button.press[value=check]").click()
    reason = "InvalidOperationInCellEditMode"
    assert shown(page, "#problem") == unbroken(labels(language)("pane.not_read", reason=reason))
    expect(page.locator("#said")).to_be_empty()


@pytest.mark.parametrize("language", ["nl"], indirect=True)
def test_other_book(page: Page, office: Serving, sample: Path, language: str) -> None:
    opened(page, office, sample / "register.xlsx", language)
    assert shown(page, "#other-book") == unbroken(labels(language)("pane.other_book"))
    expect(page.locator("button.press:visible")).to_have_count(0)


def test_functions(page: Page, office: Serving, sample: Path, language: str) -> None:
    """As Excel calls them: without access, then with it."""
    open_in_excel(page, office.address, sample / "returns" / RETURN, language)
    call = """([name, ...ranges]) => window.excel.functions[name](...ranges, { address: "KPI!A1" })
        .catch((error) => `${error.code} ${error.message}`)"""
    page.locator("#address").wait_for()
    assert callable_functions(page) == ["BUDGET", "FIGURE", "REFERENCE", "STATUS"], "a book with formulas was opened"
    asked = ["STATUS", [[95], [80]], [[70]], [[90]], None, None, [[language]]]
    without = page.evaluate(call, asked)
    assert unbroken(without) == unbroken(f"#VALUE! {labels(language)('pane.for_functions')}")
    enter(page, office)
    words = [[labels(language)(f"choice.status.{one}")] for one in ("REALISED", "PARTIALLY_REALISED")]
    assert page.evaluate(call, asked) == words
    told = page.evaluate(call, ["FIGURE", [["bla"]]])
    assert unbroken(told) == unbroken(f"#VALUE! {labels(language)('function.figure_text', value='bla')}")


@pytest.mark.parametrize("language", ["nl"], indirect=True)
def test_a_formula_that_is_filled_down(page: Page, office: Serving, sample: Path, language: str) -> None:
    """Three hundred cells at once are a few requests, and each cell gets its own answer."""
    opened(page, office, sample / "returns" / RETURN, language)
    page.locator("button.press[value=check]").wait_for()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "functions-call" in request.url else None)
    given = page.evaluate(
        """() => Promise.all(Array.from({ length: 300 }, (_, at) =>
            window.excel.functions.FIGURE([[at === 7 ? "bla" : `${at} %`]], { address: `KPI!A${at + 1}` })
                .catch((error) => error.message)))"""
    )
    assert unbroken(given.pop(7)) == unbroken(labels(language)("function.figure_text", value="bla"))
    assert given == [[[at]] for at in range(300) if at != 7]
    assert 2 <= len(asked) <= 6


@pytest.mark.parametrize("language", ["nl"], indirect=True)
def test_formulas_on_long_texts(page: Page, office: Serving, sample: Path, language: str) -> None:
    """What many cells hold together may be more than one request may carry."""
    opened(page, office, sample / "returns" / RETURN, language)
    page.locator("button.press[value=check]").wait_for()
    given = page.evaluate(
        """() => Promise.all(Array.from({ length: 60 }, (_, at) =>
            window.excel.functions
                .BUDGET([["AB 12 004 27 01 12 11" + " ".repeat(30000 - at)]], { address: `KPI!A${at + 1}` })
                .catch((error) => error.message)))"""
    )
    assert given == [[["12.004.27.01.1211"]]] * 60


def test_outside_excel(page: Page, office: Serving, language: str) -> None:
    """The real Office.js finds no Excel: the pane leads to the page."""
    page.goto(f"{office.address}/pane")
    assert shown(page, "#outside").startswith(unbroken(labels(language)("pane.outside")))
    expect(page.locator("#outside a")).to_have_attribute("href", "/")
    nothing_serious(page)


@pytest.mark.parametrize("language", ["fr"], indirect=True)
def test_without_key(page: Page, sample: Path, language: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("XLWINGS_LICENSE_KEY", raising=False)
        with serving() as keyless:
            open_in_excel(page, keyless.address, sample / "console.xlsx", language)
            assert shown(page, "#lacking-what") == unbroken(labels(language)("pane.missing_key"))
            expect(page.locator("button.press:visible")).to_have_count(0)
            assert callable_functions(page) == [], "Excel does not wait for functions that never come"
            nothing_serious(page)
            other = next(one for one in LANGUAGES if one != language)
            page.locator(f"#languages [data-language={other}]").click()
            assert shown(page, "#lacking-what") == unbroken(labels(other)("pane.missing_key"))
