"""Assembles a folder with which Minerva runs on a Windows PC where nothing may be installed.

In it: an embeddable Python of python.org (given, not ours to send on), the packages, scripts on which one drops a
folder of returns, a page of instructions, and the add-in with settings that name that Python from its own folder. An
older folder of ours is renewed; what else lies in it stays.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import minerva
from minerva.excel.addin import PYTHON_ZIP
from minerva.excel.addin.build import FILE_NAME, AddinRefused, addin
from minerva.excel.addin.install import SETTINGS_FILE
from minerva.excel.addin.wheels import download, unpack
from minerva.excel.safely import private_folder
from minerva.layout.labels import REPORT_LANGUAGES, labels
from minerva.layout.source import addin_folder, templates_folder

READ_ME = "LISEZMOI-LEESMIJ.txt"
SCRIPTS = {"consolidate": "Consolider-Consolideren.cmd", "check": "Controler-Controleren.cmd"}
CONSOLE = "console.xlsx"
DEFAULT_PYTHON = "3.11"

_LIB, _PYTHON = "lib", "python"
_PATHS = ("win32", "win32\\lib")  # those pywin32 would add itself where Python reads .pth files
_LIBRARIES = "pywin32_system32"
_PATH_FILE = re.compile(r"python(\d)(\d+)\._pth")
_OLDEST = (3, 11)
_AMD64 = 0x8664


@dataclass(frozen=True)
class Portable:
    """What was assembled: the folder, and whether Python is in it."""

    folder: Path
    has_python: bool


@dataclass(frozen=True)
class _Embeddable:
    """An embeddable Python: its archive, its version (`3.11`), and the file that says where it looks for packages."""

    archive: Path
    version: str
    path_file: str


def assemble(folder: Path, python: Path | None = None) -> Portable:
    """Write or renew the folder. Raises AddinRefused, OSError and what `safely` raises."""
    _refuse_other_folder(folder)
    embeddable = _embeddable(python) if python is not None else None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with private_folder(folder) as prepared:
        with TemporaryDirectory(dir=prepared) as wheels:
            found = download(Path(wheels), embeddable.version if embeddable else DEFAULT_PYTHON)
            unpack(found, prepared / _LIB, prepared / _PYTHON)
        _copy_minerva(prepared / _LIB)
        if embeddable is not None:
            _put_python(embeddable, prepared)
        _write_files(prepared)
        _put_in_place(prepared, folder)
    return Portable(folder, embeddable is not None)


def _refuse_other_folder(folder: Path) -> None:
    """Only a new, an empty or an older folder of ours is written to."""
    if folder.exists() and not folder.is_dir():
        raise AddinRefused("other_folder", path=folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / READ_ME).is_file():
        raise AddinRefused("other_folder", path=folder)


def _embeddable(archive: Path) -> _Embeddable:
    """The archive of an embeddable Python for 64-bit Windows, recognised by what is in it. Raises AddinRefused."""
    try:
        with zipfile.ZipFile(archive) as package:
            path_files = [found for name in package.namelist() if (found := _PATH_FILE.fullmatch(name))]
            machine = _machine(package.read("python.exe")) if path_files else 0
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise AddinRefused("no_embeddable", path=archive, name=PYTHON_ZIP) from error
    version = tuple(map(int, path_files[0].groups())) if path_files else (0, 0)
    if machine != _AMD64 or version < _OLDEST:
        raise AddinRefused("no_embeddable", path=archive, name=PYTHON_ZIP)
    return _Embeddable(archive, ".".join(map(str, version)), path_files[0][0])


def _machine(program: bytes) -> int:
    """For which processor a Windows program is (PE header)."""
    start = int.from_bytes(program[0x3C:0x40], "little")
    return int.from_bytes(program[start + 4 : start + 6], "little") if program[start : start + 4] == b"PE\0\0" else 0


def _copy_minerva(lib: Path) -> None:
    """Minerva itself as it runs here, from a checkout or from a wheel, with its data folders."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(Path(minerva.__file__).parent, lib / "minerva", ignore=ignored, dirs_exist_ok=True)
    for name, source in (("addin", addin_folder()), ("workbook_templates", templates_folder())):
        shutil.copytree(str(source), lib / "minerva" / name, ignore=ignored, dirs_exist_ok=True)


def _put_python(embeddable: _Embeddable, prepared: Path) -> None:
    """Unpack Python and tell it where the packages are.

    It reads no .pth files, so the paths of pywin32 are named, and its libraries stand beside python.exe, where Windows
    looks first.
    """
    target = prepared / _PYTHON
    with zipfile.ZipFile(embeddable.archive) as package:
        package.extractall(target)
    standard = f"{embeddable.path_file.removesuffix('._pth')}.zip"
    paths = [standard, ".", f"..\\{_LIB}", *(f"..\\{_LIB}\\{path}" for path in _PATHS)]
    (target / embeddable.path_file).write_text("".join(f"{line}\n" for line in paths), "utf-8", newline="\r\n")
    for library in sorted((prepared / _LIB / _LIBRARIES).glob("*.dll")):
        shutil.copyfile(library, target / library.name)


def _write_files(prepared: Path) -> None:
    """The add-in and its settings, the console, the scripts and the instructions."""
    (prepared / FILE_NAME).write_bytes(addin())
    settings = f'"INTERPRETER_WIN","%MINERVA_ADDIN%\\{_PYTHON}\\python.exe"\n'
    (prepared / SETTINGS_FILE).write_text(settings, "ascii", newline="\r\n")
    (prepared / CONSOLE).write_bytes((templates_folder() / CONSOLE).read_bytes())
    for task, name in SCRIPTS.items():
        (prepared / name).write_text(script(task), "utf-8", newline="\r\n")
    (prepared / READ_ME).write_text(instructions(), "utf-8-sig", newline="\r\n")


def script(task: str) -> str:
    """A script on which one drops a folder: `minerva.dropped TASK`, the window kept open with what it says.

    Windows puts a name without spaces there as it is, so one with & would be torn apart: the names are taken from the
    line that started cmd, which reaches Python untouched, and the window ends with `exit`, before cmd comes to the
    rest of a torn line.
    """
    missing = [line for language in REPORT_LANGUAGES for line in labels(language)("portable.no_python").splitlines()]
    return "\n".join(
        [
            "@echo off",
            "setlocal EnableExtensions DisableDelayedExpansion",
            "chcp 65001 >nul",
            "title Minerva",
            'set "HERE=%~dp0"',
            'set "SCRIPT=%~nx0"',
            f'if exist "%~dp0{_PYTHON}\\python.exe" goto start',
            *(f"echo {_echoed(line)}" for line in missing),
            "pause",
            "exit",
            ":start",
            "setlocal EnableDelayedExpansion",
            'set "MINERVA_STARTED=!CMDCMDLINE!"',
            f'"!HERE!{_PYTHON}\\python.exe" -X utf8 -m minerva.dropped {task} "!SCRIPT!" %*',
            "pause",
            "exit",
            "",
        ]
    )


def _echoed(text: str) -> str:
    """A text as cmd shows it unchanged."""
    return re.sub(r"([&|<>^()!])", r"^\1", text).replace("%", "%%")


def instructions() -> str:
    """The page of instructions, French above Dutch."""
    scripts = {f"{task}_script": name for task, name in SCRIPTS.items()}
    files = {"addin": FILE_NAME, "console": CONSOLE, "python": _PYTHON, "zip": PYTHON_ZIP, "read_me": READ_ME}
    return "\n\n".join(labels(language)("portable.read_me", **scripts, **files) for language in REPORT_LANGUAGES)


def _put_in_place(prepared: Path, folder: Path) -> None:
    """Move every piece to its place, in place of an older one; a piece in use stops it, which the next run mends."""
    folder.mkdir(exist_ok=True)
    for piece in sorted(prepared.iterdir()):
        target = folder / piece.name
        if target.is_dir():
            shutil.rmtree(target)
        piece.replace(target)
