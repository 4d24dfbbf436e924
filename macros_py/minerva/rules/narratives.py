"""RES and XTB on trial: do the texts give another figure than the cells, or than each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from minerva.model.finding import Finding
from minerva.model.record import LANGUAGES, Record
from minerva.model.status import Unit
from minerva.model.submission import Submission
from minerva.parse.text import fold_words
from minerva.rules.cells import measure_of, quoted, typed
from minerva.rules.percentages import measure_meant
from minerva.rules.references import settled_reference
from minerva.rules.rule import broken, place_of, rule

# The first digit, then a look at what stands before it: a search for digits is quick, one that begins by looking back
# is not. 15/30% counts points, and a number that goes on is another one.
_FIRST_DIGIT = r"[0-9](?<![\w/.,].)"
_PERCENT = re.compile(rf"({_FIRST_DIGIT}[0-9]{{0,2}}(?:[.,][0-9]{{1,2}})?) ?%(?! ?/)")
_FIGURE = re.compile(rf"{_FIRST_DIGIT}[0-9]{{0,2}}(?:[.,][0-9]{{1,2}})?(?![\w/]|[.,][0-9])")
_REACHED = re.compile(
    r"\b(?:realise|execute|atteint|accompli|acheve|gerealiseerd|uitgevoerd|bereikt|voltooid|afgewerkt)"
)
_SENTENCE_END = re.compile(r"[.;!?](?= |$)")
AROUND = 60

_COUNT = re.compile(
    r"([0-9](?<![\w.,/-].)(?:[0-9]{0,2}(?:[ .][0-9]{3})+|[0-9]*)) ([a-z]{4,} [a-z]{4,}(?: [a-z]{4,})?)\b"
)
LONGEST_TEXT = 4000


@rule("RES008")
def text_says_another_figure(submission: Submission) -> Iterator[Finding]:
    """Ask whether the result is what the description says was reached, where that gives another percentage only.

    Silent where the description holds the result itself, or percentages that add up to it. Put right by correcting
    the result or the text. From line 454 of the report of 2020 (result 50, text `47 % … opérations réalisées`).
    """
    for record in submission.records:
        measure = measure_of(record)
        if measure is None or measure.effective_unit is not Unit.PERCENT:
            continue
        result = measure_meant(record).result
        if result is None or not result.is_numeric:
            continue
        for key in (f"description_{language}" for language in LANGUAGES):
            said = _said_reached(record.text(key)[:LONGEST_TEXT], result.value)
            if said:
                place, other = place_of(record, "result"), place_of(record, key).cell
                yield broken("RES008", place, record, raw=typed(record, "result"), said=said, other=other)
                break


def _said_reached(text: str, result: Decimal) -> str:
    """The first percentage a text says was reached, '' where it gives the result, or parts of it."""
    if "%" not in text:
        return ""
    folded = fold_words(text)
    if not _REACHED.search(folded):
        return ""
    if any(_number(figure[0]) == result for figure in _FIGURE.finditer(folded)):
        return ""
    percentages = list(_PERCENT.finditer(folded))
    if sum(_number(found[1]) for found in percentages) == result:
        return ""
    return next((f"{found[1]} %" for found in percentages if _is_reached(folded, found)), "")


def _is_reached(text: str, found: re.Match[str]) -> bool:
    """Whether the same sentence says, close by, that something was done."""
    before = _SENTENCE_END.split(text[max(0, found.start() - AROUND) : found.start()])[-1]
    after = _SENTENCE_END.split(text[found.end() : found.end() + AROUND])[0]
    return _REACHED.search(before + " " + after) is not None


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@rule("XTB004")
def counted_differently(submission: Submission) -> Iterator[Finding]:
    """Ask which number is right, where objective and indicator count the same thing and differ.

    The same thing is a number before the same words, two or three of them, in descriptions of one language. Put right
    by correcting one of the texts. From lines 800 and 926 of the report of 2020 (67 and 73 `erkende sociale
    ondernemingen`).
    """
    objectives = {settled_reference(record, "ref"): record for record in submission.objectives}
    for record in submission.indicators:
        objective = objectives.get(settled_reference(record, "objective_ref") or "-")
        difference = objective is not None and _difference(objective, record)
        if difference:
            key, first, second = difference
            where = place_of(objective, key)
            yield broken(
                "XTB004", place_of(record, key), record, second=quoted(second), first=quoted(first), other=where.place
            )


def _difference(objective: Record, indicator: Record) -> tuple[str, str, str] | None:
    """The field in which both count the same words, and what each says of them."""
    for key in (f"description_{language}" for language in LANGUAGES):
        there = _counted(objective.text(key))
        here = _counted(indicator.text(key)) if there else {}
        for words in here:  # in the order of the text: that of a set is another one in each process
            if words in there and len(here[words]) == len(there[words]) == 1 and here[words] != there[words]:
                return key, f"{min(there[words])} {words}", f"{min(here[words])} {words}"
    return None


@lru_cache(maxsize=1024)
def _counted(text: str) -> dict[str, set[str]]:
    """The numbers a text gives, by the words behind them; asked of an objective for each of its indicators."""
    found: dict[str, set[str]] = {}
    for number, words in _COUNT.findall(fold_words(text[:LONGEST_TEXT])):
        found.setdefault(words, set()).add(re.sub(r"[ .]", "", number))
    return found
