"""What is too large is refused early, and the memory of the server stays what it was, within 50 MB."""

from __future__ import annotations

import gzip
import io
import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from minerva.serve.settings import MEGABYTE, Limits
from serve.serving import Serving, answer_on, serving

ROOM = 50 * MEGABYTE
FILE = {"Content-Type": "application/octet-stream"}
JSON = {"Content-Type": "application/json"}
BLOCK = b"x" * 65536


@pytest.fixture
def fresh() -> Iterator[Serving]:
    """A server of its own, whose memory nobody else used."""
    with serving() as running:
        yield running


@contextmanager
def little_memory(server: Serving) -> Iterator[None]:
    """Watch the memory of the server's process, all the time: it may grow by 50 MB at most."""
    before = server.process.memory_info().rss
    most, over = [before], threading.Event()

    def watch() -> None:
        while not over.wait(0.01):
            most.append(server.process.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
    assert max(most) - before <= ROOM, (max(most) - before) / MEGABYTE


def send_until_refused(connection: socket.socket, parts: Iterator[bytes], most: int) -> int:
    """Send until the other side answers or closes; how many bytes went."""
    sent = 0
    connection.settimeout(10)
    with suppress(BrokenPipeError, ConnectionResetError):
        for part in parts:
            connection.sendall(part)
            sent += len(part)
            if sent > most:
                break
    return sent


def chunks() -> Iterator[bytes]:
    """A body without an end."""
    while True:
        yield b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK)


def test_the_limits_are_those_of_the_specification():
    limits = Limits()
    assert (limits.file, limits.batch, limits.files) == (25 * MEGABYTE, 500 * MEGABYTE, 1000)


@pytest.mark.parametrize("length", ["26214401", "99999999999999999999", "9" * 4000])
@pytest.mark.parametrize("path", ["returns/a.xlsx", "register", "last-year"])
def test_a_length_over_the_limit_is_refused_before_anything_is_sent(server: Serving, length: str, path: str):
    batch = server.batch()
    asked = server.head("PUT", f"{batch}/{path}", *(f"{k}: {v}" for k, v in FILE.items()), f"Content-Length: {length}")
    answer = server.sent(asked)
    assert answer is not None
    assert answer.status in ((413,) if len(length) < 100 else (400, 413))
    assert b"25" in answer.body or answer.status == 400


@pytest.mark.parametrize(
    "lengths", [("-1",), ("x",), ("1", "2"), ("1, 2",), ("0x10",), ("1_0",), ("+1",), ("",)], ids=str
)
def test_a_length_that_is_none_is_refused(server: Serving, lengths: tuple[str, ...]):
    lines = (*(f"{k}: {v}" for k, v in FILE.items()), *(f"Content-Length: {one}" for one in lengths))
    answer = server.sent(server.head("PUT", f"{server.batch()}/returns/a.xlsx", *lines) + b"x")
    assert answer is not None
    assert answer.status == 400


def test_a_length_and_chunks_together_do_not_smuggle_a_second_request(server: Serving):
    lines = (*(f"{k}: {v}" for k, v in FILE.items()), "Content-Length: 4", "Transfer-Encoding: chunked")
    inner = server.head("DELETE", "/batches/" + "0" * 32)
    with server.connected() as connection:
        connection.sendall(server.head("PUT", f"{server.batch()}/returns/a.xlsx", *lines) + b"0\r\n\r\n" + inner)
        first = answer_on(connection)
        assert first is not None
        assert first.status in (201, 400)


def test_a_body_of_the_limit_is_taken_and_of_one_byte_more_refused():
    with serving(file=1000, batch=10_000) as server:
        batch = server.batch()
        for size, status in ((1000, 201), (1001, 413)):
            for body in (b"x" * size, iter([b"x" * size])):
                answer = server.us.put(f"{batch}/returns/a.xlsx", content=body, headers=FILE)
                assert answer.status_code == status
        assert server.us.get(batch).json()["returns"] == [{"name": "a.xlsx", "size": 1000}]
        assert list((server.folder / batch.split("/")[-1] / "arriving").iterdir()) == []


def test_an_endless_body_is_refused_while_it_comes(fresh: Serving):
    batch = fresh.batch()
    lines = (*(f"{k}: {v}" for k, v in FILE.items()), "Transfer-Encoding: chunked")
    with little_memory(fresh), fresh.connected() as connection:
        connection.sendall(fresh.head("PUT", f"{batch}/returns/a.xlsx", *lines))
        send_until_refused(connection, chunks(), 2000 * MEGABYTE)
    assert fresh.us.get(batch).json()["returns"] == []
    assert fresh.logged(r"[0-9a-f]{8} PUT /batches/\{batch\}/returns/\{name\} 413 \d+ ms")
    assert fresh.anyone.get("/health").status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/health", "/", "/batches"])
def test_an_endless_body_where_none_is_wanted_is_cut_off(fresh: Serving, path: str):
    lines = (*(f"{k}: {v}" for k, v in JSON.items()), "Transfer-Encoding: chunked")
    began = time.monotonic()
    with little_memory(fresh), fresh.connected() as connection:
        connection.sendall(fresh.head("POST", path, *lines))
        send_until_refused(connection, chunks(), 100_000 * MEGABYTE)
    assert time.monotonic() - began < 10  # the row of slow clients: nobody holds a connection for longer
    assert fresh.anyone.get("/health").status_code == 200


def test_twenty_five_megabytes_many_times_at_once_take_no_memory(fresh: Serving):
    batch = fresh.batch()
    content = b"x" * (25 * MEGABYTE)

    def send(number: int) -> None:
        answer = httpx.put(
            f"{fresh.address}{batch}/returns/{number}.xlsx",
            content=content,
            headers={**FILE, "Authorization": f"Bearer {fresh.token}"},
            timeout=120,
        )
        codes.append(answer.status_code)

    codes: list[int] = []
    sending = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    with little_memory(fresh):
        for one in sending:
            one.start()
        for one in sending:
            one.join()
    assert codes == [201] * 6
    assert sum(one["size"] for one in fresh.us.get(batch).json()["returns"]) == 150 * MEGABYTE


def test_a_batch_holds_so_much_and_no_more():
    with serving(file=1000, batch=2500, files=4) as server:
        batch = server.batch({"a.xlsx": b"x" * 1000, "b.xlsx": b"x" * 1000})
        answer = server.us.put(f"{batch}/returns/c.xlsx", content=b"x" * 600, headers=FILE)
        assert answer.status_code == 413
        server.put(f"{batch}/returns/c.xlsx", b"x" * 500)
        assert server.us.put(f"{batch}/register", content=b"x", headers=FILE).status_code == 413
        assert server.us.delete(f"{batch}/returns/a.xlsx").status_code == 200
        for name in ("d", "e"):
            server.put(f"{batch}/returns/{name}.xlsx", b"x")
        answer = server.us.put(f"{batch}/returns/f.xlsx", content=b"x", headers=FILE)
        assert answer.status_code == 413
        server.put(f"{batch}/returns/e.xlsx", b"y")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x", "identity, gzip"])
def test_a_compressed_body_is_refused_whatever_it_holds(fresh: Serving, encoding: str):
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb") as packed:
        for _ in range(200):
            packed.write(b"\0" * MEGABYTE)
    content = zlib.compress(bomb.getvalue()) if encoding == "deflate" else bomb.getvalue()
    batch = fresh.batch()
    with little_memory(fresh):
        for path, kind in ((f"{batch}/returns/a.xlsx", FILE), (f"{batch}/tasks/check", JSON)):
            method = "PUT" if kind is FILE else "POST"
            answer = fresh.us.request(method, path, content=content, headers={**kind, "Content-Encoding": encoding})
            assert answer.status_code == 415
    assert fresh.us.get(batch).json()["returns"] == []


@pytest.mark.parametrize(
    "content",
    [
        *(b"[" * 10_000, b'{"a":' * 2_000, b"[" * 5_000 + b"]" * 5_000, b'{"a":' * 1_500 + b"1" + b"}" * 1_500),
        *(b"", b"null", b"[]", b'"x"', b"1", b"{", b"{'a':1}", b"\xff\xfe{}", b'{"final":' + b"9" * 5000 + b"}"),
        *(b'{"final": NaN}', b'{"year": 1e999}', b'{"year": true}', b'{"year": "2020"}', b'{"language": "xx"}'),
        *(b'{"language": []}', b'{"final": 1}', b'{"personal_data": null}', b'{"year": 20200}'),
    ],
)
def test_json_that_is_deep_or_no_option_is_refused(server: Serving, content: bytes):
    batch = server.batch({"a.xlsx": b"x"})
    answer = server.us.post(f"{batch}/tasks/check", content=content, headers=JSON)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "message"}
    assert server.us.get(batch).json()["task"] is None


@pytest.mark.parametrize("path", ["/batches", "tasks/check"])
def test_json_is_small(server: Serving, path: str):
    path = path if path.startswith("/") else f"{server.batch({'a.xlsx': b'x'})}/{path}"
    content = json.dumps({"x": "y" * 20_000})
    for body in (content.encode(), iter([content.encode()])):
        assert server.us.post(path, content=body, headers=JSON).status_code == 413


@pytest.mark.parametrize("kind", ["one header", "many headers", "a name", "the path", "no end"])
def test_a_megabyte_of_headers_is_refused(fresh: Serving, kind: str):
    request = {
        "one header": fresh.head("GET", "/health", "X: " + "x" * MEGABYTE),
        "many headers": fresh.head("GET", "/health", *(f"X-{number}: {'x' * 80}" for number in range(10_000))),
        "a name": fresh.head("GET", "/health", "x" * MEGABYTE + ": x"),
        "the path": fresh.head("GET", "/" + "x" * MEGABYTE),
        "no end": b"GET /" + b"x" * (10 * MEGABYTE),
    }[kind]
    with little_memory(fresh):
        answer = fresh.sent(request)
    assert answer is not None
    assert answer.status == 400
    assert set(json.loads(answer.body)) == {"error", "message"}


@pytest.mark.parametrize("size", ["f" * 30, "-1", "g", "1;" + "x" * 10_000_000, "1\n\n", "0x5"])
def test_a_wrong_chunk_is_refused(server: Serving, size: str):
    lines = (*(f"{k}: {v}" for k, v in FILE.items()), "Transfer-Encoding: chunked")
    answer = server.sent(server.head("PUT", f"{server.batch()}/returns/a.xlsx", *lines) + size.encode() + b"\r\nx\r\n")
    assert answer is not None
    assert answer.status in (400, 413)
