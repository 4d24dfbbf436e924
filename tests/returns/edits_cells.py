"""Edits of single cells: figures, words and references as people type them, and what else a cell may hold."""

from __future__ import annotations

import random
import unicodedata
from datetime import date
from decimal import Decimal

from returns.drafts import FIGURES, Cell, Draft, Error, Expected, Origin
from returns.edits import any_record, any_table, any_value, edit, text_keys

_CYRILLIC = str.maketrans("OSKPA", "ОЅКРА")


def _figure(
    draft: Draft, rng: random.Random, keys: tuple[str, ...] = FIGURES, units: tuple[str, ...] = (), least: int = 0
):
    """A plain number typed as a threshold, result or weight of a record: page, origin, place, cell; None without."""
    page = any_table(draft, rng)
    found = []
    for origin, place in sorted(page.values().items()):
        cell = page.cells[place]
        if origin.key in keys and isinstance(cell.value, Decimal) and cell.look != "percent" and cell.value >= least:
            told = draft.present(page.table, origin.uid).get("unit") if units else None
            if not units or (told.texts[0] if told else "") in units:
                found.append((page, origin, place, cell))
    return rng.choice(found) if found else None


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}"


@edit(certain=True)
def number_as_text(draft: Draft, rng: random.Random):
    found = _figure(draft, rng)
    if found is None:
        return False
    _, origin, _, cell = found
    text = _shown(cell.value)
    if "." in text:
        return False
    form = rng.choice(["{}", " {}", "{} ", "{}\u00a0", "'{}", "{},0", "{}.0", "{},00"])
    cell.value = form.format(text)
    draft.expect(origin, text, kind="number", number=text)
    return None


@edit(certain=True)
def percentage_as_text(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, units=("", "percent"))
    if found is None:
        return False
    _, origin, _, cell = found
    text = _shown(cell.value)
    form = rng.choice(["{} %", "{}%", "{}\u00a0%", "{}\u202f%", " {} % ", "{} pour cent", "{} procent"])
    cell.value = form.format(text.replace(".", ","))
    draft.expect(origin, text, kind="percent", number=text)
    return None


@edit(certain=True)
def percent_format(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, units=("", "percent"))
    if found is None:
        return False
    _, origin, _, cell = found
    text = _shown(cell.value)
    cell.value, cell.look = cell.value / 100, "percent"
    draft.expect(origin, text, kind="percent", number=text)
    return None


@edit(certain=True)
def decimal_comma_as_text(draft: Draft, rng: random.Random):
    found = _figure(draft, rng)
    if found is None:
        return False
    _, origin, _, cell = found
    number = cell.value.quantize(Decimal(1)) + Decimal("0.5")
    cell.value = rng.choice(["{}", "{}0"]).format(str(number).replace(".", ","))
    draft.expect(origin, _shown(number), kind="number", number=number)
    return None


@edit(certain=True)
def amount_as_text(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, ("red", "green", "result"), units=("number",), least=10000)
    if found is None:
        return False
    _, origin, _, cell = found
    spelled = f"{cell.value:,.0f}"
    text = _shown(cell.value)
    cell.value = rng.choice(
        [
            f"{spelled.replace(',', '.')} €",
            f"€ {spelled.replace(',', '.')}",
            spelled.replace(",", " "),
            f"{spelled.replace(',', chr(0xA0))} EUR",
            f"{text} €",
        ]
    )
    draft.expect(origin, text, kind="number", number=text)
    return None


@edit()
def thousands_with_one_point(draft: Draft, rng: random.Random):
    """`4.000` may be 4 or 4000."""
    found = _figure(draft, rng, ("red", "green", "result"))
    if found is None:
        return False
    page, origin, place, cell = found
    cell.value = rng.choice(["4.000", "30.001", "1,250"])
    draft.expect(origin, cell.value, kind="text")
    draft.must_find.append(page.cells[place])
    return None


@edit()
def several_figures_in_one_cell(draft: Draft, rng: random.Random):
    found = _figure(draft, rng)
    if found is None:
        return False
    page, origin, place, cell = found
    number = _shown(cell.value)
    cell.value = rng.choice(
        ["{} / 80", "{}\n75", "{} 100", "50-{}", "{} et 90", "T1: {} T2: 88", "{} (2019: 60)", "{} %\n75 %"]
    ).format(number)
    draft.expect(origin, cell.value, kind="text")
    draft.must_find.append(page.cells[place])
    return None


@edit()
def figure_among_words(draft: Draft, rng: random.Random):
    found = _figure(draft, rng)
    if found is None:
        return False
    page, origin, place, cell = found
    cell.value = rng.choice(
        ["{} dossiers", "env. {}", "> {}", "{} % (estimation)", "≈{}", "{}*", "{}?", "au moins {} %", "+/- {}", "{}x"]
    ).format(_shown(cell.value))
    draft.expect(origin, cell.value, kind="text")
    draft.must_find.append(page.cells[place])
    return None


@edit()
def date_instead_of_a_figure(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, ("red", "green", "result"))
    if found is None:
        return False
    page, origin, place, cell = found
    day = date(2020, rng.randint(1, 12), rng.randint(1, 28))
    shown = f"{day:%d/%m/%Y}"
    cell.value, cell.look = rng.choice([(day, "date"), (shown, ""), (f"{day.day}/{day.month}/{day.year}", "")])
    draft.expect(origin, cell.value if isinstance(cell.value, str) else shown, kind="text")
    draft.must_find.append(page.cells[place])
    return None


@edit()
def fraction_instead_of_a_percentage(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, ("result",), units=("", "percent"))
    if found is None:
        return False
    _, origin, _, cell = found
    cell.value = Decimal(rng.choice(["0.85", "0.5", "1"]))
    draft.expect(origin, _shown(cell.value), kind="number", number=cell.value)
    return None


@edit()
def figure_emptied(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, FIGURES)
    if found is None:
        return False
    origin, _place = found
    twins = [p for p, c in page.cells.items() if c.origin == origin and c.role == "typed"]
    for twin in twins:
        page.cells.pop(twin)
    unit = draft.present(page.table, origin.uid).get("unit")
    if (unit is None or unit.texts[0] != "text") and not any(lent == origin for lent in draft.lent.values()):
        yes_no = unit is not None and unit.texts[0] == "yes_no" and origin.key != "result"
        if not yes_no:
            draft.must_find.append((page.table, origin.uid))
    return None


@edit()
def thresholds_reversed(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    uid, _ = any_record(page, rng)
    values = page.values(uid)
    red, green = (values.get(Origin(page.table, uid, key)) for key in ("red", "green"))
    if not red or not green:
        return False
    one, other = page.cells[red], page.cells[green]
    one.value, other.value, one.look, other.look = other.value, one.value, other.look, one.look
    truth = draft.truth[page.table, uid]
    truth["red"], truth["green"] = truth["green"], truth["red"]
    return None


@edit(certain=True)
def yes_and_no_spelled_otherwise(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("red", "green", "result"), lambda value: value in ("O", "N"))
    if found is None:
        return False
    origin, place = found
    yes = page.cells[place].value == "O"
    words = ["Oui", "ja", "J", "OK", "o", "oui ", "O\u00a0"] if yes else ["Non", "Nee", "neen", "NOK", "n", " N"]
    page.cells[place].value = rng.choice(words)
    draft.expect(origin, "O" if yes else "N", kind="yes" if yes else "no")
    return None


@edit(certain=True)
def zero_for_the_letter_o(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("green",), lambda value: value == "O")
    if found is None:
        return False
    origin, place = found
    red = page.values().get(origin._replace(key="red"))
    if red is None or page.cells[red].value != "N":
        return False
    page.cells[place].value = rng.choice([Decimal(0), "0"])
    draft.expect(origin, "O", kind="yes")
    return None


@edit()
def a_boolean_as_result(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    found = any_value(page, rng, ("result",))
    if found is None:
        return False
    origin, place = found
    value = rng.random() < 0.5
    page.cells[place].value, page.cells[place].look = value, ""
    draft.expect(origin, "O" if value else "N", kind="yes" if value else "no")
    return None


@edit()
def absence_words_as_result(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, ("result",))
    if found is None:
        return False
    page, origin, place, cell = found
    cell.value, kind = rng.choice(
        [("N/A", "not_applicable"), ("/", "none"), ("Aucun", "none"), ("niet van toepassing", "not_applicable"),
         ("Les chiffres seront disponibles au courant 2021", "provisional"), ("voir O.O.2.1", "refers")]
    )  # fmt: skip
    draft.expect(origin, cell.value, kind=kind)
    draft.must_find.append(page.cells[place])
    return None


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
    _origin, place = found
    cell = page.cells[place]
    cell.value, cell.formula, cell.origin = None, "SUM(A1:A3)", cell.origin
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


# references and texts


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


# words of lists


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


# computed columns


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
    shown = {c.origin: c for c in page.cells.values() if c.role == "typed" and c.origin and c.origin.line == "fr"}
    for place, cell in list(page.cells.items()):
        if not cell.formula or cell.role in ("typed", "empty formula"):
            continue
        source = shown.get(cell.origin._replace(line="fr")) if cell.role == "echo" and cell.origin else None
        if source is not None and source.filled and source.look != "percent":
            page.cells[place] = Cell(source.value, source.origin, "typed")
        elif source is not None and source.filled:
            page.cells[place] = Cell(f"{_shown(source.value * 100)} %", source.origin, "typed")
        else:
            page.cells.pop(place)


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
