"""One connection, watched: whoever is slow to send or to read is closed, and what is no HTTP is answered in our words.

uvicorn's own protocol waits for ever for the rest of a request, and for a reader. The parser in C that uvicorn prefers
where it is installed has no limit for headers: so this one, in Python, is named, whatever is installed.
"""

from __future__ import annotations

import asyncio
from enum import Enum
from http import HTTPStatus

from uvicorn.protocols.http.h11_impl import H11Protocol

from minerva.serve.answers import as_json, said
from minerva.serve.headers import policy_headers
from minerva.serve.log import ID, LOG, STATUS, new_id

PATIENCE = 7.0
"""Seconds a connection may keep us waiting."""
LINGER = 1.0
"""Seconds the rest of a refused request is read and thrown away, so that its sender gets to see the answer."""
SLOWEST = 64 * 1024
"""Bytes a second that are still progress."""
LARGEST_HEAD = 32 * 1024
LOOK = 0.25
MOST_CONNECTIONS = 200
"""So that nobody uses up what the system has of them."""


class Awaited(Enum):
    """What a connection is to bring next."""

    HEAD = "head"
    BODY = "body"
    REST = "rest"
    """What follows a request that was answered before its end."""
    NOTHING = "nothing"
    """The server is at work, or uvicorn waits for the next request."""


_SECONDS = {Awaited.HEAD: PATIENCE, Awaited.BODY: PATIENCE, Awaited.REST: LINGER}


class PatientProtocol(H11Protocol):
    """uvicorn's protocol with an end to its patience."""

    _awaited = Awaited.NOTHING
    _since = 0.0
    _until: float | None = None
    _read_until: float | None = None
    _request: object = None
    _is_refused = False
    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        # So that any byte that is not read on is known. Behind encryption none at all would count as one.
        transport.set_write_buffer_limits(high=1 if self.scheme == "https" else 0, low=0)
        self._await(Awaited.HEAD)
        self._look()
        self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking at the clock."""
        if self._clock is not None:
            self._clock.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and note whether it is enough."""
        if self._is_refused:
            return
        super().data_received(data)
        if self._is_refused:
            return
        awaited, begun = self._next(), self.cycle is not self._request
        if begun or awaited is not self._awaited:
            self._await(awaited)
        elif awaited is Awaited.BODY:
            self._until = min(self.loop.time() + PATIENCE, self._until + len(data) / SLOWEST)

    def on_response_complete(self) -> None:
        """After an answer uvicorn waits for the next request, and we for the rest of one that was refused."""
        self._await(Awaited.REST if self.cycle.more_body else Awaited.NOTHING)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        super().pause_writing()
        self._read_until = self.loop.time() + PATIENCE

    def resume_writing(self) -> None:
        """The client has read everything."""
        super().resume_writing()
        self._read_until = None

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too long, in our own words."""
        self._refuse(HTTPStatus.BAD_REQUEST, "serve.error.request")

    def _refuse(self, status: HTTPStatus, key: str) -> None:
        """Answer in place of the application, and throw away what else comes."""
        error = new_id()
        self._is_refused = True
        if self.cycle is None or self.cycle.response_complete:
            LOG.info("%s ? - %d 0 ms", error, status)
        else:  # the application writes the line
            error, self.scope[STATUS] = self.scope.get(ID, error), status
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        body = as_json({"error": error, "message": said(key)})
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        lines = [b"%s: %s" % header for header in (*headers, (b"connection", b"close"), *policy_headers(None))]
        first = f"HTTP/1.1 {status.value} {status.phrase}".encode()
        self.transport.write(b"\r\n".join((first, *lines, b"", body)))
        self._await(Awaited.REST)

    def _next(self) -> Awaited:
        request = self.cycle
        if request is None or (request.response_complete and not request.more_body):
            return Awaited.HEAD
        if request.response_complete:
            return Awaited.REST
        return Awaited.BODY if request.more_body else Awaited.NOTHING

    def _await(self, awaited: Awaited) -> None:
        seconds = _SECONDS.get(awaited)
        self._awaited, self._request, self._since = awaited, self.cycle, self.loop.time()
        self._until = self._since + seconds if seconds is not None else None

    def _make_room(self) -> None:
        """Close the connection that has asked for nothing for longest, where there are too many."""
        kept = [one for one in self.connections if not one.transport.is_closing()]
        if len(kept) > MOST_CONNECTIONS:
            idle = [one for one in kept if one.cycle is None or one.cycle.response_complete]
            min(idle, key=lambda one: one._since).transport.abort()

    def _look(self) -> None:
        """Close the connection where its time is over; time in which we ourselves did not read does not count."""
        now = self.loop.time()
        if self._until is not None and self.flow.read_paused:
            self._until = max(self._until, now + LOOK)
        late = self._until is not None and now > self._until
        if late and self._awaited is Awaited.BODY and self._read_until is None:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "serve.error.slow")
        elif late or (self._read_until is not None and now > self._read_until):
            self.transport.abort()
            return
        self._clock = self.loop.call_later(LOOK, self._look)
