"""Runs a server on this computer alone: its socket, what of uvicorn it uses, its end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from contextlib import suppress

import uvicorn

from minerva.problems import Problem
from minerva.serve.app import create_app
from minerva.serve.connection import LARGEST_HEAD, LINGER, PATIENCE, PatientProtocol
from minerva.serve.settings import HOST, Settings
from minerva.serve.tls import Pair

_Loop: type[asyncio.AbstractEventLoop] = (
    asyncio.ProactorEventLoop if sys.platform == "win32" else asyncio.SelectorEventLoop
)


class PatientLoop(_Loop):
    """The usual loop, which gives a client no longer than we do to begin and to end encryption."""

    async def create_server(self, *arguments, ssl=None, **options) -> asyncio.Server:
        """As the usual loop does."""
        if ssl is not None:
            options |= {"ssl_handshake_timeout": PATIENCE, "ssl_shutdown_timeout": LINGER}
        return await super().create_server(*arguments, ssl=ssl, **options)


def listening(port: int) -> socket.socket:
    """A socket of this computer alone; port 0 for any that is free. Raises Problem."""
    # Named as TCP, because asyncio sends small answers at once only on a socket that says so.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)  # on Windows two programs may share a port otherwise
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if exclusive is None else exclusive, 1)
        found.bind((HOST, port))
        found.listen(128)
    except PermissionError as error:
        found.close()
        raise Problem("serve.port_refused", port=port) from error
    except (OSError, OverflowError) as error:
        found.close()
        raise Problem("serve.port_taken", port=port) from error
    return found


def run(settings: Settings, found: socket.socket, pair: Pair | None = None) -> None:
    """Serve on a socket until Ctrl+C or the system's own way to say so."""
    server = uvicorn.Server(_config(settings, pair))
    for name in ("uvicorn.error", "asyncio"):
        _quiet(name)
    # uvicorn repeats the signal it was stopped with: it must not end the process before everything is put away.
    for name in ("SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: setattr(server, "should_exit", True))
    with suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=PatientLoop) as runner:
        runner.run(server.serve([found]))


def _config(settings: Settings, pair: Pair | None) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(settings),
        host=HOST,
        port=settings.port,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        ssl_certfile=pair.certificate if pair else None,
        ssl_keyfile=pair.key if pair else None,
    )


def _quiet(name: str) -> None:
    """What the libraries log goes where ours goes, on one line, without their traces."""
    logger = logging.getLogger(name)
    logger.propagate = False
    logger.setLevel(logging.ERROR)
    logger.handlers = [_OneLine()]


class _OneLine(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        from minerva.serve.log import LOG, where

        error = record.exc_info[1] if record.exc_info else None
        LOG.error("%s: %s", record.name, where(error) if error is not None else str(record.msg).strip())
