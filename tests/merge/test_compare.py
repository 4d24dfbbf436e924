"""What is told of a record then and now: above all, where the bar moved and what that did."""

from __future__ import annotations

import pytest

from merge.reports import OO, Values, indicator, objective, report
from minerva.layout.returns import choices
from minerva.merge.compare import compare
from minerva.model.comparison import Change, Comparison, Presence, Telling
from minerva.model.coverage import State
from minerva.model.published import PublishedRow
from minerva.model.status import Status

LOWER, HIGHER = ({"direction": choices("direction")[code]} for code in ("lower", "higher"))


def told(then: Values, now: Values, year: int = 2021):
    """The pair two objectives make."""
    (pair,) = compare(report([then]), report([now], year=year)).pairs
    return pair


def test_nothing_differs_from_itself():
    same = report([objective(), objective("O.O.1.2", "Autre chose")], [indicator(), indicator("", "Sans référence")])
    comparison = compare(same, same)
    assert not comparison.differ and len(comparison.pairs) == 4
    assert all(pair.changes == () and pair.old_bar is None for pair in comparison.pairs)


@pytest.mark.parametrize(
    ("before", "after", "change", "by_old"),
    [
        # higher is better
        ({"green": 90}, {"green": 60}, "bar_lowered", "PARTIALLY_REALISED"),
        ({"green": 60}, {"green": 90}, "bar_raised", "REALISED"),
        ({"red": 75}, {"red": 40}, "bar_lowered", "NOT_REALISED"),
        ({"red": 40}, {"red": 60}, "bar_raised", "PARTIALLY_REALISED"),
        # the green threshold tells where both moved apart
        ({"red": 40, "green": 90}, {"red": 60, "green": 80}, "bar_lowered", "PARTIALLY_REALISED"),
        ({"red": 60, "green": 80}, {"red": 40, "green": 90}, "bar_raised", "PARTIALLY_REALISED"),
        # what it does to the result tells before that
        ({"red": 75, "green": 80}, {"red": 40, "green": 90}, "bar_lowered", "NOT_REALISED"),
        ({"red": 40, "green": 90}, {"red": 75, "green": 80}, "bar_raised", "PARTIALLY_REALISED"),
        # lower is better: a green threshold that goes up is easier to reach
        ({"red": 90, "green": 50} | LOWER, {"red": 90, "green": 75} | LOWER, "bar_lowered", "PARTIALLY_REALISED"),
        ({"red": 90, "green": 75} | LOWER, {"red": 90, "green": 50} | LOWER, "bar_raised", "REALISED"),
        ({"red": 60, "green": 50} | LOWER, {"red": 90, "green": 50} | LOWER, "bar_lowered", "NOT_REALISED"),
        # neither
        ({"green": ""}, {"green": 90}, "thresholds", None),
        ({"green": 90}, {"green": ""}, "thresholds", "PARTIALLY_REALISED"),
        ({"red": "N", "green": "O", "result": "O"}, {"red": 50, "green": 90, "result": "O"}, "unit", None),
    ],
)
def test_the_bar_that_moved(before: Values, after: Values, change: str, by_old: str | None):
    pair = told(objective(**before), objective(**after))
    assert Change(change) in pair.changes
    assert len({Change.BAR_LOWERED, Change.BAR_RAISED, Change.THRESHOLDS} & set(pair.changes)) == 1
    assert pair.old_bar == (Status(by_old) if by_old else None)


@pytest.mark.parametrize(
    ("result", "changes", "spared"),
    [
        (30, {"direction", "bar_lowered"}, True),  # it failed by the old reading, it passes by the new
        (95, {"direction", "bar_raised"}, False),
        (70, {"direction", "thresholds"}, False),  # between the two, whichever way they are read
    ],
)
def test_a_direction_turned_round(result: int, changes: set[str], spared: bool):
    then = objective(red=50, green=90, result=70)
    pair = told(then, objective(red=90, green=50, result=result, **LOWER))
    assert {"direction", "bar_lowered", "bar_raised", "thresholds"} & {str(one) for one in pair.changes} == changes
    assert pair.spared is spared


def test_a_blank_direction_and_unit_are_what_they_stand_for():
    pair = told(objective(), objective(unit=choices("unit")["percent"], **HIGHER))
    assert pair.changes == ()


def test_the_new_result_is_held_against_the_old_bar():
    pair = told(objective(green=90, result=70), objective(green=80, result=85))
    assert (pair.now.text("status"), pair.old_bar, pair.spared) == ("REALISED", Status.PARTIALLY_REALISED, True)
    assert set(pair.changes) == {Change.BAR_LOWERED, Change.RESULT, Change.STATUS}
    pair = told(objective(green=90, result=70), objective(green=80, result=95))
    assert (pair.old_bar, pair.spared) == (Status.REALISED, False)


def test_a_status_the_figures_do_not_give_is_not_recomputed():
    pair = told(objective(), objective(green=60, status="NOT_ASSESSED"))
    assert Change.BAR_LOWERED in pair.changes and pair.old_bar is None


@pytest.mark.parametrize(
    ("then", "now", "change"),
    [
        ({"title_fr": "Réduire les délais"}, {"title_fr": "Réduire les délais moyens"}, "reworded"),
        ({"ref": "O.O.1.1"}, {"ref": "O.O.1.4"}, "renumbered"),
        ({"result": 70}, {"result": 71}, "result"),
        ({"budget": "01.001.01.01.0101"}, {"budget": "01.001.01.01.0102"}, "other"),
        ({"deviation_fr": "Trois mois de retard."}, {"deviation_fr": "Un incendie."}, "explanation"),
        ({"actions_fr": "Deux agents de plus."}, {"actions_fr": ""}, "explanation"),
    ],
)
def test_one_thing_that_changed(then: Values, now: Values, change: str):
    assert told(objective(**then), objective(**now)).changes == (Change(change),)


def test_between_years_descriptions_are_expected_to_change_and_typography_is_nothing():
    before, after = "Sept demandes sur dix.", "Huit demandes sur dix."
    pair = told(objective(description_fr=before), objective(description_fr=after))
    assert pair.changes == () and pair.description is Telling.CHANGED
    assert told(objective(description_fr=before), objective(description_fr=before)).description is Telling.SAME
    assert told(objective(title="L'eau — propre"), objective(title="L’eau - propre")).changes == ()
    assert told(objective(title="Délai < 30 jours"), objective(title="Délai > 30 jours")).changes == (Change.REWORDED,)


def test_between_versions_of_a_year_every_character_counts():
    pair = told(objective(description_fr="Sept."), objective(description_fr="Huit."), year=2020)
    assert pair.changes == (Change.DESCRIPTION,)
    assert told(objective(title="L'eau"), objective(title="L’eau"), year=2020).changes == (Change.REWORDED,)
    justified = told(objective(), objective(justification="Vu avec la cellule."), year=2020)
    assert (justified.changes, justified.other) == ((Change.OTHER,), ("justification",))


def test_what_an_indicator_repeats_of_its_objective_is_told_once():
    then = report([objective("O.O.1.1", "Réduire les délais")], [indicator(objective_title_fr="Réduire les délais")])
    renamed = objective("O.O.2.3", "Réduire les délais moyens", strategic_ref="O.S.2")
    below = indicator(above="O.O.2.3", objective_title_fr="Réduire les délais moyens", strategic_ref="O.S.2")
    head, own = compare(then, report([renamed], [below], year=2021)).pairs
    assert set(head.changes) == {Change.RENUMBERED, Change.REWORDED, Change.OTHER}
    assert own.changes == ()


def test_an_indicator_that_only_now_names_another_objective_moved():
    heads = [objective("O.O.1.1", "Réduire les délais"), objective("O.O.1.2", "Acheter un bâtiment")]
    comparison = compare(
        report(heads, [indicator(above="O.O.1.1")]), report(heads, [indicator(above="O.O.1.2")], year=2021)
    )
    assert [pair.changes for pair in comparison.pairs] == [(), (), (Change.MOVED,)]


def presences(comparison: Comparison) -> dict[str, Presence]:
    """The organisations of which something is told."""
    return {line.id: line.presence for line in comparison.organisations if line.presence is not Presence.SAME}


def test_who_reported():
    integrated, missing = State.INTEGRATED, State.MISSING
    then = report(parking=integrated, stib=missing, arp=integrated, bps=State.NOT_EXPECTED, citydev=integrated)
    now = report(year=2021, parking=missing, stib=integrated, iris=missing, bps=missing, citydev=State.WITH_GAPS)
    assert presences(compare(then, now)) == {
        "parking": Presence.NEWLY_MISSING,
        "stib": Presence.NEWLY_REPORTING,
        "iris": Presence.NEW,
        "arp": Presence.GONE,
        "bps": Presence.STATE,
        "citydev": Presence.STATE,
    }


def test_records_of_who_did_not_report_are_neither_dropped_nor_added():
    theirs = objective(organisation="parking")
    then = report([objective(), objective("O.O.1.2", "Fermer un guichet"), theirs], parking=State.INTEGRATED)
    now = report([objective()], year=2021, parking=State.MISSING)
    comparison = compare(then, now)
    assert [lone.row.text("ref") for lone in comparison.dropped] == ["O.O.1.2"]
    assert compare(now, then).dropped == ()
    line = next(line for line in comparison.organisations if line.id == "parking")
    assert line.records[OO] == (1, 0)


def test_a_reference_given_to_another_is_said():
    comparison = compare(
        report([objective(title="Réduire les délais")]), report([objective(title="Acheter un bâtiment")], year=2021)
    )
    assert [(lone.row.text("ref"), lone.reused) for lone in (*comparison.dropped, *comparison.added)] == [
        ("O.O.1.1", True)
    ] * 2


def test_workbooks_from_before_the_coverage_told_ids_are_compared_by_their_records():
    from dataclasses import replace

    then = replace(report([objective(), objective(organisation="parking")]), organisations=())
    now = report([objective()], year=2021, parking=State.MISSING, stib=State.MISSING)
    assert presences(compare(then, now)) == {"parking": Presence.NEWLY_MISSING}


def test_an_id_no_register_holds_is_cut_to_what_a_formula_can_name():
    row = PublishedRow({"organisation": "actiris", "section": "x" * 32_767}, 2)
    assert row.organisation.startswith("actiris/xxx") and len(row.organisation) <= 255
