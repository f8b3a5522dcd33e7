"""What a night on Garmin costs, and how fast the file of a watch is measured.

Requests are those that the stand-in saw, beside those for tokens; a runner is pulled over a real
socket. Measuring is set against the bare reader of the same FIT files in the same run: reading is
what nobody can do without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import fitfast
from pydantic import SecretStr
from sqlmodel import Session

from benchmarks import Row
from syncer import consents, database, models, tokens
from syncer.jobs import House
from syncer.measure.measured import measure
from syncer.sandbox.club import write_club
from syncer.sandbox.garmin import GarminStandIn, Night
from syncer.settings import Settings
from syncer.sources.files import pieces, read

GROUP = "garmin"
NIGHT = datetime(2026, 3, 15, 3, tzinfo=UTC)
DAY = timedelta(days=1)
ROUNDS = 5


def bench() -> Iterator[Row]:
    yield from _requests()
    yield from _measuring()


@dataclass(slots=True)
class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class _One:
    """A runner on Garmin, and the house that pulls them."""

    garmin: GarminStandIn
    clock: _Clock
    house: House
    runner_id: int
    account: int

    def run(self, days_ago: float) -> int:
        start = self.clock() - timedelta(days=days_ago)
        told = {"distance": 8_000.0, "duration": 2_640.0}
        return self.garmin.world.add_activity(self.account, told, startTimeGMT=start)

    def night(self) -> int:
        """How many requests a night takes, note and calendar included."""
        self.garmin.forget_requests()
        self.house.pull_and_tell(self.runner_id, "garmin")
        asked = [seen.path for seen in self.garmin.requests]
        assert asked  # a night that is put off asks for nothing
        return sum(not path.startswith("/di-oauth2-service/") for path in asked)


def _requests() -> Iterator[Row]:
    with _runner() as one:
        for days_ago in range(3, 120, 2):
            one.run(days_ago)
        yield Row(GROUP, "the first night of a runner with 59 runs", one.night(), "requests")
        for _ in range(3):
            one.clock.now += DAY
            one.night()
        one.clock.now += DAY
        yield Row(GROUP, "a runner without a new run", one.night(), "requests", "<= 1")
        one.run(0.3)
        yield Row(GROUP, "a new run", one.night() - 1, "requests more", "<= 3")
        one.clock.now += DAY
        yield Row(GROUP, "that run on the night after", one.night() - 1, "requests more", "<= 1")
        _allow_nights(one)
        for _ in range(4):
            one.clock.now += DAY
            one.night()
        one.clock.now += DAY
        yield Row(GROUP, "sleep and pulse, once known", one.night() - 1, "requests more", "<= 4")


def _allow_nights(one: _One) -> None:
    for back in range(-10, 40):
        on = one.clock().date() - timedelta(days=back)
        one.garmin.world.add_night(one.account, on, Night(7.2 * 3600, 51))
    with one.house.sessions() as session:
        runner = session.get_one(models.Runner, one.runner_id)
        consents.give(session, one.clock(), runner, consents.HEALTH, how="said so")
        runner.garmin_nights = True
        session.add(runner)
        session.commit()


@contextmanager
def _runner() -> Iterator[_One]:
    clock = _Clock(NIGHT)
    with TemporaryDirectory() as folder, GarminStandIn(clock) as garmin:
        engine = database.open_engine(f"sqlite:///{Path(folder) / 'evenstride.db'}")
        database.migrate(engine)
        settings = Settings(
            data_dir=Path(folder),
            secret_key=SecretStr("a key for a benchmark"),
            token_keys=SecretStr(tokens.new_key()),
            garmin_url=garmin.url,
        )
        house = House(lambda: Session(engine, expire_on_commit=False), settings, clock)
        account = garmin.world.add_account("Alice Even")
        given = garmin.world.connect(account)
        with house.sessions() as session:
            club = models.Club(name="Even Striders", created_at=NIGHT)
            session.add(club)
            session.flush()
            assert club.id is not None
            runner = models.Runner(
                club_id=club.id,
                email="alice@example.org",
                address_confirmed_at=NIGHT,
                created_at=NIGHT,
            )
            session.add(runner)
            session.flush()
            assert runner.id is not None
            session.add(
                models.Connection(
                    runner_id=runner.id,
                    source="garmin",
                    external_id=str(account),
                    sealed_tokens=tokens.seal_text(settings, given.dumps()),
                    connected_at=NIGHT,
                )
            )
            session.commit()
            runner_id = runner.id
        yield _One(garmin, clock, house, runner_id, account)
        engine.dispose()


def _measuring() -> Iterator[Row]:
    """The files of one member's last months, read bare, and read and measured by us."""
    with TemporaryDirectory() as folder:
        (maren,) = write_club(Path(folder), NIGHT.date(), ("maren",), weeks=12)
        files = sorted(maren.folder.glob("*-run.fit"))
        contents = [file.read_bytes() for file in files]
        bare = partial(_bare, contents)
        ours = partial(_ours, files)
        bare(), ours()
        rounds = [(_seconds(bare), _seconds(ours)) for _ in range(ROUNDS)]
    bare_s, ours_s = (median(times) for times in zip(*rounds, strict=True))
    yield Row(GROUP, "a FIT file with the bare reader", 1000 * bare_s / len(files), "ms")
    yield Row(GROUP, "a FIT file read and measured", 1000 * ours_s / len(files), "ms")
    yield Row(GROUP, "measuring against the bare reader", ours_s / bare_s, "times")


def _bare(contents: list[bytes]) -> None:
    for content in contents:
        fitfast.records(content)


def _ours(files: list[Path]) -> None:
    for piece in pieces(files):
        for one in read(piece, NIGHT + DAY):
            assert one.series is not None
            measure(one.series, one.run_kind)


def _seconds(work: partial[None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
