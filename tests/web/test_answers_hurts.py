"""The short form of what hurts: plain words, and a warning sign answered at once."""

from __future__ import annotations

import re

import pytest

from coaching.catalogue import questions, red_flags
from coaching.log import Region, Timing
from syncer import deliver, models
from tests.out.club import SUNDAY, deliveries, sessions
from tests.web.reading import Pages, browser
from tests.web.reading import pages as pages
from tests.web.tapping import SORE, mailed, press, reports, rows, text_of


def shown(pages: Pages) -> str:
    with browser(pages.settings.public_url) as stranger:
        return stranger.get(mailed(pages).something_hurts).text


def told(pages: Pages, **form: object) -> str:
    page = press(pages, mailed(pages).something_hurts, **{**SORE, **form})
    assert page.status_code == 200, text_of(page)
    return text_of(page)


def test_what_hurts_is_stored_as_the_command_stores_it(pages: Pages) -> None:
    page = told(pages, timing="worsens", limp="yes", painkiller="yes")
    assert "Noted: front of the left knee, 4 out of 10, growing during the run, with a limp" in page
    (report,) = reports(pages)
    facts = (report.on, report.region, report.side, report.worst, report.timing)
    assert facts == (SUNDAY, "knee_front", "left", 4, "worsens")
    assert (report.limp, report.painkiller, report.fever, report.nothing) == (
        True,
        True,
        False,
        False,
    )


@pytest.mark.parametrize("region", list(Region))
def test_every_place_has_its_words_and_is_taken(pages: Pages, region: Region) -> None:
    options = dict(re.findall(r'<option value="(\w+)"[^>]*>([^<]+)<', shown(pages)))
    assert set(Region) <= set(options)
    assert options[region.value][0].isupper()
    assert "_" not in options[region.value]
    told(pages, region=region.value, side="")
    assert [(report.region, report.side) for report in reports(pages)] == [(region.value, None)]


@pytest.mark.parametrize("timing", ["", *Timing])
def test_every_course_can_be_told_or_left_out(pages: Pages, timing: str) -> None:
    told(pages, timing=timing)
    assert reports(pages)[0].timing == (timing or None)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"region": ""}, "a place from the list"),
        ({"region": "elbow"}, "a place from the list"),
        ({"side": "middle"}, "left, right or both"),
        ({"worst": ""}, "from 0 to 10"),
        ({"worst": "11"}, "from 0 to 10"),
        ({"timing": "never"}, "when it hurt"),
        ({"on": "2026-03-01"}, "one of the days"),
        ({"signs": "no_such_sign"}, "not known here"),
        ({"signs": "calf_clot"}, "not known here"),
        ({"answer": "maybe"}, "not known here"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_changes_nothing(
    pages: Pages, wrong: dict[str, str], says: str
) -> None:
    before = rows(pages)
    page = press(pages, mailed(pages).something_hurts, **{**SORE, **wrong})
    assert page.status_code == 400
    assert says in text_of(page)
    assert rows(pages) == before


def test_a_wrong_form_keeps_what_was_filled_in(pages: Pages) -> None:
    page = press(pages, mailed(pages).something_hurts, **{**SORE, "worst": ""})
    assert '<option value="knee_front" selected>' in page.text
    assert re.search(r'name="side" value="left" checked', page.text)


def test_answered_again_changes_nothing_and_a_correction_takes_its_place(pages: Pages) -> None:
    told(pages)
    before = rows(pages)
    told(pages)
    assert rows(pages) == before
    told(pages, worst="6", side="right")
    assert [(one.side, one.worst) for one in reports(pages)] == [("right", 6)]


def test_nothing_after_something_is_a_correction_and_back(pages: Pages) -> None:
    told(pages)
    press(pages, mailed(pages).nothing_hurts)
    assert [report.nothing for report in reports(pages)] == [True]
    told(pages)
    assert [report.worst for report in reports(pages)] == [4]


EVERYWHERE = [one for one in red_flags().values() if one.tier in "ab" and not one.regions]


@pytest.mark.parametrize("sign", EVERYWHERE, ids=lambda one: one.code)
def test_a_sign_of_tier_a_or_b_is_answered_on_the_page_at_once(pages: Pages, sign: object) -> None:
    assert isinstance(sign, type(EVERYWHERE[0]))
    assert f'value="{sign.code}"' in shown(pages)
    page = told(pages, signs=sign.code)
    assert "Please read this before your next run." in page
    assert ("today" if sign.tier == "a" else "this week") in page.lower()
    assert reports(pages)[0].flags == [sign.code]


def test_the_mail_of_a_sign_goes_with_the_next_pass(pages: Pages) -> None:
    told(pages, signs="cannot_bear_weight")
    (delivery,) = deliveries(pages.session)
    assert pages.session.get_one(models.Advice, delivery.advice_id).light == "flag"
    bind = pages.session.get_bind()
    assert deliver.deliver(sessions(bind), pages.settings, pages.clock).sent == 1  # type: ignore[arg-type]
    assert len(list(pages.settings.outbox.glob("*.eml"))) == 1


@pytest.mark.parametrize("region", [Region.CALF, Region.SHIN_INNER, Region.HIP_FRONT])
def test_the_signs_of_the_place_are_asked_once_it_is_known(pages: Pages, region: Region) -> None:
    page = told(pages, region=region.value)
    for sign in questions(region):
        assert sign.question in page
    assert "Does the knee lock" not in page
    first = questions(region)[0]
    page = text_of(press(pages, mailed(pages).something_hurts, answer="signs", signs=first.code))
    assert "Please read this before your next run." in page
    (report,) = reports(pages)
    assert report.flags == [first.code]


def test_a_tap_clears_no_warning_sign(pages: Pages) -> None:
    told(pages, signs="giving_way")
    press(pages, mailed(pages).nothing_hurts)
    told(pages, worst="1")
    assert ["giving_way"] in [report.flags for report in reports(pages)]
    assert "Please read this before your next run." in shown(pages)


def test_ticking_nothing_changes_nothing(pages: Pages) -> None:
    told(pages, region="calf")
    before = rows(pages)
    press(pages, mailed(pages).something_hurts, answer="signs")
    assert rows(pages) == before


@pytest.mark.parametrize("region", [one for one in Region if one.startswith("knee")])
def test_a_knee_that_locks_or_is_swollen_is_asked_about_wherever_it_hurts(
    pages: Pages, region: Region
) -> None:
    page = told(pages, region=region.value)
    assert "Does the knee lock" in page
    assert "Is the joint clearly swollen" in page
