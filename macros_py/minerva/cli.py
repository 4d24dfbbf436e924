"""The terminal: reads the command line, calls one task, shows what it gave. Knows words and nothing else."""

from __future__ import annotations

import argparse
import locale
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from minerva import __version__, tasks
from minerva.commands.addin import addin_command
from minerva.commands.check import check_command
from minerva.commands.compare import compare_command
from minerva.commands.consolidate import consolidate_command
from minerva.commands.export import export_command
from minerva.commands.verify import verify_command
from minerva.layout.labels import LANGUAGES, Labels, labels
from minerva.terminal import (
    COULD_NOT_RUN,
    FINE,
    preview,
    print_json,
    print_rule,
    print_rules,
    print_summary,
    progress_bar,
    record_json,
    rule_json,
    say_problem,
    summary_of,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 fine, 1 findings of severity error, 2 could not run."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    words = labels(_language(given))
    parser = _parser(words)
    options = parser.parse_args(given)
    if options.command is None:
        parser.print_help()
        return COULD_NOT_RUN
    try:
        code = options.run(options, words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Whoever reads the output has seen enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except tasks.Problem as problem:
        say_problem(problem, words, options.json)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        print(words("cli.stopped"), file=sys.stderr)
        return COULD_NOT_RUN


def _speak_utf8() -> None:
    """A console in another encoding shows a mark for a letter it lacks, rather than stopping the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _language(given: Sequence[str]) -> str:
    """The language asked for with --lang, else the system's, else French; needed before the command line is read."""
    for position, word in enumerate(given):
        asked = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and position + 1 < len(given):
            asked = given[position + 1]
        if asked in LANGUAGES:
            return asked
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or _system_language()
    return system[:2].lower() if system[:2].lower() in LANGUAGES else "fr"


def _system_language() -> str:
    return (locale.getlocale()[0] or "") if os.name == "nt" else ""


class _Parser(argparse.ArgumentParser):
    """argparse, speaking the user's language."""

    words: Labels

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        """As argparse does; what stands for a value in usage, help and errors is a word of the user's language too."""
        action = super().add_argument(*names, **options)
        if action.nargs != 0 and action.choices is None:
            action.metavar = self.words(f"cli.value.{action.dest}")
        return action

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, how the command is used, and stop with 2."""
        self.print_usage(sys.stderr)
        self.exit(COULD_NOT_RUN, f"{self.words('cli.usage_error', message=self._in_words(message))}\n")

    def _in_words(self, message: str) -> str:
        """argparse says these things in English only; the names of the arguments are what matters."""
        for pattern, key in _USAGE_ERRORS.items():
            found = re.match(pattern, message)
            if found is not None:
                return self.words(key, names=found[1])
        return message

    def format_help(self) -> str:
        """The help text with argparse's own headings in the user's language."""
        text = super().format_help()
        for english, key in _HEADINGS.items():
            text = text.replace(english, self.words(key))
        return text

    def format_usage(self) -> str:
        """The usage line in the user's language."""
        return super().format_usage().replace("usage:", self.words("cli.usage"))


_USAGE_ERRORS = {
    "the following arguments are required: (.*)": "cli.missing_arguments",
    "unrecognized arguments: (.*)": "cli.unknown_arguments",
    "argument ([^:]*):": "cli.wrong_argument",
}
_HEADINGS = {
    "usage:": "cli.usage",
    "positional arguments:": "cli.arguments",
    "options:": "cli.options",
    "show this help message and exit": "cli.help_option",
    "show program's version number and exit": "cli.version_option",
}


def _parser(words: Labels) -> argparse.ArgumentParser:
    _Parser.words = words
    parser = _Parser(prog="minerva", description=words("cli.description"), epilog=words("cli.epilog"))
    parser.add_argument("--version", action="version", version=f"minerva {__version__}")
    parser.add_argument("--lang", choices=LANGUAGES, help=words("cli.lang"))
    parser.add_argument("--json", action="store_true", help=words("cli.json"))
    commands = parser.add_subparsers(dest="command", metavar=words("cli.command"), title=words("cli.commands"))
    for name, build in _COMMANDS.items():
        command = commands.add_parser(name, help=words(f"cli.{name}.help"), description=words(f"cli.{name}.help"))
        command.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=words("cli.lang"))
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=words("cli.json"))
        build(command, words)
    return parser


def _demo_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("folder", nargs="?", type=Path, default=Path("demo"), help=words("cli.demo.folder"))
    command.set_defaults(run=_demo)


def _template_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("--register", type=Path, required=True, help=words("cli.register"))
    command.add_argument("--year", type=int, help=words("cli.template.year"))
    command.add_argument("--organisation", help=words("cli.template.organisation"))
    command.add_argument("-o", "--output", type=Path, default=Path("templates"), help=words("cli.template.output"))
    command.add_argument("--replace", action="store_true", help=words("cli.template.replace"))
    command.set_defaults(run=_template)


def _profile_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("file", type=Path, help=words("cli.profile.file"))
    command.add_argument("--sheet", help=words("cli.profile.sheet"))
    command.add_argument("--profiles", type=Path, help=words("cli.profiles"))
    command.add_argument("-o", "--output", type=Path, help=words("cli.profile.output"))
    command.set_defaults(run=_profile)


def _layout_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.set_defaults(run=_layout)


def _rules_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("code", nargs="?", help=words("cli.rules.code"))
    command.add_argument("--rules", type=Path, help=words("cli.own_rules"))
    command.set_defaults(run=_rules)


def _serve_command(command: argparse.ArgumentParser, words: Labels) -> None:
    command.add_argument("--port", type=int, help=words("cli.serve.port"))
    command.add_argument("--no-browser", action="store_true", help=words("cli.serve.no_browser"))
    command.add_argument("--certificate", type=Path, help=words("cli.serve.certificate"))
    command.add_argument("--key", type=Path, help=words("cli.serve.key"))
    command.add_argument("--self-signed", action="store_true", help=words("cli.serve.self_signed"))
    command.add_argument("--manifest", type=Path, help=words("cli.serve.manifest"))
    command.set_defaults(run=_serve)


_COMMANDS: dict[str, Callable[[argparse.ArgumentParser, Labels], None]] = {
    "demo": _demo_command,
    "template": _template_command,
    "check": check_command,
    "consolidate": consolidate_command,
    "verify": verify_command,
    "compare": compare_command,
    "export": export_command,
    "rules": _rules_command,
    "profile": _profile_command,
    "layout": _layout_command,
    "serve": _serve_command,
    "addin": addin_command,
}


def _demo(options: argparse.Namespace, words: Labels) -> int:
    with progress_bar(options, words) as progress:
        result = tasks.demo(options.folder, progress)
    summary = summary_of(result.consolidated)
    if options.json:
        print_json({**summary, "folder": str(result.folder), "register": str(result.register)})
        return FINE
    print_summary(summary, words)
    print(words("cli.demo.where", folder=result.folder))
    for key, path in (
        ("open_first", result.consolidated.output),
        ("templates", result.templates[0].parent),
        ("returns", result.returns[0].parent),
        ("register", result.register),
    ):
        print("  " + words("cli.named", name=words(f"cli.demo.{key}"), text=path))
    return FINE


def _template(options: argparse.Namespace, words: Labels) -> int:
    with progress_bar(options, words) as progress:
        result = tasks.templates(
            options.register, options.year, options.output, options.organisation, progress, replace=options.replace
        )
    if options.json:
        print_json({"written": [str(path) for path in result.written], "kept": [str(path) for path in result.kept]})
        return FINE
    print(words("cli.template.done", number=len(result.written), folder=options.output))
    if result.kept:
        print(words("cli.template.kept", number=len(result.kept)))
        for path in result.kept:
            print(f"  {path}")
        print(words("cli.template.kept_why"))
    return FINE


def _profile(options: argparse.Namespace, words: Labels) -> int:
    drafted = tasks.profile(options.file, words, sheet=options.sheet, profiles=options.profiles, output=options.output)
    records = drafted.read.records if drafted.read is not None else []
    doubts = [words(doubt) for doubt in drafted.doubts]
    if options.json:
        content = {"sheet": drafted.sheet, "known": drafted.known, "profile": drafted.text, "doubts": doubts}
        print_json({**content, "records": [record_json(record) for record in records]})
        return FINE
    if options.output is None:
        print(drafted.text)
    for line in preview(drafted, records, doubts, words):
        print(f"# {line}" if options.output is None else line)
    if options.output is not None:
        print(words("cli.profile.written", path=options.output))
    return FINE


def _layout(options: argparse.Namespace, words: Labels) -> int:
    print_json(tasks.layout())
    return FINE


def _rules(options: argparse.Namespace, words: Labels) -> int:
    severities = tasks.rules(options.code, options.rules)
    if options.json:
        print_json([rule_json(code, severity, words) for code, severity in severities.items()])
    elif options.code:
        for code, severity in severities.items():
            print_rule(code, severity, words)
    else:
        print_rules(severities, words)
    return FINE


def _serve(options: argparse.Namespace, words: Labels) -> int:
    try:
        from minerva.serve.start import start
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("minerva"):
            raise  # a mistake of ours, not something that was not installed
        raise tasks.Problem("serve.missing") from error
    start(options, words)
    return FINE
