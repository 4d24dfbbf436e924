"""Language tags and placeholders; irregularities 114 to 118."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.parse.language import is_placeholder, language_tag, strip_placeholder


@pytest.mark.parametrize(
    ("cell", "tag"),
    [
        ("FR", "fr"),
        ("F", "fr"),
        ("Fr.", "fr"),
        (" fr ", "fr"),
        ("français", "fr"),
        ("Frans", "fr"),
        ("NL", "nl"),
        ("N", "nl"),
        ("nederlands", "nl"),
        ("Néerlandais", "nl"),
        ("FR/NL", None),
        ("EN", None),
        ("O.O.1.1", None),
        ("", None),
    ],
)
def test_tags(cell, tag):
    assert language_tag(cell) == tag


@pytest.mark.parametrize(
    ("cell", "text", "had_tag"),
    [
        ("FR", "", True),  # 114, 117, 118
        ("FR NL", "", True),  # 115
        ("FR\nNL", "", True),
        ("FR FR", "", True),
        ("FR Geen", "Geen", True),  # 116
        ("NL: Jaarverslag", "Jaarverslag", True),
        ("FR\nAucune déviation", "Aucune déviation", True),
        ("Jaarverslag\nNL", "Jaarverslag", True),
        ("Geen", "Geen", False),
        ("FR et NL sont à jour", "FR et NL sont à jour", False),
        ("NL vertaling ontbreekt", "NL vertaling ontbreekt", False),
        ("nl. de dienst", "nl. de dienst", False),
        ("FR-Alert", "FR-Alert", False),
        ("France", "France", False),
        ("", "", False),
        ("FR" + " " * 32_000 + "NL", "NL", True),  # a form that is tried in all its divisions never ends
        ("FR\nX" + "\n" * 32_000 + "y", "X" + "\n" * 32_000 + "y", True),
        ("x" + "\n" * 32_000 + "[NL]", "x", True),
    ],
)
def test_placeholders(cell, text, had_tag):
    assert strip_placeholder(cell) == (text, had_tag)
    assert is_placeholder(cell) is (had_tag and not text)


@given(st.text())
def test_a_text_without_tags_is_untouched(cell):
    text, had_tag = strip_placeholder(cell)
    assert had_tag or text == cell
    assert text in cell
