"""The sets of a strength session, as a watch counts them and Garmin tells them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_REST_S = 60.0


@dataclass(frozen=True, slots=True)
class Lift:
    """Some sets of one exercise, by Garmin's names for it; `seconds` is how long a set takes."""

    category: str
    name: str | None
    sets: int = 3
    reps: int = 12
    weight_kg: float = 0.0
    seconds: float = 40.0


USUAL = (
    Lift("CALF_RAISE", "SINGLE_LEG_STANDING_CALF_RAISE", reps=15),
    Lift("SQUAT", "STEP_UP", weight_kg=8.0),
    Lift("HIP_RAISE", "CLAM_BRIDGE"),
)


def exercise_sets(lifts: Iterable[Lift], started_at: datetime) -> list[Mapping[str, Any]]:
    """Every set with the rest after it. Weights are grams."""
    rows: list[Mapping[str, Any]] = []
    at = started_at.astimezone(UTC)
    for lift in lifts:
        for _ in range(lift.sets):
            exercise = {"category": lift.category, "name": lift.name, "probability": 98.0}
            grams = lift.weight_kg * 1000
            rows.append(_set("ACTIVE", at, lift.seconds, [exercise], lift.reps, grams, len(rows)))
            at += timedelta(seconds=lift.seconds)
            rows.append(_set("REST", at, _REST_S, [], None, None, len(rows)))
            at += timedelta(seconds=_REST_S)
    return rows


def _set(
    kind: str,
    at: datetime,
    seconds: float,
    exercises: list[dict[str, Any]],
    reps: int | None,
    grams: float | None,
    nth: int,
) -> dict[str, Any]:
    return {
        "exercises": exercises,
        "duration": seconds,
        "repetitionCount": reps,
        "weight": grams,
        "setType": kind,
        "startTime": f"{at:%Y-%m-%dT%H:%M:%S}.0",
        "wktStepIndex": None,
        "messageIndex": nth,
    }
