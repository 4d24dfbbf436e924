"""The year a title or a file name claims."""

from __future__ import annotations

import pytest

from minerva.parse.year import names_other_year, years_in, years_of_report


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("actiris-2019", (2019,)),
        ("actiris2019v2", (2019,)),
        ("Rapport 2019-2020", (2019, 2020)),
        ("2020 et encore 2020", (2020,)),
        ("actiris", ()),
        ("actiris 12.03.2021", ()),
        ("actiris 2021-03-12", ()),
        ("actiris_20210312", ()),
        ("actiris mars 2021", ()),
        ("Actiris – Février 2021", ()),
        ("actiris 03/2021", ()),
        ("rapport 2020 du 12/03/2021", (2020,)),
        ("12020 5", ()),
        ("dossier 1789", ()),
    ],
)
def test_years_without_dates(text: str, years: tuple[int, ...]):
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Rapport annuel de contrôle de gestion 2020", (2020,)),
        ("JAARVERSLAG 2019", (2019,)),
        ("Année : 2020", (2020,)),
        ("Jaar van het verslag 2020", (2020,)),
        ("Exercice 2018", (2018,)),
        ("Cible 2021", ()),
        ("Objectifs pour l’année 2021 et suivantes", ()),
        ("2021", ()),
    ],
)
def test_only_a_title_that_says_so_claims_a_year(title: str, years: tuple[int, ...]):
    assert years_of_report(title) == years


@pytest.mark.parametrize(
    ("title", "year", "other"),
    [
        ("Résultat 2019", 2020, True),
        ("Résultat 2020", 2020, False),
        ("Résultat 2019-2020", 2020, False),
        ("Résultat", 2020, False),
        ("Résultat 2019", 0, False),
    ],
)
def test_a_title_of_another_year(title: str, year: int, other: bool):
    assert names_other_year(title, year) is other
