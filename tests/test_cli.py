"""The terminal: words in three languages, exit codes, JSON, and one clear sentence for what cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import workbooks
from minerva import cli
from minerva.layout.labels import LANGUAGES, labels
from minerva.layout.style import standing_word
from minerva.model.finding import STANDINGS

COMMANDS = ("demo", "template", "check", "consolidate", "compare", "rules", "profile", "layout", "addin")
ENGLISH = ("usage:", "positional arguments", "options:", "show this help", "show program", "optional arguments")
HEAVY = ("pandas", "openpyxl", "xlsxwriter", "xlwings", "rich", "lxml")


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed, as JSON."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def running(*arguments: object) -> Said:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register, a good and a bad return, and some wrong files."""
    root = tmp_path_factory.mktemp("cli")
    (root / "returns").mkdir()
    (root / "empty").mkdir()
    workbooks.register_of(root / "register.xlsx", "actiris", "innoviris")
    workbooks.filled(root / "returns" / "actiris.xlsx")
    bad = [(workbooks.good_objective(1, result=""), workbooks.good_block(1)[1])]
    workbooks.filled(root / "bad.xlsx", "innoviris", bad)
    (root / "csv.xlsx").write_text("id;nom\r\nactiris;Actiris\r\n")
    (root / "folder.xlsx").mkdir()
    (root / "own.toml").write_text('THR999 = "error"\nRES001 = "grave"\n', encoding="utf-8")
    workbooks.register_of(root / "no-id.xlsx", "actiris")
    workbooks.edited(root / "no-id.xlsx", workbooks.typed({"Organisations-Organisaties": {"A3": "Nom de code"}}))
    workbooks.register_of(root / "wrong-value.xlsx", "actiris")
    workbooks.edited(root / "wrong-value.xlsx", workbooks.typed({"Organisations-Organisaties": {"E4": "OIP"}}))
    workbooks.register_of(root / "no-sheet.xlsx", "actiris")
    workbooks.edited(root / "no-sheet.xlsx", lambda book: book.remove(book["Organisations-Organisaties"]))
    return root


def process(*arguments: object, **environment: str) -> Said:
    """Run the console script's module in a process of its own, with a bare environment."""
    keep = ("PATH", "SYSTEMROOT", "PYTHONPATH", "HOME", "TMPDIR")
    bare = {name: os.environ[name] for name in keep if name in os.environ}
    command = [sys.executable, "-X", "utf8", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={**bare, **environment})
    return Said(done.returncode, done.stdout, done.stderr)


# -- help and start ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_speaks_one_language(run: Run, command: str, language: str):
    said = run(*filter(None, [command, "--help", "--lang", language]))
    assert said.code == 0
    assert said.out.startswith(labels(language)("cli.usage"))
    purpose = labels(language)(f"cli.{command}.help" if command else "cli.description")
    assert " ".join(purpose.split()) in " ".join(said.out.split())
    if language != "en":
        assert [words for words in ENGLISH if words in said.out] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command(run: Run, language: str):
    lines = run("--help", "--lang", language).out.splitlines()
    assert all(any(line.strip().startswith(f"{command} ") for line in lines) for command in COMMANDS)


def test_without_a_command_the_help_is_shown(run: Run):
    said = run("--lang", "fr")
    assert (said.code, said.out.splitlines()[0]) == (2, run("--help", "--lang", "fr").out.splitlines()[0])


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["rules", "THR002"], ["layout"]], ids=" ".join)
def test_light_commands_load_nothing_heavy(arguments: list[str]):
    code = (
        "import sys; from minerva import cli\n"
        f"try: cli.main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    assert process("-c", code).err == "[]\n"


def test_the_package_itself_imports_nothing():
    code = "import sys; before = set(sys.modules); import minerva; print(sorted(set(sys.modules) - before))"
    assert process("-c", code).out == "['minerva']\n"


def test_python_m_minerva_is_the_same(run: Run):
    said = process("-m", "minerva", "rules", "THR002", "--lang", "nl")
    assert (said.code, said.err) == (0, "")
    assert said.out == run("rules", "THR002", "--lang", "nl").out


def test_version(run: Run):
    from minerva import __version__

    assert run("--version").out.strip() == f"minerva {__version__}"


# -- language ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "C"}, "fr"),
        ({}, "fr"),
        ({"LANG": "fr_BE.UTF-8", "LC_ALL": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "fr_BE.UTF-8", "LC_MESSAGES": "nl_BE.UTF-8"}, "nl"),
    ],
    ids=str,
)
def test_the_language_is_the_systems_else_french(monkeypatch, run: Run, environment: dict[str, str], language: str):
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert labels(language)("rule.THR002.title") in run("rules", "THR002").out


@pytest.mark.parametrize("spelling", [["--lang", "nl"], ["--lang=nl"]], ids=" ".join)
@pytest.mark.parametrize("before", [True, False])
def test_the_language_may_stand_before_or_after_the_command(monkeypatch, run: Run, spelling: list[str], before: bool):
    monkeypatch.setenv("LC_ALL", "fr_BE.UTF-8")
    arguments = [*spelling, "rules", "THR002"] if before else ["rules", "THR002", *spelling]
    assert labels("nl")("rule.THR002.title") in run(*arguments).out


def test_a_console_of_another_encoding_does_not_stop_a_command(site: Path):
    arguments = ["-X", "utf8=0", "-m", "minerva", "check", site / "bad.xlsx", "--lang", "nl"]
    said = process(*arguments, PYTHONIOENCODING="ascii")
    assert (said.code, said.err) == (1, "")


# -- what cannot be done -----------------------------------------------------------------------------------------------

REGISTER = ["--register", "@register.xlsx"]
PROBLEMS = {
    "register missing": (["consolidate", "@returns", "--register", "@none.xlsx", "-o", "@o.xlsx"], "none.xlsx"),
    "register is a folder": (["consolidate", "@returns", "--register", "@folder.xlsx", "-o", "@o.xlsx"], "folder.xlsx"),
    "register is a csv": (["consolidate", "@returns", "--register", "@csv.xlsx", "-o", "@o.xlsx"], "csv.xlsx"),
    "register without id column": (["check", "@bad.xlsx", "--register", "@no-id.xlsx"], "no-id.xlsx"),
    "register with a wrong value": (["check", "@bad.xlsx", "--register", "@wrong-value.xlsx"], "wrong-value.xlsx"),
    "register without its sheet": (["check", "@bad.xlsx", "--register", "@no-sheet.xlsx"], "no-sheet.xlsx"),
    "returns missing": (["consolidate", "@none", *REGISTER, "-o", "@o.xlsx"], "none"),
    "returns is a file": (["consolidate", "@bad.xlsx", *REGISTER, "-o", "@o.xlsx"], "bad.xlsx"),
    "folder without returns": (["consolidate", "@empty", *REGISTER, "-o", "@o.xlsx"], "empty"),
    "file to check missing": (["check", "@none.xlsx"], "none.xlsx"),
    "output not .xlsx": (["consolidate", "@returns", *REGISTER, "-o", "@o.xls"], "o.xls"),
    "output is a folder": (["consolidate", "@returns", *REGISTER, "-o", "@folder.xlsx"], "folder.xlsx"),
    "output folder missing": (["consolidate", "@returns", *REGISTER, "-o", "@none/o.xlsx"], "none"),
    "folder of templates is a file": (["template", *REGISTER, "-o", "@bad.xlsx"], "bad.xlsx"),
    "organisation unknown": (["template", *REGISTER, "--organisation", "actris", "-o", "@t"], ""),
    "rule unknown": (["rules", "THR999"], ""),
    "own rules missing": (["rules", "--rules", "@none.toml"], "none.toml"),
    "own rules are a workbook": (["check", "@bad.xlsx", "--rules", "@bad.xlsx"], "bad.xlsx"),
    "own rules with a wrong code": (
        ["consolidate", "@returns", *REGISTER, "-o", "@o.xlsx", "--rules", "@own.toml"],
        "own.toml",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, site: Path, name: str, language: str):
    before = workbooks.hashes(site)
    arguments, path = PROBLEMS[name]
    given = [str(site / word[1:]) if word.startswith("@") else word for word in arguments]
    said = run(*given, "--lang", language)
    assert (said.code, said.out) == (2, "")
    assert "Traceback" not in said.err
    first = said.err.splitlines()[0]
    assert str(site / path) in first if path else True
    # Detail lines are indented below the one sentence.
    assert all(line.startswith("  ") for line in said.err.splitlines()[1:])
    assert workbooks.hashes(site) == before
    others = {run(*given, "--lang", other).err for other in LANGUAGES}
    assert len(others) == 3


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_done_is_json_too(run: Run, site: Path, name: str):
    arguments, _ = PROBLEMS[name]
    given = [str(site / word[1:]) if word.startswith("@") else word for word in arguments]
    said = run(*given, "--lang", "nl", "--json")
    assert said.code == 2
    assert set(said.json) == {"error", "message"}
    assert said.json["error"].startswith("problem.")
    assert said.json["message"] == said.err.rstrip("\n")


def test_a_wrong_value_in_the_register_is_named_with_its_cell(run: Run, site: Path):
    said = run("check", site / "bad.xlsx", "--register", site / "wrong-value.xlsx", "--lang", "fr")
    assert "Organisations-Organisaties!E4" in said.err
    assert "« OIP »" in said.err


def test_an_unknown_organisation_is_answered_with_the_known_ones(run: Run, site: Path):
    arguments = ["template", "--register", site / "register.xlsx", "--organisation", "actris", "-o", site / "t"]
    said = run(*arguments)
    assert "actris" in said.err
    assert "actiris, " in said.err or ", actiris" in said.err
    assert not (site / "t").exists()


NO_JOBS = ["consolidate", "in", "--register", "r.xlsx", "-o", "o.xlsx", "--jobs", "0"]
WRONG = [["bogus"], ["check"], ["template", "--year", "MMXX"], ["rules", "--fast"], NO_JOBS]


@pytest.mark.parametrize("arguments", WRONG, ids=str)
def test_a_wrong_command_line_ends_with_two_and_how_to_use_it(run: Run, arguments: list[str]):
    said = run(*arguments, "--lang", "fr")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("utilisation")
    assert "minerva --help" in said.err.splitlines()[-1]


# -- commands ----------------------------------------------------------------------------------------------------------


def test_check_of_a_good_return_ends_with_zero(run: Run, site: Path):
    said = run("check", site / "returns" / "actiris.xlsx", "--lang", "en")
    assert said.code == 0
    assert labels("en")("cli.check.nothing") in said.out


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_prints_code_file_place_and_remedy_on_a_line(run: Run, site: Path, language: str):
    said = run("check", site / "bad.xlsx", "--lang", language)
    assert said.code == 1
    (line,) = [line for line in said.out.splitlines() if "RES001" in line]
    words = labels(language)
    remedy = words("rule.RES001.remedy", cell="K7", otherwise=words("found.otherwise.result"))
    found = words("rule.RES001.found", raw=words("found.empty"))
    parts = [words("severity.error"), "RES001", "bad.xlsx", "OO-OD!K7", found, words("rule.RES001.expected"), remedy]
    assert line.strip() == " · ".join(parts)


def test_check_as_json(run: Run, site: Path):
    said = run("check", site / "bad.xlsx", site / "returns", "--register", site / "register.xlsx", "--json")
    assert said.code == 1
    bad, good = said.json["files"]
    assert (bad["file"], good["findings"]) == (str(site / "bad.xlsx"), [])
    (finding,) = bad["findings"]
    assert {key: finding[key] for key in ("code", "severity", "file", "sheet", "cell", "reference")} == {
        "code": "RES001",
        "severity": "error",
        "file": "bad.xlsx",
        "sheet": "OO-OD",
        "cell": "K7",
        "reference": "O.O.1.1",
    }
    texts = {f"{part}_{language}" for part in ("found", "expected", "remedy") for language in LANGUAGES}
    assert all(finding[key] for key in texts)
    [across] = said.json["across"]
    assert (across["code"], across["cell"]) == ("COV012", "K7")
    assert said.json["findings"] == dict.fromkeys(STANDINGS, 0) | {"error": 1, "info": 1}


def test_warnings_alone_end_with_zero(run: Run, tmp_path: Path):
    block = workbooks.good_objective(1, title_nl=""), workbooks.good_block(1)[1]
    said = run("check", workbooks.filled(tmp_path / "actiris.xlsx", blocks=[block]), "--json")
    assert (said.code, said.json["findings"]) == (0, dict.fromkeys(STANDINGS, 0) | {"warning": 1})


def test_a_file_that_is_no_workbook_is_a_finding_not_a_stop(run: Run, site: Path):
    said = run("check", site / "csv.xlsx", site / "returns" / "actiris.xlsx", "--json")
    assert said.code == 1
    assert [[f["code"] for f in file["findings"]] for file in said.json["files"]] == [["COV002"], []]


def test_consolidate_tells_who_is_missing_and_where_the_output_is(run: Run, site: Path, tmp_path: Path):
    output = tmp_path / "regional.xlsx"
    said = run("consolidate", site / "returns", "--register", site / "register.xlsx", "-o", output, "--lang", "nl")
    assert (said.code, said.err) == (0, "")
    assert f"{labels('nl')('state.missing')}: Innoviris" in said.out
    assert said.out.splitlines()[-1] == labels("nl")("cli.consolidate.done", path=output)
    assert output.is_file()


def test_consolidate_final_marks_every_footer(run: Run, site: Path, tmp_path: Path):
    outputs = {}
    for name, more in (("draft", []), ("final", ["--final"])):
        outputs[name] = tmp_path / f"{name}.xlsx"
        arguments = ["consolidate", site / "returns", "--register", site / "register.xlsx", "-o", outputs[name], *more]
        assert run(*arguments, "--json").code == 0
    for name, word in (("draft", "provisoire"), ("final", "définitif")):
        book = openpyxl.load_workbook(outputs[name])
        footers = [(sheet.oddFooter.left.text, sheet.oddFooter.center.text) for sheet in book.worksheets]
        assert all(word in str(footer) for footer in footers), name
    manifest = json.loads((tmp_path / "final.manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"]["final"] is True


def test_template_for_one_organisation(run: Run, site: Path, tmp_path: Path):
    arguments = ["template", "--register", site / "register.xlsx", "--organisation", "innoviris", "--year", "2021"]
    said = run(*arguments, "-o", tmp_path / "new" / "folder", "--json")
    assert (said.code, said.json) == (
        0,
        {"written": [str(tmp_path / "new" / "folder" / "innoviris-2021.xlsx")], "kept": []},
    )
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["innoviris-2021.xlsx"]


def test_templates_for_all_are_of_the_registers_year(run: Run, site: Path, tmp_path: Path):
    said = run("template", "--register", site / "register.xlsx", "-o", tmp_path, "--lang", "fr")
    assert said.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["actiris-2020.xlsx", "innoviris-2020.xlsx"]
    assert "2" in said.out
    assert str(tmp_path) in said.out


def test_layout_is_the_contract_of_other_programs(run: Run):
    layout = run("layout").json
    assert set(layout) >= {"version", "sheets", "cover"}
    assert {sheet: (table["header_row"], table["first_row"]) for sheet, table in layout["sheets"].items()} == {
        "OO-OD": (6, 7),
        "KPI": (6, 7),
    }
    assert run("layout", "--json", "--lang", "nl").json == layout


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_lists_every_code_once(run: Run, language: str):
    lines = run("rules", "--lang", language).out.splitlines()
    codes = [line.split()[0] for line in lines if line.startswith("  ")]
    assert len(codes) == len(set(codes)) >= 30
    heads = {line[-4:-1]: line[:-6] for line in lines if not line.startswith("  ")}
    assert heads == {code[:3]: labels(language)(f"family.{code[:3]}") for code in codes}
    assert {"THR002", "WGT001", "COV001"} <= set(codes)
    assert codes == [rule["code"] for rule in run("rules", "--json", "--lang", language).json]


@pytest.mark.parametrize("code", ["THR002", "thr002"])
def test_rules_of_one_code_says_why_and_what_to_do(run: Run, code: str):
    said = run("rules", code, "--lang", "fr")
    words = labels("fr")
    assert said.code == 0
    assert all(words(f"rule.THR002.{part}") in said.out for part in ("title", "why", "good", "bad", "origin"))
    assert standing_word("error", "fr") in said.out
    assert words("cli.general_remedy.THR002") in said.out
    assert "{" not in said.out
    (rule,) = run("rules", code, "--lang", "fr", "--json").json
    assert (rule["code"], rule["severity"], rule["title"]) == ("THR002", "error", words("rule.THR002.title"))
    assert (rule["family"], rule["origin"]) == ("THR", words("rule.THR002.origin"))


@pytest.mark.parametrize("family", ["THR", "thr", "COR"])
def test_rules_of_a_family(run: Run, family: str):
    codes = [rule["code"] for rule in run("rules", family, "--json").json]
    assert codes == ([f"THR00{n}" for n in range(1, len(codes) + 1)] if family != "COR" else ["COR001"])
    said = run("rules", family, "--lang", "nl").out
    assert all(labels("nl")(f"rule.{code}.origin") in said for code in codes)


def test_a_reader_that_has_seen_enough_is_no_error():
    command = f"{sys.executable} -m minerva rules | {sys.executable} -c 'input()'"
    done = subprocess.run(command, shell=True, capture_output=True, encoding="utf-8")
    assert done.stderr == ""


def test_demo_ends_with_zero_and_says_what_to_open_first(run: Run, tmp_path: Path):
    said = run("demo", tmp_path / "démo", "--json", "--lang", "fr")
    assert said.code == 0
    summary = said.json
    assert summary["findings"]["error"] > 0
    assert Path(summary["output"]).is_file()
    assert summary["expected"] == summary["missing"] + summary["received"]
    received = ("unusable", "integrated", "with_gaps", "annexed")
    assert summary["received"] == sum(summary[state] for state in received)
    assert len(list((tmp_path / "démo" / "returns").iterdir())) >= 10
    assert summary["objectives"] + summary["indicators"] == sum(summary["status"].values())
    assert Decimal(summary["received"]) / summary["expected"] > Decimal("0.3")


@pytest.mark.parametrize(
    ("command", "french", "dutch"),
    [
        (("check",), "il manque FICHIER.", "BESTAND"),
        (("consolidate",), "il manque DOSSIER, --register, -o/--output.", "MAP, --register"),
        (("consolidate", "x", "--register"), "la valeur de --register ne convient pas", "--register"),
        (("profile",), "il manque FICHIER.", "BESTAND"),
    ],
)
def test_what_is_missing_is_named_in_the_language_of_the_user(run: Run, command: tuple[str], french: str, dutch: str):
    assert french in run("--lang", "fr", *command).err
    assert dutch in run("--lang", "nl", *command).err


@pytest.mark.parametrize("command", COMMANDS)
def test_no_value_is_called_by_its_english_name(run: Run, command: str):
    words = set(run("--lang", "fr", command, "--help").out.replace("[", " ").replace("]", " ").split())
    english = {"folder", "files", "file", "returns", "REGISTER", "OUTPUT", "ANNEX", "PROFILES", "YEAR", "ORGANISATION"}
    assert not words & (english | {"SHEET", "JOBS"})
    assert labels("nl")("cli.value.output") in run("--lang", "nl", "consolidate", "--help").out


def test_a_folder_with_a_register_tells_across_returns_what_a_merge_tells(run: Run, site: Path, tmp_path: Path):
    register = site / "register.xlsx"
    checked = run("check", site / "returns", "--register", register, "--json").json
    merged = run("consolidate", site / "returns", "--register", register, "-o", tmp_path / "r.xlsx", "--json").json
    files = [finding["code"] for file in checked["files"] for finding in file["findings"]]
    across = [finding["code"] for finding in checked["across"]]
    assert Counter(files + across) == Counter(merged["findings"]["by_code"])
    assert "COV001" in across
    assert (
        labels("nl")("cli.check.across") in run("check", site / "returns", "--register", register, "--lang", "nl").out
    )
