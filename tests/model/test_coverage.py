"""Counts that add up, rates rounded half up, and the 24 autonomous bodies of 2020."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.excel.sample import sample_register
from minerva.model.coverage import Coverage, CoverageLine, State, count, percentage
from minerva.model.register import OAA

REGISTER = sample_register()


@given(st.lists(st.sampled_from(list(State)), max_size=60))
def test_counts_are_disjoint_and_add_up(states):
    counts = count(CoverageLine(REGISTER.organisations[0], state) for state in states)
    assert counts.expected == counts.missing + counts.received == sum(s is not State.NOT_EXPECTED for s in states)
    assert counts.received == counts.unusable + counts.integrated + counts.with_gaps + counts.annexed


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [(21, 24, "87.5"), (20, 24, "83.3"), (22, 24, "91.7"), (24, 24, "100"), (0, 24, "0"), (1, 8, "12.5"), (0, 0, "0")],
)
def test_rates(part, whole, rate):
    assert percentage(part, whole) == Decimal(rate)
    assert str(percentage(part, whole)) == rate


def test_finance_and_invest_counts_through_its_two_children():
    lines = tuple(CoverageLine(organisation, State.MISSING) for organisation in REGISTER.organisations)
    rates = Coverage(lines).rates(OAA)
    assert rates.expected == 24
    counted = {line.organisation.id for line in lines if line.organisation.counts and line.organisation.group in OAA}
    assert {"fonds-bruxellois-de-garantie", "brusoc"} <= counted
    assert "finance-invest-brussels" not in counted
