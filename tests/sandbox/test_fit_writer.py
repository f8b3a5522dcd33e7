"""What the sandbox writes is a FIT file to readers that know nothing of it."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime

import fitdecode
import fitfast
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncer.sandbox.fit_crc import fit_crc
from syncer.sandbox.fit_writer import (
    RUNNING,
    STREET,
    STRENGTH_TRAINING,
    TRAINING,
    TREADMILL,
    Activity,
    fit_file,
)

STARTED = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)


def jog(sub_sport: int = STREET) -> Activity:
    """Ten minutes at 3 m/s with a pause of 20 s after four."""
    time_s = np.concatenate((np.arange(0.0, 241.0), np.arange(260.0, 621.0)))
    moved = np.where(time_s <= 240, time_s, time_s - 20)
    outside = sub_sport != TREADMILL
    return Activity(
        started_at=STARTED,
        utc_offset_s=3600,
        sport=RUNNING,
        sub_sport=sub_sport,
        time_s=time_s,
        laps_s=(353.0, 620.0),
        lat_deg=0.5 + moved * 2.7e-5 if outside else None,
        lon_deg=-3.25 - moved * 1e-6 if outside else None,
        altitude_m=40 + 5 * np.sin(moved / 60) if outside else None,
        distance_m=3.0 * moved,
        speed_mps=np.full(len(time_s), 3.0),
        cadence_spm=171.0 + np.arange(len(time_s)) % 5 * 0.25,
        heart_rate_bpm=120 + moved / 20,
        pauses_s=((240.0, 260.0),),
        ascent_m=21.0 if outside else None,
        descent_m=19.0 if outside else None,
    )


def by_the_bit(content: bytes) -> int:
    """The checksum as the protocol describes it, one bit after the other."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


@settings(max_examples=60)
@given(st.binary(max_size=1600))
def test_the_fast_checksum_equals_the_one_taken_bit_by_bit(content: bytes) -> None:
    assert fit_crc(content) == by_the_bit(content)


def test_the_fast_reader_gives_back_what_was_run() -> None:
    activity = jog()
    columns = fitfast.records(fit_file(activity))
    stamps = STARTED.timestamp() + activity.time_s
    strides = columns["cadence"] + columns["fractional_cadence"]
    assert np.array_equal(columns["timestamp"], stamps)
    assert columns["position_lat"] == pytest.approx(activity.lat_deg, abs=1e-7)
    assert columns["position_long"] == pytest.approx(activity.lon_deg, abs=1e-7)
    assert columns["distance"] == pytest.approx(activity.distance_m, abs=0.006)
    assert columns["enhanced_altitude"] == pytest.approx(activity.altitude_m, abs=0.11)
    assert columns["enhanced_speed"] == pytest.approx(activity.speed_mps, abs=0.001)
    assert columns["heart_rate"] == pytest.approx(activity.heart_rate_bpm, abs=0.51)
    assert 2 * strides == pytest.approx(activity.cadence_spm, abs=1 / 64)


def test_both_readers_see_the_same_messages() -> None:
    content = fit_file(jog())
    quick = fitfast.parse(content, enum_names=False, datetimes=True)
    strict = {
        "check_crc": fitdecode.CrcCheck.RAISE,
        "error_handling": fitdecode.ErrorHandling.RAISE,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with fitdecode.FitReader(content, **strict) as reader:
            frames = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    patient: dict[str, list[dict[str, object]]] = {}
    for frame in frames:
        values = {f.name: f.raw_value if isinstance(f.value, str) else f.value for f in frame}
        patient.setdefault(frame.name, []).append(values)
    assert {name: len(rows) for name, rows in patient.items()} == {
        name: len(rows) for name, rows in quick.items()
    }
    for name in ("file_id", "event", "lap", "session", "activity"):
        for slow, fast in zip(patient[name], quick[name], strict=True):
            shared = slow.keys() & fast.keys()
            assert len(shared) >= 4
            assert {key: slow[key] for key in shared} == {
                key: pytest.approx(fast[key]) if isinstance(fast[key], float) else fast[key]
                for key in shared
            }
    last, quickest = patient["record"][-1], quick["record"][-1]
    assert last["distance"] == pytest.approx(quickest["distance"])
    assert last["cadence"] == quickest["cadence"]


def test_totals_leave_the_pause_out_of_the_timer_but_not_of_the_clock() -> None:
    (session,) = fitfast.parse(fit_file(jog()))["session"]
    assert session["sport"] == "running"
    assert session["sub_sport"] == "street"
    assert session["total_elapsed_time"] == 620
    assert session["total_timer_time"] == 600
    assert session["total_distance"] == pytest.approx(1800)
    assert session["num_laps"] == 2


def test_laps_add_up_to_the_session() -> None:
    parsed = fitfast.parse(fit_file(jog()))
    laps, (session,) = parsed["lap"], parsed["session"]
    for total in ("total_distance", "total_timer_time", "total_elapsed_time"):
        assert sum(lap[total] for lap in laps) == pytest.approx(session[total])


def test_the_timer_stops_and_starts_around_the_pause() -> None:
    events = fitfast.parse(fit_file(jog()))["event"]
    start = STARTED.timestamp()
    assert [(e["timestamp"] - start, e["event_type"]) for e in events] == [
        (0, "start"),
        (240, "stop_all"),
        (260, "start"),
        (620, "stop_all"),
    ]


def test_a_treadmill_run_has_no_place_and_no_height() -> None:
    content = fit_file(jog(TREADMILL))
    assert {"position_lat", "enhanced_altitude"}.isdisjoint(fitfast.records(content))
    assert fitfast.parse(content)["session"][0]["sub_sport"] == "treadmill"


def test_strength_work_carries_its_time_and_pulse_alone() -> None:
    time_s = np.arange(0.0, 1501.0, 5)
    content = fit_file(
        Activity(
            started_at=STARTED,
            utc_offset_s=0,
            sport=TRAINING,
            sub_sport=STRENGTH_TRAINING,
            time_s=time_s,
            laps_s=(1500.0,),
            heart_rate_bpm=np.full(len(time_s), 104.0),
        )
    )
    assert set(fitfast.records(content)) == {"timestamp", "heart_rate"}
    (session,) = fitfast.parse(content)["session"]
    assert (session["sport"], session["sub_sport"]) == ("training", "strength_training")
    assert session["total_timer_time"] == 1500
    assert "total_distance" not in session
