"""Irregularities 31 to 75: thresholds and results."""

from __future__ import annotations

from irregularities.case import Answer, Case
from irregularities.cells import FINDING, KEPT, NOTHING, READ, colour, figure, findings_of, rules
from irregularities.sheets import FRENCH, KPI, OO, pair, sheet, titles
from minerva.parse.choice import read_unit
from rules.submissions import indicator, objective, submission, weighted_block

REALISED, PARTIALLY, NOT = "REALISED", "PARTIALLY_REALISED", "NOT_REALISED"
EXPLAINED = {"deviation_fr": "Retard.", "deviation_nl": "Vertraging.", "actions_fr": "Suite.", "actions_nl": "Vervolg."}
CUT = "Vert : parvenir à un accord sur le règlement du travail et"
TWO_TARGETS = "% des membres du personnel sont satisfaits et le taux d'absentéisme reste dans la moyenne régionale"
SAID = "47 % représente le nombre d'opérations réalisées par rapport au nombre d'opérations planifiées."
BARE = "Seuil rouge Rode dremp el (%)"
BETWEEN = "Résultat atteint at atteint (valeur + couleur: vert, orange ou rouge )"
RED_RESULT_GREEN = (
    "strategic_ref",
    "strategic_title",
    "ref",
    "title",
    "budget",
    "red",
    "result",
    "green",
    "description",
    "deviation",
    "actions",
)


def between() -> dict[str, str]:
    """The titles of line 382, the result between the two thresholds."""
    printed = titles(
        OO, red="Seuil rouge Rode drempel (≤) (%)", result=BETWEEN, green="Seuil vert Groene drempel (≥) (%)"
    )
    return {key: printed[key] for key in RED_RESULT_GREEN}


def several(number: int, typed: str, code: str = "STR011") -> Case:
    """Several figures in the cell of the red threshold, with words or not: named, never guessed."""
    empty = dict.fromkeys(("green", "result"))
    answer = {code: f"{code}@OO-OD!F2", "1.red": typed, "1.status": "NOT_ASSESSED · result_missing"}
    return sheet(number, pair(OO, empty | {"red": typed}), answer, typed=(typed,), outcome=FINDING)


def glyphs(number: int, red: object, green: object, result: object) -> Case:
    """Yes and no with the result in one cell: put in their places where only one reading is left."""
    rows = pair(KPI, {"red": red, "green": green, "result": result})
    typed = [str(cell) for cell in (red, green, result) if cell is not None]
    answer = {"1.red": "N", "1.green": "O", "1.result": "100", "1.status": REALISED}
    return sheet(number, rows, answer, table=KPI, typed=typed)


def unit(number: int, typed: str) -> Case:
    """A cell of the unit column that names two units."""
    return Case(number, FINDING, "parse.choice", (typed,), "None", lambda: str(read_unit(typed)))


def seven_indicators() -> Answer:
    """O.O. 4.1: 100 %, while five of its seven indicators are at 100 % and two at 50 %; another objective is right."""
    yes_no = {"unit": "", "red": "N", "green": "O", "weight": "14,29 %"}
    results = ["100%"] * 5 + ["50%"] * 2
    rows = [indicator(1, place) | yes_no | {"result": result} for place, result in enumerate(results, 1)]
    half_done = [row | (EXPLAINED if row["result"] == "50%" else {}) for row in rows]
    head = objective(1) | {"red": "50%", "green": "80%", "result": "100,00 %"}
    return findings_of(submission([(head, half_done), weighted_block(2)]))


CASES: tuple[Case, ...] = (
    sheet(
        31,
        pair(OO),
        {"1.red": "50", "1.green": "80"},
        header=titles(OO, red=BARE, green="Seuil vert Groene dremp el (%)"),
        typed=(BARE, "Seuil vert"),
    ),
    sheet(
        32,
        pair(OO, {"red": 70, "green": 90, "result": 80}),
        {"1.red": "70", "1.green": "90", "1.result": "80", "1.status": PARTIALLY},
        header=between(),
        typed=(*list(between().values())[5:7], "Seuil vert"),
    ),
    colour(33, ("70", "100", "90"), PARTIALLY, essence="70"),
    sheet(
        33,
        pair(OO, {"red": 70, "result": 90, "green": 100}),
        {"1.red": "70", "1.result": "90", "1.green": "100", "1.status": PARTIALLY},
        header=between(),
        typed=("70", "90", "100"),
    ),
    rules(
        33,
        "DEV005@OO-OD!N7",
        {
            "red": "70",
            "result": "90",
            "green": "100",
            "deviation_fr": "Aucune déviation",
            "deviation_nl": "Geen afwijking",
        },
        essence="70\t90\t100",
    ),
    several(34, "70 90 70 La politique", "THR003"),
    rules(35, "THR002@OO-OD!I7", {"red": "90", "green": "75", "result": "50"} | EXPLAINED),
    several(35, "90 75 50"),
    colour(36, ("50", "75", "90"), REALISED),
    several(37, "88 50 75"),
    several(38, "95 74"),
    several(39, "74 75 49"),
    colour(40, ("50", "100", "100"), REALISED),
    colour(40, ("50", "100", "99,9"), PARTIALLY, essence="50\t100"),
    colour(41, ("0", "100", "85"), PARTIALLY),
    colour(41, ("0", "100", "0"), NOT, essence="0\t100"),
    colour(42, ("0", "100", "85"), PARTIALLY, description_fr="délai non respecté à 100 %, donc orange"),
    colour(43, ("50", "65", "50"), NOT),
    colour(44, ("60%", "90%", "90%"), REALISED),
    colour(45, ("85%", "95%", "95%"), REALISED),
    colour(46, ("49", "75", "88"), REALISED),
    colour(46, ("49", "75", "49"), NOT, essence="49\t75"),
    colour(46, ("49", "75", "50"), PARTIALLY, essence="49\t75"),
    colour(47, ("60", "79", "49"), NOT),
    colour(48, ("N", "O", "Oui"), REALISED),
    colour(48, ("N", "J", "Nee"), NOT, essence="N"),
    sheet(
        49,
        pair(KPI, {"red": "N", "green": 0, "result": "100%"}),
        {"1.green?": "O · letter_o", "1.status": REALISED},
        table=KPI,
        typed=("N", "0"),
    ),
    glyphs(50, "N 0", "100%", None),
    glyphs(51, "N 0", "O 100%", None),
    glyphs(52, "N 0 100%", None, None),
    colour(53, ("N", "O", "50%"), PARTIALLY, essence="50%"),
    sheet(
        53,
        pair(KPI, {"red": "N 0", "green": "50%", "result": None}),
        {"1.red": "N", "1.green": "O", "1.result": "50", "1.status": PARTIALLY},
        table=KPI,
        typed=("N 0", "50%"),
    ),
    colour(54, ("14533", "18166", "100%"), "NOT_ASSESSED · units_differ", FINDING),
    rules(54, "RES005@OO-OD!K7", {"red": "14533", "green": "18166", "result": "100%"}),
    rules(55, "RES002@OO-OD!K7", {"result": "Les chiffres de 2020 seront disponibles au courant 2021"}),
    rules(
        55,
        "RES007@KPI!L7",
        {},
        {"description_fr": "Les chiffres de 2020 seront disponibles au courant 2021", "result": "100%"},
    ),
    figure(56, "100,0 0%", "100 · percent · spaces"),
    rules(
        56, "RES005@OO-OD!K7", {"unit": "Nombre", "red": "47", "green": "63", "result": "100,0 0%"}, essence="100,0 0%"
    ),
    rules(
        56,
        "RES009@KPI!L7",
        {},
        {"red": "47", "green": "63", "result": "100,0 0%", "title_fr": "Nombre d’entreprises sociales agréées"},
        essence="47\t63\t100,0 0%",
    ),
    figure(57, "67 erkende sociale ondernemingen in 2020", "67 erkende sociale ondernemingen in 2020 · text", KEPT),
    rules(
        57,
        "XTB004@KPI!N8",
        {"description_nl": "67 erkende sociale ondernemingen in 2020"},
        {"description_nl": "73 erkende sociale ondernemingen"},
    ),
    rules(58, "THR003@KPI!J7", {}, {"red": "rouge : pas d'accord"}),
    colour(
        58,
        ("rouge : pas d'accord", "vert : accord", "accord partiel"),
        PARTIALLY,
        unit="Texte",
        declared="Réalisé partiellement",
        essence="rouge : pas d'accord",
    ),
    sheet(
        59,
        [FRENCH[KPI] | {"red": "rouge", "green": CUT}, {"green": "ses annexes"}],
        {"1.green?": f"{CUT} · as typed", "2.green": "ses annexes", "REF001": "REF001@KPI!A3"},
        table=KPI,
        typed=(CUT, "ses annexes"),
        outcome=FINDING,
    ),
    rules(60, "THR003@KPI!J7", {}, {"red": "moins d'un demi-jour de formation/an"}),
    colour(
        60,
        ("moins d'un demi-jour de formation/an", "un jour", "un jour"),
        REALISED,
        unit="Tekst",
        declared="Gerealiseerd",
        essence="moins d'un demi-jour de formation/an",
    ),
    unit(61, "Pourcentage / OK/NOK"),
    rules(61, "STR005@KPI!H7", {}, {"unit": "Pourcentage / OK/NOK"}),
    rules(
        62,
        "TXT008@KPI!G7",
        {},
        {"title_fr": "85 % des agents sont évalués ; le nombre de candidatures qualitatives augmente de 5 %"},
        essence="85 % des agents sont évalués",
    ),
    colour(63, ("10", "5", "4"), REALISED, direction="à la baisse", essence=""),
    rules(
        63,
        "TXT008@KPI!G7",
        {},
        {"title_fr": TWO_TARGETS},
    ),
    rules(
        64,
        NOTHING,
        {},
        {
            "result": "92",
            "description_fr": "72% du plan d'action global a déjà été réalisé, 27,50% en phase finale : réalisé à 92%",
        },
        outcome=KEPT,
        essence="72% du plan d'action global a déjà été réalisé",
    ),
    rules(
        65,
        "RES008@KPI!L7",
        {},
        {"red": "65", "green": "75", "result": "50", "description_fr": SAID, **EXPLAINED},
    ),
    figure(66, "50% 50%", "50 · percent · spelling"),
    several(67, "50% 100,00 %"),
    Case(67, FINDING, "rules", ("50%", "100,00 %"), "WGT003@OO-OD!K7", seven_indicators, essence="100,00 %"),
    several(68, "50% 80%"),
    rules(68, "RES001@OO-OD!K7", {"red": "50%", "green": "80%", "result": ""}),
    rules(69, "RES001@OO-OD!K7", {"red": "50%", "green": "80%", "result": ""}),
    several(70, "0 100 100 100"),
    sheet(
        70,
        pair(KPI, {"red": 0, "green": 100, "result": 100, "description": 100, "weight": None}),
        {"1.result": "100", "1.description_fr": "100", "1.weight": "", "WGT": "WGT002@KPI!L2"},
        table=KPI,
        typed=("0", "100", "100", "100"),
        outcome=FINDING,
    ),
    several(71, "<p>50</p> <p>90</p>"),
    figure(72, '<ul style="list-style-type: none"> <li>100</li> </ul>', "100 · number · spelling"),
    rules(73, "RES002@OO-OD!K7", {"result": "Le déménagement sera achevé en 30 novembre 2020"}),
    rules(74, "RES002@OO-OD!K7", {"result": "50% Subvention d'exploitation à l'entreprise privée"}),
    colour(
        74, ("50%", "80%", "50% Subvention"), "NOT_ASSESSED · result_not_a_figure", FINDING, essence="50% Subvention"
    ),
    colour(75, ("0%", "80%", "0%"), NOT),
    rules(75, NOTHING, {}, {"result": "0%"} | EXPLAINED, outcome=READ),
)
