"""Reads the cells of an .xlsx package in one pass: texts, figures as people see them, formulas, merges, hidden rows.

Own code because no library measured gives number formats, merges and hidden rows at this speed under limits that are
enforced while inflating, and because error cells and texts such as `N/A` must arrive as typed. Decimals are taken
from Excel's 15 significant digits, so that a cell holding 0.29 is exactly 0.29.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import InvalidOperation
from xml.parsers.expat import ExpatError, ParserCreate

from minerva.excel.cells import (
    Cell,
    Lookup,
    NumberStyle,
    Sheet,
    area,
    number_style,
    position,
    row_number,
    text_cell,
    unescape,
)
from minerva.excel.intake import Archive, Kind, Refused, kind_of
from minerva.excel.sheet_scan import scan
from minerva.model.submission import Refusal

MOST_CELLS = 1_000_000
MOST_SHEETS = 256
ENCODINGS = ("utf-8", "utf8", "us-ascii", "utf-16")


@dataclass(slots=True)
class Package:
    """A workbook once read. `modified` is the time stored inside it, ISO 8601, or ''.

    `macros` tells of a macro project, `external` names the other files, servers and embedded objects it refers to;
    none of them is opened.
    """

    sheets: list[Sheet]
    modified: str = ""
    macros: bool = False
    external: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with that name, capitals aside."""
        return next((sheet for sheet in self.sheets if sheet.name.lower() == name.lower()), None)


def read_package(content: bytes) -> Package:
    """The cells of a workbook. Raises Refused for whatever is not a sound .xlsx or .xlsm package."""
    if kind_of(content) is not Kind.XLSX:
        raise Refused(Refusal.OLD_FORMAT)
    archive = Archive(content)
    try:
        return _Reader(archive).read()
    except (ExpatError, KeyError, IndexError, ValueError, OverflowError, InvalidOperation) as error:
        raise Refused(Refusal.DAMAGED, type(error).__name__) from error


class _Reader:
    def __init__(self, archive: Archive):
        self.archive = archive
        self.filled = 0

    def read(self) -> Package:
        workbook = self._workbook_part()
        targets, named = self._relationships(workbook)
        names, date1904 = self._sheet_names(workbook)
        if len(names) > MOST_SHEETS:
            raise Refused(Refusal.UNSAFE, f"{len(names)} > {MOST_SHEETS}")
        folder = workbook.rpartition("/")[0]
        strings = self._shared_strings(named.get("sharedStrings", _near(folder, "sharedStrings.xml")))
        lookup = Lookup(strings, self._styles(named.get("styles", _near(folder, "styles.xml"))), date1904)
        sheets = []
        for name, state, relation in names:
            part = targets.get(relation, "")
            if part in self.archive and "/chartsheets/" not in part:
                sheet = Sheet(name, state)
                self._read_sheet(part, sheet, lookup)
                sheets.append(sheet)
        return Package(sheets, self._modified())

    def _workbook_part(self) -> str:
        """The part the package itself names as its workbook."""
        for target, kind in _relations(self._parse, "_rels/.rels" if "_rels/.rels" in self.archive else ""):
            part = target.lstrip("/")
            if kind.endswith("/officeDocument") and part in self.archive and part.startswith("xl/"):
                return part
        if "xl/workbook.xml" in self.archive:
            return "xl/workbook.xml"
        raise Refused(Refusal.NOT_A_WORKBOOK)

    def _relationships(self, workbook: str) -> tuple[dict[str, str], dict[str, str]]:
        """The parts the workbook refers to, by id of the relation and by its kind (`styles`, `sharedStrings`)."""
        folder, _, name = workbook.rpartition("/")
        part = f"{folder}/_rels/{name}.rels"
        targets: dict[str, str] = {}
        kinds: dict[str, str] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship":
                target = _near(folder, attributes.get("Target", ""))
                targets[attributes["Id"]] = target
                kinds[attributes.get("Type", "").rpartition("/")[2]] = target

        if part in self.archive:
            self._parse(part, start)
        return targets, kinds

    def _sheet_names(self, workbook: str) -> tuple[list[tuple[str, str, str]], bool]:
        names: list[tuple[str, str, str]] = []
        date1904 = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal date1904
            if tag == "sheet":
                relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")
                names.append((attributes["name"], attributes.get("state", "visible"), relation))
            elif tag == "workbookPr":
                date1904 = attributes.get("date1904") in ("1", "true")

        self._parse(workbook, start)
        return names, date1904

    def _shared_strings(self, part: str) -> list[Cell | None]:
        strings: list[Cell | None] = []
        pieces: list[str] = []
        phonetic = listening = False

        def start(tag: str, _: dict[str, str]) -> None:
            nonlocal listening, phonetic
            if tag == "t":
                listening = not phonetic
            elif tag == "si":
                pieces.clear()
            elif tag == "rPh":
                phonetic = True

        def end(tag: str) -> None:
            nonlocal listening, phonetic
            if tag == "t":
                listening = False
            elif tag == "si":
                strings.append(text_cell(unescape("".join(pieces))))
            elif tag == "rPh":
                phonetic = False

        def text(data: str) -> None:
            if listening:
                pieces.append(data)

        if part in self.archive:
            self._parse(part, start, end, text)
        return strings

    def _styles(self, part: str) -> list[NumberStyle]:
        """For each cell format, whether it shows a percentage or a date."""
        custom: dict[int, str] = {}
        styles: list[NumberStyle] = []
        inside = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            if tag == "numFmt":
                custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                styles.append(number_style(int(attributes.get("numFmtId", "0")), custom))

        def end(tag: str) -> None:
            nonlocal inside
            if tag == "cellXfs":
                inside = False

        if part in self.archive:
            self._parse(part, start, end)
        return styles

    def _read_sheet(self, part: str, sheet: Sheet, lookup: Lookup) -> None:
        """The fast way where the sheet is written the ordinary way, else element by element."""
        content = self.archive.read(part)
        found = scan(content, sheet, lookup, MOST_CELLS - self.filled)
        if found is None:
            self._read_elements(content, sheet, lookup)
        else:
            self._count(found)

    def _count(self, cells: int) -> None:
        self.filled += cells
        if self.filled > MOST_CELLS:
            raise Refused(Refusal.UNSAFE, f"> {MOST_CELLS}")

    def _read_elements(self, content: bytes, sheet: Sheet, lookup: Lookup) -> None:
        row = column = 0
        address = kind = style = ""
        formula = listening = phonetic = False
        pieces: list[str] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal row, column, address, kind, style, formula, listening, phonetic
            if tag == "c":
                address = attributes.get("r", "")
                column += 1
                kind, style = attributes.get("t", "n"), attributes.get("s", "0")
                formula = False
                pieces.clear()
            elif tag in ("v", "t"):
                listening = not phonetic
            elif tag == "f":
                formula = True
            elif tag == "rPh":
                phonetic = True
            elif tag == "row":
                row = row_number(attributes.get("r", row + 1))
                column = 0
                if attributes.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.add(row)
            elif tag == "mergeCell":
                sheet.merges.append(area(attributes["ref"]))

        def end(tag: str) -> None:
            nonlocal row, column, listening, phonetic
            if tag in ("v", "t"):
                listening = False
            elif tag == "rPh":
                phonetic = False
            elif tag == "c":
                if address:
                    row, column = position(address)
                raw = "".join(pieces)
                cell = lookup.cell(raw, kind, style, formula)
                if cell is not None:
                    sheet.cells[row, column] = cell
                    self._count(1)

        def text(data: str) -> None:
            if listening:
                pieces.append(data)

        self._parse_content([content], start, end, text)

    def _modified(self) -> str:
        pieces: list[str] = []
        listening = False

        def start(tag: str, _: dict[str, str]) -> None:
            nonlocal listening
            listening = tag == "modified"

        def end(_: str) -> None:
            nonlocal listening
            listening = False

        if "docProps/core.xml" in self.archive:
            self._parse("docProps/core.xml", start, end, lambda data: pieces.append(data) if listening else None)
        return "".join(pieces).strip()

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        self._parse_content(self.archive.chunks(part), start, end, text)

    @staticmethod
    def _parse_content(
        chunks: Iterable[bytes],
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        """Run XML through expat. Names arrive without prefix; a document type or odd encoding is refused."""
        parser = ParserCreate()
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.XmlDeclHandler = _refuse_encoding

        def bare_start(tag: str, attributes: dict[str, str]) -> None:
            start(tag.rpartition(":")[2], attributes)

        def bare_end(tag: str) -> None:
            end(tag.rpartition(":")[2])

        def first(tag: str, attributes: dict[str, str]) -> None:
            """Only a part whose root has a prefix, or whose children come from elsewhere, pays for taking them off."""
            unprefixed = tag in _UNPREFIXED
            parser.StartElementHandler = start if unprefixed else bare_start
            if end is not None:
                parser.EndElementHandler = end if unprefixed else bare_end
            parser.StartElementHandler(tag, attributes)

        parser.StartElementHandler = first
        parser.CharacterDataHandler = text
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


_UNPREFIXED = {"worksheet", "workbook", "sst", "styleSheet", "Relationships"}


def _refuse_doctype(*_: object) -> None:
    raise Refused(Refusal.UNSAFE, "DTD")


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise Refused(Refusal.UNSAFE, encoding)


def _relations(parse: Callable, part: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            found.append((attributes.get("Target", ""), attributes.get("Type", "")))

    if part:
        parse(part, start)
    return found


def _near(folder: str, target: str) -> str:
    """A relationship's target as a part name."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == "..":
            parts = parts[:-1]
        elif piece not in (".", ""):
            parts.append(piece)
    return "/".join(parts)
