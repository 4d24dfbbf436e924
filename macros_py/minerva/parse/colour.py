"""What the fill of a cell says: the traffic light people paint on a result, judged by hue.

Tuned on the standard and theme palettes of Excel (2003, 2007-2010, 2013-2021, 2023), its cell styles *Good*, *Bad* and
*Neutral*, the palettes of LibreOffice and of Google Sheets, and our own (style.toml); the table is in
tests/parse/test_colour.py. Grey, white, black, pale and brown say nothing; nor do the colours between two lights.
"""

from __future__ import annotations

import re
from colorsys import rgb_to_hls
from enum import StrEnum
from functools import lru_cache

from minerva.model.status import Status

_RGB = re.compile("[0-9A-Fa-f]{6}")


class Light(StrEnum):
    """The colour of a traffic light, as the labels name it."""

    RED = "red"
    RED_OR_ORANGE = "red_or_orange"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses somebody may mean by it; two for the salmon that is our red and Excel's pale orange."""
        return _MEANT[self]


_MEANT = {
    Light.RED: (Status.NOT_REALISED,),
    Light.RED_OR_ORANGE: (Status.NOT_REALISED, Status.PARTIALLY_REALISED),
    Light.ORANGE: (Status.PARTIALLY_REALISED,),
    Light.YELLOW: (Status.PARTIALLY_REALISED,),
    Light.GREEN: (Status.REALISED,),
}

_HUES = (
    (11, Light.RED),
    (19, Light.RED_OR_ORANGE),
    (52, Light.ORANGE),
    (64, Light.YELLOW),
    (74, None),  # neither yellow nor green
    (160, Light.GREEN),
    (344, None),  # blue-green, blue, purple, pink
    (360, Light.RED),
)
"""The light up to each hue, in degrees."""

_SALMON = (11, 27)
_SALMON_LIGHTNESS = 0.78
_LEAST_COLOUR = {Light.ORANGE: 0.2, Light.YELLOW: 0.3}
_LEAST_LIGHTNESS = {Light.ORANGE: 0.35, Light.YELLOW: 0.35, Light.RED_OR_ORANGE: 0.3}


@lru_cache(maxsize=256)
def read_light(rgb: str) -> Light | None:
    """The light a colour `RRGGBB` stands for, None for all that is no clear one, and for what is no colour."""
    if not _RGB.fullmatch(rgb):
        return None
    parts = [int(rgb[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    turn, lightness, _ = rgb_to_hls(*parts)
    hue = turn * 360
    light = next(light for end, light in _HUES if hue <= end)
    if _SALMON[0] < hue < _SALMON[1] and lightness >= _SALMON_LIGHTNESS:
        light = Light.RED_OR_ORANGE
    # Of a pale or dark colour too little is left to see; saturation would not tell, for it is 1 in all but white.
    colour = max(parts) - min(parts)
    if colour < _LEAST_COLOUR.get(light, 0.15) or lightness < _LEAST_LIGHTNESS.get(light, 0.2):
        return None
    return light
