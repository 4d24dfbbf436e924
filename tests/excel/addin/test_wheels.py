"""The packages for Windows: what is asked of pip, and where the files of a wheel go."""

from __future__ import annotations

import re
import subprocess
import zipfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from minerva.excel.addin import wheels
from minerva.excel.addin.build import AddinRefused
from minerva.excel.addin.wheels import ON_WINDOWS_ONLY, download, requirements, unpack

WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


def wheel(path: Path, **files: str) -> Path:
    """A wheel of some files, `__` standing for a slash."""
    with zipfile.ZipFile(path, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return path


def written(folder: Path) -> dict[str, str]:
    """The files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def asked_on(environment: dict[str, str]) -> set[str]:
    """The packages that ours need, and those need, by the metadata of what is installed here."""
    waiting, found = [Requirement(line) for line in requirements()], set()
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in found:
            continue
        found.add(name)
        try:
            lines = requires(name) or []
        except PackageNotFoundError:  # needed on Windows only: it needs nothing itself
            continue
        waiting += [one for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate(environment)]
    return found


def test_what_is_needed_on_windows_alone_is_asked_for_too():
    """pip looks at this system for such conditions, so they are in our list or they are missing."""
    here = {**dict.fromkeys(WINDOWS, ""), "sys_platform": "linux", "python_version": "3.11", "os_name": "posix"}
    assert asked_on(WINDOWS) == asked_on(here)
    assert Marker('platform_system == "Windows"').evaluate(WINDOWS)


def test_the_bookmarks_of_pdfs_come_along_and_no_other_extra():
    asked = {canonicalize_name(Requirement(line).name) for line in requirements()}
    extras = [Requirement(line) for line in requires("minerva") or () if "extra ==" in line]
    of_pdf = {canonicalize_name(one.name) for one in extras if one.marker.evaluate({"extra": "pdf"})}
    assert "pypdf" in of_pdf
    others = {canonicalize_name(one.name) for one in extras} - of_pdf
    assert of_pdf <= asked
    assert not others & asked


def test_the_half_of_xlwings_in_the_addin_is_of_the_same_version():
    asked = requirements()
    assert f"xlwings=={version('xlwings')}" in asked
    assert [line for line in asked if line.startswith("xlwings")] == [f"xlwings=={version('xlwings')}"]


def test_what_runs_is_asked_for_and_no_tool():
    names = {re.match(r"[\w-]+", line)[0] for line in requirements()}
    assert names & {"pytest", "ruff", "starlette", "uvicorn"} == set()
    assert names >= {"openpyxl", "pydantic", *ON_WINDOWS_ONLY}


def test_pip_is_asked_for_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess:
        asked.append(command)
        (tmp_path / "b.whl").touch()
        (tmp_path / "a.whl").touch()
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(wheels.subprocess, "run", run)
    assert [path.name for path in download(tmp_path, "3.12")] == ["a.whl", "b.whl"]
    line = " ".join(asked[0])
    assert f"--dest {tmp_path} --platform win_amd64 --python-version 3.12 --only-binary=:all:" in line


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("/x/python: No module named pip\n", "no_pip"),
        ("WARNING: x\nERROR: no connection\n", "download"),
        ("", "download"),
    ],
)
def test_what_pip_cannot_do_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, reason: str):
    done = subprocess.CompletedProcess([], 1, "", told)
    monkeypatch.setattr(wheels.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(AddinRefused) as raised:
        download(tmp_path, "3.11")
    assert raised.value.reason == reason
    if "ERROR" in told:
        assert raised.value.params["reason"] == "ERROR: no connection"


def test_each_kind_of_file_goes_to_its_place(tmp_path: Path):
    files = {
        "pkg/__init__.py": "code",
        "pkg/tests/test_a.py": "left out",
        "pkg-1.0.dist-info/METADATA": "meta",
        "pkg-1.0.data/purelib/pure.py": "pure",
        "pkg-1.0.data/platlib/win/fast.pyd": "fast",
        "pkg-1.0.data/data/some.dll": "dll",
        "pkg-1.0.data/scripts/run.py": "left out",
        "pkg-1.0.data/headers/pkg.h": "left out",
        "pythonwin/editor.py": "left out",
        "tests.py": "a module of that name",
    }
    unpack([wheel(tmp_path / "pkg.whl", **files)], tmp_path / "lib", tmp_path / "python")
    assert written(tmp_path / "lib") == {
        "pkg/__init__.py": "code",
        "pkg-1.0.dist-info/METADATA": "meta",
        "pure.py": "pure",
        "win/fast.pyd": "fast",
        "tests.py": "a module of that name",
    }
    assert written(tmp_path / "python") == {"some.dll": "dll"}


@pytest.mark.parametrize("name", ["../out.py", "/out.py", "pkg/../../out.py", "p.data/data/../../../out", "a\\..\\b"])
def test_nothing_is_written_elsewhere(tmp_path: Path, name: str):
    with pytest.raises(AddinRefused):
        unpack([wheel(tmp_path / "pkg.whl", **{name: ""})], tmp_path / "x" / "lib", tmp_path / "x" / "python")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["pkg.whl"]


def test_a_wheel_cut_short_is_told(tmp_path: Path):
    (tmp_path / "pkg.whl").write_bytes(b"PK")
    with pytest.raises(AddinRefused, match="download"):
        unpack([tmp_path / "pkg.whl"], tmp_path, tmp_path)
