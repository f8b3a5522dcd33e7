"""What was read in a runner's words stands in their letters, until they have answered."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from syncer import consents, models, posting
from tests.out.club import NOW, deliveries
from tests.web.reading import Pages
from tests.web.reading import pages as pages


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
    pages.writes("right knee 4", days_ago=2)
    assert pages.letter(digest=False).letter.text.count("/words/") == 1


def test_a_letter_after_a_withdrawal_says_nothing_of_it(pages: Pages) -> None:
    pages.writes("knee felt weird")
    consents.withdraw(pages.session, NOW, pages.alice, consents.HEALTH, how="no more")
    pages.session.commit()
    letter = pages.letter(digest=True).letter
    for private in ("your knee", "/words/"):
        assert private not in letter.text + letter.html
