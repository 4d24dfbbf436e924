"""Whose return a file is, and of which year: what the template itself says, else the name of the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from minerva.excel.package import Package
from minerva.layout.profiles import Profile
from minerva.layout.returns import return_layout
from minerva.model.register import Organisation
from minerva.model.submission import Refusal, SourceFile, Unusable


@dataclass(frozen=True)
class Expectation:
    """What a return is held against: the organisations of the register and the year, None where nothing is known.

    `profiles` are the cell's own descriptions of foreign layouts, besides the packaged ones.
    """

    organisations: tuple[Organisation, ...] | None = None
    year: int | None = None
    profiles: tuple[Profile, ...] = ()


@dataclass(frozen=True)
class Identity:
    """What a return says of itself; `template_version` is '' for a file that is not our template."""

    organisation: str
    year: int
    template_version: str = ""
    plan_digest: str = ""


def identify(file: SourceFile, package: Package, expectation: Expectation) -> Identity | Unusable:
    """The identity of a return, or why it cannot be used: unknown organisation, other year, other template."""
    metadata = _metadata(package)
    if metadata:
        identity = _from_metadata(metadata)
    else:
        identity = Identity(organisation_named(file.name, expectation.organisations or ()), expectation.year or 0)
    return _refusal(file, identity, expectation, bool(metadata)) or identity


def _metadata(package: Package) -> dict[str, str]:
    sheet = package.sheet(return_layout().metadata_sheet)
    if sheet is None:
        return {}
    rows = {row for row, _ in sheet.cells}
    return {sheet.text(row, 1): sheet.text(row, 2) for row in rows}


def _from_metadata(metadata: dict[str, str]) -> Identity:
    year = metadata.get("year", "")
    return Identity(
        organisation=metadata.get("organisation", ""),
        year=int(year) if re.fullmatch("[0-9]{4}", year) else 0,
        template_version=metadata.get("template_version", ""),
        plan_digest=metadata.get("plan_digest", ""),
    )


def _refusal(file: SourceFile, identity: Identity, expectation: Expectation, from_template: bool) -> Unusable | None:
    known = expectation.organisations
    organisation = identity.organisation
    if from_template and identity.template_version not in return_layout().accepted_versions:
        return Unusable(file, Refusal.OTHER_TEMPLATE, identity.template_version, organisation)
    if expectation.year is not None and identity.year != expectation.year:
        return Unusable(file, Refusal.OTHER_YEAR, str(identity.year), organisation)
    if known is not None and organisation not in {row.id for row in known}:
        return Unusable(file, Refusal.UNKNOWN_ORGANISATION, organisation)
    return None


def organisation_named(name: str, organisations: Iterable[Organisation]) -> str:
    """The id of the one organisation whose id, name or alias stands in a file name; '' for none or several."""
    words = _folded(name.rpartition("/")[2])
    scores: dict[str, int] = {}
    for organisation in organisations:
        spellings = [organisation.file_stem, organisation.id, organisation.name_fr, organisation.name_nl]
        found = [len(s) for s in map(_folded, [*spellings, *organisation.aliases]) if len(s) > 3 and s in words]
        if found:
            scores[organisation.id] = max(found)
    best = [key for key, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else ""


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]+", "", letters.encode("ascii", "ignore").decode())
