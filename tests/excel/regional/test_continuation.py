"""A text too long for a row is continued on the next, character for character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minerva.excel.heights import LINE, TALLEST, lines
from minerva.excel.regional.continuation import split_text

TEXTS = st.text(st.sampled_from("mots de longueur variée\n\t àé"), max_size=6000)


@given(text=TEXTS, width=st.sampled_from([22.0, 46.5, 150.0]))
def test_pieces_are_the_text_and_each_fits_a_row(text: str, width: float) -> None:
    pieces = split_text(text, width)
    assert "".join(pieces) == text
    assert [piece for piece in pieces if lines(piece, width) * LINE > TALLEST] == []


def test_a_long_text_is_cut_behind_a_word() -> None:
    pieces = split_text("mot " * 2000, 46.5)
    assert len(pieces) > 3
    assert all(piece.endswith(" ") for piece in pieces)


def test_a_short_text_stays_whole() -> None:
    assert split_text("Un objectif atteint.", 22.0) == ["Un objectif atteint."]
