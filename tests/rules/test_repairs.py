"""A fixed cell's finding disappears and no other changes: any mistakes together, repaired one by one, in any order."""

from __future__ import annotations

from collections import Counter
from functools import cache
from string import ascii_uppercase

from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.model.finding import Finding
from minerva.model.submission import Submission
from minerva.rules.catalogue import check
from rules.submissions import FIRST_ROW, block_of, submission, weighted_block
from rules.test_rules import MISTAKES, ROWS_OF_A_BLOCK, VARIANTS, Mistake, numbered, told_last_year

ALONE = frozenset({"STR002", "STR014", "SEC001", "SEC002", "STR012", "STR013"})
"""Codes about the whole file: a missing column takes others with it."""


@cache
def plantable() -> tuple[Mistake, ...]:
    """The mistakes of one block that can stand in any block: those that name no cell outside it."""
    own = [
        one for one in (*MISTAKES, *VARIANTS) if one.code not in ALONE and is_of_the_tables(one) and not is_a_stray(one)
    ]
    return tuple(one for one in own if gives_its_finding_in_any_block(one))


def is_a_stray(mistake: Mistake) -> bool:
    """Whether an indicator says no longer under which strategic objective it belongs: it may be of any group.

    What is asked of whole groups (weights, numbering, XTB) waits until it says so; that is meant.
    """
    return any(part.get("strategic_ref") == "" for part in (mistake.first, mistake.second))


def is_of_the_tables(mistake: Mistake) -> bool:
    """Whether a mistake stands in a block of the two tables, not in their titles, on the cover or on another sheet."""
    sheet, _, cell = mistake.place.partition("!")
    in_block = sheet in ROWS_OF_A_BLOCK and int(cell.lstrip(ascii_uppercase) or 0) >= FIRST_ROW
    return in_block and not mistake.gaps


def gives_its_finding_in_any_block(mistake: Mistake) -> bool:
    """Whether a mistake planted in the third block gives its one finding there too."""
    return [finding.code for finding in check(planted({3: mistake}))] == [mistake.code]


BLOCKS = 6


def planted(mistakes: dict[int, Mistake]) -> Submission:
    """A good return of a few blocks with a mistake in some of them, and two blocks nobody touches behind them."""
    blocks = {number: block_of(number) for number in range(1, BLOCKS + 1)}
    blocks |= {number: numbered(mistake, number, BLOCKS + 1) for number, mistake in mistakes.items()}
    more = [block_of(BLOCKS + 1), *(weighted_block(BLOCKS + 2 + place) for place in range(BLOCKS))]
    return submission(
        [*blocks.values(), *more],
        tuple(aside for number, mistake in mistakes.items() for aside in mistake.asides_in(number)),
        notices=[notice for number, mistake in mistakes.items() for notice in mistake.notices_in(number)],
        last_year=frozenset().union(*(told_last_year(number) for number, one in mistakes.items() if one.last_year)),
    )


def findings_of(mistakes: dict[int, Mistake]) -> Counter[Finding]:
    return Counter(check(planted(mistakes)))


@st.composite
def mistakes_and_order(draw: st.DrawFn) -> tuple[dict[int, Mistake], list[int]]:
    """Mistakes by block, of which no two are told by one finding, and the order of their repair."""
    numbers = draw(st.lists(st.integers(1, BLOCKS), min_size=1, max_size=BLOCKS, unique=True))
    several = draw(
        st.lists(
            st.sampled_from(plantable()),
            min_size=len(numbers),
            max_size=len(numbers),
            unique_by=lambda mistake: mistake.code,
        )
    )
    return dict(zip(sorted(numbers), several, strict=True)), draw(st.permutations(numbers))


@settings(deadline=None, max_examples=60)
@given(mistakes_and_order())
def test_repairing_one_mistake_takes_its_finding_away_and_changes_no_other(
    planned: tuple[dict[int, Mistake], list[int]],
):
    mistakes, order = planned
    before = findings_of(mistakes)
    assert sorted(finding.code for finding in before.elements()) == sorted(one.code for one in mistakes.values())
    for number in order:
        repaired = mistakes.pop(number)
        after = findings_of(mistakes)
        assert after <= before
        assert [finding.code for finding in (before - after).elements()] == [repaired.code]
        before = after
    assert before == Counter()


def test_nearly_every_rule_of_the_tables_can_be_planted():
    codes = {mistake.code for mistake in MISTAKES if is_of_the_tables(mistake)} - ALONE
    assert codes - {mistake.code for mistake in plantable()} == set()
    assert len(codes) > 35
