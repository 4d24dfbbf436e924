"""Builds the hostile files: `python tests/hostile/build.py FOLDER`, with tests/ on the path of Python."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hostile.active import active_cases
from hostile.folder import folder_cases
from hostile.kinds import kind_cases
from hostile.sizes import size_cases
from hostile.values import value_cases
from hostile.workbook import Case
from hostile.xmls import xml_cases
from hostile.zips import zip_cases


def all_cases() -> list[Case]:
    """Every case there is, each with a path of its own."""
    families = (zip_cases, xml_cases, size_cases, active_cases, kind_cases, value_cases, folder_cases)
    return [case for family in families for case in family()]


def build(folder: Path) -> list[Case]:
    """Write all cases below a folder."""
    cases = all_cases()
    for case in cases:
        path = folder / case.path
        path.parent.mkdir(parents=True, exist_ok=True)
        case.make(path)
    return cases


if __name__ == "__main__":
    built = build(Path(sys.argv[1]))
    print(json.dumps({case.path: sorted(case.expected) for case in built}, ensure_ascii=False, indent=1))
