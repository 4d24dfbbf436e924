"""The packages Minerva needs, for a Windows PC on which nothing is installed: downloaded by pip, unpacked by us.

pip downloads for another system, but asks of every "only on Windows" whether this one is Windows; so what the packages
need there alone is named here, and a test follows their metadata to see that nothing is left out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from importlib.metadata import requires, version
from pathlib import Path, PurePosixPath

from minerva.excel.addin.build import AddinRefused

PLATFORM = "win_amd64"
ON_WINDOWS_ONLY = ("pywin32", "tzdata")
LEFT_OUT = frozenset({"tests", "pythonwin", "__pycache__"})
"""Folders nothing of ours uses: the tests of the packages, and the editor of pywin32."""

_OF_AN_EXTRA = re.compile(r";.*\bextra\s*==")
_OF_PDF = re.compile(r"(.*?)\s*;\s*extra\s*==\s*[\"']pdf[\"']")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def requirements() -> list[str]:
    """What pip is asked for, the extra of the bookmarks of PDFs with it.

    xlwings in the version installed here: its half in the add-in is of that version.
    """
    lines = requires("minerva") or ()
    needed = [line for line in lines if not _OF_AN_EXTRA.search(line)]
    needed += [found[1] for line in lines if (found := _OF_PDF.fullmatch(line))]
    others = [line for line in needed if _NAME.match(line)[0].lower() != "xlwings"]
    return [*others, f"xlwings=={version('xlwings')}", *ON_WINDOWS_ONLY]


def download(folder: Path, python: str) -> list[Path]:
    """Have pip put the wheels for a version of Python (`3.11`) on Windows into a folder. Raises AddinRefused."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", str(folder)]
    command += ["--platform", PLATFORM, "--python-version", python, "--only-binary=:all:", *requirements()]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if "No module named pip" in done.stderr:
        raise AddinRefused("no_pip", python=sys.executable)
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise AddinRefused("download", reason=told[-1] if told else done.returncode)
    return sorted(folder.glob("*.whl"))


def unpack(wheels: Sequence[Path], lib: Path, prefix: Path) -> None:
    """Unpack wheels: packages into `lib`, what belongs beside the interpreter into `prefix`. Raises AddinRefused."""
    for wheel in wheels:
        try:
            with zipfile.ZipFile(wheel) as package:
                for entry in package.infolist():
                    target = _target(PurePosixPath(entry.filename), lib, prefix)
                    if target is not None and not entry.is_dir():
                        _extract(package, entry, target)
        except zipfile.BadZipFile as error:
            raise AddinRefused("download", reason=wheel.name) from error


def _target(name: PurePosixPath, lib: Path, prefix: Path) -> Path | None:
    """Where a file of a wheel goes (PEP 427): `NAME.data/KIND/…` by its kind, all else among the packages."""
    parts = name.parts
    if not parts or name.is_absolute() or ".." in parts or "\\" in str(name):
        raise AddinRefused("download", reason=name)
    if parts[0].endswith(".data") and len(parts) > 2:
        base = {"purelib": lib, "platlib": lib, "data": prefix}.get(parts[1])
        return base.joinpath(*parts[2:]) if base else None
    return None if LEFT_OUT & {part.lower() for part in parts[:-1]} else lib.joinpath(*parts)


def _extract(package: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with package.open(entry) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
