"""Returns made from our template in the ordinary ways are read whole, and every filled cell is accounted for.

Good returns are written, spoilt as the name of the test says, and read; filled cells are counted by openpyxl as well.
"""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.model.reading import Why
from minerva.model.status import Status
from minerva.model.submission import Aside, NoticeKind, Refusal, Submission, Unusable
from workbooks import OO, REGISTER, blank, edited, filled, filled_cells, good_block, good_objective, typed

EXPECTATION = Expectation(REGISTER.organisations, 2020)


@pytest.fixture
def good(tmp_path):
    """A return with two objectives and four indicators in a template with spare records."""
    return filled(tmp_path / "actiris-2020.xlsx", blocks=[good_block(1), good_block(2)])


def read(path) -> Submission:
    submission = read_return(path, path.name, EXPECTATION)
    assert isinstance(submission, Submission), submission
    assert submission.filled == submission.merged_cells + len(submission.set_aside)
    return submission


def asides(submission: Submission) -> list[tuple[str, str, Aside]]:
    return [(aside.source.place, aside.raw, aside.reason) for aside in submission.set_aside]


def test_a_good_return_is_read_whole(good, tmp_path):
    submission = read(good)
    assert [record.reference for record in submission.objectives] == ["O.O.1.1", "O.O.2.1"]
    assert [record.status for record in submission.objectives] == [Status.PARTIALLY_REALISED] * 2
    assert submission.set_aside == []
    assert submission.filled == filled_cells(good, blank(tmp_path / "blank.xlsx"))


def test_spare_records_used_further_down_and_rows_left_empty(good, tmp_path):
    cells = {"B15": "O.S.9", "D15": "O.O.9.1", "E15": "Titre", "E16": "Titel", "I15": 10, "J15": 20, "K15": 20}
    submission = read(edited(good, typed({"OO-OD": cells})))
    record = submission.objectives[-1]
    assert (record.reference, record.order, record.row, record.status) == ("O.O.9.1", 3, 15, Status.REALISED)
    assert record.text("title_nl") == "Titel"
    assert submission.filled == filled_cells(good, blank(tmp_path / "blank.xlsx"))


def test_a_shared_value_typed_in_the_dutch_row_only(good):
    submission = read(edited(good, typed({"OO-OD": {"K7": None, "K8": 95}})))
    field = submission.objectives[0].fields["result"]
    assert (field.text, field.source.cell) == ("95", "K8")
    assert submission.objectives[0].status is Status.REALISED


def test_the_same_shared_value_typed_in_both_rows(good):
    submission = read(edited(good, typed({"OO-OD": {"K8": 70}})))
    assert asides(submission) == [("OO-OD!K8", "70", Aside.REPEATED)]


def test_another_shared_value_typed_in_the_dutch_row(good):
    submission = read(edited(good, typed({"OO-OD": {"K8": 71}})))
    assert submission.objectives[0].text("result") == "70"
    assert asides(submission) == [("OO-OD!K8", "71", Aside.CONTRADICTS)]


def test_language_tags_overwritten(good):
    submission = read(edited(good, typed({"OO-OD": {"A7": "x", "A8": None}})))
    assert [record.reference for record in submission.objectives] == ["O.O.1.1", "O.O.2.1"]
    assert submission.objectives[0].text("title_nl") == "De termijnen verkorten"
    assert asides(submission) == [("OO-OD!A7", "x", Aside.LANGUAGE_TAG)]


def test_text_outside_the_table_and_an_extra_sheet(good):
    def change(book):
        book["KPI"]["AK9"] = "à vérifier"
        book.create_sheet("Brouillon")["B2"] = "note"

    assert asides(read(edited(good, change))) == [
        ("KPI!AK9", "à vérifier", Aside.OUTSIDE_TABLE),
        ("Brouillon!B2", "note", Aside.OTHER_SHEET),
    ]


def test_a_status_typed_over_its_formula_is_listed_not_believed(good):
    submission = read(edited(good, typed({"OO-OD": {"L7": "Réalisé"}})))
    assert submission.objectives[0].status is Status.PARTIALLY_REALISED
    assert asides(submission) == [("OO-OD!L7", "Réalisé", Aside.COMPUTED_COLUMN)]


@pytest.mark.parametrize("placeholder", ["FR", "NL", "FR NL"])
def test_a_placeholder_is_missing_text(good, placeholder):
    submission = read(edited(good, typed({"OO-OD": {"M8": placeholder}})))
    assert "description_nl" not in submission.objectives[0].fields
    assert asides(submission) == [("OO-OD!M8", placeholder, Aside.PLACEHOLDER)]


@pytest.mark.parametrize(
    ("shown", "text", "why"),
    [
        ("85 %", "85", Why.PERCENT_SIGN),
        ("100,0 0%", "100", Why.SPACES),
        ("4.470.198 €", "4470198", Why.THOUSANDS),
        ("13,19", "13.19", Why.DECIMAL_COMMA),
        ("à venir", "à venir", None),
    ],
)
def test_figures_typed_as_text(good, shown, text, why):
    field = read(edited(good, typed({"OO-OD": {"K7": shown}}))).objectives[0].fields["result"]
    assert (field.text, field.raw, field.why) == (text, shown, why)


def test_percent_formatted_figures_are_exact(good):
    def change(book):
        book["OO-OD"]["K7"].value = 0.29
        book["OO-OD"]["K7"].number_format = "0.00%"

    field = read(edited(good, change)).objectives[0].fields["result"]
    assert (field.figure.value, field.raw) == (Decimal(29), "29%")


def test_a_column_moved_to_the_end_is_found_by_its_header(good):
    def change(book):
        sheet = book["OO-OD"]
        for row in range(6, 11):
            sheet.cell(row, 40).value = sheet.cell(row, 13).value
            sheet.cell(row, 13).value = None

    submission = read(edited(good, change))
    assert submission.objectives[0].fields["description_fr"].source.column == 40
    assert submission.gaps == []


def test_a_column_without_its_header_is_known_by_its_place_in_our_template(good):
    submission = read(edited(good, typed({"OO-OD": {"M6": None}})))
    assert (submission.gaps, submission.set_aside) == ([], [])
    (notice,) = [one for one in submission.notices if one.kind is NoticeKind.RECOGNISED_BY_CONTENT]
    assert (notice.source.cell, notice.detail) == ("M6", "@short.description")
    assert submission.objectives[0].text("description_nl") == "Zeven aanvragen op tien werden tijdig behandeld."


def test_a_column_without_its_header_that_was_moved_is_a_gap(good):
    def change(book):
        sheet = book["OO-OD"]
        for row in range(6, 25):
            sheet.cell(row, 30).value, sheet.cell(row, 13).value = sheet.cell(row, 13).value, None
        sheet["AD6"].value = None

    submission = read(edited(good, change))
    assert [(gap.sheet, gap.key) for gap in submission.gaps] == [("OO-OD", "description")]
    assert "Zeven aanvragen op tien werden tijdig behandeld." in {aside.raw for aside in submission.set_aside}


def test_a_sheet_that_is_missing_is_a_gap(good):
    submission = read(edited(good, lambda book: book.remove(book["KPI"])))
    assert [gap.sheet for gap in submission.gaps] == ["KPI"]
    assert (len(submission.objectives), len(submission.indicators)) == (2, 0)


def test_a_renamed_sheet_is_found_by_its_headers(good):
    def change(book):
        book["KPI"].title = "Indicateurs"

    submission = read(edited(good, change))
    assert len(submission.indicators) == 4
    assert submission.indicators[0].sheet == "Indicateurs"


def test_whitespace_is_no_filled_cell_and_control_characters_are_journalled(good):
    submission = read(edited(good, typed({"OO-OD": {"N7": "   ", "M7": "ligne\r\nsuite"}})))
    assert "deviation_fr" not in submission.objectives[0].fields
    assert submission.objectives[0].text("description_fr") == "ligne\nsuite"


@pytest.mark.parametrize(
    ("organisation", "year", "refusal"),
    [("actiris", 2019, Refusal.OTHER_YEAR), ("unknown-body", 2020, Refusal.UNKNOWN_ORGANISATION)],
)
def test_whose_return_it_is(good, organisation, year, refusal):
    def change(book):
        sheet = book["_minerva"]
        for row in sheet.iter_rows(max_col=2):
            if row[0].value in ("organisation", "year"):
                row[1].value = {"organisation": organisation, "year": str(year)}[row[0].value]

    outcome = read_return(edited(good, change), "x.xlsx", EXPECTATION)
    assert isinstance(outcome, Unusable)
    assert outcome.refusal is refusal


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() == text and text.upper() not in ("FR", "NL"))
figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, texts, figures), min_size=1, max_size=4))
def test_what_is_written_is_what_is_read(tmp_path, rows):
    blocks = [
        (good_objective(n, title_fr=french, title_nl=dutch, result=result), [])
        for n, (french, dutch, result) in enumerate(rows, 1)
    ]
    submission = read(filled(tmp_path / "actiris-2020.xlsx", blocks=blocks))
    found = [
        (record.fields["title_fr"].raw, record.fields["title_nl"].raw, record.figure("result").value)
        for record in submission.table(OO)
    ]
    assert found == rows


def test_notes_beside_the_titles_and_formulas_outside_the_table_are_listed(good):
    def change(book):
        book["KPI"]["A5"] = "à relire"
        book["Accueil-Onthaal"]["D1"] = "voir avec le service"
        book["OO-OD"]["AK7"] = "=1+1"

    assert asides(read(edited(good, change))) == [
        ("Accueil-Onthaal!D1", "voir avec le service", Aside.OUTSIDE_COVER),
        ("OO-OD!AK7", "", Aside.OUTSIDE_TABLE),
        ("KPI!A5", "à relire", Aside.ABOVE_TABLE),
    ]
