"""The register workbook: what is written is read again, and what is wrong is named with its cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva.excel.register import RegisterUnreadable, read_register, write_register
from minerva.layout.labels import LANGUAGES, labels
from minerva.model.register import Correction, Expected, Group, Organisation, Register, Settings
from minerva.model.submission import Refusal

SHEET, SETTINGS, CORRECTIONS = "Organisations-Organisaties", "Parametres-Instellingen", "Corrections-Correcties"
# Columns of the sheet of organisations, as the contract lists them.
KEYS = (
    *("id", "section_of", "parent", "part", "group", "order", "chapter", "name_fr", "name_nl", "aliases"),
    *("language", "mailbox", "expected", "counts", "deadline"),
)
CELL = {key: f"{chr(65 + number)}4" for number, key in enumerate(KEYS)}

EVERYTHING = Register(
    settings=Settings(
        year=2021,
        session="2021-2022",
        filing_date=date(2022, 10, 28),
        edition=3,
        preface_fr="Première ligne.\nDeuxième ligne : « œuvre ».",
        preface_nl="=geen formule",
    ),
    organisations=(
        Organisation(
            id="bruxelles-essai",
            part=1,
            group=Group.SPRB,
            order=10,
            chapter="1.10",
            name_fr="Bruxelles Essai",
            name_nl="Brussel Proef",
            aliases=("BE", "Essai & Co", "+32"),
            language="nl",
            mailbox="controle@example.brussels",
            expected=Expected.BOTH,
            counts=True,
            deadline=date(2022, 2, 28),
        ),
        Organisation(
            id="bruxelles-essai/section",
            section_of="bruxelles-essai",
            part=1,
            group=Group.SPRB,
            order=11,
            name_fr="Section",
            name_nl="Afdeling",
            counts=False,
        ),
        Organisation(
            id="filiale",
            parent="bruxelles-essai",
            part=3,
            group=Group.OAA_CATEGORY_2,
            order=5,
            name_fr="007",
            name_nl="007",
            expected=Expected.NO,
        ),
    ),
    corrections=(
        Correction(
            organisation="filiale",
            table="KPI",
            reference="KPI-1.1.1",
            field="result",
            old_value="85",
            new_value="58",
            who="Cellule de contrôle de gestion",
            date=date(2022, 3, 1),
            reason="Chiffres inversés, confirmé par téléphone",
            row=4,
        ),
    ),
)


@pytest.mark.parametrize("register", [workbooks.REGISTER, EVERYTHING], ids=["sample", "everything"])
def test_what_is_written_is_read_again(tmp_path: Path, register: Register):
    assert read_register(write_register(tmp_path / "register.xlsx", register)) == register


def test_what_another_program_saved_is_read_again(tmp_path: Path):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)
    assert read_register(workbooks.edited(path, lambda book: None)) == EVERYTHING


def test_the_titles_are_those_of_the_contract_in_order(tmp_path: Path):
    book = openpyxl.load_workbook(write_register(tmp_path / "register.xlsx", EVERYTHING))
    assert book.sheetnames == [SHEET, SETTINGS, CORRECTIONS]
    assert book[SHEET]["A4"].value == "bruxelles-essai"
    assert isinstance(book[SHEET]["O4"].value, datetime)
    assert book[SHEET]["J4"].value == "BE; Essai & Co; +32"
    assert book[SHEET].max_column == len(KEYS)
    assert book[SETTINGS]["B9"].value == "=geen formule"
    assert book[SETTINGS]["B9"].data_type == "s"


def test_choices_stand_in_both_languages(tmp_path: Path):
    book = openpyxl.load_workbook(write_register(tmp_path / "register.xlsx", workbooks.REGISTER))
    word = book[SHEET]["M4"].value
    assert len(word.split(" / ")) == 2
    assert word != "both"


def changed(tmp_path: Path, values: dict[str, object], sheet: str = SHEET) -> Path:
    """The register with some cells of one sheet changed."""
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)
    return workbooks.edited(path, workbooks.typed({sheet: values}))


def first(path: Path) -> Organisation:
    """The first organisation of a register."""
    return read_register(path).organisations[0]


@pytest.mark.parametrize("part", [0, 1], ids=["French", "Dutch"])
@pytest.mark.parametrize("key", ["group", "expected"])
def test_a_choice_may_be_typed_in_either_language(tmp_path: Path, key: str, part: int):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)
    word = openpyxl.load_workbook(path)[SHEET][CELL[key]].value.split(" / ")
    typed = word[part if len(word) == 2 else 0]
    for spelling in (typed, typed.upper()):
        workbooks.edited(path, workbooks.typed({SHEET: {CELL[key]: spelling}}))
        assert getattr(first(path), key) == getattr(EVERYTHING.organisations[0], key)


WORDS = [("oui", True), ("Ja", True), ("non", False), ("nee", False), ("no", False)]


@pytest.mark.parametrize(("typed", "meant"), WORDS)
def test_yes_and_no_may_be_typed_in_any_language(tmp_path: Path, typed: str, meant: bool):
    assert first(changed(tmp_path, {CELL["counts"]: typed})).counts is meant


@pytest.mark.parametrize(
    "typed",
    [date(2022, 2, 28), datetime(2022, 2, 28), "28/02/2022", "28.02.2022", "28-02-2022", "2022-02-28"],
    ids=str,
)
def test_dates_are_read_day_before_month(tmp_path: Path, typed: object):
    assert first(changed(tmp_path, {CELL["deadline"]: typed})).deadline == date(2022, 2, 28)


def test_an_empty_choice_is_its_default(tmp_path: Path):
    keys = ("language", "expected", "counts", "deadline", "aliases")
    row = first(changed(tmp_path, {CELL[key]: None for key in keys}))
    assert (row.language, row.expected, row.counts, row.deadline, row.aliases) == ("", Expected.OWN, True, None, ())


def test_columns_are_found_by_their_title_not_their_place(tmp_path: Path):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)

    def move(book: openpyxl.Workbook) -> None:
        sheet = book[SHEET]
        for row in range(3, 7):
            sheet.cell(row, 20).value = sheet.cell(row, 1).value
            sheet.cell(row, 1).value = "remarque" if row == 3 else "à revoir"

    workbooks.edited(path, move)
    assert [row.id for row in read_register(path).organisations] == [row.id for row in EVERYTHING.organisations]


@pytest.mark.parametrize("language", [0, 1], ids=["French", "Dutch"])
def test_a_title_in_one_language_is_enough(tmp_path: Path, language: int):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)

    def shorten(book: openpyxl.Workbook) -> None:
        for cell in book[SHEET][3]:
            cell.value = cell.value.split("\n")[language if "\n" in cell.value else 0]

    workbooks.edited(path, shorten)
    assert read_register(path).organisations == EVERYTHING.organisations


def problems(path: Path) -> list[tuple[str, str, str]]:
    """Place, key and value of everything wrong with a register."""
    with pytest.raises(RegisterUnreadable) as raised:
        read_register(path)
    assert raised.value.refusal is None
    return [(problem.place, problem.key, problem.value) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("key", "typed", "shown"),
    [
        ("id", "Bruxelles Essai", "Bruxelles Essai"),
        ("part", "quatre", "quatre"),
        ("part", 4, "4"),
        ("group", "OIP", "OIP"),
        ("order", "premier", "premier"),
        ("language", "de", "de"),
        ("expected", "peut-être", "peut-être"),
        ("counts", "parfois", "parfois"),
        ("deadline", "fin mars", "fin mars"),
        ("deadline", "31/02/2022", "31/02/2022"),
        ("name_nl", None, ""),
        ("group", None, ""),
    ],
)
def test_a_wrong_value_is_named_with_its_cell(tmp_path: Path, key: str, typed: object, shown: str):
    assert (f"{SHEET}!{CELL[key]}", key, shown) in problems(changed(tmp_path, {CELL[key]: typed}))


def test_all_wrong_values_are_named_at_once(tmp_path: Path):
    found = problems(changed(tmp_path, {"E4": "OIP", "D5": 9, "M6": "demain"}))
    assert [place for place, _, _ in found] == [f"{SHEET}!{cell}" for cell in ("E4", "D5", "M6")]


def test_a_wrong_correction_is_named_with_its_cell(tmp_path: Path):
    found = problems(changed(tmp_path, {"H4": "hier", "G4": None}, CORRECTIONS))
    assert {(place, key) for place, key, _ in found} == {(f"{CORRECTIONS}!H4", "date"), (f"{CORRECTIONS}!G4", "who")}


def described(path: Path) -> list[tuple[str, str, str]]:
    """Cell, label and detail of everything wrong with a register; each reads well in every language."""
    with pytest.raises(RegisterUnreadable) as raised:
        read_register(path)
    found = raised.value.problems
    for problem in found:
        for language in LANGUAGES:
            words = labels(language)
            params = {n: words(v[1:]) if v.startswith("@") else v for n, v in problem.params.items()}
            text = words(problem.label, **params)
            assert "{" not in text and "@" not in text and problem.value in text
    return [(p.place.removeprefix(f"{SHEET}!"), p.label.removeprefix("problem.register_"), p.detail) for p in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"A6": "bruxelles-essai"}, [("A6", "twice", f"{SHEET}!A4")], id="id twice"),
        pytest.param({"B5": "bruxelles-essay"}, [("B5", "unknown", "")], id="section of an unknown one"),
        pytest.param({"C6": "maison-mere"}, [("C6", "unknown", "")], id="unknown parent"),
        pytest.param({"B5": "filiale"}, [("B5", "section", "bruxelles-essai/section")], id="section of another"),
        pytest.param({"B5": None}, [("B5", "section", "bruxelles-essai/section")], id="a section of nothing"),
        pytest.param({"B6": "bruxelles-essai"}, [("B6", "section", "filiale")], id="a section without slash"),
        pytest.param({"A5": "essai/section"}, [("B5", "section", "essai/section")], id="id of another's section"),
        pytest.param({"J4": "BE; Filiale"}, [("J4", "alias", "filiale")], id="alias is another's id"),
        pytest.param({"J6": "brussel  PROEF"}, [("J6", "alias", "bruxelles-essai")], id="alias is another's name"),
        pytest.param(
            {"J5": "b.e.", "J6": "BÉ"},
            [
                ("J4", "alias", "bruxelles-essai/section, filiale"),
                ("J5", "alias", "bruxelles-essai, filiale"),
                ("J6", "alias", "bruxelles-essai, bruxelles-essai/section"),
            ],
            id="one alias for three",
        ),
    ],
)
def test_rows_that_do_not_agree_are_named_with_their_cells(tmp_path: Path, change: dict, expected: list):
    assert described(changed(tmp_path, change)) == expected


def test_an_alias_may_repeat_the_organisation_itself(tmp_path: Path):
    assert first(changed(tmp_path, {"J4": "Bruxelles Essai; bruxelles-essai"})).aliases[0] == "Bruxelles Essai"


@pytest.mark.parametrize("key", ["section_of", "group", "order", "aliases", "expected", "counts"])
def test_a_deleted_column_that_matters_is_named(tmp_path: Path, key: str):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)
    workbooks.edited(path, lambda book: book[SHEET].delete_cols(KEYS.index(key) + 1))
    assert described(path) == [(SHEET, "column", "")]
    assert problems(path) == [(SHEET, key, "")]


@pytest.mark.parametrize("key", ["chapter", "language", "mailbox", "deadline"])
def test_a_column_that_matters_to_nobody_may_be_deleted(tmp_path: Path, key: str):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)
    workbooks.edited(path, lambda book: book[SHEET].delete_cols(KEYS.index(key) + 1))
    assert [row.id for row in read_register(path).organisations] == [row.id for row in EVERYTHING.organisations]


def test_a_deleted_column_of_the_corrections_is_named(tmp_path: Path):
    path = write_register(tmp_path / "register.xlsx", EVERYTHING)
    workbooks.edited(path, lambda book: book[CORRECTIONS].delete_cols(6))
    assert problems(path) == [(CORRECTIONS, "new_value", "")]


@pytest.mark.parametrize(
    ("change", "label"),
    [({"M4": "peut-être"}, "choice"), ({"N4": "@parfois"}, "choice"), ({"E4": None}, "required"), ({"D4": 9}, "value")],
    ids=str,
)
def test_a_wrong_value_says_what_is_wrong_with_it(tmp_path: Path, change: dict, label: str):
    path = changed(tmp_path, change)
    with pytest.raises(RegisterUnreadable) as raised:
        read_register(path)
    (problem,) = raised.value.problems
    assert (problem.label, bool(problem.words)) == (f"problem.register_{label}", label == "choice")
    if problem.key == "expected":
        assert problem.words.split(" · ")[0] == "propre / eigen"


def test_a_renamed_title_names_the_column(tmp_path: Path):
    assert (SHEET, "id", "") in problems(changed(tmp_path, {"A3": "Nom de code"}))


def without(sheet: str) -> Callable[[openpyxl.Workbook], None]:
    """A change that takes a sheet away."""
    return lambda book: book.remove(book[sheet])


@pytest.mark.parametrize("sheet", [SHEET, SETTINGS])
def test_a_missing_sheet_is_named(tmp_path: Path, sheet: str):
    path = workbooks.edited(write_register(tmp_path / "register.xlsx", EVERYTHING), without(sheet))
    assert (sheet, "sheet", "") in problems(path)


def test_the_sheet_of_corrections_may_be_missing(tmp_path: Path):
    path = workbooks.edited(write_register(tmp_path / "register.xlsx", EVERYTHING), without(CORRECTIONS))
    assert read_register(path) == EVERYTHING.model_copy(update={"corrections": ()})


@pytest.mark.parametrize(
    ("value", "number_format", "typed_number", "percent_format", "shown"),
    [
        (12.345, "General", True, False, "12.345"),
        (0.12345, "0.0%", True, True, "12.345%"),
        ("12.345", "General", False, False, "12.345"),
    ],
)
def test_a_new_value_typed_as_a_number_is_known_as_one(
    tmp_path: Path, value: object, number_format: str, typed_number: bool, percent_format: bool, shown: str
):
    def change(book: openpyxl.Workbook) -> None:
        cells = [cell for row in book[CORRECTIONS].iter_rows() for cell in row if cell.value == "58"]
        cells[0].value, cells[0].number_format = value, number_format

    path = workbooks.edited(write_register(tmp_path / "register.xlsx", EVERYTHING), change)
    (correction,) = read_register(path).corrections
    assert (correction.new_value, correction.typed_number, correction.percent_format) == (
        shown,
        typed_number,
        percent_format,
    )


def test_a_wrong_year_names_its_cell(tmp_path: Path):
    found = problems(changed(tmp_path, {"B4": "l'an dernier"}, SETTINGS))
    assert found == [(f"{SETTINGS}!B4", "year", "l'an dernier")]


def test_a_wrong_filing_date_names_its_cell(tmp_path: Path):
    found = problems(changed(tmp_path, {"B6": "en octobre"}, SETTINGS))
    assert found == [(f"{SETTINGS}!B6", "filing_date", "en octobre")]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", Refusal.EMPTY), (b"id;nom\r\n", Refusal.TEXT), (b"PK\x03\x04rest", Refusal.DAMAGED)],
)
def test_what_is_no_workbook_is_refused_with_the_reason(tmp_path: Path, content: bytes, refusal: Refusal):
    path = tmp_path / "register.xlsx"
    path.write_bytes(content)
    with pytest.raises(RegisterUnreadable) as raised:
        read_register(path)
    assert raised.value.refusal is refusal


def test_organisations_come_in_the_order_of_the_report(tmp_path: Path):
    rows = (EVERYTHING.organisations[2], EVERYTHING.organisations[1], EVERYTHING.organisations[0])
    path = write_register(tmp_path / "register.xlsx", EVERYTHING.model_copy(update={"organisations": rows}))
    assert [row.order for row in read_register(path).organisations] == [10, 11, 5]
