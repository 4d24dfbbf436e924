"""Reads and copies received files in worker processes: one that takes too long or stops its process is set aside.

Nothing here parses anything. Outcomes come in the order of the files whatever process is ready first.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import minerva
from minerva.excel.content.intake import MEGABYTE
from minerva.excel.received.exchange import (
    OUT_OF_MEMORY,
    PATIENCE,
    SECONDS,
    Begun,
    Broken,
    Channel,
    Copied,
    CopyRequest,
    Done,
    Read,
    Request,
    Work,
)
from minerva.excel.received.received import Received
from minerva.layout.source import LayoutError, files_read
from minerva.model.submission import Refusal, SourceFile

if TYPE_CHECKING:
    from minerva.excel.returns.identity import Expectation

MOST_WORKERS = 4
FILES_PER_WORKER = 8
START_SECONDS = 120
MOST_STOPS = 3
TICK = 0.1
OUT_OF_TIME = -signal.SIGXCPU if hasattr(signal, "SIGXCPU") else None
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

_CODE = "import sys; sys.path[:] = sys.argv[1:]; from minerva.excel.received.worker import main; main()"

Progress = Callable[[int], None]
OnRead = Callable[[Received, Sequence[Read]], None]
Task, Answer = TypeVar("Task"), TypeVar("Answer")


def read_all(
    received: Sequence[Received],
    expectation: Expectation | None,
    *,
    jobs: int | None = None,
    judge: bool = False,
    progress: Progress = lambda done: None,
    on_read: OnRead = lambda received, reads: None,
) -> list[list[Read]]:
    """For each received file what was read of it: one outcome, or one for each workbook it contains.

    `jobs` is the number of processes (default: as many as help, four at most); with `judge` the findings come too.
    `progress` hears the number of files done, `on_read` each file and what was read of it, as they are ready.
    Raises ReaderNotStarted, and LayoutError for our own mistakes.
    """
    if not received:
        return []
    results: dict[int, list[Read]] = {}
    work = Work(expectation, judge, seconds=SECONDS, files=files_read())
    with closing(_finished(received, _Reader.read, work, jobs)) as finished:
        for number, reads in finished:
            results[number] = reads
            on_read(received[number], reads)
            progress(len(results))
    return [results[number] for number in range(len(received))]


def copy_all(requests: Sequence[CopyRequest], *, jobs: int | None = None) -> Generator[Copied, None, None]:
    """The copy of each return, in order, as soon as it is made; to be closed. Raises ReaderNotStarted."""
    results: dict[int, Copied] = {}
    with closing(_finished(requests, _Reader.copy, Work(seconds=SECONDS, files=files_read()), jobs)) as finished:
        for number in range(len(requests)):
            while number not in results:
                found, copied = next(finished)
                results[found] = copied
            yield results.pop(number)


def _finished(
    tasks: Sequence[Task], do: Callable[[_Reader, Task], Answer], work: Work, jobs: int | None
) -> Generator[tuple[int, Answer], None, None]:
    """The number and the answer of each task as it is done; closing it ends the processes."""
    if not tasks:
        return
    pool = _Pool(tasks, do, work, jobs or workers_for(len(tasks)))
    try:
        yield from pool.run()
    finally:
        pool.close()


def workers_for(files: int) -> int:
    """How many processes help: one for a few files, since each takes a while to start."""
    return max(1, min(os.cpu_count() or 1, MOST_WORKERS, files // FILES_PER_WORKER))


class ReaderNotStarted(Exception):
    """The system, or what is installed on it, let no worker start; tells the exit code of the one that tried."""


class _Pool(Generic[Task, Answer]):
    """As many threads as processes; each hands its own process one task after the other."""

    def __init__(self, tasks: Sequence[Task], do: Callable[[_Reader, Task], Answer], work: Work, jobs: int):
        self._tasks = tasks
        self._do = do
        self._numbers = iter(range(len(tasks)))
        self._lock = threading.Lock()
        self._done: queue.SimpleQueue[tuple[int, Answer | BaseException]] = queue.SimpleQueue()
        self._readers = [_Reader(work) for _ in range(min(jobs, len(tasks)))]

    def run(self) -> Iterator[tuple[int, Answer]]:
        """Do all tasks; the thread that asks for the next answer watches the clocks."""
        for reader in self._readers:
            threading.Thread(target=self._serve, args=(reader,), daemon=True).start()
        left = len(self._tasks)
        while left:
            for number, answer in self._next_done():
                if isinstance(answer, BaseException):
                    raise answer
                left -= 1
                yield number, answer
            for reader in self._readers:
                reader.stop_when_late()

    def close(self) -> None:
        """End all processes, also in the middle of a file."""
        for reader in self._readers:
            reader.close()

    def _next_done(self) -> Iterator[tuple[int, Answer | BaseException]]:
        try:
            yield self._done.get(timeout=TICK)
        except queue.Empty:
            return

    def _serve(self, reader: _Reader) -> None:
        while (number := self._next_number()) is not None:
            try:
                self._done.put((number, self._do(reader, self._tasks[number])))
            except BaseException as error:
                self._done.put((number, error))
                break
        reader.end()

    def _next_number(self) -> int | None:
        with self._lock:
            return next(self._numbers, None)


class _Closed(Exception):
    """The pool was closed while a process was at work."""


class _Stopped(NamedTuple):
    """A process that ended while it read a file, and why."""

    file: SourceFile
    refusal: Refusal
    detail: str = ""
    late: bool = False


class _Reader:
    """One worker process at a time, replaced when it was stopped."""

    def __init__(self, work: Work):
        self._work = work
        self._lock = threading.Lock()
        self._deadline: float | None = None
        self._late = self._closed = False
        self._answered = 0
        self._start()

    def read(self, received: Received) -> list[Read]:
        """What one received file contains, each file of it read or refused."""
        reads: list[Read] = []
        stops = 0
        while stops < MOST_STOPS:
            is_fresh = self._answered == 0
            stopped = self._ask(received, reads)
            if stopped is None:
                return reads
            self._replace()
            if not is_fresh and not stopped.late:
                continue  # what earlier files left behind must not decide: once more in a new process
            reads.append(self._refused(stopped))
            stops += 1
            if stopped.file.name == received.name:
                return reads
        return [*reads, self._refused(_Stopped(SourceFile(received.name, 0, ""), Refusal.TOO_HEAVY))]

    def copy(self, request: CopyRequest) -> Copied:
        """The copy of one return; none where making it takes more than a file may take."""
        while True:
            is_fresh = self._answered == 0
            made: list[Copied] = []
            stopped = self._hear(request, request.outcome.file, made)
            if stopped is None:
                return made[0]
            self._replace()
            if is_fresh or stopped.late:
                return Copied(reason=stopped.refusal.value)

    def _ask(self, received: Received, reads: list[Read]) -> _Stopped | None:
        """Add what the process reads to `reads`; None when it has read everything."""
        return self._hear(Request(received, len(reads)), SourceFile(received.name, 0, ""), reads)

    def _hear(self, request: Request | CopyRequest, asked: SourceFile, answers: list) -> _Stopped | None:
        """Add what the process answers to `answers`; None when it is done. `asked` is the file where none is named."""
        file = asked
        try:
            self._wait_for_start()
            self._channel.send(request)
            while not isinstance(message := self._next(PATIENCE * self._work.seconds), Done):
                if isinstance(message, LayoutError):
                    raise message
                if isinstance(message, Broken):
                    return self._why(file)._replace(detail=message.where)
                if isinstance(message, Begun):
                    file = message.file
                elif isinstance(message, Read | Copied):
                    answers.append(message)
                    self._answered += 1
                    file = asked
        except UnpicklingError:
            self._process.kill()
            return self._why(file)
        except (EOFError, OSError):
            return self._why(file)
        return None

    def _wait_for_start(self) -> None:
        if self._is_started:
            return
        try:
            self._next(START_SECONDS)
        except (EOFError, OSError) as error:
            if self._closed:
                raise _Closed from error
            raise ReaderNotStarted(str(self._process.wait())) from error
        self._is_started = True

    def _next(self, seconds: float) -> object:
        """The next message; the process is killed when it is not there in time."""
        with self._lock:
            self._deadline = time.monotonic() + seconds
        message = self._channel.receive()
        with self._lock:
            self._deadline = None
        return message

    def stop_when_late(self) -> None:
        """Kill the process if its time is over; called by the thread that watches."""
        with self._lock:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self._late, self._deadline = True, None
                self._process.kill()

    def _why(self, file: SourceFile) -> _Stopped:
        code = self._process.wait()
        if self._closed:
            raise _Closed
        if self._late or code == OUT_OF_TIME:
            return _Stopped(file, Refusal.TOO_HEAVY, f"{self._work.seconds} s", late=True)
        if code == OUT_OF_MEMORY:
            return _Stopped(file, Refusal.TOO_HEAVY, f"{self._work.memory // MEGABYTE} MB")
        return _Stopped(file, Refusal.CRASHED)

    def _refused(self, stopped: _Stopped) -> Read:
        from minerva.excel.content.intake import Refused
        from minerva.excel.received.worker import judged
        from minerva.excel.returns.identity import Expectation
        from minerva.excel.returns.reader import unusable

        refused = Refused(stopped.refusal, stopped.detail)
        expectation = self._work.expectation or Expectation()
        outcome = unusable(stopped.file, refused, expectation)
        return judged(outcome, expectation) if self._work.judge else Read(outcome)

    def _replace(self) -> None:
        self.end()
        with self._lock:
            if self._closed:
                raise _Closed
            self._start()

    def _start(self) -> None:
        """Start a process; the folder it is started in is not a place modules are taken from."""
        paths = [str(Path(minerva.__file__).parents[1]), *filter(None, sys.path)]
        own_group = {"process_group": 0} if os.name == "posix" else {"creationflags": _NO_WINDOW}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-X", "utf8", "-c", _CODE, *dict.fromkeys(paths)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            **own_group,
        )
        self._channel = Channel(self._process.stdout, self._process.stdin)
        with suppress(OSError):  # one that ended at once is told when its first answer is awaited
            self._channel.send(self._work)
        self._late, self._answered, self._is_started, self._deadline = False, 0, False, None

    def end(self) -> None:
        """End the process; called by the thread that talks to it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()

    def close(self) -> None:
        """End the process for good, whatever it is doing; called by the thread that watches."""
        with self._lock:
            self._closed = True
            self._process.kill()
        self._process.wait()
