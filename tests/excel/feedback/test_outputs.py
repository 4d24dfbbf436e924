"""Copies are put beside the returns, under names that tell, and never over someone's work."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import tasks
from minerva.cli import main
from minerva.excel.feedback.outputs import copy_name
from minerva.excel.received import pool
from minerva.inputs import refuse_among_returns
from minerva.problems import Problem


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("actiris.xlsx", "actiris-constats-bevindingen.xlsx"),
        ("actiris.xls", "actiris-constats-bevindingen.xlsx"),
        ("lundi/mail.eml/retour.xlsx", "lundi--mail.eml--retour-constats-bevindingen.xlsx"),
        ("a-constats-bevindingen (2).xlsx", "a-constats-bevindingen.xlsx"),
        ("a:b?.xlsx", "a_b_-constats-bevindingen.xlsx"),
        ("con.xlsx", "_con-constats-bevindingen.xlsx"),
    ],
)
def test_names_tell_what_they_are(name: str, copy: str):
    assert copy_name(name, "feedback.name") == copy


def with_a_finding(path: Path, organisation: str = "actiris") -> Path:
    """A return with something to correct, so that it is sent back."""
    objective, (indicator, *others) = workbooks.good_block(1)
    del indicator["description_nl"]
    return workbooks.filled(path, organisation, blocks=[(objective, [indicator, *others])])


def test_a_copy_nobody_touched_is_replaced_and_another_kept(tmp_path: Path):
    path = with_a_finding(tmp_path / "a.xlsx")
    out, checked = tmp_path / "out", tasks.check([path])
    (first,) = tasks.feedback(checked, out)
    (second,) = tasks.feedback(checked, out)
    assert first == second and [p.name for p in out.iterdir()] == ["a-constats-bevindingen.xlsx"]
    workbooks.edited(first.output, workbooks.typed({"KPI": {"L7": 12}}))
    worked_in = first.output.read_bytes()
    (third,) = tasks.feedback(checked, out)
    assert (third.output.name, third.kept) == ("a-constats-bevindingen (2).xlsx", first.output)
    assert first.output.read_bytes() == worked_in


def test_returns_of_one_name_get_a_copy_each_and_archives_one_for_each_member(tmp_path: Path):
    folder = tmp_path / "returns"
    (folder / "b").mkdir(parents=True)
    with_a_finding(folder / "b--a.xlsx")
    with_a_finding(folder / "b" / "a.xlsx", "cirb")
    with zipfile.ZipFile(folder / "m.zip", "w") as archive:
        archive.write(folder / "b" / "a.xlsx", "x.xlsx")
    copies = tasks.feedback(tasks.check([folder]), tmp_path / "out")
    assert sorted(copy.output.name for copy in copies) == [
        "b--a-constats-bevindingen (2).xlsx",
        "b--a-constats-bevindingen.xlsx",
        "m.zip--x-constats-bevindingen.xlsx",
    ]
    assert not any(copy.reason for copy in copies)


def test_what_cannot_be_copied_gets_its_list_alone(tmp_path: Path):
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 " + b"x" * 200)
    changed = with_a_finding(folder / "a.xlsx")
    checked = tasks.check([folder])
    workbooks.edited(changed, workbooks.typed({"KPI": {"L7": 12}}))
    reasons = {copy.file: copy.reason for copy in tasks.feedback(checked, tmp_path / "out")}
    assert reasons == {"a.xlsx": "feedback.no_copy.changed", "scan.pdf": "feedback.no_copy.unusable"}
    book = openpyxl.load_workbook(tmp_path / "out" / "scan-constats-bevindingen.xlsx")
    assert book.sheetnames == ["Constats-Bevindingen"]
    assert book.active["B5"].value == "COV002" and book.active["C5"].hyperlink is None


def test_the_folder_must_not_lie_among_the_returns(tmp_path: Path):
    path = workbooks.filled(tmp_path / "a.xlsx")
    for given, folder in ((tmp_path, tmp_path), (tmp_path, tmp_path / "b" / "c"), (path, tmp_path)):
        with pytest.raises(Problem):
            refuse_among_returns([given], folder)
    refuse_among_returns([path], tmp_path / "out")


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    objective, indicators = workbooks.good_block(1)
    objective |= {"red": workbooks.Decimal(90), "green": workbooks.Decimal(50), "result": workbooks.Decimal(95)}
    (tmp_path / "in").mkdir()
    path = workbooks.filled(tmp_path / "in" / "a.xlsx", blocks=[(objective, indicators)])
    out = str(tmp_path / "out")
    assert main(["check", str(path), "--feedback", out, "--fix", out, "--json", "--lang", "fr"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [Path(one["output"]).name for one in told["feedback"]] == ["a-constats-bevindingen.xlsx"]
    assert [(c["cell"], c["old"], c["new"]) for c in told["fix"][0]["changes"]] == [
        ("I7", "90", "50"),
        ("J7", "50", "90"),
    ]
    assert main(["check", str(path), "--feedback", str(tmp_path / "in"), "--lang", "nl"]) == 2


# A worker whose copier does what the name of the file says.
ODD_COPIER = """
import sys; sys.path[:] = sys.argv[1:]
import os
from minerva.excel.feedback import copies
from minerva.excel.received import worker

def feedback_copy(content, outcome, findings, real=copies.feedback_copy):
    if "loops" in outcome.file.name: __import__("re").match("(a+)+$", "a" * 60 + "b")
    if "leaves" in outcome.file.name: os._exit(0)
    if "raises" in outcome.file.name: raise KeyError(outcome.file.name)
    if "fills" in outcome.file.name: [bytearray(1 << 20) for _ in range(4096)]
    return real(content, outcome, findings)

copies.feedback_copy = feedback_copy
worker.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX systems")
def test_a_copy_that_takes_too_much_or_fails_is_a_list_alone_and_the_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    names = ["a", "fills", "leaves", "loops", "raises", "z"]
    (tmp_path / "returns").mkdir()
    for name in names:
        with_a_finding(tmp_path / "returns" / f"{name}.xlsx")
    checked = tasks.check([tmp_path / "returns"])
    monkeypatch.setattr(pool, "_CODE", ODD_COPIER)
    monkeypatch.setattr(pool, "SECONDS", 2)
    copies = tasks.feedback(checked, tmp_path / "out", jobs=1)
    assert {copy.file.removesuffix(".xlsx"): copy.reason.rpartition(".")[2] for copy in copies} == {
        "a": "",
        "fills": "too_heavy",
        "leaves": "crashed",
        "loops": "too_heavy",
        "raises": "crashed",
        "z": "",
    }
    assert [copy.output.name for copy in copies] == [f"{name}-constats-bevindingen.xlsx" for name in names]


def test_copies_are_the_same_however_many_processes_make_them(tmp_path: Path):
    (tmp_path / "returns").mkdir()
    for number in range(6):
        with_a_finding(tmp_path / "returns" / f"{number}.xlsx")
    checked = tasks.check([tmp_path / "returns"])
    written = [
        [copy.output.read_bytes() for copy in tasks.feedback(checked, tmp_path / f"out{jobs}", jobs=jobs)]
        for jobs in (1, 3)
    ]
    assert written[0] == written[1]


def test_what_has_no_finding_is_not_sent_back(tmp_path: Path):
    checked = tasks.check([workbooks.filled(tmp_path / "a.xlsx")])
    assert checked[0].findings == []
    assert tasks.feedback(checked, tmp_path / "out") == [] and not list((tmp_path / "out").iterdir())
