"""Puts a set of files that belong together into a folder: all of them or none, and nothing of anyone else's changed.

Unlike letters, of which each stands alone, a package is wrong with one old file in it: where a name is taken by
something that is not ours, nothing is put.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from minerva.excel.safely import OtherContent, measured, private_folder, put_in_place, same_content, sync


def put_package(files: Mapping[str, bytes], folder: Path, record: str) -> tuple[Path, ...]:
    """Put files, given by name, into a folder and return their paths there; the last one is put last.

    A folder that is not there yet appears complete. In one that is, a file of ours is replaced when it is unchanged
    since: `record` is the name of a file beside them with the SHA-256 of what was put, which holds the old and the new
    ones while files are being replaced, so that a run after a kill knows both. Files of other names stay. Raises
    OtherContent, OutputBusy, OutputLocked or OSError.
    """
    if folder.exists():
        with private_folder(folder / record) as prepared:
            _write(files, prepared)
            _replace(files, prepared, folder, record)
    else:
        with private_folder(folder) as private:
            prepared = private / folder.name
            prepared.mkdir()
            _write(files, prepared)
            _note(prepared / record, _digests(files), {})
            put_in_place(prepared, folder)
    return tuple(folder / name for name in files)


def _write(files: Mapping[str, bytes], prepared: Path) -> None:
    for name, content in files.items():
        (prepared / name).write_bytes(content)
        sync(prepared / name)


def _replace(files: Mapping[str, bytes], prepared: Path, folder: Path, record: str) -> None:
    known = _known(folder / record)
    for name in files:
        target = folder / name
        if target.is_symlink() or (target.exists() and not _is_ours(prepared / name, target, known)):
            raise OtherContent(target)
    newest = {name: digests[0] for name, digests in known.items()} | _digests(files)
    _put_note(prepared / record, folder / record, newest, known)
    for name in files:
        if not same_content(prepared / name, folder / name):
            put_in_place(prepared / name, folder / name)
    _put_note(prepared / record, folder / record, newest, {})


def _is_ours(prepared: Path, target: Path, known: Mapping[str, list[str]]) -> bool:
    if not target.is_file():
        return False
    return same_content(prepared, target) or measured(target).sha256 in known.get(target.name, ())


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in files.items()}


def _known(record: Path) -> dict[str, list[str]]:
    """The hashes of what was put, by name, the newest first. Raises OtherContent for a record that is none of ours."""
    if not record.exists():
        return {}
    try:
        noted = json.loads(record.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OtherContent(record) from error
    files, before = (noted.get(key, {}) if isinstance(noted, dict) else None for key in ("files", "before"))
    if not (isinstance(files, dict) and isinstance(before, dict) and "files" in noted):
        raise OtherContent(record)
    return {name: list(dict.fromkeys([digest, *before.get(name, ())])) for name, digest in files.items()}


def _put_note(prepared: Path, record: Path, newest: Mapping[str, str], before: Mapping[str, list[str]]) -> None:
    _note(prepared, newest, before)
    put_in_place(prepared, record)


def _note(path: Path, newest: Mapping[str, str], before: Mapping[str, list[str]]) -> None:
    noted = {"files": dict(sorted(newest.items()))} | ({"before": dict(sorted(before.items()))} if before else {})
    path.write_text(json.dumps(noted, indent=1) + "\n", encoding="utf-8", newline="\n")
    sync(path)
