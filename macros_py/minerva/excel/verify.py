"""The first proof of an audit: the manifest, and the hashes of the workbook, the register and the files received."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minerva import __version__
from minerva.excel.content.intake import Refused, take
from minerva.excel.received.received import LARGEST_CONTAINER, Received, received_in
from minerva.excel.witness.containers import by_hash
from minerva.excel.witness.returned import MAGIC
from minerva.excel.witness.subject import Subject
from minerva.excel.witness.written import NotAWorkbook, read_written
from minerva.layout.profiles import packaged_profiles
from minerva.layout.regional import regional_layout
from minerva.layout.registers import register_layout
from minerva.layout.returns import return_layout
from minerva.model.consolidation import OwnRules
from minerva.model.manifest import ToldManifest
from minerva.model.record import Table
from minerva.model.register import Register
from minerva.model.submission import SourceFile
from minerva.model.verification import Difference, Kind, Proof, Verification

LARGEST_OUTPUT = 500_000_000
WORKBOOK = (b"xl/workbook.", b"opendocument.spreadsheet", "Workbook".encode("utf-16-le"))
"""What only a workbook has in it, in each of its formats."""


class ManifestWrong(Exception):
    """The manifest cannot be read as one of ours."""


@dataclass(slots=True)
class Manifest:
    """The manifest beside a workbook: its name, what it says, and the register it holds."""

    name: str
    content: Mapping[str, Any]
    register: Register

    @property
    def inputs(self) -> list[Mapping[str, Any]]:
        """The files it tells of, those of containers included."""
        return self.content["inputs"]

    @property
    def evidence(self) -> SourceFile:
        """The register it was made with, whose name it does not tell."""
        told = self.content["register"]
        return SourceFile("", told["size"], told["sha256"])


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises ManifestWrong, or OSError where it is not there."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_once)
        register = content["register"]
        rows = Register.model_validate({key: register[key] for key in ("settings", "organisations", "corrections")})
        told = ToldManifest.model_validate({**content, "register_file": register})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestWrong(path.name) from error
    names = [one.name for one in (*told.inputs, *told.containers)]
    if len(set(names)) != len(names):
        raise ManifestWrong(path.name)
    return Manifest(path.name, content, rows)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The entries of a manifest, none of them twice: of two, one reader takes the first, another the last."""
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError
    return entries


@dataclass(slots=True)
class Files:
    """The files received as they are on disk now, against a manifest."""

    manifest: Manifest
    differences: list[Difference] = field(default_factory=list)
    right: dict[str, Path] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    _opened: tuple[str, dict[str, bytes]] = ("", {})

    @property
    def are_those_merged(self) -> bool:
        """Whether each file the workbook was made of is there unchanged."""
        wrong = (Kind.RETURN_CHANGED, Kind.RETURN_MISSING)
        return not any(difference.kind in wrong for difference in self.differences)

    def content(self, name: str) -> bytes | None:
        """The bytes of an input, None where it is not there as the manifest has it."""
        one = next(one for one in self.manifest.inputs if one["name"] == name)
        if not one["inside"]:
            return _right_bytes(self.right.get(name), one)
        if self._opened[0] != one["inside"]:
            container = next((c for c in self.manifest.content["containers"] if c["name"] == one["inside"]), None)
            whole = _right_bytes(self.right.get(one["inside"]), container) if container is not None else None
            self._opened = (one["inside"], by_hash(whole) if whole is not None else {})
        return self._opened[1].get(one["sha256"])


def _right_bytes(path: Path | None, told: Mapping[str, Any]) -> bytes | None:
    if path is None:
        return None
    try:
        file, content = take(path, told["name"], LARGEST_CONTAINER)
    except Refused:
        return None
    return content if file.sha256 == told["sha256"] else None


@dataclass(slots=True)
class Audited:
    """An audit under way: the workbook, its manifest, the files, what the witness is given, and what was found."""

    output: Path
    manifest: Manifest
    files: Files
    subject: Subject
    outcome: Verification
    register: Register

    @property
    def received(self) -> list[Received]:
        """The files on disk that the manifest tells of, in order."""
        return sorted(self.files.received, key=lambda one: one.name)


def audit(
    output: Path,
    returns: Path,
    manifest: Manifest,
    ours: set[Path],
    register: tuple[Path, Register] | None,
    progress: Callable[[int, int], None],
) -> Audited:
    """Compare all hashes and open the workbook. Raises Refused, and NotAWorkbook for what is no workbook of ours."""
    content, differences = check_output(output, manifest)
    book = read_written(content)
    rows = manifest.register
    if register is not None:
        wrong = check_register(*register, manifest)
        rows = rows if wrong else register[1]
        differences += wrong
    files = check_files(returns, ours, manifest, progress)
    subject = Subject(output.name, book, manifest.content, manifest.register, files.content)
    outcome = Verification(differences + files.differences, files=len(files.right))
    if register is None:
        outcome.not_proven.append(("verify.no_register", ""))
    return Audited(output, manifest, files, subject, outcome, rows)


def why_not_replayed(audited: Audited, profiles: tuple, last_year: Path | None) -> tuple[str, str] | None:
    """Why the workbook cannot be made again, as a label and what completes it; None where it can."""
    told, options = audited.manifest.content, audited.manifest.content["options"]
    if (told["minerva"], told["layout"]) != (__version__, return_layout().digest):
        return "verify.other_version", f"{told['minerva']} ({told['layout']})"
    if not audited.files.are_those_merged:
        return "verify.files_differ", ""
    is_whole = options["personal_data"] or audited.register is not audited.manifest.register
    if audited.manifest.register.corrections and not is_whole:
        return "verify.needs_register", ""
    if options["last_year"] and last_year is None:
        return "verify.needs_last_year", str(options["last_year"].get("year", ""))
    known = {profile.id for profile in (*profiles, *packaged_profiles())}
    lacking = [one["id"] for one in options["profiles"] if one["id"] not in known]
    return ("verify.needs_profiles", ", ".join(lacking)) if lacking else None


def rules_told(options: Mapping[str, Any]) -> OwnRules | None:
    """The severities the cell had changed, as the manifest has them."""
    told = options["rules"]
    return told and OwnRules(told["file"], told["sha256"], tuple(told["changed"].items()))


def manifest_differs(manifest: Manifest, remade: Mapping[str, Any]) -> Iterator[Difference]:
    """What the manifest says otherwise than the one made again; the hash of the workbook was looked at before."""
    told, expected = (
        {key: value for key, value in one.items() if key != "output"} for one in (manifest.content, remade)
    )
    for path, said, right in entries_that_differ(told, expected, ""):
        yield Difference(Kind.MANIFEST, Proof.REPLAY, manifest.name, "", path, said, right)


def check_output(output: Path, manifest: Manifest) -> tuple[bytes, list[Difference]]:
    """The bytes of the workbook, and what the manifest says otherwise of it. Raises Refused."""
    file, content = take(output, output.name, LARGEST_OUTPUT)
    return content, list(
        _changed(Kind.OUTPUT_CHANGED, output.name, file, manifest.content["output"], "output", manifest)
    )


def check_register(path: Path, read: Register, manifest: Manifest) -> list[Difference]:
    """What the register on disk says otherwise than the manifest. Raises Refused."""
    file, _ = take(path, path.name)
    told = manifest.content["register"]
    found = list(_changed(Kind.REGISTER, path.name, file, told, "register", manifest))
    mine = read.model_dump(mode="json")
    if not manifest.content["options"]["personal_data"]:
        return found  # what it tells of the register is not all of it
    for key in ("settings", "organisations", "corrections"):
        for place, said, expected in entries_that_differ(told[key], mine[key], f"register.{key}"):
            found.append(Difference(Kind.MANIFEST, Proof.HASHES, manifest.name, "", place, said, expected, path.name))
    return found


def check_files(returns: Path, ours: set[Path], manifest: Manifest, progress: Callable[[int, int], None]) -> Files:
    """Compare the files of a folder with the manifest; `ours` are paths that are no returns."""
    files = Files(manifest)
    on_disk = {one.name: one for one in received_in(returns) if one.path.resolve() not in ours}
    told = {one["name"]: (f"inputs[{n}]", one) for n, one in enumerate(manifest.inputs) if not one["inside"]}
    told |= {one["name"]: (f"containers[{n}]", one) for n, one in enumerate(manifest.content["containers"])}
    for number, (name, (path, one)) in enumerate(told.items(), 1):
        received = on_disk.pop(name, None)
        if received is None:
            files.differences.append(Difference(Kind.RETURN_MISSING, Proof.HASHES, name, expected=one["sha256"]))
        else:
            files.received.append(received)
            _check_received(files, received, one, path)
        progress(number, len(told))
    for name, received in on_disk.items():
        if not _is_of_the_cell(received, manifest):
            files.differences.append(Difference(Kind.RETURN_ADDED, Proof.HASHES, name))
    _check_inside(files)
    return files


def _is_of_the_cell(received: Received, manifest: Manifest) -> bool:
    """Whether a file among the returns is what the workbook was made with: rules, register, the year before."""
    options, layout = manifest.content["options"], regional_layout()
    told = {
        "": options["rules"],
        layout.data_sheet(Table.OBJECTIVES): options["last_year"] or {},
        register_layout().organisations.sheet: manifest.content["register"],
        layout.sheets["sources"]: manifest.content["output"],
    }
    try:
        file, content = take(received.path, received.name, LARGEST_OUTPUT)
    except Refused:
        return False
    return any(one and one["sha256"] == file.sha256 and _has_sheet(content, sheet) for sheet, one in told.items())


def _has_sheet(content: bytes, name: str) -> bool:
    """Whether a file is a workbook with a sheet, or none where no name is given: no return is passed off as another."""
    try:
        return name in read_written(content).sheets
    except NotAWorkbook:
        return not name and content[:4] not in MAGIC


def _check_received(files: Files, received: Received, told: Mapping[str, Any], path: str) -> None:
    """One file; of what is never opened (a link, a hidden file) nothing is known but that it is there."""
    if received.refusal is not None and not told["sha256"] and not told["size"]:
        return
    try:
        file, _ = take(received.path, received.name, LARGEST_CONTAINER)
    except Refused as refused:
        said = f"@refusal.{refused.refusal.value}"
        if told["sha256"]:
            files.differences.append(
                Difference(Kind.RETURN_CHANGED, Proof.HASHES, received.name, "", "", said, told["sha256"])
            )
        return
    changed = list(_changed(Kind.RETURN_CHANGED, received.name, file, told, path, files.manifest))
    files.differences += changed
    if not changed:
        files.right[received.name] = received.path


def _check_inside(files: Files) -> None:
    """Each file of a container is still in it; which container a file came in, the manifest says itself."""
    containers = {one["name"] for one in files.manifest.content["containers"]}
    for number, one in enumerate(files.manifest.inputs):
        if not one["inside"]:
            continue
        if one["inside"] not in containers:
            entry = (files.manifest.name, "", f"inputs[{number}].inside", one["inside"])
            files.differences.append(Difference(Kind.MANIFEST, Proof.HASHES, *entry))
        elif one["inside"] in files.right and one["sha256"] and files.content(one["name"]) is None:
            files.differences.append(
                Difference(Kind.RETURN_CHANGED, Proof.HASHES, one["name"], "", "", "", one["sha256"], one["inside"])
            )
    _check_untold(files)


def _check_untold(files: Files) -> None:
    """Each workbook that came in a container is told of, whatever became of it."""
    told = {one["sha256"] for one in files.manifest.inputs}
    for container in files.manifest.content["containers"]:
        whole = _right_bytes(files.right.get(container["name"]), container)
        for digest, content in by_hash(whole).items() if whole is not None else ():
            if digest not in told and any(mark in content for mark in WORKBOOK) and not by_hash(content):
                files.differences.append(Difference(Kind.RETURN_ADDED, Proof.HASHES, container["name"], "", "", digest))


def _changed(
    kind: Kind, name: str, file: SourceFile, told: Mapping[str, Any], path: str, manifest: Manifest
) -> Iterator[Difference]:
    """A file with another hash; one with another size only, which the manifest then has wrong."""
    if told["sha256"] != file.sha256:
        source = f"{manifest.name} · {path}.sha256"
        yield Difference(kind, Proof.HASHES, name, "", "", file.sha256, told["sha256"], source)
    elif told["size"] != file.size:
        yield Difference(
            Kind.MANIFEST, Proof.HASHES, manifest.name, "", f"{path}.size", str(told["size"]), str(file.size), name
        )


def entries_that_differ(told: object, expected: object, path: str) -> Iterator[tuple[str, str, str]]:
    """The entries of two JSON values that are not equal: where, what the first says, what the second."""
    if isinstance(told, Mapping) and isinstance(expected, Mapping):
        for key in dict.fromkeys((*expected, *told)):
            below = f"{path}.{key}" if path else str(key)
            yield from entries_that_differ(told.get(key), expected.get(key), below)
    elif isinstance(told, list) and isinstance(expected, list) and len(told) == len(expected):
        for number, (mine, other) in enumerate(zip(told, expected, strict=True)):
            yield from entries_that_differ(mine, other, f"{path}[{number}]")
    elif told != expected:
        yield path, _told(told), _told(expected)


def _told(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:300]
