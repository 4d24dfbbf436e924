"""Open data: what each value becomes, nothing of persons, every column explained; on made-up reports."""

from __future__ import annotations

import csv
import io
import json
import sys
from decimal import Decimal

import pyarrow.parquet
import pytest

from minerva.layout.labels import LANGUAGES, labels
from minerva.layout.regional import TRACE, data_columns
from minerva.model.coverage import State
from minerva.model.published import PublishedOrganisation, PublishedReport, PublishedRow
from minerva.model.record import FIGURES, Table
from minerva.model.register import Group
from minerva.model.submission import SourceFile
from minerva.publish import data_files
from minerva.publish.data_files import NoParquet, csv_file, json_file, parquet_file, with_apostrophe, without_apostrophe
from minerva.publish.data_package import files, page
from minerva.publish.fields import NAMES, organisation_fields, record_fields
from minerva.publish.open_data import OpenData, OpenTable, open_data

ACTIRIS = PublishedOrganisation("actiris", "Actiris", "Actiris", 3, "5", Group.OAA_CATEGORY_2, State.INTEGRATED)
EMPLOI = PublishedOrganisation("actiris/emploi", "Emploi", "Werk", 3, "", Group.OAA_CATEGORY_2, State.WITH_GAPS)
KEPT = {
    "organisation": "actiris",
    "organisation_fr": "Actiris",
    "organisation_nl": "Actiris",
    "part": Decimal(3),
    "group": "oaa_category_2",
    "status": "REALISED",
    "file": "actiris-2020.xlsx",
    "sheet": "OO-OD",
    "row": Decimal(7),
    "findings": Decimal(0),
    "changes": Decimal(0),
    "record": "actiris:OO-OD:1",
}


def report(*rows: dict[str, str | Decimal]) -> PublishedReport:
    """A report with objectives, each right but for what is given."""
    objectives = tuple(PublishedRow({**KEPT, **row}, number) for number, row in enumerate(rows, 2))
    return PublishedReport(
        SourceFile("regional.xlsx", 10, "ab" * 32, ""),
        2020,
        False,
        1,
        {Table.OBJECTIVES: objectives, Table.INDICATORS: ()},
        (ACTIRIS, EMPLOI),
    )


def exported(*rows: dict[str, str | Decimal], remarks: bool = True) -> list[dict[str, object]]:
    """The objectives of such a report as they are exported."""
    table = open_data(report(*rows), remarks=remarks).tables[0]
    keys = [field.key for field in table.fields]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def typed(key: str, value: str | Decimal) -> object:
    """What one value becomes."""
    return exported({key: value})[0][key]


# -- columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", Table)
def test_columns_are_those_of_the_data_sheets_but_for_links_and_each_figure_as_a_number_too(table: Table):
    keys = [field.key for field in record_fields(table)]
    figures = [key for key in FIGURES if key in keys]
    sheet = [key for key in data_columns(table) if key not in TRACE]
    assert [key for key in keys if key in sheet] == sheet
    assert set(keys) - set(sheet) == {f"{key}_number" for key in figures}
    assert all(keys[keys.index(f"{key}_number") - 1] == key for key in figures)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_explained_in_each_language(language: str):
    words = labels(language)
    data = open_data(report({}), remarks=True)
    lines = page(data, words).splitlines()
    for fields in (*map(record_fields, Table), organisation_fields()):
        for field in fields:
            title, description = field.title(words), field.description(words)
            assert title[0].isupper() and title != field.key
            assert description.endswith(".") and len(description.split()) > 2, field.key
            assert any(f"| `{field.key}` |" in line and description in line for line in lines), field.key
            assert set(field.words_of_codes(words)) == set(field.codes[1])


def test_no_explanation_is_left_over_for_a_column_that_is_gone():
    asked = {"organisation_name", "words"}
    for fields in (*map(record_fields, Table), organisation_fields()):
        for field in fields:
            asked |= {field.stem, field.part.removeprefix("_")}
    told = {key.removeprefix("field.") for key in labels("fr").names if key.startswith("field.")}
    assert told - asked == set()


# -- values ------------------------------------------------------------------------------------------------------------


def test_zero_empty_and_text_are_three_things():
    rows = exported({"result": Decimal(0)}, {}, {"result": "N/A"}, {"result": "0"})
    assert [(row["result"], row["result_number"]) for row in rows] == [
        ("0", Decimal(0)),
        (None, None),
        ("N/A", None),
        ("0", None),
    ]


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("0.29", "0.29"),
        ("1E+2", "100"),
        ("-5", "-5"),
        ("85.50", "85.5"),
        ("4470198", "4470198"),
        ("1E-18", "0." + "0" * 17 + "1"),
    ],
)
def test_a_figure_is_written_plainly_and_kept_exactly(figure: str, text: str):
    row = exported({"red": Decimal(figure)})[0]
    assert (row["red"], row["red_number"]) == (text, Decimal(figure))


@pytest.mark.parametrize("figure", ["1E-19", "1E+20", "-123456789012345678901"])
def test_a_figure_with_more_digits_than_a_decimal_has_is_not_rounded(figure: str):
    row = exported({"red": Decimal(figure)})[0]
    assert (Decimal(row["red"]), row["red_number"]) == (Decimal(figure), None)


def test_numbers_that_only_count_stay_whole():
    row = exported({"row": Decimal(7), "row_nl": Decimal(8)})[0]
    assert (row["part"], row["row"], row["row_nl"], row["findings"]) == (3, 7, 8, 0)


@pytest.mark.parametrize("typed", ["abc", Decimal("3.7"), Decimal("1E+300"), "²", Decimal("NaN")])
def test_a_number_that_counts_and_was_edited_into_something_else_is_left_empty(typed: str | Decimal):
    assert exported({"row_nl": typed})[0]["row_nl"] is None
    assert all(files(open_data(report({"row_nl": typed}), remarks=True), form) for form in ("csv", "parquet", "json"))


def test_a_section_is_counted_for_itself():
    table = open_data(report({}, {"section": "emploi"}, {"section": "emploi"}), remarks=True).tables[2]
    assert [row[:2] + row[-3:] for row in table.rows] == [
        ("actiris", None, "integrated", 1, 0),
        ("actiris/emploi", "actiris", "with_gaps", 2, 0),
    ]


# -- persons -----------------------------------------------------------------------------------------------------------

ADDRESS = "agent.un@minerva.example"


def test_no_address_stays_in_any_column():
    every = {key: f"Voir {ADDRESS}" for key in data_columns(Table.OBJECTIVES) if key not in KEPT}
    every |= {"sheet": ADDRESS, "file": f"{ADDRESS}.xlsx", "red_cell": f"{ADDRESS}!{ADDRESS}!C7"}
    data = open_data(
        report({key: value for key, value in every.items() if key not in ("row_nl", *TRACE)}), remarks=True
    )
    for form in ("csv", "json"):
        assert not [name for name, content in files(data, form).items() if b"agent.un" in content]
    assert exported({"title_fr": f"Voir {ADDRESS}."})[0]["title_fr"] == "Voir [adresse supprimée / adres verwijderd]."


HIDDEN = "[nom de fichier / bestandsnaam]"


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("actiris-2020.xlsx", "actiris-2020.xlsx"),
        ("actiris--emploi-2020.xlsx", "actiris--emploi-2020.xlsx"),
        ("actiris.xlsx", "actiris.xlsx"),
        ("actiris-2019.xlsx", HIDDEN),
        ("KPI Jeanne.xlsx", HIDDEN),
        ("de Jeanne/actiris.xlsx", f"{HIDDEN}/actiris.xlsx"),
        ("Jeanne.zip/KPI Jeanne.xlsx", f"{HIDDEN}/{HIDDEN}"),
    ],
)
def test_only_the_names_templates_have_are_published(file: str, kept: str):
    assert typed("file", file) == kept
    assert typed("red_cell", f"{file}!KPI!J7") == f"{kept}!KPI!J7"
    assert typed("red_cell", "KPI!J7") == "KPI!J7"


def test_remarks_are_kept_only_where_they_are_known_to_name_no_one():
    rows = {"remarks": "Trekker : Jeanne"}, {}
    assert [row["remarks"] for row in exported(*rows)] == ["Trekker : Jeanne", None]
    assert [row["remarks"] for row in exported(*rows, remarks=False)] == [None, None]
    assert open_data(report(*rows), remarks=False).remarks_left_out == 1
    assert open_data(report(*rows), remarks=True).remarks_left_out == 0


# -- files -------------------------------------------------------------------------------------------------------------

AWKWARD = (
    "=1+1", "@SUM(A1)", "+1", "-1", "- point", "\t=1", "\nligne", "'=1", "''=1", "'t is", "-", "--", "+ 1",
    "0012", 'dit "oui"', "a,b;c", "deux\nlignes\n", " espaces ", "é–’…", "null", "http://minerva.example",
)  # fmt: skip


def table_of(*texts: str) -> OpenTable:
    """A table with these titles."""
    return open_data(report(*({"title_fr": text} for text in texts)), remarks=True).tables[0]


def read_csv(content: bytes) -> list[dict[str, str]]:
    """A CSV as any reader has it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_awkward_texts_come_back_from_every_format():
    table = table_of(*AWKWARD)
    written = [without_apostrophe(row["title_fr"]) for row in read_csv(csv_file(table))]
    assert written == list(AWKWARD)
    assert [row["title_fr"] for row in json.loads(json_file(table))] == list(AWKWARD)
    read = pyarrow.parquet.read_table(io.BytesIO(parquet_file(table)))
    assert read.column("title_fr").to_pylist() == list(AWKWARD)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("\na", "'\na"),
        ("+32 2", "'+32 2"),
        ("-a", "'-a"),
        ("- a", "- a"),
        ("+ a", "+ a"),
        ("'=1", "''=1"),
        ("'t is", "'t is"),
        ("-", "-"),
    ],
)
def test_an_apostrophe_stands_before_texts_taken_for_formulas_and_no_other(text: str, shown: str):
    assert with_apostrophe(text) == shown
    assert without_apostrophe(shown) == text


def test_a_negative_figure_is_a_number_to_everyone_but_as_typed_it_is_a_text():
    table = open_data(report({"result": Decimal(-5), "result_raw": "-5"}), remarks=True).tables[0]
    (row,) = read_csv(csv_file(table))
    assert (row["result"], row["result_number"], row["result_raw"]) == ("-5", "-5", "'-5")


def test_csv_is_as_the_standard_says():
    content = csv_file(table_of("é\nb", ""))
    assert not content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    header, *_ = content.split(b"\r\n")
    assert header.decode().split(",") == [field.key for field in record_fields(Table.OBJECTIVES)]
    assert content.count(b"\r\n") == 3
    assert '"é\nb"'.encode() in content


def test_parquet_has_types_and_says_what_its_columns_are():
    schema = pyarrow.parquet.read_schema(io.BytesIO(parquet_file(table_of("a"))))
    assert {str(schema.field(key).type) for key in ("part", "row", "row_nl", "changes")} == {"int64"}
    assert {str(schema.field(f"{key}_number").type) for key in ("red", "green", "result")} == {"decimal128(38, 18)"}
    assert {str(schema.field(key).type) for key in ("red", "title_nl", "status")} == {"string"}
    assert not schema.field("status").nullable and schema.field("result").nullable
    told = schema.field("status").metadata
    assert told[b"title_nl"].decode() == "Status" and told[b"description_fr"].decode().startswith("Statut calculé")


def test_an_empty_table_is_a_table_in_every_format():
    empty = open_data(report(), remarks=True).tables[0]
    assert read_csv(csv_file(empty)) == json.loads(json_file(empty)) == []
    assert pyarrow.parquet.read_table(io.BytesIO(parquet_file(empty))).num_rows == 0


def test_without_its_library_parquet_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NoParquet):
        parquet_file(table_of("a"))


def test_the_same_report_gives_the_same_bytes():
    for form in data_files.WRITERS:
        once, again = (files(open_data(report({"title_fr": "a"}), remarks=True), form) for _ in range(2))
        assert once == again
    assert list(files(OpenData(report(), ()), "csv")) == [
        *(f"README.{language}.md" for language in LANGUAGES),
        "datapackage.json",
    ]
    assert set(NAMES.values()) == {"objectives", "indicators"}
