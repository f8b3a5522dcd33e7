"""What a runner is told about, how often, and what is never told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from coaching.advice import Light
from syncer import consents, deliver, history, models, recommend
from syncer.advice_json import restored, stored
from syncer.settings import Settings
from tests.out import club
from tests.out.club import NOW, SUNDAY, hurt, ran, runner, sessions, states, trained

DAY = timedelta(days=1)


def advice_rows(session: Session, kind: str = "note") -> list[models.Advice]:
    found = select(models.Advice).where(col(models.Advice.kind) == kind)
    return list(session.exec(found.order_by(col(models.Advice.id))))


def send(session: Session, config: Settings, now: datetime = NOW) -> deliver.DeliveryCounts:
    engine = session.get_bind()
    return deliver.deliver(sessions(engine), config, lambda: now)  # type: ignore[arg-type]


def test_a_spike_makes_one_note_and_one_waiting_mail(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        run = ran(session, alice, SUNDAY, 14.0)
        advice = recommend.advise_runner(session, config, NOW, alice)
        (row,) = advice_rows(session)
        assert (row.on, row.about, row.light) == (SUNDAY, f"activity-{run.id}", "amber")
        assert restored(row.content) == advice
        assert row.rule_version == advice.rule_version
        assert len(row.log_sha256) == 64
        assert states(session) == ["pending"]


def test_asked_again_nothing_is_stored_twice(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        first = recommend.advise_runner(session, config, NOW, alice)
        assert recommend.advise_runner(session, config, NOW, alice) == first
        send(session, config)
        assert recommend.advise_runner(session, config, NOW, alice) == first
        assert len(advice_rows(session)) == 1
        assert states(session) == ["sent"]


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        advice = recommend.advise_runner(session, config, NOW, alice, dry_run=True)
        assert advice.note is not None
        assert advice_rows(session) == []
        assert states(session) == []


def test_a_green_run_gets_no_note(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 8.2)
        advice = recommend.advise_runner(session, config, NOW, alice)
        assert advice.note is None
        assert advice_rows(session) == []


@pytest.mark.parametrize(("days", "notes"), [(6, 1), (7, 1), (8, 0), (400, 0), (-1, 0)])
def test_a_note_is_never_about_a_day_more_than_a_week_ago(
    tmp_path: Path, days: int, notes: int
) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        on = SUNDAY - days * DAY
        trained(session, alice, on)
        ran(session, alice, on, 14.0)
        advice = recommend.advise_runner(session, config, NOW, alice, on)
        assert advice.note is not None
        assert len(advice_rows(session)) == notes


def test_today_is_the_runners_own_day(tmp_path: Path) -> None:
    late = datetime(2026, 3, 15, 22, 30, tzinfo=UTC)
    with club.club(tmp_path) as (session, config):
        alice = runner(session, timezone="Pacific/Auckland")
        assert recommend.advise_runner(session, config, late, alice).on == SUNDAY + DAY
        bob = runner(session, "bob@example.org", timezone="America/Los_Angeles")
        assert recommend.advise_runner(session, config, late, bob).on == SUNDAY


def test_the_nightly_pass_looks_back_a_week_and_sends_one_mail(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY - 7 * DAY)
        for back, km in ((9, 12.0), (6, 16.0), (3, 20.0), (0, 25.0)):
            ran(session, alice, SUNDAY - back * DAY, km)
        answered = recommend.advise_days(session, config, NOW, alice)
        assert [advice.on for advice in answered] == [SUNDAY - n * DAY for n in (0, 3, 6)]
        rows = {row.id: row.on for row in advice_rows(session)}
        waiting = {rows[d.advice_id]: d.state for d in club.deliveries(session)}
        assert waiting == {
            SUNDAY: "pending",
            SUNDAY - 3 * DAY: "carried",
            SUNDAY - 6 * DAY: "carried",
        }
        recommend.advise_days(session, config, NOW, alice)
        assert len(advice_rows(session)) == 3


@pytest.mark.parametrize(("gap", "second"), [(6, "carried"), (7, "pending")])
def test_one_mail_beside_the_digest_in_any_seven_days(
    tmp_path: Path, gap: int, second: str
) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        first = SUNDAY - gap * DAY
        trained(session, alice, first)
        ran(session, alice, first, 12.0)
        at = NOW - gap * DAY
        recommend.advise_runner(session, config, at, alice)
        send(session, config, at)
        ran(session, alice, SUNDAY, 18.0)
        recommend.advise_runner(session, config, NOW, alice)
        assert states(session) == ["sent", second]


def test_red_goes_beyond_the_budget(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY - DAY)
        ran(session, alice, SUNDAY - DAY, 14.0)
        recommend.advise_runner(session, config, NOW - DAY, alice)
        ran(session, alice, SUNDAY, 6.0)
        hurt(session, alice, SUNDAY, 8, limp=True)
        advice = recommend.advise_runner(session, config, NOW, alice)
        assert advice.light is Light.RED
        assert states(session) == ["pending", "pending"]


def test_a_flag_is_mailed_once_and_again_for_another_sign(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        codes = flags_of_tier("b")
        hurt(session, alice, SUNDAY - 2 * DAY, 5, flags=frozenset(codes[:1]))
        for back in (2, 1):
            at = NOW - back * DAY
            advice = recommend.advise_runner(session, config, at, alice)
            assert advice.light is Light.FLAG
            assert {finding.rule for finding in advice.findings} == {"red_flags"}
        assert states(session) == ["pending"]
        hurt(session, alice, SUNDAY, 5, flags=frozenset(codes[1:2]))
        recommend.advise_runner(session, config, NOW, alice)
        assert states(session) == ["pending", "pending"]


def flags_of_tier(tier: str) -> list[str]:
    from coaching.catalogue import red_flags

    return sorted(code for code, flag in red_flags().items() if flag.tier == tier)


def test_the_same_sign_after_a_clearing_is_a_new_mail(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        sign = frozenset(flags_of_tier("b")[:1])
        hurt(session, alice, SUNDAY - 2 * DAY, 5, flags=sign)
        recommend.advise_runner(session, config, NOW - 2 * DAY, alice)
        clear(session, alice, NOW - DAY)
        hurt(session, alice, SUNDAY, 5, flags=sign)
        recommend.advise_runner(session, config, NOW, alice)
        assert states(session) == ["pending", "pending"]
        send(session, config)
        assert states(session) == ["carried", "sent"], "the cleared one is not sent any more"


def clear(session: Session, who: models.Runner, at: datetime) -> None:
    assert who.id is not None
    session.add(models.FlagCleared(runner_id=who.id, on=at.date(), at=at, how="mistake"))
    session.commit()


def test_a_note_that_waits_is_brought_up_to_date(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        hurt(session, alice, SUNDAY, 4)
        later = recommend.advise_runner(session, config, NOW, alice)
        (row,) = advice_rows(session)
        assert row.content == stored(later)
        assert states(session) == ["pending"]


def test_what_was_sent_stays_unless_it_turned_red(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        send(session, config)
        hurt(session, alice, SUNDAY, 4)
        recommend.advise_runner(session, config, NOW, alice)
        assert states(session) == ["sent"]
        hurt(session, alice, SUNDAY, 8, limp=True)
        for _ in range(2):
            recommend.advise_runner(session, config, NOW, alice)
        assert states(session) == ["sent", "pending"]
        assert [row.light for row in advice_rows(session)] == ["amber", "red"]


def test_nothing_goes_to_an_address_that_was_not_confirmed(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session, confirmed=False)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        recommend.digest_runner(session, config, NOW, alice)
        assert states(session) == []
        send(session, config)
        assert not config.outbox.exists()


def test_once_confirmed_what_waited_is_sent(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session, confirmed=False)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        recommend.digest_runner(session, config, NOW, alice)
        alice.address_confirmed_at = NOW
        session.add(alice)
        session.commit()
        recommend.advise_runner(session, config, NOW, alice)
        assert recommend.digest_runner(session, config, NOW, alice) is None
        assert states(session) == ["pending", "pending"]


def test_an_address_that_is_unconfirmed_again_gets_nothing_that_waits(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        alice.address_confirmed_at = None
        session.add(alice)
        session.commit()
        assert send(session, config).sent == 0
        assert states(session) == ["pending"]


def test_without_health_consent_there_is_advice_on_load_alone(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session, healthy=False)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 14.0)
        with pytest.raises(consents.NeedsConsent):
            hurt(session, alice, SUNDAY, 8, limp=True)
        session.rollback()
        advice = recommend.advise_runner(session, config, NOW, alice)
        assert advice.light is Light.AMBER
        assert advice.note is not None
        assert advice.note.finding.rule == "session_spike"
        assert send(session, config).sent == 1


def test_what_speaks_of_pain_is_not_sent_after_consent_was_taken_back(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        ran(session, alice, SUNDAY, 6.0)
        hurt(session, alice, SUNDAY, 8, limp=True)
        recommend.advise_runner(session, config, NOW, alice)
        later = NOW + timedelta(hours=1)
        consents.withdraw(session, later, alice, consents.HEALTH, how="wrote so")
        session.commit()
        assert send(session, config, later).carried == 1
        assert not config.outbox.exists()
        week = recommend.digest_runner(session, config, later, alice)
        assert week is not None
        assert "pain" not in {f.rule for f in restored(week.content).findings}


def test_one_digest_a_week(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        row = recommend.digest_runner(session, config, NOW, alice)
        assert row is not None
        assert (row.kind, row.on, row.about) == ("digest", SUNDAY, "")
        assert recommend.digest_runner(session, config, NOW, alice) is None
        assert recommend.digest_runner(session, config, NOW + 6 * DAY, alice) is None
        assert len(advice_rows(session, "digest")) == 1
        ran(session, alice, SUNDAY + 7 * DAY, 8.0)
        following = recommend.digest_runner(session, config, NOW + 7 * DAY, alice)
        assert following is not None
        assert following.on == SUNDAY + 7 * DAY


@pytest.mark.parametrize(("weekday", "back"), [(6, 0), (5, 1), (0, 6)])
def test_a_digest_ends_on_the_runners_own_weekday(tmp_path: Path, weekday: int, back: int) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        alice.digest_weekday = weekday
        trained(session, alice, SUNDAY)
        row = recommend.digest_runner(session, config, NOW, alice)
        assert row is not None
        assert row.on == SUNDAY - back * DAY


@pytest.mark.parametrize(("quiet_days", "written"), [(27, True), (28, False)])
def test_who_has_not_run_for_a_month_is_left_in_peace(
    tmp_path: Path, quiet_days: int, written: bool
) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        ran(session, alice, SUNDAY - quiet_days * DAY, 8.0)
        assert (recommend.digest_runner(session, config, NOW, alice) is not None) is written


def test_what_was_not_mailed_is_in_the_digest_and_then_done(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        alice.notes_on = False
        trained(session, alice, SUNDAY - 2 * DAY)
        ran(session, alice, SUNDAY - 2 * DAY, 14.0)
        recommend.advise_runner(session, config, NOW - 2 * DAY, alice)
        assert states(session) == ["carried"]
        week = recommend.digest_runner(session, config, NOW, alice)
        assert week is not None
        (note, _) = club.deliveries(session)
        assert week.content["carries"] == [note.id]
        rules = {said.finding.rule for said in restored(week.content).recommendations}
        assert "session_spike" in rules
        send(session, config)
        (note, digest) = club.deliveries(session)
        assert (note.state, note.sent_at) == ("carried", NOW)
        assert digest.state == "sent"


def test_only_what_has_left_was_said(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        run = ran(session, alice, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        recommend.digest_runner(session, config, NOW, alice)
        assert history.training_log(session, alice).said == ()
        send(session, config)
        said = history.training_log(session, alice).said
        assert {(one.on, one.where) for one in said} == {(SUNDAY, "note"), (SUNDAY, "digest")}
        (note,) = [one for one in said if one.where == "note"]
        assert (note.rule, note.light, note.run) == (
            "session_spike",
            "amber",
            f"activity-{run.id}",
        )


def test_bobs_advice_is_not_alices(tmp_path: Path) -> None:
    with club.club(tmp_path) as (session, config):
        alice, bob = runner(session), runner(session, "bob@example.org")
        for one in (alice, bob):
            trained(session, one, SUNDAY)
            ran(session, one, SUNDAY, 14.0)
        recommend.advise_runner(session, config, NOW, alice)
        assert {row.runner_id for row in advice_rows(session)} == {alice.id}
        assert send(session, config).sent == 1
        (mail,) = config.outbox.glob("*.eml")
        assert b"alice@example.org" in mail.read_bytes()
