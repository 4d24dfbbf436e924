"""The notes we put on cells of a return, and how they are told from those of people.

A note of ours stands between its first line and a last line that holds a fingerprint of what is between. What people
write before or after it, or into it, is theirs: a changed note no longer fits its fingerprint and is read as a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256

from minerva.layout.labels import REPORT_LANGUAGES, bilingual, finding_text, labels
from minerva.layout.style import standing_word
from minerva.model.finding import Finding

NAME = "Minerva"
MOST_LETTERS = 1600
"""A note longer than this no longer fits a screen; the sheet of findings says it all."""

_FINGERPRINT = 6
_LAST_LINE = re.compile(rf"{NAME} · ([0-9a-f]{{{_FINGERPRINT}}})")


def own_note(findings: Sequence[Finding]) -> list[tuple[str, bool]]:
    """The texts of one note with all findings of a cell, each with whether it is bold; together they are the note."""
    lines = [(f"{_first_line()}\n", True)]
    for finding in findings:
        more = list(_lines(finding))
        if sum(len(text) for text, _ in lines + more) > MOST_LETTERS:
            lines.append((f"{bilingual('feedback.note.more')}\n", False))
            break
        lines += more
    inside = "".join(text for text, _ in lines[1:])
    return [*lines, (f"{NAME} · {_fingerprint(inside)}", False)]


def _lines(finding: Finding) -> Iterator[tuple[str, bool]]:
    words = " / ".join(dict.fromkeys(standing_word(finding.standing, language) for language in REPORT_LANGUAGES))
    yield f"{words} · {finding.code}\n", True
    for language in REPORT_LANGUAGES:
        found, remedy = (_shortened(finding_text(finding, part, language)) for part in ("found", "remedy"))
        yield labels(language)("feedback.note.line", found=found, remedy=remedy) + "\n", False


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 400 else f"{text[:399]}…"


@cache
def _first_line() -> str:
    return bilingual("feedback.note.first", " / ")


def without_own_note(text: str) -> str:
    """What people wrote in a note: the text without the part that is ours, '' where nothing else stands there."""
    if NAME not in text:
        return text
    lines = text.splitlines()
    kept = list(lines)
    while (found := _own_lines(kept)) is not None:
        kept[found] = []
    return text if kept == lines else "\n".join(kept).strip()


def _own_lines(lines: list[str]) -> slice | None:
    """The lines of the first note of ours, None where there is none."""
    begin = None
    for number, line in enumerate(lines):
        if line.strip() == _first_line():
            begin = number
        last = _LAST_LINE.fullmatch(line.strip())
        if last is not None and begin is not None:
            if _fingerprint("\n".join(lines[begin + 1 : number])) == last[1]:
                return slice(begin, number + 1)
            begin = None
    return None


def _fingerprint(text: str) -> str:
    """The same whatever a program does to spaces and line ends."""
    return sha256("".join(text.split()).encode("utf-8", "replace")).hexdigest()[:_FINGERPRINT]
