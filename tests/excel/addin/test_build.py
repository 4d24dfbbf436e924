"""minerva.xlam as built here: what stands in it, and that it is the same each time."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlwings

import addins
from minerva import buttons
from minerva.excel.addin import build
from minerva.excel.addin.build import CALLED, SHIPPED, AddinRefused, addin, own_modules, ribbon, write_addin
from minerva.excel.addin.vba_project import Kind, module_of, read_project, write_project
from minerva.excel.addin.vba_words import vba_text
from minerva.layout.labels import REPORT_LANGUAGES, labels

BUTTONS = ("check", "clear", "colour", "templates", "consolidate", "coverage", "feedback", "pdf")
CALL = re.compile(r'RunPython "from minerva import buttons; buttons\.(\w+)\(\)"')


@pytest.fixture(scope="module")
def built() -> bytes:
    return addin()


def subs(source: str) -> set[str]:
    """The public Subs of a source."""
    return set(re.findall(r"^Public Sub (\w+)\(", source, re.MULTILINE))


# -- the package -------------------------------------------------------------------------------------------------------


def test_the_same_text_and_xlwings_give_the_same_bytes(built: bytes, tmp_path: Path):
    assert write_addin(tmp_path).read_bytes() == built
    code = "import sys; from minerva.excel.addin.build import addin; sys.stdout.buffer.write(addin())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env={"PYTHONHASHSEED": "7"}, check=True)
    assert done.stdout == built


def test_building_needs_no_xlwings_in_memory():
    code = "import sys; from minerva.excel.addin.build import addin; addin(); print('xlwings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_every_part_is_well_formed_and_has_a_type(built: bytes):
    parts = addins.parts_of(built)
    types = ElementTree.fromstring(parts[addins.TYPES])
    known = {one.get("Extension") for one in types} | {(one.get("PartName") or "")[1:] for one in types}
    for name, content in parts.items():
        assert name == addins.TYPES or name in known or name.rpartition(".")[2] in known, name
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)


def test_the_ribbon_is_linked_as_one_of_its_name_space(built: bytes):
    links = ElementTree.fromstring(addins.parts_of(built)["_rels/.rels"])
    (kind,) = [one.get("Type") for one in links if one.get("Target") == "customUI/customUI.xml"]
    assert kind == "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    assert addins.SPACE == "{http://schemas.microsoft.com/office/2006/01/customui}"
    assert len(addins.controls(built)) == 3 + len(BUTTONS)


def test_nobody_else_is_named_in_it(built: bytes):
    """The add-in xlwings ships names its author and a folder of his; the notices of the licence stay."""
    parts = addins.parts_of(built)
    others = {name: part for name, part in parts.items() if name != addins.VBA}
    assert [name for name, part in others.items() if re.search(rb"(?i)felix|myaddin|\bUsers\b", part)] == []
    assert "Redistribution and use in source and binary forms" in addins.source_of(built, "xlwings")


def test_excel_lists_the_addin_by_a_name_in_both_languages(built: bytes):
    about = addins.parts_of(built)["docProps/core.xml"].decode()
    assert all(labels(language)("addin.about") in about for language in REPORT_LANGUAGES)


# -- ribbon, Subs, functions -------------------------------------------------------------------------------------------


def test_every_callback_of_the_ribbon_has_its_sub(built: bytes):
    callbacks = {
        value
        for one in addins.controls(built)
        for name, value in one.attrib.items()
        if name == "onAction" or name.startswith("get")
    }
    assert len(callbacks) == len(BUTTONS) + 3
    assert {one.partition(".")[0] for one in callbacks} == {"MinervaRibbon"}
    assert {one.partition(".")[2] for one in callbacks} == subs(addins.source_of(built, "MinervaRibbon"))


def test_every_callback_calls_the_sub_of_its_button(built: bytes):
    source = addins.source_of(built, "MinervaRibbon")
    for button in BUTTONS:
        assert re.search(
            rf"Sub On{button.title()}\(control As IRibbonControl\)\r\n    Minerva{button.title()}\r\n", source
        )


def test_every_sub_calls_its_function(built: bytes):
    source = addins.source_of(built, "MinervaButtons")
    assert subs(source) == {f"Minerva{button.title()}" for button in BUTTONS}
    for button in BUTTONS:
        body = source.partition(f"Sub Minerva{button.title()}()")[2].partition("End Sub")[0]
        assert CALL.findall(body) == [button]


@pytest.mark.parametrize("name", BUTTONS)
def test_every_function_is_there_and_takes_the_calling_book_by_itself(name: str):
    taken = inspect.signature(getattr(buttons, name)).bind()
    taken.apply_defaults()
    assert taken.arguments["book"] is None


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
def test_every_control_has_its_texts(built: bytes, language: str):
    words = labels(language)
    for one in addins.controls(built):
        parts = ("label", "tip", "help") if one.tag.endswith("button") else ("label",)
        assert [part for part in parts if not words.has(f"ribbon.{one.get('id')}.{part}")] == []
        assert len(words(f"ribbon.{one.get('id')}.label")) <= 30


def test_every_reason_of_the_guard_has_its_sentence(built: bytes):
    source = addins.source_of(built, "MinervaGuard")
    reasons = set(re.findall(r'Reason = "(\w+)"', source)) | set(re.findall(r'MinervaAsk\("(\w+)"', source))
    sentences = {key.rpartition(".")[2] for key in labels("fr").names if key.startswith("addin.guard.")}
    assert reasons == sentences - {"title"}


def test_a_message_fits_into_a_box():
    """MsgBox cuts what is longer than some 1,024 characters; the detail is a path or some names."""
    for key in (key for key in labels("fr").names if key.startswith("addin.guard.")):
        assert sum(len(labels(language)(key)) for language in REPORT_LANGUAGES) < 600, key


# -- pictures ----------------------------------------------------------------------------------------------------------


def test_a_button_without_picture_keeps_the_one_of_office():
    bare = ribbon({}).decode()
    assert bare.count("imageMso=") == len(BUTTONS)
    one = ribbon({"check": b""}).decode()
    assert (one.count(' image="check"'), one.count("imageMso=")) == (1, len(BUTTONS) - 1)


# -- sources -----------------------------------------------------------------------------------------------------------


def test_our_sources_are_ascii_and_speak_no_language():
    """Sentences come from the labels; a text in quotes is a key, a name or Python."""
    for module in own_modules():
        assert module.source.isascii(), module.name
        assert max(len(line) for line in module.source.splitlines()) < 200
        quoted = re.findall(r'"([^"]*)"', re.sub(r"(?m)^\s*'.*$", "", module.source))
        assert [text for text in quoted if len(re.findall("[A-Za-z]{3,} ", text)) > 1 and "import" not in text] == [], (
            module.name
        )


def test_a_text_in_vba():
    assert vba_text('Ça « va »: "oui" ’') == (
        'ChrW(199) & "a " & ChrW(171) & " va " & ChrW(187) & ": ""oui"" " & ChrW(8217)'
    )


def test_settings_are_ours_and_those_of_xlwings_are_gone(built: bytes):
    source = addins.source_of(built, "xlwings")
    assert 'PROJECT_NAME As String = "minerva"' in source
    assert "Function GetConfig(" not in source
    assert "Public Function GetConfig(" in addins.source_of(built, "MinervaSettings")


def test_all_else_of_xlwings_is_as_it_ships(built: bytes):
    shipped = addins.project_of((Path(xlwings.__file__).parent / SHIPPED).read_bytes())
    ours = addins.project_of(built)
    assert ours.module("Dictionary") == shipped.module("Dictionary")
    before, after = (set(one.module("xlwings").source.splitlines()) for one in (shipped, ours))
    assert after - before == {'Public Const PROJECT_NAME As String = "minerva"'}


def test_all_that_our_modules_call_is_theirs_or_looked_for_in_xlwings(built: bytes):
    """Names followed by a bracket, or a statement by itself, that stand in no module of ours and are none of VBA's."""
    sources = [re.sub(r'"[^"]*"|(?m:^\s*\'.*$)', "", module.source) for module in own_modules()]
    ours = set(re.findall(r"(?:Sub|Function) (\w+)\(", "\n".join(sources))) | {"MinervaWord"}
    called = {name for source in sources for name in re.findall(r"(?<![.\w])(\w+)(?=\(|\.Run\()", source)}
    called |= {
        name for source in sources for name in re.findall(r"(?:Then|^ +)(?: )?(RunPython) ", source, re.MULTILINE)
    }
    vba = {"Chr", "InStr", "LCase", "UCase", "Left", "Right", "Replace", "MsgBox"}
    assert called - ours - vba == set(CALLED)


def test_a_project_written_again_is_the_same(built: bytes):
    content = addins.parts_of(built)[addins.VBA]
    project = read_project(content)
    assert write_project(build.PROJECT, project.modules, project) == content
    kinds = {one.name: one.kind for one in project.modules}
    assert [kinds[name] for name in ("ThisWorkbook", "Dictionary", "MinervaButtons")] == list(Kind)


def test_a_source_outside_the_code_page_is_our_mistake(built: bytes):
    with pytest.raises(UnicodeEncodeError):
        write_project("X", [module_of("M", "' ▲")], addins.project_of(built))


# -- an xlwings that is not as expected --------------------------------------------------------------------------------


@pytest.fixture
def other_xlwings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The add-in that the installed xlwings ships, in a folder where a test may spoil it."""
    shutil.copyfile(Path(xlwings.__file__).parent / SHIPPED, tmp_path / SHIPPED)
    monkeypatch.setattr(build, "xlwings_folder", lambda: tmp_path)
    return tmp_path / SHIPPED


def spoiled(shipped: Path, old: str, new: str, drop: str = "") -> None:
    """Change the text of the module xlwings, or drop a module, in the add-in that is shipped."""
    parts = addins.parts_of(shipped.read_bytes())
    project = read_project(parts[addins.VBA])
    changed = [
        type(one)(one.name, one.kind, one.source.replace(old, new)) for one in project.modules if one.name != drop
    ]
    parts[addins.VBA] = write_project("X", changed, project)
    with zipfile.ZipFile(shipped, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)


def reason() -> str:
    with pytest.raises(AddinRefused) as raised:
        addin()
    labels("fr")(f"problem.addin.{raised.value.reason}", **raised.value.params)
    key = raised.value.params["reason"].removeprefix("@")
    assert labels("fr").has(key)
    return key.removeprefix("problem.addin.")


def test_an_unchanged_copy_builds(other_xlwings: Path, built: bytes):
    assert addin() == built


@pytest.mark.parametrize(
    ("old", "new", "drop", "expected"),
    [
        ("XLWINGS_VERSION As String = ", "XLWINGS_VERSION As String = 1", "", "version"),
        (f'XLWINGS_VERSION As String = "{xlwings.__version__}"', 'XLWINGS_VERSION As String = "0.1"', "", "version"),
        ("PROJECT_NAME As String", "PROJECTNAME As String", "", "unexpected"),
        ("Function GetConfig(", "Function ConfigOf(", "", "unexpected"),
        ("Function GetConfigFilePath(", "Private Function GetConfigFilePath(", "", "unexpected"),
        ("", "", "xlwings", "no_module"),
        ("", "", "Dictionary", "no_module"),
    ],
)
def test_another_shape_is_told(other_xlwings: Path, old: str, new: str, drop: str, expected: str):
    spoiled(other_xlwings, old, new, drop)
    assert reason() == expected


def test_a_model_that_cannot_be_read_is_told(other_xlwings: Path):
    other_xlwings.write_bytes(b"no zip")
    assert reason() == "no_model"
    other_xlwings.unlink()
    assert reason() == "no_model"


def test_no_xlwings_at_all_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    assert reason() == "missing"


# -- what the guard asks Python ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "answer"), [((), 0), (("-S",), 3)], ids=["with its packages", "without any"])
def test_python_answers_whether_it_has_what_the_buttons_need(
    built: bytes, options: tuple[str], answer: int, tmp_path: Path
):
    """As the guard asks, from a folder that holds files of these names."""
    for name in ("minerva.py", "xlwings.py", "contextlib.py"):
        (tmp_path / name).write_text("raise SystemExit(77)")
    source = addins.source_of(built, "MinervaPython")
    question = re.search(r'Question As String = "([^"]+)"', source)[1]
    assert '" -P -c "' in source
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([sys.executable, *options, "-P", "-c", question], cwd=tmp_path, env=environment)
    assert done.returncode == answer
