"""Makes the workbooks of the sample year that ships with the product (workbook_templates/sample)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from minerva.excel.template import write_template
from minerva.excel.template_draft import Filling, Typed
from minerva.layout.returns import choices
from minerva.layout.source import load_toml, templates_folder
from minerva.model.record import FIGURES, Table
from minerva.model.register import Organisation, Register, Settings
from minerva.model.status import Direction, Measure, Status, Unit, assess
from minerva.parse.figure import read_figure, read_yes_no_threshold

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?\Z")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s?%\Z")
_LISTS = {Table.OBJECTIVES: "objectives", Table.INDICATORS: "indicators"}


def sample_register() -> Register:
    """The register of the sample year."""
    page = load_toml("sample/register.toml")
    organisations = tuple(Organisation(**row) for row in page["organisations"])
    return Register(settings=Settings(**page["settings"]), organisations=organisations)


def sample_returns() -> list[str]:
    """The names of the sample returns, in order of organisation."""
    folder = templates_folder().joinpath("sample", "returns")
    return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))


def write_sample_year(folder: Path, progress: Callable[[str, int, int], None]) -> None:
    """Write templates/ and returns/ of the sample year into an empty folder."""
    register = sample_register()
    year = register.settings.year
    for part in ("templates", "returns"):
        (folder / part).mkdir()
    wanted = [row for row in register.organisations if register.expects_own(row)]
    for number, row in enumerate(wanted, 1):
        write_template(folder / "templates" / f"{row.file_stem}-{year}.xlsx", row, year)
        progress("progress.templates", number, len(wanted))
    names = sample_returns()
    for number, name in enumerate(names, 1):
        write_sample_return(name, register, folder / "returns")
        progress("progress.returns", number, len(names))
    list(write_unusable(register, year, folder / "returns"))


def write_sample_return(name: str, register: Register, folder: Path) -> Path:
    """Write one sample return as a filled template into `folder`."""
    page = load_toml(f"sample/returns/{name}")
    organisation = register.by_id(page["organisation"])
    path = folder / f"{organisation.file_stem}-{page['year']}.xlsx"
    return write_template(path, organisation, page["year"], sample_filling(page))


def write_unusable(register: Register, year: int, folder: Path) -> Iterator[Path]:
    """Write the files of the sample year that cannot be used: so far, truncated ones."""
    for row in load_toml("sample/year.toml")["unusable"]:
        organisation = register.by_id(row["organisation"])
        path = write_template(folder / f"{organisation.file_stem}-{year}.xlsx", organisation, year)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        yield path


def sample_filling(page: dict[str, Any]) -> Filling:
    """A return as described in TOML, typed into the template as a person would in Excel."""
    filling = Filling(
        cover={
            "function": page["function"],
            "completeness": choices("completeness")["complete" if page["complete"] else "partial"],
            "intro_fr": page["intro_fr"].strip(),
            "intro_nl": page["intro_nl"].strip(),
        },
        records={table: [_typed_record(row) for row in page[key]] for table, key in _LISTS.items()},
        percent={},
        statuses={},
    )
    for table, key in _LISTS.items():
        for order, row in enumerate(page[key], 1):
            filling.percent[table, order] = {k for k in FIGURES if _PERCENT.match(row.get(k, ""))}
            filling.statuses[table, order] = _status(row)
    return filling


def _typed_record(row: dict[str, str]) -> dict[str, Typed]:
    typed: dict[str, Typed] = {}
    for key, text in row.items():
        if key in ("unit", "direction", "declared") and text:
            typed[key] = choices(key)[text]
        else:
            typed[key] = _typed_figure(text) if key in FIGURES else text
    return typed


def _typed_figure(text: str) -> Typed:
    """What Excel makes of typed figures: 85 a number, 85 % the number 0.85 in percent format, the rest text."""
    percent = _PERCENT.match(text)
    if percent is not None:
        return Decimal(percent[1].replace(",", ".")) / 100
    return Decimal(text.replace(",", ".")) if _NUMBER.match(text) else text


def _status(row: dict[str, str]) -> Status:
    """The status the template's formula gives, so that it shows before Excel recalculates."""
    red, green, result = (read_figure(row[k]) if row[k] else None for k in ("red", "green", "result"))
    red, green = read_yes_no_threshold(red, green)
    measure = Measure(
        unit=Unit(row["unit"]) if row["unit"] else None,
        direction=Direction(row["direction"]) if row["direction"] else None,
        red=red.value if red else None,
        green=green.value if green else None,
        result=result.value if result else None,
        declared=Status(row["declared"]) if row["declared"] else None,
    )
    return assess(measure).status
