"""Irregularities 111 to 135: the two languages, and words that say nothing, not here, not yet."""

from __future__ import annotations

from collections.abc import Mapping

from irregularities.case import Answer, Case
from irregularities.cells import FINDING, NOTHING, READ, figure, reference, rules
from irregularities.sheets import KPI, OO, pair, sheet, titles
from minerva.excel.regional.preface import coverage_sentences
from minerva.model.coverage import Counts
from minerva.parse.language import strip_placeholder

UNTAGGED = {"language": None}
TAGGED_KPI = titles(KPI, tagged=True)
DUTCH_ONLY = pair(KPI, pair(KPI)[1] | {"ref": "KPI-6.1.2 ."})[0]
NO_OBJECTIVE = (
    {"language": "FR", "strategic_ref": "O.S.5", "strategic_title": "Rayonner", "ref": "Aucun", "title": "Aucun"},
    {"language": "NL", "strategic_title": "Uitstralen", "title": "Geen"},
)
CYRILLIC = "prosp\u0435\u043a\u0442\u0438\u0432"
NEW_BUILDING = {"strategic_title": "Be connected : het nieuw gebouw als hefboom voor de modernisering"}
STRATEGY = "Mettre en place une stratégie digitale régionale"
STRATEGIE = "Een gewestelijke digitale strategie uitwerken voor het Gewest"
DEVELOP = "Développer un service de qualité pour les citoyens"
DEBATE = "Initier la concertation sociale dans les entreprises de la Région"
BOOST = "Booster le dispositif de soutien aux entreprises de la Région"
REQUESTS = "69 demandes potentielles - 32 demandes - 3 refus"
ELSEWHERE = "Voor deze transversale doelstelling verwijzen wij naar het verslag van talent.brussels"
LACKING = "LNG001@OO-OD!B2"
ALONE = "Een innovatieve en efficiënte algemene leiding van de dienst"


def rates(number: int, received: int, expected: int, typed: str, answer: str) -> Case:
    """The rate of the preface, from the register and the same in both languages."""

    def proof() -> Answer:
        counts = Counts(missing=expected - received, integrated=received)
        found = {language: coverage_sentences(counts, counts, language)[-1] for language in ("fr", "nl")}
        return {language: str(answer in text and str(received) in text) for language, text in found.items()}

    return Case(number, READ, "excel.regional", (typed,), {"fr": "True", "nl": "True"}, proof)


def placeholder(number: int, typed: str, answer: str) -> Case:
    """A tag left in a text cell."""
    return Case(number, READ, "parse.language", (typed,), answer, lambda: strip_placeholder(typed)[0] or "(no text)")


def left(number: int, french: Mapping[str, str], answer: str) -> Case:
    """Tags left in the French row of a good record: no text, and a finding for each."""
    asked = {"1.description_fr": "", "aside": "placeholder", "LNG": answer}
    header = titles(OO, tagged=True)
    return sheet(number, pair(OO, french), asked, header=header, typed=tuple(french.values()), outcome=FINDING)


def beside(number: int) -> Case:
    """French and Dutch in adjacent columns of one row, under titles of one language each or one title for both."""
    layout = titles(OO)
    header = {key: title for key, title in layout.items() if key != "title"}
    place = list(layout).index("title")
    french, dutch = layout["title"].split("\n")
    columns = [*list(header.items())[:place], ("title_fr", french), ("title_nl", dutch), *list(header.items())[place:]]
    row = pair(OO)[0] | {"title_fr": STRATEGY, "title_nl": STRATEGIE}
    row.pop("title")
    answer = {"records": "1", "1.title_fr": STRATEGY, "1.title_nl": STRATEGIE}
    return sheet(number, [row], answer, header=dict(columns), typed=(STRATEGY, STRATEGIE))


def heading(number: int, typed: str) -> Case:
    """A mistyped heading over the table: the table is known by its titles."""
    answer = {"records": "1", "1.ref": "KPI-1.1.1", "1.title_nl": str(pair(KPI)[1]["title"])}
    header = titles(KPI, tagged=True)
    return sheet(number, pair(KPI), answer, table=KPI, header=header, above=[[typed]], name="Feuil1", typed=(typed,))


CASES: tuple[Case, ...] = (
    rates(111, 22, 24, "92%", "91,7"),
    rates(112, 21, 24, "87,5% de ceux-ci ont transmis", "87,5"),
    rates(113, 20, 24, "83% des OAA a été repris dans le rapport global", "83,3"),
    placeholder(114, "FR", "(no text)"),
    left(114, {"description": "FR"}, "LNG002@OO-OD!J2"),
    placeholder(115, "FR NL", "(no text)"),
    placeholder(116, "FR Geen", "Geen"),
    rules(116, "LNG002@OO-OD!N8", {"deviation_nl": "FR Geen"}),
    left(117, {"description": "FR", "actions": "FR"}, "LNG002@OO-OD!J2, LNG002@OO-OD!L2"),
    reference(118, "FR", "indicator? · placeholder", "KPI"),
    sheet(
        118,
        pair(KPI, {"ref": "FR"}, {"ref": "NL"}),
        {"records": "1", "1.ref": "", "1.title_nl": str(pair(KPI)[1]["title"]), "REF": NOTHING},
        table=KPI,
        typed=("FR", "NL"),
        essence="FR",
    ),
    sheet(
        119,
        [
            *pair(KPI, UNTAGGED | {"ref": "KPI-5.3.1", "objective_ref": "O.O.5. 3", "title": DEVELOP}, UNTAGGED),
            *pair(KPI, {"ref": "KPI-5.3.2"}),
        ],
        {"records": "2", "1.title_fr": DEVELOP, "1.title_nl": str(pair(KPI)[1]["title"]), "2.ref": "KPI-5.3.2"},
        table=KPI,
        header=TAGGED_KPI,
        typed=("O.O.5. 3", "Développer un service"),
    ),
    sheet(
        120,
        [
            *pair(OO, {"title": "Program Management"}, NEW_BUILDING),
            *pair(OO, {"ref": "O.O.1.2"}),
        ],
        {"records": "2", "1.strategic_title_nl": NEW_BUILDING["strategic_title"], "2.ref": "O.O.1.2"},
        essence="Be connected : het nieuw gebouw",
    ),
    beside(121),
    sheet(
        122,
        [pair(OO)[0] | {"strategic_title": ALONE, "title": "Een plan van de dienst", "description": "Het plan is er."}],
        {"records": "1", "1.strategic_title_nl": ALONE, "1.strategic_title_fr": "", "LNG001": LACKING},
        header={key: title.split("\n")[0] for key, title in titles(OO).items()},
        typed=("Een innovatieve en efficiënte algemene leiding",),
    ),
    rules(123, "LNG004@OO-OD!M8", {"description_nl": REQUESTS}),
    rules(124, "LNG004@OO-OD!M8", {"description_nl": DEBATE}),
    rules(125, "LNG004@OO-OD!M8", {"description_nl": BOOST}),
    reference(126, "KPI- 4.1.2 .", "KPI-4.1.2 · indicator · spelling", "KPI"),
    sheet(
        126,
        pair(KPI, {"ref": "KPI-4.1.1"}, {"ref": "KPI- 4.1.2 ."}),
        {"records": "1", "1.ref": "KPI-4.1.1", "STR004": "STR004@KPI!F3"},
        table=KPI,
        header=TAGGED_KPI,
        typed=("KPI-4.1.1", "KPI- 4.1.2 ."),
        outcome=FINDING,
    ),
    rules(127, "XTB003@KPI!E8", {}, {"objective_title_nl": "De jaarlijkske weizinsplann"}),
    sheet(
        128,
        [pair(KPI, {"ref": "KPI-6.1.1"})[0], *pair(KPI, {"ref": "KPI-6.1.3"}), DUTCH_ONLY],
        {
            "refs": "KPI-6.1.1, KPI-6.1.3, KPI-6.1.2",
            "3.title_fr": "",
            "3.title_nl": str(DUTCH_ONLY["title"]),
            "LNG001": ", ".join(f"LNG001@KPI!{cell}" for cell in ("C2", "G5")),
        },
        table=KPI,
        header=TAGGED_KPI,
        typed=("KPI-6.1.1", "KPI-6.1.2 ."),
        outcome=FINDING,
    ),
    sheet(
        128,
        [pair(KPI, {"ref": "KPI-6.1.1"})[0], DUTCH_ONLY],
        {"STR004": "STR004@KPI!F3"},
        table=KPI,
        header=TAGGED_KPI,
        typed=("KPI-6.1.1", "KPI-6.1.2 ."),
        outcome=FINDING,
    ),
    sheet(
        129,
        [*pair(KPI), dict.fromkeys(titles(KPI), "--"), *pair(KPI, {"ref": "KPI-1.1.2"})],
        {"refs": "KPI-1.1.1, KPI-1.1.2", "aside": "separator"},
        table=KPI,
        typed=("--", "--", "--", "---"),
    ),
    heading(130, "Jaaverslag per indicator"),
    rules(131, "LNG003@OO-OD!M8", {"description_nl": f"In een {CYRILLIC} kader."}),
    reference(132, "Aucun", "Aucun · none"),
    sheet(
        132,
        [*pair(OO), *NO_OBJECTIVE],
        {"refs": "O.O.1.1, Aucun", "REF": NOTHING, "RES": NOTHING, "THR": NOTHING},
        header=titles(OO, tagged=True),
        typed=("Aucun", "Aucun"),
    ),
    figure(133, "Pas d'application pour le SPRB", "Pas d'application pour le SPRB · not_applicable"),
    rules(133, "RES004@OO-OD!K7", {"result": "Pas d'application pour le SPRB"}),
    figure(134, "N/A", "N/A · not_applicable"),
    rules(134, "RES004@KPI!L7", {}, {"result": "N/A"}, essence="N/A"),
    rules(134, "RES001@KPI!L7", {}, {"result": ""}, essence=""),
    figure(135, ELSEWHERE, f"{ELSEWHERE} · refers"),
    rules(135, "RES004@OO-OD!K7", {"result": ELSEWHERE}),
)
