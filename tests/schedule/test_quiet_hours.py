"""At night mails wait, by the clock on the runner's own wall; a warning sign never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from syncer import models, quiet_hours
from syncer.settings import Settings
from tests.out import club
from tests.schedule.conftest import SUNDAY, Service, at

TIER_C = ("finger_tip_bone", 0)
WEDNESDAY = 2
"""A digest day that is far from the Sunday before and after."""


def ends(hours: str, zone: str, now: str) -> str:
    runner = models.Runner(
        id=1, club_id=1, email="a@example.org", timezone=zone, created_at=at(now)
    )
    settings = Settings(quiet_hours=hours)
    waits = quiet_hours.ends_at(settings, runner, at(now)) - at(now)
    assert quiet_hours.is_quiet(settings, runner, at(now)) is (waits > timedelta(0))
    return str(waits)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "waits"),
    [
        ("21-7", "Europe/Berlin", "2026-03-15T20:59+01:00", "0:00:00"),
        ("21-7", "Europe/Berlin", "2026-03-15T21:00+01:00", "10:00:00"),
        ("21-7", "Europe/Berlin", "2026-03-16T06:59+01:00", "0:01:00"),
        ("21-7", "Europe/Berlin", "2026-03-16T07:00+01:00", "0:00:00"),
        # The night on which the clocks go forward is an hour shorter.
        ("21-7", "Europe/Berlin", "2026-03-28T21:00+01:00", "9:00:00"),
        ("21-7", "Europe/Berlin", "2026-10-24T21:00+02:00", "11:00:00"),
        ("21-7", "America/New_York", "2026-03-15T20:00+01:00", "0:00:00"),
        ("0-6", "UTC", "2026-03-15T00:00+00:00", "6:00:00"),
        ("0-6", "UTC", "2026-03-15T23:59+00:00", "0:00:00"),
        ("12-14", "UTC", "2026-03-15T13:00+00:00", "1:00:00"),
        ("7-7", "UTC", "2026-03-15T13:00+00:00", "0:00:00"),
        ("", "UTC", "2026-03-15T03:00+00:00", "0:00:00"),
    ],
)
def test_mails_wait_until_the_quiet_hours_end(hours: str, zone: str, now: str, waits: str) -> None:
    assert ends(hours, zone, now) == waits


@pytest.mark.parametrize("hours", ["21", "24-7", "21-24", "21:00-7:00", "-", "21-7-9"])
def test_anything_else_is_refused(hours: str) -> None:
    with pytest.raises(ValidationError):
        Settings(quiet_hours=hours)


def test_a_note_written_at_night_leaves_in_the_morning(service: Service) -> None:
    runner = service.runner(digest_weekday=WEDNESDAY)
    service.spike(runner)
    service.clock.now = at("2026-03-16T03:00+01:00")
    service.house.tell(runner)
    service.tick("2026-03-16T06:59+01:00")
    assert service.office.mails == []
    service.tick("2026-03-16T07:00+01:00")
    assert len(service.office.mails) == 1


def test_each_waits_for_their_own_morning(service: Service) -> None:
    for email, zone in (("a@example.org", "Europe/Berlin"), ("b@example.org", "Asia/Tokyo")):
        service.spike(service.runner(email, zone))
    service.clock.now = at("2026-03-16T03:00+01:00")  # eleven in Tokyo
    for runner in (1, 2):
        service.house.tell(runner)
    assert service.office.recipients == ["b@example.org"]


@pytest.mark.parametrize(("sign", "sent"), [("hot_joint", 1), ("pop_and_swelling", 1), TIER_C])
def test_a_warning_sign_for_a_doctor_goes_at_night(service: Service, sign: str, sent: int) -> None:
    runner = service.runner(digest_weekday=WEDNESDAY)
    with service.sessions() as session:
        who = session.get_one(models.Runner, runner)
        club.ran(session, who, SUNDAY, 6.0)
        club.hurt(session, who, SUNDAY, 6, flags=frozenset({sign}))
    service.clock.now = at("2026-03-16T03:00+01:00")
    service.house.tell(runner)
    (row,) = service.advice("note")
    assert row.light == "flag"
    assert len(service.office.mails) == sent


def test_red_waits_for_the_morning(service: Service) -> None:
    runner = service.runner(digest_weekday=WEDNESDAY)
    service.spike(runner, SUNDAY, 6.0)
    service.hurts(runner, SUNDAY, 8)
    service.clock.now = at("2026-03-16T03:00+01:00")
    service.house.tell(runner)
    (row,) = service.advice("note")
    assert row.light == "red"
    assert service.office.mails == []
    service.tick("2026-03-16T07:00+01:00")
    assert len(service.office.mails) == 1


def test_who_sends_by_hand_is_not_held_up(service: Service) -> None:
    runner = service.runner(digest_weekday=WEDNESDAY)
    service.spike(runner)
    service.clock.now = at("2026-03-16T03:00+01:00")
    service.advise(runner)
    assert service.send().sent == 1
