"""The proof of the witness: workbook and returns read anew, by other code, and held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from minerva.excel.witness.chapter import Chapter
from minerva.excel.witness.claims import field_name
from minerva.excel.witness.counts import prove_counts
from minerva.excel.witness.evidence import At, Evidence
from minerva.excel.witness.footers import prove_footers
from minerva.excel.witness.lost import prove_nothing_lost
from minerva.excel.witness.printed import prove_printed
from minerva.excel.witness.records import longest_rising, prove_rows
from minerva.excel.witness.regional import Row
from minerva.excel.witness.returned import NoWitness, ReturnedSheet, read_returned
from minerva.excel.witness.seen import hidden
from minerva.excel.witness.subject import USED, Introduction, Subject
from minerva.layout.labels import bilingual
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from minerva.model.register import Organisation
from minerva.model.verification import Difference, Kind, Proof, Verification

INTRODUCTION = ("intro_fr", "intro_nl")


def prove(subject: Subject, outcome: Verification, progress: Callable[[int, int], None]) -> None:
    """The whole proof of the witness: data against returns, parliamentary sheets against data, and what is counted."""
    for name in sorted(subject.lacking):
        outcome.differences.append(Difference(Kind.PART, Proof.WITNESS, subject.output, name, "", "", name))
    prove_returns(subject, outcome, progress)
    prove_printed(subject, outcome)
    prove_counts(subject, outcome)
    outcome.differences += hidden(subject.output, subject.book)
    outcome.differences += prove_footers(subject)


def prove_returns(subject: Subject, outcome: Verification, progress: Callable[[int, int], None]) -> None:
    """Hold all rows of the data against the returns, one organisation at a time; differences go into the outcome."""
    rows = _by_owner(subject)
    organisations = [o for o in subject.register.organisations if _used_inputs(subject, o)]
    for number, organisation in enumerate(organisations, 1):
        mine = {table: rows[table].pop(organisation.id, []) for table in Table}
        _prove_chapter(subject, outcome, organisation, mine)
        progress(number, len(organisations))
    for table in Table:
        outcome.differences += _organisations_out_of_order(subject, table)
        for row in (row for left in rows[table].values() for row in left):
            said = f"{row['organisation']} · {row['file']}"
            place = (subject.output, row.sheet, row.range, said)
            outcome.differences.append(Difference(Kind.ROW_ADDED, Proof.WITNESS, *place))


def _organisations_out_of_order(subject: Subject, table: Table) -> Iterator[Difference]:
    """The rows that stand among those of an organisation the register has elsewhere; the fewest that do."""
    places = {organisation.id: place for place, organisation in enumerate(subject.register.organisations)}
    owned = [(places.get(subject.owners[table, row.number], len(places)), row) for row in subject.rows[table]]
    kept = longest_rising([place for place, _ in owned])
    for index, (_, row) in enumerate(owned):
        if index not in kept:
            place = (subject.output, row.sheet, row.range, subject.owners[table, row.number])
            yield Difference(Kind.ORDER, Proof.WITNESS, *place, "", "@verify.from.register")


def _by_owner(subject: Subject) -> dict[Table, dict[str, list[Row]]]:
    grouped: dict[Table, dict[str, list[Row]]] = {}
    for table in Table:
        grouped[table] = {}
        for row in subject.rows[table]:
            owner = subject.owners[table, row.number] = subject.owner(row)
            grouped[table].setdefault(owner, []).append(row)
    return grouped


def _used_inputs(subject: Subject, organisation: Organisation) -> list[Mapping[str, Any]]:
    return [one for one in subject.inputs if one["use"] in USED and one["organisation"] == organisation.id]


def _prove_chapter(
    subject: Subject, outcome: Verification, organisation: Organisation, rows: dict[Table, list[Row]]
) -> None:
    sheets = _sheets(subject, outcome, organisation)
    if sheets is None:
        return
    chapter = Chapter(
        organisation,
        subject.register.by_id(organisation.section_of) or organisation,
        Evidence(sheets, _placeholders(subject)),
        subject.journal,
        subject.register.corrections,
        subject.output,
    )
    for table in Table:
        prove_rows(chapter, table, rows[table])
    prove_nothing_lost(chapter, rows)
    subject.introductions[organisation.id] = _introduction(chapter)
    subject.truths |= chapter.truths
    subject.lost += chapter.lost
    subject.places |= chapter.places
    outcome.differences += chapter.differences
    outcome.values += chapter.values
    outcome.records += len(chapter.truths)
    outcome.returns += len(_used_inputs(subject, organisation))


def _sheets(
    subject: Subject, outcome: Verification, organisation: Organisation
) -> dict[tuple[str, str], ReturnedSheet] | None:
    """The sheets of the used returns of an organisation; None, and what is not proven said, where one is not read."""
    sheets: dict[tuple[str, str], ReturnedSheet] = {}
    for one in _used_inputs(subject, organisation):
        content = subject.content(one["name"])
        if content is None:
            outcome.not_proven.append(("verify.not_read", one["name"]))
            return None
        try:
            sheets |= {(one["name"], name): sheet for name, sheet in read_returned(content).items()}
        except NoWitness as reason:
            outcome.not_proven.append((str(reason).removeprefix("@"), one["name"]))
            return None
    return sheets


def _placeholders(subject: Subject) -> tuple[str, ...]:
    """What stands for personal data where the workbook was made without them."""
    if subject.manifest["options"].get("personal_data", True):
        return ()
    return (f"[{bilingual('personal.address', ' / ')}]", "[…]")


def _introduction(chapter: Chapter) -> Introduction:
    """The two texts beside their labels on our cover; of another cover, whatever stands on sheets without a table."""
    layout = return_layout()
    covers = [at for at in chapter.evidence.sheets if at[1].lower() == layout.cover.sheet.lower()]
    if len(covers) == 1 and len({file for file, _ in chapter.evidence.sheets}) == 1:
        places = [_beside_label(chapter, *covers[0], key) for key in INTRODUCTION]
        if all(places):
            texts = (_cover_text(chapter, at, key) for at, key in zip(places, INTRODUCTION, strict=True))
            return Introduction(tuple(filter(None, texts)), certain=True)
    texts = {
        text
        for (file, name), sheet in chapter.evidence.sheets.items()
        if not any(chapter.evidence.header(file, name, table) for table in Table)
        for seen in sheet.cells.values()
        for text in seen
    }
    texts |= {line.value for line in chapter.journal.lines if line.field in map(field_name, INTRODUCTION)}
    return Introduction(tuple(sorted(texts)), certain=False)


def _beside_label(chapter: Chapter, file: str, sheet: str, key: str) -> At | None:
    """The cell right of a label of the cover; None where the label is not there once."""
    labelled = [at for at in chapter.evidence.where(bilingual(f"cover.{key}")) if (at.file, at.sheet) == (file, sheet)]
    return labelled[0]._replace(column=labelled[0].column + 1) if len(labelled) == 1 else None


def _cover_text(chapter: Chapter, at: At, key: str) -> str:
    lines = chapter.journal.at.get((at.file, at.sheet, (at.row, at.column)), ())
    for line in lines:
        if chapter.evidence.says(at, line.raw):
            return line.value
    return chapter.evidence.text(at)
