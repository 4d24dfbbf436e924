"""A made-up year and the next one, in which it is known what changed: returns of six organisations, merged twice."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from minerva import tasks
from minerva.layout.returns import choices
from workbooks import KPI, OO, REGISTER, YEAR, Block, Values, filled, good_indicator, good_objective, register_of

ECONOMY, EMPLOYMENT = (f"bruxelles-economie-et-emploi/{section}" for section in ("economie", "emploi"))
SECTIONS = ("bruxelles-economie-et-emploi", ECONOMY, EMPLOYMENT)
KEPT = ("actiris", "innoviris", "parking-brussels", "citydev-brussels", *SECTIONS)
GONE, NEW = "iristeam", "brugel"
LOWER = choices("direction")["lower"]
THINGS = {
    "actiris": ("visites", "formations", "guichets", "plaintes", "dossiers"),
    "innoviris": ("brevets", "bourses", "concours"),
    "parking-brussels": ("places",),
    ECONOMY: ("primes",),
    EMPLOYMENT: ("permis", "chèques"),
}
"""What the objectives and indicators of an organisation are about, which tells their titles apart."""
FORMULA = "=SOMME(A1;A2)"

Year = dict[str, list[Block]]


def first_year() -> Year:
    """An objective with two indicators for each thing; one title looks like a formula."""
    year = {name: [_block(n, thing) for n, thing in enumerate(things, 1)] for name, things in THINGS.items()}
    year["actiris"][4][1][0] |= {"direction": LOWER, "red": Decimal(80), "green": Decimal(50), "result": Decimal(40)}
    year["actiris"][4][1][1]["title_fr"] = FORMULA
    return year


def _block(number: int, thing: str) -> Block:
    about = {"title_fr": f"Mieux suivre les {thing} de la région", "title_nl": f"Beter opvolgen: {thing}"}
    head = good_objective(number, **about)
    above = {"objective_title_fr": about["title_fr"], "objective_title_nl": about["title_nl"]}
    return head, [
        good_indicator(number, 1, **above, title_fr=f"Part des {thing} traités à temps", title_nl=f"Aandeel {thing}"),
        good_indicator(number, 2, **above, title_fr=f"Nombre de {thing} en attente", title_nl=f"Wachtende {thing}"),
    ]


Told = tuple[str, str, str, str]


def next_year(year: Year) -> tuple[Year, set[Told]]:
    """The year after, and what changed: (organisation, table, reference of now, change)."""
    year = deepcopy(year)
    told: set[Told] = set()

    def plant(name: str, record: Values, *changes: str, **values: str | Decimal | int) -> None:
        record |= {key: Decimal(value) if isinstance(value, int) else value for key, value in values.items()}
        table = KPI if "objective_ref" in record else OO
        told.update((name, table.value, str(record["ref"]), change) for change in changes)

    (one, two, three, four, five), name = year["actiris"], "actiris"
    plant(name, one[0], "bar_lowered", "status", green=65)
    plant(name, two[0], "bar_raised", green=95)
    plant(name, three[0], "bar_raised", "status", red=75)
    turned = {"direction": LOWER, "red": 90, "green": 50, "result": 45}
    plant(name, four[0], "direction", "bar_lowered", "result", "status", **turned)
    plant(name, five[0], "result", "status", result=95)
    late = {"deviation_fr": "Un incendie en mai.", "deviation_nl": "Een brand in mei."}
    plant(name, one[1][0], "result", "status", "explanation", result=40, **late)
    plant(name, one[1][1], "renumbered", ref="KPI-1.1.9")
    plant(name, two[1][0], "reworded", title_fr="Part des formations traitées à temps et au complet")
    plant(name, two[1][1], "dropped")
    two[1][1] = good_indicator(2, 3, title_fr="Satisfaction des stagiaires", title_nl="Tevredenheid")
    plant(name, two[1][1], "added")
    plant(name, three[1][0], "weight", weight=60)
    plant(name, three[1][1], "weight", weight=40)
    plant(name, four[1][0], "unit", unit=choices("unit")["number"])
    plant(name, four[1][1], "thresholds", "status", green="")
    plant(name, five[1][0], "bar_lowered", green=70)

    (one, two, three), name = year["innoviris"], "innoviris"
    plant(name, one[0], "renumbered", ref="O.O.7.1")
    for below in one[1]:
        below["objective_ref"] = "O.O.7.1"
    plant(name, two[0], "dropped", "added", title_fr="Ouvrir une crèche", title_nl="Een kinderdagverblijf openen")
    moved = {key.replace("title", "objective_title"): three[0][key] for key in ("title_fr", "title_nl")}
    for below in two[1]:
        plant(name, below, "moved", objective_ref="O.O.3.1", **moved)
    three[1].extend(two[1])
    two[1].clear()
    other = {"budget": "16.005.15.02.4140", "deviation_fr": "Une autre raison."}
    plant(name, three[0], "other", "explanation", **other)

    head, below = year[EMPLOYMENT].pop()
    plant(ECONOMY, head, "moved")
    year[ECONOMY].append((head, below))
    year["citydev-brussels"] = year.pop("parking-brussels")
    return year, told


PRESENCE = {
    "parking-brussels": "newly_missing",
    "citydev-brussels": "newly_reporting",
    GONE: "gone",
    NEW: "new",
}


@dataclass(frozen=True)
class TwoYears:
    """The regional workbooks of both years, and what changed in between."""

    then: Path
    now: Path
    told: set[Told]


def two_years(folder: Path) -> TwoYears:
    """Write the returns of both years and merge them."""
    year = first_year()
    after, told = next_year(year)
    then = _merged(folder, YEAR, year, (*KEPT, GONE))
    return TwoYears(then, _merged(folder, YEAR + 1, after, (*KEPT, NEW)), told)


def _merged(folder: Path, number: int, year: Year, known: tuple[str, ...]) -> Path:
    returns = folder / f"returns-{number}"
    returns.mkdir()
    for name, blocks in year.items():
        filled(returns / f"{name.replace('/', '--')}.xlsx", name, blocks, year=number, spare=1)
    settings = REGISTER.settings.model_copy(update={"year": number})
    register = register_of(folder / f"register-{number}.xlsx", *known, settings=settings)
    output = folder / f"regional-{number}.xlsx"
    tasks.consolidate(returns, register, output, jobs=1)
    return output
