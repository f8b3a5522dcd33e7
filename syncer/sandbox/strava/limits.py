"""How many requests an app may make: a quarter of an hour and a UTC day, overall and reads.

Source: https://developers.strava.com/docs/rate-limits/. Quarters begin at :00, :15, :30 and
:45. A refused request still counts toward the day. All but uploads count as reads, writing a
description too. Uploads carry a read usage of ",", as it was recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

QUARTER_S = 900
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests allowed to one app."""

    overall_quarter: int
    overall_day: int
    read_quarter: int
    read_day: int


DEFAULT = Limits(200, 2_000, 100, 1_000)
SELF_UPGRADED = Limits(400, 4_000, 200, 2_000)
UNLIMITED = Limits(10**9, 10**9, 10**9, 10**9)


def reviewed(read_quarter: int = 600, read_day: int = 6_000) -> Limits:
    """The limits of an app that Strava reviewed; overall there are twice as many."""
    return Limits(2 * read_quarter, 2 * read_day, read_quarter, read_day)


@dataclass(slots=True)
class _Count:
    quarter: int = 0
    day: int = 0


@dataclass(slots=True)
class Meter:
    """Counts one app's requests against its limits."""

    _quarter: int = -1
    _day: int = -1
    _overall: _Count = field(default_factory=_Count)
    _read: _Count = field(default_factory=_Count)

    def take(self, limits: Limits, now: datetime, *, read: bool = True) -> bool:
        """Count one request; False when it is over a limit."""
        self._roll(now)
        used_up = (
            self._overall.quarter >= limits.overall_quarter
            or self._overall.day >= limits.overall_day
            or (read and self._read.quarter >= limits.read_quarter)
            or (read and self._read.day >= limits.read_day)
        )
        self.use(0 if used_up else 1, 1, now, read=read)
        return not used_up

    def use(self, quarter: int, day: int, now: datetime, *, read: bool = True) -> None:
        """Count what somebody else with the same app used."""
        self._roll(now)
        for count in (self._overall, self._read) if read else (self._overall,):
            count.quarter += quarter
            count.day += day

    def headers(self, limits: Limits, now: datetime, *, read: bool = True) -> dict[str, str]:
        self._roll(now)
        used = f"{self._read.quarter},{self._read.day}" if read else ","
        return {
            "x-ratelimit-limit": f"{limits.overall_quarter},{limits.overall_day}",
            "x-ratelimit-usage": f"{self._overall.quarter},{self._overall.day}",
            "x-readratelimit-limit": f"{limits.read_quarter},{limits.read_day}",
            "x-readratelimit-usage": used,
        }

    def _roll(self, now: datetime) -> None:
        seconds = int(now.timestamp())
        if seconds // QUARTER_S != self._quarter:
            self._quarter = seconds // QUARTER_S
            self._overall.quarter = self._read.quarter = 0
        if seconds // DAY_S != self._day:
            self._day = seconds // DAY_S
            self._overall.day = self._read.day = 0
