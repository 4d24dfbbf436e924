"""The words of a comparison: one for each kind of change, in a form its own formulas can count."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest

from minerva.layout.comparisons import change_word, comparison_layout, figure_word
from minerva.layout.labels import LANGUAGES, labels
from minerva.model.comparison import Change, Presence, Telling
from minerva.model.published import PublishedRow


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_change_has_a_word(language: str):
    words = [f"compare.{kind.__name__.lower()}.{one.value}" for kind in (Change, Presence, Telling) for one in kind]
    assert [key for key in words if not labels(language)(key)] == []


def test_no_word_holds_another_or_a_wildcard():
    """The synthesis counts a change by its French word in a cell that holds several."""
    words = [labels("fr")(f"compare.change.{change.value}").casefold() for change in Change]
    words += [labels("fr")("compare.copied").casefold()]
    assert [pair for pair in permutations(words, 2) if pair[0] in pair[1]] == []
    assert not set("*?~") & set("".join(words))


def test_a_symbol_stands_before_each_word_and_for_a_change_there_is():
    known = {change.value for change in Change} | {"same", "other"}
    assert comparison_layout().symbol.keys() <= known
    assert change_word(Change.BAR_LOWERED, "fr").startswith("⚠ ")
    assert change_word(Change.RESULT, "nl").startswith(comparison_layout().symbol["other"])


def test_a_figure_has_the_comma_of_the_languages_of_the_report():
    row = PublishedRow({"red": Decimal("63.2"), "green": "art. 3.2"}, 2)
    assert [figure_word(row, "red", language) for language in ("fr", "nl", "en")] == ["63,2", "63,2", "63.2"]
    assert [figure_word(row, key, "fr") for key in ("green", "result")] == ["art. 3.2", "–"]
