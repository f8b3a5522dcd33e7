"""From the names that devices and platforms give a sport to what we count it as."""

from __future__ import annotations

from coaching.log import RunKind
from syncer.sources import Kind

Sport = tuple[Kind, RunKind | None]

_RUN_KINDS = {
    "treadmill": RunKind.TREADMILL,
    "indoor_running": RunKind.TREADMILL,
    "virtual_activity": RunKind.VIRTUAL,
    "virtual_run": RunKind.VIRTUAL,
    "trail": RunKind.TRAIL,
    "track": RunKind.TRACK,
    "indoor_track": RunKind.TRACK,
    "street": RunKind.ROAD,
    "road": RunKind.ROAD,
}

_FIT_KINDS = {
    "running": Kind.RUN,
    "cycling": Kind.RIDE,
    "e_biking": Kind.RIDE,
    "swimming": Kind.SWIM,
    "walking": Kind.WALK,
    "hiking": Kind.WALK,
    "mountaineering": Kind.WALK,
    "snowshoeing": Kind.WALK,
}

_FIT_SUB_KINDS = {
    "strength_training": Kind.STRENGTH,
    "indoor_cycling": Kind.RIDE,
    "spin": Kind.RIDE,
    "indoor_walking": Kind.WALK,
    "casual_walking": Kind.WALK,
    "speed_walking": Kind.WALK,
    "lap_swimming": Kind.SWIM,
    "open_water": Kind.SWIM,
}
"""Sub-sports that say what a device filed under `generic`, `training` or equipment."""


def fit_sport(sport: object, sub_sport: object) -> Sport:
    """What a FIT file's sport and sub-sport names mean. Unknown ones are `other`."""
    name, sub = str(sport), str(sub_sport)
    if sub == "strength_training":
        return Kind.STRENGTH, None
    kind = _FIT_KINDS.get(name)
    if kind is None and sub in ("treadmill", "indoor_running") and name == "fitness_equipment":
        kind = Kind.RUN
    if kind is Kind.RUN:
        return kind, _RUN_KINDS.get(sub, RunKind.RUN)
    return kind or _FIT_SUB_KINDS.get(sub, Kind.OTHER), None


_WORDS: dict[str, Sport] = {
    "run": (Kind.RUN, RunKind.RUN),
    "running": (Kind.RUN, RunKind.RUN),
    "jog": (Kind.RUN, RunKind.RUN),
    "jogging": (Kind.RUN, RunKind.RUN),
    "9": (Kind.RUN, RunKind.RUN),
    "racing": (Kind.RUN, RunKind.RUN),
    "obstacle run": (Kind.RUN, RunKind.RUN),
    "ultra run": (Kind.RUN, RunKind.RUN),
    "street running": (Kind.RUN, RunKind.ROAD),
    "road running": (Kind.RUN, RunKind.ROAD),
    "trail run": (Kind.RUN, RunKind.TRAIL),
    "trail running": (Kind.RUN, RunKind.TRAIL),
    "track running": (Kind.RUN, RunKind.TRACK),
    "indoor track": (Kind.RUN, RunKind.TRACK),
    "virtual run": (Kind.RUN, RunKind.VIRTUAL),
    "virtual running": (Kind.RUN, RunKind.VIRTUAL),
    "treadmill": (Kind.RUN, RunKind.TREADMILL),
    "treadmill running": (Kind.RUN, RunKind.TREADMILL),
    "indoor running": (Kind.RUN, RunKind.TREADMILL),
    "1": (Kind.RIDE, None),
    "ride": (Kind.RIDE, None),
    "biking": (Kind.RIDE, None),
    "cycling": (Kind.RIDE, None),
    "road biking": (Kind.RIDE, None),
    "road cycling": (Kind.RIDE, None),
    "mountain biking": (Kind.RIDE, None),
    "indoor cycling": (Kind.RIDE, None),
    "gravel cycling": (Kind.RIDE, None),
    "virtual ride": (Kind.RIDE, None),
    "e-bike ride": (Kind.RIDE, None),
    "e bike ride": (Kind.RIDE, None),
    "gravel ride": (Kind.RIDE, None),
    "mountain bike ride": (Kind.RIDE, None),
    "e-mountain bike ride": (Kind.RIDE, None),
    "velomobile": (Kind.RIDE, None),
    "handcycle": (Kind.RIDE, None),
    "swim": (Kind.SWIM, None),
    "swimming": (Kind.SWIM, None),
    "lap swimming": (Kind.SWIM, None),
    "open water swimming": (Kind.SWIM, None),
    "walk": (Kind.WALK, None),
    "walking": (Kind.WALK, None),
    "indoor walking": (Kind.WALK, None),
    "casual walking": (Kind.WALK, None),
    "speed walking": (Kind.WALK, None),
    "hike": (Kind.WALK, None),
    "hiking": (Kind.WALK, None),
    "snowshoe": (Kind.WALK, None),
    "mountaineering": (Kind.WALK, None),
    "weight training": (Kind.STRENGTH, None),
    "strength training": (Kind.STRENGTH, None),
}


def worded_sport(word: str) -> Sport | None:
    """What a word in a GPX, TCX or an export's table means, None where it is not known.

    Knows `TrailRun`, `trail_running` and `Trail Run` alike, and Strava's numbers 9 and 1.
    """
    spaced = "".join(f" {c}" if c.isupper() else c for c in word.strip().replace("_", " "))
    plain = " ".join(spaced.lower().split())
    return _WORDS.get(plain) or _WORDS.get(plain.replace("- ", "-"))
