"""A club of any size on the stand-in, in a process of its own, and settled in a database of ours.

Everybody ran every third day for eight weeks. One runner's nights are lived through for real and
copied to the others, each row with its own runner and numbers, so that a thousand runners are
there in seconds. On the evening before the night four of ten run, one of them far: that one gets a
note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine, insert
from sqlmodel import Session, col, or_, select

from benchmarks.strava_runs import recorded
from syncer import database, models, tokens
from syncer.budget import QUARTER
from syncer.jobs import House
from syncer.platform_pass import Due
from syncer.recordings import ACTIVITY, MEASURED
from syncer.sandbox.strava import UNLIMITED, App, Limits, StravaProcess, StravaStandIn
from syncer.settings import Settings
from syncer.sources.strava import NAME as STRAVA
from syncer.tokens import Tokens, new_key
from syncer.told import ON_ITS_WAY

DAY = timedelta(days=1)
NIGHT = datetime(2026, 3, 11, 3, tzinfo=UTC)
"""Four in the morning in Berlin, when everybody's night has begun; the app's day is fresh."""
ZONE = "Europe/Berlin"
EARLIER = range(54, 2, -3)
"""So many days before the night the earlier runs lie: settled, with nothing to look at again."""
EASY_KM, LONG_KM = 8.0, 14.0


class Clock:
    """One clock for two processes; it stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._seconds = get_context("spawn").Value("d", at.timestamp())

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self._seconds.value, UTC)

    def later(self, time: timedelta) -> None:
        with self._seconds.get_lock():
            self._seconds.value += time.total_seconds()

    def to(self, at: datetime) -> None:
        self._seconds.value = at.timestamp()

    def to_next_quarter(self) -> None:
        """To where the limits of a quarter of an hour begin anew."""
        quarter_s = QUARTER.total_seconds()
        self._seconds.value = (self._seconds.value // quarter_s + 1) * quarter_s


@dataclass(frozen=True, slots=True)
class Member:
    """One athlete as the stand-in made them: tokens, and the numbers of the earlier runs."""

    athlete: int
    given: Tokens
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Club:
    """The club on both sides. Ask `strava` what stands there by functions of a module."""

    strava: StravaProcess
    clock: Clock
    engine: Engine
    house: House
    runner_ids: tuple[int, ...]
    members: tuple[Member, ...]

    @property
    def due(self) -> list[Due]:
        """Everybody."""
        return [Due(runner_id, (STRAVA,)) for runner_id in self.runner_ids]

    def night_is_over(self, began: datetime) -> bool:
        """Everybody had a whole night since, and no note waits."""
        ended_at = col(models.Connection.night_at)
        states = [state.value for state in ON_ITS_WAY]
        found = (
            select(models.Connection.id).where(or_(ended_at.is_(None), ended_at < began)),
            select(models.Delivery.id).where(col(models.Delivery.state).in_(states)),
        )
        with self.house.sessions() as session:
            return all(session.exec(late.limit(1)).first() is None for late in found)


@contextmanager
def club(
    runners: int,
    limits: Limits = UNLIMITED,
    latency_s: float = 0.0,
    *,
    settled: bool = True,
    every_s: int = 1,
    earlier: Sequence[int] = EARLIER,
) -> Iterator[Club]:
    """The evening before the night: everybody connected, the new runs not yet run.

    Not `settled` means that nothing was pulled so far: a club on its first night. Watches keep a
    sample `every_s`; fewer of them make a benchmark quicker that measures no time of its own.
    `earlier` are the days before the night on which everybody ran.
    """
    clock = Clock(NIGHT - 2 * DAY)
    with ExitStack() as stack:
        strava = stack.enter_context(StravaProcess(_stand_in, runners, clock, every_s, earlier))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        client_id, secret, members = strava.ask(_members)
        engine = database.open_engine(f"sqlite:///{folder / 'evenstride.db'}")
        stack.callback(engine.dispose)
        database.migrate(engine)
        settings = Settings(
            data_dir=folder,
            secret_key=SecretStr("a key for a benchmark"),
            token_keys=SecretStr(new_key()),
            strava_client_id=str(client_id),
            strava_client_secret=SecretStr(secret),
            strava_oauth_url=strava.url,
            strava_api_url=f"{strava.url}/api/v3",
        )
        house = House(lambda: Session(engine, expire_on_commit=False), settings, clock)
        ids = _join(house, members)
        if settled:
            _settle(house, clock, ids, members)
        clock.to(NIGHT)
        strava.ask(_open, limits, latency_s)
        yield Club(strava, clock, engine, house, ids, members)


def run_new(strava: StravaStandIn, every_s: int = 1) -> None:
    """The evening's runs of those who ran: long ones of every tenth, easy ones of three of ten."""
    started_at = NIGHT - timedelta(hours=9)
    for nth, athlete in enumerate(sorted(strava.world.athletes)):
        if nth % 10 == 0:
            _add(strava, athlete, started_at, LONG_KM, every_s)
        elif nth % 10 in (3, 5, 8):
            _add(strava, athlete, started_at, EASY_KM, every_s)


def _stand_in(runners: int, clock: Clock, every_s: int, earlier: Sequence[int]) -> StravaStandIn:
    strava = StravaStandIn(App(limits=UNLIMITED), clock=clock)
    for nth in range(runners):
        athlete = strava.world.add_athlete(f"Runner {nth}", "Even", timezone=ZONE)
        for days_ago in earlier:
            _add(strava, athlete, NIGHT - timedelta(days=days_ago, hours=9), EASY_KM, every_s)
    return strava


def _add(
    strava: StravaStandIn, athlete: int, started_at: datetime, km: float, every_s: int
) -> None:
    fields, streams = recorded(km, every_s)
    told: dict[str, Any] = {**fields, "start_date": started_at}
    strava.world.add_activity(athlete, told, streams=streams, announce=False)


def _members(strava: StravaStandIn) -> tuple[int, str, tuple[Member, ...]]:
    members = []
    for athlete in sorted(strava.world.athletes):
        given = strava.world.connect(athlete)
        pair = Tokens(given.access_token, given.refresh_token, tokens.at(given.expires_at))
        runs = tuple(one.id for one in strava.world.activities_of(athlete))
        members.append(Member(athlete, pair, runs))
    return strava.app.client_id, strava.app.client_secret, tuple(members)


def _open(strava: StravaStandIn, limits: Limits, latency_s: float) -> None:
    """From here on it counts, takes its time and remembers."""
    strava.app.limits, strava.ways.latency_s = limits, latency_s
    strava.forget_requests()


def _join(house: House, members: tuple[Member, ...]) -> tuple[int, ...]:
    """Everybody in the database, confirmed and connected."""
    now = house.now()
    with house.sessions() as session:
        one = models.Club(name="Even Striders", created_at=now)
        session.add(one)
        session.flush()
        assert one.id is not None
        session.execute(
            insert(models.Runner),
            [
                {
                    "club_id": one.id,
                    "email": f"runner{nth}@example.org",
                    "timezone": ZONE,
                    "address_confirmed_at": now,
                    "created_at": now,
                }
                for nth in range(len(members))
            ],
        )
        rows = session.exec(select(models.Runner).order_by(col(models.Runner.id)))
        ids = tuple(row.id for row in rows if row.id is not None)
        session.execute(
            insert(models.Connection),
            [
                {
                    "runner_id": runner_id,
                    "source": "strava",
                    "external_id": str(member.athlete),
                    "scopes": "read,activity:read_all,activity:write",
                    "sealed_tokens": tokens.seal(house.settings, member.given),
                    "expires_at": member.given.expires_at,
                    "connected_at": now,
                }
                for runner_id, member in zip(ids, members, strict=True)
            ],
        )
        session.commit()
    return ids


def _settle(house: House, clock: Clock, ids: tuple[int, ...], members: tuple[Member, ...]) -> None:
    """Two nights of the first runner, and the same for everybody else."""
    house.pull(ids[0], "strava")
    clock.later(DAY)
    house.pull(ids[0], "strava")
    nth_of = {str(number): nth for nth, number in enumerate(members[0].runs)}
    with house.sessions() as session:
        lived = session.exec(select(models.Connection)).first()
        assert lived is not None
        runs = [row._asdict() for row in session.execute(ACTIVITY.select())]
        measures = {row.activity_id: row._asdict() for row in session.execute(MEASURED.select())}
        assert len(runs) == len(measures) == len(members[0].runs)
        next_id = max(one["id"] for one in runs) + 1
        copies, measured = [], []
        for runner_id, member in zip(ids[1:], members[1:], strict=True):
            for one in runs:
                source_id = str(member.runs[nth_of[one["source_id"]]])
                mine = {"id": next_id, "runner_id": runner_id, "source_id": source_id}
                copies.append(one | mine)
                measured.append(measures[one["id"]] | {"activity_id": next_id})
                next_id += 1
        if copies:
            session.execute(ACTIVITY.insert(), copies)
            session.execute(MEASURED.insert(), measured)
        for connection in session.exec(select(models.Connection)):
            connection.listed_at, connection.walked_at = lived.listed_at, lived.walked_at
            session.add(connection)
        session.commit()
