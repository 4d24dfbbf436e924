"""COV: findings across returns, about files and organisations rather than cells.

The functions take what the merge knows and give finished findings; a code that is switched off gives none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from minerva.layout.severities import severities
from minerva.model.finding import Finding
from minerva.model.record import Field
from minerva.model.register import Organisation
from minerva.model.submission import Submission, Unusable
from minerva.rules.cells import quoted

CODES = ("COV001", "COV002", "COV003", "COV004", "COV005")
LONGEST_LIST = 1000


def not_received(missing: Iterable[Organisation]) -> list[Finding]:
    """COV001: no return of an organisation that must send one.

    Without it the chapter is empty and the rates drop. Put right by sending the return, or by changing *expected* in
    the register. From the preface of the report, which counts who reported.
    """
    return [
        finding
        for organisation in missing
        for finding in _finding("COV001", organisation.id, "", id=organisation.id, name=_name(organisation))
    ]


def unusable(files: Iterable[Unusable]) -> list[Finding]:
    """COV002: a file from which nothing can be taken, with the reason and what to do.

    Put right by sending the file again as the remedy says.
    """
    return [
        finding
        for file in files
        for finding in _finding(
            "COV002",
            file.organisation,
            file.file.name,
            reason=f"@refusal.{file.refusal}",
            remedy=f"@refusal_remedy.{file.refusal}",
            detail=quoted(file.detail or file.file.name),
        )
    ]


def several_returns(organisation: str, used: Sequence[str], unused: Sequence[str]) -> list[Finding]:
    """COV003: several returns of one organisation or section; says by file name which are used and which are not.

    The newest complete one counts, partial ones are merged into it. Put right by keeping only the right one.
    """
    return _finding(
        "COV003",
        organisation,
        used[0] if used else "",
        id=organisation,
        used=quoted(", ".join(used), LONGEST_LIST) or "@found.no_file",
        unused=quoted(", ".join(unused), LONGEST_LIST) or "@found.no_file",
    )


def unexpected(organisation: str, file: str) -> list[Finding]:
    """COV004: a return of an organisation or section from which none is awaited.

    It is listed, and not counted in the rates. Put right in the register (column *expected*), or by leaving it out.
    """
    return _finding("COV004", organisation, file, id=organisation)


def parts_differ(base: Submission, own: Field, other: Field, key: str, reference: str) -> list[Finding]:
    """COV005: two partial returns of one organisation give different values for one field; neither is taken.

    Put right by agreeing on one value and sending one of the two parts again; both cells are named.
    """
    found = _finding(
        "COV005",
        base.organisation,
        own.source.file or base.file.name,
        field=f"@short.{key.removesuffix('_fr').removesuffix('_nl')}",
        first=quoted(own.raw),
        second=quoted(other.raw),
        place=quoted(f"{other.source.file}!{other.source.place}", LONGEST_LIST),
    )
    return [replace(f, sheet=own.source.sheet, cell=own.source.cell, reference=reference) for f in found]


def _finding(code: str, organisation: str, file: str, **params: str) -> list[Finding]:
    severity = severities()[code]
    if severity is None:
        return []
    return [Finding(code, severity, organisation=organisation, file=file, params=tuple(params.items()))]


def _name(organisation: Organisation) -> str:
    return quoted(" / ".join(dict.fromkeys((organisation.name_fr, organisation.name_nl))), LONGEST_LIST)
