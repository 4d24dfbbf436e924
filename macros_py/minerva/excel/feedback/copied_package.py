"""The package a copy is made of: parts as received, some of them changed, some new, and how they are tied together."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from xml.parsers.expat import ExpatError
from zlib import compress

from minerva.excel.content.intake import HIGHEST_RATIO, MEGABYTE, Archive, Refused, recognised
from minerva.excel.content.package import workbook_part
from minerva.excel.content.xml_parts import Relation, near, relations
from minerva.excel.feedback.xml_places import (
    Element,
    appended,
    as_utf8,
    attribute_text,
    outline,
    spliced,
    with_attribute,
)

PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MACROS = ("vbaProject", "vbaProjectSignature", "wordVbaData")
_MARK = re.compile(rb"<!-- minerva ([0-9a-f]{64}) -->")
LARGEST_CHANGED = 32 * MEGABYTE
"""A part beyond this is not taken apart: it would take more memory than a file may."""

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_CANNOT = (ExpatError, KeyError, IndexError, ValueError, OverflowError)
_OUT_OF_SHAPE = (AttributeError, TypeError, RecursionError)
"""What comes of an element that is missing where every program writes one: told like the rest, and the run goes on."""


@contextmanager
def copying() -> Iterator[None]:
    """What a package that contradicts itself raises, as CannotCopy."""
    try:
        yield
    except (Refused, *_CANNOT, *_OUT_OF_SHAPE) as error:
        raise CannotCopy("unreadable") from error


class CannotCopy(Exception):
    """A file of which no copy can be made by changing parts of it; `reason` is a label `feedback.no_copy.<reason>`."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, its part, and its element in the workbook."""

    name: str
    part: str
    state: str


class CopiedPackage:
    """An .xlsx taken apart. `changed` are the new contents of parts by name; all others go over byte for byte."""

    def __init__(self, archive: Archive, workbook: str):
        self.archive = archive
        self.workbook = workbook
        self.changed: dict[str, bytes] = {}
        self.left_out: set[str] = set()
        self.types = next((n for n in archive.names if n.lower() == "[content_types].xml"), "[Content_Types].xml")

    @classmethod
    def of(cls, content: bytes) -> CopiedPackage:
        """The package of a received workbook. Raises CannotCopy for what is none, or cannot be changed safely."""
        try:
            _, archive = recognised(content)
            if archive is None:
                raise CannotCopy("other_format")
            part = workbook_part(archive)
        except Refused as refused:
            raise CannotCopy("unreadable") from refused
        if not part.endswith(".xml"):
            raise CannotCopy("other_format")
        package = cls(archive, part)
        if package.outline(part)[1].child("sheets") is None or not package.has(relations_part(part)):
            raise CannotCopy("unreadable")
        return package

    def has(self, part: str) -> bool:
        """Whether the copy has that part."""
        return part in self.changed or (part in self.archive and part not in self.left_out)

    def read(self, part: str) -> bytes:
        """A part as it stands in the copy, in UTF-8. Raises CannotCopy for one that cannot be read."""
        if part not in self.changed:
            try:
                content = self.archive.read(part)
                if len(content) > LARGEST_CHANGED:
                    raise CannotCopy("too_large")
                return as_utf8(content)
            except (Refused, *_CANNOT) as error:
                raise CannotCopy("unreadable") from error
        return self.changed[part]

    def read_as_it_is(self, part: str) -> bytes:
        """A part that is no XML to us, byte for byte. Raises CannotCopy for one that cannot be read."""
        try:
            return self.changed[part] if part in self.changed else self.archive.read(part)
        except Refused as refused:
            raise CannotCopy("unreadable") from refused

    def outline(self, part: str) -> tuple[bytes, Element]:
        """A part and where its elements stand."""
        content = self.read(part)
        try:
            return content, outline(content)
        except (Refused, *_CANNOT) as error:
            raise CannotCopy("unreadable") from error

    def free_name(self, pattern: str) -> tuple[str, int]:
        """The name of a new part, such as xl/comments{}.xml, and its number: the first no part has."""
        taken = {name.lower() for name in (*self.archive.names, *self.changed)}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number), number

    # -- relations and content types -----------------------------------------------------------------------------------

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to; of a part whose relations were changed too."""
        name = relations_part(part)
        if name not in self.changed:
            return relations(self.archive, part)
        root, folder = outline(self.changed[name]), part.rpartition("/")[0]
        return [_relation(one, folder) for one in root.children if one.name == "Relationship"]

    def relate(self, part: str, target: str, kind: str) -> str:
        """Let a part refer to another; returns the id of the relation. `kind` is the last word of its type."""
        name, base = relations_part(part), self.base_of_types()
        taken = {one.id for one in self.relations(part)}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        attributes = f'Id="rId{number}" Type="{base}/{kind}" Target="/{attribute_text(target)}"'
        if not self.has(name):
            self.changed[name] = _empty("Relationships", PACKAGE_RELATIONS)
        content, root = self.outline(name)
        self.changed[name] = spliced(content, [appended(root, f"<{root.prefix}Relationship {attributes}/>")])
        return f"rId{number}"

    def base_of_types(self) -> str:
        """The namespace of relations, as the package writes it: a Strict one has another."""
        _, root = self.outline(relations_part(self.workbook))
        types = [one.attributes.get("Type", "") for one in root.children]
        return next(
            (kind.rpartition("/")[0] for kind in types if kind.endswith("/worksheet")),
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        )

    def unrelate(self, part: str, kinds: tuple[str, ...]) -> None:
        """Take away the relations of some kinds, and the parts they lead to."""
        gone = [one for one in self.relations(part) if one.kind in kinds]
        if not gone:
            return
        name, ids = relations_part(part), {one.id for one in gone}
        content, root = self.outline(name)
        splices = [(one.start, one.end, b"") for one in root.children if one.attributes.get("Id") in ids]
        self.changed[name] = spliced(content, splices)
        for one in gone:
            if one.target in self.archive:
                self.left_out.add(one.target)
                self.unrelate(one.target, kinds)
                self.left_out.add(relations_part(one.target))

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part is."""
        content, root = self.outline(self.types)
        xml = f'<{root.prefix}Override PartName="/{attribute_text(part)}" ContentType="{content_type}"/>'
        self.changed[self.types] = spliced(content, [appended(root, xml)])

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Say what parts with an ending are, where that is not said yet."""
        content, root = self.outline(self.types)
        known = {one.attributes.get("Extension", "").lower() for one in root.named("Default")}
        if ending not in known:
            xml = f'<{root.prefix}Default Extension="{ending}" ContentType="{content_type}"/>'
            first = root.children[0].start if root.children else root.close
            self.changed[self.types] = spliced(content, [(first, first, xml.encode())])

    def as_plain_workbook(self) -> None:
        """Make it an .xlsx whatever it was: without macro project, and no template. What came with macros goes back
        without: nobody should get code from us that we did not write."""
        kinds = {one.kind for one in self.relations(self.workbook)}
        if kinds & {"xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"}:
            raise CannotCopy("macro_sheets")
        self.unrelate(self.workbook, _MACROS)
        content, root = self.outline(self.types)
        splices = []
        for one in root.named("Override"):
            part = one.attributes.get("PartName", "").lstrip("/")
            if part.lower() == self.workbook.lower():
                splices.append(with_attribute(content, one, "ContentType", f"{SPREADSHEET}sheet.main+xml"))
            elif part in self.left_out:
                splices.append((one.start, one.end, b""))
        new = spliced(content, splices)
        if new != content:
            self.changed[self.types] = new

    # -- sheets --------------------------------------------------------------------------------------------------------

    def sheets(self) -> list[SheetPart]:
        """The worksheets in their order; sheets of charts are none."""
        _, root = self.outline(self.workbook)
        targets = {one.id: one for one in self.relations(self.workbook)}
        found = []
        sheets = root.child("sheets")
        for one in sheets.named("sheet") if sheets is not None else ():
            relation = targets.get(_relation_id(one.attributes))
            if relation is not None and relation.kind == "worksheet" and self.has(relation.target):
                state = one.attributes.get("state", "visible")
                found.append(SheetPart(one.attributes["name"], relation.target, state))
        return found

    # -- the copy ------------------------------------------------------------------------------------------------------

    def content(self) -> bytes:
        """The copy as a file, which carries a mark by which it is known to be as we wrote it."""
        names = [name for name in self.archive.names if name not in self.left_out and not name.endswith("/")]
        names += [name for name in self.changed if name not in self.archive]
        parts = {name: self.changed[name] if name in self.changed else self.archive.read(name) for name in names}
        bare = _MARK.sub(b"", self.read(self.workbook))
        parts[self.workbook] = bare
        parts[self.workbook] = bare + f"<!-- minerva {_digest(parts)} -->".encode()
        return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of parts; the same parts give the same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_STORED if _swells(part) else zipfile.ZIP_DEFLATED
            package.writestr(info, part)
    return target.getvalue()


def _swells(part: bytes) -> bool:
    """Whether a part becomes so small that whoever reads the copy must take it for a bomb, as we do."""
    return len(part) > MEGABYTE and len(part) > HIGHEST_RATIO // 2 * len(compress(part))


def is_as_written(content: bytes) -> bool:
    """Whether a file is a copy of ours that nobody has saved since: a program that saves it writes no such mark."""
    try:
        archive = Archive(content)
        workbook = workbook_part(archive)
        parts = {name: archive.read(name) for name in archive.names}
    except (Refused, *_CANNOT):
        return False
    mark = _MARK.search(parts[workbook])
    parts[workbook] = _MARK.sub(b"", parts[workbook])
    return mark is not None and mark[1].decode() == _digest(parts)


def _digest(parts: dict[str, bytes]) -> str:
    digest = sha256()
    for name in sorted(parts):
        digest.update(f"{name}\0{sha256(parts[name]).hexdigest()}\n".encode())
    return digest.hexdigest()


def relations_part(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _relation(element: Element, folder: str) -> Relation:
    attributes = element.attributes
    outside = attributes.get("TargetMode") == "External"
    target = attributes.get("Target", "")
    kind = attributes.get("Type", "").rpartition("/")[2]
    return Relation(attributes.get("Id", ""), kind, target if outside else near(folder, target), outside)


def _relation_id(attributes: dict[str, str]) -> str:
    """The id of a relation: `r:id`, whatever the prefix."""
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id" and ":" in k), "")


def _empty(root: str, namespace: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{root} xmlns="{namespace}"></{root}>'.encode()
