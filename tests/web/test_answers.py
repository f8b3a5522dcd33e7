"""One tap in a mail: shown to everybody who follows the link, stored for who presses the button."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from syncer import consents, links, models
from syncer.links import Purpose
from templates import Links
from tests.out.club import NOW, SUNDAY, hurt, runner
from tests.web.reading import Pages, browser
from tests.web.reading import pages as pages
from tests.web.tapping import mailed, press, reports, rows, strength, text_of

DAY = timedelta(days=1)
ANSWERS = ("nothing_hurts", "something_hurts", "morning", "strength_done", "too_hard")
LINKS = [one.name for one in fields(Links)]


@pytest.mark.parametrize("name", LINKS)
def test_a_mail_scanner_that_opens_every_link_changes_nothing(pages: Pages, name: str) -> None:
    before = rows(pages)
    with browser(pages.settings.public_url) as scanner:
        for _ in range(2):
            assert scanner.get(getattr(mailed(pages), name)).status_code == 200
        assert scanner.head(getattr(mailed(pages), name)).status_code in (200, 405)
    assert rows(pages) == before


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("token", ["", "guess", "ü"])
def test_a_post_without_the_pages_own_token_changes_nothing(
    pages: Pages, name: str, token: str
) -> None:
    before = rows(pages)
    form = {"form_token": token, "on": SUNDAY.isoformat(), "answer": "hurts", "agree": "yes"}
    with browser(pages.settings.public_url) as scanner:
        assert scanner.post(getattr(mailed(pages), name), data=form).status_code == 400
    assert rows(pages) == before


def test_nothing_hurts_is_noted_once(pages: Pages) -> None:
    link = mailed(pages).nothing_hurts
    with browser(pages.settings.public_url) as stranger:
        assert "Yes, nothing hurts" in stranger.get(link).text
    page = press(pages, link)
    assert "Noted: nothing hurts." in page.text
    assert "<button" not in page.text
    (report,) = reports(pages)
    assert (report.on, report.nothing, report.region) == (SUNDAY, True, None)


@pytest.mark.parametrize("name", ["nothing_hurts", "strength_done", "too_hard", "morning"])
def test_answered_again_changes_nothing(pages: Pages, name: str) -> None:
    link = getattr(mailed(pages), name)
    pages.clock.now = NOW + DAY
    with browser(pages.settings.public_url) as stranger:
        token = links.form_mark(pages.settings, link.rpartition("/")[2])
        form = {"form_token": token, "on": SUNDAY.isoformat()}
        stranger.post(link, data=form)
        before = rows(pages)
        assert reports(pages) or strength(pages)
        pages.clock.now += timedelta(hours=1)
        assert stranger.post(link, data=form).status_code == 200
    assert rows(pages) == before


def test_a_later_day_may_be_meant(pages: Pages) -> None:
    pages.clock.now = NOW + 2 * DAY
    link = mailed(pages).nothing_hurts
    with browser(pages.settings.public_url) as stranger:
        shown = text_of(stranger.get(link))
    assert "Sunday 15 March" in shown
    assert "Tuesday 17 March" in shown
    press(pages, link, on="2026-03-17")
    (report,) = reports(pages)
    assert str(report.on) == "2026-03-17"


@pytest.mark.parametrize("on", ["2026-03-14", "2026-03-18", "", "soon"])
def test_no_other_day_is_taken(pages: Pages, on: str) -> None:
    pages.clock.now = NOW + 2 * DAY
    assert press(pages, mailed(pages).nothing_hurts, on=on).status_code == 400
    assert reports(pages) == []


def test_strength_work_is_told_without_consent_to_health_data(pages: Pages) -> None:
    consents.withdraw(pages.session, NOW, pages.alice, consents.HEALTH, how="no")
    pages.session.commit()
    pages.clock.now = NOW + DAY
    assert "Well done" in press(pages, mailed(pages).strength_done).text
    assert "gets easier" in press(pages, mailed(pages).too_hard).text
    assert strength(pages) == [("2026-03-16", "done"), ("2026-03-16", "too_hard")]


def test_the_next_day_is_another_session(pages: Pages) -> None:
    link = mailed(pages).strength_done
    press(pages, link)
    pages.clock.now = NOW + 2 * DAY
    press(pages, link)
    assert strength(pages) == [("2026-03-15", "done"), ("2026-03-17", "done")]


def test_the_morning_asks_for_the_place_that_hurt(pages: Pages) -> None:
    hurt(pages.session, pages.alice, SUNDAY, 4)
    link = mailed(pages).morning
    pages.clock.now = NOW + timedelta(hours=12)
    with browser(pages.settings.public_url) as stranger:
        assert "Front of the left knee, from 0 to 10?" in text_of(stranger.get(link))
    assert (
        "front of the left knee, 2 out of 10 this morning" in press(pages, link, morning="2").text
    )
    report = reports(pages)[-1]
    told = (str(report.on), report.region, report.side, report.morning, report.worst)
    assert told == ("2026-03-16", "knee_front", "left", 2, None)


@pytest.mark.parametrize("number", ["", "11", "-1", "4.5", "٤"])
def test_a_morning_takes_a_number_from_0_to_10(pages: Pages, number: str) -> None:
    hurt(pages.session, pages.alice, SUNDAY, 4)
    pages.clock.now = NOW + timedelta(hours=12)
    assert press(pages, mailed(pages).morning, morning=number).status_code == 400
    assert len(reports(pages)) == 1


def test_another_number_takes_the_place_of_the_first(pages: Pages) -> None:
    hurt(pages.session, pages.alice, SUNDAY, 4)
    pages.clock.now = NOW + timedelta(hours=12)
    for number in ("2", "5", "5"):
        press(pages, mailed(pages).morning, morning=number)
    assert [report.morning for report in reports(pages)] == [None, 5]


def test_the_evening_before_is_too_early(pages: Pages) -> None:
    link = mailed(pages).morning
    with browser(pages.settings.public_url) as stranger:
        page = stranger.get(link)
        assert "Open it again on Monday 16 March" in text_of(page)
        assert "<button" not in page.text
        form = {"form_token": links.form_mark(pages.settings, link.rpartition("/")[2])}
        assert stranger.post(link, data=form).status_code == 400
    assert reports(pages) == []


@pytest.mark.parametrize("name", ["nothing_hurts", "something_hurts", "morning"])
def test_without_consent_the_page_asks_for_it_and_stores_nothing(pages: Pages, name: str) -> None:
    consents.withdraw(pages.session, NOW, pages.alice, consents.HEALTH, how="no")
    pages.session.commit()
    pages.clock.now = NOW + timedelta(hours=12)
    link = getattr(mailed(pages), name)
    page = press(pages, link, answer="hurts", region="knee", worst="4")
    assert "May I keep what you tell me about pain?" in page.text
    assert reports(pages) == []
    page = press(pages, link, agree="yes")
    assert "May I keep" not in page.text
    assert reports(pages) == []
    assert consents.has(pages.session, pages.alice, consents.HEALTH)
    assert press(pages, link, answer="hurts", region="knee", worst="4").status_code == 200
    assert len(reports(pages)) == 1


def test_a_warning_sign_is_shown_whatever_is_tapped(pages: Pages) -> None:
    hurt(pages.session, pages.alice, SUNDAY, 4, flags=frozenset({"locked_knee"}))
    page = press(pages, mailed(pages).nothing_hurts)
    assert "Please read this before your next run." in page.text


def test_a_link_is_for_its_runner_its_purpose_and_its_time(pages: Pages) -> None:
    token = links.sign(pages.settings, NOW, Purpose.SETTINGS, pages.alice.id or 0, "2026-03-15")
    bare = pages.settings.public_url + "/checkin/nothing/"
    with browser(pages.settings.public_url) as stranger:
        for odd in (bare + token, bare + "x", mailed(pages).nothing_hurts[:-2]):
            page = stranger.get(odd)
            assert page.status_code == 404
            assert "Send me new links" in page.text
    bob = runner(pages.session, "bob@example.org")
    bobs = links.in_mail(pages.settings, NOW, bob, SUNDAY).nothing_hurts
    press(pages, bobs)
    assert [report.runner_id for report in reports(pages)] == [bob.id]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_old_link_says_so_and_stores_nothing(pages: Pages, name: str) -> None:
    link = getattr(mailed(pages), name)
    token = links.form_mark(pages.settings, link.rpartition("/")[2])
    pages.clock.now = NOW + 15 * DAY
    with browser(pages.settings.public_url) as stranger:
        page = stranger.get(link)
        assert page.status_code == 410
        assert "Send me new links" in page.text
        form = {"form_token": token, "on": SUNDAY.isoformat()}
        assert stranger.post(link, data=form).status_code == 410
    assert reports(pages) == []
    assert strength(pages) == []


def test_a_page_leads_to_the_other_answer_and_no_further_in_time(pages: Pages) -> None:
    with browser(pages.settings.public_url) as stranger:
        page = stranger.get(mailed(pages).nothing_hurts)
        other = page.text.partition('<p class="more otherwise"><a href="')[2].partition('"')[0]
        assert "/checkin/something/" in other
        assert stranger.get(other).status_code == 200
        pages.clock.now = NOW + 14 * DAY
        assert stranger.get(other).status_code == 410


def test_a_tap_signs_nobody_in_and_leaves_no_word_in_the_log(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    link = mailed(pages).nothing_hurts
    with caplog.at_level("INFO", logger="syncer"):
        page = press(pages, link)
    assert "set-cookie" not in page.headers
    assert "answered by mail" in caplog.text
    for private in ("alice", link.rpartition("/")[2], "knee"):
        assert private not in caplog.text


def test_who_is_gone_has_no_page(pages: Pages) -> None:
    link = mailed(pages).nothing_hurts
    pages.session.delete(pages.session.get_one(models.Runner, pages.alice.id))
    pages.session.commit()
    with browser(pages.settings.public_url) as stranger:
        assert stranger.get(link).status_code == 404
