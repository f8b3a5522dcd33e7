"""A stand-in of Garmin Connect that speaks its HTTP over a real socket, for demo and tests.

`with GarminStandIn() as garmin:` gives `garmin.url`; `garmin.world` is what there is on it,
`garmin.faults` what goes wrong. Everybody on it is invented.
"""

from __future__ import annotations

from syncer.sandbox.garmin.faults import PASSING, Fault, Place
from syncer.sandbox.garmin.oddities import ODDITIES
from syncer.sandbox.garmin.people import DI_CLIENTS, Trouble, Ways
from syncer.sandbox.garmin.process import GarminProcess
from syncer.sandbox.garmin.server import GarminStandIn
from syncer.sandbox.garmin.strength import USUAL, Lift
from syncer.sandbox.garmin.tokens import Tokens
from syncer.sandbox.garmin.wellness import Night

__all__ = [
    "DI_CLIENTS",
    "ODDITIES",
    "PASSING",
    "USUAL",
    "Fault",
    "GarminProcess",
    "GarminStandIn",
    "Lift",
    "Night",
    "Place",
    "Tokens",
    "Trouble",
    "Ways",
]
