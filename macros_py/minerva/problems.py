"""What stands in the way of a command, in the user's words: a label and what completes it."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_SYSTEM_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EACCES: "no_access",
    errno.EPERM: "no_access",
    errno.EROFS: "read_only",
    errno.ENAMETOOLONG: "long_name",
    errno.ENOENT: "gone",
    errno.ENOTDIR: "gone",
    errno.EBUSY: "busy",
    errno.EEXIST: "exists",
}


class Problem(Exception):
    """Something the user must change before the task can run; `key` is a label, completed by `params`.

    Params may be label keys themselves, with '@' before. `details` are further lines, each a (label, params) pair.
    """

    def __init__(self, key: str, details: Sequence[tuple[str, dict[str, str]]] = (), **params: object):
        super().__init__(f"{key} {params}")
        self.key = key
        self.params = {name: str(value) for name, value in params.items()}
        self.details = tuple(details)


def make_folder(folder: Path) -> Path:
    """Make a folder and those above it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("problem.cannot_write", path=folder, reason=system_reason(error)) from error
    return folder


@contextmanager
def auditing(output: Path) -> Iterator[None]:
    """Audit a workbook; one that cannot be read, or is none of ours, is said in the user's words."""
    from minerva.excel.content.intake import Refused
    from minerva.excel.witness.written import NotAWorkbook

    try:
        yield
    except Refused as refused:
        raise Problem("problem.unreadable", path=output, reason=f"@refusal.{refused.refusal}") from refused
    except NotAWorkbook as error:
        raise Problem("problem.not_as_written", path=output) from error


def writing(write: Callable, *args: object):
    """Run a task that writes; what the disk refuses is said in the user's words."""
    from minerva.excel.safely import NOT_WRITTEN, OutputBusy, OutputDamaged, OutputLocked

    try:
        return write(*args)
    except OutputBusy as error:
        raise Problem("problem.busy", path=error) from error
    except OutputLocked as error:
        raise Problem("problem.locked", path=error.output, kept=error.kept) from error
    except OutputDamaged as error:
        raise Problem("problem.damaged", reason=error) from error
    except NOT_WRITTEN as error:
        raise Problem(
            "problem.cannot_write", path=getattr(error, "filename", None) or args[0], reason=system_reason(error)
        ) from error


def making_addin(task: Callable, *args: object):
    """Run a task on the ribbon add-in; what stands in its way is said in the user's words."""
    from minerva.excel.addin.build import AddinRefused

    try:
        return writing(task, *args)
    except AddinRefused as error:
        raise Problem(f"problem.addin.{error.reason}", **error.params) from error


def system_reason(error: Exception) -> str:
    """Why the system refused to write, as a label: its own words are in the language of the system."""
    number = getattr(error, "errno", None)
    if number is None:  # XlsxWriter hides the error of the system in its own
        number = getattr(error.__context__, "errno", None)
    return f"@problem.system.{_SYSTEM_REASONS.get(number, 'other')}"
