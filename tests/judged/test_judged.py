"""A rule that fires on right data is worse than none: each finding on the real tables of 2020 was read and judged.

A change that raises another finding, or no longer raises one, must be judged again in findings.csv.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from judged.findings import real_findings, shares, verdicts
from minerva.layout.severities import severities
from minerva.model.finding import Severity

RIGHT = 0.95


def test_the_findings_on_the_real_tables_are_those_that_were_judged(tmp_path: Path):
    found = Counter(place for place, _ in real_findings(tmp_path))
    judged = Counter({place: len(given) for place, given in verdicts().items()})
    assert found - judged == Counter(), "not judged yet: see python -m judged --all"
    assert judged - found == Counter(), "judged, and no longer found"


def test_at_least_95_of_100_findings_are_ones_a_careful_reader_would_raise():
    on_trial = {code for code, severity in severities().items() if severity is Severity.TRIAL}
    given = {code: share for code, share in shares().items() if code not in on_trial}
    right, total = (sum(numbers) for numbers in zip(*given.values(), strict=True))
    assert total > 200
    assert right / total >= RIGHT


@pytest.mark.parametrize("code", sorted(shares()))
def test_no_rule_is_mostly_wrong(code: str):
    right, total = shares()[code]
    assert right * 2 > total or severities()[code] in (Severity.INFO, Severity.TRIAL), "it must go, or run on trial"


def test_what_is_wrong_says_why():
    assert not [place for place, given in verdicts().items() if any(not v.right and not v.why for v in given)]
