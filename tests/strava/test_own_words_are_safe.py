"""Whatever happens while a note is written, no word of the runner's is lost or taken for ours."""

from __future__ import annotations

import pytest
from sqlmodel import select

from syncer import models, schedule
from syncer.channels import AnotherWay, RunNote, Seen, open_channels
from syncer.deliver import DeliveryCounts
from syncer.own_words import BEGINS, ENDS, without_block
from syncer.sources.strava.web import Web
from tests.strava.conftest import Road
from tests.strava.on_the_way import PassOn, Told, on_the_way, says
from tests.strava.test_heard import agreed, reports
from tests.strava.test_notes import deliveries, hurts, long_run, night, texts
from tests.strava.test_notes import trained as trained

DIARY = "My own diary 🌊"


def hand_over(road: Road, run: int, seen: dict[tuple[str, str], Seen] | None = None) -> None:
    channels = open_channels(road.sessions, road.settings, road.clock, seen or {})
    note = RunNote(road.alice, str(run), "private_note", "Rest today.")
    channels["strava_note"].hand_over(note, lambda: None)


def test_a_field_that_strava_does_not_show_is_never_written(trained: Road) -> None:
    run = long_run(trained, private_note=DIARY)

    def hides(method: str, path: str, pass_on: PassOn) -> Told:
        told = pass_on()
        if path != f"/activities/{run}":
            return told
        return says({name: text for name, text in told.json.items() if name != "private_note"})

    trained.strava.forget_requests()
    with on_the_way(trained, hides) as road:
        assert night(road) == DeliveryCounts(another_way=1)
    assert texts(trained, run)[0] == DIARY
    assert trained.strava.count("PUT") == 0
    assert deliveries(trained) == [("strava_note", "failed"), ("email", "pending")]


def test_the_words_of_another_run_are_never_copied_here(trained: Road) -> None:
    run, other = long_run(trained, private_note=DIARY), trained.run(9, private_note="a secret")

    def mixes_up(method: str, path: str, pass_on: PassOn) -> Told:
        return says(trained.strava.world.activity(other)) if method == "GET" else pass_on()

    with on_the_way(trained, mixes_up) as road, pytest.raises(AnotherWay):
        hand_over(road, run)
    assert texts(trained, run)[0] == DIARY
    assert texts(trained, other)[0] == "a secret"


@pytest.mark.parametrize("saved", ["written by hand just now", f"{DIARY}, and more", ""])
def test_what_a_runner_saves_while_we_write_stays(trained: Road, saved: str) -> None:
    run = long_run(trained, private_note=DIARY)
    edits = [saved]

    def saves(method: str, path: str, pass_on: PassOn) -> Told:
        told = pass_on()
        if method == "PUT" and edits:
            trained.strava.world.edit(run, private_note=edits.pop())
        return told

    with on_the_way(trained, saves) as road:
        assert night(road) == DeliveryCounts(another_way=1)
    assert texts(trained, run)[0] == saved


@pytest.mark.parametrize("kept", [len(DIARY) + 30, len(DIARY) + 2, len(DIARY)])
def test_where_strava_cuts_a_text_the_words_stand_as_before(trained: Road, kept: int) -> None:
    run = long_run(trained, private_note=DIARY)

    def cuts(method: str, path: str, pass_on: PassOn) -> Told:
        told = pass_on()
        if method == "PUT":
            trained.strava.world.edit(run, private_note=texts(trained, run)[0][:kept])
        return told

    with on_the_way(trained, cuts) as road:
        assert night(road) == DeliveryCounts(another_way=1)
    assert texts(trained, run)[0].strip() == DIARY


def test_words_behind_our_block_that_get_lost_are_noticed(trained: Road) -> None:
    run = long_run(trained)
    behind = f"{BEGINS} An old note. {ENDS}\n\nand more, {'x' * 50}"
    trained.strava.world.edit(run, private_note=behind)

    def cuts(method: str, path: str, pass_on: PassOn) -> Told:
        told = pass_on()
        if method == "PUT":
            trained.strava.world.edit(run, private_note=texts(trained, run)[0][:60])
        return told

    with on_the_way(trained, cuts) as road, pytest.raises(AnotherWay):
        hand_over(road, run)


def test_a_clock_that_is_set_back_makes_no_old_text_fresh(trained: Road) -> None:
    run = long_run(trained, private_note="written before")
    seen = {("strava", str(run)): Seen(trained.clock(), {"private_note": "written before"})}
    trained.clock.later(minutes=-5)
    trained.strava.world.edit(run, private_note="written meanwhile")
    hand_over(trained, run, seen)
    assert without_block(texts(trained, run)[0]) == "written meanwhile"


def test_half_a_block_is_not_heard_as_the_runners_words(road: Road) -> None:
    agreed(road)
    half = f"lovely day\n\n{BEGINS} left knee 6/10 hurt twice this week. The next two stay short."
    road.run(1, private_note=half)
    road.house.pull(road.alice, "strava")
    assert reports(road) == []


def test_our_own_note_on_pain_without_its_mark_says_nothing_anew(trained: Road) -> None:
    hurts(trained, 6)
    night(trained)
    with trained.sessions() as session:
        (posted,) = session.exec(select(models.PostedNote)).all()
    run = int(posted.source_id)
    before = [one.worst for one in reports(trained)]
    trained.strava.world.edit(
        run, name="Evening Run", private_note=texts(trained, run)[0].replace(ENDS, "")
    )
    trained.house.pull(trained.alice, "strava", named={str(run)})
    assert before == [6]
    assert reports(trained) == [], "the words that told of it are gone, and ours are no words"


def test_killed_between_the_write_and_the_ledger_the_note_stands_once(
    trained: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = long_run(trained, private_note=DIARY)
    put = Web.put

    class Killed(BaseException):
        """As by a power cut."""

    def dies(self: Web, path: str, body: dict[str, object]) -> None:
        put(self, path, body)
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(Web, "put", dies)
        with pytest.raises(Killed):
            night(trained)
    trained.clock.later(minutes=1)
    schedule.tick(trained.house)
    note, _ = texts(trained, run)
    assert (note.count(BEGINS), without_block(note)) == (1, DIARY)
    on_the_run = [one for one in deliveries(trained) if one[0] == "strava_note"]
    assert on_the_run == [("strava_note", "sent")], "beside it the digest may have left"
