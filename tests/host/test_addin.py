"""The built add-in in programs of others: olevba reads it, LibreOffice runs its Subs.

LibreOffice does not open an .xlam, so a copy is called a workbook. What only Excel has is replaced by stubs that write
down: the modules of xlwings, the message boxes, the trial start of Python. All else runs as it is in the add-in.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import addins
import workbooks
from host.office import Calc, Document
from minerva.excel.addin.build import PROJECT, addin, write_addin
from minerva.excel.addin.install import write_settings
from minerva.excel.addin.vba_project import module_of
from minerva.layout.labels import labels

BUTTONS = ("check", "clear", "colour", "templates", "consolidate", "coverage", "feedback", "pdf")
OF_THE_CELL = BUTTONS[3:]
COMMAND, INTERPRETER, STARTS, SAID, ANSWER = "H1", "H2", "H3", "H4", "H5"

XLWINGS = f"""
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Sheets(1).Range("{COMMAND}").Value = ThisWorkbook.Sheets(1).Range("{COMMAND}").Value & PythonCommand
End Function

Public Function GetConfigFilePath() As String
    GetConfigFilePath = "of the user"
End Function

Public Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    GetConfigFromFile = False
    If sFile = "of the user" And sName = "INTERPRETER_WIN" Then
        sValue = ThisWorkbook.Sheets(1).Range("{INTERPRETER}").Value
        GetConfigFromFile = (sValue <> "")
    End If
End Function

Public Function ExpandEnvironmentStrings(ByVal s As String)
    ExpandEnvironmentStrings = s
End Function
"""
MESSAGE = f"""
Public Sub MinervaTell(reason As String, detail As String)
    ThisWorkbook.Sheets(1).Range("{SAID}").Value = MinervaSentence(reason, detail)
End Sub

Public Function MinervaAsk(reason As String, detail As String) As Boolean
    MinervaTell reason, detail
    MinervaAsk = (ThisWorkbook.Sheets(1).Range("{ANSWER}").Value = "yes")
End Function
"""
PYTHON = f"""
Public Function MinervaTryPython(interpreter As String) As Long
    MinervaTryPython = ThisWorkbook.Sheets(1).Range("{STARTS}").Value
End Function

Public Function LanguageOf(id As String) As String
    LanguageOf = MinervaLanguageOf(CLng(id))
End Function
"""
STUBS = [
    module_of("xlwings", XLWINGS),
    module_of("Dictionary", ""),
    module_of("MinervaMessage", MESSAGE),
    module_of("MinervaPython", PYTHON),
]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in as a workbook, with stubs."""
    return addins.relabelled(tmp_path_factory.mktemp("addin") / "minerva.xlsm", STUBS)


@pytest.fixture
def opened(calc: Calc, workbook: Path) -> Iterator[Document]:
    """The workbook open in LibreOffice, with a Python that starts."""
    document = calc.open(workbook, macros=True)
    put(calc, document, {INTERPRETER: "C:\\py\\python.exe", STARTS: 0.0})
    yield document
    calc.close(document)


def put(calc: Calc, document: Document, values: dict[str, float | str | None]) -> None:
    """Set what the stubs answer."""
    calc.set(document, calc.sheet_names(document)[0], values)


def written(calc: Calc, document: Document, address: str) -> object:
    """What a stub wrote down."""
    cells = calc.values(document, calc.sheet_names(document)[0])
    return cells[address]["value"] if address in cells else None


def run(calc: Calc, document: Document, macro: str, *arguments: str | bool) -> object:
    """What a Function of the add-in gives."""
    return calc.run(document, f"{PROJECT}.{macro}", *arguments)[0]


def press(calc: Calc, document: Document, button: str) -> tuple[object, object]:
    """Run the Sub of a button; the command Python got, and what the user was told."""
    calc.run(document, f"{PROJECT}.MinervaButtons.Minerva{button.title()}")
    return written(calc, document, COMMAND), written(calc, document, SAID)


def sentence(reason: str, detail: str = "") -> str:
    """A message of the guard in both languages."""
    return "\n\n".join(labels(language)(f"addin.guard.{reason}", detail=detail) for language in ("fr", "nl"))


def function_of_xlwings(name: str) -> str:
    """The source of one function of the module xlwings that the add-in takes over; LibreOffice cannot run all of it."""
    found = re.search(rf"^Function {name}\(.*?^End Function$", addins.source_of(addin(), "xlwings"), re.M | re.S)
    assert found is not None, name
    return found[0]


# -- olevba ------------------------------------------------------------------------------------------------------------


def test_olevba_lists_our_subs(tmp_path: Path):
    built = write_addin(tmp_path)
    command = [sys.executable, "-W", "ignore", "-m", "oletools.olevba", "--code", str(built)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    for button in BUTTONS:
        assert f"Public Sub Minerva{button.title()}()" in said
        assert f"Public Sub On{button.title()}(control As IRibbonControl)" in said
    assert "Public Function RunPython(PythonCommand As String)" in said


# -- LibreOffice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", BUTTONS)
def test_each_sub_runs_its_python_function_and_says_nothing(calc: Calc, opened: Document, button: str):
    assert press(calc, opened, button) == (f"from minerva import buttons; buttons.{button}()", None)


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize(
    ("starts", "reason"), [(9.0, "no_python"), (3.0, "no_minerva"), (1.0, "not_started"), (-1.0, "not_started")]
)
def test_without_a_working_python_nothing_runs(calc: Calc, opened: Document, button: str, starts: float, reason: str):
    put(calc, opened, {STARTS: starts})
    assert press(calc, opened, button) == (None, sentence(reason, "C:\\py\\python.exe"))


def test_without_any_python_noted_nothing_runs(calc: Calc, opened: Document):
    put(calc, opened, {INTERPRETER: None})
    assert press(calc, opened, "check") == (None, sentence("not_installed"))


def test_python_is_tried_once(calc: Calc, opened: Document):
    press(calc, opened, "check")
    put(calc, opened, {STARTS: 3.0, COMMAND: None})
    assert press(calc, opened, "colour") == ("from minerva import buttons; buttons.colour()", None)


def test_the_interpreter_may_be_named_from_the_folder_of_the_addin(calc: Calc, opened: Document):
    put(calc, opened, {INTERPRETER: "%MINERVA_ADDIN%\\python\\python.exe"})
    found = run(calc, opened, "MinervaSettings.MinervaInterpreter")
    assert str(found).endswith("\\python\\python.exe")
    assert not str(found).startswith("%")


def test_no_code_is_taken_from_the_folder_of_the_book(calc: Calc, opened: Document):
    assert run(calc, opened, "MinervaSettings.GetConfig", "ADD_WORKBOOK_TO_PYTHONPATH", "true") == "false"


@pytest.mark.parametrize(
    ("book", "full_name", "folder", "needs_folder", "reason"),
    [
        ("a.xlsx", "C:\\x\\a.xlsx", "C:\\x", True, ""),
        ("a & b (1) é.xlsx", "C:\\x; y\\a & b (1) é.xlsx", "C:\\x; y", True, ""),
        ("Classeur1", "Classeur1", "", True, "not_saved"),
        ("Classeur1", "Classeur1", "", False, ""),
        ("a.xlsx", "https://x.sharepoint.com/a.xlsx", "https://x.sharepoint.com", True, "cloud"),
        ("a.xlsx", "HTTPS://d.docs.live.net/1/a.xlsx", "HTTPS://d.docs.live.net/1", True, "cloud"),
        ("a.xlsx", "https://x.sharepoint.com/a.xlsx", "https://x.sharepoint.com", False, ""),
        ("a^b.xlsx", "C:\\a^b.xlsx", "C:\\", False, "name"),
        ("a.xlsx", "C:\\x^&calc\\a.xlsx", "C:\\x^&calc", False, "name"),
        ("a=b.xlsx", "C:\\a=b.xlsx", "C:\\", False, "name"),
    ],
)
def test_where_a_book_may_lie(
    calc: Calc, opened: Document, book: str, full_name: str, folder: str, needs_folder: bool, reason: str
):
    assert run(calc, opened, "MinervaGuard.MinervaPlaceReason", book, full_name, folder, needs_folder) == reason


@pytest.mark.parametrize(("sheet", "holds"), [("code.py", True), ("CODE.PY", True), ("KPI", False), ("py", False)])
def test_a_sheet_that_xlwings_would_take_for_code(calc: Calc, opened: Document, sheet: str, holds: bool):
    assert bool(run(calc, opened, "MinervaGuard.MinervaHoldsProgram", sheet)) is holds


@pytest.mark.parametrize(
    ("id_of_office", "language"),
    [("2067", "nl"), ("1043", "nl"), ("2060", "fr"), ("1036", "fr"), ("1033", "fr"), ("1031", "fr"), ("0", "fr")],
)
def test_the_ribbon_speaks_dutch_where_office_does(calc: Calc, opened: Document, id_of_office: str, language: str):
    assert run(calc, opened, "MinervaPython.LanguageOf", id_of_office) == language


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_vba_says_the_labels_letter_by_letter(calc: Calc, opened: Document, language: str):
    words = labels(language)
    for key in sorted(key for key in words.names if key.startswith(("ribbon.", "addin.guard."))):
        assert run(calc, opened, "MinervaWords.MinervaWord", key, language) == words(key)


@pytest.mark.parametrize("button", BUTTONS)
def test_the_cell_is_asked_before_files_are_read_that_were_changed_on_the_screen(
    calc: Calc, opened: Document, tmp_path: Path, button: str
):
    register = calc.open(workbooks.register_of(tmp_path / "register.xlsx", "actiris"))
    put(calc, register, {"Z1": "changed"})
    try:
        asked = (None, sentence("unsaved", "register.xlsx")) if button in OF_THE_CELL else None
        put(calc, opened, {ANSWER: "no"})
        assert press(calc, opened, button) == (asked or (f"from minerva import buttons; buttons.{button}()", None))
        put(calc, opened, {ANSWER: "yes", COMMAND: None})
        assert press(calc, opened, button)[0] == f"from minerva import buttons; buttons.{button}()"
    finally:
        calc.close(register)


@pytest.mark.parametrize(
    "path", ["C:\\py\\python.exe", "C:\\Program Files\\a, b; (1) & c\\python.exe", "%MINERVA_ADDIN%\\x"]
)
def test_xlwings_reads_the_settings_as_they_are_written(calc: Calc, tmp_path: Path, path: str):
    """With the function of xlwings itself in place of the stub's."""
    settings = tmp_path / "minerva.conf"
    write_settings(settings, {"SHOW CONSOLE": "True", "INTERPRETER_WIN": path})
    stub = re.sub(r"Public Function GetConfigFromFile\(.*?End Function\n", "", XLWINGS, flags=re.S)
    stub = stub.replace('"of the user"', f'"{settings}"') + function_of_xlwings("GetConfigFromFile")
    workbook = addins.relabelled(tmp_path / "minerva.xlsm", [*STUBS[1:], module_of("xlwings", stub)])
    document = calc.open(workbook, macros=True)
    try:
        found = run(calc, document, "MinervaSettings.MinervaInterpreter")
        assert str(found).rpartition("\\")[2] == path.rpartition("\\")[2]
        assert found == path or path.startswith("%MINERVA_ADDIN%")
    finally:
        calc.close(document)
