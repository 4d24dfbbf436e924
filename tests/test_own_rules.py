"""The cell's own file of severities, through every command: check, consolidate, rules, and the manifest."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import tasks
from minerva.cli import main
from minerva.layout.labels import labels
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS, Severity, counted
from minerva.model.register import Correction


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four organisations: one return with a missing result and title, one twice, one that is a text, one missing."""
    root = tmp_path_factory.mktemp("own")
    (root / "returns").mkdir()
    correction = {"organisation": "actiris", "table": "KPI", "reference": "KPI-9.9.9", "field": "result"}
    about = {"old_value": "1", "new_value": "2", "who": "cellule", "date": "2021-03-01", "reason": "téléphone"}
    corrections = (Correction(**correction, **about),)
    ids = ("actiris", "innoviris", "brugel", "hub-brussels")
    workbooks.register_of(root / "register.xlsx", *ids, corrections=corrections)
    wrong = [(workbooks.good_objective(1, result="", title_nl=""), workbooks.good_block(1)[1])]
    workbooks.filled(root / "returns" / "actiris.xlsx", "actiris", wrong)
    workbooks.filled(root / "returns" / "innoviris.xlsx", "innoviris")
    workbooks.filled(root / "returns" / "innoviris 2.xlsx", "innoviris", [workbooks.good_block(2)])
    (root / "returns" / "brugel.xlsx").write_text("id;nom\r\n")
    return root


def own(site: Path, name: str, **words: str) -> Path:
    """A file that gives codes these severities."""
    path = site / f"{name}.toml"
    path.write_text("".join(f'{code} = "{word}"\n' for code, word in words.items()), encoding="utf-8")
    return path


def consolidated(site: Path, name: str, rules: Path | None, jobs: int = 1) -> tuple[dict[str, list[str]], dict]:
    """Code -> standings of the findings in the regional workbook, and the manifest."""
    output = site / f"{name}.xlsx"
    tasks.consolidate(site / "returns", site / "register.xlsx", output, own_rules=rules, jobs=jobs)
    rows = openpyxl.load_workbook(output)["Constats-Bevindingen"].iter_rows(min_row=5, values_only=True)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row[2], []).append(row[0])
    return found, json.loads((site / f"{name}.manifest.json").read_text(encoding="utf-8"))


ACROSS = ("COV001", "COV002", "COV003", "COR001")


def test_check_obeys(site: Path):
    rules = own(site, "check", RES001="warning", LNG001="error", COV002="info")
    files = [site / "returns" / name for name in ("actiris.xlsx", "brugel.xlsx")]
    checked = tasks.check(files, site / "register.xlsx", own_rules=rules)
    given = {finding.code: finding.severity for one in checked for finding in one.findings}
    assert given == {"RES001": Severity.WARNING, "LNG001": Severity.ERROR, "COV002": Severity.INFO}
    house = {f.code: f.severity for one in tasks.check(files, site / "register.xlsx") for f in one.findings}
    assert house == {"RES001": Severity.ERROR, "LNG001": Severity.WARNING, "COV002": Severity.ERROR}


def test_the_findings_across_returns_obey_too(site: Path):
    house, _ = consolidated(site, "house", None)
    assert set(ACROSS) | {"RES001", "LNG001"} <= set(house)
    found, manifest = consolidated(site, "info", own(site, "info", **dict.fromkeys(ACROSS, "info")))
    assert {code: found[code][0] for code in ACROSS} == dict.fromkeys(ACROSS, standing_word("info", "fr"))
    assert {code: texts for code, texts in found.items() if code not in ACROSS} == {
        code: texts for code, texts in house.items() if code not in ACROSS
    }
    assert manifest["counts"]["findings"]["info"] >= len(ACROSS)


def test_off_is_silent_everywhere(site: Path):
    off = own(site, "off", **dict.fromkeys((*ACROSS, "RES001"), "off"))
    found, manifest = consolidated(site, "off", off)
    assert set(found) & {*ACROSS, "RES001"} == set()
    assert "LNG001" in found
    assert manifest["counts"]["findings"]["error"] == 0


def test_a_trial_is_never_an_error_and_stands_last(site: Path, capsys: pytest.CaptureFixture[str]):
    rules = own(site, "trial", RES001="trial", LNG001="info")
    arguments = ["check", str(site / "returns" / "actiris.xlsx"), "--rules", str(rules), "--lang", "fr"]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    place = next(number for number, line in enumerate(lines) if "RES001" in line)
    assert lines[place - 1].strip() == "À l’essai, pour information :"
    assert next(number for number, line in enumerate(lines) if "LNG001" in line) < place - 1
    assert main([*arguments, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["findings"]
    assert counts == dict.fromkeys(STANDINGS, 0) | {"info": 1, "trial": 1}
    found, manifest = consolidated(site, "trial", rules)
    assert found["RES001"] == [standing_word("trial", "fr")]
    assert manifest["counts"]["findings"]["trial"] == 1


def test_a_trial_is_not_justified_nor_asked_to_be(site: Path):
    (checked,) = tasks.check([site / "returns" / "actiris.xlsx"], own_rules=own(site, "t", LNG001="trial"))
    assert counted(checked.findings)["trial"] == 1
    assert [finding.is_justified for finding in checked.findings] == [False, False]


def test_the_manifest_names_it_and_what_it_changes(site: Path):
    rules = own(site, "named", RES001="warning", LNG001="warning", DEV003="off")
    _, manifest = consolidated(site, "named", rules)
    assert manifest["options"]["rules"] == {
        "file": "named.toml",
        "sha256": sha256(rules.read_bytes()).hexdigest(),
        "changed": {"RES001": "warning", "DEV003": "off"},
    }
    assert consolidated(site, "unnamed", None)[1]["options"]["rules"] is None


def test_the_controls_tell_each_rule_that_was_changed(site: Path):
    consolidated(site, "told", own(site, "told", RES001="warning", DEV003="off"))
    consolidated(site, "untold", None)
    told, untold = (lines_of_controls(site / f"{name}.xlsx") for name in ("told", "untold"))
    assert "DEV003 · Un résultat sans description : Désactivée (d’ordinaire Avertissement), selon told.toml" in told
    assert any("RES001" in line and "Waarschuwing (gewoonlijk Fout)" in line for line in told)
    assert not [line for line in untold if "told.toml" in line]
    assert labels("nl")("controls.rules_none") in untold


def lines_of_controls(workbook: Path) -> list[str]:
    """Every text of the sheet of controls."""
    rows = openpyxl.load_workbook(workbook)["Controles"].iter_rows(values_only=True)
    return [value for row in rows for value in row if isinstance(value, str)]


def test_the_number_of_processes_changes_nothing(site: Path):
    rules = own(site, "jobs", RES001="info", COV002="warning")
    outputs = []
    for jobs in (1, 3):
        _, manifest = consolidated(site, "jobs", rules, jobs=jobs)
        outputs.append(((site / "jobs.xlsx").read_bytes(), manifest))
    assert outputs[0] == outputs[1]


def test_a_file_of_rules_among_the_returns_is_no_return(site: Path, tmp_path: Path):
    (tmp_path / "returns").mkdir()
    workbooks.filled(tmp_path / "returns" / "innoviris.xlsx", "innoviris")
    workbooks.register_of(tmp_path / "register.xlsx", "innoviris")
    rules = own(tmp_path / "returns", "rules", RES001="info")
    done = tasks.consolidate(tmp_path / "returns", tmp_path / "register.xlsx", tmp_path / "o.xlsx", own_rules=rules)
    assert [use.file.name for use in done.consolidation.files] == ["innoviris.xlsx"]


def test_rules_shows_the_severity_it_gives(site: Path, capsys: pytest.CaptureFixture[str]):
    rules = own(site, "shown", THR002="off", THR001="trial")
    assert main(["rules", "THR", "--json", "--rules", str(rules)]) == 0
    shown = {rule["code"]: rule["severity"] for rule in json.loads(capsys.readouterr().out)}
    assert {code: shown[code] for code in ("THR001", "THR002", "THR003")} == {
        "THR001": "trial",
        "THR002": "off",
        "THR003": "error",
    }
    assert main(["rules", "--rules", str(rules), "--lang", "fr"]) == 0
    assert "THR002  ○ Désactivée" in capsys.readouterr().out


def test_what_is_wrong_in_it_is_said_with_file_code_and_word(site: Path, capsys: pytest.CaptureFixture[str]):
    rules = own(site, "wrong", THR999="error", LNG001="grave")
    assert main(["check", str(site / "returns"), "--rules", str(rules), "--lang", "fr"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, code, word = said.err.splitlines()
    assert str(rules) in first
    assert "THR999" in code
    assert "LNG001" in word
    assert "« grave »" in word
    assert "error, warning, info, trial, off" in word
