"""The calendar of sessions: what it finds lately is what merging all runs would find."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coaching.log import Run
from coaching.sessions import RECENT, Calendar, merged

START = datetime(2022, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@st.composite
def years_of_runs(draw: st.DrawFn) -> list[Run]:
    """Runs over up to six years: some minutes apart, some months, some over midnight."""
    gaps = st.one_of(
        st.integers(5, 90),
        st.integers(90, 60 * 24 * 4),
        st.integers(60 * 24 * 4, 60 * 24 * 300),
    )
    hours = draw(st.sampled_from((-8, 0, 5.5, 13)))
    at, runs = START, []
    for nth, gap in enumerate(draw(st.lists(gaps, min_size=1, max_size=40))):
        at += timedelta(minutes=gap)
        moving_s = draw(st.sampled_from((60.0, 900.0, 3600.0, 7200.0, 30_000.0)))
        pause_s = draw(st.sampled_from((0.0, 0.0, 0.0, 5_000.0, 100_000.0, 400_000.0)))
        local = at + timedelta(hours=hours + draw(st.sampled_from((0, 0, 0, 0, 0, 1, -22))))
        runs.append(Run(f"r{nth}", at, local.date(), moving_s, moving_s + pause_s, 2.8 * moving_s))
    return sorted(runs, key=lambda run: (run.started_at, run.key))


@given(years_of_runs(), st.integers(-3, 2200), st.integers(0, 500), st.integers(-5, 5))
def test_the_calendar_finds_what_merging_all_runs_finds(
    runs: list[Run], first_day: int, length: int, as_of_more: int
) -> None:
    first = START.date() + first_day * DAY
    last = first + length * DAY
    as_of = last + as_of_more * DAY
    seen = [run for run in runs if run.local_date <= as_of]
    # A session belongs to the day of its first run, and later days are not seen at all.
    whole = [
        part
        for session in merged(runs)
        if session.local_date <= as_of
        for part in merged([run for run in session.runs if run.local_date <= as_of])
    ]
    calendar = Calendar(runs)
    by_start = sorted(
        (s for s in whole if first <= _day_of(s.key, runs) <= last), key=lambda s: s.key
    )
    found = sorted(calendar.on_days(first, last, as_of), key=lambda s: s.key)
    assert found == by_start
    in_all = [s for s in merged(runs) if s.local_date <= as_of]
    days = sorted(s.local_date for s in in_all)
    assert calendar.last_day(as_of) == (days[-1] if days else None)
    assert calendar.first_day() == min((s.local_date for s in merged(runs)), default=None)
    for count in (1, len(in_all), len(in_all) + 1):
        assert calendar.has(count, as_of) == (len(in_all) >= count)
    start, end = datetime(first.year, first.month, first.day, tzinfo=UTC), START + 2000 * DAY
    expected = [s for s in whole if start <= _start_of(s.key, runs) < end]
    assert list(calendar.starting_in(start, end, as_of)) == expected
    assert len(seen) >= len(expected)


@given(years_of_runs())
def test_whoever_runs_into_a_day_is_found_on_it(runs: list[Run]) -> None:
    calendar = Calendar(runs)
    for session in merged(runs):
        for day in {run.local_date for run in session.runs if run.local_date > session.local_date}:
            keys = {run.key for one in calendar.reaching_into(day) for run in one.runs}
            assert session.key in keys


def test_what_lies_years_back_is_not_merged_for_a_question_about_lately() -> None:
    starts = [START + nth * 2 * DAY for nth in range(1200)]
    runs = [Run(str(at), at, at.date(), 1800.0, 1800.0, 5000.0) for at in starts]
    calendar = Calendar(runs)
    last = starts[-1].date()
    assert len(calendar.on_days(last - RECENT[1] + DAY, last, last)) == 200
    assert calendar.has(100, last)
    assert calendar.first_day() == START.date()
    assert calendar._parts[-1]._found is None
    assert len(calendar.sessions) == 1200


def outing(at: datetime, key: str = "", minutes: float = 30.0, day: date | None = None) -> Run:
    return Run(
        key or str(at), at, day or at.date(), minutes * 60.0, minutes * 60.0, minutes * 170.0
    )


def years() -> list[Run]:
    """Every second day at noon for six years, and a midnight long ago and one of late."""
    noons = [outing(START + timedelta(days=2 * nth, hours=12)) for nth in range(1100)]
    nights = []
    for name, days in (("long ago", 101), ("lately", 2101)):
        late = START + timedelta(days=days, hours=23, minutes=20)
        nights += [outing(late, f"{name} 1"), outing(late + timedelta(minutes=50), f"{name} 2")]
    return sorted([*noons, *nights], key=lambda run: run.started_at)


def test_what_lies_years_back_is_found_when_it_is_asked_for() -> None:
    calendar = Calendar(years())
    old, last = START.date() + 100 * DAY, START.date() + 2198 * DAY
    assert [s.local_date for s in calendar.on_days(old, old + 2 * DAY, last)] == [
        old,
        old + DAY,
        old + 2 * DAY,
    ]
    span = START + 100 * DAY, START + 103 * DAY
    assert len(calendar.starting_in(*span, last)) == 3
    assert calendar.last_day(old) == old
    assert calendar.last_day(last) == last
    assert calendar.last_day(START.date() - DAY) is None
    assert calendar.first_day() == START.date()
    assert (calendar.has(1102, last), calendar.has(1103, last)) == (True, False)
    assert (calendar.has(51, old), calendar.has(52, old)) == (True, False)


def test_a_midnight_is_one_session_as_of_the_day_after_and_half_before() -> None:
    for name, days in (("long ago", 101), ("lately", 2101)):
        calendar, eve = Calendar(years()), START.date() + days * DAY
        (whole,) = calendar.reaching_into(eve + DAY)
        assert [run.key for run in whole.runs] == [f"{name} 1", f"{name} 2"]
        assert not calendar.reaching_into(eve)
        for as_of, parts in ((eve, 1), (eve + DAY, 2)):
            (session,) = calendar.on_days(eve, eve, as_of)
            assert len(session.runs) == parts
        start = START + days * DAY
        (found,) = calendar.starting_in(start, start + DAY, eve)
        assert len(found.runs) == 1


def test_a_question_about_lately_leaves_the_years_alone() -> None:
    calendar = Calendar(years())
    lately = START.date() + 2100 * DAY
    assert len(calendar.on_days(lately, lately + 20 * DAY, lately + 20 * DAY)) == 12
    assert calendar.reaching_into(lately + 2 * DAY)
    assert calendar.starting_in(START + 2100 * DAY, START + 2110 * DAY, lately + 20 * DAY)
    assert calendar.last_day(lately) == lately
    assert calendar._parts[-1]._found is None


def test_parts_join_to_the_longest_of_them_and_the_day_goes_on() -> None:
    noon = START + timedelta(hours=12)
    long = outing(noon, "long", 120.0)
    within = outing(noon + timedelta(minutes=30), "within", 10.0)
    after = outing(noon + timedelta(minutes=150), "after", 10.0)
    later = outing(noon + timedelta(minutes=191), "later")
    joined = merged([long, within, after, later])
    assert [[run.key for run in s.runs] for s in joined] == [["long", "within", "after"], ["later"]]


def test_without_runs_a_calendar_is_empty() -> None:
    calendar = Calendar([])
    assert list(calendar.sessions) == []
    assert calendar.first_day() is None
    assert calendar.last_day(START.date()) is None
    assert not calendar.has(1, START.date())
    assert not calendar.reaching_into(START.date())


def test_a_day_that_comes_twice_across_the_date_line_is_one_day() -> None:
    """Flying east over the line, the later run carries the earlier date."""
    first = outing(START + timedelta(days=5, hours=2), "first", day=START.date() + 6 * DAY)
    second = outing(START + timedelta(days=5, hours=20), "second", day=START.date() + 5 * DAY)
    calendar = Calendar([first, second])
    day = START.date() + 5 * DAY
    assert [s.key for s in calendar.on_days(day, day, day)] == ["second"]
    assert [s.key for s in calendar.on_days(day, day + DAY, day + DAY)] == ["second", "first"]
    span = START + 5 * DAY, START + 6 * DAY
    assert [s.key for s in calendar.starting_in(*span, day)] == ["second"]
    assert [s.key for s in calendar.starting_in(*span, day + DAY)] == ["first", "second"]
    assert calendar.first_day() == day


def _session_of(key: str, runs: list[Run]) -> Run:
    """The first run of the whole session that holds the run with this key."""
    return next(s.runs[0] for s in merged(runs) if any(run.key == key for run in s.runs))


def _day_of(key: str, runs: list[Run]) -> date:
    return _session_of(key, runs).local_date


def _start_of(key: str, runs: list[Run]) -> datetime:
    return _session_of(key, runs).started_at
