"""Each runner's digest goes on their own weekday and hour: once, whatever the clocks do."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from syncer import digests, recommend, weekly
from syncer.digests import Digest
from syncer.models import Runner
from tests.schedule.conftest import DAY, SUNDAY, Service, at

WEEK = timedelta(days=7)


def alice(zone: str = "Europe/Berlin", weekday: int = 6, hour: int = 18) -> Runner:
    return Runner(
        id=1,
        club_id=1,
        email="a@example.org",
        timezone=zone,
        digest_weekday=weekday,
        digest_hour=hour,
        created_at=at("2026-01-01T12:00+00:00"),
    )


@pytest.mark.parametrize(
    ("now", "on", "slot"),
    [
        ("2026-03-15T17:59:59+01:00", date(2026, 3, 8), "2026-03-08T18:00+01:00"),
        ("2026-03-15T18:00:00+01:00", SUNDAY, "2026-03-15T18:00+01:00"),
        ("2026-03-20T12:00:00+01:00", SUNDAY, "2026-03-15T18:00+01:00"),
        # The Sunday on which the clocks go forward: the same hour on the wall.
        ("2026-03-29T18:00:00+02:00", date(2026, 3, 29), "2026-03-29T16:00+00:00"),
    ],
)
def test_a_digest_is_due_at_the_runners_own_hour(now: str, on: date, slot: str) -> None:
    assert digests.last_slot(alice(), at(now)) == Digest(at(slot), 1, on)


@pytest.mark.parametrize(
    ("hour", "day", "slot"),
    [
        # There is no two o'clock on the spring night, and there are two in autumn.
        (2, date(2026, 3, 29), "2026-03-29T03:00+02:00"),
        (2, date(2026, 10, 25), "2026-10-25T02:00+02:00"),
    ],
)
def test_an_hour_that_the_clocks_leave_out_or_repeat_comes_once(
    hour: int, day: date, slot: str
) -> None:
    instants = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY + timedelta(minutes=10 * nth)
        for nth in range(3 * 24 * 6)
    )
    slots = {digests.last_slot(alice(hour=hour), now) for now in instants}
    assert [one.at for one in slots if one.on == day] == [at(slot)]


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
)
@pytest.mark.parametrize("hour", [0, 2, 18, 23])
def test_a_year_has_one_digest_a_week_in_any_zone(zone: str, hour: int) -> None:
    runner = alice(zone, hour=hour)
    begins = at("2026-01-01T00:00+00:00")
    slots = {digests.last_slot(runner, begins + timedelta(hours=nth)) for nth in range(24 * 365)}
    days = sorted(one.on for one in slots)
    assert len(days) == 53
    assert all(later - earlier == WEEK for earlier, later in itertools.pairwise(days))


def test_a_tick_sends_it_once_and_the_next_ticks_nothing(service: Service) -> None:
    service.runner()
    assert service.tick("2026-03-15T17:59+01:00").digests == 0
    assert service.tick("2026-03-15T18:00+01:00").digests == 1
    assert len(service.office.mails) == 1
    for hours in range(1, 24 * 6, 7):
        service.clock.now = at("2026-03-15T18:00+01:00") + timedelta(hours=hours)
        assert not service.tick().is_news
    assert service.tick("2026-03-22T18:00+01:00").digests == 1
    assert len(service.office.mails) == 2


@pytest.mark.parametrize(
    ("woken", "written"),
    [
        ("2026-03-16T09:00+01:00", 1),
        ("2026-03-19T18:00+01:00", 1),
        ("2026-03-19T18:01+01:00", 0),
        ("2026-03-22T17:00+01:00", 0),
    ],
)
def test_a_missed_one_is_caught_up_unless_the_next_is_near(
    service: Service, woken: str, written: int
) -> None:
    service.runner()
    assert service.tick(woken).digests == written
    assert [row.on for row in service.advice("digest")] == [SUNDAY] * written
    assert service.tick().digests == 0


def test_after_weeks_of_sleep_one_is_caught_up_and_no_more(service: Service) -> None:
    runner = service.runner()
    service.tick("2026-03-15T18:00+01:00")
    service.spike(runner, date(2026, 4, 4), 8.0)
    assert service.tick("2026-04-06T10:00+02:00").digests == 1
    assert [row.on for row in service.advice("digest")] == [SUNDAY, date(2026, 4, 5)]


def test_a_clock_set_back_by_two_hours_sends_nothing_twice(service: Service) -> None:
    service.runner()
    service.tick("2026-03-15T18:05+01:00")
    assert service.tick("2026-03-15T16:05+01:00").digests == 0
    assert service.tick("2026-03-15T18:05+01:00").digests == 0
    assert len(service.office.mails) == 1


def test_a_clock_that_was_a_year_ahead_takes_no_digest_away(service: Service) -> None:
    service.runner()
    assert service.tick("2027-03-14T18:05+01:00").digests == 0  # nothing for a month: silence
    assert service.tick("2026-03-15T18:05+01:00").digests == 1


def test_who_has_not_confirmed_gets_none_and_who_just_did_not_of_the_week_before(
    service: Service,
) -> None:
    service.runner("bob@example.org", address_confirmed_at=None)
    service.runner("new@example.org", address_confirmed_at=at("2026-03-15T18:30+01:00"))
    assert service.tick("2026-03-15T19:00+01:00").digests == 0
    assert service.office.mails == []
    service.spike(1, date(2026, 3, 20), 8.0)
    assert service.tick("2026-03-22T18:00+01:00").digests == 1
    assert service.office.recipients == ["new@example.org"]


def test_each_on_their_own_day_and_hour(service: Service) -> None:
    service.runner("a@example.org", digest_weekday=0, digest_hour=7)
    service.runner("b@example.org", zone="America/New_York")
    assert service.tick("2026-03-15T18:30+01:00").digests == 0
    assert service.tick("2026-03-15T18:00-04:00").digests == 1
    assert service.tick("2026-03-16T07:00+01:00").digests == 1
    assert service.office.recipients == ["b@example.org", "a@example.org"]


def test_a_day_moved_by_two_makes_no_second_letter_about_the_same_week(service: Service) -> None:
    runner = service.runner()
    service.tick("2026-03-15T18:00+01:00")
    with service.sessions() as session:
        row = session.get_one(Runner, runner)
        row.digest_weekday = 1
        session.add(row)
        session.commit()
    assert service.tick("2026-03-17T18:00+01:00").digests == 0
    service.spike(runner, date(2026, 3, 20), 8.0)
    assert service.tick("2026-03-24T18:00+01:00").digests == 1


@pytest.mark.parametrize("weekday", range(7))
def test_a_day_moved_the_day_after_makes_no_letter_about_a_week_that_was_told(
    service: Service, weekday: int
) -> None:
    runner = service.runner(digest_weekday=0)
    assert service.tick("2026-03-16T18:00+01:00").digests == 1
    with service.sessions() as session:
        row = session.get_one(Runner, runner)
        row.digest_weekday = weekday
        session.add(row)
        session.commit()
    assert service.tick("2026-03-17T12:00+01:00").digests == 0
    service.spike(runner, date(2026, 3, 17), 8.0)
    for _ in range(14):
        service.clock.later(days=1)
        service.tick()
    days = [row.on for row in service.advice("digest")]
    assert all(later - earlier >= weekly.APART for earlier, later in itertools.pairwise(days))
    assert all(later - earlier < 2 * WEEK for earlier, later in itertools.pairwise(days))
    assert len(days) in (2, 3)


def test_one_that_was_written_by_hand_that_day_is_not_written_again(service: Service) -> None:
    runner = service.runner()
    service.clock.now = at("2026-03-15T10:00+01:00")
    with service.sessions() as session:
        row = session.get_one(Runner, runner)
        assert recommend.digest_runner(session, service.settings, service.clock(), row)
    service.send()
    assert service.tick("2026-03-15T18:00+01:00").digests == 0
    assert len(service.office.mails) == 1


def test_two_processes_at_once_write_one(service: Service) -> None:
    runners = [service.runner(f"r{nth}@example.org") for nth in range(6)]
    service.clock.now = at("2026-03-15T18:00+01:00")
    begin = threading.Barrier(2)
    written: list[int] = []

    def work() -> None:
        begin.wait()
        written.append(digests.write(service.house))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(written) == len(runners)
    assert len(service.advice("digest")) == len(runners)


def test_one_that_fails_is_tried_again_and_then_put_aside_with_its_reason(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = service.runner("broken@example.org")
    service.runner("fine@example.org")
    whole = recommend.digest_runner

    def digest(session: object, settings: object, now: object, runner: Runner, on: date) -> object:
        if runner.id == broken:
            raise ValueError("a knee that hurts")
        return whole(session, settings, now, runner, on)  # type: ignore[arg-type]

    monkeypatch.setattr(recommend, "digest_runner", digest)
    assert service.tick("2026-03-15T18:00+01:00").digests == 1
    tries = 1
    for _ in range(24 * 12):
        service.clock.later(minutes=5)
        service.tick()
        (unit,) = [one for one in service.units() if one.runner_id == broken]
        tries = max(tries, unit.attempts)
    assert tries == 5
    assert unit.ended_at is not None
    assert unit.problem is not None
    assert unit.problem.startswith("ValueError")
    # What was wrong may have been in the runner's own words.
    assert "knee" not in unit.problem


def test_what_was_wrong_for_a_moment_comes_late_and_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.runner()
    with monkeypatch.context() as wrong:

        def broken(*_: object) -> None:
            raise RuntimeError

        wrong.setattr(recommend, "digest_runner", broken)
        service.tick("2026-03-15T18:00+01:00")
    assert service.tick("2026-03-15T18:01+01:00").digests == 0
    assert service.tick("2026-03-15T18:03+01:00").digests == 1
    (unit,) = service.units()
    assert (unit.attempts, unit.problem) == (2, None)
    assert len(service.office.mails) == 1


def test_who_turned_mail_off_is_not_written_to(service: Service) -> None:
    service.runner(mail_off_at=at("2026-03-10T12:00+01:00"))
    assert service.tick("2026-03-15T18:00+01:00").digests == 0
    assert service.advice("digest") == []


def test_a_digest_waits_for_the_runners_own_night(service: Service) -> None:
    """After a long sleep of the machine the night comes first, or the digest would not know it."""
    runner = service.runner()
    service.clock.now = at("2026-03-16T09:00+01:00")
    assert digests.write(service.house, but={runner}) == 0
    assert digests.write(service.house) == 1


def test_asked_to_stop_no_digest_is_begun(service: Service) -> None:
    service.runner()
    service.clock.now = at("2026-03-15T18:00+01:00")
    assert digests.write(service.house, lambda: True) == 0
    assert service.units() == []
