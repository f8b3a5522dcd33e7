"""GPX and TCX as their makers write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.sources.fit_bytes import MORNING

STEP_DEG = 3.0 / 111_195.0
"""Three metres to the north."""


def point(nth: int, at: datetime | None, inside: str = "") -> str:
    time = "" if at is None else f"<time>{at:%Y-%m-%dT%H:%M:%SZ}</time>"
    return f'<trkpt lat="{47 + nth * STEP_DEG:.7f}" lon="8.5"><ele>400</ele>{time}{inside}</trkpt>'


def gpx(
    times: Iterable[int | None] = range(601),
    inside: str = "",
    kind: str = "<type>running</type>",
    namespaces: str = "",
    name: str = "<name>Along the lake</name>",
) -> bytes:
    """A track with a point at each of these seconds (None writes a point without a time)."""
    points = "".join(
        point(nth, None if s is None else MORNING + timedelta(seconds=s), inside)
        for nth, s in enumerate(times)
    )
    return (
        f'<?xml version="1.0"?><gpx version="1.1" creator="Watch" {namespaces}>'
        f"<trk>{name}{kind}<trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def trackpoint(second: int, inside: str) -> str:
    at = MORNING + timedelta(seconds=second)
    return (
        f"<Trackpoint><Time>{at:%Y-%m-%dT%H:%M:%S.000Z}</Time>"
        f"<DistanceMeters>{3 * second}</DistanceMeters>{inside}</Trackpoint>"
    )


def activity(seconds: Iterable[int] = range(601), inside: str = "", sport: str = "Running") -> str:
    points = "".join(trackpoint(second, inside) for second in seconds)
    return (
        f'<Activity Sport="{sport}"><Id>x</Id><Lap StartTime="{MORNING:%Y-%m-%dT%H:%M:%SZ}">'
        f"<TotalTimeSeconds>590</TotalTimeSeconds><DistanceMeters>1800</DistanceMeters>"
        f"<Cadence>99</Cadence><Track>{points}</Track></Lap>"
        f"<Creator><Name>Forerunner</Name></Creator></Activity>"
    )


def tcx(*activities: str, before: str = "", namespace: str = "") -> bytes:
    inside = "".join(activities or (activity(),))
    return (
        f'{before}<?xml version="1.0"?><TrainingCenterDatabase {namespace}>'
        f"<Activities>{inside}</Activities></TrainingCenterDatabase>"
    ).encode()
