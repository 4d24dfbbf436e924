"""Where the data folders are found, in a checkout and in an installed wheel alike."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_files: dict[str, dict[str, Any]] = {}


class LayoutError(Exception):
    """Our own mistake in workbook_templates/: names the file and the key. Never shown for a mistake of a user."""


def templates_folder() -> Traversable:
    """The folder workbook_templates/, wherever the package is installed."""
    return files("minerva.workbook_templates")


def addin_folder() -> Traversable:
    """The folder addin/, wherever the package is installed."""
    return files("minerva.addin")


def load_toml(name: str) -> dict[str, Any]:
    """The content of workbook_templates/<name>, read once. Raises LayoutError where it is missing or malformed."""
    if name not in _files:
        _files[name] = _read(name)
    return _files[name]


def files_read() -> dict[str, dict[str, Any]]:
    """The files read so far, for a process that helps: to parse the labels takes it as long as to read a return."""
    return dict(_files)


def take_files(files: Mapping[str, dict[str, Any]]) -> None:
    """Take what the process that started this one has read."""
    _files.update(files)


def _read(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(templates_folder().joinpath(name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise LayoutError(f"workbook_templates/{name}: {error}") from error
