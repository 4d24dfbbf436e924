"""Irregularities 76 to 110: notations of numbers, weights, budget allocations."""

from __future__ import annotations

from irregularities.case import Case
from irregularities.cells import FINDING, KEPT, NOTHING, READ, budget, colour, figure, rules, weights
from irregularities.sheets import KPI, pair, sheet, titles
from minerva.excel.content.cells import Lookup, NumberStyle

SUBSIDY = "AB 29 Promouvoir la citoyenneté"
TWO_CODES = "AB 29 004 08 03 1212 AB 29 004 08 02 12 11 Suivre et participer"
TWO_READ = "29.004.08.03.1212 + 29.004.08.02.1211 Suivre et participer"


def date_cell(number: int, serial: str, typed: tuple[str, ...], answer: str) -> Case:
    """A date of a workbook: days since 1900, shown day before month."""
    lookup = Lookup([], [NumberStyle(date=True)])
    return Case(number, READ, "excel.cells", typed, answer, lambda: lookup.cell(serial, "n", "0", False).text)


CASES: tuple[Case, ...] = (
    figure(76, "100 %", "100 · percent · percent_sign"),
    figure(77, "100,00 %", "100 · percent · percent_sign"),
    figure(78, "100,0 0%", "100 · percent · spaces"),
    figure(79, "100,0 %", "100 · percent · percent_sign"),
    figure(80, "27,50%", "27.5 · percent · percent_sign"),
    colour(81, ("60%", "90%", "100%"), "REALISED"),
    colour(81, ("60", "90", "100%"), "REALISED", essence="100%"),
    figure(82, "4.470.198 €", "4470198 · number · thousands"),
    figure(83, "4.000 €", "4000 · number · thousands"),
    figure(84, "13,19 Mio", "13,19 Mio · text", KEPT),
    figure(85, "30 001 euros", "30001 · number · thousands"),
    rules(
        85,
        "LNG005@OO-OD!M7",
        {"description_fr": "Un budget de 30 001 euros.", "description_nl": "Een budget van 30.0001 euro."},
        essence="30 001 euros",
    ),
    figure(86, "30.0001 euro", "30.0001 euro · text", KEPT),
    rules(
        86,
        "LNG005@OO-OD!M7",
        {"description_fr": "Un budget de 30 001 euros.", "description_nl": "Een budget van 30.0001 euro."},
    ),
    date_cell(87, "44075", ("1/09/2020",), "01/09/2020"),
    rules(87, "RES002@OO-OD!K7", {"result": "1/09/2020"}),
    figure(88, "300.000€", "300000 · number · thousands"),
    weights(89, ("14,29 %",) * 7, NOTHING),
    weights(90, ("33,33%",) * 3, NOTHING),
    weights(91, ("11%",) * 9, NOTHING),
    weights(91, ("11%",) * 7, "WGT001@KPI!P7", FINDING),
    rules(92, "RES002@KPI!L7", {}, {"result": "14,29 % Besluit"}),
    sheet(
        93,
        pair(KPI, {"result": "100% 33,33 %", "weight": None}),
        {"STR011": "STR011@KPI!I2", "1.result": "100% 33,33 %", "1.weight": ""},
        table=KPI,
        typed=("100% 33,33 %",),
        outcome=FINDING,
    ),
    rules(94, "WGT002@KPI!P9", {}, {}, {"title_fr": "Arrivée", "weight": ""}, essence="Arrivée"),
    sheet(
        95,
        pair(KPI, {}, {"title": "Coördineren van humanitaire hulp bij rampen"}),
        {"records": "1", "1.weight": "100", "1.title_nl": "Coördineren van humanitaire hulp bij rampen"},
        table=KPI,
        header=titles(KPI, tagged=True),
        essence="Coördineren van humanitaire hulp bij rampen",
    ),
    budget(96, "AB 16.005.15.01. 4140", "16.005.15.01.4140"),
    budget(97, "AB n° 04.002. 08.08.1 221", "04.002.08.08.1221"),
    budget(98, "AB n° 080021 0 AB n° 040021 101742 2", "? AB n° 080021 0 + ? AB n° 040021 101742 2", FINDING),
    rules(98, "BUD001@OO-OD!F7", {"budget": "AB n° 080021 0 AB n° 040021 101742 2"}),
    budget(99, "AB 05 002 08 01 1211", "05.002.08.01.1211"),
    budget(100, "AB 05.002.08 01.12.11", "05.002.08.01.1211"),
    budget(101, "AB05.002.34.0 1.33.00", "05.002.34.01.3300"),
    budget(102, "AB 29 004 08 02 12 11", "29.004.08.02.1211"),
    budget(103, "AB 29 004 08 03 12/12", "29.004.08.03.1212"),
    budget(104, "AB 29 006 0145 40", "? AB 29 006 0145 40", FINDING),
    rules(104, "BUD001@OO-OD!F7", {"budget": "AB 29 006 0145 40"}),
    budget(105, "AB 16.01.38.01. 3132", "? AB 16.01.38.01. 3132", FINDING),
    rules(105, "BUD001@OO-OD!F7", {"budget": "AB 16.01.38.01. 3132"}),
    budget(106, "BA 16.006.15.13. 4140", "16.006.15.13.4140", essence="4140"),
    rules(106, "BUD001@OO-OD!F7", {"budget": "BA 16.0006.15.13. 4140"}),
    budget(107, "/", "none"),
    rules(107, NOTHING, {"budget": "/"}, outcome=READ, essence="/"),
    budget(108, SUBSIDY, f"? {SUBSIDY}", KEPT),
    sheet(
        108,
        pair(KPI, {"title": SUBSIDY}),
        {"1.title_fr?": f"{SUBSIDY} · as typed"},
        table=KPI,
        typed=(SUBSIDY,),
        outcome=KEPT,
    ),
    budget(109, TWO_CODES, TWO_READ),
    sheet(
        109,
        pair(KPI, {"title": TWO_CODES}),
        {"1.title_fr?": f"{TWO_CODES} · as typed"},
        table=KPI,
        typed=(TWO_CODES,),
        outcome=KEPT,
    ),
    budget(110, "16.005.15.01.4140 anti-discriminatio n", "16.005.15.01.4140 anti-discriminatio n", KEPT),
)
