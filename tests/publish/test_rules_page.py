"""The page of the guides that tells all rules is the catalogue, rebuilt and compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minerva.layout.labels import REPORT_LANGUAGES, RULE_PARTS, in_general, labels
from minerva.layout.severities import severities, severity_word
from minerva.layout.source import templates_folder
from minerva.layout.style import standing_word
from minerva.publish.build import build
from minerva.publish.rules_page import rules_page
from minerva.rules.catalogue import all_codes

REBUILD = "rebuild it: python -m minerva.publish.build"


def test_the_pages_that_ship_are_those_the_labels_give(tmp_path: Path):
    for path in build(tmp_path):
        shipped = templates_folder().joinpath(path.name).read_text(encoding="utf-8")
        assert shipped == path.read_text(encoding="utf-8"), REBUILD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rules.fr.md", "rules.nl.md"]


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_rule_stands_there_with_all_that_is_told_of_it(language: str):
    page = re.sub(r"\\(.)", r"\1", rules_page(language))
    sections = {text[:6]: text for text in re.split(r"^### ", page, flags=re.MULTILINE)[1:]}
    assert tuple(sections) == all_codes()
    for code, text in sections.items():
        assert standing_word(severity_word(severities()[code]), language) in text
        assert all(in_general(labels(language), code, part) in text for part in RULE_PARTS)


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_no_sign_of_markdown_comes_from_a_label(language: str):
    page = rules_page(language)
    assert r"=\[Budget.xlsx\]2020!B4" in page
    assert not re.search(r"(?<!\\)[\[\]<>|`_]", page)


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_the_guide_leads_to_it(language: str):
    guide = templates_folder().joinpath(f"guide.{language}.md").read_text(encoding="utf-8")
    assert f"](rules.{language}.md)" in guide
