"""Which of several returns counts, and how partial ones are put together."""

from dataclasses import replace

import pytest

from minerva.merge.choose import choose, newest_last
from minerva.merge.journal import journal_of
from minerva.model.record import Field, Remark, Source
from minerva.model.submission import Aside, Notice, NoticeKind, SourceFile
from minerva.rules.catalogue import check
from rules.submissions import block_of, good_submission, submission


def returned(name: str, modified: str = "", complete: bool = True, drop=(), change=None):
    """A good return under a name, with some fields of its first objective dropped or changed."""
    submission = good_submission()
    record = submission.objectives[0]
    fields = {key: field for key, field in record.fields.items() if key not in drop}
    for key, text in (change or {}).items():
        fields[key] = fields[key]._replace(text=text, raw=text)
    submission.objectives[0] = record.with_fields(fields)
    filled = submission.merged_cells + len(submission.set_aside)
    return replace(submission, file=SourceFile(name, 1, "", modified), complete=complete, filled=filled)


def accounted(submission) -> bool:
    return submission.filled == submission.merged_cells + len(submission.set_aside)


def test_the_newest_complete_return_counts_by_the_time_stored_in_it():
    old, new = returned("z.xlsx", "2021-01-01T00:00:00Z"), returned("a.xlsx", "2021-02-01T00:00:00Z")
    choice = choose([new, old])
    assert choice.submission is new
    assert choice.not_used == [old]


def test_a_time_without_a_zone_is_compared_by_its_digits():
    utc, local = returned("a.xlsx", "2021-01-01T10:00:00Z"), returned("b.ods", "2021-01-01T10:00:00")
    later = returned("c.ods", "2021-01-01T10:00:01")
    assert [s.file.name for s in newest_last([later, local, utc])] == ["a.xlsx", "b.ods", "c.ods"]


def test_equal_times_are_settled_by_file_name():
    assert [s.file.name for s in newest_last([returned("b.xlsx"), returned("a.xlsx")])] == ["a.xlsx", "b.xlsx"]


def test_a_part_fills_what_the_other_lacks():
    first = returned("a.xlsx", complete=False, drop=("description_nl", "result"))
    second = returned("b.xlsx", complete=False, drop=("description_fr",))
    merged = choose([second, first]).submission
    record = merged.objectives[0]
    assert record.text("description_fr") and record.text("description_nl") and record.text("result")
    assert record.fields["result"].source.file == "b.xlsx"
    assert record.fields["description_fr"].source.file == ""
    assert accounted(merged)


def test_different_values_are_not_taken_and_both_cells_are_named():
    choice = choose(
        [
            returned("a.xlsx", complete=False, change={"description_fr": "Un texte."}),
            returned("b.xlsx", complete=False, change={"description_fr": "Un autre."}),
        ]
    )
    assert choice.submission.objectives[0].text("description_fr") == ""
    (finding,) = choice.findings
    params = dict(finding.params)
    assert (finding.code, finding.file) == ("COV005", "a.xlsx")
    assert (params["first"], params["second"]) == ("Un texte.", "Un autre.")
    assert params["place"].startswith("b.xlsx!OO-OD!")
    contested = [aside for aside in choice.submission.set_aside if aside.reason is Aside.BOTH_DIFFER]
    assert {aside.raw for aside in contested} == {"Un texte.", "Un autre."}
    assert accounted(choice.submission)


def test_a_third_part_does_not_win_a_contested_field():
    parts = [
        returned(f"{name}.xlsx", complete=False, change={"description_fr": text})
        for name, text in (("a", "Un."), ("b", "Deux."), ("c", "Trois."))
    ]
    merged = choose(parts).submission
    assert merged.objectives[0].text("description_fr") == ""
    assert accounted(merged)


def test_a_part_is_merged_into_a_complete_return():
    complete = returned("a.xlsx", "2021-03-01T00:00:00Z", drop=("actions_nl",))
    part = returned("b.xlsx", "2021-01-01T00:00:00Z", complete=False)
    choice = choose([part, complete])
    assert choice.submission.objectives[0].text("actions_nl")
    assert choice.partial == [part]


def test_records_of_one_part_only_are_added_with_their_file():
    first = returned("a.xlsx", complete=False)
    second = returned("b.xlsx", complete=False)
    del first.objectives[1]
    first.filled = first.merged_cells
    merged = choose([first, second]).submission
    assert [record.order for record in merged.objectives] == [1, 2]
    assert {field.source.file for field in merged.objectives[1].fields.values()} == {"b.xlsx"}
    assert accounted(merged)


@pytest.mark.parametrize("reason", [Aside.SAME_IN_PART, Aside.BOTH_DIFFER])
def test_what_is_not_taken_stands_in_the_journal(reason):
    change = {"description_fr": "Un autre."} if reason is Aside.BOTH_DIFFER else None
    choice = choose([returned("a.xlsx", complete=False), returned("b.xlsx", complete=False, change=change)])
    lines = [line for line in journal_of(choice) if line.why == f"aside.{reason.value}"]
    assert lines and {line.file for line in lines} <= {"a.xlsx", "b.xlsx"}


def test_what_was_noticed_in_a_part_names_its_file():
    base, part = returned("a.xlsx", complete=False), returned("b.xlsx", complete=False)
    base.notices.append(Notice(NoticeKind.MACROS))
    part.notices += [
        Notice(NoticeKind.MACROS),
        Notice(NoticeKind.COMMENT, Source("KPI", 7, 12), "À revoir"),
        Notice(NoticeKind.PROFILE, None, "dashboard"),
    ]
    merged = choose([base, replace(part, profiles=("dashboard",))]).submission
    assert [(n.kind, n.source.file if n.source else "") for n in merged.notices] == [
        (NoticeKind.MACROS, ""),
        (NoticeKind.MACROS, "b.xlsx"),
        (NoticeKind.COMMENT, "b.xlsx"),
        (NoticeKind.PROFILE, "b.xlsx"),
    ]
    assert merged.profiles == ("dashboard",)
    files = [(finding.code, finding.file) for finding in check(merged)]
    assert files == [("SEC001", "a.xlsx"), ("SEC001", "b.xlsx"), ("STR012", "b.xlsx"), ("STR006", "b.xlsx")]


def test_the_remarks_of_all_parts_are_kept():
    def with_remark(name: str, text: str, order: int, cell: Source):
        part = returned(name, complete=False)
        record = part.objectives[order]
        part.objectives[order] = replace(record, remarks=(Remark("Priorité", Field(text, text, cell)),))
        part.filled += 1
        return part

    place = Source("OO-OD", 7, 20)
    one, other = with_remark("a.xlsx", "1", 0, place), with_remark("b.xlsx", "2", 0, place)
    merged = choose([one, other]).submission
    assert [(r.field.text, r.field.source.file) for r in merged.objectives[0].remarks] == [("1", ""), ("2", "b.xlsx")]
    assert accounted(merged)
    alone = replace(one, objectives=[], filled=0)
    alone.filled = alone.merged_cells
    merged = choose([alone, other]).submission
    assert [r.field.source.file for r in merged.objectives[0].remarks] == ["b.xlsx"]
    assert accounted(merged)


def parts(table: str, first: dict, second: dict):
    """Two partial returns, each with one record of a table that holds these values."""
    made = []
    for name, values in (("a.xlsx", first), ("b.xlsx", second)):
        block = (values, []) if table == "objectives" else ({}, [values])
        whole = submission([block])
        whole.objectives = [record for record in whole.objectives if record.fields]
        made.append(replace(whole, file=SourceFile(name, 1, ""), complete=False, filled=whole.merged_cells))
    return made


@pytest.mark.parametrize(
    ("table", "first", "second", "records"),
    [
        ("indicators", {"ref": "KPI-1.1.1", "objective_ref": "O.O.1.1"}, {"ref": "KPI-1.1.1", "title_fr": "T"}, 1),
        ("indicators", {"ref": "KPI-1.1.1", "title_fr": "T"}, {"ref": "KPI-1.1.1", "title_nl": "U"}, 1),
        ("objectives", {"ref": "O.O.1.1", "title_fr": "T"}, {"ref": "O.O.1.1", "actions_fr": "A"}, 1),
        ("indicators", {"ref": "KPI-1.1.1", "title_fr": "T"}, {"ref": "KPI-1.1.2", "title_fr": "T"}, 2),
        ("indicators", {"objective_ref": "O.O.1.1", "title_fr": "T", "red": "50"}, {"title_fr": "T"}, 2),
        (
            "indicators",
            {"objective_ref": "O.O.1.1", "title_fr": "T", "red": "50"},
            {"objective_ref": "O.O.1.1", "title_fr": "T", "green": "80"},
            1,
        ),
    ],
)
def test_what_makes_records_of_two_parts_the_same(table, first, second, records):
    merged = choose(parts(table, first, second)).submission
    found = getattr(merged, table)
    assert len(found) == records
    assert accounted(merged)
    if records == 1:
        assert set(found[0].fields) == set(first) | set(second)


def test_a_reference_that_stands_twice_in_one_part_is_told_apart_by_its_objective():
    twice = [
        block_of(1, first_changes={"ref": "KPI-1.1.1"}),
        block_of(2, first_changes={"ref": "KPI-1.1.1"}),
    ]
    one = replace(submission(twice), file=SourceFile("a.xlsx", 1, ""), complete=False)
    alone = submission([({}, [{"ref": "KPI-1.1.1", "objective_ref": "O.O.2.1", "deviation_fr": "Retard."}])])
    other = replace(alone, objectives=[], file=SourceFile("b.xlsx", 1, ""), complete=False)
    merged = choose([one, other]).submission
    told = [record.text("objective_ref") for record in merged.indicators if record.text("deviation_fr")]
    assert (len(merged.indicators), told) == (4, ["O.O.2.1"])


def test_a_cell_several_records_share_is_set_aside_once():
    """A result printed once for two objectives is one cell, in each of the two parts."""
    made = parts("objectives", {"ref": "O.O.1.1", "result": "85"}, {"ref": "O.O.1.1", "result": "85"})
    for part in made:
        shared = part.objectives[0]
        reference = shared.fields["ref"]
        own = reference._replace(text="O.O.1.2", raw="O.O.1.2", source=reference.source._replace(row=9))
        part.objectives.append(shared.with_fields({**shared.fields, "ref": own}))
        part.filled = part.merged_cells
    merged = choose(made).submission
    assert len(merged.objectives) == 2
    assert accounted(merged)


def test_remarks_of_parts_are_kept_once():
    made = parts("objectives", {"ref": "O.O.1.1"}, {"ref": "O.O.1.1"})
    for column, part in enumerate(made, 30):
        source = Source("OO-OD", 7, column)
        remarks = [Remark("Impact", Field("Faible", "Faible", source))]
        if column == 31:
            remarks.append(Remark("Date", Field("2021", "2021", source._replace(column=33))))
        part.objectives[0].remarks = tuple(remarks)
        part.filled = part.merged_cells
    merged = choose(made).submission
    assert [(r.title, r.field.source.file) for r in merged.objectives[0].remarks] == [
        ("Impact", ""),
        ("Date", "b.xlsx"),
    ]
    assert accounted(merged)


def test_what_each_part_says_of_itself_contradicts_nothing():
    made = [returned("a.xlsx", complete=False), returned("b.xlsx", complete=False)]
    for row, part in enumerate(made, 8):
        for key, text in (("function", f"Service {row}"), ("organisation", f"Actiris {row}"), ("year", "2020")):
            part.cover[key] = Field(text, text, Source("Accueil-Onthaal", row, len(key)))
        part.filled = part.merged_cells
    choice = choose(made)
    assert choice.findings == []
    assert choice.submission.cover["organisation"].text == "Actiris 8"
    reasons = {a.key: a.reason for a in choice.submission.set_aside if a.source.sheet == "Accueil-Onthaal"}
    assert reasons == {
        "function": Aside.OWN_TO_PART,
        "organisation": Aside.OWN_TO_PART,
        "year": Aside.SAME_IN_PART,
    }
    assert accounted(choice.submission)


def test_the_same_bytes_twice_are_used_once():
    def file(name: str, sha256: str, modified: str = "") -> SourceFile:
        return SourceFile(name, 1, sha256, modified)

    one, copy = (replace(returned("x", complete=False), file=file(name, "ab")) for name in ("a.xlsx", "a (1).xlsx"))
    other = replace(returned("x", complete=False), file=file("c.xlsx", "cd"))
    choice = choose([copy, other, one])
    assert choice.same == [(copy, one)]
    assert choice.partial == [other]
    assert choice.submission.filled == one.filled + other.filled
