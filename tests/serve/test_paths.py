"""Path tricks on every route: nothing outside the fixed list is ever sent, and no file is written elsewhere."""

from __future__ import annotations

import json

import pytest

from serve.serving import Answer, Serving

TRICKS = (
    *("..", "%2e%2e", "%2E.", ".%2e", ".", "%2e", "..%2f", "..%2F..%2f", "..%5c", "..%5C..%5c", "%2f", "%5c", "\\"),
    *("..\\", "%00", "a%00.xlsx", "%0a", "%0d%0aX: y", "%1f", "%7f", "%ff", "%c0%ae%c0%ae", "%c0%af", "%ed%a0%80"),
)
SECRETS = ("/etc/passwd", "/etc/hostname", "/proc/self/environ", "/pyproject.toml", "/macros_py/minerva/cli.py")


def refused(answer: Answer | None, server: Serving) -> None:
    """Nothing but a sentence came back."""
    assert answer is not None
    assert answer.status in (400, 401, 404), answer
    told = json.loads(answer.body)
    assert set(told) == {"error", "message"}
    assert server.token not in answer.body.decode()


def test_a_trick_behind_or_inside_any_route_is_refused(server: Serving):
    for path in (*server.public, *server.private):
        parts = path.strip("/").split("/")
        for trick in TRICKS:
            for tricky in (
                f"{path.rstrip('/')}/{trick}",
                f"{path.rstrip('/')}/{trick}/etc/passwd",
                f"/{trick}/{path.strip('/')}",
                "/" + "/".join((*parts[:-1], trick)),
                "/" + "/".join((*parts[:-1], trick, *parts[-1:])),
            ):
                refused(server.sent(server.head("GET", tricky)), server)


def test_double_slashes_are_refused(server: Serving):
    for path in (*server.public, *server.private):
        for tricky in (f"/{path}", f"{path.rstrip('/')}//", path.replace("/", "//"), f"//{SECRETS[0]}{path}"):
            refused(server.sent(server.head("GET", tricky)), server)


@pytest.mark.parametrize("secret", SECRETS)
def test_no_file_of_the_computer_is_sent(server: Serving, secret: str):
    for before in ("", "/static", "/client", "/words", "/batches", "/pane", "/static/..", "/static/../../../../.."):
        for written in (
            before + secret,
            (before + secret).replace("..", "%2e%2e"),
            before + secret.replace("/", "%2f"),
        ):
            refused(server.sent(server.head("GET", written)), server)


@pytest.mark.parametrize(
    "target",
    [
        *("http://127.0.0.1/health", "http://example.org/health", "*", "health", "file:///etc/passwd", "?x", "#"),
        f"/{'a' * 3000}",
        f"/health?{'a' * 2000}",
    ],
)
def test_what_is_no_path_is_refused(server: Serving, target: str):
    refused(server.sent(server.head("GET", target)), server)


@pytest.mark.parametrize("trick", [trick for trick in TRICKS if trick not in ("\\", "..\\")])
def test_no_name_of_a_file_leads_out_of_its_batch(server: Serving, trick: str):
    batch = server.batch()
    lines = ("Content-Type: application/octet-stream", "Content-Length: 1")
    before = sorted(server.folder.rglob("*"))
    tricky = (f"returns/{trick}", f"returns/{trick}evil.xlsx", f"register?name={trick}evil.xlsx")
    for path in (f"{batch}/{one}" for one in tricky):
        answer = server.sent(server.head("PUT", path, *lines) + b"x")
        assert answer is not None
        assert answer.status == 400, (path, answer)
    added = set(server.folder.rglob("*")) - set(before)
    assert all(path.is_relative_to(server.folder / batch.split("/")[-1]) for path in added)
    assert not [path for path in added if path.is_file() and path.parent.name not in ("returns", "register")]


@pytest.mark.parametrize("name", ["regional.xlsx", "register.xlsx", "../register/register.xlsx", "result.json"])
def test_only_what_a_task_wrote_is_downloaded(server: Serving, name: str):
    batch = server.batch({"a.xlsx": b"x"}, register=("register.xlsx", b"x"))
    refused(server.sent(server.head("GET", f"{batch}/downloads/{name}")), server)


def test_a_batch_is_known_by_its_whole_id_only(server: Serving):
    batch = server.batch()
    for path in (batch[:-1], batch + "0", "/batches/" + "0" * 32, "/batches/returns"):
        assert server.us.get(path).status_code == 404
