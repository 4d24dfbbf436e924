"""What the scripts of the folder without installation run: `python -m minerva.dropped TASK SCRIPT`.

A door like the terminal, for people who type nothing: they drop a folder of returns on a script. The register is found
beside it, the result stands beside it and is opened, and everything is said in both languages.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from minerva import tasks
from minerva.inputs import register_of
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels, tally
from minerva.model.finding import counted
from minerva.terminal import say_problem

FINE, FINDINGS, COULD_NOT_RUN = 0, 1, 2
STARTED = "MINERVA_STARTED"
"""The variable with the line that started cmd, from which the names of what was dropped are taken as they are."""

_ITEM = re.compile(r'"([^"]+)"|(\S+)')
_REGISTER = re.compile(r"regist.*\.xlsx", re.IGNORECASE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a task on what was dropped; returns its exit code, as the terminal's."""
    task, script, *given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    items = dropped_items(os.environ.get(STARTED, ""), script) or given
    try:
        if not items:
            raise tasks.Problem("dropped.nothing", script=script)
        return _TASKS[task]([Path(item) for item in items])
    except tasks.Problem as problem:
        for language in REPORT_LANGUAGES:
            say_problem(problem, labels(language), as_json=False)
        return COULD_NOT_RUN


def dropped_items(line: str, script: str) -> list[str]:
    """The paths in a line `cmd.exe /c ""C:\\…\\SCRIPT" C:\\one "C:\\and two""`; none where it started another thing."""
    place = line.lower().find(script.lower())
    if place < 0:
        return []
    rest = line[place + len(script) :].removeprefix('"').strip()
    if rest.count('"') % 2:
        rest = rest.removesuffix('"')
    return [quoted or bare for quoted, bare in _ITEM.findall(rest)]


def _consolidate(items: Sequence[Path]) -> int:
    folder = items[0]
    if len(items) > 1 or not folder.is_dir():
        raise tasks.Problem("dropped.one_folder", path=folder)
    register = find_register(folder)
    if register is None:
        raise tasks.Problem("dropped.no_register", path=folder.parent)
    year = register_of(register).settings.year
    print(bilingual("dropped.register", path=register))
    result = tasks.consolidate(folder, register, folder.parent / f"regional-{year}.xlsx", progress=_show)
    numbers = {
        key: value for key, value in tasks.counts(result.consolidation).items() if not isinstance(value, Mapping)
    }
    print(bilingual("dropped.consolidated", "\n\n", **numbers, path=result.output))
    _open(result.output)
    return FINDINGS if result.has_errors else FINE


def _check(items: Sequence[Path]) -> int:
    folder = items[0] if items[0].is_dir() else items[0].parent
    copies = folder.parent / labels("fr")("dropped.feedback_folder")  # among the returns they would be taken for such
    checked = tasks.check(items, find_register(folder), _show)
    written = tasks.feedback(checked, copies, _show)
    numbers = counted([finding for one in checked for finding in one.findings])
    for language in REPORT_LANGUAGES:
        told = {"files": len(checked), "counts": tally(numbers, language), "copies": len(written), "folder": copies}
        print(labels(language)("dropped.checked", **told) + "\n")
    if written:
        _open(copies)
    return FINDINGS if numbers["error"] else FINE


_TASKS: Mapping[str, Callable[[Sequence[Path]], int]] = {"consolidate": _consolidate, "check": _check}


def find_register(folder: Path) -> Path | None:
    """The register in a folder, beside it, or in the folder of the scripts; raises Problem where one place has two."""
    for place in (folder, folder.parent, Path(sys.prefix).parent):
        found = sorted(path for path in place.iterdir() if _REGISTER.fullmatch(path.name))
        if len(found) > 1:
            raise tasks.Problem("dropped.registers", names=", ".join(path.name for path in found), path=place)
        if found:
            return found[0]
    return None


def _show(key: str, done: int, total: int) -> None:
    """The steps on one line of the window."""
    print(f"\r{bilingual(key, ' / ')} {done}/{total}", end="\n" if done == total else "", flush=True)


def _open(path: Path) -> None:
    """Open a result in the program of its kind, on Windows."""
    if hasattr(os, "startfile"):
        os.startfile(path)  # noqa: S606 - our own result, in the program the user has for it


if __name__ == "__main__":
    sys.exit(main())
