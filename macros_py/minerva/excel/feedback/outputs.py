"""Puts the copies of returns into a folder: under names that tell what they are, and never over someone's work.

A copy of ours that nobody has saved since is replaced by the new one. Any other file that has the name stays - it may
hold the corrections of a correspondent - and the new copy gets a number behind its name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from minerva.excel.content.intake import Refused, take
from minerva.excel.feedback.copied_package import is_as_written
from minerva.excel.feedback.findings_only import findings_only
from minerva.excel.feedback.repairs import Change, proposals_of
from minerva.excel.received.exchange import Copied
from minerva.excel.safely import OutputLocked, private_folder, put_in_place, sync
from minerva.layout.labels import bilingual
from minerva.model.finding import Finding
from minerva.model.submission import Annex, Refusal, Submission, Unusable

LONGEST_STEM = 120
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Copy:
    """What became of one file: its copy on disk, or why there is none.

    `reason` is a label where the feedback is a list without the return, or nothing could be repaired; `kept` the file
    of the same name somebody has worked in, which stays. `changes` are the repairs, and those left alone.
    """

    file: str
    output: Path | None = None
    reason: str = ""
    kept: Path | None = None
    changes: tuple[Change, ...] = ()


@dataclass
class CopyFolder:
    """A folder copies are put into, and the names it gave in this run."""

    folder: Path
    taken: set[str] = field(default_factory=set)

    def put_feedback(self, outcome: Submission | Unusable, findings: list[Finding], copied: Copied) -> Copy:
        """Write the feedback workbook of a file; a list of its findings alone where no copy could be made of it."""
        name, reason, content = outcome.file.name, "", copied.content
        if content is None:
            reason = f"feedback.no_copy.{copied.reason}"
            content = findings_only(name, findings, reason)
        output, kept = self._put(copy_name(name, "feedback.name"), content)
        return Copy(name, output, reason, kept)

    def put_repaired(self, outcome: Submission, copied: Copied) -> Copy:
        """Write the repaired copy of a file that has something to repair."""
        name = outcome.file.name
        if copied.content is None:
            return Copy(name, reason=copied.reason and f"feedback.no_copy.{copied.reason}", changes=copied.changes)
        output, kept = self._put(copy_name(name, "feedback.name_fixed"), copied.content)
        return Copy(name, output, kept=kept, changes=copied.changes)

    def _put(self, name: str, content: bytes) -> tuple[Path, Path | None]:
        """Write a copy under the first name that is free or holds an earlier copy; where, and the file kept."""
        kept = None
        for candidate in _numbered(name):
            if candidate.lower() in self.taken:
                continue
            path = self.folder / candidate
            with private_folder(path) as private:
                if os.path.lexists(path) and not _is_ours(path):
                    kept = kept or path
                    continue
                self.taken.add(candidate.lower())
                prepared = private / candidate
                prepared.write_bytes(content)
                sync(prepared)
                try:
                    put_in_place(prepared, path)
                except OutputLocked as locked:
                    return locked.kept, path
                return path, kept
        raise AssertionError


def has_feedback(outcome: Submission | Unusable | Annex, findings: Sequence[Finding]) -> bool:
    """Whether a file is sent back: one that has findings, and is neither our own nor attached as it came."""
    ours = isinstance(outcome, Unusable) and outcome.refusal is Refusal.OUR_OWN
    return bool(findings) and not ours and not isinstance(outcome, Annex)


def has_repairs(outcome: Submission | Unusable | Annex, findings: list[Finding]) -> bool:
    """Whether anything is proposed for a file."""
    return isinstance(outcome, Submission) and bool(proposals_of(findings))


def copy_name(name: str, label: str) -> str:
    """The name of a copy: the way to the return in one word, and in both languages what it is.

    `mails/monday.eml/return.xlsx` -> `mails--monday.eml--return-constats-bevindingen.xlsx`. A copy of a copy is called
    as the first one.
    """
    suffix = bilingual(label, "-")
    path = PurePosixPath(name)
    stem = _NOT_IN_A_NAME.sub("_", "--".join((*path.parts[:-1], path.stem)))
    stem = re.sub(rf"-{re.escape(suffix)}(?: \([0-9]+\))?$", "", stem)[-LONGEST_STEM:].strip(" .") or "_"
    if _RESERVED.fullmatch(stem) or stem.startswith("."):
        stem = f"_{stem}"
    return f"{stem}-{suffix}.xlsx"


def _numbered(name: str) -> Iterator[str]:
    """The name, then the same with (2), (3), …"""
    yield name
    stem, number = name.removesuffix(".xlsx"), 1
    while True:
        number += 1
        yield f"{stem} ({number}).xlsx"


def _is_ours(path: Path) -> bool:
    """Whether a file is a copy of ours as we wrote it."""
    try:
        return is_as_written(take(path, path.name)[1])
    except Refused:
        return False
