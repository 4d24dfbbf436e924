"""What a task and the processes that read and copy for it say to each other, over pipes: lengths and pickles.

What comes back is built from classes of the product and plain values only, so that a worker that a hostile file has
taken over cannot make its parent run anything.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from minerva.excel.content.intake import MEGABYTE
from minerva.excel.received.received import Received
from minerva.model.finding import Finding
from minerva.model.submission import SourceFile, Submission, Unusable

if TYPE_CHECKING:
    from minerva.excel.feedback.repairs import Change
    from minerva.excel.returns.identity import Expectation

SECONDS = 10
"""The time a file may take: of the processor where the system counts it, else by the clock."""
PATIENCE = 3 if os.name == "posix" else 1
"""How many times that the clock may show: on a busy machine a sound file waits for its turn."""
MEMORY = 512 * MEGABYTE
OUT_OF_MEMORY, BROKEN = 3, 4
"""Exit codes of a worker that gives up."""

_PLAIN = {("decimal", "Decimal"), ("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date")}


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is started with: what returns are held against (None for nothing), whether it judges them too, its
    memory in bytes, the seconds a file may take, the files of workbook_templates/ its parent has read already."""

    expectation: Expectation | None = None
    judge: bool = False
    memory: int = MEMORY
    seconds: int = SECONDS
    files: Mapping[str, dict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One received file to read; the first `skip` of the files it contains were read before."""

    received: Received
    skip: int = 0


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """One return to copy with its findings, or, `repaired`, with what they propose for certain applied."""

    received: Received
    outcome: Submission
    findings: tuple[Finding, ...]
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """The copy of one return: its bytes, or why there are none (`reason`, a label `feedback.no_copy.<reason>`; nothing
    for a repaired copy in which nothing could be changed), and its repairs."""

    content: bytes | None = None
    reason: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """A file is about to be read: if no answer follows, this is the one that stopped the worker."""

    file: SourceFile


@dataclass(frozen=True, slots=True)
class Read:
    """One file once read, with its findings where they were asked for."""

    outcome: Submission | Unusable
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """The reader failed in a way it never should, `where` in no language; the worker ends."""

    where: str


@dataclass(frozen=True, slots=True)
class Done:
    """The worker waits for a request: said at its start and after each answer."""


class Channel:
    """Messages over a pair of pipes. `trusted` is the side whose classes are not looked at."""

    def __init__(self, source: BinaryIO, target: BinaryIO, trusted: bool = False):
        self._source = source
        self._target = target
        self._unpickler = pickle.Unpickler if trusted else _Unpickler

    def send(self, message: object) -> None:
        """Send one message. Raises OSError where nobody listens any more."""
        content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        self._target.write(len(content).to_bytes(8, "little") + content)
        self._target.flush()

    def receive(self) -> object:
        """The next message. Raises EOFError where none will come, UnpicklingError for one that is not ours."""
        size = int.from_bytes(self._exactly(8), "little")
        return self._unpickler(BytesIO(self._exactly(size))).load()

    def _exactly(self, size: int) -> bytes:
        content = self._source.read(size)
        if len(content) < size:
            raise EOFError
        return content


class _Unpickler(pickle.Unpickler):
    """Knows our classes and plain values only."""

    def find_class(self, module: str, name: str) -> object:
        """The class of a name. Raises UnpicklingError for everything else that can be imported."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith("minerva.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.startswith("minerva."):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
