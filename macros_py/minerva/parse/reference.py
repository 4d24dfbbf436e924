"""References of strategic objectives, operational objectives and indicators, as people type them.

The spellings are those of irregularities 1 to 30. A zero standing
where a letter belongs is the letter O, a Dutch prefix (O.D., S.D., OSD) is the French one, and a
reference is certain only where its numbers are complete: `O.0.4` has lost a digit and is left as typed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from minerva.model.reading import Reading, Why
from minerva.model.reference import Reference, ReferenceKind
from minerva.parse.absence import is_none, is_not_applicable
from minerva.parse.language import is_placeholder
from minerva.parse.text import fold_look_alikes, plain_spaces

ReferenceReading = Reading[Reference]

_STRATEGIC, _OBJECTIVE = ReferenceKind.STRATEGIC, ReferenceKind.OBJECTIVE
_INDICATOR, _TRANSVERSAL = ReferenceKind.INDICATOR, ReferenceKind.TRANSVERSAL

_CANONICAL = re.compile(r"O\.(?:O\.[1-9][0-9]?\.[1-9][0-9]?|S\.[1-9][0-9]?)|KPI-[1-9][0-9]?(?:\.[1-9][0-9]?){0,3}")
_LEAD = {_STRATEGIC: "O.S.", _OBJECTIVE: "O.O.", _INDICATOR: "KPI-", _TRANSVERSAL: "DT "}

# Zeros for letters: 0.0.1.7, 0.O.2.2, O.0.8.6, 00 1.7, 0.S.1 ; then a lone one: 0.2.3.
_ZERO_PAIR = re.compile(r"(?<![0-9A-Z])([O0])( ?\.? ?)([O0SD])(?=[.\s:\-]*[0-9])")
_ZERO_ALONE = re.compile(r"(^|[.;,/&+] |\bET |\bEN )0(?=(?: ?\. ?| )[0-9])")
# But the I of K.P.I. is a letter.
_ONE_AS_LETTER = re.compile(r"(?<=[0-9.])(?<!P\.)[LI|](?![A-Z])")
_ZERO_AS_LETTER = re.compile(r"(?<=[1-9])O(?![A-Z])")
# O.O.1 0.1 and O.S.1 0 are 10 broken by a narrow column: no component is ever zero. "1 2" is left alone.
_BROKEN_TEN = re.compile(r"(?<![0-9])([1-9]) 0(?![0-9])")

_PREFIX = (
    r"(?:(?P<indicator>K ?\.? ?P\.?(?: ?\.? ?[IL|]\.?)?)"
    r"|(?P<transversal>D ?\.? ?T\.?)"
    r"|(?P<strategic>O ?\.? ?S\.?(?: ?\.? ?D\.?)?|S ?\.? ?D\.?|S\.?)"
    r"|(?P<objective>O ?\.? ?[OD]\.?)"
    r"|(?P<short>O\.?))"
    r"[\s.:\-\u2010-\u2013_]*(?:N[°ºR]?\.? ?(?=[0-9]))?"
)
_NUMBERS = r"(?P<numbers>[0-9]{1,3}(?: ?, ?[0-9]{1,3})+(?![0-9.])|[0-9]{1,3}(?: ?\. ?[0-9]{1,3})*(?![0-9]))"
_ITEM = re.compile(f"(?:{_PREFIX})?{_NUMBERS}")
_BARE_PREFIX = re.compile(r"(?:K\.?P\.?I?|D\.?T|O\.?S(?:\.?D)?|S\.?D|O\.?[OD]|O)[\s.:\-]*")
_TAIL = re.compile(r"[\s.:;]*")
# A dash may mean "to": after it, as after a mere space, only a reference with its prefix counts.
_CONNECTOR = re.compile(r"[\s.]*(?:(?P<joins>[,;/&+]|\bET\b|\bEN\b|\bAND\b)|[\-\u2013])?\s*")
# Begins only where a run of spaces begins, and gives nothing back (`*+`): runs may be 32,767 characters long.
_LOCAL_CODES = re.compile(r"(?:(?<!\s)\s*+)?(?:[,;/&+]|\bet\b|\ben\b)\s*+|(?:(?<!\s)[^\S\n]*+)?\n\s*+", re.IGNORECASE)
_LOCAL_CODE = re.compile(r"(?=[^\s]*[0-9])(?=[^\s]*[A-Za-z])[\w.\-]+")
_TITLE = re.compile(r"[.\s]*+(?P<strong>[:\-\u2013\n)])?\s*+(?=(?P<word>[^\W\d_]|[\"«“(])|[0-9])")
# 2.1-2.4 and KP1-1.1.1 are no titles: nothing but numbers behind a dash, or a second number of the same form.
_NUMBERS_ONLY = re.compile(r"[\W0-9]+")
_RANGE = re.compile(r"[0-9]{1,2}[.,][0-9]")
# KP11.1 may be KPI1.1 with a one for its I.
_ONE_OR_LETTER = re.compile(r"K ?\.? ?P\.? ?1")
_CONTINUES = re.compile(r"(?:ET|EN|AND|TOT|T/M|À|A)\s+(?:[0-9]|[OSK0]\.?\s?[OSDP]?\.?\s?[I\-]?\s?[0-9])")

# How many numbers a complete reference has. A sub-objective (O.O.1.1.1) is complete only under its full prefix.
_COMPLETE = {_STRATEGIC: (1, 1), _TRANSVERSAL: (1, 1), _OBJECTIVE: (2, 3), _INDICATOR: (1, 4)}


@lru_cache(maxsize=32768)
def read_reference(raw: str, expected: ReferenceKind) -> ReferenceReading:
    """Read one reference cell; `expected` is the kind its column holds (STRATEGIC, OBJECTIVE or INDICATOR).

    A prefix says the kind, whatever the column: `O.O. 1.1` in an indicator column is an objective. Numbers without
    prefix are of the expected kind. Codes with no known prefix are LOCAL, unchanged. What is incomplete, several
    references or a reference with a title has `certain=False` and its text unchanged. The tags FR and NL in a
    reference column are no reference: the text is "" (line 603).
    """
    if _CANONICAL.fullmatch(raw):
        return Reading(_reference(_kind_of_canonical(raw), _numbers(raw.lstrip("KPIOS.-"))), raw)
    if is_none(raw) or is_not_applicable(raw):
        return Reading(Reference(ReferenceKind.NONE, (), raw), raw)
    if is_placeholder(raw):
        return Reading(Reference(expected, (), "", certain=False), "", Why.PLACEHOLDER)
    letters, folded = _fold(raw)
    single = _single(letters, expected)
    if single is not None and single.certain:
        return Reading(single, single.text, _why(raw, single.text, folded=folded))
    return _left_as_typed(raw, letters, expected, single, folded=folded)


def split_reference(raw: str, expected: ReferenceKind) -> tuple[str, str] | None:
    """Separate a reference from the title typed behind it (lines 390 and 905): both parts as typed, None if not so.

    A single number without prefix is no reference unless a point or colon follows it under STRATEGIC (`1. Titre`).
    """
    letters, _ = _fold(raw, length_kept=True)
    item = _ITEM.match(letters)
    if item is None:
        return None
    title = _TITLE.match(letters, item.end())
    if title is None or title.end() == item.end() or not (title["word"] or title["strong"]):
        return None
    if _CONTINUES.match(letters, title.end()) or _opens_with_reference(letters[title.end() :]):
        return None
    head, rest = letters[item.end() : title.end()], letters[title.end() :]
    if _NUMBERS_ONLY.fullmatch(rest) or ((title["strong"] or ":") in "-\u2013" and _RANGE.match(rest)):
        return None
    if item.lastgroup == "numbers" and not _prefix_kind(item) and not _stands_alone(item, head, expected):
        return None
    end = item.end() + len(head) - len(head.lstrip(" .")) if "." in head else item.end()
    reference = raw.lstrip()[:end].rstrip()
    if not read_reference(reference, expected).value.certain:
        return None
    return reference, raw.lstrip()[title.end() :].strip()


@lru_cache(maxsize=8192)
def many_references(raw: str, expected: ReferenceKind) -> tuple[Reference, ...]:
    """List the references of a cell that holds nothing else, in order, each once.

    `O.5.1 et 5.2`, `OS 2 et OS 3`, `O.O. 2.1. O.O. 2.2.`: a number without prefix is of the kind before it. Empty
    where one of them is incomplete or the cell holds other words.
    """
    letters, _ = _fold(raw)
    found = _items(letters, expected)
    if found:
        return tuple(dict.fromkeys(found))
    codes = _LOCAL_CODES.split(raw.strip())
    if len(codes) == 1 or not all(_LOCAL_CODE.fullmatch(code) for code in codes):
        return ()
    references = [_single(_fold(code)[0], expected) or Reference(ReferenceKind.LOCAL, (), code) for code in codes]
    return tuple(dict.fromkeys(references)) if all(reference.certain for reference in references) else ()


def _left_as_typed(
    raw: str, letters: str, expected: ReferenceKind, single: Reference | None, *, folded: bool
) -> ReferenceReading:
    """Read a cell that is not one complete reference: the same one twice, an unclear one, or a local code."""
    if single is not None:
        return Reading(Reference(single.kind, single.numbers, raw, certain=False), raw)
    several = many_references(raw, expected)
    if len(several) == 1 and several[0].text != raw:
        return Reading(several[0], several[0].text, _why(raw, several[0].text, folded=folded))
    unclear = several or _BARE_PREFIX.fullmatch(letters) or not any(char.isalpha() for char in letters)
    if unclear or _opens_with_reference(letters) or split_reference(raw, expected):
        item = _ITEM.match(letters)
        return Reading(Reference((item and _prefix_kind(item)) or expected, (), raw, certain=False), raw)
    return Reading(Reference(ReferenceKind.LOCAL, (), raw), raw)


def _opens_with_reference(letters: str) -> bool:
    """True for a known prefix and numbers, then nothing or other words; a letter glued to them makes a local code."""
    item = _ITEM.match(letters)
    if item is None or _prefix_kind(item) is None:
        return False
    return letters[item.end() : item.end() + 1] in {"", " ", ".", ",", ":", "-", "/"}


def _fold(raw: str, *, length_kept: bool = False) -> tuple[str, bool]:
    """Write a cell in capitals with zeros and letters where they belong; also whether any of them had to change.

    With `length_kept` the form has a character for each of `raw.lstrip()`: a place in one is a place in the other.
    """
    spaced = raw.lstrip() if length_kept else " ".join(plain_spaces(raw).split())
    upper = _capitals(fold_look_alikes(spaced))
    text = _ZERO_PAIR.sub(lambda pair: "O" + pair[2] + ("O" if pair[3] == "0" else pair[3]), upper)
    text = _ZERO_ALONE.sub(r"\1O", text)
    text = _ZERO_AS_LETTER.sub("0", _ONE_AS_LETTER.sub("1", text))
    folded = text != _capitals(spaced)
    return (text if length_kept else _BROKEN_TEN.sub(r"\g<1>0", text)), folded


def _capitals(text: str) -> str:
    """A text in capitals, letter for letter: one that has no single capital stays (ß)."""
    if text.isascii():
        return text.upper()
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def _single(letters: str, expected: ReferenceKind) -> Reference | None:
    """Read a folded cell as exactly one reference, complete or not; None where it is something else."""
    item = _ITEM.match(letters)
    if item is None or not _TAIL.fullmatch(letters, item.end()):
        return None
    return _of_item(item, expected, expected)


def _items(letters: str, expected: ReferenceKind) -> list[Reference]:
    """Read a folded cell as references and connecting words only; empty where that fails."""
    found: list[Reference] = []
    place, kind, joined = 0, expected, True
    while place < len(letters):
        item = _ITEM.match(letters, place)
        if item is None or not (joined or _prefix_kind(item)):
            return []
        reference = _of_item(item, kind, expected)
        if not reference.certain:
            return []
        found.append(reference)
        kind = reference.kind
        between = _CONNECTOR.match(letters, item.end())
        place, joined = (between.end(), bool(between["joins"])) if between else (item.end(), False)
        if place == item.end() and place < len(letters):
            return []
    return found


def _of_item(item: re.Match[str], kind: ReferenceKind, expected: ReferenceKind) -> Reference:
    """Make the reference of one prefix and its numbers; `kind` is what numbers without prefix are."""
    prefix = _prefix_kind(item)
    numbers = _numbers(item["numbers"])
    reference = _reference(prefix or kind, numbers)
    # O.5 in the strategic column may be O.S.5 or S typed as 5; a bare 14,29 beside indicators is a weight.
    doubtful = bool(item["short"]) and (expected is _STRATEGIC or len(numbers) > 2)
    doubtful = doubtful or (prefix is None and _is_doubtful_bare(reference, item["numbers"]))
    doubtful = doubtful or _ONE_OR_LETTER.match(item[0]) is not None
    return Reference(reference.kind, numbers, reference.text, certain=_is_complete(reference) and not doubtful)


def _is_doubtful_bare(reference: Reference, typed: str) -> bool:
    """True where numbers without prefix may be something else than a reference."""
    if reference.kind is _OBJECTIVE:
        return len(reference.numbers) != 2
    return "," in typed or reference.kind not in (_STRATEGIC, _INDICATOR)


def _stands_alone(item: re.Match[str], head: str, expected: ReferenceKind) -> bool:
    """True where numbers without prefix before a title are a reference, not a quantity (`3 formations`)."""
    if len(_numbers(item["numbers"])) > 1:
        return "," not in item["numbers"]
    return expected is _STRATEGIC and bool(head.strip())


def _prefix_kind(item: re.Match[str]) -> ReferenceKind | None:
    """Tell the kind a prefix stands for; None without prefix."""
    if item["objective"] or item["short"]:
        return _OBJECTIVE
    if item["strategic"]:
        return _STRATEGIC
    if item["indicator"]:
        return _INDICATOR
    return _TRANSVERSAL if item["transversal"] else None


def _numbers(text: str) -> tuple[int, ...]:
    """Read the components of `1.1`, `9,2` or `5. 3`."""
    return tuple(int(part) for part in re.split(r"[ .,]+", text) if part)


def _reference(kind: ReferenceKind, numbers: tuple[int, ...]) -> Reference:
    """Make a reference with its canonical spelling."""
    return Reference(kind, numbers, _LEAD.get(kind, "") + ".".join(map(str, numbers)))


def _is_complete(reference: Reference) -> bool:
    """True where all components are there and none is zero (a lost digit, or a letter O that was not one)."""
    least, most = _COMPLETE.get(reference.kind, (1, 0))
    return least <= len(reference.numbers) <= most and all(reference.numbers)


def _kind_of_canonical(text: str) -> ReferenceKind:
    """Tell the kind of a reference already spelled as it should be."""
    if text.startswith("K"):
        return _INDICATOR
    return _STRATEGIC if text[2] == "S" else _OBJECTIVE


def _why(raw: str, text: str, *, folded: bool) -> Why | None:
    """Name the repair between what was typed and the canonical spelling."""
    if text == raw:
        return None
    if folded:
        return Why.LOOK_ALIKE
    return Why.SPACES if "".join(plain_spaces(raw).split()) == text.replace(" ", "") else Why.SPELLING
