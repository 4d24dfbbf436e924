"""Tasks for a work process that behave in every way a real one should not."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from minerva.problems import Problem
from minerva.serve.worker import Told

NAMES = (
    *("echo", "wait_for_file", "read_for_ever", "exit", "kill_itself", "raise_something", "run_out_of_memory"),
    *("no_json", "endless_line", "lie_about_end", "say_odd_things", "meet_a_problem"),
)


def echo(folder: Path, options: dict, told: Told) -> dict:
    (folder / "task" / "out" / "echo.txt").write_text("written")
    return options


def wait_for_file(folder: Path, options: dict, told: Told) -> dict:
    while not (folder / "go").exists():
        time.sleep(0.02)
    return {}


def read_for_ever(folder: Path, options: dict, told: Told) -> dict:
    """Read a named pipe under the name of a return, over and over, in readers of its own."""
    from minerva.excel.received.pool import read_all
    from minerva.excel.received.received import Received

    path = folder / "returns" / "a.xlsx"
    path.write_bytes(b"x")
    while True:
        read_all([Received(path, "a.xlsx")] * 50, None)


def exit(folder: Path, options: dict, told: Told) -> dict:
    os._exit(0)


def kill_itself(folder: Path, options: dict, told: Told) -> dict:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
    return {}


def raise_something(folder: Path, options: dict, told: Told) -> dict:
    raise ZeroDivisionError("secret")


def run_out_of_memory(folder: Path, options: dict, told: Told) -> dict:
    held = []
    while True:
        held.append(bytearray(100 << 20))


def no_json(folder: Path, options: dict, told: Told) -> dict:
    _write(told, b"[[[[ secret\n")
    time.sleep(60)
    return {}


def endless_line(folder: Path, options: dict, told: Told) -> dict:
    while True:
        _write(told, b"secret" * 10_000)


def lie_about_end(folder: Path, options: dict, told: Told) -> dict:
    told.say({"end": True})
    time.sleep(60)
    return {}


def say_odd_things(folder: Path, options: dict, told: Told) -> dict:
    told("progress.read", 1, 2)
    for message in (
        {"step": "no.such.label", "done": 5, "total": 6},
        {"step": "progress.read", "done": "5", "total": 6},
        {"step": "progress.read", "done": -5, "total": 6},
        {"step": ["progress.read"], "done": 5, "total": 6},
        {"end": "yes"},
        {"read": 5, "files": []},
        {"read": "mail.zip", "files": [["x"], "mail.zip/a.xlsx"]},
        {"read": "mail.zip", "files": [f"{n}" for n in range(3000)]},
        {},
    ):
        told.say(message)
    _write(told, b"5\n")
    _write(told, b'"x"\n')
    return {}


def meet_a_problem(folder: Path, options: dict, told: Told) -> dict:
    raise Problem("problem.no_register", path=folder / "register" / "register.xlsx")


def _write(told: Told, content: bytes) -> None:
    target = next(cell.cell_contents for cell in told.say.__closure__ if hasattr(cell.cell_contents, "fileno"))
    target.write(content)
    target.flush()
    sys.stdout.flush()
