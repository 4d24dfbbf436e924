"""Words for nothing, not here, not yet: what they are, and what only resembles them."""

import pytest

from minerva.model.figure import FigureKind
from minerva.parse.absence import state_of


@pytest.mark.parametrize(
    "text",
    [
        "SO",  # as often a slip for OS
        "Aucune déviation",
        "Geen afwijking",
        "Visite de terrain",
        "Ziekteverzuim",
        "Pas de déviation",
        "Pour cet objectif, trois projets",
        "De gids is beschikbaar",
        "0",
        "#N/A",
    ],
)
def test_ordinary_text_is_in_no_state(text):
    assert state_of(text) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Aucun.", FigureKind.NONE),
        ("- -", FigureKind.NONE),
        ("\u2014", FigureKind.NONE),
        ("n.v.t. voor 2020", FigureKind.NOT_APPLICABLE),
        ("Pour cet objectif, nous renvoyons au rapport de talent.brussels", FigureKind.REFERS),
        ("cf. KPI 2.1.1", FigureKind.REFERS),
        ("Cijfers nog niet beschikbaar", FigureKind.PROVISIONAL),
        ("Voorlopige cijfers", FigureKind.PROVISIONAL),
    ],
)
def test_states(text, state):
    assert state_of(text) is state
