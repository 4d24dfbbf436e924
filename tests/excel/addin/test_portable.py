"""The folder without installation, with small stand-ins for the packages and for the embeddable Python."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from minerva.excel.addin import portable
from minerva.excel.addin.build import AddinRefused, addin
from minerva.excel.addin.portable import READ_ME, SCRIPTS, assemble, instructions, script
from minerva.layout.labels import REPORT_LANGUAGES, labels

DLL = "pywin32_system32/pywintypes311.dll"


def program(machine: int) -> bytes:
    """The beginning of a Windows program for a kind of processor."""
    head = bytearray(0x48)
    head[0x3C:0x40] = (0x40).to_bytes(4, "little")
    head[0x40:0x44] = b"PE\0\0"
    head[0x44:0x46] = machine.to_bytes(2, "little")
    return bytes(head)


def embeddable(path: Path, version: str = "311", machine: int = 0x8664) -> Path:
    """An archive with the files by which an embeddable Python is known."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("python.exe", program(machine))
        package.writestr(f"python{version}.zip", b"the standard library")
        package.writestr(f"python{version}._pth", f"python{version}.zip\n.\n")
    return path


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of pip: two small wheels; the versions of Python that were asked for."""
    versions: list[str] = []

    def download(folder: Path, python: str) -> list[Path]:
        versions.append(python)
        with zipfile.ZipFile(folder / "pywin32.whl", "w") as package:
            package.writestr(DLL, b"dll")
            package.writestr("win32/lib/pywintypes.py", b"")
        with zipfile.ZipFile(folder / "xlwings.whl", "w") as package:
            package.writestr("xlwings-1.data/data/xlwings64.dll", b"half")
        return sorted(folder.glob("*.whl"))

    monkeypatch.setattr(portable, "download", download)
    return versions


def test_all_is_there_but_python_where_none_was_given(tmp_path: Path, asked: list[str]):
    made = assemble(tmp_path / "new" / "Minerva é")
    assert (made.has_python, asked) == (False, ["3.11"])
    names = sorted(path.name for path in made.folder.iterdir())
    assert names == sorted(
        [*SCRIPTS.values(), READ_ME, "console.xlsx", "lib", "minerva.conf", "minerva.xlam", "python"]
    )
    assert (made.folder / "minerva.xlam").read_bytes() == addin()
    assert (made.folder / "minerva.conf").read_bytes() == b'"INTERPRETER_WIN","%MINERVA_ADDIN%\\python\\python.exe"\r\n'
    assert [path.name for path in (made.folder / "python").iterdir()] == ["xlwings64.dll"]
    assert [path.name for path in made.folder.parent.iterdir()] == ["Minerva é"]


def test_python_is_told_where_the_packages_are(tmp_path: Path, asked: list[str]):
    made = assemble(tmp_path / "p", embeddable(tmp_path / "python-3.12.9-embed-amd64.zip", "312"))
    python = made.folder / "python"
    assert (made.has_python, asked) == (True, ["3.12"])
    lines = (python / "python312._pth").read_bytes().decode().split("\r\n")
    assert lines == ["python312.zip", ".", "..\\lib", "..\\lib\\win32", "..\\lib\\win32\\lib", ""]
    for line in lines[2:-1]:
        assert (python / line.replace("\\", "/")).is_dir()
    assert {"python.exe", "python312.zip", "pywintypes311.dll", "xlwings64.dll"} <= {
        one.name for one in python.iterdir()
    }


def test_minerva_itself_runs_from_the_folder(tmp_path: Path):
    """With nothing but the packages of this interpreter behind it: code and data are complete."""
    lib = assemble(tmp_path / "p").folder / "lib"
    code = (
        "import sys; sys.path[:] = [sys.argv[1]] + [one for one in sys.path if 'macros_py' not in one]\n"
        "import minerva; assert minerva.__file__.startswith(sys.argv[1]), minerva.__file__\n"
        "sys.meta_path[:] = [one for one in sys.meta_path if 'editable' not in repr(one)]\n"
        "from minerva.dropped import main; sys.exit(main(['check', 'x.cmd']))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code, str(lib)], capture_output=True, encoding="utf-8", cwd="/")
    told = [labels(language)("dropped.nothing", script="x.cmd") for language in REPORT_LANGUAGES]
    assert (done.returncode, done.stderr.splitlines()) == (2, told)
    assert (lib / "minerva" / "addin" / "ribbon.xml").is_file()


def test_a_folder_of_ours_is_renewed_and_what_was_added_stays(tmp_path: Path):
    folder = assemble(tmp_path / "p", embeddable(tmp_path / "python.zip")).folder
    (folder / "returns").mkdir()
    (folder / "returns" / "a.xlsx").write_bytes(b"a return")
    (folder / "lib" / "old.py").touch()
    (folder / READ_ME).write_text("changed")
    assemble(folder, tmp_path / "python.zip")
    assert (folder / "returns" / "a.xlsx").read_bytes() == b"a return"
    assert not (folder / "lib" / "old.py").exists()
    assert (folder / READ_ME).read_text("utf-8-sig") == instructions()


def test_another_folder_is_left_alone(tmp_path: Path, asked: list[str]):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "a.txt").touch()
    (tmp_path / "file").touch()
    for place in ("theirs", "file"):
        with pytest.raises(AddinRefused, match="other_folder"):
            assemble(tmp_path / place)
    assert asked == []
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("kind", ["missing", "no zip", "another zip", "32 bits", "ARM", "too old"])
def test_another_archive_than_a_python_for_this_is_refused_before_anything(tmp_path: Path, asked: list[str], kind: str):
    archive = tmp_path / "python.zip"
    if kind == "no zip":
        archive.write_bytes(b"<html>")
    elif kind == "another zip":
        with zipfile.ZipFile(archive, "w") as package:
            package.writestr("python-3.11.9/README", b"")
    elif kind != "missing":
        embeddable(archive, "310" if kind == "too old" else "311", {"32 bits": 0x14C, "ARM": 0xAA64}.get(kind, 0x8664))
    with pytest.raises(AddinRefused, match="no_embeddable"):
        assemble(tmp_path / "p", archive)
    assert asked == []
    assert not (tmp_path / "p").exists()


# -- the scripts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", SCRIPTS)
def test_a_script_reads_what_was_dropped_from_the_line_that_started_it(task: str):
    lines = script(task).splitlines()
    assert lines[0] == "@echo off"
    assert 'set "MINERVA_STARTED=!CMDCMDLINE!"' in lines
    assert f'"!HERE!python\\python.exe" -X utf8 -m minerva.dropped {task} "!SCRIPT!" %*' in lines
    assert [line for line in lines if "%CMDCMDLINE%" in line or ("%~dp0" in line and '"' not in line)] == []
    assert lines[-2:] == ["pause", "exit"]


@pytest.mark.parametrize("task", SCRIPTS)
def test_a_script_is_written_for_windows(tmp_path: Path, task: str):
    content = (assemble(tmp_path / "p").folder / SCRIPTS[task]).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 10
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8").replace("\r\n", "\n") == script(task)


def test_a_sentence_in_a_script_means_nothing_to_cmd():
    assert portable._echoed("50 % & (a|b) <c> ^!") == "50 %% ^& ^(a^|b^) ^<c^> ^^^!"


def test_the_instructions_name_what_is_there_in_both_languages(tmp_path: Path):
    folder = assemble(tmp_path / "p").folder
    text = (folder / READ_ME).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")  # Notepad of older systems takes it for another code page without
    for name in (*SCRIPTS.values(), "minerva.xlam", "console.xlsx"):
        assert text.decode("utf-8").count(name) == 2
        assert (folder / name).is_file()
