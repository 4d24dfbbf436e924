"""The manifest that tells Excel where the task pane is, from addin/manifest.xml and the labels.

French is what it says by default; Dutch where Office is in Dutch.
"""

from __future__ import annotations

from importlib.resources import files
from string import Template
from xml.sax.saxutils import quoteattr

import minerva
from minerva.layout.labels import labels

LOCALES = {"nl-BE": "nl", "nl-NL": "nl"}
"""The languages of Office that get other words than French."""
SHORT = ("Group.Label", "Open.Label", "Open.Title", "Started.Title")
LONG = ("Open.Description", "Started.Description")
OWN_PARTS = 3


def manifest(address: str) -> str:
    """The manifest of a server at an address without slash at its end; Office wants it to be https."""
    text = (files("minerva.addin") / "manifest.xml").read_text(encoding="utf-8")
    return Template(text).substitute(
        address=address,
        version=_version(),
        name=_worded("DisplayName", "name"),
        description=_worded("Description", "description"),
        short="\n        ".join(_string(name) for name in SHORT),
        long="\n        ".join(_string(name) for name in LONG),
    )


def _version() -> str:
    """Our version after a 1, for Office takes four numbers, and nothing below 1.0."""
    numbers = [part for part in minerva.__version__.split(".") if part.isdecimal()]
    return ".".join(["1", *[*numbers, *"0" * OWN_PARTS][:OWN_PARTS]])


def _string(name: str) -> str:
    return _worded("bt:String", name.lower().replace(".", "_"), f' id="{name}"', "bt:Override")


def _worded(element: str, key: str, attributes: str = "", override: str = "Override") -> str:
    """An element with a label of ours in French, and in Dutch for the locales that speak it."""
    said = {language: quoteattr(labels(language)(f"pane.manifest.{key}")) for language in ("fr", "nl")}
    others = "".join(f'<{override} Locale="{at}" Value={said[language]}/>' for at, language in LOCALES.items())
    return f"<{element}{attributes} DefaultValue={said['fr']}>{others}</{element}>"
