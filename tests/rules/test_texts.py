"""Rules about languages, texts and titles beside the table of mistakes: what stays silent, what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from minerva.model.finding import Finding
from minerva.model.record import Field, Source
from minerva.model.submission import Submission
from minerva.parse.alike import fingerprint
from minerva.rules.catalogue import check
from rules.submissions import Values, block_of, good_submission, submission

FRENCH = "Sept demandes sur dix ont été traitées à temps."
DUTCH = "Zeven aanvragen op tien werden tijdig behandeld."
STORY = "Le bâtiment « Lusambo » a été vidé et les archives ont été transférées en trois semaines."
ELSEWHERE = "Pour cet objectif transversal, nous faisons référence au rapport annuel d’equal.brussels."


def judged(*blocks: tuple[Values, list[Values]], **more: object) -> list[Finding]:
    """The findings of a return of these blocks."""
    return check(submission(list(blocks), **more))


def codes(findings: list[Finding]) -> list[str]:
    """Codes and places."""
    return [f"{finding.code}@{finding.place}" for finding in findings]


def told(head: Mapping[str, str], *indicators: Mapping[str, str], **more: object) -> list[str]:
    """Codes and places of the findings of one block with some cells typed otherwise."""
    return codes(judged(block_of(1, head, *indicators), **more))


def test_two_texts_in_each_others_rows_are_one_finding_that_proposes_to_exchange_them():
    [finding] = judged(block_of(1, {"description_fr": DUTCH, "description_nl": FRENCH}))
    assert (finding.code, finding.place) == ("LNG004", "OO-OD!M7")
    assert dict(finding.params)["advice"] == "@found.wrong_language.swap"
    assert [(one.cell, one.value) for one in finding.proposals] == [("M7", FRENCH), ("M8", DUTCH)]


def test_a_text_alone_in_the_wrong_row_is_moved_and_not_asked_for_twice():
    [finding] = judged(block_of(1, {"description_fr": "", "description_nl": FRENCH}))
    assert (finding.code, finding.place) == ("LNG004", "OO-OD!M8")
    assert dict(finding.params)["advice"] == "@found.wrong_language.move"


def test_a_text_copied_instead_of_translated_is_named_where_its_language_is_wrong():
    assert told({"description_fr": DUTCH, "description_nl": DUTCH}) == ["LNG004@OO-OD!M7"]


@pytest.mark.parametrize(
    "text",
    [
        "Program Management (PMO)",
        "Be Connected",
        "Covid-19",
        "Data driven organisation",
        "Masterplan-IT",
        "Bruxelles Synergie",
        "SharePoint, Teams, OneDrive",
        "Information and Communication Technology for the Region",
    ],
)
def test_names_and_terms_may_be_the_same_in_both_rows(text: str):
    assert told({"title_fr": text, "title_nl": text}) == []


def test_a_wrong_language_is_told_before_figures_that_differ():
    texts = {f"description_{key}": f"{n} % des demandes ont été traitées." for key, n in (("fr", 85), ("nl", 58))}
    assert told(texts) == ["LNG004@OO-OD!M8"]


@pytest.mark.parametrize(
    ("french", "dutch"),
    [
        ("En 2020, les plans ont été rédigés.", "De plannen werden opgesteld."),
        ("Les 3 plans ont été rédigés.", "De plannen werden opgesteld."),
        ("Le 12 mars 2020, 4.000 € ont été versés.", "Op 12/03/2020 werd 4 000 euro gestort."),
        ("Voir POP2020ICT1.", "Zie POP2020ICT1."),
    ],
)
def test_figures_that_say_no_more_are_no_difference(french: str, dutch: str):
    assert told({"description_fr": french, "description_nl": dutch}) == []


def test_the_same_two_texts_in_several_rows_are_one_finding_with_all_cells():
    wrong = {"title_fr": "Réduire à 30 jours", "title_nl": "Verkorten tot 40 dagen"}
    repeated = {f"objective_{key}": text for key, text in wrong.items()}
    objective, indicators = judged(block_of(1, wrong, repeated, repeated))
    assert codes([objective, indicators]) == ["LNG005@OO-OD!E7", "LNG005@KPI!E7"]
    params = dict(indicators.params)
    assert (params["french_cells"], params["dutch_cells"]) == ("E7, E9", "E8, E10")


def test_figures_of_the_introduction_are_compared_too():
    texts = {"intro_fr": "87,5 % des rapports ; 83 % repris.", "intro_nl": "92 % van de verslagen; 87,5 % opgenomen."}
    read = good_submission()
    for row, (key, text) in enumerate(texts.items(), 12):
        read.cover[key] = Field(text, text, Source("Accueil-Onthaal", row, 3))
    [finding] = check(read)
    params = dict(finding.params)
    assert (finding.code, finding.place) == ("LNG005", "Accueil-Onthaal!C12")
    assert (params["french"], params["dutch"]) == ("83 %", "92 %")


def test_a_title_that_the_other_table_has_is_proposed():
    [finding] = judged(block_of(1, {"title_fr": "", "title_nl": ""}))
    assert (finding.code, finding.place) == ("TXT001", "OO-OD!E7")
    proposed = [(one.cell, one.value) for one in finding.proposals]
    assert proposed == [("E7", "Réduire les délais"), ("E8", "De termijnen verkorten")]
    assert dict(finding.params)["where"] == "KPI!E7, KPI!E8"


def test_the_title_of_an_objective_is_proposed_to_its_indicators():
    first, second = judged(block_of(1, {}, *[{"objective_title_fr": "", "objective_title_nl": ""}] * 2))
    assert [(one.cell, one.value) for one in (*first.proposals, *second.proposals)] == [
        *[("E7", "Réduire les délais"), ("E8", "De termijnen verkorten")],
        *[("E9", "Réduire les délais"), ("E10", "De termijnen verkorten")],
    ]


def test_titles_that_contradict_each_other_are_proposed_to_nobody():
    other = {"objective_title_fr": "Acheter un bâtiment", "objective_title_nl": "Een gebouw kopen"}
    findings = judged(block_of(1, {"title_fr": "", "title_nl": ""}, {}, other))
    assert [(finding.code, finding.proposals) for finding in findings] == [("TXT001", ())]


def test_a_record_without_figures_and_description_needs_no_title():
    nothing = {"title_fr": "", "title_nl": "", "red": "", "green": "", "result": "", "description_fr": ""}
    found = told({}, nothing | {"description_nl": ""})
    assert not [code for code in found if code.startswith("TXT001")]


@pytest.mark.parametrize(
    ("changes", "other", "expected"),
    [
        ({"description_fr": STORY}, {"description_fr": STORY}, ["TXT004@OO-OD!M9"]),
        ({"description_fr": STORY}, {"description_fr": f"{STORY.upper()}  "}, ["TXT004@OO-OD!M9"]),
        ({"description_fr": STORY}, {"description_fr": STORY.replace("archives", "cartons")}, []),
        ({"description_fr": ELSEWHERE}, {"description_fr": ELSEWHERE}, []),
        ({"deviation_fr": STORY}, {"deviation_fr": STORY}, []),
        ({"description_fr": "Tout est prêt."}, {"description_fr": "Tout est prêt."}, []),
    ],
)
def test_a_long_description_belongs_to_one_objective(changes: Values, other: Values, expected: list[str]):
    assert codes(judged(block_of(1, changes), block_of(2, other))) == expected


def test_indicators_of_one_objective_and_the_objective_itself_may_be_described_alike():
    text = {"description_fr": STORY}
    assert told(text, text, text) == []


def test_a_cell_that_two_objectives_share_is_no_copy():
    read = submission([block_of(1, {"description_fr": STORY}), block_of(2, {"description_fr": STORY})])
    first, second = read.objectives
    shared = second.fields | {"description_fr": first.fields["description_fr"]}
    assert check(replace(read, objectives=[first, second.with_fields(shared)])) == []


def last_year(**texts: str) -> frozenset[int]:
    """The fingerprints of what O.O.1.1 said."""
    return frozenset(fingerprint("OO-OD", "O.O.1.1", key, text) for key, text in texts.items())


def test_all_that_is_unchanged_in_a_record_is_one_finding():
    texts = {"description_fr": STORY, "actions_fr": f"{STORY} Suite."}
    before = last_year(description_fr=f" {STORY}.", actions_fr=texts["actions_fr"])
    [finding] = judged(block_of(1, texts), last_year=before)
    params = dict(finding.params)
    assert (finding.code, finding.place) == ("TXT005", "OO-OD!M7")
    assert (params["columns"], params["cells"]) == ("@short.description, @short.actions", "M7, O7")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        (STORY, last_year(actions_fr=STORY)),
        (STORY, frozenset({fingerprint("OO-OD", "O.O.1.2", "description_fr", STORY)})),
        (STORY.replace("trois", "deux"), last_year(description_fr=STORY)),
        ("Tout est prêt.", last_year(description_fr="Tout est prêt.")),
        (ELSEWHERE, last_year(description_fr=ELSEWHERE)),
    ],
)
def test_what_another_place_said_or_what_says_little_is_not_taken_over(text: str, before: frozenset[int]):
    assert told({"description_fr": text}, last_year=before) == []


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Voir prenom.nom@minerva.example.", True),
        ("Voir prenom.nom (at) minerva.example", True),
        ("Voir agent@gmail.example.", True),
        ("Voir info@minerva.example.", False),
        ("Voir contact.presse@minerva.example.", False),
        ("Voir minerva.info@minerva.example.", False),
        ("Voir sbgd@minerva.example.", False),
        ("Réunion @ Bruxelles.", False),
    ],
)
def test_only_an_address_of_a_person_is_told(text: str, is_told: bool):
    found = told({}, {"description_fr": text})
    assert found == (["TXT006@KPI!N7"] if is_told else [])


def test_the_finding_does_not_repeat_the_address():
    [finding] = judged(block_of(1, {}, {"description_fr": "Voir prenom.nom@minerva.example."}))
    assert not [value for _, value in finding.params if "minerva" in value]


def test_an_address_in_a_justification_is_told_too():
    assert told({"justification": "Demandez à prenom.nom@minerva.example."}) == ["TXT006@OO-OD!Q7"]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("En 2021, le réseau se réunira.", True),
        ("In 2021 komt het netwerk samen.", True),
        ("Début 2021 le réseau se réunira.", True),
        ("2021 : le réseau se réunira.", True),
        ("En 2019, le plan a été rédigé.", True),
        ("En 2021, le réseau créé en 2020 se réunira.", False),
        ("En 2020, le réseau s’est réuni ; il continue en 2021.", False),
        ("D’ici 2021, le réseau se réunira.", False),
        ("En 2018, le plan a été rédigé.", False),
        ("Le plan 2021-2023 est prêt.", False),
        ("2021-2023 : le plan est prêt.", False),
        ("Les autres parties seront lancées début 2021.", False),
        ("Rapport 2019 publié.", False),
    ],
)
def test_a_text_that_opens_with_a_neighbouring_year_is_about_another_report(text: str, is_told: bool):
    found = told({}, {"description_fr": text, "description_nl": text})
    assert ("TXT007@KPI!N7" in found) is is_told


def test_future_actions_may_speak_of_next_year():
    assert told({"actions_fr": "En 2021, deux agents de plus.", "actions_nl": "In 2021 twee medewerkers meer."}) == []


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("85 % des agents sont évalués ; le nombre de candidatures augmente de 5 %", True),
        ("% des agents sont satisfaits et le taux d'absentéisme reste dans la moyenne", True),
        ("% van de personeelsleden is tevreden en 85 % van de personeelsleden wordt geëvalueerd.", True),
        ("# ambtenaren gevormd. % van de klachten behandeld binnen de termijn.", True),
        ("% des prestations réalisées par rapport au nombre total de prestations à réaliser", False),
        ("Nombre de dossiers traités et clôturés", False),
        ("Taux de réponse des entreprises et des citoyens", False),
        ("Rapport entre le nombre de plaintes et le nombre de dossiers", False),
        ("Verhouding tussen het aantal klachten en het aantal dossiers", False),
        ("Gemiddelde termijn tussen aanvraag en beslissing, in dagen", False),
        ("Pourcentage / OK/NOK", False),
        ("Suivi des objectifs environnementaux repris dans ISO14001:2015.", False),
    ],
)
def test_an_indicator_measures_one_thing(title: str, is_told: bool):
    found = told({}, {"title_fr": title, "title_nl": title})
    assert ("TXT008@KPI!G7" in found) is is_told


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Réduire les délais.", []),
        ("REDUIRE LES DELAIS", []),
        ("Réduire les délais de traitement des demandes", []),
        ("Reduire le délai", []),
        ("RLD", []),
        ("Acheter un bâtiment", ["XTB003@KPI!E7"]),
        ("", ["LNG001@KPI!E7"]),
    ],
)
def test_a_title_is_the_same_but_for_spelling_and_a_few_words(title: str, expected: list[str]):
    assert told({}, {"objective_title_fr": title}) == expected


def test_the_title_of_another_objective_is_named_as_such():
    other = {"title_fr": "Acheter un bâtiment", "title_nl": "Een gebouw kopen"}
    taken = {f"objective_{key}": text for key, text in other.items()}
    [finding] = judged(block_of(1, {}, taken, taken), block_of(2, other))
    params = dict(finding.params)
    assert (finding.code, finding.place) == ("XTB003", "KPI!E7")
    assert (params["advice"], params["where"]) == ("@found.title_differs.other", "O.O.2.1")


def test_a_strategic_objective_has_one_title():
    one = block_of(2, {"strategic_ref": "O.S.1"}, {"strategic_ref": "O.S.1"}, {"strategic_ref": "O.S.1"})
    other = {"strategic_ref": "O.S.1", "strategic_title_fr": "Logement abordable"}
    blocks = (block_of(1), one, block_of(3, other, {"strategic_ref": "O.S.1"}, {"strategic_ref": "O.S.1"}))
    found = [finding for finding in judged(*blocks) if finding.code == "XTB003"]
    assert codes(found) == ["XTB003@OO-OD!C11", "XTB003@KPI!C15"]


def test_a_good_return_stays_good_with_an_earlier_report():
    read: Submission = replace(good_submission(), last_year=last_year(description_fr=STORY))
    assert check(read) == []
