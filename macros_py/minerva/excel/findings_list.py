"""The list of findings as it stands in a return: its columns and what its rows say, whoever writes them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from minerva.excel.heights import TALLEST, row_height
from minerva.excel.own_notes import NAME
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, finding_text, labels, tally
from minerva.layout.style import standing_word
from minerva.model.finding import Finding, counted

FINDING_COLUMNS = (
    *(("severity", 17), ("code", 9), ("place", 14), ("found", 44), ("expected", 44), ("remedy", 48)),
    ("justification", 30),
)


_OF_A_YEAR = re.compile(r" · [0-9]{4}$")


@dataclass(frozen=True)
class FindingRow:
    """A finding as a row of the list: where it stands, its texts by column, and the place a link leads to or ''."""

    standing: str
    texts: dict[str, str]
    link: str


def finding_rows(findings: Iterable[Finding], sheets: Collection[str]) -> list[FindingRow]:
    """The rows of the list; links lead to the sheets that are there."""
    return [
        FindingRow(
            finding.standing,
            {key: _fitting(finding_value(finding, key), width) for key, width in FINDING_COLUMNS},
            place_link(finding) if finding.sheet in sheets else "",
        )
        for finding in findings
    ]


def finding_value(finding: Finding, key: str) -> str:
    """One cell of the list, French above Dutch."""
    if key == "severity":
        return "\n".join(standing_word(finding.standing, language) for language in REPORT_LANGUAGES)
    if key in ("code", "place", "justification"):
        return getattr(finding, key)
    return "\n".join(dict.fromkeys(finding_text(finding, key, language) for language in REPORT_LANGUAGES))


def place_link(finding: Finding) -> str:
    """The place of a finding as a link inside the workbook."""
    sheet = finding.sheet.replace("'", "''")
    return f"'{sheet}'!{finding.cell or 'A1'}"


def _fitting(text: str, width: float) -> str:
    """A text that the highest row can show, with an ellipsis where it had to be shortened, in each language alike."""
    longest = max(map(len, text.split("\n")), default=0)
    while longest > 40 and row_height([(text, width)]) >= TALLEST:
        longest = longest * 9 // 10
        text = "\n".join(line if len(line) <= longest else f"{line[: longest - 1]}…" for line in text.split("\n"))
    return text


def heading(whose: str, year: int, file: str) -> str:
    """Whose return the list is about; where nobody can tell, the file."""
    return f"{whose} · {year}" if whose and year else f"{NAME} · {file}"


def is_heading(text: str) -> bool:
    """Whether a text is such a line of ours."""
    return text.startswith(f"{NAME} · ") or bool(_OF_A_YEAR.search(text))


def counts_line(findings: Iterable[Finding]) -> str:
    """How many findings there are, in both languages; where there is none, that nothing is to be corrected."""
    found = list(findings)
    if not found:
        return bilingual("findings.nothing", " · ")
    return " · ".join(tally(counted(found), language) for language in REPORT_LANGUAGES)


def is_counts_line(text: str) -> bool:
    """Whether a text is such a line of ours, whatever the numbers."""
    return text == bilingual("findings.nothing", " · ") or bool(_counts_pattern().fullmatch(text))


@cache
def _counts_pattern() -> re.Pattern[str]:
    phrases = []
    for language in REPORT_LANGUAGES:
        words = labels(language)
        texts = [words(key) for key in words.names if key.startswith("tally.")]
        phrases += [re.escape(text).replace(re.escape("{number}"), "[0-9]+") for text in texts]
    one = f"(?:{'|'.join(sorted(phrases, key=len, reverse=True))})"
    return re.compile(rf"{one}(?:(?:, | · ){one})+")
