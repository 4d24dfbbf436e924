"""The laws of a consolidation and of a check, on folders of real workbooks."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import cli, tasks
from minerva.layout.labels import LANGUAGES, finding_text, labels
from minerva.model.coverage import State, Use
from workbooks import KPI, OO, Block, good_block, good_indicator

TEN = [organisation.id for organisation in workbooks.OWN[:10]]
TRUNCATED, EMPTY, CSV, LAST_YEAR, SILENT = (organisation.id for organisation in workbooks.OWN[10:15])


# -- one bad file never stops the merge --------------------------------------------------------------------------------


@dataclass
class Folder:
    """A folder of returns, its register, and what came of consolidating it."""

    root: Path
    returns: Path
    register: Path
    before: dict[str, str]
    result: tasks.Consolidated


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Ten good returns, a second one of the first, a truncated, an empty, a false and a late one; one is missing."""
    root = tmp_path_factory.mktemp("laws")
    returns = root / "returns"
    (returns / "late").mkdir(parents=True)
    for organisation in TEN:
        workbooks.filled(returns / f"{organisation}-2020.xlsx", organisation)
    workbooks.stamped(returns / f"{TEN[0]}-2020.xlsx", "2021-02-01T08:00:00Z")
    changed = [(workbooks.good_objective(1, result=Decimal(95)), good_block(1)[1])]
    newer = workbooks.filled(returns / "late" / f"{TEN[0]} (2).xlsx", TEN[0], changed)
    workbooks.stamped(newer, "2021-02-02T08:00:00Z")
    cut = workbooks.filled(returns / f"{TRUNCATED}-2020.xlsx", TRUNCATED)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    (returns / f"{EMPTY}-2020.xlsx").write_bytes(b"")
    (returns / f"{CSV}-2020.xlsx").write_text("O.S.;O.O.;résultat\r\n1;1.1;85\r\n", encoding="cp1252")
    workbooks.filled(returns / f"{LAST_YEAR}-2020.xlsx", LAST_YEAR, year=2019)
    register = workbooks.register_of(root / "register.xlsx", *TEN, TRUNCATED, EMPTY, CSV, LAST_YEAR, SILENT)
    before = workbooks.hashes(returns)
    return Folder(root, returns, register, before, tasks.consolidate(returns, register, root / "regional.xlsx"))


def test_good_returns_are_merged_and_each_bad_one_is_named_with_its_reason(folder: Folder):
    coverage = folder.result.consolidation.coverage
    states = {line.organisation.id: line.state for line in coverage.lines}
    assert states == dict.fromkeys(TEN, State.INTEGRATED) | {
        TRUNCATED: State.UNUSABLE,
        EMPTY: State.UNUSABLE,
        CSV: State.UNUSABLE,
        LAST_YEAR: State.UNUSABLE,
        SILENT: State.MISSING,
    }
    reasons = {line.organisation.id: line.reasons for line in coverage.lines if line.state is State.UNUSABLE}
    assert reasons == {
        TRUNCATED: ("refusal.damaged",),
        EMPTY: ("refusal.empty",),
        CSV: ("refusal.text",),
        LAST_YEAR: ("refusal.other_year",),
    }


def test_every_file_stands_once_in_the_list_of_files(folder: Folder):
    uses = {use.file.name: (use.use, use.organisation, use.reason) for use in folder.result.consolidation.files}
    assert len(uses) == len(folder.result.consolidation.files) == len(folder.before) == 15
    expected = {f"{organisation}-2020.xlsx": (Use.USED, organisation, "") for organisation in TEN[1:]}
    expected |= {
        f"late/{TEN[0]} (2).xlsx": (Use.USED, TEN[0], ""),
        f"{TEN[0]}-2020.xlsx": (Use.NOT_USED, TEN[0], "use.newer"),
        f"{TRUNCATED}-2020.xlsx": (Use.UNUSABLE, TRUNCATED, "refusal.damaged"),
        f"{EMPTY}-2020.xlsx": (Use.UNUSABLE, EMPTY, "refusal.empty"),
        f"{CSV}-2020.xlsx": (Use.UNUSABLE, CSV, "refusal.text"),
        f"{LAST_YEAR}-2020.xlsx": (Use.UNUSABLE, LAST_YEAR, "refusal.other_year"),
    }
    assert uses == expected


def test_the_hash_of_each_file_is_that_of_the_file_on_disk(folder: Folder):
    assert {use.file.name: use.file.sha256 for use in folder.result.consolidation.files} == folder.before


def test_the_files_received_are_unchanged_and_nothing_temporary_stays(folder: Folder):
    assert workbooks.hashes(folder.returns) == folder.before
    assert sorted(path.name for path in folder.root.iterdir()) == [
        "regional.manifest.json",
        "regional.xlsx",
        "register.xlsx",
        "returns",
    ]


def test_the_workbook_says_what_the_coverage_says(folder: Folder):
    book = openpyxl.load_workbook(folder.result.output, read_only=True)
    words = {cell.value for row in book["Sources-Bronnen"].iter_rows() for cell in row if cell.value}
    assert {use.file.name for use in folder.result.consolidation.files} <= words
    assert any(labels("nl")("refusal.damaged") in str(word) for word in words)
    rows = list(book["Donnees-Gegevens OO"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 19
    assert [sum(reference in row for row in rows) for reference in ("O.O.1.1", "O.O.2.1")] == [10, 9]


def test_the_command_gives_the_numbers_and_ends_with_one(folder: Folder, capsys: pytest.CaptureFixture[str]):
    output = folder.root / "again" / "regional.xlsx"
    output.parent.mkdir(exist_ok=True)
    arguments = ["consolidate", str(folder.returns), "--register", str(folder.register), "-o", str(output), "--json"]
    assert cli.main([*arguments, "--lang", "nl"]) == 1
    given = json.loads(capsys.readouterr().out)
    shutil.rmtree(output.parent)
    assert list(given) == [
        *("expected", "received", "missing", "unusable", "integrated", "with_gaps", "annexed"),
        *("objectives", "indicators", "status", "findings", "output", "sha256"),
    ]
    assert [given[key] for key in list(given)[:7]] == [15, 14, 1, 4, 10, 0, 0]
    assert (given["objectives"], given["indicators"]) == (9 * 2 + 1, 9 * 4 + 2)
    # 18 objectives at 70 between 50 and 90, one of 95; 38 indicators at 95 above 80
    assert given["status"] == {"REALISED": 39, "PARTIALLY_REALISED": 18, "NOT_REALISED": 0, "NOT_ASSESSED": 0}
    assert given["findings"] == {
        "error": 4,
        "warning": 2,
        "info": 0,
        "justified": 0,
        "trial": 0,
        "by_code": {"COV001": 1, "COV002": 4, "COV003": 1},
    }
    assert given["output"] == str(output)
    assert given["sha256"] == folder.result.sha256


def test_the_manifest_accounts_for_the_same_files(folder: Folder):
    manifest = json.loads((folder.root / "regional.manifest.json").read_text(encoding="utf-8"))
    assert {entry["name"]: entry["sha256"] for entry in manifest["inputs"]} == folder.before
    assert manifest["output"]["sha256"] == workbooks.hashes(folder.root)["regional.xlsx"]
    assert manifest["counts"]["unusable"] == 4


# -- same inputs, same bytes -------------------------------------------------------------------------------------------


def test_another_folder_order_time_and_name_give_the_same_bytes(folder: Folder):
    copy = folder.root / "copy" / "Rapports reçus"
    names = sorted(folder.before, reverse=True)
    for moment, name in enumerate(names):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder.returns / name, copy / name)
        os.utime(copy / name, (1_000_000_000 + moment, 1_000_000_000 - moment))
    register = shutil.copyfile(folder.register, folder.root / "copy" / "registre.xlsx")
    again = tasks.consolidate(copy, register, folder.root / "copy" / "autre nom.xlsx")
    same = again.output.read_bytes() == folder.result.output.read_bytes()
    shutil.rmtree(folder.root / "copy")
    assert same
    assert again.sha256 == folder.result.sha256


def test_an_output_among_the_returns_is_not_taken_for_one(tmp_path: Path):
    workbooks.filled(tmp_path / "actiris.xlsx")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    first = tasks.consolidate(tmp_path, register, tmp_path / "regional.xlsx")
    second = tasks.consolidate(tmp_path, register, tmp_path / "regional.xlsx")
    assert [use.file.name for use in second.consolidation.files] == ["actiris.xlsx"]
    assert second.sha256 == first.sha256


# -- what must not stop a merge ----------------------------------------------------------------------------------------


def test_characters_no_workbook_may_hold_do_not_stop_the_merge(tmp_path: Path):
    returns = tmp_path / "returns"
    returns.mkdir()
    path = workbooks.filled(returns / "actiris.xlsx", blocks=[good_block(1)])
    bad = {"Presque toutes.": "Presque_xD800_ tou_xFFFF_tes_x0007_.", "Bijna alle.": "_xDFFF_"}

    def spoil(name: str, part: bytes) -> bytes:
        for good, wrong in bad.items():
            part = part.replace(good.encode(), wrong.encode())
        return part

    workbooks.repacked(path, spoil)
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    result = tasks.consolidate(returns, register, tmp_path / "regional.xlsx")
    record = result.consolidation.chapters[0].submission.indicators[0]
    assert record.text("description_fr") == "Presque toutes."
    assert openpyxl.load_workbook(result.output).sheetnames


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX systems only")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"actiris\nrapport.xlsx", id="line feed"),
        pytest.param("actiris-é.xlsx".encode("latin-1"), id="not UTF-8"),
        pytest.param("actiris-e\u0301te\u0301.xlsx".encode(), id="NFD"),
        pytest.param(b"actiris-" + b"x" * 242 + b".xlsx", id="255 bytes"),
        pytest.param(b"=HYPERLINK(actiris).xlsx", id="formula"),
        pytest.param(b"actiris\x07.xlsx", id="control character"),
    ],
)
def test_strange_file_names_do_not_stop_the_merge(tmp_path: Path, name: bytes):
    returns = tmp_path / "returns"
    returns.mkdir()
    good = workbooks.filled(tmp_path / "actiris.xlsx")
    try:
        shutil.copyfile(good, returns / os.fsdecode(name))
    except OSError as error:
        pytest.skip(f"the file system refuses the name: {error}")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    result = tasks.consolidate(returns, register, tmp_path / "regional.xlsx")
    assert [use.use for use in result.consolidation.files] == [Use.USED]
    assert openpyxl.load_workbook(result.output).sheetnames


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")
def test_links_and_pipes_are_listed_and_not_opened(tmp_path: Path):
    returns = tmp_path / "returns"
    returns.mkdir()
    outside = workbooks.filled(tmp_path / "outside.xlsx")
    (returns / "actiris.xlsx").symlink_to(outside)
    os.mkfifo(returns / "innoviris.xlsx")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris", "innoviris")
    result = tasks.consolidate(returns, register, tmp_path / "regional.xlsx")
    uses = {use.file.name: use.reason for use in result.consolidation.files}
    assert uses == {"actiris.xlsx": "refusal.link", "innoviris.xlsx": "refusal.link"}


def test_owner_files_of_an_open_excel_are_no_returns(tmp_path: Path):
    returns = tmp_path / "returns"
    returns.mkdir()
    workbooks.filled(returns / "actiris.xlsx")
    for name in ("~$actiris.xlsx", ".~lock.actiris.xlsx#", "Thumbs.db", ".DS_Store", "desktop.ini"):
        (returns / name).write_bytes(b"\x00")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    result = tasks.consolidate(returns, register, tmp_path / "regional.xlsx")
    assert [use.file.name for use in result.consolidation.files] == ["actiris.xlsx"]


# -- a planted mistake is found, and nothing else ----------------------------------------------------------------------


@dataclass(frozen=True)
class Mistake:
    """A mistake in the first of two blocks, and the cell where it is found there: `row` counts records of its table.

    `says` must stand in what is found, in every language.
    """

    code: str
    table: str
    row: int
    column: str
    plant: Callable[[int], Block]
    dutch: bool = False
    says: tuple[str, ...] = ()
    types: dict[str, str | int] = field(default_factory=dict)
    percent: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The rule and what it sees."""
        return self.code

    def cell(self, rows_before: int) -> str:
        """The address, with that many records of the table above the block."""
        return f"{self.column}{7 + 2 * (rows_before + self.row) + self.dutch}"


def in_objective(**changes: str | Decimal) -> Callable[[int], Block]:
    """A good block with another objective."""
    return lambda block: (workbooks.good_objective(block, **changes), good_block(block)[1])


def in_indicator(**changes: str | Decimal) -> Callable[[int], Block]:
    """A good block with another first indicator."""
    return lambda block: (
        workbooks.good_objective(block),
        [good_indicator(block, 1, **changes), good_indicator(block, 2)],
    )


def doubled_reference(block: int) -> Block:
    """Both indicators have the first one's reference."""
    head, (first, second) = good_block(block)
    return head, [first, second | {"ref": first["ref"]}]


def stray_indicator(block: int) -> Block:
    """A third indicator belongs to an objective that is not there."""
    head, indicators = good_block(block)
    return head, [*indicators, good_indicator(block, 3, objective_ref=f"O.O.{block}.9")]


def no_indicator(block: int) -> Block:
    """An objective alone."""
    return workbooks.good_objective(block), []


EMPTY_TEXTS = {"description_fr": "", "description_nl": ""}
IN_WORDS = {"unit": "Texte/Tekst", "red": "", "green": "", "result": "Rapport remis"}

MISTAKES = [
    Mistake("STR004", "KPI", 0, "L", in_indicator(), dutch=True, says=("95", "90"), types={"L": 90}),
    Mistake("STR005", "KPI", 0, "H", in_indicator(unit="Pourcentage / OK/NOK"), says=("Pourcentage / OK/NOK",)),
    Mistake("REF001", "OO-OD", 0, "B", in_objective(strategic_ref="")),
    Mistake("REF002", "KPI", 1, "F", doubled_reference, says=("KPI-1.1.1",)),
    Mistake("REF003", "KPI", 0, "F", in_indicator(ref="KPI-1.1.1 et KPI-1.1.2"), says=("KPI-1.1.1 et KPI-1.1.2",)),
    Mistake("THR001", "KPI", 0, "K", in_indicator(green="")),
    Mistake("THR002", "KPI", 0, "J", in_indicator(red=Decimal(90), green=Decimal(50)), says=("90", "50")),
    Mistake("THR003", "KPI", 0, "J", in_indicator(red="moins d'un demi-jour"), says=("moins d'un demi-jour",)),
    Mistake("RES001", "KPI", 0, "L", in_indicator(result="")),
    Mistake("RES002", "KPI", 0, "L", in_indicator(result="presque atteint"), says=("presque atteint",)),
    Mistake("RES003", "KPI", 0, "L", in_indicator(result=Decimal("0.85"))),
    Mistake("RES004", "KPI", 0, "L", in_indicator(result="N/A"), says=("N/A",)),
    Mistake(
        "RES005",
        "KPI",
        0,
        "L",
        in_indicator(red=Decimal(14533), green=Decimal(18166), result="100 %"),
        says=("14533", "18166", "100 %"),
    ),
    Mistake("STA001", "KPI", 0, "Q", in_indicator(**IN_WORDS)),
    Mistake("STA002", "KPI", 0, "Q", in_indicator(declared="Non-réalisé"), says=("Non-réalisé", "50", "80", "95")),
    Mistake("WGT001", "KPI", 0, "P", in_indicator(weight=Decimal(25)), says=("O.O.1.1", "25 + 50", "75")),
    Mistake("WGT002", "KPI", 0, "P", in_indicator(weight="")),
    Mistake("DEV001", "KPI", 0, "O", in_indicator(result=Decimal(60)), says=("60", "80")),
    Mistake("DEV002", "OO-OD", 0, "O", in_objective(result=Decimal(40), actions_fr="", actions_nl=""), says=("40",)),
    Mistake("DEV003", "KPI", 0, "N", in_indicator(**EMPTY_TEXTS), says=("95",)),
    Mistake("LNG001", "OO-OD", 0, "E", in_objective(title_nl=""), dutch=True),
    Mistake("LNG002", "KPI", 0, "N", in_indicator(description_nl="NL"), dutch=True, says=("NL",)),
    Mistake("XTB001", "KPI", 2, "D", stray_indicator, says=("O.O.1.9",)),
    Mistake("XTB002", "OO-OD", 0, "D", no_indicator, says=("O.O.1.1",)),
]


def planted(path: Path, mistakes: list[Mistake]) -> list[tuple[str, str]]:
    """Write a return with a block for each mistake and a good one after them; gives code and place of each."""
    blocks, expected, cells = [], [], {"OO-OD": {}, "KPI": {}}
    for number, mistake in enumerate(mistakes, 1):
        before = len(blocks) if mistake.table == "OO-OD" else sum(len(rows) for _, rows in blocks)
        blocks.append(mistake.plant(number))
        expected.append((mistake.code, f"{mistake.table}!{mistake.cell(before)}"))
        for column, value in mistake.types.items():
            cells[mistake.table][f"{column}{7 + 2 * (before + mistake.row) + mistake.dutch}"] = value
    blocks.append(good_block(len(mistakes) + 1))
    workbooks.filled(path, "innoviris", blocks)
    if any(cells.values()):
        workbooks.edited(path, workbooks.typed(cells))
    return expected


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_a_planted_mistake_gives_exactly_its_finding(tmp_path: Path, mistake: Mistake):
    path = tmp_path / "innoviris-2020.xlsx"
    ((code, place),) = planted(path, [mistake])
    before = workbooks.hashes(tmp_path)
    (checked,) = tasks.check([path])
    assert [(finding.code, finding.place) for finding in checked.findings] == [(code, place)]
    (finding,) = checked.findings
    assert (finding.file, finding.sheet, finding.organisation) == (path.name, mistake.table, "innoviris")
    for part in ("found", "expected", "remedy"):
        texts = [finding_text(finding, part, language) for language in LANGUAGES]
        assert all(text.strip() and "{" not in text and "@" not in text for text in texts), texts
        assert texts[0] != texts[1] or part == "found", texts
    for language in LANGUAGES:
        found = finding_text(finding, "found", language)
        assert all(word in found for word in mistake.says), found
    assert workbooks.hashes(tmp_path) == before


def test_all_mistakes_in_one_return_are_found_at_once(tmp_path: Path):
    path = tmp_path / "innoviris-2020.xlsx"
    expected = planted(path, MISTAKES)
    (checked,) = tasks.check([path])
    assert sorted((finding.code, finding.place) for finding in checked.findings) == sorted(expected)


def test_a_good_return_has_no_finding(tmp_path: Path):
    (checked,) = tasks.check([workbooks.filled(tmp_path / "innoviris-2020.xlsx", "innoviris")])
    assert checked.findings == []


def test_a_renamed_title_names_column_and_cells_lost(tmp_path: Path):
    path = workbooks.filled(tmp_path / "innoviris.xlsx", "innoviris", [good_block(1)])
    workbooks.edited(path, workbooks.typed({"KPI": {"N6": "Divers", "AZ6": "Gestionnaire"}}))
    (checked,) = tasks.check([path])
    (finding,) = [finding for finding in checked.findings if finding.code == "STR002"]
    assert finding.place == "KPI!A6"
    assert "N6:N10, AZ6 (4)" in finding_text(finding, "found", "fr")


def test_a_header_that_is_gone_counts_what_was_typed(tmp_path: Path):
    path = workbooks.filled(tmp_path / "innoviris.xlsx", "innoviris", [good_block(1)])
    book = openpyxl.load_workbook(path)
    for row in book["OO-OD"].iter_rows(min_row=6, max_row=6):
        for cell in row:
            cell.value = None
    book.save(path)
    (checked,) = tasks.check([path])
    (finding,) = [finding for finding in checked.findings if finding.code == "STR002"]
    assert dict(finding.params)["cells"].endswith(f" ({len(good_block(1)[0])})")


def test_a_title_replaced_and_a_column_moved_away_names_the_title_that_is_not_known(tmp_path: Path):
    path = workbooks.filled(tmp_path / "innoviris.xlsx", "innoviris", [good_block(1)])
    workbooks.edited(path, workbooks.typed({"KPI": {"K6": "Divers", "J6": None, "J7": None, "J9": None}}))
    (checked,) = tasks.check([path])
    found = [finding for finding in checked.findings if finding.code == "STR002"]
    assert {(f.place, dict(f.params)["cells"]) for f in found} == {("KPI!K6", "K6:K9 (2)")}
    assert {f.code for f in checked.findings} == {"STR002"}


def test_a_note_beside_the_table_is_named(tmp_path: Path):
    path = workbooks.filled(tmp_path / "innoviris.xlsx", "innoviris", [good_block(1)])
    workbooks.edited(path, workbooks.typed({"KPI": {"AZ8": "à vérifier avec Jean"}}))
    (checked,) = tasks.check([path])
    assert [(f.code, f.place) for f in checked.findings] == [("STR003", "KPI!AZ8")]
    assert "à vérifier avec Jean" in finding_text(checked.findings[0], "found", "nl")


def test_a_corrected_cell_loses_its_finding(tmp_path: Path):
    path = tmp_path / "innoviris-2020.xlsx"
    planted(path, [Mistake("THR002", "KPI", 0, "J", in_indicator(red=Decimal(90), green=Decimal(50)))])
    workbooks.edited(path, workbooks.typed({"KPI": {"J7": 50, "K7": 90}}))
    assert tasks.check([path])[0].findings == []


def test_nothing_temporary_is_left_by_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    path = workbooks.filled(tmp_path / "actiris.xlsx")
    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before = workbooks.hashes(tmp_path)
    tasks.check([path], register)
    assert workbooks.hashes(tmp_path) == before
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("table", [OO, KPI], ids=str)
def test_every_value_merged_stands_in_the_cell_it_names(folder: Folder, table):
    """An independent reader (openpyxl) finds each raw value in the file, sheet and cell given as its source."""
    books = {}
    for _, record in folder.result.consolidation.records(table):
        for key, value in record.fields.items():
            name = value.source.file or next(
                chapter.submission.file.name
                for chapter in folder.result.consolidation.chapters
                if chapter.submission and record in chapter.submission.table(table)
            )
            if name not in books:
                books[name] = openpyxl.load_workbook(folder.returns / name)
            cell = books[name][value.source.sheet][value.source.cell].value
            assert str(cell) == value.raw, (name, value.source.place, key)
