"""Findings across returns: each names its organisation or file and reads well in every language."""

from __future__ import annotations

import pytest

from minerva.layout.labels import LANGUAGES, finding_line, labels
from minerva.layout.severities import severities
from minerva.model.finding import Finding, Severity
from minerva.model.record import Field, Source
from minerva.model.register import Group, Organisation
from minerva.model.submission import Notice, NoticeKind, Refusal, SourceFile, Submission, Unusable
from minerva.rules import coverage
from minerva.rules.catalogue import check, graded
from rules.submissions import good_submission

ACTIRIS = Organisation(
    id="actiris", part=3, group=Group.OAA_CATEGORY_2, order=1, name_fr="Actiris (FR)", name_nl="Actiris (NL)"
)
CIRB = Organisation(id="cirb", part=2, group=Group.OAA_CATEGORY_1, order=2, name_fr="Paradigm", name_nl="Paradigm")
FILE = SourceFile("a.xlsx", 0, "")


def lines(finding: Finding) -> list[str]:
    texts = [finding_line(finding, language) for language in LANGUAGES]
    assert not [text for text in texts if "{" in text or "@" in text]
    return texts


def test_not_received():
    first, second = graded(coverage.not_received([ACTIRIS, CIRB]))
    assert (first.code, first.severity, first.organisation, first.file) == ("COV001", Severity.WARNING, "actiris", "")
    assert dict(first.params) == {"id": "actiris", "name": "Actiris (FR) / Actiris (NL)"}
    assert dict(second.params)["name"] == "Paradigm"
    assert "Paradigm" in lines(second)[0]
    assert coverage.not_received([]) == []


@pytest.mark.parametrize("refusal", Refusal)
def test_unusable(refusal: Refusal):
    (finding,) = coverage.unusable([Unusable(SourceFile("a.xlsx", 0, ""), refusal, organisation="actiris")])
    assert (finding.code, finding.severity) == ("COV002", Severity.ERROR)
    assert (finding.organisation, finding.file, finding.place) == ("actiris", "a.xlsx", "")
    assert dict(finding.params) == {
        "reason": f"@refusal.{refusal}",
        "remedy": f"@refusal_remedy.{refusal}",
        "detail": "",
    }
    assert len(set(lines(finding))) == len(LANGUAGES)


def test_unusable_says_the_detail():
    (finding,) = coverage.unusable([Unusable(SourceFile("a.xlsx", 0, ""), Refusal.OTHER_YEAR, "2019")])
    assert all("(2019)" in line for line in lines(finding))


def test_unusable_keeps_the_words_of_programmers_and_the_name_of_the_file_to_itself():
    (finding,) = coverage.unusable([Unusable(SourceFile("a.xlsx", 0, ""), Refusal.DAMAGED, "zip")])
    assert dict(finding.params)["detail"] == ""
    assert all("zip" not in line and line.count("a.xlsx") == 1 for line in lines(finding))


def test_several_returns():
    (finding,) = coverage.several_returns("actiris", ["b.xlsx"], ["a.xlsx", "@c.xlsx"])
    assert (finding.code, finding.organisation, finding.file) == ("COV003", "actiris", "b.xlsx")
    assert dict(finding.params) == {"id": "actiris", "used": "b.xlsx", "unused": "a.xlsx, @c.xlsx"}
    (finding,) = coverage.several_returns("actiris", ["@b.xlsx", "a.xlsx"], [])
    assert dict(finding.params)["unused"] == "@found.no_file"
    assert "@b.xlsx, a.xlsx" in finding_line(finding, "fr")


def test_unexpected():
    (finding,) = coverage.unexpected("actiris", "a.xlsx")
    assert (finding.code, finding.file, dict(finding.params)) == ("COV004", "a.xlsx", {"id": "actiris"})
    assert all("actiris" in line for line in lines(finding))


def test_parts_that_contradict_each_other():
    own = Field("85", "85", Source("KPI", 7, 12))
    other = Field("80", "80 %", Source("KPI", 9, 12, "part.xlsx"))
    (finding,) = coverage.parts_differ(Submission(FILE, "actiris", 2020), own, other, "result", "KPI-1.1.1")
    assert (finding.code, finding.file, finding.place, finding.reference) == (
        "COV005",
        "a.xlsx",
        "KPI!L7",
        "KPI-1.1.1",
    )
    assert dict(finding.params) == {
        "field": "@short.result",
        "first": "85",
        "second": "80 %",
        "place": "part.xlsx!KPI!L9",
    }
    lines(finding)


def test_a_code_that_is_switched_off_gives_nothing():
    off = dict.fromkeys(severities())
    found = [*coverage.unexpected("actiris", "a.xlsx"), *coverage.not_received([ACTIRIS])]
    assert [finding.code for finding in graded(found)] == ["COV004", "COV001"]
    assert graded(found, off) == []
    submission = Submission(FILE, "actiris", 2020, notices=[notice for notice, *_ in NOTICED])
    assert {finding.code for finding in check(submission)} >= {code for _, code, *_ in NOTICED}
    assert check(submission, off) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_reason_and_a_remedy_of_its_own(language: str):
    for part in ("refusal", "refusal_remedy"):
        texts = [labels(language)(f"{part}.{refusal}") for refusal in Refusal]
        assert len(set(texts)) == len(texts)


CELL = Source("Accueil-Onthaal", 6, 3)
NOTICED = (
    (
        Notice(NoticeKind.TAKEN_AS, None, "Rapport Actiris.xlsx", "@found.named_in.file_name"),
        "COV007",
        Severity.INFO,
        {"id": "actiris", "where": "@found.named_in.file_name", "text": "Rapport Actiris.xlsx"},
    ),
    (
        Notice(NoticeKind.TAKEN_AS, CELL, "Actiris", "@found.named_in.titles"),
        "COV007",
        Severity.INFO,
        {"id": "actiris", "where": "@found.named_in.titles", "text": "Actiris"},
    ),
    (
        Notice(NoticeKind.TAKEN_AS, None, "Actiris", "@found.named_in.folder"),
        "COV007",
        Severity.INFO,
        {"id": "actiris", "where": "@found.named_in.folder", "text": "Actiris"},
    ),
    (
        Notice(NoticeKind.COVER_DIFFERS, CELL, "Brugel", "actiris"),
        "COV008",
        Severity.WARNING,
        {"text": "Brugel", "meant": "actiris"},
    ),
    (
        Notice(NoticeKind.FILE_NAME_DIFFERS, None, "brugel-2020.xlsx", "brugel"),
        "COV009",
        Severity.WARNING,
        {"id": "actiris", "text": "brugel-2020.xlsx", "other": "brugel"},
    ),
    (
        Notice(NoticeKind.COMPLETENESS_UNCLEAR, CELL, "presque fini"),
        "COV011",
        Severity.WARNING,
        {"text": "presque fini"},
    ),
)


@pytest.mark.parametrize(("notice", "code", "severity", "params"), NOTICED, ids=lambda value: str(value)[:40])
def test_what_a_return_tells_of_whose_it_is(notice: Notice, code: str, severity: Severity, params: dict[str, str]):
    submission = good_submission()
    assert check(submission) == []
    submission.notices.append(notice)
    (finding,) = check(submission)
    assert (finding.code, finding.severity, dict(finding.params)) == (code, severity, params)
    assert (finding.organisation, finding.file) == ("actiris", "actiris.xlsx")
    assert finding.place == (CELL.place if notice.source else "")
    assert len(set(lines(finding))) == len(LANGUAGES)


@pytest.mark.parametrize(("other", "use"), [("actiris", "once"), ("cirb", "twice")])
def test_the_same_file_twice(other: str, use: str):
    (finding,) = graded(coverage.same_file("actiris", "b.xlsx", "a.xlsx", other))
    assert (finding.code, finding.severity, finding.file) == ("COV010", Severity.INFO, "b.xlsx")
    assert dict(finding.params) == {"other": "a.xlsx", "use": f"@found.same_file.{use}"}
    lines(finding)
