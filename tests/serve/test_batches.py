"""A batch from the first file to the download, over real HTTP; what it gives is what the terminal gives."""

from __future__ import annotations

from pathlib import Path

from serve.serving import Serving


def returns_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "returns").iterdir())}


def test_the_regional_workbook_is_the_terminals_byte_for_byte(server: Serving, sample: Path):
    register = ("register.xlsx", (sample / "register.xlsx").read_bytes())
    batch = server.batch(returns_of(sample), register=register)
    state = server.run(batch, "consolidate")
    assert state["task"]["state"] == "done", state["task"]
    names = ["regional-2020.manifest.json", "regional-2020.xlsx"]
    assert [one["name"] for one in state["downloads"]] == names
    for name in names:
        assert server.us.get(f"{batch}/downloads/{name}").content == (sample / name).read_bytes()
