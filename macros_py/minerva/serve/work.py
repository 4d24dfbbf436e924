"""Gives each task to a process of its own, which may be killed at any moment; the server itself reads no file it got.

Two tasks at once, the others wait their turn. One process stands ready with everything imported. What a process says is
JSON, a line at a time, and believed only as far as it has the right form: it may have been taken over by a file.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import minerva
from minerva.layout.labels import LANGUAGES, labels
from minerva.serve.answers import Sentences, said
from minerva.serve.log import LOG
from minerva.serve.settings import Limits

LONGEST_LINE = 256 * 1024
LONGEST_TEXT = 4000
MOST_NAMES = 2000
OVER = ("done", "failed", "cancelled")
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
_BEHIND = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
_CODE = "import sys; sys.path[:] = sys.argv[1:]; from minerva.serve.worker import main; main()"


class Task:
    """One task: what is asked, how far it is, and what came of it.

    `files` tells of each file whether it waits or is read; `problem` is why it failed, by language. `result` is where
    the process writes what it found, JSON. `over` is set when nothing more will change.
    """

    def __init__(self, kind: str, folder: Path, options: Mapping[str, object], files: tuple[str, ...] = ()):
        self.kind, self.folder, self.options = kind, folder, dict(options)
        self.state = "waiting"
        self.step, self.done, self.total = "", 0, 0
        self.files = dict.fromkeys(files, "waiting")
        self.problem: Sentences | None = None
        self._lock = threading.Lock()
        self.over: Future[None] = Future()

    @property
    def is_over(self) -> bool:
        """Whether it is done, failed or cancelled."""
        return self.state in OVER

    @property
    def result(self) -> Path:
        """The file of its result."""
        return self.folder / "task" / "result.json"

    def end(self, state: str, problem: Sentences | None = None) -> None:
        """Say once what became of it."""
        with self._lock:
            if not self.is_over:
                self.problem, self.state = problem, state
                self.over.set_result(None)

    def begin(self) -> None:
        """Say that it no longer waits."""
        with self._lock:
            if not self.is_over:
                self.state = "running"

    def as_json(self) -> dict[str, object]:
        """How far it is, for the page."""
        keys = ("kind", "state", "step", "done", "total", "files", "problem")
        return {key: getattr(self, key) for key in keys}


class Work:
    """The tasks and their processes. `start` readies a process, `close` ends them all."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._waiting: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running: dict[Task, _Process] = {}
        self._spare: _Process | None = None
        self._closed = False

    def start(self) -> None:
        """Begin to take tasks."""
        self._ready_spare()
        for _ in range(self._limits.tasks_at_once):
            threading.Thread(target=self._serve, daemon=True).start()

    def give(self, task: Task) -> Task:
        """Put a task behind those that wait."""
        self._waiting.put(task)
        return task

    def cancel(self, task: Task) -> None:
        """Stop a task, whatever it is doing."""
        task.end("cancelled")
        with self._lock:
            process = self._running.get(task)
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End all processes; nothing is taken after that."""
        with self._lock:
            self._closed = True
            left = [*self._running.values(), *filter(None, (self._spare,))]
            tasks, self._spare = list(self._running), None
        for task in tasks:
            task.end("cancelled")
        for process in left:
            process.kill()
        for _ in range(self._limits.tasks_at_once):
            self._waiting.put(None)

    def _serve(self) -> None:
        while (task := self._waiting.get()) is not None:
            try:
                self._run(task)
            except Exception as error:  # the next task must find somebody
                LOG.error("task %s: %s", task.kind, type(error).__name__)
            task.end("failed", said("serve.task.stopped"))

    def _run(self, task: Task) -> None:
        with self._lock:
            if self._closed or task.is_over:
                return
            process, self._spare = self._spare or _Process(), None
            self._running[task] = process
        clock = threading.Timer(self._limits.task, self._late, (task, process))
        clock.daemon = True
        clock.start()
        task.begin()
        try:
            process.ask(task)
            self._ready_spare()
            for message in process.messages():
                self._hear(task, message)
        finally:
            clock.cancel()
            with self._lock:
                del self._running[task]
            process.close()

    def _hear(self, task: Task, message: dict) -> None:
        """Take what a process says into its task, where it has the right form."""
        if task.is_over:
            return
        if isinstance(step := message.get("step"), str) and labels("fr").has(step):
            numbers = [message.get(key) for key in ("done", "total")]
            if all(isinstance(number, int) and 0 <= number < 1_000_000 for number in numbers):
                task.step, (task.done, task.total) = step, numbers
        if isinstance(read := message.get("read"), str):
            _note_read(task, read, message.get("files"))
        if "problem" in message:
            task.end("failed", _sentences(message["problem"]))
        if "broken" in message:
            LOG.error("task %s: %s", task.kind, " ".join(str(message["broken"]).split())[:200])
            task.end("failed", said("serve.task.stopped"))
        if message.get("end") is True:
            is_there = task.result.is_file() and task.result.stat().st_size <= self._limits.result
            task.end("done") if is_there else task.end("failed", said("serve.task.stopped"))

    def _late(self, task: Task, process: _Process) -> None:
        task.end("failed", said("serve.task.late", minutes=self._limits.task // 60))
        process.kill()

    def _ready_spare(self) -> None:
        with self._lock:
            if self._spare is None and not self._closed:
                with suppress(OSError):  # then the next task says so
                    self._spare = _Process()


class _Process:
    """One work process, for one task; it ends when the pipe to it is closed."""

    def __init__(self):
        paths = [str(Path(minerva.__file__).parents[1]), *filter(None, sys.path)]
        own_group = {"process_group": 0} if os.name == "posix" else {"creationflags": _NO_WINDOW | _BEHIND}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-X", "utf8", "-c", _CODE, *dict.fromkeys(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **own_group,
        )

    def ask(self, task: Task) -> None:
        """Hand over the task."""
        asked = {"kind": task.kind, "folder": str(task.folder), "options": task.options}
        with suppress(OSError):  # a process that is gone is told by its silence
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            self._process.stdin.flush()

    def messages(self) -> Iterator[dict]:
        """What it says, until it ends or says what is no message."""
        while True:
            line = self._process.stdout.readline(LONGEST_LINE)
            if not line.endswith(b"\n"):
                return
            try:
                message = json.loads(line)
            except (ValueError, RecursionError):
                return
            if isinstance(message, dict):
                yield message

    def kill(self) -> None:
        """End it at once; the readers it started end with the pipes it held."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End it, and the way to it; called by the thread that talks to it."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()


def _note_read(task: Task, received: str, files: object) -> None:
    """A received file was read: what was inside it stands in its place."""
    known = dict(task.files)
    inside = [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
    if len(known) + len(inside) <= MOST_NAMES:
        known.pop(received, None)
        known.update((name[:LONGEST_TEXT], "read") for name in inside or [received])
        task.files = known


def _sentences(problem: object) -> Sentences:
    if isinstance(problem, dict) and all(isinstance(problem.get(language), str) for language in LANGUAGES):
        return {language: problem[language][:LONGEST_TEXT] for language in LANGUAGES}
    return said("serve.task.stopped")
