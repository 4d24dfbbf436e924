"""The formulas of the return template: figure meant, status, missing and wrong cells, for Excel and LibreOffice 7.4.

Every formula belongs to one physical row; `french` is the French row of its record and `row` the row it stands in.
Only functions both programs know since 2010 are used. Status codes are the places in `Status`, from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minerva.layout.returns import Column, TableLayout, choices
from minerva.model.record import column_letters
from minerva.model.status import Direction, Status, Unit

CODE = {status: code for code, status in enumerate(Status, 1)}
FIGURES_MEANT = ("red_n", "green_n", "result_n", "weight_n")
WRONG = ("red_wrong", "green_wrong", "result_wrong")
HELPERS = ("used", *FIGURES_MEANT, "yes_no", "differ", "status_n", *WRONG, "todo")
MARK_FRENCH, MARK_DUTCH = 9_000_001, 9_000_002  # beyond the last row of a sheet
IN_DUTCH_ROW = ("used", "status_n", "todo")


@dataclass(frozen=True, eq=False)
class TableFormulas:
    """Formulas of one table; helper columns follow the last column of the table, hidden."""

    layout: TableLayout

    @property
    def helpers(self) -> tuple[str, ...]:
        """The helper columns this table has, in order."""
        keys = {column.key for column in self.layout.columns}
        return tuple(h for h in HELPERS if h not in FIGURES_MEANT or h.removesuffix("_n") in keys)

    def letters(self, key: str) -> str:
        """The letters of a column or helper column."""
        if key in self.helpers:
            return column_letters(len(self.layout.all_columns) + 1 + self.helpers.index(key))
        return self.layout.letters(key)

    def at(self, key: str, row: int) -> str:
        """The address of a column in a row, column fixed: `$M7`."""
        return f"${self.letters(key)}{row}"

    def echo(self, column: Column, french: int) -> str:
        """The Dutch row shows what stands in the French row, a percentage as such."""
        cell = self.at(column.key, french)
        shown = cell
        if column.kind == "figure":
            meant = self.at(f"{column.key}_n", french)
            percent = f"AND(ISNUMBER({cell}),{self._is_percent(column.key, french)})"
            shown = f'IF({percent},{meant}&" %",{cell})'
        return f'=IF({cell}="","",{shown})'

    def status_word(self, row: int, language: str) -> str:
        """The status in words, in the language of the row."""
        code = self.at("status_n", row)
        return f'=IF({code}="","",INDEX(status_words_{language},{code}))'

    def helper(self, key: str, french: int, row: int) -> str:
        """The formula of a helper column in one physical row, '' where the Dutch row needs none."""
        pattern = _pattern(self, key, row - french)
        return pattern.replace(str(MARK_FRENCH), str(french)).replace(str(MARK_DUTCH), str(french + 1))

    def _helper(self, key: str, french: int, row: int) -> str:
        if key == "todo":
            return self._todo(french, row)
        if row != french:
            return f"={self.at(key, french)}" if key in IN_DUTCH_ROW else ""
        if key in WRONG:
            return f"=IFERROR(IF({self._wrong(key.removesuffix('_wrong'), row)},1,0),0)"
        if key in FIGURES_MEANT:
            return self._figure_meant(key.removesuffix("_n"), french)
        return {"used": self._used, "yes_no": self._yes_no, "differ": self._differ, "status_n": self._status}[key](
            french
        )

    def missing(self, column: Column, row: int) -> str:
        """When a cell of this column is a missing cell, for a conditional format that starts at row."""
        empty = f"LEN(TRIM({self.at(column.key, row)}))=0"
        needed = self._needed(column, row)
        if not column.shared:
            language = self.at("language", row)
            other = f'IF({language}="FR",{self.at(column.key, row + 1)},{self.at(column.key, row - 1)})'
            needed = f"OR({needed},LEN({other})>0)"
        else:
            needed = f'AND({self.at("language", row)}="FR",{needed})'
        return f"=IFERROR(AND({self.at('used', row)}=1,{empty},{needed}),FALSE)"

    def too_long(self, column: Column, row: int) -> str:
        """The condition under which a text is longer than the printed table holds."""
        return f"=LEN({self.at(column.key, row)})>{column.longest}"

    def wrong(self, key: str, row: int) -> str:
        """When a threshold or result cannot be used, for a conditional format that starts at row."""
        return f"={self.at(f'{key}_wrong', row)}=1"

    def _used(self, french: int) -> str:
        """1 where the record holds anything: the French row has no formula but the status, the Dutch row only texts."""
        first = [c.key for c in self.layout.all_columns if c.kind not in ("language", "status")]
        second = [c.key for c in self.layout.all_columns if c.kind not in ("language", "status") and not c.shared]
        cells = [f"{self.letters(k)}{french}" for k in first] + [f"{self.letters(k)}{french + 1}" for k in second]
        return f"=IF(COUNTA({','.join(cells)})>0,1,0)"

    def _is_percent(self, key: str, row: int) -> str:
        return f'LEFT(CELL("format",{self.at(key, row)}),1)="P"'

    def _figure_meant(self, key: str, row: int) -> str:
        """The figure meant: 85 typed as 85 or as 85 %; a yes or no result as 100 or 0; '' where there is no figure."""
        cell = self.at(key, row)
        number = f"ROUND(IF({self._is_percent(key, row)},{cell}*100,{cell}),6)"
        other = '""'
        if key == "result":
            other = f'IF({_is_word(cell, "yes_words")},100,IF({_is_word(cell, "no_words")},0,""))'
        return f'=IFERROR(IF(ISNUMBER({cell}),{number},{other}),"")'

    def _unit_is(self, unit: Unit, row: int) -> str:
        return f'{self.at("unit", row)}="{choices("unit")[unit.value]}"'

    def _yes_no(self, row: int) -> str:
        """1 where the record is judged by yes and no: declared, or evident from the thresholds."""
        red, green, unit = (self.at(k, row) for k in ("red", "green", "unit"))
        words = ",".join(_is_word(cell, words) for cell in (red, green) for words in ("yes_words", "no_words"))
        return f"=IFERROR(IF(OR({self._unit_is(Unit.YES_NO, row)},AND(LEN({unit})=0,OR({words}))),1,0),0)"

    def _differ(self, row: int) -> str:
        """1 where result and thresholds are in different units."""
        red, green = (self.at(k, row) for k in ("red", "green"))
        percents = [self._is_percent(k, row) for k in ("red", "green", "result")]
        absolute = f"MAX({red},{green})>100"
        plain = f"AND({percents[2]},NOT({percents[0]}),NOT({percents[1]}),{absolute})"
        return f"=IFERROR(IF(IF({self._unit_is(Unit.NUMBER, row)},OR({','.join(percents)}),{plain}),1,0),0)"

    def _status(self, row: int) -> str:
        unassessed = CODE[Status.NOT_ASSESSED]
        declared = f"IFERROR(MATCH({self.at('declared', row)},declared_choices,0),{unassessed})"
        judged = f"IF({self.at('yes_no', row)}=1,{self._yes_no_status(row)},{self._numeric_status(row)})"
        body = f"IF({self._unit_is(Unit.TEXT, row)},{declared},IFERROR({judged},{unassessed}))"
        unclear = f"OR({','.join(self._is_unclear(key, row) for key in ('unit', 'direction'))})"
        return f'=IF({self.at("used", row)}=0,"",IF({unclear},{unassessed},{body}))'

    def _is_unclear(self, key: str, row: int) -> str:
        """A word pasted over the list that is none of its choices."""
        cell = self.at(key, row)
        return f"AND(LEN({cell})>0,ISNA(MATCH({cell},{key}_choices,0)))"

    def _yes_no_status(self, row: int) -> str:
        red, green, result = (self.at(k, row) for k in ("red", "green", "result_n"))
        done, partly, failed, unassessed = (CODE[s] for s in Status)
        green_yes = f"OR({_is_word(green, 'yes_words')},AND(ISNUMBER({green}),{green}=0))"
        right = f"OR(LEN({red})+LEN({green})=0,AND({_is_word(red, 'no_words')},{green_yes}))"
        between = f"IF(AND({result}>0,{result}<100),{partly},{unassessed})"
        judged = f"IF({result}=100,{done},IF({result}=0,{failed},{between}))"
        return f"IF(AND({right},ISNUMBER({result})),{judged},{unassessed})"

    def _numeric_status(self, row: int) -> str:
        red, green, result, typed = (self.at(k, row) for k in ("red_n", "green_n", "result_n", "result"))
        done, partly, failed, unassessed = (CODE[s] for s in Status)
        higher = f"IF({red}>{green},{unassessed},IF({result}>={green},{done},IF({result}<={red},{failed},{partly})))"
        lower = f"IF({red}<{green},{unassessed},IF({result}<={green},{done},IF({result}>={red},{failed},{partly})))"
        usable = f"AND(COUNT({red},{green})=2,ISNUMBER({typed}),{self.at('differ', row)}=0)"
        return f"IF({usable},IF({self._is_lower(row)},{lower},{higher}),{unassessed})"

    def _is_lower(self, row: int) -> str:
        return f'{self.at("direction", row)}="{choices("direction")[Direction.LOWER.value]}"'

    def _needed(self, column: Column, row: int) -> str:
        """The condition under which a column is needed, with the columns fixed and the row free."""
        status = self.at("status_n", row)
        partly, failed = CODE[Status.PARTIALLY_REALISED], CODE[Status.NOT_REALISED]
        text_unit = self._unit_is(Unit.TEXT, row)
        thresholds_free = f",NOT({self._unit_is(Unit.YES_NO, row)})" if column.key in ("red", "green") else ""
        return {
            "always": "TRUE",
            "assessed": f"AND(NOT({text_unit}){thresholds_free})",
            "declared": text_unit,
            "below_green": f"OR({status}={partly},{status}={failed})",
            "not_realised": f"{status}={failed}",
            "never": "FALSE",
        }[column.needed]

    def _wrong(self, key: str, row: int) -> str:
        cell, used, yes_no = self.at(key, row), self.at("used", row), self.at("yes_no", row)
        words = f"OR({_is_word(cell, 'yes_words')},{_is_word(cell, 'no_words')})"
        no_figure = f"AND(LEN({cell})>0,NOT(ISNUMBER({cell})),NOT({words}))"
        parts = [no_figure]
        if key in ("red", "green"):
            red, green = self.at("red_n", row), self.at("green_n", row)
            swapped = f"IF({self._is_lower(row)},{red}<{green},{red}>{green})"
            parts.append(f"AND(COUNT({red},{green})=2,{yes_no}=0,{swapped})")
        if key == "result":
            parts.append(f"{self.at('differ', row)}=1")
        return f"AND({used}=1,NOT({self._unit_is(Unit.TEXT, row)}),OR({','.join(parts)}))"

    def _todo(self, french: int, row: int) -> str:
        """The address of the first cell of the row that is missing or wrong, '' where there is none."""
        formula = '""'
        for condition, cell in reversed(self._todo_cells(french, row)):
            formula = f'IF({condition},CELL("address",{cell}),{formula})'
        return f'=IFERROR(IF({self.at("used", row)}=0,"",{formula}),"")'

    def _todo_cells(self, french: int, row: int) -> list[tuple[str, str]]:
        """(condition, cell) for every cell of the row that can be missing or wrong."""
        todo = []
        for column in self.layout.all_columns:
            if column.kind in ("language", "status") or (column.shared and row != french):
                continue
            cell = self.at(column.key, row)
            if column.needed != "never":
                todo.append((f"AND(LEN(TRIM({cell}))=0,{self._needed_in(column, french, row)})", cell))
            if column.key in ("red", "green", "result"):
                todo.append((f"{self.at(f'{column.key}_wrong', row)}=1", cell))
        return todo

    def _needed_in(self, column: Column, french: int, row: int) -> str:
        """Needed for itself, or because the other language has a text."""
        needed = self._needed(column, french)
        if column.shared or needed == "TRUE":
            return needed
        other = self.at(column.key, french + 1 if row == french else french)
        return f"OR({needed},LEN({other})>0)"


@cache
def _pattern(formulas: TableFormulas, key: str, offset: int) -> str:
    """The formula of a helper column with marks for its rows: the same in every record but for the row numbers."""
    return formulas._helper(key, MARK_FRENCH, MARK_FRENCH + offset)


def _is_word(cell: str, words: str) -> str:
    """Whether a cell holds one of the words of a hidden list, capitals and spaces aside."""
    return f"ISNUMBER(MATCH(UPPER(TRIM({cell})),{words},0))"
