"""The synthesis sheet: every figure live and right, every chart filled, named, told apart in black and white, uncut.

Held on the sample year, on a report of all organisations with the year before, on one of a single organisation, and on
one in which nobody reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from host.chart_xml import ChartRead, alone, charts_of
from host.office import Calc, Cell
from host.regional_year import DATA, Regional
from minerva.excel.published import read_published
from minerva.excel.regional.synthesis.facts import Band
from minerva.excel.regional.workbook import write_regional
from minerva.layout.labels import bilingual, labels
from minerva.layout.style import standing_word
from minerva.model.consolidation import Chapter, Consolidation
from minerva.model.coverage import Coverage, State
from minerva.model.record import Table
from minerva.model.register import OAA, Group
from minerva.model.status import Reason, Status
from minerva.rules.rule import Finding

SHEET = "Synthese-Overzicht"
SAMPLE, ALL, ONE, NONE = "sample", "all organisations, two years", "one organisation", "nobody"
BOOKS = (SAMPLE, ALL, ONE, NONE)
SMALLEST = 7  # points, as printed
A3 = (1190.6, 841.9)  # points, in landscape
DIGIT, PADDING, POINT = 7, 5, 0.75  # pixels of a digit and around a column in Excel; points of a pixel
YEAR, BEFORE = 2020, 2019


@dataclass(frozen=True)
class Synthesis:
    """The sheet as written, and as LibreOffice calculates it."""

    path: Path
    calculated: Mapping[str, Cell]

    @cached_property
    def formulas(self) -> Worksheet:
        """With its formulas."""
        return openpyxl.load_workbook(alone(self.path, SHEET))[SHEET]

    @cached_property
    def stored(self) -> Worksheet:
        """With the values stored beside them."""
        return openpyxl.load_workbook(alone(self.path, SHEET), data_only=True)[SHEET]

    @cached_property
    def charts(self) -> list[ChartRead]:
        """Its charts."""
        return charts_of(self.path, SHEET)

    def chart(self, *words: str) -> ChartRead:
        """The chart whose title has these words."""
        return next(chart for chart in self.charts if all(word in chart.title for word in words))

    def lines(self, heading: str) -> dict[str, list[Any]]:
        """The lines of the blocks under a heading: label -> figures, those of later pages behind those of the first."""
        found: dict[str, list[Any]] = {}
        inside = False
        for row in self.stored.iter_rows(values_only=True):
            if row[0] == heading:
                inside = True
            elif inside and row[0] is None:
                inside = False
            elif inside and isinstance(row[5], (int, float)):
                found[row[0]] = [value for value in row[1:9] if value is not None]
        return found


@pytest.fixture(scope="session")
def books(calc: Calc, regional: Regional, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesis]:
    """The four reports."""
    folder = tmp_path_factory.mktemp("synthesis")
    year = regional.demo.consolidated.consolidation
    reports = {ALL: of_all(year, regional.path), ONE: of_one(year, "actiris"), NONE: of_nobody(year)}
    found = {SAMPLE: Synthesis(regional.path, regional.calculated[SHEET])}
    for number, (name, report) in enumerate(reports.items()):
        path = write_regional(folder / f"{number}.xlsx", report)
        document = calc.open(path)
        calc.recalculate(document)
        found[name] = Synthesis(path, calc.values(document, SHEET))
        calc.close(document)
    return found


def of_all(year: Consolidation, path: Path) -> Consolidation:
    """Every organisation with the return of one that reported, beside the same year as the year before."""
    sent = [chapter.submission for chapter in year.chapters if chapter.submission]
    sent = sorted(sent, key=lambda one: len(one.records))[:2]
    chapters = [
        replace(chapter, submission=chapter.submission or sent[number % len(sent)])
        for number, chapter in enumerate(year.chapters)
    ]
    return replace(year, chapters=chapters, earlier=replace(read_published(path), year=BEFORE))


def of_one(year: Consolidation, identity: str) -> Consolidation:
    """A register of one organisation, which reported, without findings."""
    register = year.register.model_copy(update={"organisations": (year.register.by_id(identity),)})
    chapters = [chapter for chapter in year.chapters if chapter.organisation.id == identity]
    coverage = Coverage((year.coverage.line(identity),))
    return replace(year, register=register, chapters=chapters, coverage=coverage, findings=[], journal=[], annexes=[])


def of_nobody(year: Consolidation) -> Consolidation:
    """Nothing received."""
    lines = tuple(
        line if line.state is State.NOT_EXPECTED else replace(line, state=State.MISSING, objectives=0, indicators=0)
        for line in year.coverage.lines
    )
    chapters = [Chapter(chapter.organisation) for chapter in year.chapters]
    return replace(year, chapters=chapters, coverage=Coverage(lines), findings=[], journal=[], annexes=[], files=[])


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest, books: dict[str, Synthesis]) -> Synthesis:
    """Each of the four."""
    return books[request.param]


# Live figures


def test_every_figure_is_stored_as_libreoffice_calculates_it(book: Synthesis) -> None:
    formulas = [cell.coordinate for row in book.formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 50
    assert {at: book.calculated[at] for at in formulas if book.calculated[at]["error"]} == {}
    apart = {at: (book.stored[at].value, book.calculated[at]["value"]) for at in formulas}
    assert {at: pair for at, pair in apart.items() if pair[0] != pair[1]} == {}


def test_no_figure_is_typed_but_those_of_the_year_before(book: Synthesis, books: dict[str, Synthesis]) -> None:
    cells = [cell for row in book.formulas.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.data_type == "n" for cell in cells) == (book is books[ALL])


# Charts


def test_every_chart_has_its_words_in_both_languages(book: Synthesis) -> None:
    assert book.charts
    for chart in book.charts:
        french, _, dutch = chart.title.partition(" – ")
        assert french and dutch and french != dutch
        assert len(chart.axes) == 2
        assert all(axis.strip() for axis in chart.axes)
        french, _, dutch = chart.description.partition(" – ")
        assert french.startswith("Barres") and dutch.startswith("Gestapelde balken"), chart.description
        sides = [re.findall(r"[A-Z]+\d+:[A-Z]+\d+", side) for side in (french, dutch)]
        assert sides[0] == sides[1] and len(sides[0]) == 1
        assert cells_of(book.stored, sides[0][0])[0][0]


def cells_of(sheet: Worksheet, area: str) -> list[list[Any]]:
    """The values of some cells, row by row."""
    rows = sheet[area] if ":" in area else ((sheet[area],),)
    return [[cell.value for cell in row] for row in rows]


def column_of(sheet: Worksheet, area: str) -> list[Any]:
    """The values of some cells below each other."""
    return [row[0] for row in cells_of(sheet, area)]


def test_every_chart_shows_figures_and_stores_them_as_the_cells_hold_them(book: Synthesis) -> None:
    for chart in book.charts:
        shown = 0.0
        for series in chart.series:
            for data in (series.name, series.categories, series.values):
                sheet, cells = data.place
                assert sheet == SHEET
                values = column_of(book.stored, cells)
                assert None not in values and "" not in values
                if data is series.values:
                    assert [float(value) for value in data.stored] == values
                    assert values == [book.calculated[f"{cells[0]}{row}"]["value"] for row in rows_of(cells)]
                    shown += sum(values)
                else:
                    assert list(data.stored) == values
        assert shown > 0, chart.title
        assert len({len(series.values.stored) for series in chart.series}) == 1


def rows_of(cells: str) -> range:
    """The rows of a column of cells."""
    first, _, last = cells.partition(":")
    return range(int(first[1:]), int((last or first)[1:]) + 1)


def test_series_are_told_apart_without_colour(book: Synthesis) -> None:
    for chart in book.charts:
        fills = [series.fill for series in chart.series]
        assert len(set(fills)) == len(fills), (chart.title, fills)


def test_bars_stand_beside_the_lines_they_show(book: Synthesis) -> None:
    for chart in book.charts:
        rows = rows_of(chart.series[0].values.place[1])
        (_, _, first, above), (_, _, last, below) = chart.begins, chart.ends
        height = sum(pixels(book, row + 1) for row in range(first, last)) - above + below
        top = sum(pixels(book, row + 1) for row in range(first, rows[0] - 1)) - above
        begin, reach = chart.bars
        assert begin * height == pytest.approx(top, abs=2)
        assert reach * height == pytest.approx(sum(pixels(book, row) for row in rows), abs=2)


def pixels(book: Synthesis, row: int) -> float:
    """The height of a row."""
    return book.formulas.row_dimensions[row].height / POINT


# Printing


def test_no_page_cuts_a_chart_or_a_line(book: Synthesis) -> None:
    sheet = book.formulas
    assert sheet.page_setup.paperSize == 8
    assert sheet.page_setup.orientation == "landscape" and not sheet.sheet_properties.pageSetUpPr.fitToPage
    scale = int(sheet.page_setup.scale) / 100
    high = A3[1] - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)
    wide = A3[0] - 72 * (sheet.page_margins.left + sheet.page_margins.right)
    for first, last in pages(sheet):
        assert sum(pixels(book, row) for row in range(first, last + 1)) * POINT * scale <= high
    columns = [(d.max - d.min + 1) * (int(d.width * DIGIT + PADDING) // 1) for d in sheet.column_dimensions.values()]
    assert sum(columns) * POINT * scale <= wide
    for chart in book.charts:
        begin, end = chart.begins[2] + 1, chart.ends[2] + 1
        assert any(first <= begin and end <= last for first, last in pages(sheet)), chart.title


def pages(sheet: Worksheet) -> list[tuple[int, int]]:
    """The first and last row of each page."""
    breaks = [one.id for one in sheet.row_breaks.brk]
    last = int(sheet.print_area.rpartition("$")[2])
    return list(zip([1, *(row + 1 for row in breaks)], [*breaks, last], strict=True))


def test_nothing_is_printed_below_seven_points(book: Synthesis) -> None:
    scale = int(book.formulas.page_setup.scale) / 100
    sizes = {cell.font.size for row in book.formulas.iter_rows() for cell in row if cell.value is not None}
    sizes |= {size for chart in book.charts for size in chart.sizes}
    assert min(sizes) * scale >= SMALLEST


# The figures themselves


def counted(rows: list[dict[str, Any]]) -> list[int]:
    """How many rows have each status, and how many there are."""
    statuses = [row["status"] for row in rows]
    return [*(statuses.count(status) for status in Status), len(statuses)]


@pytest.mark.parametrize("table", Table, ids=str)
def test_statuses_are_those_of_the_data_rows(books: dict[str, Synthesis], regional: Regional, table: Table) -> None:
    book, rows = books[SAMPLE], regional.rows(table)
    short = bilingual(f"table.short.{table}", " – ")
    name = {row["organisation"]: organisation_title(row) for row in rows}
    for by, key, label in (
        ("part", "part", lambda part: bilingual(f"part.{part}", " – ")),
        ("group", "group", lambda group: bilingual(f"group.{group}", " – ")),
        ("organisation", "organisation", name.__getitem__),
    ):
        lines = book.lines(f"{short} · {bilingual(f'overview.by_{by}', ' – ')}")
        total = lines.pop("Total – Totaal")
        assert total[:5] == counted(rows)
        values = dict.fromkeys(row[key] for row in rows)
        assert set(lines) >= {label(value) for value in values}
        for value in values:
            some = counted([row for row in rows if row[key] == value])
            assert lines[label(value)][:5] == some
            assessed = some[4] - some[3]
            assert lines[label(value)][5] == (some[0] / assessed if assessed else "–")
        if by == "organisation":
            assert list(lines) == [label(value) for value in values]  # the order of the register


@pytest.mark.parametrize("table", Table, ids=str)
def test_an_organisation_leads_to_the_first_of_its_rows(
    books: dict[str, Synthesis], regional: Regional, table: Table
) -> None:
    texts = [str(row[0].value) for row in books[SAMPLE].formulas.iter_rows(max_col=1)]
    names = rf"'{DATA[table]}'!\$B\$1:\$B\$(\d+)"  # the column of the organisations
    pattern = rf"""=HYPERLINK\("#'{DATA[table]}'!A"&MATCH\("(.+)",{names},0\),"(.+)"\)"""
    found = {link.groups() for link in (re.fullmatch(pattern, text) for text in texts) if link}
    rows = regional.rows(table)
    assert found == {(row["organisation"], str(len(rows) + 1), organisation_title(row)) for row in rows}


def organisation_title(row: dict[str, Any]) -> str:
    """The name of an organisation in both languages."""
    names = dict.fromkeys((row["organisation_fr"], row["organisation_nl"]))
    return " – ".join(names)


@pytest.mark.parametrize("table", Table, ids=str)
def test_reasons_and_distances_are_those_of_the_data_rows(
    books: dict[str, Synthesis], regional: Regional, table: Table
) -> None:
    book, rows, column = books[SAMPLE], regional.rows(table), 2 * list(Table).index(table)
    lines = book.lines(bilingual("overview.reasons", " – "))
    reasons = Counter(row["not_assessed_reason"] for row in rows if row["status"] == Status.NOT_ASSESSED)
    assert lines.pop("Total – Totaal")[column] == sum(reasons.values()) == counted(rows)[3]
    assert {label: line[column] for label, line in lines.items() if line[column]} == {
        bilingual(f"reason.{Reason(reason)}", " – "): number for reason, number in reasons.items()
    }
    lines = book.lines(bilingual("overview.bands", " – "))
    bands = Counter(band(row) for row in rows if row["status"] != Status.NOT_ASSESSED and has_figures(row))
    assert lines.pop("Total – Totaal")[column] == sum(bands.values()) > 20
    assert {label: line[column] for label, line in lines.items()} == {
        bilingual(f"overview.band.{one}", " – "): bands[one] for one in Band
    }


def has_figures(row: dict[str, Any]) -> bool:
    """Whether thresholds and result are figures that are compared."""
    figures = all(isinstance(row[key], (int, float)) for key in ("red", "green", "result"))
    return figures and row["unit"] not in ("O-N/J-N", "Texte/Tekst")


def band(row: dict[str, Any]) -> Band:
    """Where a result lies, from the figures as they stand in the row."""
    red, green, result = (Decimal(str(row[key])) for key in ("red", "green", "result"))
    if green < red:
        red, green, result = -red, -green, -result
    if result >= green:
        far = result - green > green - red > 0
        return Band.FAR_BEYOND if far else Band.REACHED
    if result <= red:
        return Band.RED
    return Band.SECOND_HALF if result >= (red + green) / 2 else Band.FIRST_HALF


def test_findings_are_those_of_the_list(books: dict[str, Synthesis], regional: Regional) -> None:
    found: list[Finding] = regional.demo.consolidated.consolidation.findings
    lines = books[SAMPLE].lines(bilingual("overview.findings", " – "))
    codes = Counter(finding.code for finding in found)
    told = {label.partition(" · ")[0]: line for label, line in lines.items() if " · " in label}
    assert len(told) == 10
    assert {code: line[4] for code, line in told.items()} == {code: codes[code] for code in told}
    assert min(codes[code] for code in told) >= max(number for code, number in codes.items() if code not in told)
    assert list(told) == sorted(told, key=lambda code: (-codes[code], code))
    standings = Counter(finding.standing for finding in found)
    kinds = ("error", "warning", "info", "justified")
    assert lines["Total – Totaal"][:5] == [*(standings[kind] for kind in kinds), len(found)]
    listed = Counter(row[0].value for row in sheet_of(regional, "Constats-Bevindingen").iter_rows(min_row=5))
    assert [listed[standing_word(kind, "fr")] for kind in kinds] == lines["Total – Totaal"][:4]
    assert sum(line[4] for label, line in lines.items() if label != "Total – Totaal") == len(found)
    for code, line in told.items():
        title = " – ".join(labels(language)(f"rule.{code}.title") for language in ("fr", "nl"))
        assert f"{code} · {title}" in lines, line


def sheet_of(regional: Regional, name: str) -> Worksheet:
    """A sheet with its values."""
    return regional.stored[name]


def test_coverage_is_that_of_the_preface(books: dict[str, Synthesis], regional: Regional) -> None:
    coverage = regional.demo.consolidated.consolidation.coverage
    lines = books[SAMPLE].lines(bilingual("overview.coverage", " – "))
    wanted = {bilingual(f"group.{group}", " – "): coverage.rates([group]) for group in Group}
    wanted |= {bilingual("group.oaa", " – "): coverage.rates(OAA)}
    wanted |= {bilingual("overview.all_organisations", " – "): coverage.counts}
    assert list(lines) == list(wanted)
    for label, counts in wanted.items():
        numbers = [counts.expected, counts.received, counts.in_report, counts.unusable, counts.missing]
        assert lines[label][:5] == numbers
        assert lines[label][5] == (counts.in_report / counts.expected if counts.expected else "–")


def test_the_headline_says_the_same_in_both_languages(book: Synthesis) -> None:
    sentences = [
        (row[0].value, next(cell.value for cell in row[7:] if cell.value))
        for row in book.stored.iter_rows(min_row=9, max_row=13)
        if isinstance(row[0].value, str) and book.formulas[row[0].coordinate].data_type == "f"
    ]
    assert len(sentences) >= 3
    for french, dutch in sentences:
        assert re.findall(r"\d+|–", french) == re.findall(r"\d+|–", dutch)
        assert "{" not in french + dutch


def test_key_figures_are_those_of_the_year(books: dict[str, Synthesis], regional: Regional) -> None:
    sheet, counts = books[SAMPLE].stored, regional.demo.consolidated.consolidation.coverage.counts
    objectives, indicators = (counted(regional.rows(table)) for table in DATA)
    tiles = [[cell.value for cell in sheet[row] if cell.value is not None] for row in (4, 6)]
    for tile, numbers in zip(tiles, (objectives, indicators), strict=True):
        assert tile[:3] == [numbers[4], numbers[0] / (numbers[4] - numbers[3]), numbers[3] / numbers[4]]
    errors = regional.demo.consolidated.consolidation.finding_counts()
    assert tiles[0][3:] == [f"{counts.in_report} / {counts.expected}", errors["error"]]
    assert tiles[1][3:] == [counts.missing, errors["warning"]]
    text = " ".join(str(cell.value) for row in sheet.iter_rows(min_row=9, max_row=12) for cell in row if cell.value)
    for number in (*objectives, *indicators, counts.in_report, counts.expected, *errors.values()):
        assert str(number) in text


# The year before, large and small


def test_the_year_before_stands_beside_this_one(books: dict[str, Synthesis], regional: Regional) -> None:
    book = books[ALL]
    for table in Table:
        short, rows = bilingual(f"table.short.{table}", " – "), regional.rows(table)
        lines = book.lines(bilingual("overview.all", " – "))
        then, now = lines[f"{short} {BEFORE}"], lines[f"{short} {YEAR}"]
        assert then[:5] == counted(rows)
        assert now[4] > then[4] and now[6] == then[5]
        by = book.lines(f"{short} · {bilingual('overview.by_organisation', ' – ')}")
        assert by["Actiris"][5] == by["Actiris"][6]
        assert by["Brusoc"][6] == "–"  # did not report then
    chart = book.charts[0]
    assert [name[-4:] for name in chart.series[0].categories.stored] == [str(YEAR), str(BEFORE)] * 2
    assert f"{BEFORE}" not in "".join(str(value) for row in books[SAMPLE].stored.values for value in row)


def test_all_organisations_are_shown_in_the_order_of_the_register(
    books: dict[str, Synthesis], regional: Regional
) -> None:
    register = regional.demo.consolidated.consolidation.register
    names = [" – ".join(dict.fromkeys((one.name_fr, one.name_nl))) for one in register.main_organisations]
    for table in Table:
        shown = list(names_in(books[ALL], labels("fr")(f"table.short.{table}")))
        assert shown == [*names, "Total – Totaal"]
    assert len(names) > 30


def names_in(book: Synthesis, table: str) -> Iterator[str]:
    """The bars of the charts by organisation, page after page."""
    for chart in book.charts:
        if chart.title.startswith(f"{table} par organisation"):
            yield from chart.series[0].categories.stored


def test_a_report_of_nobody_shows_who_is_missing_and_nothing_empty(books: dict[str, Synthesis]) -> None:
    assert [chart.title for chart in books[NONE].charts] == ["Remises par groupe – Indieningen per groep"]
    assert books[NONE].lines(bilingual("overview.reasons", " – ")) == {}
    tiles = [cell.value for cell in books[NONE].stored[4] if cell.value is not None]
    assert tiles == [0, "–", "–", "0 / 35", 0]


def test_the_same_report_gives_the_same_bytes(books: dict[str, Synthesis], regional: Regional, tmp_path: Path) -> None:
    report = of_one(regional.demo.consolidated.consolidation, "actiris")
    assert write_regional(tmp_path / "again.xlsx", report).read_bytes() == books[ONE].path.read_bytes()
