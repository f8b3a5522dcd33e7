"""What a runner writes into a run's title: `#trail`, `#road`, `#treadmill` ...

A tag settles what no device told: the metres whose surface is unknown, and the kind of a run that
was just a run. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from coaching.log import RunKind
from syncer.outing import Outing

SURFACES = {
    "paved": "paved",
    "road": "paved",
    "unpaved": "unpaved",
    "gravel": "unpaved",
    "trail": "trail",
    "track": "track",
    "treadmill": "treadmill",
}
KINDS = {
    "road": RunKind.ROAD,
    "trail": RunKind.TRAIL,
    "track": RunKind.TRACK,
    "treadmill": RunKind.TREADMILL,
}
_TAG = re.compile(r"(?<!\w)#([a-z]+)\b", re.IGNORECASE)


def with_tags(outing: Outing) -> Outing:
    """The same run with what its title tells. Of several tags the first one counts."""
    if "#" not in outing.title:
        return outing
    told = [tag.lower() for tag in _TAG.findall(outing.title) if tag.lower() in SURFACES]
    if not told:
        return outing
    surface = dict(outing.surface_m)
    known_m = sum(metres for name, metres in surface.items() if name != "unknown")
    unknown_m = surface.pop("unknown", max((outing.distance_m or 0.0) - known_m, 0.0))
    if unknown_m > 0:
        name = SURFACES[told[0]]
        surface[name] = surface.get(name, 0.0) + unknown_m
    plain = outing.run_kind in (None, RunKind.RUN)
    kind = KINDS.get(told[0], outing.run_kind) if plain else outing.run_kind
    guess = kind is RunKind.TREADMILL
    return replace(outing, surface_m=surface, run_kind=kind, distance_estimated=guess)
