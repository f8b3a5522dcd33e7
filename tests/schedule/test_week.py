"""A week of the demo's club in which much goes wrong ends like one in which nothing does.

What is only for its own time is left its time: a morning question is asked until noon, so the
machine sleeps through no morning that has one.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.schedule.demo_ended import Ended
from tests.schedule.demo_eve import DIGESTS
from tests.schedule.demo_week import Mishaps, at, lived

STORM = Mishaps(
    mail_down=(at(2, 12), at(3, 0)),
    strava_down=(at(5, 0), at(5, 5)),
    set_back=(at(5, 12.5), at(6, 5)),
    asleep=(at(6, 10), at(6, 19)),
    restarts=12,
)
LEFT = {
    "ruth": at(1, 20),
    "tobin": at(2, 18),
    "ines": at(4, 7),
    "pip": at(5, 12),
    "jonas": at(6, 17),
    "maren": at(6, 18),
}
"""When each digest is due: the members' own hours, in UTC."""
LATE = {
    # The mail server was back at midnight, but that is no hour for a mail.
    "tobin": at(3, 6),
    "jonas": at(6, 19),
    "maren": at(6, 19),
}


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return lived(tmp_path_factory.mktemp("calm"), Mishaps())


@pytest.fixture(scope="module")
def stormy(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return lived(tmp_path_factory.mktemp("stormy"), STORM)


def test_the_week_has_all_there_is_to_disturb(calm: Ended) -> None:
    kinds = Counter(kind for kind, *_ in calm.mails)
    assert kinds["digest"] == len(DIGESTS)
    assert kinds["question"] >= 2
    assert kinds["note"] >= 1
    assert sum("Evenstride" in note for _, _, note, _ in calm.runs) >= 4
    assert len(calm.calendar) >= 2
    assert calm.answers == 1
    assert calm.outages == {"strava": 0, "mail": 0}


def test_the_mishaps_were_felt(stormy: Ended) -> None:
    assert stormy.outages["strava"] > 0
    assert stormy.outages["mail"] > 0


def test_the_same_mails_arrive(calm: Ended, stormy: Ended) -> None:
    assert stormy.mails == calm.mails


def test_the_same_notes_stand_on_the_runs(calm: Ended, stormy: Ended) -> None:
    assert stormy.runs == calm.runs


def test_the_same_strength_days_stand_on_the_calendars(calm: Ended, stormy: Ended) -> None:
    assert stormy.calendar == calm.calendar


def test_each_mail_arrives_once(calm: Ended, stormy: Ended) -> None:
    for week in (calm, stormy):
        assert len(set(week.message_ids)) == len(week.message_ids)
        assert week.message_ids == week.sent_ids


def test_each_digest_leaves_at_its_hour(calm: Ended) -> None:
    assert dict(calm.digests) == LEFT
    assert len(calm.digests) == len(LEFT)


def test_after_a_mishap_it_leaves_as_soon_as_it_can(stormy: Ended) -> None:
    assert dict(stormy.digests) == LEFT | LATE
    assert len(stormy.digests) == len(LEFT)


def test_the_question_is_answered_once(calm: Ended, stormy: Ended) -> None:
    assert stormy.answers == calm.answers == 1
