"""Measures feedback workbooks as a ratio to reading and judging the same returns, in one run.

    python benchmarks/feedback.py [--returns N] [--rounds K] [--seed S]

Rounds alternate: check, then feedback, so that a busy machine slows both. Reading runs in worker processes, writing in
this one; wall and CPU time (with that of the workers) are told. Nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from minerva import tasks
from returns import make_year


def main() -> None:
    """Make the returns, check them and write their feedback in turn, print the ratio."""
    parser = argparse.ArgumentParser(description="feedback workbooks against reading and judging, in one run")
    parser.add_argument("--returns", type=int, default=40, help="how many returns to make (40)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (3)")
    parser.add_argument("--seed", type=int, default=2020, help="another seed makes other returns")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        year = make_year(Path(folder) / "year", options.returns, options.seed)
        read, written = [], []
        for number in range(options.rounds):
            checked, times = timed(lambda: tasks.check([year.returns], year.register))
            read.append(times)
            target = Path(folder) / f"feedback{number}"
            copies, times = timed(lambda checked=checked, target=target: tasks.feedback(checked, target))
            written.append(times)
        if len(copies) != options.returns or any(copy.reason for copy in copies):
            raise SystemExit("Not every return got its copy.")
        print(f"{len(copies)} copies, {sum(len(one.findings) for one in checked)} findings")
        for place, kind in enumerate(("wall", "CPU")):
            ours, theirs = (statistics.median(times[place] for times in all_) for all_ in (written, read))
            print(f"{kind:<5} read and judge {theirs:6.2f} s   feedback {ours:6.2f} s   ratio {ours / theirs:5.2f}")


def timed(work: Callable) -> tuple:
    """What a piece of work gave, and the seconds it took: wall, CPU with all processes."""
    start, before = time.perf_counter(), cpu()
    result = work()
    return result, (time.perf_counter() - start, cpu() - before)


def cpu() -> float:
    """Seconds of processor time of this process and of those it started that have ended."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


if __name__ == "__main__":
    main()
