"""Edits of headers: words, languages, rows."""

from __future__ import annotations

import random
import re

from returns.mutants.draft import FIGURES, KPI, Cell, Draft, Page
from returns.mutants.edit import any_table, edit, table_columns

_LOOK_ALIKE = str.maketrans("AaEeOoPpcRKT", "АаЕеОоРрсRКТ")
_PRINTED = {
    "strategic_ref": ("Référence O.S. Reférence S.D.", "Référence O.S. Ref rente S.D."),
    "ref_OO": ("Référence O.O. Referenti e O.D.", "Référence O.O. Referentie O.D."),
    "ref_KPI": ("Référence KPI Refere ntie KPI", "Référence KPI Refertoerende KPI"),
    "title_OO": ("Titre de l'objectif opérati onnel Benami ng van de opératio nelle doelstell ing",),
    "title_KPI": ("Description KPI Omschrijving KPI",),
    "objective_ref": ("Référence O.O. Refertoerende S.D.", "Référence enc e O.O. Referenti e O.D."),
    "budget": ("Référenc e budgét aire Budget referen tie", "Référence budgétaire Budgettaire réferentielle"),
    "red": ("Seuil rouge Rode dremp el (%)", "Seuil rouge Rode drempel ( $\\leq$ ) (%)"),
    "green": ("Seuil vert Groene dremp el (%)", "Seuil vert Groen dremp el (≥) (%)"),
    "result": ("Résultat atteint Bereikt resulta at", "Résultat atteint Bereik t resulta at"),
    "deviation": ("Facteurs explicatifs évitation (+ ou - par rapport au seuil vert) Verklarende factoren afwijking",),
    "weight": ("Poids KPI dans résulta t O.O. (%) Gewic ht KPI in resulta at O.D. (%)",),
}


def _headers(page: Page) -> dict[str, Cell]:
    return {key: page.cells[place] for key, place in page.headers().items() if isinstance(page.cells[place].value, str)}


def _each_header(draft: Draft, change) -> None:
    for page in draft.pages:
        if page.table:
            for key, cell in _headers(page).items():
                cell.value = change(page, key, cell.value)


def half(text: str, language: int) -> str:
    """The French (0) or the Dutch (-1) half of a bilingual header."""
    return text.split("\n")[language] if text.count("\n") == 1 else text


@edit(certain=True)
def headers_in_french_only(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: half(text, 0))


@edit(certain=True)
def headers_in_dutch_only(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: half(text, -1))


@edit(certain=True)
def headers_dutch_above_french(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: "\n".join(reversed(text.split("\n"))))


@edit(certain=True)
def headers_with_broken_words(draft: Draft, rng: random.Random):
    def broken(text: str) -> str:
        out = []
        for word in text.split(" "):
            at = rng.randint(3, max(3, len(word) - 1))
            cut = len(word) > 7 and word.isalpha() and rng.random() < 0.6
            out.append(word[:at] + rng.choice([" ", "\n", "-\n"]) + word[at:] if cut else word)
        return " ".join(out)

    _each_header(draft, lambda page, key, text: broken(text))


@edit(certain=True)
def headers_with_other_notes(draft: Draft, rng: random.Random):
    def renoted(text: str) -> str:
        note = rng.choice(["", "", "(en %)", "(2020)", "(à compléter)", "(*)"])
        return re.sub(r"\([^()]*\)", note, text).strip()

    _each_header(draft, lambda page, key, text: renoted(text))


@edit(certain=True)
def headers_with_look_alikes(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: text.translate(_LOOK_ALIKE) if rng.random() < 0.5 else text)


@edit(certain=True)
def headers_with_odd_spaces(draft: Draft, rng: random.Random):
    space = rng.choice(["\u00a0", "\u202f", "  ", "\r\n", "\n"])
    _each_header(draft, lambda page, key, text: f" {text.replace(' ', space)} ")


@edit(certain=True)
def headers_in_capitals(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: text.upper())


@edit(certain=True)
def headers_with_slashes(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: text.replace("\n", rng.choice([" / ", " - ", " | ", "/", " "])))


@edit(certain=True)
def headers_without_accents(draft: Draft, rng: random.Random):
    flat = str.maketrans("éèêëàâîïôûç", "eeeeaaiiouc")
    _each_header(draft, lambda page, key, text: text.translate(flat).replace("'", rng.choice(["’", "'", "`"])))


@edit(certain=True)
def headers_as_printed_in_2020(draft: Draft, rng: random.Random):
    def printed(page: Page, key: str, text: str) -> str:
        options = _PRINTED.get(key) or _PRINTED.get(f"{key}_{'KPI' if page.table == KPI else 'OO'}") or (text,)
        return rng.choice(options)

    _each_header(draft, printed)


@edit(certain=True)
def result_header_with_the_year(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    cell = _headers(page).get("result")
    if cell is None:
        return False
    cell.value = rng.choice(["Résultat 2020", "Résultat atteint 2020", "Résultat final", "Bereikt resultaat 2020"])
    return None


@edit(certain=True)
def header_misspelt(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    long = {k: c for k, c in _headers(page).items() if len(c.value) > 20}
    if not long:
        return False
    cell = long[rng.choice(sorted(long))]
    at = rng.randint(3, len(cell.value) - 3)
    cell.value = cell.value[:at] + rng.choice(["", "e", "rr"]) + cell.value[at + 1 :]
    return None


@edit()
def header_renamed_beyond_recognition(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    headers = _headers(page)
    cell = headers[rng.choice(sorted(headers))]
    cell.value = rng.choice(["Colonne F", "Divers", "?", "À remplir / in te vullen", "2020"])


@edit()
def header_emptied(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    headers = _headers(page)
    headers[rng.choice(sorted(headers))].value = None


@edit()
def header_of_another_column(draft: Draft, rng: random.Random):
    """Two columns with one title: which is which is not certain."""
    page = any_table(draft, rng)
    headers = _headers(page)
    pairs = [("red", "green"), ("green", "red"), ("result", "green"), ("red", "result"), ("deviation", "description")]
    pairs += [("objective_ref", "ref"), ("strategic_title", "title"), ("weight", "result"), ("budget", "ref")]
    pairs = [pair for pair in pairs if set(pair) <= set(headers)]
    if not pairs:
        return False
    one, other = rng.choice(pairs)
    headers[one].value = headers[other].value
    return None


@edit()
def threshold_headers_without_colour(draft: Draft, rng: random.Random):
    """*Seuil* twice: nothing says which is red."""
    page = any_table(draft, rng)
    headers = _headers(page)
    for key in ("red", "green"):
        if key in headers:
            headers[key].value = rng.choice(["Seuil", "Seuil (%)", "Drempel", "Seuil\nDrempel"])


@edit(certain=True)
def header_over_two_rows(draft: Draft, rng: random.Random):
    """French above Dutch, in two rows."""
    page = any_table(draft, rng)
    row = page.header_rows()[-1]
    page.insert_rows(row + 1)
    for place, cell in list(page.cells.items()):
        if place[0] == row and isinstance(cell.value, str) and "\n" in cell.value:
            french, dutch = cell.value.split("\n", 1)
            cell.value = french
            page.cells[row + 1, place[1]] = Cell(dutch, cell.origin, "own")
        elif place[0] == row and cell.origin is not None and rng.random() < 0.3:
            page.merges.append((row, place[1], row + 1, place[1]))


@edit(certain=True)
def header_with_a_row_of_groups(draft: Draft, rng: random.Random):
    """*Seuils* above *rouge* and *vert*: the title of two columns, merged, above their own."""
    page = any_table(draft, rng)
    row, headers = page.header_rows()[-1], page.headers()
    if not {"red", "green"} <= set(headers) or abs(headers["red"][1] - headers["green"][1]) != 1:
        return False
    page.insert_rows(row)
    red, green = headers["red"][1], headers["green"][1]
    page.type(row, min(red, green), "Seuils / Drempels", role="own")
    page.merges.append((row, min(red, green), row, max(red, green)))
    if rng.random() < 0.5:
        short = rng.random() < 0.5
        page.cells[row + 1, red].value = "rouge\nrood" if short else "Seuil rouge"
        page.cells[row + 1, green].value = "vert\ngroen" if short else "Seuil vert"
    return None


@edit(certain=True)
def header_over_three_rows(draft: Draft, rng: random.Random):
    """What several columns are about, merged above them; then French; then Dutch."""
    page = any_table(draft, rng)
    row, headers = page.header_rows()[-1], page.headers()
    if len(page.header_rows()) > 1:
        return False
    page.insert_rows(row + 1)
    for place, cell in list(page.cells.items()):
        if place[0] == row and isinstance(cell.value, str) and cell.value.count("\n") == 1:
            cell.value, dutch = cell.value.split("\n")
            page.cells[row + 1, place[1]] = Cell(dutch, cell.origin, "own")
    page.insert_rows(row)
    for first, last, title in (
        ("strategic_ref", "strategic_title", "Objectifs stratégiques / Strategische doelstellingen"),
        ("red", "green", "Seuils / Drempels"),
        ("description", "deviation", "Commentaires / Toelichting"),
    ):
        left, right = headers.get(first, (0, 0))[1], headers.get(last, (0, 0))[1]
        if left and right == left + 1:
            page.type(row, left, title, role="own")
            if rng.random() < 0.7:
                page.merges.append((row, left, row, right))
    return None


@edit(certain=True)
def header_repeated_half_way(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    rows = [rows[0] for rows in page.rows().values()][1:]
    if not rows:
        return False
    header = page.header_rows()[-1]
    cells = {c: cell.value for (r, c), cell in page.cells.items() if r == header and cell.role == "own" and cell.filled}
    for at in sorted(rng.sample(rows, min(len(rows), rng.randint(1, 3))), reverse=True):
        page.insert_rows(at)
        for column, value in cells.items():
            page.type(at, column, value, role="own")
    return None


@edit(certain=True)
def row_of_units_below_the_header(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    row, headers = page.header_rows()[-1] + 1, page.headers()
    page.insert_rows(row)
    for key in FIGURES:
        if key in headers:
            page.type(row, headers[key][1], rng.choice(["%", "(%)"]))


@edit(certain=True)
def row_of_column_numbers_below_the_header(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    row = page.header_rows()[-1] + 1
    page.insert_rows(row)
    shape = rng.choice(["{}", "({})"])
    for number, column in enumerate(table_columns(page), 1):
        page.type(row, column, number if shape == "{}" else shape.format(number))
