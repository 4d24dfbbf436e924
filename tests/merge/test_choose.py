"""Which of several returns counts, and how partial ones are put together."""

from dataclasses import replace

import pytest

from minerva.merge.choose import choose, newest_last
from minerva.merge.journal import journal_of
from minerva.model.record import Field, Remark, Source
from minerva.model.submission import Aside, Notice, NoticeKind, SourceFile
from minerva.rules.catalogue import check
from rules.submissions import good_submission


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


@pytest.mark.parametrize("reason", [Aside.REPEATED, Aside.BOTH_DIFFER])
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
