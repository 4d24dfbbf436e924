"""Cells that say there is nothing, or not here, or not yet: four different states, none of them a blank.

From lines 372 to 393, 515, 676, 841 and 918 of the report of 2020 (irregularities 55, 107, 132 to 135).
"""

from __future__ import annotations

import re
from functools import lru_cache

from minerva.model.figure import FigureKind
from minerva.parse.text import fold_words

_NONE_WORDS = frozenset({"aucun", "aucune", "aucun(e)", "geen", "neant", "nihil", "none"})
_NONE_SIGNS = re.compile("/+|[-\u2010-\u2015\u2212]+")
# "so" without points is left out: it is also a slip for "os".
_NOT_APPLICABLE = re.compile(
    r"(?:n/a|n\.a\.?|na|n\.? ?v\.? ?t\.?|s\.o\.?|s/o)\.?"
    r"|(?:n'est )?pas (?:d'application|applicable)\b.*"
    r"|(?:is )?niet van toepassing\b.*"
    r"|(?:non|not) applicable\b.*"
    r"|sans objet\b.*"
    r"|n\.v\.t\. .*",
    re.DOTALL,
)
_REFERS = re.compile(
    r"nous (?:faisons reference|renvoyons|referons)\b"
    r"|(?:wij|we) verwijzen\b"
    r"|(?:voor|pour) .{0,120}?\b(?:verwijzen (?:wi|we)|wordt verwezen|nous (?:renvoyons|faisons reference))"
    r"|(?:voir|zie|cfr?|se referer)(?:\.|:| |$)",
    re.DOTALL,
)
_PROVISIONAL = re.compile(
    r"\b(?:sera|seront)(?: \w+){0,2} disponibles?\b"
    r"|\b(?:zal|zullen)(?: \w+){0,6} beschikbaar\b"
    r"|\bbeschikbaar (?:zal|zullen)\b"
    r"|\b(?:pas|non) encore disponibles?\b|\bnog niet beschikbaar\b"
    r"|\bprovisoires?\b|\bvoorlopige?\b|\ba confirmer\b|\bte bevestigen\b"
    r"|(?<!\w)n\.n\.b\b|^nnb$"
)
# Only figures: a provisional report, or results of an inquiry that will be published, say nothing of the figure itself.
_FIGURES = r"\b(?:chiffres?|taux|pourcentages?|cijfers?|percentages?)\b"
_WITH_RESULTS = r"(?:chiffres?|taux|pourcentages?|resultats?|donnees chiffrees)"
_CIJFERS = r"(?:cijfers?|percentages?|resulta(?:at|ten))"
_PENDING = re.compile(
    rf"{_FIGURES}[^.;!?]{{0,80}}?\b(?:(?:sera|seront)(?: \w+){{0,2}} (?:disponible|connu|publie)s?"
    r"|(?:pas|non) encore (?:disponible|connu|definitif)s?"
    r"|(?:zal|zullen)(?: \w+){0,6} (?:beschikbaar|bekend|gekend)|nog niet (?:beschikbaar|bekend|gekend|definitief)"
    r"|(?:in de loop van|pas in|vanaf) (?:\w+ ){0,2}(?:20[0-9]{2}) beschikbaar"
    r"|(?:is|zijn) in de loop van (?:20[0-9]{2}) beschikbaar)\b"
    rf"|\b{_WITH_RESULTS} (?:\w+ )?provisoires?\b|\bvoorlopige? (?:\w+ )?{_CIJFERS}\b"
)

_PENDING_WORDS = ("disponib", "connu", "publi", "finitif", "provisoir", "beschikbaar", "bekend", "gekend", "voorlopig")
"""Without one of these the expression, which is slow on long texts, finds nothing."""


def is_none(raw: str) -> bool:
    """True for an explicit nothing: `Aucun`, `Geen`, `/`, `-`, `néant`, `nihil`."""
    text = fold_words(raw)
    return text.rstrip(". ") in _NONE_WORDS or _NONE_SIGNS.fullmatch(text.replace(" ", "")) is not None


def is_not_applicable(raw: str) -> bool:
    """True for `N/A`, `n.v.t.`, `s.o.` and for sentences that begin by saying so."""
    return _NOT_APPLICABLE.fullmatch(fold_words(raw)) is not None


def refers_elsewhere(raw: str) -> bool:
    """True for a sentence that sends the reader to another organisation or document."""
    return _REFERS.match(fold_words(raw)) is not None


def is_provisional(raw: str) -> bool:
    """True for a sentence saying that the figure is not final or not known yet."""
    return _PROVISIONAL.search(fold_words(raw)) is not None


def says_figure_is_pending(text: str) -> bool:
    """True for a text that says of the figures themselves that they are provisional or not known yet (line 918)."""
    small = text.lower()
    return any(word in small for word in _PENDING_WORDS) and _PENDING.search(fold_words(text)) is not None


@lru_cache(maxsize=8192)
def state_of(raw: str) -> FigureKind | None:
    """Tell which of the four states a figure cell is in; None where it is in none of them."""
    if is_none(raw):
        return FigureKind.NONE
    if is_not_applicable(raw):
        return FigureKind.NOT_APPLICABLE
    if refers_elsewhere(raw):
        return FigureKind.REFERS
    return FigureKind.PROVISIONAL if is_provisional(raw) else None
