"""Thresholds, results, weights and deviations: the border cases of their rules, wrong and right."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from minerva.model.finding import Finding
from minerva.model.submission import SourceFile, Submission
from minerva.rules.catalogue import check
from minerva.rules.coverage import result_in_another_return
from rules.submissions import Values, block_of, good_submission, submission, weighted_block

NUMBER = {"unit": "Nombre/Aantal"}
LOWER = NUMBER | {"direction": "▼"}
NOT_EXPLAINED = {"deviation_fr": "", "deviation_nl": ""}
EXPLAINED = {"deviation_fr": "Retard.", "deviation_nl": "Vertraging."}
COUNTED = {"title_fr": "Nombre d’avis", "title_nl": "Aantal adviezen"}


def of_first(first: Values) -> Submission:
    """A right return but for some cells of its first indicator."""
    return submission([block_of(1, {}, first), block_of(2)])


def of_objective(head: Values) -> Submission:
    """A right return but for some cells of its first objective."""
    return submission([block_of(1, head), block_of(2)])


def found(read: Submission) -> list[str]:
    return [f"{finding.code}@{finding.cell}" for finding in check(read)]


def proposals(finding: Finding) -> dict[str, Decimal | str]:
    return {proposal.cell: proposal.value for proposal in finding.proposals}


WRONG = {
    "THR004": [{"red": "80"}, {"red": "80 %", "green": "80"}, NUMBER | {"red": "5", "green": "5", "result": "5"}],
    "THR005": [
        {"red": "0,5"},
        {"green": "0,8"},
        {"red": "0,5", "green": "0,9"},
        {"red": "0,5", "green": "0,9", "result": "95 %"},
        {"red": "50 %", "green": "1500", "result": "1600"},
        NUMBER | {"red": "50 %"},
        NUMBER | {"red": "50 %", "green": "20", "result": "30"},
    ],
    "THR006": [
        {"red": "80", "green": "120", "result": "130"},
        {"red": "1200", "green": "1500", "result": ""} | {"result": "1600"},
        {"red": "5000 %"},
        {"red": "5000 %", "green": "8000 %"},
        {"red": "1500", "green": "1500", "result": "1600"},
    ],
    "RES006": [{"result": "8500 %"}, {"result": "120"}],
    "RES007": [
        {"description_nl": "Voorlopig cijfer."},
        {"deviation_fr": "Le taux de 2020 n’est pas encore connu.", "deviation_nl": "Het cijfer is nog niet bekend."},
    ],
    "RES008": [
        {"description_fr": "Le service a réalisé 55 % de ses opérations et en a planifié 18 %."},
        {"description_nl": "In 2020 werd 47% van de geplande acties uitgevoerd."},
    ],
    "RES009": [
        COUNTED | {"red": "47", "green": "63", "result": "100,0 0%"},
        COUNTED | {"unit": "%", "red": "47", "green": "63", "result": "100 %"},
    ],
    "DEV004": [
        NUMBER | {"red": "20", "green": "40", "result": "81"},
        {"red": "10", "green": "20"},
        LOWER | {"red": "30", "green": "24", "result": "10"},
    ],
    "DEV005": [
        {"result": "60", "deviation_fr": text}
        for text in ("Aucune déviation", "Pas d’écart.", "Il n’y a pas de déviation", "/", "N/A", "Geen afwijking")
    ],
}

RIGHT = {
    "all or nothing": {"red": "100 %", "green": "100 %", "result": "100 %"},
    "no accident": LOWER | {"red": "0", "green": "0", "result": "0"},
    "one report": NUMBER | {"red": "1", "green": "1", "result": "1"},
    "small percentages": {"red": "0,5", "green": "2", "result": "2,5"},
    "a percentage with its sign beside one without": {"red": "50 %", "green": "80"},
    "small percentages throughout": {"red": "0,2", "green": "0,3", "result": "0,4"},
    "growth": {"red": "0,5", "green": "0,9", "result": "1,3"},
    "a low target where less is better": {"direction": "▼", "red": "10", "green": "0,5", "result": "0,4"},
    "a threshold of 120 % with its sign": {"red": "90 %", "green": "120 %", "result": "125 %"},
    "a number above 100": NUMBER | {"red": "1200", "green": "1500", "result": "1600"},
    "an explained 120 %": {"result": "120 %"} | EXPLAINED,
    "a provisional report": {"description_fr": "Le rapport provisoire a été remis.", "description_nl": "Verslag."},
    "results of an inquiry": {"description_fr": "Les résultats de l’enquête seront disponibles en 2021."},
    "the result among other percentages": {"description_fr": "72 % réalisés, 23 % en phase finale : réalisé à 95 %."},
    "parts that add up": {"description_fr": "Réalisé : 50 %, puis 45 %."},
    "points out of points": {"description_fr": "Guide réalisé (10/10%), outil réalisé (15/30%)."},
    "a percentage of something else": {"description_fr": "Presque toutes, avec 12 % de télétravail."},
    "a share of a number": {"title_fr": "Nombre d’avis rendus à temps (en %)", "title_nl": "Aantal", "result": "95 %"},
    "beyond by less than the span": NUMBER | {"red": "0", "green": "40", "result": "79"},
    "far beyond and explained": NUMBER | {"red": "20", "green": "40", "result": "81"} | EXPLAINED,
    "no deviation where there is none": {"deviation_fr": "Aucune déviation", "deviation_nl": "Geen afwijking"},
    "no deviation but the cause": {"result": "60", "deviation_fr": "Pas de déviation propre : Covid."}
    | {"deviation_nl": "Geen afwijking van ons: Covid."},
    "a denial beside an explanation": {"result": "60", "deviation_fr": "/", "deviation_nl": "Vertraging."},
}


@pytest.mark.parametrize(("code", "first"), [(code, one) for code, all_of_it in WRONG.items() for one in all_of_it])
def test_a_figure_that_is_wrong_has_one_finding(code: str, first: Values):
    codes = [finding.code for finding in check(of_first(first)) if finding.family != "LNG"]
    assert codes == [code]


@pytest.mark.parametrize("name", RIGHT)
def test_a_figure_that_is_right_has_none(name: str):
    assert [finding.code for finding in check(of_first(RIGHT[name])) if finding.family != "LNG"] == []


@pytest.mark.parametrize(
    ("first", "cells"),
    [
        ({"red": "0,5"}, {"J7": 50}),
        ({"green": "0,8"}, {"K7": 80}),
        ({"red": "0,5", "green": "0,9"}, {"J7": 50, "K7": 90}),
        ({"red": "5000 %", "green": "8000 %"}, {"J7": 50, "K7": 80}),
        ({"red": "80", "green": "120", "result": "130"}, {}),
        ({"result": "8500 %"}, {"L7": 85}),
        ({"result": "120"}, {}),
        ({"red": "80", "green": "50"}, {"J7": 50, "K7": 80}),
        ({"red": "80", "green": "50", "result": "60"} | EXPLAINED, {}),
        ({"red": "O", "green": "N", "result": "O"}, {"J7": "N", "K7": "O"}),
    ],
)
def test_what_is_certain_is_proposed(first: Values, cells: dict[str, object]):
    (finding,) = check(of_first(first))
    assert proposals(finding) == cells


def test_the_thresholds_of_line_617_are_no_simple_swap():
    """88 | 50 | 75 is result, red, green: to swap red and green would give a false colour."""
    (finding,) = check(of_objective({"red": "88", "green": "50", "result": "75"}))
    assert (finding.code, finding.proposals) == ("THR002", ())
    assert dict(finding.params)["advice"] == "@found.swap.shifted"


def test_both_thresholds_in_words_are_named():
    (finding,) = check(of_first({"red": "peu", "green": "beaucoup"}))
    assert (finding.code, dict(finding.params)["cells"]) == ("THR003", "J7, K7")


def test_a_file_without_unit_column_is_not_asked_for_the_unit():
    read = of_first({"red": "1200", "green": "1500", "result": "1600"})
    for record in read.records:
        record.columns.pop("unit")
    assert found(read) == []


@pytest.mark.parametrize("key", ["red", "green", "result"])
def test_each_empty_cell_of_a_column_has_its_finding_so_that_filling_one_changes_no_other(key: str):
    blocks = [block_of(number, {}, {key: ""}, {key: ""}) for number in (1, 2, 3)]
    findings = check(submission(blocks))
    assert [finding.code for finding in findings] == ["RES001" if key == "result" else "THR001"] * 6
    assert len({finding.place for finding in findings}) == 6


def test_weights_typed_as_fractions_are_proposed_in_per_cent():
    (finding,) = check(submission([block_of(1, {}, {"weight": "0,6"}, {"weight": "0,4"}), block_of(2)]))
    assert (finding.code, dict(finding.params)["advice"]) == ("WGT001", "@found.weights.fractions")
    assert proposals(finding) == {"P7": 60, "P9": 40}


def test_the_only_indicator_of_an_objective_needs_no_weight():
    head, (first, _) = block_of(1)
    assert found(submission([(head, [first | {"weight": ""}]), block_of(2)])) == []
    assert found(submission([(head, [first | {"weight": "moyen"}]), block_of(2)])) == ["WGT002@P7"]


def weighted(*results: str, result: str, weights: tuple[str, ...] = ("50", "50")) -> tuple[Values, list[Values]]:
    """The first block with an objective and indicators in per cent."""
    head, (first, _) = block_of(1, {"result": result})
    pairs = zip(results, weights, strict=True)
    rows = [first | EXPLAINED | {"ref": "", "result": one, "weight": weight} for one, weight in pairs]
    return head, rows


@pytest.mark.parametrize(
    ("block", "right"),
    [
        (weighted("100", "50", result="75"), True),
        (weighted("100", "51", result="75"), True),
        (weighted("100", "50", result="76"), True),
        (weighted("100", "50", result="77"), False),
        (weighted("100", "50", result="75,4"), True),
        (weighted("100", "50", "50", result="66,67 %", weights=("33,33", "33,33", "33,33")), True),
        (weighted("100", "50", "50", result="75", weights=("33,33", "33,33", "33,33")), False),
        (weighted("95", result="95", weights=("",)), True),
        (weighted("95", result="80", weights=("",)), False),
        (weighted("120", "50", result="75"), True),
    ],
)
def test_an_objective_is_held_against_its_indicators(block: tuple[Values, list[Values]], right: bool):
    codes = found(submission([block, weighted_block(2), weighted_block(3)]))
    assert codes == ([] if right else ["WGT003@K7"])


def test_another_formula_is_not_held_against_the_weighted_mean():
    """A return that mostly computes its objectives otherwise has its own way."""
    others = [block_of(number, {}, {}, {"unit": "%"}) for number in (2, 3)]
    assert found(submission([weighted("100", "50", result="100"), *others, weighted_block(4)])) == []


def test_what_is_no_percentage_cannot_be_weighed():
    head, rows = weighted("100", "50", result="100")
    lower = [rows[0], rows[1] | {"direction": "▼", "red": "80", "green": "50"}]
    assert found(submission([(head, lower), weighted_block(2)])) == []


def test_very_many_weights_of_nothing_weigh_nothing():
    """Their rounding allows for a sum of 0, by which nothing can be divided."""
    head, rows = weighted("100", "50", result="75")
    many = [rows[0] | {"ref": f"KPI-1.1.{number}", "weight": "0"} for number in range(1, 201)]
    assert found(submission([(head, many), weighted_block(2)])) == []


def test_of_several_counts_that_differ_the_first_in_the_text_is_told():
    told = ["visites menées ailleurs", "dossiers traités ensemble", "avis rendus rapidement", "plans suivis ici"]
    one, other = (", ".join(f"{number} {words}" for words in told) for number in (12, 13))
    [difference] = check(submission([block_of(1, {"description_fr": one}, {"description_fr": other}), block_of(2)]))
    assert dict(difference.params)["first"] == "12 visites menees ailleurs"


def test_the_same_count_in_both_texts_is_right():
    same = {"description_fr": "73 entreprises sociales agréées."}
    assert found(submission([block_of(1, same, same)])) == []
    other = {"description_fr": "67 entreprises sociales agréées."}
    assert found(submission([block_of(1, same, other)])) == ["XTB004@N7"]
    assert found(submission([block_of(1, same), block_of(2, {}, other)])) == []


def two_returns(here: Values, there: Values) -> list[Submission]:
    other = replace(submission([block_of(1, there)]), file=SourceFile("stib.xlsx", 1, "b"), organisation="stib")
    return [submission([block_of(1, here)]), other]


TITLE = {"title_fr": "Gouvernance de l’information", "red": "25", "green": "85"}


@pytest.mark.parametrize(
    ("here", "there", "cells"),
    [
        (TITLE | {"result": ""}, TITLE | {"result": "87"}, ["K7"]),
        (TITLE | {"result": ""}, TITLE | {"result": "87", "red": "25 %"}, ["K7"]),
        (TITLE | {"result": "50"}, TITLE | {"result": "87"}, []),
        (TITLE | {"result": ""}, TITLE | {"result": ""}, []),
        (TITLE | {"result": ""}, TITLE | {"result": "87", "green": "90"}, []),
        (TITLE | {"result": ""}, TITLE | {"result": "87", "title_fr": "Archives", "title_nl": "Archief"}, []),
    ],
)
def test_a_result_in_another_return_is_named(here: Values, there: Values, cells: list[str]):
    names = {"title_nl": "Informatiebeheer op orde"}
    findings = result_in_another_return(two_returns(names | here, names | there))
    assert [finding.cell for finding in findings] == cells


def test_a_return_is_no_other_return():
    read = submission([block_of(1, TITLE | {"result": ""}), block_of(2, TITLE | {"result": "87"})])
    assert result_in_another_return([read, good_submission()]) == []
