"""`minerva addin build|install|portable` at the terminal: what they are given, what they say."""

from __future__ import annotations

import argparse
from pathlib import Path

from minerva import tasks
from minerva.layout.labels import LANGUAGES, Labels
from minerva.terminal import print_json

FINE = 0


def addin_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add the three commands below `addin`."""
    ways = command.add_subparsers(dest="way", metavar=words("cli.command"), title=words("cli.commands"), required=True)
    for name, build in (("build", _build_command),):
        said = words(f"cli.addin.{name}")
        way = ways.add_parser(name, help=said, description=said)
        way.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=words("cli.lang"))
        way.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=words("cli.json"))
        build(way, words)


def _build_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("-o", "--output", type=Path, default=Path(), help=words("cli.addin.output"))
    command.set_defaults(run=_build)


def _build(options: argparse.Namespace, words: Labels) -> int:
    built = tasks.addin_build(options.output)
    if options.json:
        print_json({"addin": str(built)})
    else:
        print(words("cli.addin.built", path=built))
    return FINE
