"""What one tab has sent, in a private folder of its own, until it is forgotten, the server stops or twelve hours end.

A batch's folder is laid out as a cell lays out its own:

    register/<name>.xlsx   the register, one file
    returns/<name>         the returns, as they were named
    last-year/<name>.xlsx  an earlier regional workbook, one file
    rules/<name>.toml      the cell's own severities, one file
    out/                   what tasks wrote: regional-YEAR.xlsx and its manifest, feedback.zip, templates.zip
    task/                  the running task's own place: its result, what it writes, its temporary files
    arriving/              files on their way

What tasks wrote goes as soon as a file changes: it would no longer be what the files give. Neither the regional
workbook nor its manifest holds a path of this layout: they are those of the terminal.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from minerva.serve.answers import NotServed
from minerva.serve.settings import HOURS, Settings
from minerva.serve.work import Task

SINGLE = ("register", "last-year", "rules")
"""The kinds of files of which a batch has one."""
FOLDERS = (*SINGLE, "returns", "out", "task", "arriving")
SUFFIXES = {"register": ".xlsx", "last-year": ".xlsx", "rules": ".toml"}
_NOT_ON_WINDOWS = re.compile(r'.*[<>:"|?*].*|.*[. ]|(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?', re.IGNORECASE)
LONGEST_NAME = 255
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass
class Batch:
    """The files of one tab and its task. `files` is the size of each file by kind and name."""

    id: str
    folder: Path
    since: float
    files: dict[str, dict[str, int]] = field(default_factory=lambda: {kind: {} for kind in (*SINGLE, "returns")})
    task: Task | None = None
    arriving: int = 0
    is_forgotten: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk and on their way."""
        return self.arriving + sum(size for kind in self.files.values() for size in kind.values())

    @property
    def is_busy(self) -> bool:
        """Whether a task waits or runs."""
        return self.task is not None and not self.task.is_over

    def path(self, kind: str, name: str) -> Path:
        """Where a file of a kind stands."""
        return self.folder / kind / name

    def single(self, kind: str) -> Path | None:
        """The register, the earlier workbook or the rules, where it was sent."""
        return next((self.path(kind, name) for name in self.files[kind]), None)

    def downloads(self) -> dict[str, int]:
        """What tasks wrote: sizes by name. Nothing while a task may replace it."""
        if self.is_busy:
            return {}
        with suppress(FileNotFoundError), os.scandir(self.folder / "out") as entries:
            return {one.name: one.stat().st_size for one in sorted(entries, key=lambda one: one.name)}
        return {}  # forgotten, or replaced, just now

    def note(self, kind: str, name: str, size: int | None) -> None:
        """Note that a file is there, or with None no longer; what was made of the files before is removed."""
        if size is None:
            del self.files[kind][name]
        else:
            self.files[kind][name] = size
        for path in (self.folder / "out").iterdir():
            path.unlink()


class Batches:
    """All batches of a server."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._batches: dict[str, Batch] = {}

    def new(self) -> Batch:
        """A batch with an empty folder. Where there are too many, the oldest in which nothing runs makes room.

        Takes the time of the disk: called in a thread. Raises NotServed where something runs in all of them.
        """
        if len(self._batches) >= self._settings.limits.batches:
            oldest = next((one for one in list(self._batches.values()) if not one.is_busy), None)
            if oldest is None:
                raise NotServed(429, "serve.error.batches", {"Retry-After": "10"})
            self.forget(oldest)
        name = secrets.token_hex(16)
        batch = Batch(name, self._settings.folder / name, self._settings.clock())
        batch.folder.mkdir(mode=0o700)
        for kind in FOLDERS:
            (batch.folder / kind).mkdir(mode=0o700)
        self._batches[name] = batch
        return batch

    def batch(self, name: str) -> Batch:
        """The batch of an id. Raises NotServed."""
        if not _ID.fullmatch(name) or name not in self._batches:
            raise NotServed(404, "serve.error.batch")
        return self._batches[name]

    def forget(self, batch: Batch) -> None:
        """Remove a batch with all its files; its task is over, or ended first. In a thread, as `new`."""
        self._batches.pop(batch.id, None)
        batch.is_forgotten = True
        shutil.rmtree(batch.folder, ignore_errors=True)

    def old(self) -> list[Batch]:
        """The batches older than the hours a token lasts."""
        now = self._settings.clock()
        return [one for one in list(self._batches.values()) if now - one.since >= HOURS * 3600]


def checked_name(name: str, kind: str = "returns") -> str:
    """A file's name that is safe to write as it is. Raises NotServed."""
    wrong = (
        not name.strip(),
        name.startswith("."),
        bool(re.search(r"[/\\\x00-\x1f\x7f]", name)),
        len(name.encode("utf-8", "surrogatepass")) > LONGEST_NAME,
        os.name == "nt" and bool(_NOT_ON_WINDOWS.fullmatch(name)),
    )
    if any(wrong):
        raise NotServed(400, "serve.error.name")
    if kind in SUFFIXES and not name.lower().endswith(SUFFIXES[kind]):
        raise NotServed(400, "serve.error.suffix", suffix=SUFFIXES[kind])
    return name
