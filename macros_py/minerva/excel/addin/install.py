"""Puts the add-in where Excel loads it by itself, and writes down which Python it calls.

On Windows that place is the user's XLSTART folder, a trusted location of Office by default: no list of add-ins, no
question about macros, no mark of the web as the file is made here. The settings are those of xlwings, in the folder of
the user; in any other folder, for a trial or a PC set up by others, they stand beside the add-in, which reads them
first (addin/MinervaSettings.bas).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from minerva.excel.addin.build import FILE_NAME, SETTINGS_NAME, AddinRefused, addin, put_addin

SETTINGS_FILE = f"{SETTINGS_NAME}.conf"
ON_WINDOWS = os.name == "nt"
INTERPRETER = "INTERPRETER_MAC" if sys.platform == "darwin" else "INTERPRETER_WIN"


@dataclass(frozen=True)
class Places:
    """Where the add-in and its settings are, and where it is prepared: Excel opens every file in XLSTART."""

    addin: Path
    settings: Path
    workshop: Path


def places(folder: Path | None, environment: Mapping[str, str]) -> Places:
    """Those of a folder, or, without one, those from which the Excel of this user reads.

    Raises AddinRefused on a system other than Windows, where no such place is known.
    """
    if folder is not None:
        return Places(folder / FILE_NAME, folder / SETTINGS_FILE, folder)
    roaming, home = environment.get("APPDATA"), environment.get("USERPROFILE")
    if not ON_WINDOWS or not roaming or not home:
        raise AddinRefused("only_windows")
    start = Path(roaming, "Microsoft", "Excel", "XLSTART")
    return Places(start / FILE_NAME, Path(home, f".{SETTINGS_NAME}", SETTINGS_FILE), start.parent)


def install(where: Places, interpreter: Path) -> None:
    """Build the add-in at its place and write down the interpreter.

    Raises AddinRefused, OSError and what `safely` raises.
    """
    content = addin()
    for folder in (where.addin.parent, where.settings.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if where.addin.exists():
        _remove(where.addin)  # replacing it beside an open Excel would leave a second add-in in XLSTART
    put_addin(content, where.addin.parent, where.workshop)
    _refuse_redirection(where.addin)
    write_settings(where.settings, {INTERPRETER: str(interpreter)})


def remove(where: Places) -> bool:
    """Take away the add-in and the note of the interpreter; was there one? Raises AddinRefused, OSError."""
    was_there = where.addin.exists()
    if was_there:
        _remove(where.addin)
    if where.settings.exists():
        write_settings(where.settings, {INTERPRETER: ""})
    return was_there


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except PermissionError as error:
        raise AddinRefused("in_use", path=path) from error


def _refuse_redirection(path: Path) -> None:
    """The Python of the Microsoft Store writes into a folder of its own, which Excel does not see; real paths tell."""
    real = Path(os.path.realpath(path))
    if {"Packages", "LocalCache"} <= set(real.parts) - set(path.parts):
        path.unlink()
        raise AddinRefused("redirected", path=path)


def write_settings(path: Path, values: Mapping[str, str]) -> None:
    """Put values among the settings of a file in place of those of the same name; an empty one takes its line away.

    A line is `"NAME","VALUE"`, in the code page of Windows, in which VBA reads. A file without lines is removed.
    Raises AddinRefused for a value with letters outside it, OSError.
    """
    encoding = "mbcs" if ON_WINDOWS else "utf-8"
    lines = path.read_text(encoding, errors="replace").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition(",")[0].strip('" ').upper() not in values]
    kept += [f'"{name}","{in_settings(value)}"' for name, value in values.items() if value]
    if not kept:
        path.unlink(missing_ok=True)
        return
    try:
        path.write_text("".join(f"{line}\n" for line in kept), encoding, newline="\r\n")
    except UnicodeEncodeError as error:
        raise AddinRefused("letters", path=", ".join(values.values())) from error


def in_settings(value: str) -> str:
    """A path with the folder of the user named by its variable: its letters may not be in the code page."""
    home = os.environ.get("USERPROFILE", "") if ON_WINDOWS else ""
    return f"%USERPROFILE%{value[len(home) :]}" if home and value.lower().startswith(f"{home.lower()}\\") else value
