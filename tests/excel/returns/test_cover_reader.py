"""The cover: inputs by the label at their left wherever they went, and every other typed cell set aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from minerva.excel.content.package import read_package
from minerva.excel.returns.cover_reader import cover_inputs, cover_sheet, read_cover, template_texts
from minerva.layout.returns import return_layout
from minerva.model.submission import Aside, NoticeKind, SourceFile, Submission
from workbooks import edited, filled, typed

COVER = "Accueil-Onthaal"
INTRO = {"intro_fr": "Une année particulière.", "intro_nl": "Een bijzonder jaar."}
Change = Callable[[openpyxl.Workbook], object]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good return of Actiris."""
    return filled(tmp_path_factory.mktemp("cover") / "actiris-2020.xlsx")


@pytest.fixture
def read(good: Path, tmp_path: Path) -> Callable[[Change], Submission]:
    """The cover of the good return after a change."""

    def reading(change: Change) -> Submission:
        path = edited(good, change, tmp_path / "changed.xlsx")
        submission = Submission(SourceFile("a.xlsx", 1, ""), "actiris", 2020)
        read_cover(submission, read_package(path.read_bytes()), return_layout())
        used = {field.source for field in submission.cover.values()}
        aside = [one.source for one in submission.set_aside]
        assert len(aside) == len(set(aside)) and not used & set(aside)
        return submission

    return reading


def on_cover(**cells: object) -> Change:
    return typed({COVER: cells})


def values(submission: Submission) -> dict[str, str]:
    return {name: field.text for name, field in submission.cover.items()}


def asides(submission: Submission) -> dict[str, tuple[str, Aside]]:
    return {aside.source.cell: (aside.raw, aside.reason) for aside in submission.set_aside}


GOOD = {
    "organisation": "Actiris",
    "year": "2020",
    "function": "Cellule de contrôle de gestion",
    "completeness": "complet/volledig",
    **INTRO,
}


def test_an_untouched_cover_is_its_six_inputs(read):
    submission = read(lambda book: None)
    assert values(submission) == GOOD
    assert submission.set_aside == []
    assert submission.complete
    assert submission.notices == []


def rows_inserted(book: openpyxl.Workbook) -> None:
    """Two rows above the block, one inside it."""
    book[COVER].insert_rows(1, 2)
    book[COVER].insert_rows(10)


def rows_deleted(book: openpyxl.Workbook) -> None:
    """The titles are gone."""
    book[COVER].delete_rows(1, 3)


def columns_inserted(book: openpyxl.Workbook) -> None:
    """A column before the labels, and one between labels and inputs."""
    book[COVER].insert_cols(1)
    book[COVER].insert_cols(4)


def block_moved(book: openpyxl.Workbook) -> None:
    """The block of the introduction taken elsewhere, below everything."""
    book[COVER].move_range("B11:C13", rows=35)


def swapped(book: openpyxl.Workbook) -> None:
    """Dutch above French."""
    for column in "BC":
        one, other = book[COVER][f"{column}12"], book[COVER][f"{column}13"]
        one.value, other.value = other.value, one.value


def one_language(part: int) -> Change:
    """Labels in one language only, shouted and with a colon."""

    def change(book: openpyxl.Workbook) -> None:
        for row in (6, 7, 8, 9, 12, 13):
            cell = book[COVER][f"B{row}"]
            cell.value = cell.value.split("\n")[part if "\n" in cell.value else 0].upper() + " :"

    return change


def renamed_sheet(book: openpyxl.Workbook) -> None:
    book[COVER].title = "Couverture"


MOVED = {
    "rows inserted": rows_inserted,
    "rows deleted": rows_deleted,
    "columns inserted": columns_inserted,
    "introduction moved": block_moved,
    "languages swapped": swapped,
    "French labels": one_language(0),
    "Dutch labels": one_language(1),
    "sheet renamed": renamed_sheet,
}


@pytest.mark.parametrize("change", MOVED.values(), ids=MOVED)
def test_inputs_are_found_by_their_labels(read, change: Change):
    submission = read(change)
    assert values(submission) == GOOD
    assert set(asides(submission).values()) <= {("Actiris · 2020", Aside.OUTSIDE_COVER)}


@pytest.mark.parametrize("cell", ["B6", "B7", "B8", "B9", "B12", "B13"])
@pytest.mark.parametrize("text", [None, "À remplir"])
def test_without_its_label_an_input_is_found_by_its_address(read, cell: str, text: str | None):
    submission = read(on_cover(**{cell: text}))
    assert values(submission) == GOOD
    assert asides(submission) == ({cell: (text, Aside.OUTSIDE_COVER)} if text else {})


def test_without_its_label_an_input_moves_with_its_neighbours(read):
    def change(book: openpyxl.Workbook) -> None:
        rows_inserted(book)
        book[COVER]["B15"].value = None

    assert values(read(change)) == GOOD


@pytest.mark.parametrize("cell", ["A1", "B1", "B2", "B3", "C2", "B5", "D8", "C15", "B16", "B22", "C30", "H40", "B60"])
def test_whatever_else_is_typed_is_set_aside(read, cell: str):
    submission = read(on_cover(**{cell: "Version du 3 mars"}))
    assert values(submission) == GOOD
    assert asides(submission) == {cell: ("Version du 3 mars", Aside.OUTSIDE_COVER)}


def test_both_title_lines_typed_over(read):
    submission = read(on_cover(B1="Notre rapport", B2="Actiris, Études · 2020", C6="Actiris, Études"))
    assert asides(submission) == {"B1": ("Notre rapport", Aside.OUTSIDE_COVER)}
    submission = read(on_cover(B1="Notre rapport", B2="Direction · 2020"))
    assert set(asides(submission)) == {"B1", "B2"}


def test_the_title_lines_of_the_template_stay_its_own_when_the_organisation_is_typed_otherwise(read):
    submission = read(on_cover(C6="ORBEM"))
    assert values(submission)["organisation"] == "ORBEM"
    assert submission.set_aside == []


def test_formulas_typed_by_people_do_not_vanish(read):
    submission = read(on_cover(C8="=A1", D9="=1+1", C16="=2+2"))
    assert asides(submission) == {"C8": ("", Aside.UNREADABLE), "D9": ("", Aside.OUTSIDE_COVER)}
    assert "function" not in submission.cover


def test_an_error_is_no_introduction(read):
    def change(book: openpyxl.Workbook) -> None:
        book[COVER]["C12"].value = "#REF!"
        book[COVER]["C12"].data_type = "e"

    submission = read(change)
    assert asides(submission) == {"C12": ("#REF!", Aside.UNREADABLE)}
    assert "intro_fr" not in submission.cover


@pytest.mark.parametrize("empty", ["C6", "C7", "C8", "C9", "C12", "C13"])
def test_an_empty_input_takes_nothing_from_beside(read, empty: str):
    submission = read(on_cover(**{empty: None, f"D{empty[1:]}": "voir à côté"}))
    assert len(submission.cover) == len(GOOD) - 1
    assert asides(submission) == {f"D{empty[1:]}": ("voir à côté", Aside.OUTSIDE_COVER)}


COMPLETE = ("complet/volledig", "Complet", "VOLLEDIG", "complète", "volledig verslag", "")
PARTIAL = ("partiel/gedeeltelijk", "PARTIEL", "Gedeeltelijk", "rapport partiel", "partielle", "incomplet", "onvolledig")
UNCLEAR = ("presque fini", "complet ou partiel", "pas complet", "niet volledig", "?", "oui", "100 %")


@pytest.mark.parametrize("word", [*COMPLETE, *PARTIAL, *UNCLEAR])
def test_complete_or_partial_in_either_language(read, word: str):
    submission = read(on_cover(C9=word or None))
    assert submission.complete is (word not in PARTIAL)
    unclear = [(n.kind, n.source.cell, n.text) for n in submission.notices]
    assert unclear == ([(NoticeKind.COMPLETENESS_UNCLEAR, "C9", word)] if word in UNCLEAR else [])


def test_a_workbook_without_cover_is_complete(read):
    submission = read(lambda book: book.remove(book[COVER]))
    assert (submission.complete, submission.cover, submission.set_aside) == (True, {}, [])


def test_what_identity_asks_of_the_cover(good: Path):
    package = read_package(good.read_bytes())
    inputs = cover_inputs(package, return_layout())
    assert inputs["year"][1] == "2020"
    assert inputs["organisation"][0].cell == "C6"
    assert cover_sheet(package, return_layout()).name == COVER


def test_the_template_knows_its_own_sentences():
    assert len(template_texts()) > 80
    assert "Organisation" in template_texts()
