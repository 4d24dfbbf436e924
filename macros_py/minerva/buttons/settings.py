"""What the settings of the console say: typed there, or on a server the files that one pane sent."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, NamedTuple

from minerva import tasks
from minerva.inputs import register_of
from minerva.layout.consoles import console_layout, console_name, read_state, read_yes_no

if TYPE_CHECKING:
    import xlwings as xw

    from minerva.buttons import Places

_YEAR = re.compile(r"[12][0-9]{3}")
_FILE_NAME = re.compile(r'[^\x00-\x1f<>:"/\\|?*]+')


class Settings(NamedTuple):
    """The settings; paths are absolute, those of a server lie in its folder. A year of None is that of the register."""

    register: Path
    returns: Path
    output: Path
    templates: Path
    feedback: Path
    last_year: Path | None
    rules: Path | None
    year: int | None
    final: bool
    personal_data: bool


def is_console(book: xw.Book) -> bool:
    """Whether a book has all the names of the console."""
    return all(console_name(key) in book.names for key in console_layout().names)


def require_console(book: xw.Book) -> None:
    """Raise Problem for a book that lacks the names of the console."""
    if not is_console(book):
        raise tasks.Problem("button.no_console", book=book.name)


def settings_of(book: xw.Book, places: Places | None, needed: tuple[str, ...]) -> Settings:
    """The settings of the console. Raises Problem naming the one that cannot be used.

    `needed` are those a button cannot do without. With `places` no path that is typed there is used, only the name of
    the regional workbook.
    """
    typed = {key: _typed(book, key) for key in console_layout().settings}
    if places is not None and places.register is None:
        raise tasks.Problem("button.no_register")
    for key in needed:
        given_by_server = places is not None and console_layout().settings[key].kind in ("file", "folder")
        if not typed[key] and not given_by_server:
            raise tasks.Problem("button.empty", setting=f"@console.setting.{key}")
    words = {"state": read_state, "personal_data": read_yes_no}
    said = {key: read(typed[key]) for key, read in words.items()}
    for key, word in said.items():
        if word is None and (typed[key] or key in needed):
            raise tasks.Problem("button.word", value=typed[key], setting=f"@console.setting.{key}")
    rest = (_year(typed["year"]), said["state"] == "final", said["personal_data"] != "no")
    return Settings(*(_typed_paths(book, typed) if places is None else _sent_paths(places, typed)), *rest)


def check_year(settings: Settings) -> int:
    """The year of the report. Raises Problem where console and register do not agree."""
    found = register_of(settings.register).settings.year
    if settings.year not in (None, found):
        raise tasks.Problem("button.other_year", year=settings.year, found=found)
    return found


def refuse_to_write_over_settings(book: xw.Book, settings: Settings, places: Places | None) -> None:
    """Raise Problem for a regional workbook that would take the place of another file the console knows."""
    known = [settings.register, settings.last_year, settings.rules]
    if places is None:
        known.append(place_of(book))
    if settings.output.resolve() in [path.resolve() for path in known if path is not None]:
        raise tasks.Problem("button.output_in_use", path=settings.output)


def _typed(book: xw.Book, key: str) -> str:
    """What stands in a setting, '' for nothing; a number is what people typed: 2020, not 2020.0."""
    value = book.names[console_name(key)].refers_to_range.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _typed_paths(book: xw.Book, typed: dict[str, str]) -> tuple[Path | None, ...]:
    """The paths as typed, from the folder of the console; those of optional files may be None."""
    folder = place_of(book).parent
    needed = [folder / typed[key] for key in ("register", "returns", "output", "templates", "feedback")]
    return (*needed, *(folder / typed[key] if typed[key] else None for key in ("last_year", "rules")))


def _sent_paths(places: Places, typed: dict[str, str]) -> tuple[Path | None, ...]:
    name = PureWindowsPath(typed["output"]).name
    output = places.folder / (name if _FILE_NAME.fullmatch(name) else "regional.xlsx")
    folders = (places.folder / "templates", places.folder / "feedback")
    return places.register, places.returns, output, *folders, places.last_year, places.rules


def _year(text: str) -> int | None:
    if not text:
        return None
    if not _YEAR.fullmatch(text):
        raise tasks.Problem("button.year", value=text)
    return int(text)


def place_of(book: xw.Book) -> Path:
    """Where a book stands on disk. Raises Problem for one that is not saved, or opened from the cloud."""
    from xlwings import XlwingsError

    try:
        place = Path(book.fullname)
    except XlwingsError as error:
        raise tasks.Problem("button.not_local", book=book.name) from error
    if not place.is_absolute():
        raise tasks.Problem("button.not_local", book=book.name)
    return place
