"""The manifest: Office takes it only where every name in it leads somewhere and every text is short enough."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import minerva
from minerva.serve.manifest import manifest
from serve.serving import Serving

ADDRESS = "https://127.0.0.1:8642"
BASIC = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"


@pytest.fixture(scope="module")
def read() -> ElementTree.Element:
    return ElementTree.fromstring(manifest(ADDRESS))


def ids(read: ElementTree.Element, kind: str) -> dict[str, ElementTree.Element]:
    return {one.get("id"): one for one in read.iter(f"{BASIC}{kind}")}


def test_every_name_leads_somewhere(read: ElementTree.Element) -> None:
    known = {kind: ids(read, kind) for kind in ("Image", "Url", "String")}
    known["Image"] = {key: one for key, one in known["Image"].items() if key}
    used = {one.get("resid") for one in read.iter() if one.get("resid")}
    assert used == {name for one in known.values() for name in one}
    assert all(len(name) <= 32 for name in used)


def test_every_address_is_ours(read: ElementTree.Element) -> None:
    values = [value for one in read.iter() for value in (one.get("DefaultValue"), one.text) if value]
    found = [value for value in values if "://" in value]
    assert len(found) >= 10
    assert all(value == ADDRESS or value.startswith(f"{ADDRESS}/") for value in found)


@pytest.mark.parametrize(("place", "most"), [("ShortStrings", 125), ("LongStrings", 250)])
def test_texts_in_both_languages(read: ElementTree.Element, place: str, most: int) -> None:
    for text in read.iter(f"{BASIC}String"):
        others = {one.get("Locale"): one.get("Value") for one in text}
        assert all(len(value) <= 250 for value in (text.get("DefaultValue"), *others.values()))
        if text.get("id") != "Functions.Namespace":
            assert set(others) == {"nl-BE", "nl-NL"}
    strings = next(read.iter(f"{BASIC}{place}"))
    assert len(strings) >= 2
    assert all(len(value) <= most for one in strings.iter() if (value := one.get("DefaultValue") or one.get("Value")))


def test_name_and_description(read: ElementTree.Element) -> None:
    texts = {one.tag.rpartition("}")[2]: one for one in read}
    assert len(texts["DisplayName"].get("DefaultValue")) <= 125
    assert len(texts["Description"].get("DefaultValue")) <= 250
    assert texts["Version"].text.startswith(f"1.{minerva.__version__}"), "Office takes none below 1.0"
    assert len(texts["Version"].text.split(".")) == 4
    assert texts["DefaultLocale"].text == "fr-BE"


def test_functions_and_pane_live_together(read: ElementTree.Element) -> None:
    """One runtime for both: else the functions would not have the token."""
    runtime = next(read.iter(f"{OVERRIDES}Runtime"))
    shown = [one.get("resid") for one in read.iter(f"{OVERRIDES}SourceLocation")]
    assert (runtime.get("resid"), runtime.get("lifetime")) == ("Pane.Url", "long")
    assert shown.count("Pane.Url") == 2
    assert ids(read, "String")["Functions.Namespace"].get("DefaultValue") == "MINERVA"


def test_the_server_has_what_it_names(server: Serving, read: ElementTree.Element) -> None:
    """Without a token: Office asks before anybody has typed one."""
    own = f"https://127.0.0.1:{server.port}"
    assert server.anyone.get("/manifest.xml").text == manifest(own)
    paths = {
        value.removeprefix(ADDRESS) or "/"
        for one in read.iter()
        if (value := one.get("DefaultValue") or "").startswith(ADDRESS)
    }
    assert {path for path in paths if server.anyone.get(path).status_code != 200} == set()
