"""Cases that need a sheet: a small workbook with titles and rows as printed, read as a return is read."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

import workbooks
from irregularities.case import Answer, Case, Outcome
from irregularities.cells import findings_of, status_of
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.layout.returns import return_layout
from minerva.model.record import Record, Table
from minerva.model.submission import Submission

OO, KPI = Table.OBJECTIVES, Table.INDICATORS
EXPECTATION = Expectation(workbooks.REGISTER.organisations, workbooks.YEAR)
COMPUTED = ("unit", "direction", "status")


def titles(table: Table, *others: str, tagged: bool = False, **changes: str) -> dict[str, str]:
    """The titles of the report, key -> title, without the columns that are ours; `others` are left out too."""
    layout = return_layout().tables[table]
    left_out = {*COMPUTED, *others} | (set() if tagged else {"language"})
    return {c.key: changes.get(c.key, layout.column_title(c.key)) for c in layout.columns if c.key not in left_out}


FRENCH: dict[Table, dict[str, object]] = {
    OO: {
        "language": "FR",
        "strategic_ref": "O.S.1",
        "strategic_title": "Un service public proche des citoyens",
        "ref": "O.O.1.1",
        "title": "Réduire les délais de traitement des dossiers",
        "red": 50,
        "green": 80,
        "result": 90,
        "description": "Neuf dossiers sur dix ont été traités dans les délais.",
    },
    KPI: {
        "language": "FR",
        "strategic_ref": "O.S.1",
        "strategic_title": "Un service public proche des citoyens",
        "objective_ref": "O.O.1.1",
        "objective_title": "Réduire les délais de traitement des dossiers",
        "ref": "KPI-1.1.1",
        "title": "Part des dossiers traités dans les délais",
        "red": 50,
        "green": 80,
        "result": 90,
        "description": "Neuf dossiers sur dix ont été traités dans les délais.",
        "weight": 100,
    },
}
DUTCH: dict[Table, dict[str, object]] = {
    OO: {
        "language": "NL",
        "strategic_title": "Een overheidsdienst dicht bij de burgers",
        "title": "De termijnen voor de behandeling van de dossiers verkorten",
        "description": "Negen dossiers op tien werden binnen de termijn behandeld.",
    },
    KPI: {
        "language": "NL",
        "strategic_title": "Een overheidsdienst dicht bij de burgers",
        "objective_title": "De termijnen voor de behandeling van de dossiers verkorten",
        "title": "Aandeel van de dossiers die binnen de termijn worden behandeld",
        "description": "Negen dossiers op tien werden binnen de termijn behandeld.",
    },
}


def pair(table: Table, french: Mapping[str, object] = {}, dutch: Mapping[str, object] = {}) -> list[dict[str, object]]:
    """A good record as two rows, French above Dutch, with some cells typed otherwise."""
    return [FRENCH[table] | dict(french), DUTCH[table] | dict(dutch)]


def sheet(
    number: int,
    rows: Sequence[Mapping[str, object]],
    answer: dict[str, str],
    *,
    table: Table = OO,
    header: Mapping[str, str] | None = None,
    above: Sequence[Sequence[str]] = (),
    name: str = "",
    merged: Sequence[str] = (),
    typed: Sequence[str] = (),
    outcome: Outcome = Outcome.READ,
    **more: str,
) -> Case:
    """A sheet of one table: rows above the titles, titles, rows. The answer is asked with its own keys, see `answered`.

    `typed` are the cells the case is about, else all of the rows.
    """
    columns = titles(table) if header is None else header
    grid = [*above, list(columns.values()), *([row.get(key) for key in columns] for row in rows)]
    fed = tuple(typed) or tuple(str(value) for row in rows for value in row.values() if value is not None)

    def proof() -> Answer:
        read = read_sheet(grid, name or table.value, merged)
        return {question: answered(read, table, question) for question in answer}

    return Case(number, outcome, "excel.reader", fed, answer, proof, **more)


def read_sheet(grid: Sequence[Sequence[object]], name: str, merged: Sequence[str] = ()) -> Submission:
    """What the reader makes of a workbook with one sheet; every filled cell must be accounted for."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in grid:
        book.active.append([value if value != "" else None for value in row])
    for area in merged:
        book.active.merge_cells(area)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bruxelles-synergie-2020.xlsx"
        book.save(path)
        read = read_return(path, path.name, EXPECTATION)
    assert isinstance(read, Submission), read
    assert read.filled == read.merged_cells + len(read.set_aside), (read.filled, read.merged_cells, read.set_aside)
    return read


def answered(read: Submission, table: Table, question: str) -> str:
    """One answer of a submission.

    `records`: how many; `refs`: their references; `STR011`, `REF`: the findings of a code or family; `aside`: the
    reasons of cells set aside, each once, `aside:guidance`: how many for one reason; `remarks`: how many values are
    kept as remarks, `remark:Priorité`: those under a title; `2.result`: a field of the second record with single
    spaces, `2.result?` with the reason of the journal; `2.status`; `2.group`: the row it was printed in.
    """
    records = read.table(table)
    simple = {
        "records": lambda: str(len(records)),
        "refs": lambda: ", ".join(record.reference for record in records),
        "aside": lambda: ", ".join(sorted({aside.reason.value for aside in read.set_aside})),
        "remarks": lambda: str(sum(len(record.remarks) for record in records)),
    }
    if question in simple:
        return simple[question]()
    kind, colon, name = question.partition(":")
    if colon and kind == "aside":
        return str(sum(aside.reason.value == name for aside in read.set_aside))
    if colon:
        return ", ".join(remark.field.text for record in records for remark in record.remarks if remark.title == name)
    order, point, key = question.partition(".")
    return _of_record(records, int(order), key) if point else findings_of(read, question)


def _of_record(records: Sequence[Record], order: int, key: str) -> str:
    if order > len(records):
        return "no such record"
    record = records[order - 1]
    if key in ("status", "group"):
        return status_of(record) if key == "status" else record.printed_group
    found = record.fields.get(key.rstrip("?"))
    text = " ".join(found.text.split()) if found is not None else ""
    if found is None or not key.endswith("?"):
        return text
    return f"{text} · {found.why.value if found.why else 'as typed'}"
