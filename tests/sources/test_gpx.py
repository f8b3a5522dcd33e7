"""GPX files: extensions of every maker, times that misbehave, tracks that do not say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coaching.log import RunKind
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import gpx
from tests.sources import xml_text as xt
from tests.sources.fit_bytes import MORNING


def only(data: bytes) -> Recording:
    (recording,) = gpx.read(data)
    return recording


def test_a_track_becomes_a_recording_with_its_name_and_sport() -> None:
    run = only(xt.gpx())
    assert (run.kind, run.run_kind, run.title) == (Kind.RUN, RunKind.RUN, "Along the lake")
    assert (run.started_at, run.elapsed_s, run.device) == (MORNING, 600.0, "Watch")
    assert run.distance_m is None
    assert run.series is not None
    assert run.series.altitude_m is not None


@pytest.mark.parametrize(
    ("inside", "namespaces"),
    [
        ("<extensions><gpxtpx:cad>84</gpxtpx:cad></extensions>", 'xmlns:gpxtpx="x"'),
        ("<extensions><ns3:TPX><ns3:cad>84</ns3:cad></ns3:TPX></extensions>", 'xmlns:ns3="x"'),
        ("<extensions><gpxdata:cadence>84</gpxdata:cadence></extensions>", 'xmlns:gpxdata="x"'),
        ("<extensions><gpxdata:cadence>84</gpxdata:cadence></extensions>", ""),
        ("<cadence>84</cadence>", ""),
    ],
    ids=["gpxtpx", "ns3", "gpxdata", "undeclared prefix", "no extension"],
)
def test_cadence_is_found_in_every_maker_s_extension(inside: str, namespaces: str) -> None:
    run = only(xt.gpx(inside=inside, namespaces=namespaces))
    assert run.cadence_spm == 168.0
    assert run.series is not None
    assert run.series.cadence_per_min is not None
    assert set(run.series.cadence_per_min) == {84.0}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("running", Kind.RUN),
        ("Run", Kind.RUN),
        ("9", Kind.RUN),
        ("1", Kind.RIDE),
        ("trail_running", Kind.RUN),
        ("TrailRun", Kind.RUN),
        ("hiking", Kind.WALK),
        ("other", Kind.OTHER),
        ("kitesurfing", Kind.OTHER),
    ],
)
def test_types_are_understood_as_words_and_as_numbers(word: str, kind: Kind) -> None:
    assert only(xt.gpx(kind=f"<type>{word}</type>")).kind is kind


@pytest.mark.parametrize(
    ("every_s", "kind"), [(3, Kind.WALK), (1, Kind.RUN), (0.5, Kind.RIDE)], ids=str
)
def test_a_track_that_does_not_say_is_taken_by_its_speed(every_s: float, kind: Kind) -> None:
    times = [int(nth * every_s) for nth in range(0, 600, 1 if every_s >= 1 else 2)]
    data = xt.gpx(times, kind="")
    if every_s < 1:
        data = data.replace(b"47.0", b"47.0")
        # Two steps a second, written as every second one.
        points = "".join(xt.point(2 * n, MORNING + timedelta(seconds=n)) for n in range(300))
        data = f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>".encode()
    assert only(data).kind is kind


def test_points_without_times_are_refused_for_that() -> None:
    with pytest.raises(Refused, match="no times"):
        gpx.read(xt.gpx([None] * 20))


def test_a_route_and_waypoints_are_no_recording() -> None:
    data = b'<gpx><wpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time></wpt><rte/></gpx>'
    with pytest.raises(Refused, match="no recorded track"):
        gpx.read(data)


def test_times_that_go_back_or_stand_still_are_left_out() -> None:
    series = only(xt.gpx([0, 1, 1, 2, 1, 3, 2, 4])).series
    assert series is not None
    assert series.time_s.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_date_far_from_all_others_does_not_hide_them() -> None:
    far = int(timedelta(days=9000).total_seconds())
    series = only(xt.gpx([far, *range(60)])).series
    assert series is not None
    assert series.time_s.size == 60


def test_segments_are_put_in_order_and_the_gap_between_them_is_a_pause() -> None:
    def segment(first: int) -> str:
        points = (xt.point(n, MORNING + timedelta(seconds=n)) for n in range(first, first + 60))
        return f"<trkseg>{''.join(points)}</trkseg>"

    series = only(f"<gpx><trk>{segment(300)}{segment(0)}</trk></gpx>".encode()).series
    assert series is not None
    assert (series.time_s[0], series.time_s[-1]) == (0.0, 359.0)
    assert series.pauses_s is not None
    assert series.pauses_s.tolist() == [[59.0, 300.0]]


def test_what_stands_before_broken_xml_is_kept_and_marked() -> None:
    whole = xt.gpx()
    run = only(whole[: len(whole) // 2])
    assert run.salvaged
    assert run.series is not None
    assert 250 < run.series.time_s.size < 350


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_old_programs_are_read(encoding: str) -> None:
    text = xt.gpx(name="<name>Über den Hügel</name>").decode().replace('<?xml version="1.0"?>', "")
    assert only(text.encode(encoding)).title == "Über den Hügel"
