"""What was received is never replaced, and one odd file never stops the merge."""

import pytest

from minerva import tasks
from workbooks import edited, filled, good_objective, hashes, register_of


def test_a_received_return_is_never_the_output(tmp_path):
    register, returns = register_of(tmp_path / "register.xlsx"), tmp_path / "returns"
    returns.mkdir()
    path = filled(returns / "actiris-2020.xlsx")
    before = hashes(returns)
    with pytest.raises(tasks.Problem) as problem:
        tasks.consolidate(returns, register, path)
    assert problem.value.key == "problem.output_in_returns"
    assert hashes(returns) == before


def year_in_odd_digits(book):
    for row in book["_minerva"].iter_rows(max_col=2):
        if row[0].value == "year":
            row[1].value = "²"


def text_too_long(book):
    book["OO-OD"]["M7"].value = "x"
    book["OO-OD"]["M7"]._value = "é" * 40_000


@pytest.mark.parametrize("change", [year_in_odd_digits, text_too_long])
def test_one_odd_file_is_reported_and_the_rest_merged(tmp_path, change):
    register, returns = register_of(tmp_path / "register.xlsx"), tmp_path / "returns"
    returns.mkdir()
    filled(returns / "cirb-2020.xlsx", "cirb")
    edited(filled(returns / "actiris-2020.xlsx"), change)
    report = tasks.consolidate(returns, register, tmp_path / "out.xlsx").consolidation
    assert {use.file.name: use.use.value for use in report.files} == {
        "actiris-2020.xlsx": "unusable",
        "cirb-2020.xlsx": "used",
    }


def test_a_code_of_a_list_that_is_typed_is_a_word_as_any_other(tmp_path):
    """`number` is what programs call the unit; the report shows `Nombre/Aantal`, and the journal says so."""
    register, returns = register_of(tmp_path / "register.xlsx", "actiris"), tmp_path / "returns"
    returns.mkdir()
    typed = {"unit": "number", "direction": "lower", "red": 90, "green": 50}
    filled(returns / "actiris-2020.xlsx", "actiris", [(good_objective(1, **typed), [])])
    journal = tasks.consolidate(returns, register, tmp_path / "out.xlsx").consolidation.journal
    lines = {line.raw: (line.key, line.why) for line in journal}
    assert lines["number"] == ("unit", "why.choice_word")
    assert lines["lower"] == ("direction", "why.choice_word")
