"""The page in a real browser: from the drop to the regional workbook, by mouse, by keyboard, in two languages."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.returns import YEAR, make_year
from playwright.sync_api import Browser, Page, expect

from host.browser import chromium, grave, open_page
from minerva.cli import main
from minerva.layout.labels import REPORT_LANGUAGES, labels
from serve.serving import Serving, serving

NUMBER = 40
ODD = 'Société <img src=x onerror=alert(1)> d’été & "Cie" l\'été.xlsx'
DROP = """([zone, files]) => {
    const transfer = new DataTransfer();
    for (const [name, text] of files) {
        transfer.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
    }
    const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.querySelector(zone).dispatchEvent(event);
}"""
WATCH = """() => {
    window.seen = new Set();
    const look = () => document.querySelectorAll("#file-rows .mark").forEach((one) => window.seen.add(one.className));
    new MutationObserver(look).observe(document.querySelector("#file-rows"), { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server() -> Iterator[Serving]:
    with serving(holds=True) as running:
        yield running


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register, forty returns, and what the terminal makes of them."""
    folder = tmp_path_factory.mktemp("year")
    made = make_year(folder, NUMBER)
    output = folder / f"regional-{YEAR}.xlsx"
    assert main(["consolidate", str(made.returns), "--register", str(made.register), "-o", str(output)]) in (0, 1)
    return folder


def arrive(page: Page, server: Serving, language: str) -> None:
    """Open the page with its token."""
    page.goto(f"{server.address}/#token={server.token}")
    expect(page.locator("h1")).to_have_text(labels(language)("page.heading"))


def drop(page: Page, zone: str, paths: list[Path]) -> None:
    """Drop files, as one event."""
    files = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in paths]
    page.evaluate(DROP, [f'[data-drop="{zone}"]', files])


def saved(page: Page, name: str) -> Path:
    """The file that the button with this name saves."""
    with page.expect_download() as download:
        page.locator("#download-list button", has_text=name).click()
    return Path(download.value.path())


def only_here(asked: list[str], server: Serving) -> None:
    """Every request went to the server of this computer."""
    outside = [url for url in asked if not url.startswith((f"{server.address}/", f"blob:{server.address}/"))]
    assert asked
    assert not outside


def test_forty_returns_dropped_give_the_workbook_of_the_terminal(browser: Browser, server: Serving, year: Path) -> None:
    returns = sorted((year / "returns").iterdir())
    with open_page(browser, "fr") as (page, asked):
        arrive(page, server, "fr")
        page.evaluate(WATCH)
        drop(page, "register", [year / "register.xlsx"])
        drop(page, "returns", returns)
        with server.held():
            page.locator('[data-task="consolidate"]:enabled').click()
            expect(page.locator("#file-rows .mark.read").first).to_be_visible()
            expect(page.locator("#file-rows .mark.waiting").first).to_be_visible()
        expect(page.locator("#result-title")).to_be_focused()
        assert {"mark sending", "mark received", "mark waiting", "mark read"} <= set(page.evaluate("[...window.seen]"))
        expect(page.locator("#file-rows tr")).to_have_count(len(returns))
        expect(page.locator("#coverage-rows tr")).to_have_count(NUMBER)
        regional = f"regional-{YEAR}.xlsx"
        assert saved(page, regional).read_bytes() == (year / regional).read_bytes()
        only_here(asked, server)


def give(page: Page, sample: Path, *more: dict) -> None:
    """Choose the register and the returns of the sample year, with some more files."""
    returns = [path for path in sorted((sample / "returns").iterdir()) if path.suffix == ".xlsx"][:6]
    page.locator('[data-file="register"]').set_input_files(next(sample.glob("regist*.xlsx")))
    page.locator('[data-file="returns"]').set_input_files(returns)
    if more:
        page.locator('[data-file="returns"]').set_input_files(list(more))
    expect(page.locator('[data-task="consolidate"]')).to_be_enabled()


def run(page: Page, kind: str) -> None:
    """Press a button and wait for what it gives."""
    page.locator(f'[data-task="{kind}"]').click()
    expect(page.locator("#progress")).to_be_hidden()
    expect(page.locator("#result-title")).to_be_focused()


@pytest.fixture(scope="module")
def sample(sample_year: Path) -> Path:
    """The sample year."""
    return sample_year


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_axe_finds_nothing_grave_in_any_state(browser: Browser, server: Serving, sample: Path, language: str) -> None:
    with open_page(browser, language) as (page, asked):
        page.goto(server.address)
        expect(page.locator("#door")).to_be_visible()
        assert page.locator("html").get_attribute("lang") == language
        assert grave(page) == []
        page.locator("#door-address").fill(f"{server.address}/#token={server.token}")
        page.locator("#door-form button").click()
        expect(page.locator("#desk")).to_be_visible()
        assert grave(page) == []
        give(page, sample)
        page.locator(".options summary").click()
        assert grave(page) == []
        with server.held():
            page.locator('[data-task="consolidate"]').click()
            expect(page.locator("#progress")).to_be_visible()
            assert grave(page) == []
            expect(page.locator("#progress")).to_be_visible()
        expect(page.locator("#result-title")).to_be_focused()
        page.locator("#groups summary").first.click()
        assert grave(page) == []
        only_here(asked, server)


def test_a_finding_tells_its_cell_and_feedback_is_saved(browser: Browser, server: Serving, sample: Path) -> None:
    with open_page(browser, "fr") as (page, _):
        arrive(page, server, "fr")
        give(page, sample)
        run(page, "check")
        page.evaluate("document.querySelectorAll('#groups details').forEach((one) => (one.open = true))")
        places = page.locator(".finding dl > div:first-child dd").all_text_contents()
        assert any("!" in place and place.split("!")[1][0].isupper() for place in places)
        everything = page.locator(".finding").count()
        page.locator("#severities input").first.uncheck()
        assert page.locator("#groups .finding.error").count() == 0
        page.locator("#severities input").first.check()
        page.locator("#sought").fill("no such word anywhere")
        expect(page.locator(".group")).to_have_count(0)
        assert everything > 0
        run(page, "feedback")
        with zipfile.ZipFile(saved(page, "feedback.zip")) as archive:
            assert any(name.endswith(".xlsx") for name in archive.namelist())


PRINTED = """() => {
    window.dispatchEvent(new Event("beforeprint"));
    return document.querySelectorAll("#groups .finding").length;
}"""


def test_all_findings_are_printed_and_a_result_is_outdated_by_other_files(
    browser: Browser, server: Serving, sample: Path
) -> None:
    words = labels("nl")
    with open_page(browser, "nl") as (page, _):
        arrive(page, server, "nl")
        give(page, sample)
        run(page, "check")
        assert page.locator("#groups details").count() > 1
        assert page.locator("#groups .finding").count() == 0
        number = page.evaluate(PRINTED)
        assert words("page.findings.shown", number=number, total=number) == page.locator("#found").inner_text()
        run(page, "consolidate")
        expect(page.locator("#outdated")).to_be_hidden()
        page.locator("#file-rows button").first.click()
        expect(page.locator("#outdated")).to_have_text(words("page.result.outdated"))
        expect(page.locator("#downloads")).to_be_hidden()


def test_the_register_is_known_by_its_name_and_what_systems_leave_is_passed_over(
    browser: Browser, server: Serving, sample: Path
) -> None:
    register = next(sample.glob("regist*.xlsx")).read_bytes()
    names = (".DS_Store", "~$return.xlsx", "Thumbs.db", "Registre_2020.xlsx", "registered-mail.xlsx")
    with open_page(browser, "fr") as (page, _):
        arrive(page, server, "fr")
        page.locator('[data-file="returns"]').set_input_files(
            [{"name": name, "mimeType": "application/octet-stream", "buffer": register} for name in names]
        )
        expect(page.locator('[data-single="register"]')).to_contain_text("Registre_2020.xlsx")
        expect(page.locator("#file-rows th")).to_have_text(["registered-mail.xlsx"])


def test_after_another_start_the_page_no_longer_lists_what_the_server_has_forgotten(
    browser: Browser, server: Serving, sample: Path
) -> None:
    words = labels("fr")
    with open_page(browser, "fr") as (page, _):
        arrive(page, server, "fr")
        give(page, sample)
        batch = page.evaluate("sessionStorage.getItem('minerva.batch')")
        assert server.us.delete(f"/batches/{batch}").status_code == 200
        page.evaluate("sessionStorage.setItem('minerva.token', 'that-of-the-start-before-this-one')")
        page.locator('[data-task="check"]').click()
        page.locator("#door-address").fill(f"{server.address}/#token={server.token}")
        page.keyboard.press("Enter")
        expect(page.locator("#message")).to_have_text(words("page.error.forgotten"))
        expect(page.locator("#file-rows tr")).to_have_count(0)
        expect(page.locator("#needed")).to_contain_text(words("page.needed.register"))


def test_names_and_hostile_files_are_text(browser: Browser, server: Serving, sample: Path) -> None:
    dialogs: list[str] = []
    hostile = {"name": ODD, "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04<img src=x onerror=alert(1)>"}
    with open_page(browser, "fr") as (page, asked):
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        arrive(page, server, "fr")
        give(page, sample, hostile)
        row = page.locator("#file-rows tr").filter(has=page.get_by_text(ODD, exact=True))
        expect(row).to_have_count(1)
        run(page, "consolidate")
        expect(row.locator(".mark.not-used, .mark.unusable")).to_be_visible()
        expect(row.locator(".reason")).not_to_be_empty()
        assert page.locator("main b, main img").count() == 0
        assert dialogs == []
        only_here(asked, server)


def test_all_by_keyboard(browser: Browser, server: Serving, sample: Path) -> None:
    with open_page(browser, "fr") as (page, _):
        # Playwright begins to catch dialogs when somebody listens; between a key and its dialog it may be too late.
        page.on("filechooser", lambda _: None)
        arrive(page, server, "fr")
        for kind, paths in (
            ("register", [next(sample.glob("regist*.xlsx"))]),
            ("returns", [path for path in sorted((sample / "returns").iterdir()) if path.suffix == ".xlsx"][:6]),
        ):
            tab_to(page, f'[data-choose="{kind}"]')
            with page.expect_file_chooser() as chooser:
                page.keyboard.press("Space")
            chooser.value.set_files(paths)
        expect(page.locator('[data-task="consolidate"]')).to_be_enabled()
        tab_to(page, '[data-task="consolidate"]')
        page.keyboard.press("Enter")
        expect(page.locator("#result-title")).to_be_focused()
        tab_to(page, "#download-list button")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert Path(download.value.path()).stat().st_size > 0


def tab_to(page: Page, sought: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(sought) => document.activeElement.matches(sought)", sought):
            return
    pytest.fail(f"{sought} is not reached with Tab")


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_a_wrong_token_is_explained_and_mended(browser: Browser, server: Serving, language: str) -> None:
    with open_page(browser, language) as (page, _):
        page.goto(f"{server.address}/#token={'x' * 43}")
        page.locator('[data-file="returns"]').set_input_files(
            {"name": "a.xlsx", "mimeType": "application/octet-stream", "buffer": b"a"}
        )
        expect(page.locator("#door")).to_be_visible()
        expect(page.locator("#message")).to_be_visible()
        assert server.token not in page.url
        assert grave(page) == []
        page.locator("#door-address").fill("no address")
        page.keyboard.press("Enter")
        expect(page.locator("#message")).to_have_text(labels(language)("page.door.wrong"))
        page.locator("#door-address").fill(f"{server.address}/#token={server.token}")
        page.keyboard.press("Enter")
        expect(page.locator("#desk")).to_be_visible()


def test_the_language_is_remembered(browser: Browser, server: Serving) -> None:
    with open_page(browser, "fr") as (page, _):
        arrive(page, server, "fr")
        page.locator('[data-language="nl"]').click()
        page.reload()
        expect(page.locator("h1")).to_have_text(labels("nl")("page.heading"))
        expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_nothing_is_cut_on_a_narrow_screen(browser: Browser, server: Serving, sample: Path) -> None:
    with open_page(browser, "nl", viewport={"width": 320, "height": 640}) as (page, _):
        arrive(page, server, "nl")
        give(page, sample)
        run(page, "consolidate")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        narrow = "[...document.querySelectorAll('#file-rows th, #coverage-rows th')].map((one) => one.clientWidth)"
        assert min(page.evaluate(narrow)) >= 120
