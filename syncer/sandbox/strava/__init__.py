"""A stand-in of Strava that speaks its protocol over a real socket: for demo, tests, benchmarks.

`with StravaStandIn() as strava:` gives `strava.url`; `strava.world` is what there is on it,
`strava.faults` what goes wrong. Everybody on it is invented.
"""

from __future__ import annotations

from syncer.sandbox.strava.faults import PASSING, Fault
from syncer.sandbox.strava.limits import DEFAULT, SELF_UPGRADED, UNLIMITED, Limits, reviewed
from syncer.sandbox.strava.oddities import ODDITIES
from syncer.sandbox.strava.people import EVERYTHING, App, Ways
from syncer.sandbox.strava.process import StravaProcess
from syncer.sandbox.strava.server import StravaStandIn
from syncer.sandbox.strava.streams import Streams

__all__ = [
    "DEFAULT",
    "EVERYTHING",
    "ODDITIES",
    "PASSING",
    "SELF_UPGRADED",
    "UNLIMITED",
    "App",
    "Fault",
    "Limits",
    "StravaProcess",
    "StravaStandIn",
    "Streams",
    "Ways",
    "reviewed",
]
