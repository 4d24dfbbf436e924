"""`minerva serve` as a user starts it: what it says, what it opens, how it ends, what it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from minerva.problems import Problem
from minerva.serve import tls
from minerva.serve.places import PREFIX, data_folder, private_place
from minerva.serve.running import listening
from minerva.serve.tls import Pair, check_pair, own_pair

ADDRESS = re.compile(r"^  (https?)://127\.0\.0\.1:(\d+)/#token=([\w-]{43,})$", re.MULTILINE)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and modes of files are those of POSIX systems")


class Started:
    """A running `minerva serve`: what it printed until it was ready."""

    def __init__(self, process: subprocess.Popen, said: str):
        self.process, self.said = process, said
        self.scheme, port, self.token = ADDRESS.search(said).groups()
        self.port = int(port)
        self.address = f"{self.scheme}://127.0.0.1:{port}"

    def stop(self, how: int = signal.SIGINT) -> tuple[int, str]:
        """Stop it so; the exit code and what it printed at its end. One that does not stop shows where it stands."""
        self.process.send_signal(how)
        try:
            rest = self.process.communicate(timeout=60)[0]
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
            raise
        return self.process.returncode, rest


@contextmanager
def started(home: Path, *arguments: str) -> Iterator[Started]:
    """`minerva serve` with a home of its own."""
    command = [sys.executable, "-m", "minerva", "serve", "--port", "0", "--no-browser", "--lang", "en", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(home)) as process:
        try:
            said = ""
            while "Ctrl+C" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            one = Started(process, said)
            # Its socket is open before it minds signals; started in the background, it ignores Ctrl+C until then.
            httpx.get(f"{one.address}/health", verify=False, timeout=60)
            yield one
        finally:
            process.kill()


def environment(home: Path) -> dict[str, str]:
    (home / "tmp").mkdir(exist_ok=True)
    places = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "TMPDIR": str(home / "tmp")}
    return {**os.environ, **places, "PYTHONFAULTHANDLER": "1"}


def left_in(home: Path) -> list[str]:
    return [path.name for path in (home / "tmp").iterdir()]


def test_it_says_where_it_is_and_leaves_nothing(tmp_path: Path):
    with started(tmp_path) as server:
        assert "12 hours" in server.said
        assert httpx.get(f"{server.address}/health").json() == {"ok": True}
        ours = {"Authorization": f"Bearer {server.token}"}
        assert httpx.post(f"{server.address}/batches", json={}, headers=ours).status_code == 201
        (place,) = [path for path in (tmp_path / "tmp").iterdir() if path.name.startswith(PREFIX)]
        assert place.stat().st_mode & 0o777 == 0o700
        assert all(path.stat().st_mode & 0o077 == 0 for path in place.iterdir() if path.is_dir())
        code, rest = server.stop()
        assert code == 0
        assert "Stopped" in rest
    assert left_in(tmp_path) == []
    log = tmp_path / "data" / "minerva" / "serve.log"
    assert log.stat().st_mode & 0o777 == 0o600
    assert server.token not in log.read_text(encoding="utf-8")
    assert len(log.read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_however_it_is_stopped_nothing_is_left(tmp_path: Path, how: int):
    with started(tmp_path) as server:
        ours = {"Authorization": f"Bearer {server.token}"}
        batch = httpx.post(f"{server.address}/batches", json={}, headers=ours).json()["batch"]
        file = {**ours, "Content-Type": "application/octet-stream"}
        httpx.put(f"{server.address}/batches/{batch}/returns/a.xlsx", content=b"x", headers=file)
        assert server.stop(how)[0] == 0
    assert left_in(tmp_path) == []


def test_what_a_killed_server_left_is_removed_by_the_next_and_nothing_else(tmp_path: Path):
    others = tmp_path / "tmp" / f"{PREFIX}of-somebody"
    with started(tmp_path) as killed, started(tmp_path) as running:
        killed.stop(signal.SIGKILL)
        others.mkdir(mode=0o700)
        (tmp_path / "tmp" / f"{PREFIX}file").touch()
        assert len(left_in(tmp_path)) == 4
        with started(tmp_path) as third:
            ours = {"Authorization": f"Bearer {running.token}"}
            assert httpx.post(f"{running.address}/batches", json={}, headers=ours).status_code == 201
            assert len(left_in(tmp_path)) == 4
            third.stop()
        running.stop()
    assert sorted(left_in(tmp_path)) == [f"{PREFIX}file", others.name]


def test_a_link_that_bears_our_name_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    precious = tmp_path / "precious"
    precious.mkdir(mode=0o700)
    (precious / ".lock").touch()
    (precious / "file").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(precious)
    open_to_all = tmp_path / f"{PREFIX}open"
    open_to_all.mkdir(mode=0o755)
    (open_to_all / ".lock").touch()
    with private_place() as place:
        assert place.is_dir()
    assert not place.exists()
    assert (precious / "file").exists()
    assert open_to_all.exists()


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "minerva", "serve", "--lang", "en", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment(home), timeout=60, check=False)


def test_a_port_in_use_is_a_sentence(tmp_path: Path):
    with started(tmp_path) as server:
        done = run(tmp_path, "--port", str(server.port))
        assert done.returncode == 2
        assert done.stderr.strip() == (
            f"Port {server.port} is in use already, perhaps by another ‘minerva serve’. Stop that one, or choose "
            "another port with --port."
        )


def test_the_manifest_leads_excel_to_the_pane_over_https(tmp_path: Path):
    file = tmp_path / "minerva.xml"
    done = run(tmp_path, "--manifest", str(file), "--port", "8643")
    assert done.returncode == 0
    assert str(file) in done.stdout
    assert "https://127.0.0.1:8643/pane" in file.read_text(encoding="utf-8")
    assert run(tmp_path, "--manifest", str(tmp_path / "none" / "minerva.xml")).returncode == 2
    done = run(tmp_path, "--manifest", str(file), "--json")
    assert json.loads(done.stdout) == {"manifest": str(file)}


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_is_none_is_a_sentence(tmp_path: Path, port: str):
    done = run(tmp_path, f"--port={port}")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path):
    (tmp_path / "starlette.py").write_text("raise ModuleNotFoundError(name='starlette')", encoding="utf-8")
    given = {**environment(tmp_path), "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "minerva", "serve", "--lang", "fr"]
    done = subprocess.run(command, capture_output=True, text=True, env=given, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert 'pip install "minerva[server]"' in done.stderr


def test_only_this_computer_is_listened_to():
    with listening(0) as found:
        assert found.getsockname()[0] == "127.0.0.1"


def test_https_with_a_certificate_of_its_own(tmp_path: Path):
    with started(tmp_path, "--self-signed") as server:
        certificate = tmp_path / "data" / "minerva" / "localhost.crt"
        assert str(certificate) in server.said
        assert server.scheme == "https"
        trusting = ssl.create_default_context(cafile=certificate)
        for name in ("127.0.0.1", "localhost"):
            answer = httpx.get(f"https://{name}:{server.port}/health", verify=trusting)
            assert answer.json() == {"ok": True}
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"https://127.0.0.1:{server.port}/health")
        ours = {"Authorization": f"Bearer {server.token}"}
        batch = httpx.post(f"{server.address}/batches", json={}, headers=ours, verify=trusting).json()["batch"]
        content = b"x" * 5_000_000
        (place,) = (tmp_path / "tmp").iterdir()
        (place / batch / "out" / "large.zip").write_bytes(content)
        download = f"{server.address}/batches/{batch}/downloads/large.zip"
        assert httpx.get(download, headers=ours, verify=trusting).content == content
        foreign = {"Origin": f"http://127.0.0.1:{server.port}"}
        assert httpx.get(f"{server.address}/health", verify=trusting, headers=foreign).status_code == 403


def test_who_begins_no_encryption_or_reads_slowly_behind_it_is_closed_in_time(tmp_path: Path):
    with started(tmp_path, "--self-signed") as server:
        trusting = ssl.create_default_context(cafile=tmp_path / "data" / "minerva" / "localhost.crt")
        began = time.monotonic()
        silent = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        shaken = trusting.wrap_socket(
            socket.create_connection(("127.0.0.1", server.port), timeout=30), server_hostname="127.0.0.1"
        )
        assert httpx.get(f"{server.address}/health", verify=trusting).status_code == 200
        for one in (silent, shaken):
            with one:
                with suppress(ConnectionResetError):
                    assert one.recv(1) == b""
                assert time.monotonic() - began <= 10


def test_our_certificate_vouches_for_this_computer_alone_and_is_made_again_in_time(tmp_path: Path):
    pair = own_pair(tmp_path)
    assert pair.key.stat().st_mode & 0o777 == 0o600
    certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one.value) for one in names] == ["localhost", "127.0.0.1"]
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert own_pair(tmp_path) == pair
    assert x509.load_pem_x509_certificate(pair.certificate.read_bytes()) == certificate
    pair.key.write_bytes(b"spoilt")
    own_pair(tmp_path)
    check_pair(pair)
    assert x509.load_pem_x509_certificate(pair.certificate.read_bytes()) != certificate


def test_a_certificate_that_ends_soon_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as then:
        then.setattr(tls, "VALID", timedelta(days=29))
        old = own_pair(tmp_path).certificate.read_bytes()
    new = own_pair(tmp_path).certificate.read_bytes()
    assert old != new
    ends = x509.load_pem_x509_certificate(new).not_valid_after_utc
    assert ends - datetime.now(UTC) > timedelta(days=300)


def test_a_certificate_and_key_that_cannot_be_used_are_a_problem(tmp_path: Path):
    pair, other = own_pair(tmp_path), tmp_path / "other"
    other.mkdir()
    check_pair(pair)
    with pytest.raises(Problem, match=r"problem\.no_file"):
        check_pair(Pair(pair.certificate, tmp_path / "none.key"))
    for wrong in (own_pair(other).key, pair.certificate):
        with pytest.raises(Problem, match=r"serve\.certificate"):
            check_pair(Pair(pair.certificate, wrong))
    done = run(tmp_path, "--certificate", str(pair.certificate))
    assert done.returncode == 2
    assert done.stderr.strip() == "--certificate and --key go together."


def test_the_data_of_a_user_are_his(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "minerva"
    assert data_folder().stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert data_folder() == tmp_path / "home" / ".local" / "share" / "minerva"
