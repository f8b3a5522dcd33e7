"""Where what a letter shows came from, as its sources want it said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Origins:
    """What a letter owes to a platform.

    `seen_at` is the address of a run on Strava, by the run's key; `from_strava` says that some of
    what is shown came from there; `devices` are Garmin's, named as Garmin asks for it.
    """

    seen_at: Mapping[str, str] = field(default_factory=dict)
    from_strava: bool = False
    devices: tuple[str, ...] = ()


NOWHERE = Origins()
"""Of a letter made from files alone."""
