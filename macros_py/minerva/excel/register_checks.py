"""What can be wrong with a register beyond a single cell: ids that do not agree, names that mean two organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from minerva.model.record import Source
from minerva.model.register import Organisation
from minerva.parse.organisation import Names


@dataclass(frozen=True)
class RegisterProblem:
    """One thing wrong with a register: where, which column, what stands there; `label` is its sentence.

    `column` is the label of the column's title, '@' before; `detail` and `words` complete the sentence.
    """

    place: str
    key: str
    value: str
    label: str = "problem.register_value"
    column: str = ""
    detail: str = ""
    words: str = ""

    @property
    def params(self) -> dict[str, str]:
        """What completes the sentence; a typed value is never taken for a label."""
        typed = {"value": self.value, "detail": self.detail, "words": self.words, "place": self.place}
        shown = {name: f" {text}" if text.startswith("@") else text for name, text in typed.items()}
        return {**shown, "sheet": self.place, "key": self.key, "column": self.column or self.key}


class OrganisationRow(NamedTuple):
    """An organisation and the cell of each of its values."""

    organisation: Organisation
    places: Mapping[str, Source]


def disagreements(rows: Sequence[OrganisationRow]) -> Iterator[RegisterProblem]:
    """Everything in which the rows of organisations do not agree with each other, each with its cell."""
    first: dict[str, OrganisationRow] = {}
    for row in rows:
        earlier = first.setdefault(row.organisation.id, row)
        if earlier is not row:
            yield _problem(row, "id", row.organisation.id, "register_twice", _cell(earlier, "id"))
    for row in rows:
        yield from _parents(row, first)
    yield from _aliases(rows)


def _parents(row: OrganisationRow, known: Mapping[str, OrganisationRow]) -> Iterator[RegisterProblem]:
    """An organisation above that does not exist, or that is not the one the id of a section tells."""
    organisation = row.organisation
    for key, other in (("section_of", organisation.section_of), ("parent", organisation.parent)):
        if other and other not in known:
            yield _problem(row, key, other, "register_unknown")
    above = organisation.section_of
    if above and above not in known:
        return
    if organisation.id.rpartition("/")[0] != above:
        yield _problem(row, "section_of", above, "register_section", organisation.id)
    elif above and known[above].organisation.section_of:
        yield _problem(row, "section_of", above, "register_section_of_section")


def _aliases(rows: Iterable[OrganisationRow]) -> Iterator[RegisterProblem]:
    """A further name that is also an id, a name or a further name of another organisation."""
    names = Names(row.organisation for row in rows)
    for row in rows:
        for alias in row.organisation.aliases:
            others = [other for other in names.spelled(alias) if other != row.organisation.id]
            if others:
                yield _problem(row, "aliases", alias, "register_alias", ", ".join(others))


def _problem(row: OrganisationRow, key: str, value: str, label: str, detail: str = "") -> RegisterProblem:
    column = f"@register.organisations.{key}"
    return RegisterProblem(_cell(row, key), key, value, f"problem.{label}", column, detail)


def _cell(row: OrganisationRow, key: str) -> str:
    return row.places[key].place
