"""What of a workbook reaches outside it: other files, servers, embedded objects, macros. It is named, never opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape as unescape_entities
from urllib.parse import unquote

from minerva.excel.content.intake import Archive
from minerva.excel.content.xml_parts import Relation, parse, relations

MOST_NAMED = 100
LONGEST_NAME = 200
LONGEST_FORMULA = 500

_MACROS = {"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"}
_EMBEDDED = {"oleObject", "package", "control", "activeXControlBinary", "queryTable", "externalLinkPath"}
_MARKS = (b"[", b"|", b"'#", b"WEBSERVICE", b"FILTERXML", b"RTD", b"CALL", b"REGISTER", b"DDE", b"IMPORT", b"IMAGE")
_TO_A_PLACE_INSIDE = (b'HYPERLINK("#', b"HYPERLINK(&QUOT;#")
_LITERAL = re.compile('"[^"]*"')
_REFERENCE = re.compile(
    r"(?<![\w\]\[])\[[^\[\]]+\][^\[\]'!,();]*'?!"  # [1]Sheet!A1, 'C:\folder\[book.xlsx]Sheet'!A1
    r"|[\w.]+\|[^!]*!"  # cmd|'/c calc'!A1
    r"|'[^']+'#"  # 'file:///book.ods'#$Sheet.A1
    r"|(?<![A-Za-z0-9_])(?:WEBSERVICE|FILTERXML|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|DDE"
    r"|IMPORT(?:DATA|FEED|HTML|RANGE|XML))\s*\(",
    re.IGNORECASE,
)
_LINK = re.compile(r'HYPERLINK\s*\(\s*(?!"#|\s)|INDIRECT\s*\([^)]*(?:\[|://|\'#)|IMPORT[A-Z]+\(', re.IGNORECASE)


def may_reach_outside(formulas: str) -> bool:
    """Whether one of many formulas in one text could reach outside: a quick look that errs on the side of yes."""
    text = formulas.encode().upper()
    if any(mark in text for mark in _MARKS):
        return True
    links = text.count(b"HYPERLINK(")
    return links > 0 and links != sum(map(text.count, _TO_A_PLACE_INSIDE))


def outward_formula(formula: str) -> str:
    """The formula, bounded, where it reaches outside the workbook; else ''. A link to a place inside does not."""
    if _REFERENCE.search(_LITERAL.sub('""', formula)) or _LINK.search(formula):
        return formula[:LONGEST_FORMULA]
    return ""


def outward_formula_xml(element: str) -> str:
    """The same for a formula as its XML element `<f …>…</f>`."""
    if not may_reach_outside(element):
        return ""
    return outward_formula(unescape_entities(element.partition(">")[2].rpartition("</")[0]))


def place_named(target: str) -> str:
    """A target as it may be shown: the name of a file, or an address without user, query and fragment."""
    text = unquote(target).strip()
    scheme, mark, rest = text.partition("://")
    if mark and scheme.lower() != "file":
        host, slash, path = re.split("[?#]", rest)[0].partition("/")
        text = f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
    else:
        text = re.split(r"[/\\]", text.rstrip("/\\"))[-1]
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_NAME]


class Outside:
    """Collects what the parts of a package refer to; `named` in order of appearance, each once."""

    def __init__(self, archive: Archive):
        self.archive = archive
        self.macros = any(name.endswith("vbaProject.bin") for name in archive.names)
        self._named: dict[str, None] = {}

    @property
    def named(self) -> tuple[str, ...]:
        """The names of files, servers and objects."""
        return tuple(self._named)

    def name(self, text: str) -> None:
        """Add one, unless there are too many already."""
        if text and len(self._named) < MOST_NAMED:
            self._named[text] = None

    def look_at(self, found: Iterable[Relation]) -> None:
        """Note what the relations of a workbook or a sheet lead to. A plain link in a cell leads nowhere by itself."""
        for relation in found:
            if relation.kind in _MACROS:
                self.macros = True
            elif relation.kind == "externalLink":
                self._link(relation.target)
            elif relation.kind == "connections":
                self._connections(relation.target)
            elif relation.kind == "drawing":
                self.look_at(relations(self.archive, relation.target))
            elif relation.kind in _EMBEDDED or (relation.outside and relation.kind != "hyperlink"):
                self.name(place_named(relation.target))

    def _link(self, part: str) -> None:
        """Another workbook, or a DDE server, whose values this one keeps."""
        before = len(self._named)
        for relation in relations(self.archive, part):
            self.name(place_named(relation.target))

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "ddeLink":
                words = (attributes.get("ddeService", ""), attributes.get("ddeTopic", ""))
                self.name(f"DDE {'|'.join(words)}"[:LONGEST_NAME])

        if part in self.archive and part.endswith(".xml"):
            parse(self.archive.chunks(part), start)
        if len(self._named) == before:
            self.name(place_named(part))

    def _connections(self, part: str) -> None:
        """Connections by their names: the texts behind them may hold passwords."""
        before = len(self._named)

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "connection":
                self.name(place_named(attributes.get("name", "")))
            elif tag == "webPr":
                self.name(place_named(attributes.get("url", "")))

        if part in self.archive and part.endswith(".xml"):
            parse(self.archive.chunks(part), start)
        if len(self._named) == before:
            self.name(place_named(part))
