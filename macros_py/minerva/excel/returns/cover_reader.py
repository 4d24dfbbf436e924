"""Reads the cover of a return: the cells people fill there, by the label at their left; all else typed is set aside."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from minerva.excel.content.cells import Cell, CellKind, Sheet, position
from minerva.excel.content.package import Package
from minerva.layout.labels import REPORT_LANGUAGES, bilingual, labels
from minerva.layout.returns import ReturnLayout
from minerva.model.record import Field, Source, Table
from minerva.model.submission import Aside, Notice, NoticeKind, SetAside, Submission
from minerva.parse.text import clean_text, fold_words

LEAST_LABELS = 3
LONGEST_LABEL = 160
LAST_LABEL_ROW = 60
REACH = 4

Place = tuple[int, int]

_COMPLETE = ("complet", "volledig", "compleet")
_PARTIAL = ("partiel", "partial", "gedeelte", "deels", "incomplet", "onvolledig")
_NOT = frozenset(("pas", "non", "niet", "not"))
_WORD = re.compile(r"[a-z]+")


def read_cover(submission: Submission, package: Package, layout: ReturnLayout) -> None:
    """Put every typed cell of the cover into `submission.cover` or `submission.set_aside`, and say if it is complete.

    What the template itself wrote (its sentences and formulas) is no typed cell. A return without cover is complete.
    """
    sheet = cover_sheet(package, layout)
    if sheet is None:
        return
    found = _labels_of(sheet)
    inputs = {place: name for name, place in _input_places(sheet, found, layout).items()}
    counters = _counter_places(sheet, found)
    own = _title_places(sheet, inputs, submission.year) | set(found.values())
    for place, cell in sheet.cells.items():
        if place in inputs:
            _read_input(submission, sheet, place, cell, inputs[place])
        elif not (place in counters if cell.formula else place in own or _is_own(cell.text)):
            _set_aside(submission, Source(sheet.name, *place), cell.text, Aside.OUTSIDE_COVER)
    _read_completeness(submission)


def cover_sheet(package: Package, layout: ReturnLayout) -> Sheet | None:
    """The cover by its name, else the first sheet that has most of its labels; None where there is none."""
    named = package.sheet(layout.cover.sheet)
    if named is not None:
        return named
    return next((sheet for sheet in package.sheets if len(_labels_of(sheet)) >= LEAST_LABELS), None)


def cover_inputs(package: Package, layout: ReturnLayout) -> dict[str, tuple[Source, str]]:
    """What was typed into the cells of the cover: name of the input -> its cell and its text."""
    sheet = cover_sheet(package, layout)
    if sheet is None:
        return {}
    places = _input_places(sheet, _labels_of(sheet), layout)
    return {n: (Source(sheet.name, *p), sheet.cells[p].text) for n, p in places.items() if p in sheet.cells}


def _read_input(submission: Submission, sheet: Sheet, place: Place, cell: Cell, name: str) -> None:
    source = Source(sheet.name, *place)
    if cell.kind is CellKind.ERROR or not cell.text:
        _set_aside(submission, source, cell.text, Aside.UNREADABLE, name)
        return
    reading = clean_text(cell.text)
    submission.cover[name] = Field(reading.text, cell.text, source, reading.why)


def _set_aside(submission: Submission, source: Source, raw: str, reason: Aside, key: str = "") -> None:
    submission.set_aside.append(SetAside(source, raw, reason, key))


def _input_places(sheet: Sheet, found: dict[str, Place], layout: ReturnLayout) -> dict[str, Place]:
    """Where each input stands: at the right of its label, else where the template has it, moved as its neighbours.

    The distance from label to input is the one most of them have: a column may have been inserted between.
    """
    distance = _distance(sheet, found)
    places = {name: (row, column + distance) for name, (row, column) in found.items()}
    taken = set(places.values()) | set(found.values())
    for name, address in layout.cover.inputs.items():
        if name not in places:
            place = _moved(position(address), places, layout)
            if place not in taken and sheet.text(*place) not in template_texts():
                places[name] = place
    return places


def _distance(sheet: Sheet, found: dict[str, Place]) -> int:
    """How many columns right of their labels the inputs stand: what most filled ones say, the nearer of two."""
    seen: Counter[int] = Counter()
    for row, column in found.values():
        first = next((step for step in range(1, REACH + 1) if (row, column + step) in sheet.cells), 0)
        seen[first] += bool(first)
    return min(seen, key=lambda step: (-seen[step], step), default=1) or 1


def _moved(place: Place, found: dict[str, Place], layout: ReturnLayout) -> Place:
    """A place of the template moved as far as the nearest input whose label was found."""
    row, column = place
    own = {name: position(address) for name, address in layout.cover.inputs.items() if name in found}
    if not own:
        return place
    nearest = min(own, key=lambda name: abs(own[name][0] - row))
    return max(1, row + found[nearest][0] - own[nearest][0]), max(1, column + found[nearest][1] - own[nearest][1])


def _labels_of(sheet: Sheet) -> dict[str, Place]:
    """The first place of the label of each input, in French, Dutch or both, capitals and a colon aside."""
    known = _label_names()
    found: dict[str, Place] = {}
    for place, cell in sheet.cells.items():
        if place[0] <= LAST_LABEL_ROW and len(cell.text) <= LONGEST_LABEL and not cell.formula:
            name = known.get(cell.text) or known.get(fold_words(cell.text).rstrip(" :*"))
            if name is not None:
                found.setdefault(name, place)
    return found


@cache
def _label_names() -> dict[str, str]:
    """The label of each input in all its spellings, as written and folded -> the name of the input."""
    names: dict[str, str] = {}
    for name in ("organisation", "year", "function", "completeness", "intro_fr", "intro_nl"):
        key = f"cover.{name}"
        texts = [labels(language)(key) for language in REPORT_LANGUAGES]
        texts += [bilingual(key, separator) for separator in ("\n", " – ", " / ", "/")]
        names |= dict.fromkeys(texts, name) | {fold_words(text): name for text in texts}
    return names


def _counter_places(sheet: Sheet, inputs: dict[str, Place]) -> set[Place]:
    """The cells of the live counters, right of their labels; where labels are gone, those above and below too."""
    distance = _distance(sheet, inputs)
    labels_of_counters = _counter_labels()
    found = {(row, column + distance) for (row, column), cell in sheet.cells.items() if cell.text in labels_of_counters}
    if found and len(found) < len(labels_of_counters):
        rows = [row for row, _ in found]
        found |= {(row, column) for _, column in found for row in range(min(rows) - 1, max(rows) + 2)}
    return found


@cache
def _counter_labels() -> frozenset[str]:
    return frozenset(bilingual(f"cover.{kind}.{table.value}") for kind in ("count", "todo") for table in Table)


@cache
def template_texts() -> frozenset[str]:
    """The sentences the template itself puts on its cover, in all the ways it joins two languages."""
    mine = ("cover.", "guide.", "legend.", "choice.status.")
    keys = [key for key in labels("fr").names if key.startswith(mine)]
    own = {bilingual(key, separator) for key in keys for separator in ("\n", " – ")}
    return frozenset(own | {labels(language)(key) for key in keys for language in REPORT_LANGUAGES})


def _is_own(text: str) -> bool:
    """The template's own sentence, a status symbol before the word or not."""
    own = template_texts()
    return text in own or " – ".join(part.lstrip("✔◐✘– ") for part in text.split(" – ", 1)) in own


def _title_places(sheet: Sheet, inputs: dict[Place, str], year: int) -> set[Place]:
    """The two title lines as the template wrote them: the report and its year, organisation and year below."""
    organisation = next((sheet.text(*place) for place, name in inputs.items() if name == "organisation"), "")
    heading = f" · {year}"
    is_title = _title().fullmatch
    report = {place for place, cell in sheet.cells.items() if is_title(cell.text)}
    below = {(row + 1, column) for row, column in report if sheet.text(row + 1, column).endswith(heading)}
    whole = organisation + heading if organisation else ""
    same = {place for place, cell in sheet.cells.items() if cell.text == whole} if whole else set()
    return report | below | same


@cache
def _title() -> re.Pattern[str]:
    """The title of the report with any year, in one language or both."""
    mark = "\x00"
    parts = [labels(language)("report.title", year=mark) for language in REPORT_LANGUAGES]
    texts = [*parts, bilingual("report.title", " – ", year=mark)]
    return re.compile("|".join(re.escape(text).replace(re.escape(mark), r"\d{4}") for text in texts))


def _read_completeness(submission: Submission) -> None:
    """Complete unless the cover says partial, in either language; a word that says neither is told of."""
    field = submission.cover.get("completeness")
    if field is None:
        return
    complete = _says_complete(field.text)
    submission.complete = complete is not False
    if complete is None:
        submission.notices.append(Notice(NoticeKind.COMPLETENESS_UNCLEAR, field.source, field.raw))


def _says_complete(text: str) -> bool | None:
    """True or False where the words say complete or partial, None where they say neither or both, or deny one."""
    words = _WORD.findall(fold_words(text))
    complete = any(word.startswith(_COMPLETE) for word in words)
    partial = any(word.startswith(_PARTIAL) for word in words)
    return None if complete == partial or _NOT.intersection(words) else complete
