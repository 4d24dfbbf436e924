"""The repaired copy of a return: what is proposed for certain put into its cells, everything else as received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from minerva.excel.content.cells import plain, position
from minerva.excel.content.number_formats import NumberStyle
from minerva.excel.content.package import Package, read_package
from minerva.excel.content.xlsx import number_styles
from minerva.excel.feedback.copied_package import CopiedPackage, SheetPart, copying
from minerva.excel.feedback.sheet_cells import SheetCells
from minerva.excel.feedback.stale_formulas import stale_cells
from minerva.excel.feedback.xml_places import Splice, spliced, with_attribute
from minerva.model.finding import Finding, Proposal, Severity

Place = tuple[int, int]
_PLACES_IN_WORKBOOK = ("definedNames", "functionGroups", "externalReferences", "sheets")


class NotApplied(StrEnum):
    """Why a proposal was left alone; each member has a label `fix.left.<value>`."""

    DIFFERENT = "different"
    FORMULA = "formula"
    NO_CELL = "no_cell"


@dataclass(frozen=True)
class Change:
    """A cell that was given another value, or (`left`) why it was not. `old` and `new` are as people see them."""

    code: str
    sheet: str
    cell: str
    old: str
    new: str
    left: NotApplied | None = None


@dataclass(frozen=True)
class Repaired:
    """A repaired copy: its bytes, None where nothing could be changed, and what was done."""

    content: bytes | None
    changes: tuple[Change, ...]

    @property
    def applied(self) -> list[Change]:
        """What was changed."""
        return [change for change in self.changes if change.left is None]


def proposals_of(findings: Sequence[Finding]) -> list[tuple[Finding, Proposal]]:
    """What is proposed and asked for: not for a warning that was justified, nor by a rule that is only tried out."""
    asked = [one for one in findings if not one.is_justified and one.severity is not Severity.TRIAL]
    return [(finding, proposal) for finding in asked for proposal in finding.proposals]


def repaired_copy(content: bytes, findings: Sequence[Finding]) -> Repaired:
    """Apply the proposals of the findings of a return to a copy. Raises CannotCopy where no copy can be made.

    A finding is settled by all its proposals or by none: thresholds are not half exchanged.
    """
    with copying():
        package = CopiedPackage.of(content)
        package.as_plain_workbook()
        repair = _Repair(package, read_package(content))
        changes = repair.changes(proposals_of(findings))
        if all(change.left is not None for change in changes):
            return Repaired(None, tuple(changes))
        repair.write()
        return Repaired(package.content(), tuple(changes))


class _Repair:
    def __init__(self, package: CopiedPackage, read: Package):
        self.package = package
        self.read = read
        self.sheets = {sheet.name.lower(): sheet for sheet in package.sheets()}
        self.cells: dict[str, SheetCells] = {}
        self.styles: list[NumberStyle] = number_styles(package.archive, package.workbook)
        self.values: dict[str, dict[Place, Decimal | str]] = {}

    def changes(self, proposed: Sequence[tuple[Finding, Proposal]]) -> list[Change]:
        """What is done about each proposal; each cell is told once."""
        meant: dict[tuple[str, str], set[Decimal | str]] = {}
        for _, one in proposed:
            meant.setdefault((one.sheet.lower(), one.cell), set()).add(one.value)
        by_finding: dict[int, NotApplied | None] = {}
        for finding, one in proposed:
            reason = self._left(one, meant[one.sheet.lower(), one.cell])
            by_finding[id(finding)] = by_finding.get(id(finding)) or reason
        told: dict[tuple[str, str, Decimal | str], Change] = {}
        for finding, one in proposed:
            key = (one.sheet.lower(), one.cell, one.value)
            change = self._change(finding, one, by_finding[id(finding)])
            if key not in told or told[key].left is not None:
                told[key] = change
        return list(told.values())

    def _left(self, proposal: Proposal, meant: set[Decimal | str]) -> NotApplied | None:
        """Why a proposal cannot be applied, None where it can."""
        if len(meant) > 1:
            return NotApplied.DIFFERENT
        if proposal.sheet.lower() not in self.sheets or not proposal.cell:
            return NotApplied.NO_CELL
        cell = self._sheet(proposal.sheet).cell(position(proposal.cell))
        # A formula may be shared by other cells, and would give the old value again in the next year.
        return NotApplied.FORMULA if cell is not None and cell.child("f") is not None else None

    def _change(self, finding: Finding, proposal: Proposal, left: NotApplied | None) -> Change:
        sheet = self.read.sheet(proposal.sheet)
        place = position(proposal.cell) if proposal.cell else (0, 0)
        old = sheet.text(*place) if sheet is not None else ""
        if left is not None:
            return Change(finding.code, proposal.sheet, proposal.cell, old, _shown(proposal.value, False), left)
        percent = self._is_percent(proposal.sheet, place)
        stored = proposal.value / 100 if percent and isinstance(proposal.value, Decimal) else proposal.value
        self.values.setdefault(proposal.sheet.lower(), {})[place] = stored
        return Change(finding.code, proposal.sheet, proposal.cell, old, _shown(proposal.value, percent))

    def _sheet(self, name: str) -> SheetCells:
        sheet = self.sheets[name.lower()]
        if name.lower() not in self.cells:
            self.cells[name.lower()] = SheetCells(self.package.read(sheet.part))
        return self.cells[name.lower()]

    def _is_percent(self, sheet: str, place: Place) -> bool:
        number = self._sheet(sheet).style(place)
        style = self.styles[number] if number < len(self.styles) else None
        if style is None:
            return False
        return (style.chosen(Decimal(1)) if style.sections else style).percent

    def write(self) -> None:
        """Put the values into the sheets, forget what formulas gave that depend on them, and have all calculated."""
        changed = [(sheet, *place) for sheet, values in self.values.items() for place in values]
        formulas = {name: self._sheet(name).formulas() for name in self.sheets}
        stale = stale_cells(formulas, changed)
        for name in {**self.values, **stale}:
            if name in self.sheets:
                self._write_sheet(self.sheets[name], self.values.get(name, {}), stale.get(name, set()))
        self._calculate_on_opening()

    def _write_sheet(self, sheet: SheetPart, values: Mapping[Place, Decimal | str], stale: set[Place]) -> None:
        cells = self._sheet(sheet.name)
        splices = cells.put(values) + cells.forget(stale - values.keys())
        if splices:
            self.package.changed[sheet.part] = spliced(cells.content, splices)

    def _calculate_on_opening(self) -> None:
        content, root = self.package.outline(self.package.workbook)
        element = root.child("calcPr")
        if element is not None:
            splice = with_attribute(content, element, "fullCalcOnLoad", "1")
        else:
            xml = f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'
            place = next(one.end for name in _PLACES_IN_WORKBOOK if (one := root.child(name)) is not None)
            splice = Splice(place, place, xml.encode())
        self.package.changed[self.package.workbook] = spliced(content, [splice])


def _shown(value: Decimal | str, percent: bool) -> str:
    if isinstance(value, str):
        return value
    return f"{plain(value)}%" if percent else plain(value)
