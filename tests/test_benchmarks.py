"""The benchmarks run: their ways of merging hold the same records, their readers are compared and end as they must.

Nothing is said about time.
"""

from __future__ import annotations

import csv
import importlib
import itertools
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
MERGE, CORPUS = BENCHMARKS / "merge.py", BENCHMARKS / "corpus.py"
FIGURES = r"(?:\s+\d+\.\d+){4}"


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs os.wait4, as the benchmark says")
def test_three_returns_are_merged_three_ways_and_hold_the_same_records(tmp_path):
    arguments = ["--returns", "3", "--rounds", "1", "--styles", "--folder", str(tmp_path)]
    run = subprocess.run([sys.executable, str(MERGE), *arguments], capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    made, objectives, indicators = map(
        int, re.search(r"^(\d+) records: (\d+) objectives, (\d+) indicators$", run.stdout, re.M).groups()
    )
    assert made == objectives + indicators
    assert 30 <= objectives <= 180
    assert 60 <= indicators <= 360
    assert f"records in the outputs: A {made}, B {made}, C {made}\nthe same records in all outputs\n" in run.stdout
    for contender in ("A minerva consolidate", "B pandas concat", "C openpyxl with styles"):
        assert re.search(rf"^{contender}{FIGURES}\s+\d+\.\d+\s+\d+$", run.stdout, re.M)
    for ratio, target in (("A/B", "0.33"), ("A/C", "0.07")):
        assert re.search(rf"^{ratio}{FIGURES}\s+{target}  (?:met|missed) ", run.stdout, re.M)
    assert len(list((tmp_path / "year" / "returns").glob("*.xlsx"))) == 3
    assert _titles(tmp_path / "minerva.xlsx", "Donnees-Gegevens OO") == _titles(tmp_path / "pandas.xlsx", "OO-OD")
    assert _titles(tmp_path / "styled.xlsx", "OO-OD") == _titles(tmp_path / "pandas.xlsx", "OO-OD")
    assert len(_titles(tmp_path / "minerva.xlsx", "Donnees-Gegevens OO")) == objectives


def _titles(path: Path, sheet: str) -> list[tuple[str, str]]:
    """Reference and French title of each objective, found by header, without the benchmark's own reading."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    header = [str(title) for title in next(rows)]
    stacked = sheet == "OO-OD"
    starts = ("Référence O.O.", "Titre de l'objectif opér") if stacked else ("Référence / Ref", "Titre / Ben")
    ref, title = (next(i for i, text in enumerate(header) if text.startswith(start)) for start in starts)
    kept = [row for row in rows if row[ref] and (not stacked or row[1] == "FR")]
    return sorted((row[ref], row[title]) for row in kept)


# -- a folder of workbooks ---------------------------------------------------------------------------------------------

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork, as the benchmark says")


def _workbook(path: Path) -> bytes:
    """A sound workbook with every kind of cell; its bytes."""
    book = openpyxl.Workbook()
    book.active.append([1.5, "text", True, "=1/0", None, "  ", 0.85])
    book.active["G1"].number_format = "0%"
    book.create_sheet("empty")
    book.save(path)
    return path.read_bytes()


@pytest.fixture
def odd_folder(tmp_path: Path) -> Path:
    """A good workbook, one cut short, one that is no workbook, and one with twin parts that libraries do read."""
    folder = tmp_path / "odd"
    (folder / "below").mkdir(parents=True)
    content = _workbook(folder / "below" / "good.xlsx")
    (folder / "cut.xlsx").write_bytes(content[: len(content) // 2])
    (folder / "text.xlsx").write_text("no workbook at all")
    (folder / "notes.txt").write_text("not looked at")
    (folder / "twins.xlsx").write_bytes(content)
    with zipfile.ZipFile(folder / "twins.xlsx", "a") as package:
        package.writestr("DOCPROPS/APP.XML", b"")
    return folder


@needs_fork
def test_every_file_of_a_folder_ends_as_read_or_refused(odd_folder: Path, tmp_path: Path):
    arguments = [str(odd_folder), "--jobs", "2", "--list", str(tmp_path / "list.tsv")]
    run = subprocess.run([sys.executable, str(CORPUS), *arguments], capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    for line in ("files: 4", "read: 1", "refused: 3", "failed: 0", "sheets on which both agree: 4; and we do not: 1"):
        assert f"{line}\n" in run.stdout
    with (tmp_path / "list.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {(row["file"], row["outcome"], row["reason"]) for row in rows if not row["sheet"]} == {
        ("below/good.xlsx", "read", "no_tables"),
        ("cut.xlsx", "refused", "damaged"),
        ("text.xlsx", "refused", "text"),
        ("twins.xlsx", "refused", "unsafe"),
    }
    (case,) = [row for row in rows if row["sheet"]]
    assert (case["file"], case["sheet"], case["reason"], case["cells"]) == (
        "twins.xlsx",
        "Sheet",
        "refused unsafe",
        "4",
    )


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch):
    """The benchmark as a module, with limits a test can reach."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    module = importlib.import_module("corpus")
    monkeypatch.setattr(module, "SECONDS", 2)
    monkeypatch.setattr(module, "CLOCK_SECONDS", 15)
    return module


def _raise(error: BaseException):
    raise error


@needs_fork
@pytest.mark.parametrize(
    ("misbehaving", "reason"),
    [
        (lambda _: time.sleep(60), "time"),
        (lambda _: all(itertools.repeat(True)), "time"),
        (lambda _: os.kill(os.getpid(), signal.SIGKILL), "crash"),
        (lambda _: os._exit(0), "crash"),
        (lambda _: bytearray(1 << 30), "memory"),
        (lambda _: _raise(ZeroDivisionError("a cell")), "ZeroDivisionError"),
        (lambda _: _raise(SystemExit(0)), "SystemExit"),
    ],
    ids=["hang", "busy", "killed", "silent end", "memory", "exception", "exit"],
)
def test_a_reader_that_misbehaves_is_a_failure_and_stops_nothing(corpus, monkeypatch, odd_folder, misbehaving, reason):
    monkeypatch.setitem(corpus.READERS, "us", misbehaving)
    good = odd_folder / "below" / "good.xlsx"
    ((path, readings),) = corpus.run([good], 2, lambda: None)
    assert (path, readings["us"].outcome, readings["us"].reason) == (good, "failed", reason)
    assert (readings["openpyxl"].outcome, readings["calamine"].outcome) == ("read", "read")
    (case,) = corpus.cases("good.xlsx", readings)
    assert (case.kind, case.cells) == (f"failed {reason}", 4)


@needs_fork
def test_a_cell_read_otherwise_than_by_both_libraries_is_a_case(corpus, odd_folder: Path):
    ((_, readings),) = corpus.run([odd_folder / "below" / "good.xlsx"], 1, lambda: None)
    assert list(corpus.cases("good.xlsx", readings)) == []
    ours = readings["us"].sheets
    assert ours["Sheet"] == {
        (1, 1): ("number", 1.5),
        (1, 2): ("text", "text"),
        (1, 3): ("boolean", True),
        (1, 7): ("number", 0.85),
    }
    ours["Sheet"] = {
        (1, 1): ("number", 1.6),
        (1, 2): ("text", "text"),
        (1, 3): ("boolean", True),
        (9, 9): ("text", "x"),
    }
    del ours["empty"]
    (case,) = corpus.cases("good.xlsx", readings)
    assert (case.kind, case.cells) == ("number / number, only they, only we", 3)
    assert case.first == "R1C1: 1.6 / 1.5 | R1C7: - / 0.85 | R9C9: 'x' / -"
    del ours["Sheet"]
    (case,) = corpus.cases("good.xlsx", readings)
    assert (case.sheet, case.kind, case.cells) == ("Sheet", "sheet missing", 4)


@pytest.mark.skipif(os.name != "posix", reason="needs the module resource, as the benchmark says")
def test_feedback_is_measured_against_reading(tmp_path):
    arguments = [str(BENCHMARKS / "feedback.py"), "--returns", "2", "--rounds", "1"]
    run = subprocess.run([sys.executable, *arguments], capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.match(r"2 copies, \d+ findings\n", run.stdout)
    assert len(re.findall(r"^(?:wall|CPU ) .* ratio +\d+\.\d+$", run.stdout, re.M)) == 2


@pytest.mark.skipif(os.name != "posix", reason="needs the module resource, as the benchmark says")
def test_the_cold_start_of_a_check_is_measured_against_what_xlwings_loads():
    arguments = [str(BENCHMARKS / "cold_start.py"), "--rounds", "1"]
    run = subprocess.run([sys.executable, *arguments], capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.match(r"60 rows, [1-9]\d* findings\n", run.stdout)
    ratios = re.findall(r"^(.+) / (.+): wall \d+\.\d\d   CPU \d+\.\d\d$", run.stdout, re.M)
    assert ratios == [("check", "xlwings"), ("check", "python"), ("+ pandas", "check")]
