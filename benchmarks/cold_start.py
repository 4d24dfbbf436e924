"""Measures the cold start of *Check* as RunPython starts it, on a return of 60 rows, as ratios in one run.

    python benchmarks/cold_start.py [--rounds K] [--rows N] [--seed S]

Each is a process of its own, in turn, so that a busy machine slows all; medians of wall and CPU time are told:

    python      an empty Python
    xlwings     what RunPython's command line loads before our first line: python -c "import xlwings.utils; …"
    check       the same and buttons.check(), the calling book being a payload of xlwings' remote engine
    + pandas    the same where pandas is installed: xlwings then loads it at each click, whoever calls

In the first three pandas, numpy and polars are hidden, as on a desk where only Minerva is installed. In place of Excel
and COM stands the remote engine, the lightest there is here; what Excel itself takes is not in it, and the key check
of that engine is. Nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import xlwings

from minerva.layout.returns import return_layout
from minerva.model.record import Table
from returns import make_year

HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pandas", "numpy", "polars"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
"""
LOAD = 'import xlwings.utils; xlwings.utils.prepare_sys_path("true;./return.xlsx;./minerva.xlam;;;;")\n'
CALLER = """
import json, os, xlwings
book = xlwings.Book(json=json.load(open(os.environ["MINERVA_PAYLOAD"], encoding="utf-8")))
book.set_mock_caller()
"""
CLICK = "from minerva import buttons; buttons.check()\n"
TOLD = 'print(sum(len(one["values"]) for one in book.json()["actions"] if one["func"] == "setValues"))\n'
CONTENDERS = {
    "python": "",
    "xlwings": HIDE + LOAD,
    "check": HIDE + LOAD + CALLER + CLICK + TOLD,
    "+ pandas": LOAD + CALLER + CLICK + TOLD,
}


def main() -> None:
    """Make a return, check it in processes of their own, print medians and ratios."""
    parser = argparse.ArgumentParser(description="the cold start of Check, in one run")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is run (7)")
    parser.add_argument("--rows", type=int, default=60, help="rows of the return, both tables together (60)")
    parser.add_argument("--seed", type=int, default=2020, help="another seed makes another return")
    options = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        year = make_year(Path(folder), 1, options.seed)
        sent = Path(folder) / "payload.json"
        sent.write_text(json.dumps(payload(next(year.returns.iterdir()), options.rows)), encoding="utf-8")
        for _ in range(options.rounds):
            for name, code in CONTENDERS.items():
                told, taken = timed(code, sent)
                times[name].append(taken)
                if name == "check":
                    findings = int(told)
    print(f"{options.rows} rows, {findings} findings")
    medians = {
        name: [statistics.median(column) for column in zip(*taken, strict=True)] for name, taken in times.items()
    }
    for name, (wall, cpu) in medians.items():
        print(f"{name:<9} wall {wall * 1000:6.0f} ms   CPU {cpu * 1000:6.0f} ms")
    for one, other in (("check", "xlwings"), ("check", "python"), ("+ pandas", "check")):
        ratios = [mine / theirs for mine, theirs in zip(medians[one], medians[other], strict=True)]
        print(f"{one} / {other}: wall {ratios[0]:.2f}   CPU {ratios[1]:.2f}")


def payload(path: Path, rows: int) -> dict[str, object]:
    """What Office.js sends of a return, cut to a number of rows: a third of them objectives, the rest indicators."""
    book, first = openpyxl.load_workbook(path, data_only=True), return_layout().first_row
    kept = {Table.OBJECTIVES.value: rows // 3 // 2 * 2, Table.INDICATORS.value: rows - rows // 3 // 2 * 2}
    sheets = []
    for sheet in book:
        values = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
        values = values[: first - 1 + kept[sheet.title]] if sheet.title in kept else values
        empty = {key: [] for key in ("notes", "pictures", "shapes", "charts", "pivot_tables", "tables")}
        shown = {"visibility": "Visible", "show_gridlines": True, "print_area": None, "notes_supported": True}
        sheets.append({"name": sheet.title, "values": values or [[""]], **shown, **empty})
    return {
        "client": "Office.js",
        "version": xlwings.__version__,
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": [],
        "sheets": sheets,
    }


def timed(code: str, sent: Path) -> tuple[str, tuple[float, float]]:
    """What a process printed, and the seconds it took: wall, CPU."""
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial", "MINERVA_PAYLOAD": str(sent)}
    start, before = time.perf_counter(), children()
    command = [sys.executable, "-B", "-c", code, "--wb=return.xlsx", "--from_xl=1"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
    taken = time.perf_counter() - start, children() - before
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout, taken


def children() -> float:
    """Seconds of processor time of the processes started so far that have ended."""
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime


if __name__ == "__main__":
    main()
