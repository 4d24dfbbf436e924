"""The table of contents of the product: one short function for each command; the doors only call these."""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from minerva.model.finding import Finding, Severity
from minerva.model.submission import Submission, Unusable

if TYPE_CHECKING:
    from minerva.excel.exchange import Read
    from minerva.excel.identity import Expectation
    from minerva.excel.received import Received
    from minerva.model.consolidation import Consolidation
    from minerva.model.register import Organisation, Register

# progress(label key, done, total): called before the first and after each step of a long task
Progress = Callable[[str, int, int], None]


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


@dataclass(frozen=True)
class Checked:
    """One file that was checked: what was read of it, or why not, and its findings."""

    path: Path
    outcome: Submission | Unusable
    findings: list[Finding]


@dataclass(frozen=True)
class Consolidated:
    """What a consolidation gave: the report, and the workbook that is on disk."""

    consolidation: Consolidation
    output: Path
    sha256: str

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return self.consolidation.finding_counts()[Severity.ERROR] > 0


@dataclass
class Demo:
    """Where the sample year stands."""

    folder: Path
    register: Path
    templates: list[Path] = field(default_factory=list)
    returns: list[Path] = field(default_factory=list)
    consolidated: Consolidated | None = None


def _quiet(key: str, done: int, total: int) -> None:
    """No progress shown."""


def templates(
    register: Path, year: int | None, folder: Path, organisation: str | None = None, progress: Progress = _quiet
) -> list[Path]:
    """Write the template of each organisation and section that must report, or of one; returns their paths."""
    from minerva.excel.template import write_template

    read = _register(register)
    year = year or read.settings.year
    wanted = _wanted(read, organisation)
    _make_folder(folder)
    progress("progress.templates", 0, len(wanted))
    paths = []
    for number, row in enumerate(wanted, 1):
        paths.append(_writing(write_template, folder / f"{row.file_stem}-{year}.xlsx", row, year))
        progress("progress.templates", number, len(wanted))
    return paths


def check(
    files: Sequence[Path], register: Path | None = None, progress: Progress = _quiet, jobs: int | None = None
) -> list[Checked]:
    """Read and judge files, or all files of a folder, an archive or a saved e-mail; the files are not changed."""
    expectation = _expectation(_register(register)) if register else None
    received = [one for given in files for one in _files_of(given)]
    read = _read(received, expectation, "progress.check", progress, jobs, judge=True)
    return [
        Checked(_path_inside(one, found.outcome.file.name), found.outcome, list(found.findings))
        for one, reads in zip(received, read, strict=True)
        for found in reads
    ]


def consolidate(
    returns: Path,
    register: Path,
    output: Path,
    *,
    final: bool = False,
    progress: Progress = _quiet,
    jobs: int | None = None,
) -> Consolidated:
    """Merge the returns of a folder into the regional workbook; writes it and its manifest, complete or not at all.

    `jobs` is the number of processes that read, which changes nothing in what is written.
    """
    from minerva.excel.intake import Refused, take
    from minerva.excel.manifest import manifest_path
    from minerva.excel.output import write_output
    from minerva.layout.registers import register_layout
    from minerva.merge.consolidate import consolidate as merge

    read = _register(register)
    _check_output(output)
    if output.resolve() == register.resolve():
        raise Problem("problem.output_is_register", path=output)
    if returns.is_dir() and output.exists() and output.resolve().is_relative_to(returns.resolve()):
        _refuse_to_replace_a_return(output)
    ours = {path.resolve() for path in (output, manifest_path(output), register)}
    received = [one for one in _returns(returns) if one.path not in ours]
    with _no_garbage_collection():
        reads = _read(received, _expectation(read), "progress.read", progress, jobs)
        outcomes = [found.outcome for one in reads for found in one]
        progress("progress.write", 0, 1)
        consolidation = merge(read, outcomes, final=final, corrections_sheet=register_layout().corrections.sheet)
        try:
            evidence, _ = take(register, register.name)
        except Refused as refused:
            raise Problem("problem.register", path=register, reason=f"@refusal.{refused.refusal}") from refused
        written = _writing(write_output, output, consolidation, evidence)
    progress("progress.write", 1, 1)
    return Consolidated(consolidation, output, written.sha256)


def demo(folder: Path, progress: Progress = _quiet) -> Demo:
    """Write the register, templates and returns of the sample year into a folder and consolidate them."""
    from minerva.excel.register import write_register
    from minerva.excel.sample import sample_register, sample_returns, write_sample_return, write_unusable

    register = sample_register()
    year = register.settings.year
    for part in (folder, folder / "templates", folder / "returns"):
        _make_folder(part)
    result = Demo(folder, _writing(write_register, folder / "register.xlsx", register))
    result.templates = templates(result.register, year, folder / "templates", progress=progress)
    names = sample_returns()
    progress("progress.returns", 0, len(names))
    for number, name in enumerate(names, 1):
        result.returns.append(_writing(write_sample_return, name, register, folder / "returns"))
        progress("progress.returns", number, len(names))
    result.returns += _writing(lambda: list(write_unusable(register, year, folder / "returns")))
    output = folder / f"regional-{year}.xlsx"
    result.consolidated = consolidate(folder / "returns", result.register, output, progress=progress)
    return result


def layout() -> dict:
    """The template layout, for programs that fill templates."""
    from minerva.layout.returns import return_layout

    return return_layout().as_json()


def rules(code: str | None = None) -> list[str]:
    """The codes of the rule catalogue, or the one asked for. Raises Problem for a code that does not exist."""
    from minerva.rules.catalogue import all_codes

    codes = list(all_codes())
    if code is None:
        return codes
    if code.upper() not in codes:
        raise Problem("problem.no_rule", code=code, known=", ".join(codes))
    return [code.upper()]


def _register(path: Path) -> Register:
    from minerva.excel.register import RegisterUnreadable, read_register

    if not path.is_file():
        raise Problem("problem.no_register", path=path)
    try:
        return read_register(path)
    except RegisterUnreadable as error:
        if error.refusal is not None:
            raise Problem("problem.register", path=path, reason=f"@refusal.{error.refusal}") from error
        details = [_register_detail(problem) for problem in error.problems]
        raise Problem("problem.register", details, path=path, reason="@problem.register_values") from error


def _register_detail(problem) -> tuple[str, dict[str, str]]:
    if problem.key == "sheet":
        return "problem.register_sheet", {"sheet": problem.place}
    key = "problem.register_rows" if problem.detail else "problem.register_value"
    return key, {"place": problem.place, "key": problem.key, "value": problem.value, "detail": problem.detail}


def _wanted(register: Register, organisation: str | None) -> list[Organisation]:
    expected = [row for row in register.organisations if register.expects_own(row)]
    if organisation is None:
        return expected
    found = register.by_id(organisation)
    if found is None:
        known = ", ".join(row.id for row in expected)
        raise Problem("problem.no_organisation", organisation=organisation, known=known)
    return [found]


def _expectation(register: Register) -> Expectation:
    from minerva.excel.identity import Expectation

    return Expectation(register.organisations, register.settings.year)


def _files_of(given: Path) -> list[Received]:
    from minerva.excel.received import received_file

    if given.is_dir():
        return _returns(given)
    if not given.exists():
        raise Problem("problem.no_file", path=given)
    return [received_file(given)]


def _returns(folder: Path) -> list[Received]:
    """All files below a folder in a fixed order, except those the system or an open Excel leaves there."""
    from minerva.excel.received import received_in

    if not folder.exists():
        raise Problem("problem.no_folder", path=folder)
    if not folder.is_dir():
        raise Problem("problem.not_a_folder", path=folder)
    found = received_in(folder)
    if not found:
        raise Problem("problem.empty_folder", path=folder)
    return found


def _read(
    received: Sequence[Received],
    expectation: Expectation | None,
    key: str,
    progress: Progress,
    jobs: int | None,
    judge: bool = False,
) -> list[list[Read]]:
    """What the workers read of each file; the progress is called with `key`."""
    from minerva.excel.pool import ReaderNotStarted, read_all

    total = len(received)
    progress(key, 0, total)
    try:
        return read_all(received, expectation, jobs=jobs, judge=judge, progress=lambda done: progress(key, done, total))
    except ReaderNotStarted as error:
        raise Problem("problem.no_reader", code=error) from error


def _path_inside(received: Received, name: str) -> Path:
    """Where a file that was read stands: the received file, or the way on inside it."""
    return received.path / name[len(received.name) + 1 :] if name != received.name else received.path


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """What a merge makes lives to its end and holds no cycles; looking for them took a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem("problem.cannot_write", path=folder, reason=_system_reason(error)) from error


def _refuse_to_replace_a_return(output: Path) -> None:
    """What was received is evidence: inside the folder of returns only an earlier workbook of ours is replaced."""
    from minerva.excel.manifest import manifest_path

    if not manifest_path(output).exists():
        raise Problem("problem.output_in_returns", path=output)


def _check_output(output: Path) -> None:
    """Say at once what would only come out after long work."""
    if output.suffix.lower() != ".xlsx":
        raise Problem("problem.not_xlsx", path=output)
    if output.is_dir():
        raise Problem("problem.output_is_folder", path=output)
    if not output.parent.is_dir():
        raise Problem("problem.no_output_folder", path=output.parent)
    if not os.access(output.parent, os.W_OK):
        raise Problem("problem.cannot_write", path=output, reason="@problem.system.no_access")


def _writing(write: Callable, *args: object):
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
            "problem.cannot_write", path=getattr(error, "filename", None) or args[0], reason=_system_reason(error)
        ) from error


def _system_reason(error: Exception) -> str:
    """Why the system refused to write, as a label: its own words are in the language of the system."""
    number = getattr(error, "errno", None)
    if number is None:  # XlsxWriter hides the error of the system in its own
        number = getattr(error.__context__, "errno", None)
    return f"@problem.system.{_SYSTEM_REASONS.get(number, 'other')}"


def counts(consolidation: Consolidation) -> dict[str, object]:
    """The numbers of a consolidation."""
    from minerva.excel.manifest import counts as numbers

    return numbers(consolidation)


def severity_words() -> dict[str, str]:
    """Code -> severity of each rule, `off` for one that is switched off."""
    from minerva.layout.severities import severities

    return {code: severity.value if severity else "off" for code, severity in severities().items()}
