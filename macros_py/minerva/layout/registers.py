"""The layout of the register workbook (workbook_templates/register.toml)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from minerva.layout.source import load_toml


class RegisterColumn(BaseModel):
    """A column of a sheet, or a line of the settings; `width` in characters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    kind: Literal["id", "text", "long", "integer", "date", "choice", "yes_no", "list"]
    width: float = 20
    choices: tuple[str, ...] = ()


class RegisterSheet(BaseModel):
    """A sheet of the register."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str
    columns: tuple[RegisterColumn, ...]


class RegisterLayout(BaseModel):
    """The three sheets of the register; rows count from 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header_row: int
    first_row: int
    organisations: RegisterSheet
    settings: RegisterSheet
    corrections: RegisterSheet


@cache
def register_layout() -> RegisterLayout:
    """The layout as workbook_templates/register.toml gives it."""
    return RegisterLayout(**load_toml("register.toml"))
