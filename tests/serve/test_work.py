"""Every task has a process of its own that can be ended with all it started; two at once, the others wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import psutil
import pytest

from minerva.serve.settings import Limits
from minerva.serve.work import LONGEST_LINE, Task, Work
from serve.serving import Serving, serving


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "never came"
        time.sleep(0.02)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Work]]:
    """Makes the work of a server; the tasks are those of odd_tasks.py."""
    made: list[Work] = []

    def make(**limits: object) -> Work:
        monkeypatch.setattr("minerva.serve.work._CODE", ODD)
        made.append(Work(Limits(**limits)))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.close()
    until(lambda: not [one for one in psutil.Process().children(recursive=True) if is_ours(one)])


ODD = """
import sys; sys.path[:] = sys.argv[1:]
from minerva.serve import worker
import serve.odd_tasks as odd
worker.KINDS = {name: f"serve.odd_tasks:{name}" for name in odd.NAMES}
worker.main()
"""


def is_ours(process: psutil.Process) -> bool:
    """Whether a process is a work process of this file, and not one of a server that other tests share."""
    try:
        return any("odd_tasks" in word for word in process.cmdline())
    except psutil.Error:
        return False


def is_at_work(process: psutil.Process) -> bool:
    """Whether a process does something still: one that ended may wait for long to be buried."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def task_in(folder: Path, kind: str, **options: object) -> Task:
    """A task in a folder laid out as a batch."""
    for name in ("task", "out", "returns", "register", "last-year", "rules"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return Task(kind, folder, options)


def ended(task: Task) -> str:
    """What became of a task."""
    task.over.result(timeout=120)
    return task.state


def test_what_a_task_gives_is_its_result(work, tmp_path: Path):
    task = work().give(task_in(tmp_path, "echo", said="é"))
    assert ended(task) == "done"
    assert task.result.read_text(encoding="utf-8") == '{"said":"é"}'
    assert (tmp_path / "out" / "echo.txt").read_text() == "written"


def test_two_at_once_and_the_others_wait_in_order(work, tmp_path: Path):
    running = work()
    tasks = [running.give(task_in(tmp_path / str(number), "wait_for_file")) for number in range(4)]
    until(lambda: [one.state for one in tasks] == ["running", "running", "waiting", "waiting"])
    (tmp_path / "1" / "go").touch()
    assert ended(tasks[1]) == "done"
    until(lambda: [one.state for one in tasks] == ["running", "done", "running", "waiting"])
    for number in (0, 2, 3):
        (tmp_path / str(number) / "go").touch()
    assert [ended(one) for one in tasks] == ["done"] * 4


def test_a_task_that_is_cancelled_ends_with_all_it_started(work, tmp_path: Path):
    running = work()
    task = running.give(task_in(tmp_path, "read_for_ever"))
    us = psutil.Process()

    def family() -> set[psutil.Process]:
        busy = [one for one in us.children() if is_ours(one) and one.children()]
        return {*busy, *(inner for one in busy for inner in one.children(recursive=True))}

    until(lambda: len(family()) >= 2)
    started = family()
    running.cancel(task)
    assert ended(task) == "cancelled"
    until(lambda: not [one for one in started if is_at_work(one)])
    assert ended(running.give(task_in(tmp_path / "next", "echo"))) == "done"


def test_a_task_that_waits_can_be_cancelled_too(work, tmp_path: Path):
    running = work(tasks_at_once=1)
    first = running.give(task_in(tmp_path / "1", "wait_for_file"))
    second = running.give(task_in(tmp_path / "2", "echo"))
    running.cancel(second)
    assert ended(second) == "cancelled"
    (tmp_path / "1" / "go").touch()
    assert ended(first) == "done"
    assert ended(running.give(task_in(tmp_path / "3", "echo"))) == "done"
    assert second.state == "cancelled"
    assert not (tmp_path / "2" / "out" / "echo.txt").exists()


def test_a_task_that_takes_too_long_is_ended_and_says_so(work, tmp_path: Path):
    task = work(task=1).give(task_in(tmp_path, "wait_for_file"))
    assert ended(task) == "failed"
    assert set(task.problem) == {"fr", "nl", "en"}


@pytest.mark.parametrize(
    "kind", ["exit", "kill_itself", "raise_something", "run_out_of_memory", "no_json", "endless_line", "lie_about_end"]
)
def test_a_process_that_breaks_is_one_failed_task(work, tmp_path: Path, kind: str):
    running = work()
    task = running.give(task_in(tmp_path / "1", kind))
    assert ended(task) == "failed"
    assert set(task.problem) == {"fr", "nl", "en"}
    assert "secret" not in str(task.problem)
    assert ended(running.give(task_in(tmp_path / "2", "echo"))) == "done"


def test_what_a_process_says_is_believed_only_in_its_right_form(work, tmp_path: Path):
    task = work().give(task_in(tmp_path, "say_odd_things"))
    assert ended(task) == "done"
    assert (task.step, task.done, task.total) == ("progress.read", 1, 2)
    assert set(task.files) == {"mail.zip/a.xlsx"}
    assert LONGEST_LINE < 1 << 20


def test_a_problem_is_told_in_each_language_without_our_paths(work, tmp_path: Path):
    task = work().give(task_in(tmp_path, "meet_a_problem"))
    assert ended(task) == "failed"
    assert set(task.problem) == {"fr", "nl", "en"}
    for text in task.problem.values():
        assert "register.xlsx" in text
        assert str(tmp_path) not in text


def test_a_process_is_ready_before_it_is_needed(work, tmp_path: Path):
    work()
    until(lambda: [one for one in psutil.Process().children() if is_ours(one)])


def test_no_process_is_left_when_the_server_is_killed():
    with serving() as server:
        until(lambda: len(server.process.children()) == 1)
        children = server.process.children(recursive=True)
        server.process.kill()
        until(lambda: not [one for one in children if is_at_work(one)])


def test_no_process_is_left_when_the_server_stops():
    with serving() as server:
        server.batch({"a.xlsx": b"x"})
        until(lambda: len(server.process.children()) == 1)
        children = server.process.children(recursive=True)
        server.process.terminate()
        until(lambda: not [one for one in children if is_at_work(one)])


def test_a_batch_that_is_forgotten_leaves_nothing(server: Serving, sample: Path):
    returns = {path.name: path.read_bytes() for path in (sample / "returns").iterdir()}
    batch = server.batch(returns, register=("register.xlsx", (sample / "register.xlsx").read_bytes()))
    folder = server.folder / batch.split("/")[-1]
    assert folder.is_dir()
    assert server.us.post(f"{batch}/tasks/consolidate", json={}).status_code == 202
    assert server.us.delete(batch).status_code == 200
    assert not folder.exists()
    assert server.us.get(batch).status_code == 404


def test_the_future_of_a_task_is_set_once():
    task = Task("check", Path("x"), {})
    assert isinstance(task.over, Future)
    task.end("cancelled")
    task.end("done")
    assert task.state == "cancelled"
