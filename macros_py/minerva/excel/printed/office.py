"""LibreOffice as the printer: finds it, and has it turn workbooks into PDFs with a profile of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from minerva.excel.printed.printer import Pdf

SECONDS = 300
"""How long one part may take."""
_FILTER = (
    'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_USUAL = (
    "/usr/bin/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-BE</value></prop></item>
</oor:items>
"""


class OfficeFailed(Exception):
    """LibreOffice ended without a PDF; the text is what it said."""


def find_office() -> str | None:
    """The program, on the path or where it is usually installed; None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _USUAL if Path(place).is_file()), None)


def to_pdf(program: str, books: Sequence[Path], folder: Path) -> list[Pdf]:
    """A PDF of each workbook, of the same name, in a folder; numbers are shown as in Belgium.

    The profile stands in the folder, so that a LibreOffice of the user that is open is left alone. Raises OfficeFailed.
    """
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile.absolute().as_uri()}"]
    command += ["--convert-to", _FILTER, "--outdir", str(folder), *map(str, books)]
    try:
        done = subprocess.run(  # noqa: S603 - a program found on the path or where it is installed, files of ours
            command, capture_output=True, timeout=SECONDS * len(books), check=False, env=_environment(), text=True
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OfficeFailed(str(error)) from error
    made = [Pdf(folder / f"{book.stem}.pdf") for book in books]
    if not all(pdf.path.is_file() for pdf in made):
        raise OfficeFailed((done.stderr or done.stdout).strip() or f"{done.returncode}")
    return made


def _environment() -> dict[str, str]:
    """Without what would point LibreOffice's own Python at ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
