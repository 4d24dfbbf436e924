"""The project as a whole: what is packaged, which way imports point, and that the wheel works outside the checkout."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCE = ROOT / "macros_py"
DATA = {"minerva.addin": "addin", "minerva.workbook_templates": "workbook_templates"}


def called(*command: object, cwd: Path = ROOT, **environment: str) -> str:
    """Run a command and give what it prints; a failure shows all of it."""
    words = [str(part) for part in command]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", cwd=cwd, env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def beside_python(name: str) -> Path:
    """A program installed with this interpreter."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is not installed: pip install -e .[test]"
    return Path(found)


# -- packages ----------------------------------------------------------------------------------------------------------


def test_the_packages_listed_are_the_folders_with_code():
    folders = {path.parent.relative_to(SOURCE) for path in SOURCE.rglob("__init__.py")}
    listed = PROJECT["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted({".".join(folder.parts) for folder in folders} | set(DATA))
    assert len(listed) == len(set(listed))


def test_every_python_file_is_inside_a_listed_package():
    listed = set(PROJECT["tool"]["setuptools"]["packages"])
    packages = {".".join(path.parent.relative_to(SOURCE).parts) for path in SOURCE.rglob("*.py")}
    assert packages <= listed


def test_the_data_folders_are_packages_of_the_top_level():
    places = PROJECT["tool"]["setuptools"]["package-dir"]
    assert {name: places[name] for name in DATA} == DATA
    for name, folder in DATA.items():
        assert (ROOT / folder / "__init__.py").read_text(encoding="utf-8").strip().count("\n") == 0
        assert PROJECT["tool"]["setuptools"]["package-data"][name] == ["**/*"]


def test_the_version_is_that_of_the_package():
    import minerva

    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "minerva.__version__"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", minerva.__version__)


def test_every_module_imported_is_declared():
    """Third-party imports of the product, found by their text, against the dependencies."""
    declared = {re.match(r"[A-Za-z0-9_-]+", line)[0].lower() for line in PROJECT["project"]["dependencies"]}
    extras = PROJECT["project"].get("optional-dependencies", {}).values()
    declared |= {re.match(r"[A-Za-z0-9_-]+", line)[0].lower() for lines in extras for line in lines}
    third = {name for path in SOURCE.rglob("*.py") for name in imported(path)} - sys.stdlib_module_names - {"minerva"}
    known = third & {"win32com", "pythoncom", "pywintypes"}  # part of xlwings' own requirements on Windows
    assert third - known <= {name.replace("-", "_") for name in declared}


def imported(path: Path) -> set[str]:
    """The top-level names a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


# -- tools -------------------------------------------------------------------------------------------------------------


def test_imports_point_one_way(tmp_path: Path):
    said = called(beside_python("lint-imports"), "--no-cache", "--config", ROOT / "pyproject.toml", cwd=tmp_path)
    contracts = len(PROJECT["tool"]["importlinter"]["contracts"])
    assert re.search(rf"Contracts: {contracts} kept, 0 broken", said), said


def test_the_linter_has_nothing_to_say():
    called(beside_python("ruff"), "check", "--no-cache", "--output-format", "concise", ".")


# -- the wheel ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves its traces there and not in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "project"
    copy.mkdir()
    for name in ("macros_py", "addin", "workbook_templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        if (ROOT / name).is_file():
            shutil.copyfile(ROOT / name, copy / name)
        else:
            (copy / name).write_text("", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "-q", "-w", folder / "dist")
    if setuptools_version() >= 77:
        called(*pip, "--no-build-isolation", cwd=copy)
    else:
        with_downloaded_tools(*pip, cwd=copy)
    (built,) = (folder / "dist").glob("*.whl")
    return built


def with_downloaded_tools(*command: object, cwd: Path) -> None:
    """Build where pip must fetch the build tools; without a connection skip, or fail where everything is required."""
    try:
        called(*command, cwd=cwd)
    except AssertionError as error:
        unreachable = "No matching distribution found for setuptools" in str(error)
        if not unreachable or os.environ.get("MINERVA_REQUIRE_HOSTS") == "1":
            raise
        pytest.skip("missing: setuptools 77, and no connection to fetch it")


def setuptools_version() -> int:
    """The version of setuptools of this interpreter, 0 where it has none."""
    if find_spec("setuptools") is None:
        return 0
    import setuptools

    return int(setuptools.__version__.partition(".")[0])


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed into a folder of its own, outside the checkout."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "-q")
    called(*pip, "--target", target, wheel, cwd=target)
    return target


def minerva(installed: Path, folder: Path, *arguments: object) -> str:
    """Run the installed product from another folder; it must not come from the checkout."""
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "import minerva; assert minerva.__file__.startswith(sys.path[0]), minerva.__file__\n"
        "from minerva.cli import main; sys.exit(main())"
    )
    return called(sys.executable, "-X", "utf8", "-c", code, installed, *arguments, cwd=folder, PYTHONPATH="")


def test_the_wheel_holds_every_file_of_the_data_folders(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"minerva/{folder}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder in DATA.values()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py")}
    assert wanted <= names
    outside = {name for name in names if not name.startswith("minerva")}
    assert outside == set()


def test_the_installed_wheel_finds_layout_and_rules(installed: Path, tmp_path: Path):
    layout = json.loads(minerva(installed, tmp_path, "layout"))
    assert set(layout["sheets"]) == {"OO-OD", "KPI"}
    rules = minerva(installed, tmp_path, "rules", "--lang", "nl")
    assert rules == minerva(installed, tmp_path, "rules", "--lang", "nl")
    assert "THR002" in rules
    assert list(tmp_path.iterdir()) == []


def test_the_installed_wheel_writes_a_template(installed: Path, tmp_path: Path):
    import workbooks

    register = workbooks.register_of(tmp_path / "register.xlsx", "actiris")
    minerva(installed, tmp_path, "template", "--register", register, "-o", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["actiris-2020.xlsx"]


def test_the_console_script_is_installed(installed: Path):
    scripts = (next(installed.glob("minerva-*.dist-info")) / "entry_points.txt").read_text(encoding="utf-8")
    assert "minerva = minerva.cli:main" in scripts
