"""The findings on the real tables of 2020, and the judgement each was given (findings.csv)."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from dashboards import NAMES, dashboard
from minerva import tasks
from minerva.excel.register import write_register
from minerva.excel.sample import sample_register
from minerva.model.finding import Finding
from minerva.model.register import Register
from real_2020 import FILES, real_return

CONNECTIT = "bruxelles-connectit"
JUDGED = Path(__file__).with_name("findings.csv")


class Place(NamedTuple):
    """Where a finding stands: its code, the organisation or dashboard, sheet and cell."""

    code: str
    report: str
    place: str


class Verdict(NamedTuple):
    """What a careful reader says of a finding: right or not, and why where that is not plain."""

    right: bool
    why: str


def real_findings(folder: Path) -> list[tuple[Place, Finding]]:
    """All findings of the seven real reports, consolidated into a folder with a register of these organisations."""
    everyone = sample_register()
    wanted = {organisation.partition("/")[0] for organisation in FILES} | {CONNECTIT}
    rows = [row for row in everyone.organisations if row.id in {*FILES, *wanted}]
    register = write_register(folder / "register.xlsx", Register(settings=everyone.settings, organisations=rows))
    returns = folder / "returns"
    returns.mkdir()
    for organisation in FILES:
        [template] = tasks.templates(register, 2020, folder / "templates", organisation).written
        real_return(organisation, template, returns / template.name)
    for name in NAMES:
        dashboard(returns / f"{CONNECTIT} {name}.xlsx", name)
    found = tasks.consolidate(returns, register, folder / "regional.xlsx").consolidation.findings
    return [(Place(finding.code, _report(finding), finding.place), finding) for finding in found]


def _report(finding: Finding) -> str:
    """The organisation, for a dashboard its name."""
    dashboards = {f"{CONNECTIT} {name}.xlsx": name for name in NAMES}
    return dashboards.get(finding.file, finding.organisation)


def verdicts() -> dict[Place, list[Verdict]]:
    """The judgements, by place; several where one rule has several findings at one place."""
    judged: dict[Place, list[Verdict]] = {}
    with JUDGED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = Place(row["code"], row["report"], row["place"])
            judged.setdefault(place, []).append(Verdict(row["verdict"] == "right", row["why"]))
    return judged


def shares() -> dict[str, tuple[int, int]]:
    """Code -> how many findings are right, and how many there are."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for place, given in verdicts().items():
        total[place.code] += len(given)
        right[place.code] += sum(verdict.right for verdict in given)
    return {code: (right[code], total[code]) for code in sorted(total)}
