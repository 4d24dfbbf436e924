"""`minerva serve`: starts the server and says where it is, what to do there, and how to stop it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import webbrowser
from html import escape
from logging.handlers import RotatingFileHandler
from pathlib import Path

from minerva.layout.labels import Labels
from minerva.problems import Problem, system_reason
from minerva.serve.log import LOG
from minerva.serve.manifest import manifest
from minerva.serve.places import data_folder, private_place
from minerva.serve.running import listening, run
from minerva.serve.settings import HOST, HOURS, MEGABYTE, PORT, Settings
from minerva.serve.tls import Pair, check_pair, own_pair
from minerva.terminal import print_json

LOG_SIZE, OLD_LOGS = MEGABYTE, 3


def start(options: argparse.Namespace, words: Labels) -> None:
    """Serve until Ctrl+C, or write the manifest. Raises Problem where that cannot begin."""
    port = PORT if options.port is None else options.port
    if options.manifest is not None:
        _write_manifest(options.manifest, port)
        if options.json:
            print_json({"manifest": str(options.manifest)})
        else:
            print(words("serve.manifest", path=options.manifest))
        return
    pair = _pair(options)
    with listening(port) as found, private_place() as folder:
        log = _log_into(_own_folder())
        settings = Settings(found.getsockname()[1], folder, secure=pair is not None)
        if options.json:
            print_json({"address": _door(settings), "log": str(log)})
            sys.stdout.flush()
        else:
            _say(settings, log, pair if options.self_signed else None, words)
        if not options.no_browser:
            _open_browser(settings)
        run(settings, found, pair)
    if not options.json:
        print(words("serve.stopped"))


def _own_folder() -> Path:
    try:
        return data_folder()
    except OSError as error:
        raise Problem("problem.cannot_write", path=error.filename, reason=system_reason(error)) from error


def _pair(options: argparse.Namespace) -> Pair | None:
    """The certificate and key asked for, None for plain http. Raises Problem."""
    if (options.certificate is None) != (options.key is None):
        raise Problem("serve.pair")
    if options.certificate is not None:
        pair = Pair(options.certificate, options.key)
        check_pair(pair)
        return pair
    return own_pair(_own_folder()) if options.self_signed else None


def _say(settings: Settings, log: Path, own: Pair | None, words: Labels) -> None:
    if own is not None:
        system = {"win32": "windows", "darwin": "mac"}.get(sys.platform, "linux")
        print(words("serve.trust", path=own.certificate))
        print(f"  {words(f'serve.trust_{system}')}\n")
    print(words("serve.ready"))
    print(f"\n  {_door(settings)}\n")
    if settings.secure:
        print(words("serve.office"))
    print(words("serve.hours", hours=HOURS))
    print(words("serve.log", path=log))
    print(words("serve.stop"), flush=True)


def _door(settings: Settings) -> str:
    """The address with the token, in the part that a browser sends to nobody."""
    return f"{settings.address}/#token={settings.token}"


def _log_into(folder: Path) -> Path:
    """Begin to write the log, which nobody else may read. Raises Problem."""
    path = folder / "serve.log"
    try:
        path.touch(mode=0o600)
        handler = RotatingFileHandler(path, maxBytes=LOG_SIZE, backupCount=OLD_LOGS, encoding="utf-8")
    except OSError as error:
        raise Problem("problem.cannot_write", path=path, reason=system_reason(error)) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    LOG.handlers, LOG.propagate = [handler], False
    LOG.setLevel(logging.INFO)
    return path


def _open_browser(settings: Settings) -> None:
    """Open the page where there is a screen.

    The address goes through a private file on Linux: whoever else uses the computer sees the command that is run there.
    """
    if sys.platform in ("win32", "darwin"):
        webbrowser.open(_door(settings))
    elif os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        page = settings.folder / "minerva.html"
        door = escape(_door(settings), quote=True)
        page.write_text(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={door}">', encoding="utf-8")
        webbrowser.open(page.as_uri())


def _write_manifest(path: Path, port: int) -> None:
    """Write what tells Office where the pane is; Office knows https only. Raises Problem."""
    try:
        path.write_text(manifest(f"https://{HOST}:{port}"), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem("problem.cannot_write", path=path, reason=system_reason(error)) from error
