"""COV: findings across returns, about files and organisations rather than cells.

The functions take what the merge knows and give findings; their severity is filled in where all findings are graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from minerva.model.finding import Finding, Severity, at
from minerva.model.record import Field
from minerva.model.register import Organisation
from minerva.model.submission import Notice, NoticeKind, Submission, Unusable
from minerva.rules.cells import quoted

CODES = ("COV001", "COV002", "COV003", "COV004", "COV005", "COV007", "COV008", "COV009", "COV010", "COV011")
LONGEST_LIST = 1000


def not_received(missing: Iterable[Organisation]) -> list[Finding]:
    """COV001: no return of an organisation that must send one.

    Without it the chapter is empty and the rates drop. Put right by sending the return, or by changing *expected* in
    the register. From the preface of the report, which counts who reported.
    """
    return [_finding("COV001", one.id, "", id=one.id, name=_name(one)) for one in missing]


def unusable(files: Iterable[Unusable]) -> list[Finding]:
    """COV002: a file from which nothing can be taken, with the reason and what to do.

    Put right by sending the file again as the remedy says.
    """
    return [
        _finding(
            "COV002",
            file.organisation,
            file.file.name,
            reason=f"@refusal.{file.refusal}",
            remedy=f"@refusal_remedy.{file.refusal}",
            detail=f" ({quoted(file.told)})" if file.told else "",
        )
        for file in files
    ]


def several_returns(organisation: str, used: Sequence[str], unused: Sequence[str]) -> list[Finding]:
    """COV003: several returns of one organisation or section; says by file name which are used and which are not.

    The newest complete one counts, partial ones are merged into it. Put right by keeping only the right one.
    """
    return [
        _finding(
            "COV003",
            organisation,
            used[0] if used else "",
            id=organisation,
            used=quoted(", ".join(used), LONGEST_LIST) or "@found.no_file",
            unused=quoted(", ".join(unused), LONGEST_LIST) or "@found.no_file",
        )
    ]


def unexpected(organisation: str, file: str) -> list[Finding]:
    """COV004: a return of an organisation or section from which none is awaited.

    It is listed, and not counted in the rates. Put right in the register (column *expected*), or by leaving it out.
    """
    return [_finding("COV004", organisation, file, id=organisation)]


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
    return [replace(found, sheet=own.source.sheet, cell=own.source.cell, reference=reference)]


def identity_taken(submission: Submission) -> Iterator[Finding]:
    """COV007: the return does not tell itself whose it is; its organisation was found by a name in or around the file.

    Nothing to correct where it is the right one. Else put right by naming the file after the organisation, or by an
    alias in the register. From the tables of 2020, which carry a title and no identity.
    """
    for notice in _notices(submission, NoticeKind.TAKEN_AS):
        text = quoted(notice.text, LONGEST_LIST)
        yield _noticed("COV007", submission, notice, id=submission.organisation, where=notice.detail, text=text)


def cover_differs(submission: Submission) -> Iterator[Finding]:
    """COV008: organisation or year typed on the cover differ in meaning from those in the metadata, which count.

    Someone may have used the template of another service or year. Put right by correcting the cover, or by copying the
    data into the right template.
    """
    for notice in _notices(submission, NoticeKind.COVER_DIFFERS):
        yield _noticed("COV008", submission, notice, text=quoted(notice.text), meant=notice.detail)


def file_name_differs(submission: Submission) -> Iterator[Finding]:
    """COV009: the name of the file names another organisation of the register than the workbook itself.

    What the workbook says counts. Put right by renaming the file, or by using the right template.
    """
    for notice in _notices(submission, NoticeKind.FILE_NAME_DIFFERS):
        yield _noticed(
            "COV009", submission, notice, id=submission.organisation, text=quoted(notice.text), other=notice.detail
        )


def completeness_unclear(submission: Submission) -> Iterator[Finding]:
    """COV011: the cover says neither complete nor partial in a way that is understood; the return counts as complete.

    Put right by choosing from the list of the cell.
    """
    for notice in _notices(submission, NoticeKind.COMPLETENESS_UNCLEAR):
        yield _noticed("COV011", submission, notice, text=quoted(notice.text))


OF_ONE_RETURN: tuple[Callable[[Submission], Iterator[Finding]], ...] = (
    identity_taken,
    cover_differs,
    file_name_differs,
    completeness_unclear,
)
"""What one return tells of whose it is and of how it counts; seen when a return is checked, too."""


def same_file(organisation: str, file: str, other: str, other_organisation: str) -> list[Finding]:
    """COV010: two files that are the same byte for byte; of one organisation they are used once.

    Put right by taking one of them away.
    """
    use = "once" if organisation == other_organisation else "twice"
    return [_finding("COV010", organisation, file, other=quoted(other, LONGEST_LIST), use=f"@found.same_file.{use}")]


def _notices(submission: Submission, kind: NoticeKind) -> Iterator[Notice]:
    return (notice for notice in submission.notices if notice.kind is kind)


def _noticed(code: str, submission: Submission, notice: Notice, **params: str) -> Finding:
    """A finding at the cell in which something was seen, in the file it was seen in."""
    file = notice.source.file if notice.source is not None else ""
    place = at(notice.source)
    found = _finding(code, submission.organisation, file or submission.file.name, **params)
    return replace(found, sheet=place["sheet"], cell=place.get("cell", ""))


def _finding(code: str, organisation: str, file: str, **params: str) -> Finding:
    return Finding(code, Severity.ERROR, organisation=organisation, file=file, params=tuple(params.items()))


def _name(organisation: Organisation) -> str:
    return quoted(" / ".join(dict.fromkeys((organisation.name_fr, organisation.name_nl))), LONGEST_LIST)
