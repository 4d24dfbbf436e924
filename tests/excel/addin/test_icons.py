"""The pictures of the ribbon: drawn as they stand in addin/icons, and one for every button."""

from __future__ import annotations

import zlib
from pathlib import Path
from struct import unpack_from
from xml.etree import ElementTree

import pytest

from minerva.excel.addin.build import icons, ribbon
from minerva.excel.addin.icons import ICONS, SIDE, draw


def points(content: bytes) -> bytes:
    """The points of a PNG as we write it, whatever the library that compressed them."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert unpack_from(">II", content, 16) == (SIDE, SIDE)
    (length,) = unpack_from(">I", content, 33)
    return zlib.decompress(content[41 : 41 + length])


def test_the_pictures_are_those_the_code_draws(tmp_path: Path):
    drawn = {path.stem: points(path.read_bytes()) for path in draw(tmp_path)}
    assert {name: points(content) for name, content in icons().items()} == drawn


@pytest.mark.parametrize("name", ICONS)
def test_a_picture_has_something_on_it_and_nothing_around(name: str):
    rows = points(icons()[name])
    cover = [rows[row * (SIDE * 4 + 1) + 4 :][: SIDE * 4 : 4] for row in range(SIDE)]
    filled = sum(one == 255 for row in cover for one in row)
    assert 0.2 < filled / SIDE**2 < 0.95
    assert cover[0][0] == cover[0][-1] == 0


def test_every_button_has_its_picture():
    built = ElementTree.fromstring(ribbon(icons()))
    buttons = [one for one in built.iter() if one.tag.endswith("}button")]
    assert {one.get("id"): one.get("image") for one in buttons} == {name: name for name in ICONS}
    assert [one.get("imageMso") for one in buttons if one.get("imageMso")] == []
