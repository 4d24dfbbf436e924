"""The title page of the regional workbook: what it is, its state, the coverage in sentences, the legend, links."""

from __future__ import annotations

from minerva.excel.heights import row_height
from minerva.excel.regional.book import Book
from minerva.excel.regional.contents import CONTENTS_WIDTHS, write_contents
from minerva.excel.regional.parliament import parts
from minerva.excel.regional.preface import preface_sentences
from minerva.layout.labels import labels
from minerva.layout.style import status_word
from minerva.model.record import LANGUAGES
from minerva.model.status import Status

WIDTHS = {"fr": 90, "nl": 90}
FOOTER_SIZE = 9  # the footer is scaled with the page
PRINT_SCALE = 88  # per cent: both languages and the places of the contents side by side on a page
HEADING_HEIGHT = 20


class Cover:
    """The title page: added first, written last, when the places it leads to are known."""

    def __init__(self, book: Book):
        self.book = book
        self.sheet = book.sheet(book.layout.sheets["cover"], FOOTER_SIZE)
        self.row = 0

    def write(self, sheet_names: list[str]) -> None:
        """Write the page: French on the left, Dutch on the right; `sheet_names` are all sheets, as they follow."""
        self.sheet.hide_gridlines(2)
        self.sheet.set_column("A:A", 2)
        self.sheet.set_column("B:B", WIDTHS["fr"])
        self.sheet.set_column("C:C", WIDTHS["nl"])
        self.sheet.set_column("D:E", CONTENTS_WIDTHS)
        self.sheet.set_print_scale(PRINT_SCALE)
        self._write_titles()
        self._write_preface()
        self._write_legend()
        first = self.row
        self._heading("toc.title")
        self.row = write_contents(self.book, self.sheet, self.row, WIDTHS["fr"]) + 1
        self.sheet.set_h_pagebreaks([first, self.row])
        self._write_links(sheet_names)
        self.sheet.activate()

    def _both(self, french: str, dutch: str, height: float | None = None, **look: object) -> None:
        for column, text in ((1, french), (2, dutch)):
            style = self.book.formats(text_wrap=True, align="left", valign="vcenter", indent=column - 1, **look)
            self.sheet.write_string(self.row, column, text, style)
        size = float(look.get("font_size", 9)) / 9
        self.sheet.set_row(
            self.row, height or row_height([(french, WIDTHS["fr"] / size), (dutch, WIDTHS["nl"] / size)], 18) * size
        )
        self.row += 1

    def _label(self, key: str, height: float | None = None, look: dict | None = None, **params: object) -> None:
        texts = [labels(language)(key, **params) for language in LANGUAGES]
        self._both(*texts, height=height, **(look or {}))

    def _write_titles(self) -> None:
        settings = self.book.consolidation.register.settings
        quiet = {"font_size": 11}
        self.row = 1
        self._label("report.framing", look=quiet)
        title = {"bold": True, "font_size": 18, "font_color": self.book.ink}
        self._label("report.full_title", height=52, look=title, year=self.book.year)
        if settings.session:
            self._label("cover_page.session", look=quiet, session=settings.session)
        if settings.filing_date:
            self._label("cover_page.filed", look=quiet, date=f"{settings.filing_date:%d/%m/%Y}")
        state = "final" if self.book.consolidation.final else "provisional"
        self._label(f"cover_page.{state}", look={**quiet, "bold": True}, edition=settings.edition)
        for part in parts(self.book):
            self._label(f"part.{part}", look={"font_size": 10})
        self.row += 1

    def _write_preface(self) -> None:
        settings = self.book.consolidation.register.settings
        if settings.preface_fr or settings.preface_nl:
            self._both(settings.preface_fr, settings.preface_nl, font_size=10)
            self.row += 1
        self._heading("cover_page.coverage")
        sentences = [preface_sentences(self.book.consolidation.coverage, language) for language in LANGUAGES]
        for french, dutch in zip(*sentences, strict=True):
            self._both(french, dutch, font_size=10)
        self.row += 1

    def _heading(self, key: str) -> None:
        self._label(
            key, height=HEADING_HEIGHT, look={"bold": True, "font_size": 11, "font_color": self.book.ink, "bottom": 1}
        )

    def _write_legend(self) -> None:
        self._heading("cover_page.legend")
        for status in Status:
            look = self.book.formats.status(status, align="left", indent=1)
            for column, language in enumerate(LANGUAGES, 1):
                words = labels(language)
                key = "cover_page.not_realised" if status is Status.NOT_REALISED else f"legend.{status.value}"
                text = f"{status_word(status, language)} – {words(key)}"
                self.sheet.write_string(self.row, column, text, look)
            self.sheet.set_row(self.row, 18)
            self.row += 1
        self.row += 1

    def _write_links(self, sheet_names: list[str]) -> None:
        self._heading("cover_page.sheets")
        link = self.book.formats.way(font_size=10, valign="vcenter")
        plain = self.book.formats(font_size=10, align="left", valign="vcenter", indent=1)
        for key, name in self._described(sheet_names):
            self.sheet.write_url(self.row, 1, f"internal:'{name}'!A1", link, f"{name} – {labels('fr')(key)}")
            self.sheet.write_string(self.row, 2, labels("nl")(key), plain)
            self.sheet.set_row(self.row, 16)
            self.row += 1
        self._label("cover_page.sorting", look={"font_color": self.book.quiet})

    def _described(self, sheet_names: list[str]) -> list[tuple[str, str]]:
        """(label of the description, sheet) for every other sheet."""
        names = {name: key for key, name in self.book.layout.sheets.items()}
        described = []
        for name in sheet_names:
            key = names.get(name)
            if key is None and name.startswith(f"{self.book.layout.sheets['annex']} "):
                key = "annex"
            elif key is None:
                key = "parliament_OO-OD" if name.endswith("OO-OD") else "parliament_KPI"
            if key != "cover":
                described.append((f"sheet.{key}", name))
        return described
