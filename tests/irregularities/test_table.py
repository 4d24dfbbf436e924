"""Every irregularity of the tables of 2020 has a line in the table, and every line is proved."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from filling import shared_data
from irregularities.case import Case, Outcome, as_markdown
from irregularities.table import CASES, PENDING

NUMBERS = frozenset(range(1, 165))  # those behind 164 are of the section Mandate
FAMILIES = {"STR", "REF", "THR", "RES", "STA", "WGT", "DEV", "BUD", "LNG", "TXT", "XTB", "PLN", "COV", "SEC"}


@cache
def quotes() -> dict[int, str]:
    """The quotes of the list, by number, without the section Mandate."""
    with shared_data("irregularities.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {int(row["n"]): row["quote"] for row in rows if not row["section"].startswith("Mandate")}


def squeezed(text: str) -> str:
    """A text without white space, capitals aside."""
    return "".join(text.split()).casefold()


def ids(case: Case) -> str:
    """The name of a test."""
    return case.name


def test_every_case_has_a_line():
    assert {case.number for case in CASES} == NUMBERS
    assert [case.number for case in CASES] == sorted(case.number for case in CASES)


def test_the_numbers_are_those_of_the_list():
    assert set(quotes()) == NUMBERS


@pytest.mark.parametrize("number", sorted(NUMBERS))
def test_what_is_fed_is_what_was_printed(number: int):
    """Some line of each case feeds the quote, or the part of it that is named, or cells that all stand in it."""
    quote = squeezed(quotes()[number])
    lines = [case for case in CASES if case.number == number]
    assert all(squeezed(case.essence) in quote for case in lines)
    assert any(feeds(case, quote) for case in lines)


def feeds(case: Case, quote: str) -> bool:
    """Whether the cells of a line are the quote, hold its essence, or are parts of it."""
    cells = [squeezed(cell) for cell in case.typed]
    if quote in "".join(cells):
        return True
    if case.essence:
        return squeezed(case.essence) in "".join(cells)
    return bool(cells) and all(cell in quote for cell in cells)


@pytest.mark.parametrize("case", [case for case in CASES if case.number not in PENDING], ids=ids)
def test_what_comes_out(case: Case):
    assert case.proof() == case.answer


def test_what_waits_does_wait():
    """A case of PENDING that passes has arrived and must leave the set."""
    arrived = {number for number in PENDING if all(holds(case) for case in CASES if case.number == number)}
    assert arrived == set()


def holds(case: Case) -> bool:
    """Whether a proof succeeds; a file that cannot be read fails it."""
    try:
        return case.proof() == case.answer
    except AssertionError:
        return False


def test_a_case_for_the_catalogue_names_the_rule_it_waits_for():
    assert all(bool(case.rule) is (case.outcome is Outcome.CATALOGUE) for case in CASES)
    assert {case.rule[:3] for case in CASES if case.rule} <= FAMILIES


def test_a_finding_is_named_in_the_answer_of_its_case():
    """A case decided by a finding has a line whose answer names the code or leaves the value uncertain."""
    for number in {case.number for case in CASES if case.outcome is Outcome.FINDING}:
        answers = [str(case.answer) for case in CASES if case.number == number]
        assert any("@" in answer or answer == "None" for answer in answers), number


def test_the_table_can_be_printed():
    printed = as_markdown(CASES, PENDING).splitlines()
    assert len(printed) == len(CASES) + 2
    assert all(line.startswith("| ") and line.count(" | ") == 4 for line in printed[2:])
