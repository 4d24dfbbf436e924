"""The letter an organisation gets about its return: plain text to paste into an e-mail, in its own language.

It greets a function and names no person; it says what came, what is in order, what is to be done and until when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from minerva.layout.labels import Labels, finding_text, in_general, labels
from minerva.layout.returns import return_layout
from minerva.model.consolidation import FileUse
from minerva.model.finding import Finding
from minerva.model.follow_up import TRANSLATION, FollowUp, Stage
from minerva.model.status import Status

MOST_ENTRIES = 20
"""How many entries of one kind a letter lists, at two lines each; the others are in the workbook that goes with it."""
ALIKE = 4
"""From how many findings of one rule in one sheet they are one entry, with their cells."""
MOST_CELLS = 20
ENCODING, LINE_END = "utf-8-sig", "\r\n"
"""With the mark and the line ends by which every Notepad, Word and Outlook on Windows knows a text in UTF-8."""


@dataclass(frozen=True)
class Letter:
    """The name of its file, and its text with plain line ends."""

    name: str
    text: str

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        return self.text.replace("\n", LINE_END).encode(ENCODING)


def letter(follow_up: FollowUp, year: int, today: date, attached: Mapping[str, str] | None = None) -> Letter:
    """The letter to one organisation, in French above Dutch where both are its languages.

    `attached` gives, for a received file by name, the annotated copy that goes with the letter, by its own name. Raises
    ValueError for a file nobody's name is on: there is no one to write to.
    """
    if follow_up.organisation is None:
        raise ValueError("no organisation")
    texts = [
        _Text(labels(language), follow_up, year, today, attached or {}).whole()
        for language in follow_up.organisation.languages
    ]
    name = labels("fr")("letter.file_name", organisation=follow_up.organisation.file_stem)
    return Letter(name, f"\n{'-' * 60}\n\n".join(texts))


class _Text:
    """A letter in one language; each part gives its lines, and none where there is nothing to say."""

    def __init__(self, words: Labels, follow_up: FollowUp, year: int, today: date, attached: Mapping[str, str]):
        self.words = words
        self.about = follow_up
        self.year = year
        self.today = today
        self.name = follow_up.name(words.language)
        self.copies = [attached[use.file.name] for use in follow_up.used if use.file.name in attached]

    def whole(self) -> str:
        """All parts, an empty line between them."""
        parts = (
            self._head(),
            self._what_came(),
            self._in_order(),
            self._list("errors", self.about.errors),
            self._list("warnings", self.about.warnings),
            self._translations(),
            self._what_to_do(),
            self._end(),
        )
        return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"

    def _head(self) -> Iterator[str]:
        stage, number = self.about.stage, len(self.about.errors) or self._open
        subject = self._counted(f"subject.{stage.value}", max(number, 1), year=self.year, name=self.name)
        yield self.words("letter.subject_line", subject=subject)
        yield from ("", self.words("letter.to", name=self.name), "", self.words("letter.greeting"))

    @property
    def _open(self) -> int:
        return len(self.about.warnings) + len(self.about.translations)

    def _what_came(self) -> Iterator[str]:
        """Which files were received, and which of them were not used, with the reason and what to do."""
        if self.about.stage is Stage.MISSING:
            yield self.words("letter.missing", year=self.year)
            return
        if self.about.used:
            names = ", ".join(_short(use) for use in self.about.used)
            yield self._counted("received", len(self.about.used), year=self.year, files=names)
        if self.about.submission is not None and not self.about.submission.complete:
            yield self.words("letter.partial")
        for use in self.about.unused:
            yield from self._unused(use)

    def _unused(self, use: FileUse) -> Iterator[str]:
        detail = f" ({use.detail})" if use.detail and use.reason.startswith("refusal.") else ""
        yield self.words("letter.unused", file=_short(use), reason=f"{self.words(use.reason)}{detail}")
        if use.reason.startswith("refusal."):
            refusal = use.reason.partition(".")[2]
            own = f"letter.refusal_remedy.{refusal}"
            remedy = self.words(own if self.words.has(own) else f"refusal_remedy.{refusal}")
            yield f"   → {remedy}"

    def _in_order(self) -> Iterator[str]:
        """What was read, as numbers."""
        submission = self.about.submission
        if submission is None:
            return
        yield self.words("letter.heading.in_order")
        records = {"objectives": submission.objectives, "indicators": submission.indicators}
        read = [self._counted(kind, len(found)) for kind, found in records.items() if found]
        if read:
            yield self.words("letter.read", records=self._joined(read))
        statuses = [record.status for record in submission.records]
        told = [self._counted(f"status.{s.value}", statuses.count(s)) for s in Status if s in statuses]
        if told:
            yield self.words("letter.statuses", statuses=", ".join(told))
        if self.about.justified:
            yield self._counted("justified", len(self.about.justified))
        if self.about.corrected:
            yield self._counted("corrected", self.about.corrected)
        if self.about.stage is Stage.FINE:
            yield self.words("letter.nothing")

    def _list(self, kind: str, findings: Sequence[Finding]) -> Iterator[str]:
        """A heading with the number, then findings sheet by sheet; a long list ends with how many more there are."""
        if findings:
            yield self._counted(f"heading.{kind}", len(findings))
            yield from self._entries([*_alike(findings, ALIKE)])

    def _translations(self) -> Iterator[str]:
        """The empty cells of a sheet in one entry, for a return in one language has hundreds; the others in full."""
        missing = self.about.translations
        if missing:
            yield self._counted("heading.translations", len(missing))
            by_kind: dict[bool, list[Finding]] = {True: [], False: []}
            for finding in missing:
                by_kind[dict(finding.params).get("where") == finding.cell].append(finding)
            one_cell, others = by_kind[True], [[finding] for finding in by_kind[False]]
            yield from self._entries([*_alike(one_cell, 1), *others])

    def _entries(self, entries: Sequence[list[Finding]]) -> Iterator[str]:
        """Entries under the names of their sheets: one finding, or several alike; then how many findings are left."""
        place = None
        for entry in entries[:MOST_ENTRIES]:
            first = entry[0]
            if (first.file, first.sheet) != place:
                place = first.file, first.sheet
                yield from ("", self._sheet(first))
            yield from self._finding(first) if len(entry) == 1 and first.code != TRANSLATION else self._several(entry)
        left = sum(len(entry) for entry in entries[MOST_ENTRIES:])
        if left:
            key = "more_in" if self.copies else "more"
            yield from ("", self._counted(key, left, sheet=return_layout().findings_sheet))

    def _sheet(self, finding: Finding) -> str:
        sheet = self.words("letter.sheet", sheet=finding.sheet) if finding.sheet else self.words("letter.whole_file")
        several = len(self.about.used) > 1 and finding.file
        return f"{sheet} ({PurePosixPath(finding.file).name})" if several else sheet

    def _finding(self, finding: Finding) -> Iterator[str]:
        language = self.words.language
        place = ", ".join(part for part in (finding.cell, finding.reference) if part)
        said = [place, self.words(f"rule.{finding.code}.title"), _line(finding_text(finding, "found", language))]
        yield f"- {' · '.join(part for part in said if part)}"
        yield f"   → {_line(finding_text(finding, 'remedy', language))}"

    def _several(self, findings: Sequence[Finding]) -> Iterator[str]:
        """Findings of one rule in one sheet: its title, their cells, and what to do in general."""
        code, cells = findings[0].code, [finding.cell for finding in findings]
        more = len(cells) - MOST_CELLS
        rest = f" {self._counted('more_cells', more)}" if more > 0 else ""
        title = self.words(f"rule.{code}.title")
        yield f"- {title} ({len(cells)}) · {', '.join(cells[:MOST_CELLS])}{rest}"
        yield f"   → {in_general(self.words, code, 'remedy')}"

    def _what_to_do(self) -> Iterator[str]:
        if self.about.stage is Stage.FINE:
            return
        yield self.words("letter.heading.what_to_do")
        yield self._until()
        if self.about.submission is None:
            yield self.words("letter.template" if self.about.stage is Stage.MISSING else "letter.resend")
        elif self.copies:
            yield self._counted("how_attached", len(self.copies), files=", ".join(self.copies))
        else:
            yield self.words("letter.how")
        if self.about.warnings:
            yield self.words("letter.justify")
        if self.about.translations:
            yield self.words("letter.translate")

    def _until(self) -> str:
        deadline, stage = self.about.deadline, self.about.stage
        what = "first" if stage is Stage.MISSING else "again"
        if deadline is None:
            return self.words(f"letter.until.{what}.none")
        when = "past" if deadline < self.today else "ahead"
        return self.words(f"letter.until.{what}.{when}", date=long_date(deadline, self.words))

    def _end(self) -> Iterator[str]:
        if self.about.stage is Stage.MISSING:
            yield self.words("letter.crossed")
        yield self.words("letter.questions")
        yield from ("", self.words("letter.regards"), self.words("letter.cell"))

    def _counted(self, stem: str, number: int, **params: object) -> str:
        """A sentence in its form for one or for several, where it has two."""
        key = f"letter.{stem}"
        form = f"{key}.{'one' if number == 1 else 'other'}"
        return self.words(form if self.words.has(form) else key, number=number, **params)

    def _joined(self, texts: Sequence[str]) -> str:
        return self.words("letter.and").join(texts)


def long_date(day: date, words: Labels) -> str:
    """A date as people write it: 1er mars 2021, 1 maart 2021."""
    number = words("letter.first_day") if day.day == 1 else str(day.day)
    return f"{number} {words(f'letter.month.{day.month}')} {day.year}"


def _short(use: FileUse) -> str:
    """The name of a file as its sender knows it, without the e-mail or archive it came in."""
    return PurePosixPath(use.file.name).name


def _line(text: str) -> str:
    return " ".join(text.split())


def _alike(findings: Iterable[Finding], least: int) -> Iterator[list[Finding]]:
    """The findings sheet by sheet; those of one rule together where there are at least so many, all others alone."""
    sheets: dict[tuple[str, str], dict[str, list[Finding]]] = {}
    for finding in findings:
        key = finding.code if finding.cell else f"{finding.code}{finding.params}"
        sheets.setdefault((finding.file, finding.sheet), {}).setdefault(key, []).append(finding)
    for rules in sheets.values():
        for together in rules.values():
            yield from [together] if len(together) >= least else ([finding] for finding in together)
