"""What a command is given - register, returns, profiles, an output - and what is wrong with it, in the user's words."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from minerva.model.submission import Annex, Unusable
from minerva.problems import Problem, system_reason

if TYPE_CHECKING:
    from minerva.excel.content.package import Package
    from minerva.excel.received.exchange import Copied, CopyRequest, Read
    from minerva.excel.received.received import Received
    from minerva.excel.returns.identity import Expectation
    from minerva.excel.verify import Manifest
    from minerva.model.consolidation import OwnRules
    from minerva.model.published import PublishedReport
    from minerva.model.register import Organisation, Register

Thing = TypeVar("Thing")

# progress(label key, done, total): called before the first and after each step of a long task
Progress = Callable[[str, int, int], None]
# on_read(received file, what was read of it): called when each is ready
OnRead = Callable[["Received", Sequence["Read"]], None]


def quiet(key: str, done: int, total: int) -> None:
    """No progress shown."""


def unheard(received: Received, reads: Sequence[Read]) -> None:
    """Nobody wants to know which file was read."""


def package_of(file: Path) -> Package:
    """The cells of a workbook that is no return to be accounted for. Raises Problem."""
    from minerva.excel.content.intake import Refused, take
    from minerva.excel.content.package import read_package

    if not file.is_file():
        raise Problem("problem.no_file", path=file)
    try:
        return read_package(take(file, file.name)[1])
    except Refused as refused:
        raise Problem("problem.unreadable", path=file, reason=f"@refusal.{refused.refusal}") from refused


def register_of(path: Path) -> Register:
    """The register of a path. Raises Problem naming each cell that is wrong."""
    from minerva.excel.register import RegisterUnreadable, read_register

    if not path.is_file():
        raise Problem("problem.no_register", path=path)
    try:
        return read_register(path)
    except RegisterUnreadable as error:
        if error.refusal is not None:
            raise Problem("problem.register", path=path, reason=f"@refusal.{error.refusal}") from error
        details = [(problem.label, problem.params) for problem in error.problems]
        raise Problem("problem.register", details, path=path, reason="@problem.register_values") from error


def wanted(register: Register, organisation: str | None) -> list[Organisation]:
    """The organisations a template is asked for: all that must report, or the one named."""
    expected = [row for row in register.organisations if register.expects_own(row)]
    if organisation is None:
        return expected
    found = register.by_id(organisation)
    if found is None:
        known = ", ".join(row.id for row in expected)
        raise Problem("problem.no_organisation", organisation=organisation, known=known)
    return [found]


def expectation_of(
    register: Register | None,
    profiles: tuple = (),
    annexed: Sequence[str] = (),
    own_rules: OwnRules | None = None,
    earlier: PublishedReport | None = None,
) -> Expectation:
    """What the returns are held against; `earlier` is the report of an earlier year."""
    from minerva.excel.last_year import texts_of
    from minerva.excel.returns.identity import Expectation

    last_year = texts_of(earlier) if earlier is not None else None
    if register is None:
        return Expectation(profiles=profiles, own_rules=own_rules, last_year=last_year)
    year = register.settings.year
    return Expectation(register.organisations, year, profiles, tuple(annexed), own_rules, last_year)


def own_rules_of(file: Path | None) -> OwnRules | None:
    """The cell's own file of severities; everything that is wrong in it is said by code and word. Raises Problem."""
    from minerva.layout.severities import OwnRulesWrong, own_rules

    if file is None:
        return None
    if not file.is_file():
        raise Problem("problem.no_file", path=file)
    try:
        return own_rules(file.name, file.read_bytes())
    except OwnRulesWrong as error:
        raise Problem("problem.rules_file", error.mistakes, path=file) from error
    except OSError as error:
        raise Problem("problem.rules_unreadable", path=file, reason=system_reason(error)) from error


def published(path: Path, not_ours: str = "problem.not_regional") -> PublishedReport:
    """A regional workbook of ours, read back. Raises Problem, `not_ours` for a workbook that is another."""
    from minerva.excel.published import NotRegional, read_published

    if not path.is_file():
        raise Problem("problem.no_file", path=path)
    try:
        return read_published(path)
    except NotRegional as error:
        if error.refusal is not None:
            raise Problem("problem.unreadable", path=path, reason=f"@refusal.{error.refusal}") from error
        raise Problem(not_ours, path=path) from error


def reports_to_compare(then: Path, now: Path, output: Path) -> tuple[PublishedReport, PublishedReport]:
    """Two regional workbooks, the older one first. Raises Problem; never turns them round silently."""
    older, newer = (published(path, "problem.compare_not_regional") for path in (then, now))
    if then.resolve() == now.resolve():
        raise Problem("problem.compare_same_file", path=then)
    if older.year > newer.year:
        raise Problem("problem.compare_order", then=then, now=now, then_year=older.year, now_year=newer.year)
    if older.year == newer.year and (older.edition, older.final) > (newer.edition, newer.final):
        raise Problem("problem.compare_version", then=then, now=now, year=older.year)
    check_output(output)
    if output.resolve() in (then.resolve(), now.resolve()):
        raise Problem("problem.compare_output", path=output)
    return older, newer


def earlier_report(path: Path | None, register: Register | None) -> PublishedReport | None:
    """The report of the year before, which must be of a year before the register's. Raises Problem."""
    if path is None:
        return None
    earlier = published(path)
    if register is not None and earlier.year >= register.settings.year:
        raise Problem("problem.not_earlier", path=path, found=earlier.year, year=register.settings.year)
    return earlier


def own_profiles(folder: Path | None) -> tuple:
    """The cell's own profiles; what is wrong with one is said by file and key."""
    from minerva.layout.profiles import ProfileError, profiles_of

    if folder is None:
        return ()
    if not folder.is_dir():
        raise Problem("problem.no_folder", path=folder)
    try:
        return profiles_of(folder)
    except ProfileError as error:
        where, reason = error.key or "-", f"@profile.{error.reason}"
        raise Problem("problem.profile", file=error.file, where=where, reason=reason, detail=error.detail) from error
    except OSError as error:
        raise Problem("problem.no_folder", path=folder) from error


def check_annexed(wanted: Sequence[str], outcomes: Sequence) -> None:
    """Say which names to annex fit no file, or only files that are no readable workbook: no report is left out."""
    from minerva.excel.returns.annex import MAY_BE_ANNEXED, is_wanted

    meant = {name: [outcome for outcome in outcomes if is_wanted(outcome, [name])] for name in wanted}
    unknown = [name for name, found in meant.items() if not found]
    if unknown:
        unread = (one for one in outcomes if isinstance(one, Unusable) and one.refusal in MAY_BE_ANNEXED)
        known = ", ".join(outcome.file.name for outcome in unread)
        raise Problem("problem.no_annex", names=", ".join(unknown), known=known or "-")
    refused = [found for found in meant.values() if not any(isinstance(outcome, Annex) for outcome in found)]
    files = {one.file.name: one for found in refused for one in found if isinstance(one, Unusable)}
    if files:
        reasons = [("problem.not_annexed", _refusal(name, one)) for name, one in files.items()]
        raise Problem("problem.cannot_annex", reasons)


def _refusal(name: str, outcome: Unusable) -> dict[str, str]:
    """Why a file cannot be annexed, and what to do, for a sentence."""
    return {"file": name, "reason": f"@refusal.{outcome.refusal}", "remedy": f"@refusal_remedy.{outcome.refusal}"}


def files_of(given: Path) -> list[Received]:
    """The files a command was given: those of a folder, or the one. Raises Problem."""
    from minerva.excel.received.received import received_file

    if given.is_dir():
        return returns_in(given)
    if not given.exists():
        raise Problem("problem.no_file", path=given)
    return [received_file(given)]


def returns_in(folder: Path) -> list[Received]:
    """All files below a folder in a fixed order, except those the system or an open Excel leaves there."""
    from minerva.excel.received.received import received_in

    if not folder.exists():
        raise Problem("problem.no_folder", path=folder)
    if not folder.is_dir():
        raise Problem("problem.not_a_folder", path=folder)
    found = received_in(folder)
    if not found:
        raise Problem("problem.empty_folder", path=folder)
    return found


def read_received(
    received: Sequence[Received],
    expectation: Expectation | None,
    key: str,
    progress: Progress,
    jobs: int | None,
    judge: bool = False,
    on_read: OnRead = unheard,
) -> list[list[Read]]:
    """What the workers read of each file; the progress is called with `key`."""
    from minerva.excel.received.pool import ReaderNotStarted, read_all

    total = len(received)
    progress(key, 0, total)
    try:
        return read_all(
            received,
            expectation,
            jobs=jobs,
            judge=judge,
            progress=lambda done: progress(key, done, total),
            on_read=on_read,
        )
    except ReaderNotStarted as error:
        raise Problem("problem.no_reader", code=error) from error


def copies_of(requests: Sequence[CopyRequest], jobs: int | None) -> Generator[Copied, None, None]:
    """The copy of each return, in order, made by processes like those that read; to be closed."""
    from minerva.excel.received.pool import ReaderNotStarted, copy_all

    try:
        yield from copy_all(requests, jobs=jobs)
    except ReaderNotStarted as error:
        raise Problem("problem.no_reader", code=error) from error


def path_inside(received: Received, name: str) -> Path:
    """Where a file that was read stands: the received file, or the way on inside it."""
    return received.path / name[len(received.name) + 1 :] if name != received.name else received.path


def refuse_among_returns(given: Sequence[Path], folder: Path) -> None:
    """Copies of returns must not come to lie among the returns: the next consolidation would take them for such."""
    target = folder.resolve()
    for one in given:
        place = one.resolve()
        if target.is_relative_to(place) if place.is_dir() else target == place.parent:
            raise Problem("problem.copies_among_returns", path=folder)


def with_progress(things: Sequence[Thing], key: str, progress: Progress) -> Iterator[Thing]:
    """The things one by one, the progress called before the first and when each is done."""
    progress(key, 0, len(things))
    for number, thing in enumerate(things, 1):
        yield thing
        progress(key, number, len(things))


def refuse_to_replace_a_return(output: Path) -> None:
    """What was received is evidence: inside the folder of returns only an earlier workbook of ours is replaced."""
    from minerva.excel.manifest import manifest_path

    if not manifest_path(output).exists():
        raise Problem("problem.output_in_returns", path=output)


def check_output(output: Path) -> None:
    """Say at once what would only come out after long work."""
    if output.suffix.lower() != ".xlsx":
        raise Problem("problem.not_xlsx", path=output)
    if output.is_dir():
        raise Problem("problem.output_is_folder", path=output)
    if not output.parent.is_dir():
        raise Problem("problem.no_output_folder", path=output.parent)
    if not os.access(output.parent, os.W_OK):
        raise Problem("problem.cannot_write", path=output, reason="@problem.system.no_access")


def manifest_of(output: Path) -> Manifest:
    """The manifest beside a regional workbook. Raises Problem where there is none, or it is none of ours."""
    from minerva.excel.manifest import manifest_path
    from minerva.excel.verify import ManifestWrong, read_manifest

    path = manifest_path(output)
    if not output.is_file():
        raise Problem("problem.no_file", path=output)
    try:
        return read_manifest(path)
    except FileNotFoundError as error:
        raise Problem("problem.no_manifest", path=path) from error
    except (ManifestWrong, OSError) as error:
        raise Problem("problem.wrong_manifest", path=path) from error
