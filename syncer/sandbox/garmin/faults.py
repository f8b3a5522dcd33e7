"""Faults on demand: for the next requests that match, or at random with a seed and a rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from threading import Lock


class Place(StrEnum):
    """Which of Garmin's doors a request knocks at."""

    API = "activities, workouts, calendar, wellness, profile"
    SSO = "the sign-in pages"
    TOKENS = "where tickets and refresh tokens are exchanged"
    WEB = "the pages that a ticket opens"


_DOORS = (
    (Place.SSO, ("/sso/", "/mobile/", "/portal/")),
    (Place.TOKENS, ("/di-oauth2-service/",)),
    (Place.WEB, ("/gcm/", "/app", "/services/auth/")),
)


def place_of(path: str) -> Place:
    return next((place for place, starts in _DOORS if path.startswith(starts)), Place.API)


class Fault(StrEnum):
    """What goes wrong. Those in `BEFORE` keep Garmin from doing anything; others come after."""

    TOO_MANY = "429"
    BLOCKED = "427"
    UNAUTHORISED = "401"
    BOT_CHALLENGE = "403"
    NOT_FOUND = "404"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    HIDDEN_429 = "429 inside an answer with 200"
    HTML = "an HTML page with 200"
    RESET = "the connection is reset"
    LOST_ANSWER = "done, then the connection is reset"
    TRUNCATED = "half of the JSON"
    EMPTY = "an empty body"
    WRONG_LENGTH = "fewer bytes than announced"
    SLOW_DRIP = "byte after byte over many seconds"
    DELAY = "nothing for a long time"
    ODD_RECORD = "an odd record in a list"
    EMPTY_LIST = "an empty list, whatever there is"


BEFORE = frozenset(
    (
        Fault.TOO_MANY,
        Fault.BLOCKED,
        Fault.UNAUTHORISED,
        Fault.BOT_CHALLENGE,
        Fault.NOT_FOUND,
        Fault.SERVER_ERROR,
        Fault.BAD_GATEWAY,
        Fault.UNAVAILABLE,
        Fault.HIDDEN_429,
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
    at: Place
    path: str
    method: str | None
    account: int | None
    seconds: float
    odd: str

    def fits(self, method: str, path: str, account: int | None) -> bool:
        return (
            self.times > 0
            and place_of(path) is self.at
            and self.path in path
            and self.method in (None, method)
            and self.account in (None, account)
        )


class Faults:
    """The plan first, then chance. Any thread may plan while the stand-in answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plan: list[Mishap] = []
        self._random = Random(0)
        self._rate = 0.0
        self._chance: tuple[Fault, ...] = PASSING
        self._chance_at = Place.API
        self._seconds = 20.0

    def plan(
        self,
        fault: Fault,
        times: int = 1,
        *,
        at: Place = Place.API,
        path: str = "",
        method: str | None = None,
        account: int | None = None,
        seconds: float = 20.0,
        odd: str = "missing_fields",
    ) -> None:
        """Give this fault to the next `times` requests that match.

        `seconds` is for SLOW_DRIP and DELAY, `odd` for ODD_RECORD (see `oddities`).
        """
        with self._lock:
            self._plan.append(Mishap(fault, times, at, path, method, account, seconds, odd))

    def at_random(
        self,
        rate: float,
        seed: int = 0,
        kinds: Iterable[Fault] = PASSING,
        *,
        at: Place = Place.API,
        seconds: float = 20.0,
    ) -> None:
        """From now on let this share of the requests there fail; 0 stops it."""
        with self._lock:
            self._rate, self._random = rate, Random(seed)
            self._chance, self._chance_at, self._seconds = tuple(kinds), at, seconds

    def clear(self) -> None:
        """No more faults, planned or random."""
        with self._lock:
            self._plan.clear()
            self._rate = 0.0

    def draw(self, method: str, path: str, account: int | None) -> Mishap | None:
        """What befalls this request."""
        with self._lock:
            for mishap in self._plan:
                if mishap.fits(method, path, account):
                    mishap.times -= 1
                    return mishap
            at = self._chance_at
            if self._rate and place_of(path) is at and self._random.random() < self._rate:
                fault = self._random.choice(self._chance)
                return Mishap(fault, 1, at, path, None, None, self._seconds, "missing_fields")
            return None
