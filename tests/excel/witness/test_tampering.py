"""Two hundred seeded tamperings of the workbook of forty returns: each is found, and named by its cell.

The workbook is changed in memory, and its manifest is taken as fixed up: no hash gives the change away.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from excel.witness import tampering
from excel.witness.forty import Year, forty
from excel.witness.tampering import Parts, Tampered
from minerva.excel.remade import compare
from minerva.excel.verify import Manifest, check_files, check_output, manifest_differs, read_manifest
from minerva.excel.witness import proof, written
from minerva.excel.witness.subject import Subject
from minerva.layout.regional import TRACE, data_columns
from minerva.model.record import Table
from minerva.model.status import Status
from minerva.model.verification import Difference, Proof, Verification

DATA = {"Donnees-Gegevens OO": Table.OBJECTIVES, "Donnees-Gegevens KPI": Table.INDICATORS}
PRINTED = [f"P{part} {table}" for part in (1, 2, 3) for table in ("OO-OD", "KPI")]
TOGETHER = 6
HEADER = 4


@dataclass
class Audit:
    """The year, its parts, and what an audit of changed parts says; sheets and returns are read once."""

    year: Year
    parts: Parts
    base: written.WrittenBook
    manifest: Manifest
    content: Mapping[str, bytes]
    look: Callable[..., list[Difference]]
    part_of: dict[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> bytes:
        """The XML of a sheet."""
        return self.parts[self.part_of[name]]


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audit]:
    year = forty(tmp_path_factory.mktemp("forty"))
    manifest = read_manifest(year.output.with_suffix(".manifest.json"))
    files = check_files(year.returns, set(), manifest, lambda done, total: None)
    content = {one["name"]: files.content(one["name"]) for one in manifest.inputs}
    parts = written._parts(year.output.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written, "read_sheet", _remembered(written.read_sheet, lambda name, part, xml, _: (name, xml)))
        patch.setattr(proof, "read_returned", _remembered(proof.read_returned, lambda content: content))
        base = written.book_of(parts)

        def look(
            changed: Parts, *, replay: bool, told: Manifest = manifest, contents: Mapping[str, bytes] = content
        ) -> list[Difference]:
            book, outcome = written.book_of(changed), Verification()
            subject = Subject(year.output.name, book, told.content, told.register, contents.get)
            proof.prove(subject, outcome, lambda done, total: None)
            return outcome.differences + (list(compare(year.output.name, book, base)) if replay else [])

        yield Audit(year, parts, base, manifest, content, look, tampering.sheet_parts(parts))


def _remembered(read: Callable, key: Callable) -> Callable:
    known: dict[object, object] = {}

    def remembered(*arguments: object) -> object:
        asked = hash(key(*arguments))
        if asked not in known:
            known[asked] = read(*arguments)
        return known[asked]

    return remembered


# -- the tamperings ----------------------------------------------------------------------------------------------------


def _other_text(text: str, chance: random.Random) -> str:
    """A text that is not quite the same."""
    if text in set(Status):
        return chance.choice([status for status in Status if status != text])
    place = chance.randrange(len(text))
    changes = (
        text[:place] + chance.choice("xyz") + text[place + 1 :],
        text[:place] + text[place + 1 :],
        f"{text} (estimé)",
        f"{text[:place]}é{text[place:]}",
    )
    return chance.choice([change for change in changes if change.strip() and change != text])


def _tampered_cell(audit: Audit, xml: bytes, sheet: str, address: str, chance: random.Random) -> bytes:
    cell = audit.base.sheets[sheet].cells[written.position(address)]
    if cell.formula:
        value = str(int(cell.value) + 1) if cell.value.isdigit() else "Wrong"
        return tampering.with_stored(xml, address, value)
    if chance.random() < 0.15:
        return tampering.without_cell(xml, address)
    if cell.number:
        return tampering.with_number(xml, address, str(float(cell.value) + chance.choice((1, -1, 0.5))))
    return tampering.with_text(xml, address, _other_text(cell.value, chance))


def _cells(audit: Audit, sheet: str, first: int) -> list[str]:
    return [f"{letters}{row}" for letters, row in tampering.cells_of(audit.sheet(sheet)) if row >= first]


def _of_data(sheet: str, address: str) -> bool:
    """Whether a cell holds data; counts of findings, and links, are held by the workbook made again."""
    column = written.position(address)[1]
    return sheet not in DATA or data_columns(DATA[sheet])[column - 1] not in ("findings", "changes", *TRACE)


def _several(audit: Audit, sheets: list[str], seed: int, first: int) -> tuple[Parts, list[Tampered]]:
    """A few cells changed, in rows far apart."""
    chance, parts, done = random.Random(f"cells {sheets[0]} {seed}"), dict(audit.parts), []
    rows: set[tuple[str, int]] = set()
    while len(done) < TOGETHER:
        sheet = chance.choice(sheets)
        address = chance.choice(_cells(audit, sheet, first))
        row = written.position(address)[0]
        if first > 1 and not _of_data(sheet, address):
            continue
        if any((sheet, near) in rows for near in range(row - 3, row + 4)):
            continue
        rows.add((sheet, row))
        part = audit.part_of[sheet]
        parts[part] = _tampered_cell(audit, parts[part], sheet, address, chance)
        done.append(Tampered(sheet, (address,), f"{sheet}!{address}"))
    return parts, done


def _named(differences: list[Difference], tampered: Tampered) -> bool:
    return any(one.sheet == tampered.sheet and _overlaps(one.cell, tampered.cells) for one in differences)


def _overlaps(named: str, cells: tuple[str, ...]) -> bool:
    """Whether a cell or a row of the workbook that was named is one that was changed."""
    if named in cells:
        return True
    first, _, last = named.partition(":")
    if not last:
        return False
    top, bottom = (written.position(one)[0] for one in (first, last))
    return any(top <= written.position(cell)[0] <= bottom for cell in cells)


def _missed(audit: Audit, parts: Parts, done: list[Tampered], *, replay: bool) -> list[str]:
    differences = audit.look(parts, replay=replay)
    told = [f"{one.kind} {one.place}" for one in differences][:12]
    return [f"{one.what}: {told}" for one in done if not _named(differences, one)]


def test_the_untouched_workbook_of_forty_returns_has_no_difference(audit: Audit):
    assert audit.look(audit.parts, replay=True) == []


@pytest.mark.parametrize("seed", range(12))
def test_the_witness_alone_names_each_changed_cell_of_the_data(audit: Audit, seed: int):
    assert _missed(audit, *_several(audit, list(DATA), seed, 2), replay=False) == []


@pytest.mark.parametrize("seed", range(7))
def test_the_witness_alone_names_each_changed_cell_of_the_parliamentary_sheets(audit: Audit, seed: int):
    assert _missed(audit, *_several(audit, PRINTED, seed, HEADER + 1), replay=False) == []


# -- rows --------------------------------------------------------------------------------------------------------------


def _rows_of_records(audit: Audit, sheet: str) -> list[int]:
    """The rows of a data sheet, or the French rows of a parliamentary one."""
    written_sheet = audit.base.sheets[sheet]
    if sheet in DATA:
        return [row for row in sorted(written_sheet.rows) if row > 1]
    return [row for row in sorted(written_sheet.rows) if row > HEADER and written_sheet.text(row, 1) in ("FR", "NL")]


def _removed(audit: Audit, sheet: str, chance: random.Random) -> tuple[bytes, Tampered]:
    row = chance.choice(_rows_of_records(audit, sheet))
    return tampering.without_row(audit.sheet(sheet), row), Tampered(
        sheet, (f"A{row}", f"A{row - 1}"), f"{sheet}!{row} removed"
    )


def _twice(audit: Audit, sheet: str, chance: random.Random) -> tuple[bytes, Tampered]:
    row = chance.choice(_rows_of_records(audit, sheet))
    cells = tuple(f"A{near}" for near in (row, row + 1))
    return tampering.with_row_twice(audit.sheet(sheet), row), Tampered(sheet, cells, f"{sheet}!{row} twice")


def _swapped(audit: Audit, sheet: str, chance: random.Random) -> tuple[bytes, Tampered]:
    rows = _rows_of_records(audit, sheet)
    row = chance.choice(rows[:-2])
    other = rows[rows.index(row) + chance.choice((1, 2))]
    xml = tampering.with_rows_swapped(audit.sheet(sheet), row, other)
    return xml, Tampered(sheet, (f"A{row}", f"A{other}"), f"{sheet}!{row} and {other} swapped")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("change", [_removed, _twice, _swapped], ids=lambda change: change.__name__.strip("_"))
def test_the_witness_alone_names_rows_removed_added_and_swapped(audit: Audit, change: Callable, seed: int):
    """One row of the data and one of a parliamentary sheet in each."""
    chance = random.Random(f"{change.__name__} {seed}")
    parts, done = dict(audit.parts), []
    for sheet in (chance.choice(list(DATA)), chance.choice(PRINTED)):
        parts[audit.part_of[sheet]], tampered = change(audit, sheet, chance)
        done.append(tampered)
    differences = audit.look(parts, replay=False)
    assert [one.what for one in done if not _row_named(audit, differences, one)] == [], [
        (one.kind.value, one.file, one.place) for one in differences
    ]


def _row_named(audit: Audit, differences: list[Difference], tampered: Tampered) -> bool:
    """A row that is gone from the data is named by the row of the return it told of; all others by their own."""
    numbers = {written.position(cell)[0] for cell in tampered.cells}
    for one in differences:
        if one.sheet == tampered.sheet and one.cell and numbers & set(_rows_named(one.cell)):
            return True
    if not tampered.what.endswith("removed") or tampered.sheet not in DATA:
        return False
    row = max(numbers)
    keys = data_columns(DATA[tampered.sheet])
    file, sheet, place = (
        audit.base.sheets[tampered.sheet].text(row, keys.index(key) + 1) for key in ("file", "sheet", "row")
    )
    return any((one.file, one.sheet) == (file, sheet) and int(place) in _rows_named(one.cell) for one in differences)


def _rows_named(cell: str) -> range:
    first, _, last = cell.partition(":")
    return range(written.position(first)[0], written.position(last or first)[0] + 1)


# -- all sheets, with the workbook made again --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(7))
def test_the_workbook_made_again_names_exactly_the_changed_cells_of_all_sheets(audit: Audit, seed: int):
    sheets = list(audit.base.sheets)
    random.Random(seed).shuffle(sheets)
    parts, done = _several(audit, sheets, seed, 1)
    found = [one for one in audit.look(parts, replay=True) if one.proof is Proof.REPLAY]
    expected = {(one.sheet, cell) for one in done for cell in one.cells}
    named = {(one.sheet, one.cell) for one in found if one.kind.value == "remade"}
    gone = {(one.sheet, one.cell.partition(":")[0]) for one in found if one.kind.value == "row_missing"}
    assert named | {place for place in expected if (place[0], f"A{written.position(place[1])[0]}") in gone} == expected


# -- returns and manifest ----------------------------------------------------------------------------------------------


def _quiet(done: int, total: int) -> None:
    """No progress."""


def _change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_each_return_changed_missing_or_added_is_named(audit: Audit, tmp_path: Path):
    returns = shutil.copytree(audit.year.returns, tmp_path / "returns")
    chance, expected = random.Random(2020), set()
    for number, path in enumerate(chance.sample(sorted(returns.iterdir()), 8)):
        if number % 2:
            path.unlink()
            expected.add(("return_missing", path.name))
        else:
            _change(path)
            expected.add(("return_changed", path.name))
    shutil.copy(audit.year.register, returns / "late.xlsx")
    _change(returns / "late.xlsx")
    expected.add(("return_added", "late.xlsx"))
    files = check_files(returns, set(), audit.manifest, _quiet)
    assert {(one.kind.value, one.file) for one in files.differences} == expected
    assert not files.are_those_merged


def test_a_file_inside_an_archive_and_in_a_mail_is_had_by_its_hash(audit: Audit):
    inside = [one for one in audit.manifest.inputs if one["inside"]]
    assert {one["inside"] for one in inside} == {"archive.zip", "mail.eml"}
    assert all(sha256(audit.content[one["name"]]).hexdigest() == one["sha256"] for one in inside)


def test_a_return_in_an_archive_or_a_mail_that_the_manifest_leaves_out_is_named(audit: Audit):
    told = copy.deepcopy(audit.manifest.content)
    told["inputs"] = [one for one in told["inputs"] if not one["inside"]]
    files = check_files(audit.year.returns, set(), Manifest(audit.manifest.name, told, audit.manifest.register), _quiet)
    assert [(one.kind.value, one.file) for one in files.differences] == [
        ("return_added", "archive.zip"),
        ("return_added", "mail.eml"),
    ]


@pytest.mark.parametrize("table", list(Table), ids=str)
def test_a_return_changed_with_its_hash_fixed_up_is_named_by_the_cell_of_the_data(audit: Audit, table: Table):
    sheet = next(name for name, one in DATA.items() if one is table)
    one = next(one for one in audit.manifest.inputs if one["name"] == "innoviris-2020.xlsx")
    changed = _with_another_result(audit.content[one["name"]], table)
    told = copy.deepcopy(audit.manifest.content)
    entry = next(entry for entry in told["inputs"] if entry["name"] == one["name"])
    entry |= {"sha256": sha256(changed).hexdigest(), "size": len(changed)}
    differences = audit.look(
        audit.parts,
        replay=False,
        told=Manifest(audit.manifest.name, told, audit.manifest.register),
        contents={**audit.content, one["name"]: changed},
    )
    number = audit.manifest.inputs.index(one)
    assert {d.cell for d in differences if d.file == audit.manifest.name} >= {f"inputs[{number}].sha256"}
    row = next(
        row
        for row in audit.base.sheets[sheet].rows
        if audit.base.sheets[sheet].text(row, data_columns(table).index("file") + 1) == one["name"]
    )
    assert any(d.sheet == sheet and written.position(d.cell)[0] == row for d in differences), differences


def _with_another_result(content: bytes, table: Table) -> bytes:
    """The return with another French title in its first record: openpyxl reads it, the XML is changed by hand."""
    parts = written._parts(content)
    part = tampering.sheet_parts(parts)[table.value]
    column = "E" if table is Table.OBJECTIVES else "G"
    parts[part] = tampering.with_text(parts[part], f"{column}7", "Un titre changé après coup")
    return tampering.packed(parts)


def _swap_columns(told: dict[str, Any]) -> None:
    keys = told["columns"]["Donnees-Gegevens KPI"]
    keys[3], keys[4] = keys[4], keys[3]


def _drop_an_input(told: dict[str, Any]) -> None:
    del told["inputs"][3]


EDITS: dict[str, Callable[[dict[str, Any]], object]] = {
    "counts.objectives": lambda told: told["counts"].update(objectives=79),
    "counts.missing": lambda told: told["counts"].update(missing=7),
    "counts.status": lambda told: told["counts"]["status"].update(REALISED=1),
    "counts.findings": lambda told: told["counts"]["findings"]["by_code"].update(THR002=40),
    "columns": _swap_columns,
    "inputs.sha256": lambda told: told["inputs"][2].update(sha256="0" * 64),
    "inputs.size": lambda told: told["inputs"][4].update(size=1),
    "inputs.name": lambda told: told["inputs"][5].update(name="other.xlsx"),
    "inputs.use": lambda told: told["inputs"][0].update(use="not_used"),
    "inputs.organisation": lambda told: told["inputs"][1].update(organisation="citydev-brussels"),
    "inputs": _drop_an_input,
    "containers.sha256": lambda told: told["containers"][0].update(sha256="f" * 64),
    "register.name": lambda told: told["register"]["organisations"][0].update(name_fr="Une autre"),
    "register.correction": lambda told: told["register"]["corrections"][0].update(new_value="66 %"),
    "output.sha256": lambda told: told["output"].update(sha256="a" * 64),
    "options.final": lambda told: told["options"].update(final=True),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_manifest_that_was_edited_is_named(audit: Audit, tmp_path: Path, name: str):
    told = copy.deepcopy(audit.manifest.content)
    EDITS[name](told)
    path = tmp_path / audit.manifest.name
    path.write_text(json.dumps(told), encoding="utf-8")
    manifest = read_manifest(path)
    found = check_output(audit.year.output, manifest)[1]
    found += check_files(audit.year.returns, set(), manifest, _quiet).differences
    found += manifest_differs(manifest, audit.manifest.content)
    if name.startswith(("inputs", "register", "counts", "columns")):
        found += audit.look(audit.parts, replay=False, told=manifest)
        assert any(one.proof is Proof.WITNESS for one in found), found
    stem = name.partition(".")[0]
    assert name.startswith("output") or any(one.file == manifest.name and one.cell.startswith(stem) for one in found)
    assert found
