"""What is counted: the manifest, the lists and the stored results of formulas against the rows that were proven."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from operator import ge, gt, le, lt
from typing import Any

from minerva.excel.witness.regional import Row, list_rows
from minerva.excel.witness.subject import USED, Subject
from minerva.excel.witness.written import Written, WrittenSheet, position
from minerva.layout.labels import labels
from minerva.layout.regional import data_columns, regional_layout
from minerva.model.coverage import State
from minerva.model.record import Table, column_letters
from minerva.model.register import Organisation
from minerva.model.status import Status
from minerva.model.verification import Difference, Kind, Proof, Verification

LARGEST_SUM = 10_000

_COUNT = re.compile(r"COUNTIFS?\(((?:[^()\"]|\"(?:[^\"]|\"\")*+\")*+)\)")
_RANGE = re.compile(r"'([^']+)'!\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?([0-9]+)")
_CRITERION = re.compile(r'("(?:[^"]|"")*"|[0-9]+)')
_COMPARISON = re.compile(r"(<=|>=|<|>)(-?[0-9.]+)$")
_COMPARE = {"<=": le, ">=": ge, "<": lt, ">": gt}
_SUM = re.compile(r"SUM\(([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)\)")


def prove_counts(subject: Subject, outcome: Verification) -> None:
    """Count anew and name what was counted otherwise."""
    outcome.differences += _manifest_columns(subject)
    outcome.differences += _manifest_counts(subject)
    outcome.differences += _reports(subject)
    outcome.differences += _sources(subject)
    formulas = _Formulas(subject)
    for sheet in subject.book.sheets.values():
        outcome.differences += formulas.differences(sheet)


def entry(subject: Subject, path: str, found: object, expected: object, source: str = "") -> Difference:
    """An entry of the manifest that says something else than it must."""
    name = subject.manifest_name
    return Difference(Kind.MANIFEST, Proof.WITNESS, name, "", path, str(found), str(expected), source)


def _manifest_columns(subject: Subject) -> Iterator[Difference]:
    told = subject.manifest.get("columns", {})
    for table in Table:
        name, keys = regional_layout().data_sheet(table), list(data_columns(table))
        found = list(told.get(name, ()))
        if found != keys:
            wrong = [place for place, key in enumerate(keys) if found[place : place + 1] != [key]]
            for place in wrong[:5] or [len(keys)]:
                here, there = "".join(found[place : place + 1]), "".join(keys[place : place + 1])
                yield entry(subject, f"columns.{name}[{place}]", here, there)


def _manifest_counts(subject: Subject) -> Iterator[Difference]:
    told: Mapping[str, Any] = subject.manifest.get("counts", {})
    for path, (found, expected, source) in _counted(subject, told).items():
        if found != expected:
            yield entry(subject, f"counts.{path}", found, expected, source)


def _counted(subject: Subject, told: Mapping[str, Any]) -> dict[str, tuple[object, object, str]]:
    """Each number of the manifest: what it says, what is counted, and where."""
    layout = regional_layout()
    states = Counter(_state(row) for row in list_rows(subject.book, "reports") if not row["section"])
    received = sum(states[one] for one in ("unusable", "integrated", "with_gaps", "annexed"))
    numbers: dict[str, int] = {
        one: states[one] for one in ("missing", "unusable", "integrated", "with_gaps", "annexed")
    }
    numbers |= {"received": received, "expected": received + states["missing"]}
    reports = layout.sheets["reports"]
    counted = {path: (told.get(path), number, reports) for path, number in numbers.items()}
    for table, path in ((Table.OBJECTIVES, "objectives"), (Table.INDICATORS, "indicators")):
        number = len(_proven(subject, table)) + subject.lost_of(table)
        counted[path] = (told.get(path), number, layout.data_sheet(table))
    statuses = Counter(subject.status(table, row) for table in Table for row in _proven(subject, table))
    for status in Status:
        found = told.get("status", {}).get(status.value)
        number = _with_lost(found, statuses[status.value], sum(subject.lost_of(table) for table in Table))
        counted[f"status.{status.value}"] = (found, number, layout.data_sheet(Table.OBJECTIVES))
    codes = Counter(row["code"] for row in list_rows(subject.book, "findings"))
    by_code = told.get("findings", {}).get("by_code", {})
    for code in sorted({*codes, *by_code} - {""}):
        path = ".".join(("findings", "by_code", code))
        counted[path] = (by_code.get(code, 0), codes[code], layout.sheets["findings"])
    return counted


def _with_lost(found: object, counted: int, lost: int) -> int:
    """A number that may rightly count records too that the data have lost: named is the loss, not what follows."""
    return found if isinstance(found, int) and counted <= found <= counted + lost else counted


def _proven(subject: Subject, table: Table) -> list[Row]:
    """The rows of a data sheet that tell of a record, or could not be looked at."""
    return [row for row in subject.rows[table] if subject.counts(table, row)]


def _state(row: Row) -> str:
    words = {labels("fr")(f"state.{state.value}"): state.value for state in State}
    return words.get(row["state_fr"], "")


def _reports(subject: Subject) -> Iterator[Difference]:
    """The coverage table: a row for each organisation, in the order of the register, with its numbers."""
    rows = list_rows(subject.book, "reports")
    known = {row["organisation"]: row for row in rows}
    for organisation in subject.register.organisations:
        row = known.get(organisation.id)
        if row is None:
            name = regional_layout().sheets["reports"]
            yield Difference(Kind.ROW_MISSING, Proof.WITNESS, subject.output, name, "", "", organisation.id)
            continue
        for key, value in _told_of(subject, organisation).items():
            if row[key] != value:
                place = (subject.output, row.sheet, row.cell(key), row[key], value)
                yield Difference(Kind.COUNT, Proof.WITNESS, *place)
        yield from _possible_state(subject, organisation, row)
    ids = {organisation.id for organisation in subject.register.organisations}
    for row in rows:
        if row["organisation"] not in ids:
            yield Difference(Kind.ROW_ADDED, Proof.WITNESS, subject.output, row.sheet, row.range, row["organisation"])


def _told_of(subject: Subject, organisation: Organisation) -> dict[str, str]:
    """What the coverage table must say of an organisation."""
    register = subject.register
    awaited = [organisation, *register.sections_of(organisation.id)]
    awaited = [one for one in awaited if register.expects_own(one)] or [organisation]
    ids = {one.id for one in awaited}
    return {
        "part": str(organisation.part),
        "chapter": organisation.chapter,
        "organisation_fr": organisation.name_fr,
        "organisation_nl": organisation.name_nl,
        **{
            key: str(
                sum(1 for row in _proven(subject, table) if subject.owners[table, row.number] in ids)
                + subject.lost_of(table, ids)
            )
            for table, key in ((Table.OBJECTIVES, "objectives"), (Table.INDICATORS, "indicators"))
        },
    }


def _possible_state(subject: Subject, organisation: Organisation, row: Row) -> Iterator[Difference]:
    """The state of one that sends a report of its own follows from what became of its files."""
    register = subject.register
    if register.sections_of(organisation.id) or not register.expects_own(organisation):
        return
    uses = {one["use"] for one in subject.inputs if one["organisation"] == organisation.id}
    if uses & set(USED):
        possible = ("integrated", "with_gaps")
    else:
        possible = ("annexed",) if "annexed" in uses else ("unusable",) if "unusable" in uses else ("missing",)
    for language in ("fr", "nl"):
        words = [labels(language)(f"state.{state}") for state in possible]
        key = f"state_{language}"
        if row[key] not in words:
            place = (subject.output, row.sheet, row.cell(key), row[key], " / ".join(words))
            yield Difference(Kind.COUNT, Proof.WITNESS, *place)


def _sources(subject: Subject) -> Iterator[Difference]:
    """The list of files and the manifest tell of the same files."""
    listed = {row["file"]: row for row in list_rows(subject.book, "sources")}
    told = {one["name"]: (f"inputs[{place}]", one) for place, one in enumerate(subject.inputs)}
    told |= {
        one["name"]: (f"containers[{place}]", one) for place, one in enumerate(subject.manifest.get("containers", ()))
    }
    for name, (path, one) in told.items():
        row = listed.pop(name, None)
        if row is None:
            yield entry(subject, f"{path}.name", name, "", regional_layout().sheets["sources"])
            continue
        for key in ("size", "sha256", "organisation", "modified"):
            if key in one and str(one[key]) != row[key]:
                yield entry(subject, f"{path}.{key}", one[key], row[key], f"{row.sheet}!{row.cell(key)}")
    for name, row in listed.items():
        yield entry(subject, "inputs", "", name, f"{row.sheet}!{row.range}")


class _Formulas:
    """Counts the rows that meet conditions, each combination of columns once."""

    def __init__(self, subject: Subject):
        self.subject = subject
        self.lost = len(subject.lost)
        self.counted: dict[tuple[Table, tuple[str, ...]], Counter[tuple[str, ...]]] = {}

    def differences(self, sheet: WrittenSheet) -> Iterator[Difference]:
        """Each cell that counts rows of the data or adds cells up: its stored value against what its formula gives."""
        for (row, column), cell in sheet.cells.items():
            if cell.formula and cell.number:
                expected = self._counts_to(sheet, cell)
                if expected is not None and cell.value.isdigit():
                    expected = _with_lost(int(cell.value), expected, self.lost)
                if expected is not None and cell.value != str(expected):
                    address = f"{column_letters(column)}{row}"
                    place = (self.subject.output, sheet.name, address, cell.value, str(expected))
                    yield Difference(Kind.COUNT, Proof.WITNESS, *place, cell.formula[:200])

    def _counts_to(self, sheet: WrittenSheet, cell: Written) -> int | None:
        """What a formula gives; None for one the witness does not know."""
        added = _SUM.fullmatch(cell.formula)
        if added is not None:
            return _sum(sheet, added)
        total = 0
        for term in re.split(r"\+(?=COUNT)", cell.formula):
            counted = _COUNT.fullmatch(term)
            number = self._matching(counted[1]) if counted is not None else None
            if number is None:
                return None
            total += number
        return total

    def _matching(self, arguments: str) -> int | None:
        """How many rows meet the conditions of a COUNTIFS over data columns."""
        rest, conditions = arguments, []
        while rest:
            area = _RANGE.match(rest)
            criterion = _CRITERION.match(rest, area.end() + 1) if area is not None else None
            if criterion is None:
                return None
            conditions.append((area, criterion[1].strip('"').replace('""', '"').lower()))
            rest = rest[criterion.end() + 1 :]
        tables = {regional_layout().data_sheet(table): table for table in Table}
        table = tables.get(conditions[0][0][1]) if conditions else None
        if table is None or any(area[1] != conditions[0][0][1] or area[2] != area[4] for area, _ in conditions):
            return None
        keys = tuple(data_columns(table)[position(f"{area[2]}1")[1] - 1] for area, _ in conditions)
        wanted = tuple(value for _, value in conditions)
        if any(want == "?*" or _COMPARISON.match(want) for want in wanted):
            counted = self._values(table, keys).items()
            return sum(number for values, number in counted if _meets(values, wanted))
        return self._values(table, keys)[wanted]

    def _values(self, table: Table, keys: tuple[str, ...]) -> Counter[tuple[str, ...]]:
        """How often each combination of values stands in some columns, as far as the rows were proven."""
        if (table, keys) not in self.counted:
            told = ((row, self.subject.truth(table, row)) for row in _proven(self.subject, table))
            values = (tuple(truth.get(key, row[key]).lower() for key in keys) for row, truth in told)
            self.counted[table, keys] = Counter(values)
        return self.counted[table, keys]


def _meets(values: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return all(_meets_one(value, want) for value, want in zip(values, wanted, strict=True))


def _meets_one(value: str, want: str) -> bool:
    """A word, any text (`?*`), or a number compared (`>=100`), which no text meets."""
    compared = _COMPARISON.match(want)
    if compared is None:
        return bool(value) if want == "?*" else value == want
    try:
        return _COMPARE[compared[1]](Decimal(value), Decimal(compared[2]))
    except InvalidOperation:
        return False


def _sum(sheet: WrittenSheet, found: re.Match[str]) -> int | None:
    first, last = position(found[1] + found[2]), position(found[3] + found[4])
    if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > LARGEST_SUM:
        return None
    values = [
        sheet.text(row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1)
    ]
    return sum(int(value or 0) for value in values) if all(v.isdigit() or not v for v in values) else None
