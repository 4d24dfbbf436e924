"""`minerva addin …` at the terminal: what it says, in which language, with which exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import openpyxl
import pytest

from minerva import cli
from minerva.excel.addin import install as installing
from minerva.excel.addin import portable
from minerva.excel.addin.build import AddinRefused, addin
from minerva.layout.labels import LANGUAGES, labels

WAYS = ("build", "install", "console", "portable")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and error output of a command."""
    try:
        code = cli.main(["addin", *map(str, arguments)])
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WAYS)
def test_help_speaks_one_language(capsys: pytest.CaptureFixture[str], way: str, language: str):
    code, said, _ = run(capsys, way, "--help", "--lang", language)
    assert (code, said.startswith(labels(language)("cli.usage"))) == (0, True)
    assert " ".join(labels(language)(f"cli.addin.{way}").split()) in " ".join(said.split())
    assert labels(language)("cli.command") in run(capsys, "--help", "--lang", language)[1]


def test_without_a_way_the_command_is_incomplete(capsys: pytest.CaptureFixture[str]):
    code, _, said = run(capsys, "--lang", "nl")
    assert code == 2
    assert labels("nl")("cli.missing_arguments", names=labels("nl")("cli.command")) in said


def test_build(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    code, said, _ = run(capsys, "build", "-o", tmp_path / "out", "--lang", "nl")
    built = tmp_path / "out" / "minerva.xlam"
    assert (code, said) == (0, labels("nl")("cli.addin.built", path=built) + "\n")
    assert built.read_bytes() == addin()
    assert json.loads(run(capsys, "build", "--json", "-o", tmp_path)[1]) == {"addin": str(tmp_path / "minerva.xlam")}


def test_an_unusable_xlwings_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("minerva.excel.addin.build.find_spec", lambda name: None)
    code, _, said = run(capsys, "build", "-o", tmp_path, "--lang", "fr")
    assert code == 2
    assert labels("fr")("problem.addin.missing") in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_install_elsewhere_than_on_windows_says_what_to_do_instead(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
):
    monkeypatch.setattr(installing, "ON_WINDOWS", False)
    assert run(capsys, "install", "--lang", language) == (2, "", labels(language)("problem.addin.only_windows") + "\n")


def test_install_into_a_folder_and_take_it_away_again(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    where, words = {"addin": tmp_path / "minerva.xlam", "settings": tmp_path / "minerva.conf"}, labels("fr")
    code, said, _ = run(capsys, "install", "--to", tmp_path, "--lang", "fr")
    assert (code, said.splitlines()) == (
        0,
        [
            words("cli.addin.built", path=where["addin"]),
            words("cli.addin.settings", path=where["settings"], interpreter=sys.executable),
            words("cli.addin.open_it"),
        ],
    )
    told = {**{name: str(path) for name, path in where.items()}, "interpreter": sys.executable}
    assert json.loads(run(capsys, "install", "--to", tmp_path, "--json")[1]) == told
    assert run(capsys, "install", "--to", tmp_path, "--remove", "--lang", "fr")[:2] == (
        0,
        words("cli.addin.removed", path=where["addin"]) + "\n",
    )
    assert list(tmp_path.iterdir()) == []
    assert run(capsys, "install", "--to", tmp_path, "--remove", "--lang", "fr")[1] == (
        words("cli.addin.nothing_to_remove") + "\n"
    )


def test_install_on_windows_says_that_excel_must_be_started_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(installing, "ON_WINDOWS", True)
    monkeypatch.setattr(installing, "write_settings", lambda path, values: None)
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    code, said, _ = run(capsys, "install", "--lang", "nl")
    assert (code, said.splitlines()[-1]) == (0, labels("nl")("cli.addin.restart"))
    assert (tmp_path / "roaming/Microsoft/Excel/XLSTART/minerva.xlam").is_file()


def test_portable_says_which_python_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portable, "download", lambda folder, python: [])
    folder = tmp_path / "p"
    code, said, _ = run(capsys, "portable", folder, "--lang", "fr")
    assert code == 0
    assert labels("fr")("cli.addin.python_to_get", path=folder, zip="python-3.11.9-embed-amd64.zip") in said
    assert json.loads(run(capsys, "portable", folder, "--json")[1]) == {"folder": str(folder), "python": False}


def test_portable_without_a_connection_is_told_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def download(folder: Path, python: str) -> list[Path]:
        raise AddinRefused("download", reason="ERROR: no connection")

    monkeypatch.setattr(portable, "download", download)
    code, _, said = run(capsys, "portable", tmp_path / "p", "--lang", "nl")
    assert (code, said) == (2, labels("nl")("problem.addin.download", reason="ERROR: no connection") + "\n")
    assert list(tmp_path.iterdir()) == []


def test_a_console_is_written_once(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    """What the cell has typed in its settings is not lost to a second command."""
    path = tmp_path / "2020" / "console.xlsx"
    code, said, _ = run(capsys, "console", "-o", path.parent, "--lang", "nl")
    assert (code, str(path) in said) == (0, True)
    assert openpyxl.load_workbook(path).defined_names["minerva_register"] is not None
    before = path.read_bytes()
    code, _, said = run(capsys, "console", "-o", path.parent, "--lang", "fr")
    assert (code, labels("fr")("problem.exists", path=path) in said, path.read_bytes()) == (2, True, before)
