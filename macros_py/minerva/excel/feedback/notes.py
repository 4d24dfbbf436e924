"""Puts notes on the cells of a sheet: the part of comments, and the drawing old Excel shows them by.

Notes of people stay, ours stands below theirs; notes of an earlier check go. Where a conversation (threaded comment) is
held at a cell none is put: its note only stands for the conversation, and Excel mends one that says something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape as entities

from minerva.excel.content.cells import position, unescape
from minerva.excel.content.xml_parts import Relation
from minerva.excel.feedback.copied_package import SPREADSHEET, CopiedPackage, SheetPart
from minerva.excel.feedback.note_shapes import Box, drawing, drawing_with, visible_shapes
from minerva.excel.feedback.sheet_frame import SheetFrame, Sizes, with_elements
from minerva.excel.feedback.xml_places import (
    Element,
    Splice,
    appended,
    attribute_text,
    element_text,
    spliced,
)
from minerva.excel.own_notes import NAME, without_own_note
from minerva.model.record import column_letters

Place = tuple[int, int]
Note = Sequence[tuple[str, bool]]
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREAD = "tc="  # the author of a note that stands for a conversation


def put_notes(package: CopiedPackage, sheet: SheetPart, notes: Mapping[Place, Note]) -> set[Place]:
    """Replace our notes of a sheet; returns the cells that got one."""
    frame = SheetFrame(package.read(sheet.part))
    part = _comments_part(package, sheet)
    if part is None and not notes:
        return set()
    notes = _on_merged_cells(frame, notes)
    if part is None:
        part = _new_comments(package, sheet, frame)
    content, root = package.outline(part)
    comments = _Comments(content, root)
    boxes = comments.rewrite(notes)
    if not comments.splices:
        return set()
    package.changed[part] = spliced(content, comments.splices)
    _draw(package, sheet, frame, boxes, comments.removed)
    return set(boxes)


def _comments_part(package: CopiedPackage, sheet: SheetPart) -> str | None:
    found = (one.target for one in package.relations(sheet.part) if one.kind == "comments")
    return next((target for target in found if package.has(target)), None)


def _on_merged_cells(frame: SheetFrame, notes: Mapping[Place, Note]) -> dict[Place, Note]:
    """The notes by the cells people see: inside a merged range that is its first."""
    first = {}
    merges = frame.merges() if notes else []
    for (row, column), note in notes.items():
        over = next((m for m in merges if m[0] <= row <= m[2] and m[1] <= column <= m[3]), (row, column))
        first.setdefault(over[:2], note)
    return first


def _new_comments(package: CopiedPackage, sheet: SheetPart, frame: SheetFrame) -> str:
    part, _ = package.free_name("xl/comments{}.xml")
    namespace = frame.root.attributes.get(f"xmlns:{frame.prefix[:-1]}" if frame.prefix else "xmlns", "")
    package.changed[part] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{attribute_text(namespace)}"><authors/><commentList/></comments>'
    ).encode()
    package.declare(f"/{part}", f"{SPREADSHEET}comments+xml")
    package.relate(sheet.part, part, "comments")
    return part


class _Comments:
    """The comments of a sheet: what becomes of each."""

    def __init__(self, content: bytes, root: Element):
        self.content = content
        self.root = root
        self.splices: list[Splice] = []
        self.removed: set[Place] = set()
        self.authors = root.child("authors")
        self.list = root.child("commentList")

    def rewrite(self, notes: Mapping[Place, Note]) -> dict[Place, Note]:
        """Take our old notes away and put the new ones; returns those put, with all that stands in them."""
        put: dict[Place, Note] = {}
        left = dict(notes)
        names = [_text(self.content, one).strip() for one in (self.authors.children if self.authors else ())]
        for comment in self.list.named("comment") if self.list else ():
            place = position(comment.attributes["ref"])
            number = int(comment.attributes.get("authorId", "-1"))
            note = left.pop(place, None)
            if 0 <= number < len(names) and names[number].startswith(_THREAD):
                continue
            if (whole := self._renew(comment, place, note)) is not None:
                put[place] = whole
        if left:
            self._add(left, names)
        return put | left

    def _renew(self, comment: Element, place: Place, note: Note | None) -> Note | None:
        """A comment with our part replaced; the note as it is then, None where it was not touched or is gone."""
        text = comment.child("text")
        before = unescape(_text(self.content, text)) if text is not None else ""
        theirs = without_own_note(before).strip()
        if note is None and theirs == before.strip():
            return None
        prefix = comment.prefix
        if not theirs:
            if note is None:
                self.splices.append(Splice(comment.start, comment.end, b""))
                self.removed.add(place)
                return None
            self._replace(comment, f"<{prefix}text>{_runs(note, prefix)}</{prefix}text>")
            return note
        ours = [("\n\n", False), *note] if note is not None else []
        kept = _runs([(theirs, False)], prefix)
        if theirs == before.strip() and text is not None:
            kept = _as_runs(self.content, text, prefix)
        self._replace(comment, f"<{prefix}text>{kept}{_runs(ours, prefix)}</{prefix}text>")
        return [(theirs, False), *ours]

    def _replace(self, comment: Element, xml: str) -> None:
        text = comment.child("text")
        if text is None:
            self.splices.append(appended(comment, xml))
        else:
            self.splices.append(Splice(text.start, text.end, xml.encode()))

    def _add(self, notes: Mapping[Place, Note], names: list[str]) -> None:
        prefix = self.root.prefix
        author = names.index(NAME) if NAME in names else len(names)
        if author == len(names):
            name = f"<{prefix}author>{NAME}</{prefix}author>"
            if self.authors is None:
                whole = f"<{prefix}authors>{name}</{prefix}authors>"
                self.splices.append(Splice(self.root.inside, self.root.inside, whole.encode()))
            else:
                self.splices.append(appended(self.authors, name))
        xml = "".join(
            f'<{prefix}comment ref="{column_letters(column)}{row}" authorId="{author}">'
            f"<{prefix}text>{_runs(note, prefix)}</{prefix}text></{prefix}comment>"
            for (row, column), note in sorted(notes.items())
        )
        if self.list is None:
            self.splices.append(appended(self.root, f"<{prefix}commentList>{xml}</{prefix}commentList>"))
        else:
            self.splices.append(appended(self.list, xml))


def _text(content: bytes, element: Element) -> str:
    """The text of an element, without the reading aids of Asian texts."""
    if not element.children:
        return entities(content[element.inside : element.close].decode())
    texts = [
        one for run in element.children if run.name in ("t", "r") for one in (run, *run.below()) if one.name == "t"
    ]
    return "".join(entities(content[one.inside : one.close].decode()) for one in texts)


def _runs(note: Note, prefix: str) -> str:
    p = prefix
    return "".join(
        f'<{p}r><{p}rPr>{f"<{p}b/>" if bold else ""}<{p}sz val="9"/><{p}color indexed="81"/>'
        f'<{p}rFont val="Tahoma"/><{p}family val="2"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{element_text(text)}</{p}t></{p}r>'
        for text, bold in note
    )


def _as_runs(content: bytes, text: Element, prefix: str) -> str:
    """What stands in a comment, as runs, to which others may be added."""
    kept = []
    for one in text.children:
        xml = content[one.start : one.end].decode()
        if one.name == "t":
            kept.append(f"<{prefix}r>{xml}</{prefix}r>")
        elif one.name == "r":
            kept.append(xml)
    return "".join(kept)


def _draw(
    package: CopiedPackage, sheet: SheetPart, frame: SheetFrame, notes: Mapping[Place, Note], removed: set[Place]
) -> None:
    """Shapes for the notes, in the drawing the sheet has for such things or in a new one."""
    sizes = Sizes.of(frame)
    boxes = {place: Box.beside(place, "".join(text for text, _ in note), sizes) for place, note in notes.items()}
    old = _drawing_part(package, sheet, frame)
    if old is not None:
        content = package.read_as_it_is(old)
        shown = visible_shapes(content)
        package.changed[old] = drawing_with(content, boxes, removed, shown)
        return
    if not boxes:
        return
    part, number = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.changed[part] = drawing(boxes, number)
    package.declare_ending("vml", _VML)
    relation = package.relate(sheet.part, part, "vmlDrawing")
    namespace = package.base_of_types()
    xml = f'<{frame.prefix}legacyDrawing xmlns:r="{namespace}" r:id="{relation}"/>'
    package.changed[sheet.part] = with_elements(frame.content, legacyDrawing=xml)


def _drawing_part(package: CopiedPackage, sheet: SheetPart, frame: SheetFrame) -> str | None:
    element = frame.root.child("legacyDrawing")
    if element is None:
        return None
    wanted = next((v for k, v in element.attributes.items() if k.rpartition(":")[2] == "id"), "")
    found: list[Relation] = [one for one in package.relations(sheet.part) if one.id == wanted]
    return next((one.target for one in found if package.has(one.target)), None)
