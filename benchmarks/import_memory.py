"""Memory of a large import: the command itself, every process of it, a thousand and five thousand.

The files are simulated runs whose start is moved, six hours apart, so that no two are the same
run. `evenstride import` is started as a runner starts it; Linux keeps the most that each process
ever held (VmHWM), and what matters is the largest and whether five times the files raise it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import numpy as np

from benchmarks import Row
from syncer.sandbox.fit_writer import Activity, fit_file
from syncer.sandbox.members import STORIES
from syncer.sandbox.running import Outing, simulate
from syncer.sandbox.world import LOOPS

GROUP = "import"
FEW, MANY = 1000, 5000
SHAPES = 40
EVERY_SECOND = 4
"""One in so many files has a record a second; the rest, as older watches write, one in five."""
FIRST = datetime(2022, 1, 1, 5, tzinfo=UTC)
COMMAND = (sys.executable, "-m", "syncer")
RUNNER = "alice@example.org"
MB = 1000**2


def bench() -> Iterator[Row]:
    if not Path("/proc/self/status").exists():
        yield Row(GROUP, "memory of an import: skipped, it is read from Linux's /proc", None, "")
        return
    with TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        _write(files)
        few, _ = _peaks(Path(folder) / "few", sorted(files.iterdir())[: FEW // 100])
        many, seconds = _peaks(Path(folder) / "many", [files])
    yield Row(GROUP, f"{MANY} files, import by all processes", MANY / seconds, "files/s")
    for who in ("parent", "largest worker"):
        yield Row(GROUP, f"{MANY} files, peak memory of {who}", many[who] / MB, "MB", "<= 150")
        yield Row(
            GROUP,
            f"{MANY} files against {FEW}, peak memory of {who}",
            many[who] / few[who],
            "times",
            "<= 1.1",
        )


def _write(folder: Path) -> None:
    """Five thousand runs in folders of a hundred."""
    shapes = list(islice(_shapes(), SHAPES))
    for nth in range(MANY):
        activity = replace(shapes[nth % SHAPES], started_at=FIRST + timedelta(hours=6 * nth))
        place = folder / f"{nth // 100:02}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{nth:04}.fit").write_bytes(fit_file(activity))


def _shapes() -> Iterator[Activity]:
    rng = np.random.default_rng(5)
    loops = list(LOOPS.values())
    for nth in range(SHAPES):
        story = STORIES[nth % len(STORIES)]
        outing = Outing(
            started_at=FIRST,
            distance_m=rng.uniform(4000, 16_000),
            loop=loops[nth % len(loops)],
            effort="easy",
            every_s=1 if nth % EVERY_SECOND == 0 else 5,
        )
        yield simulate(outing, story.body, story.place, rng)


def _peaks(data_dir: Path, paths: list[Path]) -> tuple[dict[str, float], float]:
    """Most bytes that the parent and its largest worker ever held, and the seconds it took."""
    environment = {**os.environ, "EVENSTRIDE_DATA_DIR": str(data_dir)}

    def run(*arguments: str) -> None:
        subprocess.run(
            (*COMMAND, *arguments), env=environment, check=True, stdout=subprocess.DEVNULL
        )

    run("init", "--defaults")
    run("runner", "add", RUNNER, "--myself")
    started = perf_counter()
    importing = subprocess.Popen(
        (*COMMAND, "import", *map(str, paths), "--runner", RUNNER, "--json"),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen: dict[int, float] = {}
    while importing.poll() is None:
        for process in _family(importing.pid):
            seen[process] = max(seen.get(process, 0.0), _peak_bytes(process))
        sleep(0.05)
    if importing.returncode:
        raise RuntimeError(f"the import ended with {importing.returncode}")
    parent = seen.pop(importing.pid)
    return {"parent": parent, "largest worker": max(seen.values())}, perf_counter() - started


def _family(process: int) -> Iterator[int]:
    """The process and all that it started."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return
    for child in children.split():
        yield from _family(int(child))


def _peak_bytes(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return 1024.0 * int(lines[0].split()[1]) if lines else 0.0
