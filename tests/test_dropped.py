"""What the scripts of the folder without installation do with what was dropped on them."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbooks
from minerva import dropped
from minerva.layout.labels import REPORT_LANGUAGES, labels

SCRIPT = "Consolider-Consolideren.cmd"
START = r'C:\WINDOWS\system32\cmd.exe /c ""D:\x y\CONSOLIDER-consolideren.cmd"'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with a folder of two returns beside it, in a place with letters and signs."""
    monkeypatch.setattr(dropped.sys, "prefix", str(tmp_path / "portable" / "python"))
    (tmp_path / "portable").mkdir()
    root = tmp_path / "année & 100% (2020)!"
    (root / "returns").mkdir(parents=True)
    workbooks.register_of(root / "Registre 2020.xlsx", "actiris", "innoviris")
    workbooks.filled(root / "returns" / "actiris.xlsx")
    bad = [(workbooks.good_objective(1, result=""), workbooks.good_block(1)[1])]
    workbooks.filled(root / "returns" / "innoviris.xlsx", "innoviris", bad)
    return root


def sentences(key: str, **params: object) -> list[str]:
    """A label in both languages."""
    return [labels(language)(key, **params) for language in REPORT_LANGUAGES]


# -- the line that started cmd -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "items"),
    [
        (r' "C:\les rapports""', [r"C:\les rapports"]),
        (r' C:\returns"', [r"C:\returns"]),
        (r' C:\a&b"', [r"C:\a&b"]),
        (r' "C:\a & b""', [r"C:\a & b"]),
        (r' C:\100%^(1);=,!é"', [r"C:\100%^(1);=,!é"]),
        (r' C:\a.xlsx "C:\b c.xlsx" \\server\share\d.xlsx"', [r"C:\a.xlsx", r"C:\b c.xlsx", r"\\server\share\d.xlsx"]),
        (' "', []),
        ('"', []),
    ],
)
def test_names_are_taken_as_windows_put_them_there(rest: str, items: list[str]):
    assert dropped.dropped_items(START + rest, SCRIPT) == items


@pytest.mark.parametrize("line", ["", r'"C:\WINDOWS\system32\cmd.exe" ', "cmd.exe /k"])
def test_a_line_that_started_something_else_says_nothing(line: str):
    assert dropped.dropped_items(line, SCRIPT) == []


# -- consolidate -------------------------------------------------------------------------------------------------------


def test_a_folder_is_consolidated_beside_itself(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    opened: list[Path] = []
    monkeypatch.setattr(dropped.os, "startfile", opened.append, raising=False)
    monkeypatch.setenv(dropped.STARTED, f'{START} "{site / "returns"}""')
    assert dropped.main(["consolidate", SCRIPT, "torn"]) == dropped.FINDINGS
    output = site / "regional-2020.xlsx"
    assert output.is_file()
    assert opened == [output]
    numbers = {"received": 2, "expected": 2, "missing": 0, "unusable": 0}
    said = capsys.readouterr().out
    assert all(text in said for text in sentences("dropped.consolidated", path=output, **numbers))


def test_a_path_typed_in_a_terminal_is_taken_too(site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(dropped.STARTED, r'"C:\WINDOWS\system32\cmd.exe" ')
    assert dropped.main(["consolidate", SCRIPT, str(site / "returns")]) == dropped.FINDINGS
    assert (site / "regional-2020.xlsx").is_file()


def refused(capsys: pytest.CaptureFixture[str], *items: Path, task: str = "consolidate") -> str:
    """What is said where a task cannot run."""
    assert dropped.main([task, SCRIPT, *map(str, items)]) == dropped.COULD_NOT_RUN
    return capsys.readouterr().err


@pytest.mark.parametrize("task", ["consolidate", "check"])
def test_nothing_dropped_is_told_in_both_languages(capsys: pytest.CaptureFixture[str], task: str):
    assert refused(capsys, task=task).splitlines() == sentences("dropped.nothing", script=SCRIPT)


def test_files_or_several_folders_cannot_be_consolidated(site: Path, capsys: pytest.CaptureFixture[str]):
    file = site / "returns" / "actiris.xlsx"
    assert refused(capsys, file).splitlines() == sentences("dropped.one_folder", path=file)
    folder = site / "returns"
    assert refused(capsys, folder, folder).splitlines() == sentences("dropped.one_folder", path=folder)


def test_without_a_register_one_is_asked_for(site: Path, capsys: pytest.CaptureFixture[str]):
    (site / "Registre 2020.xlsx").unlink()
    assert refused(capsys, site / "returns").splitlines() == sentences("dropped.no_register", path=site)


def test_two_registers_are_told(site: Path, capsys: pytest.CaptureFixture[str]):
    workbooks.register_of(site / "register.xlsx", "actiris")
    names = "Registre 2020.xlsx, register.xlsx"
    assert refused(capsys, site / "returns").splitlines() == sentences("dropped.registers", path=site, names=names)


def test_the_register_may_lie_in_the_folder_or_with_the_scripts(site: Path, tmp_path: Path):
    beside = site / "Registre 2020.xlsx"
    (site / "~$Registre 2020.xlsx").write_bytes(b"")
    assert dropped.find_register(site / "returns") == beside
    inside = beside.rename(site / "returns" / "REGISTER.XLSX")
    assert dropped.find_register(site / "returns") == inside
    with_scripts = inside.rename(tmp_path / "portable" / "register.xlsx")
    assert dropped.find_register(site / "returns") == with_scripts


# -- check -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["folder", "file"])
def test_copies_with_findings_never_come_to_lie_among_the_returns(
    site: Path, capsys: pytest.CaptureFixture[str], what: str
):
    returns = site / "returns"
    before = sorted(returns.iterdir())
    item = returns if what == "folder" else returns / "innoviris.xlsx"
    assert dropped.main(["check", SCRIPT, str(item)]) == dropped.FINDINGS
    assert sorted(returns.iterdir()) == before
    assert [path.name.partition("-constats")[0] for path in (site / "constats-bevindingen").iterdir()] == ["innoviris"]
    said = capsys.readouterr().out
    assert "Fichiers contrôlés : " in said
    assert "Gecontroleerde bestanden: " in said
