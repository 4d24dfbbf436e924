"""What the task pane gets over real HTTP: its client, functions for cells, buttons on the values of an open book."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import xlwings

from minerva.layout.labels import labels
from serve.serving import Serving, serving

CALL = "/xlwings/custom-functions-call"
ENTRY = "/client/custom-scripts/index.js"


@pytest.fixture(scope="module")
def keyless() -> Iterator[Serving]:
    """A server that was started without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("XLWINGS_LICENSE_KEY", raising=False)
        with serving() as running:
            yield running


def called(server: Serving, name: str, *ranges: object, **more: object) -> tuple[int, dict]:
    """A function of the pane called as the client does."""
    asked = {"func_name": name, "args": list(ranges), "client": "Office.js", "version": "1.0", "runtime": "1.4", **more}
    answer = server.us.post(CALL, json=asked)
    return answer.status_code, answer.json()


def test_functions(server: Serving) -> None:
    assert called(server, "status", [[95]], [[70]], [["90 %"]]) == (200, {"result": [["Réalisé"]]})
    dutch = called(server, "status", [[95], [80]], [[70]], [[90]], None, [[""]], [["nl"]])
    assert dutch == (200, {"result": [["Gerealiseerd"], ["Gedeeltelijk gerealiseerd"]]})
    assert called(server, "reference", [["O.O. 9,2"]]) == (200, {"result": [["O.O.9.2"]]})
    assert called(server, "budget", [["AB 12 004 27 01 12 11"]]) == (200, {"result": [["12.004.27.01.1211"]]})
    error = {"type": "Error", "errorType": "Value"}
    assert called(server, "figure", [["85 %"], ["bla"], [None]]) == (200, {"result": [[85.0], [error], [""]]})


def test_function_that_cannot_read(server: Serving) -> None:
    status, answer = called(server, "figure", [["bla"]])
    assert status == 400
    words = {key: labels(key)("function.figure_text", value="bla") for key in ("fr", "nl", "en")}
    assert answer["message"] == words


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"func_name": "status"},
        {"func_name": "functions", "args": []},
        {"func_name": "__class__", "args": [[[1]]]},
        {"func_name": "figure", "args": [[[1]]] * 9},
        {"func_name": "figure", "args": [[[{"type": "Double"}]]]},
        {"func_name": "figure", "args": "1"},
        {"func_name": "figure", "args": [{"a": 1}]},
        {"func_name": ["figure"], "args": [[[1]]]},
    ],
)
def test_call_that_is_none(server: Serving, asked: dict) -> None:
    answer = server.us.post(CALL, json={"client": "Office.js", **asked})
    assert answer.status_code == 400, answer.text
    assert set(answer.json()) == {"error", "message"}


def test_largest_call(server: Serving) -> None:
    answer = server.us.post(CALL, json={"func_name": "figure", "args": [[["9" * 1_100_000]]]})
    assert answer.status_code == 413


def test_metadata(server: Serving) -> None:
    """Excel knows each function under our name, with words in both languages, and the code answers to its id."""
    meta = server.anyone.get("/xlwings/custom-functions-meta.json").json()
    found = {one["id"]: one for one in meta["functions"]}
    assert {one["name"] for one in found.values()} == set(found), "Excel puts the manifest's MINERVA before"
    assert set(found) == {"STATUS", "REFERENCE", "BUDGET", "FIGURE"}
    said = [one["description"] for function in found.values() for one in (function, *function["parameters"])]
    assert all(" / " in text for text in said)
    assert [one["name"] for one in found["STATUS"]["parameters"]] == [
        *("result", "red", "green", "unit", "direction", "language")
    ]
    code = server.anyone.get("/xlwings/custom-functions-code.js")
    assert code.headers["content-type"].startswith("text/javascript")
    assert set(re.findall(r'CustomFunctions\.associate\("(\w+)"', code.text)) == set(found)
    assert "placeholder_xlwings" not in code.text
    assert f'+ "{CALL}",' in code.text
    assert xlwings.__version__ in code.text


def test_client(server: Serving) -> None:
    """All that a module imports is there, and nothing but modules and Office.js; window and settings are ours."""
    waiting, seen = [ENTRY], {}
    while waiting:
        path = waiting.pop()
        answer = server.anyone.get(path)
        assert answer.status_code == 200, path
        seen[path] = answer.text
        for other in re.findall(r'from\s+"(\.[^"]+)"', answer.text):
            found = str(answer.url.join(other).path)
            waiting += [found] if found not in seen else []
    assert len(seen) > 20
    assert "displayDialogAsync" not in seen["/client/alerts/parent.js"]
    assert json.loads(re.search(r"config = (\{.*\});", seen["/client/config.js"])[1])["xlwingsVersion"]
    assert server.anyone.get("/client/office-js/office.js").status_code == 200
    for path in ("/client/main.js", "/client/js/main.js", "/client/office-js/agaveerrorux/index.html"):
        assert server.anyone.get(path).status_code == 401
        assert server.us.get(path).status_code in (400, 404)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_without_key(keyless: Serving, language: str) -> None:
    """Everything but Excel works, and Excel's half says what is missing."""
    assert keyless.anyone.get("/xlwings/office.json").json()["missing"] == "key"
    assert keyless.anyone.get(ENTRY).status_code == 401
    for path in (CALL, "/xlwings/custom-scripts-call/check"):
        answer = keyless.us.post(path, json={})
        assert answer.status_code == 503
        assert answer.json()["message"][language] == labels(language)("pane.missing_key")
    assert keyless.us.post("/batches", json={}).status_code == 201


@pytest.mark.parametrize("path", [CALL, "/xlwings/custom-scripts-call/check"])
def test_only_with_token(server: Serving, path: str) -> None:
    assert server.anyone.post(path, json={}).status_code == 401


def test_without_key_nothing_of_xlwings_is_loaded() -> None:
    """It is slow to import and asks for a key, and the page needs none of it."""
    code = """
import sys
from pathlib import Path
from minerva.serve.app import create_app
from minerva.serve.settings import Settings
create_app(Settings(1, Path(".")))
print([name for name in sys.modules if name.startswith(("xlwings", "fastapi", "pandas"))])
"""
    keyless = {key: value for key, value in os.environ.items() if key != "XLWINGS_LICENSE_KEY"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=keyless, check=True)
    assert done.stdout.strip() == "[]"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**keyless, "XLWINGS_LICENSE_KEY": "noncommercial"},
        check=True,
    )
    assert "xlwings.server" in done.stdout
    assert "xlwings_server" not in done.stdout
    assert "fastapi" not in done.stdout
