"""Reads a return into a `Submission`: columns by header, values as meant, every filled cell accounted for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from minerva.excel.cells import Sheet
from minerva.excel.headers import table_sheets
from minerva.excel.identity import Expectation, identify, organisation_named
from minerva.excel.intake import Refused, take
from minerva.excel.package import Package, read_package
from minerva.excel.table_reader import TableReader
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.returns import ReturnLayout, return_layout
from minerva.model.record import Field, Source, Table
from minerva.model.submission import Aside, Gap, Refusal, SetAside, SourceFile, Submission, Unusable
from minerva.parse.text import clean_text


def read_return(path: Path, name: str, expectation: Expectation) -> Submission | Unusable:
    """Read a received file; `name` is how findings call it. Nothing is written, and a bad file raises nothing."""
    try:
        file, content = take(path, name)
    except Refused as refused:
        return unusable(SourceFile(name, 0, ""), refused, expectation)
    return read_content(file, content, expectation)


def read_content(file: SourceFile, content: bytes, expectation: Expectation) -> Submission | Unusable:
    """Read the bytes of a received workbook, wherever they came from."""
    try:
        package = read_package(content)
    except Refused as refused:
        return unusable(file, refused, expectation)
    return read_sheets(replace(file, modified=package.modified), package, expectation)


def unusable(file: SourceFile, refused: Refused, expectation: Expectation) -> Unusable:
    """A file that was refused, as what its name says it is."""
    organisation = organisation_named(file.name, expectation.organisations or ())
    return Unusable(file, refused.refusal, refused.detail, organisation)


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
    )
    sheets = table_sheets(package, layout)
    if not any(sheets.values()):
        return Unusable(file, Refusal.NO_TABLES, organisation=identity.organisation)
    for table, sheet in sheets.items():
        if sheet is None:
            submission.gaps.append(Gap(table.value))
        else:
            TableReader(submission, sheet, layout.tables[table], layout, bool(identity.template_version)).read()
    _read_cover(submission, package, layout)
    _set_aside_other_sheets(submission, package, layout, sheets)
    submission.complete = _is_complete(submission)
    return submission


def _read_cover(submission: Submission, package: Package, layout: ReturnLayout) -> None:
    sheet = package.sheet(layout.cover.sheet)
    if sheet is None:
        return
    inputs = {address: name for name, address in layout.cover.inputs.items()}
    own = template_texts()
    for (row, column), cell in sheet.cells.items():
        if cell.formula and not cell.text:
            continue
        source = Source(sheet.name, row, column)
        name = inputs.get(source.cell)
        if name is not None:
            submission.filled += 1
            reading = clean_text(cell.text)
            submission.cover[name] = Field(reading.text, cell.text, source, reading.why)
        elif not cell.formula and not _is_own(cell.text, own) and (row > 2 or column != 2):
            submission.filled += 1
            submission.set_aside.append(SetAside(source, cell.text, Aside.OUTSIDE_COVER))


@cache
def template_texts() -> frozenset[str]:
    """The sentences the template itself puts on its cover, in all the ways it joins two languages."""
    mine = ("cover.", "guide.", "legend.", "choice.status.")
    keys = [key for key in labels("fr").names if key.startswith(mine)]
    own = {bilingual(key, separator) for key in keys for separator in ("\n", " – ")}
    return frozenset(own | {labels(language)(key) for key in keys for language in REPORT_LANGUAGES})


def _is_own(text: str, own: frozenset[str]) -> bool:
    """The template's own sentence, a status symbol before the word or not."""
    return text in own or " – ".join(part.lstrip("✔◐✘– ") for part in text.split(" – ", 1)) in own


def _is_complete(submission: Submission) -> bool:
    """Complete unless the cover says partial; the word is read in either language."""
    field = submission.cover.get("completeness")
    partial = {labels(language)("choice.completeness.partial") for language in REPORT_LANGUAGES}
    words = set(field.text.lower().replace("/", " ").split()) if field is not None else set()
    return not (words & partial)


def _set_aside_other_sheets(
    submission: Submission, package: Package, layout: ReturnLayout, sheets: dict[Table, Sheet | None]
) -> None:
    own = {layout.cover.sheet, layout.findings_sheet, layout.lists_sheet, layout.metadata_sheet}
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
