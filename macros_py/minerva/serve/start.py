"""`minerva serve`: starts the server and says where it is, what to do there, and how to stop it."""

from __future__ import annotations

import argparse

from minerva.layout.labels import Labels
from minerva.serve.running import serve
from minerva.serve.settings import HOURS, PORT, Settings


def start(options: argparse.Namespace, words: Labels) -> None:
    """Serve until Ctrl+C. Raises Problem where that cannot begin."""

    def said(settings: Settings) -> None:
        print(words("serve.ready"))
        print(f"  {settings.address}/#token={settings.token}")
        print(words("serve.hours", hours=HOURS))
        print(words("serve.stop"), flush=True)

    serve(PORT if options.port is None else options.port, said)
