"""Keeps persons out of what is published: their addresses, their folders, and the columns a profile calls personal.

Runs on a finished consolidation, so that counts, statuses and findings are those of the returns. Nothing vanishes in
silence: a value that lost an address has a line in the journal (`why.personal`), a value left out whole is a cell set
aside (`aside.personal`) without its content. Shared mailboxes of the register stay, and so do the names of files, which
lead to the evidence. A name inside a sentence cannot be told from other words and stays too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from minerva.layout.labels import bilingual
from minerva.layout.returns import shown
from minerva.model.consolidation import Chapter, Consolidation, JournalLine
from minerva.model.finding import Finding
from minerva.model.reading import Why
from minerva.model.record import Field, Record, Remark, Source
from minerva.model.register import Register
from minerva.model.submission import Annex, AnnexSheet, Aside, Notice, SetAside, Submission
from minerva.parse.personal import addresses, plain_address, replace_addresses, replace_user_folders
from minerva.rules.cells import quoted

LONGEST_TEXT = 32_767
SHORT = "[…]"
LEFT_OUT = "@aside.personal"


def without_personal_data(consolidation: Consolidation) -> Consolidation:
    """The same consolidation without e-mail addresses of persons and without personal columns."""
    return _Publication(consolidation).result()


def without_persons(text: str, keeps: Callable[[str], bool] = lambda _: False) -> str:
    """A text without e-mail addresses and users' folders, a placeholder in their place.

    `keeps` is asked with the plain spelling of each address and says which ones may stay.
    """
    placeholder = f"[{bilingual('personal.address', ' / ')}]"
    cleaned = _with(placeholder, text, keeps)
    return _with(SHORT, text, keeps) if len(cleaned) > LONGEST_TEXT >= len(text) else cleaned


def _with(placeholder: str, text: str, keeps: Callable[[str], bool]) -> str:
    return replace_user_folders(replace_addresses(text, placeholder, keeps), placeholder)


class _Publication:
    """Takes the addresses out of one consolidation."""

    def __init__(self, consolidation: Consolidation):
        self.consolidation = consolidation
        self.mailboxes = {
            plain_address(mailbox[start:end])
            for mailbox in (organisation.mailbox for organisation in consolidation.register.organisations)
            for start, end in addresses(mailbox)
        }
        self.journal: list[JournalLine] = []
        self.omitted: dict[tuple[str, Source], str] = {}

    def result(self) -> Consolidation:
        before = self.consolidation
        chapters = [self._chapter(chapter) for chapter in before.chapters]
        journal = [self._line(line) for line in [*before.journal, *self.journal]]
        names = {use.file.name for use in before.files}
        places = {organisation.id: place for place, organisation in enumerate(before.register.organisations)}
        return replace(
            before,
            register=self._register(before.register),
            chapters=chapters,
            annexes=[self._annex(annex) for annex in before.annexes],
            files=[use if use.detail in names else replace(use, detail=self._text(use.detail)) for use in before.files],
            findings=[self._finding(finding) for finding in before.findings],
            journal=sorted(
                journal,
                key=lambda line: (places.get(line.organisation, len(places)), line.file, line.source, line.why),
            ),
            personal_data=False,
        )

    def _text(self, text: str) -> str:
        return without_persons(text, self.mailboxes.__contains__)

    def _chapter(self, chapter: Chapter) -> Chapter:
        submission = chapter.submission
        return chapter if submission is None else replace(chapter, submission=self._submission(submission))

    def _submission(self, submission: Submission) -> Submission:
        cover = {key: self._field(submission, key, field) for key, field in submission.cover.items()}
        objectives = [self._record(submission, record) for record in submission.objectives]
        indicators = [self._record(submission, record) for record in submission.indicators]
        set_aside = [replace(aside, raw=self._text(aside.raw)) for aside in submission.set_aside]
        kept = {field.source for record in (*objectives, *indicators) for field in record.all_fields}
        set_aside += self._left_out(submission, kept)
        notices = [self._notice(submission, notice) for notice in submission.notices]
        return replace(
            submission,
            cover=cover,
            objectives=objectives,
            indicators=indicators,
            set_aside=set_aside,
            notices=notices,
        )

    def _annex(self, annex: Annex) -> Annex:
        """An annex without addresses; its values are not in the journal, they stand in the file beside."""
        sheets = (
            AnnexSheet(sheet.name, {at: self._text(v) if isinstance(v, str) else v for at, v in sheet.cells.items()})
            for sheet in annex.sheets
        )
        return replace(annex, sheets=tuple(sheets))

    def _record(self, submission: Submission, record: Record) -> Record:
        fields = {key: self._field(submission, key, field, record) for key, field in record.fields.items()}
        remarks = tuple(
            Remark(self._text(remark.title), self._field(submission, "", remark.field, record))
            for remark in record.remarks
            if not remark.personal
        )
        if fields == record.fields and remarks == record.remarks:
            return record
        return replace(record.with_fields(fields), remarks=remarks)

    def _field(self, submission: Submission, key: str, field: Field, record: Record | None = None) -> Field:
        text, raw = self._text(field.text), self._text(field.raw)
        if (text, raw) == (field.text, field.raw):
            return field
        self.journal.append(_journal_line(submission, field.source, raw, shown(key, text), "why.personal", key, record))
        return field._replace(text=text, raw=raw, why=field.why or Why.PERSONAL)

    def _left_out(self, submission: Submission, kept: set[Source]) -> Iterator[SetAside]:
        """The cells of personal columns, each once, unless another value came from the same cell."""
        for record in submission.records:
            for field in (remark.field for remark in record.remarks if remark.personal and remark.field.raw):
                place = field.source.file or submission.file.name, field.source._replace(file="")
                if field.source not in kept and place not in self.omitted:
                    self.omitted[place] = quoted(field.raw)
                    self.journal.append(_journal_line(submission, field.source, "", "", "aside.personal", "", record))
                    yield SetAside(field.source, "", Aside.PERSONAL)

    def _notice(self, submission: Submission, notice: Notice) -> Notice:
        source = notice.source
        place = (source.file or submission.file.name, source._replace(file="")) if source is not None else None
        if place in self.omitted and quoted(notice.text) == self.omitted[place]:
            return notice._replace(text=LEFT_OUT)
        return notice._replace(text=self._text(notice.text), detail=self._text(notice.detail))

    def _finding(self, finding: Finding) -> Finding:
        omitted = self._omitted_texts.get((finding.file, finding.sheet, finding.cell), "")
        params = tuple(
            (name, LEFT_OUT if omitted and value == omitted else self._text(value)) for name, value in finding.params
        )
        reference, justification = self._text(finding.reference), self._text(finding.justification)
        return replace(finding, params=params, reference=reference, justification=justification)

    @cached_property
    def _omitted_texts(self) -> dict[tuple[str, str, str], str]:
        """What the cells left out would be quoted as, by file, sheet and cell."""
        return {(file, source.sheet, source.cell): text for (file, source), text in self.omitted.items()}

    def _line(self, line: JournalLine) -> JournalLine:
        if (line.file, line.source._replace(file="")) in self.omitted:
            return replace(line, raw="", value="")
        texts = {name: self._text(getattr(line, name)) for name in ("raw", "value", "who", "reason", "reference")}
        return replace(line, **texts)

    def _register(self, register: Register) -> Register:
        corrections = tuple(
            correction.model_copy(
                update={
                    name: self._text(getattr(correction, name))
                    for name in ("reference", "old_value", "new_value", "who", "reason")
                }
            )
            for correction in register.corrections
        )
        prefaces = {name: self._text(getattr(register.settings, name)) for name in ("preface_fr", "preface_nl")}
        settings = register.settings.model_copy(update=prefaces)
        return register.model_copy(update={"corrections": corrections, "settings": settings})


def _journal_line(
    submission: Submission, source: Source, raw: str, value: str, why: str, key: str, record: Record | None
) -> JournalLine:
    return JournalLine(
        organisation=submission.organisation,
        file=source.file or submission.file.name,
        source=source,
        raw=raw,
        value=value,
        why=why,
        table=record.table.value if record is not None else "",
        reference=record.reference if record is not None else "",
        key=key,
    )
