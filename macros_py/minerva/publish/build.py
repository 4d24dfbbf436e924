"""Writes the pages that ship with the product into workbook_templates: `python -m minerva.publish.build`."""

from __future__ import annotations

from pathlib import Path

from minerva.layout.labels import REPORT_LANGUAGES
from minerva.layout.source import templates_folder
from minerva.publish.rules_page import rules_page


def build(folder: Path) -> list[Path]:
    """Write rules.fr.md and rules.nl.md; their paths."""
    pages = {folder / f"rules.{language}.md": rules_page(language) for language in REPORT_LANGUAGES}
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8", newline="\n")
    return list(pages)


if __name__ == "__main__":
    build(Path(str(templates_folder())))
