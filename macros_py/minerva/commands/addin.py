"""`minerva addin build|install|console|portable` at the terminal: what they are given, what they say."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from minerva import tasks
from minerva.excel.addin import PYTHON_ZIP
from minerva.layout.labels import LANGUAGES, Labels
from minerva.terminal import FINE, print_json


def addin_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add the commands below `addin`."""
    ways = command.add_subparsers(dest="way", metavar=words("cli.command"), title=words("cli.commands"), required=True)
    for name, build in _WAYS.items():
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


def _install_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("--to", dest="folder", type=Path, help=words("cli.addin.to"))
    command.add_argument("--remove", action="store_true", help=words("cli.addin.remove"))
    command.set_defaults(run=_install)


def _install(options: argparse.Namespace, words: Labels) -> int:
    if options.remove:
        return _remove(options, words)
    where = tasks.addin_install(options.folder)
    if options.json:
        print_json({"addin": str(where.addin), "settings": str(where.settings), "interpreter": sys.executable})
        return FINE
    print(words("cli.addin.built", path=where.addin))
    print(words("cli.addin.settings", path=where.settings, interpreter=sys.executable))
    print(words("cli.addin.open_it" if options.folder else "cli.addin.restart"))
    return FINE


def _remove(options: argparse.Namespace, words: Labels) -> int:
    where = tasks.addin_remove(options.folder)
    if options.json:
        print_json({"removed": str(where.addin) if where else None})
    elif where:
        print(words("cli.addin.removed", path=where.addin))
    else:
        print(words("cli.addin.nothing_to_remove"))
    return FINE


def _console_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("-o", "--output", type=Path, default=Path(), help=words("cli.addin.console_folder"))
    command.set_defaults(run=_console)


def _console(options: argparse.Namespace, words: Labels) -> int:
    written = tasks.addin_console(options.output)
    if options.json:
        print_json({"console": str(written)})
    else:
        print(words("cli.addin.console_written", path=written))
    return FINE


def _portable_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("folder", type=Path, help=words("cli.addin.portable_folder"))
    command.add_argument("--python", type=Path, help=words("cli.addin.portable_python", zip=PYTHON_ZIP))
    command.set_defaults(run=_portable)


def _portable(options: argparse.Namespace, words: Labels) -> int:
    made = tasks.addin_portable(options.folder, options.python)
    if options.json:
        print_json({"folder": str(made.folder), "python": made.has_python})
        return FINE
    print(words("cli.addin.assembled", path=made.folder))
    if not made.has_python:
        print(words("cli.addin.python_to_get", path=made.folder, zip=PYTHON_ZIP))
    return FINE


_WAYS = {
    "build": _build_command,
    "install": _install_command,
    "console": _console_command,
    "portable": _portable_command,
}
