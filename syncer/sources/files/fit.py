"""FIT: from a file's content to recordings, one for each session it holds."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from syncer.measure import FloatArray
from syncer.sources import Kind, Recording, Refused
from syncer.sources.files import fit_fast, fit_frames, fit_patient
from syncer.sources.files.fit_content import FitContent, Message
from syncer.sources.files.fit_series import Window, pauses, series, tidy
from syncer.sources.files.guess import by_speed
from syncer.sources.files.sports import fit_sport
from syncer.sources.files.steps import both_feet

_OTHER_CONTENT = {
    "settings": "the settings of a watch",
    "device": "the description of a device",
    "sport": "the settings of a sport",
    "workout": "a planned workout",
    "course": "a course to follow",
    "schedules": "a training calendar",
    "weight": "body weights",
    "totals": "totals only",
    "goals": "goals",
    "blood_pressure": "blood pressures",
    "monitoring_a": "all-day monitoring",
    "monitoring_daily": "all-day monitoring",
    "monitoring_b": "all-day monitoring",
    "segment": "a segment",
    "segment_list": "a list of segments",
}
_ACTIVITY = frozenset({"activity", "activity_summary", "None"})


def read(data: bytes) -> list[Recording]:
    """The recordings of a FIT file, without ids. Raises Refused where it holds none."""
    fit_frames.check_claims(data)
    recordings: list[Recording] = []
    reason = ""
    for part in fit_frames.parts(data):
        try:
            content = fit_fast.read(part)
        except fit_fast.NotFast:
            content = fit_patient.read(part)
        found = _recordings(content)
        recordings += found
        if not found:
            reason = reason or _why_nothing(content)
    if not recordings:
        raise Refused(reason)
    return recordings


def _why_nothing(content: FitContent) -> str:
    kinds = {str(file_id.get("type")) for file_id in content.file_ids}
    for kind in sorted(kinds - _ACTIVITY):
        return f"it holds {_OTHER_CONTENT.get(kind, 'other data of a device')}, not an activity"
    if content.salvaged is not None:
        return "it is cut off or damaged before anything was recorded"
    return "it holds no activity: nothing was recorded in it"


def _recordings(content: FitContent) -> list[Recording]:
    kinds = {str(file_id.get("type")) for file_id in content.file_ids}
    if kinds and kinds.isdisjoint(_ACTIVITY):
        return []
    columns = tidy(content.columns)
    sessions = sorted(content.sessions, key=_session_start)
    if not sessions:
        # Cut off before the summary, or written by an app that never sums up.
        if not any(_moves(columns, name) for name in ("distance", "position_lat", "cadence")):
            return []
        sport: Message = content.sports[-1] if content.sports else {}
        sessions = [{"sport": sport.get("sport"), "sub_sport": sport.get("sub_sport")}]
    recordings = []
    for nth, session in enumerate(sessions):
        if session.get("sport") == "transition":
            continue
        last = nth + 1 == len(sessions)
        window = Window(
            start_s=_session_start(session) if len(sessions) > 1 else -np.inf,
            end_s=np.inf if last else _session_start(sessions[nth + 1]),
        )
        recording = _recording(content, session, window.of(columns))
        if recording is not None:
            recordings.append(recording)
    return recordings


def _session_start(session: Message) -> float:
    start = session.get("start_time", session.get("timestamp"))
    return float(start) if isinstance(start, int | float) else -np.inf


def _moves(columns: dict[str, FloatArray], name: str) -> bool:
    """Whether at least two records hold this: one alone is no recording."""
    return name in columns and int((~np.isnan(columns[name])).sum()) > 1


def _recording(
    content: FitContent, session: Message, columns: dict[str, FloatArray]
) -> Recording | None:
    started_s = _session_start(session)
    if "timestamp" in columns and columns["timestamp"].size:
        first_s = float(columns["timestamp"][0])
        # A file keeps its own start where the watch was started before its first record.
        started_s = first_s if not np.isfinite(started_s) else min(first_s, started_s)
    if not np.isfinite(started_s):
        return None
    recorded = series(
        columns, started_s, pauses(content.events, started_s, columns), _barometric(content)
    )
    if session.get("sport") is None and recorded is not None:
        kind, run_kind = by_speed(recorded)
    else:
        kind, run_kind = fit_sport(session.get("sport"), session.get("sub_sport"))
    cadence = _number(session, "avg_cadence", "avg_running_cadence")
    if cadence is not None:
        cadence += _number(session, "avg_fractional_cadence") or 0.0
    return Recording(
        source_id="",
        kind=kind,
        run_kind=run_kind,
        started_at=_instant(started_s),
        elapsed_s=_number(session, "total_elapsed_time"),
        moving_s=_number(session, "total_timer_time"),
        distance_m=_number(session, "total_distance"),
        ascent_m=_number(session, "total_ascent"),
        descent_m=_number(session, "total_descent"),
        cadence_spm=both_feet(cadence) if kind is Kind.RUN else None,
        device=_device(content),
        salvaged=content.salvaged,
        series=recorded,
    )


def _instant(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise Refused("its dates are no dates") from None


def _number(message: Message, *names: str) -> float | None:
    for name in names:
        value = message.get(name)
        if isinstance(value, int | float) and np.isfinite(value):
            return float(value)
    return None


def _device(content: FitContent) -> str:
    for message in (*content.file_ids, *content.devices):
        product = message.get("product_name") or message.get("garmin_product")
        maker = message.get("manufacturer")
        if product is None and maker is not None:
            product = message.get("product")
        if product is not None or maker is not None:
            named = (str(maker or "").replace("_", " "), str(product or "").replace("_", " "))
            return " ".join(part for part in named if part and part != "development")
    return ""


def _barometric(content: FitContent) -> bool:
    """Whether a device lists a barometer of its own (local device type 4 in the profile).

    A heuristic: makers that list no sensors are taken to have none, so their altitude is
    trusted less than it may deserve.
    """
    return any(
        device.get("source_type") == "local"
        and (device.get("device_type") == 4 or device.get("local_device_type") in (4, "barometer"))
        for device in content.devices
    )
