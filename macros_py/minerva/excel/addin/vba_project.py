"""Reads and writes a VBA project (`vbaProject.bin`, MS-OVBA): sources only, which Excel compiles when it loads them.

A project is written after a model, an existing one, of which it keeps what says where it runs: code page, references,
the fields that say that nothing is locked. The modules are all given anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from struct import error as too_short
from struct import pack, unpack_from

from minerva.excel.addin.compound_file import compound_file
from minerva.excel.addin.compression import NotCompressed, compress, decompress
from minerva.excel.content.compound import streams_in

CODE_PAGE = "cp1252"
LINE = "\r\n"

_NAME, _VERSION, _MODULES, _COOKIE, _MODULES_END = 0x04, 0x09, 0x0F, 0x13, 0x10
_MODULE_NAME, _MODULE_UNICODE, _STREAM, _STREAM_UNICODE = 0x19, 0x47, 0x1A, 0x32
_TEXT, _TEXT_UNICODE, _OFFSET, _HELP, _MODULE_COOKIE = 0x1C, 0x48, 0x31, 0x1E, 0x2C
_PROCEDURAL, _OBJECT, _MODULE_END = 0x21, 0x22, 0x2B
_NO_COOKIE = b"\xff\xff"
_VERSION_LENGTH = 6  # the record says 4 (MS-OVBA 2.3.4.2.1.11)
_NOTHING_COMPILED = bytes.fromhex("cc61ffff000000")  # _VBA_PROJECT of a project without compiled code
_KEPT_LINES = ("ID=", "HelpContextID=", "VersionCompatible32=", "CMG=", "DPB=", "GC=")
_HOST = ["", "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", ""]


class Kind(StrEnum):
    """What a module is, by the word it has in the list of the project."""

    DOCUMENT = "Document"
    CLASS = "Class"
    MODULE = "Module"


class NoProject(Exception):
    """The bytes are no VBA project that can be read."""


@dataclass(frozen=True)
class Module:
    """A module and its source, with the attributes that VBA hides."""

    name: str
    kind: Kind
    source: str


@dataclass(frozen=True)
class Project:
    """A project: its modules, and what else its streams say of it."""

    modules: tuple[Module, ...]
    head: bytes
    lines: tuple[str, ...]

    def module(self, name: str) -> Module | None:
        """The module of that name."""
        return next((one for one in self.modules if one.name == name), None)


def module_of(name: str, text: str) -> Module:
    """A plain module of a text as it stands in a .bas file without its attribute line."""
    lines = [f'Attribute VB_Name = "{name}"', *text.splitlines()]
    return Module(name, Kind.MODULE, LINE.join(lines) + LINE)


def read_project(content: bytes) -> Project:
    """A project with the sources of its modules. Raises NoProject."""
    try:
        streams = streams_in(content)
        directory = decompress(streams["VBA/dir"])
        lines = tuple(streams["PROJECT"].decode(CODE_PAGE).split(LINE))
        kinds = {
            line.partition("=")[2].partition("/")[0]: Kind(line.partition("=")[0]) for line in _module_lines(lines)
        }
        head, places = _directory(directory)
        modules = tuple(Module(name, kinds[name], _source(streams, name, places[name])) for name in places)
    except (KeyError, IndexError, ValueError, too_short, NotCompressed) as error:
        raise NoProject from error
    return Project(modules, head, lines)


def _module_lines(lines: Sequence[str]) -> Iterator[str]:
    words = {kind.value for kind in Kind}
    return (line for line in lines if line.partition("=")[0] in words)


def _directory(content: bytes) -> tuple[bytes, dict[str, int]]:
    """What comes before the modules, and where in its stream the source of each begins."""
    head, places, name, before = b"", {}, "", True
    for number, record, data in _records(content):
        before = before and number != _MODULES
        if before:
            head += record
        elif number == _MODULE_NAME:
            name = data.decode(CODE_PAGE)
        elif number == _OFFSET:
            (places[name],) = unpack_from("<I", data)
    return head, places


def _records(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Number, whole record and data, to the end of the modules."""
    place, number = 0, -1
    while number != _MODULES_END:
        number, length = unpack_from("<HI", content, place)
        length = _VERSION_LENGTH if number == _VERSION else length
        end = place + 6 + length
        yield number, content[place:end], content[place + 6 : end]
        place = end


def _source(streams: dict[str, bytes], name: str, place: int) -> str:
    """The source of a module, after whatever a compiler left before it."""
    return decompress(streams[f"VBA/{name}"][place:]).rstrip(b"\0").decode(CODE_PAGE)


def write_project(name: str, modules: Sequence[Module], model: Project) -> bytes:
    """The `vbaProject.bin` of a project of that name with these modules.

    Raises UnicodeEncodeError for a source that is not in the code page of VBA.
    """
    streams = {
        "PROJECT": LINE.join(_project_lines(name, modules, model)).encode(CODE_PAGE),
        "PROJECTwm": b"".join(_both(module.name) for module in modules) + b"\0\0",
        "VBA/_VBA_PROJECT": _NOTHING_COMPILED,
        "VBA/dir": compress(_head(name, model) + _module_records(modules)),
    }
    sources = {f"VBA/{module.name}": compress(module.source.encode(CODE_PAGE)) for module in modules}
    return compound_file({**streams, **sources})


def _project_lines(name: str, modules: Sequence[Module], model: Project) -> list[str]:
    """The text stream that lists the modules."""
    kept = [line for line in model.lines if line.startswith(_KEPT_LINES)]
    listed = [f"{one.kind.value}={one.name}{'/&H00000000' * (one.kind is Kind.DOCUMENT)}" for one in modules]
    windows = [f"{one.name}=0, 0, 0, 0, C" for one in modules]
    return [kept[0], *listed, f'Name="{name}"', *kept[1:], *_HOST, "[Workspace]", *windows, ""]


def _both(name: str) -> bytes:
    """A name in the code page and in UTF-16, each ended by zero."""
    return name.encode(CODE_PAGE) + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _head(name: str, model: Project) -> bytes:
    """The records before the modules, with the name of the new project."""
    place, head = 0, b""
    while place < len(model.head):
        number, length = unpack_from("<HI", model.head, place)
        end = place + 6 + (_VERSION_LENGTH if number == _VERSION else length)
        head += _record(_NAME, name.encode(CODE_PAGE)) if number == _NAME else model.head[place:end]
        place = end
    return head


def _module_records(modules: Sequence[Module]) -> bytes:
    records = [_record(_MODULES, pack("<H", len(modules))), _record(_COOKIE, _NO_COOKIE)]
    for module in modules:
        name, unicode = module.name.encode(CODE_PAGE), module.name.encode("utf-16-le")
        records += [_record(_MODULE_NAME, name), _record(_MODULE_UNICODE, unicode)]
        records += [_record(_STREAM, name), _record(_STREAM_UNICODE, unicode)]
        records += [_record(_TEXT), _record(_TEXT_UNICODE), _record(_OFFSET, bytes(4)), _record(_HELP, bytes(4))]
        records.append(_record(_MODULE_COOKIE, _NO_COOKIE))
        records.append(_record(_PROCEDURAL if module.kind is Kind.MODULE else _OBJECT))
        records.append(_record(_MODULE_END))
    return b"".join([*records, _record(_MODULES_END)])


def _record(number: int, data: bytes = b"") -> bytes:
    return pack("<HI", number, len(data)) + data
