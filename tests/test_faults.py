"""What is on disk when a consolidation is killed, the disk is full, the folder refuses, or two run at once.

Each run is a process of its own, forked from this one so that hundreds take seconds.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

import workbooks
from minerva import cli, tasks
from minerva.layout.labels import labels

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills and limits are tried on POSIX systems")

OUTPUT, MANIFEST = "regional.xlsx", "regional.manifest.json"
MANY = ("open", "zip", "os.remove")
SPREAD = 9
"""How many of the steps of which there are many are tried, spread over the run; all others are tried."""
WRITES = ("open", "zip", "fsync", "os.mkdir", "os.rename")

Step = Callable[[str], None]


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, or the signal that ended it, and what it printed."""

    code: int | None
    signal: int | None
    said: str


@dataclass(frozen=True)
class Site:
    """A folder with returns, a register and an older output, and what the output must become."""

    root: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    steps: tuple[str, ...]

    @property
    def output(self) -> Path:
        """The output."""
        return self.root / OUTPUT

    def arguments(self) -> list[str]:
        """The command line of the consolidation."""
        returns, register = str(self.root / "returns"), str(self.root / "register.xlsx")
        return ["consolidate", returns, "--register", register, "-o", str(self.output), "--lang", "en"]

    def reset(self, *, with_old: bool = True) -> None:
        """The folder as it was before the run."""
        for path in self.root.iterdir():
            if path.name not in ("returns", "register.xlsx"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        if with_old:
            for name, content in self.old.items():
                (self.root / name).write_bytes(content)

    def run(self, prepare: Callable[[], object] = lambda: None) -> Ended:
        """Run the consolidation in a process of its own, after `prepare` there."""
        return in_process(lambda: (prepare(), cli.main(self.arguments()))[1])

    def left(self) -> list[str]:
        """What stands in the folder beside the inputs."""
        return sorted(path.name for path in self.root.iterdir() if path.name not in ("returns", "register.xlsx"))

    def content(self) -> dict[str, bytes]:
        """The outputs as they are on disk."""
        return {name: (self.root / name).read_bytes() for name in (OUTPUT, MANIFEST) if (self.root / name).exists()}


def in_process(action: Callable[[], int]) -> Ended:
    """Run something in a fork of this process."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            sys.stdout = os.fdopen(1, "w", closefd=False)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            code = action()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(99)
    os.close(writing)
    with os.fdopen(reading, "rb") as said:
        text = said.read().decode()
    _, state = os.waitpid(child, 0)
    if os.WIFSIGNALED(state):
        return Ended(None, os.WTERMSIG(state), text)
    return Ended(os.WEXITSTATUS(state), None, text)


def watch(step: Step, root: Path) -> None:
    """Call `step` with a word before each action on the disk below a folder, and after each renaming. Never undone:
    only for a process that ends soon."""
    below = str(root)

    def listen(event: str, arguments: tuple) -> None:
        if event not in ("open", "os.mkdir", "os.rmdir", "os.remove", "os.rename"):
            return
        if event == "open":
            path, _, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if isinstance(path, str) and path.startswith(below) and writes:
                step("open")
        elif event != "os.mkdir" or not Path(arguments[0]).exists():
            step(event)

    replace, fsync, write = os.replace, os.fsync, zipfile._ZipWriteFile.write

    def replacing(*names: object) -> None:
        replace(*names)
        step("replaced")

    def syncing(handle: int) -> None:
        step("fsync")
        fsync(handle)

    def zipping(self: object, data: bytes) -> int:
        step("zip")
        return write(self, data)

    os.replace, os.fsync, zipfile._ZipWriteFile.write = replacing, syncing, zipping
    sys.addaudithook(listen)


def at_step(number: int, act: Callable[[], object], root: Path) -> Callable[[], None]:
    """Do something at one step, counted from 0."""
    count = -1

    def step(_: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            act()

    return lambda: watch(step, root)


def from_step(number: int, root: Path) -> Callable[[], None]:
    """Fill the disk at one step, counted from 0: from then on nothing can be written, but files can be removed."""
    count = -1

    def step(word: str) -> None:
        nonlocal count
        count += 1
        if count >= number and word in WRITES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return lambda: watch(step, root)


def kill() -> None:
    """End this process at once, as the system does."""
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The folder, the bytes before and after, and the steps of an undisturbed run."""
    root = tmp_path_factory.mktemp("faults")
    (root / "returns").mkdir()
    register = workbooks.register_of(root / "register.xlsx", "actiris")
    outputs = []
    for result in (40, 70):
        block = workbooks.good_objective(1, result=Decimal(result)), workbooks.good_block(1)[1]
        workbooks.filled(root / "returns" / "actiris.xlsx", blocks=[block], spare=1)
        tasks.consolidate(root / "returns", register, root / OUTPUT)
        outputs.append({name: (root / name).read_bytes() for name in (OUTPUT, MANIFEST)})
    assert outputs[0] != outputs[1]
    yield Site(root, *outputs, steps_of(Site(root, *outputs, ())))


def steps_of(site: Site) -> tuple[str, ...]:
    """The words of the steps of a run that nothing disturbs."""
    site.reset()
    log = site.root.parent / f"{site.root.name}.steps"

    def prepare() -> None:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        watch(lambda word: os.write(handle, f"{word}\n".encode()), site.root)

    assert site.run(prepare) == Ended(0, None, site.run().said)
    return tuple(log.read_text().split())


def own_time(site: Site) -> float:
    """Seconds of processor time until the last step of a run that nothing disturbs, without its workers."""
    site.reset()
    log = site.root.parent / f"{site.root.name}.time"

    def prepare() -> None:
        handle, start = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), time.process_time()
        watch(lambda _: os.pwrite(handle, f"{time.process_time() - start:09.6f}".encode(), 0), site.root)

    site.run(prepare)
    return float(log.read_text())


def tried(steps: tuple[str, ...]) -> list[int]:
    """The steps to try: each renaming, sync and folder, and a spread of the others, first and last among them."""
    chosen = {number for number, word in enumerate(steps) if word not in MANY}
    for word in MANY:
        places = [number for number, other in enumerate(steps) if other == word]
        chosen |= {places[(len(places) - 1) * part // (SPREAD - 1)] for part in range(SPREAD)}
    return sorted(chosen)


def assert_next_run_is_clean(site: Site) -> None:
    """The next run needs no hand work and leaves nothing but its outputs."""
    assert site.run().code == 0
    assert site.content() == site.new
    assert site.left() == [MANIFEST, OUTPUT]


# -- killed ------------------------------------------------------------------------------------------------------------


def test_the_steps_are_those_of_a_safe_write(site: Site):
    steps = site.steps
    assert len(tried(steps)) >= 25
    assert steps.count("replaced") == steps.count("os.rename") == 2
    assert steps[: steps.index("os.rename")].count("fsync") == 2
    assert steps.index("os.rename") < len(steps) - 1 - steps[::-1].index("fsync")
    assert max(number for number, word in enumerate(steps) if word == "zip") < steps.index("fsync")


def test_killed_at_any_step_the_output_is_the_old_or_the_new_one(site: Site):
    seen = set()
    for number in tried(site.steps):
        site.reset()
        ended = site.run(at_step(number, kill, site.root))
        where = f"step {number}, {site.steps[number]}"
        assert ended.signal == signal.SIGKILL, where
        content = site.content()
        assert set(content) == {OUTPUT, MANIFEST}, where
        assert content[OUTPUT] in (site.old[OUTPUT], site.new[OUTPUT]), where
        assert content[MANIFEST] in (site.old[MANIFEST], site.new[MANIFEST]), where
        seen.add(content[OUTPUT] == site.new[OUTPUT])
        assert_next_run_is_clean(site)
    assert seen == {False, True}


def test_killed_before_there_is_an_output_there_is_none_or_the_new_one(site: Site):
    for number in tried(site.steps)[::4]:
        site.reset(with_old=False)
        assert site.run(at_step(number, kill, site.root)).signal == signal.SIGKILL
        content = site.content()
        assert content.get(OUTPUT, site.new[OUTPUT]) == site.new[OUTPUT]
        assert content.get(MANIFEST, site.new[MANIFEST]) == site.new[MANIFEST]
    assert_next_run_is_clean(site)


def test_killed_at_any_time_the_output_is_the_old_or_the_new_one(site: Site):
    """By the processor time used, so that kills fall between the steps, too."""
    whole = own_time(site)
    killed = 0
    for part in range(1, 13):
        site.reset()
        ended = site.run(lambda part=part: signal.setitimer(signal.ITIMER_PROF, whole * part / 12))
        killed += ended.signal == signal.SIGPROF
        content = site.content()
        assert content[OUTPUT] in (site.old[OUTPUT], site.new[OUTPUT])
        assert content[MANIFEST] in (site.old[MANIFEST], site.new[MANIFEST])
    assert killed >= 6
    assert_next_run_is_clean(site)


def test_only_its_own_leftovers_are_removed(site: Site):
    site.reset()
    others = [".other.xlsx.new-abc", "regional.xlsx.new-abc", ".regional.xlsx.newer"]
    for name in others:
        (site.root / name).mkdir()
    (site.root / ".regional.xlsx.new-file").write_text("not a folder")
    (site.root / ".regional.xlsx.new-0123").mkdir()
    (site.root / ".regional.xlsx.new-0123" / OUTPUT).write_text("half")
    assert site.run().code == 0
    assert site.left() == sorted([*others, ".regional.xlsx.new-file", MANIFEST, OUTPUT])


# -- disk full ---------------------------------------------------------------------------------------------------------


def assert_refused(site: Site, ended: Ended, where: str) -> None:
    """Exit code 2, one clear sentence, and the older output as it was."""
    assert ended.code == 2, (where, ended)
    sentence = labels("en")("problem.cannot_write", path="|", reason="|").split("|")
    assert all(part in ended.said for part in sentence), (where, ended.said)
    assert len(ended.said.splitlines()) == 1, (where, ended.said)
    assert site.content() == site.old, where
    assert [name for name in site.left() if not name.endswith(".lock")] == [MANIFEST, OUTPUT], where


def test_a_disk_full_at_any_step_leaves_the_old_output_and_says_so(site: Site):
    last = site.steps.index("os.rename")
    for number in tried(site.steps):
        if number <= last and site.steps[number] in WRITES:
            site.reset()
            ended = site.run(from_step(number, site.root))
            assert_refused(site, ended, f"step {number}, {site.steps[number]}")
    assert_next_run_is_clean(site)


def test_a_disk_full_after_the_output_is_in_place_is_told_too(site: Site):
    first = site.steps.index("replaced")
    for number in range(first, len(site.steps)):
        if site.steps[number] in WRITES:
            site.reset()
            ended = site.run(from_step(number, site.root))
            assert ended.code == 2, (number, ended)
            assert "Traceback" not in ended.said
            assert site.content()[OUTPUT] == site.new[OUTPUT]
            assert site.content()[MANIFEST] in (site.old[MANIFEST], site.new[MANIFEST])
    assert_next_run_is_clean(site)


def test_a_limit_on_the_size_of_files_leaves_the_old_output_and_says_so(site: Site):
    resource = pytest.importorskip("resource")
    largest = len(site.new[OUTPUT]) - 1

    def limit(size: int) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    for size in (0, 1, *(largest * part // 13 for part in range(1, 14))):
        site.reset()
        ended = site.run(lambda size=size: limit(size))
        assert_refused(site, ended, f"{size} bytes")
    assert_next_run_is_clean(site)


# -- refused by the folder or by Excel ---------------------------------------------------------------------------------


@contextmanager
def folder_for_all() -> Iterator[Path]:
    """A folder every user may enter, unlike those pytest makes."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_read_only_folder_is_named(site: Site):
    site.reset()
    with folder_for_all() as root:
        for name in ("returns", "register.xlsx"):
            source = site.root / name
            shutil.copytree(source, root / name) if source.is_dir() else shutil.copyfile(source, root / name)
        there = Site(root, site.old, site.new, site.steps)
        there.reset()
        root.chmod(0o555)
        ended = there.run(lambda: os.setuid(65534) if os.geteuid() == 0 else None)
        root.chmod(0o755)
        assert ended.code == 2
        assert str(root) in ended.said
        assert len(ended.said.splitlines()) == 1
        assert there.content() == site.old
        assert there.left() == [MANIFEST, OUTPUT]


def test_a_workbook_open_in_excel_is_left_and_the_new_one_kept_beside_it(site: Site):
    site.reset()
    (site.root / "regional (1).xlsx").write_bytes(b"an earlier one kept")

    def refuse() -> None:
        replace = os.replace

        def replacing(source: Path, target: Path) -> None:
            if Path(target).name == OUTPUT:
                raise PermissionError(errno.EACCES, "used by another process", str(target))
            replace(source, target)

        os.replace = replacing

    ended = site.run(refuse)
    kept = site.root / "regional (2).xlsx"
    assert ended.code == 2
    assert str(site.output) in ended.said
    assert str(kept) in ended.said
    assert site.content()[OUTPUT] == site.old[OUTPUT]
    assert kept.read_bytes() == site.new[OUTPUT]
    assert (site.root / "regional (1).xlsx").read_bytes() == b"an earlier one kept"
    kept.unlink()
    (site.root / "regional (1).xlsx").unlink()
    assert_next_run_is_clean(site)


def test_what_cannot_be_read_back_never_replaces_the_output(site: Site):
    site.reset()

    def damage() -> None:
        from minerva.excel import output

        write = output.write_regional

        def writing(path: Path, *rest: object) -> Path:
            written = write(path, *rest)
            content = bytearray(written.read_bytes())
            content[len(content) // 3] ^= 0xFF
            written.write_bytes(bytes(content))
            return written

        output.write_regional = writing

    ended = site.run(damage)
    assert ended.code == 2
    assert len(ended.said.splitlines()) == 1
    assert site.content() == site.old
    assert_next_run_is_clean(site)


# -- two at once -------------------------------------------------------------------------------------------------------


def test_of_two_runs_at_once_one_works_and_the_other_says_so(site: Site):
    site.reset()
    waits, goes = os.pipe()
    there, is_there = os.pipe()

    def hold() -> None:
        os.write(is_there, b".")
        os.read(waits, 1)

    def second_in_the_middle() -> int:
        """The first run, held at a step; its parent looks on."""
        at_step(site.steps.index("fsync"), hold, site.root)()
        return cli.main(site.arguments())

    first = os.fork()
    if first == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os._exit(second_in_the_middle())
    os.read(there, 1)
    second = site.run()
    during = site.content()
    os.write(goes, b".")
    _, state = os.waitpid(first, 0)
    for handle in (waits, goes, there, is_there):
        os.close(handle)
    assert second.code == 2
    assert second.said.strip() == labels("en")("problem.busy", path=site.output)
    assert during == site.old
    assert os.WEXITSTATUS(state) == 0
    assert site.content() == site.new
    assert site.left() == [MANIFEST, OUTPUT]
