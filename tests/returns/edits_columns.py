"""Edits of columns and headers."""

from __future__ import annotations

import random
import re

from returns.drafts import FIGURES, KPI, Cell, Draft, Origin, Page
from returns.edits import any_table, edit, text_keys

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


def _table_columns(page: Page) -> list[int]:
    return sorted(column for _, column in page.headers().values())


@edit(certain=True)
def columns_shuffled(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    columns = _table_columns(page)
    order = rng.sample(columns, len(columns))
    new = dict(zip(columns, order, strict=True))
    page.merges = [m for m in page.merges if m[1] == m[3]]
    page.remap(int, lambda column: new.get(column, column))


@edit(certain=True)
def column_moved(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    columns = _table_columns(page)
    page.merges = [m for m in page.merges if m[1] == m[3]]
    page.move_column(rng.choice(columns), rng.choice(columns))


@edit(certain=True)
def columns_swapped(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    a, b = rng.sample(_table_columns(page), 2)
    page.merges = [m for m in page.merges if m[1] == m[3]]
    page.remap(int, lambda column: {a: b, b: a}.get(column, column))


@edit(certain=True)
def thresholds_and_result_rearranged(draft: Draft, rng: random.Random):
    """The result between the two thresholds, or green before red."""
    page = any_table(draft, rng)
    headers = page.headers()
    if not {"red", "green", "result"} <= set(headers):
        return False
    columns = sorted(headers[key][1] for key in ("red", "green", "result"))
    order = rng.choice([("red", "result", "green"), ("green", "red", "result"), ("result", "red", "green")])
    new = {headers[key][1]: column for key, column in zip(order, columns, strict=True)}
    page.remap(int, lambda column: new.get(column, column))
    return None


@edit(certain=True)
def column_inserted_empty(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.insert_column(rng.choice(_table_columns(page)))


@edit(certain=True)
def column_inserted_of_their_own(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    at = rng.choice(_table_columns(page))
    page.insert_column(at)
    title, values = rng.choice(
        [
            ("Service responsable", ["Direction A", "Direction B"]),
            ("Priorité", [1, 2]),
            ("Date", ["2020-06"]),
            ("Résultat 2019", [45, 60]),
            ("Commentaires", ["à revoir", "ok"]),
            ("Cible 2021", [95, "90 %"]),
            ("", ["x"]),
        ]
    )
    if title:
        page.type(page.header_rows()[-1], at, title, role="own")
    for rows in page.rows().values():
        if rng.random() < 0.7:
            page.type(rows[0], at, rng.choice(values))


@edit()
def column_deleted(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    key, (_, column) = rng.choice(sorted(page.headers().items()))
    if key in ("ref", "title"):
        return False
    page.delete_column(column)
    return None


@edit(certain=True)
def our_own_columns_deleted(draft: Draft, rng: random.Random):
    """A table of former years: no unit, direction, status, declaration, helper columns."""
    for page in draft.pages:
        if page.table and page.header_rows():
            helpers = [c for (_, c), cell in page.cells.items() if cell.role == "helper"]
            ours = [p[1] for k, p in page.headers().items() if k in ("status", "declared", "justification")]
            blank = [
                p[1]
                for k, p in page.headers().items()
                if k in ("unit", "direction") and not any(o.key == k for o in page.values())
            ]
            for column in sorted({*helpers, *ours, *blank}, reverse=True):
                page.delete_column(column)


@edit(certain=True)
def table_starts_further_right(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    shift = rng.randint(1, 4)
    page.remap(int, lambda column: column + shift)


@edit(certain=True)
def columns_hidden(draft: Draft, rng: random.Random):
    page = any_table(draft, rng)
    page.hidden_columns |= set(rng.sample(_table_columns(page), 3))


def _each_header(draft: Draft, change) -> None:
    for page in draft.pages:
        if page.table:
            for key, cell in _headers(page).items():
                cell.value = change(page, key, cell.value)


def _half(text: str, language: int) -> str:
    return text.split("\n")[language] if "\n" in text else text


@edit(certain=True)
def headers_in_french_only(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: _half(text, 0))


@edit(certain=True)
def headers_in_dutch_only(draft: Draft, rng: random.Random):
    _each_header(draft, lambda page, key, text: _half(text, -1))


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
            page.type(at, column, value)
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
    for number, column in enumerate(_table_columns(page), 1):
        page.type(row, column, number if shape == "{}" else shape.format(number))


@edit(certain=True)
def languages_in_adjacent_columns(draft: Draft, rng: random.Random):
    """Each text column twice, French and Dutch, and one row for each record."""
    page = any_table(draft, rng)
    keys = [key for key in text_keys(page.table) if key in page.headers()]
    if any(len(rows) != 2 for rows in page.rows().values()):
        return False
    for key in keys:
        row, column = page.headers()[key]
        page.insert_column(column + 1)
        header = page.cells[row, column]
        halves = [_half(str(header.value), 0), _half(str(header.value), -1)]
        tagged = rng.random() < 0.5 or halves[0] == halves[1]
        header.value = f"{halves[0]} (FR)" if tagged else halves[0]
        origin = Origin(page.table, "", f"{key} nl", "header")
        page.cells[row, column + 1] = Cell(f"{halves[1]} (NL)" if tagged else halves[1], origin, "own")
        for uid in page.rows():
            places = {origin.line: place for origin, place in page.values(uid).items() if origin.key == key}
            if "nl" in places:
                cell = page.cells.pop(places["nl"])
                page.cells[page.rows()[uid][0], column + 1] = cell
    lines = [place[0] for place, cell in page.cells.items() if cell.role == "tag" and cell.origin.line == "nl"]
    page.delete_rows(lines)
    tags = [place for place, cell in page.cells.items() if cell.role == "tag"]
    if rng.random() < 0.7:
        for place in tags:
            page.cells.pop(place)
    return None
