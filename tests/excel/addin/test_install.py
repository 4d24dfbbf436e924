"""Where the add-in goes, what is written down there, and what stands in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minerva.excel.addin import build
from minerva.excel.addin import install as installing
from minerva.excel.addin.build import AddinRefused, addin
from minerva.excel.addin.install import Places, install, places, remove, write_settings

WINDOWS = {"APPDATA": "C:/Users/x/AppData/Roaming", "USERPROFILE": "C:/Users/x"}


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return places(tmp_path / "place é", {})


def test_on_windows_the_addin_goes_where_excel_loads_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(installing, "ON_WINDOWS", True)
    found = places(None, WINDOWS)
    assert found.addin.as_posix() == "C:/Users/x/AppData/Roaming/Microsoft/Excel/XLSTART/minerva.xlam"
    assert found.settings.as_posix() == "C:/Users/x/.minerva/minerva.conf"


def test_nothing_but_the_addin_ever_stands_where_excel_opens_every_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(installing, "ON_WINDOWS", True)
    where = places(None, {"APPDATA": str(tmp_path / "roaming"), "USERPROFILE": str(tmp_path)})
    seen: list[list[str]] = []
    put = build.put_in_place
    start = tmp_path / "roaming" / "Microsoft" / "Excel" / "XLSTART"

    def looking(prepared: Path, output: Path) -> None:
        seen.append([path.name for path in start.iterdir()])
        put(prepared, output)

    monkeypatch.setattr(build, "put_in_place", looking)
    monkeypatch.setattr(installing, "write_settings", lambda path, values: None)
    install(where, Path("/x"))
    assert (seen, [path.name for path in start.iterdir()]) == ([[]], ["minerva.xlam"])


def test_elsewhere_there_is_no_such_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(installing, "ON_WINDOWS", False)
    with pytest.raises(AddinRefused, match="only_windows"):
        places(None, WINDOWS)


def test_the_addin_and_its_settings_are_written(where: Places):
    install(where, Path("/usr/bin/python3"))
    assert where.addin.read_bytes() == addin()
    assert where.settings.read_bytes() == b'"INTERPRETER_WIN","/usr/bin/python3"\r\n'


def test_installing_again_keeps_what_else_was_set(where: Places):
    install(where, Path("/old/python3"))
    write_settings(where.settings, {"SHOW CONSOLE": "True"})
    install(where, Path("/new/python3"))
    assert where.settings.read_text().splitlines() == ['"SHOW CONSOLE","True"', '"INTERPRETER_WIN","/new/python3"']


def test_an_addin_that_cannot_be_built_leaves_the_old_one(where: Places, monkeypatch: pytest.MonkeyPatch):
    install(where, Path("/usr/bin/python3"))
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    with pytest.raises(AddinRefused, match="xlwings"):
        install(where, Path("/x"))
    assert where.addin.is_file()


def test_removing_leaves_nothing_of_ours(where: Places):
    install(where, Path("/usr/bin/python3"))
    assert remove(where)
    assert list(where.addin.parent.iterdir()) == []
    assert not remove(where)


def test_removing_leaves_what_others_set(where: Places):
    install(where, Path("/usr/bin/python3"))
    write_settings(where.settings, {"SHOW CONSOLE": "True"})
    remove(where)
    assert [path.name for path in where.addin.parent.iterdir()] == ["minerva.conf"]
    assert where.settings.read_text() == '"SHOW CONSOLE","True"\n'


def test_an_addin_that_excel_holds_is_told_and_no_second_one_is_left(where: Places, monkeypatch: pytest.MonkeyPatch):
    install(where, Path("/usr/bin/python3"))
    held = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == where.addin:
            raise PermissionError
        held(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    for task in (lambda: install(where, Path("/x")), lambda: remove(where)):
        with pytest.raises(AddinRefused, match="in_use"):
            task()
    assert sorted(path.name for path in where.addin.parent.iterdir()) == ["minerva.conf", "minerva.xlam"]


def test_a_python_whose_files_windows_keeps_apart_is_told(where: Places, monkeypatch: pytest.MonkeyPatch):
    apart = "/Users/x/AppData/Local/Packages/PythonSoftwareFoundation/LocalCache/Roaming/minerva.xlam"
    monkeypatch.setattr(os.path, "realpath", lambda path: apart)
    with pytest.raises(AddinRefused, match="redirected"):
        install(where, Path("/x"))
    assert not where.addin.exists()


def test_the_folder_of_the_user_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch):
    """VBA reads the file in a code page that may lack the letters of a name."""
    monkeypatch.setattr(installing, "ON_WINDOWS", True)
    monkeypatch.setenv("USERPROFILE", "C:\\Users\\Łukasz")
    assert installing.in_settings("c:\\users\\łukasz\\py\\python.exe") == "%USERPROFILE%\\py\\python.exe"
    assert installing.in_settings("C:\\Python\\python.exe") == "C:\\Python\\python.exe"


def test_a_path_that_vba_cannot_read_is_told(where: Places, monkeypatch: pytest.MonkeyPatch):
    def in_ascii(path: Path, text: str, encoding: str, newline: str) -> None:
        path.write_bytes(text.encode("ascii"))

    monkeypatch.setattr(Path, "write_text", in_ascii)
    with pytest.raises(AddinRefused, match="letters"):
        install(where, Path("/Ł/python3"))
