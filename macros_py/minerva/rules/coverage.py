"""COV: findings across returns, about files and organisations rather than cells.

The functions take what the merge knows and give findings; their severity is filled in where all findings are graded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from minerva.model.finding import Finding, Severity, at
from minerva.model.record import LANGUAGES, Field, Record
from minerva.model.register import Organisation
from minerva.model.submission import Notice, NoticeKind, Submission, Unusable
from minerva.parse.text import fold_words
from minerva.rules.cells import quoted, says_none, typed
from minerva.rules.rule import place_of

CODES = ("COV001", "COV002", "COV003", "COV004", "COV005", "COV007", "COV008", "COV009", "COV010", "COV011", "COV012")
LONGEST_LIST = 1000
LEAST_NAME, LONGEST_NAME = 12, 200


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


def result_in_another_return(submissions: Sequence[Submission]) -> list[Finding]:
    """COV012: a record without result, while another return has the same title and thresholds with a result.

    The title is compared to its first full stop, in either language; for an indicator that of its objective, too.
    Nothing to correct where the two are not the same; else put right by copying the result, or by referring to the
    other report. From lines 416 and 708 of the report of 2020 (*Gouvernance de l'information*, 25 and 85 %).
    """
    known: dict[tuple[str, ...], tuple[Submission, Record]] = {}
    for submission in submissions:
        for record in submission.records:
            if _has_figures(record, "red", "green", "result"):
                for name in _names(record):
                    known.setdefault((name, *_thresholds(record)), (submission, record))
    found: list[Finding] = []
    for submission in submissions:
        for record in submission.records:
            if "result" in record.fields or not _has_figures(record, "red", "green") or says_none(record):
                continue
            others = (known.get((name, *_thresholds(record))) for name in _names(record))
            other = next((one for one in others if one and one[0].organisation != submission.organisation), None)
            if other is not None:
                found.append(_same_measure(submission, record, *other))
    return found


def _same_measure(submission: Submission, record: Record, other: Submission, there: Record) -> Finding:
    place, source = place_of(record, "result"), there.fields["result"].source
    found = _finding(
        "COV012",
        submission.organisation,
        place.file or submission.file.name,
        title=typed(there, "title_fr" if there.text("title_fr") else "title_nl"),
        result=typed(there, "result"),
        other=quoted(f"{source.file or other.file.name}!{source.place}", LONGEST_LIST),
    )
    return replace(found, sheet=place.sheet, cell=place.cell, reference=record.reference)


def _has_figures(record: Record, *keys: str) -> bool:
    return all((figure := record.figure(key)) is not None and figure.is_numeric for key in keys)


def _thresholds(record: Record) -> tuple[str, ...]:
    return tuple(f"{record.figure(key).value.normalize():f}" for key in ("red", "green"))


def _names(record: Record) -> list[str]:
    """The titles of a record and of its objective to their first full stop; none that is one word or very short."""
    keys = (f"{key}_{language}" for key in ("title", "objective_title") for language in LANGUAGES)
    names = (fold_words(record.text(key).split(". ")[0][:LONGEST_NAME]).rstrip(". ") for key in keys)
    return [name for name in names if len(name) >= LEAST_NAME and " " in name]


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
