"""The parliamentary sheets against the data: each heading, introduction, reason and record, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from minerva.excel.witness.aligned import aligned
from minerva.excel.witness.expected import ExpectedRecord, ExpectedText, expected_lines, optional_texts
from minerva.excel.witness.subject import Subject
from minerva.excel.witness.written import WrittenSheet
from minerva.layout.regional import regional_layout
from minerva.layout.returns import return_layout
from minerva.model.record import Table, column_letters
from minerva.model.verification import Difference, Kind, Proof, Verification

HEADER_WITHIN, USUAL_HEADER = 12, 4
SHOWN = 300
LEAST_TEXT = 12
MOST_PIECES = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A text over the whole width: its row, and the rows it goes on in."""

    rows: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A record as it is printed: the rows of each language, and the values by column key and language."""

    french: tuple[int, ...]
    dutch: tuple[int, ...]
    values: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """All its rows."""
        return self.french + self.dutch


def prove_printed(subject: Subject, outcome: Verification) -> None:
    """Hold each parliamentary sheet against what the data rows, proven before, say it must hold."""
    register = subject.register
    for part in sorted({organisation.part for organisation in register.main_organisations}):
        for table in Table:
            name = regional_layout().parliament_sheet(part, table)
            sheet = subject.book.sheets.get(name)
            if sheet is None:
                outcome.differences.append(Difference(Kind.PRINTED, Proof.WITNESS, subject.output, name))
                continue
            outcome.differences += _SheetProof(subject, table, sheet).differences(part)


class _SheetProof:
    def __init__(self, subject: Subject, table: Table, sheet: WrittenSheet):
        self.subject = subject
        self.sheet = sheet
        self.columns = return_layout().tables[table].columns
        self.table = table
        self.places = {column.key: place for place, column in enumerate(self.columns, 1)}

    def differences(self, part: int) -> Iterator[Difference]:
        """What is printed otherwise than it must be."""
        expected = list(expected_lines(self.subject, part, self.table))
        texts = {one.text for one in expected if isinstance(one, ExpectedText)}
        optional = optional_texts(self.subject, part)
        found = [
            one for one in self._found(texts | optional) if not (isinstance(one, Line) and one.text in optional - texts)
        ]
        last, opened = self._header_row(), False
        for wanted, printed in aligned(expected, found, _sign, _sign, _likeness):
            if wanted is not None:
                opened = isinstance(wanted, ExpectedText) and wanted.opens
            elif (opened and isinstance(printed, Line)) or self._is_lost(printed):
                continue
            yield from self._compared(wanted, printed, last)
            last = printed.rows[-1] if printed is not None else last

    def _is_lost(self, printed: Line | Block) -> bool:
        """Whether a record is rightly printed: it stands in a return, and only the data have lost it."""
        if isinstance(printed, Line):
            return False
        texts = {value for _, value in printed.values if len(value) > LEAST_TEXT}
        known = [one.texts for one in self.subject.lost if one.table is self.table]
        return any(5 * len(texts & lost) > 3 * len(texts) for lost in known)

    def _compared(self, wanted, printed, last: int) -> Iterator[Difference]:
        """What is missing is named by the row that follows the last that is there."""
        if printed is None:
            yield self._difference(Kind.ROW_MISSING, f"A{last + 1}", "", wanted.told, wanted.source)
        elif wanted is None:
            rows = printed.rows
            said = printed.text if isinstance(printed, Line) else " · ".join(v for _, v in printed.values if v)
            yield self._difference(
                Kind.ROW_ADDED, f"A{rows[0]}:{column_letters(len(self.columns))}{rows[-1]}", said, ""
            )
        elif isinstance(wanted, ExpectedText):
            if printed.text != wanted.text:
                row = self._deviating(1, printed.rows, wanted.text)
                yield self._difference(Kind.PRINTED, f"A{row}", self.sheet.text(row, 1), wanted.text, wanted.source)
        else:
            yield from self._record(wanted, printed)

    def _record(self, wanted: ExpectedRecord, printed: Block) -> Iterator[Difference]:
        """Each value of a record, and what stands in its rows where nothing must."""
        if not (printed.french and printed.dutch):
            rows = printed.rows
            address = f"A{rows[0]}:{column_letters(len(self.columns))}{rows[-1]}"
            yield self._difference(Kind.ROW_MISSING, address, "", wanted.told, wanted.source)
            return
        for (key, value), (_, found) in zip(wanted.values, printed.values, strict=True):
            stem, _, language = key.partition(" ")
            rows = printed.dutch if language == "nl" else printed.french if language else printed.rows
            if value != found:
                row = self._wrong_row(stem, language, rows, value)
                address = f"{column_letters(self.places[stem])}{row}"
                here = self.sheet.text(row, self.places[stem])
                yield self._difference(Kind.PRINTED, address, here, value, wanted.source)

    def _wrong_row(self, stem: str, language: str, rows: Sequence[int], value: str) -> int:
        """The row of a record in which a column is not as it must be."""
        at = self.places[stem]
        if not language or stem == "status":
            return self._wrong_shared(at, rows, value)
        if stem == "language":
            return next((row for row in rows if self.sheet.text(row, at) != value), rows[0])
        return self._deviating(at, rows, value)

    def _wrong_shared(self, column: int, rows: Sequence[int], expected: str) -> int:
        """The row in which a value that stands in the first alone is wrong, or too many."""
        texts = [self.sheet.text(row, column) for row in rows]
        wrong = (row for row, text in zip(rows[1:], texts[1:], strict=True) if text)
        return rows[0] if texts[0] != expected else next(wrong, rows[0])

    def _deviating(self, column: int, rows: Sequence[int], expected: str) -> int:
        """The row in which a text that goes on over several first departs from what it must be."""
        rest = expected
        for row in rows:
            piece = self.sheet.text(row, column)
            if not rest.startswith(piece) or (rest and not piece) or (row == rows[-1] and rest != piece):
                return row
            rest = rest[len(piece) :]
        return rows[0]

    def _difference(self, kind: Kind, cell: str, found: str, expected: str, source: str = "") -> Difference:
        place = (self.subject.output, self.sheet.name, cell)
        return Difference(kind, Proof.WITNESS, *place, found[:SHOWN], expected[:SHOWN], source)

    # -- what is there -------------------------------------------------------------------------------------------------

    def _found(self, texts: set[str]) -> list[Line | Block]:
        """The lines and records below the header, in order; a text that goes on in rows below is one line."""
        rows = [row for row in sorted(self.sheet.rows) if row > self._header_row()]
        tags = self._tags(rows)
        found: list[Line | Block] = []
        group: list[int] = []
        for place, row in enumerate(rows):
            if row not in tags:
                found += self._blocks(group, tags)
                group = []
                found.append(Line((row,), self.sheet.text(row, 1)))
                continue
            if group and tags[row] == "fr" and tags[rows[place - 1]] == "nl":
                found += self._blocks(group, tags)
                group = []
            group.append(row)
        found += self._blocks(group, tags)
        return _joined(found, texts)

    def _header_row(self) -> int:
        title = return_layout().tables[self.table].column_title(self.columns[0].key)
        rows = (row for row in sorted(self.sheet.rows) if row <= HEADER_WITHIN and self.sheet.text(row, 1) == title)
        return next(rows, USUAL_HEADER)

    def _tags(self, rows: list[int]) -> dict[int, str]:
        """The language of the rows of records; a row of several cells whose tag is wrong has that of its place."""
        known = {row: {"FR": "fr", "NL": "nl"}.get(self.sheet.text(row, 1)) for row in rows}
        tags: dict[int, str] = {}
        for place, row in enumerate(rows):
            tag = known[row]
            if tag is None and len(self.sheet.rows[row]) > 1:
                following = known[rows[place + 1]] if place + 1 < len(rows) else None
                tag = "fr" if following == "nl" else "nl"
            if tag is not None:
                tags[row] = tag
        return tags

    def _blocks(self, group: list[int], tags: dict[int, str]) -> list[Block]:
        if not group:
            return []
        french = tuple(row for row in group if tags[row] == "fr")
        dutch = tuple(row for row in group if tags[row] == "nl")
        return [Block(french, dutch, tuple(self._values(french, dutch)))]

    def _values(self, french: tuple[int, ...], dutch: tuple[int, ...]) -> Iterator[tuple[str, str]]:
        text = self.sheet.text
        for column in self.columns:
            at = self.places[column.key]
            if column.shared:
                yield column.key, _in_first([text(row, at) for row in (*french, *dutch)])
                continue
            for language, rows in (("fr", french), ("nl", dutch)):
                pieces = [text(row, at) for row in rows]
                if column.kind == "language":  # in every row
                    said = "\n".join(dict.fromkeys(pieces))
                else:
                    said = _in_first(pieces) if column.kind == "status" else "".join(pieces)
                yield f"{column.key} {language}", said


def _in_first(pieces: list[str]) -> str:
    """The value that stands in the first of some rows; with what stands in the others, where nothing must."""
    return "\n".join(pieces) if any(pieces[1:]) else "".join(pieces[:1])


def _joined(found: list[Line | Block], texts: set[str]) -> list[Line | Block]:
    """Lines that together are one of the texts expected, as one."""
    joined: list[Line | Block] = []
    place = 0
    while place < len(found):
        length = _run(found, place, texts)
        if length > 1:
            run = found[place : place + length]
            joined.append(Line(tuple(row for one in run for row in one.rows), "".join(one.text for one in run)))
        else:
            joined.append(found[place])
        place += length
    return joined


def _run(found: list[Line | Block], first: int, texts: set[str]) -> int:
    """How many lines from one on make a text that is expected."""
    text = ""
    for length, one in enumerate(found[first : first + MOST_PIECES], 1):
        if not isinstance(one, Line):
            break
        text += one.text
        if text in texts:
            return length
    return 1


def _sign(one: ExpectedText | ExpectedRecord | Line | Block) -> tuple:
    return ("text", one.text) if isinstance(one, ExpectedText | Line) else one.values


def _likeness(wanted: ExpectedText | ExpectedRecord, printed: Line | Block) -> float:
    """How alike two things are, 0 to 1."""
    if isinstance(wanted, ExpectedText) != isinstance(printed, Line):
        return 0.0
    if isinstance(wanted, ExpectedText):
        mine, other = wanted.text, printed.text
        same = sum(a == b for a, b in zip(mine, other, strict=False)) + sum(
            a == b for a, b in zip(reversed(mine), reversed(other), strict=False)
        )
        return 0.55 + 0.4 * min(1.0, same / max(len(mine), len(other), 1)) if same else 0.5
    pairs = [(a, b) for (_, a), (_, b) in zip(wanted.values, printed.values, strict=True) if a or b]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 1.0
