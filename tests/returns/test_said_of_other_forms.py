"""What is said of files in another form than our template: what can be done there, and each thing once."""

from __future__ import annotations

from pathlib import Path

from minerva.layout.labels import LANGUAGES, finding_text
from minerva.layout.severities import Severities, severities
from minerva.model.finding import Finding
from minerva.rules.catalogue import check
from returns.test_other_forms import FR, NL, OO_HEADS, SIDE_BY_SIDE, read, second, written


def said(path: Path, *codes: str, severity: Severities | None = None) -> list[Finding]:
    """The findings of a file with one of these codes; each can be said in every language."""
    found = [finding for finding in check(read(path), severity) if finding.code in codes]
    for finding in found:
        assert all(finding_text(finding, part, lang) for part in ("found", "remedy") for lang in LANGUAGES)
    return found


def places(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """Code, cell and where the remedy points to."""
    return [(finding.code, finding.cell, dict(finding.params).get("where", "")) for finding in findings]


def test_a_form_in_french_only_lacks_dutch_once(tmp_path: Path):
    (finding,) = said(written(tmp_path / "f.xlsx", [OO_HEADS, FR, second(FR), second(FR, "O.O.1.3")]), "LNG001")
    assert (finding.cell, dict(finding.params)["other_cell"]) == ("B2", "B2:B4, D2:D4, I2:I4, J2:J4, K2:K4")
    assert finding_text(finding, "found", "fr").startswith("tous les textes : en français (B2:B4")
    assert "B2" not in finding_text(finding, "remedy", "fr")
    assert "ajoutez-en une" in finding_text(finding, "remedy", "fr")


def test_a_form_in_dutch_only_lacks_french_once(tmp_path: Path):
    row = [FR[0], NL[1], FR[2], NL[3], *FR[4:8], *NL[8:]]
    (finding,) = said(written(tmp_path / "f.xlsx", [OO_HEADS, row, second(row)]), "LNG001")
    assert dict(finding.params)["language"] == "@language.fr"


def test_a_column_without_twin_beside_others_with_one_is_said_once(tmp_path: Path):
    without = [[cell for place, cell in enumerate(row) if place != 11] for row in SIDE_BY_SIDE]
    (finding,) = said(written(tmp_path / "f.xlsx", [*without, second(without[1], "O.O.1.2")]), "LNG001")
    assert dict(finding.params)["column"] == "@short.description"
    assert dict(finding.params)["advice"] == "@found.translation.nowhere"


def test_a_text_in_cells_merged_over_both_rows_asks_to_unmerge(tmp_path: Path):
    dutch = [*NL[:3], None, *NL[4:]]
    path = written(tmp_path / "f.xlsx", [OO_HEADS, FR, dutch], lambda sheet: sheet.merge_cells("D2:D3"))
    (finding,) = said(path, "LNG001")
    assert places([finding]) == [("LNG001", "D2", "D2:D3")]
    assert "défusionnez" in finding_text(finding, "remedy", "fr")


def test_a_title_given_once_for_several_records_lacks_its_translation_once(tmp_path: Path):
    dutch = [None, None, *NL[2:]]
    rows = [OO_HEADS, FR, dutch, [None, None, "O.O.1.2", *FR[3:]], dutch, [None, None, "O.O.1.3", *FR[3:]], dutch]
    assert places(said(written(tmp_path / "a.xlsx", rows), "LNG001")) == [("LNG001", "B3", "B3")]
    path = written(tmp_path / "b.xlsx", rows, lambda sheet: sheet.merge_cells("B2:B7"))
    assert places(said(path, "LNG001")) == [("LNG001", "B2", "B2:B7")]


def test_a_missing_result_of_several_records_in_one_merged_cell_is_asked_for_once(tmp_path: Path):
    rows = [OO_HEADS, FR, NL, second(FR, result=None), second(NL)]
    rows[1] = second(FR, "O.O.1.1", result=None)
    path = written(tmp_path / "f.xlsx", rows, lambda sheet: sheet.merge_cells("H2:H5"))
    assert places(said(path, "RES001")) == [("RES001", "H2", "")]


def test_without_a_column_for_the_unit_no_remedy_speaks_of_one(tmp_path: Path):
    rows = [OO_HEADS, second(FR, "O.O.1.1", red=None), NL, second(FR, red="peu"), NL, second(FR, "O.O.1.3"), NL]
    rows[5] = second(FR, "O.O.1.3", result="bien avancé")
    found = said(written(tmp_path / "f.xlsx", rows), "THR001", "THR003", "RES002")
    assert [finding.code for finding in found] == ["THR001", "THR003", "RES002"]
    assert not [f for f in found for lang in LANGUAGES if "O-N/J-N" in finding_text(f, "remedy", lang)]


def test_a_formula_that_was_never_calculated_is_a_missing_result(tmp_path: Path):
    rows = [OO_HEADS, second(FR, result="=SUM(1,2)"), NL]
    (finding,) = said(written(tmp_path / "f.xlsx", rows), "RES001", "STR003", "RES002")
    assert (finding.code, finding.cell) == ("RES001", "H2")
    assert finding_text(finding, "found", "fr") == "résultat atteint : formule sans valeur enregistrée"
    assert "recalculez-le" in finding_text(finding, "remedy", "fr")


def test_several_figures_in_a_result_are_said_once(tmp_path: Path):
    found = said(written(tmp_path / "f.xlsx", [OO_HEADS, second(FR, result="80 85"), NL]), "RES002", "STR011")
    assert [(finding.code, finding.cell) for finding in found] == [("STR011", "H2")]


def test_title_lines_are_said_once_without_those_that_told_organisation_and_year(tmp_path: Path):
    above = [
        ["Bruxelles Synergie"],
        ["Rapport annuel 2020"],
        ["Version du service"],
        ["Chiffres arrêtés le 31 janvier"],
    ]
    (finding,) = said(written(tmp_path / "f.xlsx", [*above, OO_HEADS, FR, NL]), "STR003")
    assert (finding.cell, dict(finding.params)["range"], dict(finding.params)["cells"]) == ("A3", "A3:A4", "2")
    assert finding_text(finding, "remedy", "fr").startswith("rien à faire")


def test_titles_that_told_all_are_not_said_at_all(tmp_path: Path):
    assert not said(written(tmp_path / "f.xlsx", [["Synergie – rapport annuel 2020"], OO_HEADS, FR, NL]), "STR003")


def test_a_missing_reference_of_a_dutch_row_names_no_french_row(tmp_path: Path):
    row = [FR[0], NL[1], None, NL[3], *FR[4:8], *NL[8:]]
    (finding,) = said(written(tmp_path / "f.xlsx", [OO_HEADS, row]), "REF001")
    assert finding.cell == "C2"
    assert "FR" not in finding_text(finding, "remedy", "fr") and "FR" not in finding_text(finding, "remedy", "nl")


def test_a_figure_nobody_could_read_is_told_even_where_its_rule_is_switched_off(tmp_path: Path):
    off = {**severities(), "RES001": None}
    rows = [OO_HEADS, second(FR, result="=SUM(1,2)"), NL]
    path = written(tmp_path / "f.xlsx", rows)
    assert [finding.code for finding in said(path, "RES001", "STR003")] == ["RES001"]
    assert [finding.code for finding in said(path, "RES001", "STR003", severity=off)] == ["STR003"]
