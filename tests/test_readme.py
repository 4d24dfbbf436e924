"""What the README says is run, and what it lists is what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from minerva import cli
from minerva.cli import main
from minerva.layout.labels import labels
from minerva.layout.severities import severities
from minerva.rules.catalogue import all_codes

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command(mark: str) -> str:
    """The shell block behind a mark."""
    return re.search(rf"<!-- {mark} -->\n```sh\n(.*?)```", README, re.DOTALL)[1].strip()


def copy_of_the_project(folder: Path) -> Path:
    """What git tracks, and what is new and not ignored: the project as a newcomer gets it."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        source, target = ROOT / name, folder / name
        if source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


def test_the_first_command_installs_and_runs_the_demo(tmp_path):
    project = copy_of_the_project(tmp_path / "minerva")
    run = subprocess.run(["bash", "-c", command("demo")], cwd=project, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    demo = project / "demo"
    assert {path.name for path in demo.iterdir()} == {
        "register.xlsx",
        "templates",
        "returns",
        "regional-2020.xlsx",
        "regional-2020.manifest.json",
    }
    assert len(list((demo / "returns").iterdir())) == 13
    assert str(Path("demo") / "regional-2020.xlsx") in run.stdout
    assert "Controles" in openpyxl.load_workbook(demo / "regional-2020.xlsx", read_only=True).sheetnames


def test_the_second_command_installs_the_tests_and_runs_them():
    assert 'pip install --quiet -e ".[test]"' in command("tests")
    assert "-m pytest" in command("tests")
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_rule_list_is_the_catalogue():
    words = labels("en")
    severity = severities()
    listed = re.findall(r"^\| ([A-Z]{3}\d{3}) \| (\w+) \| (.+) \|$", README, re.MULTILINE)
    expected = [(code, severity[code].value, words(f"rule.{code}.title")) for code in sorted(all_codes())]
    assert listed == expected


@pytest.mark.parametrize("name", re.findall(r"^\| `minerva (\w+)", README, re.MULTILINE))
def test_every_command_of_the_readme_exists(name, capsys):
    with pytest.raises(SystemExit) as stop:
        main([name, "--help", "--lang", "en"])
    assert stop.value.code == 0
    assert f"minerva {name}" in capsys.readouterr().out


def test_the_readme_names_every_command():
    shown = set(re.findall(r"^\| `minerva (\w+)", README, re.MULTILINE))
    assert shown == set(cli._COMMANDS)


def test_every_link_and_picture_exists():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert len(targets) >= 6
    assert missing == []
