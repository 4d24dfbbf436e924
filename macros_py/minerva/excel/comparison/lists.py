"""The lists of a comparison: objectives and indicators found in both, those of one only, the organisations."""

from __future__ import annotations

from collections.abc import Iterator

from minerva.excel.comparison.pages import Cell, Pages, both_titles, lines, shortened
from minerva.layout.comparisons import change_word, comparison_layout
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.returns import choices
from minerva.layout.style import status_word, style
from minerva.merge.thresholds_moved import measure_of
from minerva.model.comparison import Lone, OrganisationLine, Pair, Presence, Telling
from minerva.model.published import PublishedRow
from minerva.model.record import Table
from minerva.model.status import Status, Unit

_FIGURES = ("red", "green", "result", "weight")
DROPPED, ADDED = "dropped", "added"


def write_records(pages: Pages, table: Table) -> None:
    """Every objective, or every indicator, that is in both: then, now, and what changed."""
    sheet = pages.sheet(table.value)
    title = " – ".join(
        labels(one)("compare.records_title", table=labels(one)(f"table.short.{table.value}"))
        for one in REPORT_LANGUAGES
    )
    pages.write_title(sheet, title, bilingual("compare.records_hint"), len(pages.layout.columns[table.value]))
    pairs = (pair for pair in pages.comparison.pairs if pair.table is table)
    pages.write_list(table.value, sheet, (_pair(pages, pair) for pair in pairs), frozen=3)


def _pair(pages: Pages, pair: Pair) -> dict[str, Cell]:
    plain, middle = pages.formats.cell(), pages.formats.cell(align="center")
    warned = pages.formats.cell(bg_color=style().finding["warning"].fill, bold=True)
    row: dict[str, Cell] = {
        "organisation": (pair.now.organisation, plain),
        "confidence": (pair.confidence, pages.formats.cell(align="center", num_format='0" %"')),
        "by_old": _by_old(pages, pair),
        "explanation": (bilingual(f"compare.telling.{pair.explanation.value}"), plain),
    }
    for language in REPORT_LANGUAGES:
        row[f"changes_{language}"] = (changes(pair, language), warned if pair.is_lowered else plain)
    for side, record in (("then", pair.then), ("now", pair.now)):
        row[f"ref_{side}"] = (known_as(record), plain)
        row[f"title_{side}"] = (both_titles(record), plain)
        row[f"measure_{side}"] = (measure_word(record), middle)
        row[f"status_{side}"] = _status(pages, record)
        row[f"link_{side}"] = (pages.link(side, pair.table, record), pages.formats.link())
        row |= {f"{key}_{side}": (record.values.get(key, ""), middle) for key in _FIGURES}
    return row


def changes(pair: Pair, language: str) -> str:
    """What changed, a line for each; the further fields by their names."""
    words = [change_word(change, language) for change in pair.changes]
    if pair.other:
        words[-1] += f" ({', '.join(field_word(key, language) for key in pair.other)})"
    if pair.description is Telling.SAME and pair.changes:
        words.append(f"{comparison_layout().symbol['same']} {labels(language)('compare.copied')}")
    return lines(words)


def field_word(key: str, language: str) -> str:
    """The name of a field in words: titre (NL)."""
    stem, _, tail = key.rpartition("_")
    named = labels(language)
    if tail in REPORT_LANGUAGES and stem:
        return f"{named(f'short.{stem}')} ({tail.upper()})"
    return named(f"data.{key}" if named.has(f"data.{key}") else f"short.{key}")


def known_as(row: PublishedRow) -> str:
    """The reference of a record; an indicator without one is known by its objective."""
    return row.text("ref") or " ".join(filter(None, (row.text("objective_ref"), "–")))


def measure_word(row: PublishedRow) -> str:
    """Unit and direction as they count, blank ones included: % ▲."""
    measure = measure_of(row)
    unit = choices("unit")[measure.effective_unit].replace("/", "\n")
    if measure.effective_unit in (Unit.TEXT, Unit.YES_NO):
        return unit
    return f"{unit} {choices('direction')[measure.effective_direction]}"


def _status(pages: Pages, row: PublishedRow) -> Cell:
    if row.text("status") not in set(Status):
        return ("", pages.formats.cell())
    return status_cell(pages, Status(row.text("status")), valign="top")


def status_cell(pages: Pages, status: Status, **look: object) -> Cell:
    """The words of a status in its colour."""
    return (status_words(status), pages.formats.status(status, **look))


def status_words(status: Status) -> str:
    """The words of a status in both languages, one below the other."""
    return lines([status_word(status, language) for language in REPORT_LANGUAGES])


def _by_old(pages: Pages, pair: Pair) -> Cell:
    """What the old bar would say: in its colour where it would say something else, else grey."""
    if pair.old_bar is None:
        return ("", pages.formats.cell())
    if pair.old_bar.value == pair.now.text("status"):
        quiet = pages.formats.cell(align="center", font_color=style().colour["quiet"])
        return (status_words(pair.old_bar), quiet)
    return status_cell(pages, pair.old_bar, valign="top")


def write_lone(pages: Pages) -> None:
    """What is in one of the two only."""
    sheet = pages.sheet("lone")
    columns = len(pages.layout.columns["lone"])
    pages.write_title(sheet, bilingual("compare.lone_title", " – "), bilingual("compare.lone_hint"), columns)
    pages.write_list("lone", sheet, _lones(pages))


def _lones(pages: Pages) -> Iterator[dict[str, Cell]]:
    for kind, side, found in (
        (DROPPED, "then", pages.comparison.dropped),
        (ADDED, "now", pages.comparison.added),
    ):
        for lone in found:
            yield _lone(pages, kind, side, lone)


def _lone(pages: Pages, kind: str, side: str, lone: Lone) -> dict[str, Cell]:
    plain, middle, record = pages.formats.cell(), pages.formats.cell(align="center"), lone.row
    row: dict[str, Cell] = {
        "table": (lone.table.value, middle),
        "organisation": (record.organisation, plain),
        "ref": (known_as(record), plain),
        "measure": (measure_word(record), middle),
        "status": _status(pages, record),
        "link": (pages.link(side, lone.table, record), pages.formats.link()),
    }
    row |= {key: (record.values.get(key, ""), middle) for key in _FIGURES}
    for language in REPORT_LANGUAGES:
        row[f"kind_{language}"] = (labels(language)(f"compare.lone.{kind}"), pages.formats.cell(bold=True))
        row[f"title_{language}"] = (shortened(record.text(f"title_{language}")), plain)
        row[f"note_{language}"] = (labels(language)("compare.reused") if lone.reused else "", plain)
    return row


def write_organisations(pages: Pages) -> None:
    """Every organisation and section: whether it reported then and now, and how much."""
    sheet = pages.sheet("organisations")
    columns = len(pages.layout.columns["organisations"])
    title, hint = bilingual("compare.organisations_title", " – "), bilingual("compare.organisations_hint")
    pages.write_title(sheet, title, hint, columns)
    lines_ = pages.comparison.organisations
    pages.write_list("organisations", sheet, (_organisation(pages, line) for line in lines_), frozen=1)


def _organisation(pages: Pages, line: OrganisationLine) -> dict[str, Cell]:
    plain, middle = pages.formats.cell(), pages.formats.cell(align="center")
    differs = line.presence is not Presence.SAME
    told = pages.formats.cell(bg_color=style().finding["warning"].fill, bold=True) if differs else plain
    row: dict[str, Cell] = {"organisation": (line.id, plain)}
    for language in REPORT_LANGUAGES:
        row[f"name_{language}"] = (getattr(line, f"name_{language}"), plain)
        row[f"presence_{language}"] = (labels(language)(f"compare.presence.{line.presence.value}"), told)
    for place, side in enumerate(("then", "now")):
        state = getattr(line, side)
        row[f"state_{side}"] = (bilingual(f"state.{state.value}") if state is not None else "–", plain)
        for key, table in (("objectives", Table.OBJECTIVES), ("indicators", Table.INDICATORS)):
            row[f"{key}_{side}"] = (line.records[table][place], middle)
    return row
