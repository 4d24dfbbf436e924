"""Published reports made up in memory: a few records, each with what a test is about."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from minerva.merge.thresholds_moved import measure_of
from minerva.model.coverage import State
from minerva.model.published import PublishedOrganisation, PublishedReport, PublishedRow
from minerva.model.record import Table
from minerva.model.register import Group
from minerva.model.status import assess
from minerva.model.submission import SourceFile

OO, KPI = Table.OBJECTIVES, Table.INDICATORS
Values = dict[str, str | Decimal | int]


def objective(ref: str = "O.O.1.1", title: str = "Réduire les délais", dutch: str = "", **more: str | int) -> Values:
    """An objective of Actiris."""
    return {
        "organisation": "actiris",
        "strategic_ref": "O.S.1",
        "ref": ref,
        "title_fr": title,
        "title_nl": dutch,
        "red": 50,
        "green": 90,
        "result": 70,
    } | more


def indicator(ref: str = "KPI-1.1.1", title: str = "Part des demandes", above: str = "O.O.1.1", **more) -> Values:
    """An indicator of Actiris."""
    return objective(ref, title, **{"objective_ref": above, "weight": 50, **more})


def report(
    objectives: Sequence[Values] = (), indicators: Sequence[Values] = (), *, year: int = 2020, **states: State
) -> PublishedReport:
    """A report whose statuses are those its figures give; `states` by id, underscores for hyphens."""
    organisations = tuple(
        PublishedOrganisation(one.replace("__", "/"), one, one, 1, "", Group.OAA_CATEGORY_1, state)
        for one, state in ({"actiris": State.INTEGRATED} | states).items()
    )
    rows = {OO: tuple(_rows(objectives)), KPI: tuple(_rows(indicators))}
    return PublishedReport(SourceFile(f"{year}.xlsx", 1, "0"), year, False, 1, rows, organisations)


def _rows(records: Sequence[Values]):
    for number, values in enumerate(records, 2):
        typed = {
            key: Decimal(value) if isinstance(value, int) else value for key, value in values.items() if value != ""
        }
        row = PublishedRow(typed, number)
        yield PublishedRow({"status": assess(measure_of(row)).status.value} | typed, number)
