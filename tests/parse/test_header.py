"""Header cells as the tables of 2020 print them, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.parse.header import fold_header, match_header

SHARED = {
    "language": ("Langue", "Taal"),
    "strategic_ref": ("Référence O.S.", "Referentie S.D."),
    "strategic_title": ("Titre de l'objectif stratégique", "Benaming van de strategische doelstelling"),
    "unit": ("Unité", "Eenheid"),
    "direction": ("Sens", "Richting"),
    "red": ("Seuil rouge (≤) (%)", "Rode drempel (≤) (%)"),
    "green": ("Seuil vert (≥) (%)", "Groene drempel (≥) (%)"),
    "status": ("Statut", "Status"),
    "description": ("Description résultat atteint", "Beschrijving bereikte resultaat"),
    "deviation": (
        "Facteurs explicatifs déviation (+ ou - par rapport au seuil vert)",
        "Verklarende factoren afwijking (+ of - tegenover groene drempel)",
    ),
    "declared": ("Déclaré", "Verklaard"),
    "justification": ("Justification", "Verantwoording"),
}
OBJECTIVES = SHARED | {
    "ref": ("Référence O.O.", "Referentie O.D."),
    "title": ("Titre de l'objectif opérationnel", "Benaming van de operationele doelstelling"),
    "budget": ("Référence budgétaire", "Budgettaire referentie"),
    "result": (
        "Résultat atteint (valeur + couleur : vert, orange ou rouge)",
        "Bereikt resultaat (waarde + kleur: groen, oranje of rood)",
    ),
    "actions": ("Actions futures", "Toekomstige acties"),
}
INDICATORS = SHARED | {
    "objective_ref": ("Référence O.O.", "Referentie O.D."),
    "objective_title": ("Titre de l'objectif opérationnel", "Benaming van de operationele doelstelling"),
    "ref": ("Référence KPI", "Referentie KPI"),
    "title": ("Description KPI", "Omschrijving KPI"),
    "result": (
        "Résultat atteint (valeur (%) + couleur : vert, orange ou rouge)",
        "Bereikt resultaat (waarde (%) + kleur: groen, oranje of rood)",
    ),
    "weight": ("Poids KPI dans résultat O.O. (%)", "Gewicht KPI in resultaat O.D. (%)"),
}

STRATEGIC_TITLE = "Titre de l'objectif stratégique Benaming van de strategische doelstelling"
OPERATIONAL_TITLE = "Titre de l'objectif opérationnel Benaming van de operationele doelstelling"
DESCRIPTION = "Description résultat atteint Beschrijving bereikte resultaat"
FACTORS = (
    "Facteurs explicatifs déviation (+ ou - par rapport au seuil vert) "
    "Verklarende factoren afwijking (+ of - tegenover groene drempel)"
)

OBJECTIVE_LINES = {
    282: [
        ("Référence O.S.", "strategic_ref"),
        (STRATEGIC_TITLE, "strategic_title"),
        ("Référence O.O. Referenti e O.D.", "ref"),
        ("Titre de l'objectif opérati onnel Benami ng van de opératio nelle doelstell ing", "title"),
        ("Référenc e budgét aire Budget referen tie", "budget"),  # 160
        ("Seuil rouge Rode dremp el (%)", "red"),  # 31
        ("Seuil vert Groene dremp el (%)", "green"),
        ("Résultat atteint Bereikt resulta at", "result"),
        (DESCRIPTION, "description"),
        ("Actions futures Toekomstige acties", "actions"),
    ],
    382: [
        ("Référence", None),  # of what?
        (STRATEGIC_TITLE, "strategic_title"),
        ("Référence O.S. Reférence S.D.", "strategic_ref"),  # 161: the O.O. column, which its header denies
        (OPERATIONAL_TITLE, "title"),
        ("Référence budgétaire Budgettaire réferentielle", "budget"),
        ("Seuil rouge Rode drempel (≤) (%)", "red"),
        ("Résultat atteint at atteint (valeur + couleur: vert, orange ou rouge )", "result"),  # 32
        ("Seuil vert Groene drempel (≥) (%)", "green"),
        ("Résultat Beschrijving bereikte resultaat attained result description", "description"),
        ("Facteurs explicatifs Toekomstige acties", None),  # two columns in one
    ],
    548: [
        ("Référence O.S. Reférence S.D.", "strategic_ref"),
        (STRATEGIC_TITLE, "strategic_title"),
        ("Référence O.O. Referentie O.D.", "ref"),
        (OPERATIONAL_TITLE, "title"),
        ("Référence nce budgetaire Budget taire referentie tie", "budget"),
        ("Résu ltat nt Bereikt resultaat", "result"),  # printed twice, over the thresholds as well
        (DESCRIPTION, "description"),
        (FACTORS.replace("déviation", "évitation"), "deviation"),
        ("Actions futures Toekomstige acties", "actions"),
    ],
}
INDICATOR_LINES = {
    410: [
        ("Référence O.S.", "strategic_ref"),
        ("Titre de l'objectif stratégique", "strategic_title"),
        ("Référence KPI", "ref"),
        ("Description KPI Omschrijving KPI", "title"),
        ("Seuil rouge Rode drempel ( $\\leq$ ) (%)", "red"),
        ("Seuil vert Groene drempel ( $\\geq$ ) (%)", "green"),
        ("Résultat atteint (valeur (%) + couleur: vert, oranje ou rouge)", "result"),
        (DESCRIPTION, "description"),
        (FACTORS, "deviation"),
        ("Poids KPI dans résultat O.O. Gewicht KPI in resultaat O.D. (%)", "weight"),
    ],
    521: [
        ("Référence O.S. Referentie S.D.", "strategic_ref"),
        (STRATEGIC_TITLE, "strategic_title"),
        ("Référence O.O. Referentie O.D.", "objective_ref"),
        (OPERATIONAL_TITLE, "objective_title"),
        ("Référence KPI Referentie KPI", "ref"),
        ("Description KPI Omschrijving KPI", "title"),
        ("Seuil rouge Rode drempel (≤) (%)", "red"),
        ("Seuil vert Groene drempel (≥) (%)", "green"),
        (
            "Résultat atteint (valeur (%) + couleur: vert, orange ou rood) "
            "Bereikt resultaat (waarde (%) + kleur: groen, oranje of rood)",
            "result",
        ),
        (DESCRIPTION, "description"),
        (FACTORS, "deviation"),
        ("Poids KPI dans résultat O.O. (%) Gewicht KPI in resultaat O.D. (%)", "weight"),
    ],
    602: [
        ("Référence O.S. Ref rente S.D.", "strategic_ref"),
        (STRATEGIC_TITLE, "strategic_title"),
        ("Référence enc e O.O. Referenti e O.D.", "objective_ref"),
        (OPERATIONAL_TITLE, "objective_title"),
        ("Référence KPI Refere ntie KPI", "ref"),
        ("Description KPI Omschrijving KPI", "title"),
        ("Seuil rouge Rode dremp el (≤) (%)", "red"),
        ("Seuil vert Groen dremp el (≥) (%)", "green"),
        ("Résultat atteint Bereik t resulta at", "result"),
        (DESCRIPTION, "description"),
        (FACTORS, "deviation"),
        ("Poids KPI dans résulta t O.O. (%) Gewic ht KPI in resulta at O.D. (%)", "weight"),
    ],
    895: [
        ("Référence O.S.", "strategic_ref"),
        (STRATEGIC_TITLE, "strategic_title"),
        ("Référence O.O. Refertoerende S.D.", "objective_ref"),
        (OPERATIONAL_TITLE, "objective_title"),
        ("Référence KPI Refertoerende KPI", "ref"),
        ("Description KPI Omschrijving KPI", "title"),
        ("Seuil rouge Rode drempel (%)", "red"),
        ("Seuil vert Groene drempel (≥) (%)", "green"),
        (
            "Résultat attein t (valeur (%) + coule ur: vert, oranje ou rouge) "
            "Bereikt resultaat (waarde (%)) + kleur: groen, oranje of rood)",
            "result",
        ),
        (DESCRIPTION, "description"),
        (FACTORS, "deviation"),
        ("Poids KPI dans résultat at. O.O. Gewicht KPI in resultaat O.D. (%)", "weight"),
    ],
}
PRINTED = [
    pytest.param(wordings, cell, key, id=f"{line}-{place}")
    for wordings, lines in ((OBJECTIVES, OBJECTIVE_LINES), (INDICATORS, INDICATOR_LINES))
    for line, cells in lines.items()
    for place, (cell, key) in enumerate(cells)
]

TYPED = [
    ("Referentie O.D. Référence O.O.", "objective_ref"),
    ("REFERENCE O.O. / REFERENTIE O.D.", "objective_ref"),
    ("Référence 0.O.", "objective_ref"),
    ("R\u0435f\u0435rentie KPI", "ref"),  # Cyrillic letters
    ("Référence du KPI", "ref"),
    ("Seuil rouge", "red"),
    ("Groene drempel", "green"),
    ("Statut\nStatus", "status"),
    ("Taal", "language"),
    ("Totaal", None),
    ("Référence O.O. Referentie S.D.", None),  # French and Dutch contradict each other
    ("Référence", None),
    ("Titre", None),
    ("Final 2020", None),  # 141: a profile's word
    ("Priorité", None),
    ("85", None),
    ("", None),
    ("Le résultat a été atteint au-delà du seuil vert", None),
]


@pytest.mark.parametrize(("wordings", "cell", "key"), PRINTED)
def test_printed_headers(wordings, cell, key):
    assert match_header(cell, wordings) == key


@pytest.mark.parametrize(("cell", "key"), TYPED)
def test_typed_headers(cell, key):
    assert match_header(cell, INDICATORS) == key


@pytest.mark.parametrize("wordings", [OBJECTIVES, INDICATORS])
def test_every_wording_names_its_column(wordings):
    for key, (french, dutch) in wordings.items():
        for cell in (french, dutch, f"{french} {dutch}", f"{dutch}\n{french}", french.upper()):
            assert match_header(cell, wordings) == key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Référenc e budgét aire", "referencebudgetaire"),
        ("Seuil rouge (≤) (%) 2020", "seuilrouge"),
        ("0.S. / O.0.", "osoo"),
        ("Mise en œuvre", "miseenoeuvre"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold_header(text) == folded


@given(st.text())
def test_fold_is_idempotent(text):
    folded = fold_header(text)
    assert fold_header(folded) == folded


@given(st.sampled_from(sorted(OBJECTIVES)), st.integers(0, 1), st.integers(1, 60))
def test_a_wording_broken_anywhere_names_its_column(key, language, place):
    wording = OBJECTIVES[key][language]
    assert match_header(f"{wording[:place]} {wording[place:]}", OBJECTIVES) == key
