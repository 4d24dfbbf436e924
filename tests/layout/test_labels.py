"""The three label files say the same things, each in its language."""

import re
import string
from pathlib import Path

import pytest

from minerva.layout.labels import LANGUAGES, Labels, labels
from minerva.layout.source import LayoutError

SOURCE = Path(__file__).parent.parent.parent / "macros_py" / "minerva"


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_keys_and_no_empty_text(language):
    assert labels(language).names == labels("fr").names
    assert [key for key in labels(language).names if not labels(language)(key).strip()] == []


def test_same_parameters_in_each_language():
    differing = [
        key
        for key in sorted(labels("fr").names)
        if len({frozenset(parameters(labels(language)(key))) for language in LANGUAGES}) > 1
    ]
    assert differing == []


def test_labels_named_in_code_exist():
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    groups = {key.partition(".")[0] for key in labels("fr").names} - {"table", "group", "state"}
    named = set(re.findall(r'(?:words|bilingual|choice|labels\(\w+\)|Problem)\("([a-z_]+(?:\.[\w-]+)+)"', text))
    missing = {key for key in named if key.partition(".")[0] in groups and not labels("fr").has(key)}
    assert len(named) > 60
    assert {key for key in missing if f"choice.{key}" not in labels("fr").names} == set()


def test_a_missing_label_or_parameter_names_file_and_key():
    words = Labels("nl")
    with pytest.raises(LayoutError, match=r"labels\.nl\.toml: no\.such\.key"):
        words("no.such.key")
    with pytest.raises(LayoutError, match=r"labels\.nl\.toml: report\.title"):
        words("report.title", month=1)
