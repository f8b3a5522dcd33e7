"""Warning signs: which stand, which of them is the most urgent, and what takes them back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coaching.body import Region
from coaching.standing_flags import standing_flags
from tests.coaching.building import TODAY, ago, at, cleared, flag, log

TOLD = flag("locked_knee", days_ago=3)


@pytest.mark.parametrize(
    ("word", "stands"),
    [
        (cleared(3), False),
        (cleared(0), False),
        (cleared(-1), True),
        (replace(cleared(3), at=TOLD.said_at), False),
        (replace(cleared(3), at=at(ago(3), 19)), True),  # what was said before it was ticked
        (replace(cleared(4), at=at(ago(2))), True),  # about a day before it
        (cleared(4), True),
    ],
)
def test_a_sign_is_taken_back_by_what_is_said_after_it(word: object, stands: bool) -> None:
    assert bool(standing_flags(log(TOLD, word), TODAY)) == stands


def test_the_newest_sign_comes_first() -> None:
    evening = replace(TOLD, said_at=at(ago(3), 22))
    older, newer = flag("hop_pain", days_ago=5), flag("hot_joint", days_ago=1)
    past = log(TOLD, newer, older, evening)
    assert standing_flags(past, TODAY) == (newer, evening, TOLD, older)
    assert standing_flags(past, ago(1)) == (newer, evening, TOLD, older)
    assert standing_flags(past, ago(2)) == (evening, TOLD, older)


def test_a_feeling_without_a_place_is_no_sign() -> None:
    told = replace(flag(), feels=frozenset({"hopping"}))
    assert standing_flags(log(told), TODAY) == ()
    assert standing_flags(log(replace(told, region=Region.FOOT_TOP)), TODAY)
