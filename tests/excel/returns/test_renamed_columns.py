"""A renamed title in our own template: other names people give a column, and one unknown title at a known place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from minerva.excel.content.cells import Cell, Sheet
from minerva.excel.returns.headers import find_headers
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from minerva.model.submission import NoticeKind, Submission
from minerva.parse.choice import read_status_word
from minerva.parse.header import fold_header
from minerva.rules.catalogue import check
from workbooks import REGISTER, YEAR, edited, filled


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("renamed") / "actiris.xlsx")


def read(good: Path, folder: Path, change: Callable[[openpyxl.Workbook], object]) -> Submission:
    path = edited(good, change, folder / good.name)
    submission = read_return(path, path.name, Expectation(REGISTER.organisations, YEAR))
    assert isinstance(submission, Submission)
    return submission


def values(submission: Submission) -> list[dict[str, str]]:
    return [{key: field.text for key, field in record.fields.items()} for record in submission.records]


RENAMED = {
    "G6": ("Omschrijving van de indicator", "Indicateur", "Indicator", "Intitulé du KPI"),
    "J6": ("Minimum",),
    "K6": ("Cible", "Valeur cible", "Streefwaarde"),
    "L6": ("Resultaat 2020", "Realisatie"),
    "N6": ("Commentaire", "Commentaire(s)", "Toelichting"),
    "O6": ("Explication de l'écart", "Verklaring van de afwijking"),
    "P6": ("Pondération", "Weging"),
}


@pytest.mark.parametrize(("cell", "title"), [(cell, title) for cell, titles in RENAMED.items() for title in titles])
def test_another_name_of_a_column_is_known(good: Path, tmp_path: Path, cell: str, title: str):
    submission = read(good, tmp_path, lambda book: book["KPI"].__setitem__(cell, title))
    assert values(submission) == values(read(good, tmp_path, lambda book: None))
    assert not [notice for notice in submission.notices if notice.kind is NoticeKind.RECOGNISED_BY_CONTENT]


@pytest.mark.parametrize(
    ("cell", "title"), [("K6", "Objectif 2020"), ("L6", "Réalisé"), ("G6", "Quoi"), ("C6", None), ("F6", "Notre code")]
)
def test_one_unknown_title_at_the_place_of_the_missing_one_is_known_by_it(
    good: Path, tmp_path: Path, cell: str, title: str | None
):
    submission = read(good, tmp_path, lambda book: setattr(book["KPI"][cell], "value", title))
    assert values(submission) == values(read(good, tmp_path, lambda book: None))
    assert not submission.gaps
    (finding,) = [finding for finding in check(submission) if finding.code == "STR010"]
    assert (finding.cell, dict(finding.params)["title"]) == (cell, title or "@found.empty")


def other(book: openpyxl.Workbook) -> None:
    book["KPI"]["K6"], book["KPI"]["J6"] = "Norme A", "Norme B"


def another_column(book: openpyxl.Workbook) -> None:
    book["KPI"]["K6"], book["KPI"]["Y6"] = "Norme A", "Chef de projet"


def words(book: openpyxl.Workbook) -> None:
    book["KPI"]["K6"] = "Qui"
    for row in range(7, 15, 2):
        book["KPI"][f"K{row}"] = "le chef de projet"


@pytest.mark.parametrize("change", [other, another_column, words])
def test_in_doubt_a_column_stays_missing(good: Path, tmp_path: Path, change: Callable):
    submission = read(good, tmp_path, change)
    assert [gap.key for gap in submission.gaps][-1:] == ["green"]
    assert not [notice for notice in submission.notices if notice.kind is NoticeKind.RECOGNISED_BY_CONTENT]


def test_a_title_of_the_report_comes_before_another_name(good: Path, tmp_path: Path):
    submission = read(good, tmp_path, lambda book: book["KPI"].__setitem__("A6", "Commentaires"))
    assert all(record.text("description_fr") == "Presque toutes." for record in submission.indicators)


@pytest.mark.parametrize("table", Table)
def test_each_other_name_means_one_column_and_is_no_word_of_a_status(table: Table):
    names = [(fold_header(word), key) for key, words in return_layout().names(table).items() for word in words]
    assert not {name for name, key in names if {other for word, other in names if word == name} != {key}}
    assert not [word for words in return_layout().names(table).values() for word in words if read_status_word(word)]


def test_the_objective_of_an_indicator_is_not_its_title():
    titles = ["Réf. OO", "Objectif opérationnel", "Réf. KPI", "Indicateur", "Minimum", "Cible", "Realisatie"]
    sheet = Sheet("KPI", cells={(1, column): Cell(title) for column, title in enumerate(titles, 1)})
    _, columns = find_headers(sheet, return_layout().tables[Table.INDICATORS])
    assert list(columns.values()) == ["objective_ref", "objective_title", "ref", "title", "red", "green", "result"]
