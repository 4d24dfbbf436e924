"""Stands in front of every route: what does not come from our own page with our token goes no further.

In this order: how many requests, the path as it was sent, the Host, where the request comes from, the token. Whatever
is answered gets the same headers, and a line in the log.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Router
from starlette.types import Message, Receive, Scope, Send

from minerva.serve.answers import NotServed, error_answer, said
from minerva.serve.headers import policy_headers
from minerva.serve.log import RequestLine, where
from minerva.serve.pace import Pace
from minerva.serve.public import Public
from minerva.serve.settings import Settings

LONGEST_PATH = 2048
LONGEST_QUERY = 1024
READING = ("GET", "HEAD")
_FORMS = re.compile(rb"\s*(?:text/plain|multipart/form-data|application/x-www-form-urlencoded)\b", re.IGNORECASE)
_OURS = (b"same-origin", b"none")
_BEARER = re.compile(rb"bearer +(\S+)", re.IGNORECASE)

Headers = list[tuple[bytes, bytes]]


class Guard:
    """An ASGI application around another: refuses, answers errors, adds headers, logs."""

    def __init__(self, app: Router, settings: Settings, public: Mapping[str, Public]):
        self._app = app
        self._settings = settings
        self.public = public
        limits = settings.limits
        self._by_token, self._by_strangers = Pace(limits.by_token), Pace(limits.by_strangers)
        self._for_public = Pace(limits.for_public)

    @property
    def routes(self) -> list[BaseRoute]:
        """All routes behind it."""
        return self._app.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        line = RequestLine(scope)
        added = policy_headers(self.public.get(_sent_path(scope)))
        started = False

        async def answering(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                line.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        try:
            self._admit(scope)
            scope["app"] = self  # makes a route raise what is wrong rather than answer in English
            await self._app(scope, receive, answering)
        except HTTPException:
            await error_answer(line.id, said("serve.error.method"), 405, {})(scope, receive, answering)
        except NotServed as refused:
            if not started:
                answer = error_answer(line.id, refused.said, refused.status, refused.headers)
                await answer(scope, receive, answering)
        except ClientDisconnect:
            line.status = 499
        except Exception as error:
            line.broken = where(error)
            if started:
                raise ConnectionAbortedError from None  # half an answer must not pass for a whole one
            await error_answer(line.id, said("serve.error.broken", id=line.id), 500, {})(scope, receive, answering)
        finally:
            line.write(scope)

    def _admit(self, scope: Scope) -> None:
        headers: Headers = scope["headers"]
        is_public = scope["method"] in READING and _sent_path(scope) in self.public
        is_known = self._knows(headers)
        pace = self._for_public if is_public else self._by_token if is_known else self._by_strangers
        pace.check()
        _check_path(scope)
        self._check_host(headers)
        self._check_origin(scope, headers, is_public)
        if not (is_public or is_known):
            raise NotServed(401, "serve.error.token", {"WWW-Authenticate": "Bearer"})
        if _values(headers, b"content-encoding"):
            raise NotServed(415, "serve.error.encoded")

    def _knows(self, headers: Headers) -> bool:
        """Whether the request carries our token, and in time; compared in constant time."""
        given = [match[1] for value in _values(headers, b"authorization") if (match := _BEARER.fullmatch(value))]
        is_ours = len(given) == 1 and hmac.compare_digest(given[0], self._settings.token.encode())
        return is_ours and not self._settings.is_expired

    def _check_host(self, headers: Headers) -> None:
        hosts = [value.decode("latin-1").lower() for value in _values(headers, b"host")]
        if len(hosts) != 1 or hosts[0] not in self._settings.hosts:
            raise NotServed(400, "serve.error.host")

    def _check_origin(self, scope: Scope, headers: Headers, is_public: bool) -> None:
        """Refuse what another page had a browser send; Office and a click in a mail may open what is public."""
        ours = {f"{self._settings.scheme}://{host}".encode() for host in self._settings.hosts}
        foreign = any(origin not in ours for origin in _values(headers, b"origin"))
        sites = _values(headers, b"sec-fetch-site")
        if foreign or (not is_public and any(site not in _OURS for site in sites)):
            raise NotServed(403, "serve.error.origin")
        if scope["method"] not in READING and any(_FORMS.match(kind) for kind in _values(headers, b"content-type")):
            raise NotServed(403, "serve.error.origin")


def _values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _sent_path(scope: Scope) -> str:
    """The path as it was sent: a public one has nothing to decode."""
    return scope["raw_path"].decode("latin-1")


def _check_path(scope: Scope) -> None:
    """Refuse every path that could mean another than it says, once decoded."""
    raw: bytes = scope["raw_path"]
    if len(raw) > LONGEST_PATH or len(scope["query_string"]) > LONGEST_QUERY:
        raise NotServed(400, "serve.error.path")
    decoded = unquote_to_bytes(raw)
    try:
        decoded.decode()
    except UnicodeDecodeError:
        raise NotServed(400, "serve.error.path") from None
    segments = decoded.split(b"/")
    tricks = (
        not raw.startswith(b"/"),
        decoded.count(b"/") != raw.count(b"/"),
        any(segment in (b".", b"..") for segment in segments),
        b"" in segments[1:-1],
        len(segments) > 2 and segments[-1] == b"",
        any(byte < 0x20 or byte in b"\\\x7f" for byte in decoded),
    )
    if any(tricks):
        raise NotServed(400, "serve.error.path")
