"""A batch from the first file to the download, over real HTTP; what it gives is what the terminal gives."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from pathlib import Path

import pytest

import workbooks
from minerva import tasks
from minerva.cli import main
from minerva.excel.register import write_register
from serve.serving import Serving, serving

FILE = {"Content-Type": "application/octet-stream"}


def returns_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "returns").iterdir())}


def register_of(folder: Path) -> tuple[str, bytes]:
    return "register.xlsx", (folder / "register.xlsx").read_bytes()


def downloaded(server: Serving, batch: str, state: dict) -> dict[str, bytes]:
    """Everything a batch offers, as it says it is."""
    found = {}
    for one in state["downloads"]:
        answer = server.us.get(f"{batch}/downloads/{one['name']}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{one['name']}"
        assert len(answer.content) == one["size"]
        found[one["name"]] = answer.content
    return found


@pytest.fixture(scope="module")
def consolidated(server: Serving, sample: Path) -> tuple[str, dict]:
    """The batch of the sample year, and what it is after a consolidation."""
    batch = server.batch(returns_of(sample), register=register_of(sample))
    return batch, server.run(batch, "consolidate")


def test_the_regional_workbook_is_the_terminals_byte_for_byte(
    server: Serving, sample: Path, consolidated: tuple[str, dict]
):
    batch, state = consolidated
    assert state["task"]["state"] == "done", state["task"]
    found = downloaded(server, batch, state)
    assert sorted(found) == ["regional-2020.manifest.json", "regional-2020.xlsx"]
    for name, content in found.items():
        assert content == (sample / name).read_bytes()
    assert set(state["task"]["files"].values()) == {"read"}
    assert set(state["task"]["files"]) == set(returns_of(sample))


def test_two_consolidations_at_once_do_not_mix(server: Serving, tmp_path: Path):
    """Different registers and returns, some under the same names, several times over."""
    folders = [small_year(tmp_path / name, *organisations) for name, organisations in YEARS.items()]
    batches = [server.batch(returns_of(folder), register=register_of(folder)) for folder in folders]
    for final in (False, True):
        expected = [expected_of(folder, final) for folder in folders]
        states = consolidated_at_once(server, batches, final)
        for batch, files in zip(batches, expected, strict=True):
            assert states[batch]["task"]["state"] == "done", states[batch]["task"]
            assert downloaded(server, batch, states[batch]) == files
    assert len({files["regional-2020.xlsx"] for files in expected}) == len(batches)


def consolidated_at_once(server: Serving, batches: list[str], final: bool) -> dict[str, dict]:
    """What each batch is after a consolidation, all begun before one ends."""
    states: dict[str, dict] = {}

    def run(batch: str) -> None:
        states[batch] = server.run(batch, "consolidate", final=final)

    running = [threading.Thread(target=run, args=(batch,)) for batch in batches]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return states


YEARS = {"one": ("actiris", "bruxelles-synergie"), "two": ("actiris",), "three": ("bruxelles-synergie", "actiris")}


def small_year(folder: Path, *organisations: str) -> Path:
    """A folder with a register of these organisations and a return of each, `a.xlsx`, `b.xlsx`, …"""
    (folder / "returns").mkdir(parents=True)
    workbooks.register_of(folder / "register.xlsx", *organisations)
    for letter, organisation in zip("abc", organisations, strict=False):
        workbooks.filled(folder / "returns" / f"{letter}.xlsx", organisation)
    return folder


def expected_of(folder: Path, final: bool) -> dict[str, bytes]:
    """What the terminal's command writes for the same folder."""
    output = folder / "regional-2020.xlsx"
    given = [str(folder / "returns"), "--register", str(folder / "register.xlsx"), "-o", str(output)]
    assert main(["consolidate", *given, "--json", *(("--final",) if final else ())]) in (0, 1)
    names = ("regional-2020.xlsx", "regional-2020.manifest.json")
    return {name: (folder / name).read_bytes() for name in names}


def test_the_result_of_a_consolidation_says_what_the_terminal_says(
    sample: Path, consolidated: tuple[str, dict], tmp_path: Path, capsys: pytest.CaptureFixture
):
    result = consolidated[1]["result"]
    capsys.readouterr()
    arguments = ["consolidate", str(sample / "returns"), "--register", str(sample / "register.xlsx")]
    main([*arguments, "-o", str(tmp_path / "regional-2020.xlsx"), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert result["counts"] == {**said, "output": "regional-2020.xlsx"}
    assert len(result["files"]) == len(returns_of(sample))
    assert {one["name"] for one in result["files"]} == set(returns_of(sample))
    states = [line["state"] for line in result["coverage"]]
    assert states.count("missing") >= said["missing"] > 0
    assert all(set(line["name"]) == {"fr", "nl"} for line in result["coverage"])
    assert sum(said["findings"][key] for key in ("error", "warning", "info", "justified", "trial")) == len(
        result["findings"]
    )
    assert result["more"] == 0
    for finding in result["findings"]:
        for part in ("title", "found", "expected", "remedy"):
            assert set(finding[part]) == {"fr", "nl"}
            assert all(finding[part].values())


@pytest.mark.parametrize("with_register", [True, False])
def test_a_check_says_what_the_terminal_says(server: Serving, sample: Path, with_register: bool):
    single = {"register": register_of(sample)} if with_register else {}
    result = server.run(server.batch(returns_of(sample), **single), "check")["result"]
    register = sample / "register.xlsx" if with_register else None
    checked = tasks.check([sample / "returns"], register)
    across = tasks.across(checked, register) if register else []
    findings = [*across, *(finding for one in checked for finding in one.findings)]
    assert sorted((one["file"], one["code"], one["sheet"], one["cell"]) for one in result["findings"]) == sorted(
        (one.file, one.code, one.sheet, one.cell) for one in findings
    )
    assert sum(result["counts"]["findings"]["by_code"].values()) == len(findings)
    assert {one["name"]: one["state"] for one in result["files"]} == {
        one.outcome.file.name: "unusable" if hasattr(one.outcome, "refusal") else "read" for one in checked
    }
    assert any(one["name_nl"] for one in result["files"]) is with_register


def test_feedback_is_a_zip_of_what_the_terminal_writes(server: Serving, sample: Path, tmp_path: Path):
    batch = server.batch(returns_of(sample), register=register_of(sample))
    states = [server.run(batch, "feedback") for _ in range(2)]
    assert states[0]["task"]["state"] == "done", states[0]["task"]
    contents = [downloaded(server, batch, state)["feedback.zip"] for state in states]
    assert contents[0] == contents[1]
    register = str(sample / "register.xlsx")
    main(["check", str(sample / "returns"), "--register", register, "--feedback", str(tmp_path / "sent"), "--json"])
    with zipfile.ZipFile(io.BytesIO(contents[0])) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    expected = {path.name: path.read_bytes() for path in (tmp_path / "sent").iterdir()}
    assert sorted(found) == sorted(expected)
    assert found == expected
    assert states[0]["result"]["workbooks"] > 0
    assert states[0]["result"]["letters"] > 0


def test_feedback_without_a_register_has_no_letters(server: Serving, sample: Path):
    batch = server.batch(returns_of(sample))
    state = server.run(batch, "feedback")
    assert state["result"]["letters"] == 0
    assert state["result"]["workbooks"] > 0


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register of few organisations: forty templates say no more than three."""
    folder = tmp_path_factory.mktemp("small")
    workbooks.register_of(folder / "register.xlsx", "actiris", "innoviris", "hub-brussels")
    return folder


def test_templates_are_those_of_the_register(server: Serving, small: Path, tmp_path: Path):
    batch = server.batch(register=register_of(small))
    state = server.run(batch, "templates", year=2031)
    written = tasks.templates(small / "register.xlsx", 2031, tmp_path).written
    assert len(written) == 3
    with zipfile.ZipFile(io.BytesIO(downloaded(server, batch, state)["templates.zip"])) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    assert found == {path.name: path.read_bytes() for path in written}
    assert sorted(state["result"]["written"]) == sorted(found)


def test_own_rules_and_an_earlier_year_are_used_under_their_own_names(server: Serving, sample: Path, tmp_path: Path):
    rules = tmp_path / "mes règles.toml"
    rules.write_text('DEV001 = "off"\n', encoding="utf-8")
    earlier = small_year(tmp_path / "2019", "actiris")
    register = workbooks.small_register("actiris")
    settings = register.settings.model_copy(update={"year": 2019})
    write_register(earlier / "register.xlsx", register.model_copy(update={"settings": settings}))
    workbooks.filled(earlier / "returns" / "a.xlsx", "actiris", year=2019)
    last_year = earlier / "regional-2019.xlsx"
    tasks.consolidate(earlier / "returns", earlier / "register.xlsx", last_year)
    single = {
        "register": register_of(sample),
        "rules": (rules.name, rules.read_bytes()),
        "last_year": ("vorig jaar.xlsx", last_year.read_bytes()),
    }
    batch = server.batch(returns_of(sample), **single)
    state = server.run(batch, "consolidate", personal_data=False)
    assert state["task"]["state"] == "done", state["task"]
    output = tmp_path / "regional-2020.xlsx"
    given = {"own_rules": rules, "last_year": last_year, "personal_data": False}
    tasks.consolidate(sample / "returns", sample / "register.xlsx", output, **given)
    found = downloaded(server, batch, state)
    assert found == {name: (tmp_path / name).read_bytes() for name in found}
    manifest = json.loads(found["regional-2020.manifest.json"])["options"]
    assert manifest["rules"]["file"] == rules.name
    assert manifest["last_year"]["year"] == 2019
    assert manifest["personal_data"] is False


def test_what_is_inside_an_archive_is_named_as_findings_name_it(server: Serving, sample: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in returns_of(sample).items():
            archive.writestr(name, content)
    batch = server.batch({"mails.zip": packed.getvalue()})
    state = server.run(batch, "check")
    assert state["task"]["files"] == {f"mails.zip/{name}": "read" for name in returns_of(sample)}
    assert {one["name"] for one in state["result"]["files"]} == set(state["task"]["files"])


@pytest.mark.parametrize("kind", ["consolidate", "templates"])
def test_without_a_register_some_tasks_do_not_begin(server: Serving, kind: str):
    batch = server.batch({"a.xlsx": b"x"})
    answer = server.us.post(f"{batch}/tasks/{kind}", json={})
    assert answer.status_code == 400
    assert set(answer.json()["message"]) == {"fr", "nl", "en"}


@pytest.mark.parametrize("kind", ["check", "consolidate", "feedback"])
def test_without_returns_some_tasks_do_not_begin(server: Serving, kind: str):
    assert server.us.post(f"{server.batch(register=('r.xlsx', b'x'))}/tasks/{kind}", json={}).status_code == 400


def test_a_register_that_is_none_is_a_sentence_without_our_paths(server: Serving):
    batch = server.batch({"a.xlsx": b"x"}, register=("mon registre.xlsx", b"x"))
    state = server.run(batch, "consolidate")
    assert state["task"]["state"] == "failed"
    for text in state["task"]["problem"].values():
        assert "mon registre.xlsx" in text
        assert str(server.folder) not in text
    assert state["downloads"] == []
    assert state["result"] is None


def test_while_a_task_runs_nothing_changes_and_it_can_be_cancelled(server: Serving, sample: Path):
    batch = server.batch(returns_of(sample), register=register_of(sample))
    assert server.us.post(f"{batch}/tasks/consolidate", json={}).json()["task"]["state"] in ("waiting", "running")
    for answer in (
        server.us.post(f"{batch}/tasks/check", json={}),
        server.us.put(f"{batch}/returns/new.xlsx", content=b"x", headers=FILE),
        server.us.put(f"{batch}/register", content=b"x", headers=FILE),
        server.us.delete(f"{batch}/returns/{next(iter(returns_of(sample)))}"),
    ):
        assert answer.status_code == 409
    assert server.us.delete(f"{batch}/tasks").status_code == 200
    state = server.us.get(batch).json()
    assert state["task"]["state"] == "cancelled"
    assert state["downloads"] == []
    again = server.run(batch, "consolidate")
    assert downloaded(server, batch, again)["regional-2020.xlsx"] == (sample / "regional-2020.xlsx").read_bytes()


def test_what_was_made_of_other_files_is_not_offered(server: Serving, sample: Path, small: Path):
    batch = server.batch(returns_of(sample), register=register_of(small))
    server.run(batch, "templates")
    assert len(server.run(batch, "consolidate")["downloads"]) == 3
    server.put(f"{batch}/returns/new.xlsx", b"x")
    assert server.us.get(batch).json()["downloads"] == []


def test_files_are_listed_replaced_and_taken_away(server: Serving):
    batch = server.batch()
    for name, content in (("é à.xlsx", b"1"), ("b 100%.xlsx", b"22"), ("é à.xlsx", b"333"), ("a+b#c?.xlsx", b"4")):
        server.put(server.named(f"{batch}/returns", name), content)
    assert server.us.get(batch).json()["returns"] == [
        {"name": "a+b#c?.xlsx", "size": 1},
        {"name": "b 100%.xlsx", "size": 2},
        {"name": "é à.xlsx", "size": 3},
    ]
    assert server.us.delete(server.named(f"{batch}/returns", "é à.xlsx")).status_code == 200
    assert server.us.delete(server.named(f"{batch}/returns", "é à.xlsx")).status_code == 404
    assert len(server.us.get(batch).json()["returns"]) == 2
    for kind, key, name in (
        ("register", "register", "r.xlsx"),
        ("last-year", "last_year", "l.xlsx"),
        ("rules", "rules", "r.toml"),
    ):
        server.put(f"{batch}/{kind}", b"1", name=f"old-{name}")
        server.put(f"{batch}/{kind}", b"22", name=name)
        assert server.us.get(batch).json()[key] == {"name": name, "size": 2}
        folder = server.folder / batch.split("/")[-1] / kind
        assert [path.name for path in folder.iterdir()] == [name]
        assert server.us.delete(f"{batch}/{kind}").status_code == 200
        assert server.us.get(batch).json()[key] is None


@pytest.mark.parametrize("name", [".hidden.xlsx", " ", "x" * 256, "é" * 128, "a%0Ab.xlsx"])
def test_a_name_that_no_folder_takes_is_refused(server: Serving, name: str):
    answer = server.us.put(f"{server.batch()}/returns/{name}", content=b"x", headers=FILE)
    assert answer.status_code == 400


def test_the_oldest_idle_batch_makes_room():
    with serving(batches=2) as server:
        first, second, third = (server.batch({"a.xlsx": b"x"}) for _ in range(3))
        assert server.us.get(first).status_code == 404
        assert not (server.folder / first.split("/")[-1]).exists()
        assert server.us.get(second).status_code == server.us.get(third).status_code == 200


def test_an_upload_that_breaks_off_leaves_nothing(server: Serving):
    batch = server.batch()
    with server.connected() as connection:
        connection.sendall(server.head("PUT", f"{batch}/returns/a.xlsx", *LINES) + b"x" * 1000)
    folder = server.folder / batch.split("/")[-1]
    assert server.logged(r"[0-9a-f]{8} PUT /batches/\{batch\}/returns/\{name\} 499 \d+ ms")
    assert [path for path in folder.rglob("*") if path.is_file()] == []


LINES = ("Content-Type: application/octet-stream", "Content-Length: 100000")


def test_a_file_with_any_name_is_fetched(server: Serving):
    """The console may give the regional workbook a name that is not of the letters of headers."""
    batch = server.batch()
    name = 'régional – "2027".xlsx'
    (server.folder / batch.rpartition("/")[2] / "out" / name).write_bytes(b"content")
    answer = server.us.get(server.named(f"{batch}/downloads", name))
    assert (answer.status_code, answer.content) == (200, b"content")
    assert answer.headers["content-disposition"].endswith("r%C3%A9gional%20%E2%80%93%20%222027%22.xlsx")
