"""The shortlist leaves out no pair of titles that is alike enough, and most of those that are not."""

from __future__ import annotations

from random import Random

from minerva.merge.shortlist import Titles, shortlist
from minerva.parse.alike import bare_words, likeness

WORDS = (
    "part",
    "des",
    "dossiers",
    "traités",
    "à",
    "temps",
    "nombre",
    "visites",
    "plaintes",
    "logement",
    "2020",
    "1",
    "3",
)
LEAST = 0.7


def titles(draw: Random) -> list[Titles]:
    """Records of a vocabulary so small that many titles are alike; some have none in a language."""
    return [tuple(bare_words(" ".join(draw.choices(WORDS, k=draw.randint(0, 7)))) for _ in "fn") for _ in range(120)]


def test_no_pair_that_is_alike_is_left_out():
    draw = Random(20)
    old, new = titles(draw), titles(draw)
    found = shortlist(old, new, LEAST)
    alike = set()
    for here, mine in enumerate(old):
        for there, theirs in enumerate(new):
            shares = [likeness(one, other) for one, other in zip(mine, theirs, strict=True) if one and other]
            if shares and sum(shares) / len(shares) >= LEAST:
                alike.add((here, there))
    assert len(alike) > 10
    assert alike <= {(here, there) for here, places in enumerate(found) for there in places}


def test_titles_with_nothing_in_common_are_never_paired():
    assert shortlist([("abcdef", "")], [("uvwxyz", ""), ("", "abcdef")], LEAST) == [set()]
