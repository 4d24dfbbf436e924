"""The sample returns are ordinary returns: what the writer stores in a formula is what the formula gives."""

import pytest

from minerva.excel.returns.identity import Expectation
from minerva.excel.returns.reader import read_return
from minerva.excel.sample import sample_register, sample_returns, write_sample_return
from minerva.layout.source import load_toml
from minerva.model.submission import Aside


@pytest.mark.parametrize("name", sample_returns())
def test_a_sample_return_is_read_whole(name, tmp_path):
    register = sample_register()
    page = load_toml(f"sample/returns/{name}")
    path = write_sample_return(name, register, tmp_path)
    submission = read_return(path, path.name, Expectation(register.organisations, page["year"]))
    assert len(submission.objectives) == len(page["objectives"])
    assert len(submission.indicators) == len(page["indicators"])
    assert {aside.reason for aside in submission.set_aside} <= {Aside.PLACEHOLDER}
    assert submission.filled == submission.merged_cells + len(submission.set_aside)
    assert [record.reference for record in submission.objectives if record.reference]
