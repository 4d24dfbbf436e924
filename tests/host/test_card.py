"""The card of one record in LibreOffice: every record of the sample year chosen in turn, and every kind of sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from host.office import Calc, Document
from minerva.excel.regional import sentence
from minerva.excel.regional.sentence import SPACE, sentence_words
from minerva.layout.style import status_word
from minerva.model.record import Table
from minerva.model.status import Status

CARD = "Fiche"
DATA = {Table.OBJECTIVES: "Donnees-Gegevens OO", Table.INDICATORS: "Donnees-Gegevens KPI"}
CHOICES = ("B4", "B5")
YEAR = 2020
A4_WIDE, A4_HIGH = 595.3, 841.9  # points
DIGIT, POINT = 7, 0.75  # pixels of a digit in Excel; points of a pixel
LINES = 11  # column K: the names of the calculations and the list of records


@dataclass(frozen=True)
class Card:
    """The regional workbook of the sample year open in LibreOffice, with what its card can choose."""

    calc: Calc
    document: Document
    sheet: Worksheet
    columns: Mapping[str, list[str]]
    rows: Mapping[str, dict[str, Any]]

    @property
    def area(self) -> str:
        """The card and its calculations, without the list of records."""
        return f"A1:L{self._row_of('choice') - 1}"

    def _row_of(self, name: str) -> int:
        return next(row for row in range(1, self.sheet.max_row + 1) if self.sheet.cell(row, LINES).value == name)

    def line(self, shown: list[list[Any]], name: str) -> Any:
        """What a line of the calculations holds."""
        return shown[self._row_of(name) - 1][LINES]

    @property
    def lists(self) -> list[tuple[str, str, str, str, str]]:
        """(organisation, record, key, spoken name in French, in Dutch) of everything that can be chosen, in order."""
        top = self._row_of("organisation")
        records = self.sheet.iter_rows(self._row_of("choice") + 1, min_col=LINES, max_col=LINES + 1, values_only=True)
        records = [row for row in records if row[0]]
        chosen = []
        for row in self.sheet.iter_rows(top, min_col=LINES + 3, max_col=LINES + 11, values_only=True):
            if row[0] is None:
                break
            title, first, count, *_, french, dutch = row
            chosen += [(title, *record, french, dutch) for record in records[first - 1 : first - 1 + count]]
        return chosen

    def choose(self, *choices: tuple[str, str]) -> list[list[list[Any]]]:
        """What the card holds after each choice."""
        rounds = [dict(zip(CHOICES, choice, strict=True)) for choice in choices]
        return self.calc.answers(self.document, CARD, self.area, rounds)


@pytest.fixture(scope="module")
def card(calc: Calc, sample_year: Path) -> Iterator[Card]:
    """The card of the sample year."""
    path = sample_year / f"regional-{YEAR}.xlsx"
    columns = json.loads(path.with_name(f"{path.stem}.manifest.json").read_text(encoding="utf-8"))["columns"]
    stored = openpyxl.load_workbook(path, data_only=True)
    rows = {}
    for sheet in DATA.values():
        for values in stored[sheet].iter_rows(min_row=2, values_only=True):
            row = {key: value for key, value in zip(columns[sheet], values, strict=True) if value is not None}
            rows[row["record"]] = row
    document = calc.open(path)
    calc.recalculate(document)
    yield Card(calc, document, stored[CARD], columns, rows)
    calc.close(document)


def table_of(key: str) -> Table:
    """The table a record stands in, by its name."""
    return Table(key.split(":")[1])


def test_every_record_can_be_chosen_and_shows_its_own_data_and_sentences(card: Card) -> None:
    lists = card.lists
    assert [key for _, _, key, *_ in lists]
    assert {key for _, _, key, *_ in lists} == set(card.rows)
    assert len({choice[:2] for choice in lists}) == len(lists) == len(card.rows) > 250
    for (_, _, key, *spoken), shown in zip(lists, card.choose(*(choice[:2] for choice in lists)), strict=True):
        row, cells = card.rows[key], [cell for line in shown for cell in line[:9]]
        assert {"error": True} not in [cell for line in shown for cell in line]
        assert card.line(shown, "key") == key
        for language, organisation in zip(("fr", "nl"), spoken, strict=True):
            said = card.line(shown, f"sentence_{language}")
            assert said == sentence_words(row, table_of(key), language, organisation, YEAR)
            assert said in cells
            assert "{" not in said and said.endswith(".") and not said.endswith("..")
        status = "\n".join(status_word(Status(row["status"]), language) for language in ("fr", "nl"))
        assert status in cells
        assert row.get("unit", sentence.unit_words()[sentence.unit_of(row)]) in cells
        texts = ("description_fr", "description_nl", "deviation_fr", "deviation_nl", "actions_fr", "actions_nl")
        more = ("red_cell", "result_cell", "weight_cell", "remarks", "justification")
        assert [name for name in (*texts, *more) if row.get(name, "") not in cells] == []
        assert any(str(cell).startswith(f"{row['file']} · {row['sheet']} ·") for cell in cells)
        assert any(str(cell).endswith(row["printed"]) for cell in cells)
        assert any(str(cell).startswith(str(row["findings"])) for cell in cells)


def test_words_are_told_apart_whatever_their_capitals(card: Card) -> None:
    """A search in a list takes small letters and capitals for the same."""
    column = next(cell.column for row in card.sheet.iter_rows() for cell in row if cell.value == "word")
    words = [row[0] for row in card.sheet.iter_rows(min_col=column, max_col=column, values_only=True) if row[0]]
    assert len({word.casefold() for word in words}) == len(words) > 40


def test_both_lists_refuse_what_is_not_in_them(card: Card) -> None:
    first, last = card.lists[0], card.lists[-1]
    assert first[0] != last[0]
    for choice, wrong in ((first[:2], []), (last[:2], []), ((first[0], last[1]), ["B5"]), (("x", first[1]), ["B4"])):
        card.choose(choice)
        assert set(card.calc.invalid_cells(card.document, CARD, "B4:B5")) >= set(wrong)
        assert bool(card.calc.invalid_cells(card.document, CARD, "B4:B5")) == bool(wrong)


def test_a_record_of_another_organisation_is_asked_for_again_and_nothing_is_shown(card: Card) -> None:
    (shown,) = card.choose((card.lists[0][0], card.lists[-1][1]))
    assert card.line(shown, "place") == 0
    assert shown[5][1].startswith("Choisissez")
    assert (card.line(shown, "sentence_fr"), card.line(shown, "sentence_nl")) == ("", "")
    assert {"error": True} not in [cell for line in shown for cell in line]


P = f"{SPACE}%"
NAMED = f"l’objectif «{SPACE}T{SPACE}» (O.O.1)", "de doelstelling “T” (O.O.1)"
SENTENCES = [
    (
        {"result": 85.5, "green": 80, "status": "REALISED"},
        f"En 2020, X a atteint 85,5{P} pour {NAMED[0]}, au-dessus du seuil vert de 80{P}{SPACE}: objectif réalisé.",
        f"In 2020 behaalde X 85,5{P} voor {NAMED[1]}, boven de groene drempel van 80{P}: doelstelling gerealiseerd.",
    ),
    (
        {"result": 80, "green": 80, "status": "REALISED", "title_fr": "T\nT ."},
        f"En 2020, X a atteint 80{P} pour l’objectif «{SPACE}T T {SPACE}» (O.O.1), soit exactement le seuil vert"
        f"{SPACE}: objectif réalisé.",
        f"In 2020 behaalde X 80{P} voor {NAMED[1]}, precies de groene drempel: doelstelling gerealiseerd.",
    ),
    (
        {"result": 1234567.25, "green": 2000000, "unit": "Nombre/Aantal", "direction": "▼", "status": "REALISED"},
        f"En 2020, X a atteint 1{SPACE}234{SPACE}567,25 pour {NAMED[0]}, en dessous du seuil vert de "
        f"2{SPACE}000{SPACE}000 (moins vaut mieux){SPACE}: objectif réalisé.",
        f"In 2020 behaalde X 1.234.567,25 voor {NAMED[1]}, onder de groene drempel van 2.000.000 (lager is beter): "
        "doelstelling gerealiseerd.",
    ),
    (
        {"result": -3, "red": -10, "green": 5, "unit": "Nombre/Aantal", "status": "PARTIALLY_REALISED"},
        f"En 2020, X a atteint -3 pour {NAMED[0]}, entre le seuil rouge de -10 et le seuil vert de 5{SPACE}: "
        "objectif réalisé partiellement.",
        f"In 2020 behaalde X -3 voor {NAMED[1]}, tussen de rode drempel van -10 en de groene drempel van 5: "
        "doelstelling gedeeltelijk gerealiseerd.",
    ),
    (
        {"result": 6000, "red": 5000, "unit": "Nombre/Aantal", "direction": "▼", "status": "NOT_REALISED"},
        f"En 2020, X a atteint 6{SPACE}000 pour {NAMED[0]}, au-dessus du seuil rouge de 5{SPACE}000 (moins vaut mieux)"
        f"{SPACE}: objectif non réalisé.",
        f"In 2020 behaalde X 6.000 voor {NAMED[1]}, boven de rode drempel van 5.000 (lager is beter): "
        "doelstelling niet gerealiseerd.",
    ),
    (
        {"result": "N", "red": "N", "green": "O", "status": "NOT_REALISED"},
        f"En 2020, X a communiqué le résultat «{SPACE}non{SPACE}» pour {NAMED[0]}{SPACE}: objectif non réalisé.",
        f"In 2020 deelde X het resultaat “nee” mee voor {NAMED[1]}: doelstelling niet gerealiseerd.",
    ),
    (
        {"result": 50, "unit": "O-N/J-N", "status": "PARTIALLY_REALISED"},
        f"En 2020, X a communiqué le résultat «{SPACE}50{P}{SPACE}» pour {NAMED[0]}{SPACE}: "
        "objectif réalisé partiellement.",
        f"In 2020 deelde X het resultaat “50{P}” mee voor {NAMED[1]}: doelstelling gedeeltelijk gerealiseerd.",
    ),
    (
        {"result": "~fini*", "unit": "Texte/Tekst", "status": "REALISED"},
        f"En 2020, X a communiqué le résultat «{SPACE}~fini*{SPACE}» pour {NAMED[0]}{SPACE}; statut déclaré par "
        f"l’organisation{SPACE}: objectif réalisé.",
        f"In 2020 deelde X het resultaat “~fini*” mee voor {NAMED[1]}; door de organisatie verklaarde status: "
        "doelstelling gerealiseerd.",
    ),
    (
        {"result": None, "unit": "Texte/Tekst", "status": "NOT_REALISED", "ref": None},
        f"En 2020, X n’a pas communiqué de résultat pour l’objectif «{SPACE}T{SPACE}»{SPACE}; statut déclaré par "
        f"l’organisation{SPACE}: objectif non réalisé.",
        "In 2020 deelde X geen resultaat mee voor de doelstelling “T”; door de organisatie verklaarde status: "
        "doelstelling niet gerealiseerd.",
    ),
    (
        {"result": None, "status": "NOT_ASSESSED", "not_assessed_reason": "result_missing", "title_nl": None},
        f"En 2020, {NAMED[0]}, dont X a fait rapport, n’a pas pu être évalué{SPACE}: pas de résultat.",
        "In 2020 kon de doelstelling “T” (O.O.1, titel in het Frans), waarover X verslag uitbracht, niet worden "
        "beoordeeld: geen resultaat.",
    ),
    (
        {
            "result": 100,
            "result_raw": "100%",
            "unit": "Nombre/Aantal",
            "status": "NOT_ASSESSED",
            "not_assessed_reason": "units_differ",
        }
        | {"title_fr": None, "title_nl": None, "ref": None},
        f"En 2020, X a communiqué le résultat «{SPACE}100{P}{SPACE}» pour l’objectif sans titre (feuille OO-OD, "
        f"ligne 7), mais ce résultat n’a pas pu être évalué{SPACE}: résultat et seuils dans des unités différentes.",
        f"In 2020 deelde X het resultaat “100{P}” mee voor de doelstelling zonder titel (blad OO-OD, rij 7), maar dat "
        "resultaat kon niet worden beoordeeld: resultaat en drempels in verschillende eenheden.",
    ),
]
PLAIN = {"title_fr": "T", "title_nl": "T", "ref": "O.O.1", "unit": None, "direction": None, "red": 0, "green": 100}


def said_of(card: Card, changes: Mapping[str, Any]) -> tuple[str, str]:
    """The sentences about the first record with other values in its data row, the organisation called X."""
    sheet = DATA[Table.OBJECTIVES]
    keys = card.columns[sheet]
    values = PLAIN | {"result_raw": None, "not_assessed_reason": None} | changes
    card.calc.set(
        card.document, sheet, {f"{get_column_letter(keys.index(key) + 1)}2": value for key, value in values.items()}
    )
    title, record, _, *spoken = card.lists[0]
    (shown,) = card.choose((title, record))
    said = (card.line(shown, f"sentence_{language}") for language in ("fr", "nl"))
    return tuple(text.replace(name, "X") for text, name in zip(said, spoken, strict=True))


@pytest.mark.parametrize(("changes", "french", "dutch"), SENTENCES, ids=range(len(SENTENCES)))
def test_a_sentence_says_what_became_of_a_record(card: Card, changes: dict[str, Any], french: str, dutch: str) -> None:
    assert said_of(card, changes) == (french, dutch)
    row = {"sheet": "OO-OD", "row": 7} | {k: v for k, v in (PLAIN | changes).items() if v is not None}
    assert sentence_words(row, Table.OBJECTIVES, "fr", "X", YEAR) == french
    assert sentence_words(row, Table.OBJECTIVES, "nl", "X", YEAR) == dutch


def test_the_card_prints_on_one_page_of_a4_with_no_text_under_7_points(card: Card) -> None:
    page = card.sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight or 1) == (9, "portrait", None, 1)
    widths = [card.sheet.column_dimensions["A"].width, *[card.sheet.column_dimensions["B"].width] * 8]
    wide = sum(width * DIGIT * POINT for width in widths)
    last = int(card.sheet.print_area.rpartition("$")[2])
    high = sum(card.sheet.row_dimensions[row].height or 15 for row in range(1, last + 1))
    margins = card.sheet.page_margins
    scale = min(
        (A4_WIDE - 72 * (margins.left + margins.right)) / wide, (A4_HIGH - 72 * (margins.top + margins.bottom)) / high
    )
    cells = [cell for row in card.sheet.iter_rows(max_row=last, max_col=9) for cell in row if cell.value is not None]
    assert min(cell.font.size for cell in cells) * scale >= 7
