"""From the upload of a run to its note: a real `serve`, told by Strava's webhook over HTTP."""

from __future__ import annotations

from benchmarks.upload_to_note import seconds_to_note
from syncer import schedule


def test_a_note_stands_on_a_new_run_before_the_next_regular_tick() -> None:
    """It waits two minutes at most; a regular tick may be half a minute away."""
    assert seconds_to_note() < schedule.EVERY_S
