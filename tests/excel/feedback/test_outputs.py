"""Copies are put beside the returns, under names that tell, and never over someone's work."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import tasks
from minerva.cli import main
from minerva.excel.feedback.outputs import copy_name
from minerva.inputs import Problem, refuse_among_returns


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


def test_a_copy_nobody_touched_is_replaced_and_another_kept(tmp_path: Path):
    path = workbooks.filled(tmp_path / "a.xlsx")
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
    workbooks.filled(folder / "b--a.xlsx")
    workbooks.filled(folder / "b" / "a.xlsx", "cirb")
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
    changed = workbooks.filled(folder / "a.xlsx")
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
