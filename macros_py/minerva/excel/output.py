"""Puts a consolidation on disk: the regional workbook and its manifest, complete or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from minerva.excel.manifest import manifest, manifest_path, write_manifest
from minerva.excel.regional.workbook import place_of_data_sheets, write_regional
from minerva.excel.safely import Written, check_workbook, measured, private_folder, put_in_place, sync
from minerva.model.consolidation import Consolidation
from minerva.model.submission import SourceFile


def write_output(output: Path, consolidation: Consolidation, register: SourceFile) -> Written:
    """Write the workbook and its manifest to `output`; an older one stays until the new one is complete and checked.

    Raises OutputBusy, OutputLocked, OutputDamaged or OSError; then the older output is untouched. The workbook comes
    first: a manifest always names the SHA-256 of the workbook it describes, so an interrupted pair can be told.
    """
    with private_folder(output) as folder:
        prepared = write_regional(folder / output.name, consolidation)
        check_workbook(prepared, place_of_data_sheets(consolidation))
        written = replace(measured(prepared), path=output)
        described = write_manifest(folder / manifest_path(output).name, manifest(consolidation, register, written))
        sync(prepared)
        sync(described)
        put_in_place(prepared, output)
        put_in_place(described, manifest_path(output))
        return written
