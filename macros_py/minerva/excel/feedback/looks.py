"""The looks of the findings sheet, added to the styles of a received workbook; its own styles keep their numbers."""

from __future__ import annotations

from dataclasses import dataclass

from minerva.excel.feedback.copied_package import CopiedPackage
from minerva.excel.feedback.xml_places import Element, Splice, appended, attribute_text, spliced, with_attribute
from minerva.layout.style import style

_LISTS = ("fonts", "fills", "borders", "cellXfs")


@dataclass(frozen=True)
class Look:
    """What a cell looks like: colours as `#RRGGBB`, '' for none; sizes in points."""

    size: float = 9
    bold: bool = False
    underline: bool = False
    ink: str = ""
    fill: str = ""
    border: bool = False
    wrap: bool = False
    across: str = ""
    down: str = "top"


def looks() -> dict[str, Look]:
    """The looks of the findings sheet by name; of a severity by its standing. The same as in the template."""
    colour, size = style().colour, style().font_size
    cell = {"size": size, "border": True, "wrap": True}
    head = {**cell, "size": 8, "bold": True, "ink": colour["head_text"], "fill": colour["head_fill"]}
    return {
        "title": Look(style().title_size, bold=True, ink=colour["head_fill"], down="center"),
        "subtitle": Look(11, ink=colour["quiet"], down="center"),
        "head": Look(**head, across="center", down="center"),
        "cell": Look(**cell),
        "link": Look(**cell, underline=True, ink=colour["link"]),
        **{name: Look(**cell, bold=True, fill=look.fill) for name, look in style().finding.items()},
    }


def add_looks(package: CopiedPackage) -> dict[str, int]:
    """The numbers of the looks in the styles of the copy, where they are put; {} for a package without styles."""
    part = next((one.target for one in package.relations(package.workbook) if one.kind == "styles"), "")
    if not part or not package.has(part):
        return {}
    content, root = package.outline(part)
    styles = _Styles(content, root)
    if not styles.is_whole:
        return {}
    numbers = {name: styles.number(look) for name, look in looks().items()}
    if splices := styles.splices():
        package.changed[part] = spliced(content, splices)
    return numbers


class _Styles:
    """The lists of a part of styles, each with what is added to it; what is there already is used again."""

    def __init__(self, content: bytes, root: Element):
        self.content = content
        self.lists = {name: root.child(name) for name in _LISTS}
        self.is_whole = all(self.lists.values())
        self.prefix = root.prefix
        self.has_cell_styles = root.child("cellStyleXfs") is not None
        self.items: dict[str, list[str]] = {
            name: [self._xml(one) for one in found.children] if found is not None else []
            for name, found in self.lists.items()
        }
        self.before = {name: len(items) for name, items in self.items.items()}

    def _xml(self, element: Element) -> str:
        return self.content[element.start : element.end].decode()

    def number(self, look: Look) -> int:
        """The number of a cell format."""
        p = self.prefix
        font = self._place("fonts", self._font(look))
        fill = self._place("fills", self._fill(look)) if look.fill else 0
        border = self._place("borders", self._border()) if look.border else 0
        across = f' horizontal="{look.across}"' if look.across else ""
        wrap = ' wrapText="1"' if look.wrap else ""
        of_style = ' xfId="0"' if self.has_cell_styles else ""
        return self._place(
            "cellXfs",
            f'<{p}xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}"{of_style} applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<{p}alignment{across} vertical="{look.down}"{wrap}/></{p}xf>',
        )

    def _place(self, name: str, xml: str) -> int:
        items = self.items[name]
        if xml not in items:
            items.append(xml)
        return items.index(xml)

    def _font(self, look: Look) -> str:
        p = self.prefix
        marks = f"<{p}b/>" * look.bold + f"<{p}u/>" * look.underline
        ink = f'<{p}color rgb="{_argb(look.ink or style().colour["ink"])}"/>'
        name = attribute_text(style().font_name)
        return f'<{p}font>{marks}<{p}sz val="{look.size:g}"/>{ink}<{p}name val="{name}"/><{p}family val="2"/></{p}font>'

    def _fill(self, look: Look) -> str:
        p = self.prefix
        return (
            f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="{_argb(look.fill)}"/>'
            f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
        )

    def _border(self) -> str:
        p, line = self.prefix, f'style="thin"><{self.prefix}color rgb="{_argb(style().colour["border"])}"/>'
        sides = "".join(f"<{p}{side} {line}</{p}{side}>" for side in ("left", "right", "top", "bottom"))
        return f"<{p}border>{sides}<{p}diagonal/></{p}border>"

    def splices(self) -> list[Splice]:
        """What is added to the part."""
        splices = []
        for name, element in self.lists.items():
            new = self.items[name][self.before[name] :]
            if new and element is not None:
                splices.append(with_attribute(self.content, element, "count", str(len(self.items[name]))))
                splices.append(appended(element, "".join(new)))
        return splices


def _argb(colour: str) -> str:
    return f"FF{colour.lstrip('#').upper()}"
