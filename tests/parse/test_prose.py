"""The language of prose: answered where no reader doubts it; irregularities 123 to 125."""

import pytest

from minerva.parse.prose import prose_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("69 demandes potentielles - 32 demandes - 3 refus", "fr"),
        ("Initier la concertation sociale", "fr"),
        ("Booster le dispositif", "fr"),
        ("Développer un service de qualité pour les citoyens", "fr"),
        ("Manque de temps pour commencer le travail de réflexion.", "fr"),
        ("RÉDUIRE LES DÉLAIS DE TRAITEMENT", "fr"),
        ("La formation « Het sociaal overleg » a été donnée aux agents.", "fr"),
        ("De dienst blijven uitbreiden volgens de planning", "nl"),
        ("Zeven aanvragen op tien werden tijdig behandeld.", "nl"),
        ("Het nieuw gebouw als hefboom voor modernisering van de GOB", "nl"),
        ("ONTWIKKELEN VAN EEN GEMEENSCHAPPELIJKE STRATEGIE", "nl"),
        ("", None),
        ("IT", None),
        ("Covid-19", None),
        ("Legal", None),
        ("Bruxelles Environnement", None),
        ("Leefmilieu Brussel", None),
        ("Program Management (PMO)", None),
        ("Data driven organisation", None),
        ("Information and Communication Technology for the Region", None),
        ("Plan d'action", None),
        ("Het plan is klaar. Le plan est prêt, les agents ont été formés.", None),
        ("x" * 32_767, None),
        ("«" * 32_767, None),
    ],
)
def test_the_language_of_a_text(text: str, language: str | None):
    assert prose_language(text) == language
