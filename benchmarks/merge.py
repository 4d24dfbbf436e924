"""Measures a consolidation against what a user would write instead, in turn, in one run, as whole processes.

    python benchmarks/merge.py [--returns N] [--rounds K] [--styles] [--seed S] [--folder DIR]

A is `minerva consolidate`: everything read, checked, coloured, traced and covered. B is a pandas script that puts the
tables below each other. C (`--styles`) is an openpyxl script that also copies the looks. Rounds alternate A B C A B C,
so that a busy machine slows all of them; only the ratios mean anything. Nothing is asserted about time, but a
benchmark whose outputs hold different records stops with an error. All may keep their code compiled, as where they are
installed: the first round compiles what is not, the median leaves it out.

Needs a system with os.wait4 (Linux, macOS).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from minerva import tasks
from returns import Year, make_year

HERE = Path(__file__).resolve().parent
TARGETS = {"B": 0.33, "C": 0.07}
SHEETS = ("OO-OD", "KPI")
Records = Counter[tuple[str, str, str, str]]  # how often each (table, file, reference, French title) stands there


@dataclass
class Contender:
    """One way to merge: its command, where it writes, and what its runs took."""

    letter: str
    name: str
    command: list[str]
    output: Path
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run once as a process of its own; exit code 1 (findings) is a good end.

        What the system tells is the CPU time of the process and of those it started, and the memory of the largest of
        them: a merge reads in processes of its own.
        """
        self.output.unlink(missing_ok=True)
        start = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, env=_environment())
        _, state, usage = os.wait4(process.pid, 0)
        self.wall.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(state)
        if process.returncode not in (0, 1) or not self.output.exists():
            raise SystemExit(f"{self.name}: exit code {process.returncode}")
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.memory.append(usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))


def main() -> None:
    """Make the returns, run the contenders in turn, print the table."""
    options = _options()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        year = make_year(folder / "year", options.returns, options.seed)
        contenders = _contenders(folder, year, options.styles)
        for _ in range(options.rounds):
            for contender in contenders:
                contender.run()
        _print_records(year, options.returns, contenders)
        _print_times(contenders, options.returns)
        _print_ratios(contenders)


def _environment() -> dict[str, str]:
    """That of this process, in which Python may write down what it compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONUTF8": "1"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="minerva consolidate against a pandas script, in one run")
    parser.add_argument("--returns", type=int, default=40, help="how many returns to make (40)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (3)")
    parser.add_argument("--styles", action="store_true", help="also run the openpyxl copy with styles (slow)")
    parser.add_argument("--seed", type=int, default=2020, help="another seed makes other returns")
    parser.add_argument("--folder", type=Path, help="keep returns and outputs here; must not hold an earlier run")
    return parser.parse_args()


def _contenders(folder: Path, year: Year, styles: bool) -> list[Contender]:
    minerva, pandas, styled = (folder / f"{name}.xlsx" for name in ("minerva", "pandas", "styled"))
    consolidate = ["consolidate", str(year.returns), "--register", str(year.register), "-o", str(minerva)]
    contenders = [
        Contender("A", "minerva consolidate", [sys.executable, "-m", "minerva", *consolidate], minerva),
        Contender("B", "pandas concat", _script("pandas_concat.py", year, pandas), pandas),
    ]
    if styles:
        contenders.append(Contender("C", "openpyxl with styles", _script("styled_copy.py", year, styled), styled))
    return contenders


def _script(name: str, year: Year, output: Path) -> list[str]:
    return [sys.executable, str(HERE / name), str(year.returns), str(output)]


# -- the records each output holds -------------------------------------------------------------------------------------


def regional_records(output: Path) -> Records:
    """The records of the data sheets of a regional workbook, by the column keys of its manifest."""
    manifest = json.loads(output.with_suffix(".manifest.json").read_text(encoding="utf-8"))
    workbook = load_workbook(output, read_only=True)
    records: Records = Counter()
    for table, (sheet, keys) in zip(SHEETS, manifest["columns"].items(), strict=True):
        wanted = [keys.index(key) for key in ("file", "ref", "title_fr")]
        for row in workbook[sheet].iter_rows(min_row=2, values_only=True):
            records[table, *(str(row[index] or "") for index in wanted)] += 1
    return records


def stacked_records(output: Path) -> Records:
    """The records of tables put below each other, file name in front: the French rows that have a title."""
    workbook = load_workbook(output, read_only=True)
    records: Records = Counter()
    for table in SHEETS:
        for file, language, reference, title in _stacked_rows(workbook[table], table):
            if language == "FR" and title:
                records[table, file, reference, title] += 1
    return records


def _stacked_rows(sheet, table: str) -> Iterator[list[str]]:
    """File, language, reference and title of each row."""
    letters = tasks.layout()["sheets"][table]["columns"]
    wanted = [0, *(column_index_from_string(letters[key]) for key in ("language", "ref", "title"))]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        yield [str(row[index] or "") for index in wanted]


# -- what is printed ---------------------------------------------------------------------------------------------------


def _print_records(year: Year, number: int, contenders: list[Contender]) -> None:
    found = {c.letter: regional_records(c.output) if c.letter == "A" else stacked_records(c.output) for c in contenders}
    made = year.objectives + year.indicators
    print(f"{number} returns, {year.bytes / number / 1024:.0f} KB each on average")
    print(f"{made} records: {year.objectives} objectives, {year.indicators} indicators")
    print("records in the outputs: " + ", ".join(f"{letter} {held.total()}" for letter, held in found.items()))
    if any(held != found["A"] for held in found.values()) or found["A"].total() != made:
        raise SystemExit("The outputs do not hold the same records.")
    print("the same records in all outputs\n")


def _print_times(contenders: list[Contender], number: int) -> None:
    """Seconds of each contender; CPU with all its processes, also for each return; MB of the largest of them."""
    title = f"rounds: {len(contenders[0].wall)}"
    print(f"{title:<26}{'wall min':>10}{'median':>9}{'CPU min':>10}{'median':>9}{'ms/return':>11}{'MB':>7}")
    for one in contenders:
        times = (min(one.wall), statistics.median(one.wall), min(one.cpu), statistics.median(one.cpu))
        cells = "".join(f"{seconds:>{width}.2f}" for seconds, width in zip(times, (10, 9, 10, 9), strict=True))
        print(f"{one.letter} {one.name:<24}{cells}{min(one.cpu) / number * 1000:>11.1f}{max(one.memory):>7.0f}")


def _print_ratios(contenders: list[Contender]) -> None:
    """Ratios of A to each other contender: of the best times, and of the medians."""
    ours = contenders[0]
    print(f"\n{'ratio':<26}{'wall min':>10}{'median':>9}{'CPU min':>10}{'median':>9}{'target':>9}")
    for other in contenders[1:]:
        ratios = [
            how(getattr(ours, kind)) / how(getattr(other, kind))
            for kind in ("wall", "cpu")
            for how in (min, statistics.median)
        ]
        cells = "".join(f"{ratio:>{width}.3f}" for ratio, width in zip(ratios, (10, 9, 10, 9), strict=True))
        target = TARGETS[other.letter]
        verdict = "met" if ratios[1] <= target else "missed"
        print(f"{'A/' + other.letter:<26}{cells}{target:>9.2f}  {verdict} (median wall)")


if __name__ == "__main__":
    main()
