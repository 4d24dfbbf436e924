"""The buttons of the pane over real HTTP: the values of an open book go in, what is to be written comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from minerva import tasks
from minerva.layout.labels import labels
from minerva.layout.returns import return_layout
from serve.open_books import payload
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


def test_check(office: Serving, sample: Path, book: dict) -> None:
    """The list holds what the terminal finds in the same file."""
    answer = office.us.post(f"{PRESS}check", json=book)
    assert {"setValues", "addHyperlink", "activateSheet", "alert"} <= set(funcs(answer))
    findings = tasks.check(list((sample / "returns").glob("bruxelles-synergie*.xlsx")))[0].findings
    listed = next(one for one in answer.json()["actions"] if one["func"] == "setValues")
    names = [sheet["name"] for sheet in book["sheets"]]
    assert names[listed["sheet_position"]] == return_layout().findings_sheet
    assert len(listed["values"]) == len(findings) > 0


def test_colour_and_clear(office: Serving, book: dict) -> None:
    coloured = office.us.post(f"{PRESS}colour", json=book)
    assert funcs(coloured).count("setRangeColor") >= 4
    assert "namesAdd" in funcs(coloured)
    assert "rangeClear" in funcs(office.us.post(f"{PRESS}clear", json=book))


def test_book_that_is_no_return(office: Serving, book: dict) -> None:
    """It is told what to do, in both languages, and nothing is written."""
    other = {**book, "sheets": [{**book["sheets"][0], "name": "Feuil1", "values": [[1]]}]}
    answer = office.us.post(f"{PRESS}check", json=other)
    assert set(funcs(answer)) <= {"calculate", "alert"}
    name = book["book"]["name"]
    assert all(labels(language)("button.check.no_return", book=name) in said(answer) for language in ("fr", "nl"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{}", b'{"client": 3}', b'{"book": {}}', b"[" * 100_000, b"\xff\xfe"]
)
def test_payload_that_is_none(office: Serving, body: bytes) -> None:
    answer = office.us.post(f"{PRESS}check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["message"]["fr"] == labels("fr")("serve.error.json")


def test_what_is_not_taken(office: Serving, book: dict) -> None:
    assert office.us.post(f"{PRESS}templates", json=book).status_code == 404, "no batch"
    assert office.us.post(f"{PRESS}Book", json=book).status_code == 404
    assert office.us.post(f"{PRESS}check", content=b"{}").status_code == 415
    large = office.us.post(f"{PRESS}check", content=b" " * (26 << 20), headers={"Content-Type": "application/json"})
    assert large.status_code == 413


@pytest.mark.parametrize("name", ["templates", "consolidate", "coverage", "feedback"])
def test_console_without_files(office: Serving, book: dict, name: str) -> None:
    batch = office.batch()
    answer = office.us.post(f"{PRESS}{name}", params={"batch": batch.rpartition("/")[2]}, json=book)
    assert answer.status_code == 400
    assert answer.json()["message"]["nl"] == labels("nl")("serve.error.no_register")


def test_nothing_is_kept(office: Serving, book: dict) -> None:
    before = set(office.folder.iterdir())
    office.us.post(f"{PRESS}colour", json=book)
    assert set(office.folder.iterdir()) == before
