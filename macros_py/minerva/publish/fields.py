"""The columns of the open data: what each is called, holds and means, in three languages.

Their names are the keys of the data sheets, which are stable. Added is, for each figure, the same as a number to
calculate with; left out are the columns that are ways through the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from minerva.layout.labels import Labels
from minerva.layout.regional import CODES, TRACE, data_columns
from minerva.layout.returns import choices
from minerva.model.coverage import State
from minerva.model.record import FIGURES, Table
from minerva.model.register import Group
from minerva.model.status import Reason, Status

Kind = Literal["string", "integer", "number"]

ORGANISATIONS = "organisations"
NAMES = {Table.OBJECTIVES: "objectives", Table.INDICATORS: "indicators"}
"""The names of the tables, and of their files."""
NUMBER = "_number"
PARTS = ("_raw", "_cell", NUMBER, "_fr", "_nl")
_WHOLE = ("part", "counts", "row", "row_nl", "findings", "changes", *NAMES.values())
_ALWAYS = (
    "organisation",
    "organisation_fr",
    "organisation_nl",
    "part",
    "group",
    "status",
    "file",
    "sheet",
    "row",
    "record",
)


@dataclass(frozen=True)
class OpenField:
    """A column. `codes` are the values of a closed list, by the beginning of the labels that are their words.

    `usual` are the values of a list people choose from, where another one may stand as it was typed.
    """

    key: str
    kind: Kind = "string"
    required: bool = False
    codes: tuple[str, tuple[str, ...]] = ("", ())
    usual: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The key without the ending that says which language, or whether raw, cell or number."""
        return next((self.key.removesuffix(part) for part in PARTS if self.part == part), self.key)

    @property
    def part(self) -> str:
        """That ending, '' where there is none."""
        endings = (part for part in PARTS if self.key.endswith(part) and self.key != "row_nl")
        return next(endings, "")

    def title(self, words: Labels) -> str:
        """What it is called in one language, as in row 1 of the data sheets."""
        stem = next(words(f"{section}.{self.stem}") for section in _TITLES if words.has(f"{section}.{self.stem}"))
        title = stem[0].upper() + stem[1:]
        if not self.part:
            return title
        return f"{title} ({words('field_title.number') if self.part == NUMBER else words(f'data.suffix{self.part}')})"

    def description(self, words: Labels) -> str:
        """What it holds, in one language."""
        if self.part in ("_raw", "_cell", NUMBER):
            return words(f"field.{self.part[1:]}", title=OpenField(self.stem).title(words))
        if self.part and self.stem in CODES:
            return words("field.words", title=OpenField(self.stem).title(words))
        stem = "organisation_name" if (self.stem, self.part != "") in _NAMES_OF_ORGANISATIONS else self.stem
        return words(f"field.{stem}")

    def words_of_codes(self, words: Labels) -> dict[str, str]:
        """Code -> its word in one language."""
        prefix, codes = self.codes
        return {code: words(f"{prefix}{code}") for code in codes}


_TITLES = ("field_title", "data", "short")
_NAMES_OF_ORGANISATIONS = {("organisation", True), ("name", True)}
_CODES = {
    "status": (CODES["status"], tuple(Status)),
    "not_assessed_reason": (CODES["not_assessed_reason"], tuple(Reason)),
    "group": (CODES["group"], tuple(Group)),
    "state": ("state.", tuple(State)),
}


def record_fields(table: Table) -> tuple[OpenField, ...]:
    """The columns of the objectives or of the indicators, in order."""
    return tuple(_record_fields(table))


def organisation_fields() -> tuple[OpenField, ...]:
    """The columns of the organisations, in order."""
    keys = ("id", "section_of", "name_fr", "name_nl", "part", "group", "counts", "state", *NAMES.values())
    return tuple(_field(key, key in ("id", *NAMES.values())) for key in keys)


def _record_fields(table: Table) -> Iterator[OpenField]:
    for key in (key for key in data_columns(table) if key not in TRACE):
        yield _field(key, key in _ALWAYS)
        if key in FIGURES:
            yield OpenField(f"{key}{NUMBER}", "number")


def _field(key: str, required: bool) -> OpenField:
    usual = tuple(choices(key).values()) if key in ("unit", "direction", "declared") else ()
    kind: Kind = "integer" if key in _WHOLE else "string"
    return OpenField(key, kind, required, _CODES.get(key, ("", ())), usual)
