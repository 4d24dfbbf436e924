"""Returns that are not in our template: the forms of the report of 2020 and of people's own workbooks.

Each form is a small sheet as people type it; expected are the records, and that every filled cell is accounted for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.model.reading import Why
from minerva.model.status import Status
from minerva.model.submission import Aside, NoticeKind, Submission
from workbooks import REGISTER

Rows = Sequence[Sequence[object]]

OO_HEADS = [
    "Référence O.S.\nReferentie S.D.",
    "Titre de l'objectif stratégique\nBenaming van de strategische doelstelling",
    "Référence O.O.\nReferentie O.D.",
    "Titre de l'objectif opérationnel\nBenaming van de operationele doelstelling",
    "Référence budgétaire\nBudgettaire referentie",
    "Seuil rouge\nRode drempel (≤) (%)",
    "Seuil vert\nGroene drempel (≥) (%)",
    "Résultat atteint (valeur + couleur : vert, orange ou rouge)",
    "Description résultat atteint\nBeschrijving bereikte resultaat",
    "Facteurs explicatifs déviation\nVerklarende factoren afwijking",
    "Actions futures\nToekomstige acties",
]
FR = ["O.S.1", "Des services accessibles", "O.O.1.1", "Réduire les délais de traitement", "16.005.15.01.4140"]
FR += [
    50,
    90,
    70,
    "Les délais ont été réduits dans la moitié des services.",
    "Des retards pour les autres.",
    "Suite en 2021.",
]
NL = [None, "Toegankelijke diensten voor het publiek", None, "De termijnen van behandeling verkorten", None]
NL += [
    None,
    None,
    None,
    "De termijnen werden in de helft van de diensten verkort.",
    "Vertraging bij de andere.",
    "Vervolg in 2021.",
]


def second(row: Sequence[object], number: str = "O.O.1.2", **more: object) -> list[object]:
    """The same row as another objective."""
    places = {"strategic": 0, "title": 3, "red": 5, "green": 6, "result": 7, "description": 8}
    changed = list(row)
    changed[2] = number if row[2] else None
    for key, value in more.items():
        changed[places[key]] = value
    return changed


def written(
    path: Path, rows: Rows, change: Callable[[Worksheet], object] = lambda sheet: None, title: str = "Tableau"
) -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    change(book.active)
    book.save(path)
    return path


def read(path: Path) -> Submission:
    """A return of Synergie by its file name; each filled cell counted by openpyxl is in the accounts, headers aside."""
    submission = read_return(path, "bruxelles-synergie.xlsx", Expectation(REGISTER.organisations, 2020))
    assert isinstance(submission, Submission), submission
    used = {field.source for record in submission.records for field in record.all_fields}
    aside = [one.source for one in submission.set_aside]
    assert len(aside) == len(set(aside)), "a cell is set aside twice"
    assert not used & set(aside), "a cell is used and set aside"
    assert submission.filled == submission.merged_cells + len(aside)
    return submission


def filled(path: Path, headers: int) -> int:
    """How many cells openpyxl finds filled, without the first `headers` ones."""
    book = openpyxl.load_workbook(path)
    return sum(cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row) - headers


@dataclass(frozen=True)
class Form:
    """A form: its rows, and what its first record must hold."""

    rows: Rows
    headers: int
    change: Callable[[Worksheet], object] = lambda sheet: None
    records: int = 1


HALVES = ([head.split("\n")[0] for head in OO_HEADS], [head.split("\n")[-1] for head in OO_HEADS])
BETWEEN = [0, 1, 2, 3, 4, 5, 7, 6, 8, 9, 10]


def ordered(row: Sequence[object], order: Sequence[int]) -> list[object]:
    return [row[place] for place in order]


SIDE_BY_SIDE = [
    [
        *(HALVES[0][0], HALVES[0][1], HALVES[1][1], HALVES[0][2], HALVES[0][3], HALVES[1][3], *HALVES[0][4:8]),
        *(HALVES[0][8], HALVES[1][8], HALVES[0][9], HALVES[1][9], HALVES[0][10], HALVES[1][10]),
    ],
    [FR[0], FR[1], NL[1], FR[2], FR[3], NL[3], *FR[4:8], FR[8], NL[8], FR[9], NL[9], FR[10], NL[10]],
]

FORMS: dict[str, Form] = {
    "untagged pairs": Form([OO_HEADS, FR, NL], 11),
    "title rows above": Form([["Rapport annuel 2020"], [], ["Bruxelles Synergie"], OO_HEADS, FR, NL], 11),
    "result between the thresholds": Form([ordered(r, BETWEEN) for r in (OO_HEADS, FR, NL)], 11),
    "headers on two rows": Form([*HALVES, FR, NL], 22),
    "French headers": Form([HALVES[0], FR, NL], 11),
    "Dutch headers": Form([HALVES[1], FR, NL], 11),
    "languages side by side": Form(SIDE_BY_SIDE, 16),
    "a language column": Form([["Taal", *OO_HEADS], ["FR", *FR], ["NL", *NL]], 14),
    "keys repeated in the Dutch row": Form([OO_HEADS, FR, [FR[0], NL[1], FR[2], NL[3], *FR[4:8], *NL[8:]]], 11),
    "cells merged over both rows": Form(
        [OO_HEADS, FR, NL], 11, lambda sheet: [sheet.merge_cells(f"{c}2:{c}3") for c in "ACEFGH"]
    ),
    "records far below": Form([OO_HEADS, *[[]] * 700, FR, NL], 11),
    "separator rows": Form([OO_HEADS, ["--"] * 11, FR, NL, ["---"] * 11], 11),
    "header repeated": Form([OO_HEADS, FR, NL, OO_HEADS], 11),
    "hidden rows": Form([OO_HEADS, FR, NL], 11, lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True)),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_read_as_meant(name: str, tmp_path: Path):
    form = FORMS[name]
    path = written(tmp_path / "form.xlsx", form.rows, form.change)
    submission = read(path)
    assert len(submission.objectives) == form.records
    record = submission.objectives[0]
    expected = {"strategic_ref": "O.S.1", "ref": "O.O.1.1", "budget": "16.005.15.01.4140", "red": "50", "green": "90"}
    expected |= {"result": "70", "title_fr": FR[3], "title_nl": NL[3], "description_fr": FR[8], "description_nl": NL[8]}
    expected |= {"actions_fr": FR[10], "actions_nl": NL[10], "strategic_title_nl": NL[1]}
    assert {key: record.text(key) for key in expected} == expected
    assert record.status is Status.PARTIALLY_REALISED
    assert submission.filled == filled(path, form.headers)


def turned(number: str) -> list[list[object]]:
    """An objective whose Dutch row stands above the French one, which has the reference and the figures."""
    row = second(FR, number)
    return [[None, NL[1], None, NL[3], *[None] * 4, *NL[8:]], row]


def test_dutch_above_french_throughout(tmp_path: Path):
    rows = [OO_HEADS, *turned("O.O.1.1"), *turned("O.O.1.2")]
    submission = read(written(tmp_path / "f.xlsx", rows))
    assert [(r.reference, r.row, r.row_nl) for r in submission.objectives] == [("O.O.1.1", 3, 2), ("O.O.1.2", 5, 4)]


def test_a_dutch_row_above_the_only_french_one_is_joined_to_nothing(tmp_path: Path):
    """It may be the rest of a record whose French row was lost."""
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, *turned("O.O.1.1")]))
    assert [(r.reference, r.text("title_nl")) for r in submission.objectives] == [("", NL[3]), ("O.O.1.1", "")]


def test_a_table_that_begins_with_a_lone_dutch_row_is_not_paired_by_language(tmp_path: Path):
    """Dutch above French, but the second objective has no Dutch row: what stands below it is not its own."""
    rows = [OO_HEADS, *turned("O.O.1.1"), second(FR, "O.O.1.2"), *turned("O.O.1.3")]
    submission = read(written(tmp_path / "f.xlsx", rows))
    assert {r.reference: r.text("title_nl") for r in submission.objectives if r.reference} == {
        "O.O.1.1": "",
        "O.O.1.2": "",
        "O.O.1.3": "",
    }


def test_one_language_only(tmp_path: Path):
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, FR, second(FR)]))
    assert [record.text("title_fr") for record in submission.objectives] == [FR[3]] * 2
    assert not any(record.text("title_nl") for record in submission.objectives)


def test_dutch_only_goes_to_dutch(tmp_path: Path):
    row = [FR[0], NL[1], FR[2], NL[3], *FR[4:8], *NL[8:]]
    (record,) = read(written(tmp_path / "f.xlsx", [OO_HEADS, row])).objectives
    assert (record.text("title_nl"), record.text("title_fr")) == (NL[3], "")


def test_a_header_over_three_rows(tmp_path: Path):
    heads = [[None] * 11 for _ in range(3)]
    for place, head in enumerate(HALVES[0]):
        heads[place % 3][place] = head
    (record,) = read(written(tmp_path / "f.xlsx", [*heads, FR])).objectives
    assert (record.text("ref"), record.text("result"), record.text("red")) == ("O.O.1.1", "70", "50")


def test_the_references_under_the_wrong_title(tmp_path: Path):
    """Line 382: the references of the objectives stand under the title of the strategic ones."""
    heads = ["Référence", OO_HEADS[1], OO_HEADS[0], *OO_HEADS[3:]]
    submission = read(written(tmp_path / "f.xlsx", [heads, FR, NL, second(FR), second(NL)]))
    assert [(r.text("strategic_ref"), r.text("ref")) for r in submission.objectives] == [
        ("O.S.1", "O.O.1.1"),
        ("O.S.1", "O.O.1.2"),
    ]
    kinds = [(n.kind, n.source.cell, n.detail) for n in submission.notices if n.kind is not NoticeKind.TAKEN_AS]
    assert kinds == [
        (NoticeKind.RECOGNISED_BY_CONTENT, "C1", "@short.ref"),
        (NoticeKind.RECOGNISED_BY_CONTENT, "A1", "@short.strategic_ref"),
    ]


def test_the_strategic_objective_given_once(tmp_path: Path):
    bare = [None, None, "O.O.1.2", "Former les agents", None, 10, 20, 30, "Les agents ont été formés.", None, None]
    apart = [None, None, "O.O.2.1", "Publier les données", None, 10, 20, 30, "Les données sont publiées.", None, None]
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, FR, NL, bare, apart]))
    one, two, three = submission.objectives
    assert (two.text("strategic_ref"), two.text("strategic_title_fr")) == ("O.S.1", FR[1])
    assert two.fields["strategic_ref"].source == one.fields["strategic_ref"].source
    assert three.text("strategic_ref") == "", "O.O.2.1 does not belong to O.S.1"


def test_a_strategic_objective_merged_over_its_records(tmp_path: Path):
    bare = [None, None, "POP2020B", "Former les agents", None, 10, 20, 30, "Les agents ont été formés.", None, None]
    path = written(
        tmp_path / "f.xlsx",
        [OO_HEADS, second(FR, "POP2020A"), bare],
        lambda sheet: [sheet.merge_cells("A2:A3"), sheet.merge_cells("B2:B3")],
    )
    assert [r.text("strategic_ref") for r in read(path).objectives] == ["O.S.1", "O.S.1"]


def test_a_result_merged_over_three_objectives(tmp_path: Path):
    rows = [OO_HEADS, FR, second(FR, "O.O.1.2", result=None), second(FR, "O.O.1.3", result=None)]
    path = written(tmp_path / "f.xlsx", rows, lambda sheet: sheet.merge_cells("H2:H4"))
    submission = read(path)
    assert [(r.text("result"), r.fields["result"].source.cell) for r in submission.objectives] == [("70", "H2")] * 3
    assert [n.source.cell for n in submission.notices if n.kind is NoticeKind.SHARED_FIGURE] == ["H2"]
    assert submission.filled == filled(path, 11)


def test_several_objectives_in_one_row_share_its_result(tmp_path: Path):
    """Lines 387 and 398 of the report of 2020."""
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, second(FR, "O.O. 2.1. O.O. 2.2. O.O. 2.3."), NL]))
    assert [record.reference for record in submission.objectives] == ["O.O.2.1", "O.O.2.2", "O.O.2.3"]
    assert {record.printed_group for record in submission.objectives} == {"Tableau!C2"}
    assert {record.text("result") for record in submission.objectives} == {"70"}
    (notice,) = [notice for notice in submission.notices if notice.kind is NoticeKind.SHARED_FIGURE]
    assert (notice.source.cell, notice.detail) == ("H2", "O.O.2.1, O.O.2.2, O.O.2.3")


def test_reference_and_title_in_one_cell(tmp_path: Path):
    row = second(FR, "O.O. 3.1. Consolider la formation", title=None)
    (record,) = read(written(tmp_path / "f.xlsx", [OO_HEADS, row])).objectives
    assert (record.reference, record.text("title_fr")) == ("O.O.3.1", "Consolider la formation")
    assert record.fields["title_fr"].why is Why.SPLIT


def test_texts_continued_on_further_rows(tmp_path: Path):
    more = [None] * 8 + ["La suite est décrite dans le rapport de la direction.", None, None]
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, FR, more, second(FR)]))
    first = submission.objectives[0].fields["description_fr"]
    assert (first.text, first.why) == (f"{FR[8]}\n{more[8]}", Why.CONTINUED)
    assert [(a.source.cell, a.reason) for a in submission.set_aside] == [("I3", Aside.CONTINUED)]
    assert len(submission.objectives) == 2


def test_a_continued_text_never_grows_beyond_a_cell(tmp_path: Path):
    """Excel holds 32,767 characters in a cell; the second half stays out with a finding rather than be cut."""
    long = [None] * 8 + ["Les délais ont été réduits. " * 700, None, None]
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, second(FR, description="La suite. " * 1600), long]))
    assert [(a.source.cell, a.reason) for a in submission.set_aside] == [("I3", Aside.BESIDE_TABLE)]


def test_totals_and_remarks_are_no_records(tmp_path: Path):
    total = [None, None, None, "Total", None, None, None, 70, None, None, None]
    remark = ["Source : rapport annuel de la direction générale"]
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, FR, NL, total, [], remark]))
    assert len(submission.objectives) == 1
    assert [a.reason for a in submission.set_aside] == [Aside.TOTAL, Aside.TOTAL, Aside.BESIDE_TABLE]


@pytest.mark.parametrize(
    ("cells", "expected", "made"),
    [
        (("N 0 100%", None, None), ("N", "O", "100"), ["N | O | 100"]),
        (("N 0", "100%", None), ("N", "O", "100"), ["N | O | 100"]),
        (("N 0", "O 100%", None), ("N", "O", "100"), ["N | O | 100"]),
        (("N 0", None, "50%"), ("N", "O", "50"), ["N | O | 50"]),
        (("N", 0, "O"), ("N", "O", "O"), []),
        (("70 90 70", None, None), ("70 90 70", "", ""), [""]),
        ((50, 90, "100% 33,33 %"), ("50", "90", "100% 33,33 %"), [""]),
    ],
)
def test_several_figures_in_one_cell(cells: tuple, expected: tuple, made: list[str], tmp_path: Path):
    row = second(FR, red=cells[0], green=cells[1], result=cells[2])
    submission = read(written(tmp_path / "f.xlsx", [OO_HEADS, row]))
    (record,) = submission.objectives
    assert tuple(record.text(key) for key in ("red", "green", "result")) == expected
    assert [notice.detail for notice in submission.notices if notice.kind is NoticeKind.SEVERAL_FIGURES] == made


KPI_HEADS = [
    *OO_HEADS[:2],
    "Référence KPI",
    "Description KPI Omschrijving KPI",
    *OO_HEADS[5:7],
    "Résultat atteint (valeur (%) + couleur: vert, oranje ou rouge)",
    *OO_HEADS[8:10],
    "Poids KPI dans résultat O.O. Gewicht KPI in resultaat O.D. (%)",
]


def test_the_objective_in_the_column_of_the_indicator(tmp_path: Path):
    """Line 410: the table has no column of objectives, and the reference of the KPI is that of its objective."""
    row = [*FR[:2], "O.O. 1.1", "Délai moyen", 50, 90, 70, FR[8], FR[9], 100]
    (record,) = read(written(tmp_path / "f.xlsx", [KPI_HEADS, row])).indicators
    assert (record.text("objective_ref"), record.reference, record.text("weight")) == ("O.O.1.1", "", "100")


@pytest.mark.parametrize(
    ("title", "result"), [("Résultat 2020", "70"), ("Résultat 2019", ""), ("Résultat 2019-2020", "70")]
)
def test_the_result_of_another_year_is_none_of_this_one(title: str, result: str, tmp_path: Path):
    heads = [*OO_HEADS[:7], title, *OO_HEADS[8:]]
    submission = read(written(tmp_path / "f.xlsx", [heads, FR, NL]))
    assert submission.objectives[0].text("result") == result
    assert [gap.key for gap in submission.gaps if gap.key] == ([] if result else ["result"])


def test_both_tables_in_one_sheet(tmp_path: Path):
    row = [*FR[:2], "KPI-1.1.1", "Délai moyen", 50, 90, 70, FR[8], FR[9], 100]
    submission = read(
        written(tmp_path / "f.xlsx", [OO_HEADS, FR, NL, [], ["Jaarverslag per indicator"], KPI_HEADS, row])
    )
    assert [record.reference for record in submission.records] == ["O.O.1.1", "KPI-1.1.1"]


def test_a_sheet_for_each_strategic_objective(tmp_path: Path):
    path = written(tmp_path / "f.xlsx", [OO_HEADS, FR, NL], title="OS 1")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("OS 2")
    for row in (OO_HEADS, second(FR, "O.O.2.1", strategic="O.S.2")):
        sheet.append(row)
    book.save(path)
    assert [record.reference for record in read(path).objectives] == ["O.O.1.1", "O.O.2.1"]


def test_a_copy_of_the_sheet_is_not_read_twice(tmp_path: Path):
    path = written(tmp_path / "f.xlsx", [OO_HEADS, FR, NL], title="OO-OD")
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["OO-OD"]).title = "OO-OD (2)"
    book.save(path)
    submission = read(path)
    assert len(submission.objectives) == 1
    assert {aside.source.sheet for aside in submission.set_aside} == {"OO-OD (2)"}


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ("F1 N1 F2 N2", "2-3 4-5"),
        ("F1 N F2 N", "2-3 4-5"),
        ("F1 N2 F3 N4", "2-3 4-5"),
        ("F1 F2 N1 N2", "2-4 3-5"),
        ("F1 F2 F3 N3 N1 N2", "2-6 3-7 4-5"),
        ("F1 F2 F3 N2 N3 N1", "2-7 3-5 4-6"),
        ("F1 F2 N N", "2-0 3-0 0-4 0-5"),
        ("F1 F2 N N3", "2-0 3-4 0-5"),
        ("F1 F2 N3 N4", "2-0 3-4 0-5"),
        ("F1 F2 N2 N", "2-0 3-4 0-5"),
        ("N1 F1 N2 F2", "3-2 5-4"),
        ("F1 F2 N2 F3 N3", "2-0 3-4 5-6"),
    ],
)
def test_which_rows_go_together(rows: str, pairs: str, tmp_path: Path):
    """A French row goes with the Dutch one below it, unless rows show that they were moved, or may have been."""
    lines = [["Taal", *OO_HEADS]]
    for language, *digits in rows.split():
        texts, tag = (FR, "FR") if language == "F" else (NL, "NL")
        lines.append([tag, *texts[:2], f"O.O.1.{digits[0]}" if digits else None, *texts[3:]])
    submission = read(written(tmp_path / "form.xlsx", lines))
    found = []
    for record in submission.objectives:
        at = {key: record.fields[key].source.row if key in record.fields else 0 for key in ("title_fr", "title_nl")}
        found.append(f"{at['title_fr']}-{at['title_nl']}")
    assert " ".join(found) == pairs
