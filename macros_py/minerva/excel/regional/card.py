"""The sheet on which one objective or indicator is chosen and shown on a card, with a sentence ready to paste."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import ceil

from minerva.excel.bulk import BulkSheet, Formula
from minerva.excel.formats import in_footer, status_conditions
from minerva.excel.heights import LINE, TALLEST, lines
from minerva.excel.regional.book import Book
from minerva.excel.regional.card_lists import Chooser
from minerva.excel.regional.card_texts import CardTexts
from minerva.excel.regional.data import remarks_text
from minerva.layout.labels import bilingual, bilingual_title, labels
from minerva.layout.style import style
from minerva.model.record import LANGUAGES, Record, Table

A4 = 9
FOOTER_SIZE = 9  # points, scaled with the page
LABEL_WIDTH, BOX_WIDTH, BOXES = 22, 12.5, 8
ROOM = 1.2  # running text needs less than `lines` reckons with, which serves narrow columns too
TEXT_WIDTH = (BOX_WIDTH * BOXES / 2 - 2) * ROOM  # less the indent
WHOLE_WIDTH = (BOX_WIDTH * BOXES - 2) * ROOM
HALVES = {"fr": (1, 4), "nl": (5, 8)}  # first and last column of the texts of a language, from 0
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.4, "bottom": 0.5}  # inches
ONE_PAGE = (841.9 - 72 * 0.9) / (7 / 9)  # points of rows that fit an A4 page with texts of 9 points printed in 7
FIGURES = ("red", "green", "result", "weight")
CHOICE_ROWS = {"organisation": 3, "record": 4}  # from 0
WORK_GAP = 4  # empty rows between the card and its lists
HALF_A_REASON = 25.0  # points of half the height of a reason in both languages, in the box of the status
SENTENCE_ROOM = 180  # characters of a sentence beside title and name of the organisation


def write_card(book: Book, sheet: BulkSheet, chosen: list[Chooser]) -> None:
    """Write the card on its sheet; the data sheets must be written before."""
    _Card(book, sheet, chosen).write()


class _Card:
    def __init__(self, book: Book, sheet: BulkSheet, chosen: list[Chooser]):
        self.book, self.sheet, self.chosen = book, sheet, chosen
        self.records = [one.stand.record for chooser in chosen for one in chooser.records]
        self.row = 0
        self.heights: list[float] = []
        self.work = CardTexts(book, sheet, chosen, CHOICE_ROWS, first_row=self._rows_of_card() + WORK_GAP)

    def write(self) -> None:
        self._set_page()
        self._write_head()
        if not self.chosen:
            self._write_across("", bilingual("regional.no_records", " – "))
            return
        self.work.write()
        self._write_choices()
        self._write_names()
        self._write_figures()
        self._write_texts()
        self._write_ways()
        self.sheet.print_area(0, 0, self.row - 1, BOXES)
        self.sheet.fit_to_pages(1, 1 if sum(self.heights) <= ONE_PAGE else 0)

    def _set_page(self) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.set_portrait()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(**MARGINS)
        version = in_footer(self.book.version)
        self.sheet.set_footer(f"&L&{FOOTER_SIZE}{version}&R&{FOOTER_SIZE}&P / &N")
        self.sheet.set_column(0, 0, LABEL_WIDTH)
        self.sheet.set_column(1, BOXES, BOX_WIDTH)

    def _write_head(self) -> None:
        self.book.write_title(self.sheet, bilingual("card.title", " – "), bilingual("card.hint", " · "))
        title = bilingual("report.title", " – ", year=self.book.year)
        self.sheet.write_string("A3", f"{title} · {self.book.version}", self.book.formats.subtitle())
        self.heights += [24, 15, 15]
        self.row = CHOICE_ROWS["organisation"]

    # Rows

    def _label(self, text: str, valign: str = "top") -> None:
        look = self.book.formats.cell(bold=True, font_color=style().colour["quiet"], valign=valign)
        self.sheet.write_string(self.row, 0, text, look)

    def _next(self, height: float) -> None:
        """The height of the row, and on to the next; a height no row can have is spread over several."""
        for part in range(rows_for(height)):
            self.sheet.set_row(self.row + part, height / rows_for(height))
        self.heights.append(height)
        self.row += rows_for(height)

    def _area(self, columns: tuple[int, int], formula: str, value: str, look, height: float) -> None:
        """A formula over several cells."""
        first, last = columns
        self.sheet.merge_range(self.row, first, self.row + rows_for(height) - 1, last, "", look)
        self.sheet.write_formula(self.row, first, f"={formula}", look, value)

    def _write_both(self, label: str, texts: dict[str, Formula], height: float, **look: object) -> None:
        """A label with a text in French and in Dutch."""
        height = _tall([(label, LABEL_WIDTH * ROOM)], height)
        self._tall_label(label, height)
        cell = self.book.formats.cell(align="left", indent=1, **look)
        for language, text in texts.items():
            self._area(HALVES[language], *text, cell, height)
        self._next(height)

    def _tall_label(self, label: str, height: float) -> None:
        self._label(label)
        if rows_for(height) > 1:
            look = self.book.formats.cell(bold=True, font_color=style().colour["quiet"])
            self.sheet.merge_range(self.row, 0, self.row + rows_for(height) - 1, 0, label, look)

    def _write_across(self, label: str, text: Formula | str, height: float = 15.0, **look: object) -> None:
        """A label with one text for both languages."""
        cell = self.book.formats.cell(align="left", indent=1, **look)
        self._tall_label(label, height)
        if isinstance(text, Formula):
            self._area((1, BOXES), text.text, text.gives, cell, height)
        else:
            self.sheet.merge_range(self.row, 1, self.row, BOXES, text, cell)
        self._next(height)

    # Blocks

    def _write_choices(self) -> None:
        """Two cells with a list each: everyone who has records, and the records of whom was chosen."""
        chooser = self.chosen[0]
        look = {"bg_color": style().colour["missing_fill"], "bold": True, "font_size": 11, "valign": "vcenter"}
        look |= {"align": "left", "indent": 1}
        texts = {"organisation": chooser.title, "record": chooser.records[0].text}
        for key, source in (("organisation", self.work.organisations), ("record", self.work.records_of_chosen)):
            self._label(bilingual(f"card.choose_{key}"), "vcenter")
            self.sheet.merge_range(self.row, 1, self.row, BOXES, texts[key], self.book.formats.cell(**look))
            self.sheet.data_validation(
                self.row,
                1,
                self.row,
                1,
                {
                    "validate": "list",
                    "source": f"={source}",
                    "error_title": bilingual("card.wrong_title", " / "),
                    "error_message": bilingual(f"card.wrong_{key}", " – "),
                },
            )
            self._next(28)
        at = self.work.at
        message = bilingual("card.choose_now", " – ")
        warning = {"font_color": style().status["NOT_REALISED"].text, "bold": True, "align": "center"}
        text = Formula(f'IF({at["place"]}=0,"{message}",{at["key"]})', self.work.value("key"))
        self._write_across(bilingual("card.record", " / "), text)
        self.sheet.conditional_format(
            self.row - 1,
            1,
            self.row - 1,
            BOXES,
            {"type": "formula", "criteria": f"={at['place']}=0", "format": self.book.formats(**warning)},
        )

    def _write_names(self) -> None:
        head = self.book.formats.head(font_size=9)
        self.sheet.write_blank(self.row, 0, None, head)
        for language, (first, last) in HALVES.items():
            word = labels(language)(f"language.{language}").capitalize()
            self.sheet.merge_range(self.row, first, self.row, last, word, head)
        self._next(15)
        for key, height in (("part", 27.0), ("name", self._height_of_names())):
            self._write_both(bilingual(f"card.{key}"), self.work.of_organisation(key), height)
        self._write_both(bilingual("card.above"), self.work.above(), self._height(_above, 27))
        height = self._height(lambda r, n: f"{r.reference} · {r.text(f'title_{n}')}", 27)
        self._write_both(bilingual("card.of_record"), self.work.titled("ref", "title"), height, bold=True)
        height = _tall([(r.text("budget").replace("\n", " ; "), WHOLE_WIDTH) for r in self.records])
        self._write_across(_title("budget", "\n"), self.work.budget(), max(27.0, height))

    def _write_figures(self) -> None:
        """Unit, direction, thresholds, result and weight in boxes, the status in both languages; below, as typed."""
        keys, head = ("unit", "direction", *FIGURES), self.book.formats.head(font_size=9)
        self.sheet.write_blank(self.row, 0, None, head)
        for column, key in enumerate(keys, 1):
            self.sheet.write_string(self.row, column, _title(key, "\n"), head)
        self.sheet.merge_range(self.row, 7, self.row, BOXES, _title("status", "\n"), head)
        self._next(28)
        big = self.book.formats.cell(bold=True, align="center", valign="vcenter", font_size=9)
        self._label(bilingual("card.figures"), "vcenter")
        self._boxes({key: self.work.figure(key) for key in keys}, big)
        self._write_status(self.work.status("status"), self.work.at["status_place"], big)
        long = max((len(r.text(key)) for r in self.records for key in FIGURES), default=0)
        self._next(_tall([("x" * long, BOX_WIDTH * ROOM)], least=30.0))
        quiet = self.book.formats.cell(align="center", valign="vcenter", font_color=style().colour["quiet"])
        self._area((7, BOXES), *self.work.reason(), quiet, 2 * TALLEST)
        for key, texts in (("raw", self.work.raw), ("cell", lambda k: self.work.shown(f"{k}_cell"))):
            self._label(bilingual(f"card.{key}", " / "), "vcenter")
            self._boxes({one: texts(one) for one in FIGURES}, quiet, blank=("unit", "direction"))
            self._next(self._height_of_boxes(key))
        if self.book.consolidation.earlier is not None:
            self._write_earlier(quiet)

    def _write_earlier(self, quiet) -> None:
        """Thresholds, result and status of the year before."""
        self._label(bilingual("card.earlier", year=self.book.consolidation.earlier.year), "vcenter")
        told = {key: self.work.earlier(key) for key in ("red", "green", "result")}
        self._boxes(told, quiet, ("unit", "direction", "weight"))
        look = self.book.formats.cell(align="center", valign="vcenter")
        self._write_status(self.work.status("earlier_status"), self.work.at["earlier_place"], look)
        self._next(27)

    def _boxes(self, texts: dict[str, Formula], look, blank: tuple[str, ...] = ()) -> None:
        columns = {key: column for column, key in enumerate(("unit", "direction", *FIGURES), 1)}
        for key, text in texts.items():
            self.sheet.write_formula(self.row, columns[key], f"={text.text}", look, text.gives)
        for key in blank:
            self.sheet.write_blank(self.row, columns[key], None, look)

    def _write_status(self, text: Formula, place: str, look) -> None:
        self._area((7, BOXES), text.text, text.gives, look, 30)
        for condition in status_conditions(self.book.formats, f"={place}={{code}}"):
            self.sheet.conditional_format(self.row, 7, self.row, BOXES, condition)

    def _write_texts(self) -> None:
        longest = max(_longest_subject(chooser) for chooser in self.chosen)
        height = _tall([("x" * (longest + SENTENCE_ROOM), TEXT_WIDTH)])
        fill = {"bg_color": style().colour["long_fill"], "valign": "vcenter"}
        self._write_both(bilingual("card.sentence"), self.work.sentences(), height, **fill)
        for key in ("description", "deviation", "actions"):
            self._write_both(_title(key, "\n"), self.work.texts(key), self._heights_of_texts[key])
        for key in ("remarks", "justification"):
            if any(_across(record, key) for record in self.records):
                height = max(27.0, self._height_across(key))
                self._write_across(_title(key, "\n"), self.work.shown(key), height)

    def _write_ways(self) -> None:
        """Findings, changes, and the ways to the source, the data and the printed table."""
        look = {"font_color": style().colour["link"], "underline": 1}
        for key, text in (("findings", self.work.findings()), ("changes", self.work.changes())):
            self._write_across(bilingual(f"card.{key}", " / "), text, self._height_of_list(key))
            leads = f'={self.work.at[f"{key}_row"]}<>""'
            condition = {"type": "formula", "criteria": leads, "format": self.book.formats(**look)}
            self.sheet.conditional_format(self.row - 1, 1, self.row - 1, BOXES, condition)
        source = {"fr": self.work.source(), "nl": self.work.open()}
        self._write_both(bilingual("card.source", " / "), source, 15, **look)
        ways = {"fr": self.work.to_data(), "nl": self.work.to_print()}
        self._write_both(bilingual("card.ways", " / "), ways, 15, **look)

    # Heights: those of the longest text of all records, since a row does not grow with what is chosen

    def _height(self, text: Callable[[Record, str], str], least: float = 15.0) -> float:
        return _tall([(text(r, language), TEXT_WIDTH) for r in self.records for language in LANGUAGES], least)

    @cached_property
    def _heights_of_texts(self) -> dict[str, float]:
        keys = ("description", "deviation", "actions", "title")
        return {key: self._height(lambda r, n, k=key: r.text(f"{k}_{n}")) for key in keys}

    def _height_across(self, key: str) -> float:
        return _tall([(_across(record, key), WHOLE_WIDTH) for record in self.records])

    def _height_of_names(self) -> float:
        return _tall([(name, TEXT_WIDTH) for chooser in self.chosen for name in chooser.names.values()])

    def _height_of_boxes(self, key: str) -> float:
        """Of what was typed, where it is shown, or of the name of a cell in another file; at least that of a reason."""
        if key == "raw":
            typed = [r.fields[one] for r in self.records for one in FIGURES if one in r.fields]
            return _tall([(field.raw, BOX_WIDTH) for field in typed if field.raw != field.text], HALF_A_REASON)
        files = [field.source.file for r in self.records for one in FIGURES if (field := r.fields.get(one))]
        return _tall([(f"{file}!OO-OD!AA1000" if file else "", BOX_WIDTH) for file in files], HALF_A_REASON)

    def _height_of_list(self, key: str) -> float:
        """Of the longest list of codes of findings, or of rows of the journal."""
        trace = self.book.trace
        if key == "findings":
            texts = [", ".join(finding.code for _, finding in found) for found in trace.findings.values()]
        else:
            texts = [", ".join(map(str, rows)) for rows in trace.journal.values()]
        return _tall([(text, WHOLE_WIDTH) for text in texts])

    def _rows_of_card(self) -> int:
        """More rows than the card can have."""
        across = [self._height_across("remarks"), self._height_across("justification")]
        return 36 + sum(rows_for(height) for height in (*self._heights_of_texts.values(), *across))


def rows_for(height: float) -> int:
    """How many rows a height takes."""
    return ceil(height / TALLEST)


def _tall(texts: list[tuple[str, float]], least: float = 15.0) -> float:
    """The height of the longest text, in points, even where that is more than a row can have."""
    return max(least, max((lines(text, width) for text, width in texts), default=1) * LINE + 3)


def _across(record: Record, key: str) -> str:
    """A text that is the same in both languages."""
    return remarks_text(record) if key == "remarks" else record.text(key)


def _longest_subject(chooser: Chooser) -> int:
    """Characters of the longest title, with the name of the organisation."""
    titles = (len(one.stand.record.text(f"title_{language}")) for one in chooser.records for language in LANGUAGES)
    return max(titles) + max(map(len, chooser.spoken.values()))


def _above(record: Record, language: str) -> str:
    """The objectives a record belongs to."""
    strategic = f"{record.text('strategic_ref')} · {record.text(f'strategic_title_{language}')}"
    if record.table is Table.OBJECTIVES:
        return strategic
    return f"{strategic}\n{record.text('objective_ref')} · {record.text(f'objective_title_{language}')}"


def _title(key: str, between: str = " / ") -> str:
    """The title of a field in both languages, once where they say the same."""
    return bilingual_title(f"data.{key}" if key == "remarks" else f"short.{key}", between)
