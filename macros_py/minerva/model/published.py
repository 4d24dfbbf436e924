"""A regional workbook read back: what it says of each record and organisation, whatever returns it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from minerva.model.coverage import State
from minerva.model.record import Table
from minerva.model.register import Group
from minerva.model.submission import SourceFile

_LONGEST_ID = 200  # characters; a text inside a formula can have 255


class PublishedRow(NamedTuple):
    """A row of a data sheet: values by data column key, empty cells absent; `number` is the row on that sheet.

    A cell that holds a number is a Decimal, any other a text.
    """

    values: Mapping[str, str | Decimal]
    number: int

    def text(self, key: str) -> str:
        """The value as a text, '' where the cell is empty."""
        return str(self.values.get(key, ""))

    @property
    def organisation(self) -> str:
        """The id as in the register: `organisation`, or `organisation/section`; one no register holds is cut to what
        a formula can name."""
        return "/".join(filter(None, (self.text("organisation"), self.text("section"))))[:_LONGEST_ID]


class PublishedOrganisation(NamedTuple):
    """A row of the coverage table. `group` is None where the words of the workbook are none of ours.

    `counts` tells who counts in the rates of the preface.
    """

    id: str
    name_fr: str
    name_nl: str
    part: int
    chapter: str
    group: Group | None
    state: State | None
    counts: bool = False


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A regional workbook of ours as it stands on disk: rows of the data sheets by table, organisations in its order.

    `organisations` is empty where the workbook was written before the coverage table told their ids.
    """

    file: SourceFile
    year: int
    final: bool
    edition: int
    rows: Mapping[Table, tuple[PublishedRow, ...]]
    organisations: tuple[PublishedOrganisation, ...] = ()

    @property
    def coverage(self) -> dict[str, State]:
        """The state of each organisation and section by id."""
        return {one.id: one.state for one in self.organisations if one.state is not None}
