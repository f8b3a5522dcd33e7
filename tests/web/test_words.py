"""What was read in a runner's words: shown, answered by one tap, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, col, select

from coaching.log import Region
from syncer import consents, heard, links, models, posting, recommend
from syncer.channels import Parcel
from syncer.links import Purpose
from syncer.settings import Settings
from syncer.web.app import make_app
from syncer.web.pages import Parts
from tests.out import club
from tests.out.club import NOW, SUNDAY, deliveries, ran, runner, sessions, trained
from tests.web.serving import serving

DAY = timedelta(days=1)
GIVEN = {"answer": "corrected", "region": "knee_front", "side": "right", "worst": "3"}


class Clock:
    """What the pages take for now."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Pages:
    """Alice's club, its pages, and what she wrote about her run on Sunday."""

    session: Session
    settings: Settings
    alice: models.Runner
    client: httpx.Client
    clock: Clock

    def writes(self, text: str, days_ago: int = 0, who: models.Runner | None = None) -> int:
        who = who or self.alice
        about = ran(self.session, who, SUNDAY - days_ago * DAY, 18.0, hour=9).id
        assert about is not None
        heard.hear(self.session, NOW, who, {about: [text]})
        self.session.commit()
        return about

    def link(self, about: int, who: models.Runner | None = None) -> str:
        return links.about_words(self.settings, NOW, who or self.alice, about)

    def at_home(self) -> str:
        """Alice's own page, by the link of a mail; answers its form token."""
        around = links.in_mail(self.settings, NOW, self.alice, SUNDAY)
        page = self.client.get(around.settings)
        found = re.search(r'name="form_token" value="(\w+)"', page.text)
        assert found, page.text
        return found[1]

    def row(self) -> models.WordsRead:
        self.session.expire_all()
        return self.session.exec(select(models.WordsRead)).one()

    def reports(self) -> list[tuple[str | None, str | None, int | None]]:
        self.session.expire_all()
        found = self.session.exec(select(models.PainReport).order_by(col(models.PainReport.id)))
        return [(one.region, one.side, one.worst) for one in found]

    def state(self) -> list[object]:
        self.session.expire_all()
        tables = (models.WordsRead, models.PainReport, models.Advice, models.Delivery)
        return [row.model_dump() for table in tables for row in self.session.exec(select(table))]

    def letter(self, digest: bool) -> Parcel:
        """The one letter that waits for Alice, as it would go out now."""
        if digest:
            recommend.digest_runner(self.session, self.settings, NOW, self.alice)
        else:
            recommend.advise_runner(self.session, self.settings, NOW, self.alice, SUNDAY)
        (delivery,) = deliveries(self.session)
        row = self.session.get_one(models.Advice, delivery.advice_id)
        return posting.parcel(self.session, self.settings, NOW, delivery, row, self.alice)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    with club.club(tmp_path) as (session, settings):
        alice = runner(session)
        trained(session, alice, SUNDAY)
        clock = Clock()
        config = settings

        def make(url: str) -> FastAPI:
            nonlocal config
            config = settings.model_copy(update={"public_url": url})
            return make_app(Parts(sessions(session.get_bind()), config, clock))

        with serving(make) as url, browser(url) as client:
            yield Pages(session, config, alice, client, clock)


def browser(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, follow_redirects=True)


def told(pages: Pages, about: int, **form: str) -> str:
    """Answer by the link of a mail, in a browser that nobody signed in to."""
    with browser(pages.settings.public_url) as stranger:
        return stranger.post(pages.link(about), data=form).text


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


@pytest.mark.parametrize("digest", [False, True])
def test_from_the_words_to_a_mail_to_a_tap_to_its_effect(pages: Pages, digest: bool) -> None:
    """The whole road: it was read, it is told in the mail, one tap takes it back."""
    pages.writes("left knee pain 4/10")
    letter = pages.letter(digest).letter
    line = "I read in your words on Sunday: left knee, 4 out of 10."
    assert line in " ".join(letter.text.split())
    assert line in letter.html
    for public in (letter.subject, letter.preheader):
        assert "knee" not in public
        assert "words" not in public
    (link,) = set(re.findall(r"http\S+/words/\S+", letter.text))
    assert f'href="{link}"' in letter.html
    pages.client.post(link, data={"answer": "not_so"})
    assert pages.reports() == []
    again = posting.parcel(
        pages.session,
        pages.settings,
        NOW,
        deliveries(pages.session)[0],
        pages.session.exec(select(models.Advice)).one(),
        pages.alice,
    )
    assert "in your words" not in again.letter.text


def test_a_digest_asks_about_three_things_of_one_week_and_questions_come_first(
    pages: Pages,
) -> None:
    for days_ago, text in enumerate(
        ("no pain at all", "left knee pain 4/10", "right calf pain 2/10", "knee felt weird")
    ):
        pages.writes(text, days_ago)
    pages.writes("left Achilles pain 3/10", days_ago=7)
    text = pages.letter(digest=True).letter.text
    assert text.count("/words/") == 3
    assert text.index("your knee on Thursday") < text.index("on Saturday: left knee")
    assert "right calf" in text
    assert "nothing hurts. " not in text
    assert "Achilles" not in text


def test_a_note_asks_about_its_own_day_alone(pages: Pages) -> None:
    pages.writes("left knee pain 4/10")
    pages.writes("right calf felt odd", days_ago=2)
    assert pages.letter(digest=False).letter.text.count("/words/") == 1


def test_a_letter_after_a_withdrawal_says_nothing_of_it(pages: Pages) -> None:
    pages.writes("knee felt weird")
    consents.withdraw(pages.session, NOW, pages.alice, consents.HEALTH, how="no more")
    pages.session.commit()
    letter = pages.letter(digest=True).letter
    for private in ("your knee", "/words/"):
        assert private not in letter.text + letter.html


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
