"""Who reported in two regional workbooks: newly missing, newly reporting, new in the register or gone from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from minerva.model.comparison import OrganisationLine, Presence
from minerva.model.coverage import State
from minerva.model.published import PublishedOrganisation, PublishedReport
from minerva.model.record import Table

_WITH_RECORDS = (State.INTEGRATED, State.WITH_GAPS)
_IN_REPORT = (*_WITH_RECORDS, State.ANNEXED)
_NOT_IN_REPORT = (State.MISSING, State.UNUSABLE)


def reporting(report: PublishedReport) -> frozenset[str]:
    """The organisations and sections whose records are in a report, or would be if they had any."""
    told = {one for one, state in report.coverage.items() if state in _WITH_RECORDS}
    return frozenset(told | {row.organisation for rows in report.rows.values() for row in rows})


def organisation_lines(then: PublishedReport, now: PublishedReport) -> Iterator[OrganisationLine]:
    """A line for each organisation and section of either report, in the order of the newer one, those gone last."""
    before, after = ({one.id: one for one in _organisations(report)} for report in (then, now))
    counts = [
        Counter((table, row.organisation) for table in Table for row in report.rows[table]) for report in (then, now)
    ]
    for one in dict.fromkeys([*after, *before]):
        named = after.get(one) or before[one]
        states = tuple(side[one].state if one in side else None for side in (before, after))
        presence = _presence(*states, told=bool(then.organisations and now.organisations))
        records = {table: (counts[0][table, one], counts[1][table, one]) for table in Table}
        yield OrganisationLine(one, named.name_fr, named.name_nl, *states, presence, records)


def _organisations(report: PublishedReport) -> tuple[PublishedOrganisation, ...]:
    """The coverage table; where the workbook is older than that, those whose records it holds."""
    if report.organisations:
        return report.organisations
    rows = {row.organisation: row for rows in report.rows.values() for row in rows}
    return tuple(
        PublishedOrganisation(
            one, row.text("organisation_fr"), row.text("organisation_nl"), 0, "", None, State.INTEGRATED
        )
        for one, row in rows.items()
    )


def _presence(then: State | None, now: State | None, *, told: bool) -> Presence:
    """What became of an organisation; `told` says that both reports have a coverage table."""
    was, is_now = then in _IN_REPORT, now in _IN_REPORT
    if then is now or (not told and was is is_now):
        return Presence.SAME
    if told and (then is None or now is None):
        return Presence.NEW if then is None else Presence.GONE
    if was and (now in _NOT_IN_REPORT or not told):
        return Presence.NEWLY_MISSING
    if is_now and (then in _NOT_IN_REPORT or not told):
        return Presence.NEWLY_REPORTING
    return Presence.STATE
