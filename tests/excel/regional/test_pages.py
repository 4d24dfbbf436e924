"""Where pages begin: records whole where they fit one, headings with what follows, never a page without anything."""

from __future__ import annotations

import pytest

from minerva.excel.regional.pages import SURE, Pages

ROOM = (297 / 25.4 * 72 - 72 * 1.1) * SURE  # points of an A3 page at 100 %, margins of half an inch and 0.6 off
HALF = ROOM / 2


def pages(**more: float) -> Pages:
    """The pages of a sheet without headers."""
    return Pages((0.5, 0.6), 100, **({"repeated": 0} | more))


def test_a_record_that_no_longer_fits_begins_the_next_page() -> None:
    sheet = pages()
    assert [sheet.place(row, [HALF * 0.4, HALF * 0.4]) for row in (0, 2, 4, 6)] == [[]] * 4
    assert sheet.breaks == [4]


def test_a_heading_goes_with_the_record_behind_it() -> None:
    sheet = pages()
    sheet.place(0, [HALF])
    sheet.keep(1, 20)
    sheet.keep(2, 20)
    sheet.place(3, [HALF - 20])
    assert sheet.breaks == [1]


def test_a_record_higher_than_a_page_is_continued_between_its_rows() -> None:
    sheet = pages()
    sheet.place(0, [HALF])
    assert sheet.place(1, [HALF * 0.9, HALF * 0.9, HALF * 0.9]) == [2]
    assert sheet.breaks == [2]


def test_its_heading_is_not_left_behind() -> None:
    sheet = pages()
    sheet.place(0, [HALF])
    sheet.keep(1, 30)
    assert sheet.place(2, [HALF * 0.99, HALF * 0.99, HALF * 0.99]) == [3]
    assert sheet.breaks == [1, 3]


@pytest.mark.parametrize("scale", [50, 100])
def test_a_scale_makes_room(scale: int) -> None:
    sheet = Pages((0.5, 0.6), scale, 0)
    sheet.place(0, [HALF])
    sheet.place(1, [HALF * 1.1])
    assert sheet.breaks == ([] if scale == 50 else [1])


def test_headers_take_room_on_every_page_and_titles_on_the_first() -> None:
    sheet = pages(repeated=100, used=50)
    for row in range(4):
        sheet.place(row, [(ROOM - 100) / 2 - 10])
    assert sheet.breaks == [1, 3]


def test_a_page_is_begun_once_and_never_before_anything_stands_on_one() -> None:
    sheet = pages()
    sheet.begin(0)
    sheet.place(0, [10])
    sheet.begin(1)
    sheet.begin(1)
    assert sheet.breaks == [1]
