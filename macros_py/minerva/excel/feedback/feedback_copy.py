"""The feedback workbook of a return: a copy of it with notes on the cells and the findings listed in their sheet.

What is not ours to change goes over byte for byte, so the copy can be corrected and sent back as the return it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from minerva.excel.content.cells import Sheet, position
from minerva.excel.content.xlsx import read_xlsx
from minerva.excel.feedback.copied_package import CopiedPackage, copying
from minerva.excel.feedback.findings_part import Place, fill_findings_sheet
from minerva.excel.feedback.notes import put_notes
from minerva.excel.findings_list import heading, is_heading
from minerva.excel.own_notes import own_note
from minerva.excel.returns.account import typed_in_findings
from minerva.layout.returns import return_layout
from minerva.model.finding import Finding, Severity
from minerva.model.submission import Submission

_NOTED = (Severity.ERROR.value, Severity.WARNING.value)
"""Where a finding must stand to get a note: what asks for nothing is only in the list."""


def feedback_copy(content: bytes, submission: Submission, findings: Sequence[Finding]) -> bytes:
    """The feedback workbook of a received .xlsx, from its bytes. Raises CannotCopy where no copy can be made."""
    with copying():
        package = CopiedPackage.of(content)
        package.as_plain_workbook()
        before = _findings_sheet(package)
        by_sheet = _by_cell(findings)
        for sheet in package.sheets():
            noted = by_sheet.get(sheet.name, {})
            put_notes(package, sheet, {place: own_note(found) for place, found in noted.items()})
        typed = {place: text for place in typed_in_findings(before, submission) if (text := before.text(*place))}
        fill_findings_sheet(package, typed, findings, _heading(before, submission))
        return package.content()


def _findings_sheet(package: CopiedPackage) -> Sheet:
    """The sheet of findings as received, an empty one where there is none."""
    name = return_layout().findings_sheet
    found = read_xlsx(package.archive, package.workbook, name).sheets
    return found[0] if found else Sheet(name)


def _by_cell(findings: Iterable[Finding]) -> Mapping[str, dict[Place, list[Finding]]]:
    """The findings that get a note, by sheet and cell, errors first."""
    found: dict[str, dict[Place, list[Finding]]] = {}
    for finding in findings:
        if finding.cell and finding.standing in _NOTED:
            found.setdefault(finding.sheet, {}).setdefault(position(finding.cell), []).append(finding)
    return found


def _heading(listed: Sheet, submission: Submission) -> str:
    """Whose return it is, for the head of the list: as the template says it, else by the cover or the register's id."""
    given = listed.text(2, 1)
    if is_heading(given):
        return given
    told = submission.cover.get("organisation")
    whose = told.text if told is not None else submission.organisation
    return heading(whose, submission.year, submission.file.name)
