"""`minerva export`: what is written equals the data sheets, validates, and names no one."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import frictionless
import openpyxl
import pyarrow.parquet
import pytest

from minerva import cli, tasks
from minerva.excel.printed import pdf
from minerva.layout.labels import LANGUAGES, labels
from minerva.publish.data_files import without_apostrophe
from workbooks import filled, good_block, good_indicator, good_objective, register_of

ADDRESS = "agent.un@minerva.example"
MANAGER = "dirigeante@minerva.example"
AUTHOR = "Auteure Exemplaire"
FOREIGN = "bruxelles-connectit (Jeanne Exemple).xlsx"
SHEETS = {"objectives": "Donnees-Gegevens OO", "indicators": "Donnees-Gegevens KPI"}
LINKS = ("finding_codes", "journal", "printed", "open", "order")
FORMS = ("csv", "parquet", "json")
TEXTS = {
    "title_fr": "=1+1",
    "title_nl": "+32 2 000 00 00",
    "description_fr": "- un point\n- deux\n\n  retrait",
    "description_nl": "@niemand",
    "deviation_fr": '-2 "pour cent", dit-on; <r> & http://minerva.example',
    "actions_fr": "'=0012",
    "actions_nl": "0012",
}


@dataclass(frozen=True)
class Site:
    """A consolidation, and its export in each format."""

    workbook: Path
    folder: Path

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The keys of the data sheets, by sheet, from the manifest."""
        manifest = self.workbook.with_name("regional.manifest.json").read_text(encoding="utf-8")
        return json.loads(manifest)["columns"]

    def sheet(self, table: str) -> list[dict[str, object]]:
        """A data sheet as openpyxl has it, by key."""
        rows = openpyxl.load_workbook(self.workbook)[SHEETS[table]].iter_rows(min_row=2, values_only=True)
        return [dict(zip(self.columns[SHEETS[table]], row, strict=True)) for row in rows]

    def csv(self, table: str) -> list[dict[str, str]]:
        """A CSV, with the apostrophes."""
        return list(
            csv.DictReader(io.StringIO((self.folder / f"{table}.csv").read_bytes().decode("utf-8"), newline=""))
        )

    def parquet(self, table: str) -> list[dict[str, object]]:
        return pyarrow.parquet.read_table(self.folder / f"{table}.parquet").to_pylist()

    def json(self, table: str) -> list[dict[str, object]]:
        return json.loads((self.folder / f"{table}.json").read_text(encoding="utf-8"), parse_float=Decimal)


def dashboard(path: Path) -> None:
    """A workbook of the layout of the DTO dashboard, which names its author and, row by row, a manager."""
    book = openpyxl.Workbook()
    book.active.title = "DTO"
    rows = (
        ("TABLEAU DE BORD DTO",),
        ("Auteur", AUTHOR),
        ("Réf. OS", "Réf. OO", "Titre de l'OO", "Priorité", "Début", "Fin", "Gestionnaire", "Référence du KPI",
         "Nom du KPI", "Seuil rouge", "Seuil vert", "Résultat", "Commentaires complémentaires"),
        ("OS 1", "POP2020DTO1", "Een efficiënte leiding", "1", "1/01/2020", "1/09/2020", MANAGER, "KDTO001",
         "% gerealiseerde prestaties", "60%", "90%", "100%", "=1+1"),
        ("OS 3", "POP2020DTO2", "Masterplan", "2", "1/01/2020", "31/12/2020", MANAGER, "KDTO002",
         "% gerealiseerde prestaties", "50%", "75%", "54%", ""),
    )  # fmt: skip
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            cell = book.active.cell(row, column, value or None)
            cell.data_type = "s" if value else "n"
    book.save(path)


def made(folder: Path, *, personal_data: bool) -> Site:
    """Two returns, one of them of another layout with columns that name persons, consolidated and exported."""
    (folder / "returns").mkdir()
    register = register_of(folder / "register.xlsx", "actiris", "bruxelles-connectit", "innoviris")
    awkward = good_objective(2, **TEXTS, budget="007", red=Decimal(0), result=Decimal("0.29"))
    zero = good_indicator(2, 1, result=Decimal(0), weight=Decimal("33.33"), description_fr=f"Voir {ADDRESS}.")
    typed = good_indicator(2, 2, result="N/A", red="-5", weight="")
    filled(folder / "returns" / "actiris-2020.xlsx", "actiris", [good_block(1), (awkward, [zero, typed])])
    dashboard(folder / "returns" / FOREIGN)
    output = folder / "regional.xlsx"
    tasks.consolidate(folder / "returns", register, output, personal_data=personal_data)
    for form in FORMS:
        tasks.export(output, form, folder / "out")
    return Site(output, folder / "out")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Consolidated without personal data: all its columns can be published."""
    return made(tmp_path_factory.mktemp("open"), personal_data=False)


@pytest.fixture(scope="module")
def personal(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Consolidated with everything."""
    return made(tmp_path_factory.mktemp("personal"), personal_data=True)


# -- the same everywhere -----------------------------------------------------------------------------------------------


def as_text(value: object) -> str:
    """A value of a sheet as the CSV has it, apostrophes aside."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)


@pytest.mark.parametrize("table", SHEETS)
def test_the_csv_is_the_data_sheet(site: Site, table: str):
    """Read by openpyxl, which knows nothing of how we read; what differs is the name someone gave a file."""
    sheet, written = site.sheet(table), site.csv(table)
    assert len(written) == len(sheet) > 3
    keys = [key for key in site.columns[SHEETS[table]] if key not in LINKS]
    for there, here in zip(sheet, written, strict=True):
        hidden = there["file"] == FOREIGN
        for key in keys:
            if not (hidden and key == "file"):
                assert without_apostrophe(here[key]) == as_text(there[key]), (key, there["record"])
        for key in {"red", "green", "result", "weight"} & set(keys):
            number = there[key] if isinstance(there[key], (int, float)) else None
            assert here[f"{key}_number"] == as_text(number)
    assert {row["file"] for row in written} == {"actiris-2020.xlsx", "[nom de fichier / bestandsnaam]"}


@pytest.mark.parametrize("table", [*SHEETS, "organisations"])
def test_parquet_and_json_are_the_csv(site: Site, table: str):
    written = site.csv(table)
    for rows in (site.parquet(table), site.json(table)):
        assert len(rows) == len(written)
        assert [list(row) for row in rows] == [list(row) for row in written]
        for there, here in zip(written, rows, strict=True):
            assert {key: without_apostrophe(text) for key, text in there.items()} == {
                key: f"{value.normalize():f}" if isinstance(value, Decimal) else as_text(value)
                for key, value in here.items()
            }


def test_nothing_is_lost_on_the_way_from_the_return(site: Site):
    (row,) = [row for row in site.parquet("objectives") if row["title_fr"] == TEXTS["title_fr"]]
    assert {key: row[key] for key in TEXTS} == TEXTS
    assert (row["budget"], row["red"], row["red_number"], row["result_number"]) == ("007", "0", 0, Decimal("0.29"))
    zero, typed = (row for row in site.json("indicators") if row["ref"] in ("KPI-2.1.1", "KPI-2.1.2"))
    assert (zero["result"], zero["result_number"], zero["weight_number"]) == ("0", 0, Decimal("33.33"))
    assert (typed["result_number"], typed["red_number"], typed["weight"], typed["weight_number"]) == (
        None,
        -5,
        None,
        None,
    )
    assert typed["result_raw"] == "N/A"


def test_texts_taken_for_formulas_stand_behind_an_apostrophe_in_the_csv_alone(site: Site):
    (row,) = [row for row in site.csv("objectives") if without_apostrophe(row["title_fr"]) == TEXTS["title_fr"]]
    shown = {key: row[key] for key in TEXTS}
    behind = {key: f"'{text}" for key, text in TEXTS.items() if key not in ("description_fr", "actions_nl")}
    assert shown == TEXTS | behind
    for form in ("parquet", "json"):
        assert b"'=1+1" not in (site.folder / f"objectives.{form}").read_bytes()


def test_the_table_of_organisations_is_the_coverage(site: Site):
    rows = {row["id"]: row for row in site.json("organisations")}
    told = {key: (row["state"], row["objectives"] > 0, row["indicators"] > 0) for key, row in rows.items()}
    assert told["actiris"] == ("integrated", True, True)
    assert told["innoviris"] == ("missing", False, False)
    assert sum(row["objectives"] for row in rows.values()) == len(site.json("objectives"))
    assert rows["innoviris"]["group"] == "oaa_category_1"


# -- the descriptor ----------------------------------------------------------------------------------------------------


def test_frictionless_finds_the_package_valid(site: Site, personal: Site):
    for one in (site, personal):
        report = frictionless.validate(str(one.folder / "datapackage.json"))
        assert report.valid, report.flatten(["fieldName", "note", "message"])
        assert [task.name for task in report.tasks] == ["objectives", "indicators", "organisations"]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (b"REALISED,", b"REALIZED,", "constraint-error"),
        (b"oaa_category_2,", b"oaa_category_9,", "constraint-error"),
        (b":1,actiris,", b":1,actirix,", "foreign-key"),
    ],
)
def test_frictionless_finds_what_is_not_as_described(site: Site, tmp_path: Path, old: bytes, new: bytes, error: str):
    for path in site.folder.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    package = json.loads((site.folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    content = (tmp_path / "objectives.csv").read_bytes()
    assert old in content
    (tmp_path / "objectives.csv").write_bytes(content.replace(old, new, 1))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert error in [found for (found,) in report.flatten(["type"])]


def test_frictionless_finds_a_file_that_was_changed(site: Site, tmp_path: Path):
    for path in site.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "objectives.csv").write_bytes((tmp_path / "objectives.csv").read_bytes() + b"\r\n")
    found = frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])
    assert ["hash-count"] in found or ["byte-count"] in found


def test_the_descriptor_says_everything_in_three_languages(site: Site):
    package = json.loads((site.folder / "datapackage.json").read_text(encoding="utf-8"))
    source = site.workbook.read_bytes()
    assert package["sources"][0]["sha256"] == sha256(source).hexdigest()
    assert (package["name"], package["version"]) == ("management-control-brussels-2020", "2020.1-provisional")
    for resource in package["resources"]:
        content = (site.folder / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{sha256(content).hexdigest()}")
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == next(csv.reader(io.StringIO(content.decode("utf-8"))))
        for field in resource["schema"]["fields"]:
            for language in LANGUAGES:
                assert field[f"title_{language}"] and field[f"description_{language}"]
    for language in LANGUAGES:
        assert labels(language)("export.reading.apostrophe") in package[f"description_{language}"]


def test_titles_are_those_of_row_1_of_the_data_sheets(site: Site):
    package = json.loads((site.folder / "datapackage.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(site.workbook)
    for resource in package["resources"][:2]:
        sheet = SHEETS[resource["name"]]
        titles = dict(zip(site.columns[sheet], (cell.value for cell in book[sheet][1]), strict=True))
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        for key, title in titles.items():
            if key in LINKS:
                continue
            words = fields[key]["title_fr"].partition(" (")[0], fields[key]["title_nl"].partition(" (")[0].lower()
            assert title.startswith(words[0]) and words[1] in title.lower(), key


# -- persons -----------------------------------------------------------------------------------------------------------


def test_no_file_names_a_person(personal: Site):
    """Not even of a workbook that does."""
    with_everything = "".join(str(row) for table in SHEETS for row in personal.sheet(table))
    assert all(text in with_everything for text in (ADDRESS, FOREIGN, MANAGER, AUTHOR))
    for path in personal.folder.iterdir():
        content = path.read_bytes()
        for text in (ADDRESS, "agent.un", "Jeanne", MANAGER, AUTHOR):
            assert text.encode() not in content, (path.name, text)
    assert {row["remarks"] for table in SHEETS for row in personal.parquet(table)} == {None}


def test_remarks_that_name_no_one_are_published(site: Site):
    remarks = [row["remarks"] for table in SHEETS for row in site.parquet(table) if row["remarks"]]
    assert any("Priorité : " in text for text in remarks)


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text(path.read_text().replace("sha256", "x"))])
def test_without_a_manifest_of_the_workbook_remarks_stay_in_it(site: Site, tmp_path: Path, change):
    for name in ("regional.xlsx", "regional.manifest.json"):
        (tmp_path / name).write_bytes(site.workbook.with_name(name).read_bytes())
    assert tasks.export(tmp_path / "regional.xlsx", "json", tmp_path / "out").remarks_left_out == 0
    change(tmp_path / "regional.manifest.json")
    assert tasks.export(tmp_path / "regional.xlsx", "json", tmp_path / "out").remarks_left_out > 0


# -- the command -------------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and error output."""
    code = cli.main(["export", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_same_workbook_gives_the_same_bytes(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for form in FORMS:
        code, said, _ = run(capsys, site.workbook, "--to", form, "-o", tmp_path / "again", "--json")
        told = json.loads(said)
        assert code == 0 and told["remarks_left_out"] == 0
        assert all(Path(path).parent == tmp_path / "again" for path in told["files"])
    written = {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert written == {path.name: path.read_bytes() for path in site.folder.iterdir()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_wrote_and_left_out(
    personal: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
):
    words = labels(language)
    code, said, _ = run(capsys, personal.workbook, "--to", "csv", "-o", tmp_path / "out", "--lang", language)
    assert code == 0
    assert words("cli.export.done", number=7, folder=tmp_path / "out") in said
    assert words("cli.export.remarks", title=words("data.remarks")) in said
    assert "datapackage.json" in said


def test_what_is_not_ours_is_kept_and_said(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "indicators.csv").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine")
    code, _, said = run(capsys, site.workbook, "--to", "csv", "-o", tmp_path, "--lang", "fr")
    assert code == 2 and said.strip() == labels("fr")("problem.export.other_content", path=tmp_path / "indicators.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["indicators.csv", "notes.txt"]


def test_without_pyarrow_it_says_what_to_install(site: Site, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, said = run(capsys, site.workbook, "--to", "parquet", "-o", tmp_path / "out", "--lang", "en")
    assert code == 2 and 'pip install "minerva[export]"' in said
    assert not (tmp_path / "out").exists()
    assert run(capsys, site.workbook, "--to", "csv", "-o", tmp_path / "out")[0] == 0


def test_a_workbook_that_is_no_regional_one_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    other = filled(tmp_path / "actiris.xlsx")
    assert run(capsys, other, "--to", "csv", "-o", tmp_path / "out")[0] == 2
    assert run(capsys, tmp_path / "nothing.xlsx", "--to", "csv", "-o", tmp_path / "out")[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["actiris.xlsx"]


def test_the_workbook_is_not_changed(site: Site, tmp_path: Path):
    before = site.workbook.read_bytes()
    tasks.export(site.workbook, "csv", tmp_path / "out")
    assert site.workbook.read_bytes() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_libreoffice_the_way_to_a_pdf_is_told(
    sample_year: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
):
    monkeypatch.setattr(pdf, "find_office", lambda: None)
    report = next(sample_year.glob("regional-*.xlsx"))
    command = ["export", str(report), "--to", "pdf", "-o", str(tmp_path / "prints"), "--lang", language]
    assert cli.main(command) == 2
    said = capsys.readouterr().out
    assert labels(language)("cli.export.no_office") in said
    assert [f"{report.stem}-P{part}.xlsx" in said for part in (1, 2, 3)] == [True] * 3
