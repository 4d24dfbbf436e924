"""A file of the cell that re-grades rules: what it changes, and what is wrong in it, by code and word."""

from __future__ import annotations

from hashlib import sha256

import pytest

from minerva.layout.labels import LANGUAGES, labels
from minerva.layout.severities import WORDS, OwnRulesWrong, own_rules, severities, severities_with
from minerva.model.finding import Severity


def mistakes(content: bytes) -> list[tuple[str, str, str]]:
    """Label, code and word of each mistake; each can be said in every language."""
    with pytest.raises(OwnRulesWrong) as wrong:
        own_rules("own.toml", content)
    for label, params in wrong.value.mistakes:
        assert all("{" not in labels(language)(label, **params) for language in LANGUAGES)
    return [(label, params.get("code", ""), params.get("word", "")) for label, params in wrong.value.mistakes]


def test_it_changes_the_codes_it_names_and_no_others():
    own = own_rules("own.toml", b'LNG001 = "error"\nDEV003 = "off"\nSTR003 = "trial"\n')
    changed = {"LNG001": Severity.ERROR, "DEV003": None, "STR003": Severity.TRIAL}
    assert severities_with(own) == {**severities(), **changed}
    assert own.changed == (("DEV003", "off"), ("LNG001", "error"), ("STR003", "trial"))


def test_nothing_else_remembers_it():
    before = dict(severities())
    severities_with(own_rules("own.toml", b'LNG001 = "off"'))
    assert severities_with(None) == severities() == before


def test_it_is_known_by_name_and_hash():
    content = b'# nothing changed\nLNG001 = "warning"\n'
    own = own_rules("own.toml", content)
    assert (own.file, own.sha256, own.changed) == ("own.toml", sha256(content).hexdigest(), ())


def test_the_mark_of_windows_before_a_text_is_no_part_of_it():
    assert own_rules("own.toml", b'\xef\xbb\xbfLNG001 = "error"\r\n').changed == (("LNG001", "error"),)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_may_stand_there(word: str):
    (own,) = {own_rules("own.toml", f'LNG001 = "{word}"'.encode()).changed}
    assert own == (() if word == "warning" else (("LNG001", word),))


def test_all_mistakes_are_named_at_once():
    content = b'THR999 = "error"\nLNG001 = "grave"\nDEV003 = "info"\nDEV002 = 3\n"@x" = "@y"\n'
    assert mistakes(content) == [
        ("own_rules.unknown_code", "THR999", "error"),
        ("own_rules.unknown_word", "LNG001", "grave"),
        ("own_rules.unknown_word", "DEV002", "3"),
        ("own_rules.unknown_code", " @x", " @y"),
    ]


def test_capitals_do_not_matter_but_a_code_stands_there_once():
    assert own_rules("own.toml", b'lng001 = "Error"').changed == (("LNG001", "error"),)
    for content in (b'lng001 = "error"\nLNG001 = "off"', b'LNG001 = "off"\nlng001 = "error"'):
        assert mistakes(content) == [("own_rules.unknown_code", "lng001", "error")]


def test_a_table_is_no_severity():
    assert mistakes(b'[LNG001]\nseverity = "error"\n')[0][:2] == ("own_rules.unknown_word", "LNG001")


@pytest.mark.parametrize("content", [b"LNG001 = error", b"LNG001", b'LNG001 = "error"\nLNG001 = "off"'])
def test_what_is_no_toml_is_named_with_its_place(content: bytes):
    with pytest.raises(OwnRulesWrong) as wrong:
        own_rules("own.toml", content)
    ((label, params),) = wrong.value.mistakes
    assert label == "own_rules.not_toml"
    assert params["place"][0] in "12"


@pytest.mark.parametrize("content", ['LNG001 = "error"'.encode("utf-16"), b"\x50\x4b\x03\x04\xff\xfe"])
def test_what_is_no_utf8_text_is_said(content: bytes):
    assert mistakes(content) == [("own_rules.not_utf8", "", "")]
