"""Makes the report of what was read: for a consolidation, and once more for whoever verifies one."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from minerva.inputs import Progress, check_annexed, earlier_report, expectation_of, read_received
from minerva.model.submission import Submission
from minerva.problems import writing

if TYPE_CHECKING:
    from minerva.excel.received.exchange import Read
    from minerva.excel.returns.identity import Expectation
    from minerva.excel.verify import Audited
    from minerva.model.consolidation import Consolidation
    from minerva.model.published import PublishedReport
    from minerva.model.register import Register


def merged(
    register: Register,
    reads: Sequence[Sequence[Read]],
    expectation: Expectation,
    *,
    final: bool,
    personal_data: bool,
    earlier: PublishedReport | None,
) -> Consolidation:
    """The report made of what was read of all returns."""
    from minerva.layout.profiles import used_profiles
    from minerva.layout.registers import register_layout
    from minerva.merge.consolidate import consolidate as merge
    from minerva.merge.personal import without_personal_data

    outcomes = [found.outcome for one in reads for found in one]
    judged = {found.outcome.file: found.findings for one in reads for found in one}
    check_annexed(expectation.annexed, outcomes)
    own, sheet = expectation.own_rules, register_layout().corrections.sheet
    consolidation = merge(register, outcomes, final=final, corrections_sheet=sheet, judged=judged, own_rules=own)
    consolidation.profiles = used_profiles(_profile_ids(outcomes), expectation.profiles)
    consolidation.earlier = earlier
    return consolidation if personal_data else without_personal_data(consolidation)


def replay(audited: Audited, profiles: tuple, last_year: Path | None, progress: Progress, jobs: int | None) -> None:
    """Make the workbook again with the options of its manifest, and note what is otherwise."""
    from minerva.excel.remade import compare, counted, remade
    from minerva.excel.verify import manifest_differs, rules_told, why_not_replayed

    register, options, outcome = audited.register, audited.manifest.content["options"], audited.outcome
    reason = why_not_replayed(audited, profiles, last_year)
    if reason is not None:
        outcome.not_proven.append(reason)
        outcome.is_complete = False
        return
    earlier = earlier_report(last_year, register)
    expectation = expectation_of(register, profiles, options["annexed"], rules_told(options), earlier)
    with no_garbage_collection():
        reads = read_received(audited.received, expectation, "progress.read", progress, jobs, judge=True)
        progress("progress.replay", 0, 1)
        choices = {key: bool(options[key]) for key in ("final", "personal_data")}
        made = merged(register, reads, expectation, **choices, earlier=earlier)
        book, manifest = writing(remade, made, audited.manifest.evidence)
    outcome.differences += compare(audited.output.name, audited.subject.book, book)
    outcome.differences += manifest_differs(audited.manifest, manifest)
    outcome.cells = counted(book)
    progress("progress.replay", 1, 1)


def _profile_ids(outcomes: Sequence) -> set[str]:
    return {name for outcome in outcomes if isinstance(outcome, Submission) for name in outcome.profiles}


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """What a merge makes lives to its end and holds no cycles; looking for them took a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
