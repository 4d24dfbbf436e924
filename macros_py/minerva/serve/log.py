"""The log: one line for each request, with nothing in it that was sent - no token, no name of a file, no content."""

from __future__ import annotations

import logging
import secrets
import time
from pathlib import Path

from starlette.types import Scope

LOG = logging.getLogger("minerva.serve")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT")


ID, STATUS = "minerva.id", "minerva.status"
"""Where the scope of a request has the id of its answer, and the status where the connection itself answered."""


def new_id() -> str:
    """What an answer and its line in the log have in common."""
    return secrets.token_hex(4)


class RequestLine:
    """What is noted of one request: id, method, the route as it is written in the code, status, milliseconds."""

    def __init__(self, scope: Scope):
        self.id = scope[ID] = new_id()
        self.status = 0
        self.broken = ""
        self._method = scope["method"] if scope["method"] in METHODS else "?"
        self._begun = time.perf_counter()

    def write(self, scope: Scope) -> None:
        """Write the line; the connection may have given another answer than the application."""
        status = scope.get(STATUS, self.status)
        route = getattr(scope.get("route"), "path", "-")
        took = (time.perf_counter() - self._begun) * 1000
        told = f" {self.broken}" if self.broken else ""
        LOG.info("%s %s %s %d %.0f ms%s", self.id, self._method, route, status, took, told)


def where(error: BaseException) -> str:
    """The kind of an error and the line it came from: enough to mend it, and nothing of what was sent."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{place}"
