"""Each button in three ways, the server asked over real HTTP: the same values, links, notes, fills, names and messages.

What an engine forces is listed here and nowhere else: a server cannot read colours, and *Colour* and *Clear* say so; it
shows the names of files, not where it keeps them; and it cannot open the regional workbook beside the console.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buttons.opened import RETURNED, sample, seen
from buttons.ways import Outcome, Transport, on_openpyxl, on_remote, on_runpython, over_http
from minerva.buttons import Places
from minerva.layout.labels import labels
from serve.serving import serving

ON_RETURNS = ("check", "colour", "clear")
ON_CONSOLE = ("templates", "coverage", "feedback", "consolidate")


def plain(outcome: Outcome, folder: Path) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """An outcome without where it was written, and when."""

    def shown(text: str) -> str:
        return re.sub(r"\d\d/\d\d/\d{4} \d\d:\d\d", "TIME", text.replace(f"{folder}/", ""))

    cells = seen(outcome.path)
    for place, found in cells.items():
        if isinstance(found, tuple) and isinstance(found[0], str):
            text = shown(found[0])
            cells[place] = (text, *found[1:-1], found[-1] and not text[:1].isalpha())
    return cells, [(shown(text), title) for text, title in outcome.messages]


def differing(one: tuple, other: tuple) -> list[tuple]:
    """What two outcomes do not have in common, each with its place; [] where they are the same."""
    (cells, messages), (others, said) = one, other
    places = [place for place in {**cells, **others} if cells.get(place) != others.get(place)]
    texts = [] if messages == said else [("messages", messages, said)]
    return texts + [(place, cells.get(place), others.get(place)) for place in places]


def without(messages: list[tuple[str, str]], key: str) -> list[tuple[str, str]]:
    for language in ("fr", "nl"):
        said = "\n\n" + labels(language)(key)
        assert all(said in text for text, _ in messages)
        messages = [(text.replace(said, ""), title) for text, title in messages]
    return messages


@pytest.fixture(scope="module")
def http() -> Iterator[Transport]:
    """A server that was started with a key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
        with serving() as running:
            yield over_http(running)


@pytest.mark.parametrize("name", ["bruxelles-connectit", "actiris"])
def test_a_return_is_checked_coloured_and_cleared_alike(samples: Path, tmp_path: Path, name: str, http: Transport):
    ways: dict[str, Callable[..., Outcome]] = {
        "openpyxl": on_openpyxl,
        "remote": lambda *given: on_remote(*given, transport=http),
        "runpython": on_runpython,
    }
    stands = {way: sample(samples, name) for way in ways}
    for step in ("check", "check", "colour", "check", "clear"):
        outcomes = {
            way: run(step, stands[way], tmp_path / f"{way}-{sample(samples, name).name}") for way, run in ways.items()
        }
        stands = {way: outcome.path for way, outcome in outcomes.items()}
        found = {way: plain(outcome, tmp_path) for way, outcome in outcomes.items()}
        if step in ("colour", "clear"):
            cells, messages = found["remote"]
            found["remote"] = cells, without(messages, f"button.{step}.unseen")
        for way in ("remote", "runpython"):
            assert differing(found[way], found["openpyxl"]) == [], (way, step)


def a_year(samples: Path, folder: Path, console: Path, register: Path) -> Path:
    (folder / "returns").mkdir(parents=True)
    for name in RETURNED:
        shutil.copy(sample(samples, name), folder / "returns")
    shutil.copy(register, folder / "register.xlsx")
    shutil.copy(console, folder / "console.xlsx")
    return folder


@pytest.mark.parametrize("button", ON_CONSOLE)
def test_a_button_of_the_console_does_alike(samples: Path, year: Path, tmp_path: Path, button: str, http: Transport):
    (year / "returns" / "notes.txt").unlink()
    folders = {
        way: a_year(samples, tmp_path / way, year / "console.xlsx", year / "register.xlsx")
        for way in ("openpyxl", "remote", "runpython")
    }
    sent = folders["remote"]
    (sent / "out").mkdir()
    places = Places(sent / "register.xlsx", sent / "returns", sent / "out")
    ways = {
        "openpyxl": on_openpyxl,
        "remote": lambda *given: on_remote(*given, places=places, transport=http),
        "runpython": on_runpython,
    }
    found, written = {}, {}
    for way, run in ways.items():
        outcome = run(button, folders[way] / "console.xlsx", folders[way] / "after.xlsx")
        found[way] = plain(outcome, folders[way])
        root = sent / "out" if way == "remote" else folders[way]
        written[way] = {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
            and path.relative_to(root).parts[0] not in ("returns", "register.xlsx", "console.xlsx", "after.xlsx")
        }
    for way in ("remote", "runpython"):
        assert differing(found[way], found["openpyxl"]) == [], way
    assert written["remote"] == written["openpyxl"] == written["runpython"]
    assert bool(written["openpyxl"]) is (button != "coverage")
