"""Files that are no workbook, or another one than their name says, and e-mails with and without one."""

from __future__ import annotations

import base64
import gzip
import random
from collections.abc import Iterator
from email.message import EmailMessage
from struct import pack

from hostile.workbook import EITHER, READ, Case, case, good, packed
from minerva.model.submission import Refusal as R

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE = "<table><tr><td>O.O.1.1</td><td>85</td></tr></table>"
BOF = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12
OTHER_WORKBOOK = (R.OLD_FORMAT, R.DAMAGED, R.NO_TABLES, R.OTHER_TEMPLATE, R.UNKNOWN_ORGANISATION, READ)
"""What becomes of the skeleton of another kind of workbook: it is recognised, and there is nothing in it."""


def kind_cases() -> Iterator[Case]:
    """All of them."""
    for name, content, *expected in (*_texts(), *_documents(), *_pictures_and_archives(), *_compounds(), *_mails()):
        yield case("kind", name, content, *expected)


def _texts():
    yield "csv.xlsx", b"O.S.;O.O.;r\xe9sultat\r\nO.S.1;O.O.1.1;85\r\n", R.TEXT
    yield "real.csv", "O.S.;O.O.;résultat\r\n".encode(), R.TEXT
    yield "csv of a database.xlsx", "a,b\n1,2\n".encode("utf-16"), R.TEXT
    yield "json.xlsx", b'{"a": 1}', R.TEXT
    yield "one letter.xlsx", b"x", R.TEXT
    yield "empty.xlsx", b"", R.EMPTY
    yield "zeros.xlsx", b"\0" * 2000, R.NOT_A_WORKBOOK
    yield "noise.xlsx", random.Random(5).randbytes(5000), R.NOT_A_WORKBOOK
    yield "program.xlsx", b"MZ\x90\0" + b"\0" * 500, R.NOT_A_WORKBOOK
    yield "script.xlsx", b"#!/bin/sh\nrm -rf /\n", R.TEXT
    yield "web page.xls", f"<html><body>{TABLE}</body></html>".encode(), R.WEB_PAGE
    yield "table only.xls", f"\r\n {TABLE}".encode(), R.WEB_PAGE
    yield "web page in UTF-16.xls", f"<html>{TABLE}</html>".encode("utf-16"), R.WEB_PAGE
    yield "XML of 2003.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', R.WEB_PAGE
    yield "flat.fods", b'<?xml version="1.0"?><office:document/>', R.WEB_PAGE
    mhtml = b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related\r\n\r\n"
    yield "web archive.xls", mhtml, R.WEB_PAGE


def _documents():
    yield "pdf.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", R.PDF
    yield "pdf with a mark.xlsx", b"\xef\xbb\xbf\r\n%PDF-1.4\n", R.PDF
    yield "rtf.xlsx", rb"{\rtf1\ansi 85}", R.OTHER_DOCUMENT
    types = b"<Types/>"
    for name, part in (("docx", "word/document.xml"), ("pptx", "ppt/presentation.xml"), ("vsdx", "visio/document.xml")):
        yield f"{name}.xlsx", packed({"[Content_Types].xml": types, part: b"<a/>"}), R.OTHER_DOCUMENT
    embedded = {"[Content_Types].xml": types, "word/document.xml": b"<a/>", "word/embeddings/x.xlsx": good()}
    yield "docx with a workbook.xlsx", packed(embedded), R.OTHER_DOCUMENT
    yield "package of nothing.xlsx", packed({"[Content_Types].xml": types}), R.NOT_A_WORKBOOK
    document = b"application/vnd.oasis.opendocument."
    for name, kind in (("odt", b"text"), ("odp", b"presentation"), ("odg", b"graphics")):
        yield f"{name}.ods", packed({"mimetype": document + kind, "content.xml": b"<a/>"}), R.OTHER_DOCUMENT
    yield "epub.xlsx", packed({"mimetype": b"application/epub+zip"}), R.OTHER_DOCUMENT
    yield "numbers.xlsx", packed({"Index/Document.iwa": b"x"}), R.OTHER_DOCUMENT
    sheet = {"mimetype": document + b"spreadsheet", "content.xml": b"<office:document-content/>"}
    yield "ods.xlsx", packed(sheet), *OTHER_WORKBOOK
    locked = sheet | {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    yield "ods with a password.ods", packed(locked), R.ENCRYPTED
    yield "xlsb.xlsx", packed({"[Content_Types].xml": types, "xl/workbook.bin": b"\x83\x01\0"}), *OTHER_WORKBOOK
    yield "xlsx named xls.xls", good(), READ
    yield "xlsx named csv.csv", good(), READ
    yield "xlsx without a name ending", good(), READ


def _pictures_and_archives():
    pictures = {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "gif": b"GIF89a",
        "bmp": b"BM" + pack("<III", 100, 0, 54),
        "tif": b"II*\0\x08\0\0\0",
        "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
        "heic": b"\0\0\0\x18ftypheic",
    }
    for name, start in pictures.items():
        yield f"photo.{name}", start + b"\0" * 100, R.PICTURE
    archives = {"7z": b"7z\xbc\xaf\x27\x1c", "rar": b"Rar!\x1a\x07\0", "bz2": b"BZh91AY", "xz": b"\xfd7zXZ\0"}
    for name, start in archives.items():
        yield f"archive.{name}", start + b"\0" * 100, R.ARCHIVE
    yield "archive.gz", gzip.compress(good(), mtime=0), R.ARCHIVE
    yield "archive.tar", b"return.xlsx".ljust(257, b"\0") + b"ustar\0", R.ARCHIVE


def compound(*names: str, streams: bytes = b"") -> bytes:
    """A compound file whose top level has these names; what the streams hold follows behind."""
    entries = [("Root Entry", 5, 1 if names else 0xFFFFFFFF), *((name, 2, 0xFFFFFFFF) for name in names)]
    directory = b""
    for number, (name, kind, child) in enumerate(entries):
        right = number + 1 if 0 < number < len(names) else 0xFFFFFFFF
        letters = (name + "\0").encode("utf-16-le")
        directory += letters.ljust(64, b"\0") + pack("<HBBIII", len(letters), kind, 1, 0xFFFFFFFF, right, child)
        directory += b"\0" * 48
    directory += b"\0" * (-len(directory) % 512)
    sectors = len(directory) // 512
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    head = OLE + b"\0" * 16 + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + pack("<I", 0)
    return head.ljust(512, b"\xff") + table + directory + streams


def _compounds():
    yield "old.xls", compound("Workbook", "\x05SummaryInformation", streams=BOF), *OTHER_WORKBOOK
    yield "old of 95.xls", compound("Book", streams=BOF), *OTHER_WORKBOOK
    yield "old with a password.xls", compound("Workbook", streams=BOF + b"\x2f\0\x04\0\0\0\0\0"), R.ENCRYPTED
    yield "password.xlsx", compound("EncryptionInfo", "EncryptedPackage"), R.ENCRYPTED
    yield "rights.xlsx", compound("\x06DataSpaces", "EncryptedPackage"), R.ENCRYPTED
    yield "letter.xls", compound("WordDocument", "1Table"), R.OTHER_DOCUMENT
    yield "slides.xls", compound("PowerPoint Document"), R.OTHER_DOCUMENT
    yield "mail.msg", compound("__nameid_version1.0", "__substg1.0_0037001F", streams=good()), R.MESSAGE
    yield "installer.xlsx", compound("\x05SummaryInformation", "SummaryStuff"), R.NOT_A_WORKBOOK
    yield "head only.xls", OLE, R.DAMAGED
    yield "cut.xls", compound("Workbook")[:700], R.DAMAGED
    turning = bytearray(compound(*(f"Stream{n}" for n in range(40))))
    turning[512 + 4 * 3 : 512 + 4 * 4] = pack("<I", 1)
    yield "directory in a circle.xls", bytes(turning), EITHER
    yield "before 95.xls", b"\x09\x04\x06\0\0\0\x10\0\0\0", R.OLD_FORMAT
    yield "winmail.dat", b"\x78\x9f\x3e\x22" + b"\0" * 100, R.MESSAGE


def mail(*attachments: tuple[str, bytes], subject: str = "Rapport") -> EmailMessage:
    """A mail with a body and attachments."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "correspondant", "cellule", subject
    message.set_content("Bonjour,\n\nvoici notre rapport.\n")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def _mails():
    yield "mail.eml", mail(("rapport.xlsx", good()), ("logo.png", b"\x89PNG\r\n")).as_bytes(), READ
    yield "mail named xlsx.xlsx", mail(("rapport.xlsx", good())).as_bytes(), READ
    yield "mail without attachment.eml", mail().as_bytes(), R.NO_WORKBOOK_INSIDE
    yield "mail with a pdf.eml", mail(("rapport.pdf", b"%PDF-1.7")).as_bytes(), R.PDF
    yield "mail with a damaged return.eml", mail(("rapport.xlsx", good()[:5000])).as_bytes(), R.DAMAGED
    yield "mail with a climbing name.eml", mail(("../../rapport.xlsx", good())).as_bytes(), READ
    yield (
        "mail in a zip in a mail.eml",
        mail(("a.zip", packed({"b.eml": mail(("c.xlsx", good())).as_bytes()}))).as_bytes(),
        READ,
    )
    forwarded = mail()
    forwarded.add_attachment(mail(("rapport.xlsx", good()), subject="Tr: rapport"))
    yield "mail forwarded.eml", forwarded.as_bytes(), READ
    encoded = base64.encodebytes(good()).decode()
    head = "From: a\nTo: b\nSubject: c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    part = "--x\nContent-Type: application/octet-stream; name=a.xlsx\nContent-Transfer-Encoding: base64\n\n"
    yield "mail without end.eml", f"{head}{part}{encoded}".encode(), READ
    yield "mail with broken letters.eml", f"{head}{part}{encoded[:3000]}!!!!{encoded[3000:]}\n--x--".encode(), EITHER
    yield "mail of 5,000 parts.eml", (head + "--x\nContent-Type: image/png\n\n\n" * 5000 + "--x--").encode(), R.UNSAFE
    nested = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(3000))
    yield "mail in 3,000 layers.eml", (head.replace("=x", "=b0") + nested).encode(), R.UNSAFE, R.NO_WORKBOOK_INSIDE
    yield (
        "mail with a long header.eml",
        b"From: a\nSubject: " + b"=?utf-8?q?x?= " * 200_000 + b"\n\nx",
        R.NO_WORKBOOK_INSIDE,
    )
    yield (
        "mail with a name in 500 pieces.eml",
        (
            head + "--x\nContent-Type: image/png;\n" + "".join(f" name*{n}*=a;\n" for n in range(500)) + "\nx\n--x--"
        ).encode(),
        R.NO_WORKBOOK_INSIDE,
    )
