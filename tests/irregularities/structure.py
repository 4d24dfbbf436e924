"""Irregularities 136 to 164: how tables, headings and names stand in the files."""

from __future__ import annotations

from dataclasses import replace

import workbooks
from irregularities import dashboards
from irregularities.case import Answer, Case
from irregularities.cells import FINDING, KEPT, NOTHING, READ, findings_of, reference, rules
from irregularities.sheets import DUTCH, FRENCH, KPI, OO, pair, sheet, titles
from minerva.excel.returns.identity import organisation_named
from minerva.excel.returns.reader import return_layout
from minerva.merge.consolidate import consolidate
from minerva.model.coverage import State
from minerva.model.submission import Gap, Refusal, SourceFile, Unusable
from minerva.parse.header import match_header
from rules.submissions import block_of, good_submission, submission

SECTION = "bruxelles-economie-et-emploi/economie"
ACTIRIS = "actiris"
NETWORK = "En 2021, le réseau se réunira chaque trimestre"
WAREHOUSE = "Le bâtiment « Lusambo » a été vidé et les archives transférées."
FEEDBACK = "Vu le feedback positif des participants, les ateliers continueront."
GRANTS = "638 demandes (1e période:299/2e période: 339) 542 octrois (1e période:251/2e période:291) 86 refus"
PART_ONE = "Le réseau a été développé, et ces"
PART_TWO = "événements permettent des échanges"
SYNERGIE_KPI = {
    "strategic_ref": "Référence O.S.",
    "strategic_title": "Titre de l'objectif stratégique",
    "ref": "Référence KPI",
    "title": "Description KPI Omschrijving KPI",
    "red": "Seuil rouge Rode drempel ( ≤ ) (%)",
    "green": "Seuil vert Groene drempel ( ≥ ) (%)",
    "result": "Résultat atteint (valeur (%) + couleur: vert, oranje ou rouge)",
    "description": "Description résultat atteint Beschrijving bereikte resultaat",
    "deviation": "Facteurs explicatifs déviation (+ ou - par rapport au seuil vert)",
    "weight": "Poids KPI dans résultat O.O. Gewicht KPI in resultaat O.D. (%)",
}
SYNERGIE_OO = {
    "strategic_ref": "Référence",
    "strategic_title": "Titre de l'objectif stratégique Benaming van de strategische doelstelling",
    "ref": "Référence O.S. Reférence S.D.",
    "title": "Titre de l'objectif opérationnel Benaming van de operationele doelstelling",
    "budget": "Référence budgétaire Budgettaire réferentielle",
    "red": "Seuil rouge Rode drempel (≤) (%)",
    "result": "Résultat atteint at atteint (valeur + couleur: vert, orange ou rouge )",
    "green": "Seuil vert Groene drempel (≥) (%)",
    "description": "Résultat Beschrijving bereikte resultaat attained result description",
    "actions": "Facteurs explicatifs Toekomstige acties",
}


def title(number: int, typed: str, answer: str, table=OO) -> Case:
    """A title of a column."""
    layout = return_layout().tables[table]
    wordings = {c.key: tuple(layout.header(c.key, language) for language in ("fr", "nl")) for c in layout.columns}
    return Case(number, READ, "parse.header", (typed,), answer, lambda: match_header(typed, wordings) or "none")


def named(number: int, typed: str, file: str, answer: str) -> Case:
    """A name in the title of a file, known by the aliases of the register."""
    organisations = workbooks.REGISTER.organisations
    return Case(number, READ, "excel.identity", (typed,), answer, lambda: organisation_named(file, organisations))


def official(number: int, typed: str, organisation: str, answer: dict[str, str]) -> Case:
    """The names printed are those of the register, not those typed."""

    def proof() -> Answer:
        row = workbooks.REGISTER.by_id(organisation)
        return {language: row.name(language) for language in answer} | {"alias": str(typed_alias(row.aliases))}

    def typed_alias(aliases: tuple[str, ...]) -> bool:
        return any(typed.lower() in alias.lower() for alias in aliases)

    return Case(number, READ, "register", (typed,), answer | {"alias": "True"}, proof)


def not_submitted(number: int, typed: str, **more: str) -> Case:
    """A section that sent nothing keeps its place in the report and is said to be missing."""

    def proof() -> Answer:
        sent = replace(good_submission(), organisation="bruxelles-economie-et-emploi/emploi")
        merged = consolidate(workbooks.REGISTER, [sent])
        chapter = next(chapter for chapter in merged.chapters if chapter.organisation.id == SECTION)
        missing = [f.code for f in merged.findings if f.organisation == SECTION]
        whole = merged.coverage.line("bruxelles-economie-et-emploi")
        return {
            "chapter": "empty" if chapter.submission is None else "filled",
            "state": merged.coverage.line(SECTION).state.value,
            "of the whole": whole.state.value,
            "findings": ", ".join(missing),
        }

    answer = {"chapter": "empty", "state": "missing", "of the whole": "with_gaps", "findings": "COV001"}
    return Case(number, READ, "merge.consolidate", (typed,), answer, proof, **more)


def states(number: int, typed: str) -> Case:
    """Received, usable and in the report are three things."""

    def proof() -> Answer:
        good = replace(good_submission(), organisation=ACTIRIS)
        lacking = replace(good_submission(), organisation="stib", gaps=[Gap("KPI", "weight", 6)])
        bad = Unusable(SourceFile("hub-brussels.xlsx", 1, ""), Refusal.DAMAGED, organisation="hub-brussels")
        coverage = consolidate(workbooks.REGISTER, [good, lacking, bad]).coverage
        wanted = (ACTIRIS, "stib", "hub-brussels", "brugel")
        return {organisation: coverage.line(organisation).state.value for organisation in wanted}

    answer = dict(zip((ACTIRIS, "stib", "hub-brussels", "brugel"), map(str, STATES), strict=True))
    return Case(number, READ, "merge.consolidate", (typed,), answer, proof)


def pasted_twice() -> Answer:
    """The text about the warehouse where it belongs, and under the digital strategy."""
    digital = {"title_fr": "Mettre en place une stratégie digitale", "description_fr": WAREHOUSE}
    return findings_of(submission([block_of(1, {"description_fr": WAREHOUSE}), block_of(2, digital)]))


STATES = (State.INTEGRATED, State.WITH_GAPS, State.UNUSABLE, State.MISSING)


def elsewhere() -> Answer:
    """An objective without result, whose title and thresholds stand with a result in the return of another."""
    title = {"title_fr": "Gouvernance de l’information", "red": "25%", "green": "85%"}
    here = submission([block_of(1, title | {"result": ""})])
    there = submission([block_of(1, title | {"title_fr": f"{title['title_fr']}. Archives.", "result": "87%"})])
    other = replace(there, file=SourceFile("stib.xlsx", 1, "b"), organisation="stib")
    found = consolidate(workbooks.REGISTER, [here, other]).findings
    return ", ".join(
        f"{finding.code}@{finding.place}" for finding in found if finding.sheet and finding.file == here.file.name
    )


CASES: tuple[Case, ...] = (
    sheet(
        136,
        pair(KPI, {"ref": "O.O. 1.1", "weight": None}, {}),
        {"records": "1", "1.objective_ref": "O.O.1.1", "1.ref": "", "REF": NOTHING},
        table=KPI,
        header=SYNERGIE_KPI,
        typed=("Référence KPI", "Description KPI", "O.O. 1.1"),
    ),
    rules(
        137,
        "TXT001@OO-OD!E7",
        {"title_fr": "", "title_nl": "", "budget": "AB 05.002.08.01.1211", "ref": "O.O. 1.1"},
        essence="O.O.",
    ),
    *dashboards.CASES,
    Case(146, FINDING, "merge.consolidate", ("25%", "85%", "87%"), "RES001@OO-OD!K7, COV012@OO-OD!K7", elsewhere),
    rules(
        147, NOTHING, {}, {"title_fr": "Masterplan-IT"}, {"title_fr": "Masterplan-IT"}, READ, essence="Masterplan-IT"
    ),
    not_submitted(148, "Economie - Economie"),
    not_submitted(149, "Met uitzondering van de dienst Economie"),
    states(150, "jaarverslagen overgemaakt"),
    reference(151, "KPI-4.1.7", "KPI-4.1.7 · indicator", "KPI"),
    rules(151, "REF002@KPI!F9", {}, {"ref": "KPI-4.1.7"}, {"ref": "KPI-4.1.7"}),
    reference(152, "KPI- 6.1.9 .", "KPI-6.1.9 · indicator · spelling", "KPI"),
    rules(
        152,
        "REF005@KPI!F9",
        {"strategic_ref": "O.S.6", "ref": "O.O.6.1"},
        {"strategic_ref": "O.S.6", "objective_ref": "O.O.6.1", "ref": "KPI-6.1.7"},
        {"strategic_ref": "O.S.6", "objective_ref": "O.O.6.1", "ref": "KPI- 6.1.9 ."},
    ),
    sheet(
        153,
        pair(KPI, {"ref": "KPI-6.1.9"}, {"ref": "O.6.2 ."}),
        {"records": "1", "1.ref": "KPI-6.1.9", "STR004": "STR004@KPI!F3"},
        table=KPI,
        header=titles(KPI, tagged=True),
        typed=("KPI-6.1.9", "O.6.2 ."),
        outcome=FINDING,
    ),
    sheet(
        154,
        [
            *pair(OO, {"strategic_title": "Secrétariat du secrétaire général"}, {"strategic_title": None}),
            FRENCH[OO] | {"ref": "O.O.1.2", "strategic_ref": None, "strategic_title": None},
            DUTCH[OO] | {"strategic_title": None},
        ],
        {
            "records": "2",
            "2.strategic_ref?": "O.S.1 · filled_down",
            "2.strategic_title_fr?": "Secrétariat du secrétaire général · filled_down",
        },
        header=titles(OO, tagged=True),
        merged=("B2:B5", "C2:C5"),
    ),
    rules(
        155, NOTHING, {"title_fr": "Mettre en place une stratégie digitale", "description_fr": WAREHOUSE}, outcome=KEPT
    ),
    Case(155, FINDING, "rules", (WAREHOUSE,), "TXT004@OO-OD!M9", pasted_twice),
    rules(156, NOTHING, {"actions_fr": FEEDBACK}, outcome=KEPT),
    rules(
        157,
        "TXT007@KPI!G7",
        {},
        {"title_fr": NETWORK},
    ),
    rules(158, NOTHING, {}, {"description_fr": GRANTS}, outcome=KEPT),
    sheet(
        159,
        [FRENCH[OO] | {"description": PART_ONE}, {"description": PART_TWO}, DUTCH[OO]],
        {
            "records": "1",
            "1.description_fr": f"{PART_ONE} {PART_TWO}",
            "1.description_nl": str(DUTCH[OO]["description"]),
            "aside": "continued",
        },
    ),
    title(160, "Référenc e budgét aire", "budget"),
    title(160, "Référenc e budgét aire Budget referen tie", "budget"),
    sheet(
        161,
        pair(OO, {"ref": "O.O. 1.1"}),
        {"1.strategic_ref": "O.S.1", "1.ref": "O.O.1.1", "1.result": "90"},
        header=SYNERGIE_OO,
        typed=("Référence O.S. Reférence S.D.",),
    ),
    named(162, "citydev.bussels", "2020/citydev.bussels rapport 2020.xlsx", "citydev-brussels"),
    official(
        163,
        "Propriété",
        "bruxelles-proprete",
        {
            "fr": "Agence régionale pour la propreté - Bruxelles-Propreté",
            "nl": "Gewestelijk Agentschap voor Netheid - Net Brussel",
        },
    ),
    sheet(
        164,
        pair(OO),
        {"records": "1", "1.ref": "O.O.1.1", "aside": "above_table"},
        header=titles(OO, tagged=True),
        above=[["**4. Bruxelles Economie et Emploi**"], ["### 4.1 Rapport annuel"]],
        name="Feuil1",
        typed=("**4. Bruxelles Economie et Emploi**",),
    ),
)
