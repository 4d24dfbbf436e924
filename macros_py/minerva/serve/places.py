"""Where a server keeps things: what it was sent in a private folder, gone with it; the rest with the user's data."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "minerva-serve-"
_LOCK = ".lock"


def data_folder() -> Path:
    """The folder of this user for the log and the certificate, made where it is missing; nobody else may look into it.

    Raises OSError.
    """
    folder = _user_data() / "minerva"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _user_data() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    given = Path(os.environ.get("XDG_DATA_HOME") or "")
    return given if given.is_absolute() else Path.home() / ".local" / "share"


@contextmanager
def private_place() -> Iterator[Path]:
    """A folder of this server alone, gone at its end; what a killed one left is removed first."""
    _remove_leftovers(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
    lock = FileLock(folder / _LOCK)
    lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(place: Path) -> None:
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if _is_ours(folder):
                with FileLock(folder / _LOCK, timeout=0):
                    for inside in [one for one in folder.iterdir() if one.name != _LOCK]:
                        shutil.rmtree(inside) if inside.is_dir() and not inside.is_symlink() else inside.unlink()
                shutil.rmtree(folder)


def _is_ours(folder: Path) -> bool:
    """Whether a folder is one that a server of this user made: no link, private, with its lock."""
    found = folder.lstat()
    if os.name == "posix" and (found.st_uid != os.getuid() or found.st_mode & 0o077):
        return False
    return not folder.is_symlink() and folder.is_dir() and (folder / _LOCK).is_file()
