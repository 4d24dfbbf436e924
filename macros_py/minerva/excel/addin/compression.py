"""The compression of VBA sources and of the list of modules in a project (MS-OVBA 2.4.1).

A container is a signature byte and chunks of 4096 bytes; each chunk is a run of literal bytes and of copies of what
came earlier in the same chunk. How a copy divides its sixteen bits between distance and length depends on how much of
the chunk is there already.
"""

from __future__ import annotations

from struct import error as too_short
from struct import pack, unpack_from

SIGNATURE = 1
CHUNK = 4096
SHORTEST = 3

_COMPRESSED, _RAW = 0xB000, 0x3000
_LENGTH = 0x0FFF
_FLAGS = 8


class NotCompressed(Exception):
    """The bytes are no compressed container."""


def decompress(content: bytes) -> bytes:
    """What a container holds. Raises NotCompressed."""
    if not content or content[0] != SIGNATURE:
        raise NotCompressed
    text, place = bytearray(), 1
    try:
        while place < len(content):
            (header,) = unpack_from("<H", content, place)
            end = place + (header & _LENGTH) + SHORTEST
            body = content[place + 2 : end]
            text += _expanded(body) if header & 0x8000 else body
            place = end
    except (IndexError, too_short) as error:
        raise NotCompressed from error
    return bytes(text)


def _expanded(body: bytes) -> bytearray:
    """One chunk without its header."""
    text, place = bytearray(), 0
    while place < len(body):
        flags, place = body[place], place + 1
        for bit in range(_FLAGS):
            if place >= len(body):
                break
            if not flags >> bit & 1:
                text.append(body[place])
                place += 1
                continue
            distance, length = _unpacked(body[place] | body[place + 1] << 8, len(text))
            for _ in range(length):
                text.append(text[-distance])
            place += 2
    return text


def _distance_bits(done: int) -> int:
    """How many bits of a copy tell its distance, where `done` bytes of the chunk are there."""
    return max((done - 1).bit_length(), 4)


def _unpacked(token: int, done: int) -> tuple[int, int]:
    """Distance and length of a copy."""
    length_bits = 16 - _distance_bits(done)
    return (token >> length_bits) + 1, (token & (1 << length_bits) - 1) + SHORTEST


def compress(content: bytes) -> bytes:
    """The container of some bytes; the same bytes give the same container."""
    chunks = (_chunk(content[start : start + CHUNK]) for start in range(0, len(content), CHUNK))
    return bytes([SIGNATURE]) + b"".join(chunks)


def _chunk(text: bytes) -> bytes:
    """A chunk with its header; one that would not get shorter is kept as it is, filled up with zeros."""
    body = _tokens(text)
    if len(body) > CHUNK:
        return pack("<H", _RAW | CHUNK - 1) + text.ljust(CHUNK, b"\0")
    return pack("<H", _COMPRESSED | len(body) - 1) + body


def _tokens(text: bytes) -> bytes:
    """Literals and copies in groups of eight, a byte of flags before each group."""
    out, place, seen = bytearray(), 0, {}
    while place < len(text):
        flags, group = 0, bytearray()
        for bit in range(_FLAGS):
            if place >= len(text):
                break
            distance, length = _longest_copy(text, place, seen)
            if length:
                flags |= 1 << bit
                length_bits = 16 - _distance_bits(place)
                group += pack("<H", distance - 1 << length_bits | length - SHORTEST)
            else:
                group.append(text[place])
            for start in range(place, place + max(length, 1)):
                seen.setdefault(text[start : start + SHORTEST], []).append(start)
            place += max(length, 1)
        out.append(flags)
        out += group
    return bytes(out)


def _longest_copy(text: bytes, place: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Distance and length of the longest earlier run that goes on here; (0, 0) where none is worth it.

    `seen` gives, for three bytes, where they began before. The nearest of equal runs is taken.
    """
    most = min((1 << 16 - _distance_bits(place)) - 1 + SHORTEST, len(text) - place)
    if most < SHORTEST:
        return 0, 0
    distance = best = 0
    for start in reversed(seen.get(text[place : place + SHORTEST], ())):
        length = SHORTEST
        while length < most and text[start + length] == text[place + length]:
            length += 1
        if length > best:
            distance, best = place - start, length
        if best == most:
            break
    return distance, best
