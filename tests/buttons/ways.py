"""Three ways to run a button on a workbook file, each leaving a file and the messages it showed.

The openpyxl-backed Excel in this process; the remote engine of a server, whose actions are applied to the file; and the
command line RunPython starts, with a mock caller. How a payload reaches the server is a transport: here a process of
its own, over HTTP where a server is tested.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from buttons.actions import Action, applied, payload
from minerva import buttons
from minerva.buttons import Places
from serve.serving import Serving
from xlwings_openpyxl import alerts, open_book

TESTS = Path(__file__).parents[1]
Transport = Callable[[str, dict[str, Any], Places | None], list[Action]]
"""From the name of a button, a payload and the private folder of a pane to the actions."""

REMOTE = """
import json, sys
from pathlib import Path
import xlwings as xw
from minerva import buttons
sent = json.load(sys.stdin)
places = sent["places"] and buttons.Places(*(one and Path(one) for one in sent["places"]))
book = xw.Book(json=sent["payload"])
getattr(buttons, sent["button"])(book, places=places)
print(json.dumps(book.json()["actions"]))
"""
PYTHONPATH = "true;./return.xlsx;./minerva.xlam;;;;"
"""As the add-in puts it together: add the folder of the book, the book, the add-in, three of OneDrive, PYTHONPATH."""

BEFORE = """
import json, os, sys
sys.path.insert(0, {tests!r})
from serve.serving import Serving
from xlwings_openpyxl import alerts, open_book
book = open_book({path!r}, computed=True)
book.set_mock_caller()
"""
AFTER = """
book.save({output!r})
print(json.dumps([[one.prompt, one.title] for one in alerts(book)]))
"""


class Outcome(NamedTuple):
    """The workbook as the button left it, and the messages shown, each with its title."""

    path: Path
    messages: list[tuple[str, str]]


def on_openpyxl(button: str, path: Path, output: Path) -> Outcome:
    """In this process, as the tests of single buttons do."""
    book = open_book(path, computed=True)
    getattr(buttons, button)(book)
    book.save(output)
    return Outcome(output, [(one.prompt, one.title) for one in alerts(book)])


def by_process(button: str, sent: dict[str, Any], places: Places | None) -> list[Action]:
    """The transport of these tests: the remote engine needs its key before xlwings is imported."""
    given = {"button": button, "payload": sent, "places": places and [str(one) if one else None for one in places]}
    done = _run([sys.executable, "-c", REMOTE], json.dumps(given), XLWINGS_LICENSE_KEY="noncommercial")
    return json.loads(done)


def over_http(server: Serving) -> Transport:
    """Another transport: the pane's own requests to a running server, and the files it offers afterwards."""

    def press(button: str, sent: dict[str, Any], places: Places | None) -> list[Action]:
        batch = _batch(server, places) if places else ""
        query = {"batch": batch.rpartition("/")[2]} if batch else None
        answer = server.us.post(f"/xlwings/custom-scripts-call/{button}", json=sent, params=query, timeout=120)
        assert answer.status_code == 200, answer.text
        if places:
            _keep_downloads(server, batch, places.folder)
        return answer.json()["actions"]

    return press


def _batch(server: Serving, places: Places) -> str:
    returns = {path.name: path.read_bytes() for path in places.returns.iterdir()}
    return server.batch(returns, register=(places.register.name, places.register.read_bytes()))


def _keep_downloads(server: Serving, batch: str, folder: Path) -> None:
    """Keep what is offered as one keeps it: a packed folder unpacked."""
    for one in server.us.get(batch).json()["downloads"]:
        content = server.us.get(server.named(f"{batch}/downloads", one["name"])).content
        if one["name"].endswith(".zip"):
            zipfile.ZipFile(io.BytesIO(content)).extractall(folder / one["name"].removesuffix(".zip"))
        else:
            (folder / one["name"]).write_bytes(content)


def on_remote(
    button: str,
    path: Path,
    output: Path,
    *,
    places: Places | None = None,
    transport: Transport = by_process,
    has_notes: bool = True,
) -> Outcome:
    """On the engine of a server, its actions applied to the file."""
    actions = transport(button, payload(path, has_notes=has_notes), places)
    return Outcome(output, applied(path, actions, output))


def on_runpython(button: str, path: Path, output: Path) -> Outcome:
    """By the command line that RunPython makes: no book is given, the calling one is meant."""
    before = BEFORE.format(tests=str(TESTS), path=str(path))
    command = (
        f'import xlwings.utils;xlwings.utils.prepare_sys_path("{PYTHONPATH}"); '
        f"from minerva import buttons; buttons.{button}()"
    )
    code = f"{before}\n{command}\n{AFTER.format(output=str(output))}"
    given = ["--wb=return.xlsx", "--from_xl=1", "--app=C:\\Excel.exe", "--hwnd=123"]
    done = _run([sys.executable, "-B", "-c", code, *given], "")
    return Outcome(output, [tuple(one) for one in json.loads(done)])


def _run(command: list[str], given: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
