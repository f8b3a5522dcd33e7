"""`evenstride schedule` says what comes next for whom, in the order in which it comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from syncer import database, models, recommend, tokens
from syncer.coming import Coming, coming
from syncer.settings import Settings
from tests.commands.conftest import ALICE, Command, club, command
from tests.schedule.conftest import DAY, Service, at

__all__ = ["club", "command"]


def connect(service: Service, runner: int, **facts: object) -> None:
    with service.sessions() as session:
        known = {"connected_at": service.clock(), "night_at": service.clock(), **facts}
        session.add(models.Connection(runner_id=runner, source="strava", **known))
        session.commit()


def listed(service: Service) -> list[tuple[str, str, str]]:
    found = coming(service.house)
    return [("" if one.at is None else f"{one.at:%d %H:%M}", one.what, one.about) for one in found]


def test_nights_digests_and_questions_by_time(service: Service) -> None:
    runner = service.runner()
    service.spike(runner)
    service.clock.now = at("2026-03-15T19:00+01:00")
    connect(service, runner)
    service.house.tell(runner)
    service.tick()
    assert listed(service) == [
        ("16 01:47", "night", "strava"),
        ("16 06:30", "question", "activity-21"),
        ("22 17:00", "digest", "2026-03-22"),
    ]


def test_what_is_due_is_due_now(service: Service) -> None:
    runner = service.runner()
    service.clock.now = at("2026-03-15T19:00+01:00")
    connect(service, runner, night_at=service.clock() - 2 * DAY)
    assert [(one.at, one.what) for one in coming(service.house)] == [
        (service.clock(), "digest"),
        (service.clock(), "night"),
    ]


def test_what_waits_says_why(service: Service) -> None:
    runner = service.runner(digest_weekday=2)
    service.clock.now = at("2026-03-15T19:00+01:00")
    until = service.clock() + timedelta(hours=6)
    connect(service, runner, not_before=until, problem="The club's app is shut.")
    (night, _) = coming(service.house)
    assert (night.at, night.reason) == (until, "The club's app is shut.")
    bob = service.runner("bob@example.org", digest_weekday=2)
    connect(service, bob, status=tokens.NEEDS_RECONNECT)
    last = coming(service.house)[-1]
    assert (last.at, last.email) == (None, "bob@example.org")
    assert last.reason == "the runner has to connect again"


def test_a_mail_waits_for_the_end_of_the_quiet_hours(service: Service) -> None:
    runner = service.runner(digest_weekday=2)
    service.spike(runner)
    service.clock.now = at("2026-03-15T23:00+01:00")
    service.house.tell(runner)
    assert ("16 06:00", "mail", "note") in listed(service)


def test_what_was_put_aside_is_told_with_its_reason(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.runner()

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(recommend, "digest_runner", broken)
    service.tick("2026-03-15T18:00+01:00")
    (again,) = [one for one in coming(service.house) if one.what == "digest again"]
    assert again.at is not None
    assert again.at > service.clock()
    for _ in range(5):
        service.clock.later(hours=6)
        service.tick()
    (aside,) = [one for one in coming(service.house) if one.what == "digest put aside"]
    assert aside.at is None
    assert aside.reason is not None
    assert "RuntimeError" in aside.reason
    assert "5 times" in aside.reason


def test_one_runner_alone(service: Service) -> None:
    service.runner("a@example.org")
    bob = service.runner("bob@example.org")
    assert {one.email for one in coming(service.house, bob)} == {"bob@example.org"}
    assert all(isinstance(one, Coming) for one in coming(service.house))


def test_the_command_tells_both_clocks(club: Command) -> None:
    told = club("profile", "--runner", ALICE, "--digest-weekday", "0", "--digest-hour", "7")
    assert "digest_hour: 7" in told.out
    (digest,) = club("schedule", "--json").facts
    assert digest["what"] == "digest"
    assert date.fromisoformat(digest["about"]).weekday() == 0
    assert digest["local"][11:16] == "07:00"
    assert at(digest["at"]) == at(digest["local"])
    assert club("schedule", "--runner", "nobody@example.org").code == 1
    assert "digest" in club("schedule").out


def test_what_was_put_aside_gets_another_go_from_the_terminal(club: Command) -> None:
    engine = database.open_engine(Settings().database)
    with Session(engine) as session:
        now = at("2026-03-15T18:00+00:00")
        ill = {"problem": "odd", "attempts": 5, "ended_at": now}
        session.add(models.UnitOfWork(kind="digest", runner_id=1, about="2026-03-15", **ill))
        session.commit()
    engine.dispose()
    assert "digest put aside" in {one["what"] for one in club("schedule", "--json").facts}
    told = club("schedule", "--again", "--runner", ALICE, "--json").facts
    assert [one["what"] for one in told] == ["digest"]


@pytest.mark.parametrize("hour", ["-1", "24", "noon"])
def test_an_hour_that_is_none_is_refused(club: Command, hour: str) -> None:
    assert club("profile", "--runner", ALICE, "--digest-hour", hour).code == 2
