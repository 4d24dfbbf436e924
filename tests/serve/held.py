"""A work process that stays at a step for as long as a file stands beside the server's folder."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from minerva.serve import worker

HOLD = "hold"


class Held(worker.Told):
    """Tells the server how far a task is, and goes no further while it is held with some of a step done."""

    def __init__(self, say: Callable[[dict], None], hold: Path):
        super().__init__(say)
        self._hold = hold

    def __call__(self, key: str, done: int, total: int) -> None:
        super().__call__(key, done, total)
        while done and self._hold.exists():
            time.sleep(0.02)


def main() -> None:
    """The work process of the server, with tasks that can be held."""
    do = worker._do

    def held(kind: str, folder: Path, options: dict, told: worker.Told) -> None:
        do(kind, folder, options, Held(told.say, folder.parents[1] / HOLD))

    worker._do = held
    worker.main()
