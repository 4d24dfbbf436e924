"""In which language a text is written, told only where no reader would doubt it.

`language.language_of` answers as often as it can, for columns and rows whose language nobody says; this one accuses a
text of standing in the wrong row, so names, abbreviations, quoted passages and English terms must not decide. From
lines 812, 875 and 1011 of the report of 2020 (irregularities 123 to 125: French in the Dutch row).
"""

from __future__ import annotations

import re
from functools import lru_cache

from minerva.parse.language import Language

# Words of one language only: "de", "en", "plan", "project", "met" and the like are of both.
_FRENCH_SMALL_WORDS = """
    le la des du et un une pour dans par sur aux au avec sont été ont que qui ce ces cette leur leurs afin ainsi nous
    notre être aucun aucune mais dont chaque entre sous selon vers très ses elle elles ils il cela celle depuis lors
    après avant sans aussi également notamment ainsi suite été était ayant fait doit peut plusieurs tous toutes tout
    malgré grâce via auprès afin dès déjà encore
"""
_DUTCH_SMALL_WORDS = """
    het een van voor op zijn wordt worden werd werden niet door bij naar uit aan dat die deze dit ook tot om als er
    geen meer hun onze ons wij maar waarvan elke tussen onder volgens naast zeer nog reeds alle heeft hebben kan
    kunnen moet moeten wel zal zullen wegens tijdens sinds vanaf binnen zonder zowel evenals zodat omdat echter
    verschillende enkele meerdere alsook inzake betreffende rond
"""
_ENGLISH_SMALL_WORDS = """
    the and for with by from to are on our your this into within not its which their has have been was were will
"""
_FRENCH_WORDS_OF_OFFICES = """
    demande demandes refus dispositif dispositifs réunion réunions mise rapport rapports marché marchés dossier
    objectif objectifs délai délais retard retards suivi agents formation formations logement emploi soutien
    entreprises région régional régionale bruxellois bruxelloise gouvernement ministre arrêté ordonnance subvention
    subventions appel appels projets stratégie gestion année mois crise sanitaire développement développer améliorer
    renforcer réaliser assurer mettre élaborer réduire augmenter accompagner coordonner concertation travail
    déviation atteint atteints réalisé réalisés réalisée réalisées nombre taux traités traitées achat achats
"""
_DUTCH_WORDS_OF_OFFICES = """
    aanvraag aanvragen weigering weigeringen vergadering vergaderingen verslag verslagen opdracht opdrachten
    doelstelling doelstellingen termijn termijnen vertraging opvolging personeelsleden personeel opleiding opleidingen
    huisvesting werkgelegenheid ondersteuning ondernemingen gewest gewestelijk gewestelijke brusselse regering
    besluit ordonnantie subsidie oproep projectoproep projecten strategie beheer jaar maanden
    gezondheidscrisis ontwikkeling ontwikkelen verbeteren versterken verzekeren uitwerken verminderen verhogen
    begeleiden coördineren overleg sociaal werk afwijking bereikt gerealiseerd gerealiseerde aantal behandeld behandelde
    aankoop aankopen uitvoeren uitvoering
"""
_FRENCH = frozenset(f"{_FRENCH_SMALL_WORDS} {_FRENCH_WORDS_OF_OFFICES}".split())
_DUTCH = frozenset(f"{_DUTCH_SMALL_WORDS} {_DUTCH_WORDS_OF_OFFICES}".split())
_ENGLISH = frozenset(_ENGLISH_SMALL_WORDS.split())
_KNOWN = _FRENCH | _DUTCH
_FRENCH_FORM = re.compile(
    r"(?:ité|ités|ements?|eurs|eux|euse|aux|ées?|és|iques?|elles|ances|ences|oires?|ions|[eè]res)$|^(?:[ldsnjc]|qu)['’]"
)
_DUTCH_FORM = re.compile(
    r"(?:ingen|heid|heden|lijke?|schap|eerd|eerde|ische|teit|[dklnrst]ing|atie|ties)$|ij|aa|oe|uu|ee[lnr]|^ge.{2,}[dt]$"
)
_WORDS = re.compile(r"(?:[ldsnjc]|qu)['’](?=\w)|[^\W\d_]+")
_QUOTED = re.compile(r"«[^»]{0,200}»|“[^”]{0,200}”|\"[^\"]{0,200}\"")
_MOST_CHARACTERS, _MOST_WORDS, _LONGEST_ABBREVIATION = 800, 80, 6
_LEAST, _MANY_TIMES = 4, 4
_QUICK_CHARACTERS = 200


def plainly_in(text: str, language: Language) -> bool:
    """Whether the first words of a text leave no doubt that it is in a language: a quick look, False says nothing."""
    words = set(text[:_QUICK_CHARACTERS].lower().split())
    mine, theirs = (_FRENCH, _DUTCH) if language == "fr" else (_DUTCH, _FRENCH)
    known = len(words & mine)
    return known > 1 and known > 2 * len(words & theirs)


@lru_cache(maxsize=4096)
def prose_language(text: str) -> Language | None:
    """The language of a text, None where it is short, mixed, of a third language or does not say it clearly.

    Asks for two different words that speak for one language, and nearly none for the other.
    """
    words = _words(text)
    spoken = {word: _language_of_word(word) for word in words}
    french, dutch = ({word for word in words if spoken[word] == language} for language in ("fr", "nl"))
    english = 2 * len(words & _ENGLISH)
    for language, mine, theirs in (("fr", french, dutch), ("nl", dutch, french)):
        weight, against = _weight(mine), max(_weight(theirs), english)
        if weight >= _LEAST and len(mine) > 1 and weight >= _MANY_TIMES * against:
            return language
    return None


@lru_cache(maxsize=8192)
def _language_of_word(word: str) -> Language | None:
    """The one language a word is of by its letters, None for neither or both."""
    french = word in _FRENCH or _FRENCH_FORM.search(word) is not None
    dutch = word in _DUTCH or _DUTCH_FORM.search(word) is not None
    if french == dutch:
        return None
    return "fr" if french else "nl"


def _weight(words: set[str]) -> int:
    return sum(2 if word in _KNOWN else 1 for word in words)


def _words(text: str) -> set[str]:
    """The words of the beginning of a text that say something of its language: no abbreviations, no quotations."""
    start = _QUOTED.sub(" ", text[:_MOST_CHARACTERS])
    found = _WORDS.findall(start)[:_MOST_WORDS]
    if not start.isupper():
        found = [word for word in found if not (word.isupper() and 1 < len(word) <= _LONGEST_ABBREVIATION)]
    return {word.lower() for word in found}
