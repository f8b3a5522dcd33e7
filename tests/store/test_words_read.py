"""What was read in a runner's words follows the words, until the runner has answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from coaching.log import PainReport, Region, Side, Timing
from syncer import answering, consents, heard, history, models, understood
from syncer.answering import HowItWas
from syncer.heard import Heard
from tests.store.keeping import NOW

TODAY = NOW.date()


@dataclass
class Words:
    """Alice, who agreed, and what she writes about a run."""

    session: Session
    alice: models.Runner

    def run(self, days_ago: int = 0, name: str = "") -> int:
        one = models.Activity(
            runner_id=self.alice.id or 0,
            source="strava",
            source_id=f"{days_ago}-{name}",
            kind="run",
            started_at=NOW - timedelta(days=days_ago, hours=3),
            fetched_at=NOW,
            renewed_at=NOW,
        )
        self.session.add(one)
        self.session.flush()
        assert one.id is not None
        return one.id

    def writes(self, about: int, *texts: str) -> Heard:
        return heard.hear(self.session, NOW, self.alice, {about: texts})

    def rows(self) -> list[models.WordsRead]:
        return list(self.session.exec(select(models.WordsRead)))

    def row(self) -> models.WordsRead:
        (one,) = self.rows()
        return one

    def reports(self) -> list[tuple[str | None, str | None, int | None]]:
        found = self.session.exec(select(models.PainReport)).all()
        return [(one.region, one.side, one.worst) for one in found]

    def report(self) -> models.PainReport:
        return self.session.exec(select(models.PainReport)).one()

    def tells(self, region: Region, worst: int, on: date = TODAY) -> None:
        """By hand, on the check-in page."""
        told = PainReport(on, NOW, region, worst=worst)
        history.store_report(self.session, NOW, self.alice, told)

    def right(self) -> None:
        answering.say_right(self.session, NOW, self.alice, self.row())

    def not_so(self) -> None:
        answering.say_not_so(self.session, NOW, self.alice, self.row())

    def correct(self, region: Region, worst: int, side: Side | None = None) -> None:
        was = HowItWas(region, side, worst)
        answering.correct(self.session, NOW, self.alice, self.row(), was)


@pytest.fixture
def words(session: Session, alice: models.Runner) -> Words:
    consents.give(session, NOW, alice, consents.HEALTH, how="said so")
    return Words(session, alice)


def test_a_plain_word_is_a_report_and_a_row(words: Words) -> None:
    assert words.writes(words.run(), "left knee pain 4/10") == Heard(reported=1)
    row = words.row()
    assert (row.region, row.side, row.worst, row.sure, row.answer) == (
        "knee",
        "left",
        4,
        True,
        None,
    )
    assert words.reports() == [("knee", "left", 4)]


def test_an_unsure_one_is_a_question_alone(words: Words) -> None:
    assert words.writes(words.run(), "left knee 4") == Heard(to_ask=1)
    assert words.row().sure is False
    assert words.reports() == []


def test_the_words_themselves_are_kept_nowhere(words: Words) -> None:
    words.writes(words.run(), "left knee pain 4/10 on the Willow Path")
    tables = (models.WordsRead, models.PainReport, models.Activity)
    kept = [row.model_dump_json() for table in tables for row in words.session.exec(select(table))]
    assert "Willow" not in "".join(kept)


def test_nothing_that_speaks_of_pain_is_no_row(words: Words) -> None:
    assert words.writes(words.run(), "lovely evening") == Heard()
    assert words.rows() == []


def test_without_consent_nothing_is_read(words: Words) -> None:
    consents.withdraw(words.session, NOW, words.alice, consents.HEALTH, how="no more")
    assert words.writes(words.run(), "left knee pain 4/10", "left knee 4") == Heard()
    assert words.rows() == []


def test_read_again_nothing_changes(words: Words) -> None:
    run = words.run()
    words.writes(run, "left knee 4")
    assert words.writes(run, "left knee 4") == Heard()
    assert len(words.rows()) == 1


def test_a_row_follows_the_words_while_nobody_answered(words: Words) -> None:
    run = words.run()
    words.writes(run, "left knee 4")
    assert words.writes(run, "right calf pain 3/10") == Heard(reported=1)
    row = words.row()
    assert (row.region, row.side, row.worst, row.sure) == ("calf", "right", 3, True)
    assert words.writes(run, "left knee 4") == Heard(withdrawn=1, to_ask=1)
    assert words.reports() == []
    words.writes(run, "lovely")
    assert words.rows() == []


Answering = Callable[[Words], None]
ANSWERS: dict[str, tuple[Answering, list[tuple[str | None, str | None, int | None]]]] = {
    "right": (Words.right, [("knee", "left", 4)]),
    "not_so": (Words.not_so, []),
    "corrected": (lambda words: words.correct(Region.CALF, 2), [("calf", None, 2)]),
}


@pytest.mark.parametrize("wrote", ["left knee pain 4/10", "left knee 4"])
@pytest.mark.parametrize("answer", list(ANSWERS))
def test_an_answer_stands_however_often_the_words_are_read(
    words: Words, answer: str, wrote: str
) -> None:
    say, left = ANSWERS[answer]
    run = words.run()
    words.writes(run, wrote)
    say(words)
    assert words.row().answer == answer
    assert words.reports() == left
    for again in (wrote, "knee pain 4/10", "left knee pain 4/10", "lovely", wrote):
        assert words.writes(run, again) == Heard()
        assert words.row().answer == answer
        assert words.reports() == left


@pytest.mark.parametrize(
    "otherwise",
    ["right knee pain 4/10", "left calf pain 4/10", "left knee pain 6/10"],
)
@pytest.mark.parametrize("answer", list(ANSWERS))
def test_words_that_say_clearly_otherwise_are_read_anew(
    words: Words, answer: str, otherwise: str
) -> None:
    say, left = ANSWERS[answer]
    run = words.run()
    words.writes(run, "left knee pain 4/10")
    say(words)
    words.writes(run, otherwise)
    assert words.row().answer is None
    if answer == "not_so":
        assert words.row().sure
        assert len(words.reports()) == 1
    else:
        # What the runner said stands until they say otherwise themselves.
        assert not words.row().sure
        assert words.reports() == left


def test_words_put_right_by_the_runner_ask_nothing(words: Words) -> None:
    run = words.run()
    words.writes(run, "left knee pain 4/10")
    words.correct(Region.KNEE, 3, Side.RIGHT)
    assert words.writes(run, "right knee pain 3/10") == Heard()
    assert words.row().answer == "corrected"


def test_the_last_answer_counts(words: Words) -> None:
    words.writes(words.run(), "left knee pain 4/10")
    for _ in range(2):
        words.right()
        assert words.reports() == [("knee", "left", 4)]
        words.correct(Region.ACHILLES, 2, Side.LEFT)
        assert words.reports() == [("achilles", "left", 2)]
        words.not_so()
        assert words.reports() == []


def test_a_second_tap_changes_nothing(words: Words) -> None:
    words.writes(words.run(), "limped home, left knee pain 4/10 all the way")
    words.right()
    before = words.report().model_dump()
    words.right()
    assert words.report().model_dump() == before
    assert before["limp"]


def test_right_takes_over_all_that_was_read(words: Words) -> None:
    words.writes(words.run(), "limped home, left knee pain 4/10, for the whole run")
    words.right()
    told = words.report()
    assert (told.limp, told.timing) == (True, "persists")
    assert told.told_by.startswith("runner")


def test_a_fever_alone_can_be_right_again(words: Words) -> None:
    words.writes(words.run(), "ran with a fever")
    assert (words.row().sure, words.row().region) == (True, None)
    words.not_so()
    assert words.reports() == []
    words.right()
    assert words.report().fever


def test_a_question_without_a_number_cannot_simply_be_right(words: Words) -> None:
    words.writes(words.run(), "knee felt weird")
    with pytest.raises(ValueError, match="missing"):
        words.right()
    assert words.reports() == []
    assert words.row().answer is None


def test_a_correction_keeps_how_it_behaved_at_the_same_place_alone(words: Words) -> None:
    words.writes(words.run(), "left knee pain 4/10 for the whole run")
    words.correct(Region.KNEE_FRONT, 5)
    assert words.report().timing == Timing.PERSISTS
    words.correct(Region.CALF, 5)
    assert words.report().timing is None


def test_what_is_told_by_hand_stands_above_words(words: Words) -> None:
    run = words.run()
    words.tells(Region.CALF, 1)
    assert words.writes(run, "left knee pain 4/10") == Heard()
    assert words.writes(run, "left knee 4") == Heard()
    assert words.rows() == []
    assert words.reports() == [("calf", None, 1)]


def test_an_answer_about_one_run_leaves_the_other_of_the_day_alone(words: Words) -> None:
    morning, noon = words.run(), words.run(name="noon")
    words.writes(morning, "left knee pain 4/10")
    words.right()
    words.writes(noon, "right calf pain 2/10")
    assert words.reports() == [("knee", "left", 4), ("calf", "right", 2)]
    assert words.writes(noon, "right calf pain 2/10") == Heard()


def test_a_run_that_is_gone_takes_the_report_of_its_words_along(words: Words) -> None:
    kept, gone = words.run(1), words.run()
    words.writes(kept, "left knee pain 4/10")
    words.writes(gone, "right calf pain 2/10")
    words.session.delete(words.session.get_one(models.Activity, gone))
    words.session.flush()
    assert heard.hear(words.session, NOW, words.alice, {}) == Heard(withdrawn=1)
    assert words.reports() == [("knee", "left", 4)]


def test_what_was_answered_outlives_the_run(words: Words) -> None:
    gone = words.run()
    words.writes(gone, "left knee pain 4/10")
    words.right()
    words.session.delete(words.session.get_one(models.Activity, gone))
    words.session.flush()
    heard.hear(words.session, NOW, words.alice, {})
    assert words.reports() == [("knee", "left", 4)]


def test_after_a_withdrawal_rows_are_kept_but_not_shown_as_reports_are(words: Words) -> None:
    words.writes(words.run(), "left knee pain 4/10")
    consents.withdraw(words.session, NOW, words.alice, consents.HEALTH, how="no more")
    assert understood.lately(words.session, words.alice, TODAY) == []
    assert history.training_log(words.session, words.alice).pain == ()
    with pytest.raises(consents.NeedsConsent):
        words.right()
    consents.give(words.session, NOW, words.alice, consents.HEALTH, how="yes again")
    assert len(understood.lately(words.session, words.alice, TODAY)) == 1


def test_what_waits_comes_first_and_four_weeks_are_shown(words: Words) -> None:
    for days_ago in (0, 3, 27, 28):
        words.writes(words.run(days_ago), "left knee 4")
    newest = words.rows()[0]
    answering.say_not_so(words.session, NOW, words.alice, newest)
    shown = understood.lately(words.session, words.alice, TODAY)
    assert [(TODAY - one.on).days for one in shown] == [3, 27, 0]


def test_a_question_about_a_day_told_by_hand_is_not_asked_any_more(words: Words) -> None:
    words.writes(words.run(), "left knee 4")
    words.tells(Region.CALF, 1)
    assert understood.lately(words.session, words.alice, TODAY) == []


def test_ticked_warning_signs_cannot_be_tapped_away(words: Words) -> None:
    words.writes(words.run(), "left inner shin pain 5/10")
    assert not answering.tick_signs(words.session, NOW, words.alice, words.row(), ["hop_pain"])
    words.right()
    later = NOW + timedelta(hours=1)
    assert answering.tick_signs(words.session, later, words.alice, words.row(), ["hop_pain"])
    words.not_so()
    words.correct(Region.CALF, 0)
    told = words.report()
    assert (told.region, told.flags, told.said_at) == ("shin_inner", ["hop_pain"], later)
