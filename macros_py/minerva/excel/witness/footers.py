"""What stands below and above each printed page: the report, whether it is final, its edition, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minerva.excel.witness.subject import Subject
from minerva.excel.witness.written import WrittenSheet, name_of
from minerva.layout.labels import bilingual
from minerva.model.verification import Difference, Kind, Proof

PAGES, FOOT = ("&P / &N", "&A · &P / &N"), "oddFooter"
_LOOKS = re.compile(r'&"[^"]*"|&[0-9]+|&[LCR]|&K[0-9A-Fa-f]{6}')


def prove_footers(subject: Subject) -> Iterator[Difference]:
    """The footers that say something else than the manifest and the register, and headers, of which we write none."""
    settings = subject.register.settings
    state = "final" if subject.manifest["options"]["final"] else "provisional"
    title = bilingual("report.title", " – ", year=settings.year)
    version = (
        f"{bilingual(f'regional.{state}', ' – ')} · {bilingual('regional.edition', ' – ', edition=settings.edition)}"
    )
    known = {f"{before}{pages}" for before in (f"{title}{version}", version) for pages in PAGES}
    for sheet in subject.book.sheets.values():
        for place, text in _around_pages(sheet):
            if place != FOOT or text not in known:
                yield Difference(Kind.HIDDEN, Proof.WITNESS, subject.output, sheet.name, "", text[:200], version)


def _around_pages(sheet: WrittenSheet) -> Iterator[tuple[str, str]]:
    """The texts above and below the pages of a sheet, without their looks; '' for a sheet without a footer."""
    texts = {
        name_of(one.tag): _LOOKS.sub("", one.text or "").replace("&&", "&")
        for around in sheet.around
        if name_of(around.tag) == "headerFooter"
        for one in around
    }
    yield FOOT, texts.pop(FOOT, "")
    yield from ((place, text) for place, text in texts.items() if text)
