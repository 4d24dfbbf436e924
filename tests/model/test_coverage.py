"""Who has reported: disjoint states, one set of numbers, rates that cannot disagree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbooks
from minerva.merge.consolidate import consolidate
from minerva.model.coverage import Coverage, CoverageLine, State, count, percentage
from minerva.model.register import OAA, Expected, Group

ANY = workbooks.OWN[0]
STATES = st.lists(st.sampled_from(State), max_size=60)


@given(STATES)
def test_the_counts_are_disjoint_and_complete(states: list[State]):
    counts = count(CoverageLine(ANY, state) for state in states)
    assert counts.expected == counts.missing + counts.received
    assert counts.received == counts.unusable + counts.integrated + counts.with_gaps + counts.annexed
    assert counts.in_report == counts.received - counts.unusable
    assert counts.expected == sum(state is not State.NOT_EXPECTED for state in states)
    for state in set(State) - {State.NOT_EXPECTED}:
        assert getattr(counts, state.value) == states.count(state)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (21, 24, "87.5"),
        (20, 24, "83.3"),
        (22, 24, "91.7"),
        (2, 3, "66.7"),
        (1, 800, "0.1"),  # 0.125
        (3, 2000, "0.2"),  # 0.15, half up
        (1, 2000, "0.1"),  # 0.05, half up
        (0, 24, "0"),
        (24, 24, "100"),
        (12, 24, "50"),
        (0, 0, "0"),
        (1999, 2000, "100"),  # 99.95, half up
    ],
)
def test_a_rate_is_rounded_half_up_to_one_decimal(part: int, whole: int, shown: str):
    assert str(percentage(part, whole)) == shown


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_rate_is_never_further_than_half_a_tenth_from_the_truth(part: int, whole: int):
    assert abs(percentage(part, whole) - Decimal(part) * 100 / whole) <= Decimal("0.05")


def test_finance_invest_counts_through_its_two_children():
    """Without them the register would hold 23 autonomous bodies; the report of 2020 counts 24."""
    coverage = consolidate(workbooks.REGISTER, []).coverage
    counted = [o for o in (line.organisation for line in coverage.lines) if o.group in OAA and o.counts]
    assert coverage.rates(OAA).expected == len(counted) == 24
    children = [organisation.id for organisation in counted if organisation.parent == "finance-invest-brussels"]
    assert sorted(children) == ["brusoc", "fonds-bruxellois-de-garantie"]
    parent = coverage.line("finance-invest-brussels")
    assert (parent.state, parent.organisation.counts) == (State.NOT_EXPECTED, False)


def test_a_section_counts_in_its_organisation_and_in_no_number_of_its_own():
    coverage = consolidate(workbooks.REGISTER, []).coverage
    main = [line for line in coverage.lines if not line.organisation.section_of]
    expected = [line for line in main if line.organisation.expected is not Expected.NO]
    assert coverage.counts.expected == coverage.counts.missing == len(expected) == 35
    assert coverage.rates(Group).expected == 35


def test_groups_add_up_to_the_whole():
    states = [State.MISSING, State.INTEGRATED, State.UNUSABLE, State.WITH_GAPS, State.ANNEXED]
    lines = [CoverageLine(o, states[i % 5]) for i, o in enumerate(workbooks.REGISTER.organisations)]
    coverage = Coverage(tuple(lines))
    for key in ("expected", "received", "in_report", "missing"):
        parts = [getattr(coverage.rates([group]), key) for group in Group]
        assert sum(parts) == getattr(coverage.rates(Group), key)
