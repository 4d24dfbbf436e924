"""Makes a year of invented but realistic returns: our own template, filled the way organisations fill it.

Lengths, counts and slips are drawn from one seed, so that two runs measure the same work. The organisations do not
exist; the sentences are of the kind that stand in annual reports.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from minerva.excel.register import write_register
from minerva.excel.template import write_template
from minerva.excel.template_draft import Filling, Typed
from minerva.layout.returns import choices
from minerva.model.record import Table
from minerva.model.register import Group, Organisation, Register, Settings
from minerva.model.status import Direction, Measure, Status, Unit, assess
from minerva.parse.figure import read_figure, read_yes_no_threshold

YEAR = 2020
Row = dict[str, Typed]

SENTENCES = (
    (
        "Le service a traité {n} dossiers au cours de l'année, soit {p} % de plus que l'année précédente.",
        "De dienst behandelde in de loop van het jaar {n} dossiers, {p} % meer dan het jaar voordien.",
    ),
    (
        "Le délai moyen de traitement s'établit à {d} jours ouvrables et reste inférieur à l'engagement pris.",
        "De gemiddelde behandelingstermijn bedraagt {d} werkdagen en blijft onder de aangegane verbintenis.",
    ),
    (
        "Le recrutement prévu a été reporté au {t} trimestre, faute de candidats répondant au profil recherché.",
        "De geplande aanwerving is uitgesteld tot het {t} kwartaal, bij gebrek aan kandidaten met het juiste profiel.",
    ),
    (
        "Un marché public a été attribué pour un montant de {n} 000 euros ; les travaux débuteront après l'été.",
        "Er is een overheidsopdracht gegund voor een bedrag van {n} 000 euro; de werken starten na de zomer.",
    ),
    (
        "Les communes et les organismes concernés ont été associés aux {d} réunions du comité d'accompagnement.",
        "De betrokken gemeenten en instellingen namen deel aan de {d} vergaderingen van het begeleidingscomité.",
    ),
    (
        "Le télétravail généralisé a obligé le service à revoir son organisation et à numériser ses formulaires.",
        "Door het veralgemeende telewerk moest de dienst zijn organisatie herzien en zijn formulieren digitaliseren.",
    ),
    (
        "Au total, {n} agents ont suivi une formation, dont {p} % en ligne ; le taux de satisfaction atteint {q} %.",
        "In totaal volgden {n} personeelsleden een opleiding, {p} % ervan online; de tevredenheid bedraagt {q} %.",
    ),
    (
        "La campagne d'information a touché {n} ménages dans {d} communes de la Région.",
        "De informatiecampagne bereikte {n} gezinnen in {d} gemeenten van het Gewest.",
    ),
    (
        "Cet écart s'explique principalement par la fermeture des guichets pendant {d} semaines au printemps.",
        "Deze afwijking is vooral te verklaren door de sluiting van de loketten gedurende {d} weken in het voorjaar.",
    ),
    (
        "Les contrôles sur place ont repris au {t} trimestre ; {n} inspections sur {m} ont pu être menées à bien.",
        "De controles ter plaatse zijn hervat in het {t} kwartaal; {n} van de {m} inspecties konden worden uitgevoerd.",
    ),
    (
        "Le nouvel outil de suivi est utilisé par {q} % des gestionnaires et remplace {d} tableaux séparés.",
        "De nieuwe opvolgingstool wordt door {q} % van de beheerders gebruikt en vervangt {d} afzonderlijke tabellen.",
    ),
    (
        "Un plan d'action a été soumis au comité de direction, qui l'a approuvé avec {d} adaptations.",
        "Er is een actieplan voorgelegd aan het directiecomité, dat het met {d} aanpassingen heeft goedgekeurd.",
    ),
    (
        "L'objectif sera poursuivi l'année prochaine avec des moyens inchangés et une échéance fixée au {t} trimestre.",
        "De doelstelling loopt volgend jaar door met dezelfde middelen en met een termijn in het {t} kwartaal.",
    ),
    (
        "Le taux d'exécution des crédits d'engagement s'élève à {q} % et celui des crédits de liquidation à {p} %.",
        "De uitvoeringsgraad van de vastleggingskredieten bedraagt {q} % en die van de vereffeningskredieten {p} %.",
    ),
    (
        "Sur les {m} demandes introduites, {n} ont reçu une réponse favorable et les autres sont encore à l'examen.",
        "Van de {m} ingediende aanvragen kregen er {n} een gunstig antwoord; de andere worden nog onderzocht.",
    ),
    (
        "La collaboration avec les partenaires sociaux s'est concrétisée par {d} conventions signées en cours d'année.",
        "De samenwerking met de sociale partners leidde in de loop van het jaar tot {d} ondertekende overeenkomsten.",
    ),
    (
        "La consommation d'énergie des bâtiments occupés a diminué de {p} % grâce au remplacement des installations.",
        "Het energieverbruik van de gebruikte gebouwen daalde met {p} % dankzij de vervanging van de installaties.",
    ),
    (
        "Une enquête menée auprès de {n} usagers confirme que l'accueil et la clarté des courriers sont appréciés.",
        "Een bevraging van {n} gebruikers bevestigt dat het onthaal en de duidelijke brieven op prijs worden gesteld.",
    ),
)
QUARTERS = ("premier", "deuxième", "troisième", "quatrième"), ("eerste", "tweede", "derde", "vierde")
TITLES = (
    ("Réduire le délai de traitement des demandes", "De behandelingstermijn van de aanvragen verkorten"),
    ("Renforcer l'accompagnement des usagers", "De begeleiding van de gebruikers versterken"),
    ("Assurer la continuité du service aux guichets", "De continuïteit aan de loketten verzekeren"),
    ("Numériser les procédures et les formulaires", "De procedures en de formulieren digitaliseren"),
    ("Améliorer la qualité des données publiées", "De kwaliteit van de gepubliceerde gegevens verbeteren"),
    ("Développer les compétences du personnel", "De vaardigheden van het personeel ontwikkelen"),
    ("Diminuer l'empreinte environnementale", "De ecologische voetafdruk verkleinen"),
    ("Contrôler le respect de la réglementation", "De naleving van de regelgeving controleren"),
)
SCOPES = (
    ("dans les communes de la Région", "in de gemeenten van het Gewest"),
    ("en collaboration avec les partenaires", "in samenwerking met de partners"),
    ("pour l'ensemble des directions", "voor alle directies"),
    ("au bénéfice des entreprises et des ménages", "ten behoeve van ondernemingen en gezinnen"),
    ("conformément au contrat de gestion", "overeenkomstig het beheerscontract"),
)


@dataclass(frozen=True)
class Year:
    """Where the returns stand, and how many records they hold."""

    register: Path
    returns: Path
    objectives: int
    indicators: int
    bytes: int


def make_year(folder: Path, number: int, seed: int = YEAR) -> Year:
    """Write a register of `number` organisations and a return of each into `folder`."""
    register = _register(number)
    returns = folder / "returns"
    returns.mkdir(parents=True)
    path = write_register(folder / "register.xlsx", register)
    counts, size = dict.fromkeys(Table, 0), 0
    for position, organisation in enumerate(register.organisations):
        filling = _Author(random.Random(f"{seed}-{position}"), position).fill()
        size += write_template(returns / f"{organisation.id}-{YEAR}.xlsx", organisation, YEAR, filling).stat().st_size
        for table in Table:
            counts[table] += len(filling.records[table])
    return Year(path, returns, counts[Table.OBJECTIVES], counts[Table.INDICATORS], size)


def _register(number: int) -> Register:
    groups = ((1, Group.SPRB), (1, Group.REGIONAL_SERVICE), (2, Group.OAA_CATEGORY_1), (3, Group.OAA_CATEGORY_2))
    organisations = []
    for position in range(number):
        part, group = groups[position * len(groups) // number]
        organisations.append(
            Organisation(
                id=f"organisation-{position + 1:03}",
                part=part,
                group=group,
                order=position + 1,
                chapter=str(position + 1),
                name_fr=f"Service régional {position + 1}",
                name_nl=f"Gewestelijke dienst {position + 1}",
                language="nl" if position % 4 == 3 else "fr",
            )
        )
    settings = Settings(year=YEAR, session=f"{YEAR}-{YEAR + 1}", filing_date=date(YEAR + 1, 10, 29))
    return Register(settings=settings, organisations=tuple(organisations))


class _Author:
    """Fills one return."""

    def __init__(self, chance: random.Random, position: int):
        self.chance = chance
        self.position = position

    def fill(self) -> Filling:
        filling = Filling(cover=self._cover(), records={}, percent={}, statuses={})
        objectives = [self._objective(number) for number in range(self._spread(24, 0.45, 10, 60))]
        fewest = max(20, len(objectives))
        indicators = self._indicators(objectives, self._spread(2.2 * len(objectives), 0.3, fewest, 120))
        for table, rows in ((Table.OBJECTIVES, objectives), (Table.INDICATORS, indicators)):
            filling.records[table] = rows
            for order, row in enumerate(rows, 1):
                filling.statuses[table, order] = _status(row)
                if self._happens(0.2):
                    filling.percent[table, order] = self._show_as_percent(row)
        return filling

    def _spread(self, median: float, sigma: float, least: int, most: int) -> int:
        """A lognormal draw between two bounds."""
        return round(min(most, max(least, self.chance.lognormvariate(math.log(median), sigma))))

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    # -- texts

    def _text(self, median: float, least: int, most: int) -> tuple[str, str]:
        """Sentences in French and the same in Dutch, the French text about as long as drawn."""
        length = self._spread(median, 0.7, least, most)
        french, dutch, so_far = [], [], 0
        while so_far < length:
            pair = self.chance.choice(SENTENCES)
            values = self._values()
            quarter = self.chance.randrange(4)
            sentences = [s.format(t=words[quarter], **values) for s, words in zip(pair, QUARTERS, strict=True)]
            french.append(sentences[0])
            dutch.append(sentences[1])
            so_far += max(map(len, sentences)) + 1
        glue = "\n" if length > 900 else " "
        return tuple(_within(parts, glue, most) for parts in (french, dutch))

    def _values(self) -> dict[str, int]:
        """Numbers for a sentence: `n` of `m`, a small one, a low and a high rate."""
        some = self.chance.randint(20, 900)
        return {
            "n": some,
            "m": some + self.chance.randint(1, 200),
            "d": self.chance.randint(2, 19),
            "p": self.chance.randint(2, 40),
            "q": self.chance.randint(60, 99),
        }

    def _title(self) -> tuple[str, str]:
        (french, dutch), (scope, bereik) = self.chance.choice(TITLES), self.chance.choice(SCOPES)
        return f"{french} {scope}", f"{dutch} {bereik}"

    def _put(self, row: Row, key: str, pair: tuple[str, str]) -> None:
        """Both languages, save where the translation has not come yet."""
        row[f"{key}_fr"], row[f"{key}_nl"] = pair
        if self._happens(0.03):
            row[f"{key}_nl" if self.position % 4 != 3 else f"{key}_fr"] = ""

    def _cover(self) -> Row:
        french, dutch = self._text(900, 200, 2400)
        return {"function": "Contrôle de gestion – Beheerscontrole", "intro_fr": french, "intro_nl": dutch}

    # -- records

    def _objective(self, number: int) -> Row:
        strategic, own = number // 5 + 1, number % 5 + 1
        row: Row = {"strategic_ref": f"O.S.{strategic}", "ref": f"O.O.{strategic}.{own}"}
        titles = TITLES[(self.position + strategic) % len(TITLES)]
        row["strategic_title_fr"], row["strategic_title_nl"] = titles
        row["title_fr"], row["title_nl"] = self._title()
        row["budget"] = f"{self.chance.randint(1, 33):02}.{self.chance.randint(1, 20):03}.08.01.1211"
        self._measure(row)
        self._explain(row)
        if _status(row) is not Status.REALISED or self._happens(0.5):
            self._put(row, "actions", self._text(260, 80, 1150))
        return row

    def _indicators(self, objectives: list[Row], number: int) -> list[Row]:
        """At least one for each objective; the weights of an objective make 100."""
        shares = [1] * len(objectives)
        for _ in range(number - len(objectives)):
            shares[self.chance.randrange(len(shares))] += 1
        rows = []
        for objective, share in zip(objectives, shares, strict=True):
            for order in range(1, share + 1):
                rows.append(self._indicator(objective, order, 100 // share + (100 % share if order == 1 else 0)))
        return rows

    def _indicator(self, objective: Row, order: int, weight: int) -> Row:
        row: Row = {key: objective[key] for key in ("strategic_ref", "strategic_title_fr", "strategic_title_nl")}
        row |= {"objective_ref": objective["ref"], "ref": f"KPI-{str(objective['ref'])[4:]}.{order}", "weight": weight}
        row |= {f"objective_title_{language}": objective[f"title_{language}"] for language in ("fr", "nl")}
        row["title_fr"], row["title_nl"] = self._title()
        self._measure(row)
        self._explain(row)
        return row

    def _explain(self, row: Row) -> None:
        self._put(row, "description", self._text(520, 200, 2500))
        status = _status(row)
        if status in (Status.PARTIALLY_REALISED, Status.NOT_REALISED) and not self._happens(0.05):
            self._put(row, "deviation", self._text(300, 100, 1150))

    def _measure(self, row: Row) -> None:
        """Unit, direction, thresholds and result, with the slips people make."""
        kind = self.chance.choices(("percent", "number", "delay", "yes_no", "text"), (62, 14, 12, 9, 3))[0]
        if kind == "percent":
            red = self.chance.randrange(40, 80, 5)
            green = min(100, red + self.chance.randrange(10, 30, 5))
            row |= {"red": red, "green": green, "result": round(self.chance.triangular(red - 15, 100, green))}
        elif kind == "number":
            green = self.chance.randint(20, 20000)
            row |= {"unit": "number", "red": green * 7 // 10, "green": green}
            row["result"] = round(green * self.chance.uniform(0.5, 1.3))
        elif kind == "delay":
            green = self.chance.randint(5, 30)
            row |= {"unit": "number", "direction": "lower", "red": green * 2, "green": green}
            row["result"] = Decimal(round(10 * green * self.chance.uniform(0.6, 2.2))) / 10
        elif kind == "yes_no":
            row |= {"unit": "yes_no", "red": "N", "green": "O", "result": "O" if self._happens(0.75) else "N"}
        else:
            row |= {"unit": "text", "declared": self.chance.choice(["REALISED", "PARTIALLY_REALISED"])}
        for key in ("unit", "direction", "declared"):
            if key in row:
                row[key] = choices(key)[str(row[key])]
        if kind != "text" and self._happens(0.08):
            slips = ("", "N/A", f"{row['result']} %" if kind == "percent" else "à déterminer")
            row["result"] = self.chance.choice(slips)

    def _show_as_percent(self, row: Row) -> set[str]:
        """Figures typed with a percent sign: Excel keeps 0.85 in percent format."""
        if "unit" in row:
            return set()
        keys = {key for key in ("red", "green", "result") if isinstance(row[key], int)}
        for key in keys:
            row[key] = Decimal(row[key]) / 100
        return keys


def _within(parts: list[str], glue: str, most: int) -> str:
    """The sentences that fit, at least one."""
    kept = parts
    while len(kept) > 1 and len(glue.join(kept)) > most:
        kept = kept[:-1]
    return glue.join(kept)


def _status(row: Row) -> Status:
    """The word the template's formula shows; it stands in the file as Excel would have stored it."""
    codes = {key: {word: code for code, word in choices(key).items()} for key in ("unit", "direction", "declared")}
    found = {key: codes[key].get(str(row.get(key, ""))) for key in codes}
    red, green, result = (read_figure(str(row[key])) if row.get(key, "") != "" else None for key in _FIGURES)
    red, green = read_yes_no_threshold(red, green)
    measure = Measure(
        unit=Unit(found["unit"]) if found["unit"] else None,
        direction=Direction(found["direction"]) if found["direction"] else None,
        red=red.value if red else None,
        green=green.value if green else None,
        result=result.value if result else None,
        declared=Status(found["declared"]) if found["declared"] else None,
    )
    return assess(measure).status


_FIGURES = ("red", "green", "result")
