"""What a parliamentary sheet must hold, line by line, by the register, the coverage table and the proven rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minerva.excel.witness.regional import Row, list_rows
from minerva.excel.witness.subject import USED, Subject
from minerva.layout.labels import bilingual, labels
from minerva.layout.regional import regional_layout
from minerva.layout.returns import return_layout
from minerva.layout.style import status_word
from minerva.model.coverage import State
from minerva.model.record import LANGUAGES, Table
from minerva.model.register import Organisation
from minerva.model.status import Status


@dataclass(frozen=True, slots=True)
class ExpectedText:
    """A text over the whole width of the table; behind one that `opens`, the introduction is not known."""

    text: str
    source: str = ""
    opens: bool = False

    @property
    def told(self) -> str:
        """The text."""
        return self.text


@dataclass(frozen=True, slots=True)
class ExpectedRecord:
    """A record: pairs of a column key (with its language where it has one: `title fr`) and the value."""

    values: tuple[tuple[str, str], ...]
    source: str

    @property
    def told(self) -> str:
        """Its values in short."""
        return " · ".join(value for _, value in self.values if value)


def expected_lines(subject: Subject, part: int, table: Table) -> Iterator[ExpectedText | ExpectedRecord]:
    """All lines and records of a sheet, in order."""
    register = subject.register
    for organisation in register.main_organisations:
        if organisation.part != part:
            continue
        sections = register.sections_of(organisation.id)
        number = f"{organisation.chapter}. " if organisation.chapter else ""
        yield _heading(subject, number + _title(organisation), organisation)
        if register.expects_own(organisation) or not sections:
            yield from _content(subject, organisation, table)
        for section in sections:
            yield _heading(subject, _title(section), section)
            yield from _content(subject, section, table)


def _heading(subject: Subject, text: str, organisation: Organisation) -> ExpectedText:
    is_read = organisation.id in subject.introductions
    return ExpectedText(text, "@verify.from.register", opens=_is_used(subject, organisation) and not is_read)


def _is_used(subject: Subject, organisation: Organisation) -> bool:
    """Whether a return of the organisation itself is in the report."""
    return any(one["use"] in USED and one["organisation"] == organisation.id for one in subject.inputs)


def _title(organisation: Organisation) -> str:
    french, dutch = organisation.name_fr, organisation.name_nl
    return french if french == dutch else f"{french} – {dutch}"


def _content(subject: Subject, organisation: Organisation, table: Table) -> Iterator[ExpectedText | ExpectedRecord]:
    if not _is_used(subject, organisation):
        yield from _reasons(subject, organisation)
        return
    introduction = subject.introductions.get(organisation.id)
    if table is Table.OBJECTIVES and introduction is not None and introduction.certain:
        for text in introduction.texts:
            yield ExpectedText(text)
    if table is Table.OBJECTIVES:
        yield from _reasons(subject, organisation, gaps=True)
    rows = _in_order(subject, organisation, table)
    heading = f"table.{table.value}" if rows else "regional.no_records"
    yield ExpectedText(bilingual(heading, " – "))
    for row in rows:
        truth = subject.truths.get((table, row.number))
        yield ExpectedRecord(tuple(_values(table, truth or row.values)), f"{row.sheet}!{row.number}")


def _in_order(subject: Subject, organisation: Organisation, table: Table) -> list[Row]:
    """The proven rows of an organisation as they stand in its returns; all rows where nothing could be proven."""
    mine = [row for row in subject.rows[table] if subject.owners[table, row.number] == organisation.id]
    if organisation.id not in subject.introductions:
        return mine
    mine = [row for row in mine if (table, row.number) in subject.truths]
    by_sheet: dict[tuple[str, str], list[Row]] = {}
    for row in mine:
        by_sheet.setdefault(subject.places[table, row.number][:2], []).append(row)
    ordered = {
        sheet: iter(sorted(rows, key=lambda row: subject.places[table, row.number].row))
        for sheet, rows in by_sheet.items()
    }
    return [next(ordered[subject.places[table, row.number][:2]]) for row in mine]


def _reasons(subject: Subject, organisation: Organisation, gaps: bool = False) -> Iterator[ExpectedText]:
    """Why there is no report, or with `gaps` what it lacks, as the coverage table has it."""
    for row in list_rows(subject.book, "reports"):
        if row["organisation"] != organisation.id:
            continue
        has_gaps = row["state_fr"] == labels("fr")(f"state.{State.WITH_GAPS.value}") and bool(row["reason_fr"])
        for language, colon in (("fr", " : "), ("nl", ": ")):
            text = colon.join(filter(None, (row[f"state_{language}"], row[f"reason_{language}"])))
            if has_gaps or not gaps:
                yield ExpectedText(text, f"{row.sheet}!{row.number}")


def _values(table: Table, truth) -> Iterator[tuple[str, str]]:
    for column in return_layout().tables[table].columns:
        if column.shared:
            yield column.key, truth.get(column.key, "")
            continue
        for language in LANGUAGES:
            yield f"{column.key} {language}", _in_language(column.kind, column.key, language, truth)


def _in_language(kind: str, key: str, language: str, truth) -> str:
    if kind == "language":
        return language.upper()
    if kind == "status":
        status = truth.get("status", "")
        return status_word(Status(status), language) if status in set(Status) else status
    return truth.get(f"{key}_{language}", "")


def optional_texts(subject: Subject, part: int) -> set[str]:
    """The texts of covers the witness knows only as a whole, any of which may open a chapter; the ways to annexes."""
    texts = _ways_to_annexes(subject, part)
    for organisation in subject.register.organisations:
        found = subject.introductions.get(organisation.id)
        if organisation.part == part and found is not None and not found.certain:
            texts |= set(found.texts)
    return texts


def _ways_to_annexes(subject: Subject, part: int) -> set[str]:
    """What the sheets of a part say of annexes, each of a sheet that is there."""
    layout, prefix = regional_layout(), regional_layout().sheets["annex"]
    begins = [
        bilingual("report.see_annex", " – ", sheet=n, name="\0") for n in subject.book.sheets if n.startswith(prefix)
    ]
    patterns = [re.compile(re.escape(text).replace("\0", ".{1,31}?").replace("\\\0", ".{1,31}?")) for text in begins]
    sheets = [subject.book.sheets.get(layout.parliament_sheet(part, table)) for table in Table]
    texts = {sheet.text(row, 1) for sheet in sheets if sheet is not None for row in sheet.rows}
    return {text for text in texts if any(pattern.fullmatch(text) for pattern in patterns)}
