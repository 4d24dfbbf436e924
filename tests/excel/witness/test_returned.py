"""The witness sees in a file what the first reader sees, though it opens it with stock libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbooks
from excel.content.every_kind import write
from minerva.excel.content.package import read_package
from minerva.excel.witness import returned
from minerva.excel.witness.aligned import aligned
from minerva.excel.witness.evidence import Evidence
from minerva.excel.witness.records import longest_rising
from minerva.excel.witness.returned import NoWitness, read_returned, shown

CONTENT = Path(__file__).parents[1] / "content"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        "xlsx": write(folder / "a.xlsx").read_bytes(),
        "template": workbooks.filled(folder / "b.xlsx").read_bytes(),
        "xls": (CONTENT / "small.xls").read_bytes(),
        "xls of 1904": (CONTENT / "small-1904.xls").read_bytes(),
    }


@pytest.mark.parametrize("name", ["xlsx", "template", "xls", "xls of 1904"])
def test_each_cell_shows_what_the_first_reader_reads(tmp_path: Path, name: str):
    content = _files(tmp_path)[name]
    mine = read_returned(content)
    package = read_package(content)
    assert list(mine) == [sheet.name for sheet in package.sheets]
    for sheet in package.sheets:
        seen = mine[sheet.name].cells
        filled = {place: cell.text for place, cell in sheet.cells.items() if cell.text}
        assert filled.keys() - seen.keys() == set()
        assert {place: (text, seen[place]) for place, text in filled.items() if text not in seen[place]} == {}
        assert {place for place in seen.keys() - filled.keys() if place not in sheet.cells} == set()


def test_what_no_library_reads_is_said_and_raises_nothing_else():
    for content in (b"", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 no compound file", b"<html>"):
        with pytest.raises(NoWitness):
            read_returned(content)


def test_a_number_is_shown_by_its_format_and_in_both_ways_where_that_is_not_known():
    assert shown(0.29, "0%") == ("29%",)
    assert shown(0.85, "General") == ("0.85",)
    assert shown(0.85, "@") == ("85%", "0.85")
    assert shown(0.1 + 0.2, "General") == ("0.3",)
    assert shown(True, "General") == ("TRUE",)
    assert shown("  ", "General") == ()


def test_the_fewest_rows_out_of_order():
    assert longest_rising([1, 2, 5, 3, 4]) == {0, 1, 3, 4}
    assert longest_rising([7, 7, 9]) == {0, 1, 2}
    assert longest_rising([]) == set()


def test_lists_are_put_side_by_side_where_one_lost_and_gained():
    pairs = aligned("abcdefg", "abdeXfg", str, str, lambda one, other: float(one == other))
    assert list(pairs) == [
        *(("a", "a"), ("b", "b"), ("c", None), ("d", "d"), ("e", "e"), (None, "X"), ("f", "f"), ("g", "g")),
    ]


def test_a_far_cell_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The library that reads .ods and .xlsb gives each empty cell before it, too."""
    content = write(tmp_path / "a.xlsx").read_bytes()
    assert returned._with_calamine(content)
    monkeypatch.setattr(returned, "LARGEST_AREA", 3)
    with pytest.raises(NoWitness, match="unread"):
        returned._with_calamine(content)


@pytest.mark.parametrize(
    ("seen", "told", "same"),
    [
        ("À jan@x.example ou piet@y.example, merci", "À […] ou […], merci", True),
        ("À jan@x.example ou piet@y.example", "À […] ou […], merci", False),
        ("jan@x.example", "[…]", True),
        ("x" * 301, "[…]", False),
        ("a" * 30_000, "a" + "[…]a" * 50 + "z", False),
    ],
)
def test_a_text_without_its_addresses_is_known_again_in_good_time(seen: str, told: str, same: bool):
    assert Evidence({}, ("[…]",)).same(seen, told) is same
