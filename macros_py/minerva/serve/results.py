"""What a task found, as the page shows it: plain JSON, every sentence in French and Dutch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from minerva import tasks
from minerva.layout.labels import REPORT_LANGUAGES, finding_text, labels
from minerva.model.consolidation import FileUse
from minerva.model.coverage import CoverageLine
from minerva.model.finding import STANDINGS, Finding, counted
from minerva.model.register import Register
from minerva.model.submission import Annex, Unusable

MOST_FINDINGS = 5000


def consolidated_result(result: tasks.Consolidated) -> dict[str, object]:
    """A consolidation: its numbers, the coverage, the files and the findings."""
    found = result.consolidation
    return {
        "kind": "consolidate",
        "counts": {**tasks.counts(found), "output": result.output.name, "sha256": result.sha256},
        "coverage": [_coverage(line) for line in found.coverage.lines],
        "files": [_use(use, found.register) for use in found.files],
        **_findings(found.findings),
    }


def checked_result(
    checked: Sequence[tasks.Checked], across: Sequence[Finding], register: Register | None
) -> dict[str, object]:
    """A check: the numbers of findings, the files and the findings."""
    findings = [*across, *(finding for one in checked for finding in one.findings)]
    codes = Counter(finding.code for finding in findings)
    return {
        "kind": "check",
        "counts": {"findings": {**counted(findings), "by_code": dict(sorted(codes.items()))}},
        "files": [_checked(one, register) for one in checked],
        **_findings(findings),
    }


def _coverage(line: CoverageLine) -> dict[str, object]:
    organisation = line.organisation
    return {
        "organisation": organisation.id,
        "name": {"fr": organisation.name_fr, "nl": organisation.name_nl},
        "state": line.state.value,
        "reasons": list(line.reasons),
        "files": list(line.files),
    }


def _use(use: FileUse, register: Register) -> dict[str, object]:
    reason = _bilingual(use.reason, use.detail) if use.reason else None
    return {"name": use.file.name, **_names(use.organisation, register), "use": use.use.value, "reason": reason}


def _checked(one: tasks.Checked, register: Register | None) -> dict[str, object]:
    outcome = one.outcome
    state, reason = "annexed" if isinstance(outcome, Annex) else "read", None
    if isinstance(outcome, Unusable):
        state, reason = "unusable", _bilingual(f"refusal.{outcome.refusal.value}", outcome.told)
    return {"name": outcome.file.name, **_names(outcome.organisation, register), "state": state, "reason": reason}


def _names(organisation: str, register: Register | None) -> dict[str, str | None]:
    row = register.by_id(organisation) if register is not None and organisation else None
    names = (row.name_fr, row.name_nl) if row is not None else (None, None)
    return {"organisation": organisation or None, "name_fr": names[0], "name_nl": names[1]}


def _bilingual(key: str, detail: str = "") -> dict[str, str]:
    behind = f" ({detail})" if detail else ""
    return {language: labels(language)(key) + behind for language in REPORT_LANGUAGES}


def _findings(findings: Iterable[Finding]) -> dict[str, object]:
    """The findings in the order of reading; the gravest of them where there are too many."""
    gravest = sorted(findings, key=lambda finding: (STANDINGS.index(finding.standing), finding.sort_key))
    shown = sorted(gravest[:MOST_FINDINGS], key=lambda finding: finding.sort_key)
    return {"findings": [_finding(finding) for finding in shown], "more": len(gravest) - len(shown)}


def _finding(finding: Finding) -> dict[str, object]:
    texts = {
        part: {language: finding_text(finding, part, language) for language in REPORT_LANGUAGES}
        for part in ("title", "found", "expected", "remedy")
    }
    return {
        "file": finding.file,
        "organisation": finding.organisation or None,
        "code": finding.code,
        "severity": finding.severity.value,
        "justified": finding.is_justified,
        "sheet": finding.sheet,
        "cell": finding.cell,
        **texts,
    }
