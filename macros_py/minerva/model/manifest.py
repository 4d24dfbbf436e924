"""What a manifest must tell, and in which types, before anything is verified by it: it may have been edited by hand."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, StrictInt, StrictStr

from minerva.model.finding import Severity


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class ToldFile(_Part):
    """A file with what identifies it."""

    size: StrictInt
    sha256: StrictStr


class ToldContainer(ToldFile):
    """An archive or a saved e-mail among the returns."""

    name: StrictStr


class ToldInput(ToldContainer):
    """A file received, and what became of it."""

    inside: StrictStr
    use: StrictStr
    organisation: StrictStr


class _Profile(_Part):
    id: StrictStr


class _Rules(_Part):
    file: StrictStr
    sha256: StrictStr
    changed: dict[StrictStr, Severity | Literal["off"]]


class _LastYear(ToldFile):
    year: StrictInt


class _Options(_Part):
    final: bool
    personal_data: bool
    annexed: tuple[StrictStr, ...]
    profiles: tuple[_Profile, ...]
    rules: _Rules | None
    last_year: _LastYear | None


class _Findings(_Part):
    by_code: dict[StrictStr, StrictInt]


class _Counts(_Part):
    status: dict[StrictStr, StrictInt]
    findings: _Findings


class ToldManifest(_Part):
    """The manifest beside a regional workbook, without the rows of its register."""

    minerva: StrictStr
    layout: StrictStr
    options: _Options
    output: ToldFile
    register_file: ToldFile
    inputs: tuple[ToldInput, ...]
    containers: tuple[ToldContainer, ...]
    counts: _Counts
    columns: dict[StrictStr, tuple[StrictStr, ...]]
