"""A draft for an unknown layout reads back what it describes, and says what is uncertain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from dashboards import NAMES, dashboard, dashboards
from minerva import tasks
from minerva.cli import main
from minerva.layout.labels import labels
from minerva.layout.profiles import packaged_profiles, read_profile
from minerva.model.record import Table
from minerva.model.submission import Aside
from workbooks import blank, filled, register_of

FR = labels("fr")


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook of one sheet with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


HEADER = ("Projet", "N°", "Intitulé", "Drempel rood", "Seuil vert (%)", "Réalisé 2020", "Contact", "Échéance")
UNKNOWN = [
    ("Suivi des projets",),
    (),
    HEADER,
    ("A", "O.O.1.1", "Réduire les délais de traitement des demandes", 50, 90, 70, "x@sprb.brussels", "31/12/2020"),
    ("B", "O.O.1.2", "Mettre le guichet en ligne pour les entreprises", 10, 80, 85, "y@sprb.brussels", "30/06/2020"),
    ("C", "O.O.2.1", "Former les agents à la rédaction des marchés", 20, 60, 10, "z@sprb.brussels", "31/12/2020"),
]


@pytest.mark.parametrize("name", ["SAE", "ITCO", "DTO"])
def test_the_draft_of_a_known_dashboard_is_its_profile(tmp_path: Path, name: str):
    drafted = tasks.profile(dashboard(tmp_path / "board.xlsx", name), FR)
    [known] = [profile for profile in packaged_profiles() if profile.id == f"connectit-{name.lower()}"]
    mine = read_profile(drafted.text.encode(), "draft.toml")
    assert drafted.known == known.id
    assert {table: {c.key for c in page.columns} for table, page in mine.tables.items()} == {
        table: {c.key for c in page.columns} for table, page in known.tables.items()
    }
    assert {table: page.lacks for table, page in mine.tables.items()} == {
        table: page.lacks for table, page in known.tables.items()
    }
    remarks = [(r.title, r.personal) for r in known.tables[Table.OBJECTIVES].remarks]
    assert [(r.title, r.personal) for r in mine.tables[Table.OBJECTIVES].remarks] == remarks
    assert (mine.language, mine.about, mine.guidance) == (known.language, known.about, known.guidance)
    assert len(drafted.read.objectives) == len(dashboards()[name]["rows"])


def test_a_header_that_does_not_stand_above_its_columns_is_said_to_be_uncertain(tmp_path: Path):
    drafted = tasks.profile(dashboard(tmp_path / "board.xlsx", "Arch"), FR)
    assert {"draft.doubt.no_header", "draft.doubt.no_result"} <= set(drafted.doubts)
    assert "printed" in FR("draft.doubt.no_header")


def test_columns_are_known_by_wording_then_by_content(tmp_path: Path):
    drafted = tasks.profile(workbook(tmp_path / "suivi.xlsx", UNKNOWN), FR)
    profile = read_profile(drafted.text.encode(), "draft.toml")
    page = profile.tables[Table.OBJECTIVES]
    held = {column.header[0]: column.key for column in page.columns}
    assert held["N°"] == "ref"
    assert held["Seuil vert (%)"] == "green"
    assert "Intitulé" in held or "Intitulé" in {remark.title for remark in page.remarks}
    remarks = {remark.title: (remark.personal, remark.holds) for remark in page.remarks}
    assert remarks["Contact"] == (True, "email")
    assert remarks["Échéance"] == (False, "date")
    assert profile.own_words == ("Suivi des projets",)
    assert FR("draft.check", reason=FR("draft.doubt.content")) in drafted.text
    assert "draft.doubt.no_result" in drafted.doubts


PROJECTS = [
    ("perspective.brussels",),
    ("Suivi des projets 2020",),
    ("Code", "Action", "Actie", "Mini", "Cible", "Réel 2020", "Commentaire", "Chef de projet", "Commentaar"),
    *(
        (f"P{n}", f"Projet numéro {n}", f"Project nummer {n}", 10 * n, 100, 95, "Bien", "X", "Goed")
        for n in range(1, 6)
    ),
    ("Total", None, None, None, None, 475),
]


def test_codes_and_the_titles_of_both_languages_are_known_by_their_place(tmp_path: Path):
    drafted = tasks.profile(workbook(tmp_path / "suivi.xlsx", PROJECTS), FR)
    page = read_profile(drafted.text.encode(), "draft.toml").tables[Table.OBJECTIVES]
    held = {column.header[0]: column.key for column in page.columns}
    assert held == {"Code": "ref", "Action": "title_fr", "Actie": "title_nl"}
    assert {remark.title: remark.personal for remark in page.remarks} == {
        **dict.fromkeys(("Mini", "Cible", "Réel 2020", "Commentaire", "Commentaar"), False),
        "Chef de projet": True,
    }
    assert "draft.doubt.no_title" not in drafted.doubts
    assert drafted.text.count(FR("draft.doubt.content")) == 3


def test_a_row_of_totals_is_no_record_though_no_column_of_it_is_described(tmp_path: Path):
    drafted = tasks.profile(workbook(tmp_path / "suivi.xlsx", PROJECTS), FR)
    assert [record.reference for record in drafted.read.objectives] == ["P1", "P2", "P3", "P4", "P5"]
    assert [aside.reason for aside in drafted.read.set_aside if aside.source.row == 9] == [Aside.TOTAL] * 2


def test_the_longest_texts_left_of_the_figures_are_the_title(tmp_path: Path):
    rows = [
        ("Équipe", "Quoi", "Réel", "Cible", "Détail"),
        *(
            (f"Équipe {'ABC'[n]}", f"Traiter les demandes du guichet {n}", n, 9, f"Long texte {n} " * 9)
            for n in range(3)
        ),
    ]
    drafted = tasks.profile(workbook(tmp_path / "suivi.xlsx", rows), FR)
    page = read_profile(drafted.text.encode(), "draft.toml").tables[Table.OBJECTIVES]
    assert {column.header[0]: column.key for column in page.columns}["Quoi"] == "title"


def test_a_title_in_each_language_makes_twins(tmp_path: Path):
    rows = [
        ("N°", "Titre de l'objectif opérationnel", "Benaming van de operationele doelstelling", "Résultat atteint"),
        ("O.O.1.1", "Réduire les délais de la commune", "De termijnen van het bestuur verkorten", 70),
        ("O.O.1.2", "Mettre le guichet en ligne pour tous", "Het loket voor iedereen online zetten", 85),
    ]
    drafted = tasks.profile(workbook(tmp_path / "suivi.xlsx", rows), FR)
    page = read_profile(drafted.text.encode(), "draft.toml").tables[Table.OBJECTIVES]
    assert [column.key for column in page.columns] == ["ref", "title_fr", "title_nl", "result"]
    assert page.remarks == ()


def test_our_own_template_needs_no_profile(tmp_path: Path):
    path = filled(tmp_path / "actiris-2020.xlsx")
    for sheet in (None, "Accueil-Onthaal", "KPI"):
        with pytest.raises(tasks.Problem) as problem:
            tasks.profile(path, FR, sheet=sheet)
        assert problem.value.key == "problem.own_template"
    book = openpyxl.load_workbook(path)
    added = book.create_sheet("Suivi")
    for row in PROJECTS:
        added.append(list(row))
    book.save(path)
    assert tasks.profile(path, FR, sheet="Suivi").sheet == "Suivi"


def test_the_records_shown_are_those_the_reader_reads(tmp_path: Path):
    drafted = tasks.profile(workbook(tmp_path / "suivi.xlsx", UNKNOWN), FR)
    assert [(r.text("ref"), r.text("green")) for r in drafted.read.objectives] == [
        ("O.O.1.1", "90"),
        ("O.O.1.2", "80"),
        ("O.O.2.1", "60"),
    ]
    assert not drafted.known


def test_a_corrected_draft_is_used_by_check_and_consolidate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The whole way of a new layout: unusable, drafted, corrected by hand, consolidated with gaps."""
    (tmp_path / "returns").mkdir()
    file = workbook(tmp_path / "returns" / "actiris.xlsx", UNKNOWN)
    register, profiles = register_of(tmp_path / "register.xlsx", "actiris"), tmp_path / "profiles"
    profiles.mkdir()
    output = tmp_path / "regional.xlsx"
    before = tasks.consolidate(tmp_path / "returns", register, output)
    assert before.consolidation.coverage.counts.unusable == 1
    draft = profiles / "suivi.toml"
    assert main(["profile", str(file), "-o", str(draft), "--lang", "nl"]) == 0
    assert str(draft) in capsys.readouterr().out
    text = draft.read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        if 'header = "Réalisé 2020"' in line:
            continue
        lines.append(line)
        if 'key = "green"' in line:
            lines.append('  { header = "Réalisé {year}", key = "result" },')
    draft.write_text("\n".join(lines).replace('"result", ', ""), encoding="utf-8")
    [checked] = tasks.check([file], register, profiles=profiles)
    assert checked.outcome.profiles == ("actiris",)
    result = tasks.consolidate(tmp_path / "returns", register, output, profiles=profiles)
    assert result.consolidation.coverage.counts.with_gaps == 1
    [chapter] = result.consolidation.chapters
    assert [record.text("result") for record in chapter.submission.objectives] == ["70", "85", "10"]
    manifest = json.loads(output.with_name("regional.manifest.json").read_text(encoding="utf-8"))
    assert [profile["file"] for profile in manifest["options"]["profiles"]] == ["suivi.toml"]


def test_a_profile_of_the_cell_with_a_mistake_stops_with_file_and_key(tmp_path: Path):
    (tmp_path / "mine.toml").write_text('id = "Mine"', encoding="utf-8")
    with pytest.raises(tasks.Problem) as problem:
        tasks.check([blank(tmp_path / "a.xlsx")], profiles=tmp_path)
    assert (problem.value.key, problem.value.params["file"]) == ("problem.profile", "mine.toml")


def test_an_objective_on_several_rows_has_the_figures_of_its_indicators(tmp_path: Path):
    rows = [
        ("Réf. OO", "Titre de l'OO", "Nom du KPI", "Seuil rouge", "Seuil vert", "Résultat"),
        ("O.O.1.1", "Réduire les délais", "Part des demandes traitées à temps", 50, 90, 70),
        ("O.O.1.1", "Réduire les délais", "Nombre de plaintes", 10, 80, 85),
        ("O.O.1.2", "Mettre en ligne", "Taux de disponibilité", 10, 80, 85),
    ]
    drafted = tasks.profile(workbook(tmp_path / "kpi.xlsx", rows), FR)
    assert "draft.doubt.several_indicators" in drafted.doubts
    assert (len(drafted.read.objectives), len(drafted.read.indicators)) == (0, 3)


def test_the_output_on_the_terminal_is_itself_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    board = dashboard(tmp_path / "ITCO été.xlsx", "ITCO")
    for language in ("fr", "nl", "en"):
        assert main(["profile", str(board), "--lang", language]) == 0
        profile = read_profile(capsys.readouterr().out.encode(), "out.toml")
        assert (profile.id, profile.title_fr) == ("itco-ete", "ITCO été")
        assert profile.tables[Table.OBJECTIVES].columns[-1].header == ("Final {year}",)


def test_json_gives_the_text_and_the_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["profile", str(dashboard(tmp_path / "b.xlsx", "DTO")), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert len(content["records"]) == 12
    assert content["records"][0]["status"] == "REALISED"
    assert content["records"][0]["remarks"]["Auteur"] == "[auteur-2]"
    assert read_profile(content["profile"].encode(), "json").id == "b"


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([("un",), ("deux",)], "problem.no_draft"),
        ([(1, 2, 3), (4, 5, 6)], "problem.no_draft"),
        ([], "problem.no_draft"),
    ],
)
def test_a_sheet_that_is_no_table_has_no_draft(tmp_path: Path, rows: Sequence[Sequence[object]], key: str):
    with pytest.raises(tasks.Problem) as problem:
        tasks.profile(workbook(tmp_path / "none.xlsx", rows), FR)
    assert problem.value.key == key


def test_what_cannot_be_done_is_said(tmp_path: Path):
    board = dashboard(tmp_path / "board.xlsx", *NAMES)
    there = tmp_path / "there.toml"
    there.write_text("kept", encoding="utf-8")
    (tmp_path / "bad.xlsx").write_bytes(b"no")
    for file, more, key in (
        (board, {"sheet": "Autre"}, "problem.no_sheet"),
        (board, {"output": there}, "problem.exists"),
        (tmp_path / "bad.xlsx", {}, "problem.unreadable"),
        (tmp_path / "none.xlsx", {}, "problem.no_file"),
    ):
        with pytest.raises(tasks.Problem) as problem:
            tasks.profile(file, FR, **more)
        assert problem.value.key == key
    assert there.read_text(encoding="utf-8") == "kept"
    assert tasks.profile(board, FR, sheet="SAE").sheet == "SAE"
