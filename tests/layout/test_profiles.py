"""Profile files: those of the package are sound, and a mistake in one names the file and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from minerva.layout.labels import labels
from minerva.layout.profiles import ProfileError, packaged_profiles, profiles_of, read_profile
from minerva.layout.source import LayoutError
from minerva.model.record import Table

SOUND = """
id = "essai"
title_fr = "Un essai"
title_nl = "Een proef"
language = "fr"

[tables.OO-OD]
columns = [{ header = "Objectif", key = "title" }, { header = ["Final {year}", "Résultat"], key = "result" }]
remarks = [{ header = "Chef", title = "Chef", personal = true }]
lacks = ["strategic_ref", "strategic_title", "ref", "budget", "red", "green", "description", "deviation", "actions"]
"""


def test_the_four_dashboards_have_a_profile_each():
    profiles = {profile.id: profile for profile in packaged_profiles()}
    assert set(profiles) == {"connectit-sae", "connectit-itco", "connectit-arch", "connectit-dto"}
    assert all(profile.partial and profile.packaged and len(profile.digest) == 64 for profile in profiles.values())
    tables = {name: set(profile.tables) for name, profile in profiles.items()}
    both, objectives = {Table.OBJECTIVES, Table.INDICATORS}, {Table.OBJECTIVES}
    assert tables == {
        "connectit-sae": objectives,
        "connectit-itco": both,
        "connectit-arch": objectives,
        "connectit-dto": both,
    }


def test_persons_are_marked_in_every_profile():
    personal = {r.title for p in packaged_profiles() for t in p.tables.values() for r in t.remarks if r.personal}
    personal |= {about.title for profile in packaged_profiles() for about in profile.about if about.personal}
    assert personal == {"Gestionnaire", "Auteur"}


def test_a_text_takes_the_language_of_the_layout_and_the_other_one_is_lacking():
    profile = read_profile(SOUND.encode(), "essai.toml")
    title, result = profile.tables[Table.OBJECTIVES].columns
    assert profile.key_of(Table.OBJECTIVES, title) == "title_fr"
    assert profile.key_of(Table.OBJECTIVES, result) == "result"
    assert "language_nl" in profile.lacking(Table.OBJECTIVES)
    assert "red" in profile.lacking(Table.OBJECTIVES)
    assert "title" not in profile.lacking(Table.OBJECTIVES)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "essai"', "", "id"),
        ('id = "essai"', 'id = "Un essai"', "id"),
        ('language = "fr"', 'language = "en"', "language"),
        ('key = "title"', 'key = "titre"', "tables.OO-OD.columns"),
        ('key = "result"', 'key = "title"', "tables.OO-OD.columns"),
        ('key = "result"', 'key = "status"', "tables.OO-OD.columns"),
        ('header = "Objectif"', "at = 1", "tables.OO-OD.columns.title"),
        ('header = "Objectif"', 'header = "2020"', "tables.OO-OD.columns.title"),
        ('header = "Chef", ', "", "tables.OO-OD.remarks.Chef"),
        ('"red", ', "", "tables.OO-OD.lacks"),
        ('"red", ', '"red", "result", ', "tables.OO-OD.lacks"),
        ("[tables.OO-OD]", "[tables.XX]", "tables.XX"),
        ("[tables.OO-OD]", "file = 1\n[tables.OO-OD]", "file"),
        ("personal = true", "persönal = true", ""),
        ("personal = true", "personel = true", "tables.OO-OD.remarks.0.personel"),
    ],
)
def test_a_mistake_names_the_file_and_the_key(old: str, new: str, key: str):
    assert SOUND.count(old) == 1
    with pytest.raises(ProfileError) as error:
        read_profile(SOUND.replace(old, new).encode(), "essai.toml")
    assert error.value.file == "essai.toml"
    assert error.value.key.startswith(key)
    assert str(error.value).startswith("essai.toml: ")
    assert isinstance(error.value, LayoutError)
    assert labels("fr").has(f"profile.{error.value.reason}")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "essai"', 'ident = "essai"\nid = "essai"', {"title_fr", "own_words", "tables"}),
        ("personal = true", "personel = true", {"personal", "holds", "header", "at"}),
        ("personal = true", "at_ = 1", {"personal"}),
        ('key = "title"', 'key = "titre"', {"title", "title_fr", "red"}),
        ('language = "fr"', 'language = "en"', {"'fr'", "'nl'"}),
        ("[tables.OO-OD]", "[tables.XX]", {"'OO-OD'", "'KPI'"}),
    ],
)
def test_a_wrong_key_or_value_is_told_with_the_right_ones(old: str, new: str, told: set[str]):
    with pytest.raises(ProfileError) as error:
        read_profile(SOUND.replace(old, new).encode(), "essai.toml")
    assert told <= set(error.value.detail.replace("(", " ").replace(")", " ").replace(",", " ").split())
    assert not {"digest", "packaged"} & set(error.value.detail.split(", "))


@pytest.mark.parametrize(
    ("language", "more", "lacking"),
    [
        ("fr", "", {"language_nl"}),
        ("fr", '{ header = "Doel", key = "title_nl" },', set()),
        ("nl", "", {"language_fr"}),
        ("nl", '{ header = "But", key = "title_fr" },', set()),
        ("", "", set()),
    ],
)
def test_a_language_is_lacking_only_where_no_text_is_in_it(language: str, more: str, lacking: set[str]):
    text = SOUND.replace('language = "fr"', f'language = "{language}"').replace("columns = [", f"columns = [{more}", 1)
    profile = read_profile(text.encode(), "essai.toml")
    assert {key for key in profile.lacking(Table.OBJECTIVES) if key.startswith("language")} == lacking


def test_bytes_that_are_no_text_are_a_mistake_too():
    with pytest.raises(ProfileError, match=r"essai\.toml"):
        read_profile(b"\xff\xfe", "essai.toml")


def test_the_files_of_the_cell_are_read_in_order_and_none_twice(tmp_path: Path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.toml").write_text(SOUND.replace("essai", name), encoding="utf-8")
    (tmp_path / "note.txt").write_text("?", encoding="utf-8")
    profiles = profiles_of(tmp_path)
    assert [(profile.id, profile.file, profile.packaged) for profile in profiles] == [
        ("a", "a.toml", False),
        ("b", "b.toml", False),
    ]
    (tmp_path / "c.toml").write_text(SOUND.replace("essai", "a"), encoding="utf-8")
    with pytest.raises(ProfileError, match=r"c\.toml: id"):
        profiles_of(tmp_path)
