"""What was found most often: the codes of findings with their titles, counted in the list of findings."""

from __future__ import annotations

from minerva.excel.regional.book import Book
from minerva.excel.regional.formulas import ListRanges
from minerva.excel.regional.synthesis.charts import Series, Words, bars
from minerva.excel.regional.synthesis.facts import Facts
from minerva.excel.regional.synthesis.grid import Block, Figure, Grid, Line
from minerva.excel.regional.synthesis.shares import share, share_value
from minerva.layout.labels import bilingual, in_general, labels
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS, Severity
from minerva.model.record import LANGUAGES

MOST = 10
"""How many codes are shown."""
SHOWN = tuple(standing for standing in STANDINGS if standing != Severity.TRIAL)


def standing_count(book: Book, standing: str, code: str = "") -> str:
    """The formula that counts the findings of a standing, of one code or of all."""
    ranges = ListRanges(book, "findings", len(book.consolidation.findings))
    return ranges.count(({"code": code} if code else {}) | {"severity_fr": standing_word(standing, "fr")})


def add_findings(book: Book, grid: Grid, facts: Facts) -> int | None:
    """The most frequent codes, the others and all; gives the row of all, from 0, and None where nothing was found."""
    codes = sorted({code for code, _ in facts.findings}, key=lambda code: (-_number(facts, code), code))
    if not codes:
        return None
    most = codes[:MOST]
    lines = [_line(book, facts, code) for code in most]
    if len(codes) > MOST:
        lines.append(_others(book, facts, codes[MOST:]))
    lines.append(_all(book, facts))
    series = [
        Series(place, standing, [facts.findings[code, standing] for code in most])
        for place, standing in enumerate(SHOWN, 1)
        if any(facts.findings[code, standing] for code in most)
    ]
    standings = ["\n".join(standing_word(one, language) for language in LANGUAGES) for one in SHOWN]
    block = Block(
        bilingual("overview.findings", " – "),
        [
            bilingual("chart.axis.findings", " – "),
            *standings,
            bilingual("overview.total"),
            bilingual("overview.findings_share"),
        ],
        lines,
        bars(book, Words("findings", "findings", "findings_number"), series),
        charted=len(most),
    )
    return grid.add_block(block).first + len(lines) - 1


def _number(facts: Facts, code: str) -> int:
    return sum(facts.findings[code, standing] for standing in SHOWN)


def _line(book: Book, facts: Facts, code: str) -> Line:
    titles = dict.fromkeys(in_general(labels(language), code, "title") for language in LANGUAGES)
    numbers = [(facts.findings[code, standing], standing_count(book, standing, code)) for standing in SHOWN]
    return _with_sums(book, facts, f"{code} · {' – '.join(titles)}", numbers)


def _others(book: Book, facts: Facts, codes: list[str]) -> Line:
    """What is left of all when the lines above are taken away."""
    numbers = [
        (
            sum(facts.findings[code, standing] for code in codes),
            f"{letter}{{below}}-SUM({letter}{{first}}:{letter}{{above}})",
        )
        for letter, standing in zip("BCDE", SHOWN, strict=True)
    ]
    return _with_sums(book, facts, bilingual("overview.other_codes", " – ", number=len(codes)), numbers)


def _all(book: Book, facts: Facts) -> Line:
    everything = [
        (sum(number for (_, its), number in facts.findings.items() if its == standing), standing_count(book, standing))
        for standing in SHOWN
    ]
    return _with_sums(book, facts, bilingual("overview.total", " – "), everything, bold=True)


def _with_sums(book: Book, facts: Facts, label: str, numbers: list[tuple[int, str]], bold: bool = False) -> Line:
    look = book.formats.cell(align="center", valign="vcenter", bold=bold)
    total = book.formats.cell(align="center", valign="vcenter", bold=True)
    percent = book.formats.cell(align="center", valign="vcenter", bold=bold, num_format="0 %")
    every = "+".join(standing_count(book, standing) for standing in SHOWN)
    number, whole = sum(value for value, _ in numbers), sum(facts.findings.values())
    figures = [Figure(value, look, formula) for value, formula in numbers]
    figures.append(Figure(number, total, "SUM(B{row}:E{row})"))
    figures.append(Figure(share_value(number, whole), percent, share("F{row}", f"({every})")))
    return Line(label, figures, bold)
