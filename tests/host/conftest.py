"""The real programs the tests in this folder use, and what happens when one is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from host.office import Calc, missing
from host.regional_xml import Book, hostile_book
from host.regional_year import Regional
from minerva import tasks


def require(program: str) -> None:
    """Skip the test, saying why, when a program is missing; with MINERVA_REQUIRE_HOSTS=1, fail."""
    reason = missing(program)
    if reason is None:
        return
    if os.environ.get("MINERVA_REQUIRE_HOSTS") == "1":
        pytest.fail(f"{reason}, and MINERVA_REQUIRE_HOSTS=1 asks for it", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def calc() -> Iterator[Calc]:
    """One LibreOffice for the whole session."""
    for program in ("soffice", "uno", "pdftoppm"):
        require(program)
    with Calc() as running:
        yield running


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The regional workbook of hostile returns, made once."""
    return hostile_book(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="session")
def regional(calc: Calc, sample_demo: tasks.Demo) -> Regional:
    """The sample year, calculated once."""
    path = sample_demo.consolidated.output
    document = calc.open(path)
    calc.recalculate(document)
    cells = {sheet: calc.values(document, sheet) for sheet in calc.sheet_names(document)}
    calc.close(document)
    return Regional(path, cells, sample_demo)
