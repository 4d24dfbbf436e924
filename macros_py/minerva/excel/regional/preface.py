"""The sentences of the preface on who has reported: French and Dutch from the same numbers, each rate with its own."""

from __future__ import annotations

from decimal import Decimal

from minerva.layout.labels import labels
from minerva.model.coverage import Counts, Coverage, State, percentage
from minerva.model.register import OAA, Group


def coverage_sentences(counts_all: Counts, counts_oaa: Counts, language: str) -> list[str]:
    """One sentence for all organisations and one for the autonomous bodies."""
    return [_sentence(who, counts, language) for who, counts in (("all", counts_all), ("oaa", counts_oaa))]


def preface_sentences(coverage: Coverage, language: str) -> list[str]:
    """The sentences on all organisations, on each group and on all autonomous bodies, then how to read them."""
    words = labels(language)
    groups = [_sentence(group.value, coverage.rates((group,)), language) for group in Group]
    together = _sentence("oaa", coverage.rates(OAA), language)
    not_counted = _not_counted(coverage, language)
    return [
        _sentence("all", coverage.counts, language),
        *groups,
        together,
        *([not_counted] if not_counted else []),
        words("coverage.rounding"),
    ]


def _sentence(who: str, counts: Counts, language: str) -> str:
    """Whom it is about, how many of them have reported, and how many of these are in the report."""
    words = labels(language)
    name = words("coverage.all" if who == "all" else f"group.{who}")
    if not counts.expected:
        return words("coverage.sentence", who=name, text=words("coverage.none_expected"))
    parts = (("received", counts.received), ("in_report", counts.in_report))
    told = [_told(key, number, counts.expected, language) for key, number in parts]
    return words("coverage.sentence", who=name, text=" ; ".join(told) if language == "fr" else "; ".join(told))


def _told(key: str, number: int, expected: int, language: str) -> str:
    rate = _decimal(percentage(number, expected))
    return labels(language)(f"coverage.{key}.{_form(number)}", number=number, expected=expected, rate=rate)


def _not_counted(coverage: Coverage, language: str) -> str:
    """The organisations that have to report but are left out of the rates by group; '' where there are none."""
    left_out = [
        line.organisation.name(language)
        for line in coverage.lines
        if not (line.organisation.counts or line.organisation.section_of or line.state is State.NOT_EXPECTED)
    ]
    form = _form(len(left_out))
    names = " ; ".join(left_out) if language == "fr" else "; ".join(left_out)
    return labels(language)(f"coverage.not_counted.{form}", number=len(left_out), names=names) if left_out else ""


def _form(number: int) -> str:
    """The form of a sentence about so many organisations."""
    return {0: "zero", 1: "one"}.get(number, "other")


def _decimal(number: Decimal) -> str:
    """A decimal comma, in French and in Dutch."""
    return str(number).replace(".", ",")
