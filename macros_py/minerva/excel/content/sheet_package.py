"""What .xlsx and .xlsb have in common: a package whose workbook part names its sheets, strings and styles."""

from __future__ import annotations

from abc import ABC, abstractmethod

from minerva.excel.content.cells import MOST_SHEETS, Cell, Lookup, Package, Sheet
from minerva.excel.content.fills import read_theme
from minerva.excel.content.intake import Archive, Refused
from minerva.excel.content.outside import Outside
from minerva.excel.content.xlsx_styles import Looks
from minerva.excel.content.xml_parts import element_text, near, relations
from minerva.model.submission import Refusal


class SheetPackage(ABC):
    """Reads such a package; how its parts are written is told by what is derived from it."""

    ending: str

    def __init__(self, archive: Archive, workbook: str):
        self.archive = archive
        self.workbook = workbook
        self.theme = ""
        self.outside = Outside(archive)
        self.filled = 0

    def read(self, only: str = "") -> Package:
        """The cells of all sheets, or of the one named `only`.

        Raises Refused, and what the parts of a damaged package raise.
        """
        found = relations(self.archive, self.workbook)
        targets = {relation.id: relation.target for relation in found}
        named = {relation.kind: relation.target for relation in found}
        names, date1904 = self._sheet_names()
        if len(names) > MOST_SHEETS:
            raise Refused(Refusal.UNSAFE, f"{len(names)} > {MOST_SHEETS}")
        folder = self.workbook.rpartition("/")[0]
        self.theme = named.get("theme", near(folder, "theme/theme1.xml"))
        looks = self._styles(named.get("styles", near(folder, f"styles.{self.ending}")))
        strings, struck_strings = self._strings(
            named.get("sharedStrings", near(folder, f"sharedStrings.{self.ending}"))
        )
        struck = frozenset(struck_strings), frozenset(looks.struck)
        lookup = Lookup(strings, looks.numbers, date1904, *struck, looks.fills)
        self.outside.look_at(found)
        sheets = []
        for name, state, relation in names:
            part = targets.get(relation, "")
            if part in self.archive and "/chartsheets/" not in part and (not only or name.lower() == only.lower()):
                sheet = Sheet(name, state)
                self._read_sheet(part, sheet, lookup)
                sheets.append(sheet)
        modified = element_text(self.archive, "docProps/core.xml", "modified")
        return Package(sheets, modified, self.outside.macros, self.outside.named)

    def _theme(self) -> dict[str, str]:
        """The colours of the theme."""
        return read_theme(self.archive, self.theme)

    @abstractmethod
    def _sheet_names(self) -> tuple[list[tuple[str, str, str]], bool]:
        """Name, state and relation of each sheet; whether dates count from 1904."""

    @abstractmethod
    def _styles(self, part: str) -> Looks:
        """The cell formats."""

    @abstractmethod
    def _strings(self, part: str) -> tuple[list[Cell | None], set[int]]:
        """The shared strings as cells; those that are struck through."""

    @abstractmethod
    def _read_sheet(self, part: str, sheet: Sheet, lookup: Lookup) -> None:
        """Fill a sheet from its part."""
