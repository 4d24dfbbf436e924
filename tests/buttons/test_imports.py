"""What a click loads: RunPython starts a new Python each time, so only what *Check* needs.

xlwings itself loads pandas and numpy wherever they are installed, before our first line runs, and nothing here can keep
it from that; so Minerva does not depend on them, and they are hidden here as on a desk without them. What else xlwings
loads is forced: it is what was loaded before our first line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from buttons.actions import payload
from buttons.opened import sample

ROOT = Path(__file__).resolve().parents[2]
CHECKED = """
import json, sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pandas", "numpy", "polars"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
import xlwings.utils; xlwings.utils.prepare_sys_path("true;./return.xlsx;./minerva.xlam;;;;")
book = xlwings.Book(json=json.load(sys.stdin))
book.set_mock_caller()
forced = set(sys.modules)
from minerva import buttons; buttons.check()
print(json.dumps([len(book.json()["actions"]), sorted(set(sys.modules) - forced), sorted(forced)]))
"""
NEVER = ("openpyxl", "xlsxwriter", "xlrd", "lxml", "rich", "matplotlib", "PIL", "starlette", "uvicorn", "asyncio")
NOT_FOR_A_CHECK = (
    *("minerva.cli", "minerva.terminal", "minerva.serve", "minerva.merge", "minerva.publish"),
    *("minerva.excel.feedback", "minerva.excel.regional", "minerva.excel.received", "minerva.excel.template_table"),
    *("minerva.excel.content.xlsx", "minerva.excel.content.xls", "minerva.excel.content.ods", "minerva.buttons.year"),
)


@pytest.fixture(scope="module")
def loaded(samples: Path) -> tuple[set[str], set[str]]:
    """The modules one check loads, and those that xlwings had loaded before."""
    sent = json.dumps(payload(sample(samples, "bruxelles-connectit")))
    environment = {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial"}
    command = [sys.executable, "-B", "-c", CHECKED, "--wb=return.xlsx", "--from_xl=1"]
    done = subprocess.run(command, input=sent, capture_output=True, encoding="utf-8", env=environment, timeout=120)
    assert done.returncode == 0, done.stderr
    actions, ours, forced = json.loads(done.stdout)
    assert actions > 50
    return set(ours), set(forced)


def within(modules: set[str], packages: tuple[str, ...]) -> list[str]:
    return sorted(name for name in modules if any(name == one or name.startswith(f"{one}.") for one in packages))


def test_a_check_loads_no_library_that_reads_draws_or_serves(loaded: tuple[set[str], set[str]]):
    ours, forced = loaded
    assert within(ours | forced, ("pandas", "numpy", "polars", "matplotlib", "plotly", "PIL")) == []
    assert within(ours, NEVER) == []


def test_a_check_loads_nothing_of_ours_it_does_not_use(loaded: tuple[set[str], set[str]]):
    ours, _ = loaded
    assert "minerva.rules.catalogue" in ours
    assert within(ours, NOT_FOR_A_CHECK) == []


def test_outside_the_standard_library_a_check_needs_pydantic_alone(loaded: tuple[set[str], set[str]]):
    ours, _ = loaded
    top = {name.partition(".")[0] for name in ours} - sys.stdlib_module_names
    beside = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection", "minerva"}
    assert {name for name in top if not name.startswith("_")} <= beside


def test_minerva_does_not_ask_for_pandas_which_xlwings_would_load_at_each_click():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [name for name in project["dependencies"] if name.startswith(("pandas", "numpy", "polars"))]


def test_the_package_loads_nothing_heavy():
    asked = "import sys, minerva.buttons; print(*({'pandas', 'openpyxl', 'xlsxwriter', 'xlwings'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
