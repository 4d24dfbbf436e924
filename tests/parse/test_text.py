"""Free text: removed is only what no workbook can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.reading import Reading, Why
from minerva.parse.text import (
    clean_text,
    fold_look_alikes,
    fold_words,
    look_alikes,
    opens_address,
    opens_formula,
    plain_spaces,
)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb", "ab"),
        ("a\x1fb\x7f\x9f", "ab"),
        ("a\ud800b", "ab"),
        ("a\uffffb", "ab"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
    ],
)
def test_control_characters_are_removed(typed, text):
    assert clean_text(typed) == Reading(text, text, Why.CONTROL_CHARACTER)


@pytest.mark.parametrize("typed", ["", "a\n\tb", "  deux  espaces ", "prospектив", "« é »\u00a0!", "\U0001f600"])
def test_all_else_is_untouched(typed):
    assert clean_text(typed) == Reading(typed, typed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("een prospектив plan, prospектив", ["prospектив"]),  # 131
        ("R\u0430pport et R\u03bfde", ["R\u0430pport", "R\u03bfde"]),
        ("kΩ, Δt, µm", []),
        ("наука", []),
        ("Référence", []),
        ("", []),
    ],
)
def test_words_that_mix_scripts(text, words):
    assert look_alikes(text) == words


@pytest.mark.parametrize(
    ("fold", "typed", "text"),
    [
        (fold_look_alikes, "\u041e.\u039f.\uff11", "O.O.1"),
        (fold_look_alikes, "O.O.1", "O.O.1"),
        (plain_spaces, "1\u00a0000\u202f000\u200b", "1 000 000"),
        (fold_words, "  Pas d\u2019Application\u00a0: ÉTÉ ", "pas d'application : ete"),
    ],
)
def test_folds(fold, typed, text):
    assert fold(typed) == text


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_idempotent_and_only_removes(typed):
    text = clean_text(typed).text
    assert clean_text(text) == Reading(text, text)
    rest = iter(typed.replace("\r", "\n"))
    assert all(char in rest for char in text)


@pytest.mark.parametrize(
    "typed", ["=1+1", "@SUM(A1)", "\tx", "\rx", "\nx", "+32 2", "-un", "-(1+1)", "+cmd|' /C calc'!A0"]
)
def test_a_text_that_opens_like_a_formula(typed):
    assert opens_formula(typed)


@pytest.mark.parametrize(
    "typed", ["", "- un", "+ un", "-", "--", "-\nun", "-\u00a0un", "a=b", " =1", "85", "\u2013 un"]
)
def test_a_text_that_opens_like_no_formula(typed):
    assert not opens_formula(typed)


@pytest.mark.parametrize(
    "typed", ["http://a", "https://a", "HTTPS:a", "mailto:a", "ftp:a", "external:a", "internal:A1"]
)
def test_a_text_that_opens_like_an_address(typed):
    assert opens_address(typed)


@pytest.mark.parametrize("typed", ["", "voir http://a", "objectif: a", "mail:a", "externalisation"])
def test_a_text_that_opens_like_no_address(typed):
    assert not opens_address(typed)
