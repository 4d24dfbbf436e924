"""Which organisation a text names: as people spell names in titles, file names and folders."""

from __future__ import annotations

import pytest

from minerva.excel.sample import sample_register
from minerva.model.register import Group, Organisation
from minerva.parse.organisation import Names

REGISTER = sample_register()
NAMES = Names(REGISTER.organisations)
BEE, SYNERGIE = "bruxelles-economie-et-emploi", "bruxelles-synergie"


def organisation(id: str, name: str, **more: object) -> Organisation:
    return Organisation(id=id, part=1, group=Group.SPRB, order=1, name_fr=name, name_nl=name, **more)


@pytest.mark.parametrize("row", REGISTER.organisations, ids=lambda row: row.id)
def test_every_spelling_of_the_register_names_its_organisation(row: Organisation):
    for text in (row.id, row.file_stem, row.name_fr, row.name_nl, *row.aliases):
        assert NAMES.named(text) == (row.id,), text
        assert NAMES.named(f"{text.upper()} 2020") == (row.id,), text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Organisation : citydev.bussels", "citydev-brussels"),
        ("Rapport_ACTIRIS_2020_v2 (final)", "actiris"),
        ("rapportannuel Actiris2020", "actiris"),
        ("MinervaActiris", "actiris"),
        ("Bruxelles Mobilite", "bruxelles-mobilite"),
        ("Bruxelles  MOBILITÉ – Brussel Mobiliteit", "bruxelles-mobilite"),
        ("finance & invest brussels", "finance-invest-brussels"),
        ("Bruxelles Finances & Budget", "bruxelles-finances-et-budget"),
        ("Port de Bruxelles / Haven van Brussel", "port-de-bruxelles"),
        ("hub", "hub-brussels"),
        ("hub 2020", "hub-brussels"),
        ("BI - rapport annuel 2020", "brussels-international"),
        ("Logement rapport 2020", "bruxelles-logement"),
        ("Fonds du logement", "fonds-du-logement"),
        (f"{BEE}--emploi-2020", f"{BEE}/emploi"),
        (f"{BEE} / emploi", f"{BEE}/emploi"),
        (f"{BEE}.emploi", f"{BEE}/emploi"),
        (f"{BEE}-2020", BEE),
        ("Bruxelles Économie et Emploi", BEE),
        ("Bruxelles Economie et Emploi – service Economie", f"{BEE}/economie"),
        ("Bruxelles Synergie - equal.brussels", f"{SYNERGIE}/equal-brussels"),
        ("Emploi 2020", f"{BEE}/emploi"),
        ("finance&invest.brussels – Brusoc", "brusoc"),
    ],
)
def test_what_people_write(text: str, named: str):
    assert NAMES.named(text) == (named,)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Actirs 2020", "actiris"),
        ("Bruxelles Mobilitée", "bruxelles-mobilite"),
        ("innovris", "innoviris"),
        ("Bruxelles Sinergie", SYNERGIE),
    ],
)
def test_a_slip_close_to_one_name_is_that_name_but_never_where_letters_must_be_right(text: str, named: str):
    assert NAMES.named(text) == (named,)
    assert NAMES.named(text, slips=False) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020",
        "Rapport annuel 2020",
        "Tableau de bord SAE (Easy)",
        "Bruxelles",
        "Brussel",
        "brussels",
        "Power BI export",
        "Plan de mobilité des agents de la Région",
        "Un emploi durable pour tous",
        "Un port ouvert sur la ville",
        "Bruxelles Loisirs",
        "Actiris " + "x" * 300,
        "\u4e2d\u6587",
    ],
)
def test_what_names_nobody(text: str):
    assert NAMES.named(text) == ()


def test_two_organisations_are_both_named():
    assert NAMES.named("Actiris & Innoviris") == ("actiris", "innoviris")
    assert NAMES.named("Synergie") == ()


def test_a_slip_between_two_close_names_is_neither():
    close = Names([organisation("fonds-nord", "Fonds Nordique"), organisation("fonds-sud", "Fonds Nordiqua")])
    assert close.named("Fonds Nordiqux") == ("fonds-nord", "fonds-sud")
    assert close.named("Fonds Nordique") == ("fonds-nord",)


@pytest.mark.parametrize("text", [f"{BEE}/emploi", f"{BEE}--emploi", f"{BEE.upper()} / Emploi", f"{BEE}.emploi"])
def test_an_id_however_it_is_spelled(text: str):
    assert NAMES.by_id(text) == f"{BEE}/emploi"
    assert NAMES.by_id(text + "x") == ""


def test_what_lies_within_what():
    assert NAMES.is_within(f"{BEE}/emploi", BEE)
    assert NAMES.is_within(BEE, BEE)
    assert not NAMES.is_within(BEE, f"{BEE}/emploi")
