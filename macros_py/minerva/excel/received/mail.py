"""The attachments of a saved e-mail (.eml), also of the messages forwarded in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from minerva.excel.content.intake import Refused
from minerva.model.submission import Refusal

MOST_PARTS = 1000
LONGEST_NAME = 150

_HEADER = re.compile(rb"([!-9;-~]{1,70}):|[ \t]|From ")
_HEADERS = {
    *(b"from", b"to", b"subject", b"date", b"received", b"return-path", b"message-id", b"mime-version"),
    *(b"content-type", b"delivered-to", b"reply-to", b"x-mailer", b"thread-topic", b"x-unsent"),
}


class _AsTyped(type(compat32)):
    """Headers as they stand: letters outside ASCII that no program should put there are still those of a name."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The header, unchanged."""
        return value


def is_mail(content: bytes) -> bool:
    """Whether a content begins with the header of an e-mail: lines `Name: …` only, two of the usual names at least."""
    known = set()
    for line in content[: 1 << 16].lstrip(b"\xef\xbb\xbf\r\n").splitlines()[:400]:
        if not line.strip():
            break
        found = _HEADER.match(line)
        if found is None:
            return False
        known |= {(found[1] or b"").lower()} & _HEADERS
    return len(known) >= 2


def attachments(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and decoded bytes of each attachment, in the order of the message. Raises Refused.

    The attachments of a forwarded message stand behind its name: `Rapport.eml/return.xlsx`. Bodies without a name are
    no attachments.
    """
    try:
        message = message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n"), policy=_AsTyped())
        found = list(_leaves(message, ""))
    except RecursionError as error:
        raise Refused(Refusal.UNSAFE, "eml") from error
    if len(found) > MOST_PARTS:
        raise Refused(Refusal.UNSAFE, f"{len(found)} > {MOST_PARTS}")
    for number, (folder, part) in enumerate(found, 1):
        name = _name(part)
        if name or part.get_content_maintype() != "text":
            yield f"{folder}{name or f'{number}'}", _bytes(part)


def _leaves(part: Message, folder: str) -> Iterator[tuple[str, Message]]:
    """The parts that are not made of parts, with the names of the messages they stand in."""
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        for number, inner in enumerate(part.get_payload(), 1):
            name = _name(part) or _name_of(str(inner.get("Subject", ""))) or str(number)
            yield from _leaves(inner, f"{folder}{name.removesuffix('.eml')}.eml/")
    elif part.is_multipart():
        for inner in part.get_payload():
            yield from _leaves(inner, folder)
    else:
        yield folder, part


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _name(part: Message) -> str:
    """The file name of a part, decoded; '' where it has none or one that nobody can read."""
    try:
        return _name_of(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _name_of(raw: str) -> str:
    """A name without anything that means a folder, a device or a new line."""
    typed = raw.encode("utf-8", "surrogateescape")
    try:
        text = typed.decode("utf-8")
    except UnicodeDecodeError:
        text = typed.decode("cp1252", "replace")
    with suppress(ValueError, LookupError, MessageError):
        text = str(make_header(decode_header(text))) if "=?" in text else text
    return re.sub(r"[\x00-\x1f\x7f-\x9f/\\:]+", "_", text).strip(" .")[-LONGEST_NAME:]
