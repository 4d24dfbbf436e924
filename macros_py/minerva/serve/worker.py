"""Does one task of a server in a process of its own, then ends; it ends at once when the server does.

Started by `work`: the task comes as one line of JSON on the standard input, messages go to the standard output.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from minerva.problems import Problem
from minerva.serve.answers import as_json, problem_said
from minerva.serve.log import where

KINDS = {
    "check": "minerva.serve.batch_tasks:check",
    "consolidate": "minerva.serve.batch_tasks:consolidate",
    "feedback": "minerva.serve.batch_tasks:feedback",
    "templates": "minerva.serve.batch_tasks:templates",
    "script": "minerva.serve.scripts:run",
}
"""What does each kind of task: a function of (folder, options, told) that gives what is written as the result."""

MEMORY = 2 << 30
LARGEST_FILE = 1 << 30
NICENESS = 5
"""How far this process stands behind the server, which must answer while files are read."""
_WARM = (
    *("minerva.tasks", "minerva.excel.received.pool", "minerva.excel.output", "minerva.excel.register"),
    *("minerva.excel.feedback.outputs", "minerva.rules.catalogue", "minerva.merge.consolidate"),
    *("minerva.serve.batch_tasks", "minerva.serve.results", "minerva.layout.labels"),
    *(("minerva.serve.scripts", "minerva.buttons.checking") if os.environ.get("XLWINGS_LICENSE_KEY") else ()),
)


class Told:
    """What a task tells the server while it runs; it is the progress of the tasks too."""

    def __init__(self, say: Callable[[dict], None]):
        self.say = say

    def __call__(self, key: str, done: int, total: int) -> None:
        """Tell how far a step is."""
        self.say({"step": key, "done": done, "total": total})

    def read(self, received, reads) -> None:
        """Tell which received file was read, and what was inside it."""
        self.say({"read": received.name, "files": [one.outcome.file.name for one in reads]})


def main() -> None:
    """Import what is needed, wait for the task, do it."""
    say = _own_output()
    _renounce()
    for name in _WARM:
        import_module(name)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    task = json.loads(line)
    folder = Path(task["folder"])
    try:
        _do(task["kind"], folder, task["options"], Told(say))
        say({"end": True})
    except Problem as problem:
        say({"problem": _without_paths(problem, folder)})
    except BaseException as error:
        say({"broken": where(error)})
    sys.stdout.flush()
    os._exit(0)


def _do(kind: str, folder: Path, options: dict, told: Told) -> None:
    """Do a task in a clean place; what it wrote is put where it is fetched, then its result."""
    place = folder / "task"
    shutil.rmtree(place, ignore_errors=True)  # a task before this one may have been killed here
    place.mkdir(mode=0o700, exist_ok=True)
    temporary, out = place / "temporary", place / "out"
    temporary.mkdir(exist_ok=True)
    out.mkdir()
    tempfile.tempdir = str(temporary)
    module, _, function = KINDS[kind].partition(":")
    result = getattr(import_module(module), function)(folder, options, told)
    for path in out.iterdir():
        path.replace(folder / "out" / path.name)
    prepared = place / "result.new"
    prepared.write_bytes(as_json(result))
    prepared.replace(place / "result.json")


def _without_paths(problem: Problem, folder: Path) -> dict[str, str]:
    """The sentences of a problem, files named as they were sent: where the server keeps them concerns nobody."""
    places = sorted({str(folder), str(folder.resolve())}, key=len, reverse=True)
    sentences = problem_said(problem)
    for language, text in sentences.items():
        for place in places:
            text = text.replace(place + os.sep, "").replace(place, "")
        sentences[language] = text
    return sentences


def _own_output() -> Callable[[dict], None]:
    """A way to the server; whatever else writes to the standard output would spoil the messages."""
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    lock = threading.Lock()

    def say(message: dict) -> None:
        with lock:
            target.write(json.dumps(message).encode() + b"\n")
            target.flush()

    return say


def _end_with_the_server() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def _renounce() -> None:
    """Hold this process, and the readers it starts, to an amount of memory and a size of files, behind the server."""
    if os.name == "posix":
        os.nice(NICENESS)
        import resource
        from contextlib import suppress

        limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, LARGEST_FILE), (resource.RLIMIT_CORE, 0))
        for limit, size in limits:
            with suppress(ValueError, OSError):  # macOS refuses the first
                resource.setrlimit(limit, (size, size))
