"""The layout of the comparison workbook (workbook_templates/comparison.toml)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache

from pydantic import BaseModel, ConfigDict

from minerva.layout.labels import REPORT_LANGUAGES, labels
from minerva.layout.source import load_toml
from minerva.model.comparison import Change, Comparison, Presence
from minerva.model.published import PublishedRow


class ComparisonLayout(BaseModel):
    """Sheet names by what they hold, widths of list columns in characters, and the symbol before a kind of change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheets: dict[str, str]
    columns: dict[str, dict[str, float]]
    symbol: dict[str, str]


@cache
def comparison_layout() -> ComparisonLayout:
    """The layout as workbook_templates/comparison.toml gives it."""
    return ComparisonLayout(**load_toml("comparison.toml"))


def change_word(change: Change, language: str) -> str:
    """The word of a change behind its symbol: ⚠ Seuils assouplis."""
    symbols = comparison_layout().symbol
    return f"{symbols.get(change.value, symbols['other'])} {labels(language)(f'compare.change.{change.value}')}"


def side_name(comparison: Comparison, side: str, language: str) -> str:
    """What a side, `then` or `now`, is called: its year, or old and new where both are of one year."""
    report = comparison.then if side == "then" else comparison.now
    return labels(language)(f"compare.{side}") if comparison.same_year else str(report.year)


def figure_word(row: PublishedRow, key: str, language: str) -> str:
    """A figure as a language writes it, in French and Dutch with the decimal comma; a dash where there is none."""
    text = row.text(key)
    if isinstance(row.values.get(key), Decimal) and language in REPORT_LANGUAGES:
        text = text.replace(".", ",")
    return text or "–"


def sentence(comparison: Comparison, language: str) -> str:
    """What differs, in a sentence."""
    words = labels(language)
    if not comparison.differ:
        return words("compare.nothing")
    presence = Counter(line.presence.value for line in comparison.organisations)
    return words(
        "compare.sentence",
        then=side_name(comparison, "then", language),
        now=side_name(comparison, "now", language),
        pairs=len(comparison.pairs),
        changed=len(comparison.changed),
        lowered=len(comparison.lowered),
        spared=sum(pair.spared for pair in comparison.lowered),
        raised=comparison.count(Change.BAR_RAISED),
        status=comparison.count(Change.STATUS),
        dropped=len(comparison.dropped),
        added=len(comparison.added),
        newly_missing=presence[Presence.NEWLY_MISSING],
        newly_reporting=presence[Presence.NEWLY_REPORTING],
    )
