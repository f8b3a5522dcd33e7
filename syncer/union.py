"""What recordings cover together that the runner called one run, where none saw all of it. Pure.

A watch that stopped and a phone that was started later each have a part. The longest counts
whole, and of each of the others the share of its way, time and climb that lies outside the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from syncer.alike import SAME, lead, perhaps_clock_off, same_hour_hand, same_time
from syncer.cut_elsewhere import covered_s
from syncer.halves import in_one
from syncer.measure import Measured
from syncer.outing import Recorded
from syncer.whole import SAW_IT_ALL

_ADDS_UP = (
    "moving_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "steep_descent_m",
    "steep_climb_m",
)


def with_all_of_it(
    recordings: Sequence[Recorded], ids: Collection[int | None]
) -> Sequence[Recorded]:
    """The same recordings, and before them one of all the time that they cover, if it takes
    several for that and the runner said that they are one run. `ids` are those of the outing."""
    said = [one for one in recordings if _is_said_to_be_of_it(one, ids)]
    if not said:
        return recordings
    first, *rest = sorted(recordings, key=lead)
    taken, shares = [first], [first]
    for one in rest:
        if one in said and one.span_s > 0.0 and not any(_again(each, one) for each in taken):
            shares.append(_share(one, 1.0 - covered_s(taken, one) / one.span_s))
            taken.append(one)
    kept = [one for one in shares if one.span_s > 0.0 and one.value("distance_m")]
    all_s = sum(one.span_s for one in kept)
    if len(kept) < 2 or max(one.span_s for one in recordings) >= SAW_IT_ALL * all_s:
        return recordings
    return [in_one(sorted(kept, key=lambda one: (one.started_at, one.name))), *recordings]


def _is_said_to_be_of_it(one: Recorded, ids: Collection[int | None]) -> bool:
    return any(verdict == SAME and other in ids for other, verdict in one.decided.items())


def _again(one: Recorded, other: Recorded) -> bool:
    """Whether the other is the same again, by a clock that may be off, and no other part."""
    alike = same_time, perhaps_clock_off, same_hour_hand
    return any(each(one, other) for each in alike)


def _share(one: Recorded, part: float) -> Recorded:
    """A part of a recording as if it had been even from start to end."""
    ours = one.measured
    return replace(
        one,
        elapsed_s=one.span_s * part,
        moving_s=_times(one.moving_s, part),
        distance_m=_times(one.distance_m, part),
        ascent_m=_times(one.ascent_m, part),
        descent_m=_times(one.descent_m, part),
        measured=None if ours is None else _measured(ours, part),
    )


def _measured(ours: Measured, part: float) -> Measured:
    changed: dict[str, Any] = {name: _times(getattr(ours, name), part) for name in _ADDS_UP}
    for name in ("surface_m", "speed_s", "heart_s"):
        changed[name] = {key: value * part for key, value in getattr(ours, name).items()}
    return replace(ours, **changed)


def _times(value: float | None, part: float) -> float | None:
    return None if value is None else value * part
