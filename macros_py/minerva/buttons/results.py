"""What the console shows of the last run: numbers, who has returned what, the files, the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from minerva import tasks
from minerva.buttons.rows import as_text, empty_rows, write_rows
from minerva.layout.consoles import console_layout, console_name
from minerva.layout.labels import bilingual
from minerva.model.coverage import State

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.model.consolidation import Consolidation

Rows = list[list[object]]
MOST_FINDINGS = 2000
"""The regional workbook lists all; a console that is opened every day stays quick."""


def numbers_of(consolidation: Consolidation, **more: object) -> dict[str, object]:
    """What the numbers and the messages show, by the keys of console.toml."""
    counts = tasks.counts(consolidation)
    plain = {key: value for key, value in counts.items() if not isinstance(value, dict)}
    return {**plain, **counts["findings"], "time": f"{datetime.now():%d/%m/%Y %H:%M}", **more}


def clear_results(book: xw.Book) -> None:
    """Take away what an earlier run showed: whatever goes wrong now, nothing stale stays."""
    show_results(book, {}, None)


def show_results(book: xw.Book, numbers: Mapping[str, object], consolidation: Consolidation | None) -> None:
    """Show these numbers and what became of everyone's return, in place of what an earlier run showed."""
    area = book.names[console_name("result")].refers_to_range
    area.clear_contents()
    if numbers:
        values = [numbers.get(key, "") for key in console_layout().results.keys]
        area.value = [[as_text(value) if isinstance(value, str) else value] for value in values]
    rows = {"coverage": coverage_rows, "files": file_rows, "findings": finding_rows}
    for key, made in rows.items():
        header = book.names[console_name(key)].refers_to_range
        first = (header.row + 1, header.column)
        empty_rows(header.sheet, first, header.shape[1])
        write_rows(header.sheet, first, [] if consolidation is None else list(made(consolidation)))


def coverage_rows(consolidation: Consolidation) -> Iterator[list[object]]:
    """Every organisation and section that had to report or did, in the order of the register."""
    counted = Counter((finding.organisation, finding.standing) for finding in consolidation.findings)
    for line in consolidation.coverage.lines:
        if line.state is State.NOT_EXPECTED and not line.files:
            continue
        one = line.organisation.id
        yield [
            _name(consolidation, one),
            bilingual(f"state.{line.state}"),
            "\n".join(line.files),
            counted[one, "error"],
            counted[one, "warning"],
            _reasons(line.reasons),
        ]


def file_rows(consolidation: Consolidation) -> Iterator[list[object]]:
    """Every file with what became of it and why."""
    for use in consolidation.files:
        line = consolidation.coverage.line(use.organisation)
        reasons = [use.reason] if use.reason else list(line.reasons) if line is not None else []
        reason = _reasons(reasons) + (f" ({use.detail})" if use.detail else "")
        yield [use.file.name, _name(consolidation, use.organisation), bilingual(f"use.{use.use}"), reason]


def finding_rows(consolidation: Consolidation) -> Iterator[list[object]]:
    """The findings, errors first; where there are too many, how many more."""
    from minerva.excel.findings_list import finding_value
    from minerva.model.finding import STANDINGS

    keys = ("place", "severity", "code", "found", "remedy")
    found = sorted(consolidation.findings, key=lambda one: STANDINGS.index(one.standing))
    for finding in found[:MOST_FINDINGS]:
        texts = [finding_value(finding, key) for key in keys]
        yield [_name(consolidation, finding.organisation), finding.file, *texts]
    if len(found) > MOST_FINDINGS:
        columns = len(console_layout().lists["findings"].columns)
        more = bilingual("console.more", number=len(found) - MOST_FINDINGS)
        yield [more, *[""] * (columns - 1)]


def _reasons(keys: Sequence[str]) -> str:
    return "\n".join(bilingual(key) for key in keys)


def _name(consolidation: Consolidation, organisation: str) -> str:
    row = consolidation.register.by_id(organisation)
    return organisation if row is None else "\n".join(dict.fromkeys((row.name_fr, row.name_nl)))
