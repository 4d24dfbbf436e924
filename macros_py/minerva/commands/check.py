"""`minerva check` at the terminal: findings, and what goes back to the organisations."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from minerva import tasks
from minerva.inputs import refuse_among_returns
from minerva.layout.labels import Labels, tally
from minerva.model.finding import Finding, counted
from minerva.terminal import (
    FINDINGS,
    FINE,
    checked_json,
    copy_json,
    finding_json,
    print_copies,
    print_findings,
    print_json,
    print_letters,
    progress_bar,
)


def check_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add what the command is given."""
    command.add_argument("files", nargs="+", type=Path, help=words("cli.check.files"))
    command.add_argument("--register", type=Path, help=words("cli.register"))
    command.add_argument("--profiles", type=Path, help=words("cli.profiles"))
    command.add_argument("--feedback", type=Path, help=words("cli.check.feedback"))
    command.add_argument("--fix", type=Path, help=words("cli.check.fix"))
    command.add_argument("--rules", type=Path, help=words("cli.own_rules"))
    command.add_argument("--last-year", type=Path, help=words("cli.last_year"))
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace, words: Labels) -> int:
    for folder in filter(None, (options.feedback, options.fix)):
        refuse_among_returns(options.files, folder)
    with progress_bar(options, words) as progress:
        checked = tasks.check(
            options.files,
            options.register,
            progress,
            profiles=options.profiles,
            last_year=options.last_year,
            own_rules=options.rules,
        )
        written = {
            name: write(checked, folder, progress)
            for name, write, folder in (
                ("feedback", tasks.feedback, options.feedback),
                ("fix", tasks.repair, options.fix),
            )
            if folder is not None
        }
    across = _across(checked, options)
    counts = counted([*across, *(finding for one in checked for finding in one.findings)])
    sent = _letters(checked, written.get("feedback", ()), options)
    if options.json:
        files = [checked_json(one) for one in checked]
        copies = {name: [copy_json(one, words) for one in found] for name, found in written.items()}
        letters = {"letters": [str(path) for path in sent.written], "kept": [str(path) for path in sent.kept]}
        told = {"across": [finding_json(finding) for finding in across]} if options.register else {}
        print_json({"files": files, **told, "findings": counts, **copies, **(letters if options.feedback else {})})
    else:
        for one in checked:
            print_findings(str(one.path), one.findings, words)
        if across:
            print_findings(words("cli.check.across"), across, words)
        print(words("cli.check.done", files=len(checked), counts=tally(counts, words.language)))
        for name, found in written.items():
            print_copies(name, found, words)
        print_letters(sent, options.feedback, words)
    return FINDINGS if counts["error"] else FINE


def _across(checked: Sequence[tasks.Checked], options: argparse.Namespace) -> list[Finding]:
    """What only a whole folder and a register tell: one file says nothing of who is missing."""
    if options.register is None or not any(given.is_dir() for given in options.files):
        return []
    return tasks.across(checked, options.register, own_rules=options.rules)


def _letters(checked: Sequence[tasks.Checked], copies: Sequence, options: argparse.Namespace) -> tasks.Letters:
    """The letters and the copies they name, where a folder and a register were given.

    Only who looks at a whole folder knows who is missing: one file alone gives one letter, and no reminders.
    """
    if options.feedback is None or options.register is None:
        return tasks.Letters()
    whole = any(given.is_dir() for given in options.files)
    attached = {one.file: one.output.name for one in copies if one.output is not None and not one.reason}
    return tasks.letters(
        checked, options.register, options.feedback, own_rules=options.rules, whole=whole, attached=attached
    )
