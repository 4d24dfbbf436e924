"""Edits of sheets and of the file: cover, extra sheets, names, order, hidden lists, metadata, calendar, macros."""

from __future__ import annotations

import random

from returns.mutants.draft import OO, TABLES, Cell, Draft, Page
from returns.mutants.edit import any_table, edit

_COVER, _FINDINGS, _LISTS, _METADATA = "Accueil-Onthaal", "Constats-Bevindingen", "_listes", "_minerva"


@edit(certain=True)
def sheet_of_their_own(draft: Draft, rng: random.Random):
    page = Page(rng.choice(["Feuil1", "Notes", "Calculs", "Blad2"]))
    for row in range(1, 6):
        page.type(row, 1, rng.choice(["à faire", "brouillon", 12, "85 %"]))
    draft.pages.insert(rng.randint(0, len(draft.pages)), page)


@edit(certain=True)
def copy_of_a_table(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    again = Page(f"{page.name} (2)")
    again.cells = {
        p: Cell(c.value, None, "typed" if c.role == "typed" else "own", c.look, c.formula)
        for p, c in page.cells.items()
    }
    draft.pages.insert(draft.pages.index(page) + 1, again)


@edit(certain=True)
def table_sheet_renamed(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    names = (
        ["Objectifs", "OO", "Feuil1", "OO-OD 2020", "Tableau OO"]
        if page.table == OO
        else ["Indicateurs", "KPI 2020", "KPI's", "Feuil2"]
    )
    page.name = rng.choice(names)


@edit(certain=True)
def sheet_names_in_other_letters(draft: Draft, rng: random.Random):
    for page in draft.pages:
        if page.table:
            page.name = rng.choice([page.name.lower(), page.name.capitalize(), f" {page.name}", f"{page.name} "])


@edit(certain=True)
def sheets_in_another_order(draft: Draft, rng: random.Random):
    rng.shuffle(draft.pages)


@edit(certain=True)
def table_sheet_hidden(draft: Draft, rng: random.Random):
    any_table(draft, rng).state = rng.choice(["hidden", "veryHidden"])


@edit()
def table_sheet_deleted(draft: Draft, rng: random.Random):
    pages = [page for page in draft.pages if page.table]
    if len(pages) < 2 or any(page.name.endswith(" (2)") for page in draft.pages):
        return False  # the copy of a table is then the table
    draft.pages.remove(rng.choice(pages))
    return None


@edit()
def rows_inserted_in_the_cover(draft: Draft, rng: random.Random):
    page = draft.page(_COVER)
    if page is None:
        return False
    page.insert_rows(rng.randint(1, 12), rng.randint(1, 3))
    return None


@edit(certain=True)
def remark_on_the_cover(draft: Draft, rng: random.Random):
    page = draft.page(_COVER)
    if page is None:
        return False
    place = rng.choice([(1, 2), (2, 2), (3, 4), (20, 5), (40, 2), (8, 4), (1, 1)])
    page.cells[place] = Cell("Merci de nous rappeler avant publication")
    return None


@edit(certain=True)
def cover_deleted(draft: Draft, rng: random.Random):
    page = draft.page(_COVER)
    if page is None:
        return False
    draft.pages.remove(page)
    return None


@edit(certain=True)
def partial_on_the_cover(draft: Draft, rng: random.Random):
    page = draft.page(_COVER)
    if page is None or (9, 3) not in page.cells or page.cells[9, 3].role != "typed":
        return False
    page.cells[9, 3].value = rng.choice(["partiel/gedeeltelijk", "Partiel", "gedeeltelijk"])
    return None


@edit(certain=True)
def text_typed_into_the_findings_sheet(draft: Draft, rng: random.Random):
    page = draft.page(_FINDINGS)
    if page is None:
        return False
    page.type(rng.randint(5, 9), rng.randint(1, 8), rng.choice(["corrigé le 3 mars", "OK"]))
    return None


@edit(certain=True)
def text_typed_into_the_metadata(draft: Draft, rng: random.Random):
    page = draft.page(_METADATA)
    if page is None:
        return False
    page.type(*rng.choice([(1, 4), (7, 1), (7, 2)]), "vu")
    return None


@edit(certain=True)
def text_typed_into_the_lists(draft: Draft, rng: random.Random):
    page = draft.page(_LISTS)
    if page is None:
        return False
    page.state = "visible"
    page.type(*rng.choice([(9, 1), (6, 1), (2, 10)]), "Jours/Dagen")
    return None


@edit(certain=True)
def title_lines_typed_over(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    if page.header_rows()[0] < 5:
        return False
    place = rng.choice([(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (2, 6)])
    page.cells[place] = Cell("ATTENTION : version provisoire, ne pas diffuser")
    return None


@edit(certain=True)
def metadata_sheet_deleted(draft: Draft, rng: random.Random):
    page = draft.page(_METADATA)
    if page is None:
        return False
    draft.pages.remove(page)
    return None


@edit()
def year_changed_in_the_metadata(draft: Draft, rng: random.Random):
    page = draft.page(_METADATA)
    if page is None or (3, 2) not in page.cells:
        return False
    page.cells[3, 2].value = rng.choice(["2019", "", "20 20"])
    draft.may_refuse = True
    return None


@edit(certain=True)
def only_the_two_tables(draft: Draft, rng: random.Random):
    """Copied into a new workbook."""
    draft.pages = [page for page in draft.pages if page.table in TABLES]
    return bool(draft.pages)


@edit(certain=True)
def calendar_of_1904(draft: Draft, rng: random.Random):
    draft.date1904 = True


@edit(certain=True)
def saved_with_macros(draft: Draft, rng: random.Random):
    draft.macros = True
    draft.name = draft.name.replace(".xlsx", ".xlsm")
