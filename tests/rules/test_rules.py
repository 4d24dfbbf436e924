"""Every rule has a mistake that gives exactly one finding, at its cell, and is silent on right data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest

from minerva.layout.labels import LANGUAGES, finding_line
from minerva.layout.returns import return_layout
from minerva.layout.severities import severities
from minerva.model.finding import Finding
from minerva.model.reading import Why
from minerva.model.record import Field, Source
from minerva.model.submission import Aside, Gap, Notice, NoticeKind, SetAside, Submission
from minerva.parse.alike import fingerprint
from minerva.parse.colour import Light
from minerva.rules import catalogue
from minerva.rules.catalogue import RULES, check
from rules.submissions import block_of, good_submission, submission, weighted_block

SPARE_COLUMN = 40
ROWS_OF_A_BLOCK = {"OO-OD": 2, "KPI": 4}


@dataclass(frozen=True)
class Mistake:
    """Changes to one block (its objective, its first and its second indicator), and the one finding they give."""

    code: str
    place: str
    params: dict[str, str]
    objective: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)
    asides: tuple[SetAside, ...] = ()
    gaps: tuple[Gap, ...] = ()
    name: str = ""
    notices: tuple[Notice, ...] = ()
    last_year: bool = False

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    def block(self, number: int):
        return block_of(number, self.objective, self.first, self.second)

    def asides_in(self, number: int) -> tuple[SetAside, ...]:
        return tuple(replace(aside, source=_in_block(aside.source, number)) for aside in self.asides)

    def notices_in(self, number: int) -> list[Notice]:
        return [notice._replace(source=_in_block(notice.source, number)) for notice in self.notices]


def told_last_year(number: int) -> frozenset[int]:
    """What the objective of a block said in the report before."""
    return frozenset({fingerprint("OO-OD", f"O.O.{number}.1", "description_fr", RETOLD)})


def _in_block(source: Source | None, number: int) -> Source | None:
    if source is None:
        return None
    return source._replace(row=source.row + (number - 1) * ROWS_OF_A_BLOCK.get(source.sheet, 0))


def aside(sheet: str, row: int, column: int, raw: str, reason: Aside, key: str = "") -> SetAside:
    return SetAside(Source(sheet, row, column), raw, reason, key)


def notice(kind: NoticeKind, place: tuple | None = None, text: str = "", detail: str = "") -> tuple[Notice, ...]:
    return (Notice(kind, Source(*place) if place else None, text, detail),)


NO_THRESHOLDS = {"red": "", "green": ""}
REALISED = {"red": "50", "green": "80", "direction": "▲", "result": "95", "status": "@choice.status.REALISED"}
LOWER = {"red": "30", "green": "10", "direction": "▼", "result": "8", "status": "@choice.status.REALISED"}
LONG = "Note " * 30
COPIED = "Un bâtiment polyvalent a été acheté pour l’atelier de la direction Communication."
RETOLD = "La direction a traité les demandes dans le délai prévu, grâce à deux agents de plus."

MISTAKES = (
    Mistake(
        "STR002",
        "OO-OD!A6",
        {"kind": "@found.column", "name": "@short.justification", "cells": "@found.no_cell"},
        gaps=(Gap("OO-OD", "justification", 6),),
    ),
    Mistake(
        "STR003",
        "KPI!AN7",
        {
            "raw": ("Note " * 12)[:59] + "…",
            "cells": "1",
            "range": "AN7",
            "reason": "@aside.outside_table",
            "advice": "@found.move.elsewhere",
        },
        asides=(aside("KPI", 7, SPARE_COLUMN, LONG, Aside.OUTSIDE_TABLE),),
    ),
    Mistake(
        "STR004",
        "KPI!J8",
        {"column": "@short.red", "french": "50", "dutch": "60", "french_cell": "J7"},
        asides=(aside("KPI", 8, 10, "60", Aside.CONTRADICTS, "red"),),
    ),
    Mistake(
        "STR005",
        "KPI!H7",
        {"raw": "Pourcentage / OK/NOK", "column": "@short.unit", "words": "@found.words.unit"},
        first={"unit": "Pourcentage / OK/NOK", "result": "OK"},
    ),
    Mistake(
        "STR006",
        "KPI!L7",
        {"text": "À confirmer"},
        notices=notice(NoticeKind.COMMENT, ("KPI", 7, 12), "À confirmer\n"),
    ),
    Mistake(
        "STR007",
        "KPI!N7",
        {"cells": "N7", "raw": "Presque toutes."},
        notices=notice(NoticeKind.STRUCK_THROUGH, ("KPI", 7, 14), "Presque toutes."),
    ),
    Mistake(
        "STR008",
        "KPI!A7",
        {"kind": "@found.hidden.row", "cells": "A7:P10", "raw": "O.S.1"},
        notices=notice(NoticeKind.HIDDEN_ROW, ("KPI", 7, 1), "O.S.1", "A7:P10"),
    ),
    Mistake(
        "STR009",
        "KPI!L7",
        {"records": "O.O.5.1, O.O.5.2", "result": "80"},
        notices=notice(NoticeKind.SHARED_FIGURE, ("KPI", 7, 12), "80", "O.O.5.1, O.O.5.2"),
    ),
    Mistake(
        "STR010",
        "OO-OD!J6",
        {"title": "Colonne 7", "column": "@short.green"},
        notices=notice(NoticeKind.RECOGNISED_BY_CONTENT, ("OO-OD", 6, 10), "Colonne 7", "@short.green"),
    ),
    Mistake(
        "STR011",
        "KPI!L7",
        {"raw": "85 % (2019 : 80 %)", "read": "@found.no_value"},
        notices=notice(NoticeKind.SEVERAL_FIGURES, ("KPI", 7, 12), "85 % (2019 : 80 %)"),
    ),
    Mistake("STR012", "", {"profile": "dashboard-sae"}, notices=notice(NoticeKind.PROFILE, None, "dashboard-sae")),
    Mistake(
        "STR013",
        "",
        {"version": "2025.1", "current": return_layout().version},
        notices=notice(NoticeKind.OLDER_TEMPLATE, None, "2025.1"),
    ),
    Mistake(
        "STR014",
        "SAE!A3",
        {"profile": "sae", "names": "@short.red, @short.language_nl, @found.tables.KPI"},
        gaps=(
            Gap("SAE", "red", 3, profile="sae"),
            Gap("SAE", "language_nl", 3, profile="sae"),
            Gap("KPI", profile="sae"),
        ),
    ),
    Mistake("REF001", "OO-OD!D7", {"cells": "D7"}, objective={"ref": ""}),
    Mistake("REF002", "KPI!F9", {"ref": "KPI-1.1.1", "first_cell": "F7"}, second={"ref": "KPI- 1.1.1"}),
    Mistake(
        "REF003",
        "OO-OD!D7",
        {"raw": "O.0.4", "column": "@short.ref", "form": "@found.form.objective"},
        objective={"ref": "O.0.4"},
    ),
    Mistake(
        "REF004",
        "KPI!F7",
        {"ref": "POP2019ARD6", "found_year": "2019", "year": "2020"},
        first={"ref": "POP2019ARD6"},
    ),
    Mistake("REF005", "KPI!F9", {"missing": "KPI-1.1.2", "ref": "KPI-1.1.3"}, second={"ref": "KPI-1.1.3"}),
    Mistake(
        "REF006",
        "KPI!F7",
        {"child": "KPI-1.2.1", "parent": "O.O.1.1", "cells": "D7, F7"},
        first={"ref": "KPI-1.2.1"},
    ),
    Mistake(
        "REF007",
        "OO-OD!D7",
        {"raw": "0.0.1.1", "ref": "O.O.1.1", "cells": "D7", "count": "1"},
        objective={"ref": "0.0.1.1"},
    ),
    Mistake(
        "THR001",
        "KPI!K7",
        {"which": "@short.green", "cells": "K7", "otherwise": "@found.otherwise.threshold"},
        first={"green": ""},
    ),
    Mistake(
        "THR002",
        "KPI!J7",
        {
            "red": "90",
            "green": "50",
            "order": "@found.order.higher",
            "advice": "@found.swap.lower",
            "where": "I",
        },
        first={"red": "90", "green": "50"},
    ),
    Mistake(
        "THR003",
        "KPI!J7",
        {"raw": "moins d’un jour", "column": "@short.red", "cells": "J7", "otherwise": "@found.otherwise.words"},
        first={"red": "moins d’un jour"},
    ),
    Mistake("THR004", "KPI!J7", {"value": "80"}, first={"red": "80"}),
    Mistake("THR005", "KPI!J7", {"red": "0,5", "green": "80", "meant": "50 %", "cells": "J7"}, first={"red": "0,5"}),
    Mistake(
        "THR006",
        "KPI!J7",
        {"raw": "1200 / 1500", "advice": "@found.over_100.number", "cells": "J7, K7", "unit_cell": "H7"},
        first={"red": "1200", "green": "1500", "result": "1600"},
    ),
    Mistake("RES001", "KPI!L7", {"raw": "@found.empty", "otherwise": "@found.otherwise.result"}, first={"result": ""}),
    Mistake(
        "RES002",
        "KPI!L7",
        {
            "raw": "presque tout",
            "problem": "@found.problem.text",
            "figure": "@found.figure.number",
            "advice": "@found.advice.text",
        },
        first={"result": "presque tout"},
    ),
    Mistake("RES003", "KPI!L7", {"raw": "0,85", "proposal": "85", "cells": "L7"}, first={"result": "0,85"}),
    Mistake(
        "RES004", "KPI!L7", {"raw": "N/A", "reason": "@reason.not_applicable", "where": "L7"}, first={"result": "N/A"}
    ),
    Mistake(
        "RES005",
        "KPI!L7",
        {"raw": "100 %", "red": "14533", "green": "18166", "unit": "@choice.unit.number"},
        first={"unit": "Nombre/Aantal", "red": "14533", "green": "18166", "result": "100 %"},
    ),
    Mistake(
        "RES006",
        "KPI!L7",
        {"raw": "8500 %", "red": "50", "green": "80", "advice": "@found.over_100.hundredfold_result"},
        first={"result": "8500 %"},
    ),
    Mistake(
        "RES007",
        "KPI!L7",
        {"raw": "95", "text": "Les chiffres de 2020 seront disponibles en 2021.", "other": "N7"},
        first={"description_fr": "Les chiffres de 2020 seront disponibles en 2021."},
    ),
    Mistake(
        "RES008",
        "KPI!L7",
        {"raw": "95", "said": "47 %", "other": "N7"},
        first={"description_fr": "47 % des actions ont été réalisées."},
    ),
    Mistake(
        "RES009",
        "KPI!L7",
        {"raw": "100 %", "red": "47", "green": "63", "title": "Nombre d’entreprises agréées"},
        first={"title_fr": "Nombre d’entreprises agréées", "red": "47", "green": "63", "result": "100 %"},
    ),
    Mistake(
        "STA001", "KPI!Q7", {}, first={"unit": "Texte/Tekst", "red": "remis", "green": "publié", "result": "remis"}
    ),
    Mistake(
        "STA002",
        "KPI!Q7",
        {"cells": "Q7", "raw": "Réalisé partiellement", "advice": "@found.unsay.declared"} | REALISED,
        first={"declared": "Réalisé partiellement"},
    ),
    Mistake(
        "STA003",
        "KPI!L7",
        {"cells": "L7", "colour": "@found.light.red"} | REALISED,
        notices=notice(NoticeKind.COLOURED, ("KPI", 7, 12), "FF0000", "red"),
    ),
    Mistake(
        "WGT001",
        "KPI!P7",
        {"objective": "O.O.1.1", "sum": "75", "weights": "50 + 25", "advice": "@found.weights.sum"},
        second={"weight": "25"},
    ),
    Mistake("WGT002", "KPI!P9", {"raw": "moyen", "scope": "@found.scope.one"}, second={"weight": "moyen"}),
    Mistake(
        "WGT003",
        "OO-OD!K7",
        {"objective": "O.O.1.1", "raw": "70 %", "mean": "85,7", "formula": "57 % × 97,5 + 43 % × 70"},
        first={"weight": "57", "result": "97,5"},
        second={"weight": "43", "result": "70", "unit": "%", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."},
    ),
    Mistake(
        "DEV001",
        "KPI!O7",
        {"result": "60", "green": "80", "status": "@choice.status.PARTIALLY_REALISED"},
        first={"result": "60"},
    ),
    Mistake("DEV002", "OO-OD!O7", {"result": "40 %"}, objective={"result": "40 %", "actions_fr": "", "actions_nl": ""}),
    Mistake("DEV003", "KPI!N7", {"result": "95"}, first={"description_fr": "", "description_nl": ""}),
    Mistake(
        "DEV004",
        "KPI!O7",
        {"result": "95", "green": "20"},
        first={"unit": "Nombre/Aantal", "red": "10", "green": "20"},
    ),
    Mistake(
        "DEV005",
        "OO-OD!N7",
        {
            "text": "Aucune déviation",
            "result": "70 %",
            "green": "90 %",
            "status": "@choice.status.PARTIALLY_REALISED",
        },
        objective={"deviation_fr": "Aucune déviation", "deviation_nl": "Geen afwijking"},
    ),
    Mistake("BUD001", "OO-OD!F7", {"pieces": "AB 29 006 0145 40"}, objective={"budget": "AB 29 006 0145 40"}),
    Mistake(
        "LNG001",
        "OO-OD!E8",
        {
            "column": "@short.title",
            "language": "@language.nl",
            "other": "@language.fr",
            "other_cell": "E7",
            "advice": "@found.translation.cell",
            "where": "E8",
        },
        objective={"title_nl": ""},
    ),
    Mistake(
        "LNG002",
        "KPI!G8",
        {"raw": "NL", "column": "@short.title", "language": "@language.nl"},
        first={"title_nl": ""},
        asides=(aside("KPI", 8, 7, "NL", Aside.PLACEHOLDER, "title_nl"),),
    ),
    Mistake(
        "LNG003",
        "KPI!N8",
        {"column": "@short.description", "language": "@language.nl", "words": "prospектив"},
        first={"description_nl": "Een prospектив onderzoek."},
    ),
    Mistake(
        "LNG004",
        "OO-OD!M8",
        {
            "column": "@short.description",
            "language": "@language.nl",
            "spoken": "@language.fr",
            "raw": "Sept demandes sur dix ont été traitées à temps.",
            "advice": "@found.wrong_language.write",
        },
        {"description_nl": "Sept demandes sur dix ont été traitées à temps."},
    ),
    Mistake(
        "LNG005",
        "OO-OD!M7",
        {
            "column": "@short.description",
            "french": "30 001 euros",
            "dutch": "30.0001 euro",
            "french_cells": "M7",
            "dutch_cells": "M8",
        },
        {"description_fr": "Un budget de 30 001 euros.", "description_nl": "Een budget van 30.0001 euro."},
    ),
    Mistake(
        "TXT001",
        "KPI!G7",
        {"column": "@short.title", "advice": "@found.title.write", "where": "G7"},
        first={"title_fr": "", "title_nl": ""},
    ),
    Mistake(
        "TXT002",
        "KPI!N7",
        {"column": "@short.description", "language": "@language.fr", "length": "2607", "longest": "2500"},
        first={"description_fr": "Presque toutes. " * 162 + "Presque toutes."},
    ),
    Mistake(
        "TXT003",
        "KPI!N7",
        {"column": "@short.description", "language": "@language.fr", "length": "254", "longest": "253"},
        first={"description_fr": "Presque" + "\n" * 254 + "toutes."},
    ),
    Mistake(
        "TXT004",
        "KPI!N9",
        {
            "column": "@short.description",
            "language": "@language.fr",
            "raw": COPIED[:59] + "…",
            "other": "KPI-1.1.1",
            "other_cell": "N7",
        },
        {"result": "95 %"},
        {"description_fr": COPIED, "weight": "100"},
        {
            "objective_ref": "O.O.2.1",
            "strategic_ref": "O.S.2",
            "ref": "KPI-2.1.3",
            "weight": "0",
            "description_fr": COPIED,
        },
    ),
    Mistake(
        "TXT005",
        "OO-OD!M7",
        {"columns": "@short.description", "raw": RETOLD[:59] + "…", "cells": "M7"},
        {"description_fr": RETOLD},
        last_year=True,
    ),
    Mistake(
        "TXT006",
        "KPI!N7",
        {"column": "@short.description", "number": "1"},
        first={"description_fr": "Presque toutes (voir prenom.nom@minerva.example)."},
    ),
    Mistake(
        "TXT007",
        "KPI!G7",
        {
            "column": "@short.title",
            "raw": "En 2021, le réseau se réunira",
            "named": "2021",
            "year": "2020",
        },
        first={"title_fr": "En 2021, le réseau se réunira", "title_nl": "In 2021 komt het netwerk samen"},
    ),
    Mistake(
        "TXT008",
        "KPI!G7",
        {"raw": "Taux de réponse et nombre de dossiers ; nombre de plaintes", "number": "2"},
        first={"title_fr": "Taux de réponse et nombre de dossiers ; nombre de plaintes"},
    ),
    Mistake("XTB001", "KPI!D9", {"objective": "O.O.9.9"}, second={"objective_ref": "O.O.9.9"}),
    Mistake(
        "XTB002",
        "OO-OD!D7",
        {"objective": "O.O.1.1"},
        first={"objective_ref": "O.O.2.1", "strategic_ref": "O.S.2", "ref": "", "weight": "0"},
        second={"objective_ref": "O.O.2.1", "strategic_ref": "O.S.2", "ref": "", "weight": "0"},
    ),
    Mistake(
        "XTB003",
        "KPI!E7",
        {
            "column": "@short.objective_title",
            "language": "@language.fr",
            "objective": "O.O.1.1",
            "raw": "Acheter un bâtiment",
            "title": "Réduire les délais",
            "title_cell": "OO-OD!E7",
            "advice": "@found.title_differs.only",
            "where": "E7",
        },
        first={"objective_title_fr": "Acheter un bâtiment"},
    ),
    Mistake(
        "XTB004",
        "KPI!N8",
        {
            "second": "73 erkende sociale ondernemingen",
            "first": "67 erkende sociale ondernemingen",
            "other": "OO-OD!M8",
        },
        objective={"description_nl": "67 erkende sociale ondernemingen in 2020"},
        first={"description_nl": "73 erkende sociale ondernemingen"},
    ),
    Mistake("SEC001", "", {}, notices=notice(NoticeKind.MACROS)),
    Mistake(
        "SEC002",
        "",
        {"kind": "@found.outside.link", "target": "Budget.xlsx"},
        notices=notice(NoticeKind.EXTERNAL_LINK, None, "Budget.xlsx"),
    ),
    Mistake(
        "SEC003",
        "KPI!L7",
        {"cells": "L7", "formula": "=[Budget.xlsx]2020!B4"},
        notices=notice(NoticeKind.ACTIVE_FORMULA, ("KPI", 7, 12), "=[Budget.xlsx]2020!B4"),
    ),
    Mistake(
        "SEC004",
        "KPI!N7",
        {"cells": "N7", "raw": "=HYPERLINK(1)"},
        first={"description_fr": "=HYPERLINK(1)"},
    ),
    Mistake(
        "SEC005",
        "KPI!N7",
        {"cells": "N7", "raw": "Presque toutes."},
        first={"description_fr": "Presque\x07 toutes."},
    ),
)
"""One mistake for each rule; all of them can be made in one return."""

UNITS = {"unit": "Nombre/Aantal"}

VARIANTS = (
    Mistake(
        "RES004",
        "KPI!N7",
        {"raw": "Pas d’application pour notre service", "reason": "@reason.not_applicable", "where": "L7"},
        first={"result": "", "description_fr": "Pas d’application pour notre service", "description_nl": "Nvt"},
        name="said by the description",
    ),
    Mistake(
        "STR002",
        "KPI",
        {"kind": "@found.table", "name": "KPI", "cells": "A7:A9, C7 (3)"},
        asides=tuple(aside("KPI", row, column, "x", Aside.OUTSIDE_TABLE) for row, column in ((7, 1), (9, 1), (7, 3))),
        gaps=(Gap("KPI"),),
        name="no header row",
    ),
    Mistake(
        "STR002",
        "KPI!A6",
        {"kind": "@found.column", "name": "@short.weight", "cells": "@found.no_cell"},
        gaps=(Gap("KPI", "weight", 6),),
        name="no weights then",
    ),
    Mistake(
        "STR002",
        "KPI!A6",
        {"kind": "@found.column", "name": "@short.green", "cells": "@found.no_cell"},
        gaps=(Gap("KPI", "green", 6),),
        name="no thresholds then",
    ),
    Mistake(
        "STR002",
        "KPI!A6",
        {"kind": "@found.column", "name": "@short.description", "cells": "AN7:AN9 (2)"},
        asides=tuple(aside("KPI", row, SPARE_COLUMN, "x", Aside.OUTSIDE_TABLE) for row in (7, 9)),
        gaps=(Gap("KPI", "description", 6),),
        name="renamed column",
    ),
    Mistake(
        "STR002",
        "KPI!AN6",
        {"kind": "@found.column", "name": "@short.description", "cells": "AN6:AN9 (2)"},
        asides=tuple(aside("KPI", row, SPARE_COLUMN, "x", Aside.OUTSIDE_TABLE) for row in (6, 7, 9)),
        gaps=(Gap("KPI", "description", 6),),
        name="renamed column, with its title",
    ),
    Mistake(
        "STR003",
        "Notes",
        {
            "raw": "Brouillon",
            "cells": "2",
            "range": "A1:C4",
            "reason": "@aside.other_sheet",
            "advice": "@found.move.elsewhere",
        },
        asides=(
            aside("Notes", 4, 3, "x", Aside.OTHER_SHEET),
            aside("Notes", 1, 1, "Brouillon", Aside.OTHER_SHEET),
        ),
        name="sheet",
    ),
    *(
        Mistake(
            "STR003",
            "KPI!D3",
            {
                "raw": " @home",
                "cells": "1",
                "range": "D3",
                "reason": f"@aside.{reason}",
                "advice": f"@found.move.{advice}",
            },
            asides=(aside("KPI", 3, 4, "@home", reason),),
            name=reason,
        )
        for reason, advice in (
            (Aside.ABOVE_TABLE, "title"),
            (Aside.LANGUAGE_TAG, "language_tag"),
            (Aside.OUTSIDE_COVER, "elsewhere"),
        )
    ),
    Mistake(
        "RES001",
        "KPI!L7",
        {"raw": "@found.no_stored_value", "otherwise": "@found.otherwise.formula"},
        first={"result": ""},
        asides=(aside("KPI", 7, 12, "", Aside.UNREADABLE, "result"),),
        name="a formula without stored value",
    ),
    Mistake(
        "RES001",
        "KPI!L8",
        {"raw": "@found.no_stored_value", "otherwise": "@found.otherwise.formula"},
        first={"result": ""},
        asides=(aside("KPI", 8, 12, "", Aside.UNREADABLE, "result"),),
        name="or one in the Dutch row",
    ),
    Mistake(
        "THR001",
        "KPI!K7",
        {"which": "@short.green", "cells": "K7", "otherwise": "@found.otherwise.formula"},
        first={"green": ""},
        asides=(aside("KPI", 7, 11, "", Aside.UNREADABLE, "green"),),
        name="a formula without stored value",
    ),
    Mistake(
        "WGT002",
        "KPI!P9",
        {"raw": "@found.no_stored_value", "scope": "@found.scope.one"},
        second={"weight": ""},
        asides=(aside("KPI", 9, 16, "", Aside.UNREADABLE, "weight"),),
        name="a formula without stored value",
    ),
    Mistake(
        "STR003",
        "KPI!L7",
        {
            "raw": "=…",
            "cells": "1",
            "range": "L7",
            "reason": "@aside.unreadable",
            "advice": "@found.move.unreadable",
        },
        first={"unit": "Texte/Tekst", "declared": "Réalisé", "result": ""} | NO_THRESHOLDS,
        asides=(aside("KPI", 7, 12, "", Aside.UNREADABLE, "result"),),
        name="a figure nobody needs",
    ),
    Mistake(
        "STR011",
        "KPI!L7",
        {"raw": "80 85", "read": "@found.no_value"},
        first={"result": "80 85"},
        notices=notice(NoticeKind.SEVERAL_FIGURES, ("KPI", 7, 12), "80 85"),
        name="instead of a result that is no figure",
    ),
    Mistake(
        "RES002",
        "KPI!L7",
        {
            "raw": "#DIV/0!",
            "problem": "@found.problem.error",
            "figure": "@found.figure.number",
            "advice": "@found.advice.error",
        },
        first={"result": "#DIV/0!"},
        name="an error of a formula",
    ),
    Mistake(
        "RES002",
        "KPI!L7",
        {
            "raw": "#VALUE!",
            "problem": "@found.problem.error",
            "figure": "@found.figure.readable",
            "advice": "@found.advice.error",
        },
        first={"unit": "Texte/Tekst", "declared": "Réalisé", "result": "#VALUE!"} | NO_THRESHOLDS,
        name="an error where the unit is text",
    ),
    Mistake(
        "THR003",
        "KPI!J7",
        {"raw": "#REF!", "column": "@short.red", "cells": "J7", "otherwise": "@found.otherwise.words"},
        first={"unit": "Texte/Tekst", "declared": "Réalisé", "red": "#REF!", "green": "publié", "result": "publié"},
        name="an error where the unit is text",
    ),
    Mistake(
        "STR003",
        "KPI!G8",
        {"raw": "#N/A", "cells": "1", "range": "G8", "reason": "@aside.unreadable", "advice": "@found.move.unreadable"},
        first={"title_nl": ""},
        asides=(aside("KPI", 8, 7, "#N/A", Aside.UNREADABLE, "title_nl"),),
        name="nor a missing translation",
    ),
    Mistake(
        "STR003",
        "KPI!R8",
        {
            "raw": "Zie brief",
            "cells": "1",
            "range": "R8",
            "reason": "@aside.contradicts",
            "advice": "@found.move.contradicts",
        },
        first={"justification": "Voir la lettre"},
        asides=(aside("KPI", 8, 18, "Zie brief", Aside.CONTRADICTS, "justification"),),
        name="a note in two languages",
    ),
    Mistake(
        "STR005",
        "OO-OD!H7",
        {"raw": "vers le haut ?", "column": "@short.direction", "words": "@found.words.direction"},
        objective={"direction": "vers le haut ?", "red": "90", "green": "50", "deviation_fr": "", "deviation_nl": ""},
        name="direction",
    ),
    Mistake(
        "STR005",
        "KPI!Q7",
        {"raw": "bof", "column": "@short.declared", "words": "@found.words.declared"},
        first={"unit": "Texte/Tekst", "declared": "bof"},
        name="declared",
    ),
    Mistake("REF001", "KPI!B7", {"cells": "B7, D7"}, first={"strategic_ref": "", "objective_ref": ""}, name="two"),
    Mistake("REF001", "KPI!D7", {"cells": "D7"}, first={"objective_ref": "FR"}, name="a tag is no reference"),
    Mistake("REF002", "OO-OD!D9", {"ref": "O.O.1.1", "first_cell": "D7"}, name="objectives"),
    Mistake(
        "REF003",
        "KPI!F7",
        {"raw": "O.O.1.1", "column": "@short.ref", "form": "@found.form.indicator"},
        first={"ref": "O.O.1.1"},
        name="other level",
    ),
    Mistake(
        "REF003",
        "KPI!D7",
        {"raw": "O.0.1", "column": "@short.objective_ref", "form": "@found.form.objective"},
        first={"objective_ref": "O.0.1"},
        name="objective of an indicator",
    ),
    Mistake(
        "THR001",
        "KPI!J7",
        {"which": "@found.both_thresholds", "cells": "J7, K7", "otherwise": "@found.otherwise.threshold"},
        first=NO_THRESHOLDS,
        name="2",
    ),
    Mistake(
        "THR001",
        "KPI!K7",
        {"which": "@short.green", "cells": "K7", "otherwise": "@found.otherwise.threshold"},
        first={"green": "n.v.t."},
        name="n.v.t.",
    ),
    Mistake(
        "THR001",
        "KPI!J7",
        {"which": "@found.both_thresholds", "cells": "J7, K7", "otherwise": "@found.otherwise.threshold"},
        first=NO_THRESHOLDS | {"result": "O"},
        name="O",
    ),
    Mistake(
        "THR002",
        "KPI!J7",
        {"red": "5", "green": "20", "order": "@found.order.lower", "advice": "@found.swap.higher", "where": "I"},
        first=UNITS | {"direction": "▼", "red": "5", "green": "20", "result": "4"},
        name="lower",
    ),
    Mistake(
        "THR002",
        "KPI!J7",
        {"red": "O", "green": "N", "order": "@found.order.yes_no", "advice": "@found.swap.yes_no", "where": "J7, K7"},
        first={"red": "O", "green": "N", "result": "O"},
        name="yes/no",
    ),
    Mistake(
        "THR003",
        "KPI!K7",
        {"raw": "90", "column": "@short.green", "cells": "K7", "otherwise": "@found.otherwise.words"},
        first={"red": "N", "green": "90"},
        name="mix",
    ),
    Mistake(
        "THR003",
        "KPI!J7",
        {
            "raw": "non remis / remis",
            "column": "@found.both_thresholds",
            "cells": "J7, K7",
            "otherwise": "@found.otherwise.words",
        },
        first={"red": "non remis", "green": "remis", "result": "remis"},
        name="a text unit forgotten is one mistake",
    ),
    Mistake(
        "THR003",
        "KPI!J7",
        {
            "raw": "N / O",
            "column": "@found.both_thresholds",
            "cells": "J7, K7",
            "otherwise": "@found.otherwise.words",
        },
        first={"unit": "%", "red": "N", "green": "O", "result": "O"},
        name="a yes/no unit forgotten is one mistake",
    ),
    Mistake(
        "RES001", "KPI!L7", {"raw": "/", "otherwise": "@found.otherwise.result"}, first={"result": "/"}, name="none"
    ),
    *(
        Mistake(
            "RES002",
            "KPI!L7",
            {
                "raw": raw,
                "problem": f"@found.problem.{problem}",
                "figure": f"@found.figure.{figure}",
                "advice": f"@found.advice.{problem}",
            },
            first={"result": raw} | more,
            name=problem,
        )
        for raw, problem, figure, more in (
            ("1/09/2020", "date", "number", {}),
            ("2020-09-01", "date", "number", {}),
            ("sera disponible en mars", "provisional", "number", {}),
            ("O", "yes_no", "number", {}),
            ("250", "not_yes_no", "yes_no", {"red": "N", "green": "O"}),
            ("bientôt", "text", "yes_no", {"red": "N", "green": "O"}),
        )
    ),
    Mistake(
        "RES003",
        "OO-OD!K7",
        {"raw": "0,95", "proposal": "95", "cells": "K7"},
        objective={"result": "0,95", "deviation_fr": "", "deviation_nl": "", "actions_fr": "", "actions_nl": ""},
        name="a slip is not a deviation",
    ),
    Mistake(
        "RES003",
        "KPI!L7",
        {"raw": "0,9", "proposal": "50 / 80 / 90", "cells": "J7, K7, L7"},
        first={"red": "0,5", "green": "0,8", "result": "0,9"},
        name="a whole row of fractions",
    ),
    Mistake(
        "RES003",
        "KPI!L7",
        {"raw": "0,855", "proposal": "85,5", "cells": "L7"},
        first={"result": "0,855"},
        name="decimals",
    ),
    Mistake(
        "RES004",
        "KPI!L7",
        {"raw": "nous faisons référence au rapport de Synergie", "reason": "@reason.refers", "where": "L7"},
        first={"result": "nous faisons référence au rapport de Synergie", "weight": ""} | NO_THRESHOLDS,
        name="refers, and needs nothing else",
    ),
    Mistake(
        "RES005",
        "KPI!L7",
        {"raw": "100 %", "red": "14533", "green": "18166", "unit": "@choice.unit.percent"},
        first={"red": "14533", "green": "18166", "result": "100 %"},
        name="unit blank",
    ),
    Mistake("WGT002", "KPI!P7", {"raw": "@found.empty", "scope": "@found.scope.one"}, first={"weight": ""}, name="1"),
    Mistake(
        "DEV001",
        "OO-OD!N7",
        {"result": "70 %", "green": "90 %", "status": "@choice.status.PARTIALLY_REALISED"},
        objective={"deviation_fr": "", "deviation_nl": ""},
        asides=(aside("OO-OD", 8, 14, "NL", Aside.PLACEHOLDER, "deviation_nl"),),
        name="a tag is no explanation",
    ),
    Mistake(
        "STR006",
        "Notes!C3",
        {"text": " @found.empty"},
        notices=notice(NoticeKind.COMMENT, ("Notes", 3, 3), "@found.empty"),
        name="outside the tables, and a text that looks like a label",
    ),
    Mistake(
        "STR007",
        "KPI!B7",
        {"cells": "B7, D7, F7", "raw": "O.S.1"},
        notices=tuple(
            Notice(NoticeKind.STRUCK_THROUGH, Source("KPI", 7, column), text)
            for column, text in ((2, "O.S.1"), (4, "O.O.1.1"), (6, "KPI-1.1.1"))
        ),
        name="a whole row is one finding",
    ),
    Mistake(
        "STR008",
        "KPI!A7",
        {"kind": "@found.hidden.row", "cells": "A7:P8, A11:P12", "raw": "O.S.1"},
        notices=(
            *notice(NoticeKind.HIDDEN_ROW, ("KPI", 7, 1), "O.S.1", "A7:P8"),
            *notice(NoticeKind.HIDDEN_ROW, ("KPI", 11, 1), "O.S.2", "A11:P12"),
        ),
        name="filtered rows are one finding",
    ),
    Mistake(
        "STR008",
        "Notes",
        {"kind": "@found.hidden.sheet", "cells": "A1:B3", "raw": "Brouillon"},
        notices=notice(NoticeKind.HIDDEN_SHEET, ("Notes", 1, 1), "Brouillon", "A1:B3"),
        name="sheet",
    ),
    Mistake(
        "STR011",
        "KPI!L7",
        {"raw": "85 % (80 %)", "read": "85"},
        notices=notice(NoticeKind.SEVERAL_FIGURES, ("KPI", 7, 12), "85 % (80 %)", "85"),
        name="one of them taken",
    ),
    Mistake(
        "STA002",
        "KPI!M7",
        {"cells": "M7:M8", "raw": "Non-réalisé / Niet gerealiseerd", "advice": "@found.unsay.status"} | REALISED,
        asides=(
            aside("KPI", 7, 13, "Non-réalisé", Aside.COMPUTED_COLUMN, "status"),
            aside("KPI", 8, 13, "Niet gerealiseerd", Aside.COMPUTED_COLUMN, "status"),
        ),
        name="typed over the computed one, in both rows",
    ),
    Mistake(
        "STA002",
        "KPI!M8",
        {"cells": "M8", "raw": "Niet gerealiseerd", "advice": "@found.unsay.status"} | REALISED,
        asides=(
            aside("KPI", 7, 13, "✔ Réalisé", Aside.COMPUTED_COLUMN, "status"),
            aside("KPI", 8, 13, "Niet gerealiseerd", Aside.COMPUTED_COLUMN, "status"),
        ),
        name="typed over, and right in one row",
    ),
    Mistake(
        "STA002",
        "KPI!M7",
        {"cells": "M7, Q7", "raw": "Non-réalisé / orange", "advice": "@found.unsay.status"} | REALISED,
        first={"declared": "orange"},
        asides=(aside("KPI", 7, 13, "Non-réalisé", Aside.COMPUTED_COLUMN, "status"),),
        name="in both columns",
    ),
    Mistake(
        "STA002",
        "KPI!Q7",
        {"cells": "Q7", "raw": "Non évalué", "advice": "@found.unsay.declared"} | LOWER,
        first=UNITS | {"direction": "▼", "red": "30", "green": "10", "result": "8", "declared": "Non évalué"},
        name="lower is better",
    ),
    Mistake(
        "STR003",
        "KPI!M7",
        {
            "raw": "à vérifier",
            "cells": "1",
            "range": "M7",
            "reason": "@aside.computed_column",
            "advice": "@found.move.elsewhere",
        },
        asides=(aside("KPI", 7, 13, "à vérifier", Aside.COMPUTED_COLUMN, "status"),),
        name="another word typed over the computed status",
    ),
    Mistake(
        "STA003",
        "KPI!M8",
        {"cells": "M8", "colour": "@found.light.orange"} | REALISED,
        notices=(
            *notice(NoticeKind.COLOURED, ("KPI", 7, 12), "00B050", "green"),
            *notice(NoticeKind.COLOURED, ("KPI", 8, 13), "FFC000", "orange"),
        ),
        name="the status of the Dutch row, beside a right result",
    ),
    Mistake(
        "STA003",
        "KPI!L7",
        {"cells": "L7:L8, M7", "colour": "@found.light.red_or_orange"} | REALISED,
        notices=tuple(
            Notice(NoticeKind.COLOURED, Source("KPI", row, column), "F8CBAD", "red_or_orange")
            for row, column in ((7, 12), (8, 12), (7, 13))
        ),
        name="many cells are one finding",
    ),
    Mistake(
        "REF004",
        "OO-OD!D7",
        {"ref": "POP2019ARD6", "found_year": "2019", "year": "2020"},
        objective={"ref": "POP2019ARD6"},
        first={"objective_ref": "POP2019ARD6"},
        second={"objective_ref": "POP2019ARD6"},
        name="told once",
    ),
    *(
        Mistake("BUD001", "OO-OD!F7", {"pieces": pieces}, objective={"budget": typed}, name=name)
        for name, typed, pieces in (
            ("two digits for the programme", "AB 16.01.38.01. 3132", "AB 16.01.38.01. 3132"),
            ("four digits", "BA 16.0006.15.13. 4140", "BA 16.0006.15.13. 4140"),
            ("the second of two", "AB 16.005.15.01.4140\nAB 16.05.15.01.4140", "AB 16.05.15.01.4140"),
            ("words alone", "Dotation annuelle", "Dotation annuelle"),
        )
    ),
    Mistake(
        "LNG003",
        "Accueil-Onthaal!C12",
        {"column": "@short.intro", "language": "@language.fr", "words": "Оbjectif"},
        name="introduction",
    ),
    Mistake(
        "SEC002",
        "",
        {"kind": "@found.outside.embedded", "target": "xl/embeddings/oleObject1.bin"},
        notices=notice(NoticeKind.EMBEDDED, None, "xl/embeddings/oleObject1.bin"),
        name="embedded",
    ),
    Mistake(
        "SEC003",
        "KPI!L7",
        {"cells": "L7:L9", "formula": "=WEBSERVICE(A1)"},
        notices=tuple(Notice(NoticeKind.ACTIVE_FORMULA, Source("KPI", row, 12), "=WEBSERVICE(A1)") for row in (7, 9)),
        name="many cells are one finding",
    ),
    *(
        Mistake("SEC004", "KPI!N7", {"cells": "N7", "raw": raw.strip()}, first={"description_fr": raw}, name=raw[:4])
        for raw in ("+32 agents.", "-Un point.", "\tUn retrait.", "https://minerva.brussels", "MAILTO:cellule")
    ),
    Mistake(
        "SEC004",
        "KPI!N7",
        {"cells": "N7", "raw": " @found.empty"},
        first={"description_fr": "@found.empty"},
        name="no label",
    ),
    Mistake(
        "DEV001",
        "KPI!O7",
        {"result": "25", "green": "10", "status": "@choice.status.PARTIALLY_REALISED"},
        first=UNITS | {"direction": "▼", "red": "30", "green": "10", "result": "25"},
        name="lower is better",
    ),
    Mistake(
        "LNG001",
        "KPI!C7",
        {
            "column": "@short.strategic_title",
            "language": "@language.fr",
            "other": "@language.nl",
            "other_cell": "C8",
            "advice": "@found.translation.cell",
            "where": "C7",
        },
        first={"strategic_title_fr": ""},
        name="French",
    ),
    Mistake(
        "LNG002",
        "KPI!N7",
        {"raw": "FR Presque toutes.", "column": "@short.description", "language": "@language.fr"},
        first={"description_fr": "FR Presque toutes."},
        name="tag before a text",
    ),
    Mistake(
        "XTB001",
        "KPI!D7",
        {"objective": "O.O.9.9"},
        first={"objective_ref": "O.O.9.9"},
        second={"objective_ref": "O.O.9.9"},
        name="one reference, one finding",
    ),
)

RIGHT = {
    "local code": {
        "objective": {"ref": "POP2020ICT1"},
        "first": {"objective_ref": "POP2020ICT1"},
        "second": {"objective_ref": "POP2020ICT1"},
    },
    "transversal objective": {"objective": {"strategic_ref": "DT 7"}, "first": {"strategic_ref": "DT 7"}},
    "indicator without reference": {"first": {"ref": ""}},
    "two indicators without reference": {"first": {"ref": ""}, "second": {"ref": ""}},
    "sloppy spelling": {"objective": {"ref": "O.O. 1,1"}, "first": {"objective_ref": "OO 1.1."}},
    "text with status": {
        "first": {"unit": "Texte/Tekst", "declared": "Réalisé", "result": "remis"} | NO_THRESHOLDS,
    },
    "a word that says what the figures do": {"first": {"declared": "Réalisé"}},
    "a colour in the column of words": {"objective": {"declared": "orange"}},
    "yes/no": {"first": {"red": "N", "green": "O", "result": "J"}},
    "letter O typed as yes/no unit without thresholds": {"first": {"unit": "O-N/J-N", "result": "O"} | NO_THRESHOLDS},
    "lower is better": {"first": UNITS | {"direction": "▼", "red": "30", "green": "10", "result": "8"}},
    "small percentage, lower is better": {"first": {"direction": "▼", "red": "5", "green": "2", "result": "0,85"}},
    "fraction with its sign": {"first": {"red": "0,2 %", "green": "0,5 %", "result": "0,85 %"}},
    "small fractions": {"first": {"red": "0,2", "green": "0,3", "result": "0,4"}},
    "number below one": {"first": UNITS | {"red": "0", "green": "0,5", "result": "0,85"}},
    "zero is a value": {"first": UNITS | {"direction": "▼", "red": "3", "green": "0", "result": "0"}},
    "equal thresholds": {"first": {"red": "100", "green": "100", "result": "100"}},
    "nothing to deviate": {"first": {"deviation_fr": "/", "deviation_nl": ""}},
    "explanation in words": {"first": {"result": "60", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."}},
    "dash in a list": {"first": {"unit": "/", "direction": "-"}},
    "weights in percent": {"first": {"weight": "33,33 %"}, "second": {"weight": "66,67 %"}},
    "code of this year": {"first": {"ref": "POP2020ARD6"}},
    "code of several years": {"first": {"ref": "PR2018-2020"}},
    "digits that are no year": {"first": {"ref": "ICT120191"}},
    "two parents": {"objective": {"strategic_ref": "OS 2 et OS 3"}, "first": {"strategic_ref": "O.S.2, O.S.3"}},
    "no allocation": {"objective": {"budget": "/"}},
    "no budget column filled": {"objective": {"budget": ""}},
    "allocation with captions": {"objective": {"budget": "Budget 2020 : AB 16.005.15.01. 4140 Subvention 2020"}},
    "allocation elsewhere": {"objective": {"budget": "Voir O.O.1.1"}},
    "a list of points": {"first": {"description_fr": "- un\n- deux", "description_nl": "+ één\n-- twee"}},
    "a sign that says nothing": {"first": {"deviation_fr": "-", "deviation_nl": "--"}},
    "an address within a text": {"first": {"description_fr": "Voir https://minerva.brussels"}},
    "Greek symbols": {"first": {"description_fr": "Une résistance de 5 kΩ, Δt."}},
    "result not far below zero": {"first": {"red": "-5", "green": "0", "result": "2"}},
}
NONE = {
    "strategic_ref": "O.S.3",
    "ref": "Aucun",
    "title_fr": "Aucun",
    "title_nl": "Geen",
}


def found(checked: Submission) -> list[str]:
    return [finding.code for finding in check(checked)]


def one_block_wrong(mistake: Mistake) -> Submission:
    doubled = (mistake.code, mistake.name) == ("REF002", "objectives")
    other = (
        block_of(2, {"ref": "O.O.1.1"}) if doubled else weighted_block(2) if mistake.code == "WGT003" else block_of(2)
    )
    if mistake.code == "STR002" and mistake.name == "no header row":
        head, _ = mistake.block(1)
        return submission([(head, [])], mistake.asides, mistake.gaps)
    blocks = [mistake.block(1), other]
    told = told_last_year(1) if mistake.last_year else frozenset()
    wrong = submission(blocks, mistake.asides_in(1), mistake.gaps, notices=mistake.notices_in(1), last_year=told)
    if mistake.name == "introduction":
        text = "Оbjectif de l’année"
        wrong.cover["intro_fr"] = Field(text, text, Source("Accueil-Onthaal", 12, 3))
    return wrong


def test_the_good_submission_is_good():
    assert found(good_submission()) == []
    assert found(good_submission(30)) == []


def test_every_rule_has_a_mistake():
    assert [mistake.code for mistake in MISTAKES] == [rule.code for rule in RULES]


@pytest.mark.parametrize("mistake", MISTAKES + VARIANTS, ids=str)
def test_one_mistake_one_finding(mistake: Mistake):
    wrong = one_block_wrong(mistake)
    if mistake.code == "XTB002":  # two more indicators of the other objective, without weight of their own
        assert [record.text("objective_ref") for record in wrong.indicators] == ["O.O.2.1"] * 4
    findings = check(wrong)
    assert [(finding.code, finding.place) for finding in findings] == [(mistake.code, mistake.place)]
    assert dict(findings[0].params) == mistake.params
    assert (findings[0].organisation, findings[0].file) == ("actiris", "actiris.xlsx")
    _reads_well(findings[0])


def _reads_well(finding: Finding) -> None:
    for language in LANGUAGES:
        line = finding_line(finding, language)
        assert line.split(" · ")[: 2 + bool(finding.place)] == [
            part for part in (finding.code, "actiris.xlsx", finding.place) if part
        ]
        assert "{" not in line
        assert "}" not in line
        assert "@" not in re.sub("@(home|found.empty)", "", line)
        assert "  " not in re.sub("  ?@(home|found.empty)", "", line)
        assert not any(part != part.strip() for part in line.split(" · "))


def test_all_mistakes_at_once_and_each_alone_put_right():
    everything = range(len(MISTAKES))
    assert found_with(everything) == sorted(mistake.code for mistake in MISTAKES)
    for right in everything:
        left = [place for place in everything if place != right]
        assert found_with(left) == sorted(MISTAKES[place].code for place in left), MISTAKES[right].code


def found_with(places) -> list[str]:
    """The codes of a return with one block for each mistake, of which only those at some places are made."""
    made = [(number, MISTAKES[number - 1]) for number in (place + 1 for place in places)]
    blocks = {number: block_of(number) for number in range(1, len(MISTAKES) + 2)}
    blocks |= {number: numbered(mistake, number) for number, mistake in made}
    blocks[len(MISTAKES) + 2] = weighted_block(len(MISTAKES) + 2)
    return sorted(
        found(
            submission(
                list(blocks.values()),
                tuple(aside for number, mistake in made for aside in mistake.asides_in(number)),
                tuple(gap for _, mistake in made for gap in mistake.gaps),
                notices=[notice for number, mistake in made for notice in mistake.notices_in(number)],
                last_year=frozenset().union(*(told_last_year(number) for number, one in made if one.last_year)),
            )
        )
    )


def numbered(mistake: Mistake, number: int, last: int = len(MISTAKES) + 1):
    """A mistake in its block; what names block 1 or 2 names the block itself or the one behind the `last`."""
    names = {
        "KPI- 1.1.1": f"KPI-{number}.1.1",
        "KPI-1.1.3": f"KPI-{number}.1.3",
        "KPI-1.2.1": f"KPI-{number}.2.1",
        "KPI-2.1.3": f"KPI-{last}.1.3",
        "0.0.1.1": f"0.0.{number}.1",
        "O.O.2.1": f"O.O.{last}.1",
        "O.S.2": f"O.S.{last}",
        "O.O.9.9": "O.O.99.9",
    }
    changes = [
        {key: names.get(value, value) for key, value in part.items()}
        for part in (mistake.objective, mistake.first, mistake.second)
    ]
    return block_of(number, *changes)


@pytest.mark.parametrize("name", RIGHT)
def test_right_data_has_no_finding(name: str):
    changes = RIGHT[name]
    block = block_of(1, changes.get("objective", {}), changes.get("first", {}), changes.get("second", {}))
    assert found(submission([block, block_of(2)])) == []


RIGHT_COLOURS = {
    "green": ({}, Light.GREEN),
    "orange": ({"result": "60", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."}, Light.ORANGE),
    "yellow": ({"result": "60", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."}, Light.YELLOW),
    "red": ({"result": "40", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."}, Light.RED),
    "salmon": ({"result": "40", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."}, Light.RED_OR_ORANGE),
    "pale orange": ({"result": "60", "deviation_fr": "Retard.", "deviation_nl": "Vertraging."}, Light.RED_OR_ORANGE),
    "text": ({"unit": "Texte/Tekst", "declared": "Réalisé", "result": "remis"}, Light.GREEN),
}


@pytest.mark.parametrize("name", RIGHT_COLOURS)
def test_the_right_colour_has_no_finding(name: str):
    changes, light = RIGHT_COLOURS[name]
    right = submission([block_of(1, first_changes=changes)], notices=coloured(light))
    assert found(right) == []


def coloured(light: Light) -> list[Notice]:
    return list(notice(NoticeKind.COLOURED, ("KPI", 7, 12), "", light))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"result": ""}, "RES001"),
        ({"result": "0,85"}, "RES003"),
        ({"green": ""}, "THR001"),
        ({"unit": "% ou O/N"}, "STR005"),
        ({"red": "90", "green": "80"}, "THR002"),
        ({"unit": "Texte/Tekst"}, "STA001"),
    ],
)
def test_colour_and_word_are_not_judged_where_the_figures_are_what_is_wrong(changes: dict[str, str], code: str):
    wrong = submission([block_of(1, first_changes=changes)], notices=coloured(Light.GREEN))
    assert code in found(wrong)
    assert "STA003" not in found(wrong)
    if code != "STA001":
        assert found(submission([block_of(1, first_changes=changes | {"declared": "Réalisé"})])) == [code]


def test_a_typed_fraction_is_held_against_the_word_as_the_percentage_it_stands_for():
    """Put right, it has the same findings but for its own."""
    wrong = {"result": "0,85", "declared": "Non-réalisé"}
    assert found(submission([block_of(1, first_changes=wrong)])) == ["RES003", "STA002"]
    assert found(submission([block_of(1, first_changes=wrong | {"result": "85"})])) == ["STA002"]


def test_a_word_typed_over_is_told_as_not_merged_where_its_own_rule_is_off(monkeypatch: pytest.MonkeyPatch):
    asides = (aside("KPI", 7, 13, "Non-réalisé", Aside.COMPUTED_COLUMN, "status"),)
    monkeypatch.setattr(catalogue, "severities", lambda: severities() | {"STA002": None})
    assert found(submission([block_of(1)], asides)) == ["STR003"]


def test_an_explicit_none_asks_for_nothing():
    assert found(submission([block_of(1), (NONE, [])])) == []
    assert found(submission([block_of(1), (NONE, [NONE | {"objective_ref": "/"}])])) == []


@pytest.mark.parametrize(
    ("weights", "right"),
    [
        (["14,29"] * 7, True),
        (["14,29 %"] * 7, True),
        (["14.29", "14,29", "14,28", "14,29", "14,28", "14,29", "14,28"], True),
        (["11"] * 9, True),
        (["11%"] * 9, True),
        (["33,33"] * 3, True),
        (["33"] * 3, True),
        (["33,3"] * 3, True),
        (["16,67"] * 6, True),
        (["100"], True),
        (["50,5", "49,5"], True),
        (["0", "100"], True),
        (["25"] * 3, False),
        (["30"] * 3, False),
        (["33,33", "33,33", "33"], False),
        (["14,29"] * 6, False),
        (["99"], False),
        (["60", "60"], False),
        (["0,5", "0,5"], False),
        (["12,5"] * 7, False),
    ],
)
def test_weights_add_up_within_their_rounding(weights: list[str], right: bool):
    head, (first, _) = block_of(1)
    indicators = [first | {"ref": "", "weight": weight} for weight in weights]
    assert found(submission([(head, indicators)])) == ([] if right else ["WGT001"])


def test_weights_that_are_all_missing_are_one_finding():
    blocks = [block_of(number, {}, {"weight": ""}, {"weight": ""}) for number in (1, 2, 3)]
    (finding,) = check(submission(blocks))
    assert (finding.code, finding.place) == ("WGT002", "KPI!P7")
    assert dict(finding.params)["scope"] == "@found.scope.all"
    _reads_well(finding)


def test_a_record_that_holds_only_keys_says_all_that_is_missing():
    keys = {"strategic_ref": "O.S.1", "objective_ref": "O.O.1.1"}
    head, indicators = block_of(1)
    checked = submission([(head, [*indicators, keys])])
    assert found(checked) == ["THR001", "RES001", "WGT002"]


def test_a_doubled_objective_hides_nothing_else():
    blocks = [block_of(1), block_of(2, {"ref": "O.O.1.1"}), block_of(3, {}, {"result": ""})]
    assert found(submission(blocks)) == ["REF002", "RES001"]


def test_a_partial_return_is_not_held_against_itself():
    head, indicators = block_of(1)
    other, _ = block_of(2)
    wrong = [(head, indicators[:1]), (other, [])]
    assert found(submission(wrong)) == ["WGT001", "XTB002"]
    assert found(submission(wrong, complete=False)) == []


def test_one_table_alone_is_not_held_against_the_other():
    head, indicators = block_of(1)
    assert found(submission([(head, [])])) == []
    alone = submission([(head, indicators)], gaps=(Gap("OO-OD"),))
    alone.objectives.clear()
    assert found(alone) == ["STR002"]


def test_a_cell_naming_several_objectives_counts_for_each():
    head, indicators = block_of(1)
    other, _ = block_of(2)
    several = indicators[0] | {"objective_ref": "O.O.1.1 et O.O.2.1", "ref": ""}
    assert found(submission([(head, [*indicators, several]), (other, [])])) == ["REF003"]


def test_a_justification_travels_with_the_finding():
    block = block_of(1, {}, {"description_fr": "", "description_nl": "", "justification": "Voir annexe"})
    (finding,) = check(submission([block]))
    assert (finding.code, finding.justification, finding.reference) == ("DEV003", "Voir annexe", "KPI-1.1.1")


def test_errors_come_first():
    block = block_of(1, {"title_nl": ""}, {"result": ""})
    assert found(submission([block])) == ["RES001", "LNG001"]


def test_a_corrected_value_is_shown_as_corrected():
    wrong = submission([block_of(1, {}, {"red": "90", "green": "50"})])
    fields = wrong.indicators[0].fields
    fields["red"] = fields["red"]._replace(raw="40", why=Why.CORRECTION)
    (finding,) = check(wrong)
    assert dict(finding.params)["red"] == "90"


def test_without_a_column_for_the_status_the_unit_is_named():
    changes = {"unit": "Texte/Tekst", "result": "remis"} | NO_THRESHOLDS
    wrong = submission([block_of(1, {}, changes)], gaps=(Gap("KPI", "declared", 6),))
    wrong.gaps.clear()
    (finding,) = check(wrong)
    assert (finding.code, finding.place) == ("STA001", "KPI!H7")


def test_a_finding_names_the_part_its_cell_came_from():
    asides = (
        SetAside(Source("KPI", 11, 12, "part.xlsx"), "#REF!", Aside.UNREADABLE, "result"),
        SetAside(Source("KPI", 8, 7, "part.xlsx"), "NL", Aside.PLACEHOLDER, "title_nl"),
        SetAside(Source("Notes", 1, 1, "part.xlsx"), "x", Aside.OTHER_SHEET),
    )
    merged = submission([block_of(1), block_of(2, {}, {"result": "", "deviation_fr": "Retard."})], asides)
    for record in merged.indicators[2:]:
        for key, field_there in record.fields.items():
            record.fields[key] = field_there._replace(source=field_there.source._replace(file="part.xlsx"))
    findings = [(finding.code, finding.file, finding.place) for finding in check(merged)]
    assert findings == [
        ("RES001", "part.xlsx", "KPI!L11"),
        ("LNG002", "part.xlsx", "KPI!G8"),
        ("LNG001", "part.xlsx", "KPI!O12"),
        ("STR003", "part.xlsx", "Notes"),
    ]


def with_group(read: Submission, *orders: int) -> Submission:
    for order in orders:
        read.objectives[order] = replace(read.objectives[order], printed_group="OO-OD!D7")
    return read


def test_objectives_printed_in_one_row_share_one_finding():
    read = with_group(good_submission(3), 0, 1)
    read.notices += notice(NoticeKind.SHARED_FIGURE, ("OO-OD", 7, 11), "70 %", "O.O.1.1, O.O.2.1")
    (finding,) = check(read)
    assert (finding.code, finding.place, finding.reference) == ("STR009", "OO-OD!K7", "O.O.1.1")
    assert dict(finding.params) == {"records": "O.O.1.1, O.O.2.1", "result": "70 %"}
    _reads_well(finding)


def test_an_objective_left_alone_in_its_row_shares_nothing():
    assert found(with_group(good_submission(3), 1)) == []


def test_a_finding_of_a_notice_belongs_to_the_record_beside_it():
    block = block_of(1, {}, {"justification": "Voir annexe"})
    seen = notice(NoticeKind.COMMENT, ("KPI", 8, 12), "À revoir")
    (finding,) = check(submission([block, block_of(2)], notices=list(seen)))
    assert (finding.code, finding.reference, finding.justification) == ("STR006", "KPI-1.1.1", "Voir annexe")


def test_notices_of_a_part_name_their_file():
    seen = [
        Notice(NoticeKind.COMMENT, Source("KPI", 7, 12, "part.xlsx"), "À revoir"),
        Notice(NoticeKind.MACROS, Source("", 0, 0, "part.xlsx")),
        Notice(NoticeKind.MACROS),
    ]
    findings = check(submission([block_of(1)], notices=seen))
    assert [(finding.code, finding.file, finding.place) for finding in findings] == [
        ("SEC001", "actiris.xlsx", ""),
        ("SEC001", "part.xlsx", ""),
        ("STR006", "part.xlsx", "KPI!L7"),
    ]


def test_a_return_without_a_year_has_no_code_of_another_one():
    assert found(submission([block_of(1, {}, {"ref": "POP2019ARD6"})], year=0)) == []


def test_a_corrected_allocation_is_judged_as_corrected():
    read = submission([block_of(1, {"budget": "AB 29 006 0145 40"})])
    fields = read.objectives[0].fields
    fields["budget"] = fields["budget"]._replace(text="29.006.01.01.4540", why=Why.CORRECTION)
    assert found(read) == []


@pytest.mark.parametrize("text", ["/", ".", "-", "N/A", "NL", "Aucune", "x"])
def test_a_sign_is_no_reason(text: str):
    [finding] = check(submission([block_of(1, {"title_nl": "", "justification": text})]))
    assert (finding.code, finding.standing) == ("LNG001", "warning")
    [justified] = check(submission([block_of(1, {"title_nl": "", "justification": "Traduction demandée."})]))
    assert (justified.code, justified.standing) == ("LNG001", "justified")


def test_a_figure_in_a_sentence_has_the_comma_of_the_language_and_a_settled_warning_asks_for_nothing():
    [finding] = check(submission([block_of(1, first_changes={"result": "0.85", "justification": "Voulu ainsi."})]))
    assert "0,85" in finding_line(finding, "fr") and "0.85" in finding_line(finding, "en")
    assert "R7" not in finding_line(finding, "fr")
