"""The demo's club on the evening before a week: everybody connected, earlier runs looked at.

All is real but time and the platforms: their stand-ins answer over HTTP, and so do the club's
pages; the mail server takes mails, and the database is a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, select

from syncer import (
    database,
    demo_garmin,
    demo_people,
    demo_strava,
    history,
    importing,
    models,
    tokens,
)
from syncer.demo_nights import join
from syncer.demo_people import Guest
from syncer.demo_road import Road, open_road
from syncer.sandbox.diary import Entry, diary
from syncer.sandbox.fit_writer import fit_file
from syncer.sandbox.members import GARMIN, STRAVA, Story, stories
from syncer.settings import Settings
from syncer.sources.strava import callback, subscriptions
from tests.out.post_office import PostOffice, open_office

MONDAY, FRIDAY = datetime(2026, 3, 9, tzinfo=UTC), date(2026, 3, 13)
END = MONDAY + timedelta(days=7)
WEEKS = 5
"""So far back the members' runs go. They end on Friday, for the last one is what each story is
about, and there have to be nights and mornings after it."""
SUNDAY_BEFORE = 5
"""Runs of so many days before Friday are the last that were there when the week began."""
HALF = timedelta(minutes=30)
ADD = {STRAVA: demo_strava.add, GARMIN: demo_garmin.add}
DIGESTS = {
    "maren": (6, 18),
    "tobin": (2, 19),
    "ines": (4, 7),
    "pip": (5, 13),
    "ruth": (1, 20),
    "jonas": (6, 18),
}
"""Each member's weekday and hour, on the clock of their wall."""
ANNOUNCED = ("jonas", 3)
"""Of this run, so many days before Friday, Strava tells by webhook."""


@dataclass
class Eve:
    """The club, and all that is around it."""

    road: Road
    engine: Engine
    office: PostOffice
    guests: Sequence[Guest]

    @property
    def settings(self) -> Settings:
        return self.road.at_the_pages

    def sessions(self) -> Session:
        return Session(self.engine, expire_on_commit=False)


@contextmanager
def eve(folder: Path) -> Iterator[Eve]:
    """The club on Sunday evening."""
    with open_office() as office:
        settings = Settings.model_validate(
            {
                "data_dir": folder,
                "database_url": f"sqlite:///{folder / 'club.db'}",
                "secret_key": SecretStr("a key for tests"),
                "mail_from": "The Club <coach@example.org>",
                "smtp_host": "127.0.0.1",
                "smtp_port": office.port,
                "smtp_security": "none",
                "import_processes": 1,
            }
        )
        engine = database.open_engine(settings.database)
        database.migrate(engine)
        joined_at = MONDAY - timedelta(weeks=WEEKS + 1)
        with (
            Session(engine, expire_on_commit=False) as session,
            open_road(engine, settings, joined_at) as road,
        ):
            home = demo_people.club(session, joined_at)
            guests = [_joined(session, road, home, story) for story in stories()]
            here = Eve(road, engine, office, guests)
            _settle(here, session)
            session.commit()
            _subscribe(here)
            yield here
        engine.dispose()


def _joined(session: Session, road: Road, home: models.Club, story: Story) -> Guest:
    accounts = {platform: _account(road, story, platform) for platform in story.platforms}
    guest = demo_people.invited(session, road.clock(), home, story, (), accounts)
    join(road, guest)
    session.refresh(guest.runner)
    # Who has just come to the club is not told of the week before.
    guest.runner.address_confirmed_at = MONDAY - HALF
    guest.runner.digest_weekday, guest.runner.digest_hour = DIGESTS[story.key]
    session.add(guest.runner)
    session.commit()
    return guest


def _account(road: Road, story: Story, platform: str) -> int:
    if platform == STRAVA:
        first, last = story.name.split()
        return road.strava.world.add_athlete(first, last, timezone=story.timezone)
    return road.garmin.world.add_account(story.name, story.email, timezone=story.timezone)


def _settle(here: Eve, session: Session) -> None:
    """What everybody ran and said before this week, pulled by two nights."""
    road = here.road
    for guest in here.guests:
        for entry in entries(guest):
            if entry.days_ago > SUNDAY_BEFORE:
                upload(here, guest, entry)
        for report in demo_people.check_ins(guest, FRIDAY, WEEKS):
            if report.said_at < MONDAY:
                history.store_report(session, report.said_at, guest.runner, report)
    session.commit()
    for days in (2, 1):
        road.clock.at = MONDAY - timedelta(days=days, hours=-5)
        for guest in here.guests:
            for platform, account in guest.accounts.items():
                _connect(road, session, guest, platform, account)
                assert guest.runner.id is not None
                road.house.pull(guest.runner.id, platform)
    with here.sessions() as own:
        for connection in own.exec(select(models.Connection)):
            connection.night_at = road.clock()
            own.add(connection)
        own.commit()


def _connect(road: Road, session: Session, guest: Guest, platform: str, account: int) -> None:
    """Connected, without the way over the pages: the demo's own tests go it."""
    assert guest.runner.id is not None
    if tokens.connection_of(session, guest.runner.id, platform) is not None:
        return
    connection = models.Connection(
        runner_id=guest.runner.id,
        source=platform,
        external_id=str(account),
        scopes="read,activity:read_all,activity:write",
        connected_at=road.clock(),
    )
    if platform == STRAVA:
        given = road.strava.world.connect(account)
        ends = tokens.at(given.expires_at)
        pair = tokens.Tokens(given.access_token, given.refresh_token, ends)
        tokens.keep(session, road.house.settings, connection, pair)
        return
    login = road.garmin.world.connect(account).dumps()
    connection.sealed_tokens = tokens.seal_text(road.house.settings, login)
    guest.runner.garmin_workouts = True
    session.add(connection)
    session.commit()


def entries(guest: Guest) -> list[Entry]:
    assert guest.story is not None
    return diary(guest.story, FRIDAY, WEEKS)


def upload(here: Eve, guest: Guest, entry: Entry) -> None:
    """To the member's platforms; who has none hands the file in."""
    for platform in guest.accounts:
        if platform == STRAVA and (guest.key, entry.days_ago) == ANNOUNCED:
            here.road.strava.world.add_entry(guest.accounts[STRAVA], entry, announce=True)
            assert all(one.taken for one in here.road.strava.webhooks.settle())
        else:
            ADD[platform](here.road, guest, entry)
    if not guest.accounts:
        path = here.settings.data_dir / f"{guest.key}-{entry.days_ago}.fit"
        path.write_bytes(fit_file(entry.recorded()))
        with here.sessions() as session:
            runner = session.get_one(models.Runner, guest.runner.id)
            importing.import_paths(session, here.settings, here.road.clock(), runner, [path])


def _subscribe(here: Eve) -> None:
    settings = here.road.at_the_pages
    url = callback.callback_url(settings)
    made = subscriptions.create(here.sessions, settings, here.road.clock, url)
    with here.sessions() as session:
        session.add(
            models.Subscription(
                platform=STRAVA,
                external_id=made.id,
                callback_url=url,
                made_at=here.road.clock(),
            )
        )
        session.commit()
