"""What tests of all folders share."""

from __future__ import annotations

import os
import pickle
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
            Path(f"{folder}.pickle").write_bytes(pickle.dumps(tasks.demo(folder)))
    return folder


@pytest.fixture(scope="session")
def sample_demo(sample_year: Path) -> tasks.Demo:
    """What making the sample year gave."""
    return pickle.loads(Path(f"{sample_year}.pickle").read_bytes())
