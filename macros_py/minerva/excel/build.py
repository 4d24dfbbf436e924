"""Builds the workbooks that ship with the product, into workbook_templates: `python -m minerva.excel.build`."""

from __future__ import annotations

from pathlib import Path

from minerva.excel.console import write_console
from minerva.excel.register import write_register
from minerva.excel.sample import sample_register
from minerva.excel.template import write_template
from minerva.layout.source import templates_folder
from minerva.model.register import Group, Organisation

YEAR = 2026
PLACEHOLDER = Organisation(
    id="organisation", name_fr="Organisation", name_nl="Organisatie", part=1, group=Group.SPRB, order=1
)


def build(folder: Path) -> list[Path]:
    """Write return.xlsx (no organisation in particular), register.xlsx (the sample) and console.xlsx; their paths."""
    return [
        write_template(folder / "return.xlsx", PLACEHOLDER, YEAR),
        write_register(folder / "register.xlsx", sample_register()),
        write_console(folder / "console.xlsx"),
    ]


if __name__ == "__main__":
    build(Path(str(templates_folder())))
