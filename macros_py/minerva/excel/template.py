"""Writes the return template of one organisation: a workbook without macros that helps by native features alone."""

from __future__ import annotations

import os
from pathlib import Path

import xlsxwriter

from minerva.excel.bulk import EntrySheet
from minerva.excel.findings_sheet import write_findings_head
from minerva.excel.formats import CREATED, new_workbook
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.excel.safely import check_workbook, private_folder, put_in_place, same_content, sync
from minerva.excel.template_cover import Cover
from minerva.excel.template_draft import Draft, Filling
from minerva.excel.template_table import TableSheet
from minerva.layout.labels import bilingual
from minerva.layout.returns import choices
from minerva.layout.style import status_word
from minerva.model.record import LANGUAGES
from minerva.model.register import Organisation
from minerva.model.status import Status
from minerva.model.submission import Unusable
from minerva.parse.figure import NO_WORDS, YES_WORDS

GIVEN = {"organisation", "year", "completeness"}
"""What an empty template says on its cover."""


def write_template(path: Path, organisation: Organisation, year: int, filling: Filling | None = None) -> Path:
    """Write the template of an organisation (or section) for a year to `path` and return it. Overwrites."""
    workbook = new_workbook(path, bilingual("report.title", " – ", year=year))
    try:
        _write_sheets(Draft(workbook, organisation, year, filling or Filling()))
    finally:
        workbook.close()
    return path


def put_template(output: Path, organisation: Organisation, year: int, replace: bool = False) -> bool:
    """Make `output` the template of an organisation, complete or not at all; False where the file there was kept.

    A file that is there may be a filled return, so it is kept; with `replace` it is rewritten where it is untouched.
    Raises OutputBusy, OutputLocked, OutputDamaged or OSError; then what was there is as it was.
    """
    with private_folder(output) as folder:
        prepared = write_template(folder / output.name, organisation, year)
        check_workbook(prepared, {})
        sync(prepared)
        if os.path.lexists(output):
            if same_content(prepared, output):
                return True
            if not (replace and is_untouched(output)):
                return False
        put_in_place(prepared, output)
        return True


def is_untouched(path: Path) -> bool:
    """Whether a file is a template of ours that nobody has saved since and that holds nothing typed.

    Every program that saves a workbook stores the time in it; ours is fixed, so even content that the reader does not
    look at (a colour, a chart) is noticed.
    """
    outcome = read_return(path, path.name, Expectation(), may_be_blank=True)
    if isinstance(outcome, Unusable) or not outcome.template_version:
        return False
    typed = outcome.records or outcome.set_aside or outcome.cover.keys() - GIVEN
    return not typed and outcome.file.modified == f"{CREATED:%Y-%m-%dT%H:%M:%SZ}"


def _write_sheets(draft: Draft) -> None:
    cover = draft.workbook.add_worksheet(draft.layout.cover.sheet)
    sheets = {table: draft.workbook.add_worksheet(table.value, EntrySheet) for table in draft.layout.tables}
    findings = draft.workbook.add_worksheet(draft.layout.findings_sheet)
    _write_lists(draft)
    _write_metadata(draft)
    for table, sheet in sheets.items():
        TableSheet(draft, sheet, draft.layout.tables[table]).write()
    Cover(draft, cover).write()
    write_findings_head(findings, draft.formats, draft.layout.findings_header_row, draft.heading)
    cover.activate()


def _write_lists(draft: Draft) -> None:
    """Hidden lists, each with a name: validations refer to ranges, never to inline lists."""
    sheet = draft.workbook.add_worksheet(draft.layout.lists_sheet)
    lists = {f"{kind}_choices": list(choices(kind).values()) for kind in ("unit", "direction", "declared")}
    lists["completeness_choices"] = list(choices("completeness").values())
    for language in LANGUAGES:
        lists[f"status_words_{language}"] = [status_word(status, language) for status in Status]
    lists["yes_words"], lists["no_words"] = list(YES_WORDS), list(NO_WORDS)
    for column, (name, words) in enumerate(lists.items()):
        sheet.write_string(0, column, name)
        for row, word in enumerate(words, 1):
            sheet.write_string(row, column, word)
        letters = xlsxwriter.utility.xl_col_to_name(column)
        draft.workbook.define_name(name, f"='{sheet.name}'!${letters}$2:${letters}${len(words) + 1}")
    sheet.protect()
    sheet.hide()


def _write_metadata(draft: Draft) -> None:
    sheet = draft.workbook.add_worksheet(draft.layout.metadata_sheet)
    for row, (key, value) in enumerate(_metadata(draft).items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, str(value))
    sheet.very_hidden()


def _metadata(draft: Draft) -> dict[str, object]:
    return {
        "template_version": draft.layout.version,
        "organisation": draft.organisation.id,
        "year": draft.year,
        "plan_digest": "",
    }
