"""What a file system holds besides ordinary files with ordinary names."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from hostile.workbook import READ, Case, case, good
from minerva.model.submission import Refusal as R

UNSEEN = "unseen"
"""Ignored: left there by a system or an open program."""


def folder_cases() -> Iterator[Case]:
    """All of them that this system can hold."""
    names = {
        "a new line": "rapport\n2020.xlsx",
        "escapes": "rapport\x1b[31m.xlsx",
        "255 bytes": f"{'x' * 250}.xlsx",
        "decomposed": "rapport De\u0301lai.xlsx",
        "only spaces": " ",
        "an option": "--final.xlsx",
        "a formula": "=1+1.xlsx",
        "right to left": "rapport\u202exslx.exe",
        "quotes": "rap'port\"%s{0}.xlsx",
        "same bytes": "copie de rapport.xlsx",
    }
    for name in names.values():
        if os.name == "posix" or (not set(name) & set('\n\x1b"*') and name.strip()):
            yield case("folder", name, good(), READ)
    for name in ("~$rapport.xlsx", ".~lock.rapport.xlsx#", "._rapport.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        yield case("folder", name, b"\0" * 165, UNSEEN)
    yield case("folder", ".rapport.xlsx", good(), R.HIDDEN)
    if os.name == "posix":
        yield from _posix_cases()


def _posix_cases() -> Iterator[Case]:
    yield _made("link.xlsx", lambda path: path.symlink_to(path.parent / "copie de rapport.xlsx"), R.LINK)
    yield _made("link to nothing.xlsx", lambda path: path.symlink_to(path.parent / "rien.xlsx"), R.LINK)
    yield _made("link upwards", lambda path: path.symlink_to(path.parent.parent), R.LINK)
    yield _made("link to zeros.xlsx", lambda path: path.symlink_to("/dev/zero"), R.LINK)
    yield _made("pipe.xlsx", os.mkfifo, R.LINK)
    yield _made("socket.xlsx", _socket, R.LINK)
    if os.getuid() != 0:
        yield _made("no permission.xlsx", _unreadable, R.NOT_READABLE)


def _made(name: str, make: Callable[[Path], object], *expected: str) -> Case:
    return Case("folder", name, make, frozenset(map(str, expected)))


def _socket(path: Path) -> None:
    """A socket has a short path only: it is made in its folder."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(before)


def _unreadable(path: Path) -> None:
    path.write_bytes(good())
    path.chmod(0)
