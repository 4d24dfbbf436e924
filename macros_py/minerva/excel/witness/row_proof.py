"""One row of the data against the record it tells of: values, figures, status."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache

from minerva.excel.witness.chapter import Chapter
from minerva.excel.witness.claims import Claims
from minerva.excel.witness.evidence import At, Rows, as_place, place_of
from minerva.excel.witness.figures import ABSENT, OTHER, Judged, Meant, meant, status_of, way_to_green
from minerva.excel.witness.regional import Row
from minerva.excel.witness.subject import Truth
from minerva.layout.labels import labels
from minerva.layout.returns import choices, return_layout
from minerva.model.record import LANGUAGES, Table
from minerva.model.register import Correction
from minerva.model.verification import Difference, Kind, Proof

NOISE, EXACT = Decimal("1e-12"), 15
WORDS = ("unit", "direction", "declared")
CODES = (
    *(("group", "group.", "register"), ("status", "choice.status.", "rule")),
    ("not_assessed_reason", "reason.", "rule"),
)
"""The columns of codes, how the labels of their words begin, and what the code comes from."""


@cache
def codes(kind: str) -> dict[str, str]:
    """The word of a closed list as it is shown -> its code."""
    return {word: code for code, word in choices(kind).items()}


@cache
def word_of(prefix: str, code: str, language: str) -> str:
    """The word of a code in one language, '' for no code."""
    return labels(language)(f"{prefix}{code}") if code else ""


class RowProof:
    """One row of the data against the record it tells of."""

    def __init__(self, chapter: Chapter, table: Table, row: Row, rows: Rows, span: int):
        self.chapter = chapter
        self.table = table
        self.row = row
        self.rows = rows
        evidence = chapter.evidence
        header = evidence.header(rows.file, rows.sheet, table)
        self.claims = Claims(chapter.organisation.id, evidence, chapter.journal, table, rows, span, header)
        self.truth: Truth = {}
        self.figures: dict[str, Meant] = {}
        chapter.places[table, row.number] = rows
        chapter.truths[table, row.number] = self.truth

    def prove(self) -> None:
        """Every column in turn."""
        self._prove_organisation()
        for column in return_layout().tables[self.table].all_columns:
            if column.kind == "figure":
                self._prove_figure(column.key)
            elif column.kind in ("reference", "budget"):
                self._prove_value(column.key, raw_key=f"{column.key}_raw")
            elif column.kind == "text":
                for language in LANGUAGES:
                    self._prove_value(f"{column.key}_{language}")
            elif column.kind not in ("language", "status"):
                self._prove_value(column.key)
        self._prove_status()
        self._prove_words()
        self._prove_group()

    def _prove_organisation(self) -> None:
        own, main = self.chapter.organisation, self.chapter.main
        expected = {
            "organisation": main.id,
            "organisation_fr": main.name_fr,
            "organisation_nl": main.name_nl,
            "part": str(main.part),
            "group": main.group.value,
            "section": own.id.rpartition("/")[2] if own.section_of else "",
        }
        self.truth |= expected
        for key, value in expected.items():
            if self.row[key] != value:
                self.chapter.differ(Kind.VALUE, self.row, key, value, "@verify.from.register")

    def _prove_value(self, key: str, raw_key: str = "") -> None:
        """A text, a word of a list, or a reference with what was typed."""
        value, raw = self.row[key], self.row[raw_key] if raw_key else None
        expected, own = self.claims.expected(key)
        self.truth[key] = value
        if not value and not raw:
            self._prove_empty(key, expected, own)
            return
        at = self.claims.source(key, value, raw)
        if at is not None:
            self.chapter.evidence.used.add(at)
            self.chapter.values += 1
            return
        self._name_wrong(key, raw_key, expected, own)

    def _prove_empty(self, key: str, expected: str, own: At | None) -> None:
        """Where nothing is told, nothing may stand in the return that is not set aside."""
        if expected and own is not None and self.claims.is_strict and not self.claims.lines(own, key):
            self.truth[key] = expected
            self.chapter.evidence.used.add(own)
            self.chapter.differ(Kind.VALUE, self.row, key, expected, own.told)

    def _name_wrong(self, key: str, raw_key: str, expected: str, own: At | None) -> None:
        """A value that nothing justifies, or the raw text beside it, or both."""
        value, source = self.row[key], own.told if own is not None else self._record()
        right = value == expected or self.claims.source(key, value) is not None
        if own is not None:
            self.chapter.evidence.used.add(own)
        if raw_key:
            typed = self.chapter.evidence.text(own) if own is not None else ""
            if self.row[raw_key] != typed or right:
                self.chapter.differ(Kind.RAW, self.row, raw_key, typed, source)
        if not right:
            self.truth[key] = expected
            self.chapter.differ(Kind.VALUE, self.row, key, expected, source)

    def _record(self) -> str:
        return f"{self.rows.file} · {self.rows.sheet}!{self.rows.row}"

    def _prove_figure(self, key: str) -> None:
        """The cell it names, what is typed there, and what that means."""
        row, evidence = self.row, self.chapter.evidence
        value, raw, cell = row[key], row[f"{key}_raw"], row[f"{key}_cell"]
        expected, own = self.claims.expected(key)
        self.truth[key] = value
        if not (value or raw or cell):
            self._prove_empty(key, expected, own)
            self.figures[key] = ABSENT if value == self.truth[key] else meant(expected)
            return
        at = self._figure_cell(key, own)
        if at is None:
            self.figures[key] = self._kind(key, value, raw)
            self.chapter.differ(Kind.PLACE, row, f"{key}_cell", own.told if own is not None else "", self._record())
            return
        evidence.used.add(at)
        typed = evidence.text(at)
        if not (evidence.says(at, raw) if raw else not typed):
            self.chapter.differ(Kind.RAW, row, f"{key}_raw", typed, at.told)
        else:
            typed = raw
        self._prove_meaning(key, at, typed)

    def _figure_cell(self, key: str, own: At | None) -> At | None:
        """The cell a figure names, where it may come from there; its own cell, and a difference, where it may not."""
        raw = self.row[f"{key}_raw"]
        file, sheet, cell = place_of(self.row[f"{key}_cell"], self.row["file"])
        place = as_place(cell)
        named = At(file, sheet, *place) if place is not None else None
        if named is not None and (named == own or named in self._allowed(key, raw, own)):
            return named
        if own is None or not self.claims.is_strict:
            return named if named is not None and self._is_known(named) else None
        self.chapter.differ(Kind.PLACE, self.row, f"{key}_cell", f"{own.sheet}!{own.cell}", own.told)
        return own

    def _is_known(self, at: At) -> bool:
        """Whether a cell of a loose layout stands in the record, or hands its value down to it."""
        return self.claims.is_within(at) or at.row < self.rows.row or self.claims.is_part(at)

    def _allowed(self, key: str, raw: str, own: At | None) -> set[At]:
        """Cells beside its own that a figure may come from: told by the journal, handed down, or of another part."""
        allowed = {at for at in (self.claims.source(key, self.row[key], raw),) if at is not None}
        if own is not None and not self.chapter.evidence.texts(own):
            first = self.chapter.evidence.first_of(own)
            allowed |= {own._replace(row=self.rows.row_nl), *(at for at in (first,) if at is not None)}
        return allowed

    def _prove_meaning(self, key: str, at: At, typed: str) -> None:
        """The value by the witness' own reading; where it does not read the text, by the journal."""
        value, source = self.row[key], at.told
        lines = self.claims.lines(at, key)
        correction = self._correction(key)
        if correction is not None and any(line.is_correction for line in lines):
            read = meant(_new_value(correction))
            right, expected = _tells(value, read, correction.new_value), _told_as(read, correction.new_value)
            source = "@verify.from.correction"
        else:
            read = self._own_reading(key, typed)
            made = [line.value for line in lines if line.raw == typed]
            right = _tells(value, read, typed) or (read is OTHER and value in made)
            expected = _told_as(read, made[-1] if made else typed)
        self.chapter.values += right
        if not right:
            self.truth[key] = expected
            self.chapter.differ(Kind.VALUE, self.row, key, expected, source)
        elif read.value is not None and self._is_text(key):
            self.chapter.differ(Kind.VALUE, self.row, key, expected, source, f"'{value}")
        elif value != typed and not any(line.value == value for line in lines):
            self._name_missing_line(typed, value, at)
        self.figures[key] = read if read is not OTHER else self._kind(key, self.truth[key], typed)
        if value == typed and read.value is not None and not _is_number(value):
            self.figures[key] = OTHER

    def _is_text(self, key: str) -> bool:
        """Whether a number no program would round stands as a text, which sums pass over."""
        value = self.row[key]
        return _is_number(value) and key not in self.row.numeric and len(Decimal(value).as_tuple().digits) <= EXACT

    def _own_reading(self, key: str, typed: str) -> Meant:
        """As read; a zero as the green threshold beside a red no is the letter O."""
        read = meant(typed)
        if key == "green" and read.value == 0 and self.figures.get("red", ABSENT).kind == "no":
            return Meant("yes")
        return read

    def _correction(self, key: str) -> Correction | None:
        own, table, reference = self.chapter.organisation.id, self.table.value, self.row["ref"]
        wanted = (own, table, reference, key)
        found = [c for c in self.chapter.corrections if (c.organisation, c.table, c.reference, c.field) == wanted]
        return found[-1] if found else None

    def _name_missing_line(self, typed: str, value: str, at: At) -> None:
        sheet = next((line.row.sheet for line in self.chapter.journal.lines), "")
        made = f"{typed} → {value}"
        self.chapter.differences.append(
            Difference(Kind.JOURNAL, Proof.WITNESS, self.chapter.output, sheet, "", "", made, at.told)
        )

    def _kind(self, key: str, value: str, raw: str) -> Meant:
        """The kind of a figure the witness did not read itself, from the value; a number kept as text is none."""
        if _is_number(value) and (key in self.row.numeric or value != self.row[key]):
            return Meant("percent" if "%" in raw else "number", Decimal(value))
        return {"O": Meant("yes"), "N": Meant("no"), "": ABSENT}.get(value, OTHER)

    def _prove_status(self) -> None:
        truth = self.truth
        code = {key: codes(key).get(truth[key], "?") if truth.get(key) else "" for key in WORDS}
        judged = Judged(
            code["unit"],
            code["direction"],
            *(self.figures.get(key, ABSENT) for key in ("red", "green", "result")),
            code["declared"] if code["declared"] != "?" else "",
        )
        truth["status"], reasons = status_of(judged)
        if self.row["status"] != truth["status"]:
            self.chapter.differ(Kind.STATUS, self.row, "status", truth["status"], "@verify.from.rule")
        self._prove_reason(reasons)
        self._prove_way(way_to_green(judged, truth["status"]))

    def _prove_words(self) -> None:
        """The words beside each code, in both languages."""
        for key, prefix, source in CODES:
            for language in LANGUAGES:
                column = f"{key}_{language}"
                expected = word_of(prefix, self.truth[key], language)
                if self.row[column] != expected:
                    self.chapter.differ(Kind.VALUE, self.row, column, expected, f"@verify.from.{source}")

    def _prove_reason(self, reasons: frozenset[str]) -> None:
        """Why a record is not assessed: one of the reasons its cells allow, nothing for one that is."""
        reason = self.truth["not_assessed_reason"] = self.row["not_assessed_reason"]
        if reason not in (reasons or {""}):
            self.truth["not_assessed_reason"] = sorted(reasons or {""})[0]
            told = " / ".join(sorted(reasons))
            self.chapter.differ(Kind.VALUE, self.row, "not_assessed_reason", told, "@verify.from.rule")

    def _prove_way(self, way: Decimal | None) -> None:
        """How far the result has come, to the digits a spreadsheet keeps."""
        told = self.truth["way_to_green"] = self.row["way_to_green"]
        right = not told if way is None else _is_number(told) and abs(Decimal(told) - way) <= abs(way) * NOISE
        if not right:
            text = "" if way is None else f"{way:.15g}"
            self.truth["way_to_green"] = text
            self.chapter.differ(Kind.VALUE, self.row, "way_to_green", text, "@verify.from.rule")

    def _prove_group(self) -> None:
        """A row printed in common stands in the rows of the record."""
        group = self.row["printed_group"]
        sheet, _, cell = group.rpartition("!")
        place = as_place(cell)
        at = At(self.rows.file, sheet, *place) if place is not None else None
        if group and (sheet != self.rows.sheet or at is None or not self._is_shared(at)):
            self.chapter.differ(Kind.VALUE, self.row, "printed_group", "", self._record())

    def _is_shared(self, at: At) -> bool:
        """Whether a cell stands in the row of the record, or is merged down to it."""
        merged = self.chapter.evidence.sheets[at.file, at.sheet].merged
        rows = (self.rows.row, self.rows.row_nl)
        return at.row in rows or any((row, at.column) in merged for row in rows)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _tells(value: str, read: Meant, typed: str) -> bool:
    """Whether the data say what a figure means; words stand as typed, and so does what the reader did not read."""
    if read.value is not None and _is_number(value):
        return Decimal(value) == read.value
    if read.kind in ("yes", "no"):
        return value == ("O" if read.kind == "yes" else "N")
    return value == typed


def _told_as(read: Meant, otherwise: str) -> str:
    if read.value is not None:
        text = f"{read.value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return {"yes": "O", "no": "N"}.get(read.kind, otherwise)


def _new_value(correction: Correction) -> str:
    value = correction.new_value
    return f"{value}%" if correction.percent_format and not value.endswith("%") else value
