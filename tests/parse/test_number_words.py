"""Numbers in words of both languages."""

import pytest

from minerva.parse.number_words import numbers_in_words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("deux", 2),
        ("Douze", 12),
        ("vingt-et-un", 21),
        ("soixante-quinze", 75),
        ("septante-deux", 72),
        ("quatre-vingt-dix-sept", 97),
        ("une quinzaine", 15),
        ("une trentaine", 30),
        ("premières", 1),
        ("troisième", 3),
        ("quatrièmes", 4),
        ("cinquième", 5),
        ("neuvième", 9),
        ("dixième", 10),
        ("un tiers", 3),
        ("trimestriellement", 3),
        ("twee", 2),
        ("één", 1),
        ("Zevenentwintig", 27),
        ("tweeëndertig", 32),
        ("negentig", 90),
        ("vierde", 4),
        ("tweejarige", 2),
        ("driemaandelijks", 3),
        ("tiental", 10),
        ("vijftigste", 50),
        ("XXIe", 21),
        ("IVde", 4),
    ],
)
def test_a_number_in_words_is_known(text: str, number: int):
    assert number in numbers_in_words(text)


@pytest.mark.parametrize(
    "text", ["", "Le plan est prêt.", "Het plan is klaar.", "CIVIL", "dossier", "achter", "viering"]
)
def test_other_words_are_none(text: str):
    assert not numbers_in_words(text)
