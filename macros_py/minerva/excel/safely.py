"""Writes an output so that on disk there is the old one or the complete new one, never a third thing.

A private folder on the same volume, a check of what was written, fsync, replace, fsync of the folder, under a lock.
The next run removes what a killed one left, and nothing else.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout
from xlsxwriter.exceptions import FileCreateError

CHUNK = 1 << 20

NOT_WRITTEN = (OSError, FileCreateError)
"""What comes where the system refuses to write; the writer of workbooks has a name of its own for some of it."""


class OutputBusy(Exception):
    """Another run is writing the same output."""


class OutputLocked(Exception):
    """The system refuses to replace the output (open in Excel); the new file is kept beside it as `kept`."""

    def __init__(self, output: Path, kept: Path):
        super().__init__(str(output))
        self.output = output
        self.kept = kept


class OutputDamaged(Exception):
    """What was written cannot be read back; nothing was replaced."""


@dataclass(frozen=True)
class Written:
    """An output that is on disk: its path, size and SHA-256."""

    path: Path
    size: int
    sha256: str


@contextmanager
def private_folder(output: Path) -> Iterator[Path]:
    """A folder beside the output in which to prepare it; gone afterwards, whatever happens. Raises OutputBusy."""
    prefix = f".{output.name}.new-"
    lock = FileLock(output.parent / f".{output.name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as busy:
        raise OutputBusy(str(output)) from busy
    try:
        _remove_leftovers(output.parent, prefix)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=output.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
    finally:
        if os.name == "posix":
            # While it is held: whoever opened the file before that finds it gone, and waits or asks for a new one.
            Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _remove_leftovers(folder: Path, prefix: str) -> None:
    for left in folder.glob(f"{escape(prefix)}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)


def measured(path: Path) -> Written:
    """Size and SHA-256 of a prepared file."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Written(path, size, digest.hexdigest())


def check_workbook(path: Path, rows: dict[int, int]) -> None:
    """Read a prepared workbook back: every part inflates with its checksum, and sheets have the rows they must have.

    `rows` gives the number of rows by place of the sheet, from 1. Raises OutputDamaged.
    """
    try:
        with zipfile.ZipFile(path) as package:
            bad = package.testzip()
            if bad is not None:
                raise OutputDamaged(bad)
            for place, expected in rows.items():
                found = _rows_in(package, f"xl/worksheets/sheet{place}.xml")
                if found != expected:
                    raise OutputDamaged(f"sheet{place}: {found} != {expected}")
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise OutputDamaged(path.name) from error


def _rows_in(package: zipfile.ZipFile, part: str) -> int:
    """How many rows the XML of a sheet has, read piece by piece."""
    rows, tail, mark = 0, b"", b"<row "
    with package.open(part) as file:
        while chunk := file.read(CHUNK):
            text = tail + chunk
            rows += text.count(mark)
            tail = text[1 - len(mark) :]
    return rows


def put_in_place(prepared: Path, output: Path) -> None:
    """Make a prepared and synced file the output. Raises OutputLocked where the system refuses to replace the old."""
    try:
        prepared.replace(output)
    except PermissionError as error:
        kept = _free_name(output)
        prepared.replace(kept)
        raise OutputLocked(output, kept) from error
    _sync_folder(output.parent)


def same_content(prepared: Path, output: Path) -> bool:
    """Whether an output already holds, byte for byte, what was prepared for it."""
    return output.is_file() and measured(prepared).sha256 == measured(output).sha256


class OtherContent(Exception):
    """A file is there that holds something else than what would be written: someone's work."""

    def __init__(self, path: Path):
        super().__init__(str(path))
        self.path = path


def refuse_other_content(prepared: Path, folder: Path) -> list[Path]:
    """The files of a prepared folder, relative, without locks. Raises OtherContent where `folder` holds another one."""
    found = [path for path in prepared.rglob("*") if path.is_file() and not path.name.startswith(".")]
    files = sorted(path.relative_to(prepared) for path in found)
    for file in files:
        if os.path.lexists(folder / file) and not same_content(prepared / file, folder / file):
            raise OtherContent(folder / file)
    return files


def put_folder_in_place(prepared: Path, folder: Path) -> list[Path]:
    """Put the files of a prepared folder at their places below `folder`, where they are missing; their paths there.

    Raises OtherContent, before anything is put, where one of the places holds something else.
    """
    files = refuse_other_content(prepared, folder)
    for file in [file for file in files if not os.path.lexists(folder / file)]:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        sync(prepared / file)
        put_in_place(prepared / file, folder / file)
    return [folder / file for file in files]


@dataclass(frozen=True)
class Ours:
    """What `put_ours` did: the files that stand in the folder as prepared, and those of others it left alone."""

    written: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()


def put_ours(prepared: Path, folder: Path, record: str) -> Ours:
    """Put prepared files into a folder people work in: only what is missing, or ours and unchanged, is replaced.

    `record` is the name of a file in the folder with the SHA-256 of what earlier runs put there. A file that holds
    something else - someone's work, or one of ours that was changed since - stays, and the new one stands beside it
    under a free name. Raises OutputLocked like `put_in_place`.
    """
    known = _recorded(folder / record)
    written, kept = [], []
    for file in sorted(path for path in prepared.iterdir() if path.is_file()):
        digest, target = measured(file).sha256, folder / file.name
        while not _is_ours(target, {digest, known.get(target.name)}):
            kept.append(target)
            target = _next_name(target)
        sync(file)
        if not same_content(file, target):
            put_in_place(file, target)
        known[target.name] = digest
        written.append(target)
    content = json.dumps({"files": dict(sorted(known.items()))}, ensure_ascii=False, indent=1)
    (prepared / record).write_text(content + "\n", encoding="utf-8", newline="\n")
    sync(prepared / record)
    put_in_place(prepared / record, folder / record)
    return Ours(tuple(written), tuple(dict.fromkeys(kept)))


def _recorded(record: Path) -> dict[str, str]:
    """The hashes an earlier run wrote down; nothing where there is no record that can be read."""
    try:
        files = json.loads(record.read_text(encoding="utf-8"))["files"]
        return {name: digest for name, digest in files.items() if isinstance(digest, str)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_ours(target: Path, digests: set[str | None]) -> bool:
    if not os.path.lexists(target):
        return True
    return target.is_file() and not target.is_symlink() and measured(target).sha256 in digests


def _next_name(target: Path) -> Path:
    """`name (1).txt` after `name.txt`, `name (2).txt` after that."""
    stem, number = target.stem, 1
    numbered = re.fullmatch(r"(.*) \((\d+)\)", stem)
    if numbered is not None:
        stem, number = numbered[1], int(numbered[2]) + 1
    return target.with_name(f"{stem} ({number}){target.suffix}")


def _free_name(output: Path) -> Path:
    number = 1
    while (kept := output.with_name(f"{output.stem} ({number}){output.suffix}")).exists():
        number += 1
    return kept


def sync(path: Path) -> None:
    """Have the system write a prepared file to the disk itself; a full disk shows here at the latest."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system lets a folder be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
