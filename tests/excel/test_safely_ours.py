"""Files put into a folder people work in: nobody's work is replaced, and nothing is written twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minerva.excel.safely import put_ours

RECORD = "record.json"


def put(folder: Path, scratch: Path, **texts: str) -> tuple[list[str], list[str]]:
    """Put files; the names of those that stand there, and of those kept."""
    prepared = scratch / f"run {len(list(scratch.iterdir()))}"
    prepared.mkdir()
    for stem, text in texts.items():
        (prepared / f"{stem}.txt").write_text(text, encoding="utf-8")
    done = put_ours(prepared, folder, RECORD)
    return [path.name for path in done.written], [path.name for path in done.kept]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def test_what_an_earlier_run_wrote_is_replaced(folder: Path, scratch: Path):
    assert put(folder, scratch, a="1", b="1") == (["a.txt", "b.txt"], [])
    assert put(folder, scratch, a="2", b="1") == (["a.txt", "b.txt"], [])
    assert (folder / "a.txt").read_text() == "2"
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "b.txt", RECORD]


def test_what_was_changed_since_stays_and_the_new_one_stands_beside_it(folder: Path, scratch: Path):
    put(folder, scratch, a="1")
    (folder / "a.txt").write_text("1, and kind regards")
    assert put(folder, scratch, a="2") == (["a (1).txt"], ["a.txt"])
    assert (folder / "a.txt").read_text() == "1, and kind regards"
    assert put(folder, scratch, a="3") == (["a (1).txt"], ["a.txt"])
    assert (folder / "a (1).txt").read_text() == "3"
    (folder / "a (1).txt").write_text("3, and more")
    assert put(folder, scratch, a="4") == (["a (2).txt"], ["a.txt", "a (1).txt"])


def test_what_was_never_ours_stays(folder: Path, scratch: Path):
    (folder / "a.txt").write_text("theirs")
    (folder / "b.txt").mkdir()
    assert put(folder, scratch, a="1", b="1") == (["a (1).txt", "b (1).txt"], ["a.txt", "b.txt"])
    assert (folder / "a.txt").read_text() == "theirs"


def test_the_same_content_is_ours_whoever_wrote_it(folder: Path, scratch: Path):
    (folder / "a.txt").write_text("1")
    before = (folder / "a.txt").stat().st_mtime_ns
    assert put(folder, scratch, a="1") == (["a.txt"], [])
    assert (folder / "a.txt").stat().st_mtime_ns == before


@pytest.mark.parametrize("record", ["", "[]", '{"files": 3}', '{"files": {"a.txt": 3}}', "\x00"])
def test_without_a_record_that_can_be_read_nothing_is_ours(folder: Path, scratch: Path, record: str):
    put(folder, scratch, a="1")
    (folder / RECORD).write_text(record)
    assert put(folder, scratch, a="2") == (["a (1).txt"], ["a.txt"])
    assert set(json.loads((folder / RECORD).read_text())["files"]) >= {"a (1).txt"}


def test_a_link_is_not_followed(folder: Path, scratch: Path, tmp_path: Path):
    (tmp_path / "elsewhere.txt").write_text("1")
    try:
        (folder / "a.txt").symlink_to(tmp_path / "elsewhere.txt")
    except OSError:
        return  # a Windows account without the right to make links has none to follow
    assert put(folder, scratch, a="1") == (["a (1).txt"], ["a.txt"])
    assert (tmp_path / "elsewhere.txt").read_text() == "1"
