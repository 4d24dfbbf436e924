"""The print workbook: the sheets of the report in the order of print, cell for cell those of the regional workbook."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from minerva import tasks
from minerva.excel.printed import pdf
from minerva.excel.printed.office import OfficeFailed, to_pdf
from minerva.excel.printed.print_sheet import name_for_footer
from minerva.layout.style import status_word
from minerva.model.status import Status
from minerva.problems import Problem

ROWS_ABOVE = 4  # title and header of a parliamentary sheet


@pytest.fixture(scope="module")
def report(sample_year: Path) -> Path:
    """The regional workbook of the sample year."""
    return next(sample_year.glob("regional-*.xlsx"))


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setattr(pdf, "find_office", lambda: None)


@pytest.fixture(scope="module")
def prints(report: Path, tmp_path_factory: pytest.TempPathFactory) -> tasks.Prints:
    """What is made on a machine without LibreOffice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "find_office", lambda: None)
        return tasks.export_pdf(report, tmp_path_factory.mktemp("prints") / "prints")


def contents(rows: list[tuple]) -> list[tuple]:
    """The filled rows of a sheet, in an order of their own."""
    return sorted((row for row in rows if any(value is not None for value in row)), key=str)


def test_without_libreoffice_the_workbooks_to_print_are_kept(report: Path, prints: tasks.Prints) -> None:
    assert not prints.are_pdf
    assert [path.name for path in prints.files] == [f"{report.stem}-P{part}.xlsx" for part in (1, 2, 3)]
    book, printed = openpyxl.load_workbook(report, read_only=True), openpyxl.load_workbook(prints.files[2])
    rows = [row for sheet in printed.worksheets[2:] for row in sheet.iter_rows(values_only=True)]
    heads = {value for row in rows for value in row if value and str(value).startswith("Langue")}
    assert len(heads) == 1
    tables = {
        name: list(book[f"P3 {name}"].iter_rows(min_row=ROWS_ABOVE + 1, values_only=True)) for name in ("OO-OD", "KPI")
    }
    own = [row for row in rows if row[0] not in heads]
    # the indicators of organisations without a report are left out: their heading and reason stand with the objectives
    assert set(own) <= set(tables["OO-OD"]) | set(tables["KPI"])
    assert contents(row for row in tables["OO-OD"] if row[0] in ("FR", "NL")) == contents(
        row
        for sheet in printed.worksheets[2:]
        if sheet.title.endswith("OO-OD")
        for row in sheet.iter_rows(values_only=True)
        if row[0] in ("FR", "NL")
    )


def test_the_contents_tell_what_the_colours_mean(prints: tasks.Prints) -> None:
    rows = list(openpyxl.load_workbook(prints.files[0]).worksheets[1].iter_rows(values_only=True))
    for language, column in (("fr", 1), ("nl", 2)):
        told = [row[column] for row in rows[-len(Status) :]]
        assert [status_word(status, language) for status in Status] == [text.rpartition(" – ")[0] for text in told]


def test_sheets_are_named_and_repeat_their_header(prints: tasks.Prints) -> None:
    printed = openpyxl.load_workbook(prints.files[2])
    names = printed.sheetnames[2:]
    assert names == [
        "01 Brusoc", "02 hub.brussels OO-OD", "03 hub.brussels KPI", "04 citydev.brussels - Société d",
        "05 Actiris OO-OD", "06 Actiris KPI", "07 Bruxelles Démontage",
    ]  # fmt: skip
    for name in names:
        sheet = printed[name]
        row = sheet.print_title_rows
        if name.endswith(("OO-OD", "KPI")):
            assert sheet[f"A{row.rpartition('$')[2]}"].value.startswith("Langue")
        else:
            assert row is None
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")


@pytest.mark.usefixtures("without_office")
def test_the_same_workbook_gives_the_same_bytes_and_no_formula(
    report: Path, prints: tasks.Prints, tmp_path: Path
) -> None:
    again = tasks.export_pdf(report, tmp_path / "again")
    assert [path.read_bytes() for path in prints.files] == [path.read_bytes() for path in again.files]
    for path in prints.files:
        with zipfile.ZipFile(path) as package:
            sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert not [sheet for sheet in sheets if b"<f>" in sheet or b"External" in sheet]


def test_organisations_without_a_report_close_up_to_the_table_before_them(prints: tasks.Prints) -> None:
    book = openpyxl.load_workbook(prints.files[1])
    assert len(book.sheetnames) == 2 + 4 + 1, "title and contents, two organisations with two tables, the rest"
    (row,) = (cell.row for cell in book.worksheets[3]["A"] if str(cell.value).startswith("2. Service d"))
    ways = [cell.hyperlink.location for line in book.worksheets[1].iter_rows() for cell in line if cell.hyperlink]
    assert f"'{book.sheetnames[3]}'!A{row}" in ways


def test_a_program_that_makes_nothing_is_told(report: Path, tmp_path: Path) -> None:
    with pytest.raises(OfficeFailed):
        to_pdf(sys.executable, [report], tmp_path)
    with pytest.raises(OfficeFailed):
        to_pdf(str(tmp_path / "none"), [report], tmp_path)


def test_what_is_no_regional_workbook_is_refused(sample_year: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem):
        tasks.export_pdf(sample_year / "register.xlsx", tmp_path / "prints")
    assert not (tmp_path / "prints").exists()


@pytest.mark.usefixtures("without_office")
@pytest.mark.parametrize(
    ("part", "ours", "other"),
    [
        ("xl/workbook.xml", 'name="P1 KPI"', 'name="P9 KPI"'),
        ("xl/styles.xml", "Minerva Organisation-Organisatie", "Another"),
    ],
)
def test_a_workbook_without_its_sheets_or_headings_is_refused(
    report: Path, tmp_path: Path, part: str, ours: str, other: str
) -> None:
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(report) as source, zipfile.ZipFile(changed, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == part:
                assert ours.encode() in content
                content = content.replace(ours.encode(), other.encode())
            target.writestr(item, content)
    with pytest.raises(Problem) as problem:
        tasks.export_pdf(changed, tmp_path / "prints")
    assert problem.value.key == "problem.export.not_printable"


def test_each_page_of_a_table_tells_its_organisation_and_its_number(prints: tasks.Prints) -> None:
    sheets = [sheet for path in prints.files for sheet in openpyxl.load_workbook(path).worksheets]
    told = {sheet.title: sheet.oddFooter.right.text for sheet in sheets}
    assert all(text.endswith("&P / &N") for text in told.values())
    named = {title: text for title, text in told.items() if title.endswith((" OO-OD", " KPI"))}
    assert set(told.values()) - set(named.values()) == {"&P / &N"}
    assert {text for title, text in named.items() if "Actiris" in title} == {"11. Actiris · &P / &N"}
    assert {text for title, text in named.items() if "Innoviris" in title} == {"3. Innoviris – Innoviris · &P / &N"}
    assert all("1. Centre d'Informatique" in text and "…" in text for title, text in named.items() if "Centre" in title)


@pytest.mark.parametrize(
    ("room", "name"), [(80, "3. R&&D - Bureau – R&&D - Dienst"), (15, "3. R&&D – R&&D"), (7, "3. R&&…")]
)
def test_a_name_for_a_footer_is_as_long_as_there_is_room(room: int, name: str) -> None:
    assert name_for_footer("3. R&D - Bureau – R&D - Dienst", room) == name
