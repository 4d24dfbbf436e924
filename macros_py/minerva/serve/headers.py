"""The headers of every answer: nothing is kept, guessed, framed or loaded from elsewhere."""

from __future__ import annotations

from minerva.serve.public import Public

_SOURCES = (
    "default-src 'none'",
    *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect")),
    "base-uri 'none'",
    "form-action 'none'",
)
OFFICE = (
    "https://*.office.com",
    "https://*.office365.com",
    "https://*.officeapps.live.com",
    "https://*.sharepoint.com",
    "https://*.cloud.microsoft",
    "https://onedrive.live.com",
)
"""Where Excel on the web shows a task pane."""

_ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


def policy_headers(public: Public | None) -> list[tuple[bytes, bytes]]:
    """The headers to add to an answer; only what Office frames may be framed."""
    if public is not None and public.framed:
        return [*_ALWAYS, (b"content-security-policy", _policy(" ".join(("'self'", *OFFICE))))]
    return [*_ALWAYS, (b"content-security-policy", _policy("'none'")), (b"x-frame-options", b"DENY")]


def _policy(ancestors: str) -> bytes:
    return "; ".join((*_SOURCES, f"frame-ancestors {ancestors}")).encode()
