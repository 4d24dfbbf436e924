"""Irregularities 1 to 30: references."""

from __future__ import annotations

from irregularities.case import Case
from irregularities.cells import FINDING, KEPT, NOTHING, READ, reference, rules
from irregularities.sheets import KPI, OO, pair, sheet

SEVEN = "O.O. 2.1. O.O. 2.2. O.O. 2.3. O.O. 2.4. O.O. 2.5. O.O. 2.6. O.O. 2.7."
JOINED = {"objective_ref": "O.O. 1.1"}

CASES: tuple[Case, ...] = (
    reference(1, "O.O.1.1", "O.O.1.1 · objective"),
    reference(2, "0.0.1.7", "O.O.1.7 · objective · look_alike"),
    reference(3, "0.O.2.2", "O.O.2.2 · objective · look_alike"),
    reference(4, "O.0.4", "O.0.4 · objective?", outcome=FINDING),
    rules(4, "REF003@OO-OD!D7", {"ref": "O.0.4"}),
    reference(5, "O.O. 1.1", "O.O.1.1 · objective · spaces"),
    rules(5, NOTHING, {"ref": "O.O.1.1"}, JOINED, JOINED, READ),
    reference(6, "OO. 2.8", "O.O.2.8 · objective · spelling"),
    reference(7, "OO 1.1.", "O.O.1.1 · objective · spelling"),
    reference(8, "O.O.5. 3", "O.O.5.3 · objective · spaces"),
    reference(9, "O.O. 9,2", "O.O.9.2 · objective · spelling"),
    reference(10, "O.O.1 0.1", "O.O.10.1 · objective · spaces"),
    reference(11, "O.S.1 0", "O.S.10 · strategic · spaces", "OS"),
    rules(12, "REF003@OO-OD!D7", {"ref": "0.O.8."}, essence="0.O.8."),
    reference(13, "O.1.1", "O.O.1.1 · objective · spelling"),
    reference(14, "O 3.1", "O.O.3.1 · objective · spelling"),
    reference(15, "O.3.3 .", "O.O.3.3 · objective · spelling"),
    reference(16, "0.2.3", "O.O.2.3 · objective · look_alike"),
    reference(17, "KP-2.3.1", "KPI-2.3.1 · indicator · spelling", "KPI"),
    sheet(
        18,
        pair(KPI, {"ref": "KPI-1.5 Développer", "title": None}),
        {"1.ref?": "KPI-1.5 · split", "1.title_fr?": "Développer · split"},
        table=KPI,
    ),
    reference(19, "KPI- . 4.3.2", "KPI-4.3.2 · indicator · spelling", "KPI"),
    reference(20, "S1", "O.S.1 · strategic · spelling", "OS"),
    reference(20, "OS 6", "O.S.6 · strategic · spelling", "OS"),
    reference(21, "OSD 1", "O.S.1 · strategic · spelling", "OS"),
    reference(22, "DT 7", "DT 7 · transversal", "OS"),
    rules(22, NOTHING, {"strategic_ref": "DT 7"}, outcome=READ),
    reference(23, "POP2020ICT1", "POP2020ICT1 · local", outcome=KEPT),
    rules(24, "REF004@OO-OD!D7", {"ref": "POP2019ARD6"}, only="REF004"),
    sheet(
        25,
        pair(KPI, {"strategic_ref": "OS 2 et OS 3"}),
        {"1.strategic_ref": "O.S.2, O.S.3", "REF003": NOTHING},
        table=KPI,
    ),
    sheet(
        26,
        pair(OO, {"ref": "O.5.1 et 5.2"}),
        {"refs": "O.O.5.1, O.O.5.2", "1.result": "90", "2.result": "90", "2.group": "OO-OD!C2"},
    ),
    sheet(
        27,
        pair(OO, {"ref": SEVEN, "red": 70, "green": 90, "result": 70}),
        {
            "refs": "O.O.2.1, O.O.2.2, O.O.2.3, O.O.2.4, O.O.2.5, O.O.2.6, O.O.2.7",
            "7.result": "70",
            "7.group": "OO-OD!C2",
            "REF": NOTHING,
        },
    ),
    sheet(
        28,
        pair(OO, {"ref": "O.O. 6.1. O.O. 6.2. O.O. 6.3."}),
        {"refs": "O.O.6.1, O.O.6.2, O.O.6.3", "3.result": "90", "3.group": "OO-OD!C2"},
    ),
    sheet(
        29,
        pair(OO, {"ref": "O.O. 3.1. Consolider la formation", "title": None}),
        {"1.ref?": "O.O.3.1 · split", "1.title_fr?": "Consolider la formation · split"},
    ),
    reference(30, "0.O.3.1", "O.O.3.1 · objective · look_alike"),
    rules(
        30,
        "REF001@KPI!D7",
        {"ref": "0.O.3.1"},
        {"objective_ref": ""},
        {"objective_ref": "0.O.3.1"},
        only="REF001",
    ),
)
