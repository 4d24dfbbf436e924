"""Parts, corrections and sections: whatever comes together, every cell and every file stays accounted for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbooks
from minerva.layout.labels import LANGUAGES, finding_text, labels
from minerva.layout.returns import choices
from minerva.merge.choose import choose
from minerva.merge.consolidate import consolidate
from minerva.model.consolidation import Consolidation
from minerva.model.coverage import State, Use
from minerva.model.figure import FigureKind
from minerva.model.record import Field, Source, Table
from minerva.model.register import Correction, Register
from minerva.model.status import Status
from minerva.model.submission import Aside, Gap, Refusal, SetAside, SourceFile, Submission, Unusable
from rules.submissions import Values, block_of, submission

ACTIRIS, INNOVIRIS, STIB = "actiris", "innoviris", "stib"
SHEET = "Corrections-Correcties"


def sent(
    name: str = "actiris.xlsx",
    blocks: Iterable[tuple[Values, list[Values]]] | None = None,
    *,
    modified: str = "2021-03-01T08:00:00Z",
    organisation: str = ACTIRIS,
    **more: object,
) -> Submission:
    """A return once read, good unless said otherwise; every filled cell is counted."""
    read = submission(list(blocks) if blocks is not None else [block_of(1)], **more)
    read = replace(read, file=SourceFile(name, 1, "", modified), organisation=organisation, year=2020)
    return replace(read, filled=read.merged_cells + len(read.set_aside))


def part(name: str, blocks: Iterable[tuple[Values, list[Values]]], **more: object) -> Submission:
    """A partial return."""
    return sent(name, blocks, complete=False, **more)


def only(block: tuple[Values, list[Values]], *keys: str) -> tuple[Values, list[Values]]:
    """A block of which the objective and the indicators keep some values only."""
    head, rows = block
    return {k: v for k, v in head.items() if k in keys}, [{k: v for k, v in r.items() if k in keys} for r in rows]


KEYS = ("ref", "objective_ref", "strategic_ref")


# -- parts -------------------------------------------------------------------------------------------------------------


def test_a_part_fills_the_gaps_of_a_complete_one_whichever_is_newer():
    complete = sent("complete.xlsx", [block_of(1, {"description_nl": ""})], modified="2021-02")
    late = only(block_of(1), *KEYS, "description_nl")
    for modified in ("2021-01", "2021-03"):
        choice = choose([complete, part("part.xlsx", [late], modified=modified)])
        assert choice.submission.file.name == "complete.xlsx"
        assert choice.submission.complete
        assert choice.submission.objectives[0].text("description_nl").startswith("Zeven")
        assert [p.file.name for p in choice.partial] == ["part.xlsx"]


def test_an_older_complete_one_is_not_used_even_beside_parts():
    names = ("old.xlsx", "2021-01", True), ("new.xlsx", "2021-03", True), ("part.xlsx", "2021-02", False)
    choice = choose(sent(name, modified=when, complete=complete) for name, when, complete in names)
    assert (choice.submission.file.name, [s.file.name for s in choice.not_used]) == ("new.xlsx", ["old.xlsx"])


def test_the_same_value_typed_differently_is_the_same_value():
    two = part("two.xlsx", [block_of(1, {"red": "50,0%"}, {"ref": "KPI 1.1.1"})], modified="2021-04")
    assert choose([part("one.xlsx", [block_of(1)]), two]).findings == []


@pytest.mark.parametrize("third", ["95", "60", "30"])
def test_once_contested_a_field_stays_empty_whatever_a_third_part_says(third: str):
    parts = [
        part(f"{number}.xlsx", [block_of(1, {}, {"result": result})], modified=f"2021-0{number}")
        for number, result in enumerate(("95", "60", third), 1)
    ]
    choice = choose(parts)
    assert "result" not in choice.submission.indicators[0].fields
    assert Counter(a.reason for a in choice.submission.set_aside if a.source.cell == "L7")[Aside.BOTH_DIFFER] == 3
    assert [f.code for f in choice.findings] == ["COV005"]


def test_cells_set_aside_in_a_part_keep_their_file():
    aside = SetAside(Source("KPI", 7, 40), "note", Aside.OUTSIDE_TABLE)
    two = part("two.xlsx", [block_of(2)], asides=(aside,), modified="2021-04")
    merged = choose([part("one.xlsx", [block_of(1)]), two]).submission
    assert [a.source.file for a in merged.set_aside if a.raw == "note"] == ["two.xlsx"]


def test_a_gap_remains_only_where_no_part_has_the_sheet():
    one = part("one.xlsx", [block_of(1)], gaps=(Gap("KPI"), Gap("OO-OD", "budget", 6)))
    two = part("two.xlsx", [block_of(2)], gaps=(Gap("OO-OD", "budget", 6),), modified="2021-04")
    assert choose([one, two]).submission.gaps == [Gap("OO-OD", "budget", 6)]


def test_function_and_completeness_are_each_senders_own():
    def cover(function: str) -> dict[str, Field]:
        return {"function": Field(function, function, Source("Accueil-Onthaal", 8, 3))}

    one = part("one.xlsx", [block_of(1)], cover=cover("Service A"))
    choice = choose([one, part("two.xlsx", [block_of(2)], cover=cover("Dienst B"), modified="2021-04")])
    assert choice.findings == []
    assert choice.submission.cover["function"].text == "Service A"


CHANGES = st.fixed_dictionaries(
    {
        "result": st.sampled_from(["", "95", "60"]),
        "description_nl": st.sampled_from(["", "Bijna alle.", "Iets anders."]),
        "red": st.sampled_from(["", "50"]),
    }
)
PARTS = st.lists(st.tuples(st.integers(1, 3), CHANGES), min_size=2, max_size=5)


@settings(deadline=None, max_examples=60)
@given(PARTS)
def test_every_filled_cell_of_all_parts_is_merged_or_set_aside(parts: list[tuple[int, dict[str, str]]]):
    sents = [
        part(f"{number}.xlsx", [block_of(block, {}, changes)], modified=f"2021-0{number}")
        for number, (block, changes) in enumerate(parts, 1)
    ]
    before = sum(one.filled for one in sents)
    merged = choose(sents).submission
    assert merged.filled == before == merged.merged_cells + len(merged.set_aside)
    places = [(f.source.file, f.source.place) for r in merged.records for f in r.fields.values()]
    places += [(a.source.file, a.source.place) for a in merged.set_aside]
    assert len(places) == len(set(places)) == before


# -- corrections -------------------------------------------------------------------------------------------------------


def correction(**changes: object) -> Correction:
    """A right correction of a result."""
    given = {"organisation": ACTIRIS, "table": "KPI", "reference": "KPI-1.1.1", "field": "result", "row": 4}
    given |= {"old_value": "95", "new_value": "40", "who": "Cellule", "date": date(2021, 5, 3), "reason": "téléphone"}
    return Correction(**given | changes)


def corrected(read: Submission, *corrections: Correction) -> Consolidation:
    """A consolidation of one return with corrections."""
    register = workbooks.small_register(ACTIRIS, corrections=corrections)
    return consolidate(register, [read], corrections_sheet=SHEET)


def record_of(result: Consolidation):
    """The first indicator."""
    return result.chapters[0].submission.indicators[0]


@pytest.mark.parametrize("old", ["50 %", "50"])
def test_the_old_value_may_be_given_as_typed_or_as_meant(old: str):
    read = sent(blocks=[block_of(1, {}, {"red": "50 %"})])
    result = corrected(read, correction(field="red", old_value=old, new_value="30"))
    assert record_of(result).text("red") == "30"
    assert result.finding_codes() == {}


@pytest.mark.parametrize(
    ("new", "flags", "kind"),
    [
        ("12.345", {"typed_number": True}, FigureKind.NUMBER),
        ("12.345%", {"typed_number": True, "percent_format": True}, FigureKind.PERCENT),
        ("12.345", {}, FigureKind.TEXT),
    ],
)
def test_a_new_value_is_read_as_its_cell_holds_it(new: str, flags: dict[str, bool], kind: FigureKind):
    """12.345 in a numeric cell is a figure; as a text it may be twelve thousand, and is not guessed."""
    assert record_of(corrected(sent(), correction(new_value=new, **flags))).figure("result").kind is kind


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"old_value": "94"}, "old_value"),
        ({"old_value": ""}, "old_value"),
        ({"reference": "KPI-9.9.9"}, "no_record"),
        ({"organisation": "stib"}, "no_record"),
        ({"table": "OO-OD"}, "no_record"),
        ({"table": "KPO"}, "no_record"),
        ({"field": "resultat"}, "no_record"),
        ({"field": "actions_fr"}, "no_record"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_and_changes_nothing(changes: dict[str, str], why: str):
    result = corrected(sent(), correction(**changes))
    assert record_of(result).text("result") == "95"
    assert [line for line in result.journal if line.why == "why.correction"] == []
    (finding,) = result.findings
    assert (finding.code, finding.place) == ("COR001", f"{SHEET}!A4")
    for language in LANGUAGES:
        words = labels(language)
        assert words(f"correction.{why}") in finding_text(finding, "found", language)
        assert all(words(f"rule.COR001.{text}") for text in ("title", "why", "good", "bad"))
        assert all(finding_text(finding, text, language) for text in ("expected", "remedy"))


def test_a_reference_that_stands_twice_is_not_guessed():
    read = sent(blocks=[block_of(1, {}, {}, {"ref": "KPI-1.1.1"})])
    assert corrected(read, correction()).finding_codes()["COR001"] == 1


def filled_law(result: Consolidation) -> bool:
    """Whether received = merged + set aside, as the sheet Controles says."""
    read = result.chapters[0].submission
    return read.filled == read.merged_cells + len(read.set_aside)


def test_a_correction_may_fill_an_empty_cell():
    read = sent(blocks=[block_of(1, {}, {"description_nl": ""})])
    result = corrected(read, correction(field="description_nl", old_value="", new_value="Bijna alle."))
    assert record_of(result).text("description_nl") == "Bijna alle."
    assert result.finding_codes() == {}
    assert filled_law(result)


def test_a_correction_may_empty_a_cell():
    result = corrected(sent(), correction(new_value=""))
    assert (record_of(result).text("result"), record_of(result).figure("result")) == ("", None)
    assert result.finding_codes() == {"RES001": 1}
    assert filled_law(result)


@pytest.mark.parametrize("typed", [choices("unit")["number"], "nombre", "Aantal", "number"])
def test_a_unit_is_corrected_by_any_of_its_words(typed: str):
    result = corrected(sent(), correction(field="unit", old_value="", new_value=typed))
    assert record_of(result).text("unit") == "number"
    assert result.finding_codes() == {}
    (line,) = [line for line in result.journal if line.why == "why.correction"]
    assert line.value == choices("unit")["number"]


@pytest.mark.parametrize("typed", [choices("direction")["lower"], "à la baisse", "lower"])
def test_a_direction_is_corrected_by_any_of_its_words(typed: str):
    read = sent(blocks=[block_of(1, {}, {"red": "90", "green": "50", "result": "30"})])
    result = corrected(read, correction(field="direction", old_value="", new_value=typed))
    assert record_of(result).status is Status.REALISED
    assert result.finding_codes() == {}


def test_the_journal_names_the_file_the_corrected_cell_stands_in():
    words = part("words.xlsx", [only(block_of(1), *KEYS, "title_fr", "title_nl", "red", "green", "weight")])
    figures = part("figures.xlsx", [only(block_of(1), *KEYS, "result")], modified="2021-04")
    register = workbooks.small_register(ACTIRIS, corrections=(correction(),))
    result = consolidate(register, [words, figures], corrections_sheet=SHEET)
    (line,) = [line for line in result.journal if line.why == "why.correction"]
    assert (line.file, line.source.cell) == ("figures.xlsx", "L7")


def test_two_corrections_of_one_cell_follow_each_other():
    second = correction(old_value="40", new_value="45", row=5)
    assert record_of(corrected(sent(), correction(), second)).text("result") == "45"
    assert corrected(sent(), second, correction()).finding_codes()["COR001"] == 1


# -- coverage and files ------------------------------------------------------------------------------------------------


def states(result: Consolidation) -> dict[str, State]:
    """State of every organisation and section."""
    return {line.organisation.id: line.state for line in result.coverage.lines}


def bad(name: str, organisation: str, refusal: Refusal = Refusal.DAMAGED) -> Unusable:
    """A file that cannot be used."""
    return Unusable(SourceFile(name, 1, ""), refusal, "", organisation)


EMPLOI = "bruxelles-economie-et-emploi"
SECTIONS = (f"{EMPLOI}/economie", f"{EMPLOI}/emploi")


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("sent", "sent", State.INTEGRATED),
        ("sent", "", State.WITH_GAPS),
        ("sent", "bad", State.WITH_GAPS),
        ("", "sent", State.WITH_GAPS),
        ("bad", "", State.UNUSABLE),
        ("bad", "bad", State.UNUSABLE),
        ("", "", State.MISSING),
    ],
)
def test_an_organisation_is_what_its_sections_are(first: str, second: str, state: State):
    outcomes = []
    for section, what in zip(SECTIONS, (first, second), strict=True):
        name = f"{section.rpartition('/')[2]}.xlsx"
        if what:
            outcomes.append(sent(name, organisation=section) if what == "sent" else bad(name, section))
    result = consolidate(workbooks.small_register(EMPLOI, *SECTIONS), outcomes)
    assert states(result)[EMPLOI] is state
    line = result.coverage.line(EMPLOI)
    assert sorted(line.files) == sorted(outcome.file.name for outcome in outcomes)
    assert line.objectives == [first, second].count("sent")
    assert (line.reasons[-1:] == ("gap.section",)) == (state is State.WITH_GAPS)
    assert result.coverage.counts.expected == 1
    missing = [f.organisation for f in result.findings if f.code == "COV001"]
    assert missing == [s for s, what in zip(SECTIONS, (first, second), strict=True) if not what]


def test_an_organisation_of_both_kinds_waits_for_its_own_return_and_its_sections():
    ids = ("bruxelles-synergie", "bruxelles-synergie/equal-brussels")
    register = workbooks.small_register(*ids)
    own = consolidate(register, [sent("s.xlsx", organisation=ids[0])])
    both = consolidate(register, [sent("s.xlsx", organisation=ids[0]), sent("e.xlsx", organisation=ids[1])])
    assert (states(own)[ids[0]], states(both)[ids[0]]) == (State.WITH_GAPS, State.INTEGRATED)


def test_a_missing_column_is_a_gap_and_an_empty_result_is_not():
    register = workbooks.small_register(ACTIRIS)
    gap = consolidate(register, [sent(gaps=(Gap("KPI", "weight", 6),))])
    empty = consolidate(register, [sent(blocks=[block_of(1, {"result": ""}, {"result": ""}, {"result": ""})])])
    assert (states(gap)[ACTIRIS], states(empty)[ACTIRIS]) == (State.WITH_GAPS, State.INTEGRATED)


def test_a_bad_file_beside_a_good_one_does_not_spoil_the_organisation():
    result = consolidate(workbooks.small_register(ACTIRIS), [bad("a.xlsx", ACTIRIS), sent("b.xlsx")])
    assert states(result) == {ACTIRIS: State.INTEGRATED}
    assert result.finding_codes() == {"COV002": 1}
    assert sorted(result.coverage.lines[0].files) == ["a.xlsx", "b.xlsx"]


def test_a_return_nobody_expected_is_listed_and_not_merged():
    register = workbooks.small_register(ACTIRIS, "finance-invest-brussels")
    result = consolidate(register, [sent(), sent("f.xlsx", organisation="finance-invest-brussels")])
    assert states(result)["finance-invest-brussels"] is State.NOT_EXPECTED
    assert {use.file.name: use.use for use in result.files} == {"actiris.xlsx": Use.USED, "f.xlsx": Use.UNEXPECTED}
    assert result.finding_codes() == {"COV004": 1}
    assert {chapter.organisation.id for chapter, _ in result.records(Table.INDICATORS)} == {ACTIRIS}


def test_chapters_follow_the_register():
    outcomes = [sent(f"{i}.xlsx", organisation=i) for i in (STIB, ACTIRIS, INNOVIRIS)]
    register = workbooks.small_register(ACTIRIS, INNOVIRIS, STIB)
    order = [organisation.id for organisation in register.organisations]
    result = consolidate(register, outcomes)
    assert [chapter.organisation.id for chapter in result.chapters] == order == [INNOVIRIS, STIB, ACTIRIS]


# -- laws --------------------------------------------------------------------------------------------------------------

SOME = ("", "95", "60")
OUTCOMES = st.lists(
    st.one_of(
        st.builds(
            lambda who, result, complete, month: ("sent", who, result, complete, month),
            st.sampled_from([ACTIRIS, INNOVIRIS, STIB, SECTIONS[0], "finance-invest-brussels"]),
            st.sampled_from(SOME),
            st.booleans(),
            st.integers(1, 2),
        ),
        st.tuples(st.just("bad"), st.sampled_from([ACTIRIS, INNOVIRIS, SECTIONS[1], ""]), st.sampled_from(Refusal)),
    ),
    max_size=9,
)
REGISTER: Register = workbooks.small_register(
    *(ACTIRIS, INNOVIRIS, STIB, EMPLOI, *SECTIONS, "finance-invest-brussels"), corrections=(correction(),)
)


def built(plans: list[tuple]) -> list[Submission | Unusable]:
    """New outcomes: corrections change them in place."""
    outcomes: list[Submission | Unusable] = []
    for number, plan in enumerate(plans):
        if plan[0] == "bad":
            outcomes.append(bad(f"{number}.xlsx", plan[1], plan[2]))
        else:
            _, who, result, complete, month = plan
            blocks = [block_of(1, {}, {"result": result}), block_of(2)][: 1 + number % 2]
            when = f"2021-0{month}"
            outcomes.append(sent(f"{number}.xlsx", blocks, organisation=who, complete=complete, modified=when))
    return outcomes


@settings(deadline=None, max_examples=80)
@given(OUTCOMES, st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(plans: list[tuple], chance: random.Random):
    one, other = built(plans), built(plans)
    chance.shuffle(other)
    assert consolidate(REGISTER, one, corrections_sheet=SHEET) == consolidate(REGISTER, other, corrections_sheet=SHEET)


@settings(deadline=None, max_examples=80)
@given(OUTCOMES)
def test_every_file_stands_once_in_files_and_every_cell_is_accounted_for(plans: list[tuple]):
    outcomes = built(plans)
    filled = {outcome.file.name: outcome.filled for outcome in outcomes if isinstance(outcome, Submission)}
    result = consolidate(REGISTER, outcomes, corrections_sheet=SHEET)
    assert [use.file.name for use in result.files] == sorted(outcome.file.name for outcome in outcomes)
    used = {use.file.name for use in result.files if use.use in (Use.USED, Use.PARTIAL)}
    reads = [chapter.submission for chapter in result.chapters if chapter.submission is not None]
    assert sum(read.filled for read in reads) == sum(filled[name] for name in used)
    assert all(read.filled == read.merged_cells + len(read.set_aside) for read in reads)
    counts = result.coverage.counts
    assert counts.expected == 4
    unusable = {f.file for f in result.findings if f.code == "COV002"}
    assert unusable == {outcome.file.name for outcome in outcomes if isinstance(outcome, Unusable)}


@settings(deadline=None, max_examples=40)
@given(OUTCOMES)
def test_each_value_that_differs_from_what_was_typed_has_one_journal_line(plans: list[tuple]):
    result = consolidate(REGISTER, built(plans), corrections_sheet=SHEET)
    lines = Counter((line.file, line.source.place, line.raw) for line in result.journal)
    for chapter in result.chapters:
        read = chapter.submission
        for record in read.records if read else ():
            for key, field in record.fields.items():
                name = field.source.file or read.file.name
                differs = field.raw != (choices(key).get(field.text, field.text) if key in ("unit",) else field.text)
                assert lines[name, field.source.place, field.raw] == int(differs)
        for aside in read.set_aside if read else ():
            assert lines[aside.source.file or read.file.name, aside.source.place, aside.raw] == 1
