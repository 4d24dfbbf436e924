"""What names a person inside a text: e-mail addresses, and the folders that bear a user's name.

Addresses stand as people type them (irregularity 145: two managers' addresses in one cell), with `@`, or with `(at)`,
`[at]` in its place. What is around the sign decides: something like the end of a domain behind it, or something like
`first.last` before it. `10 @ 3,50`, `Brussels@Work`, `Réunion @ be.brussels` and a name on a social network
(`@brussels`) are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LONGEST_LOCAL, LONGEST_DOMAIN = 64, 253

_AROUND = r"[\s\u00ad\u200b\u2060\ufeff]{0,3}"
_AT = re.compile(rf"{_AROUND}(?:(?P<plain>[@＠])|[(\[{{]\s?(?:at|@)\s?[)\]}}]){_AROUND}", re.IGNORECASE)
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|point|punt)\s?[)\]}]\s?)"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
# A space or line break inside the domain is read only before an ending that can hardly be another word.
_ENDING = r"(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24}|\s(?:brussels|be|eu|com|org|net)\b)"
_DOMAIN = re.compile(rf"(?:{_LABEL}{_DOT})+{_ENDING}", re.IGNORECASE)
_BARE_DOMAIN = re.compile(_LABEL)
_LOCAL = re.compile(r"\w[\w.+'’%&!#$*~=-]*\Z")
_PERSON = re.compile(r"[^\W\d_][\w-]*[._]\w")
_MAILTO = re.compile(r"mailto:\s?\Z", re.IGNORECASE)
_USER_FOLDER = re.compile(
    r"(?P<before>[a-z]:[\\/](?:users|utilisateurs|gebruikers|documents and settings)[\\/]|sharepoint\.com/personal/)"
    r"[^\\/\n]{1,64}",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)


_PERSONS = re.compile(
    r"(?:(?:chef|cheffe)s? de projets?|responsables?|gestionnaires?|titulaires?|pilotes?|coordina(?:teur|trice|tor)s?"
    r"|personnes? de contact|verantwoordelijken?|projectleid(?:er|ster)s?|beheerders?|contactperso(?:on|nen)|managers?"
    r"|auteurs?)(?: .*)?|contacts?"
)


_PRIVATE = (
    *("gmail.", "hotmail.", "outlook.", "live.", "yahoo.", "icloud.", "me.com", "msn.", "protonmail.", "proton.me"),
    *("skynet.be", "telenet.be", "scarlet.be", "proximus.be", "voo.be"),
)
_SERVICE_WORDS = """
    info infos contact contacts communication communicatie secretariat secretariaat hr rh drh dhr support help helpdesk
    service services dienst team equipe cellule cel direction directie controle gestion beheer beheerscontrole budget
    begroting finance finances financien comptabilite boekhouding dpo gdpr rgpd privacy data presse press pers job jobs
    web webmaster site admin administration bestuur reply noreply no plainte plaintes klachten mobilite mobiliteit
    archives archief accueil onthaal formation opleiding logement huisvesting plan projet projets project projecten
    subsides subsidies marches aankopen achats facilities legal juridique juridisch it ict be brussels bruxelles brussel
"""
_SERVICES = frozenset(_SERVICE_WORDS.split())


def is_title_of_persons(title: str) -> bool:
    """Whether a column with this title names persons: `Chef de projet`, `Verantwoordelijke`, `Responsable (SPRB)`."""
    return _PERSONS.fullmatch(" ".join(re.findall(r"[^\W\d_]+", title.lower()))) is not None


def is_of_a_person(address: str) -> bool:
    """Whether an address is surely that of a person: `first.last@…`, or a private provider; `info@…` is of a service.

    Words of offices, and the name of the domain itself, are those of a shared mailbox. What cannot be told is not.
    """
    local, _, domain = plain_address(address).partition("@")
    words = [word for word in re.split(r"[._]", local) if word]
    if not _SERVICES.isdisjoint(re.split(r"[._-]", local)) or domain.split(".")[0] in words:
        return False
    if domain.startswith(_PRIVATE):
        return True
    names = [word for word in words if re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", word)]
    return len(names) == len(words) > 1 and max(map(len, names)) > 2


def addresses(text: str) -> list[tuple[int, int]]:
    """Where the e-mail addresses of a text stand, as (start, end), a `mailto:` before one included."""
    return list(_found(text)) if _may_hold_one(text) else []


def replace_addresses(text: str, replacement: str, keeps: Callable[[str], bool] = lambda _: False) -> str:
    """Write `replacement` for each address; `keeps` is asked with its plain spelling and says which ones may stay."""
    pieces, place = [], 0
    for start, end in addresses(text):
        kept = keeps(plain_address(text[start:end]))
        pieces += [text[place:start], text[start:end] if kept else replacement]
        place = end
    return "".join([*pieces, text[place:]])


def replace_user_folders(text: str, replacement: str) -> str:
    """Write `replacement` for the user's name in a path: `C:\\Users\\…`, the personal folder of a cloud."""
    return _USER_FOLDER.sub(lambda found: found["before"] + replacement, text)


def plain_address(typed: str) -> str:
    """An address in small letters, with `@` and dots, without spaces and `mailto:`."""
    return "".join(_DOTS.sub(".", _AT.sub("@", typed)).split()).lower().removeprefix("mailto:")


def _may_hold_one(text: str) -> bool:
    if "@" in text or "＠" in text:
        return True
    bracketed = "(" in text or "[" in text or "{" in text
    return bracketed and "at" in text.lower() and _AT.search(text) is not None


def _found(text: str) -> Iterator[tuple[int, int]]:
    """From sign to sign; only what a local part and a domain can measure is looked at on either side."""
    last = 0
    for sign in _AT.finditer(text):
        local = _LOCAL.search(text, max(last, sign.start() - LONGEST_LOCAL), sign.start())
        if local is None:
            continue
        end = _end_of_domain(text, sign, local[0])
        if end:
            mailto = _MAILTO.search(text, max(last, local.start() - 8), local.start())
            yield mailto.start() if mailto else local.start(), end
            last = end


def _end_of_domain(text: str, sign: re.Match[str], local: str) -> int:
    """Where the address ends, 0 where it is none."""
    person = _PERSON.match(local) is not None
    apart = any(char.isspace() for char in sign[0])
    if sign["plain"] and apart and not person:
        return 0
    limit = min(len(text), sign.end() + LONGEST_DOMAIN)
    domain = _DOMAIN.match(text, sign.end(), limit)
    if domain is None and person and sign["plain"] and not apart:
        domain = _BARE_DOMAIN.match(text, sign.end(), limit)
    return domain.end() if domain is not None else 0
