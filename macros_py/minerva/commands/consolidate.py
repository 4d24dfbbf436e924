"""`minerva consolidate` at the terminal: the regional workbook, and what became of each file."""

from __future__ import annotations

import argparse
from pathlib import Path

from minerva import tasks
from minerva.layout.labels import Labels
from minerva.terminal import (
    FINDINGS,
    FINE,
    print_files,
    print_json,
    print_summary,
    progress_bar,
    summary_of,
)


def consolidate_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add what the command is given."""
    command.add_argument("returns", type=Path, help=words("cli.consolidate.returns"))
    command.add_argument("--register", type=Path, required=True, help=words("cli.register"))
    command.add_argument("-o", "--output", type=Path, required=True, help=words("cli.consolidate.output"))
    command.add_argument("--final", action="store_true", help=words("cli.consolidate.final"))
    command.add_argument("--annex", action="append", default=[], help=words("cli.consolidate.annex"))
    command.add_argument("--profiles", type=Path, help=words("cli.profiles"))
    command.add_argument("--rules", type=Path, help=words("cli.own_rules"))
    command.add_argument("--last-year", type=Path, help=words("cli.last_year"))
    command.add_argument(
        "--no-personal-data",
        dest="personal_data",
        action="store_false",
        help=words("cli.consolidate.no_personal_data"),
    )
    command.add_argument("--jobs", type=_count, help=words("cli.consolidate.jobs"))
    command.set_defaults(run=_consolidate)


def _count(text: str) -> int:
    """A number of things, one at least. Raises ValueError, which argparse tells."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _consolidate(options: argparse.Namespace, words: Labels) -> int:
    with progress_bar(options, words) as progress:
        result = tasks.consolidate(
            options.returns,
            options.register,
            options.output,
            final=options.final,
            annexed=options.annex,
            profiles=options.profiles,
            own_rules=options.rules,
            last_year=options.last_year,
            personal_data=options.personal_data,
            progress=progress,
            jobs=options.jobs,
        )
    summary = summary_of(result)
    if options.json:
        print_json(summary)
    else:
        print_files(result, words)
        print_summary(summary, words)
        print(words("cli.consolidate.done", path=result.output))
    return FINDINGS if result.has_errors else FINE
