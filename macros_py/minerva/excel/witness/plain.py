"""A package and its XML without anything that two programs could read in two ways, which no spreadsheet program writes.

What the witness reads must be what Excel shows: whoever hides something hides it where readers differ.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_MARKUP = re.compile(rb"<!|<\?(?!xml\s)|\bProcessContent\b")
_ALTERNATIVE = re.compile(rb"<(?:[\w.-]+:)?AlternateContent[\s/>]")
_LOCAL = struct.Struct("<4s5H3L2H")
_END = struct.Struct("<4s4H2LH")
_DESCRIBED, _ENCRYPTED = 0x08, 0x41
DESCRIPTORS = (0, 12, 16, 20, 24)
"""Bytes that may follow a member whose sizes stand behind it."""
HELD = frozenset(("sheetData", "row", "c", "v", "f", "is", "t", "r", "si", "sheets", "sheet", "mergeCells", "cols"))
"""What a program that takes one of several alternatives must not find in them: the cells themselves."""


def is_plain_package(content: bytes, package: zipfile.ZipFile) -> bool:
    """Whether its members follow each other from the first byte, each with one header, and nothing stands after them.

    A reader that goes from member to member then finds the same parts as one that goes by the directory.
    """
    members = sorted(package.infolist(), key=lambda one: one.header_offset)
    starts = [*(member.header_offset for member in members), package.start_dir]
    for member, following in zip(members, starts[1:], strict=True):
        end, gaps = _end_of(content, member), DESCRIPTORS if member.flag_bits & _DESCRIBED else (0,)
        if end is None or member.flag_bits & _ENCRYPTED or following - end not in gaps:
            return False
    return starts[0] == 0 and _ends_with(content, package)


def _end_of(content: bytes, member: zipfile.ZipInfo) -> int | None:
    """Where the bytes of a member end; None where its own header says something else than the directory."""
    header = content[member.header_offset : member.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size:
        return None
    mark, _, flags, method, _, _, _, packed, size, name, extra = _LOCAL.unpack(header)
    told = (packed, size) == (member.compress_size, member.file_size) or flags & _DESCRIBED
    if mark != b"PK\x03\x04" or (flags, method) != (member.flag_bits, member.compress_type) or not told:
        return None
    return member.header_offset + _LOCAL.size + name + extra + member.compress_size


def _ends_with(content: bytes, package: zipfile.ZipFile) -> bool:
    """Whether the end of the directory is the end of the file, and tells of this directory."""
    if len(content) < _END.size:
        return False
    mark, disk, first, here, total, size, start, comment = _END.unpack(content[-_END.size :])
    counted = len(package.infolist())
    return (mark, disk, first, here, total, comment) == (b"PK\x05\x06", 0, 0, counted, counted, 0) and (
        start == package.start_dir and start + size + _END.size == len(content)
    )


def is_plain_xml(xml: bytes, name_of: Callable[[str], str]) -> bool:
    """Whether XML is UTF-8 with nothing but elements and texts, and its cells are no alternative to others.

    `name_of` gives the name of an element of a workbook by its tag, '' for others.
    """
    encoding = _ENCODING.match(xml)
    if b"\0" in xml[:200] or (encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        return False
    if _MARKUP.search(xml) and not _is_text_only(xml):
        return False
    if _ALTERNATIVE.search(xml) is None:
        return True
    alternatives = (e for e in ElementTree.fromstring(xml).iter() if e.tag.endswith("}AlternateContent"))  # noqa: S314
    return not any(name_of(one.tag) in HELD for alternative in alternatives for one in alternative.iter())


def _is_text_only(xml: bytes) -> bool:
    """Whether a word that could be markup is only said in a text."""
    if b"<!" in xml or re.search(rb"<\?(?!xml\s)", xml):
        return False
    return not any("ProcessContent" in name for e in ElementTree.fromstring(xml).iter() for name in e.attrib)  # noqa: S314
