"""Runs the server: its socket, its settings, its beginning and its end."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import uvicorn

from minerva.inputs import Problem
from minerva.serve.app import create_app
from minerva.serve.connection import LARGEST_HEAD, PatientProtocol
from minerva.serve.settings import HOST, Settings


def listening(port: int) -> socket.socket:
    """A socket of this computer alone; port 0 for any that is free. Raises Problem."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen(128)
    except PermissionError as error:
        found.close()
        raise Problem("serve.port_refused", port=port) from error
    except (OSError, OverflowError) as error:
        found.close()
        raise Problem("serve.port_taken", port=port) from error
    return found


def server_of(settings: Settings, *, certificate: Path | None = None, key: Path | None = None) -> uvicorn.Server:
    """The server of some settings; give its `run` the socket."""
    config = uvicorn.Config(
        create_app(settings),
        host=HOST,
        port=settings.port,
        http=PatientProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    return uvicorn.Server(config)


def serve(port: int, said: Callable[[Settings], None]) -> None:
    """Serve until somebody stops it; `said` is called when the address is known."""
    with listening(port) as found, tempfile.TemporaryDirectory(prefix="minerva-serve-") as folder:
        settings = Settings(found.getsockname()[1], Path(folder))
        said(settings)
        server_of(settings).run([found])
