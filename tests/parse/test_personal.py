"""E-mail addresses are found as people type them, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.parse.personal import (
    addresses,
    is_of_a_person,
    is_title_of_persons,
    plain_address,
    replace_addresses,
    replace_user_folders,
)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in addresses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("agent.un@minerva.example", ["agent.un@minerva.example"]),
        (
            "gestionnaire-1@minerva.example gestionnaire-2@minerva.example",
            ["gestionnaire-1@minerva.example", "gestionnaire-2@minerva.example"],
        ),
        ("Contact : agente-é@a-b.gov.example.", ["agente-é@a-b.gov.example"]),
        ("AGENT@MINERVA.EXAMPLE;a@b.example", ["AGENT@MINERVA.EXAMPLE", "a@b.example"]),
        ("<mailto:agent@minerva.example>", ["mailto:agent@minerva.example"]),
        ("agent (at) minerva (dot) example", ["agent (at) minerva (dot) example"]),
        ("agent.un [AT] minerva.example", ["agent.un [AT] minerva.example"]),
        ("agent.un @ minerva.example", ["agent.un @ minerva.example"]),
        ("agent.un@\nminerva.example", ["agent.un@\nminerva.example"]),
        ("agent.un@minerva. brussels", ["agent.un@minerva. brussels"]),
        ("agent.un@minerva", ["agent.un@minerva"]),
        ("agent＠minerva.example", ["agent＠minerva.example"]),
        ("agent\u200b@minerva.example", ["agent\u200b@minerva.example"]),
        ("agent+2020@minerva.example", ["agent+2020@minerva.example"]),
        ("_agent_@minerva.example", ["_agent_@minerva.example"]),
        ("(agent@minerva.example)", ["agent@minerva.example"]),
    ],
)
def test_an_address(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "10 @ 3,50",
        "10 @ 3.50 EUR",
        "Brussels@Work",
        "@brussels",
        "Réunion @ be.brussels",
        "https://medium.example/@minerva",
        "attendu (at) bientôt",
        "look at minerva.example",
        "réf@2020.1",
        "",
    ],
)
def test_no_address(text):
    assert found(text) == []
    assert replace_addresses(text, "X") == text


def test_what_stands_around_an_address_stays():
    text = "Voir agent.un@minerva.example, ou agent.deux (at) minerva.example."
    assert replace_addresses(text, "[…]") == "Voir […], ou […]."


def test_an_address_may_be_kept_however_it_is_spelled():
    text = "mailto:Cellule@Minerva.example et cellule (at) minerva (point) example, agent@minerva.example"
    assert (
        replace_addresses(text, "[…]", {"cellule@minerva.example"}.__contains__)
        == "mailto:Cellule@Minerva.example et cellule (at) minerva (point) example, […]"
    )
    assert plain_address("mailto: Cellule [at] minerva.example") == "cellule@minerva.example"


@given(st.text(alphabet="ab.@-_ (at)\n", max_size=400))
def test_places_are_in_order_and_apart(text):
    last = 0
    for start, end in addresses(text):
        assert last <= start < end <= len(text)
        last = end
    assert "@" in text or "(at)" in text or addresses(text) == []


@given(st.text(alphabet="ab.@-_ x", max_size=200))
def test_nothing_is_left_to_replace(text):
    assert addresses(replace_addresses(text, "[…]")) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("file:///C:\\Users\\agente.untel\\Documents\\Budget.xlsx", "file:///C:\\Users\\[…]\\Documents\\Budget.xlsx"),
        ("='D:/Utilisateurs/Agente Untel/[B.xlsx]2020'!B4", "='D:/Utilisateurs/[…]/[B.xlsx]2020'!B4"),
        (
            "https://x-my.sharepoint.com/personal/agente_untel_minerva/B.xlsx",
            "https://x-my.sharepoint.com/personal/[…]/B.xlsx",
        ),
        ("\\\\serveur\\controle\\Budget.xlsx", "\\\\serveur\\controle\\Budget.xlsx"),
        ("Users/experts : 12", "Users/experts : 12"),
    ],
)
def test_a_folder_that_bears_a_name(path, expected):
    assert replace_user_folders(path, "[…]") == expected


@pytest.mark.parametrize(
    ("title", "persons"),
    [
        ("Chef de projet", True),
        ("Responsable (SPRB)", True),
        ("Gestionnaire", True),
        ("Verantwoordelijke\ndienst", True),
        ("Projectleidster", True),
        ("Contact", True),
        ("Contacts avec le public", False),
        ("Projet", False),
        ("Auteurs", True),
        ("Autorité", False),
        ("", False),
    ],
)
def test_titles_of_columns_that_name_persons(title: str, persons: bool):
    assert is_title_of_persons(title) is persons


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("prenom.nom@minerva.example", True),
        ("mailto:Prenom.Nom (at) minerva.example", True),
        ("p.nom-compose@minerva.example", True),
        ("zinneke@gmail.example", True),
        ("info@minerva.example", False),
        ("info@gmail.example", False),
        ("contact.presse@minerva.example", False),
        ("cellule-controle@minerva.example", False),
        ("minerva.sud@minerva.example", False),
        ("sbgd@minerva.example", False),
        ("p.n@minerva.example", False),
        ("agent.1@minerva.example", False),
    ],
)
def test_an_address_of_a_person_is_told_from_that_of_a_service(address, expected):
    assert is_of_a_person(address) is expected
