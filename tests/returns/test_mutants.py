"""Thousands of returns as people might spoil them, held against what the generator knows of them.

`MINERVA_MUTANTS=20000` runs more than the suite does; `MINERVA_MUTANTS_FROM` starts at another seed.
"""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from returns.mutants.draft_workbook import written
from returns.mutants.edit import EDITS
from returns.mutants.laws import violations
from returns.mutants.mutations import BASES, mutant, report, shrunk, single
from returns.mutants.printed import good_draft

CHUNKS = 16
MUTANTS = int(os.environ.get("MINERVA_MUTANTS", "2080"))
FIRST = int(os.environ.get("MINERVA_MUTANTS_FROM", "0"))
SINGLES = 2
SHOWN = 8


def test_there_are_enough_kinds_of_edit():
    assert len(EDITS) >= 40


@pytest.mark.parametrize("number", range(BASES))
def test_a_good_return_is_read_as_it_is(tmp_path: Path, number: int):
    assert violations(good_draft(number).copy(), tmp_path / "good.xlsx", certain=True) == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_is_wrong_or_lost_in_silence(tmp_path: Path, chunk: int):
    path, broken = tmp_path / "mutant.xlsx", []
    for seed in range(FIRST + chunk, FIRST + MUTANTS, CHUNKS):
        one = mutant(seed)
        if one.broken(path):
            broken.append(shrunk(one, path))
            if len(broken) == SHOWN:
                break
    assert not broken, report(broken)


@pytest.mark.parametrize("name", [name for name, one in EDITS.items() if one.certain])
def test_what_is_certain_is_read(tmp_path: Path, name: str):
    path, broken = tmp_path / "mutant.xlsx", []
    for seed in range(SINGLES):
        one = single(name, seed)
        lines = one.broken(path, certain=True)
        if lines:
            broken.append((one, lines))
    assert not broken, report(broken)


def test_every_edit_applies_somewhere():
    unused = [name for name in EDITS if not any(single(name, seed).draft()[1] for seed in range(40))]
    assert unused == []


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_a_mutant_is_the_workbook_it_says(tmp_path: Path, seed: int):
    """openpyxl, which shares no code with the writer or the reader, finds the cells the draft holds and no others."""
    draft, _ = mutant(seed).draft()
    path = tmp_path / "mutant.xlsx"
    path.write_bytes(written(draft))
    book = openpyxl.load_workbook(path, data_only=True)
    assert book.sheetnames == [page.name for page in draft.pages]
    for page, sheet in zip(draft.pages, book.worksheets, strict=True):
        found = {(c.row, c.column) for row in sheet.iter_rows() for c in row if _is_filled(c.value)}
        assert {place for place, cell in page.cells.items() if cell.role == "typed" and cell.filled} - _covered(
            page
        ) <= found
        assert found <= set(page.cells)


def _is_filled(value: object) -> bool:
    return value is not None and bool(str(value).strip())


def _covered(page) -> set:
    """What lies under a merged area, which openpyxl does not give."""
    return {
        (row, column)
        for a, b, c, d in page.merges
        for row in range(a, c + 1)
        for column in range(b, d + 1)
        if (row, column) != (a, b)
    }
