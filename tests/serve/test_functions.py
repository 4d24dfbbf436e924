"""The functions for cells: the readings and judgements of the rules, over one cell or many."""

from __future__ import annotations

import pytest

from minerva.layout.labels import LANGUAGES, labels
from minerva.problems import Problem
from minerva.serve import cell_functions
from minerva.serve.cell_functions import NO_VALUE


@pytest.mark.parametrize(
    ("result", "red", "green", "more", "word"),
    [
        (95, 70, 90, (), "Réalisé"),
        (90, 70, 90, (), "Réalisé"),
        (89.99, 70, 90, (), "Réalisé partiellement"),
        (70, 70, 90, (), "Non-réalisé"),
        ("95 %", "70%", "90,0 %", (), "Réalisé"),
        (0.29, 0.1, 0.29, (), "Réalisé"),
        (20, 30, 20, ("Nombre/Aantal", "▼"), "Réalisé"),
        (31, 30, 20, ("nombre", "lager"), "Non-réalisé"),
        ("J", "N", "O", (None, None, "nl"), "Gerealiseerd"),
        ("Nee", "N", 0, (), "Non-réalisé"),
        (50, 70, 90, ("%", "▲", " NL "), "Niet gerealiseerd"),
        (95, 90, 70, (), "Non évalué"),
        (None, 70, 90, (), "Non évalué"),
        ("environ 80", 70, 90, (), "Non évalué"),
        ("gereed", "half", "heel", ("tekst", None, "nl"), "Niet beoordeeld"),
        ("100 %", 14533, 18166, (), "Non évalué"),
        (None, None, " ", (), ""),
    ],
)
def test_status(result, red, green, more, word) -> None:
    ranges = [[[value]] for value in (result, red, green, *more)]
    assert cell_functions.status(*ranges) == [[word]]


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("reference", "O.O. 9,2", "O.O.9.2"),
        ("reference", "0.0.1.7", "O.O.1.7"),
        ("reference", "KPI- . 4.3.2", "KPI-4.3.2"),
        ("reference", "1.1.1", "KPI-1.1.1"),
        ("reference", "S1", "O.S.1"),
        ("reference", "POP2020ICT1", "POP2020ICT1"),
        ("budget", "AB 12 004 27 01 12 11", "12.004.27.01.1211"),
        ("budget", "12.004.27.01.1211\n12.004.27.02.1211", "12.004.27.01.1211\n12.004.27.02.1211"),
        ("budget", "Aucun", "Aucun"),
        ("figure", "85 %", 85),
        ("figure", "4.470.198 €", 4470198),
        ("figure", "13,19", 13.19),
        ("figure", 0.1 + 0.2, 0.3),
        *((name, blank, "") for name in ("reference", "budget", "figure") for blank in (None, "", "\n ")),
    ],
)
def test_one_cell(name: str, typed: object, meant: object) -> None:
    assert getattr(cell_functions, name)([[typed]]) == [[meant]]


@pytest.mark.parametrize(
    ("name", "ranges", "key"),
    [
        ("figure", ["bla"], "figure_text"),
        ("figure", ["4.000"], "figure_text"),
        ("figure", ["Oui"], "figure_state"),
        ("figure", ["N/A"], "figure_state"),
        ("figure", ["#DIV/0!"], "error"),
        ("figure", [float("nan")], "error"),
        ("figure", ["9" * 40_000], "error"),
        ("figure", [{"type": "Entity"}], "error"),
        ("reference", ["O.O.1"], "reference_unclear"),
        ("reference", ["1.1"], "reference_kind"),
        ("budget", ["12.004"], "budget_unclear"),
        ("status", [95, 70, 90, "banane"], "unit"),
        ("status", [95, 70, 90, None, "vers le haut"], "direction"),
        ("status", [95, 70, 90, None, None, "de"], "language"),
    ],
)
def test_unreadable_cell(name: str, ranges: list, key: str) -> None:
    with pytest.raises(Problem) as told:
        getattr(cell_functions, name)(*([[value]] for value in ranges))
    assert told.value.key == f"function.{key}"
    assert all(labels(language)(told.value.key, **told.value.params) for language in LANGUAGES)


def test_ranges() -> None:
    """A column of results against one pair of thresholds, and one unreadable cell among many, which spoils no other."""
    results = [[95], [None], ["80 %"], ["#N/A"]]
    assert cell_functions.status(results, [[70]], [[90]]) == [
        ["Réalisé"],
        ["Non évalué"],
        ["Réalisé partiellement"],
        [NO_VALUE],
    ]
    assert cell_functions.figure([["1", "x"], [None, 2]]) == [[1, NO_VALUE], ["", 2]]


@pytest.mark.parametrize(
    ("results", "reds", "key"),
    [
        ([[1], [2], [3]], [[1], [2]], "shape"),
        ([[1, 2]], [[1, 2, 3]], "shape"),
        ([[1]] * 20_001, [[1]], "many"),
    ],
)
def test_ranges_that_do_not_fit(results: list, reds: list, key: str) -> None:
    with pytest.raises(Problem) as told:
        cell_functions.status(results, reds, [[1]])
    assert told.value.key == f"function.{key}"
