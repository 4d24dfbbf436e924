"""The benchmark runs, and its ways of merging hold the same records. Nothing is said about time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

MERGE = Path(__file__).resolve().parents[1] / "benchmarks" / "merge.py"
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
        assert re.search(rf"^{contender}{FIGURES}\s+\d+$", run.stdout, re.M)
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
    starts = ("Référence O.O.", "Titre de l'objectif opér") if stacked else ("Référence / ref", "Titre / ben")
    ref, title = (next(i for i, text in enumerate(header) if text.startswith(start)) for start in starts)
    kept = [row for row in rows if row[ref] and (not stacked or row[1] == "FR")]
    return sorted((row[ref], row[title]) for row in kept)
