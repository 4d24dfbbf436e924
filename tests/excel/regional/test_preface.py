"""The sentences of the preface: right in number and language, from one set of numbers, none without its own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from minerva.excel.regional.preface import coverage_sentences, preface_sentences
from minerva.model.coverage import Counts, Coverage, CoverageLine, State
from minerva.model.register import Group, Organisation

FRENCH = {
    0: "aucune organisation sur 24, soit 0 %, n’a remis de rapport ; aucune n’est reprise dans le présent rapport.",
    1: "1 organisation sur 24, soit 4,2 %, a remis un rapport ; 1 sur 24, soit 4,2 %, est reprise dans le "
    "présent rapport.",
    21: "21 organisations sur 24, soit 87,5 %, ont remis un rapport ; 21 sur 24, soit 87,5 %, sont reprises dans le "
    "présent rapport.",
}
DUTCH = {
    0: "geen enkele organisatie op 24, dat is 0 %, diende een verslag in; geen enkele is in dit verslag opgenomen.",
    1: "1 organisatie op 24, dat is 4,2 %, diende een verslag in; 1 op 24, dat is 4,2 %, is in dit verslag opgenomen.",
    21: "21 organisaties op 24, dat is 87,5 %, dienden een verslag in; 21 op 24, dat is 87,5 %, zijn in dit verslag "
    "opgenomen.",
}


def plain(text: str) -> str:
    """A sentence with plain spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("received", [0, 1, 21])
def test_none_one_and_several_are_said_rightly(received: int) -> None:
    counts = Counts(missing=24 - received, integrated=received)
    assert "\u00a0%" in coverage_sentences(counts, counts, "fr")[0]  # a rate is not torn at the end of a line
    for language, texts in (("fr", FRENCH), ("nl", DUTCH)):
        everyone, autonomous = (plain(text) for text in coverage_sentences(counts, counts, language))
        assert everyone.endswith(texts[received])
        assert autonomous.endswith(texts[received])


def test_a_group_nobody_had_to_report_in_has_no_rate() -> None:
    assert "%" not in coverage_sentences(Counts(), Counts(), "fr")[0]


def line(number: int, group: Group, state: State, *, counts: bool = True) -> CoverageLine:
    """An organisation in the coverage table."""
    name = f"organisation {number}"
    made = Organisation(id=f"o{number}", part=1, group=group, order=number, name_fr=name, name_nl=name, counts=counts)
    return CoverageLine(made, state)


COVERAGE = Coverage(
    (
        line(1, Group.SPRB, State.INTEGRATED),
        line(2, Group.SPRB, State.MISSING),
        line(3, Group.OAA_CATEGORY_1, State.WITH_GAPS),
        line(4, Group.OAA_CATEGORY_2, State.UNUSABLE),
        line(5, Group.OAA_CATEGORY_2, State.MISSING, counts=False),
        line(6, Group.OAA_CATEGORY_2, State.NOT_EXPECTED, counts=False),
    )
)


def test_both_languages_tell_the_same_numbers() -> None:
    french, dutch = (
        [re.findall(r"\d+(?:,\d+)?", text) for text in preface_sentences(COVERAGE, language)]
        for language in ("fr", "nl")
    )
    assert french == dutch


def test_all_each_group_and_the_autonomous_bodies_have_their_sentence() -> None:
    told = [plain(text) for text in preface_sentences(COVERAGE, "fr")]
    assert [re.match(r"(.+?) : (\w+|\d+) ", text)[2] for text in told[:6]] == ["3", "1", "aucune", "1", "1", "2"]
    assert told[0].startswith("Toutes les organisations : 3 organisations sur 5, soit 60 %, ont remis un rapport ; 2 ")
    assert told[5].startswith("Organismes administratifs autonomes (OAA) : 2 organisations sur 2, soit 100 %,")


def test_who_is_left_out_of_the_rates_is_named_and_rounding_is_said() -> None:
    left_out, rounding = preface_sentences(COVERAGE, "nl")[-2:]
    assert left_out == "Eén organisatie telt niet mee in de percentages per groep: organisation 5."
    assert "één decimaal, de helft naar boven" in rounding
    everyone = Coverage(tuple(replace(one) for one in COVERAGE.lines if one.organisation.counts))
    assert len(preface_sentences(everyone, "nl")) == len(preface_sentences(COVERAGE, "nl")) - 1
