"""Edits of what a cell may hold besides its value: errors, formulas, comments, strikes, white space, statuses."""

from __future__ import annotations

import random

from returns.mutants.draft import FIGURES, Cell, Draft, Error, Expected
from returns.mutants.edit import any_table, any_value, edit
from returns.mutants.edits_figures import shown


@edit()
def error_instead_of_a_value(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("result", "red", "weight", "description", "ref"))
    if found is None:
        return False
    origin, place = found
    cell = page.cells[place]
    cell.value, cell.look = Error(rng.choice(["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])), ""
    cell.formula = rng.choice(["", "B1/0"])
    draft.truth[page.table, origin.uid][origin.field] = Expected(
        (str(cell.value), ""), "text" if origin.key in FIGURES else ""
    )
    draft.must_find.append(page.cells[place])
    return None


@edit()
def formula_without_stored_value(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("result", "green", "weight", "description", "title", "budget"))
    if found is None:
        return False
    origin, place = found
    cell = page.cells[place]
    if any(other is not cell and other.origin == origin for other in page.cells.values()):
        return False  # in the other row of the record it is one of the template's own formulas
    cell.value, cell.formula = None, "SUM(A1:A3)"
    cell.role = "empty formula"
    draft.must_find.append(page.cells[place])
    return None


@edit(certain=True)
def formula_with_stored_value(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("result", "green", "weight", "description", "title", "ref"))
    if found is None:
        return False
    page.cells[found[1]].formula = "IF(1=1,Z99,Y98)"
    return None


@edit(certain=True)
def comment_on_a_cell(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    place = rng.choice(sorted(page.values().values()))
    page.notes[place] = "À confirmer avec la comptabilité"
    draft.must_find.append(page.notes[place])


@edit()
def comment_on_an_empty_cell(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    place = (page.last_row + 3, 4)
    page.notes[place] = "Manque encore deux lignes"
    draft.must_find.append(page.notes[place])


@edit(certain=True)
def text_struck_through(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    places = sorted(place for place in page.values().values() if not page.cells[place].look)
    if not places:
        return False
    place = rng.choice(places)
    page.cells[place].look = "struck"
    draft.must_find.append(page.cells[place])
    return None


@edit(certain=True)
def white_space_in_empty_cells(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    columns = [place[1] for place in page.headers().values()]
    for _ in range(8):
        row = rng.randint(page.header_rows()[-1] + 1, page.last_row + 2)
        place = row, rng.choice(columns)
        if place not in page.cells:
            page.cells[place] = Cell(rng.choice([" ", "\n", "\u00a0", "\u202f ", "\u200b"][:4]))


@edit()
def only_fr_or_nl_as_text(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("description", "deviation", "actions", "title"))
    if found is None:
        return False
    _origin, place = found
    page.cells[place].value = rng.choice(["FR", "NL", "fr", "FR/NL"])
    draft.must_find.append(page.cells[place])
    return None


@edit()
def status_typed_over_its_formula(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    places = sorted(p for p, c in page.cells.items() if c.role == "status" and c.origin.uid in page.rows())
    if not places:
        return False
    place = rng.choice(places)
    page.cells[place] = Cell(rng.choice(["Réalisé", "Non-réalisé", "Gerealiseerd", "✔ Réalisé", "orange"]))
    return None


@edit()
def sentence_typed_into_the_status(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    places = sorted(p for p, c in page.cells.items() if c.role == "status" and c.origin.uid in page.rows())
    if not places:
        return False
    place = rng.choice(places)
    page.cells[place] = Cell("Projet reporté à 2021 par décision du Gouvernement")
    draft.must_find.append(page.cells[place])
    return None


@edit()
def value_typed_into_a_helper_column(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    places = sorted(p for p, c in page.cells.items() if c.role == "helper" and c.formula)
    if not places:
        return False
    place = rng.choice(places)
    page.cells[place] = Cell(rng.choice([85, "voir annexe"]))
    return None


@edit(certain=True)
def everything_pasted_as_values(draft: Draft, rng: random.Random):
    """No formula left: echoes, statuses and helpers are what they showed."""
    page = any_table(draft, rng)
    told = {c.origin: c for c in page.cells.values() if c.role == "typed" and c.origin and c.origin.line == "fr"}
    for place, cell in list(page.cells.items()):
        if not cell.formula or cell.role in ("typed", "empty formula"):
            continue
        source = told.get(cell.origin._replace(line="fr")) if cell.role == "echo" and cell.origin else None
        if source is not None and source.filled and source.look != "percent":
            page.cells[place] = Cell(source.value, source.origin, "typed")
        elif source is not None and source.filled:
            page.cells[place] = Cell(f"{shown(source.value * 100)} %", source.origin, "typed")
        else:
            page.cells.pop(place)
