"""The manifest beside a regional workbook: inputs with hashes, register, options, versions, counts, columns."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from minerva import __version__
from minerva.excel.safely import Written
from minerva.layout.regional import data_columns, regional_layout
from minerva.layout.returns import return_layout
from minerva.model.consolidation import Consolidation, OwnRules
from minerva.model.record import Table
from minerva.model.submission import SourceFile


def counts(consolidation: Consolidation) -> dict[str, object]:
    """The numbers of a consolidation, as `minerva consolidate --json` gives them."""
    states = consolidation.coverage.counts
    severities = consolidation.finding_counts()
    return {
        "expected": states.expected,
        "received": states.received,
        "missing": states.missing,
        "unusable": states.unusable,
        "integrated": states.integrated,
        "with_gaps": states.with_gaps,
        "annexed": states.annexed,
        "objectives": sum(1 for _ in consolidation.records(Table.OBJECTIVES)),
        "indicators": sum(1 for _ in consolidation.records(Table.INDICATORS)),
        "status": {status.value: number for status, number in consolidation.statuses().items()},
        "findings": {**severities, "by_code": consolidation.finding_codes()},
    }


def manifest(consolidation: Consolidation, register: SourceFile, output: Written) -> dict[str, object]:
    """The whole manifest. It holds no path and no time of the run: the same inputs give the same manifest."""
    return {
        "minerva": __version__,
        "template_version": return_layout().version,
        "layout": return_layout().digest,
        "options": {
            "final": consolidation.final,
            "personal_data": consolidation.personal_data,
            "annexed": [annex.file.name for annex in consolidation.annexes],
            "profiles": [asdict(profile) for profile in consolidation.profiles],
            "rules": _rules(consolidation.own_rules),
            "last_year": _last_year(consolidation),
        },
        "output": {"name": output.path.name, "size": output.size, "sha256": output.sha256},
        "register": {
            "size": register.size,
            "sha256": register.sha256,
            "settings": consolidation.register.settings.model_dump(mode="json"),
            "organisations": [o.model_dump(mode="json") for o in consolidation.register.organisations],
            "corrections": [c.model_dump(mode="json") for c in consolidation.register.corrections],
        },
        "inputs": [
            {
                "name": use.file.name,
                "size": use.file.size,
                "sha256": use.file.sha256,
                "modified": use.file.modified,
                "inside": use.file.inside.name if use.file.inside else "",
                "use": use.use.value,
                "organisation": use.organisation,
                "reason": use.reason,
            }
            for use in consolidation.files
        ],
        "containers": [
            {"name": file.name, "size": file.size, "sha256": file.sha256} for file in consolidation.containers
        ],
        "counts": counts(consolidation),
        "columns": {regional_layout().data_sheet(table): list(data_columns(table)) for table in Table},
    }


def _rules(own: OwnRules | None) -> dict[str, object] | None:
    """The cell's own file of severities with what it changes, None where the rules are those of the house."""
    return {"file": own.file, "sha256": own.sha256, "changed": dict(own.changed)} if own is not None else None


def _last_year(consolidation: Consolidation) -> dict[str, object] | None:
    """The earlier report that texts were held against: its year and its file, as with the register without a name."""
    earlier = consolidation.earlier
    return earlier and {"year": earlier.year, "size": earlier.file.size, "sha256": earlier.file.sha256}


def write_manifest(path: Path, content: dict[str, object]) -> Path:
    """Write a manifest as JSON and return its path."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return path


def manifest_path(output: Path) -> Path:
    """Where the manifest of an output stands: `<name>.manifest.json` beside it."""
    return output.with_name(f"{output.stem}.manifest.json")


def told_without_personal_data(workbook: Path, sha256: str) -> bool:
    """Whether the manifest beside a workbook is of these bytes and says that personal data were left out of them."""
    try:
        told = json.loads(manifest_path(workbook).read_text(encoding="utf-8"))
        return told["output"]["sha256"] == sha256 and told["options"]["personal_data"] is False
    except (OSError, ValueError, KeyError, TypeError):
        return False
