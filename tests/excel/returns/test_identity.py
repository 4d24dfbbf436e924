"""Whose return it is and of which year: metadata first, then the cover and titles, the file name, the folders."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from minerva.excel.content.cells import Cell, Sheet
from minerva.excel.content.package import Package, read_package
from minerva.excel.returns import identity as module
from minerva.excel.returns.identity import Expectation, Identity, identify, organisation_named
from minerva.excel.returns.reader import read_return
from minerva.layout.returns import return_layout
from minerva.model.submission import NoticeKind, Refusal, SourceFile, Submission, Unusable
from minerva.tasks import consolidate
from workbooks import REGISTER, blank, edited, filled, register_of, typed

EXPECTATION = Expectation(REGISTER.organisations, 2020)
COVER = "Accueil-Onthaal"
BEE = "bruxelles-economie-et-emploi"
EQUAL = "bruxelles-synergie/equal-brussels"
TABLE = {(4, column): f"Titre {column}" for column in range(1, 8)} | {(5, 3): "Projet commun avec Innoviris"}


def package(*sheets: dict[tuple[int, int], str], names: tuple[str, ...] = ()) -> Package:
    """A workbook of our making; sheets are called Feuil1, Feuil2, … or by name."""
    made = []
    for number, cells in enumerate(sheets):
        sheet = Sheet(names[number] if number < len(names) else f"Feuil{number + 1}")
        sheet.cells = {place: Cell(text) for place, text in sorted(cells.items())}
        made.append(sheet)
    return Package(made)


def metadata(**changes: str) -> dict[tuple[int, int], str]:
    """The sheet of metadata of a return of Actiris."""
    values = {"template_version": return_layout().version, "organisation": "actiris", "year": "2020"} | changes
    return {(row, column): text for row, pair in enumerate(values.items(), 1) for column, text in enumerate(pair, 1)}


def identified(book: Package, name: str = "x.xlsx", expectation: Expectation = EXPECTATION) -> Identity | Unusable:
    return identify(SourceFile(name, 1, ""), book, expectation)


def seen(identity: Identity | Unusable) -> list[tuple[NoticeKind, str, str]]:
    assert isinstance(identity, Identity), identity
    return [(notice.kind, notice.text, notice.detail) for notice in identity.notices]


# -- metadata ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["_minerva", "_MINERVA", "Feuil9"])
def test_metadata_counts_wherever_its_sheet_went(sheet: str):
    found = identified(package(TABLE, metadata(), names=("KPI", sheet)), "sans-nom.xlsx")
    assert (found.organisation, found.year, found.template_version) == ("actiris", 2020, return_layout().version)
    assert found.notices == ()


@pytest.mark.parametrize("told", [f"{BEE}/emploi", f"{BEE}--emploi", f"{BEE.upper()} / Emploi"])
def test_an_id_spelled_otherwise_is_that_id(told: str):
    assert identified(package(metadata(organisation=told), names=("_minerva",))).organisation == f"{BEE}/emploi"


@pytest.mark.parametrize(
    ("changes", "refusal", "detail", "organisation"),
    [
        ({"organisation": "inconnu"}, Refusal.UNKNOWN_ORGANISATION, "inconnu", ""),
        ({"organisation": f"{BEE}/autre"}, Refusal.UNKNOWN_SECTION, f"{BEE}/autre", BEE),
        ({"year": "2019"}, Refusal.OTHER_YEAR, "2019", "actiris"),
        ({"year": "²"}, Refusal.OTHER_YEAR, "²", "actiris"),
        ({"template_version": "2019.1"}, Refusal.OTHER_TEMPLATE, "2019.1", "actiris"),
        ({"template_version": ""}, Refusal.OTHER_TEMPLATE, "", "actiris"),
    ],
    ids=str,
)
def test_what_metadata_says_against_the_register_is_refused(changes, refusal, detail, organisation):
    found = identified(package(metadata(**changes), names=("_minerva",)), "actiris-2020.xlsx")
    assert isinstance(found, Unusable)
    assert (found.refusal, found.detail, found.organisation) == (refusal, detail, organisation)


def test_without_a_register_metadata_is_believed():
    found = identified(package(metadata(organisation="x/y", year="2031"), names=("_minerva",)), "a.xlsx", Expectation())
    assert (found.organisation, found.year, found.notices) == ("x/y", 2031, ())


def test_an_older_version_that_is_still_accepted_is_told_of(monkeypatch: pytest.MonkeyPatch):
    layout = return_layout().model_copy(update={"version": "2027.1", "accepted_versions": ("2026.1", "2027.1")})
    monkeypatch.setattr(module, "return_layout", lambda: layout)
    old = identified(package(metadata(template_version="2026.1"), names=("_minerva",)))
    assert seen(old) == [(NoticeKind.OLDER_TEMPLATE, "2026.1", "2027.1")]
    assert seen(identified(package(metadata(template_version="2027.1"), names=("_minerva",)))) == []


def test_metadata_without_organisation_or_year_is_completed_by_the_rest():
    book = package(metadata(organisation="", year=""), {(1, 1): "Actiris", (2, 1): "Rapport 2020"}, names=("_minerva",))
    found = identified(book)
    assert (found.organisation, found.year) == ("actiris", 2020)
    assert seen(found) == [(NoticeKind.TAKEN_AS, "Actiris", "@found.named_in.titles")]


# -- contradictions ----------------------------------------------------------------------------------------------------


def cover(**typed_in: str) -> dict[tuple[int, int], str]:
    labels = {"organisation": "Organisation\nOrganisatie", "year": "Année du rapport\nJaar van het verslag"}
    cells = {(row, 2): labels[name] for row, name in ((6, "organisation"), (7, "year"))}
    return cells | {(row, 3): typed_in[name] for row, name in ((6, "organisation"), (7, "year")) if name in typed_in}


@pytest.mark.parametrize(
    ("own", "typed_in", "differs"),
    [
        ("actiris", {"organisation": "ACTIRIS, service Études"}, ""),
        ("actiris", {"organisation": "ORBEM - BGDA"}, ""),
        ("actiris", {"organisation": "Direction des études"}, ""),
        ("actiris", {"organisation": "Brugel"}, "actiris"),
        ("actiris", {"year": "année 2020"}, ""),
        ("actiris", {"year": "2019"}, "2020"),
        ("actiris", {"year": "cette année"}, ""),
        (f"{BEE}/emploi", {"organisation": "Bruxelles Économie et Emploi"}, ""),
        (f"{BEE}/emploi", {"organisation": "Emploi – Werkgelegenheid"}, ""),
        (f"{BEE}/emploi", {"organisation": "BEE Économie"}, f"{BEE}/emploi"),
        (BEE, {"organisation": "BEE Économie"}, BEE),
    ],
    ids=str,
)
def test_the_cover_is_held_against_the_metadata_by_meaning(own: str, typed_in: dict, differs: str):
    book = package(cover(**typed_in), metadata(organisation=own), names=(COVER, "_minerva"))
    found = identified(book)
    assert (found.organisation, found.year) == (own, 2020)
    wanted = [(NoticeKind.COVER_DIFFERS, *typed_in.values(), differs)] if differs else []
    assert seen(found) == wanted
    assert [notice.source.cell for notice in found.notices] == [("C6" if "organisation" in typed_in else "C7")] * len(
        wanted
    )


@pytest.mark.parametrize(
    ("own", "name", "other"),
    [
        ("actiris", "brugel-2020.xlsx", "brugel"),
        ("actiris", "dossier/Brugel/actiris.xlsx", ""),
        ("actiris", "Actiris et Brugel.xlsx", ""),
        ("actiris", "Brugl 2020.xlsx", ""),
        ("actiris", "rapport final.xlsx", ""),
        (f"{BEE}/emploi", f"{BEE}.xlsx", ""),
        (f"{BEE}/emploi", f"{BEE}--economie-2020.xlsx", f"{BEE}/economie"),
        ("hub-brussels", "hub.brussels.xlsx", ""),
    ],
)
def test_a_file_name_that_clearly_names_another_is_told_of(own: str, name: str, other: str):
    found = identified(package(metadata(organisation=own), names=("_minerva",)), name)
    assert found.organisation == own
    assert seen(found) == ([(NoticeKind.FILE_NAME_DIFFERS, name, other)] if other else [])


@pytest.mark.parametrize("row", REGISTER.organisations, ids=lambda row: row.id)
def test_our_own_template_contradicts_nothing(tmp_path: Path, row):
    """The cover the template prefills and the name it is sent under are right for every organisation."""
    path = blank(tmp_path / f"{row.file_stem}-2020.xlsx", row.id, records=1)
    assert seen(identified(read_package(path.read_bytes()), path.name)) == []


# -- without metadata --------------------------------------------------------------------------------------------------

TITLE, FILE, FOLDER = "@found.named_in.titles", "@found.named_in.file_name", "@found.named_in.folder"


@pytest.mark.parametrize(
    ("sheets", "name", "organisation", "text", "where"),
    [
        ([{(1, 1): "Organisation : citydev.bussels"}], "x.xlsx", "citydev-brussels", None, TITLE),
        ([{(2, 2): "Organisatie", (2, 3): "Brugel"}], "x.xlsx", "brugel", "Brugel", TITLE),
        ([{(1, 1): "Rapport annuel"}, {(3, 4): "Rapport d’Innoviris"}], "x.xlsx", "innoviris", None, TITLE),
        ([{(1, 1): "Organisation", (1, 2): "Actiris", (2, 1): "Projet avec Brugel"}], "x.xlsx", "actiris", None, TITLE),
        ([{(1, 1): "BSyn", (2, 1): "Equal"}], "x.xlsx", EQUAL, "Equal", TITLE),
        ([{(1, 1): "Organisation : BSyn", (2, 1): "Equal"}], "x.xlsx", EQUAL, "Equal", TITLE),
        ([{(1, 1): "Bruxelles Synergie"}], "equal.xlsx", EQUAL, "equal.xlsx", FILE),
        ([{(1, 1): "Bruxelles Synergie"}], "emploi.xlsx", "bruxelles-synergie", "Bruxelles Synergie", TITLE),
        ([TABLE], "Bruxelles Synergie/equal/x.xlsx", EQUAL, "equal", FOLDER),
        ([{(1, 1): "Actirs"}], "brugel.xlsx", "actiris", "Actirs", TITLE),
        ([TABLE], "Actirs 2020.xlsx", "actiris", None, FILE),
        ([TABLE], "2020/Actiris/rapport.xlsx", "actiris", "Actiris", FOLDER),
        ([TABLE], "Brugel/Actiris/rapport.xlsx", "actiris", "Actiris", FOLDER),
        ([TABLE], "Brugel/actiris.xlsx", "actiris", "actiris.xlsx", FILE),
        ([TABLE], "envoi.zip/hub.brussels/tableau.xlsx", "hub-brussels", "hub.brussels", FOLDER),
        ([{(1, 1): "Actiris", (2, 1): "Brugel"}], "brugel.xlsx", "brugel", "brugel.xlsx", FILE),
        ([TABLE], f"{BEE}--emploi.xlsx", f"{BEE}/emploi", None, FILE),
        ([TABLE], f"{BEE}/emploi/tableau.xlsx", f"{BEE}/emploi", "emploi", FOLDER),
    ],
    ids=str,
)  # fmt: skip
def test_the_first_place_that_names_one_settles_it(sheets, name, organisation, text, where):
    found = identified(package(*sheets), name)
    assert isinstance(found, Identity), found
    assert found.organisation == organisation
    ((kind, said, place),) = [one for one in seen(found) if one[0] is NoticeKind.TAKEN_AS]
    assert (kind, place) == (NoticeKind.TAKEN_AS, where)
    assert text is None or said == text


@pytest.mark.parametrize(
    ("sheets", "name", "refusal", "detail"),
    [
        ([TABLE], "tableau.xlsx", Refusal.UNKNOWN_ORGANISATION, ""),
        ([{(1, 1): "Actiris", (2, 1): "Brugel"}], "x.xlsx", Refusal.SEVERAL_ORGANISATIONS, "actiris, brugel"),
        ([{(1, 1): "Actiris", (2, 1): "Brugel"}], "stib.xlsx", Refusal.SEVERAL_ORGANISATIONS, "actiris, brugel"),
        ([TABLE], "Actiris et Brugel.xlsx", Refusal.SEVERAL_ORGANISATIONS, "actiris, brugel"),
        ([{(1, 1): "Organisation : Bureau inconnu"}], "x.xlsx", Refusal.UNKNOWN_ORGANISATION, ""),
        ([{(12, 1): "Actiris"}], "x.xlsx", Refusal.UNKNOWN_ORGANISATION, ""),
        ([{(1, 1): "Actiris", (2, 1): "Rapport 2019"}], "x.xlsx", Refusal.OTHER_YEAR, "2019"),
        ([TABLE], "actiris 2019.xlsx", Refusal.OTHER_YEAR, "2019"),
    ],
    ids=str,
)
def test_nothing_is_guessed(sheets, name, refusal, detail):
    found = identified(package(*sheets), name)
    assert isinstance(found, Unusable), found
    assert (found.refusal, found.detail) == (refusal, detail)


@pytest.mark.parametrize(
    ("cells", "name", "year"),
    [
        ({}, "actiris.xlsx", 2020),
        ({(2, 1): "Rapport 2020, comparé à 2019"}, "actiris.xlsx", 2020),
        ({(2, 1): "Rapport 2020"}, "actiris 2021.xlsx", 2020),
        ({(2, 1): "Année du rapport", (2, 2): "2020"}, "actiris 2021.xlsx", 2020),
        ({(2, 1): "Cible 2021"}, "actiris.xlsx", 2020),
        ({}, "actiris envoyé le 12.03.2021.xlsx", 2020),
    ],
    ids=str,
)
def test_the_year_of_a_return_without_metadata(cells, name, year):
    assert identified(package(cells), name).year == year


def test_of_a_workbook_full_of_titles_the_first_are_looked_at():
    noise = {(row, column): f"Note {row}" for row in range(1, 9) for column in range(1, 5)}
    sheets = [noise | {(9, 1): "Actiris"} if number == 1 else noise for number in range(200)]
    assert identified(package(*sheets)).organisation == "actiris"
    late = [noise] * 200 + [{(1, 1): "Actiris"}]
    assert identified(package(*late)).refusal is Refusal.UNKNOWN_ORGANISATION


def test_without_a_register_only_the_year_is_looked_for():
    found = identified(package({(1, 1): "Actiris", (2, 1): "Rapport 2019"}), "actiris.xlsx", Expectation())
    assert (found.organisation, found.year, found.notices) == ("", 2019, ())


def test_the_path_of_a_file_that_cannot_be_opened():
    rows = REGISTER.organisations
    assert organisation_named("Actiris 2020.pdf", rows) == "actiris"
    assert organisation_named("Actiris/scan.pdf", rows) == "actiris"
    assert organisation_named("Actiris et Brugel/scan.pdf", rows) == ""
    assert organisation_named("scan.pdf", rows) == ""


def test_the_names_are_put_together_once():
    assert EXPECTATION.names is EXPECTATION.names
    assert dataclasses.replace(EXPECTATION, year=2021) != EXPECTATION


# -- through the reader ------------------------------------------------------------------------------------------------


def test_a_template_that_lost_its_metadata_is_known_by_its_cover(tmp_path: Path):
    path = edited(filled(tmp_path / "rapport.xlsx", "brugel"), lambda book: book.remove(book["_minerva"]))
    found = read_return(path, path.name, EXPECTATION)
    assert isinstance(found, Submission)
    assert (found.organisation, found.year) == ("brugel", 2020)
    assert [notice.kind for notice in found.notices] == [NoticeKind.TAKEN_AS]


@pytest.mark.parametrize("language", ["complet/volledig", "partiel/gedeeltelijk"])
def test_a_template_that_came_back_empty_is_unusable(tmp_path: Path, language: str):
    path = edited(blank(tmp_path / "actiris-2020.xlsx"), typed({COVER: {"C9": language}}))
    found = read_return(path, path.name, EXPECTATION)
    assert isinstance(found, Unusable)
    assert (found.refusal, found.organisation) == (Refusal.NOT_FILLED, "actiris")


def test_a_part_may_hold_the_introduction_alone(tmp_path: Path):
    cells = {COVER: {"C9": "partiel", "C12": "Une année particulière."}}
    path = edited(blank(tmp_path / "actiris-2020.xlsx"), typed(cells))
    assert isinstance(read_return(path, path.name, EXPECTATION), Submission)


def test_one_cell_filled_is_not_empty(tmp_path: Path):
    path = edited(blank(tmp_path / "actiris-2020.xlsx"), typed({"KPI": {"Z9": "voir annexe"}}))
    assert isinstance(read_return(path, path.name, EXPECTATION), Submission)


# -- what is no return -------------------------------------------------------------------------------------------------


def test_the_register_and_a_regional_workbook_in_the_folder_are_called_so(tmp_path: Path):
    folder = tmp_path / "returns"
    folder.mkdir()
    register = register_of(tmp_path / "register.xlsx", "actiris")
    filled(folder / "actiris-2020.xlsx")
    consolidate(folder, register, folder / "regional actiris.xlsx")
    shutil.copy(register, folder / "registre de l’an dernier.xlsx")
    result = consolidate(folder, register, tmp_path / "regional.xlsx").consolidation
    assert [(use.file.name, use.reason, use.organisation) for use in result.files] == [
        ("actiris-2020.xlsx", "", "actiris"),
        ("regional actiris.manifest.json", "refusal.our_own", ""),
        ("regional actiris.xlsx", "refusal.our_own", ""),
        ("registre de l’an dernier.xlsx", "refusal.our_own", ""),
    ]


@pytest.mark.parametrize("names", [("Organisations-Organisaties", "KPI"), ("Donnees-Gegevens OO", "OO-OD")])
def test_one_sheet_called_like_ours_makes_no_workbook_of_ours(names: tuple[str, str]):
    assert isinstance(identified(package({(1, 1): "Actiris"}, TABLE, names=names)), Identity)
