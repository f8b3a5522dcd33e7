"""The digests of a club, in small: what is measured is whole before it counts."""

from __future__ import annotations

from benchmarks.strava_club import EARLIER
from benchmarks.thousand import letters


def test_only_the_digests_that_are_counted_leave_with_their_pictures() -> None:
    done, pictures = letters(3, 2, EARLIER[-6:])
    assert done.facts["digests"] == 2
    assert done.seconds > 0
    assert 10**7 < done.most_bytes < 10**9
    assert len(pictures) == 2
    assert max(pictures) <= 80_000
