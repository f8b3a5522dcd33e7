"""A runner is asked whether two recordings are one run, told why, and may say otherwise."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from syncer import models
from syncer.runs import runs_json
from tests.out.club import NOW, runner
from tests.web.reading import Pages, browser
from tests.web.reading import pages as pages

EVENING = datetime(2026, 3, 14, 17, tzinfo=UTC)


def held(
    pages: Pages,
    source: str,
    minutes: float = 0,
    km: float = 8.0,
    who: models.Runner | None = None,
    **more: object,
) -> int:
    facts: dict[str, object] = {"moving_s": km * 330, "elapsed_s": km * 330, "kind": "run"}
    one = models.Activity(
        runner_id=(who or pages.alice).id,
        source=source,
        source_id=f"{source}-{minutes}",
        started_at=EVENING + timedelta(minutes=minutes),
        distance_m=km * 1000,
        fetched_at=NOW,
        renewed_at=NOW,
        **facts | more,
    )
    pages.session.add(one)
    pages.session.commit()
    assert one.id is not None
    return one.id


def read(pages: Pages) -> str:
    return " ".join(pages.client.get("/me").text.split())


def runs_that_evening(pages: Pages) -> int:
    pages.session.expire_all()
    return len(runs_json(pages.session, pages.alice, EVENING.date(), EVENING.date()))


def say(pages: Pages, answer: str, *ids: int) -> int:
    form = {"form_token": pages.at_home(), "pair": "-".join(map(str, ids)), "answer": answer}
    return pages.client.post("/me/pairs", data=form).status_code


def test_a_page_without_pairs_says_nothing_of_them(pages: Pages) -> None:
    pages.at_home()
    assert "more than one recording" not in read(pages)


def test_what_is_plain_is_explained_and_can_be_undone(pages: Pages) -> None:
    ids = held(pages, "garmin"), held(pages, "files", 1, 7.9)
    pages.at_home()
    page = read(pages)
    assert "One run from Garmin and your file: they share 43 of 43 minutes." in page
    assert "Is this one run?" not in page
    assert say(pages, "apart", *ids) == 200
    assert runs_that_evening(pages) == 2
    assert "You said that these are two runs." in read(pages)
    assert say(pages, "forget", *ids) == 200
    assert runs_that_evening(pages) == 1
    assert "they share 43 of 43 minutes" in read(pages)


def test_what_is_doubtful_is_asked_and_counts_once_until_then(pages: Pages) -> None:
    ids = held(pages, "garmin"), held(pages, "strava", 30, 6.0)
    pages.at_home()
    page = read(pages)
    assert "Is this one run?" in page
    assert "Perhaps one run: they share 14 of 33 minutes." in page
    assert "14 March 2026, 17:00 · 8.0 km · Garmin" in page
    assert "Until you tell me, it counts once, with 8.0 km." in page
    assert runs_that_evening(pages) == 1
    say(pages, "apart", *ids)
    assert "Is this one run?" not in read(pages)
    assert runs_that_evening(pages) == 2
    say(pages, "same", *ids)
    assert runs_that_evening(pages) == 1
    assert "One run from Garmin and Strava: you said so." in read(pages)


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (("garmin", 0, 2.0), ("strava", 12, 2.0), "one clock is 12 minutes off, and all else"),
        (("garmin", 0, 2.0), ("strava", 12, 1.95), "they start 12 minutes apart and are almost"),
        (("strava", 0, 8.0), ("strava", 1, 8.0), "One run, twice on Strava: they share"),
        (("files", 0, 8.0), ("files", 1, 8.0), "One run from two of your files: they share"),
    ],
)
def test_each_reason_has_its_words(
    pages: Pages, one: tuple[str, float, float], other: tuple[str, float, float], says: str
) -> None:
    held(pages, *one)
    held(pages, *other)
    pages.at_home()
    assert says in read(pages)


def test_a_walk_a_belt_and_a_leg_are_explained(pages: Pages) -> None:
    held(pages, "garmin")
    held(pages, "strava", kind="walk")
    day = 24 * 60
    held(pages, "garmin", -day, 8.1, run_kind="treadmill")
    held(pages, "strava", -day, 7.5, moving_s=2600.0, run_kind="treadmill")
    held(pages, "garmin", -2 * day, 5.0, part_of="77")
    held(pages, "strava", -2 * day - 60, 30.0, moving_s=6000.0, elapsed_s=6000.0)
    pages.at_home()
    page = read(pages)
    assert "the same time, though one of them calls it something else. At this pace" in page
    assert "a distance that was typed in goes first: 7.5 km counts." in page
    assert "one has your leg, the other the whole event. The leg counts." in page


def test_in_the_strict_reading_it_says_that_nothing_is_mixed(pages: Pages) -> None:
    held(pages, "garmin")
    held(pages, "strava", terms="strava-apart")
    pages.at_home()
    assert "Nothing is mixed: the richer recording counts alone." in read(pages)


def test_only_the_runner_answers_and_only_about_their_own(pages: Pages) -> None:
    ids = held(pages, "garmin"), held(pages, "strava", 30, 6.0)
    form = {"pair": f"{ids[0]}-{ids[1]}", "answer": "apart", "form_token": pages.at_home()}
    with browser(pages.settings.public_url) as stranger:
        assert stranger.post("/me/pairs", data=form).status_code == 401
    assert pages.client.post("/me/pairs", data=form | {"form_token": "x"}).status_code == 401
    bob = runner(pages.session, "bob@example.org")
    theirs = held(pages, "garmin", who=bob), held(pages, "strava", 30, 6.0, who=bob)
    assert say(pages, "apart", *theirs) == 404
    assert say(pages, "apart", ids[0], theirs[0]) == 404
    assert say(pages, "perhaps", *ids) == 400
    assert pages.session.exec(select(models.RunPair)).all() == []


def test_a_recording_that_is_gone_is_told_in_words(pages: Pages) -> None:
    ids = held(pages, "garmin"), 4711
    form = {"pair": f"{ids[0]}-{ids[1]}", "answer": "same", "form_token": pages.at_home()}
    page = pages.client.post("/me/pairs", data=form)
    assert page.status_code == 404
    assert "One of the two recordings is gone." in page.text


def test_of_many_questions_the_newest_are_asked_first(pages: Pages) -> None:
    for back in range(12):
        held(pages, "garmin", -back * 24 * 60)
        held(pages, "strava", -back * 24 * 60 + 30, 6.0)
    pages.at_home()
    page = read(pages)
    assert page.count("Perhaps one run") == 10
    assert "2 more questions follow." in page
    assert "14 March 2026" in page
    assert not re.search(r"\b[34] March 2026", page)
