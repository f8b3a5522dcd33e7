"""Writes one activity as a FIT file, as a watch would: every second, every pause, every lap.

A small writer of our own, so that the simulated club goes in through the same door as any
runner's files. Source: Garmin's FIT protocol (file header, definition and data messages,
checksums) and the order of messages that watches keep: records first, summaries last.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from syncer.sandbox import fit_messages as fit
from syncer.sandbox.fit_crc import fit_crc

FloatArray = NDArray[np.float64]

RUNNING, TRAINING = 1, 10
GENERIC, TREADMILL, STREET, TRAIL, TRACK, STRENGTH_TRAINING = 0, 1, 2, 3, 4, 20

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_PROTOCOL, _PROFILE = 0x20, 21158
_DEVELOPMENT = 255
_TIMER, _START, _STOP_ALL = 0, 0, 4
_LOCAL_SOURCE, _BAROMETER = 5, 4


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """One activity to write. Arrays share one length; a column that is None is not written.

    `time_s` counts whole seconds from the start and leaves out the `pauses_s` (start, end).
    `cadence_spm` counts steps of both feet; the file holds strides, as FIT does for runs.
    `laps_s` are the ends of the laps, the last at the end of the activity.
    """

    started_at: datetime
    utc_offset_s: int
    sport: int
    sub_sport: int
    time_s: FloatArray
    laps_s: tuple[float, ...]
    lat_deg: FloatArray | None = None
    lon_deg: FloatArray | None = None
    altitude_m: FloatArray | None = None
    distance_m: FloatArray | None = None
    speed_mps: FloatArray | None = None
    cadence_spm: FloatArray | None = None
    heart_rate_bpm: FloatArray | None = None
    pauses_s: tuple[tuple[float, float], ...] = ()
    ascent_m: float | None = None
    descent_m: float | None = None

    @property
    def elapsed_s(self) -> float:
        return float(self.time_s[-1])

    def timer_s(self, until_s: float) -> float:
        """Seconds that the timer ran from the start to `until_s`."""
        return until_s - sum(max(0.0, min(end, until_s) - a) for a, end in self.pauses_s)

    def distance_at(self, time_s: FloatArray) -> FloatArray:
        """Metres covered at `time_s`, interpolated; NaN throughout without distances."""
        if self.distance_m is None:
            return np.full(len(time_s), np.nan)
        return np.interp(time_s, self.time_s, self.distance_m)


def fit_file(activity: Activity) -> bytes:
    """The whole file, header and checksums included."""
    body = b"".join(
        (
            _one(fit.FILE_ID, _file_id(activity)),
            _devices(activity),
            _timeline(activity),
            _laps(activity),
            _one(fit.SESSION, _session(activity)),
            _one(fit.ACTIVITY, _closing(activity)),
        )
    )
    head = struct.pack("<BBHI4s", 14, _PROTOCOL, _PROFILE, len(body), b".FIT")
    whole = head + struct.pack("<H", fit_crc(head)) + body
    return whole + struct.pack("<H", fit_crc(whole))


def _one(message: fit.Message, values: Mapping[str, ArrayLike], length: int = 1) -> bytes:
    return fit.definition(message, values) + fit.rows(message, values, length).tobytes()


def _stamp(activity: Activity, after_s: float = 0.0) -> float:
    """FIT seconds at `after_s` seconds into the activity."""
    return round((activity.started_at - _EPOCH).total_seconds()) + after_s


def _file_id(activity: Activity) -> Mapping[str, ArrayLike]:
    return {
        "type": 4,
        "manufacturer": _DEVELOPMENT,
        "product": 1,
        "serial_number": 1,
        "time_created": _stamp(activity),
    }


def _devices(activity: Activity) -> bytes:
    """The watch itself, and the sensor that its altitude or place comes from."""
    sensor = np.nan if activity.altitude_m is None else _BAROMETER
    values: Mapping[str, ArrayLike] = {
        "timestamp": _stamp(activity),
        "device_index": [0, 1],
        "device_type": [np.nan, sensor],
        "manufacturer": [_DEVELOPMENT, np.nan],
        "product": [1, np.nan],
        "software_version": [1.0, np.nan],
        "source_type": _LOCAL_SOURCE,
    }
    return _one(fit.DEVICE_INFO, values, 2)


def _columns(activity: Activity) -> dict[str, ArrayLike]:
    """The columns of the records that this activity has."""
    cadence = activity.cadence_spm
    # Rounded to the file's own step first, or 83.999 would become 83 and 128/128.
    strides = None if cadence is None else np.rint(cadence / 2 * 128) / 128
    columns = {
        "position_lat": activity.lat_deg,
        "position_long": activity.lon_deg,
        "distance": activity.distance_m,
        "enhanced_altitude": activity.altitude_m,
        "enhanced_speed": activity.speed_mps,
        "heart_rate": activity.heart_rate_bpm,
        "cadence": None if strides is None else np.floor(strides),
        "fractional_cadence": None if strides is None else strides - np.floor(strides),
    }
    present = {name: column for name, column in columns.items() if column is not None}
    return {"timestamp": _stamp(activity) + activity.time_s, **present}


def _timeline(activity: Activity) -> bytes:
    """Timer start, records with each pause where it happened, timer stop."""
    columns = _columns(activity)
    records = fit.rows(fit.RECORD, columns, len(activity.time_s))
    turns = [(0.0, _START)]
    for start, end in activity.pauses_s:
        turns += [(start, _STOP_ALL), (end, _START)]
    turns.append((activity.elapsed_s, _STOP_ALL))
    values: Mapping[str, ArrayLike] = {
        "timestamp": [_stamp(activity, at) for at, _ in turns],
        "event": _TIMER,
        "event_type": [what for _, what in turns],
        "event_group": 0,
    }
    events = fit.rows(fit.EVENT, values, len(turns))
    parts = [fit.definition(fit.EVENT, values), fit.definition(fit.RECORD, columns)]
    done = 0
    for event, (at, what) in zip(events, turns, strict=True):
        # A record in the second of a stop still belongs to what came before it.
        upto = int(np.searchsorted(activity.time_s, at + 0.5 * (what == _STOP_ALL)))
        parts += [records[done:upto].tobytes(), event.tobytes()]
        done = upto
    return b"".join(parts)


def _laps(activity: Activity) -> bytes:
    ends = np.asarray(activity.laps_s)
    starts = np.concatenate(([0.0], ends[:-1]))
    timer = np.array([activity.timer_s(end) for end in activity.laps_s])
    covered = activity.distance_at(np.concatenate(([0.0], ends)))
    values: Mapping[str, ArrayLike] = {
        "message_index": np.arange(len(ends)),
        "timestamp": _stamp(activity) + ends,
        "event": 9,
        "event_type": 1,
        "start_time": _stamp(activity) + starts,
        "total_elapsed_time": ends - starts,
        "total_timer_time": np.diff(timer, prepend=0.0),
        "total_distance": np.diff(covered),
        "sport": activity.sport,
    }
    return _one(fit.LAP, values, len(ends))


def _mean(column: FloatArray | None) -> float:
    return np.nan if column is None else float(np.mean(column))


def _session(activity: Activity) -> Mapping[str, ArrayLike]:
    timer_s = activity.timer_s(activity.elapsed_s)
    distance_m = float(activity.distance_at(activity.time_s[-1:])[0])
    strides = _mean(activity.cadence_spm) / 2
    return {
        "message_index": 0,
        "timestamp": _stamp(activity, activity.elapsed_s),
        "event": 8,
        "event_type": 1,
        "start_time": _stamp(activity),
        "sport": activity.sport,
        "sub_sport": activity.sub_sport,
        "total_elapsed_time": activity.elapsed_s,
        "total_timer_time": timer_s,
        "total_distance": distance_m,
        "enhanced_avg_speed": distance_m / timer_s,
        "avg_heart_rate": _mean(activity.heart_rate_bpm),
        "avg_cadence": np.floor(strides),
        "avg_fractional_cadence": min(strides - np.floor(strides), 127 / 128),
        "total_ascent": np.nan if activity.ascent_m is None else activity.ascent_m,
        "total_descent": np.nan if activity.descent_m is None else activity.descent_m,
        "first_lap_index": 0,
        "num_laps": len(activity.laps_s),
        "trigger": 0,
    }


def _closing(activity: Activity) -> Mapping[str, ArrayLike]:
    end = _stamp(activity, activity.elapsed_s)
    return {
        "timestamp": end,
        "total_timer_time": activity.timer_s(activity.elapsed_s),
        "num_sessions": 1,
        "type": 0,
        "event": 26,
        "event_type": 1,
        "local_timestamp": end + activity.utc_offset_s,
    }
