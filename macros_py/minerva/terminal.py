"""What a person at a terminal reads: progress, findings, the numbers of a consolidation; or JSON for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from minerva import tasks
from minerva.layout.labels import (
    LANGUAGES,
    RULE_PARTS,
    Labels,
    finding_line,
    finding_text,
    in_general,
    severity_text,
    tally,
)
from minerva.model.finding import FAMILY, JUSTIFIED, STANDINGS, Finding, Severity, counted, families

if TYPE_CHECKING:
    from minerva.excel.feedback.outputs import Copy
    from minerva.excel.feedback.repairs import Change

PREVIEWED, LONGEST_TITLE = 5, 60
APART = (JUSTIFIED, Severity.TRIAL.value)
"""Findings that ask for nothing."""

FINE, FINDINGS, COULD_NOT_RUN = 0, 1, 2
"""The exit codes of every command; 1 for findings of severity error, and for differences."""


def preview(drafted: tasks.Drafted, records: Sequence, doubts: Sequence[str], words: Labels) -> Iterator[str]:
    """What the draft would read, and what is uncertain; the caller makes comments of it where the draft goes on."""
    if drafted.known:
        yield words("cli.profile.known", sheet=drafted.sheet, profile=drafted.known)
    yield words("cli.profile.preview", sheet=drafted.sheet, number=len(records), shown=min(PREVIEWED, len(records)))
    for record in records[:PREVIEWED]:
        title = " ".join((record.text("title_fr") or record.text("title_nl")).split())
        figures = [f"{words(f'short.{key}')} {record.text(key) or '-'}" for key in ("red", "green", "result")]
        status = words(f"choice.status.{record.status}")
        yield "  " + " | ".join([record.table.value, record.reference or "-", title[:LONGEST_TITLE], *figures, status])
    if doubts:
        yield words("cli.profile.doubts")
    for doubt in doubts:
        yield f"  - {doubt}"
    yield words("cli.profile.next")


def record_json(record) -> dict[str, object]:
    """A record of a preview for programs."""
    keys = ("strategic_ref", "objective_ref", "ref", "title_fr", "title_nl", "red", "green", "result")
    remarks = {remark.title: remark.field.text for remark in record.remarks}
    values = {key: record.text(key) for key in keys}
    return {"table": record.table.value, **values, "status": record.status.value, "remarks": remarks}


@contextmanager
def progress_bar(options: argparse.Namespace, words: Labels) -> Iterator[tasks.Progress]:
    """A progress bar on the terminal; nothing where the output is a file, or JSON."""
    if options.json or not sys.stderr.isatty():
        yield lambda key, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        known: dict[str, int] = {}

        def show(key: str, done: int, total: int) -> None:
            if key not in known:
                known[key] = bars.add_task(words(key), total=total)
            bars.update(known[key], completed=done)

        yield show


def summary_of(result: tasks.Consolidated) -> dict[str, object]:
    """The numbers of a consolidation, with its output."""
    return {**tasks.counts(result.consolidation), "output": str(result.output), "sha256": result.sha256}


def print_summary(summary: dict, words: Labels) -> None:
    """The coverage and the statuses, a line for each number."""
    states = ("expected", "received", "missing", "unusable", "integrated", "with_gaps", "annexed")
    _print_numbers(words("cli.coverage"), {words(f"cli.count.{state}"): summary[state] for state in states})
    records = {words(f"cli.count.{key}"): summary[key] for key in ("objectives", "indicators")}
    statuses = {words(f"choice.status.{status}"): number for status, number in summary["status"].items()}
    _print_numbers(words("cli.statuses"), records | statuses)
    print(words("cli.findings", counts=tally(summary["findings"], words.language)))


def _print_numbers(title: str, numbers: dict[str, int]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, number in numbers.items():
        table.add_row(name, str(number))
    Console().print(table)


def print_files(result: tasks.Consolidated, words: Labels) -> None:
    """Every organisation without a usable report, and every file that was not used, with the reason."""
    for line in result.consolidation.coverage.lines:
        if line.state.value in ("missing", "unusable", "with_gaps", "annexed"):
            reasons = " ; ".join(words(reason) for reason in line.reasons)
            name = line.organisation.name(words.language if words.language != "en" else "fr")
            told = f"{name} ({reasons})" if reasons else name
            print(words("cli.named", name=words(f"state.{line.state.value}"), text=told))
    for use in result.consolidation.files:
        if use.use.value in ("unusable", "not_used", "unexpected"):
            reason = words(use.reason) + (f" ({use.detail})" if use.detail else "")
            told = f"{use.file.name} · {reason}"
            print(words("cli.named", name=words(f"use.{use.use.value}"), text=told))


def print_findings(name: str, findings: Sequence[Finding], words: Labels) -> None:
    """Findings of a file, or across all, a line each, errors first; what is justified or on trial under its heading."""
    counts = counted(findings)
    print(f"\n{name} · {tally(counts, words.language)}" if findings else f"\n{name}")
    if not findings:
        print(f"  {words('cli.check.nothing')}")
    for standing in STANDINGS:
        found = [finding for finding in findings if finding.standing == standing]
        if found and standing in APART:
            print(f"  {words(f'cli.check.{standing}')}")
        for finding in found:
            print(f"{'    ' if standing in APART else '  '}{_line(finding, words)}")


def _line(finding: Finding, words: Labels) -> str:
    """A finding on one line, with its reason where it is justified, and what can be repaired."""
    parts = [severity_text(finding, words.language), finding_line(finding, words.language)]
    if finding.is_justified:
        parts.append(words("cli.check.reason", text=" ".join(finding.justification.split())))
    if finding.proposals:
        parts.append(words("cli.check.repair"))
    return " · ".join(" ".join(part.split()) for part in parts)


def print_letters(sent: tasks.Letters, folder: Path | None, words: Labels) -> None:
    """Where the letters are, and which files of others stand in their place."""
    if folder is not None and not sent.written:
        print(words("cli.check.no_letters"))
    if sent.written:
        print(words("cli.check.letters", number=len(sent.written), folder=folder))
    if sent.kept:
        print(words("cli.check.letters_kept", number=len(sent.kept)))
    for path in sent.kept:
        print(f"  {path}")


def print_rules(severities: Mapping[str, str], words: Labels) -> None:
    """The catalogue: a line for each rule, by family."""
    from minerva.layout.style import standing_word

    for family, codes in families(severities):
        print(f"{words(f'family.{family}')} ({family})")
        for code in codes:
            word = standing_word(severities[code], words.language)
            print(f"  {code}  {word:<17} {words(f'rule.{code}.title')}")


def print_copies(kind: str, copies: Sequence[Copy], words: Labels) -> None:
    """Where the copies of returns were written, what was changed in them, and what could not be done."""
    written = [one for one in copies if one.output is not None]
    none = f"cli.{kind}.none"
    print(words(f"cli.{kind}.done", number=len(written)) if written or not words.has(none) else words(none))
    for one in copies:
        if one.output is not None:
            print(f"  {one.file} → {one.output}")
        if one.reason:
            print(f"    {words(f'cli.{kind}.no_copy', reason=words(one.reason))}")
        if one.kept is not None:
            print(f"    {words('cli.feedback.kept', path=one.kept)}")
        for change in one.changes:
            print(f"    {_change_line(change, words)}")


def _change_line(change: Change, words: Labels) -> str:
    old = change.old or words("found.empty")
    line = f"{change.sheet}!{change.cell} · {change.code} · {old} → {change.new}"
    return line if change.left is None else f"{line} · {words(f'fix.left.{change.left}')}"


def copy_json(one: Copy, words: Labels) -> dict[str, object]:
    """A copy of a return for programs."""
    changes = [
        {
            **{key: getattr(change, key) for key in ("code", "sheet", "cell", "old", "new")},
            "applied": change.left is None,
            "reason": "" if change.left is None else words(f"fix.left.{change.left}"),
        }
        for change in one.changes
    ]
    return {
        "file": one.file,
        "output": str(one.output) if one.output is not None else "",
        "complete": one.output is not None and not one.reason,
        "reason": words(one.reason) if one.reason else "",
        "kept": str(one.kept) if one.kept is not None else "",
        "changes": changes,
    }


def print_rule(code: str, severity: str, words: Labels) -> None:
    """A rule with what it asks, its reason, remedy, examples and origin."""
    from minerva.layout.style import standing_word

    print(f"{code} · {standing_word(severity, words.language)} · {words(f'rule.{code}.title')}")
    for part in RULE_PARTS[1:]:
        print("  " + words("cli.named", name=words(f"cli.rules.{part}"), text=in_general(words, code, part)))


def rule_json(code: str, severity: str, words: Labels) -> dict[str, str]:
    """A rule for programs."""
    parts = {part: in_general(words, code, part) for part in RULE_PARTS}
    return {"code": code, "family": code[:FAMILY], "severity": severity, **parts}


def checked_json(one: tasks.Checked) -> dict[str, object]:
    """One file that was checked, for programs: its findings, and how many stand where."""
    return {
        "file": str(one.path),
        "counts": counted(one.findings),
        "findings": [finding_json(finding) for finding in one.findings],
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding with its sentences in all languages."""
    texts = {
        f"{part}_{language}": finding_text(finding, part, language)
        for part in ("found", "expected", "remedy")
        for language in LANGUAGES
    }
    place = {"file": finding.file, "sheet": finding.sheet, "cell": finding.cell, "reference": finding.reference}
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "standing": finding.standing,
        **place,
        **texts,
        **_answers(finding),
    }


def _answers(finding: Finding) -> dict[str, object]:
    """What was answered to a finding, and what is proposed for certain."""
    proposals = [{"sheet": one.sheet, "cell": one.cell, "value": str(one.value)} for one in finding.proposals]
    return {"justification": finding.justification, "justified": finding.is_justified, "proposals": proposals}


def print_json(content: object) -> None:
    """An answer for programs."""
    print(json.dumps(content, ensure_ascii=False, indent=1))


def say_problem(problem: tasks.Problem, words: Labels, as_json: bool) -> None:
    """What must be changed first, on the error output; as JSON too where that was asked for."""
    lines = [_sentence(words, problem.key, problem.params)]
    lines += [f"  {_sentence(words, key, params)}" for key, params in problem.details]
    print("\n".join(lines), file=sys.stderr)
    if as_json:
        print_json({"error": problem.key, "message": "\n".join(lines)})


def _sentence(words: Labels, key: str, params: dict[str, str]) -> str:
    """A label whose params may be labels themselves."""
    return words(key, **{n: words(v[1:]) if v.startswith("@") else v for n, v in params.items()})
