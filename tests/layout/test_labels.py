"""The sentences people read: in three languages, complete, and every one the code asks for is there."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import minerva
from minerva.layout.labels import LANGUAGES, Labels, bilingual, finding_text, labels
from minerva.layout.source import LayoutError, templates_folder
from minerva.model.coverage import State, Use
from minerva.model.finding import Finding, Severity
from minerva.model.reading import Why
from minerva.model.status import Direction, Reason, Status, Unit
from minerva.model.submission import Aside, Refusal
from minerva.rules.catalogue import all_codes

CODE = Path(minerva.__file__).parent
KEY = re.compile(r"@?([a-z_]+(?:\.[A-Za-z0-9_-]+)+)")
PREFIX = re.compile(r"@?([a-z_]+(?:\.[A-Za-z0-9_-]+)*\.)")
SECTIONS = {name.partition(".")[0] for name in labels("fr").names}


def params(text: str) -> set[str]:
    """The parameters of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_labels_holds_texts_alone_and_each_key_once(language: str):
    text = templates_folder().joinpath(f"labels.{language}.toml").read_text(encoding="utf-8")
    tables = [tomllib.loads(text)]
    while tables:
        for value in tables.pop().values():
            assert isinstance(value, (str, dict)), value
            if isinstance(value, dict):
                tables.append(value)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_languages_have_the_same_keys(language: str):
    assert labels(language).names ^ labels("fr").names == set()


def test_every_label_says_something_and_has_the_same_parameters_in_each_language():
    wrong = {}
    for key in labels("fr").names:
        texts = [labels(language)(key) for language in LANGUAGES]
        if not all(text.strip() for text in texts) or not params(texts[0]) == params(texts[1]) == params(texts[2]):
            wrong[key] = texts
    assert wrong == {}


def test_no_french_or_dutch_sentence_was_left_in_english():
    """A sentence of several words that is the same in English was not translated."""
    same = {
        key: text
        for key in labels("en").names
        if not key.endswith((".good", ".bad"))
        for text in [labels("en")(key)]
        if len(re.findall(r"[A-Za-z]{3,}", re.sub(r"\{.*?\}", "", text))) > 3
        and text in (labels("fr")(key), labels("nl")(key))
    }
    assert same == {}


# -- what the code asks for --------------------------------------------------------------------------------------------


def literals() -> Iterator[tuple[str, str, bool]]:
    """File, text and whether more follows, of every text in the code that could be a label's key or its beginning."""
    for path in sorted(CODE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(tree):
            name = path.relative_to(CODE).as_posix()
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                yield name, node.value, False
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                yield name, node.values[0].value, len(node.values) > 1


def test_every_key_in_the_code_is_a_label():
    asked = [
        (name, match[1])
        for name, text, more in literals()
        if not more and (match := KEY.fullmatch(text)) and match[1].partition(".")[0] in SECTIONS
    ]
    keys = labels("fr").names
    files = (".toml", ".xlsx", ".xml", ".json", ".md", ".py", ".html", ".js")
    missing = [(name, key) for name, key in asked if key not in keys and not key.endswith(files)]
    assert len(asked) > 80
    assert missing == []


def test_every_beginning_of_a_key_in_the_code_begins_some_label():
    asked = [
        (name, match[1])
        for name, text, more in literals()
        if more and (match := PREFIX.fullmatch(text)) and match[1].partition(".")[0] in SECTIONS
    ]
    assert len(asked) > 20
    assert [pair for pair in asked if not any(key.startswith(pair[1]) for key in labels("fr").names)] == []


@pytest.mark.parametrize(
    ("prefix", "members"),
    [
        ("severity", Severity),
        ("refusal", Refusal),
        ("refusal_remedy", Refusal),
        ("aside", Aside),
        ("reason", Reason),
        ("why", Why),
        ("state", State),
        ("use", Use),
        ("choice.unit", Unit),
        ("choice.direction", Direction),
        ("choice.status", Status),
    ],
    ids=str,
)
def test_every_member_of_a_closed_list_has_its_words(prefix: str, members: type):
    assert [f"{prefix}.{member.value}" for member in members if not labels("fr").has(f"{prefix}.{member.value}")] == []


@pytest.mark.parametrize("code", all_codes())
def test_every_rule_has_all_its_sentences(code: str):
    for part in ("title", "why", "found", "expected", "remedy", "good", "bad", "origin"):
        assert labels("fr").has(f"rule.{code}.{part}"), part


# -- the functions -----------------------------------------------------------------------------------------------------


def test_a_missing_label_or_parameter_is_our_mistake_and_names_file_and_key():
    for call in (lambda: labels("nl")("no.such"), lambda: labels("nl")("problem.no_file", other=1)):
        with pytest.raises(LayoutError, match=r"labels\.nl\.toml: (no\.such|problem\.no_file)"):
            call()


def test_one_word_for_both_languages_is_written_once():
    assert bilingual("choice.unit.percent", "/") == "%"
    assert bilingual("choice.unit.number", "/") == "Nombre/Aantal"


@pytest.mark.parametrize(("column", "shown"), [("@short.strategic_ref", "1.1"), ("@short.green", "1,1")])
def test_a_figure_is_shown_with_the_decimal_comma_and_a_reference_as_typed(column: str, shown: str):
    params = (("column", column), ("french", "1.1"), ("dutch", "1.1"), ("french_cell", "B7"))
    text = finding_text(Finding("STR004", Severity.ERROR, cell="B8", params=params), "found", "fr")
    assert shown in text


def test_a_parameter_may_be_a_label_of_the_same_language():
    finding = Finding("RES001", Severity.ERROR, sheet="KPI", cell="L7", params=(("raw", "@found.empty"),))
    for language in LANGUAGES:
        words = Labels(language)
        assert finding_text(finding, "found", language) == words("rule.RES001.found", raw=words("found.empty"))
