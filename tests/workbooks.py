"""Returns as real workbooks: good ones of the sample register's organisations, and the means to spoil them.

A value is what Excel holds after typing: a text, or a Decimal; `percent` names the figures shown in percent format.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from unittest import mock

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from minerva.excel.register import write_register
from minerva.excel.sample import sample_register
from minerva.excel.template import write_template
from minerva.excel.template_draft import Filling
from minerva.layout.returns import return_layout
from minerva.model.record import Table
from minerva.model.register import Organisation, Register

OO, KPI = Table.OBJECTIVES, Table.INDICATORS
YEAR = 2020
COVER = "Accueil-Onthaal"
REGISTER: Register = sample_register()
OWN: tuple[Organisation, ...] = tuple(o for o in REGISTER.organisations if o.expected == "own" and not o.section_of)

Values = dict[str, str | Decimal]
Block = tuple[Values, list[Values]]


def good_objective(block: int = 1, **changes: str | Decimal) -> Values:
    """A right objective, partially realised and explained."""
    return {
        "strategic_ref": f"O.S.{block}",
        "strategic_title_fr": "Un emploi durable",
        "strategic_title_nl": "Duurzaam werk",
        "ref": f"O.O.{block}.1",
        "title_fr": "Réduire les délais",
        "title_nl": "De termijnen verkorten",
        "budget": "16.005.15.01.4140",
        "red": Decimal(50),
        "green": Decimal(90),
        "result": Decimal(70),
        "description_fr": "Sept demandes sur dix ont été traitées à temps.",
        "description_nl": "Zeven aanvragen op tien werden tijdig behandeld.",
        "deviation_fr": "Trois mois de retard au recrutement.",
        "deviation_nl": "Drie maanden vertraging bij de aanwerving.",
        "actions_fr": "Deux agents de plus.",
        "actions_nl": "Twee extra medewerkers.",
    } | changes


def good_indicator(block: int = 1, place: int = 1, **changes: str | Decimal) -> Values:
    """A right indicator, realised; two of them make an objective."""
    return {
        "strategic_ref": f"O.S.{block}",
        "strategic_title_fr": "Un emploi durable",
        "strategic_title_nl": "Duurzaam werk",
        "objective_ref": f"O.O.{block}.1",
        "objective_title_fr": "Réduire les délais",
        "objective_title_nl": "De termijnen verkorten",
        "ref": f"KPI-{block}.1.{place}",
        "title_fr": f"Part des demandes de type {place}",
        "title_nl": f"Aandeel aanvragen van type {place}",
        "red": Decimal(50),
        "green": Decimal(80),
        "result": Decimal(95),
        "description_fr": "Presque toutes.",
        "description_nl": "Bijna alle.",
        "weight": Decimal(50),
    } | changes


def good_block(block: int = 1) -> Block:
    """An objective and its two indicators."""
    return good_objective(block), [good_indicator(block, 1), good_indicator(block, 2)]


def filled(
    path: Path,
    organisation: str = "actiris",
    blocks: Sequence[Block] | None = None,
    *,
    year: int = YEAR,
    cover: Mapping[str, str] = {},
    percent: Mapping[tuple[Table, int], set[str]] = {},
    spare: int = 4,
    register: Register = REGISTER,
) -> Path:
    """Write a return of one organisation; without blocks, a good one. `spare` records stay empty."""
    blocks = [good_block(1), good_block(2)] if blocks is None else blocks
    records = {OO: [head for head, _ in blocks], KPI: [row for _, rows in blocks for row in rows]}
    filling = Filling(
        cover={
            "function": "Cellule de contrôle de gestion",
            "intro_fr": "Une année particulière.",
            "intro_nl": "Een bijzonder jaar.",
            **cover,
        },
        records=records,
        percent=percent,
    )
    organisation_row = register.by_id(organisation)
    assert organisation_row is not None, organisation
    return _template(path, organisation_row, year, filling, max(map(len, records.values())) + spare)


def blank(path: Path, organisation: str = "actiris", *, year: int = YEAR, records: int = 8) -> Path:
    """Write an empty template."""
    return _template(path, REGISTER.by_id(organisation), year, None, records)


def _template(path: Path, organisation: Organisation, year: int, filling: Filling | None, records: int) -> Path:
    """The product's template with fewer spare records, which is faster to write and to open."""
    layout = return_layout().model_copy(update={"spare_records": records})
    with mock.patch("minerva.excel.template_draft.return_layout", lambda: layout):
        return write_template(path, organisation, year, filling)


def register_of(path: Path, *ids: str, **more: object) -> Path:
    """Write a register that holds only some organisations of the sample, or all."""
    return write_register(path, small_register(*ids, **more))


def small_register(*ids: str, **more: object) -> Register:
    """The sample register, or only some of its organisations."""
    wanted = tuple(o for o in REGISTER.organisations if not ids or o.id in ids)
    return REGISTER.model_copy(update={"organisations": wanted, **more})


def edited(path: Path, change: Callable[[openpyxl.Workbook], object], to: Path | None = None) -> Path:
    """Open a workbook as another program would, change it and save it."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(to or path)
    return to or path


def typed(values: Mapping[str, Mapping[str, object]]) -> Callable[[openpyxl.Workbook], None]:
    """A change that types values: {"KPI": {"L7": 85}}."""

    def change(book: openpyxl.Workbook) -> None:
        for sheet, cells in values.items():
            for address, value in cells.items():
                book[sheet][address].value = value

    return change


def repacked(path: Path, change: Callable[[str, bytes], bytes | None], more: Mapping[str, bytes] = {}) -> Path:
    """Change the parts of a package: `change` gives the new content of each, None to leave it out."""
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in more.items():
            new.writestr(name, part)
    return path


def stamped(path: Path, moment: str) -> Path:
    """Give a workbook the time at which a program says it was saved: 2021-03-01T10:00:00Z."""

    def change(name: str, part: bytes) -> bytes:
        if name != "docProps/core.xml":
            return part
        before, _, rest = part.partition(b"<dcterms:modified")
        start, _, after = rest.partition(b"</dcterms:modified>")
        head = start.partition(b">")[0]
        return before + b"<dcterms:modified" + head + b">" + moment.encode() + b"</dcterms:modified>" + after

    return repacked(path, change)


def filled_cells(path: Path, empty: Path) -> int:
    """How many cells a person filled, counted with openpyxl: what differs from the empty template, plus the three
    cells of the cover the template fills itself (organisation, year, completeness)."""
    own, book = openpyxl.load_workbook(empty), openpyxl.load_workbook(path)
    count = 0
    for sheet in book.worksheets:
        template = own[sheet.title] if sheet.title in own.sheetnames else None
        count += sum(1 for address, value in _cells(sheet) if template is None or template[address].value != value)
    return count + sum(book[COVER][address].value == own[COVER][address].value for address in ("C6", "C7", "C9"))


def _cells(sheet: Worksheet) -> Iterable[tuple[str, object]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and not (isinstance(cell.value, str) and not cell.value.strip()):
                formula = isinstance(cell.value, str) and cell.value.startswith("=") and cell.data_type == "f"
                if not formula:
                    yield cell.coordinate, cell.value


def hashes(folder: Path) -> dict[str, str]:
    """Path below a folder -> SHA-256 of every file."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
