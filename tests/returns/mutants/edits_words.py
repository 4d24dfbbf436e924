"""Edits of references, texts and words of lists."""

from __future__ import annotations

import random
import unicodedata

from returns.mutants.draft import Draft, Error
from returns.mutants.edit import any_table, any_value, edit, text_keys

_CYRILLIC = str.maketrans("OSKPA", "ОЅКРА")


@edit(certain=True)
def reference_spelled_otherwise(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(
        page, rng, ("strategic_ref", "objective_ref", "ref"), lambda value: str(value)[:2] in ("O.", "KP")
    )
    if found is None:
        return False
    _origin, place = found
    cell, text = page.cells[place], str(page.cells[place].value)
    if text.startswith("O.S."):
        forms = ["OS {}", "S.D. {}", "O.S {}", "0.S.{}", "OSD {}", " O.S.{} ", "O.S.\u00a0{}", "S{}"]
    elif text.startswith("O.O."):
        forms = ["OO {}", "O.D. {}", "0.0.{}", "0.O.{}", "O.O. {}", "OO.{}", "O.O.{}.", "OD {}"]
    else:
        forms = ["KPI {}", "KPI- . {}", "KPI-{}.", "kpi {}", "KP-{}", "KPI {} "]
    cell.value = rng.choice(forms).format(text.lstrip("OSKPI.-"))
    return None


@edit(certain=True)
def reference_in_cyrillic(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("strategic_ref", "objective_ref", "ref"))
    if found is None:
        return False
    cell = page.cells[found[1]]
    cell.value = str(cell.value).translate(_CYRILLIC)
    return None


@edit()
def reference_with_a_digit_lost(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("objective_ref", "ref"), lambda value: str(value).startswith("O.O."))
    if found is None:
        return False
    origin, place = found
    page.cells[place].value = rng.choice(["O.0.4", "O.O.4", "O.O."])
    draft.expect(origin, page.cells[place].value, "O.O.4")
    draft.must_find.append(page.cells[place])
    return None


@edit()
def reference_emptied(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(
        page, rng, ("strategic_ref", "objective_ref") if page.table == "KPI" else ("strategic_ref", "ref")
    )
    if found is None:
        return False
    if draft.lent:
        return False
    draft.must_find.append((page.table, found[0].uid))
    for twin in [p for p, c in page.cells.items() if c.origin == found[0] and c.role == "typed"]:
        page.cells.pop(twin)
    return None


@edit()
def reference_changed(draft: Draft, rng: random.Random):
    """Another number: it is what it is, unless it is another record's."""
    page = any_table(draft, rng)
    found = any_value(page, rng, ("ref",))
    if found is None:
        return False
    origin, place = found
    text = "KPI-9.9.9" if page.table == "KPI" else "O.O.9.9"
    page.cells[place].value = text
    draft.expect(origin, text)
    return None


@edit(certain=True)
def local_code_as_reference(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("ref",))
    if found is None or page.table != "KPI":
        return False
    page.cells[found[1]].value = "POP2020ICT1"
    draft.expect(found[0], "POP2020ICT1")
    return None


@edit(certain=True)
def texts_decomposed(draft: Draft, rng: random.Random):
    """The accents of a Mac: letter and accent apart; headers too."""
    page = any_table(draft, rng)
    for cell in page.cells.values():
        if isinstance(cell.value, str) and not isinstance(cell.value, Error) and not cell.formula:
            text = unicodedata.normalize("NFD", cell.value)
            if cell.role == "typed" and cell.origin and text != cell.value:
                old = draft.truth[cell.origin.table, cell.origin.uid].get(cell.origin.field)
                if old is not None:
                    more = tuple(unicodedata.normalize("NFD", one) for one in old.texts)
                    draft.truth[cell.origin.table, cell.origin.uid][cell.origin.field] = old._replace(
                        texts=(*old.texts, *more)
                    )
            cell.value = text


@edit(certain=True)
def text_with_odd_characters(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("description", "deviation", "title"), lambda value: isinstance(value, str))
    if found is None:
        return False
    origin, place = found
    cell = page.cells[place]
    old = cell.value
    form = rng.choice(
        ["=1+1 {}", "- {}", "+{}", "@{}", "{}\x07", "\u200b{}", "{} <b>&amp;</b>", "{} 🙂", "\t{}", "'{}", "{} _x0041_"]
    )
    cell.value = form.format(old)
    draft.expect(origin, cell.value, cell.value.replace("\x07", ""), cell.value.replace("_x0041_", "A"))
    return None


@edit(certain=True)
def several_budgets_in_one_cell(draft: Draft, rng: random.Random):
    page = draft.page("OO-OD")
    found = any_value(page, rng, ("budget",)) if page is not None else None
    if found is None:
        return False
    page.cells[found[1]].value = rng.choice(
        ["AB 16.005.15.01.4140 ; BA 16.005.08.03.1211", "16 005 15 01 4140\n10.006.27.14.4321"]
    )
    draft.expect(found[0], page.cells[found[1]].value)
    return None


@edit(certain=True)
def unit_in_free_words(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("unit",))
    if found is None:
        return False
    origin, place = found
    code = draft.truth[page.table, origin.uid]["unit"].texts[0]
    words = {"number": ["nombre", "Aantal", "€", "Euro"], "percent": ["pourcentage", "en %", "procent"],
             "yes_no": ["oui/non", "Ja/Nee", "OK/NOK"], "text": ["texte", "Tekst"]}.get(code)  # fmt: skip
    if words is None:
        return False
    page.cells[place].value = rng.choice(words)
    return None


@edit()
def unit_not_understood(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("unit",))
    if found is None:
        return False
    origin, place = found
    page.cells[place].value = rng.choice(["Pourcentage / OK/NOK", "dossiers traités", "jours", "kg"])
    draft.expect(origin, page.cells[place].value)
    draft.must_find.append(page.cells[place])
    return None


@edit()
def direction_in_words(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("direction",))
    if found is None:
        return False
    origin, place = found
    lower = draft.truth[page.table, origin.uid]["direction"].texts[0] == "lower"
    page.cells[place].value = rng.choice(["à la baisse", "lager is beter", "↓"] if lower else ["hausse", "hoger", "↑"])
    return None


@edit(certain=True)
def texts_emptied(draft: Draft, rng: random.Random):
    """Descriptions not written yet."""
    page = any_table(draft, rng)
    for origin, place in page.values().items():
        if (
            origin.key in text_keys(page.table)
            and origin.key not in ("title", "strategic_title")
            and rng.random() < 0.3
        ):
            page.cells.pop(place)
