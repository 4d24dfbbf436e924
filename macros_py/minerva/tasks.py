"""The table of contents of the product: one short function for each command; the doors only call these."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from minerva.inputs import (
    OnRead,
    Progress,
    check_output,
    copies_of,
    earlier_report,
    expectation_of,
    files_of,
    manifest_of,
    own_profiles,
    own_rules_of,
    package_of,
    path_inside,
    published,
    quiet,
    read_received,
    refuse_to_replace_a_return,
    register_of,
    reports_to_compare,
    returns_in,
    unheard,
    wanted,
    with_progress,
)
from minerva.merging import merged, no_garbage_collection
from minerva.merging import replay as replay_of
from minerva.model.finding import FAMILY, Finding
from minerva.model.submission import Submission
from minerva.outcomes import Checked, Compared, Consolidated, Demo, Exported, Letters, Prints, Templates
from minerva.problems import Problem, auditing, make_folder, making_addin, writing

if TYPE_CHECKING:
    from minerva.excel.addin.install import Places
    from minerva.excel.addin.portable import Portable
    from minerva.excel.feedback.outputs import Copy
    from minerva.excel.printed.printer import Printer
    from minerva.excel.returns.profile_proposal import Drafted
    from minerva.layout.labels import Labels
    from minerva.model.consolidation import Consolidation
    from minerva.model.verification import Verification


RECORD = "letters.manifest.json"
"""What says which files of a folder of letters are ours."""
EXPORT_RECORD, PRINT_RECORD = "export.manifest.json", "print.manifest.json"
"""What says which files of a folder of exports are ours."""


def templates(
    register: Path,
    year: int | None,
    folder: Path,
    organisation: str | None = None,
    progress: Progress = quiet,
    *,
    replace: bool = False,
) -> Templates:
    """Write the template of each organisation and section that must report, or of one.

    A file already there is kept; with `replace`, a template nobody has touched since is written again.
    """
    from minerva.excel.template import put_template

    read = register_of(register)
    year = year or read.settings.year
    rows = wanted(read, organisation)
    make_folder(folder)
    progress("progress.templates", 0, len(rows))
    result = Templates()
    for number, row in enumerate(rows, 1):
        path = folder / f"{row.file_stem}-{year}.xlsx"
        (result.written if writing(put_template, path, row, year, replace) else result.kept).append(path)
        progress("progress.templates", number, len(rows))
    return result


def check(
    files: Sequence[Path],
    register: Path | None = None,
    progress: Progress = quiet,
    *,
    profiles: Path | None = None,
    own_rules: Path | None = None,
    last_year: Path | None = None,
    jobs: int | None = None,
    on_read: OnRead = unheard,
) -> list[Checked]:
    """Read and judge files, or all files of a folder, an archive or a saved e-mail; the files are not changed.

    `profiles` is the cell's own folder of descriptions of foreign layouts, `own_rules` its own file of severities,
    `last_year` an earlier regional workbook. `on_read` hears each file that is ready.
    """
    own, read = own_rules_of(own_rules), register_of(register) if register else None
    expectation = expectation_of(read, own_profiles(profiles), own_rules=own, earlier=earlier_report(last_year, read))
    received = [one for given in files for one in files_of(given)]
    read = read_received(received, expectation, "progress.check", progress, jobs, judge=True, on_read=on_read)
    return [
        Checked(path_inside(one, found.outcome.file.name), found.outcome, list(found.findings), one)
        for one, reads in zip(received, read, strict=True)
        for found in reads
    ]


def across(checked: Sequence[Checked], register: Path, *, own_rules: Path | None = None) -> list[Finding]:
    """The findings no file has by itself: who sent nothing, sent twice, or contradicts another; as a merge gives them.

    `checked` is what `check` gave of all returns, with the same register.
    """
    from minerva.rules.catalogue import ACROSS

    told = {finding for one in checked for finding in one.findings}
    merged = coverage(checked, register, own_rules=own_rules)
    return [finding for finding in merged.findings if finding.code in ACROSS and finding not in told]


def coverage(checked: Sequence[Checked], register: Path, *, own_rules: Path | None = None) -> Consolidation:
    """Who has returned what, and all findings, as a merge of the same returns gives them; nothing is written.

    `checked` is what `check` gave of all returns, with the same register.
    """
    from minerva.layout.registers import register_layout
    from minerva.merge.follow_up import merged_copies

    judged = [(one.outcome, one.findings) for one in checked]
    sheet = register_layout().corrections.sheet
    return merged_copies(register_of(register), judged, sheet, own_rules_of(own_rules))


def feedback(
    checked: Sequence[Checked], folder: Path, progress: Progress = quiet, *, jobs: int | None = None
) -> list[Copy]:
    """Write a feedback workbook for each checked file with findings into a folder: its copy with them, to be sent back.

    `jobs` is the number of processes that make the copies, which changes nothing in what is written.
    """
    from minerva.excel.feedback.outputs import CopyFolder, has_feedback
    from minerva.excel.received.exchange import Copied

    target = CopyFolder(make_folder(folder))
    wanted = [one for one in checked if has_feedback(one.outcome, one.findings)]
    readable = [one for one in wanted if isinstance(one.outcome, Submission)]
    with closing(copies_of([one.request() for one in readable], jobs)) as copies:
        return [
            writing(
                target.put_feedback,
                one.outcome,
                one.findings,
                next(copies) if isinstance(one.outcome, Submission) else Copied(reason="unusable"),
            )
            for one in with_progress(wanted, "progress.feedback", progress)
        ]


def repair(
    checked: Sequence[Checked], folder: Path, progress: Progress = quiet, *, jobs: int | None = None
) -> list[Copy]:
    """Write into a folder a copy of each checked file for which something certain is proposed, with that applied."""
    from minerva.excel.feedback.outputs import CopyFolder, has_repairs

    target = CopyFolder(make_folder(folder))
    wanted = [one for one in checked if has_repairs(one.outcome, one.findings)]
    with closing(copies_of([one.request(repaired=True) for one in wanted], jobs)) as copies:
        return [
            writing(target.put_repaired, one.outcome, next(copies))
            for one in with_progress(wanted, "progress.fix", progress)
        ]


def letters(
    checked: Sequence[Checked],
    register: Path,
    folder: Path,
    *,
    own_rules: Path | None = None,
    whole: bool = True,
    attached: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Letters:
    """Write a letter to each organisation and section of which a return is awaited, and the page of the cell.

    `checked` is what `check` gave with the same register; which of several files counts is settled as in a merge. With
    `whole` False (not all returns were looked at), only those that sent something get a letter, and there is no page.
    `attached` gives, for a received file by name, the annotated copy that goes with the letter. A file in the folder
    that is not ours, or was changed since, stays.
    """
    from minerva.excel.follow_up import write_follow_up
    from minerva.excel.safely import private_folder, put_ours
    from minerva.layout.labels import labels
    from minerva.layout.registers import register_layout
    from minerva.merge.follow_up import left_to_do
    from minerva.publish.letters import letter

    day, read = today or date.today(), register_of(register)
    judged = [(one.outcome, one.findings) for one in checked]
    lines = left_to_do(read, judged, register_layout().corrections.sheet, own_rules_of(own_rules))
    year = read.settings.year
    make_folder(folder)

    def write(folder: Path) -> Letters:
        with private_folder(folder / RECORD) as prepared:
            for line in lines:
                if line.organisation is not None and (whole or line.files):
                    text = letter(line, year, day, attached)
                    (prepared / text.name).write_bytes(text.content)
            page = labels("fr")("follow_up.file_name")
            if whole:
                write_follow_up(prepared / page, lines, year, day)
            put = put_ours(prepared, folder, RECORD)
        return Letters(put.written, put.kept)

    return writing(write, folder)


def consolidate(
    returns: Path,
    register: Path,
    output: Path,
    *,
    final: bool = False,
    annexed: Sequence[str] = (),
    profiles: Path | None = None,
    own_rules: Path | None = None,
    last_year: Path | None = None,
    personal_data: bool = True,
    progress: Progress = quiet,
    jobs: int | None = None,
    on_read: OnRead = unheard,
) -> Consolidated:
    """Merge the returns of a folder into the regional workbook; writes it and its manifest, complete or not at all.

    `annexed` names files of the folder, or organisations whose file cannot be read, to attach as received; `profiles`
    is the folder of the cell's own descriptions of foreign layouts, `own_rules` its own file of severities, `last_year`
    an earlier regional workbook. Without `personal_data`, e-mail addresses of persons and columns of names are left out
    of both. `jobs` is the number of processes that read, which changes nothing in what is written; `on_read`
    hears each file that is ready.
    """
    from minerva.excel.content.intake import Refused, take
    from minerva.excel.manifest import manifest_path
    from minerva.excel.output import write_output

    read, own = register_of(register), own_rules_of(own_rules)
    check_output(output)
    if output.resolve() == register.resolve():
        raise Problem("problem.output_is_register", path=output)
    if returns.is_dir() and output.exists() and output.resolve().is_relative_to(returns.resolve()):
        refuse_to_replace_a_return(output)
    earlier = earlier_report(last_year, read)
    expectation = expectation_of(read, own_profiles(profiles), annexed, own, earlier)
    ours = {path.resolve() for path in (output, manifest_path(output), register, own_rules, last_year) if path}
    received = [one for one in returns_in(returns) if one.path not in ours]
    with no_garbage_collection():
        reads = read_received(received, expectation, "progress.read", progress, jobs, judge=True, on_read=on_read)
        consolidation = merged(read, reads, expectation, final=final, personal_data=personal_data, earlier=earlier)
        progress("progress.write", 0, 1)
        try:
            evidence, _ = take(register, register.name)
        except Refused as refused:
            raise Problem("problem.register", path=register, reason=f"@refusal.{refused.refusal}") from refused
        written = writing(write_output, output, consolidation, evidence)
    progress("progress.write", 1, 1)
    return Consolidated(consolidation, output, written.sha256)


def compare(then: Path, now: Path, output: Path | None = None) -> Compared:
    """Compare two regional workbooks, the older one first, and write what differs as a workbook.

    Without `output` it comes to stand beside the newer one. Raises Problem where one is no regional workbook of ours,
    where both are the same file, or the first is the later one.
    """
    from minerva.excel.comparison.workbook import put_comparison
    from minerva.merge.compare import compare as held_against

    output = output or now.with_name(f"compare-{then.stem}-{now.stem}.xlsx")
    older, newer = reports_to_compare(then, now, output)
    comparison = held_against(older, newer)
    written = writing(put_comparison, output, comparison, then, now)
    return Compared(comparison, output, written.sha256)


def export(report: Path, form: str, folder: Path) -> Exported:
    """Write the tables of a regional workbook into a folder as `csv` (a data package), `parquet` or `json`.

    All files or none; what else is in the folder stays. Without personal data: addresses, names of files that people
    chose and, where the manifest does not say that the workbook has none, the column of remarks are left out.
    """
    from minerva.excel.manifest import told_without_personal_data
    from minerva.excel.package_folder import put_package
    from minerva.excel.safely import OtherContent
    from minerva.publish.data_files import NoParquet
    from minerva.publish.data_package import files
    from minerva.publish.open_data import open_data

    read, folder = published(report, "problem.export.not_regional"), folder.resolve()
    if not read.organisations:
        raise Problem("problem.export.no_coverage", path=report)
    data = open_data(read, remarks=told_without_personal_data(report, read.file.sha256))
    try:
        content = files(data, form)
        make_folder(folder.parent)
        written = writing(put_package, content, folder, EXPORT_RECORD)
    except NoParquet as missing:
        raise Problem("problem.export.no_parquet") from missing
    except OtherContent as other:
        raise Problem("problem.export.other_content", path=other.path) from other
    return Exported(written, data.remarks_left_out)


def export_pdf(report: Path, folder: Path, progress: Progress = quiet, printer: Printer | None = None) -> Prints:
    """Write a PDF of each part of a regional workbook into a folder; all files or none, what else is there stays.

    LibreOffice makes them, or where there is none the `printer`, whose problems are let through; with neither, the
    workbooks to print from Excel are written instead.
    """
    from minerva.excel.package_folder import put_package
    from minerva.excel.printed.office import OfficeFailed
    from minerva.excel.printed.pdf import NotPrintable, print_parts
    from minerva.excel.safely import OtherContent

    read, folder = published(report, "problem.export.not_regional"), folder.resolve()
    try:
        with TemporaryDirectory(prefix="minerva-print-") as private:
            printed = print_parts(report, read.year, Path(private), progress, printer)
            content = {one.path.name: one.path.read_bytes() for one in printed}
        make_folder(folder.parent)
        written = writing(put_package, content, folder, PRINT_RECORD)
    except NotPrintable as error:
        raise Problem("problem.export.not_printable", path=report) from error
    except OfficeFailed as error:
        raise Problem("problem.export.office", reason=error) from error
    except OtherContent as other:
        raise Problem("problem.export.other_content", path=other.path) from other
    return Prints(written, all(one.is_pdf for one in printed), all(one.has_marks for one in printed))


def verify(
    output: Path,
    returns: Path,
    *,
    register: Path | None = None,
    profiles: Path | None = None,
    last_year: Path | None = None,
    replay: bool = True,
    progress: Progress = quiet,
    jobs: int | None = None,
) -> Verification:
    """Prove that a regional workbook says what the returned files say; every difference is named by its place.

    Three proofs: the hashes of the manifest; a second reader of its own that holds each value against its cell; and,
    with `replay`, the workbook made again and compared cell by cell. `register` is the one it was made with, `profiles`
    and `last_year` as for `consolidate`. Nothing is written beside the workbook. Raises Problem where there is nothing
    to verify.
    """
    from minerva.excel.manifest import manifest_path
    from minerva.excel.verify import audit
    from minerva.excel.witness.proof import prove

    if not returns.is_dir():
        raise Problem("problem.no_folder", path=returns)
    manifest, read = manifest_of(output), register_of(register) if register else None
    ours = {path.resolve() for path in (output, manifest_path(output), register, last_year) if path}
    given = (register, read) if register and read else None
    with auditing(output):
        audited = audit(output, returns, manifest, ours, given, lambda *steps: progress("progress.hashes", *steps))
        prove(audited.subject, audited.outcome, lambda *steps: progress("progress.witness", *steps))
    if not replay:
        audited.outcome.not_proven.append(("verify.not_replayed", ""))
    else:
        replay_of(audited, own_profiles(profiles), last_year, progress, jobs)
    return audited.outcome


def profile(
    file: Path, words: Labels, *, sheet: str | None = None, profiles: Path | None = None, output: Path | None = None
) -> Drafted:
    """Propose a profile for the layout of a file, and read the file by it; `words` gives the comments in the draft.

    `output` is where the draft is written; a file that is there stays. Raises Problem where nothing looks like a table,
    and for our own template, which needs no profile: there only a sheet added to it may be asked for.
    """
    from minerva.excel.received.received import shown
    from minerva.excel.returns.identity import is_our_template
    from minerva.excel.returns.profile_proposal import propose
    from minerva.layout.returns import return_layout

    own, package = own_profiles(profiles), package_of(file)
    names = [found.name for found in package.sheets]
    if sheet is not None and sheet not in names:
        raise Problem("problem.no_sheet", sheet=sheet, known=", ".join(names))
    if is_our_template(package) and (sheet is None or sheet.lower() in return_layout().own_sheets):
        raise Problem("problem.own_template", path=file)
    drafted = propose(package, shown(file.stem), words, sheet=sheet, own=own)
    if drafted is None:
        raise Problem("problem.no_draft", path=file)
    if output is not None:
        _write_draft(output, drafted.text)
    return drafted


def _write_draft(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError as error:
        raise Problem("problem.exists", path=output) from error
    except OSError as error:
        raise Problem("problem.cannot_write", path=output, reason=error.strerror or error) from error


def demo(folder: Path, progress: Progress = quiet) -> Demo:
    """Write the register, templates and returns of the sample year into a folder and consolidate them.

    What an earlier run wrote there is left as it is. Raises Problem, and changes nothing, where one of the files holds
    something else, or where a return stands there that is not of the sample.
    """
    from minerva.excel.safely import OtherContent

    make_folder(folder)
    try:
        return writing(_put_sample_year, folder, progress)
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
    from minerva.excel.received.received import received_in
    from minerva.excel.safely import OtherContent

    for one in received_in(folder) if folder.is_dir() else ():
        if not (ours / one.name).exists():
            raise OtherContent(one.path)


def addin_build(folder: Path) -> Path:
    """Write the ribbon add-in, minerva.xlam, into a folder; its path."""
    from minerva.excel.addin.build import write_addin

    return making_addin(write_addin, make_folder(folder))


def addin_install(folder: Path | None = None) -> Places:
    """Build the add-in where this user's Excel loads it, or in a folder, with this Python noted; where both stand."""
    from minerva.excel.addin.install import install, places

    where = making_addin(places, folder, os.environ)
    making_addin(install, where, Path(sys.executable))
    return where


def addin_remove(folder: Path | None = None) -> Places | None:
    """Take away what `addin_install` put there; None where there was nothing."""
    from minerva.excel.addin.install import places, remove

    where = making_addin(places, folder, os.environ)
    return where if making_addin(remove, where) else None


def addin_portable(folder: Path, python: Path | None = None) -> Portable:
    """Assemble a folder with which Minerva runs on a PC where nothing may be installed; `python` is its interpreter."""
    from minerva.excel.addin.portable import assemble

    return making_addin(assemble, folder, python)


def addin_console(folder: Path) -> Path:
    """Write the console, the workbook the cell works from, into a folder; its path. One that is there stays."""
    from minerva.excel.console import put_console

    path = make_folder(folder) / "console.xlsx"
    if not writing(put_console, path):
        raise Problem("problem.exists", path=path)
    return path


def layout() -> dict:
    """The template layout, for programs that fill templates."""
    from minerva.layout.returns import return_layout

    return return_layout().as_json()


def rules(asked: str | None = None, own_rules: Path | None = None) -> dict[str, str]:
    """Code -> severity (`off` for one that is switched off) of all rules, of a family (THR), or of the one asked for.

    `own_rules` is the cell's own file of severities. Raises Problem for a code or family that does not exist.
    """
    from minerva.layout.severities import severities_with, severity_word
    from minerva.rules.catalogue import all_codes

    severity = severities_with(own_rules_of(own_rules))
    wanted = "" if asked is None else asked.upper()
    codes = [code for code in all_codes() if wanted in ("", code, code[:FAMILY])]
    if not codes:
        raise Problem("problem.no_rule", code=asked, known=", ".join(all_codes()))
    return {code: severity_word(severity[code]) for code in codes}


def counts(consolidation: Consolidation) -> dict[str, object]:
    """The numbers of a consolidation."""
    from minerva.excel.manifest import counts as numbers

    return numbers(consolidation)
