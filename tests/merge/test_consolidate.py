"""The report as a whole: order, files, corrections, sections."""

import random
from dataclasses import replace
from datetime import date

import pytest

from minerva.excel.sample import sample_register
from minerva.merge.consolidate import consolidate
from minerva.model.coverage import State, Use
from minerva.model.finding import Finding, Severity
from minerva.model.record import Source, Table
from minerva.model.register import Correction
from minerva.model.status import Status
from minerva.model.submission import (
    Annex,
    AnnexSheet,
    Gap,
    Notice,
    NoticeKind,
    Refusal,
    SourceFile,
    Unusable,
)
from rules.submissions import good_submission

REGISTER = sample_register()


def returned(organisation: str, name: str = ""):
    name = name or f"{organisation.replace('/', '--')}.xlsx"
    submission = replace(good_submission(), organisation=organisation, file=SourceFile(name, 1, ""), year=2020)
    submission.filled = submission.merged_cells
    return submission


def correction(**changes) -> Correction:
    values = {
        "organisation": "actiris",
        "table": "OO-OD",
        "reference": "O.O.1.1",
        "field": "result",
        "old_value": "70",
        "new_value": "95",
        "who": "Cellule",
        "date": date(2021, 5, 3),
        "reason": "Chiffre définitif",
        "row": 4,
    }
    return Correction(**values | changes)


def with_corrections(*corrections: Correction):
    return REGISTER.model_copy(update={"corrections": corrections})


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_changes_nothing(seed):
    outcomes = [returned("actiris"), returned("cirb"), returned("cirb", "again.xlsx"), returned("hub-brussels")]
    outcomes.append(Unusable(SourceFile("x.xlsx", 0, ""), Refusal.EMPTY))
    shuffled = random.Random(seed).sample(outcomes, len(outcomes))
    one, other = consolidate(REGISTER, outcomes), consolidate(REGISTER, shuffled)
    assert (one.coverage, one.files, one.findings, one.journal) == (
        other.coverage,
        other.files,
        other.findings,
        other.journal,
    )


def test_every_file_is_listed_once():
    outcomes = [returned("actiris"), returned("actiris", "b.xlsx"), returned("finance-invest-brussels")]
    outcomes.append(Unusable(SourceFile("x.pdf", 3, ""), Refusal.NOT_A_WORKBOOK))
    files = {use.file.name: use.use for use in consolidate(REGISTER, outcomes).files}
    assert files == {
        "actiris.xlsx": Use.NOT_USED,
        "b.xlsx": Use.USED,
        "finance-invest-brussels.xlsx": Use.UNEXPECTED,
        "x.pdf": Use.UNUSABLE,
    }


def test_rows_in_are_rows_out():
    report = consolidate(REGISTER, [returned("actiris"), returned("cirb")])
    assert sum(1 for _ in report.records(Table.OBJECTIVES)) == 4
    assert sum(1 for _ in report.records(Table.INDICATORS)) == 8


def test_a_missing_section_is_a_gap_of_its_organisation():
    report = consolidate(REGISTER, [returned("bruxelles-economie-et-emploi/emploi")])
    line = report.coverage.line("bruxelles-economie-et-emploi")
    assert (line.state, line.reasons) == (State.WITH_GAPS, ("gap.section",))
    assert report.coverage.line("bruxelles-economie-et-emploi/economie").state is State.MISSING
    assert report.coverage.line("bruxelles-economie-et-emploi/emploi").state is State.INTEGRATED


def annexed(organisation: str) -> Annex:
    return Annex(SourceFile(f"{organisation}-annex.xlsx", 1, ""), organisation, (AnnexSheet("S", {(1, 1): "x"}),))


def test_an_annex_is_its_own_state_and_a_readable_return_beside_it_comes_first():
    alone = consolidate(sample_register(), [annexed("actiris")])
    assert alone.coverage.line("actiris").state is State.ANNEXED
    assert alone.coverage.counts.annexed == 1
    assert [annex.organisation for annex in alone.annexes] == ["actiris"]
    beside = consolidate(sample_register(), [annexed("actiris"), returned("actiris")])
    assert beside.coverage.line("actiris").state is State.INTEGRATED
    assert len(beside.annexes) == 1


def test_an_annexed_section_is_a_gap_of_its_organisation():
    own, section = "bruxelles-synergie", "bruxelles-synergie/equal-brussels"
    both = consolidate(sample_register(), [returned(own), annexed(section)]).coverage.line(own)
    assert (both.state, both.reasons) == (State.WITH_GAPS, ("gap.annexed",))
    alone = consolidate(sample_register(), [annexed(section)]).coverage.line(own)
    assert (alone.state, alone.reasons) == (State.ANNEXED, ("gap.annexed", "gap.section"))
    all_annexed = consolidate(sample_register(), [annexed(own), annexed(section)]).coverage.line(own)
    assert (all_annexed.state, all_annexed.reasons) == (State.ANNEXED, ("gap.annexed",))


def test_an_annex_nobody_expected_is_listed_and_not_attached():
    result = consolidate(sample_register(), [annexed("nobody")])
    assert result.annexes == []
    assert [(use.file.name, use.use) for use in result.files] == [("nobody-annex.xlsx", Use.UNEXPECTED)]


OTHER_TABLE = Gap("KPI", profile="one")


def test_the_columns_a_foreign_layout_lacks_stay_gaps_whatever_the_other_parts_have():
    first = replace(
        returned("actiris", "a.xlsx"),
        complete=False,
        profiles=("one",),
        gaps=[Gap("A", "budget"), Gap("KPI"), OTHER_TABLE],
    )
    second = replace(returned("actiris", "b.xlsx"), complete=False, gaps=[])
    chapters = consolidate(sample_register(), [first, second]).chapters
    [merged] = [chapter.submission for chapter in chapters if chapter.submission is not None]
    assert merged.gaps == [Gap("A", "budget"), OTHER_TABLE]
    third = replace(second, profiles=("two",), gaps=[Gap("B", "red", 3), replace(OTHER_TABLE, profile="two")])
    chapters = consolidate(sample_register(), [first, third]).chapters
    [merged] = [chapter.submission for chapter in chapters if chapter.submission is not None]
    other = replace(OTHER_TABLE, file="b.xlsx", profile="two")
    assert merged.gaps == [Gap("A", "budget"), Gap("KPI"), OTHER_TABLE, Gap("B", "red", 3, "b.xlsx"), other]
    assert merged.profiles == ("one", "two")


def test_a_missing_column_is_a_gap():
    submission = returned("actiris")
    submission.gaps.append(Gap("KPI", "weight", 6))
    line = consolidate(REGISTER, [submission]).coverage.line("actiris")
    assert (line.state, line.reasons) == (State.WITH_GAPS, ("gap.column",))


def test_a_return_of_which_no_record_was_read_is_not_integrated_whole():
    submission = replace(returned("actiris"), objectives=[], indicators=[])
    line = consolidate(REGISTER, [submission]).coverage.line("actiris")
    assert (line.state, line.reasons) == (State.WITH_GAPS, ("gap.no_record",))


def test_a_correction_is_applied_shown_and_judged():
    report = consolidate(with_corrections(correction()), [returned("actiris")])
    record = next(record for _, record in report.records(Table.OBJECTIVES) if record.reference == "O.O.1.1")
    assert (record.text("result"), record.status) == ("95", Status.REALISED)
    (line,) = [line for line in report.journal if line.why == "why.correction"]
    assert (line.raw, line.value, line.who) == ("70 %", "95", "Cellule")
    assert "COR001" not in report.finding_codes()


def test_a_return_judged_when_it_was_read_is_judged_again_only_where_it_has_changed():
    as_read, part = returned("actiris"), replace(returned("actiris", "part.xlsx"), complete=False)
    part.file = SourceFile("part.xlsx", 1, "other")
    told = {as_read.file: [Finding("SEC001", Severity.INFO, "actiris")]}

    def is_as_told(register, *outcomes):
        return "SEC001" in {finding.code for finding in consolidate(register, outcomes, judged=told).findings}

    assert is_as_told(REGISTER, as_read)
    assert is_as_told(with_corrections(correction(organisation="cirb")), as_read)
    assert not is_as_told(with_corrections(correction()), returned("actiris"))
    assert not is_as_told(REGISTER, returned("actiris"), part)


def test_a_correction_may_fill_a_cell_nobody_filled():
    fill = correction(field="justification", old_value="", new_value="Voir la note de mai.")
    report = consolidate(with_corrections(fill), [returned("actiris")])
    record = next(record for _, record in report.records(Table.OBJECTIVES) if record.reference == "O.O.1.1")
    assert record.text("justification") == "Voir la note de mai."


@pytest.mark.parametrize(
    "changes",
    [{"old_value": "71"}, {"reference": "O.O.9.9"}, {"field": "colour"}, {"table": "OO"}, {"organisation": "stib"}],
)
def test_a_correction_that_does_not_match_is_refused(changes):
    report = consolidate(with_corrections(correction(**changes)), [returned("actiris")], corrections_sheet="C")
    (finding,) = [finding for finding in report.findings if finding.code == "COR001"]
    assert (finding.sheet, finding.cell) == ("C", "A4")
    record = next(record for _, record in report.records(Table.OBJECTIVES) if record.reference == "O.O.1.1")
    assert record.text("result") == "70"


def copied(organisation: str, name: str, sha256: str, modified: str = ""):
    return replace(returned(organisation), file=SourceFile(name, 1, sha256, modified))


def test_the_same_file_twice_counts_once_and_is_told_of():
    outcomes = [copied("actiris", "a.xlsx", "ab"), copied("actiris", "b.xlsx", "ab"), copied("cirb", "c.xlsx", "cd")]
    report = consolidate(REGISTER, outcomes)
    assert {use.file.name: (use.use, use.reason, use.detail) for use in report.files} == {
        "a.xlsx": (Use.USED, "", ""),
        "b.xlsx": (Use.NOT_USED, "use.same_file", "a.xlsx"),
        "c.xlsx": (Use.USED, "", ""),
    }
    assert report.coverage.line("actiris").files == ("a.xlsx", "b.xlsx")
    found = [(f.code, f.file, f.organisation) for f in report.findings if f.code in ("COV003", "COV010")]
    assert found == [("COV010", "b.xlsx", "actiris")]


def test_one_file_as_the_return_of_two_organisations_is_told_of():
    outcomes = [copied("actiris", "actiris.xlsx", "ab"), copied("cirb", "cirb.xlsx", "ab")]
    report = consolidate(REGISTER, outcomes)
    (finding,) = [f for f in report.findings if f.code == "COV010"]
    assert (finding.file, finding.organisation) == ("cirb.xlsx", "cirb")
    assert dict(finding.params) == {"other": "actiris.xlsx", "use": "@found.same_file.twice"}
    assert report.coverage.line("cirb").state is State.INTEGRATED


def test_what_was_seen_in_a_part_is_told_of_its_file():
    notice = Notice(NoticeKind.COMPLETENESS_UNCLEAR, Source("Accueil-Onthaal", 9, 3), "?")
    whole, part = returned("actiris", "a.xlsx"), returned("actiris", "b.xlsx")
    part.complete, whole.notices, part.notices = False, [notice], [notice]
    report = consolidate(REGISTER, [whole, part])
    assert [(f.file, f.cell) for f in report.findings if f.code == "COV011"] == [("a.xlsx", "C9"), ("b.xlsx", "C9")]
