"""Irregularities 138 to 145: the four dashboards, each in a layout of its own, and the persons named in them."""

from __future__ import annotations

from dataclasses import replace

import workbooks
from irregularities.case import Answer, Case
from irregularities.cells import READ, judged
from irregularities.sheets import OO, sheet
from minerva.merge.consolidate import consolidate
from minerva.merge.personal import without_personal_data

SIMPLIFY = "Plan de simplification administrative 2020-2025"
MANAGERS = "gestionnaire-N@sprb.brussels gestionnaire-N@sprb.brussels"
SAE = {
    "title": "Objectif opérationnel",
    "description": "Description du résultat atteint",
    "deviation": "Description de la déviation et de ses causes",
    "impact": "Impact de la déviation",
    "actions": "Actions futures",
    "result": "Résultat final",
}
SAE_GUIDANCE = {
    "title": "Nom de l'objectif opérationnel",
    "description": "Ce qui a été fait",
    "deviation": "Ce qui n'a pas été fait OU ce qui a été fait en plus et pourquoi",
    "impact": "Conséquences",
    "actions": "Indiquer, le cas échéant, les actions futures associées à un objectif opérationnel non clôturé.",
}
SAE_ROW = {
    "title": SIMPLIFY,
    "description": "Le Plan a été préparé.",
    "deviation": "N/A",
    "impact": "N/A",
    "result": "75%",
}
ITCO = {
    "strategic_ref": "Réf. OS",
    "ref": "Réf. OO",
    "title": "Titre de l'OO",
    "priority": "Priorité",
    "manager": "Gestionnaire",
    "kpi": "Référence du KPI",
    "kpi_title": "Nom du KPI",
    "red": "Seuil rouge",
    "green": "Seuil vert",
    "result": "Final 2020",
}
ITCO_ROW = {
    "strategic_ref": "OSD 1",
    "ref": "POP2020ICT1",
    "title": "Masterplan-IT",
    "priority": 1,
    "manager": MANAGERS,
    "kpi": "KICT001",
    "kpi_title": "Masterplan-IT",
    "red": "33%",
    "green": "66%",
    "result": "100%",
}
ARCH_ABOVE = (
    ("TABLEAU DE BORD Arch",),
    ("Auteur", "(auteur)", "", "", "Priorité", "Début", "Fin", "Gestionnaire", "", ""),
    ("Réf. OS", "Réf. OO", "Titre de l'OO", "", "", "", "", "", "Seuil rouge", "Seuil vert"),
)
ARCH = {
    "strategic_ref": "",
    "ref": "",
    "title": "",
    "priority": "",
    "start": "",
    "end": "",
    "manager": "",
    "red": "",
    "green": "Résultat",
    "result": "Commentaires complémentaires",
    "comments": "",
}
ARCH_ROW = {
    "strategic_ref": "OS 6",
    "ref": "POP2020ARD1",
    "title": "Gouvernance de l'information",
    "priority": 1,
    "start": "1/01/2020",
    "end": "31/12/2020",
    "manager": "gestionnaire-N@sprb.brussels",
    "red": "25%",
    "green": "85%",
    "result": "87%",
}
DTO = {
    "strategic_ref": "Réf. OS",
    "ref": "Réf. OO",
    "title": "Titre de l'OO",
    "priority": "Priorité",
    "start": "Début",
    "end": "Fin",
    "manager": "Gestionnaire",
    "kpi": "Référence du KPI",
    "kpi_title": "Nom du KPI",
    "red": "Seuil rouge",
    "green": "Seuil vert",
    "result": "Résultat",
    "comments": "Commentaires complémentaires",
}
DTO_ROW = ITCO_ROW | {"start": "1/01/2020", "end": "1/09/2020", "red": "50%", "green": "75%", "result": "80%"}


def published(number: int, typed: str) -> Case:
    """What is published without personal data holds no address of a person."""

    def proof() -> Answer:
        sent = replace(judged({"actions_fr": typed}), organisation="actiris")
        merged = without_personal_data(consolidate(workbooks.REGISTER, [sent]))
        texts = [field.text for _, record in merged.records(OO) for field in record.all_fields]
        return ", ".join(text for text in texts if "@" in text) or "no address"

    return Case(number, READ, "merge.personal", (typed,), "no address", proof)


CASES: tuple[Case, ...] = (
    sheet(
        138,
        [SAE_GUIDANCE, SAE_ROW],
        {"records": "1", "1.title_fr": SIMPLIFY, "1.result": "75", "1.actions_fr": ""},
        header=SAE,
        above=[["TABLEAU DE BORD SAE (Easy)"]],
        name="SAE",
        typed=("TABLEAU DE BORD SAE (Easy)", *SAE.values()),
    ),
    sheet(
        139,
        [SAE_GUIDANCE, SAE_ROW],
        {"records": "1", "1.title_fr": SIMPLIFY, "aside:guidance": "6"},
        header=SAE,
        above=[["TABLEAU DE BORD SAE (Easy)"]],
        name="SAE",
        typed=tuple(SAE_GUIDANCE.values()),
    ),
    sheet(
        140,
        [ITCO_ROW],
        {"records": "1", "1.ref": "POP2020ICT1", "1.strategic_ref": "O.S.1", "1.red": "33", "remarks": "2"},
        header=ITCO,
        above=[["TABLEAU DE BORD ITCO"]],
        name="ITCO",
        typed=("TABLEAU DE BORD ITCO", *ITCO.values()),
    ),
    sheet(
        141,
        [ITCO_ROW],
        {"1.result": "100", "1.status": "REALISED"},
        header=ITCO,
        above=[["TABLEAU DE BORD ITCO"]],
        name="ITCO",
        typed=("Final 2020",),
    ),
    sheet(
        142,
        [ARCH_ROW],
        {"records": "1", "1.ref": "POP2020ARD1", "1.green": "85", "1.result": "87", "1.status": "REALISED"},
        header=ARCH,
        above=ARCH_ABOVE,
        name="Arch",
        typed=("TABLEAU DE BORD Arch", "Seuil vert"),
    ),
    sheet(
        143,
        [ARCH_ROW | {"comments": "Les archives suivent."}],
        {"records": "1", "1.result": "87", "aside:header_repeated": "0", "remarks": "6"},
        header=ARCH,
        above=ARCH_ABOVE,
        name="Arch",
        typed=("Résultat", "Commentaires complémentaires"),
    ),
    sheet(
        144,
        [DTO_ROW],
        {"records": "1", "1.result": "80", "1.status": "REALISED", "remarks": "4"},
        header=DTO,
        above=[["TABLEAU DE BORD DTO"]],
        name="DTO",
        typed=("TABLEAU DE BORD DTO", *DTO.values()),
    ),
    sheet(
        145,
        [ITCO_ROW],
        {"records": "1", "remark:Gestionnaire": MANAGERS},
        header=ITCO,
        above=[["TABLEAU DE BORD ITCO"]],
        name="ITCO",
        typed=(MANAGERS,),
    ),
    published(145, MANAGERS),
)
