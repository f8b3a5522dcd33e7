"""A whole night's log of the real process, at its loudest: nothing that lets in, and nobody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr
from sqlmodel import Session, col, select

from syncer import consents, links, models, tokens
from syncer.sandbox.garmin import GarminStandIn
from syncer.sandbox.strava import Fault
from syncer.settings import Settings
from tests.conftest import ROOT
from tests.garmin.conftest import clock, garmin, road
from tests.garmin.test_both import Both, both
from tests.out.post_office import PostOffice, _free_port, open_office
from tests.schedule.test_serving import PATIENCE_S, answers, until
from tests.strava.test_schedule import environment

__all__ = ["both", "clock", "garmin", "road"]

ALICE, BEA, CARL = "alice@example.org", "bea.hush@example.org", "carl@example.org"
TITLE, TOLD = "Badgerhill without a watch", "left knee 6/10, limping home"
PASSWORD = "quite the wrong one"
REFUSED = f"550 5.1.1 <{CARL}>: Carl Hushmann is unknown here"
SPOILED = "WzEsIiIsMTc3MzYwMTIwMF0.0pYgVq3M1zJm4Dq3oY0oYqf7Vg_8aRk"
NAMES = ("alice", "hushmann", "bea hush", "carl")
PAIN = ("knee", "limp", "6/10", "badgerhill", "sore")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    told = PostOffice(to_recipient=lambda to: REFUSED if to == CARL else "250 OK")
    with open_office(told) as standing:
        yield standing


@contextmanager
def pages(settings: Settings) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=settings.public_url, timeout=30, follow_redirects=True) as client:
        yield client


def member(session: Session, email: str, name: str, **facts: object) -> models.Runner:
    now = datetime.now(UTC)
    runner = models.Runner(
        club_id=1, email=email, name=name, address_confirmed_at=now, created_at=now
    )
    for field, value in facts.items():
        setattr(runner, field, value)
    session.add(runner)
    session.flush()
    return runner


def the_club(both: Both, office: PostOffice, port: int) -> Settings:
    """Alice on both platforms with something to say, a digest due, and two of whom work fails."""
    road = both.road
    road.settings = road.settings.model_copy(
        update={
            "public_url": f"http://127.0.0.1:{port}",
            "smtp_host": "127.0.0.1",
            "smtp_port": office.port,
            "smtp_security": "none",
        }
    )
    now = road.clock.now = datetime.now(UTC)
    for days_ago in range(16, 1, -3):
        both.run(days_ago)
    both.run(0.2, 14.0, name=TITLE, private_note=TOLD)
    given = both.strava.world.connect(both.athlete)
    pair = tokens.Tokens(given.access_token, given.refresh_token, now + timedelta(hours=5))
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        alice.name, alice.timezone = "Alice Hushmann", "UTC"
        alice.address_confirmed_at = now - timedelta(days=60)
        alice.digest_weekday, alice.digest_hour = now.weekday(), 0
        session.add(alice)
        if not consents.has(session, alice, consents.HEALTH):
            consents.give(session, now, alice, consents.HEALTH, how="said so")
        theirs = select(models.Connection).where(col(models.Connection.source) == "strava")
        tokens.keep(session, road.settings, session.exec(theirs).one(), pair)
        carl = member(session, CARL, "Carl Hushmann")
        lost = {"source": "strava", "status": "needs_reconnect", "connected_at": now}
        session.add(models.Connection(runner_id=carl.id or 0, external_id="77", **lost))
        bea = member(session, BEA, "Bea Hush", digest_weekday=now.weekday(), digest_hour=0)
        bea.address_confirmed_at = now - timedelta(days=60)
        session.add(bea)
        consents.give(session, now, bea, consents.HEALTH, how="said so")
        # No such place: the error says so, and quotes it.
        odd = {"on": now.date(), "said_at": now, "region": BEA, "worst": 6}
        session.add(models.PainReport(runner_id=bea.id or 0, **odd))
        session.commit()
    return road.settings


def environ(settings: Settings, both: Both, garmin: GarminStandIn) -> dict[str, str]:
    return {
        **environment(both.road),
        "EVENSTRIDE_PUBLIC_URL": settings.public_url,
        "EVENSTRIDE_GARMIN_LOGIN": "page",
        "EVENSTRIDE_GARMIN_URL": garmin.url,
        "EVENSTRIDE_SMTP_HOST": settings.smtp_host,
        "EVENSTRIDE_SMTP_PORT": str(settings.smtp_port),
        "EVENSTRIDE_SMTP_SECURITY": "none",
        "EVENSTRIDE_SMTP_USER": "",
        "EVENSTRIDE_QUIET_HOURS": "",
        "EVENSTRIDE_MAIL_FROM": "The Club <coach@club.example>",
        "EVENSTRIDE_METRICS_TOKEN": "a token for scrapes",
        "EVENSTRIDE_LOG_LEVEL": "debug",
        "EVENSTRIDE_LOG_FORMAT": "json",
    }


@contextmanager
def serving(environ: dict[str, str], port: int, log: Path) -> Iterator[None]:
    """The service as it runs at a club, what it writes caught in a file; stopped at the end."""
    command = [sys.executable, "-m", "syncer", "serve", "--port", str(port)]
    with log.open("w") as out:
        running = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=DEVNULL, stderr=out)
    try:
        until(lambda: answers(port))
        yield
        running.terminate()
        assert running.wait(PATIENCE_S) == 0
    finally:
        running.kill()
        running.wait()


def secrets(settings: Settings, both: Both) -> list[str]:
    """What no log may hold: tokens as they are and as they are kept, addresses, names, words."""
    road = both.road
    with road.sessions() as session:
        held = [row.sealed_tokens for row in session.exec(select(models.Connection))]
        people = [row.email for row in session.exec(select(models.Runner))]
    found = [text for text in held if text] + people + [SPOILED, PASSWORD, TITLE, *NAMES, *PAIN]
    for text in filter(None, held):
        opened = json.loads(tokens.unseal_text(settings, text))
        values = opened.values() if isinstance(opened, dict) else opened
        found += [value for value in values if isinstance(value, str) and len(value) > 12]
    for name in Settings.model_fields:
        if isinstance(value := getattr(settings, name), SecretStr) and value:
            found.append(value.get_secret_value())
    return found


def look_around(settings: Settings, both: Both, email: str) -> None:
    """Alice opens her page by a good link, is refused by Garmin, and somebody tries odd ones."""
    with both.road.sessions() as session:
        alice = session.get_one(models.Runner, both.road.alice)
        mail = links.in_mail(settings, datetime.now(UTC), alice, datetime.now(UTC).date())
    with pages(settings) as browser:
        page = browser.get(mail.settings)
        assert page.status_code == 200
        form = {"form_token": re.findall(r'name="form_token" value="(\w+)"', page.text)[0]}
        browser.post("/connect/garmin", data={**form, "email": email, "password": PASSWORD})
        assert browser.get(f"/me/{SPOILED}").status_code == 404
        assert browser.get(f"/nobody/{SPOILED}?email={ALICE}").status_code == 404
        assert browser.get(urlsplit(mail.strength_done).path).status_code == 200


def test_a_night_at_its_loudest_names_nobody_and_lets_nobody_in(
    both: Both, garmin: GarminStandIn, office: PostOffice, tmp_path: Path
) -> None:
    port = _free_port()
    settings = the_club(both, office, port)
    both.strava.faults.plan(Fault.HTML, path="/activities/")
    log = tmp_path / "log"
    with serving(environ(settings, both, garmin), port, log):
        until(lambda: "digest failed" in log.read_text())
        look_around(settings, both, ALICE)
        until(lambda: "garmin login failed" in log.read_text())
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    said = {(line["logger"], line["event"]) for line in lines}
    text = log.read_text().casefold()
    for event in (
        "page",
        "strava answered oddly: JSONDecodeError",
        "garmin pulled",
        "delivered",
        "garmin login failed",
    ):
        assert event in {what for _, what in said}, said
    assert {line["page"] for line in lines if line["event"] == "page"} >= {"/me/{token}", "(none)"}
    assert any("(550 5.1.1)" in line["event"] for line in lines), "the refusal was not told"
    (broken,) = {line["error"] for line in lines if line["event"] == "digest failed"}
    assert broken == "ValueError"
    with both.road.sessions() as session:
        assert session.exec(select(models.PainReport)).all()
    told = [one for one in secrets(settings, both) if one.casefold() in text]
    assert told == []
    assert re.findall(r"-?\d+\.\d{4,}", text) == []
    assert "@" not in text
