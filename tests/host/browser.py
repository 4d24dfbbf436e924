"""A real Chromium, which finds no host but this computer, and what axe says of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from host.conftest import require

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
CHROMIUM = "/usr/bin/chromium"
GRAVE = ("serious", "critical")
SETTLED = """() => Promise.allSettled(
    document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished)
)"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the machine, without a screen; the test is skipped, or fails in CI, where there is none."""
    require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(browser: Browser, language: str, **context: object) -> Iterator[tuple[Page, list[str]]]:
    """A page with no memory of others, and the addresses it asks for; the language is the browser's."""
    with browser.new_context(locale=f"{language}-BE", accept_downloads=True, **context) as own:
        asked: list[str] = []
        own.on("request", lambda request: asked.append(request.url))
        yield own.new_page(), asked


def grave(page: Page) -> list[str]:
    """What axe finds serious or critical: rule and place; colours are judged when they have stopped changing."""
    page.evaluate(SETTLED)
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
