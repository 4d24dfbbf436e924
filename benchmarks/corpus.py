"""Runs any folder of workbooks through our reading, and compares the cells with two libraries that share no code.

    python benchmarks/corpus.py DIR [--jobs N] [--list FILE]

Each file is read in a process of its own that may use 10 seconds of a processor (60 by the clock) and 512 MB: it ends
as read, or as refused with a reason. Whatever else happens to it (an exception, a signal, the time, the memory) is a
failure of ours, and the run ends with exit code 1. openpyxl and python-calamine, guarded in the same way, say which
cells of each sheet are filled; where the two agree on a sheet and we do not, or refuse the file, that is a case: it is
listed with the first differing cells, ours before the slash. `corpus.md` explains the cases found in public
collections.

Error cells are held against openpyxl alone. `readers.py` says how values are compared.

Needs a system with fork and resource limits (Linux, macOS).
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from readers import READERS, Cells, Reading, Sheets, Value

SECONDS, CLOCK_SECONDS, MEGABYTES = 10, 60, 512  # a busy machine takes longer by the clock
SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"}
SHOWN = 5  # differing cells and slowest files
FORK = multiprocessing.get_context("fork")


@dataclass
class Case:
    """A sheet on which two libraries agree and we do not: the kind of difference, how many cells, the first of them."""

    file: str
    sheet: str
    kind: str
    cells: int
    first: str


# -- one process for each reading --------------------------------------------------------------------------------------


@dataclass
class Child:
    """A reading under way in a process of its own; the result arrives in a file, so that nobody waits for a pipe."""

    path: Path
    reader: str
    result: Path
    process: BaseProcess
    start: float

    @property
    def left(self) -> float:
        """Seconds left, negative when there are none."""
        return self.start + CLOCK_SECONDS - time.monotonic()

    def end(self) -> Reading:
        """The reading; where there is none, how the process ended."""
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
            reading = Reading("failed", "time", f"> {CLOCK_SECONDS} s by the clock")
        elif self.process.exitcode == -signal.SIGXCPU:
            reading = Reading("failed", "time", f"> {SECONDS} s")
        elif self.result.exists() and self.process.exitcode == 0:
            reading = pickle.loads(self.result.read_bytes())
        else:
            self.process.join()
            reading = Reading("failed", "crash", f"exit code {self.process.exitcode}")
        self.result.unlink(missing_ok=True)
        reading.seconds = reading.seconds or time.monotonic() - self.start
        self.process.close()
        return reading


def start(path: Path, reader: str, folder: Path) -> Child:
    """Start a reading."""
    result = folder / f"{reader}-{time.monotonic_ns()}"
    process = FORK.Process(target=_read, args=(path, reader, result), daemon=True)
    process.start()
    return Child(path, reader, result, process, time.monotonic())


def _read(path: Path, reader: str, result: Path) -> None:
    """In the child: limit time and memory, read, leave the result. A panic of Rust is a BaseException."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    limit, most = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError, OSError):  # a system that does not limit memory
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, most))
    try:
        reading = READERS[reader](path)
    except MemoryError:
        reading = Reading("failed", "memory", f"> {MEGABYTES} MB")
    except BaseException as error:
        reading = Reading("failed", type(error).__name__, " ".join(str(error).split())[:200])
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    reading.seconds = usage.ru_utime + usage.ru_stime
    reading.megabytes = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    result.write_bytes(pickle.dumps(reading))


def run(paths: Sequence[Path], jobs: int, done: Callable[[], None]) -> Iterator[tuple[Path, dict[str, Reading]]]:
    """Read every file with each reader; `jobs` processes at a time."""
    waiting = deque((path, reader) for path in paths for reader in READERS)
    running: list[Child] = []
    found: dict[Path, dict[str, Reading]] = {}
    with tempfile.TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(start(*waiting.popleft(), Path(folder)))
            wait([child.process.sentinel for child in running], max(0, min(child.left for child in running)))
            for child in [child for child in running if child.left <= 0 or not child.process.is_alive()]:
                running.remove(child)
                found.setdefault(child.path, {})[child.reader] = child.end()
                if len(found[child.path]) == len(READERS):
                    done()
                    yield child.path, found.pop(child.path)


# -- where two agree and we do not -------------------------------------------------------------------------------------


def cases(file: str, readings: dict[str, Reading]) -> Iterator[Case]:
    """The sheets on which both libraries agree, cell by cell, and we do not."""
    us = readings["us"]
    for name, agreed in agreed_sheets(readings).items():
        ours = us.sheets.get(name)
        different = _differences(ours or {}, agreed)
        if us.outcome != "read" and agreed:
            yield Case(file, name, f"{us.outcome} {us.reason}", len(agreed), us.detail)
        elif ours is None and agreed:
            yield Case(file, name, "sheet missing", len(agreed), "")
        elif different:
            yield _case(file, name, different, ours or {}, agreed)


def agreed_sheets(readings: dict[str, Reading]) -> Sheets:
    """The sheets on which both libraries agree; error cells as openpyxl has them."""
    first, second = readings["openpyxl"].sheets, readings["calamine"].sheets
    return {name: cells for name, cells in first.items() if name in second and _without_errors(cells) == second[name]}


def _without_errors(cells: Cells) -> Cells:
    return {at: value for at, value in cells.items() if value[0] != "error"}


def _differences(ours: Cells, agreed: Cells) -> list[tuple[int, int]]:
    return sorted(at for at in agreed.keys() | ours.keys() if agreed.get(at) != ours.get(at))


def _case(file: str, sheet: str, different: list[tuple[int, int]], ours: Cells, agreed: Cells) -> Case:
    kinds = Counter(_kind(ours.get(at), agreed.get(at)) for at in different)
    shown = [f"R{at[0]}C{at[1]}: {_shown(ours.get(at))} / {_shown(agreed.get(at))}" for at in different[:SHOWN]]
    return Case(file, sheet, ", ".join(sorted(kinds)), len(different), " | ".join(shown))


def _kind(ours: Value | None, agreed: Value | None) -> str:
    if ours is None:
        return "only they"
    if agreed is None:
        return "only we"
    return f"{ours[0]} / {agreed[0]}"


def _shown(value: Value | None) -> str:
    return "-" if value is None else f"{value[1]!r:.60}" or value[0]


# -- what is printed ---------------------------------------------------------------------------------------------------


def main() -> int:
    """Read the folder, print the tables; 1 where a file was neither read nor refused."""
    options = _options()
    paths = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    results: dict[str, dict[str, Reading]] = {}
    listed: list[Case] = []
    agreed = 0
    with Progress(console=Console(stderr=True), auto_refresh=False, transient=True) as progress:
        task = progress.add_task("", total=len(paths))

        def done() -> None:
            progress.advance(task)
            progress.refresh()

        for path, readings in run(paths, options.jobs, done):
            name = path.relative_to(options.folder).as_posix()
            listed += cases(name, readings)
            agreed += len(agreed_sheets(readings))
            for reading in readings.values():
                reading.sheets = {}
            results[name] = readings
    listed.sort(key=lambda case: (case.file, case.sheet))
    _print(results, listed, agreed)
    if options.list:
        _write_list(options.list, results, listed)
    return int(any(readings["us"].outcome == "failed" for readings in results.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="any folder of workbooks through our reading, against two libraries")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder of workbooks, with its subfolders")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes at a time (2)")
    parser.add_argument("--list", type=Path, metavar="FILE", help="write every file and every case as TSV")
    return parser.parse_args()


def _print(results: dict[str, dict[str, Reading]], listed: list[Case], agreed: int) -> None:
    ours = {name: readings["us"] for name, readings in results.items()}
    print(f"files: {len(ours)}")
    for outcome in ("read", "refused", "failed"):
        of_it = [reading for reading in ours.values() if reading.outcome == outcome]
        print(f"{outcome}: {len(of_it)}")
        for reason, number in Counter(reading.reason or reading.as_return for reading in of_it).most_common():
            print(f"  {reason}: {number}")
    print("slowest (CPU seconds, MB at most):")
    for name in sorted(ours, key=lambda name: -ours[name].seconds)[:SHOWN]:
        print(f"  {ours[name].seconds:6.2f} {ours[name].megabytes:5.0f}  {name}")
    for name, reading in ours.items():
        if reading.outcome == "failed":
            print(f"FAILED {name}: {reading.reason} {reading.detail}")
    for reader in list(READERS)[1:]:
        failures = [readings[reader].reason for readings in results.values() if readings[reader].outcome == "failed"]
        kinds = ", ".join(f"{reason} {number}" for reason, number in Counter(failures).most_common())
        print(f"{reader} failed on {len(failures)} files{': ' + kinds if kinds else ''}")
    print(f"sheets on which both agree: {agreed}; and we do not: {len(listed)}")
    for case in listed:
        print(f"  {case.file} [{case.sheet}] {case.kind}, {case.cells} cells: {case.first}")


def _write_list(path: Path, results: dict[str, dict[str, Reading]], listed: list[Case]) -> None:
    """One line a file and one a case; ours stands before the slash, theirs after it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter="\t", lineterminator="\n")
        lines.writerow(["file", "sheet", "outcome", "reason", "detail", "cells", "seconds", "openpyxl", "calamine"])
        for name, readings in sorted(results.items()):
            us, *others = (readings[reader] for reader in READERS)
            line = [name, "", us.outcome, us.reason or us.as_return, us.detail, "", f"{us.seconds:.2f}"]
            lines.writerow(line + [f"{other.outcome} {other.reason}".strip() for other in others])
        for case in listed:
            lines.writerow([case.file, case.sheet, "differs", case.kind, case.first, case.cells, "", "", ""])


if __name__ == "__main__":
    sys.exit(main())
