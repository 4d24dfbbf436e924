"""The letter to an organisation: what it says at each stage, in its own language, with the right numbers and dates."""

from __future__ import annotations

import re
from datetime import date

import pytest

from minerva.layout.labels import REPORT_LANGUAGES, labels
from minerva.merge.consolidate import consolidate
from minerva.merge.follow_up import follow_ups
from minerva.model.follow_up import FollowUp, Stage
from minerva.model.record import Source
from minerva.model.register import Correction, Group, Organisation, Register, Settings
from minerva.model.submission import Refusal, SourceFile, Submission, Unusable
from minerva.publish.letters import MOST_CELLS, letter, long_date
from rules.submissions import block_of, good_submission, submission

BEFORE, DEADLINE, AFTER = date(2021, 3, 1), date(2021, 3, 31), date(2021, 4, 1)
FAULTS = {
    "error": [block_of(1, {"result": ""}), block_of(2)],
    "warning": [block_of(1, {"budget": "29 006 0145 40"}), block_of(2)],
    "translation": [block_of(1, {"title_nl": "", "actions_nl": ""}), block_of(2)],
}


def organisation(**more: object) -> Organisation:
    about = {"part": 3, "group": Group.OAA_CATEGORY_2, "order": 1, "name_fr": "Agence", "name_nl": "Agentschap"}
    return Organisation(**({"id": "actiris", "language": "fr", "deadline": DEADLINE, **about} | more))


def about(*outcomes: object, corrections: tuple = (), **more: object) -> FollowUp:
    """What is left to do for the one organisation of a register."""
    register = Register(settings=Settings(year=2020), organisations=(organisation(**more),), corrections=corrections)
    return follow_ups(consolidate(register, outcomes))[0]


def text(*outcomes: object, today: date = BEFORE, attached: dict | None = None, **more: object) -> str:
    return letter(about(*outcomes, **more), 2020, today, attached).text


def unusable(refusal: Refusal = Refusal.ENCRYPTED, name: str = "mails/lundi.eml/actiris.xlsx") -> Unusable:
    return Unusable(SourceFile(name, 1, "f" * 64), refusal, organisation="actiris")


CASES: dict[str, tuple[Stage, tuple]] = {
    "missing": (Stage.MISSING, ()),
    "unusable": (Stage.UNUSABLE, (unusable(),)),
    "error": (Stage.TO_CORRECT, (submission(FAULTS["error"]),)),
    "warning": (Stage.TO_JUSTIFY, (submission(FAULTS["warning"]),)),
    "translation": (Stage.TO_JUSTIFY, (submission(FAULTS["translation"]),)),
    "fine": (Stage.FINE, (good_submission(),)),
}


@pytest.mark.parametrize("name", CASES)
def test_each_stage_has_its_letter(name: str):
    stage, outcomes = CASES[name]
    assert about(*outcomes).stage is stage
    texts = {language: text(*outcomes, language=language) for language in REPORT_LANGUAGES}
    for language, said in texts.items():
        words = labels(language)
        assert words("letter.greeting") in said.splitlines()
        assert said.splitlines()[-1] == words("letter.cell")
        assert not re.search(r"[{}@]|\n\n\n| $", said, re.MULTILINE), said
    assert "Agence" in texts["fr"]
    assert "Agentschap" in texts["nl"]
    shared = set(texts["fr"].splitlines()) & set(texts["nl"].splitlines())
    assert not [line for line in shared if len(re.findall(r"[a-z]{3,}", line)) > 3]


def test_both_languages_stand_one_under_the_other_where_the_register_says_so_or_nothing():
    for language in ("fr/nl", ""):
        said = text(language=language)
        french, dutch = (labels(one)("letter.greeting") for one in REPORT_LANGUAGES)
        assert 0 < said.index(french) < said.index(dutch)
    assert labels("nl")("letter.greeting") not in text(language="fr")


def test_a_reminder_tells_of_no_file_and_lists_nothing():
    said = text()
    assert "rapport non reçu" in said.splitlines()[0]
    assert labels("fr")("letter.crossed") in said
    assert "À CORRIGER" not in said


def test_an_unusable_file_has_its_reason_and_a_remedy_for_its_sender():
    said = text(unusable())
    assert "Fichier non utilisé : actiris.xlsx. Ce fichier est protégé par un mot de passe." in said
    assert labels("fr")("refusal_remedy.encrypted") in said


@pytest.mark.parametrize("language", REPORT_LANGUAGES)
@pytest.mark.parametrize("refusal", Refusal)
def test_no_remedy_speaks_to_the_cell(refusal: Refusal, language: str):
    said = text(unusable(refusal), language=language)
    (remedy,) = [line for line in said.splitlines() if line.startswith("   → ")]
    assert not re.search(r"--|[Mm]inerva|\bregist|Attendu/Verwacht|dossier|\bmap\b|\.eml", remedy), remedy


def test_what_must_be_corrected_has_place_found_and_remedy():
    said = text(*CASES["error"][1])
    assert (
        "À CORRIGER : 1 ERREUR\n\nFeuille OO-OD\n- K7, O.O.1.1 · Le résultat manque · résultat atteint : cellule vide\n"
        in said
    )
    assert "   → tapez le résultat en K7" in said
    assert "1 point à corriger" in said.splitlines()[0]
    assert "AVERTISSEMENT" not in said


def test_a_warning_may_be_justified_and_a_translation_may_wait():
    said = text(*CASES["warning"][1])
    assert "À CORRIGER OU À JUSTIFIER : 1 AVERTISSEMENT" in said
    assert "ou justifiez en Q7" in said
    assert labels("fr")("letter.justify") in said
    assert labels("fr")("letter.translate") not in said
    said = text(*CASES["translation"][1])
    assert "À TRADUIRE : 2 TEXTES" in said
    assert "- Une traduction manque (2) · E8, O8" in said
    assert labels("fr")("letter.translate") in said
    assert labels("fr")("letter.justify") not in said


def test_what_is_justified_is_in_order():
    head, indicators = block_of(1, {"budget": "29 006 0145 40"})
    said = text(submission([(head | {"justification": "Vieille allocation"}, indicators), block_of(2)]))
    assert "1 avertissement est justifié" in said
    assert labels("fr")("letter.nothing") in said


def test_the_numbers_are_those_of_what_was_read():
    said = text(good_submission(1))
    assert "Nous y avons lu 1 objectif opérationnel et 2 indicateurs." in said
    assert "Statuts : 2 réalisés, 1 réalisé partiellement." in said
    dutch = text(good_submission(2), language="nl")
    assert "Wij lazen er 2 operationele doelstellingen en 4 indicatoren in." in dutch


def test_many_findings_of_one_rule_are_one_entry_with_their_cells():
    blocks = [block_of(number, {"result": ""}) for number in range(1, MOST_CELLS + 4)]
    said = text(submission(blocks))
    (line,) = [line for line in said.splitlines() if "Le résultat manque" in line]
    assert line.startswith(f"- Le résultat manque ({len(blocks)}) · K7, K9, ")
    assert line.endswith("et 3 autres cellules")
    assert f"À CORRIGER : {len(blocks)} ERREURS" in said


def test_a_long_list_ends_with_how_many_more_there_are():
    """Different rules in different sheets cannot be put together, so the list itself is cut."""
    from minerva.publish import letters

    blocks = [block_of(1, {"result": ""}), block_of(2, {"red": ""}), block_of(3, {"budget": "29 006 0145 40"})]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters, "MOST_ENTRIES", 1)
        assert "… et 1 autre point." in text(submission(blocks))
        said = text(submission(blocks), attached={"actiris.xlsx": "actiris-corrections.xlsx"})
    assert "… et 1 autre, dans la feuille Constats-Bevindingen du classeur joint." in said


def test_the_annotated_workbook_is_named_where_there_is_one():
    assert labels("fr")("letter.how") in text(*CASES["error"][1])
    said = text(*CASES["error"][1], attached={"actiris.xlsx": "actiris-corrections.xlsx"})
    assert "Corrigez dans le classeur joint (actiris-corrections.xlsx)" in said
    assert labels("fr")("letter.how") not in said


@pytest.mark.parametrize(
    ("deadline", "today", "said"),
    [
        (DEADLINE, BEFORE, "Renvoyez-nous le fichier corrigé pour le 31 mars 2021 au plus tard."),
        (DEADLINE, DEADLINE, "Renvoyez-nous le fichier corrigé pour le 31 mars 2021 au plus tard."),
        (DEADLINE, AFTER, "L’échéance était le 31 mars 2021 : renvoyez-nous le fichier corrigé dès que possible."),
        (None, BEFORE, "Renvoyez-nous le fichier corrigé dès que possible."),
    ],
)
def test_until_when(deadline: date | None, today: date, said: str):
    assert said in text(*CASES["error"][1], deadline=deadline, today=today).splitlines()


def test_a_letter_of_thanks_asks_for_nothing():
    said = text(good_submission())
    assert labels("fr")("letter.heading.what_to_do") not in said
    assert "31 mars" not in said


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (date(2021, 3, 1), "fr", "1er mars 2021"),
        (date(2021, 3, 1), "nl", "1 maart 2021"),
        (date(2021, 8, 31), "fr", "31 août 2021"),
        (date(2021, 12, 2), "nl", "2 december 2021"),
    ],
)
def test_dates_are_those_of_the_language(day: date, language: str, said: str):
    assert long_date(day, labels(language)) == said


def test_the_newest_complete_return_counts_and_the_older_one_is_named():
    old = submission(FAULTS["error"], file=SourceFile("vieux.xlsx", 1, "a", "2021-01-01T10:00:00Z"))
    new = submission([block_of(1)], file=SourceFile("neuf.xlsx", 1, "b", "2021-02-01T10:00:00Z"))
    said = text(old, new)
    assert "votre rapport 2020 : neuf.xlsx." in said
    assert "Fichier non utilisé : vieux.xlsx. Un rapport complet plus récent existe" in said
    assert labels("fr")("letter.nothing") in said


def test_parts_are_put_together_and_the_file_of_a_finding_is_named():
    first = submission(FAULTS["error"], complete=False, file=SourceFile("a.xlsx", 1, "a", "2021-01-01T10:00:00Z"))
    second = submission([block_of(3)], complete=False, file=SourceFile("b.xlsx", 1, "b", "2021-02-01T10:00:00Z"))
    said = text(first, second)
    assert "en 2 fichiers que nous avons réunis : a.xlsx, b.xlsx." in said
    assert "Feuille OO-OD (a.xlsx)" in said
    assert labels("fr")("letter.partial") in said


def test_what_the_cell_corrected_is_not_asked_for_again():
    given = {"organisation": "actiris", "table": "OO-OD", "reference": "O.O.1.1", "field": "result"}
    correction = Correction(**given, new_value="95", who="cellule", date=date(2021, 3, 2), reason="téléphone")
    said = text(*CASES["error"][1], corrections=(correction,))
    assert "1 valeur que nous avons corrigée" in said
    assert "ERREUR" not in said


def test_findings_for_the_cell_stand_in_no_letter():
    """Two copies of one file (COV010) and a refused correction (COR001) are not the correspondent's to settle."""
    given = {"organisation": "actiris", "table": "KPI", "reference": "KPI-9.9.9", "field": "result"}
    refused = Correction(**given, new_value="95", who="cellule", date=date(2021, 3, 2), reason="téléphone")
    copies = [good_submission(), submission([block_of(1), block_of(2)], file=SourceFile("copie.xlsx", 1, ""))]
    assert about(*copies, corrections=(refused,)).findings == ()


def test_a_section_is_named_with_its_organisation_and_has_its_deadline():
    mother = organisation(expected="sections")
    section = organisation(
        id="actiris/emploi", section_of="actiris", order=2, name_fr="Emploi", name_nl="Werk", deadline=None
    )
    register = Register(settings=Settings(year=2020), organisations=(mother, section))
    (only,) = follow_ups(consolidate(register, []))
    said = letter(only, 2020, BEFORE)
    assert "Agence – Emploi" in said.text
    assert "31 mars 2021" in said.text
    assert said.name == "lettre-brief-actiris--emploi.txt"


def test_the_file_is_one_windows_reads_as_it_is():
    content = letter(about(), 2020, BEFORE).content
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.decode("utf-8-sig").replace("\r\n", "\n") == text()


def test_no_letter_to_nobody():
    nobody = Unusable(SourceFile("x.pdf", 1, "f"), Refusal.PDF)
    register = Register(settings=Settings(year=2020), organisations=(organisation(),))
    _, stray = follow_ups(consolidate(register, [nobody]))
    assert (stray.organisation, stray.stage) == (None, Stage.UNUSABLE)
    with pytest.raises(ValueError, match="no organisation"):
        letter(stray, 2020, BEFORE)


def test_no_address_and_no_person():
    """The function typed on the cover may be a name: it is not used."""
    from minerva.model.record import Field

    cover = {"function": Field("Marie Dupont", "Marie Dupont", Source("Accueil-Onthaal", 8, 3))}
    said = text(submission(FAULTS["error"], cover=cover), mailbox="controle@example.brussels")
    assert "Dupont" not in said
    assert "@" not in said


def test_every_stage_has_its_words():
    for stage in Stage:
        assert all(labels(language).has(f"stage.{stage.value}") for language in REPORT_LANGUAGES)
    assert isinstance(about(good_submission()).submission, Submission)
