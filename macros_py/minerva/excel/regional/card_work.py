"""The calculations behind the card, in grey below it: the lists of its two choices, the words of its sentences, and
what was found for the record chosen, line by line, each with its name."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from minerva.excel.bulk import BulkSheet, Formula
from minerva.excel.regional import sentence
from minerva.excel.regional.book import Book
from minerva.excel.regional.card_lists import EARLIER, Chooser
from minerva.excel.regional.data import data_row
from minerva.excel.regional.formulas import DataRanges
from minerva.layout.labels import bilingual, labels
from minerva.layout.regional import data_columns
from minerva.layout.style import status_word, style
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status

FIRST_COLUMN = 10  # K, right of the printed card
LINES, CHOOSERS, WORDS = FIRST_COLUMN, FIRST_COLUMN + 3, FIRST_COLUMN + 13
MOST_LINES = 80
CHOOSER_KEYS = ("title", "first", "count", *(f"{k}_{n}" for k in ("part", "name", "spoken") for n in LANGUAGES))
RECORD_KEYS = (
    "choice",
    "key",
    "table",
    "address",
    "findings_row",
    "changes_row",
    *(f"earlier_{key}" for key in EARLIER),
)
PICKED = (
    *("status", "direction", "red", "green", "result", "red_raw", "green_raw", "result_raw"),
    *("ref", "objective_ref", "sheet", "not_assessed_reason", "title_fr", "title_nl"),
)
FIGURES = ("red", "green", "result", "weight")


class CardWork:
    """Writes the calculations; `at` has the cell of each line by its name."""

    def __init__(
        self, book: Book, sheet: BulkSheet, chosen: list[Chooser], choice_rows: dict[str, int], first_row: int
    ):
        self.book, self.sheet, self.chosen = book, sheet, chosen
        self.choices = {key: f"$B${row + 1}" for key, row in choice_rows.items()}
        self.first_row = first_row
        self.at: dict[str, str] = {}
        self._values: dict[str, str | float] = {}
        self._line = first_row + 2
        words = len(sentence.wordings(0)) + len(Status) + len(sentence.unit_words() | sentence.direction_words())
        self.list_row = first_row + 4 + max(MOST_LINES, len(chosen), words)
        self.ranges = {table: DataRanges(book, table) for table in Table}

    def write(self) -> None:
        """Write lists, words and lines."""
        self.quiet = self.book.formats(font_color=style().colour["quiet"])
        self.sheet.set_column(LINES, LINES, 34)
        self.sheet.set_column(LINES + 1, LINES + 1, 40)
        self.sheet.write_string(self.first_row, LINES, bilingual("card.work", " – "), self.quiet)
        self._write_words()
        self._write_choosers()
        self._write_records()
        first = self.chosen[0]
        self.stand = first.records[0].stand
        self.row = {
            key: value.gives if isinstance(value, Formula) else value
            for key, value in data_row(self.book, self.stand).items()
        }
        self._write_lines()

    def value(self, name: str) -> str:
        """What a line holds for the first record."""
        return str(self._values[name])

    # Lists

    def _head(self, row: int, column: int, names: tuple[str, ...]) -> None:
        for index, name in enumerate(names):
            self.sheet.write_string(row, column + index, name, self.quiet)

    def _write_words(self) -> None:
        """Words and wordings by name, in French and Dutch."""
        rows = sentence.wordings(self.book.year)
        units = {f"unit {code}": word for code, word in sentence.unit_words().items()}
        rows += [(key, word, word) for key, word in (units | sentence.direction_words()).items()]
        for status in Status:
            rows.append((f"status {status.value}", *(status_word(status, language) for language in LANGUAGES)))
        self._head(self.first_row + 1, WORDS, ("word", *LANGUAGES))
        for number, row in enumerate(rows, self.first_row + 2):
            for index, text in enumerate(row):
                self.sheet.write_string(number, WORDS + index, text, self.quiet)
            for index, language in enumerate(LANGUAGES, 1):
                self.at[f"{row[0]}_{language}"] = f"${xl_col_to_name(WORDS + index)}${number + 1}"
        last = self.first_row + 2 + len(rows)
        self.words = {
            name: f"${letter}${self.first_row + 3}:${letter}${last}"
            for name, letter in zip(("code", *LANGUAGES), map(xl_col_to_name, range(WORDS, WORDS + 3)), strict=True)
        }

    def _word(self, code: str, language: str) -> str:
        return f"INDEX({self.words[language]},MATCH({code},{self.words['code']},0))"

    def _write_choosers(self) -> None:
        self._head(self.first_row + 1, CHOOSERS, CHOOSER_KEYS)
        for number, chooser in enumerate(self.chosen, self.first_row + 2):
            for index, value in enumerate(self._chooser_values(chooser).values()):
                self.sheet.write(number, CHOOSERS + index, value, self.quiet)
        last = self.first_row + 2 + len(self.chosen)
        self.chooser_columns = {
            key: f"${letter}${self.first_row + 3}:${letter}${last}"
            for index, key in enumerate(CHOOSER_KEYS)
            for letter in (xl_col_to_name(CHOOSERS + index),)
        }

        self.book.choosable = f"'{self.book.layout.sheets['card']}'!{self.chooser_columns['count']}"

    def _chooser_values(self, chooser: Chooser) -> dict[str, str | int]:
        values: dict[str, str | int] = {
            "title": chooser.title,
            "first": chooser.first,
            "count": len(chooser.records),
        }
        organisation = chooser.organisation
        for language in LANGUAGES:
            part = labels(language)(f"part.{organisation.part}")
            chapter = labels(language)("card.chapter", chapter=organisation.chapter) if organisation.chapter else ""
            values[f"part_{language}"] = " · ".join(filter(None, (part, chapter)))
        values |= {f"name_{language}": name for language, name in chooser.names.items()}
        values |= {f"spoken_{language}": name for language, name in chooser.spoken.items()}
        return {key: values[key] for key in CHOOSER_KEYS}

    def _write_records(self) -> None:
        """One line for each record, whole rows at a time."""
        self._head(self.list_row, FIRST_COLUMN, RECORD_KEYS)
        self.sheet.start_at(self.list_row + 1)
        styles = self.sheet.styles([self.quiet]) * len(RECORD_KEYS)
        trace, count = self.book.trace, 0
        for chooser in self.chosen:
            for one in chooser.records:
                key, found, changed = one.stand.key, trace.findings, trace.journal
                values = {
                    "choice": one.text,
                    "key": key,
                    "table": one.stand.record.table.value,
                    "address": self._address(one.stand),
                    "findings_row": found[key][0][0] if key in found else "",
                    "changes_row": changed[key][0] if key in changed else "",
                    **{f"earlier_{name}": value for name, value in one.earlier.items()},
                }
                self.sheet.add_row([values.get(name, "") for name in RECORD_KEYS], styles, column=FIRST_COLUMN)
                count += 1
        first, last = self.list_row + 2, self.list_row + 1 + count
        self.record_columns = {
            key: f"${letter}${first}:${letter}${last}"
            for index, key in enumerate(RECORD_KEYS)
            for letter in (xl_col_to_name(FIRST_COLUMN + index),)
        }

    def _address(self, stand) -> str:
        """The place of a record in the folder of returns, as a link takes it."""
        container = self.book.containers.get(stand.file, "")
        return container or f"{stand.file}#'{stand.record.sheet}'!{stand.cell}"

    @property
    def organisations(self) -> str:
        """The list of the first choice."""
        return self.chooser_columns["title"]

    @property
    def records_of_chosen(self) -> str:
        """The list of the second choice: the records of the organisation chosen."""
        top = self.record_columns["choice"].partition(":")[0]
        return f"OFFSET({top},{self.at['first']}-1,0,{self.at['count']},1)"

    # Lines

    def _add(self, name: str, formula: str, value: str | float) -> None:
        """One line: its name, and a formula with what it gives for the first record."""
        self.sheet.write_string(self._line, LINES, name, self.quiet)
        self.sheet.write_formula(self._line, LINES + 1, f"={formula}", self.quiet, value)
        self._line += 1
        self.at[name] = f"${xl_col_to_name(LINES + 1)}${self._line}"
        self._values[name] = value

    def _write_lines(self) -> None:
        self._write_place()
        for key in PICKED:
            self._add(key, self._pick(key), plain(self.row.get(key, "")))
        findings = [row for row, _ in self.book.trace.findings.get(self.stand.key, ())]
        for key, rows in (("findings_row", findings), ("changes_row", self.book.trace.journal.get(self.stand.key, ()))):
            self._add(key, self._of_record(key), str(rows[0]) if rows else "")
        self._add("unit_word", self._pick("unit"), plain(self.row.get("unit", "")))
        self._add("row_there", self._pick("row"), plain(self.row["row"]))
        self._add("unit", sentence.unit_formula(self.at), sentence.unit_of(self.row))
        self._add("case", sentence.case_formula(self.at), sentence.case_of(self.row))
        for name, at in (("status_place", "status"), ("earlier_place", "earlier_status")):
            if at == "earlier_status":
                self._add(at, self._of_record(at), self.chosen[0].records[0].earlier.get("status", ""))
            places = "0"
            for place, status in enumerate(Status, 1):
                places = f'IF({self.at[at]}="{status.value}",{place},{places})'
            value = self._values[at]
            self._add(name, places, list(Status).index(Status(value)) + 1 if value else 0)
        for language in LANGUAGES:
            self._write_language(language)

    def _write_place(self) -> None:
        at, chooser = self.at, self.chosen[0]
        found = f"MATCH({self.choices['organisation']},{self.chooser_columns['title']},0)"
        self._add("organisation", f"IF(ISNUMBER({found}),{found},0)", 1)
        for key, value in (("first", 1), ("count", len(chooser.records))):
            column = self.chooser_columns[key]
            self._add(key, f"IF({at['organisation']}=0,1,INDEX({column},{at['organisation']}))", value)
        choices = self.record_columns["choice"]
        own = f"INDEX({choices},{at['first']}):INDEX({choices},{at['first']}+{at['count']}-1)"
        found = f"MATCH({self.choices['record']},{own},0)"
        none = f"{at['organisation']}=0"
        self._add("place", f"IF({none},0,IF(ISNUMBER({found}),{at['first']}-1+{found},0))", 1)
        for key, value in (("key", self.stand.key), ("table", self.stand.record.table.value)):
            self._add(key, self._of_record(key), value)
        rows = [f"MATCH({at['key']},{self.ranges[table].column('record')},0)" for table in Table]
        by_table = f'IF({at["table"]}="{Table.INDICATORS.value}",{rows[1]},{rows[0]})'
        self._add("row", f"IF({at['place']}=0,0,{by_table})", self.stand.row - 1)

    def _of_record(self, key: str) -> str:
        """A column of the list of records, '' where none is chosen."""
        found = f"INDEX({self.record_columns[key]},{self.at['place']})"
        return f'IF({self.at["place"]}=0,"",{found}&"")'

    def _pick(self, key: str) -> str:
        """A column of the data sheets, '' for an empty cell or where none is chosen; numbers stay numbers."""
        found = {
            table: f"INDEX({self.ranges[table].column(key)},{self.at['row']})"
            for table in Table
            if key in data_columns(table)
        }
        filled = {table: f'IF({one}="","",{one})' for table, one in found.items()}
        objectives, indicators = (filled.get(table, '""') for table in Table)
        by_table = f'IF({self.at["table"]}="{Table.INDICATORS.value}",{indicators},{objectives})'
        return f'IF({self.at["row"]}=0,"",{by_table})'

    def _write_language(self, language: str) -> None:
        """The pieces of the sentence, then the sentence."""
        at, row, table = self.at, self.row, self.stand.record.table
        for key in sentence.MEASURES:
            formula = sentence.figure_formula(at, key, language)
            self._add(f"{key}_{language}", formula, sentence.figure_words(row, key, language))
        for one in LANGUAGES:
            if f"plain_{one}" not in at:
                title = sentence.plain_title(str(row.get(f"title_{one}", "")))
                self._add(f"plain_{one}", sentence.title_formula(at[f"title_{one}"]), title)
        pieces = sentence.pieces(row, table, language)
        pieces["wording"] = pieces["wording"].replace("{year}", str(self.book.year))
        none, verdict = at["place"] + "=0", f'{at["table"]}&" "&{at["status"]}'
        judged = f'OR({at["status"]}="",{at["status"]}="{Status.NOT_ASSESSED.value}")'
        formulas = {
            "kind": f'IF({none},"",{self._word(at["table"], language)})',
            "told": sentence.reference_formula(at, language),
            "note": sentence.note_formula(at, language),
            "verdict": f'IF({judged},"",{self._word(verdict, language)})',
            "reason": f'IF({at["not_assessed_reason"]}="","",{self._word(at["not_assessed_reason"], language)})',
            "wording": f'IF({none},"",{self._word(at["case"], language)})',
        }
        for name, formula in formulas.items():
            self._add(f"{name}_{language}", formula, pieces[name])
        self._add(f"subject_{language}", sentence.subject_formula(at, language), pieces["subject"])
        spoken = self.chosen[0].spoken[language]
        self._add(f"organisation_{language}", self._of_chooser(f"spoken_{language}"), spoken)
        said = sentence.sentence_words(row, table, language, spoken, self.book.year)
        self._add(f"sentence_{language}", f'IF({none},"",{sentence.sentence_formula(at, language)})', said)

    def _of_chooser(self, key: str) -> str:
        found = f"INDEX({self.chooser_columns[key]},{self.at['organisation']})"
        return f'IF({self.at["organisation"]}=0,"",{found})'


def plain(value) -> str | float:
    """A value as a formula gives it."""
    return value if isinstance(value, str) else float(value)
