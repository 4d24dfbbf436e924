"""Ten requests a second for long, a hundred at once, then 429 with the seconds to wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minerva.serve.answers import NotServed
from minerva.serve.pace import Pace
from minerva.serve.settings import Limits, Rate
from serve.serving import Serving, serving


def taken(pace: Pace, asked: int) -> int:
    """How many of so many requests are let through."""
    count = 0
    for _ in range(asked):
        try:
            pace.check()
            count += 1
        except NotServed as refused:
            assert refused.status == 429
            assert refused.headers["Retry-After"] == "1"
    return count


def test_a_hundred_at_once_then_ten_a_second():
    now = [0.0]
    pace = Pace(Limits().by_token, lambda: now[0])
    assert taken(pace, 500) == 100
    for seconds, let in ((1, 10), (0.5, 5), (0, 0), (0.05, 0), (0.05, 1), (60, 100), (11, 100)):
        now[0] += seconds
        assert taken(pace, 500) == let, (seconds, let)


def test_the_pauses_are_those_of_the_specification():
    assert Limits().by_token == Rate(10, 100)
    assert Limits().by_strangers == Rate(10, 100)


@pytest.fixture
def paced() -> Iterator[Serving]:
    """A server that lets few requests through, and forgets nothing while the test runs."""
    with serving(by_token=Rate(0.001, 20), by_strangers=Rate(0.001, 20), for_public=Rate(0.001, 40)) as running:
        yield running


def test_whoever_asks_too_often_waits_and_nobody_else(paced: Serving):
    answers = [paced.anyone.get("/nowhere") for _ in range(25)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429] * 5
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert set(answers[-1].json()["message"]) == {"fr", "nl", "en"}
    wrong = [paced.anyone.get("/nowhere", headers={"Authorization": f"Bearer {n}"}) for n in range(5)]
    assert [answer.status_code for answer in wrong] == [429] * 5

    ours = [paced.us.post("/batches", json={}) for _ in range(25)]
    assert [answer.status_code for answer in ours] == [201] * 20 + [429] * 5
    assert paced.anyone.get("/health").status_code == 200

    public = [paced.anyone.get("/health").status_code for _ in range(45)]
    assert 429 in public
    assert set(public) == {200, 429}
