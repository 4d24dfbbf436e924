"""`minerva compare`: a made-up next year in which thirty and more things changed, and exactly these are named."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from minerva import cli, tasks
from minerva.excel.published import read_published
from minerva.layout.labels import LANGUAGES, labels
from minerva.merge.thresholds_moved import measure_of
from minerva.model.record import Table
from minerva.model.status import assess
from two_years import FORMULA, PRESENCE, TwoYears, two_years
from workbooks import YEAR, edited, hashes, register_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> TwoYears:
    """Both regional workbooks."""
    return two_years(tmp_path_factory.mktemp("years"))


@pytest.fixture(scope="module")
def output(years: TwoYears) -> Path:
    """The comparison of the two years, as a workbook."""
    return tasks.compare(years.then, years.now, years.now.with_name("compared.xlsx")).output


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; its exit code and what it says."""

    def running(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return running


def told(answer: dict) -> set[tuple[str, str, str, str]]:
    """All that the JSON of a comparison tells of records."""
    found = {
        (pair["organisation"], pair["table"], pair["now"].get("ref", ""), change)
        for pair in answer["changed"]
        for change in pair["changes"]
    }
    lone = {
        ("/".join(filter(None, (one["organisation"], one.get("section")))), one["table"], one.get("ref", ""), kind)
        for kind in ("dropped", "added")
        for one in answer[kind]
    }
    return found | lone


def test_exactly_what_was_planted_is_named(years: TwoYears, run: Run):
    code, out, _ = run("compare", years.then, years.now, "--json")
    answer = json.loads(out)
    presence = {line["id"]: line["change"] for line in answer["organisations"] if line["change"] != "same"}
    assert told(answer) == years.told
    assert presence == PRESENCE
    assert len(years.told) + len(PRESENCE) >= 30
    assert (code, answer["spared"]) == (0, 2)
    assert Path(answer["output"]).name == f"compare-regional-{YEAR}-regional-{YEAR + 1}.xlsx"


def test_every_row_gives_the_status_it_shows(years: TwoYears):
    """The result of now is held against the thresholds of then by the same reading of a row."""
    rows = [row for path in (years.then, years.now) for rows in read_published(path).rows.values() for row in rows]
    assert [row for row in rows if assess(measure_of(row)).status != row.text("status")] == []
    assert len({row.text("status") for row in rows}) == 4


def test_the_terminal_names_the_eased_thresholds(years: TwoYears, run: Run, tmp_path: Path):
    code, out, _ = run("compare", years.then, years.now, "-o", tmp_path / "c.xlsx", "--lang", "fr")
    eased = [line for line in out.splitlines() if "seuils" in line and "→" in line and "actiris" in line]
    assert code == 0
    assert [line.split(" · ")[1] for line in eased] == ["O.O.1.1", "O.O.4.1", "KPI-5.1.1"]
    assert ["anciens seuils" in line for line in eased] == [True, True, False]
    assert labels("fr")("compare.presence.newly_missing") in out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_differs_in_nothing(years: TwoYears, run: Run, tmp_path: Path, language: str):
    copy = shutil.copyfile(years.then, tmp_path / "copy.xlsx")
    code, out, _ = run("compare", years.then, copy, "--lang", language)
    assert (code, out.splitlines()[0]) == (0, labels(language)("compare.nothing"))


def test_two_versions_of_a_year_that_differ_end_with_one(years: TwoYears, run: Run, tmp_path: Path):
    later = edited(years.then, corrected, tmp_path / "later.xlsx")
    code, out, _ = run("compare", years.then, later, "--json")
    answer = json.loads(out)
    assert code == 1
    assert answer["same_year"] is True
    assert {change[2:] for change in told(answer)} == {("O.O.1.1", "description")}


def corrected(book: openpyxl.Workbook) -> None:
    """One letter of one description."""
    sheet = book["Donnees-Gegevens OO"]
    column = next(
        cell.column for cell in sheet[1] if str(cell.value).startswith("Description") and "(FR)" in cell.value
    )
    sheet.cell(2, column).value = str(sheet.cell(2, column).value).replace("Sept", "Huit")


def second_edition(book: openpyxl.Workbook) -> None:
    """The cover of a later version."""
    cover = book["Accueil-Onthaal"]
    cell = next(cell for row in cover["A1:H12"] for cell in row if "édition 1" in str(cell.value))
    cell.value = cell.value.replace("édition 1", "édition 2")


def test_what_cannot_be_compared_is_said(years: TwoYears, run: Run, tmp_path: Path):
    register = register_of(tmp_path / "register.xlsx", "actiris")
    half = tmp_path / "half.xlsx"
    half.write_bytes(years.now.read_bytes()[:5000])
    later = edited(years.then, second_edition, tmp_path / "later.xlsx")
    before = hashes(years.then.parent)
    for arguments, key in {
        (years.then, years.then): "compare_same_file",
        (years.now, years.then): "compare_order",
        (later, years.then): "compare_version",
        (years.then, register): "compare_not_regional",
        (years.then, half): "unreadable",
        (years.then, tmp_path / "nowhere.xlsx"): "no_file",
        (years.then, years.now, "-o", years.now): "compare_output",
        (years.then, years.now, "-o", tmp_path / "c.csv"): "not_xlsx",
    }.items():
        code, out, err = run("compare", *arguments, "--lang", "fr")
        begin = labels("fr")(f"problem.{key}").partition("}")[2].partition("{")[0].strip(" .")
        assert (code, out) == (2, ""), key
        assert begin in err, key
    assert hashes(years.then.parent) == before


def test_the_same_two_give_the_same_bytes_and_stay_as_they_are(years: TwoYears, output: Path):
    before = hashes(years.then.parent)
    again = tasks.compare(years.then, years.now, output.with_name("again.xlsx"))
    assert again.sha256 == before["compared.xlsx"]
    assert before.items() <= hashes(years.then.parent).items()


def test_the_workbook_shows_each_record_once_and_links_to_its_rows(years: TwoYears, output: Path):
    book = openpyxl.load_workbook(output)
    reports = [read_published(path) for path in (years.then, years.now)]
    references = [{row.number: row.text("ref") for row in report.rows[Table.INDICATORS]} for report in reports]
    sheet = book["Indicateurs-Indicatoren"]
    rows = list(sheet.iter_rows(min_row=5))
    assert len(rows) == 21
    for row in rows:
        for side, place in enumerate((-2, -1)):
            path, number = re.fullmatch(
                r"=HYPERLINK\('Synthese-Overzicht'!(\$B\$[34])&\"#'Donnees-Gegevens KPI'!A(\d+)\",\"\2\"\)",
                row[place].value,
            ).groups()
            source = (years.then, years.now)[side]
            assert book["Synthese-Overzicht"][path.replace("$", "")].value == source.name
            assert row[1 + side].value == references[side][int(number)]


def test_the_workbook_takes_no_text_for_a_formula(output: Path):
    book = openpyxl.load_workbook(output)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith(FORMULA) for cell in cells)
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    functions = {name for formula in formulas for name in re.findall(r"([A-Z]+)\(", formula)}
    assert functions == {"HYPERLINK", "COUNTIF", "COUNTIFS", "COUNTA", "SUM"}


def test_the_synthesis_begins_with_the_eased_thresholds_and_has_a_chart_in_words(output: Path):
    sheet = openpyxl.load_workbook(output)["Synthese-Overzicht"]
    texts = [str(row[0].value) for row in sheet.iter_rows(max_col=1) if row[0].value]
    eased = [text for text in texts if text.startswith("actiris · ")]
    assert [text.split()[2] for text in eased] == ["O.O.1.1", "O.O.4.1", "KPI-5.1.1"]
    for opening in (f"{YEAR} → {YEAR + 1} : ", f"{YEAR} → {YEAR + 1}: "):
        assert any(text.startswith(opening) for text in texts)
    with zipfile.ZipFile(output) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert not [name for name in package.namelist() if "externalLink" in name or "vba" in name]
    assert len(charts) == 1
    assert labels("nl")("compare.chart_alt").split(":")[0] in drawing
    for sheet in openpyxl.load_workbook(output):
        assert str(YEAR) in sheet.oddFooter.center.text and str(YEAR + 1) in sheet.oddFooter.center.text
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
