"""Reads and copies received files inside a process of its own, which may be stopped at any moment without harm.

Started by `pool`: requests come on the standard input, answers go to the standard output. The process holds itself to
the memory of one file; it opens no connection, starts no program and writes no file, whatever a file or a library
tries; it ends when its parent does.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path

from minerva.excel.content.intake import Refused, take
from minerva.excel.received.exchange import (
    BROKEN,
    OUT_OF_MEMORY,
    PATIENCE,
    SECONDS,
    Begun,
    Broken,
    Channel,
    CopyRequest,
    Done,
    Read,
    Request,
    Work,
)
from minerva.excel.received.received import LARGEST_CONTAINER, Content, contents
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_content, unusable
from minerva.layout.source import LayoutError, take_files
from minerva.model.submission import Annex, SourceFile, Submission, Unusable

_ALONE = 2 * PATIENCE * SECONDS  # after this a worker ends itself: nobody is left who would stop it
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
    *("shutil.", "tempfile.", "urllib.", "ftplib.", "smtplib.", "webbrowser.", "winreg.", "ctypes.dlopen"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main() -> None:
    """Answer requests until the parent says no more or ends."""
    channel = _own_channel()
    work = channel.receive()
    take_files(work.files)
    requests = _requests(channel)
    gc.disable()
    gc.freeze()
    _renounce(work.memory)
    channel.send(Done())
    while True:
        _answer(channel, work, requests.get())
        _alarm(0)
        channel.send(Done())
        gc.collect()


def _own_channel() -> Channel:
    """The pipes to the parent; whatever else writes to the standard output would spoil the messages."""
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return Channel(sys.stdin.buffer, target, trusted=True)


def _requests(channel: Channel) -> queue.SimpleQueue[Request | CopyRequest]:
    """The requests as they come; a thread waits for them, so that the end of the parent is noticed during a file."""
    requests: queue.SimpleQueue[Request | CopyRequest] = queue.SimpleQueue()

    def listen() -> None:
        while True:
            try:
                requests.put(channel.receive())
            except BaseException:
                os._exit(0)

    threading.stack_size(1 << 18)
    threading.Thread(target=listen, daemon=True).start()
    return requests


def _renounce(memory: int) -> None:
    """Give up what reading does not need: more memory, core dumps, files, connections, programs."""
    sys.dont_write_bytecode = True
    if os.name == "posix":
        import resource

        for limit, size in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
            with suppress(ValueError, OSError):  # macOS refuses the first
                resource.setrlimit(limit, (size, size))
    sys.addaudithook(_refuse_side_effects)


def _refuse_side_effects(event: str, arguments: tuple) -> None:
    if event.startswith(_FORBIDDEN) or (event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING):
        raise PermissionError(event)


def _grant_time(seconds: int) -> None:
    """Let the system end this process when the next file has taken its seconds of the processor."""
    if os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(time.process_time()) + seconds, hard))


def _alarm(seconds: int) -> None:
    """Let the system end this process after some seconds, where it can; 0 for not at all."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _answer(channel: Channel, work: Work, request: Request | CopyRequest) -> None:
    """Do what is asked; what no `except` is meant to survive ends the process, and the parent says so."""
    _alarm(_ALONE)
    _grant_time(work.seconds)
    try:
        if isinstance(request, CopyRequest):
            _answer_copy(channel, request)
        else:
            _answer_read(channel, work, request)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except LayoutError as mistake:
        channel.send(mistake)
    except BaseException as error:  # a library in another language panics with one that is no Exception
        channel.send(Broken(_where(error)))
        os._exit(BROKEN)


def _answer_read(channel: Channel, work: Work, request: Request) -> None:
    """Read all files of a request."""
    for content in _contents(request):
        _alarm(_ALONE)
        _grant_time(work.seconds)
        channel.send(Begun(content.file))
        channel.send(_read(content, work.expectation or Expectation(), work.judge))


def _answer_copy(channel: Channel, request: CopyRequest) -> None:
    from minerva.excel.feedback.copies import make_copy

    channel.send(make_copy(request))


def _where(error: BaseException) -> str:
    """The kind of an error and the line it came from, for whoever mends it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{place}"


def _contents(request: Request) -> Iterator[Content]:
    """The files of a received one that are still to be read."""
    received = request.received
    try:
        if received.refusal is not None:
            raise Refused(received.refusal)
        file, content = take(received.path, received.name, LARGEST_CONTAINER)
    except Refused as refused:
        found = [Content(SourceFile(received.name, 0, ""), refused=refused)]
    else:
        found = contents(file.name, content)
    yield from found[request.skip :]


def _read(content: Content, expectation: Expectation, judge: bool) -> Read:
    if content.refused is not None:
        outcome = unusable(content.file, content.refused, expectation)
    else:
        outcome = read_content(content.file, content.content, expectation)
    return judged(outcome, expectation) if judge else Read(outcome)


def judged(outcome: Submission | Unusable | Annex, expectation: Expectation) -> Read:
    """An outcome with its findings; what is attached as received has none."""
    from minerva.layout.severities import severities_with
    from minerva.rules.catalogue import check, graded
    from minerva.rules.coverage import unusable as unusable_findings

    if isinstance(outcome, Annex):
        return Read(outcome)
    severity = severities_with(expectation.own_rules)
    if isinstance(outcome, Unusable):
        return Read(outcome, tuple(graded(unusable_findings([outcome]), severity)))
    return Read(outcome, tuple(check(outcome, severity)))
