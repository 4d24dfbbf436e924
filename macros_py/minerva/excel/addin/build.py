"""Builds minerva.xlam on any system, from our text in addin/ and the add-in that the installed xlwings ships.

What is taken from xlwings is the empty add-in workbook and two VBA modules, `xlwings` (RunPython) and `Dictionary`; its
version must be that of the Python package, as the one calls the other. In the module two things are changed: the name
under which settings are kept, and the function that looks for them, of which there is one of our own (see
addin/MinervaSettings.bas). The same text and the same xlwings give the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from minerva.excel.addin.vba_project import Kind, Module, NoProject, Project, module_of, read_project, write_project
from minerva.excel.addin.vba_words import words_module
from minerva.excel.safely import private_folder, put_in_place, sync
from minerva.layout.labels import bilingual
from minerva.layout.source import addin_folder

FILE_NAME = "minerva.xlam"
PROJECT = "MinervaAddin"
SETTINGS_NAME = "minerva"
SHIPPED = "quickstart_addin_ribbon.xlam"
FROM_XLWINGS = ("xlwings", "Dictionary")
CALLED = ("RunPython", "FileExists", "WScript", "GetConfigFromFile", "GetConfigFilePath", "ExpandEnvironmentStrings")
"""The functions of xlwings that our modules call."""

_VBA, _RIBBON, _WORKBOOK, _TYPES, _ABOUT = (
    "xl/vbaProject.bin",
    "customUI/customUI.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "docProps/core.xml",
)
_LINKS = "_rels/.rels"
_RIBBON_LINKS = "customUI/_rels/customUI.xml.rels"
_RIBBON_KIND = (
    b"http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    b"http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
)
"""What the model calls its ribbon, and what one of the name space it has (2006/01) is called."""
_PROJECT_NAME = re.compile(r'(PROJECT_NAME As String = )"[^"]*"')
_VERSION = re.compile(r'XLWINGS_VERSION As String = "([^"]*)"')
_GET_CONFIG = re.compile(r"^Function GetConfig\(.*?^End Function\r?\n", re.DOTALL | re.MULTILINE)
_HOME_OF_THE_AUTHOR = re.compile(r"<mc:AlternateContent\b.*?</mc:AlternateContent>", re.DOTALL)
_PICTURE = re.compile(r'id="(\w+)"([^>]*?) imageMso="\w+"')
_EPOCH = (1980, 1, 1, 0, 0, 0)


class AddinRefused(Exception):
    """The add-in cannot be made or put there: `reason` ends a label (problem.addin.REASON), `params` complete it."""

    def __init__(self, reason: str, /, **params: object):
        super().__init__(f"{reason} {params}")
        self.reason = reason
        self.params = params


def _unusable(what: str, detail: str = "-") -> AddinRefused:
    """What is wrong with the installed xlwings."""
    return AddinRefused("xlwings", reason=f"@problem.addin.{what}", detail=detail)


def write_addin(folder: Path) -> Path:
    """Write minerva.xlam into a folder; its path. Raises AddinRefused, and what `safely` raises."""
    return put_addin(addin(), folder, folder)


def put_addin(content: bytes, folder: Path, workshop: Path) -> Path:
    """Put a built add-in into a folder; it is prepared in `workshop`, a folder on the same volume."""
    output = folder / FILE_NAME
    with private_folder(workshop / FILE_NAME) as prepared:
        (prepared / FILE_NAME).write_bytes(content)
        sync(prepared / FILE_NAME)
        put_in_place(prepared / FILE_NAME, output)
    return output


def addin() -> bytes:
    """The bytes of minerva.xlam. Raises AddinRefused."""
    parts = _shipped_parts()
    project = _shipped_project(parts[_VBA])
    documents = [module for module in project.modules if module.kind is Kind.DOCUMENT]
    modules = [*documents, *_modules_of_xlwings(project), *own_modules(), words_module()]
    pictures = icons()
    parts[_VBA] = write_project(PROJECT, modules, project)
    parts[_RIBBON] = ribbon(pictures)
    parts[_RIBBON_LINKS] = _picture_links(pictures)
    parts |= {f"customUI/images/{name}.png": content for name, content in pictures.items()}
    parts[_LINKS] = parts[_LINKS].replace(*_RIBBON_KIND)
    parts[_TYPES] = _with_pictures(parts[_TYPES])
    parts[_WORKBOOK] = _HOME_OF_THE_AUTHOR.sub("", parts[_WORKBOOK].decode()).replace("_myaddin.", "_minerva.").encode()
    parts[_ABOUT] = _about()
    return _package(parts)


def xlwings_folder() -> Path:
    """Where the installed xlwings is, without importing it. Raises AddinRefused."""
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise _unusable("missing")
    return Path(found.origin).parent


def _shipped_parts() -> dict[str, bytes]:
    """The parts of the add-in xlwings ships, in its order."""
    shipped = xlwings_folder() / SHIPPED
    try:
        with zipfile.ZipFile(shipped) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (OSError, zipfile.BadZipFile) as error:
        raise _unusable("no_model", SHIPPED) from error
    for needed in (_VBA, _RIBBON, _WORKBOOK, _TYPES, _LINKS):
        if needed not in parts:
            raise _unusable("no_model", f"{SHIPPED}: {needed}")
    return parts


def _shipped_project(content: bytes) -> Project:
    try:
        return read_project(content)
    except NoProject as error:
        raise _unusable("no_model", f"{SHIPPED}: {_VBA}") from error


def _modules_of_xlwings(project: Project) -> list[Module]:
    """Its two modules, the first with our name for the settings and without its function that finds them."""
    modules = []
    for name in FROM_XLWINGS:
        module = project.module(name)
        if module is None:
            raise _unusable("no_module", name)
        modules.append(module)
    source = modules[0].source
    _check_version(source)
    for name in CALLED:
        if not re.search(rf"^(Public )?Function {name}\(", source, re.MULTILINE):
            raise _unusable("unexpected", name)
    source = _replaced(_PROJECT_NAME, rf'\g<1>"{SETTINGS_NAME}"', source, "PROJECT_NAME")
    modules[0] = replace(modules[0], source=_replaced(_GET_CONFIG, "", source, "GetConfig"))
    return modules


def _check_version(source: str) -> None:
    """RunPython and the package it calls must be of one version."""
    try:
        installed = version("xlwings")
    except PackageNotFoundError as error:
        raise _unusable("missing") from error
    found = _VERSION.search(source)
    if found is None or found[1] != installed:
        raise _unusable("version", f"{found[1] if found else '-'}, {installed}")


def _replaced(pattern: re.Pattern[str], by: str, source: str, what: str) -> str:
    """The source with the one place of a pattern replaced."""
    changed, number = pattern.subn(by, source)
    if number != 1:
        raise _unusable("unexpected", what)
    return changed


def own_modules() -> list[Module]:
    """Our modules, as they stand in addin/, by name."""
    sources = sorted(addin_folder().iterdir(), key=lambda one: one.name)
    return [
        module_of(one.name.removesuffix(".bas"), one.read_text("utf-8")) for one in sources if one.name.endswith(".bas")
    ]


def icons() -> dict[str, bytes]:
    """The pictures of the buttons that have one, by the id of the button."""
    folder = addin_folder() / "icons"
    found = sorted(folder.iterdir(), key=lambda one: one.name) if folder.is_dir() else []
    return {one.name.removesuffix(".png"): one.read_bytes() for one in found if one.name.endswith(".png")}


def ribbon(pictures: Mapping[str, bytes]) -> bytes:
    """The ribbon, each button with its picture, or with the one of Office it names where it has none."""
    text = (addin_folder() / "ribbon.xml").read_text("utf-8")
    return _PICTURE.sub(
        lambda found: f'id="{found[1]}"{found[2]} image="{found[1]}"' if found[1] in pictures else found[0], text
    ).encode()


def _picture_links(pictures: Mapping[str, bytes]) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    links = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="images/{name}.png"/>' for name in pictures)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{space}">{links}</Relationships>'.encode()


def _with_pictures(types: bytes) -> bytes:
    """The list of content types, with that of the pictures."""
    first = b"<Default "
    return types.replace(first, b'<Default Extension="png" ContentType="image/png" />' + first, 1)


def _about() -> bytes:
    """Title and description, which the list of add-ins in Excel shows."""
    spaces = {
        "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    declared = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    title, about = escape(bilingual("addin.guard.title")), escape(bilingual("addin.about", " / "))
    body = f"<dc:title>{title}</dc:title><dc:description>{about}</dc:description>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties {declared}>{body}</cp:coreProperties>'.encode()


def _package(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a package: stored, without times, the list of content types first, the same on every system."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(parts, key=lambda name: (name != _TYPES, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            package.writestr(entry, parts[name])
    return output.getvalue()
