"""The four dashboards of ConnectIT, as printed in the report of 2020, come in as one return with gaps; nothing is lost.

What no profile reads comes in as an annex, where the cell asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from dashboards import NAMES, dashboard, dashboards
from minerva import tasks
from minerva.cli import main
from minerva.layout.labels import finding_text, labels
from minerva.layout.regional import data_columns
from minerva.model.coverage import State, Use
from minerva.model.record import Table
from workbooks import filled, register_of

ID = "bruxelles-connectit"
OO, KPI = "Donnees-Gegevens OO", "Donnees-Gegevens KPI"


@dataclass(frozen=True)
class Report:
    """What came of the dashboards: the result of the task and the regional workbook."""

    result: tasks.Consolidated
    book: openpyxl.Workbook
    names: dict[str, str]

    def data(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a data sheet by column key, empty cells as ''."""
        keys = data_columns(Table.OBJECTIVES if sheet == OO else Table.INDICATORS)
        rows = self.book[sheet].iter_rows(min_row=2, values_only=True)
        return [{key: "" if value is None else value for key, value in zip(keys, row, strict=True)} for row in rows]

    def objective(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        """The data row of a printed objective, by its file or sheet and its reference or title."""
        mine = [found for found in self.data(OO) if (found["file"], found["sheet"]) == (self.names[name], name)]
        key = {"ref": row["ref_oo"]} if "ref_oo" in row else {"title_fr": row["objective"]}
        [one] = [found for found in mine if key.items() <= found.items()]
        return one


def printed() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every printed row with the name of its dashboard."""
    for name in NAMES:
        for row in dashboards()[name]["rows"]:
            yield name, row


@pytest.fixture(scope="module", params=["four files", "four sheets"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The dashboards as four files of one organisation, and as four sheets of one file, consolidated."""
    folder = tmp_path_factory.mktemp("dashboards")
    (folder / "returns").mkdir()
    if request.param == "four files":
        names = {name: f"Bruxelles ConnectIT - tableau de bord {name}.xlsx" for name in NAMES}
        for name, file in names.items():
            dashboard(folder / "returns" / file, name)
    else:
        names = dict.fromkeys(NAMES, "Bruxelles ConnectIT.xlsx")
        dashboard(folder / "returns" / "Bruxelles ConnectIT.xlsx", *NAMES)
    register = register_of(folder / "register.xlsx", ID, "actiris")
    result = tasks.consolidate(folder / "returns", register, folder / "regional.xlsx")
    return Report(result, openpyxl.load_workbook(folder / "regional.xlsx"), names)


def test_the_organisation_is_integrated_with_gaps(report: Report):
    line = report.result.consolidation.coverage.line(ID)
    assert (line.state, line.objectives, line.indicators) == (State.WITH_GAPS, 28, 14)
    assert line.reasons == ("gap.profile",)
    assert set(line.files) == set(report.names.values())
    uses = {use.file.name: use.use for use in report.result.consolidation.files}
    assert uses == dict.fromkeys(report.names.values(), Use.PARTIAL)


def test_28_objectives_with_20_threshold_pairs_and_28_results(report: Report):
    rows = report.data(OO)
    assert len(rows) == 28
    assert sum(row["red"] != "" and row["green"] != "" for row in rows) == 20
    assert sum((row["red"] == "") != (row["green"] == "") for row in rows) == 0
    assert sum(row["result"] != "" for row in rows) == 28
    assert len(report.data(KPI)) == 14


def test_every_figure_is_the_printed_one_and_names_its_cell(report: Report):
    compared = 0
    for name, row in printed():
        found = report.objective(name, row)
        figures = {key: key for key in ("red", "green", "result")}
        if name == "SAE":
            figures = {"result": "final_result"}
        elif name == "ITCO":
            figures["result"] = "final_2020"
        for key, printed_key in figures.items():
            assert found[key] == row[printed_key]["value"], (name, found["ref"])
            assert found[f"{key}_raw"] == row[printed_key]["raw"]
            *_, sheet, cell = found[f"{key}_cell"].split("!")
            assert (sheet, cell.lstrip("ABCDEFGHIJKLM")) == (name, str(found["row"]))
            compared += 1
    assert compared == 20 * 3 + 8


def test_a_cell_names_its_file_only_where_the_file_of_its_record_is_another(report: Report):
    cells = [(row["file"], row["sheet"], row["result_cell"]) for row in report.data(OO) if row["result_cell"]]
    assert {file for file, _, _ in cells} == set(report.names.values())
    assert all(cell.startswith(f"{sheet}!") for _, sheet, cell in cells)


def test_nothing_filled_is_lost(report: Report):
    """Every printed cell is a value, a remark, or stands in the journal."""
    journal = {str(line.raw) for line in report.result.consolidation.journal}
    for name, row in printed():
        found = report.objective(name, row)
        kept = {str(value) for value in found.values()} | set(found["remarks"].split(" ; "))
        kept |= {remark.partition(" : ")[2] for remark in found["remarks"].split(" ; ")}
        for indicator in report.data(KPI):
            if indicator["objective_ref"] and indicator["objective_ref"] == found["ref"]:
                kept |= {str(value) for value in indicator.values()}
        lost = [cell for cell in row["cells"] if cell and cell not in kept and cell not in journal]
        assert lost == [], (name, found["row"])


def test_the_account_of_cells_adds_up(report: Report):
    [chapter] = [c for c in report.result.consolidation.chapters if c.organisation.id == ID]
    submission = chapter.submission
    assert submission.filled == submission.merged_cells + len(submission.set_aside)
    assert {aside.reason.value for aside in submission.set_aside} == {"guidance"}
    cells = sum(bool(cell) for _, row in printed() for cell in row["cells"])
    assert submission.merged_cells == cells + 2  # the authors of Arch and DTO


def test_what_the_tables_have_no_room_for_is_kept_as_remarks(report: Report):
    rows = {row["ref"]: row for row in report.data(OO) if row["ref"]}
    assert rows["POP2020DTO1"]["remarks"] == (
        "Auteur : [auteur-2] ; Priorité : 1 ; Début : 1/01/2020 ; Fin : 1/09/2020"
        " ; Gestionnaire : gestionnaire-8@gob.brussels"
    )
    assert "gestionnaire-3@sprb.brussels gestionnaire-4@sprb.brussels" in rows["POP2020ICT4"]["remarks"]
    [sae] = [row for row in report.data(OO) if row["title_fr"].startswith("Mener des actions de communication")]
    assert sae["remarks"].startswith("Impact de la déviation : Les ressources prévues")


def test_the_gaps_are_listed_once_for_each_dashboard(report: Report):
    mine = [finding for finding in report.result.consolidation.findings if finding.organisation == ID]
    assert not [finding for finding in mine if finding.code == "STR002"]
    findings = [finding for finding in mine if finding.code == "STR014"]
    assert sorted((finding.file, finding.sheet) for finding in findings) == sorted(
        (report.names[name], name) for name in NAMES
    )
    texts = {finding.sheet: finding_text(finding, "found", "fr") for finding in findings}
    assert "seuil rouge, seuil vert" in texts["SAE"]
    assert "textes en néerlandais" in texts["SAE"] and "textes en français" in texts["ITCO"]
    assert "poids" in texts["DTO"] and "poids" not in texts["Arch"]
    assert all(finding_text(finding, part, "nl") for finding in findings for part in ("found", "remedy"))
    alone = len(set(report.names.values())) > 1
    assert {name for name in NAMES if "tableau des indicateurs" in texts[name]} == ({"SAE", "Arch"} if alone else set())


def test_a_dashboard_checked_alone_says_the_same_and_has_no_error_for_what_its_layout_lacks(
    report: Report, tmp_path: Path
):
    for name in NAMES if len(set(report.names.values())) > 1 else ():
        path = dashboard(tmp_path / report.names[name], name)
        (checked,) = tasks.check([path], register_of(tmp_path / "register.xlsx", ID))
        whole = [finding for finding in report.result.consolidation.findings if finding.file == report.names[name]]
        said = {(f.code, f.place, f.params) for f in checked.findings if f.family == "STR"}
        assert said == {(f.code, f.place, f.params) for f in whole if f.family == "STR"}
        assert not [code for code, *_ in said if code == "STR002"]


def test_same_title_is_not_the_same_measure(report: Report):
    """Irregularity 147: Masterplan-IT is 33/66 -> 100 in one dashboard and 50/75 -> 80 in another."""
    found = {(row["red"], row["green"], row["result"]) for row in report.data(OO) if row["title_nl"] == "Masterplan-IT"}
    assert found == {(33, 66, 100), (50, 75, 80)}


def test_the_manifest_names_the_profiles_with_their_digests(report: Report):
    path = report.result.output.with_name("regional.manifest.json")
    profiles = json.loads(path.read_text(encoding="utf-8"))["options"]["profiles"]
    assert [profile["id"] for profile in profiles] == sorted(f"connectit-{name.lower()}" for name in NAMES)
    assert all(len(profile["sha256"]) == 64 for profile in profiles)


def test_managers_authors_and_addresses_can_be_kept_out(tmp_path: Path):
    """Irregularity 145: what a profile calls personal is left out where asked, in remarks, lists and annexes alike."""
    (tmp_path / "returns").mkdir()
    dashboard(tmp_path / "returns" / f"{ID}.xlsx", *NAMES)
    annex = openpyxl.Workbook()
    annex.active["A1"] = "Contact : someone@example.org"
    annex.save(tmp_path / "returns" / "actiris.xlsx")
    register = register_of(tmp_path / "register.xlsx", ID, "actiris")
    output = tmp_path / "regional.xlsx"
    tasks.consolidate(tmp_path / "returns", register, output, annexed=["actiris"], personal_data=False)
    book = openpyxl.load_workbook(output)
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [text for text in texts if "gestionnaire-" in text or "[auteur-" in text or "someone@" in text] == []
    assert any(text.startswith("Priorité : ") for text in texts)
    assert any(text.startswith("Contact : ") for text in texts)


# -- annexes -----------------------------------------------------------------------------------------------------------


def unknown_layout(path: Path) -> Path:
    """A workbook that no profile reads, with texts that look like formulas and two filled sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Suivi"
    sheet["B2"] = "Projet"
    sheet["C2"] = "Avancement"
    sheet["B3"] = "Refonte du site"
    sheet["C3"] = 0.4
    sheet["C3"].number_format = "0%"
    sheet["B4"], sheet["C4"] = "Budget", 1234.5
    sheet["B5"].value, sheet["B5"].data_type = "=HYPERLINK(1)", "s"
    book.create_sheet("Vide")
    book.create_sheet("Notes")["A1"] = "@rien à ajouter"
    book.save(path)
    return path


def consolidated(folder: Path, *annexed: str) -> tuple[tasks.Consolidated, openpyxl.Workbook]:
    (folder / "returns").mkdir(exist_ok=True)
    unknown_layout(folder / "returns" / f"{ID}-suivi.xlsx")
    filled(folder / "returns" / "actiris.xlsx", "actiris")
    register = register_of(folder / "register.xlsx", ID, "actiris")
    result = tasks.consolidate(folder / "returns", register, folder / "regional.xlsx", annexed=annexed)
    return result, openpyxl.load_workbook(folder / "regional.xlsx")


@pytest.mark.parametrize("name", [ID, f"{ID}-suivi.xlsx"])
def test_what_no_profile_reads_is_annexed_as_received(tmp_path: Path, name: str):
    result, book = consolidated(tmp_path, name)
    line = result.consolidation.coverage.line(ID)
    assert (line.state, line.reasons) == (State.ANNEXED, ("gap.annexed",))
    assert result.consolidation.coverage.counts.annexed == 1
    assert [sheet for sheet in book.sheetnames if sheet.startswith("Annexe")] == [
        "Annexe-Bijlage 1",
        "Annexe-Bijlage 2",
    ]
    first = book["Annexe-Bijlage 1"]
    assert f"{ID}-suivi.xlsx" in first["A2"].value and "Suivi" in first["A2"].value
    values = [first[cell].value for cell in ("B6", "C6", "B7", "C7", "B8", "C8", "B9")]
    assert values == ["Projet", "Avancement", "Refonte du site", "40%", "Budget", 1234.5, "=HYPERLINK(1)"]
    assert first["B9"].data_type == "s"
    assert book["Annexe-Bijlage 2"]["A5"].value == "@rien à ajouter"
    uses = {use.file.name: use.use for use in result.consolidation.files}
    assert uses == {f"{ID}-suivi.xlsx": Use.ANNEXED, "actiris.xlsx": Use.USED}


@pytest.mark.parametrize(
    ("columns", "text", "scale", "pages"),
    [
        (2, "Court", 100, 1),
        (7, "Un texte assez long pour une colonne, et un peu plus. " * 2, None, 1),
        (9, "Un texte assez long pour une colonne, et un peu plus. " * 2, None, 1),
        (40, "Un texte assez long pour une colonne", 78, 4),
    ],
)
def test_an_annex_is_printed_as_wide_as_the_page_but_never_too_small_to_read(
    tmp_path: Path, columns: int, text: str, scale: int | None, pages: int
):
    (tmp_path / "returns").mkdir()
    book = openpyxl.Workbook()
    for _ in range(3):
        book.active.append([text] * columns)
    book.save(tmp_path / "returns" / "actiris.xlsx")
    register = register_of(tmp_path / "register.xlsx", "actiris")
    tasks.consolidate(tmp_path / "returns", register, tmp_path / "regional.xlsx", annexed=["actiris"])
    sheet = openpyxl.load_workbook(tmp_path / "regional.xlsx")["Annexe-Bijlage 1"]
    printed = sheet.page_setup.scale or 100
    assert not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)
    assert 9 * printed / 100 >= 7
    assert scale in (None, printed)
    width = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, columns + 1)) * printed / 100
    assert ceil(width / 190) <= pages


def test_the_heading_of_an_annex_wraps_over_its_columns(tmp_path: Path):
    _, book = consolidated(tmp_path, ID)
    sheet = book["Annexe-Bijlage 1"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {area.split(":")[0] for area in merged} == {"A1", "A2"}
    assert sheet["A1"].alignment.wrap_text and sheet["A2"].alignment.wrap_text
    assert sheet["A1"].value.count("Annexe") == sheet["A1"].value.count("Bijlage") == 1
    assert sheet.row_dimensions[2].height >= 2 * 12


def test_the_controls_count_the_cells_of_an_annex_on_its_sheets(tmp_path: Path):
    _, book = consolidated(tmp_path, ID)
    rows = [[cell.value for cell in row[:5]] for row in book["Controles"].iter_rows()]
    [row] = [row for row in rows if row[0] and "annexe 1" in str(row[0])]
    assert row[1] == 8
    assert row[2] == "=COUNTA('Annexe-Bijlage 1'!$A$5:$C$9)+COUNTA('Annexe-Bijlage 2'!$A$5:$A$5)"
    assert row[3] == 0
    stored = openpyxl.load_workbook(tmp_path / "regional.xlsx", data_only=True)["Controles"]
    verdicts = [[cell.value for cell in line[:5]] for line in stored.iter_rows()]
    [mine] = [line for line in verdicts if line[0] and "annexe 1" in str(line[0])]
    assert mine[1:] == [8, 8, 0, "OK"]


def test_without_being_asked_nothing_is_annexed_and_the_remedy_says_how(tmp_path: Path):
    result, book = consolidated(tmp_path)
    assert result.consolidation.coverage.line(ID).state is State.UNUSABLE
    assert not [sheet for sheet in book.sheetnames if sheet.startswith("Annexe")]
    [finding] = [f for f in result.consolidation.findings if f.code == "COV002"]
    for language in ("fr", "nl", "en"):
        remedy = finding_text(finding, "remedy", language)
        assert "minerva profile" in remedy and "--annex" in remedy


def test_a_name_that_fits_no_file_stops_before_anything_is_written(tmp_path: Path):
    with pytest.raises(tasks.Problem) as problem:
        consolidated(tmp_path, "actris")
    assert problem.value.key == "problem.no_annex"
    assert f"{ID}-suivi.xlsx" in problem.value.params["known"]
    assert not (tmp_path / "regional.xlsx").exists()


@pytest.mark.parametrize("content", [b"%PDF-1.4 report", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
@pytest.mark.parametrize("name", [ID, f"{ID}.xlsx"])
def test_a_file_that_is_no_readable_workbook_is_not_annexed_and_said_before_anything_is_written(
    tmp_path: Path, content: bytes, name: str, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns" / f"{ID}.xlsx").write_bytes(content)
    register, output = register_of(tmp_path / "register.xlsx", ID), tmp_path / "regional.xlsx"
    with pytest.raises(tasks.Problem) as problem:
        tasks.consolidate(tmp_path / "returns", register, output, annexed=[name])
    assert problem.value.key == "problem.cannot_annex"
    assert [params["file"] for _, params in problem.value.details] == [f"{ID}.xlsx"]
    words = ["consolidate", tmp_path / "returns", "--register", register, "-o", output, "--annex", name]
    assert main([str(word) for word in words]) == 2
    assert f"{ID}.xlsx" in capsys.readouterr().err
    assert not output.exists()


def test_an_organisation_with_a_readable_and_another_file_is_annexed(tmp_path: Path):
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns" / f"{ID}.pdf").write_bytes(b"%PDF-1.4 report")
    result, _ = consolidated(tmp_path, ID)
    assert result.consolidation.coverage.line(ID).state is State.ANNEXED


def test_a_file_of_another_year_is_annexed_and_not_called_unreadable(tmp_path: Path):
    (tmp_path / "returns").mkdir()
    filled(tmp_path / "returns" / f"{ID}.xlsx", ID, year=2019)
    register = register_of(tmp_path / "register.xlsx", ID)
    result = tasks.consolidate(tmp_path / "returns", register, tmp_path / "regional.xlsx", annexed=[ID])
    line = result.consolidation.coverage.line(ID)
    assert line.state is State.ANNEXED
    assert "illisible" not in labels("fr")(line.reasons[0]) and "leesbaar" not in labels("nl")(line.reasons[0])


def test_the_command_takes_annexes_and_the_manifest_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "returns").mkdir()
    unknown_layout(tmp_path / "returns" / f"{ID}.xlsx")
    register = register_of(tmp_path / "register.xlsx", ID)
    output = tmp_path / "regional.xlsx"
    words = ["consolidate", tmp_path / "returns", "--register", register, "-o", output, "--annex", ID, "--json"]
    assert main([str(word) for word in words]) == 0
    assert json.loads(capsys.readouterr().out)["annexed"] == 1
    manifest = json.loads(output.with_name("regional.manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"]["annexed"] == [f"{ID}.xlsx"]
    assert [entry["use"] for entry in manifest["inputs"]] == ["annexed"]
