"""Forty returns of one year, with what organisations really do in them, and the regional workbook made of them."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import workbooks
from minerva import tasks
from minerva.excel.register import write_register
from minerva.model.record import Table
from minerva.model.register import Correction, Group, Organisation, Register
from returns.mutants.draft_workbook import written
from returns.mutants.mutations import single
from workbooks import KPI, OO, Block, good_indicator, good_objective

LONG = "Une phrase qui revient souvent dans les rapports, avec {n} dossiers traités au cours de l'année. "
FIGURES = (
    {"red": Decimal(50), "green": Decimal(90), "result": Decimal(70)},
    {"red": "50 %", "green": "80 %", "result": "100,00 %"},
    {"red": Decimal("12.5"), "green": Decimal("27.5"), "result": "13,19"},
    {"red": "N", "green": "O", "result": "Oui"},
    {"red": "N", "green": "0", "result": "Nee"},
    {"red": "4.000.000 €", "green": "4.470.198 €", "result": "4.470.199 €", "unit": "Nombre/Aantal"},
    {"red": Decimal(90), "green": Decimal(50), "result": Decimal(10), "direction": "▼"},
    {"red": Decimal(50), "green": Decimal(80), "result": "N/A"},
    {"red": Decimal(0), "green": Decimal(100), "result": Decimal(0)},
)
MISSING, BROKEN, LOOSE, IN_ZIP, IN_MAIL, IN_PARTS = 5, 6, "actiris", 7, 8, 9


@dataclass(frozen=True)
class Year:
    """Where the year stands."""

    folder: Path
    returns: Path
    register: Path
    output: Path


def forty(folder: Path) -> Year:
    """Forty files of forty organisations: one in an archive, one in an e-mail, one in two parts, one without table."""
    register = _register()
    expected = [o for o in register.organisations if register.expects_own(o)]
    assert len(expected) == 40
    year = Year(folder, folder / "returns", folder / "register.xlsx", folder / "regional.xlsx")
    year.returns.mkdir(parents=True)
    for number, organisation in enumerate(expected):
        if number != MISSING:
            _put(year.returns, number, organisation, register)
    write_register(year.register, register)
    tasks.consolidate(year.returns, year.register, year.output)
    return year


def _register() -> Register:
    more = [
        Organisation(
            id=f"association-{n}", part=3, group=Group.OAA_CATEGORY_2, order=900 + n, chapter=f"9{n}",
            name_fr=f"Association {n}", name_nl=f"Vereniging {n}",
        )
        for n in (1, 2, 3)
    ]  # fmt: skip
    organisations = (*workbooks.REGISTER.organisations, *more)
    correction = Correction(
        organisation="stib", table="KPI", reference="KPI-1.1.2", field="result", new_value="64 %", who="Cellule",
        date=date(2021, 5, 3), reason="Corrigé par téléphone", old_value=_figures("stib", 1, 2).get("result_told", ""),
    )  # fmt: skip
    return workbooks.REGISTER.model_copy(update={"organisations": organisations, "corrections": (correction,)})


def _put(folder: Path, number: int, organisation: Organisation, register: Register) -> None:
    """One return, in the form its number asks for."""
    path = folder / f"{organisation.file_stem}-2020.xlsx"
    if organisation.id == LOOSE:
        path.write_bytes(written(single("columns_shuffled", 0).draft()[0]))
        return
    blocks = [_block(organisation.id, n) for n in (1, 2)]
    cover = {"intro_fr": LONG.format(n=number) * (60 if number == 10 else 2), "intro_nl": f"Inleiding {number}."}
    workbooks.filled(path, organisation.id, blocks, cover=cover, percent={(KPI, 1): {"weight"}}, register=register)
    if number == BROKEN:
        path.write_bytes(path.read_bytes()[:5000])
    elif number == IN_ZIP:
        with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
            archive.write(path, path.name)
        path.unlink()
    elif number == IN_MAIL:
        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["To"] = "Rapport", "service@minerva.example", "cellule@minerva.example"
        mail.set_content("Ci-joint.")
        mail.add_attachment(path.read_bytes(), maintype="application", subtype="xlsx", filename=path.name)
        (folder / "mail.eml").write_bytes(bytes(mail))
        path.unlink()
    elif number == IN_PARTS:
        part = {"completeness": "partiel/gedeeltelijk"}
        workbooks.filled(path, organisation.id, blocks[:1], cover=part, register=register)
        workbooks.filled(folder / f"part-{path.name}", organisation.id, blocks[1:], cover=part, register=register)


def _figures(organisation: str, block: int, place: int) -> Mapping[str, str | Decimal]:
    chance = random.Random(f"{organisation} {block} {place}")
    chosen = dict(chance.choice(FIGURES))
    return {**chosen, "result_told": str(chosen["result"])}


def _block(organisation: str, number: int) -> Block:
    """An objective and two indicators whose figures, spellings and texts the organisation decides."""
    chance = random.Random(f"{organisation} {number}")

    def more(place: int) -> dict[str, str | Decimal]:
        figures = {key: value for key, value in _figures(organisation, number, place).items() if key != "result_told"}
        long = "".join(LONG.format(n=chance.randrange(1000)) for _ in range(chance.choice((1, 1, 2, 40))))
        texts = {
            "description_fr": f"{organisation} {number}.{place} : {long}",
            "description_nl": f"Verslag {organisation} {number}.{place}.",
        }
        return {**figures, **texts}

    spelled = {"ref": chance.choice((f"O.O.{number}.1", f"0.O.{number}.1", f"OO {number}.1"))}
    objective = good_objective(number, **spelled, **more(0), justification="Vu avec le cabinet.")
    return objective, [good_indicator(number, place, **more(place)) for place in (1, 2)]


def records(table: Table) -> str:
    """The data sheet of a table."""
    return {OO: "Donnees-Gegevens OO", KPI: "Donnees-Gegevens KPI"}[table]
