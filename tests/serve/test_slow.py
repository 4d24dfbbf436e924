"""Whoever is slow to send or to read is closed within ten seconds, and others are served meanwhile."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from minerva.serve.connection import MOST_CONNECTIONS
from minerva.serve.settings import MEGABYTE
from serve.serving import Serving, answer_on, serving

SECONDS = 10
BODY = ("Content-Type: application/octet-stream", "Content-Length: 1000000")


@pytest.fixture(scope="module")
def slow() -> Iterator[Serving]:
    """A server with a download that is larger than what a system keeps for a reader."""
    with serving() as running:
        yield running


def dripping(parts: bytes, pause: float = 0.3) -> Callable[[socket.socket], None]:
    """Send byte by byte, for ever."""

    def drip(connection: socket.socket) -> None:
        at = 0
        while True:
            connection.sendall(parts[at % len(parts) : at % len(parts) + 1])
            at += 1
            time.sleep(pause)

    return drip


def silent(first: bytes) -> Callable[[socket.socket], None]:
    """Send something, then nothing."""

    def fall_silent(connection: socket.socket) -> None:
        connection.sendall(first)
        wait_for_the_end(connection)

    return fall_silent


def wait_for_the_end(connection: socket.socket) -> None:
    """Read until the other side closes, which ends in an error here."""
    while connection.recv(65536):
        pass
    raise ConnectionResetError


def closed_after(server: Serving, behave: Callable[[socket.socket], None]) -> float:
    """How long a connection is kept that behaves so; others are served all the while."""
    began = time.monotonic()
    took: list[float] = []

    def connect() -> None:
        with server.connected() as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                behave(connection)
            took.append(time.monotonic() - began)

    one = threading.Thread(target=connect, daemon=True)
    one.start()
    while one.is_alive() and time.monotonic() - began < 3 * SECONDS:
        assert server.anyone.get("/health").json() == {"ok": True}
        time.sleep(0.1)
    assert took, "never closed"
    return took[0]


def ways_to_be_slow(server: Serving) -> dict[str, Callable[[socket.socket], None]]:
    """Each a way to hold a connection."""
    put = server.head("PUT", f"{server.batch()}/returns/a.xlsx", *BODY)
    chunked = server.head("PUT", f"{server.batch()}/returns/a.xlsx", BODY[0], "Transfer-Encoding: chunked")
    refused = server.head("PUT", "/nowhere", *BODY)
    return {
        "says nothing": silent(b""),
        "half a line": silent(b"GET /hea"),
        "no end of headers": silent(server.head()[:-2]),
        "headers drop by drop": dripping(server.head("GET", "/health", "X: " + "x" * 30_000)),
        "empty lines for ever": dripping(b"\r\n"),
        "no body": silent(put),
        "half a body": silent(put + b"x" * 500_000),
        "body drop by drop": lambda connection: (connection.sendall(put), dripping(b"x")(connection)),
        "chunks drop by drop": lambda connection: (connection.sendall(chunked), dripping(b"1\r\nx\r\n")(connection)),
        "a refused body drop by drop": lambda connection: (connection.sendall(refused), dripping(b"x")(connection)),
        "waits for 100": silent(server.head("PUT", f"{server.batch()}/returns/a.xlsx", *BODY, "Expect: 100-continue")),
        "keeps an idle connection": silent(server.head()),
        "a second request drop by drop": lambda connection: (
            connection.sendall(server.head()),
            connection.recv(1000),
            dripping(server.head("GET", "/health", "X: " + "x" * 30_000))(connection),
        ),
    }


WAYS = (
    *("says nothing", "half a line", "no end of headers", "headers drop by drop", "empty lines for ever", "no body"),
    *("half a body", "body drop by drop", "chunks drop by drop", "a refused body drop by drop", "waits for 100"),
    *("keeps an idle connection", "a second request drop by drop"),
)


def test_all_slow_senders_at_once_are_closed_in_time(slow: Serving):
    """All ways together, several times each: one at a time would take minutes."""
    ways = ways_to_be_slow(slow)
    assert set(ways) == set(WAYS)
    took: dict[str, float] = {}
    behaving = [
        threading.Thread(target=lambda name=name: took.update({name: closed_after(slow, ways[name])})) for name in ways
    ]
    for one in behaving:
        one.start()
    for one in behaving:
        one.join()
    assert set(took) == set(ways)
    assert {name: seconds for name, seconds in took.items() if seconds > SECONDS} == {}


def test_a_slow_body_is_told_so(slow: Serving):
    with slow.connected() as connection:
        connection.sendall(slow.head("PUT", f"{slow.batch()}/returns/a.xlsx", *BODY))
        answer = answer_on(connection)
    assert answer is not None
    assert answer.status == 408
    error = json.loads(answer.body)["error"]
    assert slow.logged(rf"{error} PUT /batches/\{{batch\}}/returns/\{{name\}} 408 \d+ ms")


def slow_reader(server: Serving, path: str) -> Callable[[socket.socket], None]:
    """Ask for something large and read a byte now and then."""

    def read_slowly(connection: socket.socket) -> None:
        connection.sendall(server.head("GET", path))
        while connection.recv(1):
            time.sleep(0.3)
            probe(server, connection)
        raise ConnectionResetError

    return read_slowly


def probe(server: Serving, connection: socket.socket) -> None:
    """End where the server has closed: what it sent before is still to be read for long."""
    ours = connection.getsockname()[1]
    if not any(one.raddr and one.raddr.port == ours for one in server.process.net_connections("tcp")):
        raise ConnectionResetError


def test_a_slow_reader_is_closed_in_time(slow: Serving):
    batch = slow.batch()
    out = slow.folder / batch.split("/")[-1] / "out"
    (out / "large.zip").write_bytes(b"x" * 20 * MEGABYTE)
    assert closed_after(slow, slow_reader(slow, f"{batch}/downloads/large.zip")) <= SECONDS


def test_a_hundred_silent_connections_keep_nobody_waiting(slow: Serving):
    connections = [slow.connected() for _ in range(100)]
    try:
        for _ in range(20):
            assert slow.anyone.get("/health").json() == {"ok": True}
    finally:
        for one in connections:
            one.close()


def test_nobody_uses_up_all_connections(slow: Serving):
    """The silent ones give way to the new: also while somebody sends a file."""
    size = 1000
    with slow.connected() as sending:
        sending.sendall(slow.head("PUT", f"{slow.batch()}/returns/a.xlsx", BODY[0], f"Content-Length: {size}") + b"x")
        connections = []
        try:
            for number in range(2 * MOST_CONNECTIONS):
                connections.append(slow.connected())
                if number % 50 == 0:
                    assert slow.anyone.get("/health").json() == {"ok": True}
            assert len(slow.process.net_connections("tcp")) <= MOST_CONNECTIONS + 20
            sending.sendall(b"x" * (size - 1))
            answer = answer_on(sending)
            assert answer is not None
            assert answer.status == 201
        finally:
            for one in connections:
                one.close()


def test_a_sender_that_is_steady_is_no_slow_one(slow: Serving):
    """Half a megabyte a second, as a file from a slow network drive comes, for longer than the patience lasts."""
    size = 5 * MEGABYTE
    lines = (BODY[0], f"Content-Length: {size}")
    with slow.connected() as connection:
        connection.sendall(slow.head("PUT", f"{slow.batch()}/returns/a.xlsx", *lines))
        for _ in range(20):
            connection.sendall(b"x" * (size // 20))
            time.sleep(0.5)
        assert connection.recv(100).startswith(b"HTTP/1.1 201 ")
