"""Fonts and colours of every workbook (workbook_templates/style.toml)."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from minerva.layout.labels import labels
from minerva.layout.source import load_toml
from minerva.model.status import Status


class StatusStyle(BaseModel):
    """Fill and text colour as `#RRGGBB`, and the symbol before the word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fill: str
    text: str
    symbol: str


class FindingStyle(BaseModel):
    """Fill as `#RRGGBB`, and the symbol before the word, by where a finding stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fill: str
    symbol: str


class ChartStyle(BaseModel):
    """How a series of a chart is filled: `solid` with its ink, or a pattern of ink on paper, both `#RRGGBB`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: str
    ink: str
    paper: str


class Style(BaseModel):
    """The style sheet; sizes in points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    font_name: str
    font_size: float
    title_size: float
    colour: dict[str, str]
    status: dict[Status, StatusStyle]
    finding: dict[str, FindingStyle]
    chart: dict[str, ChartStyle]


@cache
def style() -> Style:
    """The style as workbook_templates/style.toml gives it."""
    page = load_toml("style.toml")
    font = page["font"]
    return Style(
        font_name=font["name"],
        font_size=font["size"],
        title_size=font["title_size"],
        colour=page["colour"],
        status=page["status"],
        finding=page["finding"],
        chart=page["chart"],
    )


def status_word(status: Status, language: str) -> str:
    """The word of a status behind its symbol: ✔ Réalisé."""
    return f"{style().status[status].symbol} {labels(language)(f'choice.status.{status.value}')}"


def standing_word(standing: str, language: str) -> str:
    """The word for where a finding stands behind its symbol: ✖ Erreur."""
    return f"{style().finding[standing].symbol} {labels(language)(f'severity.{standing}')}"
