"""Edits of thresholds, results and weights: figures as people type them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal

from returns.mutants.draft import FIGURES, Draft, Origin
from returns.mutants.edit import any_record, any_table, any_value, edit


def _figure(
    draft: Draft, rng: random.Random, keys: tuple[str, ...] = FIGURES, units: tuple[str, ...] = (), least: int = 0
):
    """A plain number typed as a threshold, result or weight of a record: page, origin, place, cell; None without."""
    page = any_table(draft, rng)
    found = []
    typed = Counter(cell.origin for cell in page.cells.values() if cell.role == "typed")
    for origin, place in sorted(page.values().items()):
        cell = page.cells[place]
        if typed[origin] > 1:
            continue
        if origin.key in keys and isinstance(cell.value, Decimal) and cell.look != "percent" and cell.value >= least:
            told = draft.present(page.table, origin.uid).get("unit") if units else None
            if not units or (told.texts[0] if told else "") in units:
                found.append((page, origin, place, cell))
    return rng.choice(found) if found else None


def shown(number: Decimal) -> str:
    """A number in plain digits."""
    return f"{number.normalize():f}"


@edit(certain=True)
def number_as_text(draft: Draft, rng: random.Random):
    found = _figure(draft, rng)
    if found is None:
        return False
    _, origin, _, cell = found
    text = shown(cell.value)
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
    text = shown(cell.value)
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
    text = shown(cell.value)
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
    draft.expect(origin, shown(number), kind="number", number=number)
    return None


@edit(certain=True)
def amount_as_text(draft: Draft, rng: random.Random):
    found = _figure(draft, rng, ("red", "green", "result"), units=("number",), least=10000)
    if found is None:
        return False
    _, origin, _, cell = found
    spelled = f"{cell.value:,.0f}"
    text = shown(cell.value)
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
    number = shown(cell.value)
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
    ).format(shown(cell.value))
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
    draft.expect(origin, shown(cell.value), kind="number", number=cell.value)
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
        if not yes_no and not (origin.key == "weight" and _is_only_indicator(draft, page.table, origin.uid)):
            draft.must_find.append((page.table, origin.uid))
    return None


def _is_only_indicator(draft: Draft, table: str, uid: str) -> bool:
    """Whether no other indicator names the objective: a blank weight is 100 then."""
    named = {other: values.get("objective_ref") for (page, other), values in draft.truth.items() if page == table}
    return sum(given is not None and given.texts == named[uid].texts for given in named.values()) < 2


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
