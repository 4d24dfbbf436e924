"""Profiles: how a layout that is not ours becomes ours (workbook_templates/profiles/*.toml, and files of the cell)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from minerva.layout.returns import Column, TableLayout, return_layout
from minerva.layout.source import LayoutError, templates_folder
from minerva.model.consolidation import UsedProfile
from minerva.model.record import LANGUAGES, Table

YEAR = "{year}"
FOLDER = "profiles"
LONGEST_DETAIL = 60
NEVER_LACKING = ("language", "status", "unit", "direction")
"""Kinds of column that a layout may do without: an empty one has a meaning of its own, or is computed."""

Holds = Literal["", "date", "email", "figure", "text"]


class ProfileError(LayoutError):
    """A profile that contradicts itself or the return: its file, the key, and the reason, a label `profile.<reason>`.

    `detail` completes the reason, in no language.
    """

    def __init__(self, file: str, key: str, reason: str, detail: str = ""):
        super().__init__(" ".join(part for part in (f"{file}:", f"{key}:" if key else "", reason, detail) if part))
        self.file = file
        self.key = key
        self.reason = reason
        self.detail = detail


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Place(_Page):
    """Where a column of the layout stands: below one of the wordings of `header`, or in the column `at`, from 1."""

    header: tuple[str, ...] = ()
    at: int = Field(0, ge=0, le=16384)

    @field_validator("header", mode="before")
    @classmethod
    def _one_wording(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class ProfileColumn(_Place):
    """A column of the layout that holds what our column `key` holds."""

    key: str


class ProfileRemark(_Place):
    """A column our tables have no room for: kept under its title. `personal` marks names and addresses of persons.

    `holds` says what stands in it, where that helps to tell the layout from another one; '' is anything.
    """

    title: str
    personal: bool = False
    holds: Holds = ""


class ProfileAbout(_Page):
    """A value that holds for the whole table: it stands right of the words `beside`, above the records."""

    beside: str
    title: str
    personal: bool = False


class ProfileTable(_Page):
    """How one parliamentary table is filled from the layout; `lacks` are the keys it has no column for."""

    columns: tuple[ProfileColumn, ...]
    remarks: tuple[ProfileRemark, ...] = ()
    lacks: tuple[str, ...] = ()


class Profile(_Page):
    """One foreign layout.

    It is recognised by its header, searched for in the first `within` rows: without `printed`, all wordings of columns
    and remarks stand in `header_rows` consecutive rows; with `printed`, the cells of the header stand as printed, in
    these columns, and the columns below are named by place. `language` is the one its texts are in, '' where each text
    key says its own. A `partial` layout covers one service: its files are put together. `own_words` and `guidance` are
    texts of the layout itself, above the table and inside it. `file`, `digest` and `packaged` tell where it came from.
    """

    id: str = Field(pattern="^[a-z0-9-]+$")
    title_fr: str
    title_nl: str
    language: Literal["fr", "nl", ""] = ""
    partial: bool = False
    header_rows: int = Field(1, ge=1, le=10)
    within: int = Field(20, ge=1, le=200)
    printed: tuple[tuple[str, ...], ...] = ()
    own_words: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    about: tuple[ProfileAbout, ...] = ()
    tables: dict[Table, ProfileTable]
    file: str = ""
    digest: str = ""
    packaged: bool = True

    @property
    def depth(self) -> int:
        """How many rows its header has."""
        return len(self.printed) or self.header_rows

    @property
    def places(self) -> Iterator[tuple[str, _Place]]:
        """Every column and remark of its tables with the name of its place in the file, for messages."""
        for table, page in self.tables.items():
            for column in page.columns:
                yield f"tables.{table.value}.columns.{column.key}", column
            for remark in page.remarks:
                yield f"tables.{table.value}.remarks.{remark.title}", remark

    def lacking(self, table: Table) -> tuple[str, ...]:
        """The keys it has no column for, and the language none of its texts is in: `language_fr`, `language_nl`."""
        held = {self.language, *(column.key[-2:] for column in self.tables[table].columns if column.key[-3:-2] == "_")}
        other = [f"language_{language}" for language in LANGUAGES if self.language and language not in held]
        return (*self.tables[table].lacks, *other)

    def key_of(self, table: Table, column: ProfileColumn) -> str:
        """The key under which a column is read: `title_nl` for `title` where the layout is in Dutch."""
        return _in_language(column.key, return_layout().tables[table], self.language)


def _in_language(key: str, table: TableLayout, language: str) -> str:
    texts = {column.key for column in table.all_columns if column.kind == "text"}
    return f"{key}_{language}" if language and key in texts else key


@cache
def packaged_profiles() -> tuple[Profile, ...]:
    """The profiles of workbook_templates/profiles/, in order of id. Raises ProfileError."""
    pages = [page for page in templates_folder().joinpath(FOLDER).iterdir() if page.name.endswith(".toml")]
    return _in_order(read_profile(page.read_bytes(), f"workbook_templates/{FOLDER}/{page.name}") for page in pages)


def profiles_of(folder: Path) -> tuple[Profile, ...]:
    """The profiles the cell keeps in a folder of its own, in order of id. Raises ProfileError or OSError."""
    pages = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml" and path.is_file())
    return _in_order(read_profile(path.read_bytes(), path.name, packaged=False) for path in pages)


def _in_order(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    ordered = sorted(profiles, key=lambda profile: profile.id)
    for first, second in pairwise(ordered):
        if first.id == second.id:
            raise ProfileError(second.file, "id", "same_id", first.file)
    return tuple(ordered)


def used_profiles(ids: Iterable[str], own: Iterable[Profile]) -> list[UsedProfile]:
    """What the manifest says of profiles: all of the cell's own, and the packaged ones that read something."""
    wanted = set(ids)
    packaged = packaged_profiles() if wanted else ()
    known = [*own, *(profile for profile in packaged if profile.id in wanted)]
    return [UsedProfile(profile.id, profile.file, profile.digest) for profile in known]


def read_profile(content: bytes, file: str, *, packaged: bool = True) -> Profile:
    """One profile from the bytes of its file; `file` is how errors call it. Raises ProfileError."""
    try:
        page = tomllib.loads(content.decode("utf-8"))
        origin = dict(zip(_ORIGIN, (file, sha256(content).hexdigest(), packaged), strict=True))
        for key in origin.keys() & page.keys():
            raise ProfileError(file, key, "unknown_key", ", ".join(_allowed((key,))))
        profile = Profile(**page, **origin)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(
            file, "", "not_toml", ":".join(re.findall(r"(?:line|column) ([0-9]+)", str(error)))
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        reason = _REASONS.get(first["type"], "wrong_value")
        raise ProfileError(file, ".".join(map(str, first["loc"])), reason, _detail(reason, first)) from error
    _check_places(profile)
    for table in profile.tables:
        _check_keys(profile, table)
    return profile


_ORIGIN = ("file", "digest", "packaged")  # fields that say where a profile came from, and no keys of the file
_REASONS = {"missing": "missing", "extra_forbidden": "unknown_key"}


def _detail(reason: str, error: Mapping[str, Any]) -> str:
    """What completes the reason: the keys there are, or the wrong value with the right ones."""
    if reason == "unknown_key":
        return ", ".join(_allowed(error["loc"]))
    if reason == "missing":
        return ""
    wrong = str(error["input"])[:LONGEST_DETAIL]
    right = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    return f"{wrong} ({', '.join(map(repr, right))})" if right else wrong


def _allowed(place: Sequence[str | int]) -> Iterator[str]:
    """The keys a file may have where the place of an unknown one leads: `("tables", "KPI", "columns", 0, "titre")`."""
    parts = [part for part in place[:-1] if isinstance(part, str)]
    pages = {"columns": ProfileColumn, "remarks": ProfileRemark, "about": ProfileAbout, "tables": ProfileTable}
    page = next((pages[part] for part in reversed(parts) if part in pages), Profile)
    return (key for key in page.model_fields if page is not Profile or key not in _ORIGIN)


def _check_places(profile: Profile) -> None:
    """Every column has its place, by header or by number, and all of one layout in the same way."""
    if not any(page.columns for page in profile.tables.values()):
        raise ProfileError(profile.file, "tables", "no_columns")
    for name, place in profile.places:
        if bool(place.at) is not bool(profile.printed) or bool(place.header) is bool(profile.printed):
            raise ProfileError(profile.file, name, "place")
        for wording in place.header:
            if not re.search(r"[^\W\d_]", wording.replace(YEAR, "")):
                raise ProfileError(profile.file, name, "wording", wording)


def _check_keys(profile: Profile, table: Table) -> None:
    """What the table holds and what it lacks make up all columns of ours; nothing is filled twice."""
    page, layout = profile.tables[table], return_layout().tables[table]
    where = f"tables.{table.value}"
    known = {key: column for column in layout.all_columns for key in _spellings(column)}
    filled = [profile.key_of(table, column) for column in page.columns]
    for key in filled:
        if key not in known:
            raise ProfileError(profile.file, f"{where}.columns", "unknown_column", f"{key} ({', '.join(known)})")
    twice = sorted({key for key in filled if filled.count(key) > 1})
    if twice:
        raise ProfileError(profile.file, f"{where}.columns", "filled_twice", ", ".join(twice))
    held = {known[key].key for key in filled}
    asked = {column.key for column in layout.columns if column.kind not in NEVER_LACKING}
    wrong = (asked - held) ^ set(page.lacks)
    if wrong:
        raise ProfileError(profile.file, f"{where}.lacks", "lacks", ", ".join(sorted(wrong)))


def _spellings(column: Column) -> tuple[str, ...]:
    return () if column.kind == "status" else (column.key, *column.field_keys)
