"""Surface mix: what the runs of two weeks went over.

Watches: metres on paved, unpaved and trail ground, on a track, on a treadmill and unknown; laps
that go one way round a track.

Why it matters: runners like to see it. Hard ground shows no steady link with injuries, and a
treadmill is no gentler to the knee. Only a few sore places have something to gain from a change.

Says, all grey: `the_mix` as information; `leave_the_track` with pain at the outside of the knee
and 6 laps one way; `outdoors_too` with a sore calf or Achilles and half of it on a treadmill;
`softer_if_you_like` with a sore shin and more than 80 % of the known metres paved.
With `metres`, `total_m`, `laps`.

Stays silent: with fewer than 2 runs in the week. A surface that nobody told or measured is
unknown; tags in a title such as #trail help.

Sources: Fredericson 2005, Willy 2016, van der Worp 2015.
"""

from __future__ import annotations

from datetime import date, timedelta

from coaching.advice import Confidence, Finding, Light, Slot
from coaching.body import Region
from coaching.catalogue import cite
from coaching.experience import is_child
from coaching.log import TrainingLog
from coaching.soreness import active_pain
from coaching.surfaces import LAPS, Mix, mix

MIN_RUNS = 2
TREADMILL_SHARE = 0.5
PAVED_SHARE = 0.8
KNOWN_SHARE = 0.5
"""Our choice: of less than half of the metres the ground is not known well enough."""
CALVES = frozenset({Region.CALF, Region.ACHILLES})
SHINS = frozenset({Region.SHIN_INNER, Region.SHIN_FRONT})


def surface_mix(log: TrainingLog, on: date) -> Finding | None:
    """Two weeks of ground."""
    if len(log.sessions_on(on - timedelta(days=6), on)) < MIN_RUNS:
        return None
    ground = mix(log, on)
    action = "the_mix" if is_child(log, on) else _action(log, on, ground)
    return Finding(
        rule="surface_mix",
        light=Light.GREY,
        action=action,
        slot=Slot.OTHER,
        confidence=Confidence.WEAK,
        sources=cite(*_SOURCES[action]),
        numbers={
            "metres": dict(ground.metres),
            "total_m": ground.total_m,
            "laps": ground.laps,
        },
        digest_only=True,
    )


_SOURCES = {
    "the_mix": ("van_der_worp_2015",),
    "leave_the_track": ("fredericson_2005",),
    "outdoors_too": ("willy_2016",),
    "softer_if_you_like": ("van_der_worp_2015",),
}


def _action(log: TrainingLog, on: date, ground: Mix) -> str:
    sore = {place.region for place in active_pain(log, on)}
    if Region.KNEE_OUTER in sore and ground.laps >= LAPS:
        return "leave_the_track"
    if sore & CALVES and ground.share("treadmill") >= TREADMILL_SHARE:
        return "outdoors_too"
    known_m = ground.known_m
    enough = known_m >= KNOWN_SHARE * ground.total_m and known_m > 0
    if sore & SHINS and enough and ground.metres.get("paved", 0.0) > PAVED_SHARE * known_m:
        return "softer_if_you_like"
    return "the_mix"
