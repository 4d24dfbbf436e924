"""The rows of the data sheets against the returns: each tells of one record, in the order of the return."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from minerva.excel.witness.chapter import Chapter
from minerva.excel.witness.evidence import Evidence, Rows
from minerva.excel.witness.regional import Row
from minerva.excel.witness.row_proof import RowProof
from minerva.layout.returns import return_layout
from minerva.model.record import LANGUAGES, Table
from minerva.model.verification import Difference, Kind, Proof


def prove_rows(chapter: Chapter, table: Table, rows: list[Row]) -> None:
    """Hold the rows of an organisation against its returns; what they should say is left in `truths`."""
    firsts = _claimed_firsts(rows)
    chapter.taken = {claim for row in rows if (claim := _claim(row)) is not None}
    seen: set[tuple[str, str, int]] = set()
    for row in rows:
        claim = _claim(row)
        twice = claim in seen and not row["printed_group"]
        seen |= {claim} if claim is not None else set()
        found = None if twice else _rows_of(chapter, table, row)
        if found is None:
            chapter.differences.append(_added(chapter, row))
            continue
        span = _span(found, firsts)
        RowProof(chapter, table, row, found, span).prove()
    _prove_order(chapter, table, rows)
    _prove_names(chapter, table, rows)


def _prove_names(chapter: Chapter, table: Table, rows: list[Row]) -> None:
    """The name of a record counts in its chapter: `actiris:KPI:3`; where one is gone, the others keep theirs."""
    placed = [row for row in rows if (table, row.number) in chapter.places]
    begin = f"{chapter.organisation.id}:{table.value}:"
    numbers = [_number_in(row["record"], begin) for row in placed]
    in_place = {place for place, number in enumerate(numbers) if number == place + 1}
    kept = in_place if len(in_place) >= len(numbers) - 1 else longest_rising(numbers)
    for place, row in enumerate(placed):
        again = numbers[place] in numbers[:place]
        if not numbers[place] or place not in kept or again:
            chapter.differ(Kind.VALUE, row, "record", f"{begin}{place + 1}")


def _number_in(name: str, begin: str) -> int:
    number = name.removeprefix(begin)
    return int(number) if name.startswith(begin) and number.isdigit() else 0


def _added(chapter: Chapter, row: Row) -> Difference:
    said = " · ".join(filter(None, (row["ref"], row["title_fr"] or row["title_nl"])))
    return Difference(Kind.ROW_ADDED, Proof.WITNESS, chapter.output, row.sheet, row.range, said[:200])


def _claim(row: Row) -> tuple[str, str, int] | None:
    return (row["file"], row["sheet"], int(row["row"])) if row["row"].isdigit() else None


def _claimed_firsts(rows: list[Row]) -> dict[tuple[str, str], list[int]]:
    firsts: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row["row"].isdigit():
            firsts.setdefault((row["file"], row["sheet"]), []).append(int(row["row"]))
    return {sheet: sorted(numbers) for sheet, numbers in firsts.items()}


def _span(rows: Rows, firsts: Mapping[tuple[str, str], list[int]]) -> int:
    """The last row of a record: the one above the next record, or as far as one may go on."""
    following = (number for number in firsts.get((rows.file, rows.sheet), ()) if number > rows.row)
    last = max(rows.row, rows.row_nl)
    return max(last, min(next(following, rows.row + 40) - 1, rows.row + 40))


def _rows_of(chapter: Chapter, table: Table, row: Row) -> Rows | None:
    """Where a row of the data stands in a return: where it says, or where most of its values do; None for nowhere."""
    texts = _told(table, row)
    number, dutch = (int(row[key]) if row[key].isdigit() else 0 for key in ("row", "row_nl"))
    claimed = Rows(row["file"], row["sheet"], number, dutch)
    score = sum(_stands_in(chapter.evidence, text, claimed) for text in texts)
    if score == len(texts) and (row["file"], row["sheet"]) in chapter.evidence.sheets and number:
        return _paired(chapter, table, row, claimed)
    others = chapter.taken
    best = chapter.evidence.best_rows(texts, table, others)
    if best is not None and best[1] > score and 2 * best[1] >= len(texts):
        _name_places(chapter, row, claimed, best[0])
        return best[0]
    return _paired(chapter, table, row, claimed) if 4 * score >= len(texts) and number else None


def _paired(chapter: Chapter, table: Table, row: Row, claimed: Rows) -> Rows:
    """The claimed place, with the Dutch row where our own template has it."""
    header = chapter.evidence.header(claimed.file, claimed.sheet, table)
    if header is None or not header.is_strict(claimed.row, claimed.row + 1):
        return claimed
    right = claimed._replace(row_nl=claimed.row + 1)
    if right != claimed:
        _name_places(chapter, row, claimed, right)
    return right


def _name_places(chapter: Chapter, row: Row, claimed: Rows, right: Rows) -> None:
    for key, said, true in zip(("file", "sheet", "row", "row_nl"), claimed, right, strict=True):
        if said != true and (key != "row_nl" or true):
            chapter.differ(Kind.PLACE, row, key, str(true))


def _told(table: Table, row: Row) -> list[str]:
    """The texts of a row that should stand in a return, as typed where that is told."""
    texts = []
    for column in return_layout().tables[table].all_columns:
        if column.kind in ("figure", "reference", "budget"):
            texts.append(row[f"{column.key}_raw"])
        elif column.kind == "text":
            texts += [row[f"{column.key}_{language}"] for language in LANGUAGES]
        elif column.kind not in ("language", "status"):
            texts.append(row[column.key])
    return list(dict.fromkeys(text for text in texts if text))


def _stands_in(evidence: Evidence, text: str, rows: Rows) -> bool:
    return any((at.file, at.sheet) == rows[:2] and at.row in (rows.row, rows.row_nl) for at in evidence.where(text))


def _prove_order(chapter: Chapter, table: Table, rows: list[Row]) -> None:
    """Inside a return the records follow each other as they do there; named are the fewest that do not."""
    by_sheet: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for row in rows:
        place = chapter.places.get((table, row.number))
        if place is not None:
            by_sheet.setdefault(place[:2], []).append((place.row, row))
    for (file, sheet), placed in by_sheet.items():
        kept = longest_rising([number for number, _ in placed])
        for index, (number, row) in enumerate(placed):
            if index not in kept:
                said = f"{file} · {sheet}!{number}"
                chapter.differences.append(
                    Difference(Kind.ORDER, Proof.WITNESS, chapter.output, row.sheet, row.range, "", "", said)
                )


def longest_rising(numbers: list[int]) -> set[int]:
    """The places of a longest run of numbers that never falls."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_right(ends, number)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        at[length : length + 1] = [place]
    kept, place = set(), at[-1] if at else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept
