"""A package of files: complete or not at all, and nothing of anyone else's changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minerva.excel import package_folder
from minerva.excel.package_folder import put_package
from minerva.excel.safely import OtherContent, OutputBusy, private_folder

RECORD = "record.json"
OLD = {"a.csv": b"1", "b.csv": b"1", "datapackage.json": b"1"}
NEW = dict.fromkeys(OLD, b"2")


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder, hidden ones too, but for the record."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != RECORD}


class Killed(BaseException):
    """The end of a process, at a step of ours."""


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, put=package_folder.put_in_place) -> None:
    """Have the run end before it puts its file number `step`, counting from 0."""
    left = iter(range(step, -1, -1))

    def put_or_end(prepared: Path, output: Path) -> None:
        if next(left) == 0:
            raise Killed
        put(prepared, output)

    monkeypatch.setattr(package_folder, "put_in_place", put_or_end)


def test_a_new_folder_appears_complete_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_at(0, patched)
        put_package(OLD, tmp_path / "out", RECORD)
    assert list(tmp_path.iterdir()) == []
    assert put_package(OLD, tmp_path / "out", RECORD) == tuple(tmp_path / "out" / name for name in OLD)
    assert contents(tmp_path / "out") == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_files_of_an_earlier_run_are_replaced_and_others_stay(tmp_path: Path):
    put_package(OLD, tmp_path, RECORD)
    (tmp_path / "notes.txt").write_bytes(b"mine")
    put_package({"c.json": b"1"}, tmp_path, RECORD)
    put_package(NEW, tmp_path, RECORD)
    assert contents(tmp_path) == NEW | {"notes.txt": b"mine", "c.json": b"1"}
    assert set(json.loads((tmp_path / RECORD).read_text())["files"]) == {*NEW, "c.json"}


@pytest.mark.parametrize("name", OLD)
@pytest.mark.parametrize("record", [True, False])
def test_nothing_is_put_where_one_name_is_taken(tmp_path: Path, name: str, record: bool):
    if record:
        put_package(OLD, tmp_path, RECORD)
    (tmp_path / name).write_bytes(b"someone's work")
    before = contents(tmp_path)
    with pytest.raises(OtherContent) as refused:
        put_package(NEW, tmp_path, RECORD)
    assert refused.value.path == tmp_path / name
    assert contents(tmp_path) == before


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("elsewhere"), Path.mkdir])
def test_a_link_or_a_folder_in_the_place_of_a_file_is_not_ours(tmp_path: Path, make):
    make(tmp_path / "b.csv")
    with pytest.raises(OtherContent):
        put_package(NEW, tmp_path, RECORD)
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1}', "{"])
def test_a_record_that_is_none_of_ours_is_not_replaced(tmp_path: Path, text: str):
    (tmp_path / RECORD).write_text(text)
    with pytest.raises(OtherContent):
        put_package(NEW, tmp_path, RECORD)
    assert (tmp_path / RECORD).read_text() == text and contents(tmp_path) == {}


@pytest.mark.parametrize("step", range(5))
def test_after_a_kill_at_any_step_the_next_run_goes_on_with_other_contents_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
):
    put_package(OLD, tmp_path, RECORD)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_at(step, patched)
        put_package(NEW, tmp_path, RECORD)
    left = contents(tmp_path)
    assert left == {name: b"2" if place < step - 1 else b"1" for place, name in enumerate(OLD)}
    newest = dict.fromkeys(OLD, b"3")
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_at(2, patched)
        put_package(newest, tmp_path, RECORD)
    put_package(newest, tmp_path, RECORD)
    assert contents(tmp_path) == newest


def test_the_same_files_again_touch_nothing(tmp_path: Path):
    put_package(OLD, tmp_path, RECORD)
    before = {path: path.stat().st_ino for path in tmp_path.iterdir() if path.name != RECORD}
    put_package(OLD, tmp_path, RECORD)
    assert {path: path.stat().st_ino for path in before} == before


def test_two_runs_at_once_do_not_mix(tmp_path: Path):
    with private_folder(tmp_path / RECORD), pytest.raises(OutputBusy):
        put_package(NEW, tmp_path, RECORD)
    with private_folder(tmp_path / "out"), pytest.raises(OutputBusy):
        put_package(NEW, tmp_path / "out", RECORD)
    assert contents(tmp_path) == {}
