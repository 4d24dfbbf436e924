"""Reads all received files of a folder in the product's workers and prints what became of each, as JSON.

A process of its own, so that the memory reported is that of the workers alone: `python run.py FOLDER JOBS`.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from minerva.excel.received.pool import read_all
from minerva.excel.received.received import received_in
from minerva.model.submission import Unusable


def main(folder: Path, jobs: int) -> None:
    """Print the peak memory of a worker in bytes, and by file the reasons (or `read`) with their details."""
    received = received_in(folder)
    became = {}
    for one, reads in zip(received, read_all(received, None, jobs=jobs, judge=True), strict=True):
        outcomes = [read.outcome for read in reads]
        became[one.name] = [
            [outcome.refusal.value, outcome.detail] if isinstance(outcome, Unusable) else ["read", ""]
            for outcome in outcomes
        ]
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit, "became": became}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
