"""`kill -9` at every boundary and at random moments, then a restart: the night ends as if nothing
had been."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash import killing
from tests.crash.playing import Playing
from tests.crash.stage import Night, Stage

RANDOM_NIGHTS = 25


@pytest.fixture(scope="module")
def playing() -> Iterator[Playing]:
    with Playing() as one:
        yield one


def calm(stage: Stage) -> Night:
    return stage.calm


def test_an_undisturbed_night_has_something_of_everything(playing: Playing) -> None:
    night = playing.ask(calm)
    rows = night.ending.rows
    assert len(night.ending.mails) == 8
    assert len(night.ending.calendar) == 2
    assert sum("Evenstride" in text for one in night.ending.texts.values() for text in one) == 5
    assert {"note", "digest", "question"} == {
        text.partition('kind: "')[2].partition('"')[0] for _, text in rows["advice"]
    }
    assert night.ending.unknown == {}
    assert night.ending.held == []
    assert "Traceback" not in night.log


def test_killed_at_every_boundary_it_ends_as_if_undisturbed(playing: Playing) -> None:
    done = playing.ask(killing.some_a_night)
    assert done.wrong == {}
    assert done.kills > 150
    assert done.unknown > 0


def test_killed_at_random_it_ends_as_if_undisturbed(playing: Playing) -> None:
    done = playing.ask(killing.by_chance, *range(RANDOM_NIGHTS))
    assert done.wrong == {}
    assert done.kills >= RANDOM_NIGHTS // 2


def test_killed_with_a_new_token_in_hand_the_runner_is_asked_to_connect_again(
    playing: Playing,
) -> None:
    night = playing.ask(killing.with_the_token_in_hand)
    lost = [text for _, text in night.ending.rows["connection"] if "needs_reconnect" in text]
    letters = [to for to, subject in night.ending.mails if "stopped coming in" in subject]
    assert len(lost) == len(letters) == 2  # Gil and whoever lost theirs
    assert len(set(letters)) == 2
    assert night.ending.held == []
