"""The evening before: a club of eight, of whom everybody has something due by tomorrow night.

Alice and Dan ran far, which makes notes on Strava and a question in the morning; Cara's and Dan's
watches are on Garmin, Cara wants a line there and her strength work on the calendar. Bob's knee
hurts badly, Finn has a warning sign, Gil has to connect again. Eve, Finn and Hana only import
files; Eve gets her
digest on Monday evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlmodel import Session

from benchmarks.strava_runs import recorded
from coaching.advice import RULE_VERSION, Advice, Plan
from syncer import database, event_rows, models, recommend, tokens, told
from syncer.advice_json import stored
from syncer.sandbox.garmin import GarminStandIn
from syncer.sandbox.garmin import Ways as GarminWays
from syncer.sandbox.strava import UNLIMITED, App, StravaStandIn
from syncer.sandbox.strava import Ways as StravaWays
from syncer.settings import Settings
from syncer.sources.strava.events import ACTIVITY
from tests.crash.clock import Clock
from tests.out import club

SUNDAY = date(2026, 3, 15)
EVENING = datetime(2026, 3, 15, 20, 30, tzinfo=UTC)
LAST_NIGHT = EVENING - timedelta(hours=17)
RAN_AT = datetime(2026, 3, 15, 8, tzinfo=UTC)
ZONE = "Europe/Berlin"
FAR_KM, EASY_KM = 14.0, 8.0
EVERY_S = 60
DAYS_OF_STRENGTH = (date(2026, 3, 17), date(2026, 3, 19))
MONDAY, TUESDAY = 0, 1


@dataclass(frozen=True)
class Town:
    """The platforms, not answering yet, and the club's data folder as it lies there at dusk."""

    clock: Clock
    strava: StravaStandIn
    garmin: GarminStandIn
    settings: Settings


def town(folder: Path) -> Town:
    """The town at dusk. Refresh tokens last: one that dies with the refresh that it paid for is a
    test of its own, because a kill in that moment loses it for good."""
    clock = Clock(EVENING)
    strava = StravaStandIn(
        App(limits=UNLIMITED), clock=clock, ways=StravaWays(rotates_refresh_tokens=False)
    )
    garmin = GarminStandIn(clock, GarminWays(rotates_refresh_tokens=False))
    settings = Settings(
        data_dir=folder,
        secret_key=SecretStr("a key for tests"),
        token_keys=SecretStr(tokens.new_key()),
        backup_keys=SecretStr(tokens.new_key()),
        mail_from="The Club <coach@example.org>",
        public_url="https://club.example.org",
        mail_per_minute=0,
        smtp_host="127.0.0.1",
        smtp_security="none",
        smtp_timeout_s=5.0,
        strava_client_id=str(strava.app.client_id),
        strava_client_secret=SecretStr(strava.app.client_secret),
        platform_timeout_s=5.0,
    )
    engine = database.open_engine(settings.database)
    database.migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        session.add(models.Club(id=1, name="The Club", timezone=ZONE, created_at=EVENING))
        session.commit()
        _settle(_Settling(session, settings, strava, garmin))
    engine.dispose()
    return Town(clock, strava, garmin, settings)


@dataclass(frozen=True)
class _Settling:
    session: Session
    settings: Settings
    strava: StravaStandIn
    garmin: GarminStandIn

    def runner(self, name: str, *, weekday: int = TUESDAY, **facts: object) -> models.Runner:
        """Two months of training from files, the last run three days ago."""
        who = club.runner(self.session, f"{name}@example.org", timezone=ZONE)
        who.digest_weekday = weekday
        for fact, value in facts.items():
            setattr(who, fact, value)
        club.trained(self.session, who, SUNDAY, EASY_KM)
        return who

    def on_strava(self, who: models.Runner, km: float | None, *, short: bool = False) -> str:
        """Their account there, with a run of this morning; its number. `short`: the tokens end
        in this night."""
        world = self.strava.world
        athlete = world.add_athlete(who.name, "Even", timezone=ZONE)
        given = world.connect(athlete)
        ends = EVENING + timedelta(hours=2 if short else 30)
        pair = tokens.Tokens(given.access_token, given.refresh_token, ends)
        held = models.Connection(
            runner_id=who.id or 0,
            source="strava",
            external_id=str(athlete),
            scopes="read,activity:read_all,activity:write",
            connected_at=LAST_NIGHT,
            night_at=LAST_NIGHT,
            listed_at=LAST_NIGHT,
            walked_at=LAST_NIGHT,
        )
        tokens.keep(self.session, self.settings, held, pair)
        if km is None:
            return ""
        fields, streams = recorded(km, EVERY_S)
        told_there = {**fields, "start_date": RAN_AT, "private_note": f"{who.name} 🌊 膝盖没事"}
        return str(world.add_activity(athlete, told_there, streams=streams, announce=False))

    def on_garmin(self, who: models.Runner, km: float) -> int:
        world = self.garmin.world
        account = world.add_account(f"{who.name} Even", who.email)
        given = world.connect(account)
        held = models.Connection(
            runner_id=who.id or 0,
            source="garmin",
            external_id=str(account),
            sealed_tokens=tokens.seal_text(self.settings, given.dumps()),
            connected_at=LAST_NIGHT,
            night_at=LAST_NIGHT,
            listed_at=LAST_NIGHT,
            walked_at=LAST_NIGHT,
        )
        self.session.add(held)
        self.session.commit()
        world.add_activity(account, startTimeGMT=RAN_AT, distance=km * 1000, duration=km * 330.0)
        return account

    def advise(self, who: models.Runner) -> None:
        recommend.advise_days(self.session, self.settings, EVENING, who)


def _settle(here: _Settling) -> None:
    session = here.session
    alice = here.runner("alice")
    run = here.on_strava(alice, FAR_KM, short=True)
    _told_by_webhook(session, alice, run)
    bob = here.runner("bob")
    here.on_strava(bob, EASY_KM)
    club.hurt(session, bob, SUNDAY, 8, limp=True)
    cara = here.runner("cara", garmin_note="public", garmin_workouts=True, notes_on=True)
    account = here.on_garmin(cara, FAR_KM)
    here.garmin.world.expire_tokens(account)
    _planned(session, cara)
    dan = here.runner("dan", strava_note="public", garmin_note="public")
    here.on_strava(dan, FAR_KM)
    here.on_garmin(dan, FAR_KM)
    eve = here.runner("eve", weekday=MONDAY)
    club.ran(session, eve, SUNDAY, FAR_KM)
    here.advise(eve)
    finn = here.runner("finn")
    club.ran(session, finn, SUNDAY, EASY_KM)
    club.hurt(session, finn, SUNDAY, 6, flags=["locked_knee"])
    here.advise(finn)
    gil = here.runner("gil")
    here.on_strava(gil, None)
    _lost(session, gil)
    hana = here.runner("hana")
    club.ran(session, hana, SUNDAY, EASY_KM)


def _told_by_webhook(session: Session, who: models.Runner, run: str) -> None:
    """What Strava said of the run is written down and not looked into yet."""
    held = tokens.connection_of(session, who.id or 0, "strava")
    assert held is not None
    session.add(
        models.PlatformEvent(
            platform="strava",
            owner=str(held.external_id),
            what=ACTIVITY,
            about=run,
            received_at=EVENING - event_rows.KEPT / 100,
        )
    )
    session.commit()


def _planned(session: Session, who: models.Runner) -> None:
    """The letter of last week plans strength work for this one."""
    block = ("X01", "X07", "X09")
    plan = Plan(
        first=SUNDAY,
        last=SUNDAY + timedelta(days=6),
        strength_days=DAYS_OF_STRENGTH,
        block=block,
        sets=(3,) * len(block),
        levels=(0,) * len(block),
    )
    session.add(
        models.Advice(
            runner_id=who.id or 0,
            kind=told.DIGEST,
            on=SUNDAY - timedelta(days=6),
            rule_version=RULE_VERSION,
            log_sha256="",
            content=stored(Advice(on=SUNDAY, rule_version=RULE_VERSION, light=None, plan=plan)),
            created_at=EVENING - timedelta(days=6),
        )
    )
    session.commit()


def _lost(session: Session, who: models.Runner) -> None:
    held = tokens.connection_of(session, who.id or 0, "strava")
    assert held is not None
    assert held.id is not None
    tokens.lost(session, held.id, "Strava no longer lets us in; please connect again.")
