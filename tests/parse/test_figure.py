"""Figure cells; the numbers beside the cases are those of the irregularities found in the tables of 2020."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.figure import Figure, FigureKind
from minerva.model.reading import Reading, Why
from minerva.parse.figure import read_figure, read_several, read_yes_no_threshold

NUMBER, PERCENT, YES, NO = FigureKind.NUMBER, FigureKind.PERCENT, FigureKind.YES, FigureKind.NO
TEXT, NONE, NOT_APPLICABLE = FigureKind.TEXT, FigureKind.NONE, FigureKind.NOT_APPLICABLE
REFERS, PROVISIONAL = FigureKind.REFERS, FigureKind.PROVISIONAL

NUMBERS = [
    # typed             kind     text        why
    ("85", NUMBER, "85", Why.NUMBER_AS_TEXT),
    ("0", NUMBER, "0", Why.NUMBER_AS_TEXT),  # 41: zero is a value
    ("'85", NUMBER, "85", Why.NUMBER_AS_TEXT),
    (" 85 ", NUMBER, "85", Why.SPACES),
    ("\u00a085\u200b", NUMBER, "85", Why.SPACES),
    ("13.5", NUMBER, "13.5", Why.NUMBER_AS_TEXT),
    ("0.125", NUMBER, "0.125", Why.NUMBER_AS_TEXT),
    ("1234.567", NUMBER, "1234.567", Why.NUMBER_AS_TEXT),
    ("007", NUMBER, "7", Why.SPELLING),
    ("85.0", NUMBER, "85", Why.SPELLING),
    ("85.", NUMBER, "85", Why.SPELLING),
    ("+5", NUMBER, "5", Why.SPELLING),
    ("-5", NUMBER, "-5", Why.NUMBER_AS_TEXT),
    ("\u22125", NUMBER, "-5", Why.LOOK_ALIKE),
    ("-0", NUMBER, "0", Why.SPELLING),
    ("1,5", NUMBER, "1.5", Why.DECIMAL_COMMA),
    ("13,19", NUMBER, "13.19", Why.DECIMAL_COMMA),
    ("33,3333", NUMBER, "33.3333", Why.DECIMAL_COMMA),
    ("14533", NUMBER, "14533", Why.NUMBER_AS_TEXT),  # 54
    ("85 %", PERCENT, "85", Why.PERCENT_SIGN),
    ("85%", PERCENT, "85", Why.PERCENT_SIGN),
    ("85\u202f%", PERCENT, "85", Why.PERCENT_SIGN),
    ("85\n%", PERCENT, "85", Why.PERCENT_SIGN),
    ("85 pour cent", PERCENT, "85", Why.PERCENT_SIGN),
    ("85 procent", PERCENT, "85", Why.PERCENT_SIGN),
    ("85\uff05", PERCENT, "85", Why.LOOK_ALIKE),
    ("60%", PERCENT, "60", Why.PERCENT_SIGN),  # 44, 81
    ("0%", PERCENT, "0", Why.PERCENT_SIGN),  # 75
    ("100 %", PERCENT, "100", Why.PERCENT_SIGN),  # 76
    ("100,00 %", PERCENT, "100", Why.PERCENT_SIGN),  # 77
    ("100,0 0%", PERCENT, "100", Why.SPACES),  # 56, 78
    ("100,0 %", PERCENT, "100", Why.PERCENT_SIGN),  # 79
    ("27,50%", PERCENT, "27.5", Why.PERCENT_SIGN),  # 64, 80
    ("14,29 %", PERCENT, "14.29", Why.PERCENT_SIGN),  # 89
    ("33,33%", PERCENT, "33.33", Why.PERCENT_SIGN),  # 90
    ("11%", PERCENT, "11", Why.PERCENT_SIGN),  # 91
    ("33.3333 %", PERCENT, "33.3333", Why.PERCENT_SIGN),
    ("50% 50%", PERCENT, "50", Why.SPELLING),  # 66: the same result printed twice
    ("50 % 50%", PERCENT, "50", Why.SPELLING),
    ("4.470.198 €", NUMBER, "4470198", Why.THOUSANDS),  # 82
    ("4.000 €", NUMBER, "4000", Why.THOUSANDS),  # 83
    ("300.000€", NUMBER, "300000", Why.THOUSANDS),  # 88
    ("€ 4.000", NUMBER, "4000", Why.THOUSANDS),
    ("4.000,50 EUR", NUMBER, "4000.5", Why.THOUSANDS),
    ("4,50 €", NUMBER, "4.5", Why.CURRENCY),
    ("85 €", NUMBER, "85", Why.CURRENCY),
    ("50 100 €", NUMBER, "50100", Why.THOUSANDS),
    ("30 001", NUMBER, "30001", Why.THOUSANDS),
    ("30 001 euros", NUMBER, "30001", Why.THOUSANDS),  # 85
    ("30\u202f001", NUMBER, "30001", Why.THOUSANDS),
    ("1 234,5", NUMBER, "1234.5", Why.THOUSANDS),
    ("1.234,5", NUMBER, "1234.5", Why.THOUSANDS),
    ("1,234.5", NUMBER, "1234.5", Why.THOUSANDS),
    ("1.234.567", NUMBER, "1234567", Why.THOUSANDS),
    ('<ul style="list-style-type: none"> <li>100</li> </ul>', NUMBER, "100", Why.SPELLING),  # 72
    ("<p>14,29 %</p>", PERCENT, "14.29", Why.SPELLING),
    ("\u2022 100", NUMBER, "100", Why.SPELLING),
    ("1O0", NUMBER, "100", Why.LOOK_ALIKE),
    ("1OO %", PERCENT, "100", Why.LOOK_ALIKE),
    ("8O", NUMBER, "80", Why.LOOK_ALIKE),
    ("2l5", NUMBER, "215", Why.LOOK_ALIKE),
    ("1\u041e0", NUMBER, "100", Why.LOOK_ALIKE),  # a Cyrillic O
    ("\uff18\uff15", NUMBER, "85", Why.LOOK_ALIKE),
]

WORDS = [
    ("O", YES, "O", None),  # 48
    ("N", NO, "N", None),  # 48
    ("J", YES, "O", Why.YES_NO_WORD),  # 48
    ("o", YES, "O", Why.YES_NO_WORD),
    ("Oui", YES, "O", Why.YES_NO_WORD),
    ("Ja.", YES, "O", Why.YES_NO_WORD),
    ("Yes", YES, "O", Why.YES_NO_WORD),
    ("OK", YES, "O", Why.YES_NO_WORD),  # 61
    ("NOK", NO, "N", Why.YES_NO_WORD),  # 61
    ("Non", NO, "N", Why.YES_NO_WORD),
    ("nee", NO, "N", Why.YES_NO_WORD),
    ("Neen", NO, "N", Why.YES_NO_WORD),
    ("No", NO, "N", Why.YES_NO_WORD),
    ("Y", YES, "O", Why.YES_NO_WORD),
    ("Oui / Ja", YES, "O", Why.YES_NO_WORD),
    ("Non/Neen", NO, "N", Why.YES_NO_WORD),
    ("<p>Oui</p>", YES, "O", Why.SPELLING),
    (" N ", NO, "N", Why.SPACES),
    ("\u041e", YES, "O", Why.LOOK_ALIKE),  # a Cyrillic O
]

STATES = [
    ("N/A", NOT_APPLICABLE),  # 134
    ("n.v.t.", NOT_APPLICABLE),
    ("s.o.", NOT_APPLICABLE),
    ("Sans objet", NOT_APPLICABLE),
    ("Pas d'application pour le SPRB", NOT_APPLICABLE),  # 133
    ("Pas d\u2019application", NOT_APPLICABLE),
    ("Niet van toepassing voor de GOB", NOT_APPLICABLE),
    ("/", NONE),  # 107
    ("-", NONE),
    ("<p>N/A</p>", NOT_APPLICABLE),
    ("--", NONE),  # 129
    ("---", NONE),  # 129
    ("Aucun", NONE),  # 132
    ("Aucune", NONE),
    ("Geen", NONE),  # 132
    ("néant", NONE),
    ("nihil", NONE),
    ("Voor deze transversale doelstelling verwijzen wi", REFERS),  # 135
    ("Nous faisons référence à l'OO 2.3 de Bruxelles Fonction publique", REFERS),
    ("Wij verwijzen naar het verslag van talent.brussels", REFERS),
    ("voir O.O.2.1", REFERS),
    ("Zie O.D.2.1", REFERS),
    ("Les chiffres de 2020 seront disponibles au courant 2021", PROVISIONAL),  # 55
    ("De cijfers zullen in de loop van 2021 beschikbaar zijn", PROVISIONAL),
    ("85 % (provisoire)", PROVISIONAL),
    ("n.n.b.", PROVISIONAL),
    ("à confirmer", PROVISIONAL),
]

LEFT_AS_TEXT = [
    "4.000",  # 4 or 4000
    "4.000 %",
    "1,234",
    "4,000 €",
    "30.0001",
    "30.0001 euro",  # 86
    "13,19 Mio",  # 84
    "50 100",  # 40: red and green in one cell, or fifty thousand one hundred
    "0 100",
    "70 90 70 La politique",  # 34
    "90 75 50",  # 35
    "95 74",  # 38
    "74 75 49",  # 39
    "N 0",  # 50
    "O 100%",  # 51
    "N 0 100%",  # 52
    "50% 100,00 %",  # 67
    "50% 80%",  # 68
    "50\n90",  # 71
    "<p>50</p> <p>90</p>",  # 71
    "<50",
    "5 < 90 > 3",
    "100% 33,33 %",  # 93
    "14,29 % Besluit",  # 92
    "14533 18166",  # 54
    "50% Subvention d'exploitation à l'entreprise privée",  # 74
    "rouge : pas d'accord",  # 58
    "moins d'un demi-jour de formation/an",  # 60
    "Pourcentage / OK/NOK",  # 61
    "Oui/Non",
    "OK/NOK",
    "Le déménagement sera achevé en 30 novembre 2020",  # 73
    "1/09/2020",  # 87
    "doubler ce montant",
    "1l",
    "l5",
    "1o",
    "1e5",
    "≥ 85",
    "- 5",
    ",5",
    "85 ‰",
]


@pytest.mark.parametrize(("typed", "kind", "text", "why"), NUMBERS)
def test_numbers(typed, kind, text, why):
    assert read_figure(typed) == Reading(Figure(kind, Decimal(text)), text, why)


@pytest.mark.parametrize(("typed", "kind", "text", "why"), WORDS)
def test_yes_and_no(typed, kind, text, why):
    assert read_figure(typed) == Reading(Figure(kind), text, why)


@pytest.mark.parametrize(("typed", "kind"), STATES)
def test_states_keep_their_text(typed, kind):
    assert read_figure(typed) == Reading(Figure(kind), typed)


@pytest.mark.parametrize("typed", LEFT_AS_TEXT)
def test_what_has_two_readings_stays_text(typed):
    assert read_figure(typed) == Reading(Figure(TEXT), typed)


@pytest.mark.parametrize(
    ("shown", "kind", "text", "why"),
    [
        ("0.85", NUMBER, "0.85", None),
        ("4.000", NUMBER, "4", Why.FLOAT_NOISE),
        ("12.345", NUMBER, "12.345", None),
        ("-1.5", NUMBER, "-1.5", None),
        ("1E+3", NUMBER, "1000", Why.FLOAT_NOISE),
        ("NaN", TEXT, None, None),
        ("1E+999999999", TEXT, None, None),
    ],
)
def test_numeric_cells_are_exact(shown, kind, text, why):
    reading = read_figure(shown, typed_number=True)
    assert reading == Reading(Figure(kind, text and Decimal(text)), text or shown, why)


@pytest.mark.parametrize(("shown", "text"), [("85%", "85"), ("29%", "29"), ("12.345%", "12.345"), ("0%", "0")])
def test_percent_format(shown, text):
    expected = Reading(Figure(PERCENT, Decimal(text)), text, Why.PERCENT_FORMAT)
    assert read_figure(shown, typed_number=True, percent_format=True) == expected
    assert read_figure(shown, percent_format=True) == expected


@pytest.mark.parametrize(
    ("red", "green", "kind", "why"),
    [
        ("N", "0", YES, Why.LETTER_O),  # 49
        ("Nee", "0", YES, Why.LETTER_O),
        ("N", "O", YES, None),  # 48
        ("0", "0", NUMBER, Why.NUMBER_AS_TEXT),  # 41
        ("O", "0", NUMBER, Why.NUMBER_AS_TEXT),
        ("N", "0 %", PERCENT, Why.PERCENT_SIGN),
        ("N", "100", NUMBER, Why.NUMBER_AS_TEXT),
    ],
)
def test_a_green_zero_beside_a_red_no_is_the_letter(red, green, kind, why):
    before = read_figure(red)
    after_red, after_green = read_yes_no_threshold(before, read_figure(green))
    assert after_red is before
    assert (after_green.value.kind, after_green.why) == (kind, why)
    assert kind is not YES or after_green.text == "O"


@pytest.mark.parametrize("pair", [(None, None), (None, read_figure("0")), (read_figure("N"), None)])
def test_a_missing_threshold_changes_nothing(pair):
    assert read_yes_no_threshold(*pair) == pair


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("N 0 100%", ["N", "0", "100"]),  # 52
        ("90 75 50", ["90", "75", "50"]),  # 35
        ("50% 100,00 %", ["50", "100"]),  # 67
        ("<p>50</p> <p>90</p>", ["50", "90"]),  # 71
        ("70 90 70 La politique", []),  # 34
        ("1/09/2020", []),  # 87
        ("100", []),
    ],
)
def test_several_figures_in_one_cell(typed, texts):
    assert [reading.text for reading in read_several(typed)] == texts


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)


def plain(number):
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@given(st.text(min_size=1), st.booleans(), st.booleans())
def test_never_raises_and_never_changes_a_text(raw, typed_number, percent_format):
    reading = read_figure(raw, typed_number=typed_number, percent_format=percent_format)
    if reading.value.kind in (TEXT, NONE, NOT_APPLICABLE, REFERS, PROVISIONAL):
        assert (reading.text, reading.why, reading.value.value) == (raw, None, None)
    assert reading.why is not None or reading.text == raw


@given(st.text(alphabet="0123456789., %€OlI-+'\u00a0\u202fN/", min_size=1, max_size=16))
def test_canonical_text_reads_back_to_the_same_value(raw):
    reading = read_figure(raw)
    if reading.value.is_numeric:
        again = read_figure(reading.text, typed_number=True)
        assert (again.value.value, again.text, again.why) == (reading.value.value, reading.text, None)
    else:
        assert read_figure(reading.text).value == reading.value


@given(DECIMALS)
def test_typed_numbers_are_exact(number):
    reading = read_figure(str(number), typed_number=True)
    assert reading.value == Figure(NUMBER, number)
    assert Decimal(reading.text) == number
    assert "E" not in reading.text


@given(DECIMALS)
def test_percent_format_and_percent_sign_agree(number):
    typed = read_figure(f"{plain(number)}%", percent_format=True)
    comma = read_figure(f"{plain(number).replace('.', ',')} %")
    assert typed.value == Figure(PERCENT, number)
    assert comma.value.kind is TEXT or comma.value == typed.value


@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_amounts_read_as_the_number(amount):
    grouped = f"{amount:,}"
    for mark in (".", " ", "\u00a0", "\u202f"):
        assert read_figure(f"{grouped.replace(',', mark)} €").value == Figure(NUMBER, Decimal(amount))
