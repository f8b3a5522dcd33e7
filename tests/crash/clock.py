"""One clock for the service, the platforms and the test, each a process of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from multiprocessing.sharedctypes import RawValue


class Clock:
    """Stands until it is moved. It has no lock: whoever holds one may be killed."""

    def __init__(self, at: datetime) -> None:
        self._seconds = RawValue("d", at.timestamp())

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self._seconds.value, UTC)

    def to(self, at: datetime) -> None:
        self._seconds.value = at.timestamp()

    def later(self, **time: float) -> None:
        self.to(self() + timedelta(**time))
