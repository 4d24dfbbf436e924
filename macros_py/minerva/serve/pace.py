"""How fast requests may come: so many a second for long, more at once, then a pause."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from minerva.serve.answers import NotServed
from minerva.serve.settings import Rate


class Pace:
    """One allowance, filled again second by second up to what may come at once."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic):
        self._rate = rate
        self._clock = clock
        self._left = float(rate.burst)
        self._seen = clock()

    def check(self) -> None:
        """Count one request. Raises NotServed, with the seconds to wait, where too many came."""
        now = self._clock()
        self._left = min(self._rate.burst, self._left + (now - self._seen) * self._rate.per_second)
        self._seen = now
        if self._left < 1:
            wait = math.ceil((1 - self._left) / self._rate.per_second)
            raise NotServed(429, "serve.error.pace", {"Retry-After": str(wait)})
        self._left -= 1
