"""One night after another on the same stage: each begins at the same dusk, some are killed.

A stage belongs in a process without threads: it forks the world outside and the service, so that
a night begins at once with everything imported.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from syncer.settings import Settings
from tests.crash import service
from tests.crash.boundaries import Boundary
from tests.crash.ending import Ending, ending
from tests.crash.evening import EVENING, Town, town
from tests.crash.outside import Outside, World
from tests.crash.service import Watch

INSTANTS = tuple(
    datetime(2026, 3, 16, hour, minute, tzinfo=UTC)
    for hour, minute in ((3, 5), (6, 5), (6, 35), (17, 5), (17, 30))
)
"""In Berlin an hour later: the small hours, the end of the quiet ones, the question, the digest."""
CLAIMS_END_MIN = 16
"""So many minutes after a kill the service is started again."""
LONGEST_S = 60.0


@dataclass(frozen=True)
class Night:
    """How it ended, how often it was killed, how long the service lived, and what it logged."""

    ending: Ending
    kills: int
    lived_s: float
    log: str


@dataclass(frozen=True)
class Phase:
    """A part of a night: when the service ticks, from what clock on, with which settings changed,
    what happens to the world before, and what the service's own process suffers from."""

    instants: Sequence[datetime] = INSTANTS
    clock: datetime | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)
    world: Callable[[World], None] | None = None
    inside: Callable[[], None] | None = None


class Stage:
    """A town, and its nights."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "drawn").mkdir()
        service.draw_once(folder / "drawn")
        self.town: Town = town(folder / "dusk")
        self.night()
        with self.dusk() as (settings, _):
            service.rehearse(settings, self.town.clock, INSTANTS)
        gc.collect()
        gc.freeze()
        self.calm = self.night()

    def night(self, *watches: Watch | None) -> Night:
        """A night whose service is watched by each of these in turn, a new one after each kill."""
        with self.dusk() as (settings, world):
            kills, began = 0, time.monotonic()
            for watch in (*watches, None):
                if self.lives(settings, INSTANTS, watch, LONGEST_S):
                    break
                kills += 1
            return self.over(settings, world, kills, time.monotonic() - began)

    def random_night(self, seed: int) -> Night:
        """A night killed once or twice, whenever chance wants it."""
        chance = Random(seed)
        waits = [chance.uniform(0.0, self.calm.lived_s) for _ in range(chance.randint(1, 2))]
        with self.dusk() as (settings, world):
            kills, began = 0, time.monotonic()
            for wait_s in (*waits, LONGEST_S):
                if self.lives(settings, INSTANTS, None, wait_s):
                    break
                kills += 1
            return self.over(settings, world, kills, time.monotonic() - began)

    def phases(self, *phases: Phase) -> Night:
        """A night of several parts, each with a service of its own."""
        with self.dusk() as (settings, world):
            began = time.monotonic()
            for one in phases:
                self.live(settings, world, one)
            return self.over(settings, world, 0, time.monotonic() - began)

    def live(self, settings: Settings, world: Outside, one: Phase) -> None:
        """One part of a night, to its end."""
        if one.world is not None:
            world.ask(one.world)
        if one.clock is not None:
            self.town.clock.to(one.clock)
        changed = settings.model_copy(update=dict(one.changed))
        assert self.lives(changed, one.instants, None, LONGEST_S, one.inside)

    def boundaries(self) -> list[Boundary]:
        """What an undisturbed night passes, in the order of passing."""
        path = self._folder / "boundaries"
        with path.open("w", buffering=1) as file:
            self.night(lambda here: print("\t".join(here), file=file))
        return [tuple(line.split("\t")) for line in path.read_text().splitlines()]

    @contextmanager
    def dusk(self) -> Iterator[tuple[Settings, Outside]]:
        """The evening as it was, in a folder of its own, with a fresh world outside."""
        self.town.clock.to(EVENING)
        with TemporaryDirectory(dir=self._folder) as folder, Outside(self.town) as world:
            mine = Path(folder) / "data"
            shutil.copytree(self._folder / "dusk", mine)
            settings = self.town.settings.model_copy(update={"data_dir": mine})
            yield world.leads(settings), world

    def over(self, settings: Settings, world: Outside, kills: int, lived_s: float) -> Night:
        """What there is when it is over."""
        log = (settings.data_dir / service.LOG).read_text()
        return Night(ending(settings, self.town.clock(), world), kills, lived_s, log)

    def lives(
        self,
        settings: Settings,
        instants: Sequence[datetime],
        watch: Watch | None,
        wait_s: float,
        inside: Callable[[], None] | None = None,
    ) -> bool:
        """Whether a service lived to the end. Killed by itself, or by us after a while, it leaves
        some minutes until the next one."""
        running = service.start(settings, self.town.clock, instants, watch, inside)
        running.join(wait_s)
        if running.exitcode == 0:
            return True
        if running.exitcode is None:
            assert running.pid is not None
            os.kill(running.pid, signal.SIGKILL)
            running.join()
        was_to_live = wait_s == LONGEST_S and watch is None
        if running.exitcode not in (0, -signal.SIGKILL) or (running.exitcode and was_to_live):
            log = (settings.data_dir / service.LOG).read_text()
            raise AssertionError(f"the service ended by {running.exitcode}: {log[-4000:]}")
        self.town.clock.later(minutes=CLAIMS_END_MIN)
        return running.exitcode == 0
