"""Which organisation of the register a text names: a title, a file name, the name of a folder.

Names are compared by their letters alone, so that accents, capitals, points, spaces and hyphens do not matter; a typing
slip (`citydev.bussels`, line 246) counts where it is close to one organisation only. Nothing is guessed: a text that
names two organisations equally well gives both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from minerva.model.register import Organisation
from minerva.parse.text import fold_look_alikes, plain_spaces

_LIKE_ENOUGH = 0.9
_CLEARLY_BETTER = 0.04
_LEAST_LETTERS = 4
# Shorter words resemble each other by chance; they must be exact.
_LEAST_LETTERS_OF_A_SLIP = 6
_MOST_WORDS = 16
_LONGEST_TEXT = 240
_SHARE_OF_TEXT = 0.5

_WORD = re.compile("[a-z]+|[0-9]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_BOTH = frozenset(("et", "en", "and"))
_TELLS_NOTHING = frozenset(
    (
        *("rapport", "rapports", "verslag", "jaarverslag", "report", "annuel", "annee", "jaar", "year", "remis"),
        *("organisation", "organisatie", "organisme", "instelling", "service", "dienst", "section", "sectie", "retour"),
        *("controle", "gestion", "beheerscontrole", "tableau", "tableaux", "bord", "tabel", "tabellen", "indicateurs"),
        *("kpi", "oo", "od", "so", "modele", "sjabloon", "template", "version", "versie", "final", "finale", "def"),
        *("definitif", "definitief", "copie", "kopie", "copy", "partie", "deel", "part", "partiel", "complet", "v"),
        *("fr", "nl", "de", "du", "des", "le", "la", "les", "l", "d", "van", "het", "the", "of", "pour", "voor"),
    )
)


class _Match(NamedTuple):
    """A run of words that spells an organisation; `weak` for one word that is not the id and may mean anything."""

    start: int
    end: int
    letters: int
    organisation: str
    weak: bool


class Names:
    """The spellings of the organisations of a register: ids, names in both languages, aliases."""

    def __init__(self, organisations: Iterable[Organisation]):
        self.above: dict[str, tuple[str, ...]] = {}
        self.spellings: dict[str, dict[str, bool]] = {}
        self.ids: dict[str, str] = {}
        for organisation in organisations:
            self.above[organisation.id] = tuple(i for i in (organisation.section_of, organisation.parent) if i)
            self.ids["".join(_words(organisation.id))] = organisation.id
            for spelling, weak in _spellings(organisation):
                ids = self.spellings.setdefault(spelling, {})
                ids[organisation.id] = weak and ids.get(organisation.id, True)
        self.by_length: dict[int, list[str]] = {}
        for spelling in self.spellings:
            self.by_length.setdefault(len(spelling), []).append(spelling)

    def by_id(self, text: str) -> str:
        """The id a text spells, with `--`, spaces or points instead of a slash or not; '' for none."""
        return self.ids.get("".join(_words(text)), "")

    def spelled(self, text: str) -> tuple[str, ...]:
        """The ids of all organisations of which a text is a spelling, letter for letter."""
        return tuple(sorted(self.spellings.get("".join(_words(text)), ())))

    def named(self, text: str, *, slips: bool = True) -> tuple[str, ...]:
        """The ids a text names: none, one, or several that are equally good. A section beats its organisation.

        A name of one to three letters counts only where it is all the text says; one ordinary word (`Logement`) only
        where it is at least half of it. Without `slips` the letters must be right.
        """
        if len(text) > _LONGEST_TEXT:
            return ()
        words = _words(text)
        found = self._chosen(list(self._exact(words)), words)
        if not found and slips:
            found = self._chosen(self._slips(words), words)
        return self.most_precise(found)

    def most_precise(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The ids in order, without organisations of which a section or a subsidiary is among them."""
        found = set(ids)
        above = {other for one in found for other in self.above.get(one, ())}
        return tuple(sorted(found - above))

    def is_within(self, organisation: str, other: str) -> bool:
        """Whether an organisation is the other one, or a section or subsidiary of it."""
        return other == organisation or other in self.above.get(organisation, ())

    def _exact(self, words: list[str]) -> Iterator[_Match]:
        for start, end, letters in _runs(words):
            for organisation, weak in self.spellings.get(letters, {}).items():
                yield _Match(start, end, len(letters), organisation, weak)

    def _slips(self, words: list[str]) -> list[_Match]:
        """Runs of words close to a name; of the organisations only those that are as close as the closest."""
        close: dict[str, tuple[float, _Match]] = {}
        for start, end, letters in _runs(words):
            for ratio, spelling in _alike(letters, self.by_length):
                for organisation, weak in self.spellings[spelling].items():
                    if ratio > close.get(organisation, (0.0,))[0]:
                        close[organisation] = ratio, _Match(start, end, len(letters), organisation, weak)
        best = max((ratio for ratio, _ in close.values()), default=0.0)
        return [match for ratio, match in close.values() if ratio > best - _CLEARLY_BETTER]

    @staticmethod
    def _chosen(matches: list[_Match], words: list[str]) -> set[str]:
        """The organisations of the longest runs that do not overlap, and that say enough of the whole text."""
        kept: list[_Match] = []
        for match in sorted(matches, key=lambda m: (-m.letters, m.start)):
            if all(_apart(match, other) or match[:2] == other[:2] for other in kept):
                kept.append(match)
        telling = {place for place, word in enumerate(words) if word not in _TELLS_NOTHING and not word.isdigit()}
        return {match.organisation for match in kept if _says_enough(match, kept, telling, words)}


def _spellings(organisation: Organisation) -> Iterator[tuple[str, bool]]:
    """The letters of every name, and whether it is one ordinary word: any but the id itself."""
    own = [organisation.id, organisation.id.rpartition("/")[2]]
    for text in (*own, organisation.name_fr, organisation.name_nl, *organisation.aliases):
        words = _words(text)
        if words:
            yield "".join(words), len(words) == 1 and text != organisation.id


def _words(text: str) -> list[str]:
    """Lower case words without accents, letters apart from digits; what joins two names is left out."""
    folded = fold_look_alikes(plain_spaces(_CAMEL.sub(" ", text))).replace("œ", "oe").lower()
    letters = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return [word for word in _WORD.findall(letters) if word not in _BOTH]


def _runs(words: list[str]) -> Iterator[tuple[int, int, str]]:
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
            yield start, end, "".join(words[start:end])


def _alike(letters: str, by_length: Mapping[int, list[str]]) -> Iterator[tuple[float, str]]:
    """The spellings close to some letters, each with how close; of other lengths none can be."""
    if len(letters) < _LEAST_LETTERS_OF_A_SLIP or letters.isdigit():
        return
    matcher = SequenceMatcher(None, "", letters, autojunk=False)
    shortest = max(_LEAST_LETTERS_OF_A_SLIP, int(len(letters) * _LIKE_ENOUGH / (2 - _LIKE_ENOUGH)))
    for length in range(shortest, int(len(letters) * (2 - _LIKE_ENOUGH) / _LIKE_ENOUGH) + 1):
        for spelling in by_length.get(length, ()):
            matcher.set_seq1(spelling)
            if matcher.quick_ratio() >= _LIKE_ENOUGH:
                ratio = matcher.ratio()
                if ratio >= _LIKE_ENOUGH:
                    yield ratio, spelling


def _apart(match: _Match, other: _Match) -> bool:
    return match.end <= other.start or other.end <= match.start


def _says_enough(match: _Match, kept: list[_Match], telling: set[int], words: list[str]) -> bool:
    """Whether a run is more than one ordinary word among others; the words of other names do not count against it."""
    others = {place for other in kept if other[:2] != match[:2] for place in range(other.start, other.end)}
    mine = set(range(match.start, match.end))
    rest = sum(len(words[place]) for place in telling - others - mine)
    if match.letters < _LEAST_LETTERS:
        return rest == 0
    return not match.weak or match.letters >= _SHARE_OF_TEXT * (match.letters + rest)
