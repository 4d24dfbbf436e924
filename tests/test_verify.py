"""`minerva verify` as a whole: a workbook with its manifest and returns on disk, what is said, and how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import workbooks
from excel.witness import tampering
from minerva import cli, tasks
from minerva.excel.witness import written
from minerva.layout.labels import LANGUAGES, labels
from minerva.model.verification import Kind, Proof
from minerva.problems import Problem

SHEET = "Donnees-Gegevens KPI"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two returns, their register and the regional workbook."""
    folder = tmp_path_factory.mktemp("verify")
    register = workbooks.register_of(folder / "register.xlsx", "actiris", "innoviris")
    (folder / "returns").mkdir()
    for organisation in ("actiris", "innoviris"):
        workbooks.filled(folder / "returns" / f"{organisation}.xlsx", organisation, [workbooks.good_block()])
    tasks.consolidate(folder / "returns", register, folder / "regional.xlsx")
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """The same, to spoil."""
    return shutil.copytree(sound, tmp_path / "year")


def verify(folder: Path, *more: str) -> int:
    """Run the command on a folder."""
    return cli.main(["verify", str(folder / "regional.xlsx"), "--returns", str(folder / "returns"), *more])


def change(folder: Path, sheet: str, edit: Callable[[bytes], bytes], *, fix_hash: bool) -> None:
    """Change a sheet of the workbook in its XML, and its hash in the manifest too where that is wanted."""
    output, manifest = folder / "regional.xlsx", folder / "regional.manifest.json"
    parts = written._parts(output.read_bytes())
    part = tampering.sheet_parts(parts)[sheet]
    parts[part] = edit(parts[part])
    output.write_bytes(tampering.packed(parts))
    if fix_hash:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        told["output"] |= {"sha256": sha256(output.read_bytes()).hexdigest(), "size": output.stat().st_size}
        manifest.write_text(json.dumps(told), encoding="utf-8")


def test_a_workbook_nobody_changed_is_sound(sound: Path, capsys: pytest.CaptureFixture[str]):
    before = workbooks.hashes(sound)
    assert verify(sound, "--register", str(sound / "register.xlsx"), "--lang", "fr") == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0] == labels("fr")("verify.sound")
    assert labels("fr")("verify.not_proven") in said
    assert workbooks.hashes(sound) == before


def test_what_is_proven_is_told_in_numbers(sound: Path, capsys: pytest.CaptureFixture[str]):
    assert verify(sound, "--json", "--lang", "nl") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is True and told["differences"] == []
    assert [one["reason"] for one in told["not_proven"]] == [labels("nl")("verify.no_register")]
    assert (told["files"], told["returns"], told["records"]) == (2, 2, 6)
    record = len(workbooks.good_objective()), len(workbooks.good_indicator())
    assert told["values"] == 2 * (record[0] + 2 * record[1])
    assert told["cells"] > 900
    assert labels("nl")("verify.sound") in told["says"]


@pytest.mark.parametrize("fix_hash", [False, True], ids=["hash as it was", "hash fixed up"])
def test_a_changed_cell_is_named_with_what_it_must_say_and_where_that_comes_from(
    folder: Path, capsys: pytest.CaptureFixture[str], fix_hash: bool
):
    letters = dict(zip(_keys(), _letters(), strict=True))
    address = f"{letters['result']}3"
    change(folder, SHEET, lambda xml: tampering.with_number(xml, address, "96"), fix_hash=fix_hash)
    assert verify(folder, "--no-replay", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    kinds = {one["kind"] for one in told["differences"]}
    assert kinds == {"value"} if fix_hash else {"value", "output_changed"}
    (one,) = [one for one in told["differences"] if one["kind"] == "value"]
    assert (one["file"], one["sheet"], one["cell"]) == ("regional.xlsx", SHEET, address)
    assert (one["found"], one["expected"], one["source"]) == ("96", "95", "innoviris.xlsx · KPI!L9")
    assert verify(folder, "--lang", "fr") == 1
    said = capsys.readouterr().out
    assert f"{SHEET}!{address}" in said and "« 96 » au lieu de « 95 »" in said


def _keys() -> tuple[str, ...]:
    from minerva.layout.regional import data_columns
    from minerva.model.record import Table

    return data_columns(Table.INDICATORS)


def _letters() -> list[str]:
    from minerva.model.record import column_letters

    return [column_letters(number) for number in range(1, len(_keys()) + 1)]


def test_a_damaged_look_is_said_in_a_sentence(folder: Path):
    change(folder, SHEET, lambda xml: xml.replace(b'<col min="1"', b'<col min="x"', 1), fix_hash=True)
    with pytest.raises(Problem) as told:
        tasks.verify(folder / "regional.xlsx", folder / "returns", replay=False)
    assert told.value.key == "problem.not_as_written"


def test_a_hidden_row_is_named_by_the_witness_and_by_the_workbook_made_again(folder: Path):
    change(folder, SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="3" hidden="1"'), fix_hash=True)
    found = tasks.verify(folder / "regional.xlsx", folder / "returns")
    assert [(one.kind, one.proof, one.place) for one in found.differences] == [
        (Kind.HIDDEN, Proof.WITNESS, f"{SHEET}!3:3"),
        (Kind.PART, Proof.REPLAY, f"{SHEET}!3:3"),
    ]


def test_with_a_return_changed_the_others_are_still_proven(folder: Path, capsys: pytest.CaptureFixture[str]):
    workbooks.edited(folder / "returns" / "actiris.xlsx", workbooks.typed({"KPI": {"L7": 12}}))
    (folder / "returns" / "late.xlsx").write_bytes(b"PK")
    assert verify(folder, "--json", "--lang", "en") == 1
    told = json.loads(capsys.readouterr().out)
    assert {(one["kind"], one["file"]) for one in told["differences"]} == {
        ("return_changed", "actiris.xlsx"),
        ("return_added", "late.xlsx"),
    }
    assert (told["returns"], told["records"]) == (1, 3)
    assert {one["reason"] for one in told["not_proven"]} == {
        labels("en")("verify.no_register"),
        labels("en")("verify.not_read"),
        labels("en")("verify.files_differ"),
    }


def test_another_register_is_named_by_what_differs(folder: Path):
    workbooks.edited(
        folder / "register.xlsx", workbooks.typed({"Organisations-Organisaties": {"H4": "Actiris (ancien nom)"}})
    )
    found = tasks.verify(folder / "regional.xlsx", folder / "returns", register=folder / "register.xlsx", replay=False)
    assert {one.kind for one in found.differences} == {Kind.REGISTER, Kind.MANIFEST}
    assert [one.cell for one in found.differences if one.kind is Kind.MANIFEST] == ["register.organisations[0].name_fr"]


def test_a_manifest_of_another_version_is_said_so_and_the_values_are_still_proven(folder: Path):
    manifest = folder / "regional.manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"minerva": "', '"minerva": "0.0.'), "utf-8")
    found = tasks.verify(folder / "regional.xlsx", folder / "returns", register=folder / "register.xlsx")
    assert [reason for reason, _ in found.not_proven] == ["verify.other_version"]
    assert found.is_sound and found.cells is None and found.records == 6
    assert not found.is_complete


def test_a_proof_that_could_not_be_made_is_no_clean_end(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Whoever edits the manifest must not switch the third proof off unseen."""
    manifest = folder / "regional.manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"minerva": "', '"minerva": "0.0.'), "utf-8")
    assert verify(folder, "--lang", "fr") == 1
    assert capsys.readouterr().out.splitlines()[0] == labels("fr")("verify.sound_in_part")
    assert verify(folder, "--no-replay", "--lang", "nl") == 0
    assert capsys.readouterr().out.splitlines()[0] == labels("nl")("verify.sound_in_part")


def test_a_footer_that_calls_a_provisional_workbook_final_is_named(folder: Path):
    final = "définitif – definitief".encode()
    change(folder, SHEET, lambda xml: xml.replace("provisoire – voorlopig".encode(), final), fix_hash=True)
    found = tasks.verify(folder / "regional.xlsx", folder / "returns", replay=False)
    assert [(one.kind, one.place) for one in found.differences] == [(Kind.HIDDEN, SHEET)]
    assert "définitif" in found.differences[0].found and "provisoire" in found.differences[0].expected


def test_rules_that_were_switched_off_are_told(folder: Path):
    """The workbook made again keeps silent where it did: whoever reads "no difference" must know."""
    rules = folder / "rules.toml"
    rules.write_text('DEV001 = "off"\n', encoding="utf-8")
    register, output = folder / "register.xlsx", folder / "regional.xlsx"
    tasks.consolidate(folder / "returns", register, output, own_rules=rules)
    found = tasks.verify(output, folder / "returns", register=register)
    assert found.is_sound and found.is_complete
    assert found.not_proven == [("verify.own_rules", "rules.toml · DEV001 = off")]


@pytest.mark.parametrize("passed_off", ["options.rules", "register", "inputs"])
def test_a_return_is_not_passed_off_as_another_file_of_the_cell(folder: Path, passed_off: str):
    """Whoever leaves a return out could tell of it as the file of rules, the register, or one that was never opened."""
    manifest, late = folder / "regional.manifest.json", folder / "returns" / "late.xlsx"
    shutil.copy(folder / "returns" / "actiris.xlsx", late)
    workbooks.edited(late, workbooks.typed({"KPI": {"G7": "Autre"}}))
    told, digest = json.loads(manifest.read_text(encoding="utf-8")), sha256(late.read_bytes()).hexdigest()
    if passed_off == "options.rules":
        told["options"]["rules"] = {"file": "rules.toml", "sha256": digest, "changed": {}}
    elif passed_off == "register":
        told["register"]["sha256"] = digest
    else:
        told["inputs"].append({**told["inputs"][0], "name": late.name, "size": 0, "sha256": "", "use": "not_used"})
    manifest.write_text(json.dumps(told), encoding="utf-8")
    found = tasks.verify(folder / "regional.xlsx", folder / "returns", replay=False)
    assert late.name in {one.file for one in found.differences if one.kind in (Kind.RETURN_ADDED, Kind.RETURN_CHANGED)}


def test_an_entry_told_twice_is_no_manifest(folder: Path):
    """One reader takes the first, another the last."""
    manifest = folder / "regional.manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"minerva":', '"minerva": "9.9", "minerva":', 1), encoding="utf-8")
    with pytest.raises(Problem):
        tasks.verify(folder / "regional.xlsx", folder / "returns", replay=False)


WRONG = {
    "options.last_year": "2019",
    "options.rules": {"file": "a", "sha256": "b", "changed": {"THR002": "loud"}},
    "options.profiles": ["mine"],
    "options.annexed": 7,
    "counts": [],
    "counts.status": 3,
    "columns": [],
    "inputs": [7],
}


@pytest.mark.parametrize("entry", WRONG)
def test_a_manifest_with_entries_of_another_kind_is_none_of_ours(
    folder: Path, entry: str, capsys: pytest.CaptureFixture[str]
):
    manifest = folder / "regional.manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    *above, last = entry.split(".")
    (told[above[0]] if above else told)[last] = WRONG[entry]
    manifest.write_text(json.dumps(told), encoding="utf-8")
    assert verify(folder, "--lang", "en") == 2
    assert capsys.readouterr().err.strip() == labels("en")("problem.wrong_manifest", path=manifest)


def test_a_number_kept_as_text_is_named_without_the_workbook_made_again(folder: Path):
    address = f"{dict(zip(_keys(), _letters(), strict=True))['result']}3"
    change(folder, SHEET, lambda xml: tampering.with_text(xml, address, "95"), fix_hash=True)
    found = tasks.verify(folder / "regional.xlsx", folder / "returns", replay=False)
    assert [(one.kind, one.place, one.found) for one in found.differences] == [
        (Kind.VALUE, f"{SHEET}!{address}", "'95")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_verified_is_said_with_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str
):
    words, manifest = labels(language), folder / "regional.manifest.json"
    told = manifest.read_text(encoding="utf-8")
    manifest.unlink()
    assert verify(folder, "--lang", language) == 2
    assert capsys.readouterr().err.strip() == words("problem.no_manifest", path=manifest)
    manifest.write_text(told[:400], encoding="utf-8")
    assert verify(folder, "--lang", language) == 2
    assert capsys.readouterr().err.strip() == words("problem.wrong_manifest", path=manifest)
    manifest.write_text(told, encoding="utf-8")
    shutil.copy(folder / "register.xlsx", folder / "regional.xlsx")
    assert verify(folder, "--lang", language) == 2
    assert "regional.xlsx" in capsys.readouterr().err
    shutil.rmtree(folder / "returns")
    assert verify(folder, "--lang", language) == 2
    assert capsys.readouterr().err.strip() == words("problem.no_folder", path=folder / "returns")
