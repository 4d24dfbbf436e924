"""Servers and the sample year for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.serving import Serving, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Serving]:
    """A server that takes requests as fast as they come, with every route there can be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XLWINGS_LICENSE_KEY", "noncommercial")
        with serving() as running:
            yield running


@pytest.fixture(scope="session")
def sample(sample_year: Path) -> Path:
    """The sample year as the terminal writes it: register, returns, regional workbook."""
    return sample_year
