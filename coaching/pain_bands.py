"""What one answer about pain means: the bands of joints, tendons and bones.

Joints follow the running trials of kneecap pain (at most 2/10, back to usual by the next
morning), tendons the pain-monitoring model (up to 5/10 tolerated), bones are our careful choice:
bone stress is the one overuse injury that running on makes long.

Where the bands leave a gap, the stricter neighbour holds: a tendon's pain that does not ease is
amber, any pain that worsens, changes how somebody runs or makes them limp is red. The front of the
hip has no amber: whoever hurts there under load is never told to run shorter.
"""

from __future__ import annotations

from typing import NamedTuple

from coaching.advice import Light
from coaching.body import PainClass, Region, Timing


class Band(NamedTuple):
    """NRS limits: green up to `green_to`, red from `red_from`, amber between."""

    green_to: int
    red_from: int


BANDS = {
    PainClass.JOINT: Band(green_to=2, red_from=5),
    PainClass.TENDON: Band(green_to=3, red_from=6),
    PainClass.BONE: Band(green_to=1, red_from=4),
}
NO_AMBER = frozenset({Region.HIP_FRONT})
AMBER_TIMING = frozenset({Timing.PERSISTS})
RED_TIMING = frozenset({Timing.WORSENS, Timing.CHANGED_FORM})
MORNING_RED_ABOVE_USUAL = 3
"""The morning after: anything above the usual level is amber, this much above it is red."""


def run_light(region: Region, level: int | None, timing: Timing | None, limp: bool) -> Light:
    """The light of a run by what was told of it; grey where a number was not told.

    `level` is NRS 0-10. An untold timing is judged by the number alone (our choice).
    """
    light = Light.GREY
    if level is not None:
        band = BANDS[region.pain_class]
        light = Light.GREEN if level <= band.green_to else Light.AMBER
        light = Light.RED if level >= band.red_from else light
    if timing in AMBER_TIMING:
        light = max(light, Light.AMBER)
    if limp or timing in RED_TIMING:
        light = Light.RED
    return _strict(region, light)


def morning_light(region: Region, morning: int, usual: float) -> Light:
    """The light of a morning against the usual level of the mornings before it, both NRS."""
    above = morning - usual
    if above >= MORNING_RED_ABOVE_USUAL:
        return Light.RED
    return _strict(region, Light.AMBER) if above > 0 else Light.GREEN


def _strict(region: Region, light: Light) -> Light:
    return Light.RED if light is Light.AMBER and region in NO_AMBER else light
