"""What goes wrong for one run, one runner or one minute stays there and passes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from coaching.body import Region, Side
from coaching.log import PainReport
from syncer import (
    budget,
    checks,
    closer_look,
    consents,
    deliver,
    history,
    models,
    night,
    parting,
    platform_pass,
    recommend,
    schedule,
    tokens,
)
from syncer.budget import Purpose
from syncer.channels import RunNote
from syncer.channels.strava_note import StravaNote
from syncer.deliver import DeliveryCounts
from syncer.jobs import House
from syncer.platform_pass import Due
from syncer.sandbox.strava import Fault
from syncer.sources.strava.web import LIMITS
from syncer.tokens import Tokens
from tests.roads import NOON
from tests.strava.conftest import Road
from tests.strava.on_the_way import PassOn, Told, on_the_way, page, says
from tests.strava.test_heard import agreed, reports
from tests.strava.test_notes import choose, deliveries, long_run, mails, texts
from tests.strava.test_notes import night as told_night
from tests.strava.test_notes import trained as trained
from tests.strava.test_pass import join

ALWAYS = 10**6
LIST = "/athlete/activities"


class Killed(BaseException):
    """As by a power cut: nothing catches it."""


def ticks(road: Road, days: int) -> None:
    for _ in range(days):
        road.clock.later(days=1)
        schedule.tick(road.house)


def measured(road: Road) -> int:
    with road.sessions() as session:
        return len(session.exec(select(models.MeasuredRun)).all())


def connect_again(road: Road) -> None:
    """Alice presses the button again, whatever there was before."""
    given = road.strava.world.connect(road.athlete)
    with road.sessions() as session:
        held = tokens.connection_of(session, road.alice, "strava") or models.Connection(
            runner_id=road.alice,
            source="strava",
            external_id=str(road.athlete),
            scopes="read,activity:read_all,activity:write",
            connected_at=road.clock(),
        )
        ends = road.clock() + timedelta(hours=6)
        tokens.keep(
            session, road.settings, held, Tokens(given.access_token, given.refresh_token, ends)
        )


def forget(road: Road) -> None:
    with road.sessions() as session:
        parting.forget(session, road.alice, "strava")


def trained_too(road: Road, name: str) -> tuple[int, int]:
    """Another runner who may be told on Strava, with two months behind and a long run today."""
    who, athlete = join(road, name)
    with road.sessions() as session:
        session.get_one(models.Runner, who).address_confirmed_at = NOON
        connection = tokens.connection_of(session, who, "strava")
        assert connection is not None
        connection.scopes = "read,activity:read_all,activity:write"
        session.commit()
    for days_ago, km in [*((ago, 8.0) for ago in range(61, 1, -3)), (0.2, 14.0)]:
        start = road.clock() - timedelta(days=days_ago)
        whole = {"start_date": start, "distance": km * 1000, "moving_time": int(km * 330)}
        run = road.strava.world.add_activity(athlete, whole)
    return who, run


# One run, one delivery


def test_a_run_that_always_fails_keeps_no_other_waiting_and_costs_little(road: Road) -> None:
    agreed(road)
    road.run(3, name="left knee 6/10")
    bad = road.run(1)
    road.strava.faults.plan(Fault.SERVER_ERROR, ALWAYS, path=f"/activities/{bad}/streams")
    road.strava.forget_requests()
    for _ in range(96):
        schedule.tick(road.house)
        road.clock.later(minutes=15)
    assert [one.worst for one in reports(road)] == [6]
    assert measured(road) == 1
    assert road.asked(f"/activities/{bad}/streams") <= 24
    assert road.asked() <= 90


def test_a_delivery_that_breaks_us_stops_no_other(
    trained: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = long_run(trained)
    _, bea = trained_too(trained, "Bea")
    hand_over = StravaNote.hand_over

    def breaks(self: StravaNote, parcel: RunNote, handing_over: Callable[[], None]) -> str:
        if parcel.runner_id == trained.alice:
            raise RuntimeError("nobody thought of this")
        return hand_over(self, parcel, handing_over)

    with monkeypatch.context() as breaking:
        breaking.setattr(StravaNote, "hand_over", breaks)
        for _ in range(3):
            trained.clock.later(minutes=30)
            schedule.tick(trained.house)
    assert texts(trained, run)[0] == ""
    assert "14.0 km" in texts(trained, bea)[0]
    trained.clock.later(hours=1)
    schedule.tick(trained.house)
    assert "14.0 km" in texts(trained, run)[0]


def test_a_run_that_strava_keeps_to_itself_is_skipped_and_the_others_are_not(road: Road) -> None:
    hidden, _ = road.run(1), road.run(2)

    def forbids(method: str, path: str, pass_on: PassOn) -> Told:
        if path.startswith(f"/activities/{hidden}"):
            return says({"message": "Forbidden", "errors": []}, 403)
        return pass_on()

    with on_the_way(road, forbids) as one:
        schedule.tick(one.house)
    assert road.connection().status == "connected"
    assert measured(road) == 1


def test_streams_that_are_not_ready_yet_come_with_the_next_night(road: Road) -> None:
    road.run(0.1)
    road.strava.faults.plan(Fault.NOT_FOUND, path="/streams")
    schedule.tick(road.house)
    assert measured(road) == 0
    ticks(road, 1)
    assert measured(road) == 1


def test_a_run_that_was_a_ride_for_a_while_is_measured_again(road: Road) -> None:
    run = road.run(1)
    road.night()
    for kind, measures in (("Ride", 0), ("Run", 1)):
        road.strava.world.change_type(run, kind)
        road.clock.later(days=1)
        road.night()
        assert measured(road) == measures


# What is gone, and what only seems so


@pytest.mark.parametrize(
    "answer",
    [says({"message": "Bad Request", "errors": []}, 400), page(404), page(403), page(200)],
    ids=["a 400", "an HTML 404", "an HTML 403", "an HTML 200"],
)
def test_only_strava_itself_says_that_a_run_is_gone(road: Road, answer: Told) -> None:
    run, _ = road.run(3), road.run(1)
    road.night()
    road.clock.later(days=3)

    def mislays(method: str, path: str, pass_on: PassOn) -> Told:
        if path == LIST:
            return says([one for one in pass_on().json if one["id"] != run])
        return answer if path == f"/activities/{run}" else pass_on()

    with on_the_way(road, mislays) as one:
        platform_pass.pull(one.house, [Due(road.alice, ("strava",))])
    assert len(road.held()) == 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_that_is_not_stravas_costs_nobody_the_connection(road: Road, status: int) -> None:
    road.run(1)
    with on_the_way(road, lambda *_: page(status)) as shut:
        for _ in range(8):
            schedule.tick(shut.house)
            road.clock.later(hours=1)
    assert road.connection().status == "connected"
    ticks(road, 1)
    assert len(road.held()) == 1


def test_one_refused_token_costs_nobody_the_connection(road: Road) -> None:
    road.run(1)
    road.strava.faults.plan(Fault.UNAUTHORISED, path=LIST)
    assert schedule.tick(road.house).night.pulled == 1
    assert road.connection().status == "connected"


def test_a_clock_that_is_slow_costs_nobody_the_connection(road: Road) -> None:
    road.run(1)
    road.clock.later(hours=6, minutes=5)
    night.pull_one(
        road.sessions,
        road.settings,
        lambda: road.clock() - timedelta(minutes=30),
        road.alice,
        "strava",
    )
    assert road.connection().status == "connected"
    assert len(road.held()) == 1


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.UNAVAILABLE])
def test_a_list_that_stays_away_is_told(road: Road, fault: Fault) -> None:
    schedule.tick(road.house)
    road.strava.faults.plan(fault, ALWAYS)
    ticks(road, 4)
    with road.sessions() as session:
        told = {one.code for one in checks.check(session, road.settings, road.clock())}
    assert "nothing_comes_in" in told


# Killed, doubled, out of time


def test_killed_after_the_list_the_same_night_goes_on(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(road)
    road.run(1, name="left knee 6/10")
    _killed_in(road, monkeypatch, closer_look, "look")
    assert reports(road) == []
    assert schedule.tick(road.house).night.pulled == 1
    assert [one.worst for one in reports(road)] == [6]


def test_killed_before_telling_the_same_night_goes_on(
    trained: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = long_run(trained)
    _killed_in(trained, monkeypatch, House, "tell")
    assert texts(trained, run)[0] == ""
    schedule.tick(trained.house)
    assert "14.0 km" in texts(trained, run)[0]


def _killed_in(road: Road, monkeypatch: pytest.MonkeyPatch, part: object, name: str) -> None:
    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(part, name, dies)
        with pytest.raises(Killed):
            schedule.tick(road.house)
    road.clock.later(minutes=1)


def test_two_workers_at_once_pull_each_runner_once(road: Road) -> None:
    agreed(road)
    for days_ago in (1, 2, 3):
        road.run(days_ago, name="left knee 6/10")
    for name in ("Bea", "Cem", "Dee"):
        join(road, name)
    pulled: list[int] = []
    begin = threading.Barrier(2)

    def work() -> None:
        begin.wait()
        pulled.append(schedule.tick(road.house).night.pulled)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (len(pulled), sum(pulled)) == (2, 4)
    # Alice's list goes on until an empty page.
    assert road.asked(LIST) == 3 + 2
    assert road.asked("/streams") == 3
    assert len(reports(road)) == 3


@pytest.mark.parametrize(
    ("fault", "most"), [(Fault.UNAUTHORISED, 12), (Fault.SERVER_ERROR, 4), (Fault.TOO_MANY, 4)]
)
def test_a_note_that_cannot_be_taken_back_is_not_tried_each_minute(
    trained: Road, fault: Fault, most: int
) -> None:
    run = long_run(trained)
    told_night(trained)
    choose(trained, "off")
    trained.strava.faults.plan(fault, ALWAYS)
    trained.strava.forget_requests()
    for _ in range(120):
        _deliver(trained)
        trained.clock.later(seconds=30)
    assert 1 <= trained.strava.count() <= most
    trained.strava.faults.clear()
    trained.clock.later(hours=1)
    assert _deliver(trained).taken_back == 1
    assert texts(trained, run)[0] == ""


def _deliver(road: Road) -> DeliveryCounts:
    return deliver.deliver(road.sessions, road.settings, road.clock)


def test_a_clock_that_jumped_ahead_and_back_uses_up_no_limit(road: Road) -> None:
    with road.sessions() as session:
        budget.take(session, "strava", LIMITS, NOON + timedelta(days=400), Purpose.PERSON)
        for hours in range(120):
            now = NOON + timedelta(hours=hours)
            budget.take(session, "strava", LIMITS, now, Purpose.PERSON)


def test_a_night_in_the_future_keeps_nobody_from_todays(road: Road) -> None:
    road.clock.later(days=30)
    schedule.tick(road.house)
    road.clock.later(days=-29)
    assert schedule.due_tonight(road.house) == [Due(road.alice, ("strava",))]
    schedule.tick(road.house)
    assert schedule.due_tonight(road.house) == []


def test_a_refresh_under_way_does_not_overwrite_a_new_connection(road: Road) -> None:
    road.clock.later(hours=6)
    connection_id = road.connection().id
    assert connection_id is not None
    connected: list[str] = []

    def refresh(_: str) -> Tokens:
        connect_again(road)
        connected.append(str(road.connection().sealed_tokens))
        return Tokens("old", "old", road.clock() + timedelta(hours=6))

    tokens.access(road.sessions, road.settings, road.clock, connection_id, refresh)
    assert [road.connection().sealed_tokens] == connected


# What the runner wants


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_turned_off_while_a_note_is_under_way_it_goes_again(trained: Road, method: str) -> None:
    run = long_run(trained)
    trained.house.pull(trained.alice, "strava")
    trained.clock.later(seconds=11)  # so that the text is fetched once more

    def turns_off(asked: str, path: str, pass_on: PassOn) -> Told:
        if asked == method:
            choose(trained, "off")
        return pass_on()

    with on_the_way(trained, turns_off) as road:
        road.house.tell(road.alice)
    assert trained.strava.count("PUT") >= 1
    ticks(trained, 1)
    assert texts(trained, run)[0] == ""


def test_consent_taken_back_takes_the_private_notes_along(trained: Road) -> None:
    agreed(trained)
    run = trained.run(0.2, 8.0)
    knee = PainReport(
        on=trained.clock().date(),
        said_at=trained.clock(),
        region=Region("knee"),
        side=Side("left"),
        worst=6,
        limp=True,
    )
    with trained.sessions() as session:
        alice = session.get_one(models.Runner, trained.alice)
        history.store_report(session, trained.clock(), alice, knee)
        session.commit()
    told_night(trained)
    assert "knee" in texts(trained, run)[0]
    with trained.sessions() as session:
        alice = session.get_one(models.Runner, trained.alice)
        consents.withdraw(session, trained.clock(), alice, consents.HEALTH, how="said so")
        session.commit()
    ticks(trained, 1)
    assert texts(trained, run)[0] == ""


def test_a_run_that_was_deleted_meanwhile_is_not_mailed(trained: Road) -> None:
    run = _waits_for_its_mail(trained)
    trained.strava.world.delete(run)
    trained.clock.later(hours=1)
    assert trained.night().deleted == 1
    assert _deliver(trained).sent == 0
    assert mails(trained) == 0


def test_who_disconnects_is_sent_nothing_more(trained: Road) -> None:
    _waits_for_its_mail(trained)
    forget(trained)
    assert _deliver(trained) == DeliveryCounts()
    assert mails(trained) == 0
    with trained.sessions() as session:
        assert session.exec(select(models.Advice)).all() == []


def _waits_for_its_mail(road: Road) -> int:
    """A long run, advised and not yet told."""
    choose(road, "off")
    run = long_run(road)
    road.house.pull(road.alice, "strava")
    with road.sessions() as session:
        alice = session.get_one(models.Runner, road.alice)
        recommend.advise_days(session, road.settings, road.clock(), alice)
    assert deliveries(road) == [("email", "pending")]
    return run


# Whom Strava no longer lets us look at


def test_who_has_to_connect_again_is_asked_once_by_mail(road: Road) -> None:
    road.strava.world.deauthorise(road.athlete)
    ticks(road, 5)
    assert road.connection().status == "needs_reconnect"
    (mail,) = road.settings.outbox.glob("*.eml")
    assert "Your runs from Strava have stopped coming in" in mail.read_text()


def test_after_thirty_days_what_came_from_there_lapses(road: Road) -> None:
    road.run(1)
    schedule.tick(road.house)
    road.strava.world.deauthorise(road.athlete)
    ticks(road, 29)
    assert len(road.held()) == 1
    ticks(road, 1)
    assert road.held() == {}
    with road.sessions() as session:
        assert tokens.connection_of(session, road.alice, "strava") is None
    letters = [mail.read_text() for mail in road.settings.outbox.glob("*.eml")]
    assert len([one for one in letters if "Your runs from Strava have stopped" in one]) == 1


def test_read_strictly_measures_go_even_where_no_night_comes(road: Road) -> None:
    road.settings = road.settings.model_copy(update={"strava_terms": "strict"})
    road.run(1)
    schedule.tick(road.house)
    road.strava.world.deauthorise(road.athlete)
    ticks(road, 6)
    assert measured(road) == 1
    ticks(road, 1)
    assert measured(road) == 0
    assert len(road.held()) == 1
