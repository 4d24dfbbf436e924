"""Budget cells; the numbers beside the cases are those of the irregularities found in the tables of 2020."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.reading import Reading, Why
from minerva.parse.budget import read_budgets

ONE = [
    ("AB 16.005.15.01. 4140", "16.005.15.01.4140"),  # 96
    ("AB n° 04.002. 08.08.1 221", "04.002.08.08.1221"),  # 97
    ("AB 05 002 08 01 1211", "05.002.08.01.1211"),  # 99
    ("AB 05.002.08 01.12.11", "05.002.08.01.1211"),  # 100
    ("AB05.002.34.0 1.33.00", "05.002.34.01.3300"),  # 101
    ("AB 29 004 08 02 12 11", "29.004.08.02.1211"),  # 102
    ("AB 29 004 08 03 12/12", "29.004.08.03.1212"),  # 103
    ("BA 16.006.15.13. 4140", "16.006.15.13.4140"),  # 106
    ("AB n° 0800209011211", "08.002.09.01.1211"),
    ("1600515014140", "16.005.15.01.4140"),
    ("16.005.15.01.\n4140", "16.005.15.01.4140"),
    ("A.B. : 16.005.15.01.4140", "16.005.15.01.4140"),
    ("ab\u00a016.005.15.01.4140", "16.005.15.01.4140"),
    ("N° 16-005-15-01-4140", "16.005.15.01.4140"),
]

UNREADABLE = [
    "AB 29 006 0145 40",  # 104: two digits lost
    "AB 16.01.38.01. 3132",  # 105: programme of two digits
    "BA 16.0006.15.13. 4140",  # 106: programme of four
    "AB 29 Promouvoir la citoyenneté",  # 108
    "AB 05 002 08 01 1211 00",
    "16.005.15.01.4140.02",
    "16.005.15.01.41402",
    "AB 16.OO5.15.01.4140",
    "Budget de fonctionnement",
]

SEVERAL = [
    # typed, text, (code, caption) of each
    (
        "AB 29 004 08 03 1212 AB 29 004 08 02 12 11 Suivre et participer",  # 109
        "29.004.08.03.1212\n29.004.08.02.1211 Suivre et participer",
        [("29.004.08.03.1212", ""), ("29.004.08.02.1211", "Suivre et participer")],
    ),
    (
        "16.005.15.01.4140 anti-discriminatio n\nAB 16.005.15.02.4140 Plan 2020",  # 110
        "16.005.15.01.4140 anti-discriminatio n\n16.005.15.02.4140 Plan 2020",
        [("16.005.15.01.4140", "anti-discriminatio n"), ("16.005.15.02.4140", "Plan 2020")],
    ),
    (
        "16.005.15.01.4140, 16.005.15.02.4140",
        "16.005.15.01.4140\n16.005.15.02.4140",
        [("16.005.15.01.4140", ""), ("16.005.15.02.4140", "")],
    ),
    (
        "AB 16.005.15.01.4140 / 29 006 0145 40",
        "16.005.15.01.4140\n29 006 0145 40",
        [("16.005.15.01.4140", ""), ("", "")],
    ),
    (
        "16.005.15.01.4140\n16.01.38.01. 3132 Subvention",
        "16.005.15.01.4140\n16.01.38.01. 3132 Subvention",
        [("16.005.15.01.4140", ""), ("", "Subvention")],
    ),
    (
        "AB 29\nAB 16.005.15.01.4140",
        "AB 29\n16.005.15.01.4140",
        [("", ""), ("16.005.15.01.4140", "")],
    ),
    (
        "Frais : AB 16.005.15.01.4140\nSubvention : AB 16.005.15.02.4140",
        "16.005.15.01.4140 Frais\n16.005.15.02.4140 Subvention",
        [("16.005.15.01.4140", "Frais"), ("16.005.15.02.4140", "Subvention")],
    ),
    (
        "Voir note. AB 16.005.15.01.4140 Frais",
        "Voir note.\n16.005.15.01.4140 Frais",
        [("", "Voir note."), ("16.005.15.01.4140", "Frais")],
    ),
    (
        "16.005.15.01.4140 (300.000 €) ; 16.005.15.02.4140 2 projets",
        "16.005.15.01.4140 (300.000 €)\n16.005.15.02.4140 2 projets",
        [("16.005.15.01.4140", "(300.000 €)"), ("16.005.15.02.4140", "2 projets")],
    ),
]


@pytest.mark.parametrize(("typed", "code"), ONE)
def test_every_spelling_of_a_code(typed, code):
    reading = read_budgets(typed)
    assert (reading.text, reading.why) == (code, Why.BUDGET_SPELLING)
    assert [(found.code, found.caption, found.certain) for found in reading.value] == [(code, "", True)]


@pytest.mark.parametrize("typed", UNREADABLE)
def test_unclear_codes_stay_as_typed(typed):
    reading = read_budgets(typed)
    assert (reading.text, reading.why) == (typed, None)
    assert [(found.code, found.certain, found.raw) for found in reading.value] == [("", False, typed)]


def test_printed_without_separators():  # 98: the spaces contradict the groups, nothing is certain
    reading = read_budgets("AB n° 080021 0 AB n° 040021 101742 2")
    assert [found.raw for found in reading.value] == ["AB n° 080021 0", "AB n° 040021 101742 2"]
    assert not any(found.certain for found in reading.value)
    assert reading.why is None


@pytest.mark.parametrize(("typed", "text", "found"), SEVERAL)
def test_several_in_one_cell(typed, text, found):
    reading = read_budgets(typed)
    assert reading.text == text
    assert [(allocation.code, allocation.caption) for allocation in reading.value] == found
    assert reading.why is (None if text == typed else Why.BUDGET_SPELLING)


@pytest.mark.parametrize("typed", ["/", "Aucun", "Geen", "-", "N/A"])  # 107
def test_an_explicit_none(typed):
    assert read_budgets(typed) == Reading((), typed)


def test_the_canonical_code_is_left_alone():
    assert read_budgets("16.005.15.01.4140").why is None


PREFIXES = st.sampled_from(["", "AB ", "BA ", "AB n° ", "ab", "A.B. "])
CODES = st.sampled_from(
    ["16.005.15.01.4140", "05 002 08 01 12 11", "05.002.34.0 1.33.00", "16.01.38.01.3132", "0800209011211", "29"]
)
CAPTIONS = st.sampled_from(["", " Frais", " 2 projets", " (300.000 €)", ", Plan 2020", " et", "\n", "\nAB sans code"])
CELLS = st.lists(st.tuples(PREFIXES, CODES, CAPTIONS, st.sampled_from([" ", "\n", " ; "])), min_size=1, max_size=4)


def lost(typed, text):
    kept = Counter(char for char in text if char.isalnum())
    return Counter(char for char in typed if char.isalnum()) - kept


@given(CELLS.map(lambda parts: "".join("".join(part) for part in parts)))
def test_nothing_but_prefixes_is_lost(typed):
    text = read_budgets(typed).text
    assert set(lost(typed, text)) <= set("ABabn")
    assert sorted(filter(str.isdigit, text)) == sorted(filter(str.isdigit, typed))


@given(st.one_of(st.text(min_size=1), st.text(alphabet="AB n°0123456789.,/\n(é", min_size=1)))
def test_any_text_keeps_its_letters_and_digits(typed):
    reading = read_budgets(typed)
    assert set(lost(typed, reading.text)) <= set("ABabnNorsORSº")
    assert reading.why is not None or reading.text == typed


@given(st.from_regex(r"[0-9]{2}\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}", fullmatch=True), st.integers(0, 13))
def test_a_code_survives_a_break_anywhere(code, place):
    ascii_digits = code.replace(".", "")
    assert read_budgets(f"AB {code[:place]} {code[place:]}").value[0].code == code
    assert read_budgets(ascii_digits).value[0].code == code
