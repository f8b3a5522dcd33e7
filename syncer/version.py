"""Which Evenstride this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The version that is installed; `unknown` for a tree that never was."""
    try:
        return installed("evenstride")
    except PackageNotFoundError:
        return "unknown"
