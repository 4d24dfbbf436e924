"""Addresses of persons and columns of names are kept out, and the journal says so without them."""

import re
from dataclasses import replace

import pytest

from minerva.layout.labels import bilingual
from minerva.merge.consolidate import consolidate
from minerva.merge.personal import LONGEST_TEXT, without_personal_data
from minerva.model.consolidation import Consolidation
from minerva.model.reading import Why
from minerva.model.record import Field, Remark, Source
from minerva.model.submission import Aside, Notice, NoticeKind, Refusal, SetAside, SourceFile, Submission, Unusable
from minerva.rules.cells import quoted
from rules.submissions import block_of, submission
from workbooks import REGISTER

ADDRESS = "agent.un@minerva.example"
PLACEHOLDER = f"[{bilingual('personal.address', ' / ')}]"
ANY_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
COVER = "Accueil-Onthaal"


def returned(**changes: str) -> Submission:
    """A return whose description is changed, with all cells counted."""
    read = submission([block_of(1, {}, changes), block_of(2)])
    read.filled = read.merged_cells
    return read


def published(*returns: Submission | Unusable, register=REGISTER) -> tuple[Consolidation, Consolidation]:
    before = consolidate(register, returns)
    return before, without_personal_data(before)


def chapter_of(consolidation: Consolidation) -> Submission:
    return next(c.submission for c in consolidation.chapters if c.submission is not None)


def lines(consolidation: Consolidation, why: str) -> list[tuple[str, str, str]]:
    return [(line.source.place, line.raw, line.value) for line in consolidation.journal if line.why == why]


def test_a_report_without_addresses_stays_as_it_is():
    before, after = published(returned())
    assert replace(after, personal_data=True) == before
    assert not after.personal_data


def test_an_address_in_a_text_becomes_a_placeholder_with_a_line_in_the_journal():
    before, after = published(returned(description_fr=f"Voir {ADDRESS}."))
    field = chapter_of(after).indicators[0].fields["description_fr"]
    assert (field.text, field.raw, field.why) == (f"Voir {PLACEHOLDER}.", f"Voir {PLACEHOLDER}.", Why.PERSONAL)
    assert lines(after, "why.personal") == [("KPI!N7", f"Voir {PLACEHOLDER}.", f"Voir {PLACEHOLDER}.")]
    assert ADDRESS in chapter_of(before).indicators[0].text("description_fr")
    assert after.statuses() == before.statuses()


def test_nothing_that_is_written_holds_an_address():
    read = returned(
        description_fr=f"\x07{ADDRESS}", deviation_fr=f"@{'x' * 25} {ADDRESS}", result="", justification=ADDRESS
    )
    read.cover["intro_fr"] = Field(ADDRESS, ADDRESS, Source(COVER, 12, 3))
    read.set_aside += [
        SetAside(Source("KPI", 7, 40), f"Note de {ADDRESS} " * 5, Aside.OUTSIDE_TABLE),
        SetAside(Source("KPI", 3, 2), f"{'x' * 50} {ADDRESS}", Aside.ABOVE_TABLE),
    ]
    read.notices += [
        Notice(NoticeKind.COMMENT, Source("KPI", 7, 12), f"{ADDRESS} : à revoir"),
        Notice(NoticeKind.EXTERNAL_LINK, None, f"mailto:{ADDRESS}"),
    ]
    record = read.indicators[1]
    read.indicators[1] = replace(record, remarks=(Remark("Remarque", Field(ADDRESS, ADDRESS, Source("KPI", 9, 20))),))
    read.filled = read.merged_cells + len(read.set_aside)
    bad = Unusable(SourceFile("x.xlsx", 0, ""), Refusal.UNKNOWN_ORGANISATION, f"{ADDRESS}")
    settings = REGISTER.settings.model_copy(update={"preface_fr": ADDRESS})
    before, after = published(read, bad, register=REGISTER.model_copy(update={"settings": settings}))
    assert len(ANY_ADDRESS.findall(repr(before))) > 15
    assert ANY_ADDRESS.findall(repr(after)) == []
    assert [finding.code for finding in after.findings] == [finding.code for finding in before.findings]
    merged = chapter_of(after)
    assert merged.filled == merged.merged_cells + len(merged.set_aside)


def test_a_link_does_not_tell_whose_folder_it_leads_to():
    read = returned()
    read.notices.append(Notice(NoticeKind.EXTERNAL_LINK, None, "C:\\Users\\untel\\Budget.xlsx"))
    _, after = published(read)
    (target,) = [dict(finding.params)["target"] for finding in after.findings if finding.code == "SEC002"]
    assert target == f"C:\\Users\\{PLACEHOLDER}\\Budget.xlsx"


def test_the_names_of_files_stay():
    read = replace(returned(), file=SourceFile("agent@minerva.example.xlsx", 1, ""))
    older = replace(read, file=SourceFile("a.xlsx", 1, ""))
    _, after = published(read, older)
    assert [use.file.name for use in after.files] == ["a.xlsx", "agent@minerva.example.xlsx"]
    assert [use.detail for use in after.files] == ["agent@minerva.example.xlsx", ""]


def test_a_shared_mailbox_of_the_register_stays():
    text = f"Cellule@minerva.example, {ADDRESS}"
    organisations = tuple(
        row.model_copy(update={"mailbox": "cellule@minerva.example"}) if row.id == "actiris" else row
        for row in REGISTER.organisations
    )
    register = REGISTER.model_copy(update={"organisations": organisations})
    _, after = published(returned(description_fr=text), register=register)
    assert chapter_of(after).indicators[0].text("description_fr") == f"Cellule@minerva.example, {PLACEHOLDER}"


def with_manager(name: str, *orders: int) -> Submission:
    """A return in another layout, with a column of managers above the records with these numbers, from 0."""
    read = returned()
    manager = Remark("Gestionnaire", Field(name, name, Source("KPI", 7, 20)), personal=True)
    priority = Remark("Priorité", Field("1", "1", Source("KPI", 7, 21)))
    for order in orders:
        read.indicators[order] = replace(read.indicators[order], remarks=(manager, priority))
    read.filled = read.merged_cells
    return read


@pytest.mark.parametrize("orders", [(0,), (0, 1)])
def test_a_personal_column_is_left_out_and_its_cells_are_set_aside_once(orders):
    read = with_manager("Agente Untel", *orders)
    read.notices.append(Notice(NoticeKind.STRUCK_THROUGH, Source("KPI", 7, 20), "Agente Untel"))
    before, after = published(read)
    assert "Untel" in repr(before)
    assert "Untel" not in repr(after)
    merged = chapter_of(after)
    assert [remark.title for remark in merged.indicators[0].remarks] == ["Priorité"]
    assert merged.set_aside == [SetAside(Source("KPI", 7, 20), "", Aside.PERSONAL)]
    assert merged.filled == merged.merged_cells + len(merged.set_aside)
    assert lines(after, "aside.personal") == [("KPI!T7", "", "")]
    assert [dict(f.params)["raw"] for f in after.findings if f.code == "STR007"] == ["@aside.personal"]


def test_a_long_text_stays_short_enough_for_a_cell():
    text = "a@b.cd " * (LONGEST_TEXT // 7)
    _, after = published(returned(description_fr=text))
    written = chapter_of(after).indicators[0].text("description_fr")
    assert len(written) <= LONGEST_TEXT
    assert ANY_ADDRESS.search(written) is None


def test_a_quote_never_cuts_an_address_in_two():
    for length in range(30, 70):
        text = quoted(f"{'x' * length} {ADDRESS} et la suite du texte")
        assert ADDRESS in text or "agent" not in text
