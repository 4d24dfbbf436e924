"""The tasks of a batch, done in a work process: those of the terminal, on the files of the batch's folder."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

from minerva import tasks
from minerva.inputs import register_of
from minerva.serve.results import checked_result, consolidated_result
from minerva.serve.worker import Told

MIDNIGHT = (1980, 1, 1, 0, 0, 0)


class Given(NamedTuple):
    """The files of a batch."""

    returns: Path
    register: Path | None
    last_year: Path | None
    rules: Path | None
    out: Path


def given(folder: Path) -> Given:
    """What was sent, and the empty folder for what is written."""
    single = {kind: next(iter(sorted((folder / kind).iterdir())), None) for kind in ("register", "last-year", "rules")}
    return Given(folder / "returns", single["register"], single["last-year"], single["rules"], folder / "task" / "out")


def check(folder: Path, options: dict, told: Told) -> dict[str, object]:
    """Findings of all returns, and with a register those that only all of them tell."""
    files = given(folder)
    return _check(files, told)[1]


def feedback(folder: Path, options: dict, told: Told) -> dict[str, object]:
    """The workbooks to send back and, with a register, the letters and the page of what is left to do, in one zip."""
    files = given(folder)
    checked, result = _check(files, told)
    sent = files.out / "feedback"
    copies = tasks.feedback(checked, sent, told)
    written = [one.output for one in copies if one.output is not None]
    letters = tasks.Letters()
    if files.register is not None:
        attached = {one.file: one.output.name for one in copies if one.output is not None and not one.reason}
        letters = tasks.letters(checked, files.register, sent, own_rules=files.rules, whole=True, attached=attached)
    pack(sent)
    return {**result, "kind": "feedback", "workbooks": len(written), "letters": len(letters.written)}


def consolidate(folder: Path, options: dict, told: Told) -> dict[str, object]:
    """The regional workbook and its manifest."""
    files = given(folder)
    year = register_of(files.register).settings.year
    result = tasks.consolidate(
        files.returns,
        files.register,
        files.out / f"regional-{year}.xlsx",
        final=options["final"],
        personal_data=options["personal_data"],
        own_rules=files.rules,
        last_year=files.last_year,
        progress=told,
        on_read=told.read,
    )
    return consolidated_result(result)


def templates(folder: Path, options: dict, told: Told) -> dict[str, object]:
    """The templates of all who must report, in one zip."""
    files = given(folder)
    written = tasks.templates(files.register, options["year"], files.out / "templates", progress=told).written
    pack(files.out / "templates")
    return {"kind": "templates", "written": [path.name for path in written]}


def _check(files: Given, told: Told) -> tuple[list[tasks.Checked], dict[str, object]]:
    checked = tasks.check(
        [files.returns], files.register, told, own_rules=files.rules, last_year=files.last_year, on_read=told.read
    )
    across = tasks.across(checked, files.register, own_rules=files.rules) if files.register is not None else []
    register = register_of(files.register) if files.register is not None else None
    return checked, checked_result(checked, across, register)


def pack(folder: Path) -> None:
    """Put a folder into a zip beside it; the same files give the same bytes."""
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), MIDNIGHT)
            kind = zipfile.ZIP_STORED if path.suffix in (".xlsx", ".xlsm", ".zip") else zipfile.ZIP_DEFLATED
            entry.compress_type = kind
            packed.writestr(entry, path.read_bytes())
    shutil.rmtree(folder)
