"""The world outside the service: both platforms and a mail server, which survive it."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from syncer.sandbox.garmin import GarminStandIn
from syncer.sandbox.strava import StravaStandIn
from syncer.settings import Settings
from tests.crash.evening import Town
from tests.out.post_office import PostOffice, open_office

Mails = Counter[tuple[str, str, str]]
"""How often a mail came: its Message-ID, to whom, its subject."""


@dataclass(frozen=True)
class World:
    """What questions are asked of."""

    strava: StravaStandIn
    garmin: GarminStandIn
    office: PostOffice


class Outside:
    """The town answers in a process of its own while the block runs; the parent only forks it."""

    def __init__(self, town: Town) -> None:
        context = get_context("fork")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(town, theirs), daemon=True)
        self._town = town
        self._lock = Lock()

    def __enter__(self) -> Outside:
        self._process.start()
        self.strava_url, self.garmin_url, self.smtp_port = self._ours.recv()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()

    def ask[T](self, question: Callable[..., T], *told: Any) -> T:
        """What `question(world, *told)` returns over there."""
        with self._lock:
            self._ours.send((question, told))
            answer: T = self._ours.recv()
            return answer

    def leads(self, settings: Settings) -> Settings:
        """The settings with the addresses of this one."""
        return settings.model_copy(
            update={
                "smtp_port": self.smtp_port,
                "strava_oauth_url": self.strava_url,
                "strava_api_url": f"{self.strava_url}/api/v3",
                "garmin_url": self.garmin_url,
            }
        )


def _live(town: Town, pipe: Connection) -> None:
    with town.strava as strava, town.garmin as garmin, open_office() as office:
        world = World(strava, garmin, office)
        pipe.send((strava.url, garmin.url, office.port))
        while True:
            question, told = pipe.recv()
            pipe.send(question(world, *told))


def mails(world: World) -> Mails:
    office = world.office
    return Counter(
        (str(mail["Message-ID"]), to, str(mail["Subject"]))
        for mail, to in zip(office.mails, office.recipients, strict=True)
    )


def texts(world: World) -> dict[str, tuple[str, ...]]:
    """What stands on each run: private note and description there, the description here."""
    found: dict[str, tuple[str, ...]] = {}
    for athlete in world.strava.world.athletes:
        for one in world.strava.world.activities_of(athlete):
            told = world.strava.world.activity(one.id)
            found[f"strava {one.id}"] = (
                told.get("private_note") or "",
                told.get("description") or "",
            )
    for account in world.garmin.world.accounts:
        for run in world.garmin.world.activities_of(account):
            ours = world.garmin.world.activity(run.id)
            found[f"garmin {run.id}"] = (ours.get("description") or "",)
    return found


def calendar(world: World) -> list[tuple[str, str]]:
    """Every workout on every day, and the workouts that stand on none."""
    planner = world.garmin.world.planner
    placed = [day.workout_id for day in planner.days.values()]
    days = [
        (day.on.isoformat(), str(planner.workouts[day.workout_id].body["workoutName"]))
        for day in planner.days.values()
    ]
    loose = [
        ("nowhere", str(one.body["workoutName"]))
        for number, one in planner.workouts.items()
        if number not in placed
    ]
    return sorted(days + loose)
