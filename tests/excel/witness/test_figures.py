"""The witness reads figures and judges as the first reader does, though neither looks at the other."""

from __future__ import annotations

import csv
import random
from decimal import Decimal

import pytest

from filling import shared_data
from minerva.excel.witness.figures import ABSENT, Judged, Meant, meant, status_of, way_to_green
from minerva.model.figure import Figure, FigureKind
from minerva.model.status import Direction, Measure, Status, Unit, assess
from minerva.model.status import way_to_green as model_way
from minerva.parse.figure import read_figure

KINDS = {FigureKind.NUMBER: "number", FigureKind.PERCENT: "percent", FigureKind.YES: "yes", FigureKind.NO: "no"}
TYPED = {
    "85": Meant("number", Decimal(85)),
    "85 %": Meant("percent", Decimal(85)),
    "85%": Meant("percent", Decimal(85)),
    "100,0": Meant("number", Decimal(100)),
    "13,19": Meant("number", Decimal("13.19")),
    "4.470.198 €": Meant("number", Decimal(4470198)),
    "30\u00a0001": Meant("number", Decimal(30001)),
    "'85": Meant("number", Decimal(85)),
    "-3": Meant("number", Decimal(-3)),
    "0": Meant("number", Decimal(0)),
    "Oui": Meant("yes"),
    "Nee": Meant("no"),
    "NOK": Meant("no"),
    "Oui / Ja": Meant("yes"),
    "N/A": ABSENT,
    "/": ABSENT,
    "Geen": ABSENT,
    "niet van toepassing": ABSENT,
    "4.000": Meant("other"),
    "nous faisons référence à un autre rapport": Meant("other"),
    "deux études": Meant("other"),
}


@pytest.mark.parametrize("typed", TYPED)
def test_a_figure_is_read_as_it_is_meant(typed: str):
    assert meant(typed) == TYPED[typed]


def test_what_both_readers_read_is_the_same():
    """What the witness does not read (`other`) says nothing; what it reads, the first reader reads so or not at all."""
    chance = random.Random(2020)
    texts = {"".join(chance.choices("0123456789.,% €oOlN/-+'", k=chance.randrange(1, 8))) for _ in range(20_000)}
    different = []
    for text in filter(str.strip, texts):
        mine, other = meant(text), read_figure(text).value
        kind = KINDS.get(other.kind, "words")
        same = (mine.kind, mine.value) == (kind, other.value)
        if not (same or kind == "words" or mine.kind == "other"):
            different.append((text, mine, other))
    assert different == []


def test_the_real_colours_of_2020():
    with shared_data("golden-colours-2020.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    colours = {"green": Status.REALISED, "orange": Status.PARTIALLY_REALISED, "red": Status.NOT_REALISED}
    for row in rows:
        judged = Judged("", "", meant(row["red_le"]), meant(row["green_ge"]), meant(row["result"]), "")
        assert status_of(judged)[0] == colours[row["colour"]].value, row


def _figure(one: Meant, chance: random.Random) -> Figure | None:
    words = (Figure(FigureKind.TEXT), Figure(FigureKind.REFERS), Figure(FigureKind.PROVISIONAL))
    if one.kind == "absent":
        return chance.choice((None, Figure(FigureKind.NONE), Figure(FigureKind.NOT_APPLICABLE)))
    return chance.choice(words) if one.kind == "other" else Figure(FigureKind(one.kind), one.value)


def test_both_rules_give_the_same_status():
    chance = random.Random(2020)
    numbers = [Meant(kind, Decimal(n)) for kind in ("number", "percent") for n in (0, 50, 80, 100, 101, 150)]
    figures = [*numbers, *(Meant(kind) for kind in ("yes", "no", "absent", "other"))]
    for _ in range(20_000):
        red, green, result = chance.choices(figures, k=3)
        unit, direction = chance.choice(("", *Unit)), chance.choice(("", *Direction))
        declared = chance.choice(("", *Status))
        measure = Measure(
            Unit(unit) if unit else None,
            Direction(direction) if direction else None,
            *(_figure(one, chance) for one in (red, green, result)),
            Status(declared) if declared else None,
        )
        judged, right = Judged(unit, direction, red, green, result, declared), assess(measure)
        status, reasons = status_of(judged)
        assert status == right.status, measure
        assert (right.reason in reasons) if right.reason else not reasons, (measure, reasons, right)
        way, told = way_to_green(judged, status), model_way(measure, right.status)
        assert way == told or abs(way - told) < Decimal("1e-9"), measure
