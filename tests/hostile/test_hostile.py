"""About four hundred hostile files through the real workers: each gets its class, none leaves or reaches anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from hostile.build import build
from hostile.folder import UNSEEN
from hostile.workbook import EITHER, Case
from minerva.excel.received.exchange import MEMORY, SECONDS
from minerva.excel.received.received import shown
from minerva.model.submission import Refusal
from workbooks import hashes

HERE = Path(__file__).parent
STOPPED = {Refusal.CRASHED, Refusal.TOO_HEAVY}

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="limits of memory and special files are those of POSIX systems"),
    pytest.mark.filterwarnings("ignore:Duplicate name"),
]


@dataclass(frozen=True)
class Ran:
    """What a run over all cases gave."""

    cases: list[Case]
    became: dict[str, list[list[str]]]
    memory: int
    left: list[str]
    changed: list[str]

    def of(self, case: Case) -> list[str]:
        """What became of a file: `read` or reasons; none where it was ignored."""
        return [word for word, _ in self.became.get(shown(case.path), [])]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """All cases read by two workers whose temporary and working folders are watched, and who may not go online."""
    folder = tmp_path_factory.mktemp("hostile")
    received, temporary, working = (folder / name for name in ("received", "temporary", "working"))
    for path in (received, temporary, working):
        path.mkdir()
    cases = build(received)
    before = hashes(received)
    paths = os.pathsep.join([str(HERE / "spy"), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, HERE / "run.py", received, "2"],
        capture_output=True,
        encoding="utf-8",
        cwd=working,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": paths, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    left = [str(path) for place in (temporary, working) for path in place.rglob("*")]
    after = hashes(received)
    return Ran(cases, said["became"], said["memory"], left, sorted(set(before.items()) ^ set(after.items())))


def test_there_are_enough_cases_each_with_a_name_of_its_own(ran: Ran):
    assert len(ran.cases) > 300
    assert len({case.path for case in ran.cases}) == len(ran.cases)


def test_each_file_gets_its_class(ran: Ran):
    wrong = {case.path: (ran.of(case), sorted(case.expected)) for case in ran.cases if not is_right(case, ran.of(case))}
    assert wrong == {}


def is_right(case: Case, became: list[str]) -> bool:
    """Whether what became of a file, `read` or reasons, is what must."""
    if UNSEEN in case.expected:
        return became == []
    allowed = case.expected | (set(Refusal) - STOPPED | {"read"} if EITHER in case.expected else set())
    return became != [] and set(became) <= allowed


def test_nothing_is_listed_that_is_no_case(ran: Ran):
    assert set(ran.became) <= {shown(case.path) for case in ran.cases}


def test_none_takes_too_long(ran: Ran):
    """A file is stopped when its time is over, and the detail says so; here none needs to be."""
    assert [name for name, words in ran.became.items() if ["too_heavy", f"{SECONDS} s"] in words] == []


def test_none_takes_too_much_memory(ran: Ran):
    assert 0 < ran.memory <= MEMORY


def test_no_file_is_left_and_none_is_changed(ran: Ran):
    assert ran.left == []
    assert ran.changed == []


def test_reaching_for_the_network_would_be_seen():
    """The spy ends a process that opens a socket: in the run above, that file would have been a crash."""
    code = "import socket; socket.socket()"
    env = {**os.environ, "PYTHONPATH": str(HERE / "spy")}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 99
