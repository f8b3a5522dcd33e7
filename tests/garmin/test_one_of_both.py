"""Both platforms hold a run, and one comes later, goes earlier, or says the same: told once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from sqlmodel import col, select

from syncer import answering, history, jobs, models, own_words, parting, schedule
from syncer.budget import Purpose
from syncer.told import NOTE
from tests.garmin.conftest import Road
from tests.garmin.planning import advised, calendar, keep, plan, wants
from tests.garmin.test_both import LONG_KM, Both, both, trained

__all__ = ["both", "trained"]

HURTS = "left knee 6/10 on every stair"


def rows(road: Road, table: type[Any]) -> list[Any]:
    with road.sessions() as session:
        return list(session.exec(select(table).order_by(table.id)).all())


def told(road: Road) -> tuple[int, int]:
    """How many notes there are, and how many things were said."""
    notes = [one for one in rows(road, models.Advice) if one.kind == NOTE]
    return len(notes), len(rows(road, models.Said))


def next_night(both: Both) -> None:
    both.road.clock.later(days=1)
    both.night()


def goes(both: Both, how: str, run: tuple[int, int]) -> None:
    """One platform's copy of the run goes."""
    if how.startswith("leaves"):
        with both.road.sessions() as session:
            parting.forget(session, both.road.alice, how.removeprefix("leaves "))
    elif how == "deletes at garmin":
        both.road.world.delete(run[0])
    else:
        both.strava.world.delete(run[1])


GOES = ("leaves garmin", "leaves strava", "deletes at garmin", "deletes at strava")


def test_told_by_day_after_stravas_webhook_the_line_comes_with_garmins_night(trained: Both) -> None:
    trained.choose(garmin_note="public")
    run = trained.run(0.3, LONG_KM)
    house, alice = trained.road.house, trained.road.alice
    house.pull_and_tell(alice, "strava", Purpose.PERSON, {str(run[1])})
    before = told(trained.road)
    next_night(trained)
    trained.road.clock.later(minutes=1)
    trained.night()
    assert [own_words.has_block(text) for text in trained.texts(*run)] == [True, True, False]
    assert told(trained.road)[0] == before[0]


def test_the_line_comes_when_garmin_was_away_in_the_night(trained: Both) -> None:
    trained.choose(garmin_note="public")
    run = trained.run(0.3, LONG_KM)
    trained.road.garmin.faults.at_random(1.0, 1)
    trained.night()
    trained.road.garmin.faults.clear()
    trained.road.clock.later(hours=2)
    trained.night()
    trained.road.clock.later(minutes=1)
    trained.night()
    assert [own_words.has_block(text) for text in trained.texts(*run)] == [True, True, False]


def test_the_line_does_not_come_late_to_who_did_not_ask_for_it(trained: Both) -> None:
    run = trained.run(0.3, LONG_KM)
    house, alice = trained.road.house, trained.road.alice
    house.pull_and_tell(alice, "strava", Purpose.PERSON, {str(run[1])})
    next_night(trained)
    assert not own_words.has_block(trained.texts(*run)[0])


@pytest.mark.parametrize("note", ["private", "off"])
@pytest.mark.parametrize("how", GOES)
def test_a_run_that_lives_on_in_its_other_copy_is_not_told_twice(
    trained: Both, how: str, note: str
) -> None:
    trained.choose(strava_note=note)
    run = trained.run(0.3, LONG_KM)
    trained.night()
    before = told(trained.road)
    goes(trained, how, run)
    next_night(trained)
    assert told(trained.road) == before
    (note_row,) = (one for one in rows(trained.road, models.Advice) if one.kind == NOTE)
    assert note_row.about == trained.runs()[-1].key


def test_what_may_have_arrived_is_not_sent_again_after_leaving(trained: Both) -> None:
    trained.choose(strava_note="off")
    trained.run(0.3, LONG_KM)
    trained.night()
    with trained.road.sessions() as session:
        note = select(models.Delivery).join(models.Advice).where(models.Advice.kind == NOTE)
        delivery = session.exec(note).one()
        delivery.state, delivery.sent_at = "unknown", None
        session.commit()
        parting.forget(session, trained.road.alice, "strava")
    next_night(trained)
    with trained.road.sessions() as session:
        assert session.exec(note).one().state == "failed"


def test_leaving_strava_leaves_garmins_calendar_alone(both: Both) -> None:
    road = both.road
    wants(road)
    road.clock.later(minutes=5)
    advised(road, plan())
    with road.sessions() as session:
        (digest,) = session.exec(select(models.Advice)).all()
        sent = models.Delivery(
            runner_id=road.alice,
            advice_id=digest.id or 0,
            channel="email",
            state="sent",
            message_id="<1>",
            sent_at=road.clock(),
            created_at=road.clock(),
        )
        session.add(sent)
        session.commit()
    keep(road)
    stood = calendar(road)
    with road.sessions() as session:
        parting.forget(session, road.alice, "strava")
    road.clock.later(hours=12)
    keep(road)
    assert calendar(road) == stood != []


@pytest.mark.parametrize("words", [HURTS, "knee hurts a bit"])
def test_the_same_words_on_both_are_heard_once(both: Both, words: str) -> None:
    says(both, words)
    assert len(rows(both.road, models.WordsRead)) == 1
    assert len(rows(both.road, models.PainReport)) <= 1


def says(both: Both, words: str) -> tuple[int, int]:
    """A run with the same title on both, after its night."""
    run = both.run(0.5, 8.0, name=words)
    both.road.world.edit(run[0], activityName=words)
    both.night()
    return run


def test_other_words_on_the_other_copy_are_heard_too(both: Both) -> None:
    run = both.run(0.5, 8.0, name="right calf 4/10")
    both.road.world.edit(run[0], activityName=HURTS)
    both.night()
    assert {one.region for one in rows(both.road, models.PainReport)} == {"knee", "calf"}


def test_not_so_said_of_one_copy_holds_for_the_other(both: Both) -> None:
    says(both, HURTS)
    not_so(both)
    next_night(both)
    assert pain(both) == ()


def not_so(both: Both) -> None:
    with both.road.sessions() as session:
        alice = session.get_one(models.Runner, both.road.alice)
        row = session.exec(select(models.WordsRead).order_by(col(models.WordsRead.id))).one()
        answering.say_not_so(session, both.road.clock(), alice, row)
        session.commit()


def pain(both: Both) -> Collection[Any]:
    with both.road.sessions() as session:
        alice = session.get_one(models.Runner, both.road.alice)
        return tuple(history.training_log(session, alice).pain)


def test_two_rows_of_the_same_words_are_answered_together(both: Both) -> None:
    run = says(both, HURTS)
    with both.road.sessions() as session:
        row = session.exec(select(models.WordsRead)).one()
        (other,) = {one.id for one in both.road.held().values()} - {row.activity_id}
        assert other is not None
        copied = row.model_dump(exclude={"id", "activity_id"})
        session.add(models.WordsRead(**copied, activity_id=other))
        report = session.exec(select(models.PainReport)).one()
        twice = report.model_dump(exclude={"id", "told_by"})
        session.add(models.PainReport(**twice, told_by=f"words:{other}"))
        session.flush()
        answering.say_not_so(
            session, both.road.clock(), session.get_one(models.Runner, both.road.alice), row
        )
        session.commit()
    assert run
    assert pain(both) == ()
    assert len(rows(both.road, models.WordsRead)) == 1


@pytest.mark.parametrize("how", GOES)
def test_an_answer_outlives_the_copy_that_it_was_about(both: Both, how: str) -> None:
    run = says(both, HURTS)
    not_so(both)
    goes(both, how, run)
    next_night(both)
    assert pain(both) == ()
    assert [one.answer for one in rows(both.road, models.WordsRead)] == ["not_so"]


@pytest.mark.parametrize("how", GOES)
def test_words_that_nobody_answered_are_heard_again_from_the_copy_that_stays(
    both: Both, how: str
) -> None:
    run = says(both, HURTS)
    goes(both, how, run)
    next_night(both)
    next_night(both)
    assert [one.worst for one in pain(both)] == [6]


def test_a_pull_that_lasts_is_not_begun_again_by_another_worker(
    both: Both, monkeypatch: Any
) -> None:
    """Each platform takes six minutes, and another worker looks in at the eleventh."""
    both.run(2)
    house, whole, begun = both.road.house, jobs.House.pull, list[str]()

    def slow(self: jobs.House, runner_id: int, source: str) -> jobs.Done:
        begun.append(source)
        both.road.clock.later(minutes=5)
        if source == "strava":
            both.road.clock.later(minutes=1)
            schedule.tick(house)
        both.road.clock.later(minutes=1)
        return whole(self, runner_id, source)

    monkeypatch.setattr(jobs.House, "pull", slow)
    schedule.tick(house)
    assert begun == ["garmin", "strava"]


def test_who_was_taken_over_lets_go_of_nothing_and_begins_nothing(
    both: Both, monkeypatch: Any
) -> None:
    both.run(2)
    house, begun = both.road.house, list[str]()
    whole = jobs.House.pull

    def slow(self: jobs.House, runner_id: int, source: str) -> jobs.Done:
        begun.append(source)
        if len(begun) == 1:
            both.road.clock.later(minutes=11)
            held_by_another(both)
        return whole(self, runner_id, source)

    monkeypatch.setattr(jobs.House, "pull", slow)
    schedule.tick(house)
    assert begun == ["garmin"]
    assert all(one.pulling_until for one in rows(both.road, models.Connection))


def held_by_another(both: Both) -> None:
    with both.road.sessions() as session:
        for one in session.exec(select(models.Connection)):
            one.pulling_until = both.road.clock.now.replace(second=59)
        session.commit()
