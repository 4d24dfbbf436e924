"""Texts taken over from an earlier regional workbook, from the command to the manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from minerva import tasks
from minerva.excel.last_year import texts_of
from minerva.excel.manifest import manifest_path
from minerva.inputs import published
from minerva.problems import Problem
from workbooks import REGISTER, YEAR, Block, filled, good_indicator, good_objective, hashes, register_of

STORY = "Sept demandes sur dix ont été traitées à temps, grâce aux deux agents qui sont venus en renfort."
VERHAAL = "Zeven aanvragen op tien werden tijdig behandeld, dankzij de twee medewerkers die kwamen helpen."
NEWS = "Huit demandes sur dix ont été traitées à temps, et le retard du printemps a été résorbé en été."
TIDINGS = "Acht aanvragen op tien werden tijdig behandeld, en de vertraging van de lente werd ingehaald."


@dataclass(frozen=True)
class Site:
    """The regional workbook of one year, the register of the next and its returns."""

    earlier: Path
    register: Path
    returns: Path
    folder: Path


def block(french: str, dutch: str) -> Block:
    """An objective with a long description, and its indicators."""
    head = good_objective(description_fr=french, description_nl=dutch)
    return head, [good_indicator(1, 1), good_indicator(1, 2)]


def register_for(path: Path, year: int) -> Path:
    """A register of two organisations."""
    settings = REGISTER.settings.model_copy(update={"year": year})
    return register_of(path, "actiris", "innoviris", settings=settings)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Actiris says the same again; innoviris, which said something else, has news."""
    folder = tmp_path_factory.mktemp("last-year")
    told = {"actiris": (STORY, VERHAAL), "innoviris": (NEWS, TIDINGS)}
    for year, texts in ((YEAR, told), (YEAR + 1, dict.fromkeys(told, (STORY, VERHAAL)))):
        (folder / str(year)).mkdir()
        register_for(folder / f"register-{year}.xlsx", year)
        for organisation, pair in texts.items():
            filled(folder / str(year) / f"{organisation}.xlsx", organisation, [block(*pair)], year=year)
    earlier = folder / f"regional-{YEAR}.xlsx"
    tasks.consolidate(folder / str(YEAR), folder / f"register-{YEAR}.xlsx", earlier)
    return Site(earlier, folder / f"register-{YEAR + 1}.xlsx", folder / str(YEAR + 1), folder)


def taken_over(findings) -> list[str]:
    """File and place of what is word for word as last year."""
    return [f"{finding.file} {finding.place}" for finding in findings if finding.code == "TXT005"]


def test_check_tells_what_is_word_for_word_as_last_year(site: Site):
    checked = tasks.check([site.returns], site.register, last_year=site.earlier)
    assert taken_over(finding for one in checked for finding in one.findings) == ["actiris.xlsx OO-OD!M7"]
    assert not taken_over(finding for one in tasks.check([site.returns], site.register) for finding in one.findings)


def test_without_register_the_year_of_the_return_counts(site: Site):
    same_year = site.folder / str(YEAR)
    assert not taken_over(tasks.check([same_year / "actiris.xlsx"], last_year=site.earlier)[0].findings)
    assert taken_over(tasks.check([site.returns / "actiris.xlsx"], last_year=site.earlier)[0].findings)


def test_consolidate_tells_it_and_the_manifest_names_the_earlier_report(site: Site):
    before = hashes(site.folder)
    output = site.folder / "regional.xlsx"
    result = tasks.consolidate(site.returns, site.register, output, last_year=site.earlier)
    assert taken_over(result.consolidation.findings) == ["actiris.xlsx OO-OD!M7"]
    named = json.loads(manifest_path(output).read_text(encoding="utf-8"))["options"]["last_year"]
    assert (named["year"], named["sha256"]) == (YEAR, before[site.earlier.name])
    again = tasks.consolidate(site.returns, site.register, site.folder / "again.xlsx", last_year=site.earlier, jobs=1)
    assert again.sha256 == result.sha256
    assert {name: digest for name, digest in hashes(site.folder).items() if name in before} == before


def test_without_an_earlier_report_the_manifest_says_so(site: Site):
    described = json.loads(manifest_path(site.earlier).read_text(encoding="utf-8"))
    assert described["options"]["last_year"] is None


def test_the_data_sheets_are_read_by_their_titles_in_any_order(site: Site, tmp_path: Path):
    moved = tmp_path / "moved.xlsx"
    book = openpyxl.load_workbook(site.earlier)
    for name in ("Donnees-Gegevens OO", "Donnees-Gegevens KPI"):
        book[name].insert_cols(1)
        book[name]["A1"].value = "Notes"
    book.save(moved)
    assert texts_of(published(moved)).texts == texts_of(published(site.earlier)).texts
    assert sum(map(len, texts_of(published(moved)).texts.values())) == 4


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nowhere.xlsx", "problem.no_file"),
        (f"register-{YEAR}.xlsx", "problem.not_regional"),
        (f"{YEAR}/actiris.xlsx", "problem.not_regional"),
        (f"regional-{YEAR}.manifest.json", "problem.unreadable"),
    ],
)
def test_a_file_that_is_no_earlier_report_is_refused(site: Site, name: str, problem: str):
    with pytest.raises(Problem) as raised:
        tasks.check([site.returns], site.register, last_year=site.folder / name)
    assert raised.value.key == problem


def test_a_report_of_the_same_year_is_refused(site: Site):
    with pytest.raises(Problem) as raised:
        tasks.consolidate(
            site.folder / str(YEAR),
            site.folder / f"register-{YEAR}.xlsx",
            site.folder / "x.xlsx",
            last_year=site.earlier,
        )
    assert (raised.value.key, raised.value.params["found"]) == ("problem.not_earlier", str(YEAR))
    assert not (site.folder / "x.xlsx").exists()
