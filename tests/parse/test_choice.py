"""Unit, direction and declared status as people choose or type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.reading import Why
from minerva.model.status import Direction, Status, Unit
from minerva.parse.choice import read_direction, read_status_word, read_unit

UNITS = [
    ("%", Unit.PERCENT),
    ("Pourcentage", Unit.PERCENT),
    ("en %", Unit.PERCENT),
    ("Pourcentage / Percentage", Unit.PERCENT),
    ("Nombre/Aantal", Unit.NUMBER),
    ("aantal", Unit.NUMBER),
    ("€", Unit.NUMBER),
    ("O/N-J/N", Unit.YES_NO),
    ("O/N - J/N", Unit.YES_NO),
    ("O-N", Unit.YES_NO),
    ("O-N/J-N", Unit.YES_NO),
    ("O-N/J-N/Y-N", Unit.YES_NO),
    ("Oui/Non", Unit.YES_NO),
    ("ja/nee", Unit.YES_NO),
    ("OK/NOK", Unit.YES_NO),
    ("Texte/Tekst", Unit.TEXT),
    ("tekst", Unit.TEXT),
    ("Pourcentage / OK/NOK", None),  # irregularity 61: two scales
    ("% / nombre", None),
    ("N", None),
    ("jours", None),
    ("", None),
]
DIRECTIONS = [
    ("▲", Direction.HIGHER),
    ("▼", Direction.LOWER),
    ("▲ à la hausse / hoger is beter", Direction.HIGHER),
    ("À la baisse", Direction.LOWER),
    ("lager is beter", Direction.LOWER),
    ("à la baisse\nlager is beter", Direction.LOWER),
    ("▲ lager is beter", None),
    ("▲▼", None),
    ("-", None),
    ("stable", None),
]
STATUSES = [
    ("✔ Réalisé", Status.REALISED),
    ("Gerealiseerd", Status.REALISED),
    ("Réalisé / Gerealiseerd", Status.REALISED),
    ("✔\ufe0f", Status.REALISED),
    ("vert", Status.REALISED),
    ("◐ Réalisé partiellement", Status.PARTIALLY_REALISED),
    ("partiellement réalisé", Status.PARTIALLY_REALISED),
    ("◐ Gedeeltelijk gerealiseerd", Status.PARTIALLY_REALISED),
    ("✘ Non-réalisé", Status.NOT_REALISED),
    ("Non réalisé", Status.NOT_REALISED),
    ("Niet gerealiseerd", Status.NOT_REALISED),
    ("– Non évalué", Status.NOT_ASSESSED),
    ("– Niet beoordeeld", Status.NOT_ASSESSED),
    ("✔ Non-réalisé", None),
    ("–", None),
    ("en cours", None),
]


@pytest.mark.parametrize(
    ("read", "typed", "choice"),
    [
        *((read_unit, *case) for case in UNITS),
        *((read_direction, *case) for case in DIRECTIONS),
        *((read_status_word, *case) for case in STATUSES),
    ],
)
def test_choices(read, typed, choice):
    reading = read(typed)
    if choice is None:
        assert reading is None
    else:
        assert (reading.value, reading.text, reading.why) == (choice, choice.value, Why.CHOICE_WORD)


@pytest.mark.parametrize(
    ("read", "choices"), [(read_unit, Unit), (read_direction, Direction), (read_status_word, Status)]
)
def test_canonical_words_are_read_unchanged(read, choices):
    for choice in choices:
        reading = read(choice.value)
        assert (reading.value, reading.text, reading.why) == (choice, choice.value, None)


@given(st.text())
def test_never_raises(typed):
    for read in (read_unit, read_direction, read_status_word):
        read(typed)
