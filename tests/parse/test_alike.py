"""Titles that are one, and texts that are the same words."""

import pytest

from minerva.parse.alike import fingerprint, says_the_same


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Réduire les délais", "reduire  LES délais.", True),
        ("Renforcer les capacités de nos régions partenaires", "Renforcer les capacités de nos partenaires", True),
        ("Program Management Office", "PMO", True),
        ("Een gewestelijk e-learning platform ontwikkelen", "Een gewestelijk e-learningplatform uitwerken", True),
        ("De jaarlijkse welzijnsplannen opstellen", "De hiërarchische lijn begeleiden", False),
        ("Réduire les délais", "Acheter un bâtiment", False),
        ("Communication", "IT", False),
    ],
)
def test_titles_that_are_one(one: str, other: str, alike: bool):
    assert says_the_same(one, other) is says_the_same(other, one) is alike


def test_a_fingerprint_is_that_of_the_words_and_their_place():
    assert fingerprint("KPI", "Le plan est prêt.") == fingerprint("KPI", "le plan  est prêt")
    assert fingerprint("KPI", "Le plan est prêt.") != fingerprint("OO-OD", "Le plan est prêt.")
    assert fingerprint("a", "b") != fingerprint("a b")
