"""FIT files: totals, series, what is kept apart, and what is salvaged."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from coaching.log import RunKind
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import fit
from tests.sources import fit_bytes as fb
from tests.sources.fit_bytes import MORNING, Developer


def only(data: bytes) -> Recording:
    (recording,) = fit.read(data)
    return recording


def tried(data: bytes) -> tuple[list[Recording], str]:
    """What came of it: recordings, or the reason why there are none."""
    try:
        return fit.read(data), ""
    except Refused as refusal:
        return [], refusal.reason


def test_the_device_s_own_totals_are_taken_over() -> None:
    run = only(fb.a_run(timer_s=580.0))
    assert run.kind is Kind.RUN
    assert run.run_kind is RunKind.RUN
    assert run.started_at == MORNING
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (600.0, 580.0, 1800.0)
    assert (run.ascent_m, run.descent_m) == (12.0, 9.0)
    assert run.device == "garmin 3638"
    assert run.salvaged is None


def test_an_average_in_strides_becomes_steps_of_both_feet_fraction_included() -> None:
    assert only(fb.a_run(strides=84, fraction=64)).cadence_spm == pytest.approx(169.0)


@pytest.mark.parametrize(
    ("recorded", "steps"),
    [(59, None), (60, 120.0), (115, 230.0), (116, 116.0), (240, 240.0), (241, None)],
)
def test_an_average_is_doubled_only_where_it_counts_one_foot(
    recorded: int, steps: float | None
) -> None:
    assert only(fb.a_run(strides=recorded, fraction=0)).cadence_spm == steps


def test_the_series_keeps_cadence_as_recorded_with_its_fraction() -> None:
    series = only(fb.a_run()).series
    assert series is not None
    assert series.cadence_per_min is not None
    assert set(series.cadence_per_min) == {84.5}
    assert series.distance_m is not None
    assert (series.time_s[0], series.time_s[-1], series.distance_m[-1]) == (0.0, 600.0, 1800.0)


@pytest.mark.parametrize(
    ("sport", "sub_sport", "kind", "run_kind"),
    [
        (1, 0, Kind.RUN, RunKind.RUN),
        (1, 1, Kind.RUN, RunKind.TREADMILL),
        (1, 45, Kind.RUN, RunKind.TREADMILL),
        (1, 58, Kind.RUN, RunKind.VIRTUAL),
        (1, 2, Kind.RUN, RunKind.ROAD),
        (1, 3, Kind.RUN, RunKind.TRAIL),
        (1, 4, Kind.RUN, RunKind.TRACK),
        (2, 0, Kind.RIDE, None),
        (5, 17, Kind.SWIM, None),
        (11, 0, Kind.WALK, None),
        (17, 0, Kind.WALK, None),
        (10, 20, Kind.STRENGTH, None),
        (10, 26, Kind.OTHER, None),
        (4, 1, Kind.RUN, RunKind.TREADMILL),
        (64, 85, Kind.OTHER, None),
        (250, 250, Kind.OTHER, None),
    ],
)
def test_sport_and_sub_sport_say_what_it_was(
    sport: int, sub_sport: int, kind: Kind, run_kind: RunKind | None
) -> None:
    recording = only(fb.a_run(sport=sport, sub_sport=sub_sport))
    assert (recording.kind, recording.run_kind) == (kind, run_kind)


def test_a_stop_of_the_timer_followed_by_a_start_is_a_pause() -> None:
    body = (
        fb.file_id()
        + fb.timer(0, fb.START)
        + fb.records(100)
        + fb.timer(100, fb.STOP_ALL)
        + fb.timer(160, fb.START)
        + fb.records(200)
        + fb.timer(700, fb.STOP_ALL)
        + fb.session()
    )
    series = only(fb.wrapped(body)).series
    assert series is not None
    assert series.pauses_s is not None
    assert series.pauses_s.tolist() == [[100.0, 160.0]]


def test_each_session_of_a_multisport_file_is_a_recording_and_a_transition_is_none() -> None:
    later, last = MORNING + timedelta(seconds=600), MORNING + timedelta(seconds=700)
    body = (
        fb.file_id()
        + fb.records(1301)
        + fb.session(fb.CYCLING)
        + fb.session(fb.TRANSITION, since=later, seconds=100)
        + fb.session(fb.RUNNING, since=last)
    )
    ride, run = fit.read(fb.wrapped(body))
    assert (ride.kind, run.kind) == (Kind.RIDE, Kind.RUN)
    assert (ride.started_at, run.started_at) == (MORNING, last)
    assert ride.series is not None
    assert run.series is not None
    assert (ride.series.time_s.size, run.series.time_s.size) == (600, 601)
    assert run.series.time_s[0] == 0.0


def test_files_one_after_another_in_the_same_bytes_are_all_read() -> None:
    evening = MORNING + timedelta(hours=10)
    second = fb.wrapped(
        fb.file_id(created=evening) + fb.record(0, 0, since=evening) + fb.session(since=evening)
    )
    assert [one.started_at for one in fit.read(fb.a_run() + second)] == [MORNING, evening]


def test_a_developer_field_never_stands_in_for_the_native_one_of_its_name() -> None:
    described = fb.message(fb.DEVELOPER_ID, [(3, fb.U8, 0)], local=3) + fb.message(
        fb.DESCRIPTION,
        [(0, fb.U8, 0), (1, fb.U8, 7), (2, fb.U8, fb.U8), (3, fb.STRING, b"distance\0")],
        local=4,
    )
    rows = b"".join(fb.record(nth, 3.0 * nth, Developer(7, 200)) for nth in range(60))
    run = only(fb.wrapped(fb.file_id() + described + rows + fb.session()))
    assert run.salvaged is None
    assert run.series is not None
    assert run.series.distance_m is not None
    assert run.series.distance_m.tolist() == [3.0 * nth for nth in range(60)]


def test_two_records_of_one_second_become_one_and_nothing_missing_hides_a_value() -> None:
    body = fb.file_id()
    for nth in range(30):
        body += fb.record(nth, 3.0 * nth, strides=None) + fb.record(nth, None, bpm=150)
    series = only(fb.wrapped(body + fb.session())).series
    assert series is not None
    assert series.time_s.tolist() == list(range(30))
    assert series.distance_m is not None
    assert not np.isnan(series.distance_m).any()
    assert series.heart_rate_bpm is not None
    assert set(series.heart_rate_bpm) == {150.0}


def test_records_out_of_order_are_put_in_order() -> None:
    body = fb.file_id() + b"".join(fb.record(nth, 3.0 * nth) for nth in (0, 2, 1, 3))
    series = only(fb.wrapped(body + fb.session())).series
    assert series is not None
    assert series.time_s.tolist() == [0.0, 1.0, 2.0, 3.0]


def test_a_position_off_the_globe_or_at_zero_is_no_position() -> None:
    body = fb.file_id()
    for nth, (lat, lon) in enumerate([(0, 0), (47.0, 8.5), (95.0, 8.5), (47.0001, 8.5)]):
        body += fb.record(nth, 3.0 * nth, lat=lat, lon=lon)
    series = only(fb.wrapped(body + fb.session())).series
    assert series is not None
    assert series.lat_deg is not None
    assert np.isnan(series.lat_deg).tolist() == [True, False, True, False]


def test_a_barometer_is_known_from_the_list_of_sensors() -> None:
    sensor = fb.message(
        fb.DEVICE_INFO, [(253, fb.U32, fb.stamp(MORNING)), (1, fb.U8, 4), (25, fb.ENUM, 5)]
    )
    with_it = only(fb.wrapped(fb.file_id() + sensor + fb.records(60) + fb.session()))
    without = only(fb.a_run())
    assert with_it.series is not None
    assert without.series is not None
    assert (with_it.series.barometric, without.series.barometric) == (True, False)


def test_a_header_without_its_own_checksum_is_sound() -> None:
    run = only(fb.wrapped(fb.file_id() + fb.records(60) + fb.session(), header_crc=False))
    assert run.salvaged is None
    assert run.distance_m == 1800.0


def test_a_wrong_checksum_is_read_and_said() -> None:
    data = bytearray(fb.a_run())
    data[-1] ^= 0xFF
    run = only(bytes(data))
    assert run.salvaged is not None
    assert "checksum" in run.salvaged
    assert run.distance_m == 1800.0


def test_what_was_recorded_before_a_cut_is_kept_and_marked() -> None:
    whole = fb.a_run()
    run = only(whole[: len(whole) // 2])
    assert run.salvaged is not None
    assert "cut off" in run.salvaged
    assert run.series is not None
    assert 200 < run.series.time_s.size < 400
    assert run.distance_m is None
    assert run.kind is Kind.RUN, "its summary is lost, so its speed says what it was"


def test_a_recorder_that_died_leaves_a_size_of_zero_and_a_run() -> None:
    data = fb.wrapped(fb.file_id() + fb.records(60), claimed=0)
    run = only(data[:-2])
    assert run.series is not None
    assert run.series.time_s.size == 60
    assert run.salvaged is not None


@pytest.mark.parametrize(
    ("kind", "word"),
    [(2, "settings"), (5, "planned workout"), (6, "course"), (32, "monitoring"), (34, "segment")],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(kind: int, word: str) -> None:
    with pytest.raises(Refused, match=word):
        fit.read(fb.wrapped(fb.file_id(kind)))


def test_an_activity_without_anything_recorded_is_none() -> None:
    with pytest.raises(Refused, match="nothing was recorded"):
        fit.read(fb.wrapped(fb.file_id()))


def test_a_session_without_records_counts_by_its_totals() -> None:
    run = only(fb.wrapped(fb.file_id() + fb.session()))
    assert run.series is None
    assert run.distance_m == 1800.0


def test_any_cut_through_a_file_is_kept_or_refused_and_never_breaks() -> None:
    whole = fb.wrapped(fb.file_id() + fb.timer(0, 0) + fb.records(20) + fb.session())
    for length in range(12, len(whole)):
        kept, reason = tried(whole[:length])
        assert reason or all(run.salvaged for run in kept)


def test_any_byte_may_be_wrong_and_nothing_worse_than_a_refusal_follows() -> None:
    whole = fb.wrapped(fb.file_id() + fb.timer(0, 0) + fb.records(8) + fb.session())
    for at in range(12, len(whole)):
        broken = bytearray(whole)
        broken[at] ^= 0x5A
        kept, reason = tried(bytes(broken))
        assert bool(kept) != bool(reason)
