"""What a file is, by its content; the names a compound file shows; what a zip may hold."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import workbooks
from hostile.kinds import BOF, compound
from minerva.excel.content.compound import names_in
from minerva.excel.content.intake import LARGEST_FILE, Archive, Kind, Refused, kind_of, take
from minerva.model.submission import Refusal

SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


def zipped(**parts: bytes) -> bytes:
    """A zip; `__` in a name is a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def refusal(content: bytes) -> Refusal:
    """Why a content is no workbook."""
    with pytest.raises(Refused) as refused:
        kind_of(content)
    return refused.value.refusal


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped(xl__workbook=b""), Kind.XLSX),
        (zipped(**{"[Content_Types].xml": b"", "xl/workbook.bin": b""}), Kind.XLSB),
        (zipped(mimetype=SPREADSHEET), Kind.ODS),
        (zipped(mimetype=SPREADSHEET + b"-template"), Kind.ODS),
        (compound("Workbook", streams=BOF), Kind.XLS),
        (compound("Book"), Kind.XLS),
        (compound("Workbook", "__SRP_0", "_VBA_PROJECT_CUR"), Kind.XLS),
    ],
)
def test_workbooks_are_told_by_content(content: bytes, kind: Kind):
    assert kind_of(content) is kind


def test_templates_and_returns_are_workbooks(tmp_path: Path):
    assert kind_of(workbooks.blank(tmp_path / "a.csv").read_bytes()) is Kind.XLSX


def test_a_password_is_found_only_where_the_workbook_begins():
    assert refusal(compound("Workbook", streams=BOF + b"\x2f\0\x04\0\0\0\0\0")) is Refusal.ENCRYPTED
    assert kind_of(compound("Workbook", streams=BOF + b"\xe1\0\x02\0\x2f\0")) is Kind.XLS


def test_a_workbook_inside_another_document_does_not_make_it_one():
    assert refusal(compound("WordDocument", streams="Workbook".encode("utf-16-le"))) is Refusal.OTHER_DOCUMENT
    assert refusal(zipped(word__document=b"", word__embeddings__x=b"")) is Refusal.OTHER_DOCUMENT


@pytest.mark.parametrize("number", [0, 1, 3, 4, 40])
def test_all_names_at_the_top_of_a_compound_file_are_seen(number: int):
    names = [f"Stream {n}" for n in range(number)]
    assert names_in(compound(*names)) == (set(names), True)


def test_damaged_compound_files_show_what_can_be_found():
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert names_in(head + b"\0" * 600 + "Workbook".encode("utf-16-le")) == ({"Workbook"}, False)
    assert names_in(head) == (frozenset(), False)


def test_what_a_damaged_compound_file_was_is_not_guessed():
    named = compound("Contents")
    assert refusal(named) is Refusal.NOT_A_WORKBOOK
    assert refusal(named[:512] + b"\0" * 512 + "Contents".encode("utf-16-le")) is Refusal.DAMAGED


def test_large_files_are_refused_without_being_read(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(Refused) as refused:
        take(path, "a.xlsx")
    assert refused.value.refusal is Refusal.TOO_LARGE
    assert refused.value.detail == "25 MB > 25 MB"


def test_details_are_in_no_language(tmp_path: Path):
    """What the system says of a missing file is English, and stays out."""
    with pytest.raises(Refused) as refused:
        take(tmp_path / "none.xlsx", "none.xlsx")
    assert (refused.value.refusal, refused.value.detail) == (Refusal.NOT_READABLE, "")


def test_what_is_inflated_is_counted_over_all_parts():
    noise = b"".join(bytes([n % 251]) * 40 for n in range(60_000))
    archive = Archive(zipped(**{f"p{n}": noise for n in range(100)}))
    with pytest.raises(Refused) as refused:
        for name in archive.names:
            archive.read(name)
    assert refused.value.refusal is Refusal.SWELLS
