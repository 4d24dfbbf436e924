"""Makes the copy of a return from what was received; called inside a process that reads, with its limits.

A received package is taken apart as far for a copy as for a reading, so it gets no more trust.
"""

from __future__ import annotations

from functools import lru_cache

from minerva.excel.content.intake import Refused, take
from minerva.excel.feedback.copied_package import CannotCopy
from minerva.excel.feedback.feedback_copy import feedback_copy
from minerva.excel.feedback.repairs import repaired_copy
from minerva.excel.received.exchange import Copied, CopyRequest
from minerva.excel.received.received import LARGEST_CONTAINER, Content, Received, contents
from minerva.model.submission import SourceFile


def make_copy(request: CopyRequest) -> Copied:
    """The feedback or repaired copy of one return; where none can be made, why."""
    try:
        content = _again(request.received, request.outcome.file)
        if request.repaired:
            repaired = repaired_copy(content, request.findings)
            return Copied(repaired.content, changes=repaired.changes)
        return Copied(feedback_copy(content, request.outcome, request.findings))
    except CannotCopy as cannot:
        return Copied(reason=cannot.reason)


def _again(received: Received, file: SourceFile) -> bytes:
    """The bytes that were judged, from the disk. Raises CannotCopy where they are others by now."""
    try:
        one = _files_of(received).get(file.name)
    except Refused as refused:
        raise CannotCopy("changed") from refused
    if one is None or one.file.sha256 != file.sha256:
        raise CannotCopy("changed")
    return one.content


@lru_cache(maxsize=1)
def _files_of(received: Received) -> dict[str, Content]:
    """What a received file contains, by name; the returns of one archive are copied one after the other."""
    return {
        one.file.name: one for one in contents(received.name, take(received.path, received.name, LARGEST_CONTAINER)[1])
    }
