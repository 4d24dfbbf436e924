"""What a rule is: a code, a family and a short generator that yields the places where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps
from typing import ParamSpec, TypeVar

from minerva.model.finding import FAMILY, Finding, Proposal, Severity, at
from minerva.model.record import Field, Record, Source
from minerva.model.submission import Submission
from minerva.parse.absence import is_none, is_not_applicable

LEAST_LETTERS = 3

Check = Callable[[Submission], Iterator[Finding]]
Asked, Answer = ParamSpec("Asked"), TypeVar("Answer")

_ANSWERS: ContextVar[dict[tuple, tuple] | None] = ContextVar("answers", default=None)


@dataclass(frozen=True)
class Rule:
    """A rule over one submission. Its sentences are the labels `rule.<code>.*`, its origin is in the docstring."""

    code: str
    check: Check

    @property
    def family(self) -> str:
        """The three letters of the code."""
        return self.code[:FAMILY]

    @property
    def doc(self) -> str:
        """What it asks, why, and how to put it right, for developers."""
        return (self.check.__doc__ or "").strip()


def rule(code: str) -> Callable[[Check], Rule]:
    """Give a generator its code."""
    return lambda check: Rule(code, check)


@contextmanager
def answers_kept() -> Iterator[None]:
    """Keep the answers to what is asked `once`, as long as the rules run over one return."""
    before = _ANSWERS.set({})
    try:
        yield
    finally:
        _ANSWERS.reset(before)


def once(ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """What many rules ask of a return or of a record is worked out once in a run (`answers_kept`), else each time.

    The return, or record, comes first and is told by its identity; nobody changes it, nor an answer, during a run.
    """

    @wraps(ask)
    def answer(subject: object, *rest: str) -> Answer:
        answers = _ANSWERS.get()
        if answers is None:
            return ask(subject, *rest)
        question = (ask, id(subject), *rest)
        kept = answers.get(question)
        if kept is None:  # kept with its subject, so that the identity is never given to another one
            kept = answers[question] = ask(subject, *rest), subject
        return kept[0]

    return answer


def broken(
    code: str,
    source: Source | None,
    record: Record | None = None,
    sheet: str = "",
    proposals: Iterable[Proposal] = (),
    **params: object,
) -> Finding:
    """A finding of a rule at a cell (or at a sheet); severity and file are filled in when the rules are run."""
    place = at(source, sheet, **params)
    file = source.file if source is not None else ""
    if record is None:
        return Finding(code, Severity.ERROR, file=file, **place, proposals=tuple(proposals))
    return Finding(
        code,
        Severity.ERROR,
        file=file,
        **place,
        proposals=tuple(proposals),
        reference=record.reference,
        justification=_reason(record),
        justify_cell=place_of(record, "justification").cell if "justification" in record.columns else "",
    )


def _reason(record: Record) -> str:
    """What was written to justify; `/`, `N/A`, *Aucune* or a lone letter give no reason."""
    text = record.text("justification")
    says = sum(map(str.isalpha, text)) >= LEAST_LETTERS and not is_none(text) and not is_not_applicable(text)
    return text if says else ""


def proposed(source: Source, value: Decimal | str) -> Proposal:
    """A proposal for a cell: the figure meant, or a text."""
    return Proposal(source.sheet, source.cell, value)


def proposed_field(source: Source, field: Field) -> Proposal:
    """A proposal to put the value of another cell here: its figure, or its text as meant."""
    figure = field.figure
    return proposed(source, figure.value if figure is not None and figure.is_numeric else field.text)


def place_of(record: Record, key: str) -> Source:
    """The cell of a field, filled or not: an empty cell is named by the row it should stand in.

    Inside a merged range that is the one cell of it people can type in.
    """
    field = record.fields.get(key)
    if field is not None:
        return field.source
    row, column = own_cell(record, key)
    merged = record.merged.get((row, column))
    return Source(record.sheet, *(merged[:2] if merged else (row, column)), file_of(record))


def own_cell(record: Record, key: str) -> tuple[int, int]:
    """The row and column a field should stand in."""
    row = record.row_nl if key.endswith("_nl") and record.row_nl else record.row
    return row, record.column_of(key)


def file_of(record: Record) -> str:
    """The file a record stands in: '' for the return itself, a name where the record came whole from another part."""
    files = {field.source.file for field in record.fields.values()}
    return "" if len(files) != 1 else files.pop()
