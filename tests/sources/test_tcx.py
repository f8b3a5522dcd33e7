"""TCX files: as Garmin, Strava and others really write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import tcx
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING


def only(data: bytes) -> Recording:
    (recording,) = tcx.read(data)
    return recording


@pytest.mark.parametrize("before", ["", "          ", "\n\t "])
@pytest.mark.parametrize("namespace", ["", 'xmlns="http://www.garmin.com/x"'])
def test_spaces_before_the_first_line_and_a_missing_namespace_do_no_harm(
    before: str, namespace: str
) -> None:
    run = only(xt.tcx(before=before, namespace=namespace))
    assert (run.kind, run.started_at, run.device) == (Kind.RUN, MORNING, "Forerunner")
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (600.0, 590.0, 1800.0)


@pytest.mark.parametrize(
    ("inside", "per_min"),
    [
        ("<Cadence>84</Cadence>", 84.0),
        ("<Extensions><ns3:TPX><ns3:RunCadence>85</ns3:RunCadence></ns3:TPX></Extensions>", 85.0),
        (
            "<Cadence>70</Cadence><Extensions><TPX><RunCadence>85</RunCadence></TPX></Extensions>",
            85,
        ),
    ],
)
def test_cadence_is_read_from_both_places_and_the_extension_wins(
    inside: str, per_min: float
) -> None:
    run = only(xt.tcx(xt.activity(inside=inside)))
    assert run.series is not None
    assert run.series.cadence_per_min is not None
    assert set(run.series.cadence_per_min) == {per_min}
    assert run.cadence_spm == 2 * per_min


def test_heart_rate_position_and_speed_are_read() -> None:
    inside = (
        "<Position><LatitudeDegrees>47</LatitudeDegrees><LongitudeDegrees>8</LongitudeDegrees>"
        "</Position><HeartRateBpm><Value>140</Value></HeartRateBpm>"
        "<Extensions><TPX><Speed>3.1</Speed></TPX></Extensions>"
    )
    series = only(xt.tcx(xt.activity(inside=inside))).series
    assert series is not None
    for array, value in (
        (series.lat_deg, 47.0),
        (series.lon_deg, 8.0),
        (series.heart_rate_bpm, 140.0),
        (series.speed_mps, 3.1),
    ):
        assert array is not None
        assert set(array) == {value}


def test_several_activities_in_a_file_are_several_recordings() -> None:
    ride = xt.activity(range(900, 1200), sport="Biking")
    run, other = tcx.read(xt.tcx(xt.activity(), ride))
    assert (run.kind, other.kind) == (Kind.RUN, Kind.RIDE)
    assert other.started_at == MORNING + timedelta(seconds=900)


def test_a_course_is_no_activity() -> None:
    with pytest.raises(Refused, match="no recorded activity"):
        tcx.read(b"<TrainingCenterDatabase><Courses><Course/></Courses></TrainingCenterDatabase>")
