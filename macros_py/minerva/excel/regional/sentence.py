"""The sentence about a record, ready to paste, in French and Dutch: each piece in Python and as a formula that gives
the same. The wordings are the labels `card.say.*`; both fill them in the same order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from minerva.layout.labels import bilingual, labels
from minerva.layout.returns import choices
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Reason, Status, Unit

SPACE = "\u00a0"
GROUPS = {"fr": SPACE, "nl": "."}
LONGEST_RESULT = 150  # characters of a result in words that a sentence quotes
MEASURES = ("red", "green", "result")
CASES = (
    *("above_green", "at_green", "below_green", "between", "between_lower", "at_red", "below_red", "above_red"),
    *("yes_no", "declared", "declared_only", "not_assessed", "not_assessed_result"),
)
FILLED = (*MEASURES, "verdict", "reason", "organisation", "subject")
"""What the wordings are filled with, in this order: the texts of people come last and are not searched again."""

Row = Mapping[str, str | int | Decimal]


def wordings(year: int) -> list[tuple[str, str, str]]:
    """Every word and wording a sentence is made of: its name, in French, in Dutch."""
    keys = {case: f"card.say.{case}" for case in CASES}
    keys |= {reason.value: f"reason.{reason.value}" for reason in Reason}
    for table in Table:
        keys[table.value] = f"card.kind.{table.value}"
        keys |= {f"{table.value} {s.value}": f"card.verdict.{table.value}.{s.value}" for s in _JUDGED}
    keys |= {word: f"card.{word}" for word in ("O", "N", "quoted", "untitled", "of_objective", "translated", "place")}
    return [
        (name, *(labels(language)(key).replace("{year}", str(year)) for language in LANGUAGES))
        for name, key in keys.items()
    ]


_JUDGED = (Status.REALISED, Status.PARTIALLY_REALISED, Status.NOT_REALISED)


def spoken_name(name: str, language: str) -> str:
    """The name of an organisation inside a sentence: without its explanation, with the article its first words ask."""
    short = re.split(r" - |, (?=[A-Z])", name, maxsplit=1)[0]
    for entry in labels(language)("card.articles").split(", "):
        article, _, words = entry.partition("|")
        if f"{short} ".startswith(f"{words} "):
            return article + short
    return short


def unit_of(row: Row) -> str:
    """The unit that counts, as its code: a blank one is yes/no where a threshold is, else percent; '' if not known."""
    word = row.get("unit", "")
    if word == "":
        return "yes_no" if {row.get("red"), row.get("green")} & {"O", "N"} else "percent"
    return next((code for code, shown in choices("unit").items() if shown == word), "")


def unit_formula(at: Mapping[str, str]) -> str:
    """`unit_of` as a formula."""
    word, red, green = at["unit_word"], at["red"], at["green"]
    known = '""'
    for code, shown in choices("unit").items():
        known = f'IF({word}="{shown}","{code}",{known})'
    yes_no = ",".join(f'{cell}="{letter}"' for cell in (red, green) for letter in "ON")
    return f'IF({word}="",IF(OR({yes_no}),"{Unit.YES_NO.value}","{Unit.PERCENT.value}"),{known})'


def unit_words() -> dict[str, str]:
    """The units by their code, as the templates have them."""
    return dict(choices("unit"))


def direction_words() -> dict[str, str]:
    """Which way is better, in both languages."""
    return {key: bilingual(f"card.{key}") for key in ("lower", "higher")}


def general(value: str | float) -> str:
    """A number as a spreadsheet program makes a text of it, with a decimal point; a text as it is."""
    return value if isinstance(value, str) else format(value, ".15g")


def number_words(number: float | Decimal, language: str) -> str:
    """A number with groups of three and a decimal comma."""
    whole, _, decimals = format(abs(float(number)), ".15g").partition(".")
    grouped = f"{int(whole):,}".replace(",", GROUPS[language]) if whole.isdigit() else whole
    return ("-" if number < 0 else "") + grouped + (f",{decimals}" if decimals else "")


def number_formula(cell: str, language: str) -> str:
    """`number_words` as a formula, whatever decimal sign the program has."""
    group, whole = GROUPS[language], f"INT(ABS({cell}))"
    plain = f'SUBSTITUTE(ABS({cell})&"",".",",")'
    third = f'"{group}"&TEXT(MOD({whole},1000),"000")'
    second = f'"{group}"&TEXT(MOD(INT({whole}/1000),1000),"000")&{third}'
    grouped = (
        f"IF({whole}<1000,{whole},IF({whole}<1000000,INT({whole}/1000)&{third},"
        f'IF({whole}<1000000000,INT({whole}/1000000)&{second},INT({whole}/1000000000)&"{group}"'
        f'&TEXT(MOD(INT({whole}/1000000),1000),"000")&{second})))'
    )
    return f'IF({cell}<0,"-","")&{grouped}&MID({plain},FIND(",",{plain}&","),20)'


def figure_words(row: Row, key: str, language: str) -> str:
    """A threshold or result as people say it: `85 %`, `30 001`, `oui`, or its text."""
    value, unit = row.get(key, ""), unit_of(row)
    if isinstance(value, str):
        if unit == Unit.YES_NO and value in ("O", "N"):
            return labels(language)(f"card.{value}")
        return value if len(value) <= LONGEST_RESULT else value[:LONGEST_RESULT] + "…"
    percent = unit in (Unit.PERCENT, Unit.YES_NO) or str(row.get(f"{key}_raw", "")).endswith("%")
    return number_words(value, language) + (f"{SPACE}%" if percent else "")


def figure_formula(at: Mapping[str, str], key: str, language: str) -> str:
    """`figure_words` as a formula."""
    cell, unit, raw = at[key], at["unit"], at[f"{key}_raw"]
    percent = f'OR({unit}="{Unit.PERCENT.value}",{unit}="{Unit.YES_NO.value}",RIGHT({raw},1)="%")'
    letters = f'IF({cell}="O",{at[f"O_{language}"]},IF({cell}="N",{at[f"N_{language}"]},{cell}))'
    text = f'IF(LEN({cell})>{LONGEST_RESULT},LEFT({cell},{LONGEST_RESULT})&"…",{cell})'
    number = f'{number_formula(cell, language)}&IF({percent},"{SPACE}%","")'
    return f'IF(ISNUMBER({cell}),{number},IF({unit}="{Unit.YES_NO.value}",{letters},{text}))'


def case_of(row: Row) -> str:
    """Which of the wordings says what became of a record."""
    result, unit, status = row.get("result", ""), unit_of(row), row["status"]
    if status == Status.NOT_ASSESSED:
        return "not_assessed" if result == "" else "not_assessed_result"
    if unit == Unit.TEXT:
        return "declared_only" if result == "" else "declared"
    if unit == Unit.YES_NO:
        return "yes_no"
    lower = row.get("direction", "") == LOWER
    if status == Status.REALISED:
        return "at_green" if result == row.get("green") else "below_green" if lower else "above_green"
    if status == Status.NOT_REALISED:
        return "at_red" if result == row.get("red") else "above_red" if lower else "below_red"
    return "between_lower" if lower else "between"


LOWER = choices("direction")["lower"]


def case_formula(at: Mapping[str, str]) -> str:
    """`case_of` as a formula."""
    result, unit, status, lower = at["result"], at["unit"], at["status"], f'{at["direction"]}="{LOWER}"'
    good = f'IF({result}={at["green"]},"at_green",IF({lower},"below_green","above_green"))'
    bad = f'IF({result}={at["red"]},"at_red",IF({lower},"above_red","below_red"))'
    middle = f'IF({lower},"between_lower","between")'
    judged = f'IF({status}="{Status.REALISED.value}",{good},IF({status}="{Status.NOT_REALISED.value}",{bad},{middle}))'
    by_word = f'IF({result}="","declared_only","declared")'
    by_unit = f'IF({unit}="{Unit.TEXT.value}",{by_word},IF({unit}="{Unit.YES_NO.value}","yes_no",{judged}))'
    none = f'IF({result}="","not_assessed","not_assessed_result")'
    return f'IF({status}="{Status.NOT_ASSESSED.value}",{none},{by_unit})'


def plain_title(text: str) -> str:
    """A title on one line and without the full stop that would end the sentence."""
    line = " ".join(filter(None, text.replace("\n", " ").split(" ")))
    return line.removesuffix(".")


def title_formula(cell: str) -> str:
    """`plain_title` as a formula."""
    line = f'TRIM(SUBSTITUTE({cell},CHAR(10)," "))'
    return f'IF(RIGHT({line},1)=".",LEFT({line},LEN({line})-1),{line})'


def pieces(row: Row, table: Table, language: str) -> dict[str, str]:
    """The pieces of a sentence that come from the record, and the wording they go into; the year is still open."""
    words, own, other = labels(language), *(plain_title(str(row.get(f"title_{one}", ""))) for one in _both(language))
    status, reason, kind = (
        str(row["status"]),
        str(row.get("not_assessed_reason", "")),
        words(f"card.kind.{table.value}"),
    )
    told = _told(row, language, titled=bool(own or other))
    note = words("card.translated") if other and not own else ""
    name = words("card.quoted" if own or other else "card.untitled").replace("{kind}", kind)
    name = name.replace("{title}", own or other)
    notes = ", ".join(filter(None, (told, note)))
    return {
        "kind": kind,
        "told": told,
        "note": note,
        "verdict": words(f"card.verdict.{table.value}.{status}") if status in _JUDGED else "",
        "reason": words(f"reason.{reason}") if reason else "",
        "wording": words(f"card.say.{case_of(row)}"),
        "subject": f"{name} ({notes})" if notes else name,
    }


def _told(row: Row, language: str, titled: bool) -> str:
    """The reference, or what the record can be found by without one."""
    words, reference, parent = labels(language), str(row.get("ref", "")), str(row.get("objective_ref", ""))
    if reference:
        return reference
    if parent:
        return words("card.of_objective").replace("{ref}", parent)
    return "" if titled else words("card.place").replace("{sheet}", str(row["sheet"])).replace("{row}", str(row["row"]))


def _both(language: str) -> tuple[str, str]:
    return (language, next(other for other in LANGUAGES if other != language))


def reference_formula(at: Mapping[str, str], language: str) -> str:
    """The reference as a sentence tells it, or what the record can be found by without one."""
    word, parent = {key: at[f"{key}_{language}"] for key in ("place", "of_objective")}, at["objective_ref"]
    place = _filled(word["place"], {"sheet": at["sheet"], "row": at["row_there"]})
    untitled = f'AND({at["plain_fr"]}="",{at["plain_nl"]}="")'
    near = f'IF({parent}<>"",{_filled(word["of_objective"], {"ref": parent})},IF({untitled},{place},""))'
    return f'IF({at["ref"]}<>"",{at["ref"]},{near})'


def note_formula(at: Mapping[str, str], language: str) -> str:
    """What a sentence says of a title that there is in the other language only."""
    own, other = (at[f"plain_{one}"] for one in _both(language))
    return f'IF(AND({own}="",{other}<>""),{at[f"translated_{language}"]},"")'


def subject_formula(at: Mapping[str, str], language: str) -> str:
    """`subject_words` as a formula, over `reference_formula` and `note_formula`."""
    own, other = (at[f"plain_{one}"] for one in _both(language))
    kind, told, note = (at[f"{name}_{language}"] for name in ("kind", "told", "note"))
    title = f'IF({own}="",{other},{own})'
    quoted = _filled(at[f"quoted_{language}"], {"kind": kind, "title": title})
    name = f'IF({title}="",{_filled(at[f"untitled_{language}"], {"kind": kind})},{quoted})'
    between = f'IF(AND({told}<>"",{note}<>""),", ","")'
    return f'{name}&IF({told}&{note}="",""," ("&{told}&{between}&{note}&")")'


def _filled(template: str, values: Mapping[str, str]) -> str:
    """A wording in a cell with each `{name}` replaced by what another cell holds."""
    for name, cell in values.items():
        template = f'SUBSTITUTE({template},"{{{name}}}",{cell})'
    return template


def sentence_words(row: Row, table: Table, language: str, organisation: str, year: int) -> str:
    """The sentence about a record."""
    values = {key: figure_words(row, key, language) for key in MEASURES} | pieces(row, table, language)
    values["organisation"] = organisation
    text = values["wording"].replace("{year}", str(year))
    for name in FILLED:
        text = text.replace(f"{{{name}}}", values[name])
    return text


def sentence_formula(at: Mapping[str, str], language: str) -> str:
    """`sentence_words` as a formula."""
    return _filled(at[f"wording_{language}"], {name: at[f"{name}_{language}"] for name in FILLED})
