"""Reads a return into a `Submission`: columns by header, values as meant, every filled cell accounted for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from minerva.excel.content.intake import Refused, take
from minerva.excel.content.package import Package, read_package
from minerva.excel.returns.account import Account
from minerva.excel.returns.annex import annex, is_wanted
from minerva.excel.returns.colours import colours_of
from minerva.excel.returns.cover_reader import read_cover
from minerva.excel.returns.grid import Grid
from minerva.excel.returns.headers import find_grids
from minerva.excel.returns.identity import Expectation, Identity, identify, organisation_named
from minerva.excel.returns.notices import notices_of
from minerva.excel.returns.profiles import profiled_grids
from minerva.excel.returns.table_cells import TableCells
from minerva.excel.returns.table_reader import TableReader
from minerva.layout.returns import return_layout
from minerva.model.record import Source, Table
from minerva.model.submission import Annex, Gap, Notice, NoticeKind, Refusal, SourceFile, Submission, Unusable


def read_return(
    path: Path, name: str, expectation: Expectation, *, may_be_blank: bool = False
) -> Submission | Unusable | Annex:
    """Read a received file; `name` is how findings call it. Nothing is written, and a bad file raises nothing.

    A template that came back empty is unusable unless it `may_be_blank`.
    """
    try:
        file, content = take(path, name)
    except Refused as refused:
        return unusable(SourceFile(name, 0, ""), refused, expectation)
    return read_content(file, content, expectation, may_be_blank=may_be_blank)


def read_content(
    file: SourceFile, content: bytes, expectation: Expectation, *, may_be_blank: bool = False
) -> Submission | Unusable | Annex:
    """Read the bytes of a received workbook, wherever they came from; a file the cell annexes is taken as it is."""
    try:
        package = read_package(content)
    except Refused as refused:
        return unusable(file, refused, expectation)
    file = replace(file, modified=package.modified)
    outcome = read_sheets(file, package, expectation, may_be_blank=may_be_blank)
    if outcome.organisation and is_wanted(outcome, expectation.annexed):
        return annex(file, outcome.organisation, package)
    return outcome


def unusable(file: SourceFile, refused: Refused, expectation: Expectation) -> Unusable:
    """A file that was refused, as what its name says it is."""
    is_theirs = refused.refusal is not Refusal.OUR_OWN
    organisation = organisation_named(file.name, expectation.organisations or ()) if is_theirs else ""
    return Unusable(file, refused.refusal, refused.detail, organisation)


def read_sheets(
    file: SourceFile, package: Package, expectation: Expectation, *, may_be_blank: bool = False
) -> Submission | Unusable:
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
    if expectation.last_year is not None:
        submission.last_year = expectation.last_year.texts_of(identity.organisation, identity.year)
    grids = _grids(package, identity, expectation, submission.notices)
    if not grids:
        return Unusable(file, Refusal.NO_TABLES, organisation=identity.organisation)
    tables = [TableCells(grid, bool(identity.template_version) and not grid.profile) for grid in grids]
    for cells in tables:
        TableReader(submission, cells).read()
    submission.profiles = tuple(dict.fromkeys(grid.profile for grid in grids if grid.profile))
    profile = grids[0].profile if all(grid.profile for grid in grids) else ""
    lacking = [table for table in Table if not any(grid.table.table is table for grid in grids)]
    submission.gaps += [Gap(table.value, profile=profile) for table in lacking]
    read_cover(submission, package, layout)
    Account(submission, package, layout, tables).close()
    submission.notices += notices_of(package)
    submission.notices += colours_of(submission, package)
    submission.complete &= not all(grid.partial for grid in grids)
    if submission.is_blank and not may_be_blank:
        return Unusable(file, Refusal.NOT_FILLED, organisation=identity.organisation)
    return submission


def _grids(package: Package, identity: Identity, expectation: Expectation, notices: list[Notice]) -> list[Grid]:
    """The tables of sheets in a foreign layout by its profile, then those of all other sheets by their headers."""
    layout = return_layout()
    names = layout.own_sheets if identity.template_version else frozenset()
    foreign = replace(package, sheets=[sheet for sheet in package.sheets if sheet.name.lower() not in names])
    profiled = profiled_grids(foreign, identity.year, expectation.profiles)
    known = {grid.sheet.name: grid for grid in profiled}
    notices += [
        Notice(NoticeKind.PROFILE, Source(name, grid.header_row, 1), grid.profile) for name, grid in known.items()
    ]
    rest = replace(package, sheets=[sheet for sheet in package.sheets if sheet.name not in known])
    return profiled + find_grids(
        rest, layout, notices, from_template=bool(identity.template_version), year=identity.year
    )
