"""The catalogue is complete: codes, severities, labels and docstrings belong together."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from minerva.layout.labels import LANGUAGES, RULE_PARTS, in_general, labels
from minerva.layout.severities import severities
from minerva.model.finding import FAMILY, Severity
from minerva.model.reading import Why
from minerva.model.status import Reason
from minerva.model.submission import Aside, Refusal
from minerva.rules import coverage
from minerva.rules.catalogue import ACROSS, RULES, all_codes, check
from rules.submissions import block_of, submission

PARTS = ("title", "why", "found", "expected", "remedy", "good", "bad", "origin")


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_code_has_one_rule_and_one_severity():
    assert len(set(all_codes())) == len(all_codes())
    assert set(all_codes()) == set(severities())
    assert set(all_codes()) == {rule.code for rule in RULES} | set(ACROSS)


def test_every_rule_says_what_it_asks_and_how_to_put_it_right():
    texts = [rule.doc or "" for rule in RULES]
    texts += [function.__doc__ for function in vars(coverage).values() if _is_public(function)]
    assert not [t for t in texts if "Put right" not in " ".join(t.split()) and "Nothing to correct" not in t]
    assert len(texts) == len(RULES) + len(coverage.CODES)


def _is_public(value: object) -> bool:
    own = getattr(value, "__module__", "") == coverage.__name__
    return own and callable(value) and not value.__name__.startswith("_")


@pytest.mark.parametrize("code", all_codes())
@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_exists_with_the_same_params_in_each_language(code: str, part: str):
    texts = [labels(language)(f"rule.{code}.{part}") for language in LANGUAGES]
    assert all(text.strip() for text in texts)
    assert len({frozenset(params(text)) for text in texts}) == 1
    if part not in ("found", "expected", "remedy"):
        assert not params(texts[0])


@pytest.mark.parametrize(
    ("prefix", "members"),
    [("refusal", Refusal), ("refusal_remedy", Refusal), ("aside", Aside), ("reason", Reason), ("why", Why)],
)
def test_every_member_has_a_label(prefix: str, members):
    for language in LANGUAGES:
        for member in members:
            assert labels(language)(f"{prefix}.{member}").strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labels_are_a_sentence_in_one_language_each(language: str):
    words = labels(language)
    texts = [
        words(key) for key in sorted(words.names) if key.startswith(("rule.", "found.", "refusal", "aside.", "why."))
    ]
    assert not [text for text in texts if "'" in text or "¦" in text or text != text.strip()]


def test_a_rule_that_is_switched_off_is_silent():
    wrong = submission([block_of(1, {"title_nl": ""}, {"result": ""})])
    assert [finding.code for finding in check(wrong)] == ["RES001", "LNG001"]
    assert [finding.code for finding in check(wrong, {**severities(), "LNG001": None})] == ["RES001"]


@pytest.mark.parametrize("severity", Severity)
def test_a_rule_has_the_severity_it_is_given_and_the_others_theirs(severity: Severity):
    wrong = submission([block_of(1, {"title_nl": ""}, {"result": ""})])
    given = {finding.code: finding.severity for finding in check(wrong, {**severities(), "LNG001": severity})}
    assert given == {"RES001": Severity.ERROR, "LNG001": severity}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", all_codes())
def test_what_is_told_in_general_needs_no_case_at_hand(code: str, language: str):
    texts = {part: in_general(labels(language), code, part) for part in RULE_PARTS}
    odd = {part: text for part, text in texts.items() if re.search(r"[{}…]|(?<!\w)@|  |\s[.,](?![a-z])|^\s|\s$", text)}
    assert odd == {}
    assert len(set(texts.values())) == len(texts)


def test_nothing_is_told_in_general_that_the_rule_itself_can_say():
    """A label of that kind for a sentence without params would be a second truth."""
    for key in labels("fr").names:
        if key.startswith("cli.general_"):
            _, part, code = key.replace("general_", "").split(".")
            assert params(labels("fr")(f"rule.{code}.{part}")), key


def test_every_family_has_a_name_and_every_name_a_family():
    named = {key.partition(".")[2] for key in labels("fr").names if key.startswith("family.")}
    assert {code[:FAMILY] for code in all_codes()} <= named
