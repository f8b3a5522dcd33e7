"""From what somebody does on Strava to the run that is here: one pull, and nothing believed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import col, select

from syncer import consents, event_rows, events, models, night, parting, tokens
from syncer.event_rows import HELD, KEPT
from syncer.events import BLOCKED_FOR, Taken
from syncer.sandbox.strava import Fault
from syncer.sources import AppBlocked, NeedsReconnect, TryLater
from syncer.sources.strava.events import GONE
from tests.roads import NOON
from tests.strava.conftest import Road
from tests.strava.test_pass import join
from tests.web.hearing import Ear, hearing


@pytest.fixture
def ear(road: Road) -> Iterator[Ear]:
    """Alice's club, subscribed to what happens on Strava."""
    with hearing(road) as one:
        one.subscribe()
        yield one


Pulled = list[tuple[int, frozenset[str]]]


def taken(ear: Ear, pulled: Pulled | None = None) -> Taken:
    """One round by the real pull; `pulled` notes whom it was asked for."""
    road = ear.road

    def pull(runner_id: int, named: frozenset[str]) -> None:
        if pulled is not None:
            pulled.append((runner_id, named))
        night.pull_one(road.sessions, road.settings, road.clock, runner_id, "strava", named=named)

    return events.take(road.sessions, road.settings, road.clock, pull)


def take_by(ear: Ear, pull: Callable[[int, frozenset[str]], None]) -> Taken:
    return events.take(ear.road.sessions, ear.road.settings, ear.road.clock, pull)


def listed(ear: Ear) -> int:
    return ear.road.asked("/athlete/activities")


def rows_of(ear: Ear, table: type[models.SQLModel]) -> int:
    with ear.road.sessions() as session:
        return len(session.exec(select(table)).all())


def test_an_upload_is_here_a_moment_later(ear: Ear) -> None:
    run = ear.road.run(0.1)
    ear.settle()
    pulled: Pulled = []
    assert taken(ear, pulled) == Taken(pulled=1)
    assert pulled == [(ear.road.alice, frozenset({str(run)}))]
    assert list(ear.road.held()) == [str(run)]
    assert ear.rows() == []
    assert taken(ear) == Taken()


def test_a_burst_is_one_pull(ear: Ear) -> None:
    ear.road.run(8)
    ear.settle()
    taken(ear)
    ear.road.strava.forget_requests()
    ear.road.night()
    for_one_pull = listed(ear)
    for nth in range(30):
        ear.road.run(0.1 + nth * 0.2)
    ear.settle()
    assert len(ear.rows()) == 30
    ear.road.strava.forget_requests()
    pulled: Pulled = []
    assert taken(ear, pulled).pulled == 1
    assert [len(named) for _, named in pulled] == [30]
    assert listed(ear) == for_one_pull
    assert len(ear.road.held()) == 31


def test_a_new_title_is_taken_over_from_strava_and_not_from_the_event(ear: Ear) -> None:
    run = ear.road.run(0.1, name="Morning Run")
    ear.settle()
    taken(ear)
    ear.road.strava.world.edit(run, name="Intervals")
    ear.settle()
    ear.tell(object_id=run, aspect_type="update", updates={"title": "a lie"})
    taken(ear)
    assert ear.road.held()[str(run)].title == "Intervals"


def test_a_run_deleted_there_is_deleted_here_once_strava_says_so_itself(ear: Ear) -> None:
    run, other = ear.road.run(0.1), ear.road.run(1.1)
    ear.settle()
    taken(ear)
    number = ear.road.strava.webhooks.settle()[0].event["subscription_id"]
    lie = ear.told(object_id=other, aspect_type="delete", subscription_id=number)
    ear.web.post(ear.url, json=lie)
    taken(ear)
    assert len(ear.road.held()) == 2, "an event alone deletes nothing"
    ear.road.strava.world.delete(run)
    ear.settle()
    ear.road.strava.forget_requests()
    taken(ear)
    assert list(ear.road.held()) == [str(other)]
    assert ear.road.strava.count(path=f"/activities/{run}", status=404) >= 1


def test_who_never_connected_here_is_nobodys_event(ear: Ear) -> None:
    stranger = ear.road.strava.world.add_athlete("Some", "Body")
    ear.road.strava.world.connect(stranger)
    ear.road.strava.world.add_activity(stranger)
    ear.settle()
    assert ear.rows() == []


def test_what_comes_in_during_a_pull_waits_for_the_next_round(ear: Ear) -> None:
    run = ear.road.run(0.1)
    ear.settle()

    def pull(runner_id: int, named: frozenset[str]) -> None:
        ear.road.strava.world.edit(run, name="Edited meanwhile")
        ear.settle()

    assert take_by(ear, pull).pulled == 1
    assert len(ear.rows()) == 1
    taken(ear)
    assert ear.road.held()[str(run)].title == "Edited meanwhile"


@pytest.mark.parametrize(
    ("failure", "later"),
    [
        (TryLater(NOON + timedelta(minutes=20), "not well"), timedelta(minutes=20)),
        (AppBlocked("switched off"), BLOCKED_FOR),
        (RuntimeError("nobody thought of this"), BLOCKED_FOR),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_failed_pull_loses_nothing_and_is_tried_when_it_is_time(
    ear: Ear, failure: Exception, later: timedelta
) -> None:
    run = ear.road.run(0.1)
    ear.settle()

    def fails(runner_id: int, named: frozenset[str]) -> None:
        raise failure

    assert take_by(ear, fails) == Taken(later=1)
    assert [row.not_before for row in ear.rows()] == [NOON + later]
    ear.road.strava.world.edit(run, name="And another event")
    ear.settle()
    ear.road.clock.later(seconds=later.total_seconds() - 1)
    assert taken(ear) == Taken(), "not before its time, whatever else comes in"
    ear.road.clock.later(seconds=1)
    assert taken(ear).pulled == 1
    assert ear.rows() == []
    assert list(ear.road.held()) == [str(run)]


def test_one_runners_failure_never_stops_the_next(ear: Ear) -> None:
    bea, athlete = join(ear.road, "Bea")
    ear.road.run(0.1)
    ear.settle()
    ear.road.strava.world.add_activity(athlete)
    ear.settle()
    ear.road.strava.faults.plan(Fault.SERVER_ERROR, athlete=ear.road.athlete)
    assert taken(ear) == Taken(pulled=1, later=1)
    assert [row.runner_id for row in ear.road.held().values()] == [bea]
    assert [row.owner for row in ear.rows()] == [str(ear.road.athlete)]


@pytest.mark.parametrize(
    "failure",
    [TryLater(NOON + BLOCKED_FOR, "limit", everyone=True), AppBlocked("switched off")],
    ids=lambda one: type(one).__name__,
)
def test_what_concerns_everybody_is_asked_once(ear: Ear, failure: Exception) -> None:
    _, athlete = join(ear.road, "Bea")
    ear.road.run(0.1)
    ear.settle()
    ear.road.strava.world.add_activity(athlete)
    ear.settle()
    asked: Pulled = []

    def fails(runner_id: int, named: frozenset[str]) -> None:
        asked.append((runner_id, named))
        raise failure

    assert take_by(ear, fails) == Taken(later=2)
    assert len(asked) == 1
    assert {row.not_before for row in ear.rows()} == {NOON + BLOCKED_FOR}
    assert take_by(ear, fails) == Taken()


def test_who_has_to_connect_again_is_not_waited_for(ear: Ear) -> None:
    ear.road.run(0.1)
    ear.settle()

    def fails(runner_id: int, named: frozenset[str]) -> None:
        raise NeedsReconnect("no longer")

    assert take_by(ear, fails) == Taken(reconnect=1)
    assert ear.rows() == []


def test_a_worker_that_died_is_followed_by_another(ear: Ear) -> None:
    ear.road.run(0.1)
    ear.settle()
    with ear.road.sessions() as session:
        assert event_rows.claim(session, NOON, [row.id or 0 for row in ear.rows()])
    assert taken(ear) == Taken()
    ear.road.clock.later(seconds=HELD.total_seconds())
    assert taken(ear).pulled == 1


def test_nothing_that_strava_sent_is_kept_beyond_a_week(ear: Ear) -> None:
    ear.road.run(0.1)
    ear.settle()
    with ear.road.sessions() as session:
        event_rows.put_off(session, NOON + 2 * KEPT, [row.id or 0 for row in ear.rows()])
    ear.road.clock.later(seconds=KEPT.total_seconds() - 1)
    assert taken(ear) == Taken()
    assert len(ear.rows()) == 1
    ear.road.clock.later(seconds=1)
    assert taken(ear) == Taken(too_old=1)
    assert ear.rows() == []


# Leaving


@pytest.fixture
def told(ear: Ear) -> Ear:
    """Alice's runs are here, with what was read of her words, told by hand, posted, advised."""
    road = ear.road
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        consents.give(session, NOON, alice, consents.HEALTH, how="said so")
        session.commit()
    road.run(0.3, description="left knee pain 4/10")
    run = road.run(1.2)
    ear.settle()
    road.house.pull(road.alice, "strava")
    with road.sessions() as session:
        for row in session.exec(select(models.PlatformEvent)):
            session.delete(row)
        advice = models.Advice(
            runner_id=road.alice,
            kind="note",
            on=NOON.date(),
            rule_version="1",
            log_sha256="0",
            content={},
            created_at=NOON,
        )
        session.add(advice)
        session.flush()
        assert advice.id is not None
        session.add(
            models.Delivery(
                runner_id=road.alice,
                advice_id=advice.id,
                channel="email",
                message_id="1",
                created_at=NOON,
            )
        )
        session.add(_report(road.alice, "runner", "calf"))
        session.add(_file_of(road.alice))
        session.flush()
        filed = session.exec(
            select(models.Activity.id).where(col(models.Activity.source) == "file")
        ).one()
        session.add(_report(road.alice, f"words:{filed}", "shin_inner"))
        session.add(_report(road.alice, "words:987654", "hip_front"))
        session.add(
            models.PostedNote(
                runner_id=road.alice,
                source="strava",
                source_id=str(run),
                place="private_note",
                posted_at=NOON,
            )
        )
        session.add(
            models.SkippedRecord(
                runner_id=road.alice, source="strava", source_id="1", reason="odd", at=NOON
            )
        )
        session.commit()
    assert rows_of(ear, models.WordsRead) == 1
    assert rows_of(ear, models.PainReport) == 4
    return ear


def _report(runner_id: int, told_by: str, region: str) -> models.PainReport:
    return models.PainReport(
        runner_id=runner_id, on=NOON.date(), said_at=NOON, region=region, worst=2, told_by=told_by
    )


def _file_of(runner_id: int) -> models.Activity:
    return models.Activity(
        runner_id=runner_id,
        source="file",
        source_id="own",
        kind="run",
        started_at=NOON - timedelta(days=3),
        fetched_at=NOON,
        renewed_at=NOON,
    )


def all_is_here(ear: Ear) -> bool:
    return len(ear.road.held()) == 3 and rows_of(ear, models.PainReport) == 4


def test_who_leaves_takes_everything_from_there_along(told: Ear) -> None:
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    assert [row.what for row in told.rows()] == [GONE]
    pulled: Pulled = []
    assert taken(told, pulled) == Taken(left=1)
    assert pulled == []
    gone = (
        models.Connection,
        models.PlatformEvent,
        models.SkippedRecord,
        models.PostedNote,
        models.WordsRead,
        models.MeasuredRun,
    )
    for table in gone:
        assert rows_of(told, table) == 0, table
    assert list(told.road.held()) == ["own"]
    with told.road.sessions() as session:
        regions = set(session.exec(select(models.PainReport.region)))
    assert regions == {"calf", "shin_inner"}, "what came in otherwise stays"
    told_of_it = (rows_of(told, models.Advice), rows_of(told, models.Delivery))
    assert told_of_it == (0, 0), "what waited to be told of runs from there is not sent"


def test_leaving_stands_above_whatever_else_waits(told: Ear) -> None:
    told.road.run(0.1)
    told.settle()
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    assert taken(told) == Taken(left=1)
    assert list(told.road.held()) == ["own"]
    assert told.rows() == []


def test_a_forged_goodbye_deletes_nothing_and_the_tokens_still_work(told: Ear) -> None:
    told.road.strava.forget_requests()
    for _ in range(3):
        forged = told.goodbye(subscription_id=_number(told))
        assert told.web.post(told.url, json=forged).status_code == 200
    assert taken(told) == Taken(stayed=1)
    assert told.road.asked("/oauth/token") == 1
    assert all_is_here(told)
    assert told.road.connection().status == tokens.CONNECTED
    run = told.road.run(0.05)
    told.settle()
    assert taken(told).pulled == 1
    assert str(run) in told.road.held()


@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAVAILABLE,
        Fault.RESET,
        Fault.HTML,
        Fault.EMPTY,
        Fault.TRUNCATED,
        Fault.TOO_MANY,
        Fault.NOT_FOUND,
    ],
)
def test_what_strava_does_not_say_clearly_deletes_nobody(told: Ear, fault: Fault) -> None:
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    told.road.strava.faults.plan(fault, path="/oauth/token")
    assert taken(told) == Taken(later=1)
    assert all_is_here(told)
    assert len(told.rows()) == 1
    told.road.clock.later(hours=7)
    assert taken(told) == Taken(left=1)


@pytest.mark.parametrize("fault", [Fault.UNAUTHORISED, Fault.INACTIVE])
def test_the_apps_own_trouble_deletes_nobody(told: Ear, fault: Fault) -> None:
    told.web.post(told.url, json=told.goodbye(subscription_id=_number(told)))
    told.road.strava.faults.plan(fault, path="/oauth/token")
    assert taken(told) == Taken(later=1)
    assert all_is_here(told)
    assert told.road.connection().status == tokens.CONNECTED


def test_a_wrong_secret_deletes_nobody(told: Ear) -> None:
    told.web.post(told.url, json=told.goodbye(subscription_id=_number(told)))
    told.road.strava.app.client_secret = "another"
    assert taken(told) == Taken(later=1)
    assert all_is_here(told)
    assert told.road.connection().status == tokens.CONNECTED


def test_a_refresh_whose_answer_got_lost_deletes_nobody(told: Ear) -> None:
    """Strava has given out a new pair by then, and no longer knows the one that we hold."""
    told.web.post(told.url, json=told.goodbye(subscription_id=_number(told)))
    told.road.strava.faults.plan(Fault.LOST_ANSWER, path="/oauth/token")
    assert taken(told) == Taken(later=1)
    told.road.clock.later(hours=1)
    assert taken(told) == Taken(later=1)
    assert all_is_here(told)
    assert told.road.connection().status == tokens.NEEDS_RECONNECT


def test_who_was_found_shut_out_by_night_and_really_left_is_deleted(told: Ear) -> None:
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    with pytest.raises(NeedsReconnect):
        told.road.night()
    assert told.road.connection().status == tokens.NEEDS_RECONNECT
    assert taken(told) == Taken(left=1)


def test_who_left_and_came_back_stays(told: Ear) -> None:
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    _connect_again(told.road)
    assert taken(told) == Taken(stayed=1)
    assert all_is_here(told)
    assert told.road.connection().status == tokens.CONNECTED


def test_who_comes_back_while_strava_is_being_asked_stays(
    told: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    asked = tokens.lost

    def meanwhile(*told_: object, **more: object) -> None:
        _connect_again(told.road)
        asked(*told_, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(tokens, "lost", meanwhile)
    assert taken(told) == Taken(stayed=1)
    assert all_is_here(told)
    assert told.road.connection().status == tokens.CONNECTED


def test_nobody_connected_is_nobody_to_delete(told: Ear) -> None:
    told.road.strava.world.deauthorise(told.road.athlete)
    told.settle()
    with told.road.sessions() as session:
        parting.forget(session, told.road.alice, "strava")
    with told.road.sessions() as session:
        session.add(_row(told, GONE))
        session.commit()
    assert taken(told) == Taken()
    assert told.rows() == []


def _connect_again(road: Road) -> None:
    given = road.strava.world.connect(road.athlete)
    pair = tokens.Tokens(given.access_token, given.refresh_token, road.clock() + timedelta(hours=6))
    with road.sessions() as session:
        connection = session.exec(select(models.Connection)).one()
        tokens.keep(session, road.settings, connection, pair)


def _number(ear: Ear) -> int:
    return next(iter(ear.road.strava.webhooks.subscriptions))


def _row(ear: Ear, what: str) -> models.PlatformEvent:
    return models.PlatformEvent(
        platform="strava", owner=str(ear.road.athlete), what=what, received_at=ear.road.clock()
    )


# Several workers


def test_two_who_look_at_once_pull_once(ear: Ear) -> None:
    ear.road.run(0.1)
    ear.settle()
    asked: Pulled = []
    both = threading.Barrier(2)

    def pull(runner_id: int, named: frozenset[str]) -> None:
        asked.append((runner_id, named))
        threading.Event().wait(0.3)

    def look() -> None:
        both.wait()
        take_by(ear, pull)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(asked) == 1
    assert ear.rows() == []
