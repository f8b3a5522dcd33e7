"""One runner's account over the socket: what each question answers, and what it costs."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from coaching.log import RunKind
from syncer import pull
from syncer.measure.measured import measure
from syncer.sandbox.fit_writer import fit_file
from syncer.sandbox.garmin import ODDITIES, Fault, Night
from syncer.sandbox.garmin.even import even
from syncer.sandbox.members import PIP
from syncer.sources import Gone, Kind, Listed, Recording, Refused
from syncer.sources.garmin import listing, original
from syncer.sources.garmin.records import record
from tests.garmin.conftest import Road
from tests.garmin.test_faults import strength
from tests.roads import NOON

WINDOW = timedelta(days=120)


def listed(road: Road, since: datetime | None = None, known: tuple[str, ...] = ()) -> Listed:
    with road.let_in() as account:
        return account.listed(since, known)


def by_id(found: Listed) -> dict[str, Recording]:
    return {one.source_id: one for one in found.recordings}


def test_a_window_costs_one_request(road: Road) -> None:
    runs = {str(road.run(days_ago=nth + 0.2)) for nth in range(40)}
    found = listed(road, NOON - WINDOW, tuple(runs))
    assert (found.ids, found.complete, found.requests) == (runs, True, 1)


def test_all_there_is_ends_with_an_empty_page(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 4)
    runs = {str(road.run(days_ago=nth * 90 + 0.2)) for nth in range(10)}
    found = listed(road)
    assert (found.ids, found.complete, found.requests) == (runs, True, 4)


def test_a_page_that_lacks_what_we_know_is_not_the_last(road: Road) -> None:
    run = str(road.run())
    found = listed(road, NOON - WINDOW, (run, "21999999999"))
    assert (found.ids, found.complete, found.requests) == ({run}, True, 2)


def test_a_window_begins_with_its_instant(road: Road) -> None:
    since = NOON - timedelta(days=3)
    early, late = road.run(days_ago=3.01), road.run(days_ago=2.99)
    found = listed(road, since)
    assert set(by_id(found)) == {str(late)}
    assert found.ids == {str(early), str(late)}


@pytest.mark.parametrize("hour", [0, 12, 23])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_no_place_is_too_far_for_the_window(road: Road, zone: str, hour: int) -> None:
    road.world.accounts[road.account].timezone = zone
    since = NOON.replace(hour=hour) - timedelta(days=3)
    road.clock.now = since + timedelta(minutes=1)
    run = str(road.run(days_ago=0))
    road.clock.now = NOON
    assert set(by_id(listed(road, since))) == {run}


def test_an_empty_list_is_complete_and_says_nothing_of_the_rest(road: Road) -> None:
    road.run()
    road.garmin.faults.plan(Fault.EMPTY_LIST)
    found = listed(road, NOON - WINDOW)
    assert (found.recordings, found.complete) == ([], True)


@pytest.mark.parametrize("odd", ODDITIES)
def test_one_odd_record_stops_no_other(road: Road, odd: str) -> None:
    runs = [str(road.run(days_ago=nth + 0.2)) for nth in range(3)]
    road.garmin.faults.plan(Fault.ODD_RECORD, odd=odd)
    found = listed(road, NOON - WINDOW)
    assert set(by_id(found)) >= set(runs[1:])
    assert len(found.recordings) + len(found.odd) == 3
    assert all(reason for reason in found.odd.values())


def test_the_same_from_list_and_detail_night_after_night(road: Road) -> None:
    road.world.add_story(road.account, PIP, NOON.date(), 10)
    road.run(km=10.123, duration=3333.3337, activityType="trail_running")
    found = listed(road)
    assert len(found.recordings) > 6
    names = ("distance_m", "moving_s", "elapsed_s", "ascent_m", "descent_m", "title", "race")
    walked = 0
    with road.let_in() as account:
        for row in found.recordings:
            told = account.detail(row.source_id).recording
            assert [getattr(row, name) for name in names] == [getattr(told, name) for name in names]
            assert (row.kind, row.run_kind, row.started_at) == (
                told.kind,
                told.run_kind,
                told.started_at,
            )
            assert row.cadence_spm in (told.cadence_spm, None)
            walked += row.cadence_spm is None and told.cadence_spm is not None
    assert walked, "Pip's walk-run sessions have a cadence in their detail only"


def test_the_detail_adds_effort_feel_zone_and_words(road: Road) -> None:
    run = road.run(activityName="Slow", description="Left knee again.")
    road.world.feel(run, feel=25, effort=60)
    with road.let_in() as account:
        row = account.listed(None, ()).recordings[0]
        before = account.requests
        detail = account.detail(str(run))
        assert account.requests - before == 1
    assert (row.feel, row.effort_rpe, row.timezone) == (None, None, None)
    told = detail.recording
    assert (told.feel, told.effort_rpe, told.timezone) == (2, 6.0, "Europe/Berlin")
    assert detail.words == ("Slow", "Left knee again.")
    assert dict(detail.texts) == {"description": "Left knee again."}


def test_the_file_of_the_watch_is_measured_like_any_file(road: Road) -> None:
    run = str(road.run(km=6.0))
    with road.let_in() as account:
        detail = account.detail(run)
        before = account.requests
        series = account.series(detail)
        assert account.requests - before == 1
    assert series is not None
    measured = measure(series, detail.recording.run_kind)
    assert measured.distance_m == pytest.approx(6000, rel=0.01)
    assert measured.cadence_spm == pytest.approx(165, abs=2)


def test_what_was_typed_in_costs_no_request_for_a_file(road: Road) -> None:
    run = str(road.run(manualActivity=True))
    with road.let_in() as account:
        detail = account.detail(run)
        assert not detail.has_series
        assert account.series(detail) is None
        assert account.requests == 1


def test_legs_of_a_triathlon_count_and_the_whole_does_not(road: Road) -> None:
    whole, legs = road.world.add_multisport(
        road.account,
        [
            {"activityType": "open_water_swimming", "distance": 750.0, "duration": 1000.0},
            {"activityType": "transition_v2", "distance": 50.0, "duration": 90.0},
            {"activityType": "cycling", "distance": 20_000.0, "duration": 2400.0},
            {"activityType": "running", "distance": 5000.0, "duration": 1500.0},
        ],
    )
    found = listed(road)
    swim, between, ride, run = (str(leg) for leg in legs)
    assert found.others == {str(whole), between}
    assert found.odd == {}
    recordings = by_id(found)
    assert {recordings[leg].part_of for leg in (swim, ride, run)} == {str(whole)}
    assert [recordings[leg].kind for leg in (swim, ride, run)] == [Kind.SWIM, Kind.RIDE, Kind.RUN]
    with road.let_in() as account:
        detail = account.detail(run)
    assert (detail.recording.kind, detail.recording.part_of) == (Kind.RUN, str(whole))


def test_a_whole_whose_legs_are_not_listed_is_told(road: Road) -> None:
    road.garmin.ways.lists_children = False
    legs = [{"activityType": "running", "distance": 5000.0, "duration": 1500.0}]
    whole, _ = road.world.add_multisport(road.account, legs)
    assert listed(road).odd == {str(whole): "its legs are not listed"}


def packed(*starts_and_kinds: tuple[datetime, str, float]) -> bytes:
    """A zip with the file of each, as of a watch that keeps them apart."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for nth, (start, key, metres) in enumerate(starts_and_kinds):
            fields = {"distance": metres, "duration": metres / 3, "activityType": {"typeKey": key}}
            fields |= {"elapsedDuration": metres / 3, "activityId": nth}
            archive.writestr(f"{nth}.fit", fit_file(even(fields, start)))
    return whole.getvalue()


def wanted(start: datetime) -> Recording:
    return Recording("21", Kind.RUN, start, RunKind.RUN)


def test_of_several_recordings_the_nearest_of_the_kind_is_taken() -> None:
    file = packed(
        (NOON - timedelta(hours=3), "running", 3000.0),
        (NOON - timedelta(hours=2, seconds=20), "running", 6000.0),
        (NOON - timedelta(hours=2), "cycling", 9000.0),
    )
    found = original.series(file, wanted(NOON - timedelta(hours=2)), NOON)
    assert found is not None
    assert found.distance_m is not None
    assert found.distance_m[-1] == pytest.approx(6000, rel=0.02)


def test_a_file_of_another_day_is_not_taken() -> None:
    file = packed((NOON - timedelta(hours=30), "running", 3000.0))
    with pytest.raises(Refused, match="another activity"):
        original.series(file, wanted(NOON - timedelta(hours=2)), NOON)


def test_what_cannot_be_read_is_refused_by_name() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("21.fit", bytes(80_000_000))
    with pytest.raises(Refused, match="zip bomb"):
        original.series(whole.getvalue(), wanted(NOON), NOON)


def test_strength_work_tells_its_exercises(road: Road) -> None:
    made = str(road.world.add_strength(road.account))
    row = by_id(listed(road))[made]
    assert row.exercises == ("X12", "X08", "X03")
    with road.let_in() as account:
        assert account.detail(made).recording.exercises == row.exercises
        assert account.requests == 2


def test_strength_work_without_sets_is_strength_work(road: Road) -> None:
    made = str(road.world.add_strength(road.account, ()))
    with road.let_in() as account:
        assert account.detail(made).recording.exercises == ()
    assert by_id(listed(road))[made].kind is Kind.STRENGTH


def test_what_is_deleted_is_gone(road: Road) -> None:
    run = road.run()
    with road.let_in() as account:
        account.look_up(str(run))
        road.world.delete(run)
        for ask in (account.look_up, account.detail, account.description):
            with pytest.raises(Gone):
                ask(str(run))


def test_nights(road: Road) -> None:
    on = date(2026, 3, 14)
    road.world.add_night(road.account, on, Night(26_100, 48))
    road.world.add_night(road.account, date(2026, 3, 13), Night(None, 51))
    with road.let_in() as account:
        assert account.night(on) == (26_100, 48)
        assert account.night(date(2026, 3, 13)) == (None, 51)
        assert account.night(date(2026, 3, 12)) == (None, None)
        assert account.requests == 4


def test_running_tolerance_by_week(road: Road) -> None:
    for nth in range(30):
        road.run(days_ago=nth + 0.2)
    with road.let_in() as account:
        weeks = account.tolerance(date(2026, 3, 1), date(2026, 3, 15))
        assert account.requests == 1
    assert [week for week, _, _ in weeks] == [
        date(2026, 2, 23),
        date(2026, 3, 2),
        date(2026, 3, 9),
    ]
    load, usual = weeks[-1].load, weeks[-1].tolerance
    assert load is not None
    assert usual is not None
    assert load > 7 * 8000
    assert usual > 0


def test_a_watch_without_tolerance_tells_none(road: Road) -> None:
    road.world.accounts[road.account].has_tolerance = False
    with road.let_in() as account:
        assert account.tolerance(date(2026, 3, 1), date(2026, 3, 15)) == []


def test_a_description_is_read_and_written(road: Road) -> None:
    run = str(road.run())
    with road.let_in() as account:
        assert account.description(run) == ""
        account.set_description(run, "Well done. \u2764")
        assert account.description(run) == "Well done. \u2764"
        assert account.requests == 3


def test_a_workout_is_made_scheduled_and_taken_off(road: Road) -> None:
    on = date(2026, 3, 31)
    with road.let_in() as account:
        made = account.upload(strength())
        entry = account.schedule(made, on)
        (planned,) = account.calendar(2026, 3)
        assert (planned.schedule_id, planned.workout_id, planned.on) == (entry, made, on)
        assert planned.name == "Strength, 20 min"
        assert [one.workout_id for one in account.workouts()] == [made]
        account.unschedule(entry)
        assert account.calendar(2026, 3) == []
        with pytest.raises(Gone):
            account.unschedule(entry)
        account.delete(made)
        assert account.workouts() == []
        with pytest.raises(Gone):
            account.schedule(made, on)
        assert account.requests == 10


def test_all_workouts_are_listed_however_many(road: Road) -> None:
    with road.let_in() as account:
        made = {account.upload(strength()) for _ in range(101)}
        assert {one.workout_id for one in account.workouts()} == made


def test_a_start_is_the_true_instant(road: Road) -> None:
    run = str(road.run(days_ago=1))
    assert by_id(listed(road))[run].started_at == datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_a_cadence_that_only_the_detail_tells_outlives_the_next_list(road: Road) -> None:

    def read(**of_running: float) -> Recording:
        walked = {"splitType": "RWD_WALK", "duration": 600.0}
        ran = {"splitType": "RWD_RUN", "duration": 1200.0, **of_running}
        told = {"activityId": 21, "startTimeGMT": "2026-03-14 06:12:05"}
        told |= {"activityType": {"typeKey": "running"}, "splitSummaries": [walked, ran]}
        return record(told, NOON).recording

    row, detail = read(), read(averageRunCadence=168.0)
    with road.sessions() as session:
        pull.follow(session, NOON, road.alice, "garmin", [pull.Found(row)])
        pull.follow(session, NOON, road.alice, "garmin", [pull.Found(detail)], whole=True)
        session.commit()
        _, changed = pull.follow(session, NOON, road.alice, "garmin", [pull.Found(row)])
        assert changed == 0
        session.commit()
    assert road.held()["21"].cadence_spm == 168.0
