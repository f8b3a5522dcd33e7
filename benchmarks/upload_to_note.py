"""How soon a note stands on a run that was just uploaded: `serve` as a process, told by webhook.

Everything is real but Strava, which is its stand-in: the subscription, the event over HTTP, the
pull that it leads to, the advice, and the note written back. The clock is the machine's.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from sqlalchemy import Engine
from sqlmodel import Session

from benchmarks import Row
from benchmarks.service import GROUP, answers, free_port, told
from benchmarks.strava_runs import recorded
from syncer import clock, database, models, night, tokens
from syncer.own_words import has_block
from syncer.sandbox.strava import UNLIMITED, App, StravaStandIn
from syncer.settings import Settings
from syncer.sources.strava import NAME

DAY = timedelta(days=1)
EARLIER = range(58, 1, -3)
EASY_KM, LONG_KM = 8.0, 14.0
PATIENCE_S = 120.0
LOOK_EVERY_S = 0.05


def bench() -> Iterator[Row]:
    yield Row(GROUP, "from upload to note, told by webhook", seconds_to_note(), "s", "< 120")


def seconds_to_note() -> float:
    """From the upload of a long run until its note stands there. Raises TimeoutError."""
    with TemporaryDirectory() as folder, StravaStandIn(App(limits=UNLIMITED)) as strava:
        athlete = strava.world.add_athlete("Alice", "Even", timezone="Europe/Berlin")
        for days_ago in EARLIER:
            _run(strava, athlete, days_ago * DAY, EASY_KM, announce=False)
        settings = _settings(Path(folder), strava)
        engine = database.open_engine(settings.database)
        try:
            database.migrate(engine)
            _join(engine, settings, strava, athlete)
        finally:
            engine.dispose()
        with _serving(settings):
            begun = perf_counter()
            run = _run(strava, athlete, DAY / 6, LONG_KM, announce=True)
            _until(lambda: has_block(strava.world.activity(run)["private_note"] or ""))
            return perf_counter() - begun


def _run(strava: StravaStandIn, athlete: int, ago: timedelta, km: float, *, announce: bool) -> int:
    fields, streams = recorded(km, 5)
    whole = {**fields, "start_date": clock.now() - ago}
    return strava.world.add_activity(athlete, whole, streams=streams, announce=announce)


def _settings(folder: Path, strava: StravaStandIn) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "secret_key": "a key for a benchmark",
            "token_keys": tokens.new_key(),
            "strava_client_id": str(strava.app.client_id),
            "strava_client_secret": strava.app.client_secret,
            "strava_oauth_url": strava.url,
            "strava_api_url": f"{strava.url}/api/v3",
        }
    )


def _join(engine: Engine, settings: Settings, strava: StravaStandIn, athlete: int) -> None:
    """Alice in the club and connected, her earlier runs looked at by two nights."""
    now = clock.now()
    given = strava.world.connect(athlete)
    with Session(engine) as session:
        club = models.Club(name="Even Striders", created_at=now)
        session.add(club)
        session.flush()
        assert club.id is not None
        alice = models.Runner(
            club_id=club.id,
            email="alice@example.org",
            timezone="Europe/Berlin",
            address_confirmed_at=now,
            created_at=now,
        )
        session.add(alice)
        session.flush()
        assert alice.id is not None
        connection = models.Connection(
            runner_id=alice.id,
            source=NAME,
            external_id=str(athlete),
            scopes="read,activity:read_all,activity:write",
            connected_at=now,
        )
        ends = tokens.at(given.expires_at)
        pair = tokens.Tokens(given.access_token, given.refresh_token, ends)
        tokens.keep(session, settings, connection, pair)
        runner_id = alice.id

    def sessions() -> Session:
        return Session(engine, expire_on_commit=False)

    for _ in range(2):
        night.pull_one(sessions, settings, clock.now, runner_id, NAME)


@contextmanager
def _serving(settings: Settings) -> Iterator[None]:
    """`serve` answers, and Strava tells it of each run."""
    port = free_port()
    environment = told(settings)
    command = [sys.executable, "-m", "syncer"]
    quiet = subprocess.DEVNULL
    serving = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=environment, stdout=quiet, stderr=quiet
    )
    try:
        _until(lambda: answers(port))
        here = f"http://127.0.0.1:{port}"
        subscribe = [*command, "strava", "subscribe", "--callback", here]
        subprocess.run(subscribe, env=environment, stdout=quiet, check=True)
        yield
    finally:
        serving.terminate()
        serving.wait()


def _until(holds: Callable[[], bool]) -> None:
    ends = perf_counter() + PATIENCE_S
    while not holds():
        if perf_counter() > ends:
            raise TimeoutError(f"nothing came within {PATIENCE_S:.0f} s")
        sleep(LOOK_EVERY_S)
