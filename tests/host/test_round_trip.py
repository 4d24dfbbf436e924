"""A return goes out with its findings, is corrected and justified in a real spreadsheet program, and comes back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

import workbooks
from filling import place
from host.office import Calc
from minerva import tasks
from minerva.layout.labels import labels
from minerva.layout.regional import data_columns, regional_layout
from minerva.model.finding import Finding, counted
from minerva.model.record import Table

OO, KPI = "OO-OD", "KPI"
REASON = "Le plan de 2020 ne prévoit pas d’action ; décidé en comité."


class Trip(NamedTuple):
    """The findings before, those on the copy nobody touched, those of the corrected one, and the regional workbook."""

    before: list[Finding]
    untouched: list[Finding]
    after: list[Finding]
    notes: dict[str, str]
    corrected: Path
    regional: openpyxl.Workbook


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    root = tmp_path_factory.mktemp("round-trip")
    wrong = [
        (
            workbooks.good_objective(1, red="90 %", green="50 %"),
            [workbooks.good_indicator(1, 1, result=""), workbooks.good_indicator(1, 2)],
        ),
        (
            workbooks.good_objective(2, result="40 %", actions_fr="", actions_nl=""),
            [workbooks.good_indicator(2, 1, title_nl=""), workbooks.good_indicator(2, 2, red="")],
        ),
    ]
    sent = workbooks.filled(root / "actiris.xlsx", "actiris", wrong)
    register = workbooks.register_of(root / "register.xlsx", "actiris")
    checked = tasks.check([sent], register)
    [copy] = tasks.feedback(checked, root / "feedback")
    untouched = tasks.check([copy.output], register)[0].findings
    returns = root / "returns"
    returns.mkdir()
    with Calc(locale="fr-FR") as calc:
        document = calc.open(copy.output)
        calc.set(document, OO, {place(OO, 1, "red"): 50, place(OO, 1, "green"): 90}, "General")
        calc.set(document, OO, {place(OO, 2, "justification"): REASON})
        calc.set(document, KPI, {place(KPI, 1, "result"): 95})
        calc.recalculate(document)
        corrected = calc.save_as(document, returns / "actiris.xlsx")
        calc.close(document)
    after = tasks.check([corrected], register)[0].findings
    result = tasks.consolidate(returns, register, root / "regional.xlsx")
    book = openpyxl.load_workbook(copy.output)
    notes = {f"{sheet.title}!{cell.coordinate}": cell.comment.text for sheet in book for cell in commented(sheet)}
    return Trip(checked[0].findings, untouched, after, notes, corrected, openpyxl.load_workbook(result.output))


def commented(sheet) -> list:
    """The cells of a sheet that have a note."""
    return [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]


def codes(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.code, finding.place) for finding in findings)


def test_the_copy_sent_back_says_the_same_as_the_return_and_marks_each_cell(trip: Trip):
    assert sorted(code for code, _ in codes(trip.before)) == ["DEV002", "LNG001", "RES001", "THR001", "THR002"]
    assert codes(trip.untouched) == codes(trip.before)
    assert set(trip.notes) == {finding.place for finding in trip.before}
    for finding in trip.before:
        words = {labels(language)(f"severity.{finding.severity}") for language in ("fr", "nl")}
        assert all(word in trip.notes[finding.place] for word in words)


def test_after_correction_only_what_was_left_remains(trip: Trip):
    still = {(f.code, f.standing) for f in trip.after}
    assert still == {("LNG001", "warning"), ("THR001", "error"), ("DEV002", "justified")}
    assert not codes(trip.after) - codes(trip.before)
    assert counted(trip.after) == {"error": 1, "warning": 1, "info": 0, "justified": 1, "trial": 0}


def test_an_error_is_not_silenced_by_a_reason(trip: Trip, tmp_path: Path):
    edited = workbooks.edited(
        trip.corrected, workbooks.typed({KPI: {place(KPI, 4, "justification"): REASON}}), tmp_path / "actiris.xlsx"
    )
    findings = tasks.check([edited])[0].findings
    assert [(f.code, f.standing, f.justification) for f in findings if f.code == "THR001"] == [
        ("THR001", "error", REASON)
    ]


def test_the_reason_travels_to_the_regional_workbook(trip: Trip):
    keys = list(regional_layout().columns["findings"])
    rows = [
        dict(zip(keys, row, strict=False))
        for row in trip.regional["Constats-Bevindingen"].iter_rows(min_row=5, values_only=True)
    ]
    [row] = [row for row in rows if row["code"] == "DEV002"]
    assert row["justification"] == REASON
    assert labels("fr")("severity.justified") in row["severity_fr"]
    assert labels("nl")("severity.justified") in row["severity_nl"]
    data = trip.regional["Donnees-Gegevens OO"].iter_rows(min_row=2, values_only=True)
    records = [dict(zip(data_columns(Table.OBJECTIVES), values, strict=True)) for values in data]
    assert [record["justification"] or "" for record in records] == ["", REASON]


def test_what_the_template_does_is_still_there_after_the_trip(trip: Trip):
    book = openpyxl.load_workbook(trip.corrected)
    for sheet in (OO, KPI):
        assert len(book[sheet].data_validations.dataValidation) > 5
        assert len(book[sheet].conditional_formatting) > 3
    assert book["_minerva"].sheet_state in ("hidden", "veryHidden")
