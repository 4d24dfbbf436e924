"""Reads a return into a `Submission`: columns by header, values as meant, every filled cell accounted for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from minerva.excel.cells import Sheet
from minerva.excel.cover_reader import cover_sheet, read_cover
from minerva.excel.headers import table_sheets
from minerva.excel.identity import Expectation, identify, organisation_named
from minerva.excel.intake import Refused, take
from minerva.excel.package import Package, read_package
from minerva.excel.table_reader import TableReader
from minerva.layout.returns import ReturnLayout, return_layout
from minerva.model.record import Source, Table
from minerva.model.submission import Aside, Gap, Refusal, SetAside, SourceFile, Submission, Unusable


def read_return(path: Path, name: str, expectation: Expectation) -> Submission | Unusable:
    """Read a received file; `name` is how findings call it. Nothing is written, and a bad file raises nothing."""
    file = SourceFile(name, 0, "")
    try:
        file, content = take(path, name)
        package = read_package(content)
    except Refused as refused:
        organisation = organisation_named(name, expectation.organisations or ())
        return Unusable(file, refused.refusal, refused.detail, organisation)
    return read_sheets(replace(file, modified=package.modified), package, expectation)


def read_sheets(file: SourceFile, package: Package, expectation: Expectation) -> Submission | Unusable:
    """Read the sheets of a return, wherever they came from (a file, or a book open in Excel)."""
    layout = return_layout()
    identity = identify(file, package, expectation)
    if isinstance(identity, Unusable):
        return identity
    submission = Submission(
        file=file,
        organisation=identity.organisation,
        year=identity.year,
        template_version=identity.template_version,
        plan_digest=identity.plan_digest,
        notices=list(identity.notices),
    )
    sheets = table_sheets(package, layout)
    if not any(sheets.values()):
        return Unusable(file, Refusal.NO_TABLES, organisation=identity.organisation)
    for table, sheet in sheets.items():
        if sheet is None:
            submission.gaps.append(Gap(table.value))
        else:
            TableReader(submission, sheet, layout.tables[table], layout, bool(identity.template_version)).read()
    read_cover(submission, package, layout)
    _set_aside_other_sheets(submission, package, layout, sheets)
    if submission.is_blank:
        return Unusable(file, Refusal.NOT_FILLED, organisation=identity.organisation)
    return submission


def _set_aside_other_sheets(
    submission: Submission, package: Package, layout: ReturnLayout, sheets: dict[Table, Sheet | None]
) -> None:
    cover = cover_sheet(package, layout)
    own = {cover.name if cover else "", layout.findings_sheet, layout.lists_sheet, layout.metadata_sheet}
    own |= {sheet.name for sheet in sheets.values() if sheet is not None}
    lowered = {name.lower() for name in own}
    for sheet in package.sheets:
        if sheet.name.lower() in lowered:
            continue
        for (row, column), cell in sheet.cells.items():
            if cell.text:
                submission.filled += 1
                place = Source(sheet.name, row, column)
                submission.set_aside.append(SetAside(place, cell.text, Aside.OTHER_SHEET))
