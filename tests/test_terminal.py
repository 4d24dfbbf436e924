"""What a check prints: by file, errors first, with counts; what asks for nothing apart; a line for each finding."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minerva import tasks
from minerva.excel.received.received import Received
from minerva.layout.labels import LANGUAGES, labels
from minerva.model.finding import STANDINGS, Finding, Proposal, Severity
from minerva.model.submission import Refusal, SourceFile, Unusable
from minerva.terminal import checked_json, print_findings

FILE = SourceFile("a.xlsx", 1, "")


def found(severity: Severity, cell: str, **more: object) -> Finding:
    return Finding("RES001", severity, "actiris", "a.xlsx", "KPI", cell, (("raw", "@found.empty"), *OTHERWISE), **more)


OTHERWISE = (("otherwise", "@found.otherwise.result"),)
JUSTIFIED = found(Severity.WARNING, "L9", justification="Une ligne,\nune autre")
FINDINGS = [
    found(Severity.TRIAL, "L13"),
    JUSTIFIED,
    found(Severity.INFO, "L11"),
    found(Severity.WARNING, "L8"),
    found(Severity.ERROR, "L7", proposals=(Proposal("KPI", "L7", Decimal(85)),)),
]


def checked(*findings: Finding) -> tasks.Checked:
    return tasks.Checked(
        Path("r/a.xlsx"), Unusable(FILE, Refusal.EMPTY), list(findings), Received(Path("r/a.xlsx"), "a.xlsx")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_first_and_what_asks_for_nothing_under_its_own_heading(language: str, capsys):
    words = labels(language)
    print_findings(str(Path("r/a.xlsx")), FINDINGS, words)
    _, head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith(f"{Path('r/a.xlsx')} · ")
    assert head.endswith(words("tally.one.trial", number=1))
    places = [line.split("KPI!")[1].split(" ")[0] if "KPI!" in line else line.strip() for line in lines]
    headings = [words("cli.check.justified"), words("cli.check.trial")]
    assert places == ["L7", "L8", "L11", headings[0], "L9", headings[1], "L13"]
    assert all(line.startswith("    ") for line in lines if "L9" in line or "L13" in line)


def test_a_finding_says_on_its_line_that_it_can_be_repaired_and_why_it_is_justified(capsys):
    words = labels("en")
    print_findings(str(Path("r/a.xlsx")), FINDINGS, words)
    lines = capsys.readouterr().out.splitlines()
    assert [line.endswith(words("cli.check.repair")) for line in lines if "L7" in line] == [True]
    assert sum(words("cli.check.repair") in line for line in lines) == 1
    assert [line.endswith("Une ligne, une autre") for line in lines if "L9" in line] == [True]


def test_a_file_with_nothing_to_correct_says_so(capsys):
    print_findings(str(Path("r/a.xlsx")), [], labels("fr"))
    assert labels("fr")("cli.check.nothing") in capsys.readouterr().out


def test_json_counts_by_file():
    content = checked_json(checked(*FINDINGS))
    assert content["counts"] == dict.fromkeys(STANDINGS, 1)
    assert {finding["standing"] for finding in content["findings"]} == set(STANDINGS)
