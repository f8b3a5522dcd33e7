"""Whatever a runner's log holds, what the engine answers can be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.body import Region, Side, Timing
from coaching.catalogue import red_flags
from coaching.engine import advise, advise_week
from coaching.facts import PainReport, Profile, Run, StrengthSession
from coaching.log import TrainingLog
from templates import NOTE_LIMIT, Reader, digest_letter, flag_text, note, note_letter, words
from tests.templates.saying import LINKS, ON, run

NRS = st.none() | st.integers(0, 10)
DAYS = st.integers(0, 75).map(lambda back: ON - timedelta(days=back))
READERS = st.sampled_from([Reader("Alice"), Reader("Bob", "de", "mi"), Reader("", "xx")])


@st.composite
def reports(draw: st.DrawFn) -> PainReport:
    on = draw(DAYS)
    flags = draw(st.frozensets(st.sampled_from([*red_flags(), "retired_code"]), max_size=2))
    return PainReport(
        on=on,
        said_at=datetime(on.year, on.month, on.day, 20, tzinfo=UTC),
        region=draw(st.none() | st.sampled_from(Region)),
        side=draw(st.none() | st.sampled_from(Side)),
        worst=draw(NRS),
        after=draw(NRS),
        morning=draw(NRS),
        timing=draw(st.none() | st.sampled_from(Timing)),
        limp=draw(st.booleans()),
        painkiller=draw(st.booleans()),
        flags=flags if draw(st.integers(0, 9)) == 0 else frozenset(),
    )


@st.composite
def runs(draw: st.DrawFn) -> list[Run]:
    days = sorted(draw(st.sets(DAYS, max_size=40)))
    far = st.floats(min_value=0.3, max_value=70)
    return [run(f"activity-{nth}", day, draw(far)) for nth, day in enumerate(days)]


@st.composite
def logs(draw: st.DrawFn) -> TrainingLog:
    return TrainingLog(
        profile=Profile(
            birth_year=draw(st.sampled_from([None, 1980, 2009, 2013])),
            novice=draw(st.none() | st.booleans()),
            pregnant=draw(st.sampled_from([None, False, True])),
        ),
        runs=draw(runs()),
        pain=draw(st.lists(reports(), max_size=6)),
        strength=[StrengthSession(day, 20.0) for day in draw(st.sets(DAYS, max_size=4))],
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(logs(), READERS)
def test_every_night_can_be_said(log: TrainingLog, reader: Reader) -> None:
    advice = advise(log, ON)
    for finding in advice.findings:
        assert words(finding, reader).text
        if finding.rule == "red_flags":
            assert flag_text(finding, reader)
    if advice.note:
        assert 0 < len(note(advice.note, reader)) <= NOTE_LIMIT
        letter = note_letter(advice, log, reader, LINKS)
        assert "None" not in letter.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(logs(), READERS)
def test_every_week_can_be_written(log: TrainingLog, reader: Reader) -> None:
    letter = digest_letter(advise_week(log, ON), log, reader, LINKS)
    assert LINKS.nothing_hurts in letter.text
    assert "None" not in letter.text
    for png in letter.pictures.values():
        assert len(png) <= 80_000
