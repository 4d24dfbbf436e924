"""Loaded by every Python that finds it on its path: ends the process at once where it reaches for the network."""

import os
import sys


def _spy(event: str, _: tuple) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        os._exit(99)


sys.addaudithook(_spy)
