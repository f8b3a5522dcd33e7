"""The only place that reads the machine's clock. Everything else is told what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Says what time it is."""


def now(standing_in: str | None = None) -> datetime:
    """The present instant, or the one that `--now` names (ISO 8601 with an offset).

    Raises ValueError when the text is no instant or has no offset.
    """
    if standing_in is None:
        return datetime.now(UTC)
    instant = datetime.fromisoformat(standing_in)
    if instant.tzinfo is None:
        raise ValueError(f"{standing_in!r} has no offset; write for example {standing_in}+00:00")
    return instant.astimezone(UTC)
