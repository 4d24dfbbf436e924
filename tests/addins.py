"""The add-in as the tests need it: its parts, its ribbon and its VBA modules, and a copy that LibreOffice opens."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from minerva.excel.addin.build import PROJECT, addin
from minerva.excel.addin.vba_project import Module, Project, read_project, write_project

VBA, TYPES = "xl/vbaProject.bin", "[Content_Types].xml"
SPACE = "{http://schemas.microsoft.com/office/2006/01/customui}"


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def project_of(content: bytes) -> Project:
    """The VBA project of a built add-in."""
    return read_project(parts_of(content)[VBA])


def source_of(content: bytes, module: str) -> str:
    """The source of a module of a built add-in."""
    found = project_of(content).module(module)
    assert found is not None, module
    return found.source


def controls(content: bytes) -> list[ElementTree.Element]:
    """Tab, groups and buttons of the ribbon of a built add-in."""
    ribbon = ElementTree.fromstring(parts_of(content)["customUI/customUI.xml"])
    return [one for one in ribbon.iter() if one.tag in {SPACE + name for name in ("tab", "group", "button")}]


def relabelled(path: Path, stubs: Iterable[Module], content: bytes | None = None) -> Path:
    """The add-in as a workbook with macros, which LibreOffice opens, some modules replaced by others of their name."""
    parts = parts_of(addin() if content is None else content)
    by_name: Mapping[str, Module] = {stub.name: stub for stub in stubs}
    project = read_project(parts[VBA])
    parts[VBA] = write_project(PROJECT, [by_name.get(one.name, one) for one in project.modules], project)
    parts[TYPES] = parts[TYPES].replace(b"addin.macroEnabled", b"sheet.macroEnabled")
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path
