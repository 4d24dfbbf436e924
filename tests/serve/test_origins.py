"""What another page has a browser send is refused, and so is another Host; nothing is built from what was sent."""

from __future__ import annotations

import pytest

from serve.serving import Serving

FOREIGN = (
    *("null", "https://example.org", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost", "file://", ""),
    *("http://127.0.0.1:{port}.example.org", "http://example.org:{port}", "https://127.0.0.1:{port}", "{port}"),
    *("http://127.0.0.1:{port}/", "http://127.0.0.1:{port} http://example.org"),
)
FORMS = (
    *("application/x-www-form-urlencoded", "text/plain", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x"),
    *("TEXT/PLAIN", "text/plain; x", "Multipart/Form-Data"),
)
HOSTS = (
    *("example.org", "127.0.0.1", "localhost", "127.0.0.1:1", "example.org:{port}", "127.0.0.1:{port}.example.org"),
    *("[::1]:{port}", "0.0.0.0:{port}", "127.1:{port}", "127.0.0.1:{port}@example.org", "x 127.0.0.1:{port}", ""),
)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_is_refused_everywhere(server: Serving, origin: str):
    given = {"Origin": origin.format(port=server.port)}
    methods = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
    asked = [(method, path) for path in server.private for method in methods]
    for method, path in (*asked, *(("GET", path) for path in server.public)):
        answer = server.us.request(method, path, headers=given)
        assert answer.status_code == 403, (method, path)
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_our_own_page_is_served_at_both_names(server: Serving, host: str):
    given = {"Host": f"{host}:{server.port}", "Origin": f"http://{host}:{server.port}", "Sec-Fetch-Site": "same-origin"}
    assert server.us.post("/batches", json={}, headers=given).status_code == 201


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_reads_and_starts_nothing_but_may_lead_here(server: Serving, site: str):
    given = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    batch = server.batch()
    assert server.us.get(batch, headers=given).status_code == 403
    assert server.us.post("/batches", json={}, headers=given).status_code == 403
    assert server.anyone.get("/health", headers=given).status_code == 200


@pytest.mark.parametrize("kind", FORMS)
def test_what_a_form_can_send_is_refused(server: Serving, kind: str):
    batch = server.batch()
    for path in ("/batches", f"{batch}/tasks/check", f"{batch}/returns/a.xlsx"):
        for client in (server.us, server.anyone):
            for method in ("POST", "PUT"):
                answer = client.request(method, path, content=b"{}", headers={"Content-Type": kind})
                assert answer.status_code == 403, (method, path)
    assert server.us.get(batch).json()["returns"] == []


@pytest.mark.parametrize("kind", [None, "", "application/xml", "application/jsonx", "application/octet-stream"])
def test_only_json_is_json(server: Serving, kind: str | None):
    headers = {} if kind is None else {"Content-Type": kind}
    assert server.us.post("/batches", content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize("kind", [None, "application/json", "application/zip", "image/png"])
def test_only_bytes_are_a_file(server: Serving, kind: str | None):
    headers = {} if kind is None else {"Content-Type": kind}
    assert server.us.put(f"{server.batch()}/returns/a.xlsx", content=b"x", headers=headers).status_code == 415


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused_everywhere(server: Serving, host: str):
    host = host.format(port=server.port)
    for path in (*server.public, *server.private, "/nowhere"):
        answer = server.us.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert not host or host not in f"{answer.text}{dict(answer.headers)}"


def test_no_host_and_two_hosts_are_refused(server: Serving):
    ours = f"Host: 127.0.0.1:{server.port}\r\n"
    for lines in ("", ours * 2, f"{ours}Host: example.org\r\n"):
        for version in ("1.0", "1.1"):
            answer = server.sent(f"GET /health HTTP/{version}\r\n{lines}\r\n".encode())
            assert answer is not None
            assert answer.status == 400


def test_forwarded_headers_change_nothing(server: Serving):
    given = {"X-Forwarded-Host": "example.org", "X-Forwarded-Proto": "https", "Forwarded": "host=example.org"}
    answer = server.anyone.get("/health", headers=given)
    assert answer.status_code == 200
    assert "example.org" not in f"{answer.text}{dict(answer.headers)}"


def test_every_answer_has_the_same_strict_headers(server: Serving):
    for answer in (
        server.anyone.get("/health"),
        server.anyone.get("/nowhere"),
        server.us.get("/nowhere"),
        server.us.post("/batches", json={}),
        server.us.post("/batches", json=[]),
        server.us.patch("/batches"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "server" not in answer.headers
    raw = server.sent(b"NO HTTP AT ALL\r\n\r\n")
    assert raw is not None
    assert "default-src 'none'" in raw.headers["content-security-policy"]
