"""What never arrived takes a free place in the digest, and pushes nothing out."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coaching.advice import Advice, Confidence, Finding, Light, Recommendation, Slot
from syncer.carried import carry

SUNDAY = date(2026, 3, 15)


def finding(rule: str, slot: Slot = Slot.LOAD_OR_REST, light: Light = Light.AMBER) -> Finding:
    return Finding(rule, light, f"{rule}_action", slot, Confidence.DESIGN, run="activity-1")


def week(*findings: Finding, light: Light | None = Light.GREEN) -> Advice:
    said = tuple(Recommendation(one.slot, one) for one in findings)
    return Advice(SUNDAY, "1", light, findings, said)


SPIKE = finding("session_spike")
REST = finding("rest_days")
BRIDGES = finding("strength", Slot.STRENGTH, Light.GREY)


def test_a_free_place_is_taken_and_the_light_follows() -> None:
    fuller, told = carry(week(BRIDGES), [[SPIKE]])
    assert [said.finding for said in fuller.recommendations] == [BRIDGES, SPIKE]
    assert fuller.findings == (BRIDGES, SPIKE)
    assert fuller.light is Light.AMBER
    assert told == [True]


def test_a_taken_place_stays_and_the_lost_one_waits() -> None:
    full = week(REST)
    assert carry(full, [[SPIKE]]) == (full, [False])


def test_what_the_week_says_anyway_counts_as_told() -> None:
    full = week(SPIKE)
    assert carry(full, [[SPIKE]]) == (full, [True])


def test_a_red_week_takes_nothing_more() -> None:
    red = week(finding("pain", light=Light.RED), light=Light.RED)
    assert carry(red, [[SPIKE], [BRIDGES]]) == (red, [False, False])


one = st.builds(
    finding,
    st.sampled_from(["session_spike", "rest_days", "pain"]),
    st.sampled_from(Slot),
    st.sampled_from([Light.GREY, Light.AMBER]),
)


@given(
    st.lists(one, max_size=3, unique_by=lambda f: f.slot),
    st.lists(st.lists(one, min_size=1, max_size=3), max_size=4),
)
def test_never_two_of_one_slot_and_never_less_than_before(
    said: list[Finding], lost: list[list[Finding]]
) -> None:
    before = week(*said)
    after, told = carry(before, lost)
    slots = [recommendation.slot for recommendation in after.recommendations]
    assert len(slots) == len(set(slots))
    assert after.recommendations[: len(said)] == before.recommendations
    assert (after.light or Light.GREY) >= (before.light or Light.GREY)
    assert len(told) == len(lost)
