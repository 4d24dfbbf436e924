"""The table of contents of the product: one short function for each command; the doors only call these."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from minerva.model.consolidation import Consolidation
from minerva.model.finding import Finding, Severity
from minerva.model.register import Organisation, Register
from minerva.model.submission import Submission, Unusable

if TYPE_CHECKING:
    from minerva.excel.package import Package
    from minerva.excel.profile_proposal import Drafted
    from minerva.layout.labels import Labels

# progress(label key, done, total): called before the first and after each step of a long task
Progress = Callable[[str, int, int], None]

SYSTEM_FILES = ("~$", ".~lock", ".", "thumbs.db", "desktop.ini")


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
class Templates:
    """The templates that stand in the folder as written by this run, and the files found in their place and kept."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


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
    register: Path,
    year: int | None,
    folder: Path,
    organisation: str | None = None,
    progress: Progress = _quiet,
    *,
    replace: bool = False,
) -> Templates:
    """Write the template of each organisation and section that must report, or of one.

    A file already there is kept; with `replace`, a template nobody has touched since is written again.
    """
    from minerva.excel.template import put_template

    read = _register(register)
    year = year or read.settings.year
    wanted = _wanted(read, organisation)
    _make_folder(folder)
    progress("progress.templates", 0, len(wanted))
    result = Templates()
    for number, row in enumerate(wanted, 1):
        path = folder / f"{row.file_stem}-{year}.xlsx"
        (result.written if _writing(put_template, path, row, year, replace) else result.kept).append(path)
        progress("progress.templates", number, len(wanted))
    return result


def check(
    files: Sequence[Path],
    register: Path | None = None,
    progress: Progress = _quiet,
    *,
    profiles: Path | None = None,
) -> list[Checked]:
    """Read and judge files, or all files of a folder; they are not changed. `profiles` is the cell's own folder."""
    from minerva.excel.reader import read_return
    from minerva.rules.catalogue import check as judge
    from minerva.rules.coverage import unusable

    expectation = _expectation(_register(register) if register else None, _profiles(profiles))
    paths = [path for given in files for path in _files_of(given)]
    checked = []
    progress("progress.check", 0, len(paths))
    for number, path in enumerate(paths, 1):
        outcome = read_return(path, _shown(Path(path.name)), expectation)
        findings = unusable([outcome]) if isinstance(outcome, Unusable) else judge(outcome)
        checked.append(Checked(path, outcome, findings))
        progress("progress.check", number, len(paths))
    return checked


def consolidate(
    returns: Path,
    register: Path,
    output: Path,
    *,
    final: bool = False,
    annexed: Sequence[str] = (),
    profiles: Path | None = None,
    personal_data: bool = True,
    progress: Progress = _quiet,
) -> Consolidated:
    """Merge the returns of a folder into the regional workbook; writes it and its manifest, complete or not at all.

    `annexed` names files of the folder, or organisations whose file cannot be read, to attach as received; `profiles`
    is the folder of the cell's own descriptions of foreign layouts. Without `personal_data`, e-mail addresses of
    persons and columns of names are left out of both.
    """
    from minerva.excel.intake import Refused, take
    from minerva.excel.manifest import manifest_path
    from minerva.excel.output import write_output
    from minerva.excel.reader import read_return
    from minerva.layout.profiles import used_profiles
    from minerva.layout.registers import register_layout
    from minerva.merge.consolidate import consolidate as merge
    from minerva.merge.personal import without_personal_data

    read = _register(register)
    _check_output(output)
    if output.resolve() == register.resolve():
        raise Problem("problem.output_is_register", path=output)
    if returns.is_dir() and output.exists() and output.resolve().is_relative_to(returns.resolve()):
        _refuse_to_replace_a_return(output)
    expectation = _expectation(read, _profiles(profiles))
    ours = {path.resolve() for path in (output, manifest_path(output), register)}
    paths = [path for path in _returns(returns) if path not in ours]
    progress("progress.read", 0, len(paths))
    outcomes = []
    with _no_garbage_collection():
        for number, path in enumerate(paths, 1):
            outcome = read_return(path, _shown(path.relative_to(returns.resolve())), expectation)
            outcomes.append(_annexed(path, outcome, annexed))
            progress("progress.read", number, len(paths))
        _check_annexed(annexed, outcomes)
        progress("progress.write", 0, 1)
        consolidation = merge(read, outcomes, final=final, corrections_sheet=register_layout().corrections.sheet)
        consolidation.profiles = used_profiles(_profile_ids(outcomes), expectation.profiles)
        if not personal_data:
            consolidation = without_personal_data(consolidation)
        try:
            evidence, _ = take(register, register.name)
        except Refused as refused:
            raise Problem("problem.register", path=register, reason=f"@refusal.{refused.refusal}") from refused
        written = _writing(write_output, output, consolidation, evidence)
    progress("progress.write", 1, 1)
    return Consolidated(consolidation, output, written.sha256)


def profile(
    file: Path, words: Labels, *, sheet: str | None = None, profiles: Path | None = None, output: Path | None = None
) -> Drafted:
    """Propose a profile for the layout of a file, and read the file by it; `words` gives the comments in the draft.

    `output` is where the draft is written; a file that is there stays. Raises Problem where nothing looks like a table.
    """
    from minerva.excel.profile_proposal import propose

    own, package = _profiles(profiles), _package(file)
    names = [found.name for found in package.sheets]
    if sheet is not None and sheet not in names:
        raise Problem("problem.no_sheet", sheet=sheet, known=", ".join(names))
    drafted = propose(package, _shown(Path(file.stem)), words, sheet=sheet, own=own)
    if drafted is None:
        raise Problem("problem.no_draft", path=file)
    if output is not None:
        _write_draft(output, drafted.text)
    return drafted


def _package(file: Path) -> Package:
    from minerva.excel.intake import Refused, take
    from minerva.excel.package import read_package

    if not file.is_file():
        raise Problem("problem.no_file", path=file)
    try:
        return read_package(take(file, file.name)[1])
    except Refused as refused:
        raise Problem("problem.unreadable", path=file, reason=f"@refusal.{refused.refusal}") from refused


def _write_draft(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError as error:
        raise Problem("problem.exists", path=output) from error
    except OSError as error:
        raise Problem("problem.cannot_write", path=output, reason=error.strerror or error) from error


def demo(folder: Path, progress: Progress = _quiet) -> Demo:
    """Write the register, templates and returns of the sample year into a folder and consolidate them.

    What an earlier run wrote there is left as it is. Raises Problem, and changes nothing, where one of the files holds
    something else, or where a return stands there that is not of the sample.
    """
    from minerva.excel.safely import OtherContent

    _make_folder(folder)
    try:
        return _writing(_put_sample_year, folder, progress)
    except OtherContent as other:
        raise Problem("problem.not_the_sample", path=other.path) from other


def _put_sample_year(folder: Path, progress: Progress) -> Demo:
    from minerva.excel.register import write_register
    from minerva.excel.safely import private_folder, put_folder_in_place, refuse_other_content
    from minerva.excel.sample import sample_register, write_sample_year

    result = Demo(folder, folder / "register.xlsx")
    output = f"regional-{sample_register().settings.year}.xlsx"
    with private_folder(result.register) as prepared:
        register = write_register(prepared / "register.xlsx", sample_register())
        refuse_other_content(prepared, folder)
        write_sample_year(prepared, progress)
        refuse_other_content(prepared, folder)
        _refuse_other_returns(prepared / "returns", folder / "returns")
        done = consolidate(prepared / "returns", register, prepared / output, progress=progress)
        paths = put_folder_in_place(prepared, folder)
    result.templates = [path for path in paths if path.parent.name == "templates"]
    result.returns = [path for path in paths if path.parent.name == "returns"]
    result.consolidated = replace(done, output=folder / output)
    return result


def _refuse_other_returns(ours: Path, folder: Path) -> None:
    """A return that is not of the sample would be merged with it by whoever consolidates the folder next."""
    from minerva.excel.safely import OtherContent

    for path in sorted(folder.rglob("*")):
        if not path.is_dir() and not _is_systems(path) and not (ours / path.relative_to(folder)).exists():
            raise OtherContent(path)


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
        details = [(problem.label, problem.params) for problem in error.problems]
        raise Problem("problem.register", details, path=path, reason="@problem.register_values") from error


def _wanted(register: Register, organisation: str | None) -> list[Organisation]:
    expected = [row for row in register.organisations if register.expects_own(row)]
    if organisation is None:
        return expected
    found = register.by_id(organisation)
    if found is None:
        known = ", ".join(row.id for row in expected)
        raise Problem("problem.no_organisation", organisation=organisation, known=known)
    return [found]


def _expectation(register: Register | None, profiles: tuple = ()):
    from minerva.excel.identity import Expectation

    if register is None:
        return Expectation(profiles=profiles)
    return Expectation(register.organisations, register.settings.year, profiles)


def _profiles(folder: Path | None) -> tuple:
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


def _profile_ids(outcomes: Sequence) -> set[str]:
    return {name for outcome in outcomes if isinstance(outcome, Submission) for name in outcome.profiles}


def _annexed(path: Path, outcome: Submission | Unusable, wanted: Sequence[str]):
    """The outcome of reading, or the file as received where the cell asked for that."""
    from minerva.excel.annex import is_wanted, read_annex

    if not outcome.organisation or not is_wanted(outcome, wanted):
        return outcome
    return read_annex(path, outcome.file.name, outcome.organisation)


def _check_annexed(wanted: Sequence[str], outcomes: Sequence) -> None:
    """Say which names to annex fit no file: a slip in a name must not leave a report out."""
    from minerva.excel.annex import is_wanted

    unknown = [name for name in wanted if not any(is_wanted(outcome, [name]) for outcome in outcomes)]
    if unknown:
        known = ", ".join(outcome.file.name for outcome in outcomes if isinstance(outcome, Unusable))
        raise Problem("problem.no_annex", names=", ".join(unknown), known=known or "-")


def _files_of(given: Path) -> list[Path]:
    if given.is_dir():
        return _returns(given)
    if not given.exists():
        raise Problem("problem.no_file", path=given)
    return [given]


def _returns(folder: Path) -> list[Path]:
    """All files below a folder in a fixed order, except those the system or an open Excel leaves there."""
    if not folder.exists():
        raise Problem("problem.no_folder", path=folder)
    if not folder.is_dir():
        raise Problem("problem.not_a_folder", path=folder)
    found = [path for path in folder.resolve().rglob("*") if not path.is_dir() and not _is_systems(path)]
    if not found:
        raise Problem("problem.empty_folder", path=folder)
    return sorted(found, key=lambda path: path.relative_to(folder.resolve()).as_posix())


def _shown(path: Path) -> str:
    """A path as text that can be written anywhere: bytes that are no character are shown by their number."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def _is_systems(path: Path) -> bool:
    return path.name.lower().startswith(SYSTEM_FILES)


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
        raise Problem("problem.cannot_write", path=folder, reason=error.strerror or error) from error


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
        reason = getattr(error, "strerror", None) or error
        raise Problem(
            "problem.cannot_write", path=getattr(error, "filename", None) or args[0], reason=reason
        ) from error


def counts(consolidation: Consolidation) -> dict[str, object]:
    """The numbers of a consolidation."""
    from minerva.excel.manifest import counts as numbers

    return numbers(consolidation)


def severity_words() -> dict[str, str]:
    """Code -> severity of each rule, `off` for one that is switched off."""
    from minerva.layout.severities import severities

    return {code: severity.value if severity else "off" for code, severity in severities().items()}
