"""Reference cells; the numbers beside the cases are those of the irregularities found in the tables of 2020."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.reading import Reading, Why
from minerva.model.reference import Reference, ReferenceKind
from minerva.parse.reference import many_references, read_reference, split_reference

S, T, O, I = (  # noqa: E741
    ReferenceKind.STRATEGIC,
    ReferenceKind.TRANSVERSAL,
    ReferenceKind.OBJECTIVE,
    ReferenceKind.INDICATOR,
)
LOCAL, NONE = ReferenceKind.LOCAL, ReferenceKind.NONE

CERTAIN = [
    # column, typed, kind, text, why
    (O, "O.O.1.1", O, "O.O.1.1", None),  # 1
    (O, "0.0.1.7", O, "O.O.1.7", Why.LOOK_ALIKE),  # 2
    (O, "0.O.2.2", O, "O.O.2.2", Why.LOOK_ALIKE),  # 3
    (O, "O.O. 1.1", O, "O.O.1.1", Why.SPACES),  # 5
    (O, "OO. 2.8", O, "O.O.2.8", Why.SPELLING),  # 6
    (O, "OO 1.1.", O, "O.O.1.1", Why.SPELLING),  # 7
    (O, "O.O.5. 3", O, "O.O.5.3", Why.SPACES),  # 8
    (O, "O.O. 9,2", O, "O.O.9.2", Why.SPELLING),  # 9
    (O, "O.O.1 0.1", O, "O.O.10.1", Why.SPACES),  # 10
    (S, "O.S.1 0", S, "O.S.10", Why.SPACES),  # 11
    (O, "O.1.1", O, "O.O.1.1", Why.SPELLING),  # 13
    (O, "O 3.1", O, "O.O.3.1", Why.SPELLING),  # 14
    (O, "O.3.3 .", O, "O.O.3.3", Why.SPELLING),  # 15
    (O, "0.2.3", O, "O.O.2.3", Why.LOOK_ALIKE),  # 16
    (I, "KP-2.3.1", I, "KPI-2.3.1", Why.SPELLING),  # 17
    (I, "KPI- . 4.3.2", I, "KPI-4.3.2", Why.SPELLING),  # 19
    (S, "S1", S, "O.S.1", Why.SPELLING),  # 20
    (S, "OS 6", S, "O.S.6", Why.SPELLING),  # 20
    (S, "OSD 1", S, "O.S.1", Why.SPELLING),  # 21
    (S, "DT 7", T, "DT 7", None),  # 22
    (S, "D.T.7", T, "DT 7", Why.SPELLING),
    (O, "POP2020ICT1", LOCAL, "POP2020ICT1", None),  # 23
    (O, "POP2019ARD6", LOCAL, "POP2019ARD6", None),  # 24
    (I, "KICT001", LOCAL, "KICT001", None),
    (O, "O.O.1.1bis", LOCAL, "O.O.1.1bis", None),
    (I, "KPI- 4.1.2 .", I, "KPI-4.1.2", Why.SPELLING),  # 126
    (O, "Aucun", NONE, "Aucun", None),  # 132
    (O, "Geen", NONE, "Geen", None),  # 132
    (O, "/", NONE, "/", None),
    (I, "N/A", NONE, "N/A", None),
    (I, "KPI-4.1.7", I, "KPI-4.1.7", None),  # 151
    (I, "KPI- 6.1.9 .", I, "KPI-6.1.9", Why.SPELLING),  # 152
    (O, "O.6.2 .", O, "O.O.6.2", Why.SPELLING),  # 153
    (I, "O.6.2 .", O, "O.O.6.2", Why.SPELLING),  # 153
    (I, "O.O. 1.1", O, "O.O.1.1", Why.SPACES),  # 136
    (O, "O.S.1", S, "O.S.1", None),  # 161
    (O, "O.0.8. 6", O, "O.O.8.6", Why.LOOK_ALIKE),
    (O, "00 1.7", O, "O.O.1.7", Why.LOOK_ALIKE),
    (O, "\u041e.\u041e.1.1", O, "O.O.1.1", Why.LOOK_ALIKE),  # Cyrillic letters
    (O, "O.O.1.l", O, "O.O.1.1", Why.LOOK_ALIKE),
    (O, "O.O.\u00a01.1", O, "O.O.1.1", Why.SPACES),
    (O, "O.O.1.10", O, "O.O.1.10", None),
    (O, "O.O.01.02", O, "O.O.1.2", Why.SPELLING),
    (O, "O.O.1.1.1", O, "O.O.1.1.1", None),
    (O, "1.1", O, "O.O.1.1", Why.SPELLING),
    (O, "o.o.1.1", O, "O.O.1.1", Why.SPELLING),
    (O, "O.D.1.1", O, "O.O.1.1", Why.SPELLING),
    (O, "OD 1.1", O, "O.O.1.1", Why.SPELLING),
    (O, "O.O. 1.1 / O.D. 1.1", O, "O.O.1.1", Why.SPELLING),
    (S, "S.D.1", S, "O.S.1", Why.SPELLING),
    (S, "SD 1", S, "O.S.1", Why.SPELLING),
    (S, "0.S.1", S, "O.S.1", Why.LOOK_ALIKE),
    (S, "1", S, "O.S.1", Why.SPELLING),
    (I, "1.1.1", I, "KPI-1.1.1", Why.SPELLING),
    (I, "kpi 1.1", I, "KPI-1.1", Why.SPELLING),
    (I, "KPI n° 1.2.3", I, "KPI-1.2.3", Why.SPELLING),
    (I, "K.P.I. 1.1", I, "KPI-1.1", Why.SPELLING),  # the I is a letter here, not a one
    (I, "K.P.I.1.1.2", I, "KPI-1.1.2", Why.SPELLING),
    (I, "K. P. I. 4.2", I, "KPI-4.2", Why.SPELLING),
    (O, "O .O. 1.1", O, "O.O.1.1", Why.SPACES),
    (S, "S . D . 3", S, "O.S.3", Why.SPELLING),
]

UNCERTAIN = [
    # column, typed, kind, what is readable of the numbers
    (O, "O.0.4", O, (4,)),  # 4: a digit lost, O.O.4.4 was meant
    (O, "0.O.8.", O, (8,)),  # 12: the last digit stands in another cell
    (I, "KPI-1.5 Développer", I, ()),  # 18
    (S, "OS 2 et OS 3", S, ()),  # 25
    (O, "O.5.1 et 5.2", O, ()),  # 26
    (O, "O.O. 2.1. O.O. 2.2. O.O. 2.3. O.O. 2.4. O.O. 2.5. O.O. 2.6. O.O. 2.7.", O, ()),  # 27
    (O, "O.O. 6.1. O.O. 6.2. O.O. 6.3.", O, ()),  # 28
    (O, "O.O. 3.1. Consolider la formation", O, ()),  # 29
    (O, "1", O, (1,)),
    (O, "OO11", O, (11,)),
    (O, "1.0", O, (1, 0)),  # 1.10 typed as a number, or 1.0
    (O, "1.2.3", O, (1, 2, 3)),
    (O, "O.O.1 1", O, ()),
    (O, "O.O.", O, ()),
    (S, "O.5.1", O, (5, 1)),  # the S typed as 5, or an objective
    (S, "1.1", S, (1, 1)),
    (S, "OS 1 2", S, ()),
    (I, "14,29", I, (14, 29)),  # a weight in the wrong column
    (I, "KPI", I, ()),
    (I, "KP11.1", I, (11, 1)),  # or KPI1.1 with a one for its I
    (O, "O.O. 2.1-2.4", O, ()),
]

SPLITS = [
    (O, "O.O. 3.1. Consolider la formation", ("O.O. 3.1.", "Consolider la formation")),  # 29
    (I, "KPI-1.5 Développer", ("KPI-1.5", "Développer")),  # 18
    (O, "0.O.3.1\nConsolider la formation", ("0.O.3.1", "Consolider la formation")),
    (O, "1.1 Consolider la formation", ("1.1", "Consolider la formation")),
    (O, "  O.O.1.1 - Consolider", ("O.O.1.1", "Consolider")),
    (I, "KPI-1.5: 85 % des agents", ("KPI-1.5", "85 % des agents")),
    (S, "DT 7 Digitale transformatie", ("DT 7", "Digitale transformatie")),
    (S, "1. Be connected", ("1.", "Be connected")),
    (O, "O.O.1.1", None),
    (O, "O.O. 6.1. O.O. 6.2. O.O. 6.3.", None),  # 28
    (O, "O.5.1 et 5.2", None),  # 26
    (S, "OS 2 et OS 3", None),  # 25
    (I, "3 formations organisées", None),
    (I, "KPI-1.5 85 % des agents", None),
    (O, "POP2020ICT1 Masterplan", None),
    (O, "O.O.1.1bis Titre", None),
    (O, "O.0.4 Titre", None),
    (O, "Consolider", None),
    (O, "O.O. 2.1-2.4", None),  # a range
    (O, "O.O. 2.1 \u2013 2.4 Titre", None),
    (I, "KP1-1.1.1", None),
    (O, "", None),
]

LISTS = [
    (S, "OS 2 et OS 3", ["O.S.2", "O.S.3"]),  # 25
    (O, "O.5.1 et 5.2", ["O.O.5.1", "O.O.5.2"]),  # 26
    (
        O,
        "O.O. 2.1. O.O. 2.2. O.O. 2.3. O.O. 2.4. O.O. 2.5. O.O. 2.6. O.O. 2.7.",
        ["O.O.2.1", "O.O.2.2", "O.O.2.3", "O.O.2.4", "O.O.2.5", "O.O.2.6", "O.O.2.7"],
    ),  # 27
    (O, "0.O.2.1. 0.O.2.2.", ["O.O.2.1", "O.O.2.2"]),  # 27 as printed in the other table
    (O, "0.0.2.1. 0.0.2.2", ["O.O.2.1", "O.O.2.2"]),
    (O, "O.O. 6.1. O.O. 6.2. O.O. 6.3.", ["O.O.6.1", "O.O.6.2", "O.O.6.3"]),  # 28
    (O, "1.1, 1.2", ["O.O.1.1", "O.O.1.2"]),
    (O, "O.D. 1.1\nO.D. 1.2", ["O.O.1.1", "O.O.1.2"]),
    (I, "KPI-1.1.1, 1.1.2", ["KPI-1.1.1", "KPI-1.1.2"]),
    (O, "POP2020ICT1 / POP2020ICT2", ["POP2020ICT1", "POP2020ICT2"]),
    (O, "O.O.1.1", ["O.O.1.1"]),
    (O, "O.O.1.1 - 1.3", []),  # a range or a pair
    (I, "KPI-1.1 1.2", []),
    (O, "O.O.1.1 et O.0.4", []),
    (O, "O.O. 3.1. Consolider la formation", []),
    (O, "Aucun", []),
]


@pytest.mark.parametrize(("column", "typed", "kind", "text", "why"), CERTAIN)
def test_certain_references(column, typed, kind, text, why):
    reading = read_reference(typed, column)
    assert (reading.value.kind, reading.value.certain, reading.text, reading.why) == (kind, True, text, why)
    assert reading.value.text == text
    assert bool(reading.value.numbers) is (kind not in (LOCAL, NONE))


@pytest.mark.parametrize(("column", "typed", "kind", "numbers"), UNCERTAIN)
def test_uncertain_references_stay_as_typed(column, typed, kind, numbers):
    assert read_reference(typed, column) == Reading(Reference(kind, numbers, typed, certain=False), typed)


@pytest.mark.parametrize("column", [S, O, I])
@pytest.mark.parametrize("tag", ["FR", "NL", "FR NL"])
def test_a_language_tag_is_no_reference(column, tag):  # 118
    assert read_reference(tag, column) == Reading(Reference(column, (), "", certain=False), "", Why.PLACEHOLDER)


@pytest.mark.parametrize(("column", "typed", "parts"), SPLITS)
def test_reference_and_title_in_one_cell(column, typed, parts):
    assert split_reference(typed, column) == parts


@pytest.mark.parametrize(("column", "typed", "texts"), LISTS)
def test_several_references_in_one_cell(column, typed, texts):
    assert [reference.text for reference in many_references(typed, column)] == texts


COLUMNS = st.sampled_from([S, O, I])
NUMBERS = st.integers(min_value=1, max_value=99)
TYPED = st.text(alphabet="OoSDKPIl0123456789., -/\u041e\u00a0et", min_size=1, max_size=14)


@given(st.one_of(TYPED, st.text(min_size=1)), COLUMNS)
def test_reading_is_idempotent_on_its_text(typed, column):
    reading = read_reference(typed, column)
    assert reading.why is not None or reading.text == typed
    if reading.text:
        again = read_reference(reading.text, column)
        assert (again.value, again.text, again.why) == (reading.value, reading.text, None)


@given(
    NUMBERS, NUMBERS, st.sampled_from(["O.O.{}.{}", "0.0.{}.{}", "OO {}.{}.", "O.D. {},{}", "O.{}.{} .", "O.0.{}. {}"])
)
def test_every_spelling_of_an_objective(first, second, spelling):
    value = read_reference(spelling.format(first, second), O).value
    assert (value.kind, value.numbers, value.certain) == (O, (first, second), True)


@given(TYPED, COLUMNS)
def test_a_split_loses_no_letter(typed, column):
    parts = split_reference(f"{typed} Titre", column)
    if parts:
        assert read_reference(parts[0], column).value.certain
        typed_letters = [char for char in f"{typed}Titre" if char.isalnum()]
        assert [char for char in "".join(parts) if char.isalnum()] == typed_letters
