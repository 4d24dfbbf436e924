"""What a folder of returns holds: subfolders, archives, saved e-mails, and what is not to be opened."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import zipfile
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import tasks
from minerva.excel.content import intake
from minerva.excel.content.intake import Refused, take
from minerva.excel.received import received
from minerva.excel.received.received import contents, received_in
from minerva.model.submission import Refusal

POSIX = pytest.mark.skipif(os.name != "posix", reason="links and names of POSIX systems")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a good return."""
    return workbooks.filled(tmp_path_factory.mktemp("good") / "actiris.xlsx").read_bytes()


def zipped(**files: bytes) -> bytes:
    """A zip; `__` in a name is a slash, `_` before the ending a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def mail(*attachments: tuple[str, bytes]) -> EmailMessage:
    """A mail as a program saves it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "correspondante", "cellule", "Rapport annuel"
    message.set_content("Bonjour, voici notre rapport.")
    message.add_alternative("<p>Bonjour</p>", subtype="html")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def found(name: str, content: bytes) -> dict[str, Refusal | None]:
    """Name -> reason, None for what is to be read."""
    return {one.file.name: one.refused and one.refused.refusal for one in contents(name, content)}


# -- folders -----------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_with_its_subfolders_in_the_order_of_names(tmp_path: Path):
    for name in ("b.xlsx", "a/z.xlsx", "a/b/c.xlsx", "A.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [one.name for one in received_in(tmp_path)] == ["A.xlsx", "a/b/c.xlsx", "a/z.xlsx", "b.xlsx"]


def test_what_systems_leave_in_folders_is_not_listed(tmp_path: Path):
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", "._a.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".out.xlsx.lock"):
        (tmp_path / name).write_bytes(b"x")
    for name in ("__MACOSX", ".out.xlsx.new-abc", "$RECYCLE.BIN"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.xlsx").write_bytes(b"x")
    assert received_in(tmp_path) == []


def test_hidden_files_and_folders_are_listed_and_not_opened(tmp_path: Path):
    (tmp_path / ".a.xlsx").write_bytes(b"x")
    (tmp_path / ".old").mkdir()
    (tmp_path / ".old" / "b.xlsx").write_bytes(b"x")
    assert {one.name: one.refusal for one in received_in(tmp_path)} == {
        ".a.xlsx": Refusal.HIDDEN,
        ".old": Refusal.HIDDEN,
    }


@POSIX
def test_links_are_listed_and_not_followed(tmp_path: Path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.xlsx").write_bytes(b"x")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "real" / "a.xlsx")
    assert {one.name: one.refusal for one in received_in(tmp_path)} == {
        "b.xlsx": Refusal.LINK,
        "real/a.xlsx": None,
        "real/up": Refusal.LINK,
    }


@POSIX
def test_names_no_line_can_hold_are_shown_by_number(tmp_path: Path):
    for name in (b"a\nb.xlsx", b"\xff.xlsx"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x")
    assert [one.name for one in received_in(tmp_path)] == ["\\udcff.xlsx", "a\\x0ab.xlsx"]


# -- archives ----------------------------------------------------------------------------------------------------------


def test_a_workbook_is_itself(good: bytes):
    (one,) = contents("a.xlsx", good)
    assert (one.file.name, one.content, one.refused) == ("a.xlsx", good, None)


def test_the_workbooks_of_a_zip_are_named_by_the_way_to_them(good: bytes):
    content = zipped(b_xlsx=good, a__c_xlsx=good, logo_png=b"\x89PNG\r\n", lisez_txt=b"merci")
    assert found("x.zip", content) == {"x.zip/a/c.xlsx": None, "x.zip/b.xlsx": None}
    assert {one.file.sha256 for one in contents("x.zip", content)} == {sha256(good).hexdigest()}


def test_zips_in_zips_are_opened_three_deep(good: bytes):
    content = zipped(c_xlsx=good)
    content = zipped(b_zip=zipped(a_zip=content))
    assert found("x.zip", content) == {"x.zip/b.zip/a.zip/c.xlsx": None}
    assert found("x.zip", zipped(y_zip=content)) == {"x.zip/y.zip/b.zip/a.zip": Refusal.ARCHIVE}


def test_what_claims_to_be_a_workbook_is_named_even_beside_others(good: bytes):
    content = zipped(a_xlsx=good, b_xlsx=b"%PDF-1.7", c_pdf=b"%PDF-1.7", d_xlsx=good[:9000], e_csv=b"a;b")
    assert found("x.zip", content) == {
        "x.zip/a.xlsx": None,
        "x.zip/b.xlsx": Refusal.PDF,
        "x.zip/c.pdf": Refusal.PDF,
        "x.zip/d.xlsx": Refusal.DAMAGED,
        "x.zip/e.csv": Refusal.TEXT,
    }


@pytest.mark.parametrize(
    "content", [zipped(), zipped(a_png=b"\x89PNG\r\n"), mail().as_bytes()], ids=["0", "png", "mail"]
)
def test_a_container_without_a_workbook_is_one_unusable_file(content: bytes):
    assert found("x", content) == {"x": Refusal.NO_WORKBOOK_INSIDE}


SIGNATURE = bytes.fromhex("3080 06092a864886f70d010702 a080")

MAY_BE_THE_RETURN = {
    "rapport_pdf": (b"%PDF-1.7", Refusal.PDF),
    "rapport_docx": (zipped(word__document_xml=b"<w/>"), Refusal.OTHER_DOCUMENT),
    "rapport_rtf": (b"{\\rtf1", Refusal.OTHER_DOCUMENT),
    "scan_png": (b"\x89PNG\r\n" + bytes(100 * 1024), Refusal.PICTURE),
    "tableau_csv": (b"O.O.1;85", Refusal.TEXT),
    "rapport_txt": (b"O.O.1;85\n" * 300, Refusal.TEXT),
    "export_html": (b"<html>" + b"<td>85</td>" * 300, Refusal.WEB_PAGE),
    "winmail_dat": (b"\x78\x9f\x3e\x22", Refusal.MESSAGE),
    "rapport_rar": (b"Rar!\x1a\x07", Refusal.ARCHIVE),
    "smime_p7m": (SIGNATURE + bytes(20 * 1024), Refusal.NOT_A_WORKBOOK),
    "inconnu_bin": (bytes(range(32)), Refusal.NOT_A_WORKBOOK),
    "rien_pdf": (b"", Refusal.EMPTY),
}

TRIMMINGS = {
    "image001_png": b"\x89PNG\r\n" + bytes(50 * 1024),
    "ATT00001_txt": b"Bien \xe0 vous\n",
    "ATT00002_htm": b"<html><body>Bien \xe0 vous</body></html>",
    "smime_p7s": SIGNATURE + bytes(6000),
    "signature_asc": b"-----BEGIN PGP SIGNATURE-----\n" + b"iQEzBAEBCAAdFiEE\n" * 200,
    "reunion_ics": b"BEGIN:VCALENDAR\r\n" + b"X-NOTE: a\r\n" * 300,
    "agent_vcf": b"BEGIN:VCARD\r\n" + b"PHOTO: a\r\n" * 300,
    "Thumbs_db": b"\xd0\xcf\x11\xe0",
    "~$rapport_xlsx": bytes(165),
}


@pytest.mark.parametrize("wrap", [lambda files: zipped(**files), lambda files: mail_of(files)], ids=["zip", "mail"])
def test_whatever_may_be_the_return_is_listed_beside_a_workbook(good: bytes, wrap):
    files = {name: content for name, (content, _) in MAY_BE_THE_RETURN.items()}
    expected = {f"x/{name.replace('_', '.')}": refusal for name, (_, refusal) in MAY_BE_THE_RETURN.items()}
    assert found("x", wrap({"a_xlsx": good, **files})) == {"x/a.xlsx": None, **expected}


@pytest.mark.parametrize("wrap", [lambda files: zipped(**files), lambda files: mail_of(files)], ids=["zip", "mail"])
def test_the_trimmings_of_mails_and_archives_are_left_out(good: bytes, wrap):
    assert found("x", wrap({"a_xlsx": good, **TRIMMINGS})) == {"x/a.xlsx": None}
    assert found("x", wrap(TRIMMINGS)) == {"x": Refusal.NO_WORKBOOK_INSIDE}


def mail_of(files: dict[str, bytes]) -> bytes:
    """A mail with files, named as for `zipped`."""
    return mail(*((name.replace("_", "."), content) for name, content in files.items())).as_bytes()


def test_a_picture_inside_the_text_of_a_mail_is_judged_by_its_size_too(good: bytes):
    message = mail(("a.xlsx", good))
    for name, size in (("logo.png", 5_000), ("IMG_0123.png", 300_000)):
        picture = b"\x89PNG\r\n" + bytes(size)
        message.add_attachment(picture, maintype="image", subtype="png", disposition="inline", filename=name, cid="<1>")
    assert found("x", message.as_bytes()) == {"x/a.xlsx": None, "x/IMG_0123.png": Refusal.PICTURE}


def test_a_document_alone_in_a_mail_is_named_itself():
    assert found("x", mail(("rapport.pdf", b"%PDF-1.7")).as_bytes()) == {"x/rapport.pdf": Refusal.PDF}


def test_what_came_in_a_container_names_it_with_its_own_hash(good: bytes):
    inner = zipped(b_xlsx=good)
    content = zipped(a_zip=inner, c_pdf=b"%PDF-1.7")
    assert {one.file.inside for one in contents("x.zip", content)} == {intake.source_file("x.zip", content)}
    assert [one.file.inside for one in contents("a.xlsx", good)] == [None]


def test_what_a_mac_puts_into_a_zip_is_left_out(good: bytes):
    content = zipped(a_xlsx=good, OSX__a_xlsx=b"\0\5\x16\7").replace(b"OSX/a.xlsx", b"__MACOSX/a"[:10])
    assert list(found("x.zip", content)) == ["x.zip/a.xlsx"]


def test_more_members_or_bytes_than_a_region_sends_are_refused(good: bytes, monkeypatch: pytest.MonkeyPatch):
    content = zipped(a_xlsx=good, b_xlsx=good, c_xlsx=good)
    monkeypatch.setattr(received, "MOST_MEMBERS", 2)
    assert found("x.zip", content) == {"x.zip": Refusal.SWELLS}
    monkeypatch.setattr(received, "MOST_MEMBERS", 1000)
    monkeypatch.setattr(received, "LARGEST_TOTAL", len(good) * 2)
    assert found("x.zip", content) == {"x.zip": Refusal.SWELLS}


# -- e-mails -----------------------------------------------------------------------------------------------------------


def test_the_attachments_of_a_mail_are_read(good: bytes):
    message = mail(("Rapport de l’année (été).xlsx", good), ("image001.png", b"\x89PNG\r\n"))
    assert found("m/lundi.eml", message.as_bytes()) == {"m/lundi.eml/Rapport de l’année (été).xlsx": None}


def test_attachments_of_one_name_stay_apart(good: bytes):
    message = mail(("a.xlsx", good), ("a.xlsx", good))
    assert list(found("x.eml", message.as_bytes())) == ["x.eml/a.xlsx", "x.eml/a (2).xlsx"]


def test_a_forwarded_message_is_opened_too(good: bytes):
    outer = mail()
    outer.add_attachment(mail(("a.xlsx", good)))
    assert found("x.eml", outer.as_bytes()) == {"x.eml/Rapport annuel.eml/a.xlsx": None}


def test_a_zip_in_a_mail_is_opened_too(good: bytes):
    assert found("x.eml", mail(("a.zip", zipped(b_xlsx=good))).as_bytes()) == {"x.eml/a.zip/b.xlsx": None}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="../../b.xlsx"', "_.._b.xlsx"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?=C3=A9t=C3=A9=2Exlsx?="', "été.xlsx"),
        ("Content-Disposition: attachment; filename*=utf-8''%C3%A9t%C3%A9.xlsx", "été.xlsx"),
        ("Content-Disposition: attachment; filename*0=ann; filename*1=ee.xlsx", "annee.xlsx"),
        ('Content-Type: application/vnd.ms-excel; name="a b.xlsx"', "a b.xlsx"),
        ("Content-Disposition: attachment", "1"),
        ("Content-Disposition: attachment; filename*=x-nothing''%ff.xlsx", "ÿ.xlsx"),
        ('Content-Disposition: attachment; filename="\xc3\xa9t\xc3\xa9.xlsx"', "été.xlsx"),
        ('Content-Disposition: attachment; filename="\xe9t\xe9.xlsx"', "été.xlsx"),
    ],
)
def test_names_of_attachments_however_they_are_written(good: bytes, header: str, name: str):
    kind = "" if header.startswith("Content-Type") else "Content-Type: application/octet-stream\n"
    head = f"From: a\nTo: b\nMIME-Version: 1.0\n{kind}{header}\nContent-Transfer-Encoding: base64\n\n"
    (one,) = contents("x.eml", head.encode("latin-1") + base64.encodebytes(good))
    assert one.refused is None
    assert one.file.name == f"x.eml/{name}"


def test_a_text_that_only_resembles_a_mail_is_a_text():
    assert found("x.xlsx", b"Nom: valeur\nAutre: valeur\n\n") == {"x.xlsx": Refusal.TEXT}


# -- one consistent state ----------------------------------------------------------------------------------------------


def test_a_file_that_changes_while_it_is_read_is_read_again_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):

    path, real, reads = tmp_path / "a.xlsx", intake._read_once, []

    def grown(times: int):
        def read(*arguments):
            reads.append(1)
            before, content, after = real(*arguments)
            if len(reads) > times:
                return before, content, after
            path.write_bytes(content + b"x")
            return before, content, path.stat()

        return read

    path.write_bytes(b"x")
    monkeypatch.setattr(intake, "_read_once", grown(1))
    file, content = take(path, "a.xlsx")
    assert (content, file.size, len(reads)) == (b"xx", 2, 2)
    reads.clear()
    monkeypatch.setattr(intake, "_read_once", grown(9))
    with pytest.raises(Refused) as refused:
        take(path, "a.xlsx")
    assert (refused.value.refusal, len(reads)) == (Refusal.CHANGED, 2)


# -- through the whole product -----------------------------------------------------------------------------------------


def test_returns_in_folders_zips_and_mails_are_merged_and_listed_once(good: bytes, tmp_path: Path):
    folder = tmp_path / "returns"
    (folder / "mails").mkdir(parents=True)
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris", "cirb", "innoviris")
    cirb, innoviris = (workbooks.filled(tmp_path / f"{name}.xlsx", name).read_bytes() for name in ("cirb", "innoviris"))
    (folder / "mails" / "lundi.eml").write_bytes(mail(("retour.xlsx", good)).as_bytes())
    (folder / "reste.zip").write_bytes(zipped(cirb_xlsx=cirb, logo_png=b"\x89PNG\r\n"))
    (folder / "innoviris.xlsx").write_bytes(innoviris)
    (folder / "vide.zip").write_bytes(zipped())
    before = workbooks.hashes(folder)
    results = [
        tasks.consolidate(folder, register, tmp_path / f"regional{jobs}.xlsx", jobs=jobs).consolidation
        for jobs in (1, 3)
    ]
    reste = intake.source_file("reste.zip", (folder / "reste.zip").read_bytes())
    lundi = intake.source_file("mails/lundi.eml", (folder / "mails" / "lundi.eml").read_bytes())
    assert results[0].containers == [lundi, reste]
    written = json.loads((tmp_path / "regional1.manifest.json").read_text(encoding="utf-8"))
    assert written["containers"] == [
        {"name": file.name, "size": file.size, "sha256": file.sha256} for file in (lundi, reste)
    ]
    assert [one["inside"] for one in written["inputs"]] == ["", "mails/lundi.eml", "reste.zip", ""]
    assert [(use.file.name, use.use.value, use.reason) for use in results[0].files] == [
        ("innoviris.xlsx", "used", ""),
        ("mails/lundi.eml/retour.xlsx", "used", ""),
        ("reste.zip/cirb.xlsx", "used", ""),
        ("vide.zip", "unusable", "refusal.no_workbook_inside"),
    ]
    links = _source_rows(tmp_path / "regional1.xlsx")
    shown = {row[0]: next(str(cell) for cell in row if str(cell).startswith("=")) for row in links if row[0]}
    assert list(shown) == [
        *("innoviris.xlsx", "mails/lundi.eml", "mails/lundi.eml/retour.xlsx"),
        *("reste.zip", "reste.zip/cirb.xlsx", "vide.zip"),
    ]
    assert [name for name, link in shown.items() if "&LEFT(A" in link] == [
        "mails/lundi.eml/retour.xlsx",
        "reste.zip/cirb.xlsx",
    ]
    assert shown["reste.zip/cirb.xlsx"].split("&")[2].startswith("LEFT(A9,9)")
    row = next(row for row in _source_rows(tmp_path / "regional1.xlsx") if row[0] == "reste.zip")
    assert {reste.sha256, reste.size, "Contient des fichiers reçus", "Bevat ontvangen bestanden"} <= set(row)
    assert (tmp_path / "regional1.xlsx").read_bytes() == (tmp_path / "regional3.xlsx").read_bytes()
    assert workbooks.hashes(folder) == before


def _source_rows(path: Path) -> list[tuple]:
    return list(openpyxl.load_workbook(path)["Sources-Bronnen"].iter_rows(min_row=5, values_only=True))


def _target(row) -> str:
    """What the link of a row leads to, below the folder of returns."""
    formula = next(str(cell.value) for cell in row if "HYPERLINK" in str(cell.value))
    cut = re.search(rf'&"/"&LEFT\(A{row[0].row},(\d+)\)', formula)
    return row[0].value[: int(cut[1])] if cut else row[0].value


def test_files_of_a_folder_to_check_are_named_from_the_folder(good: bytes, tmp_path: Path):
    (tmp_path / "in" / "a").mkdir(parents=True)
    (tmp_path / "in" / "a" / "x.zip").write_bytes(zipped(b_xlsx=b"%PDF-1.7"))
    (one,) = tasks.check([tmp_path / "in"])
    assert one.outcome.file.name == "a/x.zip/b.xlsx"
    assert one.path == (tmp_path / "in" / "a" / "x.zip" / "b.xlsx").resolve()
    assert [finding.file for finding in one.findings] == ["a/x.zip/b.xlsx"]
