"""Faults on demand: for the next requests that match, or at random with a seed and a rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from threading import Lock


class Fault(StrEnum):
    """What goes wrong. Those in `BEFORE` keep Strava from doing anything; others come after."""

    TOO_MANY = "429"
    UNAUTHORISED = "401"
    INACTIVE = "403"
    NOT_FOUND = "404"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    HTML = "an HTML page with 200"
    RESET = "the connection is reset"
    LOST_ANSWER = "done, then the connection is reset"
    TRUNCATED = "half of the JSON"
    EMPTY = "an empty body"
    WRONG_LENGTH = "fewer bytes than announced"
    SLOW_DRIP = "byte after byte over many seconds"
    DELAY = "nothing for a long time"
    ODD_RECORD = "an odd record in a list"


BEFORE = frozenset(
    (
        Fault.TOO_MANY,
        Fault.UNAUTHORISED,
        Fault.INACTIVE,
        Fault.NOT_FOUND,
        Fault.SERVER_ERROR,
        Fault.BAD_GATEWAY,
        Fault.UNAVAILABLE,
        Fault.HTML,
        Fault.RESET,
    )
)
PASSING = (
    Fault.TOO_MANY,
    Fault.SERVER_ERROR,
    Fault.BAD_GATEWAY,
    Fault.UNAVAILABLE,
    Fault.HTML,
    Fault.RESET,
    Fault.LOST_ANSWER,
    Fault.TRUNCATED,
    Fault.EMPTY,
    Fault.WRONG_LENGTH,
)
"""Faults after which the same request, made again, may well succeed."""


@dataclass(slots=True)
class Mishap:
    """A fault to come. `path` is a piece of the request's path; `times` counts down."""

    fault: Fault
    times: int
    path: str
    method: str | None
    athlete: int | None
    seconds: float
    odd: str

    def fits(self, method: str, path: str, athlete: int | None) -> bool:
        return (
            self.times > 0
            and self.path in path
            and self.method in (None, method)
            and self.athlete in (None, athlete)
        )


class Faults:
    """The plan first, then chance. Any thread may plan while the stand-in answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plan: list[Mishap] = []
        self._random = Random(0)
        self._rate = 0.0
        self._chance: tuple[Fault, ...] = PASSING
        self._chance_path = ""
        self._seconds = 20.0

    def plan(
        self,
        fault: Fault,
        times: int = 1,
        *,
        path: str = "/api/v3",
        method: str | None = None,
        athlete: int | None = None,
        seconds: float = 20.0,
        odd: str = "missing_fields",
    ) -> None:
        """Give this fault to the next `times` requests that match.

        `seconds` is for SLOW_DRIP and DELAY, `odd` for ODD_RECORD (see `oddities`).
        """
        with self._lock:
            self._plan.append(Mishap(fault, times, path, method, athlete, seconds, odd))

    def at_random(
        self,
        rate: float,
        seed: int = 0,
        kinds: Iterable[Fault] = PASSING,
        *,
        path: str = "/api/v3",
        seconds: float = 20.0,
    ) -> None:
        """From now on let this share of the matching requests fail; 0 stops it."""
        with self._lock:
            self._rate, self._random = rate, Random(seed)
            self._chance, self._chance_path, self._seconds = tuple(kinds), path, seconds

    def clear(self) -> None:
        """No more faults, planned or random."""
        with self._lock:
            self._plan.clear()
            self._rate = 0.0

    def draw(self, method: str, path: str, athlete: int | None) -> Mishap | None:
        """What befalls this request."""
        with self._lock:
            for mishap in self._plan:
                if mishap.fits(method, path, athlete):
                    mishap.times -= 1
                    return mishap
            if self._chance_path in path and self._random.random() < self._rate:
                fault = self._random.choice(self._chance)
                return Mishap(fault, 1, path, None, None, self._seconds, "missing_fields")
            return None
