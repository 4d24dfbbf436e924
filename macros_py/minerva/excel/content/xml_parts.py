"""Runs the XML of a package through expat: no document type, no odd encoding, nothing resolved or fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers.expat import ParserCreate

from minerva.excel.content.intake import Archive, Refused
from minerva.model.submission import Refusal

ENCODINGS = ("utf-8", "utf8", "us-ascii", "utf-16")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], object]

_UNPREFIXED = {"worksheet", "workbook", "sst", "styleSheet", "Relationships", "comments", "ThreadedComments"}


class Relation(NamedTuple):
    """What a part refers to. `kind` is the last word of its type; `target` a part's name, or an address."""

    id: str
    kind: str
    target: str
    outside: bool


def parse(chunks: Iterable[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Run XML through expat. Names arrive without prefix. Raises Refused or ExpatError."""
    parser = _parser()

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
    _feed(parser, chunks)


def parse_named(chunks: Iterable[bytes], start: Start, end: End, text: Text) -> None:
    """The same for OpenDocument, where bare names would clash: `table:table-cell`, whatever prefixes it has."""
    parser = _parser(" ")
    names = _OpenDocumentNames()
    parser.StartElementHandler = lambda tag, found: start(names[tag], {names[key]: found[key] for key in found})
    parser.EndElementHandler = lambda tag: end(names[tag])
    parser.CharacterDataHandler = text
    _feed(parser, chunks)


class _OpenDocumentNames(dict[str, str]):
    """`urn:…:xmlns:table:1.0 table-cell` -> `table:table-cell`, each worked out once."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        words = space.rstrip("/").split(":")
        prefix = words[-2] if len(words) > 2 else words[-1].rpartition("/")[2]
        self[name] = short = f"{prefix}:{local}" if space else local
        return short


def _parser(separator: str | None = None):
    parser = ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_encoding
    return parser


def _feed(parser, chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Refused(Refusal.UNSAFE, "DTD")


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise Refused(Refusal.UNSAFE, encoding)


def relations(archive: Archive, part: str) -> list[Relation]:
    """What a part refers to, '' for the package itself; [] where it refers to nothing."""
    folder, _, name = part.rpartition("/")
    part = f"{folder}/_rels/{name}.rels".lstrip("/")
    found: list[Relation] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            outside = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "").rpartition("/")[2]
            place = target if outside else _part_named(archive, near(folder, target))
            found.append(Relation(attributes["Id"], kind, place, outside))

    if part in archive:
        parse(archive.chunks(part), start)
    return found


def _part_named(archive: Archive, target: str) -> str:
    """The part a target means: names may differ in capitals, and an address may have its letters encoded."""
    if target in archive:
        return target
    wanted = unquote(target).lower()
    return next((name for name in archive.names if name.lower() == wanted), target)


def near(folder: str, target: str) -> str:
    """The target of a relation inside the package as the name of a part."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for piece in target.split("/"):
        if piece == "..":
            parts = parts[:-1]
        elif piece not in (".", ""):
            parts.append(piece)
    return "/".join(parts)


def element_text(archive: Archive, part: str, wanted: str) -> str:
    """The text of the first element of that name in a part, '' where there is none."""
    pieces: list[str] = []
    listening = done = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal listening
        listening = tag == wanted and not done

    def end(tag: str) -> None:
        nonlocal listening, done
        listening = False
        done = done or tag == wanted

    if part in archive:
        parse(archive.chunks(part), start, end, lambda data: pieces.append(data) if listening else None)
    return "".join(pieces).strip()
