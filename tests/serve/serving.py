"""A server in a process of its own on a free port, and a client that speaks to it over real HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import psutil

from minerva.serve.settings import Limits, Rate
from serve.held import HOLD


class Answer(NamedTuple):
    """What came back over a plain socket."""

    status: int
    headers: dict[str, str]
    body: bytes


QUICK = Rate(100_000, 100_000)
PATIENCE = 120
"""Seconds to wait for what must come, on whatever machine: no test says that it takes less."""
_CODE = """
import json, logging, sys
from pathlib import Path
from minerva.serve import running
from minerva.serve.running import listening, run
from minerva.serve.settings import Limits, Rate, Settings, seconds
folder, given = Path(sys.argv[1]), json.loads(sys.argv[2])
limits = {key: Rate(**value) if isinstance(value, dict) else value for key, value in given["limits"].items()}
logging.basicConfig(filename=sys.argv[3], level=logging.INFO, format="%(message)s")
found = listening(0)
port = found.getsockname()[1]
age = given["age"]
settings = Settings(port, folder, limits=Limits(**limits), since=seconds() - age)
if given["holds"]:
    from minerva.serve import work
    work._CODE = "import sys; sys.path[:] = sys.argv[1:]; from serve.held import main; main()"
if given["broken"]:
    from serve.broken import broken_app
    running.create_app = broken_app
guard = running.create_app(settings)
told = {"public": list(guard.public), "routes": [route.path for route in guard.routes]}
print(json.dumps({"port": port, "token": settings.token, **told}), flush=True)
run(settings, found)
"""


class Serving:
    """A running server: where it is, its token, its process, what its log says, and all its routes.

    `public` are the paths anyone may get, `private` those of the other routes, something in the place of what varies.
    """

    def __init__(self, process: subprocess.Popen, told: Mapping[str, Any], folder: Path, log: Path):
        self.process = psutil.Process(process.pid)
        self.port, self.token = told["port"], told["token"]
        self.public = sorted(told["public"])
        self.private = sorted({_filled(path) for path in told["routes"]} - set(self.public))
        self.folder, self._log = folder, log
        self.address = f"http://127.0.0.1:{self.port}"
        # a connection of its own for each request: one kept open may be closed by the server just as it is used again
        fresh = httpx.Limits(max_keepalive_connections=0)
        self.anyone = httpx.Client(base_url=self.address, timeout=PATIENCE, limits=fresh)
        bearer = {"Authorization": f"Bearer {self.token}"}
        self.us = httpx.Client(base_url=self.address, timeout=PATIENCE, limits=fresh, headers=bearer)

    def head(self, method: str = "GET", path: str = "/health", *lines: str, host: str | None = None) -> bytes:
        """The first lines of a request, exactly as given, with the token."""
        asked = (f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}")
        return "\r\n".join((*asked, f"Authorization: Bearer {self.token}", *lines, "", "")).encode("latin-1")

    def connected(self) -> socket.socket:
        """A plain connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def sent(self, request: bytes) -> Answer | None:
        """What is answered to some bytes; None where the connection is closed without a word."""
        with self.connected() as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(request)
            return answer_on(connection)

    @property
    def log(self) -> str:
        """Everything logged so far."""
        return self._log.read_text(encoding="utf-8")

    def logged(self, line: str) -> bool:
        """Whether the log has a line of this form, which is written just after the answer."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(rf"^{line}$", self.log, re.MULTILINE)) and time.monotonic() < end:
            time.sleep(0.02)
        return found is not None

    def batch(self, returns: Mapping[str, bytes] | None = None, **single: tuple[str, bytes]) -> str:
        """The path of a new batch with these files; `single` are the register, rules and last_year by name."""
        batch = "/batches/" + self.us.post("/batches", json={}).json()["batch"]
        for kind, (name, content) in single.items():
            self.put(f"{batch}/{kind.replace('_', '-')}", content, name=name)
        for name, content in (returns or {}).items():
            self.put(self.named(f"{batch}/returns", name), content)
        return batch

    @staticmethod
    def named(path: str, name: str) -> str:
        """The path of a file by its name, encoded."""
        return f"{path}/{quote(name, safe='')}"

    def put(self, path: str, content: bytes, **params: str) -> httpx.Response:
        """Send a file; it must be taken."""
        headers = {"Content-Type": "application/octet-stream"}
        answer = self.us.put(path, content=content, headers=headers, params=params or None)
        assert answer.status_code == 201, answer.text
        return answer

    @contextmanager
    def held(self) -> Iterator[None]:
        """Tasks go no further than the first file, or the first of what else they do, until this is over."""
        hold = self.folder.parent / HOLD
        hold.touch()
        try:
            yield
        finally:
            hold.unlink()

    def run(self, batch: str, kind: str, **options: object) -> dict:
        """Begin a task and wait for its end; what the batch then is."""
        answer = self.us.post(f"{batch}/tasks/{kind}", json=options)
        assert answer.status_code == 202, answer.text
        return self.wait(batch)

    def wait(self, batch: str) -> dict:
        """Wait until the task of a batch is over."""
        while (state := self.us.get(batch).json())["task"]["state"] in ("waiting", "running"):
            time.sleep(0.05)
        return state


def _filled(path: str) -> str:
    return path.replace("{batch}", "0" * 32).replace("{", "").replace("}", "")


def answer_on(connection: socket.socket) -> Answer | None:
    """The next answer on a connection; None where it is closed before one came."""
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
        return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
    except (ConnectionResetError, http.client.BadStatusLine):
        return None


@contextmanager
def serving(*, age: float = 0, broken: bool = False, holds: bool = False, **limits: object) -> Iterator[Serving]:
    """A server with some limits of its own; requests come as fast as a test likes unless it says otherwise.

    With `holds` its tasks can be held.
    """
    quick = {"by_token": QUICK, "by_strangers": QUICK, "for_public": QUICK, **limits}
    given = json.dumps({"limits": {**asdict(Limits(**quick))}, "age": age, "broken": broken, "holds": holds})
    tests = str(Path(__file__).resolve().parents[1])
    with tempfile.TemporaryDirectory() as place:
        folder, log = Path(place, "served"), Path(place, "log.txt")
        folder.mkdir()
        command = [sys.executable, "-X", "utf8", "-c", _CODE, folder, given, log]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": tests}) as process:
            try:
                server = Serving(process, json.loads(process.stdout.readline()), folder, log)
                while True:
                    try:
                        server.anyone.get("/health")
                        break
                    except httpx.ConnectError:
                        time.sleep(0.02)
                yield server
            finally:
                process.terminate()
