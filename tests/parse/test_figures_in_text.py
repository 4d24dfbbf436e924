"""Figures of a French text held against those of its Dutch translation; irregularities 85, 86 and 111 to 113."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.parse.figures_in_text import figures_in_text, figures_that_differ

SAME = [
    ("4.000 €", "4 000 €"),
    ("4.000 €", "4.000,00 EUR"),
    ("4 000 €", "4\u00a0000 euro"),
    ("4\u202f000 €", "4.000 euro"),
    ("4'000 euros", "4.000 euro"),
    ("30 001 euros", "30.001 euro"),
    ("4.470.198 €", "4 470 198 €"),
    ("1,200,000.50 EUR", "1.200.000,50 EUR"),
    ("13,19 Mio", "13.19 mio"),
    ("1,2 million d’euros", "1,2 miljoen euro"),
    ("1,2 million d’euros", "1.200.000 euro"),
    ("3 milliards", "3 miljard"),
    ("350 k€", "350.000 euro"),
    ("2 M€", "2 miljoen euro"),
    ("5 mille exemplaires", "5.000 exemplaren"),
    ("d’1 million", "van 1 miljoen"),
    ("27,50%", "27,5 %"),
    ("85 % des agents", "85% van de personeelsleden"),
    ("85 pour cent", "85 procent"),
    ("0,5 ETP", "0.50 VTE"),
    ("le 12 mars 2020", "op 12 maart 2020"),
    ("31/12/2020", "31-12-2020"),
    ("31/12/2020", "2020-12-31"),
    ("12/31/2020", "31-12-2020"),
    ("31.12.2020", "31 december 2020"),
    ("1er janvier 2021", "1 januari 2021"),
    ("le 7/2/2020", "op 07.02.2020"),
    ("les 18 février, 12 mai et 24 novembre 2020", "op 18 februari, 12 mei en 24 november 2020"),
    ("le 14 décembre", "op 14 december 2020"),
    ("fin août 2020", "eind augustus 2020"),
    ("en avril 2020", "in april 2020"),
    ("du 3 au 7 mars 2020", "van 3 tot 7 maart 2020"),
    ("le 30 avril 2020 120 personnes", "op 30 april 2020 120 personen"),
    ("le 1er marché, le 2ème, le 3e", "de eerste opdracht, de tweede, de derde"),
    ("1er, 2e, 1°", "1ste, 2de, 1°"),
    ("environ 1/3 et 1/5e", "ongeveer 1/3 en 1/5"),
    ("environ 1/3", "ongeveer een derde"),
    ("au XXIe siècle", "in de 21ste eeuw"),
    ("un projet", "één project"),
    ("1 projet", "een project"),
    ("2 phases", "twee fasen"),
    ("Deux réunions", "2 vergaderingen"),
    ("dix agents", "10 personeelsleden"),
    ("25 agents", "vijfentwintig personeelsleden"),
    ("quatre-vingt-cinq", "85"),
    ("nonante-neuf", "99"),
    ("une trentaine", "30"),
    ("30 accords", "dertigtal akkoorden"),
    ("4 mémorandums de 2 ans", "vier tweejarige memorandums"),
    ("tous les 3 mois", "driemaandelijks"),
    ("notes bimensuelles", "2-maandelijkse nota's"),
    ("une centaine de dossiers", "100 dossiers"),
    ("9h30", "9u30"),
    ("9 h 30", "9.30 uur"),
    ("9h30 à 17h", "9:30 tot 17 uur"),
    ("845 heures", "845 uur"),
    ("5-10 jours", "5 tot 10 dagen"),
    ("5 à 10", "5-10"),
    ("plan 2021-2023", "plan 2021-2023"),
    ("cadre financier 2021-2027", "financieel kader 21-27"),
    ("en 2020", "in ’20"),
    ("Le trajet 2019", "het 2019-traject"),
    ("02 204 21 11", "02/204.21.11"),
    ("+32 2 204 21 11", "02 204 21 11"),
    ("l’article 6 de la loi n° 428/2009", "artikel 6 van wet nr. 428/2009"),
    ("version 2.10.1", "versie 2.10.1"),
    ("O.O.1.1", "O.D.1.1"),
    ("KPI-1.1.1", "KPI 1.1.1"),
    ("point OO.1.4.", "punt OD 1.4"),
    ("S1 et S2", "eerste en tweede semester"),
    ("T1 2020", "K1 2020"),
    ("au 1er trimestre", "in het eerste kwartaal"),
    ("COVID-19", "de coronacrisis"),
    ("Covid 19 et 5 agents", "COVID-19 en 5 personeelsleden"),
    ("certification ISO14001:2015", "ISO-certificering"),
    ("ISO 14001:2015", "ISO14001:2015"),
    ("Office 365", "Office365"),
    ("en 3D", "in drie dimensies"),
    ("1. Le plan. 2. Le budget.", "- Het plan. - De begroting."),
    ("1) Le plan\n2) Le budget", "a) Het plan\nb) De begroting"),
    ("Armes : 1. Critères. Armes : 2. Sanctions.", "Wapens: criteria. Wapens: sancties."),
    ("ateliers (1), archives (2)", "werkplaats, archief"),
    ("+/- 1.045 boîtes", "+/- 1045 dozen"),
    ("1.045 boîtes", "1 045 dozen"),
    ("100 m² et 240l", "100m2 en 240 liter"),
    ("40/40%", "(40/40 %)"),
    ("le 5 ma\u0131 2020, 10 m\u0131llions, 1 \u017fept 2020", "op 5 MA\u0130 2020, 10 miljoen, 1 sept 2020"),
    ("quelques dossiers", "enkele dossiers"),
    ("", ""),
]

DIFFERENT = [
    ("87,5 % et 83 %", "92 % en 87,5 %", ("83 %",), ("92 %",)),
    ("30 001 euros", "30.0001 euro", ("30 001 euros",), ("30.0001 euro",)),
    ("4.000 €", "40.000 €", ("4.000 €",), ("40.000 €",)),
    ("4.000 €", "4 €", ("4.000 €",), ("4 €",)),
    ("1,2 million", "12 miljoen", ("1,2 million",), ("12 miljoen",)),
    ("13,19", "13,91", ("13,19",), ("13,91",)),
    ("85 %", "58 %", ("85 %",), ("58 %",)),
    ("le 12 mars 2020", "op 21 maart 2020", ("12 mars 2020",), ("21 maart 2020",)),
    ("le 12 mars 2020", "op 12 mei 2020", ("12 mars 2020",), ("12 mei 2020",)),
    ("31/12/2020", "31/12/2021", ("31/12/2020",), ("31/12/2021",)),
    ("au plus tard le 30 novembre 2020", "vanaf november 2020", ("30 novembre 2020",), ()),
    ("en 2022", "in 2023", ("2022",), ("2023",)),
    ("le 3e baromètre", "de vijfde barometer", ("3",), ()),
    ("9h30", "9u45", ("9h30",), ("9u45",)),
    ("5 à 10 jours", "5 tot 12 dagen", ("10",), ("12",)),
    ("02 204 21 11", "02 204 21 12", ("02 204 21 11",), ("02 204 21 12",)),
    ("article 6", "artikel 7", ("6",), ("7",)),
    ("(Rabat 12, Kinshasa, 15)", "(Rabat 12, Kinshasa, 16)", ("15",), ("16",)),
    ("1 million", "1 milliard", ("1 million",), ("1 milliard",)),
    ("1re période:299", "1ste periode: 298", ("299",), ("298",)),
    ("90 agents, 301 plaintes, 301 lettres", "90 personeelsleden", ("301",), ()),
    ("69 demandes - 32 demandes - 3 refus", "69 aanvragen - 32 aanvragen - 5 weigeringen", ("3",), ("5",)),
    ("au nombre de 12. Le plan", "ten getale van 14. Het plan", ("12",), ("14",)),
    ("l’année 2019", "het jaar 2018", ("2019",), ("2018",)),
]


@pytest.mark.parametrize(("french", "dutch"), SAME)
def test_what_two_languages_write_differently_is_the_same(french: str, dutch: str):
    assert figures_that_differ(french, dutch) is None
    assert figures_that_differ(dutch, french) is None


@pytest.mark.parametrize(("french", "dutch", "only_french", "only_dutch"), DIFFERENT)
def test_what_differs_is_named_as_typed(french: str, dutch: str, only_french: tuple, only_dutch: tuple):
    assert figures_that_differ(french, dutch) == (only_french, only_dutch)
    assert figures_that_differ(dutch, french) == (only_dutch, only_french)


@given(st.text())
def test_a_text_does_not_differ_from_itself(text: str):
    assert figures_that_differ(text, text) is None


@given(st.lists(st.integers(13, 10**9), max_size=6), st.sampled_from([" ", ".", "\u00a0", "\u202f"]))
def test_numbers_of_any_size_are_found_whatever_groups_their_digits(numbers: list[int], mark: str):
    grouped = "; ".join(f"{number:,}".replace(",", mark) for number in numbers)
    assert figures_that_differ(grouped, "; ".join(map(str, numbers))) is None


@given(st.integers(100, 10**6), st.integers(100, 10**6))
def test_two_different_numbers_differ(one: int, other: int):
    difference = figures_that_differ(f"soit {one} dossiers", f"of {other} dossiers")
    assert (difference is None) == (one == other)


@pytest.mark.parametrize("piece", ["1", "1.", "1 ", "1/", "12:", "'1", "1 2-", "0 1", "12 mars ", "a1", "100 ", "20-"])
def test_a_cell_of_nothing_but_digits_and_marks_is_read(piece: str):
    text = piece * (32_767 // len(piece))
    found = figures_in_text(text)
    assert found.figures or found.mentioned
