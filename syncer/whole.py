"""Which recordings of an outing saw the whole of it, and which of them is believed first. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.log import RunKind
from syncer.measure import Measured
from syncer.outing import Recorded

SAW_IT_ALL = 0.9
"""A recording saw the whole run with this part of the longest one's time or distance."""

GPS_AGREES = (0.7, 1.5)
"""Satellites against a treadmill's guess: within this, the watch was outdoors after all."""

INDOORS = (RunKind.TREADMILL, RunKind.VIRTUAL)

_UNMEASURED = Measured()


def ranked(recordings: Sequence[Recorded]) -> list[Recorded]:
    """The best first; nothing here depends on which arrived when."""
    return sorted(
        recordings,
        key=lambda one: (
            one.measured is None,
            one.salvaged is not None,
            one.run_kind is RunKind.TREADMILL,
            not one.has_gps,
            -_known(one),
            -one.span_s,
            one.name,
        ),
    )


def _known(one: Recorded) -> int:
    ours = one.measured or _UNMEASURED
    return sum(
        value is not None
        for value in (
            ours.cadence_spm,
            ours.steep_descent_m,
            ours.distance_m or one.distance_m,
            one.ascent_m,
            one.cadence_spm,
            one.timezone,
        )
    )


def saw_it_all(one: Recorded, all_of_them: Sequence[Recorded]) -> bool:
    """Whether it lasted nearly as long, or went nearly as far, as the longest of them."""
    spans = [other.span_s for other in all_of_them]
    if one.span_s >= SAW_IT_ALL * max(spans):
        return True
    # A timer that ran on after the finish makes a span longer, but not the way.
    longest = max(all_of_them, key=lambda other: (other.span_s, other.name))
    mine, theirs = one.value("distance_m"), longest.value("distance_m")
    return mine is not None and theirs is not None and mine >= SAW_IT_ALL * theirs > 0.0


def outdoors_or_in(whole: list[Recorded]) -> list[Recorded]:
    """Without those that were wrong about a treadmill: its own guess, or a phone lying on it."""
    inside = [one for one in whole if one.run_kind is RunKind.TREADMILL]
    outside = [one for one in whole if one.has_gps and one.run_kind not in INDOORS]
    if not inside or not outside:
        return whole
    guess, gps = inside[0].value("distance_m"), outside[0].value("distance_m")
    was_out = guess and gps and GPS_AGREES[0] <= gps / guess <= GPS_AGREES[1]
    wrong = inside if was_out else outside
    return [one for one in whole if one not in wrong]
