"""Where the elements of an XML part stand, so that one can be replaced and all others stay as they are.

A part is never read into a tree and written anew: that would lose what the writer does not know (namespaces,
extensions, the order of attributes). Only the bytes of what changes are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers.expat import ParserCreate

from minerva.excel.content.intake import Refused
from minerva.excel.content.xml_parts import ENCODINGS
from minerva.model.submission import Refusal

_START_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_DECLARATION = re.compile(r"""\A<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["'][^>]*\?>""")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EVERYTHING = 1 << 30


@dataclass(slots=True)
class Element:
    """One element by its bytes.

    `start` is its `<`, `inside` what follows its start tag, `close` its end tag (its end where it stands `alone`),
    `end` what follows it all. `tag` is as written, with its prefix; `name` without.
    """

    tag: str
    name: str
    attributes: dict[str, str]
    start: int
    inside: int = 0
    close: int = 0
    end: int = 0
    alone: bool = False
    children: list[Element] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """The prefix of its name with its colon, or ''."""
        return self.tag[: len(self.tag) - len(self.name)]

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((one for one in self.children if one.name == name), None)

    def named(self, name: str) -> list[Element]:
        """The children of that name."""
        return [one for one in self.children if one.name == name]

    def below(self) -> Iterator[Element]:
        """All elements inside, in the order of the file."""
        waiting = self.children[::-1]  # no recursion: a received file may nest as deep as it likes
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


class Splice(NamedTuple):
    """The bytes from `start` to `end` become `new`."""

    start: int
    end: int
    new: bytes


def outline(content: bytes, depth: int = _EVERYTHING) -> Element:
    """The root of a part in UTF-8 with its elements down to a depth (0: the root alone).

    Raises Refused for a document type, ExpatError for what is no XML.
    """
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    root: list[Element] = []
    open_elements: list[Element] = []
    level = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal level
        if level <= depth:
            element = _begun(content, parser.CurrentByteIndex, tag, attributes)
            (open_elements[-1].children if open_elements else root).append(element)
            open_elements.append(element)
        level += 1

    def end(_: str) -> None:
        nonlocal level
        level -= 1
        if level <= depth:
            element = open_elements.pop()
            if not element.alone:
                element.close = parser.CurrentByteIndex
                element.end = content.index(b">", element.close) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return root[0]


def _begun(content: bytes, place: int, tag: str, attributes: dict[str, str]) -> Element:
    inside = _START_TAG.match(content, place).end()  # type: ignore[union-attr]
    alone = content.startswith(b"/>", inside - 2)
    return Element(tag, tag.rpartition(":")[2], attributes, place, inside, inside, inside, alone)


def _refuse_doctype(*_: object) -> None:
    raise Refused(Refusal.UNSAFE, "DTD")


def as_utf8(content: bytes) -> bytes:
    """A part in UTF-8, without byte order mark. Raises Refused for an encoding Excel does not write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16")
    else:
        text = content.decode("utf-8-sig", "strict")
    declared = _DECLARATION.match(text)
    if declared is None:
        return text.encode()
    if declared[1].lower() not in ENCODINGS:
        raise Refused(Refusal.UNSAFE, declared[1])
    if declared[1].lower() == "utf-16":
        text = text[: declared.start(1)] + "UTF-8" + text[declared.end(1) :]
    return text.encode()


def spliced(content: bytes, splices: Iterable[Splice]) -> bytes:
    """A part with some of its bytes replaced; what is put at one place stays in the order given."""
    pieces, reached = [], 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        pieces += [content[reached:start], new]
        reached = end
    return b"".join([*pieces, content[reached:]])


def appended(element: Element, xml: str) -> Splice:
    """Put something at the end of an element."""
    if element.alone:
        return Splice(element.inside - 2, element.inside, f">{xml}</{element.tag}>".encode())
    return Splice(element.close, element.close, xml.encode())


def with_attribute(content: bytes, element: Element, name: str, value: str | None) -> Splice:
    """Give an element an attribute, or take it away (None)."""
    tag = content[element.start : element.inside]
    found = re.search(rf"""\s+{re.escape(name)}\s*=\s*(?:"[^"]*"|'[^']*')""".encode(), tag)
    new = b"" if value is None else f' {name}="{attribute_text(value)}"'.encode()
    if found is not None:
        return Splice(element.start + found.start(), element.start + found.end(), new)
    place = element.inside - (2 if element.alone else 1)
    return Splice(place, place, new)


def element_text(text: str) -> str:
    """A text as the content of an element: what XML does not allow as Excel writes it, `_x0001_`."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _NOT_XML.sub(lambda found: "�" if found[0] > "\x7f" else f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute_text(text: str) -> str:
    """A text as the value of an attribute."""
    text = _NOT_XML.sub("�", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
