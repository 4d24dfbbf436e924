"""The buttons of the pane over real HTTP: the values of an open book go in, what is to be written comes out."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from buttons.actions import payload
from minerva import tasks
from minerva.excel.console import write_console
from minerva.layout.labels import labels
from minerva.layout.returns import return_layout
from serve.serving import Serving

PRESS = "/xlwings/custom-scripts-call/"


@pytest.fixture(scope="module")
def book(sample: Path) -> dict:
    """A return with something to correct, as the pane sends it."""
    return payload(next((sample / "returns").glob("bruxelles-synergie*.xlsx")))


def funcs(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["func"] for one in answer.json()["actions"]]


def said(answer) -> str:
    return next(one["args"][0] for one in answer.json()["actions"] if one["func"] == "alert")


def test_check(server: Serving, sample: Path, book: dict) -> None:
    """The list holds what the terminal finds in the same file."""
    answer = server.us.post(f"{PRESS}check", json=book)
    assert {"setValues", "addHyperlink", "activateSheet", "alert"} <= set(funcs(answer))
    findings = tasks.check(list((sample / "returns").glob("bruxelles-synergie*.xlsx")))[0].findings
    listed = next(one for one in answer.json()["actions"] if one["func"] == "setValues")
    names = [sheet["name"] for sheet in book["sheets"]]
    assert names[listed["sheet_position"]] == return_layout().findings_sheet
    assert len(listed["values"]) == len(findings) > 0


def test_colour_and_clear(server: Serving, book: dict) -> None:
    coloured = server.us.post(f"{PRESS}colour", json=book)
    assert funcs(coloured).count("setRangeColor") >= 4
    assert "namesAdd" in funcs(coloured)
    assert "rangeClear" in funcs(server.us.post(f"{PRESS}clear", json=book))


def test_book_that_is_no_return(server: Serving, book: dict) -> None:
    """It is told what to do, in both languages, and nothing is written."""
    other = {**book, "sheets": [{**book["sheets"][0], "name": "Feuil1", "values": [[1]]}]}
    answer = server.us.post(f"{PRESS}check", json=other)
    assert set(funcs(answer)) <= {"calculate", "alert"}
    name = book["book"]["name"]
    assert all(labels(language)("button.check.no_return", book=name) in said(answer) for language in ("fr", "nl"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{}", b'{"client": 3}', b'{"book": {}}', b"[" * 100_000, b"\xff\xfe"]
)
def test_payload_that_is_none(server: Serving, body: bytes) -> None:
    answer = server.us.post(f"{PRESS}check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["message"]["fr"] == labels("fr")("serve.error.json")


def test_what_is_not_taken(server: Serving, book: dict) -> None:
    assert server.us.post(f"{PRESS}templates", json=book).status_code == 404, "no batch"
    assert server.us.post(f"{PRESS}Book", json=book).status_code == 404
    assert server.us.post(f"{PRESS}check", content=b"{}").status_code == 415
    large = server.us.post(f"{PRESS}check", content=b" " * (26 << 20), headers={"Content-Type": "application/json"})
    assert large.status_code == 413


@pytest.mark.parametrize("name", ["templates", "consolidate", "coverage", "feedback"])
def test_console_without_files(server: Serving, book: dict, name: str) -> None:
    batch = server.batch()
    answer = server.us.post(f"{PRESS}{name}", params={"batch": batch.rpartition("/")[2]}, json=book)
    assert answer.status_code == 400
    assert answer.json()["message"]["nl"] == labels("nl")("serve.error.no_register")


def test_one_button_at_a_time_until_the_pane_is_closed(server: Serving, sample: Path, tmp_path: Path) -> None:
    """While one runs in a batch another is refused; where nobody waits for it any more, it is ended."""
    console = payload(write_console(tmp_path / "console.xlsx"))
    content = next((sample / "returns").iterdir()).read_bytes()
    register = ("register.xlsx", (sample / "register.xlsx").read_bytes())
    batch = server.batch({f"{number}.xlsx": content for number in range(150)}, register=register)
    path, body = f"{PRESS}feedback?batch={batch.rpartition('/')[2]}", json.dumps(console).encode()
    with server.connected() as pane:
        lines = ("Content-Type: application/json", f"Content-Length: {len(body)}")
        pane.sendall(server.head("POST", path, *lines) + body)
        while (server.us.get(batch).json()["task"] or {}).get("state") != "running":
            time.sleep(0.02)
        other = server.us.post(path.replace("feedback", "coverage"), json=console)
        assert other.status_code == 409
    assert server.wait(batch)["task"]["state"] == "cancelled"


def test_the_console_is_filled(server: Serving, sample: Path, tmp_path: Path) -> None:
    """From the files of the batch: the paths that stand in the console are not opened, and no path comes back."""
    console = payload(write_console(tmp_path / "console.xlsx", {"register": "/etc/passwd", "returns": "/etc"}))
    returns = {path.name: path.read_bytes() for path in sorted((sample / "returns").iterdir())[:2]}
    batch = server.batch(returns, register=("register.xlsx", (sample / "register.xlsx").read_bytes()))
    answer = server.us.post(f"{PRESS}consolidate", params={"batch": batch.rpartition("/")[2]}, json=console)
    assert "setValues" in funcs(answer)
    assert all(name in answer.text for name in returns)
    assert str(server.folder) not in answer.text
    assert "/etc" not in said(answer)
    names = [one["name"] for one in server.us.get(batch).json()["downloads"]]
    assert names == ["regional-2020.manifest.json", "regional-2020.xlsx"]


def test_nothing_is_kept(server: Serving, book: dict) -> None:
    before = set(server.folder.iterdir())
    server.us.post(f"{PRESS}colour", json=book)
    assert set(server.folder.iterdir()) <= before  # what an earlier test left may be on its way out
