"""Which record is which: by reference where titles agree, by title where references moved, across sections at last."""

from __future__ import annotations

from itertools import permutations

import pytest

from merge.reports import KPI, OO, Values, indicator, objective, report
from minerva.merge.matching import Matching, match

DELAYS, HIRING = "Réduire les délais de traitement", "Recruter dix agents de terrain"
BUILDING = "Acheter un nouveau bâtiment"
GENERIC = "Pourcentage de prestations réalisées"


def found(matching: Matching) -> list[tuple[str, str, int]]:
    """(reference then, reference now, confidence) of each pair."""
    return [(pair.then.text("ref"), pair.now.text("ref"), pair.confidence) for pair in matching.pairs]


def left(matching: Matching) -> tuple[list[str], list[str]]:
    """The references dropped and added."""
    return tuple([row.text("ref") for row in rows] for rows in matching[1:])


def objectives(then: list[Values], now: list[Values]) -> Matching:
    """The matching of two lists of objectives."""
    return match(report(then), report(now, year=2021))[OO]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DELAYS, DELAYS),
        (DELAYS, "Réduire les délais de traitement des demandes"),
        (DELAYS, "REDUIRE les delais de traitement."),
        ("Program Management Office", "PMO"),
        ("Taux de réponse 2020", "Taux de réponse 2021"),
    ],
)
def test_the_same_reference_with_a_like_title_is_certain(before: str, after: str):
    matching = objectives([objective("O.O.1.1", before)], [objective("O.O.1.1", after)])
    assert found(matching) == [("O.O.1.1", "O.O.1.1", 100)]
    assert left(matching) == ([], [])


def test_a_reference_given_to_something_else_is_no_match():
    matching = objectives([objective("O.O.1.1", DELAYS)], [objective("O.O.1.1", BUILDING)])
    assert found(matching) == []
    assert left(matching) == (["O.O.1.1"], ["O.O.1.1"])


def test_a_reference_given_to_something_else_while_the_title_moved_on():
    matching = objectives(
        [objective("O.O.1.1", DELAYS)], [objective("O.O.1.1", BUILDING), objective("O.O.1.2", DELAYS)]
    )
    assert found(matching) == [("O.O.1.1", "O.O.1.2", 95)]
    assert left(matching) == ([], ["O.O.1.1"])


def test_two_that_changed_their_references_are_told_apart_by_title():
    one, other = "Part des demandes de type 1", "Part des demandes de type 2"
    matching = objectives(
        [objective("O.O.1.1", one), objective("O.O.1.2", other)],
        [objective("O.O.1.1", other), objective("O.O.1.2", one)],
    )
    assert found(matching) == [("O.O.1.2", "O.O.1.1", 95), ("O.O.1.1", "O.O.1.2", 95)]


def test_the_less_alike_the_titles_the_less_sure():
    shares = []
    for title in (DELAYS, "Réduire les délais de traitement des dossiers", "Réduire les coûts de transport"):
        pairs = found(objectives([objective("O.O.1.1", DELAYS)], [objective("O.O.3.1", title)]))
        shares += [confidence for *_, confidence in pairs] or [0]
    assert shares[0] == 95 > shares[1] > 70 > shares[2] == 0


def test_another_number_in_the_title_is_another_thing():
    matching = objectives(
        [objective("O.O.1.1", "Délai de la procédure de type 1")],
        [objective("O.O.1.3", "Délai de la procédure de type 3")],
    )
    assert left(matching) == (["O.O.1.1"], ["O.O.1.3"])


def test_a_translation_put_right_does_not_part_two_records():
    matching = objectives(
        [objective("O.O.1.1", DELAYS, dutch="NL")], [objective("O.O.2.1", DELAYS, dutch="De termijnen verkorten")]
    )
    assert found(matching) == [] or found(matching)[0][2] < 95
    matching = objectives(
        [objective("O.O.1.1", DELAYS, dutch="")], [objective("O.O.2.1", DELAYS, dutch="De termijnen verkorten")]
    )
    assert found(matching) == [("O.O.1.1", "O.O.2.1", 95)]


def test_titles_several_indicators_have_are_known_by_their_objective():
    then = [indicator(f"K{n}", GENERIC, f"O.O.1.{n}") for n in (1, 2)]
    now = [indicator("K1", GENERIC, "O.O.1.1"), indicator("K9", GENERIC, "O.O.1.9")]
    titles = {1: DELAYS, 2: HIRING, 9: BUILDING}
    heads = [[objective(f"O.O.1.{n}", titles[n]) for n in side] for side in ((1, 2), (1, 9))]
    matching = match(report(heads[0], then), report(heads[1], now, year=2021))[KPI]
    assert found(matching) == [("K1", "K1", 100)]
    assert left(matching) == (["K2"], ["K9"])


def test_indicators_follow_an_objective_that_was_renumbered():
    then = report([objective("O.O.1.1", DELAYS)], [indicator("KPI-1.1.1", GENERIC), indicator("KPI-1.1.2", GENERIC)])
    now = report(
        [objective("O.O.4.2", DELAYS)],
        [indicator("KPI-4.2.1", GENERIC, "O.O.4.2"), indicator("KPI-4.2.2", GENERIC, "O.O.4.2")],
        year=2021,
    )
    assert found(match(then, now)[KPI]) == [("KPI-1.1.1", "KPI-4.2.1", 95), ("KPI-1.1.2", "KPI-4.2.2", 95)]


def test_an_indicator_without_reference_is_known_by_objective_and_title():
    then = report([objective()], [indicator("", "Part des appels"), indicator("", "Part des lettres")])
    now = report(
        [objective()], [indicator("", "Nombre de visites"), indicator("", "Part des lettres reçues")], year=2021
    )
    matching = match(then, now)[KPI]
    assert [(pair.then.text("title_fr"), pair.confidence) for pair in matching.pairs] == [("Part des lettres", 83)]
    assert [row.text("title_fr") for row in matching.dropped] == ["Part des appels"]


def test_what_nothing_in_its_section_fits_is_sought_in_the_others():
    then = report([objective(title=DELAYS, section="emploi"), objective(title=HIRING)])
    now = report([objective(title=HIRING), objective("O.O.7.1", DELAYS, section="")], year=2021)
    pair = next(pair for pair in match(then, now)[OO].pairs if pair.then.text("section"))
    assert (pair.now.text("ref"), pair.now.organisation, pair.confidence) == ("O.O.7.1", "actiris", 90)


def test_organisations_are_never_mixed():
    then, now = report([objective()]), report([objective(organisation="innoviris")], year=2021)
    assert match(then, now)[OO].pairs == ()


def test_the_order_of_the_sheets_changes_nothing_but_the_order():
    records = [objective(f"O.O.1.{n}", f"{title} {n}") for n, title in enumerate((DELAYS, HIRING, BUILDING), 1)]
    renumbered = [objective(f"O.O.2.{n}", f"{title} {n}") for n, title in enumerate((DELAYS, HIRING, BUILDING), 1)]
    answers = {
        frozenset(found(objectives(list(then), list(now))))
        for then in permutations(records)
        for now in permutations(renumbered)
    }
    assert answers == {frozenset((f"O.O.1.{n}", f"O.O.2.{n}", 95) for n in (1, 2, 3))}


def test_thousands_of_records_of_one_organisation_do_not_take_hours():
    """Only a workbook made to harm has so many; of those, the references alone tell."""
    then = report([objective(f"O.O.{n}.1", f"Titre {n * n}") for n in range(1, 2_001)])
    now = report([objective(f"O.O.{n}.1", f"Titre {n * n} revu") for n in range(1_000, 3_000)])
    matched = match(then, now)[OO]
    assert all(pair.then.text("ref") == pair.now.text("ref") for pair in matched.pairs)
    assert len(matched.pairs) == 1_001 and len(matched.dropped) == 999
