"""A regional workbook read from its XML alone, and one made of returns in which everything tries to get out."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import openpyxl

from minerva import tasks
from workbooks import COVER, edited, filled, good_block, good_indicator, good_objective, register_of, typed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CONTENT_TYPES = "[Content_Types].xml"
MARK = "ZZQ"  # in every hostile text, and in nothing else
HOSTILE = (
    f"={MARK}+1",
    f'=HYPERLINK("http://{MARK}.example")',
    f"=cmd|' /C {MARK}'!A0",
    f"@SUM({MARK})",
    f"+{MARK}",
    f"-{MARK}!A1",
    f"\t={MARK}",
    f"http://{MARK}.example",
    f"mailto:{MARK}",
    f"external:{MARK}.xlsx",
    f"internal:'{MARK}'!A1",
    f"<r>{MARK}</r>",
    f"<r><t>{MARK}</t></r>",
    f"</t></si><{MARK}>&amp;&{MARK};",
    f"]]>{MARK}<![CDATA[",
    f"{{={MARK}}}",
    f"[{MARK}.xlsx]Feuille1!A1",
    f"  {MARK}  ",
    f"{MARK}\n={MARK}",
    f"{MARK} ou « non »",
    f"\U0001f600 {MARK} e\u0301",
)
CODE = "_x0041_ et _x000D_"  # what a letter and a line end are written as where XML could not hold them
DATA = ("Donnees-Gegevens OO", "Donnees-Gegevens KPI")
LISTS = ("Rapports-Verslagen", "Constats-Bevindingen", "Modifications-Wijzigingen", "Sources-Bronnen")
PARLIAMENT = tuple(f"P{part} {table}" for part in (1, 2, 3) for table in ("OO-OD", "KPI"))


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its part, and the text or figure of each of its cells that has one."""

    name: str
    part: str
    root: Element
    cells: dict[str, str | float]
    styles: dict[str, int]

    def all(self, tag: str) -> list[Element]:
        """All elements of a name, at whatever depth."""
        return list(self.root.iter(f"{MAIN}{tag}"))


@dataclass(frozen=True)
class Book:
    """A workbook read from its XML, with nothing of ours and none of the usual readers."""

    path: Path

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The parts by name, in the order of the package."""
        with zipfile.ZipFile(self.path) as package:
            assert len(set(package.namelist())) == len(package.namelist())
            return {name: package.read(name) for name in package.namelist()}

    @cached_property
    def roots(self) -> dict[str, Element]:
        """Each part parsed; all are XML."""
        return {name: ElementTree.fromstring(content) for name, content in self.parts.items()}

    @cached_property
    def relations(self) -> list[tuple[str, str, Element]]:
        """(part, target, relationship) of every relationship; the package itself is the part ''."""
        found = []
        for name, root in self.roots.items():
            if name.endswith(".rels"):
                folder, _, file = name.removesuffix(".rels").rpartition("_rels/")
                found += [(folder + file, resolved(folder, relation), relation) for relation in root]
        return found

    def target(self, part: str, identity: str) -> str:
        """The part a relationship of a part leads to."""
        return next(target for source, target, r in self.relations if source == part and r.get("Id") == identity)

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings."""
        root = self.roots["xl/sharedStrings.xml"]
        return [unescaped("".join(text.text or "" for text in item.iter(f"{MAIN}t"))) for item in root]

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The sheets by name, in order."""
        listed = self.roots["xl/workbook.xml"].find(f"{MAIN}sheets")
        found = {}
        for entry in listed:
            part = self.target("xl/workbook.xml", entry.get(f"{DOCUMENT}id"))
            cells = list(self.roots[part].iter(f"{MAIN}c"))
            values = {cell.get("r"): self.value(cell) for cell in cells}
            filled_cells = {address: value for address, value in values.items() if value not in (None, "")}
            styles = {cell.get("r"): int(cell.get("s", "0")) for cell in cells}
            found[entry.get("name")] = Sheet(entry.get("name"), part, self.roots[part], filled_cells, styles)
        return found

    def value(self, cell: Element) -> str | float | None:
        """What a cell holds: a text or a figure."""
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            return None
        kind = cell.get("t", "n")
        if kind == "s":
            return self.strings[int(value.text)]
        return float(value.text) if kind == "n" else value.text


def resolved(folder: str, relation: Element) -> str:
    """The part a relationship names."""
    target = relation.get("Target")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def unescaped(text: str) -> str:
    """A text in which signs XML cannot hold are written as codes, `_x000D_`, with these signs."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def hostile_block() -> tuple[dict, list[dict]]:
    """An objective and its indicators in which every text is hostile."""
    texts = iter(HOSTILE)
    keys = ("strategic_title", "title", "description", "deviation", "actions")
    objective = {f"{key}_{language}": next(texts) for key in keys for language in ("fr", "nl")}
    keys = ("title", "description", "deviation")
    indicator = {f"{key}_{language}": next(texts) for key in keys for language in ("fr", "nl")}
    rest = {"ref": next(texts), "title_fr": next(texts), "title_nl": next(texts)}
    rest |= {"description_fr": next(texts), "description_nl": next(texts)}
    return (
        good_objective(3, **objective, budget=HOSTILE[0]),
        [good_indicator(3, 1, **indicator, result=HOSTILE[3]), good_indicator(3, 2, **rest, weight=HOSTILE[4])],
    )


def hostile_book(folder: Path) -> Book:
    """A report with each status, sections, hostile texts, names of files and sheets, an annex and a broken file."""
    returns = folder / "returns"
    returns.mkdir()
    ids = ("bruxelles-synergie", "bruxelles-synergie/equal-brussels", "actiris", "innoviris", "cirb", "hub-brussels")
    register = register_of(folder / "register.xlsx", *ids)
    statuses = (
        good_objective(1, result=95),
        [good_indicator(1, 1, result=10, deviation_fr="a"), good_indicator(1, 2, result="N/A", title_fr=CODE)],
    )
    filled(returns / "bruxelles-synergie-2020.xlsx", "bruxelles-synergie", [good_block(2), statuses])
    filled(returns / "equal.xlsx", "bruxelles-synergie/equal-brussels", [good_block(2)])
    path = filled(
        returns / f"={MARK}('1') & actiris.xlsx", "actiris", [hostile_block()], cover={"intro_fr": HOSTILE[1]}
    )
    edited(path, typed({COVER: {"C8": HOSTILE[12], "F30": HOSTILE[13]}, "KPI": {"AZ9": HOSTILE[2]}}))
    annex = openpyxl.Workbook()
    annex.active.title = f"={MARK}+1"
    for row, text in enumerate((*HOSTILE, "Suivi"), 1):
        cell = annex.active.cell(row, 1, text.strip("\t"))
        cell.data_type = "s"
    annex.save(returns / "cirb.xlsx")
    (returns / "innoviris.xlsx").write_bytes(b"no workbook")
    done = tasks.consolidate(returns, register, folder / "regional.xlsx", annexed=["cirb"])
    return Book(done.output)
