"""`minerva check RETURNS --register R --feedback DIR`: letters and the page of the cell, from files on disk."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import workbooks
from minerva import tasks
from minerva.cli import main
from minerva.model.register import Correction

PAGE, RECORD = "suivi-opvolging.xlsx", "letters.manifest.json"
COPIES = {"actiris-constats-bevindingen.xlsx", "brugel-constats-bevindingen.xlsx"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three organisations: one return with an error, one that is a text, one missing."""
    root = tmp_path_factory.mktemp("letters")
    (root / "returns").mkdir()
    workbooks.register_of(root / "register.xlsx", "actiris", "innoviris", "brugel")
    wrong = [(workbooks.good_objective(1, result=""), workbooks.good_block(1)[1])]
    workbooks.filled(root / "returns" / "actiris.xlsx", "actiris", wrong)
    (root / "returns" / "brugel.xlsx").write_text("id;nom\r\n")
    return root


def run(site: Path, given: Path, folder: Path, *more: str) -> int:
    arguments = ["check", given, "--register", site / "register.xlsx", "--feedback", folder, "--lang", "fr", *more]
    return main([str(one) for one in arguments])


def subjects(folder: Path) -> dict[str, str]:
    letters = {path.stem: path.read_text(encoding="utf-8-sig") for path in folder.glob("*.txt")}
    return {name.removeprefix("lettre-brief-"): text.splitlines()[0].split(" : ")[-1] for name, text in letters.items()}


def test_a_folder_gives_every_organisation_a_letter_and_the_cell_a_page(site: Path, tmp_path: Path, capsys):
    before = workbooks.hashes(site)
    assert run(site, site / "returns", tmp_path / "out") == 1
    assert subjects(tmp_path / "out") == {
        "actiris": "1 point à corriger",
        "brugel": "fichier inutilisable",
        "innoviris": "rapport non reçu",
    }
    assert {path.name for path in (tmp_path / "out").iterdir() if path.suffix != ".txt"} == {PAGE, RECORD, *COPIES}
    assert str(tmp_path / "out") in capsys.readouterr().out.splitlines()[-1]
    assert workbooks.hashes(site) == before


def test_a_file_alone_gives_one_letter_and_reminds_nobody(site: Path, tmp_path: Path):
    run(site, site / "returns" / "actiris.xlsx", tmp_path)
    assert subjects(tmp_path) == {"actiris": "1 point à corriger"}
    assert not (tmp_path / PAGE).exists()


def test_the_same_day_writes_the_same_and_json_names_the_files(site: Path, tmp_path: Path, capsys):
    run(site, site / "returns", tmp_path)
    before = workbooks.hashes(tmp_path)
    capsys.readouterr()
    run(site, site / "returns", tmp_path, "--json")
    said = json.loads(capsys.readouterr().out)
    assert workbooks.hashes(tmp_path) == before
    assert {Path(path).name for path in said["letters"]} == set(before) - {RECORD, *COPIES}
    assert said["kept"] == []


def test_a_letter_somebody_worked_on_is_kept(site: Path, tmp_path: Path, capsys):
    run(site, site / "returns", tmp_path)
    changed = tmp_path / "lettre-brief-actiris.txt"
    changed.write_text("Chère collègue,", encoding="utf-8")
    capsys.readouterr()
    run(site, site / "returns", tmp_path)
    assert changed.read_text(encoding="utf-8") == "Chère collègue,"
    assert (tmp_path / "lettre-brief-actiris (1).txt").exists()
    assert str(changed) in capsys.readouterr().out


def test_letters_never_stand_among_the_returns(site: Path, capsys):
    assert run(site, site / "returns", site / "returns" / "out") == 2
    assert not (site / "returns" / "out").exists()
    assert str(site / "returns" / "out") in capsys.readouterr().err


def test_without_a_register_there_is_no_letter_and_that_is_said(site: Path, tmp_path: Path, capsys):
    folder = tmp_path / "out"
    assert main(["check", str(site / "returns"), "--feedback", str(folder), "--lang", "en"]) == 1
    assert "Without --register" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == COPIES


def test_own_rules_count_in_letters(site: Path, tmp_path: Path):
    rules = tmp_path / "own.toml"
    rules.write_text('RES001 = "trial"\n', encoding="utf-8")
    run(site, site / "returns", tmp_path / "out", "--rules", str(rules))
    assert subjects(tmp_path / "out")["actiris"] == "rien à corriger"


def test_corrections_change_nothing_in_what_was_checked(site: Path, tmp_path: Path):
    """The annotated copies are made from the same answers."""
    given = {"organisation": "actiris", "table": "OO-OD", "reference": "O.O.1.1", "field": "result"}
    correction = Correction(**given, new_value="95", who="cellule", date=date(2021, 3, 2), reason="téléphone")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris", corrections=(correction,))
    checked = tasks.check([site / "returns" / "actiris.xlsx"], register)
    before = [list(one.outcome.records) for one in checked]
    tasks.letters(checked, register, tmp_path / "out", today=date(2021, 3, 3))
    assert subjects(tmp_path / "out") == {"actiris": "rien à corriger"}
    assert [list(one.outcome.records) for one in checked] == before
    assert [len(one.findings) for one in checked] == [1]
