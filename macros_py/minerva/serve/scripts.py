"""The buttons of the task pane: each gets the values of the open book, and gives back what is to be written there.

Run in a work process. The buttons are those of the ribbon; what they do to the book, xlwings notes as actions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import xlwings as xw

from minerva import buttons
from minerva.problems import Problem
from minerva.serve.batch_tasks import given, pack
from minerva.serve.worker import Told

SENT = ("register", "returns", "last-year", "rules")
"""The folders of a batch in which files stand under the name they were sent with."""


def run(folder: Path, options: dict, told: Told) -> dict[str, object]:
    """Press the button `options["name"]` in the book whose values the file `options["payload"]` holds; the actions.

    With `options["files"]`, those of the batch are used. Raises Problem for a payload that is none.
    """
    book = _book(folder / options["payload"])
    button = getattr(buttons, options["name"])
    if options["files"]:
        _press_with_files(button, book, folder, told)
    else:
        button(book, progress=told)
    return _without_paths(book.json(), folder)


def _press_with_files(button: Callable[..., None], book: xw.Book, folder: Path, told: Told) -> None:
    """With the files of the batch in the place of the paths the console names: on a server nobody types paths."""
    files = given(folder)
    places = buttons.Places(files.register, files.returns, files.out, files.last_year, files.rules)
    button(book, places=places, progress=told)
    for written in sorted(path for path in files.out.iterdir() if path.is_dir()):
        pack(written)


def _book(payload: Path) -> xw.Book:
    try:
        return xw.Book(json=json.loads(payload.read_bytes()))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, xw.XlwingsError) as error:
        raise Problem("serve.error.json") from error


def _without_paths(result: dict[str, object], folder: Path) -> dict[str, object]:
    """The actions, with files named in messages as they were sent: where the server keeps them concerns nobody."""
    places = "|".join(re.escape(place) for place in {str(folder.resolve()), str(folder)})
    kept = re.compile(rf"(?:{places})[\\/](?:(?:{'|'.join(SENT)})[\\/])?")
    for action in result["actions"]:
        if action["func"] == "alert":
            action["args"][0] = kept.sub("", action["args"][0])
    return result
