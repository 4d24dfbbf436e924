"""No, wrong or expired token: 401 on every route but the fixed list, what frameworks add included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minerva.serve.settings import HOURS, Settings
from serve.serving import Serving, serving

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
OF_FRAMEWORKS = (
    *("/docs", "/redoc", "/openapi.json", "/xlwings/environment", "/socket.io", "/static", "/static/css"),
    *("/taskpane.html", "/favicon.ico", "/metrics", "/.well-known/openid-configuration", "/xlwings/anything"),
)


@pytest.fixture(scope="module")
def old_server() -> Iterator[Serving]:
    """A server whose token was given just over twelve hours ago."""
    with serving(age=HOURS * 3600 + 1) as running:
        yield running


def tokens(server: Serving) -> dict[str, list[tuple[str, str]]]:
    """Every way not to have the token."""
    ours = server.token
    return {
        "none": [],
        "empty": [("Authorization", "")],
        "bare": [("Authorization", ours)],
        "basic": [("Authorization", f"Basic {ours}")],
        "short": [("Authorization", f"Bearer {ours[:-1]}")],
        "long": [("Authorization", f"Bearer {ours}x")],
        "other case": [("Authorization", f"Bearer {ours.swapcase()}")],
        "two": [("Authorization", f"Bearer {ours}"), ("Authorization", f"Bearer {ours}")],
        "in a cookie": [("Cookie", f"token={ours}")],
        "not ASCII": [("Authorization", "Bearer é".encode("latin-1").decode("latin-1"))],
    }


def test_there_are_private_routes(server: Serving):
    assert len(server.private) > 8


def test_without_the_token_nothing_is_told(server: Serving):
    for path in (*server.private, *OF_FRAMEWORKS):
        for name, headers in tokens(server).items():
            raw = [(key.encode(), value.encode("latin-1")) for key, value in headers]
            for method in METHODS if name == "none" else ("GET",):
                answer = server.anyone.request(method, path, headers=raw)
                assert answer.status_code == 401, (path, name, method)
                assert server.token not in answer.text


def test_the_token_in_the_query_is_not_one(server: Serving):
    assert server.anyone.get(f"/batches/{'0' * 32}?token={server.token}").status_code == 401


def test_after_twelve_hours_the_token_is_none(old_server: Serving):
    for path in old_server.private:
        assert old_server.us.get(path).status_code == 401, path


def test_what_is_public_is_there_without_a_token_also_later(server: Serving, old_server: Serving):
    for running in (server, old_server):
        assert running.anyone.get("/health").json() == {"ok": True}
        for path in running.public:
            assert running.anyone.get(path).status_code == 200, path


def test_what_is_public_is_only_read(server: Serving):
    for path in server.public:
        assert server.anyone.post(path).status_code == 401, path
        assert server.us.post(path).status_code == 405, path


def test_with_the_token_a_route_that_is_none_is_not_found(server: Serving):
    for path in ("/docs", "/openapi.json", "/static/page.html", "/batch"):
        assert server.us.get(path).status_code == 404


def test_the_token_holds_twelve_hours():
    now = [1000.0]
    settings = Settings(1, Path("x"), clock=lambda: now[0], since=1000.0)
    for later, expired in ((0, False), (HOURS * 3600 - 1, False), (HOURS * 3600, True), (HOURS * 9000, True)):
        now[0] = 1000.0 + later
        assert settings.is_expired is expired


def test_every_server_has_a_token_of_its_own_that_is_shown_nowhere():
    one, other = Settings(1, Path("x")), Settings(1, Path("x"))
    assert one.token != other.token
    assert len(one.token) >= 43
    assert one.token not in repr(one)
