"""The colours people have at hand, by the palette they come from, and what each says of a result."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.layout.style import style
from minerva.model.status import Status
from minerva.parse.colour import Light, read_light

RED, SALMON, ORANGE, YELLOW, GREEN = Light.RED, Light.RED_OR_ORANGE, Light.ORANGE, Light.YELLOW, Light.GREEN
PALETTES: dict[str, dict[Light | None, str]] = {
    "standard colours of Excel": {
        RED: "FF0000 C00000",
        ORANGE: "FFC000",
        YELLOW: "FFFF00",
        GREEN: "92D050 00B050",
        None: "00B0F0 0070C0 002060 7030A0",
    },
    "cell styles Good, Neutral, Bad of Excel and LibreOffice": {
        GREEN: "C6EFCE CCFFCC",
        ORANGE: "FFEB9C",
        RED: "FFC7CE FFCCCC CC0000",
        None: "FFFFCC",
    },
    "Excel 2003": {
        RED: "FF0000 800000 FF8080",
        ORANGE: "FF9900 FFCC00 FF6600 FFCC99",
        YELLOW: "FFFF00 FFFF99",
        GREEN: "008000 00FF00 99CC00 339966 CCFFCC",
        None: "000000 333300 003300 808000 993300 008080 0000FF C0C0C0 FF00FF FF99CC FFFFCC CCFFFF 800080 FFFFFF",
    },
    "theme 2007": {
        RED: "C0504D 963634 DA9694 E6B8B7",
        ORANGE: "F79646 E26B0A FABF8F FCD5B4",
        GREEN: "9BBB59 76933C C4D79B D8E4BC",
        None: "4F81BD 8064A2 4BACC6 1F497D EEECE1 F2DCDB EBF1DE FDE9D9 974706 DAEEF3",
    },
    "theme 2013": {
        ORANGE: "ED7D31 FFC000 C65911 BF8F00 F4B084 FFD966 FFE699",
        SALMON: "F8CBAD",
        GREEN: "70AD47 548235 375623 A9D08E C6E0B4",
        None: "4472C4 A5A5A5 5B9BD5 44546A E7E6E6 FCE4D6 FFF2CC E2EFDA DDEBF7 833C0C 806000",
    },
    "theme 2023": {
        ORANGE: "E97132 F2AA84",
        SALMON: "F6C6AD",
        GREEN: "196B24 4EA72E 83E28E B3E5A1 C1F0C8",
        None: "156082 0F9ED5 A02B93 0E2841 E8E8E8 FBE3D6 D9F2D0 F2CFEE",
    },
    "LibreOffice": {
        RED: "FF0000 F10D0C FF3838 FFA6A6",
        SALMON: "FF4000 FF5429 FFAA95",
        ORANGE: "FF8000 FFBF00 EA7500 FFB66C FFE994",
        YELLOW: "FFFF00 FFFF38 FFFFA6",
        GREEN: "00A933 81D41A 069A2E 5EB91E 3FAF46 AFD095",
        None: "BF0041 800080 55308D 2A6099 158466 FFFFD7 FFF5CE E8F2A1 DDE8CB",
    },
    "Google Sheets": {
        RED: "980000 FF0000 E06666 EA9999 F4CCCC CC4125 CC0000",
        ORANGE: "FF9900 F6B26B FFD966 E69138 F1C232 F9CB9C FFE599",
        YELLOW: "FFFF00",
        GREEN: "00FF00 93C47D 6AA84F 38761D B6D7A8",
        None: "00FFFF 4A86E8 9900FF FCE5CD FFF2CC D9EAD3 D0E0E3 CFE2F3",
    },
    "colour scales of Excel": {RED: "F8696B", ORANGE: "FFEB84", GREEN: "63BE7B", None: "5A8AC6"},
}


@pytest.mark.parametrize("name", PALETTES)
def test_the_palettes_people_choose_from(name: str):
    read = {rgb: read_light(rgb) for colours in PALETTES[name].values() for rgb in colours.split()}
    assert read == {rgb: light for light, colours in PALETTES[name].items() for rgb in colours.split()}


def test_our_own_colours_say_what_they_say():
    """Cells copied from our workbooks with their looks; all other colours of our style say nothing."""
    for status, look in style().status.items():
        light = read_light(look.fill.removeprefix("#"))
        assert (status in light.statuses) if light else status is Status.NOT_ASSESSED
    painted = ("head_fill", "french_fill", "dutch_fill", "input_fill", "missing_fill", "long_fill")
    assert {read_light(style().colour[name].removeprefix("#")) for name in painted} == {None}


@pytest.mark.parametrize("written", ["", "FF", "#FF0000", "FFFF0000", "rouge", "GG0000", "-1-1-1"])
def test_what_is_no_colour_says_nothing(written: str):
    assert read_light(written) is None


@given(st.integers(0, 255))
def test_grey_says_nothing(part: int):
    assert read_light(f"{part:02X}" * 3) is None


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_is_read(rgb: int):
    light = read_light(f"{rgb:06X}")
    assert light is None or Status.NOT_ASSESSED not in light.statuses
