"""What tests of all folders share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from minerva import tasks


@pytest.fixture(scope="session")
def sample_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample year as `minerva demo` writes it, made once for all processes of a run; to be read, never changed."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sample-year"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            tasks.demo(folder)
    return folder
