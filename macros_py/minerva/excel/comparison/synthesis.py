"""The first sheet of a comparison: in a sentence, the eased thresholds, and figures as live formulas over the lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from minerva.excel.bulk import BulkSheet
from minerva.excel.comparison.lists import ADDED, DROPPED, known_as, measure_word, status_cell
from minerva.excel.comparison.pages import SIDES, Cell, Pages, both_titles, fitting_height
from minerva.excel.comparison.status_chart import insert_status_chart
from minerva.excel.heights import header_height
from minerva.layout.comparisons import change_word, figure_word, sentence
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.style import style
from minerva.model.comparison import Change, Comparison, OrganisationLine, Pair
from minerva.model.published import PublishedRow
from minerva.model.record import Table
from minerva.model.status import Status

WIDTHS = (78, 17, 17, 17, 17, 17, 17, 17)
_SENTENCES = 5
"""The row of the sentence in the first language, from 0."""
_SCALE = 95
"""Per cent at which the columns fit an A3 page."""
_LISTS = [table.value for table in Table]


def write_synthesis(pages: Pages, sheet: BulkSheet) -> None:
    """Write the sheet; the lists must be written before, their rows are counted."""
    pages.write_title(sheet, bilingual("compare.title", " – "), pages.versions, len(WIDTHS))
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    _write_paths(pages, sheet)
    for row, language in enumerate(REPORT_LANGUAGES, _SENTENCES):
        look = pages.formats(text_wrap=True, font_size=11, valign="vcenter")
        sheet.merge_range(row, 0, row, len(WIDTHS) - 1, sentence(pages.comparison, language), look)
        sheet.set_row(row, 34)
    kinds = _write_eased(pages, sheet, _SENTENCES + len(REPORT_LANGUAGES) + 1) + 1
    statuses = _write_kinds(pages, sheet, kinds) + 1
    organisations = _write_statuses(pages, sheet, statuses) + 1
    _write_by_organisation(pages, sheet, organisations)
    sheet.repeat_rows(0, 1)
    sheet.set_print_scale(_SCALE)  # and not fitted: Excel would ignore the breaks
    sheet.set_h_pagebreaks([kinds, organisations] if pages.comparison.lowered else [statuses])


def _write_paths(pages: Pages, sheet: BulkSheet) -> None:
    """The two files, whose cells the links of all sheets follow."""
    head, quiet = pages.formats.cell(bold=True), pages.formats(font_color=style().colour["quiet"], italic=True)
    where = pages.formats.cell(bg_color=style().colour["input_fill"])
    for row, (side, key) in enumerate(zip(SIDES, ("then_file", "now_file"), strict=True), 2):
        sheet.write_string(row, 0, bilingual(f"compare.{key}", " / "), head)
        sheet.set_row(row, 16)
        sheet.merge_range(row, 1, row, 4, pages.paths[side], where)
        sheet.merge_range(row, 5, row, 7, f"SHA-256 {pages.report(side).file.sha256[:16]}…", quiet)
    both = pages.formats(font_color=style().colour["quiet"], italic=True, text_wrap=True)
    sheet.merge_range(4, 0, 4, len(WIDTHS) - 1, bilingual("compare.paths"), both)
    sheet.set_row(4, 28)


def _write_eased(pages: Pages, sheet: BulkSheet, row: int) -> int:
    """The bars that were lowered, those whose status it saved first; returns the next free row."""
    lowered = pages.comparison.lowered
    sheet.write_string(row, 0, bilingual("compare.eased", " – "), pages.formats.title())
    hint = pages.formats(font_color=style().colour["quiet"], text_wrap=True)
    sheet.merge_range(row + 1, 0, row + 1, len(WIDTHS) - 1, bilingual("compare.eased_hint"), hint)
    sheet.set_row(row + 1, 28)
    if not lowered:
        sheet.write_string(row + 2, 0, bilingual("compare.none_eased", " / "), pages.formats.cell())
        return row + 3
    titles = [bilingual("compare.record")]
    titles += [pages.sided("compare.thresholds_red_green", side) for side in SIDES]
    titles += [pages.sided("compare.list.result", side) for side in SIDES]
    titles += [pages.sided("compare.list.status", "then"), bilingual("compare.list.by_old")]
    titles += [pages.sided("compare.list.status", "now")]
    _write_head(pages, sheet, row + 2, titles)
    for number, pair in enumerate(lowered, row + 3):
        _write_line(pages, sheet, number, _eased(pages, pair))
    return row + 3 + len(lowered)


def _write_head(pages: Pages, sheet: BulkSheet, row: int, titles: Sequence[str]) -> None:
    for column, title in enumerate(titles):
        sheet.write_string(row, column, title, pages.formats.head(**({} if column else {"align": "left"})))
    sheet.set_row(row, header_height(list(zip(titles, WIDTHS, strict=False)), 8))


def _write_line(pages: Pages, sheet: BulkSheet, row: int, cells: Sequence[Cell]) -> None:
    for column, (value, look) in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(row, column, value, look)
        else:
            sheet.write_number(row, column, value, look)
    sheet.set_row(row, fitting_height([(str(value), width) for (value, _), width in zip(cells, WIDTHS, strict=False)]))


def _eased(pages: Pages, pair: Pair) -> list[Cell]:
    middle = pages.formats.cell(align="center", valign="vcenter")
    known = f"{pair.now.organisation} · {known_as(pair.now)}\n{both_titles(pair.now)}"
    statuses = [pair.then.text("status"), pair.old_bar, pair.now.text("status")]
    return [
        (known, pages.formats.cell(bold=pair.spared, valign="vcenter")),
        *((bar_word(row), middle) for row in (pair.then, pair.now)),
        *((row.values.get("result", "–"), middle) for row in (pair.then, pair.now)),
        *(status_cell(pages, Status(one)) if one in set(Status) else ("–", middle) for one in statuses),
    ]


def bar_word(row: PublishedRow) -> str:
    """Thresholds with unit and direction: 50 → 90 (% ▲)."""
    measure = measure_word(row).replace("\n", "/")
    red, green = (figure_word(row, key, REPORT_LANGUAGES[0]) for key in ("red", "green"))
    return f"{red} → {green} ({measure})"


def _write_kinds(pages: Pages, sheet: BulkSheet, row: int) -> int:
    """How many records of each table went through each kind of change."""
    titles = [bilingual("compare.by_kind", " – "), *_table_titles(), bilingual("compare.total")]
    _write_head(pages, sheet, row, titles)
    pairs = pages.comparison.pairs
    lines: list[tuple[str, Callable[[str], tuple[str, int]]]] = [
        (
            bilingual("compare.matched", " / "),
            lambda name: (f"COUNTA({pages.column(name, 'confidence')})", _of(name, pairs)),
        ),
        *((_kind(change), _counting(pages, change)) for change in Change),
        (bilingual("compare.unchanged", " / "), lambda name: _unchanged(pages, name)),
        *((bilingual(f"compare.{kind}", " / "), _lone_counting(pages, kind)) for kind in (DROPPED, ADDED)),
    ]
    for number, (title, count) in enumerate(lines, row + 1):
        bold = title.startswith(_kind(Change.BAR_LOWERED))
        sheet.write_string(number, 0, title, pages.formats.cell(bold=bold))
        sheet.set_row(number, 15)
        _write_counts(pages, sheet, number, [count(name) for name in _LISTS], bold=bold)
    return row + len(lines) + 1


def _table_titles() -> list[str]:
    return [bilingual("compare.objectives"), bilingual("compare.indicators")]


def _kind(change: Change) -> str:
    return " / ".join(change_word(change, language) for language in REPORT_LANGUAGES)


def _of(name: str, found: Sequence) -> int:
    return sum(one.table.value == name for one in found)


def _counting(pages: Pages, change: Change) -> Callable[[str], tuple[str, int]]:
    word = labels(REPORT_LANGUAGES[0])(f"compare.change.{change.value}")
    return lambda name: (
        f'COUNTIF({pages.column(name, f"changes_{REPORT_LANGUAGES[0]}")},"*{word}*")',
        pages.comparison.count(change, Table(name)),
    )


def _unchanged(pages: Pages, name: str) -> tuple[str, int]:
    formula = f'COUNTIFS({pages.column(name, "confidence")},">0",{pages.column(name, "changes_fr")},"")'
    return formula, _of(name, [pair for pair in pages.comparison.pairs if not pair.changes])


def _lone_counting(pages: Pages, kind: str) -> Callable[[str], tuple[str, int]]:
    word, found = labels("fr")(f"compare.lone.{kind}"), getattr(pages.comparison, kind)
    kinds, tables = pages.column("lone", "kind_fr"), pages.column("lone", "table")
    return lambda name: (f'COUNTIFS({kinds},"{word}",{tables},"{name}")', _of(name, found))


def _write_counts(
    pages: Pages, sheet: BulkSheet, row: int, counts: Sequence[tuple[str, int]], *, bold: bool = False
) -> None:
    """Numbers from column B on, and their sum."""
    look = pages.formats.cell(align="center", bold=bold)
    for column, (formula, value) in enumerate(counts, 1):
        sheet.write_formula(row, column, f"={formula}", look, value)
    total = sum(value for _, value in counts)
    last = "BCDEFGH"[len(counts) - 1]
    sheet.write_formula(row, len(counts) + 1, f"=SUM(B{row + 1}:{last}{row + 1})", look, total)


def _write_statuses(pages: Pages, sheet: BulkSheet, row: int) -> int:
    """How many have each status then and now, of those found in both, with a chart beside."""
    named = (("compare.objectives", _LISTS[0]), ("compare.indicators", _LISTS[1]))
    bars = [(key, name, side) for key, name in named for side in SIDES]
    _write_head(
        pages, sheet, row, [bilingual("compare.statuses", " – ")] + [pages.sided(key, side) for key, _, side in bars]
    )
    counts = []
    for number, status in enumerate(Status, row + 1):
        sheet.write_string(number, 0, *status_cell(pages, status, align="left", indent=1))
        sheet.set_row(number, 28)
        counts.append([_having(pages, status, name, side) for _, name, side in bars])
        for column, (_, name, side) in enumerate(bars, 1):
            formula = f"=COUNTIF({pages.column(name, f'status_{side}')},$A{number + 1})"
            look = pages.formats.cell(align="center", valign="vcenter")
            sheet.write_formula(number, column, formula, look, counts[-1][column - 1])
    return insert_status_chart(pages, sheet, row, counts)


def _having(pages: Pages, status: Status, name: str, side: str) -> int:
    of_table = (getattr(pair, side) for pair in pages.comparison.pairs if pair.table == name)
    return sum(row.text("status") == status for row in of_table)


def _write_by_organisation(pages: Pages, sheet: BulkSheet, row: int) -> None:
    """For each organisation and section that reported: how many in both, changed, eased, tightened, and so on."""
    keys = ("matched", "changed", "eased_short", "raised_short", DROPPED, ADDED)
    titles = [bilingual("compare.by_organisation", " – ")] + [bilingual(f"compare.{key}") for key in keys]
    _write_head(pages, sheet, row, titles)
    facts, names = _facts(pages.comparison), {line.id: line for line in pages.comparison.organisations}
    with_records = [line for line in names.values() if any(map(any, line.records.values()))]
    for number, line in enumerate(with_records, row + 1):
        name = _name(line, names)
        sheet.write_string(number, 0, name, pages.formats.cell())
        sheet.set_row(number, fitting_height([(name, WIDTHS[0])]))
        for column, key in enumerate(keys, 1):
            formula = "+".join(_of_organisation(pages, key, f'"{line.id}"'))
            sheet.write_formula(number, column, f"={formula}", pages.formats.cell(align="center"), facts[line.id, key])


def _name(line: OrganisationLine, names: Mapping[str, OrganisationLine]) -> str:
    """The name of an organisation in both languages, that of a section behind its organisation's."""
    above = names.get(line.id.rpartition("/")[0])
    both = [[one.name_fr, one.name_nl] for one in (above, line) if one is not None]
    return " – ".join(dict.fromkeys(" / ".join(parts) for parts in zip(*both, strict=True)))


def _of_organisation(pages: Pages, key: str, organisation: str) -> list[str]:
    if key in (DROPPED, ADDED):
        word = labels("fr")(f"compare.lone.{key}")
        kinds, its = pages.column("lone", "kind_fr"), pages.column("lone", "organisation")
        return [f'COUNTIFS({its},{organisation},{kinds},"{word}")']
    wanted = {
        "matched": "",
        "changed": ',{},"?*"',
        "eased_short": ',{},"*' + labels("fr")("compare.change.bar_lowered") + '*"',
        "raised_short": ',{},"*' + labels("fr")("compare.change.bar_raised") + '*"',
    }[key]
    ranges = [(pages.column(name, "organisation"), pages.column(name, "changes_fr")) for name in _LISTS]
    return [f"COUNTIFS({its},{organisation}{wanted.format(told)})" for its, told in ranges]


def _facts(comparison: Comparison) -> Counter[tuple[str, str]]:
    """The same numbers, as they are stored."""
    counted: Counter[tuple[str, str]] = Counter()
    for pair in comparison.pairs:
        its = pair.now.organisation
        counted[its, "matched"] += 1
        counted[its, "changed"] += bool(pair.changes)
        counted[its, "eased_short"] += pair.is_lowered
        counted[its, "raised_short"] += Change.BAR_RAISED in pair.changes
    for kind in (DROPPED, ADDED):
        counted.update((lone.row.organisation, kind) for lone in getattr(comparison, kind))
    return counted
