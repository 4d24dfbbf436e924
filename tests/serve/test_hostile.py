"""Hostile files through HTTP while /health is polled: each in its class, and an answer within 100 ms all the time."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from hostile.build import build
from hostile.test_hostile import is_right
from hostile.workbook import READ, Case
from minerva.layout.labels import labels
from minerva.model.submission import Refusal
from minerva.serve.settings import MEGABYTE
from serve.serving import Serving, serving
from serve.test_paths import TRICKS

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="some hostile files are those of POSIX systems"),
    pytest.mark.filterwarnings("ignore:Duplicate name"),
]
QUICK_ENOUGH = 0.1
TURNS = 3
JSON = {"Content-Type": "application/json"}
FILE = {"Content-Type": "application/octet-stream"}


class Watch:
    """Polls /health, and beside it how late this very machine is: what it holds up itself is not the server's."""

    def __init__(self, server: Serving):
        self._server = server
        self._over = threading.Event()
        self._late: list[tuple[float, float]] = []
        self.asked: list[tuple[float, float]] = []
        self.refused = 0

    def poll(self) -> None:
        """Ask, as a page does, on a connection of its own each time and on one that is kept."""
        with httpx.Client(base_url=self._server.address, timeout=60) as kept:
            while not self._over.wait(0.02):
                began = time.monotonic()
                self.refused += kept.get("/health").json() != {"ok": True}
                self.asked.append((began, time.monotonic()))

    def measure(self) -> None:
        """Sleep ten milliseconds again and again, and note by how much it was longer."""
        while not self._over.is_set():
            began = time.monotonic()
            time.sleep(0.01)
            self._late.append((began, time.monotonic() - began - 0.01))

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()

    def too_late(self) -> list[tuple[float, float]]:
        """The answers that took longer than they may, beyond what the machine was late then; with that.

        An answer takes three turns at the processor: the server's, and two of ours. Each may come late.
        """
        late = []
        for began, ended in self.asked:
            held_up = [by for at, by in self._late if began - 0.2 <= at <= ended]
            if ended - began > QUICK_ENOUGH + TURNS * max(held_up, default=0):
                late.append((ended - began, max(held_up, default=0)))
        return late


@contextmanager
def watched(server: Serving) -> Iterator[Watch]:
    """Watch a server while something is done to it."""
    watch = Watch(server)
    threads = [threading.Thread(target=watch.poll), threading.Thread(target=watch.measure)]
    for one in threads:
        one.start()
    try:
        yield watch
    finally:
        watch.stop()
        for one in threads:
            one.join()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Case]]]:
    """All hostile files on disk, and what each must be taken for."""
    folder = tmp_path_factory.mktemp("hostile")
    yield folder, build(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def attacked() -> Iterator[Serving]:
    """A server that is given all of them."""
    with serving() as running:
        yield running


def class_of(told: dict) -> str:
    """`read`, or why a file is refused."""
    if told["reason"] is None:
        return READ
    words = {labels("fr")(f"refusal.{refusal.value}"): refusal.value for refusal in Refusal}
    return next(refusal for text, refusal in words.items() if told["reason"]["fr"].startswith(text))


def test_hostile_files_are_told_apart_while_the_server_answers(attacked: Serving, hostile: tuple[Path, list[Case]]):
    folder, cases = hostile
    batch = attacked.batch()
    sent: dict[str, Case] = {}
    with watched(attacked) as watch:
        for number, case in enumerate(cases):
            path = folder / case.path
            by_its_name = case.family == "folder" and READ not in case.expected  # here each has a number in front
            if by_its_name or not path.is_file() or path.is_symlink():
                continue
            name = f"{number}-{path.name}".encode("utf-8", "replace").decode()
            answer = attacked.us.put(f"{batch}/returns/{quote(name, safe='')}", content=path.read_bytes(), headers=FILE)
            if answer.status_code == 201:
                sent[name] = case
            else:
                assert answer.status_code in (400, 413), (name, answer.text)
        assert len(sent) > 150
        state = attacked.run(batch, "check")
        assert state["task"]["state"] == "done", state["task"]
    became: dict[str, list[str]] = {name: [] for name in sent}
    for one in state["result"]["files"]:
        became[one["name"].partition("/")[0]].append(class_of(one))
    assert {name: words for name, words in became.items() if not is_right(sent[name], words)} == {}
    assert {name for name, how in state["task"]["files"].items() if how != "read"} <= set(sent)
    assert watch.refused == 0
    assert len(watch.asked) > 100
    assert watch.too_late() == []


@pytest.mark.parametrize("kind", ["register", "last-year", "rules"])
def test_hostile_files_in_another_place_are_a_sentence(
    attacked: Serving, hostile: tuple[Path, list[Case]], sample: Path, kind: str
):
    """A few of each family as the register, the earlier workbook or the rules."""
    folder, cases = hostile
    files = [path for case in cases if (path := folder / case.path).is_file() and not path.is_symlink()]
    good = {"a.xlsx": next((sample / "returns").iterdir()).read_bytes()}
    register = ("register.xlsx", (sample / "register.xlsx").read_bytes())
    with watched(attacked) as watch:
        for path in random.Random(5).sample(files, 8):
            batch = attacked.batch(good, register=register)
            name = "a.toml" if kind == "rules" else "a.xlsx"
            answer = attacked.us.put(f"{batch}/{kind}?name={name}", content=path.read_bytes(), headers=FILE)
            if answer.status_code != 201:
                continue
            state = attacked.run(batch, "check")
            assert state["task"]["state"] in ("failed", "done"), path
            if state["task"]["state"] == "failed":
                assert "stopped" not in state["task"]["problem"]["en"], (path, state["task"], attacked.log[-2000:])
            attacked.us.delete(batch)
    assert watch.too_late() == []


def hostile_request(chance: random.Random, server: Serving, batch: str) -> bytes:
    """One small request that nobody honest sends."""
    method = chance.choice(("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "x", "G\0T"))
    bodies = (b"", b"[" * 3000, b'{"a":' * 500, b"\0" * 100, b"%PDF", b"{}", b'{"final":"x"}', b"\xff" * 50)
    paths = ("/", "/health", "/batches", batch, f"{batch}/tasks/check", f"{batch}/returns/a", f"{batch}/downloads/x")
    path = chance.choice(paths) + chance.choice(("", "/", "?", "?name=x", "#", *(f"/{one}" for one in TRICKS)))
    body = chance.choice(bodies)
    lines = {
        "Content-Type": chance.choice(("application/json", "text/plain", "application/octet-stream", "x" * 500, "")),
        "Content-Length": chance.choice((str(len(body)), "-1", "99999999999", "x", str(len(body) + 1))),
        "Transfer-Encoding": chance.choice(("", "", "", "chunked", "gzip, chunked", "x")),
        "Content-Encoding": chance.choice(("", "", "", "gzip", "br")),
        "Origin": chance.choice(("", "", "", "null", "https://example.org")),
        "Cookie": chance.choice(("", "x=" + "y" * 3000)),
        "Range": chance.choice(("", "bytes=0-,0-,0-,0-", "bytes=-1")),
        "Expect": chance.choice(("", "", "100-continue", "x")),
        "Upgrade": chance.choice(("", "", "websocket", "h2c")),
        "Connection": chance.choice(("", "", "Upgrade", "close", "keep-alive")),
    }
    given = [f"{name}: {value}" for name, value in lines.items() if value and chance.random() < 0.6]
    host = chance.choice((None, None, None, "example.org", "x" * 300))
    request = server.head(method, path, *given, host=host)
    if chance.random() < 0.3:
        request = request.replace(server.token.encode(), chance.choice((b"", b"x", b"\xff\xfe", b"y" * 2000)))
    if chance.random() < 0.1:
        place = chance.randrange(len(request))
        request = request[:place] + chance.randbytes(chance.randrange(1, 20)) + request[place:]
    return request + body


def test_a_thousand_hostile_requests_are_survived():
    chance = random.Random(2020)
    with serving() as server:
        batch = server.batch({"a.xlsx": b"x"})
        before = server.process.memory_info().rss
        with watched(server) as watch:
            for _ in range(1000):
                if not server.us.get(batch).is_success:
                    batch = server.batch({"a.xlsx": b"x"})
                answer = reply_to(server, hostile_request(chance, server, batch))
                assert b" 500 " not in answer.split(b"\r\n")[0], answer
                assert not any(word in answer for word in (b"Traceback", b'File "', b"Error:", server.token.encode()))
        assert watch.too_late() == []
        assert server.process.memory_info().rss - before < 50 * MEGABYTE
        assert len(server.process.net_connections()) < 50
        assert "Traceback" not in server.log
        assert not [line for line in server.log.splitlines() if " 500 " in line]
        assert server.token not in server.log
        assert server.anyone.get("/health").json() == {"ok": True}
        state = server.run(server.batch({"a.xlsx": b"x"}), "check")
        assert state["task"]["state"] == "done"


def reply_to(server: Serving, request: bytes) -> bytes:
    """Send and read what comes within a moment, then go away."""
    with server.connected() as connection, suppress(OSError):
        connection.settimeout(0.05)
        connection.sendall(request)
        return connection.recv(1 << 16)
    return b""
