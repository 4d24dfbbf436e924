"""`minerva verify` at the terminal: what it is given, and what it says of a regional workbook."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from minerva import tasks
from minerva.layout.labels import Labels
from minerva.model.verification import Difference, Kind, Proof, Verification
from minerva.terminal import FINDINGS, FINE, print_json, progress_bar

SHORT = 90
OF_A_CELL = (Kind.VALUE, Kind.RAW, Kind.PLACE, Kind.PRINTED, Kind.REMADE)
SHOWN = 25
"""Differences of one kind that are told; `--json` tells all."""


def verify_command(command: argparse.ArgumentParser, words: Labels) -> None:
    """Add the options of `verify`."""
    command.add_argument("report", type=Path, help=words("cli.verify.output"))
    command.add_argument("--returns", type=Path, required=True, help=words("cli.verify.returns"))
    command.add_argument("--register", type=Path, help=words("cli.verify.register"))
    command.add_argument("--profiles", type=Path, help=words("cli.profiles"))
    command.add_argument("--last-year", type=Path, help=words("cli.verify.last_year"))
    command.add_argument("--no-replay", dest="replay", action="store_false", help=words("cli.verify.no_replay"))
    command.set_defaults(run=_verify)


def _verify(options: argparse.Namespace, words: Labels) -> int:
    with progress_bar(options, words) as progress:
        outcome = tasks.verify(
            options.report,
            options.returns,
            register=options.register,
            profiles=options.profiles,
            last_year=options.last_year,
            replay=options.replay,
            progress=progress,
        )
    if options.json:
        print_json(_as_json(outcome, words))
    else:
        print("\n".join(_told(outcome, words)))
    return FINE if outcome.is_sound and outcome.is_complete else FINDINGS


def _told(outcome: Verification, words: Labels) -> Iterator[str]:
    """The differences by kind, then what is proven and what is not."""
    order = {kind: place for place, kind in enumerate(Kind)}
    differences = sorted(outcome.differences, key=lambda one: order[one.kind])
    for kind, same in groupby(differences, key=lambda one: one.kind):
        lines = list(dict.fromkeys(_line(one, words) for one in same))
        yield f"{words(f'verify.kind.{kind.value}')} ({len(lines)})"
        yield from (f"  {line}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield "  " + words("verify.more", number=len(lines) - SHOWN)
    if differences:
        yield ""
    yield from _sentences(outcome, words)


def _line(difference: Difference, words: Labels) -> str:
    """One difference: where, what stands there, what should, and where that comes from."""
    place = " · ".join(filter(None, (difference.file, difference.place)))
    found, expected = (_short(text, words) for text in (difference.found, difference.expected))
    if found and expected:
        said = words("verify.instead", found=found, expected=expected)
    elif found and difference.kind in OF_A_CELL:
        said = words("verify.nothing", found=found)
    elif expected:
        said = words("verify.expected", expected=expected)
    else:
        said = words("verify.found", found=found) if found else ""
    source = words("verify.source", source=_short(difference.source, words)) if difference.source else ""
    return words("cli.named", name=place, text=" ".join(filter(None, (said, source)))) if said or source else place


def _short(text: str, words: Labels) -> str:
    """A text on one line; a label in the language of the reader."""
    if text.startswith("@") and words.has(text[1:]):
        return words(text[1:])
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"


def _sentences(outcome: Verification, words: Labels) -> Iterator[str]:
    """What is proven and what is not, in words."""
    number = len({(one.file, one.place, one.found, one.expected) for one in outcome.differences})
    if outcome.is_sound:
        yield words("verify.sound" if outcome.cells is not None else "verify.sound_in_part")
    else:
        yield words("verify.differs", number=number)
    except_these = "" if outcome.is_sound else words("verify.except")
    numbers = {key: getattr(outcome, key) for key in ("values", "records", "returns", "files")}
    yield words("verify.proven", **numbers) + except_these
    if outcome.cells is not None:
        same = not outcome.of(Proof.REPLAY)
        yield words("verify.replayed" if same else "verify.replayed_otherwise", cells=outcome.cells)
    yield words("verify.not_proven")
    for reason, detail in outcome.not_proven:
        yield "  " + (words("cli.named", name=words(reason), text=detail) if detail else words(reason))


def _as_json(outcome: Verification, words: Labels) -> dict[str, object]:
    """The outcome for programs."""
    keys = ("file", "sheet", "cell", "found", "expected", "source")
    return {
        "sound": outcome.is_sound,
        "complete": outcome.is_complete,
        "differences": [
            {
                "kind": one.kind.value,
                "proof": one.proof.value,
                **{key: getattr(one, key) for key in keys},
                "message": f"{words(f'verify.kind.{one.kind.value}')} · {_line(one, words)}",
            }
            for one in outcome.differences
        ],
        **{key: getattr(outcome, key) for key in ("files", "returns", "records", "values", "cells")},
        "not_proven": [{"reason": words(reason), "detail": detail} for reason, detail in outcome.not_proven],
        "says": " ".join(_sentences(outcome, words)),
    }
