"""Writes the comparison workbook: complete or not at all, an older one stays until then."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from minerva.excel.comparison.lists import write_lone, write_organisations, write_records
from minerva.excel.comparison.pages import SIDES, Pages
from minerva.excel.comparison.synthesis import write_synthesis
from minerva.excel.formats import new_workbook
from minerva.excel.safely import Written, check_workbook, measured, private_folder, put_in_place, sync
from minerva.layout.labels import bilingual
from minerva.model.comparison import Comparison
from minerva.model.record import Table


def put_comparison(output: Path, comparison: Comparison, then: Path, now: Path) -> Written:
    """Write the comparison of the workbooks `then` and `now` to `output`.

    Raises OutputBusy, OutputLocked, OutputDamaged or OSError; then an older output is untouched.
    """
    paths = {side: _way(output, path) for side, path in zip(SIDES, (then, now), strict=True)}
    with private_folder(output) as folder:
        prepared = folder / output.name
        rows = write_comparison(prepared, comparison, paths)
        check_workbook(prepared, rows)
        written = replace(measured(prepared), path=output)
        sync(prepared)
        put_in_place(prepared, output)
        return written


def write_comparison(path: Path, comparison: Comparison, paths: dict[str, str]) -> dict[int, int]:
    """Write the workbook; how many rows each list must have, by the place of its sheet. Same input, same bytes."""
    workbook = new_workbook(path, bilingual("compare.title", " – "), tmpdir=str(path.parent))
    pages = Pages(workbook, comparison, paths)
    try:
        synthesis = pages.sheet("synthesis")
        for table in Table:
            write_records(pages, table)
        write_lone(pages)
        write_organisations(pages)
        write_synthesis(pages, synthesis)
    finally:
        workbook.close()
    return {place: 3 + count for place, count in enumerate(pages.counts.values(), 2)}


def _way(output: Path, path: Path) -> str:
    """The way from the comparison to a workbook, as a link takes it; in full where they stand on different drives."""
    try:
        return Path(os.path.relpath(path.resolve(), output.resolve().parent)).as_posix()
    except ValueError:
        return path.resolve().as_posix()
