"""No command writes over someone's work: a filled return, a register, a workbook with notes."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import cli, tasks
from minerva.layout.labels import LANGUAGES, labels

FILE = "actiris-2020.xlsx"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A register of two organisations, and the folder of their templates."""
    workbooks.register_of(tmp_path / "register.xlsx", "actiris", "innoviris")
    written = tasks.templates(tmp_path / "register.xlsx", None, tmp_path / "templates")
    assert (len(written.written), written.kept) == (2, [])
    return tmp_path


def rename(site: Path) -> None:
    """Another name in the register, so that the template of today differs from the one written earlier."""

    def edit(book) -> None:
        (row,) = [row for row in book["Organisations-Organisaties"].iter_rows() if row[0].value == "actiris"]
        row[7].value = "Actiris Brussels"

    workbooks.edited(site / "register.xlsx", edit)


def again(site: Path, replace: bool = False) -> tasks.Templates:
    """Write the templates into the same folder once more."""
    return tasks.templates(site / "register.xlsx", None, site / "templates", replace=replace)


# -- templates ---------------------------------------------------------------------------------------------------------


def _fill(path: Path) -> None:
    workbooks.filled(path)


def _save(path: Path) -> None:
    openpyxl.load_workbook(path).save(path)


def _write_an_introduction(path: Path) -> None:
    workbooks.edited(path, workbooks.typed({"Accueil-Onthaal": {"C12": "Actiris en 2020"}}))


def _colour(path: Path) -> None:
    def edit(book) -> None:
        book["OO-OD"]["A30"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")

    workbooks.edited(path, edit)


def _other(path: Path) -> None:
    path.write_text("something else under this name")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "nowhere.xlsx")


def _typed_by_a_program(path: Path) -> None:
    """A return whose stored time is still ours: filled without a program that saves workbooks."""
    workbooks.filled(path)
    workbooks.stamped(path, "2000-01-01T00:00:00Z")


EDITS = [_fill, _save, _write_an_introduction, _colour, _other, _folder, _broken_link, _typed_by_a_program]


def _state(path: Path) -> object:
    return path.readlink() if path.is_symlink() else path.is_dir() or path.read_bytes()


@pytest.mark.parametrize("replace", [False, True], ids=["plain", "replace"])
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__.strip("_"))
def test_a_file_someone_worked_on_is_kept_and_said_so(site: Path, edit: Callable[[Path], None], replace: bool):
    path = site / "templates" / FILE
    edit(path)
    before = _state(path)
    rename(site)
    result = again(site, replace)
    assert result.kept == [path]
    assert _state(path) == before
    assert [one.name for one in result.written] == ["innoviris-2020.xlsx"]


def test_a_template_nobody_touched_is_kept_too_unless_replacing_is_asked_for(site: Path):
    path = site / "templates" / FILE
    before = path.read_bytes()
    assert again(site).kept == []
    rename(site)
    assert again(site).kept == [path]
    assert path.read_bytes() == before
    assert again(site, replace=True).kept == []
    assert openpyxl.load_workbook(path)["Accueil-Onthaal"]["C6"].value.startswith("Actiris Brussels")
    assert sorted(one.name for one in (site / "templates").iterdir()) == [FILE, "innoviris-2020.xlsx"]


def test_a_template_that_cannot_be_finished_leaves_the_folder_as_it_was(site: Path, monkeypatch: pytest.MonkeyPatch):
    from minerva.excel import template

    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    before = workbooks.hashes(site / "templates")
    rename(site)
    monkeypatch.setattr(template, "sync", fail)
    with pytest.raises(tasks.Problem):
        again(site, replace=True)
    assert workbooks.hashes(site / "templates") == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_kept_files_are_named(site: Path, capsys: pytest.CaptureFixture[str], language: str):
    path = site / "templates" / FILE
    workbooks.filled(path)
    arguments = ["template", "--register", str(site / "register.xlsx"), "-o", str(site / "templates")]
    assert cli.main([*arguments, "--lang", language]) == 0
    said = capsys.readouterr().out
    words = labels(language)
    assert said.splitlines()[1:] == [words("cli.template.kept", number=1), f"  {path}", words("cli.template.kept_why")]
    assert cli.main([*arguments, "--replace", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "written": [str(site / "templates" / "innoviris-2020.xlsx")],
        "kept": [str(path)],
    }


# -- the sample year ---------------------------------------------------------------------------------------------------


@pytest.fixture
def demo(sample_year: Path, tmp_path: Path) -> Path:
    """A folder that holds the sample year, to work in."""
    return shutil.copytree(sample_year, tmp_path / "demo")


def test_the_sample_year_twice_is_the_same_folder(demo: Path):
    before = workbooks.hashes(demo)
    (demo / "my notes.txt").write_text("mine")
    (demo / "returns" / ".~lock.actiris-2020.xlsx#").write_text("open in an office program")
    missing = demo / "templates" / FILE
    missing.unlink()
    result = tasks.demo(demo)
    assert missing in result.templates
    assert result.consolidated.output == demo / "regional-2020.xlsx"
    assert (demo / "my notes.txt").read_text() == "mine"
    assert before.items() <= workbooks.hashes(demo).items()


def _another_register(folder: Path) -> Path:
    return workbooks.register_of(folder / "register.xlsx", "actiris")


def _an_edited_register(folder: Path) -> Path:
    cells = {"Organisations-Organisaties": {"L4": "contact@example.org"}}
    return workbooks.edited(folder / "register.xlsx", workbooks.typed(cells))


def _an_edited_return(folder: Path) -> Path:
    path = folder / "returns" / "bruxelles-synergie-2020.xlsx"
    return workbooks.edited(path, workbooks.typed({"OO-OD": {"K7": 12}}))


def _a_return_of_someone_else(folder: Path) -> Path:
    path = folder / "returns" / "received" / "actiris.xlsx"
    path.parent.mkdir()
    workbooks.filled(path)
    return path


def _a_filled_template(folder: Path) -> Path:
    path = folder / "templates" / FILE
    workbooks.filled(path)
    return path


def _a_regional_workbook_of_ones_own(folder: Path) -> Path:
    path = folder / "regional-2020.xlsx"
    with zipfile.ZipFile(path, "a") as package:
        package.comment = b"final"
    return path


WORK = [
    _another_register,
    _an_edited_register,
    _an_edited_return,
    _a_return_of_someone_else,
    _a_filled_template,
    _a_regional_workbook_of_ones_own,
]


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__.strip("_"))
def test_the_sample_year_is_not_written_over_someones_work(
    sample_year: Path, demo: Path, work: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
):
    def quickly(folder: Path, _: tasks.Progress) -> None:
        """The same files, written before."""
        for part in ("templates", "returns"):
            shutil.copytree(sample_year / part, folder / part)

    monkeypatch.setattr("minerva.excel.sample.write_sample_year", quickly)
    path = work(demo)
    (demo / "templates" / "innoviris-2020.xlsx").unlink()
    before = workbooks.hashes(demo)
    with pytest.raises(tasks.Problem) as problem:
        tasks.demo(demo)
    assert (problem.value.key, problem.value.params) == ("problem.not_the_sample", {"path": str(path)})
    assert workbooks.hashes(demo) == before


def test_the_sample_year_refuses_a_folder_with_a_register_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    before = workbooks.hashes(tmp_path)
    assert cli.main(["demo", str(tmp_path), "--lang", "nl"]) == 2
    assert capsys.readouterr().err.strip() == labels("nl")("problem.not_the_sample", path=path)
    assert workbooks.hashes(tmp_path) == before
    assert [one.name for one in tmp_path.iterdir()] == ["register.xlsx"]
