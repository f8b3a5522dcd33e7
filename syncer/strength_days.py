"""Placeholder, to be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from syncer.settings import Settings
from syncer.tokens import SessionFactory


def keep(
    sessions: SessionFactory, settings: Settings, now: Callable[[], datetime], runner_id: int
) -> None:
    """Nothing yet."""
