"""`minerva export` at the terminal: the regional workbook in other forms, for other programs and readers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from minerva import tasks
from minerva.layout.labels import Labels
from minerva.terminal import COULD_NOT_RUN, FINE, print_json, progress_bar


def export_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add what `export` is given."""
    command.add_argument("report", type=Path, help=words("cli.export.report"))
    command.add_argument("--to", choices=tuple(_FORMS), required=True, help=words("cli.export.to"))
    command.add_argument(
        "-o", "--output", dest="folder", type=Path, default=Path("export"), help=words("cli.export.folder")
    )
    command.set_defaults(run=_export)


def _export(options: argparse.Namespace, words: Labels) -> int:
    return _FORMS[options.to](options, words)


def _open_data(options: argparse.Namespace, words: Labels) -> int:
    exported = tasks.export(options.report, options.to, options.folder)
    if options.json:
        print_json({"files": [str(path) for path in exported.files], "remarks_left_out": exported.remarks_left_out})
        return FINE
    print(words("cli.export.done", number=len(exported.files), folder=options.folder))
    for path in exported.files:
        print(f"  {path.name}")
    if exported.remarks_left_out:
        print(words("cli.export.remarks", title=words("data.remarks")))
    return FINE


def _pdf(options: argparse.Namespace, words: Labels) -> int:
    with progress_bar(options, words) as progress:
        prints = tasks.export_pdf(options.report, options.folder, progress)
    if options.json:
        print_json({"files": [str(path) for path in prints.files], "pdf": prints.are_pdf})
        return FINE if prints.are_pdf else COULD_NOT_RUN
    print(words("cli.export.done", number=len(prints.files), folder=options.folder))
    for path in prints.files:
        print(f"  {path.name}")
    if not prints.are_pdf:
        print(words("cli.export.no_office"))
        return COULD_NOT_RUN
    return FINE


_FORMS: dict[str, Callable[[argparse.Namespace, Labels], int]] = {
    "csv": _open_data,
    "parquet": _open_data,
    "json": _open_data,
    "pdf": _pdf,
}
