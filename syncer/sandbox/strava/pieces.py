"""An activity cut in pieces: a split a kilometre or mile, and the laps of the watch."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from syncer.sandbox.strava.streams import Streams


@lru_cache(maxsize=512)
def splits(streams: Streams, every_m: float) -> list[dict[str, Any]]:
    """A row for each whole `every_m` and one for the rest; none without distances.

    Kept, because details are asked for again and again: nobody may change the rows.
    """
    metres = streams.column("distance")
    if not metres or metres[-1] <= 0:
        return []
    ends = [every_m * nth for nth in range(1, int(metres[-1] / every_m) + 1)]
    places = [bisect_left(metres, end) for end in ends]
    if not places or places[-1] < len(metres) - 1:
        places.append(len(metres) - 1)
    rows = []
    for nth, (first, last) in enumerate(zip([0, *places], places, strict=False), start=1):
        row = _piece(streams, first, last)
        speed = row["average_speed"]
        pulse = row.pop("average_heartrate", None)
        row |= {"split": nth, "average_grade_adjusted_speed": speed, "pace_zone": 2}
        rows.append(row if pulse is None else row | {"average_heartrate": pulse})
    return rows


def laps(
    fields: Mapping[str, Any], athlete_id: int, streams: Streams, ends_s: Sequence[float]
) -> list[dict[str, Any]]:
    """The laps of an activity; one that is the whole of it where no ends are known."""
    seconds = streams.column("time")
    ends = [min(bisect_left(seconds, end), len(seconds) - 1) for end in ends_s]
    places = ends or [len(seconds) - 1]
    rows = []
    for nth, (first, last) in enumerate(zip([0, *places], places, strict=False), start=1):
        piece = _piece(streams, first, last)
        climbed = piece.pop("elevation_difference")
        rows.append(
            {
                "id": fields["id"] * 10 + nth,
                "resource_state": 2,
                "name": f"Lap {nth}",
                "activity": {
                    "id": fields["id"],
                    "visibility": fields["visibility"],
                    "resource_state": 1,
                },
                "athlete": {"id": athlete_id, "resource_state": 1},
                "start_date": _later(fields["start_date"], seconds[first]),
                "start_date_local": _later(fields["start_date_local"], seconds[first]),
                **piece,
                **_sensed(streams, first, last),
                "lap_index": nth,
                "split": nth,
                "start_index": first,
                "end_index": last,
                "total_elevation_gain": max(0.0, climbed),
                "device_watts": False,
            }
        )
    return rows


def _piece(streams: Streams, first: int, last: int) -> dict[str, Any]:
    """What laps and splits have in common, between two samples."""
    seconds = streams.column("time")
    metres = streams.column("distance") or [0.0] * len(seconds)
    heights = streams.column("altitude") or [0.0] * len(seconds)
    moved = streams.column("moving") or [True] * len(seconds)
    steps = range(first + 1, last + 1)
    moving_s = round(sum(seconds[at] - seconds[at - 1] for at in steps if moved[at]))
    covered = round(metres[last] - metres[first], 1)
    row: dict[str, Any] = {
        "distance": covered,
        "elapsed_time": round(seconds[last] - seconds[first]),
        "elevation_difference": round(heights[last] - heights[first], 1),
        "moving_time": moving_s,
        "average_speed": round(covered / max(moving_s, 1), 2),
    }
    pulses: Sequence[float] = streams.column("heartrate")[first : last + 1]
    return row | {"average_heartrate": sum(pulses) / len(pulses)} if pulses else row


def _sensed(streams: Streams, first: int, last: int) -> dict[str, float]:
    """What only laps tell of the sensors."""
    speeds: Sequence[float] = streams.column("velocity_smooth")[first : last + 1]
    told = {"max_speed": float(max(speeds, default=0.0))}
    steps: Sequence[int] = streams.column("cadence")[first : last + 1]
    if steps:
        told["average_cadence"] = round(sum(steps) / len(steps), 1)
    pulses: Sequence[int] = streams.column("heartrate")[first : last + 1]
    if pulses:
        told["max_heartrate"] = float(max(pulses))
    return told


def _later(start: str, seconds: float) -> str:
    return f"{datetime.fromisoformat(start) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"
