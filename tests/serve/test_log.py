"""The log has one line for each request and nothing of what was sent; an error is an id and a sentence."""

from __future__ import annotations

import re

import pytest

from minerva.layout.labels import LANGUAGES, labels
from serve.serving import Serving, serving

LINE = re.compile(r"[0-9a-f]{8} (?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|\?) \S+ \d{3} \d+ ms")


def test_one_line_for_each_request_and_nothing_of_what_was_sent():
    with serving() as server:
        assert server.logged(r"[0-9a-f]{8} GET /health 200 \d+ ms")
        before = len(server.log.splitlines())
        batch = server.batch({"geheim rapport.xlsx": b"secret content"}, register=("naam.xlsx", b"secret content"))
        server.us.get(f"{batch}/downloads/geheim.xlsx", params={"name": "secret"})
        server.anyone.get("/secret-path", headers={"Authorization": "Bearer secret-guess", "User-Agent": "secret"})
        server.us.get(batch, headers={"Origin": "http://secret.example"})
        server.us.post("/batches", content=b'{"secret":', headers={"Content-Type": "application/json"})
        server.sent(server.head("SECRET", "/secret"))
        server.sent(b"secret nonsense\r\n\r\n")
        server.us.get(f"/batches/{'secret' * 5}")
        state = server.run(batch, "check")
        assert state["task"]["state"] == "failed"  # the register is none
        assert server.logged(r"[0-9a-f]{8} POST /batches/\{batch\}/tasks/\{kind\} 202 \d+ ms")
        lines = server.log.splitlines()[before:]
        polls = [line for line in lines if "GET /batches/{batch} 200" in line]
        others = [line for line in lines if line not in polls]
        assert all(LINE.fullmatch(line) for line in lines), lines
        assert len(others) == 3 + 7 + 1
        for word in (server.token, "secret", "geheim", "naam", batch.split("/")[-1], "Bearer"):
            assert word not in server.log


def test_an_error_is_an_id_of_the_log_and_a_sentence_in_each_language(server: Serving):
    answer = server.anyone.get("/nowhere")
    told = answer.json()
    assert set(told) == {"error", "message"}
    assert told["message"] == {language: labels(language)("serve.error.token") for language in LANGUAGES}
    assert server.logged(rf"{told['error']} GET - 401 \d+ ms")


@pytest.fixture(scope="module")
def broken():
    """A server with a route that fails, before and in the middle of its answer."""
    with serving(broken=True) as running:
        yield running


def test_our_own_mistake_shows_no_trace(broken: Serving):
    answer = broken.us.get("/broken/before")
    assert answer.status_code == 500
    told = answer.json()
    assert told["message"]["en"] == labels("en")("serve.error.broken", id=told["error"])
    assert "Traceback" not in answer.text
    assert "secret" not in answer.text
    assert broken.logged(rf"{told['error']} GET /broken/before 500 \d+ ms ZeroDivisionError \S+\.py:\d+")


def test_half_an_answer_does_not_pass_for_a_whole_one(broken: Serving):
    with pytest.raises(Exception, match=r"peer closed|incomplete|without"):
        broken.us.get("/broken/middle")
    assert broken.anyone.get("/health").status_code == 200
    assert "Traceback" not in broken.log
    assert "secret" not in broken.log
