"""The page of the cell: who is where, sorted by deadline, with totals that are formulas over the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from minerva.excel.follow_up import NUMBERS, WIDTHS, in_order, next_step, write_follow_up
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.merge.consolidate import consolidate
from minerva.merge.follow_up import follow_ups
from minerva.model.follow_up import FollowUp, Stage
from minerva.model.register import Group, Organisation, Register, Settings
from minerva.model.submission import Refusal, SourceFile, Unusable
from rules.submissions import block_of, good_submission, submission

TODAY = date(2021, 3, 11)
DEADLINES = {
    "late-missing": date(2021, 3, 1),
    "late-fine": date(2021, 3, 1),
    "soon-few": date(2021, 3, 31),
    "soon-many": date(2021, 3, 31),
    "soon-unusable": date(2021, 3, 31),
    "soon-warned": date(2021, 3, 31),
    "whenever": None,
}


def organisation(id: str, order: int) -> Organisation:
    about = {"part": 3, "group": Group.OAA_CATEGORY_2, "name_fr": f"L’{id}", "name_nl": f"De {id}"}
    return Organisation(id=id, order=order, language="nl", mailbox="boite", deadline=DEADLINES[id], **about)


def left_to_do() -> list[FollowUp]:
    few, many = [block_of(1, {"result": ""})], [block_of(1, {"result": ""}, {"result": ""})]
    warned = [block_of(1, {"budget": "29 006 0145 40", "title_nl": ""})]
    returns = [
        *(replace(good_submission(), organisation=id, file=SourceFile(f"{id}.xlsx", 1, id)) for id in ("late-fine",)),
        replace(submission(few), organisation="soon-few", file=SourceFile("few.xlsx", 1, "few")),
        replace(submission(many), organisation="soon-many", file=SourceFile("many.xlsx", 1, "many")),
        replace(submission(warned), organisation="soon-warned", file=SourceFile("warned.xlsx", 1, "warned")),
        Unusable(SourceFile("x.xlsx", 1, "x"), Refusal.ENCRYPTED, organisation="soon-unusable"),
        Unusable(SourceFile("anonymous.pdf", 1, "y"), Refusal.PDF),
    ]
    organisations = tuple(organisation(id, order) for order, id in enumerate(DEADLINES, 1))
    return follow_ups(consolidate(Register(settings=Settings(year=2020), organisations=organisations), returns))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_follow_up(tmp_path_factory.mktemp("page") / "page.xlsx", left_to_do(), 2020, TODAY)


def rows(path: Path, *, data_only: bool = True) -> list[dict[str, object]]:
    """The list, by column key."""
    sheet = openpyxl.load_workbook(path, data_only=data_only).worksheets[0]
    heads = [bilingual(f"follow_up.{key}") for key in WIDTHS]
    start = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 3).value == heads[2])
    assert [cell.value for cell in sheet[start]] == heads
    values = sheet.iter_rows(min_row=start + 1, values_only=True)
    return [dict(zip(WIDTHS, row, strict=True)) for row in values]


def test_by_deadline_then_what_is_missing_then_the_most_errors():
    ids = [one.organisation.id if one.organisation else "?" for one in in_order(left_to_do())]
    assert ids == [
        *("late-missing", "late-fine", "soon-unusable", "soon-many", "soon-few", "soon-warned", "whenever", "?")
    ]


def test_each_organisation_has_its_line(path: Path):
    found = {str(row["organisation"]).split()[-1].removeprefix("L’"): row for row in rows(path)}
    many = found["soon-many"]
    assert many["organisation"] == "De soon-many", "in the language the organisation is written to in"
    assert [many[key] for key in NUMBERS] == [2, 0, 0, 0]
    assert (many["language"], many["files"], many["mailbox"]) == ("NL", "many.xlsx", "boite")
    assert (many["deadline"], many["days"]) == (datetime(2021, 3, 31), 20)
    assert [found["soon-warned"][key] for key in NUMBERS] == [0, 1, 0, 1]
    assert [found["late-missing"][key] for key in (*NUMBERS, "days")] == [*[None] * 4, -10]
    assert (found["whenever"]["deadline"], found["whenever"]["days"]) == (None, None)
    assert (found["?"]["files"], found["?"]["language"]) == ("anonymous.pdf", "?")
    for name, stage in (("late-missing", Stage.MISSING), ("late-fine", Stage.FINE), ("soon-warned", Stage.TO_JUSTIFY)):
        assert str(found[name]["stage"]).endswith(bilingual(f"stage.{stage.value}", " / "))


def test_the_days_left_are_a_formula_and_the_totals_too(path: Path):
    assert {row["days"] for row in rows(path, data_only=False)} - {None} == {
        f"=H{number}-TODAY()" for number in range(13, 19)
    }
    formulas, values = (openpyxl.load_workbook(path, data_only=flag).worksheets[0] for flag in (False, True))
    stages = list(Stage)
    lines = left_to_do()
    for place, stage in enumerate(stages, 5):
        assert formulas.cell(place, 2).value == f"=COUNTIF($C$13:$C$20,$A{place})"
        there = [line for line in lines if line.stage is stage]
        assert values.cell(place, 2).value == len(there)
        assert values.cell(place, 4).value == sum(len(line.errors) for line in there)
        assert formulas.cell(place, 4).value == f"=SUMIF($C$13:$C$20,$A{place},$D$13:$D$20)"
    assert formulas.cell(10, 2).value == "=SUM(B5:B9)"
    assert [values.cell(10, column).value for column in (2, 4, 5, 6, 7)] == [8, 3, 1, 0, 1]


def test_it_is_made_to_be_printed_and_filtered(path: Path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.title == "Suivi-Opvolging"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$12:$12"
    assert sheet.auto_filter.ref == "A12:L20"
    assert sheet.freeze_panes == "B13"


def test_the_same_day_gives_the_same_bytes(path: Path, tmp_path: Path):
    again = write_follow_up(tmp_path / "again.xlsx", list(reversed(left_to_do()[:-1])), 2020, TODAY)
    other = write_follow_up(tmp_path / "other.xlsx", list(reversed(left_to_do()[:-1])), 2020, TODAY)
    assert again.read_bytes() == other.read_bytes()
    same = write_follow_up(tmp_path / "same.xlsx", left_to_do(), 2020, TODAY)
    assert same.read_bytes() == path.read_bytes()


def test_a_page_of_nobody_can_be_written(tmp_path: Path):
    assert rows(write_follow_up(tmp_path / "empty.xlsx", [], 2020, TODAY)) in ([], [dict.fromkeys(WIDTHS)])


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_what_comes_next_is_a_phrase(language: str):
    steps = {next_step(one, language, TODAY) for one in left_to_do()}
    assert len(steps) == 7  # those to correct share one
    assert not [step for step in steps if "{" in step or "@" in step]
    assert labels(language)("follow_up.step.missing_late") in steps
    assert labels(language)("follow_up.step.missing") in steps
