"""A template in the making: for whom, for which year, and what already stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import xlsxwriter

from minerva.excel.formats import Formats, in_footer
from minerva.layout.returns import ReturnLayout, return_layout
from minerva.model.record import Table
from minerva.model.register import Organisation
from minerva.model.status import Status

Typed = str | int | Decimal


@dataclass
class Filling:
    """What already stands in a template: the cover by input name, each record by field key (`title_fr`, `red`, …).

    A value is text, or a number; text such as "85 %" that Excel would take for a figure is the caller's to convert.
    `percent` names the figure keys to be shown in percent format by record: {(table, order): {"red", …}}.
    """

    cover: Mapping[str, Typed] = field(default_factory=dict)
    records: Mapping[Table, Sequence[Mapping[str, Typed]]] = field(default_factory=dict)
    percent: Mapping[tuple[Table, int], set[str]] = field(default_factory=dict)
    statuses: Mapping[tuple[Table, int], Status] = field(default_factory=dict)


@dataclass(eq=False)
class Draft:
    """The workbook being written, with what its sheets share."""

    workbook: xlsxwriter.Workbook
    organisation: Organisation
    year: int
    filling: Filling

    @cached_property
    def formats(self) -> Formats:
        """The formats of the house."""
        return Formats(self.workbook)

    @cached_property
    def layout(self) -> ReturnLayout:
        """Sheets, rows and columns."""
        return return_layout()

    @property
    def heading(self) -> str:
        """Organisation and year, as they stand under each title."""
        french, dutch = self.organisation.name_fr, self.organisation.name_nl
        return f"{french if french == dutch else f'{french} – {dutch}'} · {self.year}"

    def records(self, table: Table) -> int:
        """How many records the sheet has room for: those given, and the spare ones."""
        given = len(self.filling.records.get(table, ()))
        return max(self.layout.spare_records, given)

    @property
    def footer(self) -> str:
        """Organisation, year and page."""
        return f"&L&8{in_footer(self.heading, 200)}&R&8&P / &N"
