"""What the card shows of the record chosen: formulas over the data sheets and the calculations behind the card, each
with what it gives for the first record."""

from __future__ import annotations

from minerva.excel.bulk import Formula
from minerva.excel.regional import sentence
from minerva.excel.regional.card_work import CardWork, plain
from minerva.layout.labels import bilingual
from minerva.layout.style import status_word
from minerva.model.record import LANGUAGES, Table
from minerva.model.status import Status


class CardTexts(CardWork):
    """The formulas of the card, once its calculations are written."""

    def sentences(self) -> dict[str, Formula]:
        """The sentence in both languages."""
        return {one: Formula(self.at[f"sentence_{one}"], self.value(f"sentence_{one}")) for one in LANGUAGES}

    def of_organisation(self, key: str) -> dict[str, Formula]:
        """Part and chapter, or name, in both languages."""
        values = self._chooser_values(self.chosen[0])
        return {one: Formula(self._of_chooser(f"{key}_{one}"), str(values[f"{key}_{one}"])) for one in LANGUAGES}

    def shown(self, key: str) -> Formula:
        """A data column as it stands there."""
        return Formula(self._pick(key), plain(self.row.get(key, "")))

    def texts(self, key: str) -> dict[str, Formula]:
        """A text in both languages."""
        return {language: self.shown(f"{key}_{language}") for language in LANGUAGES}

    def titled(self, reference: str, title: str) -> dict[str, Formula]:
        """A reference and a title, with a point between where there are both."""
        given = {}
        for language, text in self.texts(title).items():
            number = self.shown(reference)
            between = f'IF(AND({number.text}<>"",{text.text}<>"")," · ","")'
            told = " · ".join(filter(None, (number.gives, text.gives)))
            given[language] = Formula(f"{number.text}&{between}&{text.text}", told)
        return given

    def above(self) -> dict[str, Formula]:
        """The strategic objective, and under it the operational one of an indicator."""
        strategic = self.titled("strategic_ref", "strategic_title")
        operational = self.titled("objective_ref", "objective_title")
        given = {}
        for language in LANGUAGES:
            first, second = strategic[language], operational[language]
            between = f'IF({self.at["table"]}="{Table.INDICATORS.value}",CHAR(10),"")'
            told = "\n" if self.stand.record.table is Table.INDICATORS else ""
            given[language] = Formula(f"{first.text}&{between}&{second.text}", first.gives + told + second.gives)
        return given

    def budget(self) -> Formula:
        """The budget allocations on one line."""
        text = self.shown("budget")
        return Formula(f'SUBSTITUTE({text.text},CHAR(10)," ; ")', str(text.gives).replace("\n", " ; "))

    def raw(self, key: str) -> Formula:
        """What was typed, where that is not what the data have."""
        typed, value = self.shown(f"{key}_raw"), self.shown(key)
        told = "" if typed.gives == sentence.general(value.gives) else typed.gives
        return Formula(f'IF({typed.text}={value.text}&"","",{typed.text})', told)

    def reason(self) -> Formula:
        """Why a record is not assessed, in both languages."""
        french, dutch = (self.at[f"reason_{language}"] for language in LANGUAGES)
        told = "\n".join(filter(None, (self.value(f"reason_{language}") for language in LANGUAGES)))
        return Formula(f'IF({french}="","",{french}&CHAR(10)&{dutch})', told)

    def unit(self) -> Formula:
        """The unit that counts, said or not; the word itself where it is none of ours."""
        at, value = self.at, self.value("unit")
        told = sentence.unit_words()[value] if value else self.value("unit_word")
        known = self._word(f'"unit "&{at["unit"]}', "fr")
        return Formula(f'IF({at["row"]}=0,"",IF({at["unit"]}="",{at["unit_word"]},{known}))', told)

    def direction(self) -> Formula:
        """Which way is better, for what is counted."""
        at = self.at
        lower, higher = (self._word(f'"{key}"', "fr") for key in ("lower", "higher"))
        counted = f'OR({at["unit"]}="percent",{at["unit"]}="number")'
        is_lower = f'{at["direction"]}="{sentence.LOWER}"'
        told = sentence.direction_words()["lower" if self.value("direction") == sentence.LOWER else "higher"]
        told = told if self.value("unit") in ("percent", "number") else ""
        return Formula(f'IF(AND({at["row"]}>0,{counted}),IF({is_lower},{lower},{higher}),"")', told)

    def figure(self, key: str) -> Formula:
        """A figure as people say it, in both languages where they differ; unit, direction and weight as in the data."""
        if key in ("unit", "direction"):
            return getattr(self, key)()
        if key not in sentence.MEASURES:
            return self.shown(key)
        french, dutch = (self.at[f"{key}_{language}"] for language in LANGUAGES)
        values = [self.value(f"{key}_{language}") for language in LANGUAGES]
        same = isinstance(self.row.get(key, ""), str) and values[0] != values[1]
        told = " / ".join(values) if same else values[0]
        return Formula(f'IF(OR(ISNUMBER({self.at[key]}),{french}={dutch}),{french},{french}&" / "&{dutch})', told)

    def status(self, name: str) -> Formula:
        """The words of a status in both languages behind their symbol, '' for none."""
        cell, value = self.at[name], self.value(name)
        words = [self._word(f'"status "&{cell}', language) for language in LANGUAGES]
        told = "\n".join(status_word(Status(value), language) for language in LANGUAGES) if value else ""
        return Formula(f'IF({cell}="","",{words[0]}&CHAR(10)&{words[1]})', told)

    def earlier(self, key: str) -> Formula:
        """A figure of the year before."""
        return Formula(self._of_record(f"earlier_{key}"), self.chosen[0].records[0].earlier.get(key, ""))

    # Ways

    def findings(self) -> Formula:
        """How many findings, and which, as a link to the first."""
        return self._counted("findings", "finding_codes", "findings_row", self.book.layout.sheets["findings"])

    def changes(self) -> Formula:
        """How many changes, and where they stand, as a link to the first."""
        return self._counted("changes", "journal", "changes_row", self.book.layout.sheets["journal"])

    def _counted(self, count: str, shown: str, row: str, sheet: str) -> Formula:
        number, words, line = self._pick(count), self._pick(shown), self.at[row]
        told = f"{self.row[count]}" + (f" · {self.row[shown]}" if self.row[shown] else "")
        link = f'HYPERLINK("#\'{sheet}\'!A"&{line},{number}&" · "&{words})'
        return Formula(f'IF({line}="",{number}&"",{link})', told)

    def source(self) -> Formula:
        """File, sheet and row."""
        at, file = self.at, self._pick("file")
        row = bilingual("card.row", " / ")
        told = f"{self.row['file']} · {self.row['sheet']} · {row} {self.row['row']}"
        return Formula(f'IF({at["row"]}=0,"",{file}&" · "&{at["sheet"]}&" · {row} "&{at["row_there"]})', told)

    def open(self) -> Formula:
        """A link to the result in the returned file."""
        base = f"'{self.book.layout.sheets['sources']}'!$B$3"
        label = bilingual("card.open", " / ")
        link = f'HYPERLINK({base}&"/"&{self._of_record("address")},"{label}")'
        return Formula(f'IF({self.at["row"]}=0,"",{link})', label)

    def to_data(self) -> Formula:
        """A link to the data row."""
        sheets = {table: self.book.layout.data_sheet(table) for table in Table}
        objectives, indicators = (sheets[table] for table in Table)
        sheet = f'IF({self.at["table"]}="{Table.INDICATORS.value}","{indicators}","{objectives}")'
        label = bilingual("card.to_data", " / ")
        link = f'HYPERLINK("#\'"&{sheet}&"\'!A"&({self.at["row"]}+1),"{label}")'
        return Formula(f'IF({self.at["row"]}=0,"",{link})', label)

    def to_print(self) -> Formula:
        """A link to the printed table."""
        printed, label = self._pick("printed"), bilingual("card.to_print", " / ")
        link = f'HYPERLINK("#\'"&SUBSTITUTE({printed},"!","\'!"),"{label} "&{printed})'
        return Formula(f'IF({self.at["row"]}=0,"",{link})', f"{label} {self.row['printed']}")
