"""Values that run, hide, overflow or keep an expression busy."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.workbook import EITHER, READ, Case, case, changed, with_cell, with_rows, with_text
from minerva.model.submission import Refusal as R

INJECTIONS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "=cmd|' /C calc'!A0", "{=1}", "＝1+1")
ADDRESSES = ("http://127.0.0.1:9/", "mailto:a", "external:a.xlsx", "internal:A1", "file:///etc/passwd", "\\\\server\\x")
ODD = {
    "zero": "_x0000_",
    "bell": "a_x0007_b",
    "escape": "_x001B_[31m",
    "non-character": "_xFFFF__xFFFE_",
    "half a pair": "_xD800_",
    "pair turned round": "_xDC00__xD800_",
    "escaped escape": "_x005F_x0000_",
    "right to left": "a\u202egpj.exe",
    "zero width": "O\u200bO\u2060",
    "decomposed": "De\u0301lai",
    "thousand accents": "e" + "\u0301" * 1000,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 50,
    "private use": "\ue000\U000f0000",
    "line feeds": "\n" * 1000,
    "format": "{0.__class__} %s %n ${x}",
    "markup": "</v></c><script>alert(1)</script>",
    "label key": "@refusal.empty",
}
NUMBERS = {
    **dict.fromkeys(("1E308", "-1E308", "1E-320", "123456789012345678901234567890", "-0", "0.1E1"), READ),
    **dict.fromkeys(("1E309", "INF", "NaN", "infinity", "1E999999999"), READ),
    **dict.fromkeys(("0x10", "1,5", "--1", "½"), R.DAMAGED),
    **dict.fromkeys(("1_000", "١٢", " 7 ", "+7"), EITHER),
}
BUSY = {
    "tags": "FR\n" * 10_000,
    "tags in brackets": "[FR] " * 6_000,
    "tags and spaces": "FR" + " " * 32_000 + "NL",
    "spaces": "O.O.1.1" + " " * 32_000 + "x",
    "line ends": "a" + "\n" * 32_000 + "NL x",
    "points": "." * 32_000,
    "digits": "1" * 32_000,
    "digits and points": "1." * 16_000,
    "digits and spaces": "1 " * 16_000,
    "prefixes": "O.O. " * 6_000,
    "allocations": "AB 16.005.15.01.4140 ; " * 1_400,
    "half allocations": "16.005.15." * 3_000,
    "brackets": "(" * 32_000,
    "commas": "1,1," * 8_000,
    "percentages": "100 % " * 5_000,
    "words": "pour " * 6_000 + "verwijzen",
    "a long word": "é" * 32_000,
    "slashes": "/" * 32_000,
    "dashes": "- " * 16_000,
    "look-alikes": "О.О.1.1 " * 4_000,
}
COLUMNS = "ABDEFGHIKMNP"


def value_cases() -> Iterator[Case]:
    """All of them. A busy text stands in every column at once: each has its own way to read it."""
    for number, text in enumerate((*INJECTIONS, *ADDRESSES), 1):
        yield case("value", f"injection {number:02}.xlsx", with_text(text), READ)
    for name, text in ODD.items():
        yield case("value", f"text {name}.xlsx", with_text(text), READ)
    for number, (raw, expected) in enumerate(NUMBERS.items(), 1):
        yield case("value", f"number {number:02}.xlsx", with_cell(f"<c @><v>{raw}</v></c>", "K7"), expected)
    for error in ("#REF!", "#N/A", "#DIV/0!", "#SPILL!", "#nonsense", ""):
        cell = f'<c @ t="e"><v>{error}</v></c>'
        yield case("value", f"error {error.strip('#!?').replace('/', '')}.xlsx", with_cell(cell, "K7"), READ)
    yield case("value", "formula without value.xlsx", with_cell("<c @><f>1+1</f></c>", "K7"), READ)
    yield case(
        "value",
        "calendar of 1904.xlsx",
        changed("xl/workbook.xml", ("<workbookPr ", '<workbookPr date1904="1" ')),
        READ,
    )
    for serial in ("-5", "2958466", "1E300", "60"):
        yield case(
            "value", f"date {serial}.xlsx", with_rows(f'<row r="30"><c r="B30" t="n"><v>{serial}</v></c></row>'), READ
        )
    yield case("value", "date of nonsense.xlsx", with_cell('<c @ t="d"><v>9999-99-99</v></c>', "K7"), EITHER)
    yield case("value", "neither true nor false.xlsx", with_cell('<c @ t="b"><v>2</v></c>', "K7"), READ)
    for name, text in BUSY.items():
        yield case("value", f"busy {name}.xlsx", lambda text=text: _everywhere(text), READ)


def _everywhere(text: str) -> bytes:
    """The text in the columns of one more record, in both its rows."""
    cell = f't="inlineStr"><is><t xml:space="preserve">{text[:32_700]}</t></is></c>'
    rows = (f'<row r="{n}">{"".join(f"""<c r="{letter}{n}" {cell}""" for letter in COLUMNS)}</row>' for n in (30, 31))
    return with_rows("".join(rows))
