"""What a server is started with, and the limits it holds."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1 << 20
HOST = "127.0.0.1"
PORT = 8642
HOURS = 12
"""How long a token and what was sent with it are kept."""


def seconds() -> float:
    """A clock that nobody puts back, and that goes on while the computer sleeps where the system has one."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)


@dataclass(frozen=True)
class Rate:
    """Requests a second sustained, and how many may come at once."""

    per_second: float
    burst: int


@dataclass(frozen=True)
class Limits:
    """What is accepted: sizes in bytes, times in seconds. Tests give their own."""

    file: int = 25 * MEGABYTE
    batch: int = 500 * MEGABYTE
    files: int = 1000
    batches: int = 50
    options: int = 16 * 1024
    payload: int = 25 * MEGABYTE
    result: int = 32 * MEGABYTE
    task: int = 15 * 60
    tasks_at_once: int = 2
    by_token: Rate = field(default=Rate(10, 100))
    by_strangers: Rate = field(default=Rate(10, 100))
    for_public: Rate = field(default=Rate(50, 500))


@dataclass(frozen=True)
class Settings:
    """One server: its port, its token and when it was given, the private folder in which it keeps what it is sent.

    `secure` where it speaks https. `clock` gives seconds.
    """

    port: int
    folder: Path
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    secure: bool = False
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = seconds
    since: float = field(default_factory=seconds)

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return "https" if self.secure else "http"

    @property
    def address(self) -> str:
        """Where the server is found, without a slash at the end."""
        return f"{self.scheme}://{HOST}:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers it answers to."""
        names = (HOST, "localhost")
        usual = self.port == (443 if self.secure else 80)
        return frozenset((*(f"{name}:{self.port}" for name in names), *(names if usual else ())))

    @property
    def is_expired(self) -> bool:
        """Whether the token is too old."""
        return self.clock() - self.since >= HOURS * 3600
