"""The list sheets: coverage, findings, journal and sources."""

from __future__ import annotations

from minerva.excel.regional.book import Book
from minerva.layout.labels import bilingual, finding_text, labels, tally
from minerva.layout.style import standing_word, style
from minerva.model.consolidation import FileUse, JournalLine
from minerva.model.coverage import CoverageLine
from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES
from minerva.model.submission import SourceFile


def write_reports(book: Book) -> None:
    """The coverage table: every organisation and section of the register with what became of its report."""
    sheet = book.sheet(book.layout.sheets["reports"], named=True)
    counts = book.consolidation.coverage.counts
    summary = bilingual(
        "reports.summary",
        " · ",
        expected=counts.expected,
        received=counts.received,
        missing=counts.missing,
        integrated=counts.integrated,
        with_gaps=counts.with_gaps,
        unusable=counts.unusable,
        annexed=counts.annexed,
    )
    book.write_title(sheet, bilingual("reports.title", " – "), summary)
    lines = book.consolidation.coverage.lines
    without = () if any(line.reasons for line in lines) else ("reason_fr", "reason_nl")
    book.write_list("reports", sheet, (_report(book, line) for line in lines), without)


def _report(book: Book, line: CoverageLine) -> dict[str, object]:
    organisation = line.organisation
    return {
        "part": organisation.part,
        "chapter": organisation.chapter,
        "organisation": organisation.id,
        "organisation_fr": organisation.name_fr,
        "organisation_nl": organisation.name_nl,
        "group": bilingual(f"group.{organisation.group.value}", " / "),
        "section": bilingual("yes_no.yes", " / ") if organisation.section_of else "",
        "counts": bilingual("yes_no.yes", " / ") if organisation.counts else "",
        **book.words(f"state.{line.state.value}", "state"),
        "objectives": line.objectives,
        "indicators": line.indicators,
        "files": "\n".join(line.files),
        **{
            f"reason_{language}": " ; ".join(labels(language)(reason) for reason in line.reasons)
            for language in LANGUAGES
        },
    }


def write_findings(book: Book) -> None:
    """All findings in both languages, with a link to the cell of the returned file."""
    sheet = book.sheet(book.layout.sheets["findings"], named=True)
    counts = book.consolidation.finding_counts()
    summary = " · ".join(tally(counts, language) for language in LANGUAGES)
    book.write_title(sheet, bilingual("findings.title", " – "), summary)
    book.write_sorting(sheet)
    findings = book.consolidation.findings
    without = () if any(finding.justification for finding in findings) else ("justification",)
    book.write_list("findings", sheet, (_finding(book, finding) for finding in findings), without)


def _finding(book: Book, finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {
        "code": finding.code,
        "organisation": finding.organisation,
        "data": book.trace.row_link(book.trace.of_finding(finding)),
        "file": finding.file,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "reference": finding.reference,
        "justification": finding.justification,
        **{f"severity_{language}": standing_word(finding.standing, language) for language in LANGUAGES},
    }
    for part in ("found", "expected", "remedy"):
        row |= {f"{part}_{language}": finding_text(finding, part, language) for language in LANGUAGES}
    return row


def write_journal(book: Book) -> None:
    """Every value that differs from what was typed, and every filled cell that is not in the data."""
    sheet = book.sheet(book.layout.sheets["journal"], named=True)
    book.write_title(sheet, bilingual("journal.title", " – "), bilingual("journal.hint", " · "))
    book.write_sorting(sheet)
    lines = book.consolidation.journal
    without = () if any(line.who or line.reason for line in lines) else ("who", "reason")
    book.write_list("journal", sheet, (_journal_line(book, line) for line in lines), without)


def _journal_line(book: Book, line: JournalLine) -> dict[str, object]:
    return {
        "organisation": line.organisation,
        "data": book.trace.row_link(book.trace.of_line(line)),
        "file": line.file,
        "sheet": line.source.sheet,
        "cell": line.source.cell,
        "table": line.table,
        "reference": line.reference,
        "raw": line.raw,
        "value": line.value,
        "who": line.who,
        "reason": line.reason,
        **{f"field_{language}": field_name(line.key, language) for language in LANGUAGES},
        **book.words(line.why, "why"),
    }


def field_name(key: str, language: str) -> str:
    """The name of a field in words: `titre (NL)`; '' for a cell that belongs to no field."""
    if not key:
        return ""
    stem, _, tail = key.rpartition("_")
    if tail in LANGUAGES and stem:
        return f"{labels(language)(f'short.{stem}')} ({tail.upper()})"
    return labels(language)(f"short.{key}")


def write_sources(book: Book) -> None:
    """Every file of the folder: size, hash, what became of it, and a link; each archive and e-mail before what it held,
    since only its own hash can be compared with a file on disk."""
    sheet = book.sheet(book.layout.sheets["sources"], named=True)
    book.write_title(sheet, bilingual("sources.title", " – "), bilingual("sources.hint", " · "))
    book.write_label(sheet, 2, bilingual("sources.folder"), book.layout.columns["sources"]["file"], bold=True)
    sheet.write_string("B3", book.layout.base_folder, book.formats.cell(bg_color=style().colour["input_fill"]))
    rows = [_source(book, use) for use in book.consolidation.files]
    rows += [_container(book, file) for file in book.consolidation.containers]
    book.write_list("sources", sheet, sorted(rows, key=lambda row: row["file"]))


def _container(book: Book, file: SourceFile) -> dict[str, object]:
    return {"file": file.name, "size": file.size, "sha256": file.sha256, **book.words("use.container", "state")}


def _source(book: Book, use: FileUse) -> dict[str, object]:
    reasons = {f"reason_{language}": "" for language in LANGUAGES}
    if use.reason:
        for language in LANGUAGES:
            text = labels(language)(use.reason)
            reasons[f"reason_{language}"] = f"{text} ({use.detail})" if use.detail else text
    return {
        "file": use.file.name,
        "organisation": use.organisation,
        "template_version": use.template_version,
        "modified": use.file.modified,
        "size": use.file.size,
        "sha256": use.file.sha256,
        **book.words(f"use.{use.use.value}", "state"),
        **reasons,
    }
