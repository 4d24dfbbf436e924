"""One connection, watched: whoever is slow to send or to read is closed, and what is no HTTP is answered in our words.

uvicorn's own protocol waits for ever for the rest of a request, and for a reader. The parser in C that uvicorn prefers
where it is installed has no limit for headers: so this one, in Python, is named, whatever is installed.
"""

from __future__ import annotations

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 8.0
"""Seconds a connection may keep us waiting."""
LINGER = 2.0
"""Seconds the rest of a refused request is read and thrown away, so that its sender gets to see the answer."""
SLOWEST = 64 * 1024
"""Bytes a second that are still progress."""
LARGEST_HEAD = 32 * 1024
LOOK = 0.5


class PatientProtocol(H11Protocol):
    """uvicorn's protocol with an end to its patience."""
