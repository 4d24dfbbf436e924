"""A feedback workbook is the return it was made of, with notes and a list; nothing else in it has changed."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

import workbooks
from hostile.workbook import BOOK, OO, packed, parts
from minerva.excel.content.intake import source_file
from minerva.excel.content.package import read_package
from minerva.excel.feedback.copied_package import CannotCopy, is_as_written
from minerva.excel.feedback.feedback_copy import feedback_copy
from minerva.excel.feedback.note_shapes import drawing_with, visible_shapes
from minerva.excel.own_notes import without_own_note
from minerva.excel.received.worker import judged
from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_content
from minerva.model.finding import Finding
from returns.mutants.draft_workbook import written
from returns.mutants.printed import printed_draft

FINDINGS = "Constats-Bevindingen"
LIST = "xl/worksheets/sheet4.xml"


def read(content: bytes):
    """The submission and its findings."""
    found = judged(read_content(source_file("retour.xlsx", content), content, Expectation()), Expectation())
    return found.outcome, list(found.findings)


def said(findings: list[Finding]) -> list[tuple]:
    return [(f.code, f.severity, f.place, f.params, f.justification) for f in findings]


def copied(content: bytes, stable: bool = True) -> bytes:
    """The feedback of a return, which must say what the return says and, where `stable`, give itself again."""
    outcome, findings = read(content)
    copy = feedback_copy(content, outcome, findings)
    again, found = read(copy)
    assert said(found) == said(findings)
    assert not stable or feedback_copy(copy, again, found) == copy
    assert is_as_written(copy)
    return copy


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


@pytest.fixture
def wrong(tmp_path: Path) -> bytes:
    """A return with reversed thresholds, a missing result and a fraction."""
    objective, indicators = workbooks.good_block(1)
    objective |= {"red": workbooks.Decimal(90), "green": workbooks.Decimal(50)}
    indicators[0]["result"] = workbooks.Decimal("0.85")
    indicators[1].pop("result")
    return workbooks.filled(tmp_path / "wrong.xlsx", blocks=[(objective, indicators)]).read_bytes()


def test_only_what_carries_findings_has_changed(wrong: bytes):
    copy = copied(wrong)
    with zipfile.ZipFile(io.BytesIO(wrong)) as old, zipfile.ZipFile(io.BytesIO(copy)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        added = set(new.namelist()) - set(old.namelist())
    tables = {OO, "xl/worksheets/sheet3.xml"}
    assert changed == {"[Content_Types].xml", BOOK, "xl/styles.xml", LIST, *tables}
    assert {name.rpartition("/")[2] for name in added} == {
        *("comments1.xml", "comments2.xml", "vmlDrawing1.vml", "vmlDrawing2.vml", "sheet2.xml.rels", "sheet3.xml.rels")
    }
    for name in tables:
        bare = re.sub(rb"<legacyDrawing [^>]*/>", b"", part_of(copy, name))
        assert bare == part_of(wrong, name)
    ours = rb'<!-- minerva [0-9a-f]{64} -->|<definedName name="_xlnm._FilterDatabase"[^>]*>[^<]*</definedName>'
    assert re.sub(ours, b"", part_of(copy, BOOK)) == part_of(wrong, BOOK)


def test_openpyxl_sees_notes_links_filter_and_frozen_head(wrong: bytes):
    _, findings = read(wrong)
    book = openpyxl.load_workbook(io.BytesIO(copied(wrong)))
    sheet = book[FINDINGS]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A5", f"A4:G{4 + len(findings)}")
    for row, finding in enumerate(findings, 5):
        assert sheet.cell(row, 2).value == finding.code
        assert sheet.cell(row, 3).hyperlink.location == f"'{finding.sheet}'!{finding.cell}"
        assert sheet.row_dimensions[row].height >= 15
        note = book[finding.sheet][finding.cell].comment
        assert finding.code in note.text and "FR : " in note.text and "NL: " in note.text
        assert without_own_note(note.text) == ""


def test_notes_of_people_stay_and_ours_are_not_stacked(tmp_path: Path, wrong: bytes):
    def note(book: openpyxl.Workbook) -> None:
        book["OO-OD"]["I7"].comment = openpyxl.comments.Comment("Vu avec le chef", "A")
        book["KPI"]["B9"].comment = openpyxl.comments.Comment("À revoir", "A")

    path = tmp_path / "noted.xlsx"
    path.write_bytes(wrong)
    copy = copied(workbooks.edited(path, note).read_bytes(), stable=False)
    for _ in range(2):
        book = openpyxl.load_workbook(io.BytesIO(copy))
        both = book["OO-OD"]["I7"].comment.text
        assert both.startswith("Vu avec le chef") and both.count("THR002") == 1
        assert without_own_note(both) == "Vu avec le chef"
        assert book["KPI"]["B9"].comment.text == "À revoir"
        copy = copied(copy, stable=False)


def test_a_note_of_ours_that_was_written_into_is_told(wrong: bytes):
    book = openpyxl.load_workbook(io.BytesIO(copied(wrong)))
    text = book["OO-OD"]["I7"].comment.text
    assert without_own_note(f"{text}\nC’est fait.") == "C’est fait."
    changed = text.replace("FR : ", "FR : non, ")
    assert without_own_note(changed) == changed


def test_what_people_typed_in_the_findings_sheet_stays(wrong: bytes):
    changed = wrong
    for cell, text in (("D9", "voir mail"), ("J2", "à côté")):
        file = io.BytesIO(changed)
        book = openpyxl.load_workbook(file)
        book[FINDINGS][cell].value = text
        target = io.BytesIO()
        book.save(target)
        changed = target.getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(copied(changed)))[FINDINGS]
    assert (sheet["D9"].value, sheet["J2"].value) == ("voir mail", "à côté")
    assert sheet["B10"].value is not None


@pytest.mark.parametrize("number", range(4))
def test_a_printed_form_gets_the_sheet_as_its_last(number: int):
    content = written(printed_draft(number).copy())
    copy = copied(content)
    before, after = read_package(content), read_package(copy)
    assert [s.name for s in after.sheets] == [*(s.name for s in before.sheets), FINDINGS]
    assert after.sheets[-1].state == "visible"


def with_prefix(xml: bytes) -> bytes:
    """A sheet whose own elements are written with a prefix."""
    xml = xml.replace(b'xmlns="', b'xmlns:x="', 1)
    return re.sub(rb"<(/?)(?![?!])([A-Za-z]+)(?=[\s/>])", rb"<\1x:\2", xml)


def test_prefixed_xml_is_written_as_such(wrong: bytes):
    with zipfile.ZipFile(io.BytesIO(wrong)) as package:
        content = {name: package.read(name) for name in package.namelist()}
    for name in (OO, "xl/worksheets/sheet3.xml", LIST, "xl/styles.xml"):
        content[name] = with_prefix(content[name])
    copy = copied(packed(content))
    assert b"<x:legacyDrawing " in part_of(copy, OO) and b"<x:autoFilter " in part_of(copy, LIST)
    assert openpyxl.load_workbook(io.BytesIO(copy))["OO-OD"]["I7"].comment is not None


def test_strict_packages_keep_their_namespaces(wrong: bytes):
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    with zipfile.ZipFile(io.BytesIO(wrong)) as package:
        content = {name: package.read(name) for name in package.namelist()}
    for old, new in strict.items():
        content = {name: part.replace(old, new) for name, part in content.items()}
    copy = copied(packed(content))
    assert b"purl.oclc.org/ooxml/spreadsheetml/main" in part_of(copy, "xl/comments1.xml")
    assert b"schemas.openxmlformats.org/officeDocument" not in part_of(copy, "xl/worksheets/_rels/sheet2.xml.rels")


def test_a_package_without_styles_is_filled_without_looks():
    content = parts()
    del content["xl/styles.xml"]
    bare = {n: re.sub(rb' s="\d+"', b"", p) if "worksheets" in n else p for n, p in content.items()}
    bare["xl/_rels/workbook.xml.rels"] = re.sub(
        rb'<Relationship [^>]*styles.xml"/>', b"", bare["xl/_rels/workbook.xml.rels"]
    )
    assert b' s="' not in part_of(copied(packed(bare)), LIST)


def test_a_part_may_nest_as_deep_as_it_likes():
    content = parts()
    deep = b"<extLst>" + b"<a>" * 3000 + b"</a>" * 3000 + b"</extLst></worksheet>"
    content[LIST] = content[LIST].replace(b"</worksheet>", deep)
    assert deep in part_of(copied(packed(content)), LIST)


def test_a_second_list_of_sheets_is_not_looked_at():
    content = parts()
    content[BOOK] = content[BOOK].replace(b"<sheets>", b"<sheets/><sheets>")
    outcome, findings = read(packed(parts()))
    assert b"<sheets><sheet " in part_of(feedback_copy(packed(content), outcome, findings), BOOK)


@pytest.mark.parametrize("begun", [b"<v:shape ", b'<o:idmap data="', b"<x:Row>"])
def test_a_drawing_of_nothing_but_beginnings_is_read(begun: bytes):
    assert visible_shapes(begun * 1_000_000) == set()
    assert drawing_with(begun * 1_000_000, {}, [], []) == begun * 1_000_000


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "@SUM(A1)", "http://a.be", "<r>x</r>", "_x0041_", "a\x01b", "]]>&amp;"]
)
def test_found_texts_stay_texts(tmp_path: Path, text: str):
    objective, indicators = workbooks.good_block(1)
    path = workbooks.filled(
        tmp_path / "text.xlsx", blocks=[(objective | {"result": text.replace("\x01", "")}, indicators)]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(copied(path.read_bytes())))[FINDINGS]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_macros_are_left_out():
    copy_of = parts()
    copy_of["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    rels = "xl/_rels/workbook.xml.rels"
    relation = b'<Relationship Id="rIdM" Type="' + kind + b'" Target="vbaProject.bin"/></Relationships>'
    copy_of[rels] = copy_of[rels].replace(b"</Relationships>", relation)
    types = "[Content_Types].xml"
    copy_of[types] = copy_of[types].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    content = packed(copy_of)
    outcome, findings = read(content)
    copy = feedback_copy(content, outcome, findings)
    assert "SEC001" in {f.code for f in findings}
    assert "SEC001" not in {f.code for f in read(copy)[1]}
    assert b"macroEnabled" not in part_of(copy, types) and not read_package(copy).macros


def test_what_cannot_be_changed_part_by_part_is_refused(tmp_path: Path):
    outcome, findings = read(packed(parts()))
    for content in (Path(__file__).parents[1].joinpath("content", "small.xls").read_bytes(), b"", b"PK nothing"):
        with pytest.raises(CannotCopy):
            feedback_copy(content, outcome, findings)
