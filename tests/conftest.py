"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A slow machine is no failure, and a build must end alike each time; at a desk chance may look on.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

LONGEST = (
    "tests/strava/test_thousand.py",
    "tests/crash/",
    "tests/real/",
    "tests/schedule/",
    "tests/keeping/",
    "tests/garmin/",
)
"""Begun first, so that no worker is left alone with one of them at the end."""

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The recorded runs beside the repository; in CI their absence is a failure."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the recorded runs are missing: {folder}")
        pytest.skip("the recorded runs are not here")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda one: not one.nodeid.startswith(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: half of the time is waiting, for disks, clocks and other processes."""
    return 2 * (os.cpu_count() or 1)
