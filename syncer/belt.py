"""How far it was on a treadmill, where its recordings disagree. Pure.

A watch guesses the way from the swing of the arm; the belt shows its own figure, which the runner
types in or corrects. A total that no time series agrees with was typed by somebody who looked at
the belt, so it counts. Without any series the smaller one counts until there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from coaching.log import RunKind
from syncer.alike import agree
from syncer.outing import Recorded

DISAGREES = 0.02
"""A total differs from its own series by less than this part when nobody changed it."""


def on_a_belt(recordings: Sequence[Recorded]) -> bool:
    """Whether a treadmill is named and no satellite contradicts it."""
    return any(one.run_kind is RunKind.TREADMILL for one in recordings) and not any(
        one.has_gps for one in recordings
    )


def belt_distance_m(recordings: Sequence[Recorded]) -> float | None:
    """The way in metres that counts, the best recording first; None where nothing tells one."""
    guesses = [one.measured.distance_m for one in recordings if one.measured is not None]
    guessed = [guess for guess in guesses if guess]
    totals = [one.distance_m for one in recordings if one.distance_m and one.salvaged is None]
    typed = [total for total in totals if not any(agree(total, g, DISAGREES) for g in guessed)]
    if guessed and typed:
        return typed[0]
    return guessed[0] if guessed else min(totals, default=None)


def surface_on_belt(
    surface_m: Mapping[str, float], distance_m: float | None
) -> Mapping[str, float]:
    """Metres by surface of a run on a belt alone, for the distance that counts."""
    if distance_m is None or set(surface_m) != {"treadmill"}:
        return surface_m
    return {"treadmill": distance_m}
