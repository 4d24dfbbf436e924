"""Reading in processes that can be stopped: order, what stops one, and that none outlives its parent."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

import workbooks
from minerva import tasks
from minerva.excel.received import pool
from minerva.excel.received.exchange import Channel, Read
from minerva.excel.received.received import received_in
from minerva.excel.returns.identity import Expectation
from minerva.layout.source import LayoutError
from minerva.model.submission import Refusal, Submission, Unusable

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX systems")

# A worker whose reader does what the name of the file says.
ODD_READER = """
import sys; sys.path[:] = sys.argv[1:]
import os, signal, time
from minerva.excel.received import worker
from minerva.layout.source import LayoutError

class PanicException(BaseException): pass

class PretendsToBeOurs:
    def __reduce__(self): return (os.system, ("true",))

def read(file, content, expectation, real=worker.read_content):
    name = file.name
    if "sleeps" in name: time.sleep(100)
    if "loops" in name: __import__("re").match("(a+)+$", "a" * 60 + "b")
    if "dies" in name: os.kill(os.getpid(), signal.SIGSEGV)
    if "leaves" in name: os._exit(0)
    if "raises" in name: raise KeyError(name)
    if "panics" in name: raise PanicException
    if "fills" in name: [bytearray(1 << 20) for _ in range(4096)]
    if "mistaken" in name: raise LayoutError("labels.fr.toml: key")
    if "prints" in name: print("hello", flush=True); os.write(1, b"hello")
    if "connects" in name: __import__("socket").create_connection(("127.0.0.1", 9))
    if "runs" in name: __import__("subprocess").run(["true"])
    if "writes" in name: open("written", "w").write("x")
    if "tricks" in name: return PretendsToBeOurs()
    return real(file, content, expectation)

worker.read_content = read
worker.main()
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a good return."""
    return workbooks.filled(tmp_path_factory.mktemp("good") / "actiris.xlsx").read_bytes()


def zipped(content: bytes, *names: str) -> bytes:
    """A zip with the same workbook under several names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def read(folder: Path, jobs: int = 1, **more) -> dict[str, str]:
    """File -> `read` or the reason, in the order given."""
    received = received_in(folder)
    reads = [one for several in pool.read_all(received, Expectation(), jobs=jobs, **more) for one in several]
    return {one.outcome.file.name: word(one) for one in reads}


def word(one: Read) -> str:
    """What became of a file."""
    return one.outcome.refusal.value if isinstance(one.outcome, Unusable) else "read"


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch):
    """Workers with the odd reader and a second of patience."""
    monkeypatch.setattr(pool, "_CODE", ODD_READER)
    monkeypatch.setattr(pool, "SECONDS", 2)


def test_outcomes_come_in_the_order_of_the_files_however_many_read_them(good: bytes, tmp_path: Path):
    for number in range(12):
        (tmp_path / f"{number:02}.xlsx").write_bytes(good if number % 3 else b"%PDF-1.7")
    heard: list[int] = []
    expected = {f"{n:02}.xlsx": "read" if n % 3 else "pdf" for n in range(12)}
    assert read(tmp_path, 1, progress=heard.append) == read(tmp_path, 3) == expected
    assert list(read(tmp_path, 3)) == list(expected)
    assert heard == list(range(1, 13))


def test_each_received_file_is_told_when_it_is_read_with_what_was_inside(good: bytes, tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(good)
    (tmp_path / "mail.zip").write_bytes(zipped(good, "b.xlsx", "c.xlsx"))
    (tmp_path / "none.xlsx").write_bytes(b"")
    told: dict[str, list[str]] = {}
    received = received_in(tmp_path)
    reads = pool.read_all(
        received, None, on_read=lambda one, reads: told.update({one.name: [read.outcome.file.name for read in reads]})
    )
    inside = {"a.xlsx": ["a.xlsx"], "mail.zip": ["mail.zip/b.xlsx", "mail.zip/c.xlsx"], "none.xlsx": ["none.xlsx"]}
    assert told == inside
    assert [len(one) for one in reads] == [1, 2, 1]


def test_what_comes_back_is_what_was_read(good: bytes, tmp_path: Path):
    from minerva.excel.returns.reader import read_return
    from minerva.rules.catalogue import check

    register = workbooks.small_register("actiris", "cirb")
    expectation = Expectation(register.organisations, 2020)
    (tmp_path / "a.xlsx").write_bytes(good)
    ((one,),) = pool.read_all(received_in(tmp_path), expectation, judge=True)
    here = read_return(tmp_path / "a.xlsx", "a.xlsx", expectation)
    assert isinstance(here, Submission)
    assert list(one.findings) == check(here)
    assert one.outcome == here


@POSIX
@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("sleeps", Refusal.TOO_HEAVY),
        ("loops", Refusal.TOO_HEAVY),
        ("fills", Refusal.TOO_HEAVY),
        ("dies", Refusal.CRASHED),
        ("leaves", Refusal.CRASHED),
        ("panics", Refusal.CRASHED),
        ("raises", Refusal.CRASHED),
        ("connects", Refusal.CRASHED),
        ("runs", Refusal.CRASHED),
        ("writes", Refusal.CRASHED),
        ("tricks", Refusal.CRASHED),
    ],
)
def test_a_file_that_stops_its_worker_is_refused_and_the_others_are_read(odd, good, tmp_path, does, reason):
    for name in ("a.xlsx", f"b-{does}.xlsx", "c.xlsx"):
        (tmp_path / name).write_bytes(good)
    assert read(tmp_path) == {"a.xlsx": "read", f"b-{does}.xlsx": reason, "c.xlsx": "read"}
    assert not (tmp_path / "written").exists()


def test_what_a_library_prints_does_not_disturb(odd, good: bytes, tmp_path: Path):
    (tmp_path / "prints.xlsx").write_bytes(good)
    assert read(tmp_path) == {"prints.xlsx": "read"}


@POSIX
def test_a_stopped_file_keeps_its_name_size_and_hash(odd, good: bytes, tmp_path: Path):
    (tmp_path / "dies.xlsx").write_bytes(good)
    ((one,),) = pool.read_all(received_in(tmp_path), None, judge=True)
    assert (one.outcome.file.size, len(one.outcome.file.sha256)) == (len(good), 64)
    assert [finding.code for finding in one.findings] == ["COV002"]


@POSIX
def test_where_the_reader_broke_is_told_to_whoever_mends_it(odd, good: bytes, tmp_path: Path):
    (tmp_path / "raises.xlsx").write_bytes(good)
    ((one,),) = pool.read_all(received_in(tmp_path), None)
    assert one.outcome.detail.startswith("KeyError <string>:")


@POSIX
def test_in_a_container_only_the_file_that_stops_is_refused(odd, good: bytes, tmp_path: Path):
    (tmp_path / "x.zip").write_bytes(zipped(good, "a.xlsx", "dies.xlsx", "m.xlsx", "sleeps.xlsx", "z.xlsx"))
    assert read(tmp_path) == {
        "x.zip/a.xlsx": "read",
        "x.zip/dies.xlsx": "crashed",
        "x.zip/m.xlsx": "read",
        "x.zip/sleeps.xlsx": "too_heavy",
        "x.zip/z.xlsx": "read",
    }


@POSIX
def test_a_container_that_stops_its_worker_again_and_again_is_given_up(odd, good: bytes, tmp_path: Path):
    (tmp_path / "x.zip").write_bytes(zipped(good, *(f"dies{n}.xlsx" for n in range(9))))
    became = read(tmp_path)
    assert became.pop("x.zip") == "too_heavy"
    assert became == {f"x.zip/dies{n}.xlsx": "crashed" for n in range(pool.MOST_STOPS)}


def test_our_own_mistakes_are_no_findings(odd, good: bytes, tmp_path: Path):
    (tmp_path / "mistaken.xlsx").write_bytes(good)
    with pytest.raises(LayoutError, match=r"labels\.fr\.toml"):
        read(tmp_path)


def test_a_worker_that_cannot_start_is_said_at_once(monkeypatch: pytest.MonkeyPatch, good: bytes, tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(good)
    monkeypatch.setattr(pool, "_CODE", "raise SystemExit(7)")
    with pytest.raises(pool.ReaderNotStarted, match="7"):
        read(tmp_path)
    with pytest.raises(tasks.Problem) as problem:
        tasks.check([tmp_path / "a.xlsx"])
    assert (problem.value.key, problem.value.params) == ("problem.no_reader", {"code": "7"})


def test_modules_beside_the_returns_are_not_taken_for_ours(good: bytes, tmp_path: Path, monkeypatch):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(good)
    for name in ("pickle", "minerva", "zipfile"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read(tmp_path / "in") == {"a.xlsx": "read"}


def test_only_classes_of_the_product_come_back():
    import pickle

    for harmful in (os.system, subprocess.Popen, pool._Pool.run, eval):
        content = pickle.dumps(harmful)
        pipe = io.BytesIO(len(content).to_bytes(8, "little") + content)
        with pytest.raises(pickle.UnpicklingError):
            Channel(pipe, io.BytesIO()).receive()


# -- no process is left behind -----------------------------------------------------------------------------------------

PARENT = """
import sys; sys.path[:] = sys.argv[2:]
from pathlib import Path
from minerva.excel.received import pool
from minerva.excel.received.received import received_in
pool._CODE = Path(sys.argv[1], "code.py").read_text()
pool.SECONDS = 60
if __name__ == "__main__":
    pool.read_all(received_in(Path(sys.argv[1], "in")), None)
"""


@POSIX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_parent_even_during_a_file(good: bytes, tmp_path: Path, how: signal.Signals):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "sleeps.xlsx").write_bytes(good)
    (tmp_path / "code.py").write_text(ODD_READER, encoding="utf-8")
    paths = [path for path in sys.path if path]
    parent = subprocess.Popen([sys.executable, "-c", PARENT, tmp_path, *paths], stderr=subprocess.PIPE)
    children = eventually(lambda: psutil.Process(parent.pid).children())
    parent.send_signal(how)
    parent.wait()
    parent.stderr.close()
    assert eventually(lambda: not [one for one in children if one.is_running() and one.status() != "zombie"])


def eventually(happens):
    """What a call gives once it gives something; it must within half a minute."""
    for _ in range(300):
        if found := happens():
            return found
        time.sleep(0.1)
    return None


def test_no_worker_is_left_after_reading(good: bytes, tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(good)
    before = set(psutil.Process().children())
    tasks.check([tmp_path / "a.xlsx"])
    assert set(psutil.Process().children()) <= before
