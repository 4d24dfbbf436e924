"""Who must report: the register the cell keeps, with the settings of the year and the corrections."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Group(StrEnum):
    """The groups of the report."""

    SPRB = "sprb"
    REGIONAL_SERVICE = "regional_service"
    OAA_CATEGORY_1 = "oaa_category_1"
    OAA_CATEGORY_2 = "oaa_category_2"


OAA = (Group.OAA_CATEGORY_1, Group.OAA_CATEGORY_2)


class Expected(StrEnum):
    """What an organisation must send: its own return, one for each section, both, or nothing."""

    OWN = "own"
    SECTIONS = "sections"
    BOTH = "both"
    NO = "no"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Organisation(_Row):
    """One row of the register: an organisation, or a section of one (id `organisation/section`)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$")
    section_of: str = ""
    parent: str = ""
    part: int = Field(ge=1, le=3)
    group: Group
    order: int
    chapter: str = ""
    name_fr: str = Field(min_length=1)
    name_nl: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    language: str = Field(default="", pattern="^(fr|nl|fr/nl)?$")
    mailbox: str = ""
    expected: Expected = Expected.OWN
    counts: bool = True
    deadline: date | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written to in: its own, or both where it has both or the register does not say."""
        return (self.language,) if self.language in ("fr", "nl") else ("fr", "nl")

    def name(self, language: str) -> str:
        """The name in `fr` or `nl`."""
        return self.name_fr if language == "fr" else self.name_nl

    @property
    def file_stem(self) -> str:
        """The id as a file name: a section's slash becomes two hyphens."""
        return self.id.replace("/", "--")


class Settings(_Row):
    """The settings sheet of the register."""

    year: int = Field(ge=1990, le=2200)
    session: str = ""
    filing_date: date | None = None
    edition: int = Field(default=1, ge=1)
    preface_fr: str = ""
    preface_nl: str = ""


class Correction(_Row):
    """A value the cell changes after reception, with who (a function), when and why.

    `typed_number` and `percent_format` say how the new value stands in the register: 12.345 in a numeric cell is a
    figure, as a text it may be twelve thousand.
    """

    organisation: str
    table: str
    reference: str
    field: str
    old_value: str = ""
    new_value: str = ""
    who: str = Field(min_length=1)
    date: date
    reason: str = Field(min_length=1)
    row: int = 0
    typed_number: bool = False
    percent_format: bool = False


class Register(_Row):
    """The whole register, organisations in the order of the report."""

    settings: Settings
    organisations: tuple[Organisation, ...]
    corrections: tuple[Correction, ...] = ()

    @model_validator(mode="after")
    def _references_exist(self) -> Register:
        ids = [organisation.id for organisation in self.organisations]
        twice = {i for i in ids if ids.count(i) > 1}
        if twice:
            raise ValueError(f"id twice: {', '.join(sorted(twice))}")
        for organisation in self.organisations:
            for other in (organisation.section_of, organisation.parent):
                if other and other not in ids:
                    raise ValueError(f"{organisation.id}: {other} is not in the register")
        return self

    def by_id(self, organisation_id: str) -> Organisation | None:
        """The row with that id, None where there is none."""
        return next((o for o in self.organisations if o.id == organisation_id), None)

    def sections_of(self, organisation_id: str) -> tuple[Organisation, ...]:
        """The sections of an organisation, in order."""
        return tuple(o for o in self.organisations if o.section_of == organisation_id)

    @property
    def main_organisations(self) -> tuple[Organisation, ...]:
        """The organisations without their sections."""
        return tuple(o for o in self.organisations if not o.section_of)

    def expects_own(self, organisation: Organisation) -> bool:
        """True where a workbook of this very row is awaited."""
        if organisation.section_of:
            above = self.by_id(organisation.section_of)
            wanted = above is not None and above.expected in (Expected.SECTIONS, Expected.BOTH)
            return wanted and organisation.expected is not Expected.NO
        return organisation.expected in (Expected.OWN, Expected.BOTH)
