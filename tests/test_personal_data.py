"""Without personal data no part of what is written holds an e-mail address, whatever cell it was typed in."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from minerva.cli import main
from minerva.model.register import Correction
from workbooks import COVER, REGISTER, edited, filled, register_of, typed

ADDRESS = "agent.un@minerva.example"
MAILBOX = "controle@minerva.example"
ANY_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A register with a shared mailbox and a correction, and one return with addresses everywhere."""
    correction = Correction(
        organisation="actiris",
        table="KPI",
        reference="KPI-2.1.1",
        field="description_fr",
        old_value="Presque toutes.",
        new_value=f"Toutes, dit {ADDRESS}.",
        who=f"Cellule ({ADDRESS})",
        date=date(2021, 5, 3),
        reason=f"Message de {ADDRESS}",
    )
    organisations = tuple(
        row.model_copy(update={"mailbox": MAILBOX}) for row in REGISTER.organisations if row.id == "actiris"
    )
    register_of(tmp_path / "register.xlsx", organisations=organisations, corrections=(correction,))

    def spread(book) -> None:
        typed(
            {
                COVER: {"C8": f"Agent ({ADDRESS})", "C12": f"Contact : {ADDRESS} ou {MAILBOX}", "F30": ADDRESS},
                "OO-OD": {
                    "M7": f"Voir {ADDRESS}",
                    "M8": f"mailto:{ADDRESS}",
                    "K9": f"85 selon {ADDRESS}",
                    "F9": ADDRESS,
                },
                "KPI": {
                    "N7": f"{'x' * 45} {ADDRESS} et la suite",
                    "R7": ADDRESS,
                    "AZ9": "agent.un (at) minerva.example",
                },
            }
        )(book)
        book.create_sheet("Notes")["A1"].value = ADDRESS

    (tmp_path / "returns").mkdir()
    edited(filled(tmp_path / "returns" / "actiris.xlsx"), spread)
    return tmp_path


def written(site: Path, *more: str) -> tuple[dict[str, str], dict]:
    """The parts of the workbook as text, and the manifest."""
    output = site / "regional.xlsx"
    arguments = ["consolidate", site / "returns", "--register", site / "register.xlsx", "-o", output, "--json", *more]
    assert main([str(argument) for argument in arguments]) == 1
    with zipfile.ZipFile(output) as package:
        parts = {name: package.read(name).decode("utf-8") for name in package.namelist()}
    manifest = site / "regional.manifest.json"
    parts[manifest.name] = manifest.read_text(encoding="utf-8")
    return parts, json.loads(parts[manifest.name])


def addresses(parts: dict[str, str]) -> set[str]:
    return {address.lower() for text in parts.values() for address in ANY_ADDRESS.findall(text)}


def test_addresses_are_published_unless_asked_otherwise(site, capsys):
    parts, manifest = written(site)
    assert addresses(parts) == {ADDRESS, MAILBOX}
    assert manifest["options"]["personal_data"] is True


def test_no_part_of_the_output_holds_an_address_of_a_person(site, capsys):
    open_parts, _ = written(site)
    open_counts = json.loads(capsys.readouterr().out)
    parts, manifest = written(site, "--no-personal-data")
    counts = json.loads(capsys.readouterr().out)
    assert addresses(parts) == {MAILBOX}
    assert not [name for name, text in parts.items() if "agent.un" in text.lower()]
    assert manifest["options"]["personal_data"] is False
    same = ("received", "objectives", "indicators", "status", "findings")
    assert {key: counts[key] for key in same} == {key: open_counts[key] for key in same}
    assert parts.keys() == open_parts.keys()


def test_the_return_is_not_changed(site, capsys):
    before = (site / "returns" / "actiris.xlsx").read_bytes()
    written(site, "--no-personal-data")
    assert (site / "returns" / "actiris.xlsx").read_bytes() == before
