"""`minerva compare` at the terminal: what it is given, what it says."""

from __future__ import annotations

import argparse
from pathlib import Path

from minerva import tasks
from minerva.layout.comparisons import figure_word, sentence
from minerva.layout.labels import Labels
from minerva.model.comparison import Change, Comparison, Lone, Pair, Presence
from minerva.model.published import PublishedReport, PublishedRow
from minerva.model.record import Table
from minerva.terminal import FINDINGS, FINE, print_json

_SHORT = 60


def compare_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add the arguments of `compare`."""
    command.add_argument("then", type=Path, help=words("cli.compare.then"))
    command.add_argument("now", type=Path, help=words("cli.compare.now"))
    command.add_argument("-o", "--output", type=Path, help=words("cli.compare.output"))
    command.set_defaults(run=_compare)


def _compare(options: argparse.Namespace, words: Labels) -> int:
    done = tasks.compare(options.then, options.now, options.output)
    if options.json:
        print_json(comparison_json(done.comparison) | {"output": str(done.output), "sha256": done.sha256})
    else:
        _print(done.comparison, words)
        print(words("cli.compare.done", path=done.output))
    return FINDINGS if done.comparison.same_year and done.comparison.differ else FINE


def _print(comparison: Comparison, words: Labels) -> None:
    """The sentence, then by name the thresholds that were eased and the organisations of which something is told."""
    print(sentence(comparison, words.language))
    if comparison.lowered:
        print(words("cli.compare.lowered"))
    for pair in comparison.lowered:
        print(_lowered_line(pair, words))
    for line in comparison.organisations:
        if line.presence is not Presence.SAME:
            name = line.name_nl if words.language == "nl" else line.name_fr
            told = words(f"compare.presence.{line.presence.value}")
            print(words("cli.compare.organisation", name=name or line.id, presence=told))


def _lowered_line(pair: Pair, words: Labels) -> str:
    first, second = ("nl", "fr") if words.language == "nl" else ("fr", "nl")
    title = pair.now.text(f"title_{first}") or pair.now.text(f"title_{second}")
    line = words(
        "cli.compare.one",
        organisation=pair.now.organisation,
        ref=pair.now.text("ref") or pair.now.text("objective_ref") or "–",
        title=title if len(title) <= _SHORT else f"{title[:_SHORT]}…",
        then=_bar(pair.then, words),
        now=_bar(pair.now, words),
        result=figure_word(pair.now, "result", words.language),
        status=words(f"choice.status.{pair.now.text('status')}"),
    )
    if not pair.spared:
        return line
    return words("cli.compare.spared", line=line, status=words(f"choice.status.{pair.old_bar}"))


def _bar(row: PublishedRow, words: Labels) -> str:
    red, green = (figure_word(row, key, words.language) for key in ("red", "green"))
    return f"{red}/{green} {row.text('direction')}".strip()


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """A comparison for programs: counts, then every pair that changed, what came and went, and the organisations."""
    return {
        "then": _report(comparison.then),
        "now": _report(comparison.now),
        "same_year": comparison.same_year,
        "pairs": len(comparison.pairs),
        "unchanged": len(comparison.pairs) - len(comparison.changed),
        "counts": {change.value: comparison.count(change) for change in Change},
        "spared": sum(pair.spared for pair in comparison.lowered),
        "changed": [_pair(pair) for pair in comparison.changed],
        "dropped": [_lone(lone) for lone in comparison.dropped],
        "added": [_lone(lone) for lone in comparison.added],
        "organisations": [
            {
                "id": line.id,
                "then": line.then.value if line.then else None,
                "now": line.now.value if line.now else None,
                "change": line.presence.value,
                "records": {table.value: list(line.records[table]) for table in Table},
            }
            for line in comparison.organisations
        ],
    }


def _report(report: PublishedReport) -> dict[str, object]:
    file = report.file
    return {
        "file": file.name,
        "sha256": file.sha256,
        "year": report.year,
        "final": report.final,
        "edition": report.edition,
    }


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "table": pair.table.value,
        "organisation": pair.now.organisation,
        "confidence": pair.confidence,
        "changes": [change.value for change in pair.changes],
        "other": list(pair.other),
        "explanation": pair.explanation.value,
        "description": pair.description.value,
        "status_by_old_thresholds": pair.old_bar.value if pair.old_bar else None,
        "spared": pair.spared,
        "then": _values(pair.then),
        "now": _values(pair.now),
    }


def _lone(lone: Lone) -> dict[str, object]:
    return {"table": lone.table.value, "reference_reused": lone.reused, **_values(lone.row)}


_TOLD = ("organisation", "section", "objective_ref", "ref", "title_fr", "title_nl", "unit", "direction", "red", "green")
_TOLD += ("result", "status", "weight", "deviation_fr", "deviation_nl")


def _values(row) -> dict[str, object]:
    """The values of a row by data column key, and its row on the data sheet."""
    return {key: row.text(key) for key in _TOLD if row.text(key)} | {"row": row.number}
