"""Where the data folders are found, in a checkout and in an installed wheel alike."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


class LayoutError(Exception):
    """Our own mistake in workbook_templates/: names the file and the key. Never shown for a mistake of a user."""


def templates_folder() -> Traversable:
    """The folder workbook_templates/, wherever the package is installed."""
    return files("minerva.workbook_templates")


def addin_folder() -> Traversable:
    """The folder addin/, wherever the package is installed."""
    return files("minerva.addin")


@cache
def load_toml(name: str) -> dict[str, Any]:
    """The content of workbook_templates/<name>, read once. Raises LayoutError where it is missing or malformed."""
    try:
        return tomllib.loads(templates_folder().joinpath(name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LayoutError(f"workbook_templates/{name}: {error}") from error
