"""What turns print workbooks into PDFs: LibreOffice, or another program that opens a workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple


class Pdf(NamedTuple):
    """A PDF of a workbook, and how many pages each of its sheets takes; () where the printer does not say."""

    path: Path
    sheet_pages: tuple[int, ...] = ()


Printer = Callable[[Sequence[Path], Path], list[Pdf]]
"""From workbooks and a private folder to a PDF of each, of the same name, in that folder."""
