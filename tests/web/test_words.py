"""What was read in a runner's words: shown, answered by one tap, and by nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coaching.log import Region
from syncer import consents, links, models
from syncer.links import Purpose
from tests.out.club import NOW, deliveries, runner
from tests.web.reading import DAY, GIVEN, Pages, browser, told
from tests.web.reading import pages as pages


@pytest.mark.parametrize(
    ("wrote", "says"),
    [
        ("left knee pain 4/10", "On your run of 15 March I read: left knee, 4 out of 10."),
        ("left knee hurt", "I read: left knee, without a number."),
        ("limped home, left knee pain 4/10", "left knee, 4 out of 10, with a limp."),
        ("knees felt great", "I read: knee, free of pain."),
        ("no pain at all", "I read: nothing hurts."),
        ("ran with a fever", "I read: a fever."),
        ("knee felt weird", "You wrote something about your knee on 15 March. Did it hurt?"),
        ("hip pain 4/10", "You wrote something about how you felt on 15 March. Did anything hurt?"),
    ],
)
def test_a_link_shows_what_was_read_and_changes_nothing(
    pages: Pages, wrote: str, says: str
) -> None:
    """A mail scanner follows every link."""
    about = pages.writes(wrote)
    before = pages.state()
    page = pages.client.get(pages.link(about))
    assert page.status_code == 200
    assert says in " ".join(page.text.split())
    assert pages.state() == before


def test_what_was_written_is_not_repeated(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10 on the Willow Path")
    assert "Willow" not in pages.client.get(pages.link(about)).text


def test_one_tap_says_that_it_is_right(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    page = told(pages, about, answer="right")
    assert "Thank you" in page
    assert "I noted: left knee, 4 out of 10." in page
    assert pages.row().answer == "right"
    assert pages.reports() == [("knee", "left", 4)]


def test_one_tap_says_that_it_is_not_so(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    assert "was not so" in told(pages, about, answer="not_so")
    assert pages.row().answer == "not_so"
    assert pages.reports() == []


def test_the_right_numbers_take_the_place_of_those_that_were_read(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    page = told(pages, about, **GIVEN, limp="yes")
    assert "I noted: front of the right knee, 3 out of 10, with a limp." in page
    assert pages.row().answer == "corrected"
    assert pages.reports() == [("knee_front", "right", 3)]


def test_a_question_is_answered_with_no_yes_or_the_numbers(pages: Pages) -> None:
    about = pages.writes("left knee 4")
    assert "Yes: left knee, 4 out of 10" in pages.client.get(pages.link(about)).text
    assert pages.reports() == []
    assert "nothing hurt on your run of 15 March" in told(pages, about, answer="not_so")
    assert pages.reports() == []
    told(pages, about, answer="right")
    assert pages.reports() == [("knee", "left", 4)]
    told(pages, about, **GIVEN)
    assert pages.reports() == [("knee_front", "right", 3)]


def test_a_question_without_a_number_offers_no_empty_yes(pages: Pages) -> None:
    about = pages.writes("knee felt weird")
    assert (
        'value="right"' not in pages.client.get(pages.link(about)).text.partition("<form")[2][:400]
    )
    assert "still missing" in told(pages, about, answer="right")
    assert pages.row().answer is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"worst": "11"}, "from 0 to 10"),
        ({"worst": "-1"}, "from 0 to 10"),
        ({"worst": "4.5"}, "from 0 to 10"),
        ({"worst": "٤"}, "from 0 to 10"),
        ({"worst": ""}, "from 0 to 10"),
        ({"region": ""}, "a place from the list"),
        ({"region": "elbow"}, "a place from the list"),
        ({"side": "middle"}, "left, right or both"),
        ({"answer": "maybe"}, "not known here"),
        ({"answer": ""}, "not known here"),
        ({"answer": "signs", "signs": "hop_pain"}, "not known here"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_changes_nothing(
    pages: Pages, wrong: dict[str, str], says: str
) -> None:
    about = pages.writes("left knee pain 4/10")
    before = pages.state()
    page = pages.client.post(pages.link(about), data={**GIVEN, **wrong})
    assert page.status_code == 400
    assert says in page.text
    assert pages.state() == before


@pytest.mark.parametrize("worst", range(11))
def test_every_number_from_0_to_10_is_taken(pages: Pages, worst: int) -> None:
    about = pages.writes("left knee pain 4/10")
    told(pages, about, **{**GIVEN, "worst": str(worst)})
    assert pages.reports() == [("knee_front", "right", worst)]


@pytest.mark.parametrize("region", list(Region))
def test_every_place_can_be_chosen_by_its_name(pages: Pages, region: Region) -> None:
    about = pages.writes("left knee pain 4/10")
    options = re.findall(
        r'<option value="(\w+)"[^>]*>([^<]+)<', pages.client.get(pages.link(about)).text
    )
    shown = dict(options)
    assert set(shown) == {one.value for one in Region}
    assert shown[region.value][0].isupper()
    assert "_" not in shown[region.value]
    told(pages, about, **{**GIVEN, "region": region.value, "side": ""})
    assert pages.reports() == [(region.value, None, 3)]


def test_a_link_opens_its_own_run_alone(pages: Pages) -> None:
    pages.writes("left knee pain 4/10")
    bob = runner(pages.session, "bob@example.org")
    bobs = pages.writes("right calf pain 5/10", who=bob)
    before = pages.state()
    for path in (
        pages.link(bobs),  # signed for Alice, about Bob's run
        pages.link(0).rpartition("/")[0]
        + "/"
        + links.sign(pages.settings, NOW, Purpose.SETTINGS, bob.id or 0, str(bobs)),
        pages.link(bobs, bob)[:-3],
    ):
        assert pages.client.get(path).status_code == 404
        assert pages.client.post(path, data={"answer": "not_so"}).status_code == 404
    assert pages.state() == before


def test_a_page_opens_for_its_own_runner_alone(pages: Pages) -> None:
    bob = runner(pages.session, "bob@example.org")
    bobs = pages.writes("right calf pain 5/10", who=bob)
    token = pages.at_home()
    before = pages.state()
    for about in (str(bobs), "0", "x", "٣", "9" * 40):
        assert pages.client.get(f"/me/words/{about}").status_code == 404
        form = {"answer": "not_so", "form_token": token}
        assert pages.client.post(f"/me/words/{about}", data=form).status_code == 404
    assert pages.state() == before


def test_links_end_after_four_weeks(pages: Pages) -> None:
    path = pages.link(pages.writes("left knee pain 4/10"))
    pages.clock.now = NOW + 28 * DAY - timedelta(seconds=1)
    assert pages.client.get(path).status_code == 200
    pages.clock.now = NOW + 28 * DAY
    assert pages.client.get(path).status_code == 410
    assert pages.client.post(path, data={"answer": "right"}).status_code == 410


def test_a_run_that_is_gone_is_told_in_words(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    path = pages.link(about)
    pages.session.delete(pages.session.get_one(models.Activity, about))
    pages.session.commit()
    page = pages.client.get(path)
    assert page.status_code == 404
    assert "nothing to answer any more" in page.text


def test_without_consent_no_door_shows_or_takes_anything(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    token = pages.at_home()
    assert "I read in your words" in pages.client.get("/me").text
    consents.withdraw(pages.session, NOW, pages.alice, consents.HEALTH, how="no more")
    pages.session.commit()
    before = pages.state()
    assert "I read in your words" not in pages.client.get("/me").text
    for path in (pages.link(about), f"/me/words/{about}"):
        form = {"answer": "not_so", "form_token": token}
        for page in (pages.client.get(path), pages.client.post(path, data=form)):
            assert page.status_code == 403
            assert "knee" not in page.text
    assert pages.state() == before


def test_ones_own_page_lists_what_was_read_and_takes_one_tap(pages: Pages) -> None:
    sure = pages.writes("left knee pain 4/10")
    pages.writes("knee felt weird", days_ago=1)
    token = pages.at_home()
    page = " ".join(pages.client.get("/me").text.split())
    assert "On your run of 15 March I read: left knee, 4 out of 10." in page
    assert "You wrote something about your knee on 14 March. Did it hurt?" in page
    form = {"answer": "right", "form_token": token, "from_list": "yes"}
    after = pages.client.post(f"/me/words/{sure}", data=form)
    assert after.url.path == "/me"
    assert "What you have answered" in after.text
    assert pages.reports() == [("knee", "left", 4)]


def test_a_form_from_elsewhere_does_nothing(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    before = pages.state()
    assert pages.client.get(f"/me/words/{about}").status_code == 401
    pages.at_home()
    for forged in ({}, {"form_token": "guess"}):
        page = pages.client.post(f"/me/words/{about}", data={"answer": "not_so", **forged})
        assert page.status_code == 401
    assert pages.state() == before


def test_a_link_from_a_mail_signs_nobody_in(pages: Pages) -> None:
    about = pages.writes("left knee pain 4/10")
    stranger = browser(pages.settings.public_url)
    assert "set-cookie" not in stranger.get(pages.link(about)).headers
    assert stranger.get("/me").status_code == 401


def test_a_place_with_warning_signs_asks_for_them_and_answers_at_once(pages: Pages) -> None:
    about = pages.writes("left inner shin pain 5/10")
    assert "Does it hurt to hop" not in pages.client.get(pages.link(about)).text
    assert "Does it hurt to hop" in told(pages, about, answer="right")
    page = told(pages, about, answer="signs", signs="hop_pain")
    assert "Please read this before your next run." in page
    assert "see a sports doctor within two weeks" in page
    (delivery,) = deliveries(pages.session)
    assert pages.session.get_one(models.Advice, delivery.advice_id).light == "flag"
    told(pages, about, answer="not_so")
    assert pages.reports() == [("shin_inner", "left", 5)]


def test_a_painless_answer_asks_for_no_warning_signs(pages: Pages) -> None:
    about = pages.writes("left inner shin pain 5/10")
    page = told(pages, about, answer="corrected", region="shin_inner", worst="0")
    assert "Does it hurt to hop" not in page


def test_what_a_tap_leaves_in_the_log_names_no_place_and_no_token(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    about = pages.writes("left knee pain 4/10")
    path = pages.link(about)
    with caplog.at_level("INFO", logger="syncer"):
        told(pages, about, **GIVEN)
    assert "words answered" in caplog.text
    for private in ("knee", "alice", path.rsplit("/", 1)[1]):
        assert private not in caplog.text
