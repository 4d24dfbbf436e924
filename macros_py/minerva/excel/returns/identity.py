"""Whose return a file is, and of which year: what the template itself says, else what stands in and around the file.

The order: the template's own metadata; a name of the register on the cover or in the title rows of any sheet; the name
of the file; the folders it lies in. Nothing is guessed: two names that fit equally well give no organisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from minerva.excel.content.cells import Sheet
from minerva.excel.content.package import Package
from minerva.excel.returns.cover_reader import cover_inputs
from minerva.layout.profiles import Profile
from minerva.layout.regional import regional_layout
from minerva.layout.registers import register_layout
from minerva.layout.returns import return_layout
from minerva.model.consolidation import OwnRules
from minerva.model.last_year import LastYear
from minerva.model.record import Source, Table
from minerva.model.register import Organisation
from minerva.model.submission import Notice, NoticeKind, Refusal, SourceFile, Unusable
from minerva.parse.organisation import Names
from minerva.parse.text import fold_words
from minerva.parse.year import years_in, years_of_report

TITLE_ROWS = 10
LONGEST_TITLE = 120
CELLS_OF_A_TABLE_ROW = 5
MOST_TITLES = 120
METADATA_KEYS = ("template_version", "organisation", "year", "plan_digest")

_EXTENSION = re.compile(r"\.(xlsx|xlsm|xltx|xltm|xlsb|xls|ods|csv|zip|eml|msg)$", re.IGNORECASE)
_ORGANISATION_LABEL = re.compile(r"(organisation|organisatie|organisme|instelling|administration|bestuur)\b")


@dataclass(frozen=True)
class Expectation:
    """What a return is held against: the organisations of the register and the year, None where nothing is known.

    `profiles` are the cell's own descriptions of foreign layouts, besides the packaged ones; `annexed` names the files,
    or the organisations whose file cannot be read, to take as received. `own_rules` is the cell's own file of
    severities, by which what is read is judged; `last_year` the report of an earlier year.
    """

    organisations: tuple[Organisation, ...] | None = None
    year: int | None = None
    profiles: tuple[Profile, ...] = ()
    annexed: tuple[str, ...] = ()
    own_rules: OwnRules | None = None
    last_year: LastYear | None = None

    @cached_property
    def names(self) -> Names:
        """The spellings of the organisations, put together once."""
        return Names(self.organisations or ())


@dataclass(frozen=True)
class Identity:
    """What a return says of itself; `template_version` is '' for a file that is not our template.

    `notices` are for the submission: an older version, a name found only beside the template, a contradiction.
    """

    organisation: str
    year: int
    template_version: str = ""
    plan_digest: str = ""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class _Named:
    """The organisations a place names; one, or several that are equally good."""

    organisations: tuple[str, ...] = ()
    place: str = ""
    text: str = ""
    source: Source | None = None


Title = tuple[Source, str]


def identify(file: SourceFile, package: Package, expectation: Expectation) -> Identity | Unusable:
    """The identity of a return, or why it cannot be used: unknown organisation or section, other year or template, or a
    workbook of the cell's own."""
    if _is_our_own(package):
        return Unusable(file, Refusal.OUR_OWN)
    metadata = _metadata(package)
    told = metadata.get("organisation", "")
    titles = [] if told and metadata.get("year") else list(islice(_titles(package), MOST_TITLES))
    named = _Named() if told else _named(file, titles, expectation)
    alone = named.organisations[0] if len(named.organisations) == 1 else ""
    identity = Identity(
        organisation=_known_id(told, expectation) or alone,
        year=_year(file, metadata, titles, expectation),
        template_version=metadata.get("template_version", ""),
        plan_digest=metadata.get("plan_digest", ""),
    )
    refusal = _refusal(file, metadata, identity, named, expectation)
    if refusal is not None:
        return refusal
    notices = (*_age(identity), *_taken_as(named), *_contradictions(file, package, identity, expectation))
    return replace(identity, notices=notices)


def _is_our_own(package: Package) -> bool:
    """Whether a workbook is a register or a regional workbook: it has two sheets that only these have."""
    register, regional = register_layout(), regional_layout()
    pairs = (
        (register.organisations.sheet, register.settings.sheet),
        tuple(regional.data_sheet(table) for table in Table),
    )
    return any(all(package.sheet(name) is not None for name in pair) for pair in pairs)


def is_our_template(package: Package) -> bool:
    """Whether a workbook was made from the template, of whatever version and year."""
    return bool(_metadata(package).get("template_version"))


def organisation_named(name: str, organisations: Iterable[Organisation]) -> str:
    """The id of the one organisation the path of a file names, by its name or else its folders; '' for none or several.

    For files that cannot be opened, of which nothing else is known.
    """
    names = Names(organisations)
    found = _first_clear(_path_places(name, names), names)
    return found.organisations[0] if len(found.organisations) == 1 else ""


def _metadata(package: Package) -> dict[str, str]:
    """What the template wrote of itself; its sheet may be visible, in capitals or renamed, its keys are the proof."""
    sheet = package.sheet(return_layout().metadata_sheet)
    for candidate in (sheet,) if sheet is not None else package.sheets:
        rows = {row for row, column in candidate.cells if column == 1 and row <= TITLE_ROWS}
        found = {candidate.text(row, 1).strip().lower(): candidate.text(row, 2).strip() for row in rows}
        if sheet is not None or set(METADATA_KEYS[:3]) <= set(found):
            return {key: text for key, text in found.items() if key in METADATA_KEYS}
    return {}


def _known_id(told: str, expectation: Expectation) -> str:
    """The id of the register that metadata tells, however it is spelled; as told where nothing is known."""
    if expectation.organisations is None or not told:
        return told
    return told if any(row.id == told for row in expectation.organisations) else expectation.names.by_id(told)


def _titles(package: Package) -> Iterator[Title]:
    """The short texts of the first rows of every sheet, down to the first row that is part of a table."""
    layout = return_layout()
    others = {name.lower() for name in (layout.lists_sheet, layout.findings_sheet, layout.metadata_sheet)}
    for sheet in package.sheets:
        if sheet.name.lower() not in others:
            yield from _titles_of(sheet)


def _titles_of(sheet: Sheet) -> Iterator[Title]:
    rows: dict[int, list[Title]] = {}
    for (row, column), cell in sheet.cells.items():
        if row <= TITLE_ROWS and cell.text:
            rows.setdefault(row, []).append((Source(sheet.name, row, column), cell.text))
    for _, cells in sorted(rows.items()):
        if len(cells) >= CELLS_OF_A_TABLE_ROW:
            return
        yield from (cell for cell in sorted(cells) if len(cell[1]) <= LONGEST_TITLE)


def _named(file: SourceFile, titles: list[Title], expectation: Expectation) -> _Named:
    """The organisation of a return without metadata: the first place that names one settles it.

    Where a place names several, a later one may decide between these and no others.
    """
    names = expectation.names
    if not expectation.organisations:
        return _Named()
    places = [lambda: _in_titles(names, _labelled(titles)), lambda: _in_titles(names, titles)]
    return _first_clear([*places, *_path_places(file.name, names)], names)


def _first_clear(places: Iterable[Callable[[], _Named]], names: Names) -> _Named:
    """The first place that names one organisation; a section of it named by a later place is meant more precisely."""
    settled, unclear = _Named(), _Named()
    for place in places:
        found = place()
        if settled.organisations:
            if len(found.organisations) == 1 and names.is_within(found.organisations[0], settled.organisations[0]):
                settled = found if found.organisations != settled.organisations else settled
        elif unclear.organisations:
            both = tuple(one for one in found.organisations if one in unclear.organisations)
            settled = replace(found, organisations=both) if len(both) == 1 else settled
        elif len(found.organisations) == 1:
            settled = found
        else:
            unclear = found
    return settled if settled.organisations else unclear


def _path_places(name: str, names: Names) -> Iterator[Callable[[], _Named]]:
    """The name of the file, then the folders it lies in, from the inner to the outer."""
    for depth, part in enumerate(reversed(name.split("/"))):
        place = "folder" if depth else "file_name"
        yield lambda part=part, place=place: _Named(names.named(_EXTENSION.sub("", part)), place, part)


def _labelled(titles: list[Title]) -> list[Title]:
    """The titles that say they are the organisation, with `Organisation :` in the cell or at its left."""
    texts = {(source.sheet, source.row, source.column): text for source, text in titles}
    return [
        (source, text)
        for source, text in titles
        if _is_label(text) or _is_label(texts.get((source.sheet, source.row, source.column - 1), ""))
    ]


def _is_label(text: str) -> bool:
    return _ORGANISATION_LABEL.match(fold_words(text)) is not None


def _in_titles(names: Names, titles: list[Title]) -> _Named:
    """The organisations all titles together name; slips count only where no title names one in so many letters."""
    for slips in (False, True):
        found = [(names.named(text, slips=slips), source, text) for source, text in titles]
        ids = names.most_precise(one for organisations, _, _ in found for one in organisations)
        if len(ids) == 1:
            source, text = next((source, text) for organisations, source, text in found if ids[0] in organisations)
            return _Named(ids, "titles", text, source)
        if ids:
            return _Named(ids, "titles", " · ".join(text for organisations, _, text in found if organisations))
    return _Named()


def _year(file: SourceFile, metadata: dict[str, str], titles: list[Title], expectation: Expectation) -> int:
    """The year of metadata, titles or file name; where none claims one, the year of the register. 0 is no year."""
    told = metadata.get("year", "")
    if told:
        return int(told) if re.fullmatch("[0-9]{4}", told) else 0
    in_titles = dict.fromkeys(year for text in _year_texts(titles) for year in years_of_report(text))
    for years in (tuple(in_titles), years_in(file.name.rpartition("/")[2])):
        if expectation.year in years:
            return expectation.year or 0
        if len(years) == 1:
            return years[0]
    return expectation.year or 0


def _year_texts(titles: list[Title]) -> Iterator[str]:
    """Titles, each alone and behind the one at its left: `Année du rapport` | `2020`."""
    left: Title | None = None
    for source, text in titles:
        yield text
        if left is not None and left[0][:2] == source[:2] and len(text) == 4:
            for label in left[1].split("\n"):
                yield f"{label} {text}"
        left = source, text


def _refusal(
    file: SourceFile, metadata: dict[str, str], identity: Identity, named: _Named, expectation: Expectation
) -> Unusable | None:
    organisation = identity.organisation
    if metadata and identity.template_version not in return_layout().accepted_versions:
        return Unusable(file, Refusal.OTHER_TEMPLATE, identity.template_version, organisation)
    if expectation.year is not None and identity.year != expectation.year:
        return Unusable(file, Refusal.OTHER_YEAR, str(identity.year or metadata.get("year", "")), organisation)
    if expectation.organisations is None or organisation:
        return None
    if len(named.organisations) > 1:
        return Unusable(file, Refusal.SEVERAL_ORGANISATIONS, ", ".join(named.organisations))
    told = metadata.get("organisation", "")
    above = expectation.names.by_id(told.partition("/")[0]) if "/" in told else ""
    return Unusable(file, Refusal.UNKNOWN_SECTION if above else Refusal.UNKNOWN_ORGANISATION, told, above)


def _age(identity: Identity) -> Iterator[Notice]:
    version, current = identity.template_version, return_layout().version
    if version and version != current:
        yield Notice(NoticeKind.OLDER_TEMPLATE, None, version, current)


def _taken_as(named: _Named) -> Iterator[Notice]:
    if named.organisations:
        yield Notice(NoticeKind.TAKEN_AS, named.source, named.text, f"@found.named_in.{named.place}")


def _contradictions(
    file: SourceFile, package: Package, identity: Identity, expectation: Expectation
) -> Iterator[Notice]:
    """What the cover and the name of the file say against the metadata, which counts."""
    inputs = cover_inputs(package, return_layout()) if identity.template_version else {}
    if "year" in inputs:
        source, text = inputs["year"]
        years = years_in(text)
        if years and identity.year not in years:
            yield Notice(NoticeKind.COVER_DIFFERS, source, text, str(identity.year))
    if expectation.organisations is None:
        return
    if "organisation" in inputs:
        source, text = inputs["organisation"]
        if _names_another(text, identity.organisation, expectation.names):
            yield Notice(NoticeKind.COVER_DIFFERS, source, text, identity.organisation)
    name = _EXTENSION.sub("", file.name.rpartition("/")[2])
    other = _names_another(name, identity.organisation, expectation.names)
    if other:
        yield Notice(NoticeKind.FILE_NAME_DIFFERS, None, file.name.rpartition("/")[2], other)


def _names_another(text: str, organisation: str, names: Names) -> str:
    """The one other organisation a text names in so many letters; '' where it names none, several or the right one.

    A section named by its organisation alone is named rightly; an organisation named by one of its sections is not.
    """
    found = names.named(text, slips=False)
    return found[0] if len(found) == 1 and not names.is_within(organisation, found[0]) else ""
