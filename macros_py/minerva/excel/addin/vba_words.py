"""The sentences of ribbon and guard as a VBA module: what users read stands in the labels, not in a .bas file.

Everything outside ASCII is written as ChrW(…): a source has one code page, and Excel may run under another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minerva.excel.addin.vba_project import Module, module_of
from minerva.layout.labels import REPORT_LANGUAGES, labels

NAME = "MinervaWords"
SECTIONS = ("ribbon.", "addin.guard.")

_PIECE = 90  # a line of VBA is at most 1,023 characters long
_START = """Option Explicit
' Made from workbook_templates/labels.*.toml when the add-in is built.

Public Function MinervaWord(key As String, language As String) As String
    Dim s As String
    Select Case language & "." & key
"""
_END = """        Case Else
            s = key
    End Select
    MinervaWord = s
End Function
"""


def words_module() -> Module:
    """The module whose function `MinervaWord(key, language)` gives a label in French or Dutch."""
    cases = (line for language in REPORT_LANGUAGES for line in _cases(language))
    return module_of(NAME, _START + "".join(f"{line}\n" for line in cases) + _END)


def _cases(language: str) -> Iterator[str]:
    words = labels(language)
    for key in sorted(key for key in words.names if key.startswith(SECTIONS)):
        yield f'        Case "{language}.{key}"'
        text = words(key)
        for start in range(0, len(text), _PIECE):
            before = "s & " if start else ""
            yield f"            s = {before}{vba_text(text[start : start + _PIECE])}"


def vba_text(text: str) -> str:
    """A text as a VBA expression in ASCII: `"Contr" & ChrW(244) & "ler"`."""
    parts = re.findall(r"[ -~]+|[^ -~]", text)
    return " & ".join(
        f"ChrW({ord(part)})" if len(part) == 1 and not " " <= part <= "~" else _quoted(part) for part in parts
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
