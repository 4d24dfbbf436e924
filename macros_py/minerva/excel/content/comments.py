"""The comments and threads of a sheet by cell, without the names of the people who wrote them."""

from __future__ import annotations

from collections.abc import Iterable

from minerva.excel.content.cells import LONGEST_TEXT, Sheet, position, unescape
from minerva.excel.content.intake import Archive
from minerva.excel.content.xml_parts import Relation, parse

MENTIONED = "@…"


def read_comments(archive: Archive, found: Iterable[Relation], sheet: Sheet) -> None:
    """Fill the notes of a sheet from the parts its relations lead to; a thread replaces the note that stands for it."""
    notes: dict[tuple[int, int], str] = {}
    threads: dict[tuple[int, int], list[str]] = {}
    for relation in found:
        if relation.kind == "comments" and relation.target in archive and relation.target.endswith(".xml"):
            notes |= _notes(archive, relation.target)
        elif relation.kind == "threadedComment" and relation.target in archive:
            for place, text in _thread_texts(archive, relation.target):
                threads.setdefault(place, []).append(text)
    notes |= {place: "\n".join(texts)[:LONGEST_TEXT] for place, texts in threads.items()}
    sheet.notes.update(notes)


def without_author(text: str, author: str) -> str:
    """A comment without the name that Excel puts on its first line, and without space around."""
    text = text.strip()
    if author and text.startswith(f"{author}:"):
        text = text[len(author) + 1 :]
    return text.strip()[:LONGEST_TEXT]


def _notes(archive: Archive, part: str) -> dict[tuple[int, int], str]:
    authors: list[str] = []
    notes: dict[tuple[int, int], str] = {}
    pieces: list[str] = []
    place, author = (1, 1), ""
    listening = phonetic = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, author, listening, phonetic
        if tag == "comment":
            place = position(attributes["ref"])
            number = int(attributes.get("authorId", "-1"))
            author = authors[number] if 0 <= number < len(authors) else ""
            pieces.clear()
        elif tag == "rPh":
            phonetic = True
        elif tag in ("t", "author"):
            listening = not phonetic
            if tag == "author":
                pieces.clear()

    def end(tag: str) -> None:
        nonlocal listening, phonetic
        if tag == "author":
            authors.append("".join(pieces).strip())
            listening = False
        elif tag == "t":
            listening = False
        elif tag == "rPh":
            phonetic = False
        elif tag == "comment":
            text = without_author(unescape("".join(pieces)), author)
            if text:
                notes[place] = text

    parse(archive.chunks(part), start, end, lambda data: pieces.append(data) if listening else None)
    return notes


def _thread_texts(archive: Archive, part: str) -> list[tuple[tuple[int, int], str]]:
    """Each text of the threads in the order of the file, the names of people mentioned left out."""
    found: list[tuple[tuple[int, int], str]] = []
    pieces: list[str] = []
    mentions: list[tuple[int, int]] = []
    place = (1, 1)
    listening = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal place, listening
        if tag == "threadedComment":
            place = position(attributes["ref"])
            pieces.clear()
            mentions.clear()
        elif tag == "mention":
            mentions.append((int(attributes.get("startIndex", "0")), int(attributes.get("length", "0"))))
        listening = tag == "text"

    def end(tag: str) -> None:
        nonlocal listening
        listening = False
        if tag == "threadedComment":
            text = "".join(pieces)
            for first, length in sorted(mentions, reverse=True):
                text = text[:first] + MENTIONED + text[first + length :]
            if text.strip():
                found.append((place, text.strip()))

    parse(archive.chunks(part), start, end, lambda data: pieces.append(data) if listening else None)
    return found
