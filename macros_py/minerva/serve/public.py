"""What anyone may get without a token: a fixed list, path by path, made at the start. No folder is ever served."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import minerva.addin

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
PANE = Path(minerva.addin.__file__).parent / "pane"


class Public(NamedTuple):
    """One public thing: a file, or its content as such; `framed` where Office shows it inside a page of its own."""

    source: Path | bytes
    media_type: str
    framed: bool = False


def public_files(folder: Path = PANE) -> dict[str, Public]:
    """The page, the pane and what they load, by path."""
    found = {f"/static/{path.name}": _file(path) for path in _files(folder) if path.suffix != ".html"}
    for path, name, framed in (("/", "page.html", False), ("/pane", "pane.html", True)):
        if (folder / name).is_file():
            found[path] = _file(folder / name)._replace(framed=framed)
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in TYPES) if folder.is_dir() else []


def _file(path: Path) -> Public:
    return Public(path, TYPES[path.suffix])
