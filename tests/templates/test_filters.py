"""Numbers and days are written as the reader writes them, and never rounded in their favour."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import Reader, filters

KM, MI = Reader("Alice"), Reader("Alice", units="mi")
GERMAN = Reader("Bob", locale="de")
SUNDAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("metres", "reader", "expected"),
    [
        (18_200, KM, "18.2 km"),
        (18_249, KM, "18.2 km"),
        (18_251, KM, "18.3 km"),
        (14_000, KM, "14.0 km"),
        (18_200, MI, "11.3 mi"),
        (1_609.344, MI, "1.0 mi"),
        (18_200, GERMAN, "18,2 km"),
        (1_234_500, KM, "1,234.5 km"),
        (1_234_500, GERMAN, "1.234,5 km"),
        (0, KM, "0.0 km"),
    ],
)
def test_a_run_is_told_to_a_tenth(metres: float, reader: Reader, expected: str) -> None:
    assert filters.distance(metres, reader) == expected


@pytest.mark.parametrize(
    ("metres", "reader", "expected"),
    [
        (9_940, KM, "9.9 km"),
        (10_000, KM, "10 km"),
        (42_600, KM, "43 km"),
        (42_600, MI, "26 mi"),
        (14_900, MI, "9.3 mi"),
    ],
)
def test_a_week_is_told_in_whole_units_where_that_is_enough(
    metres: float, reader: Reader, expected: str
) -> None:
    assert filters.total(metres, reader) == expected


@pytest.mark.parametrize(
    ("metres", "reader", "expected"),
    [
        (14_000, KM, "14 km"),
        (14_499, KM, "14 km"),
        (14_500, KM, "14.5 km"),
        (14_000, MI, "8.5 mi"),
        (5_000, MI, "3 mi"),
        (400, KM, "0.4 km"),
        (14_500, GERMAN, "14,5 km"),
    ],
)
def test_a_ceiling_is_rounded_down(metres: float, reader: Reader, expected: str) -> None:
    assert filters.ceiling(metres, reader) == expected


@given(st.floats(min_value=500, max_value=200_000), st.sampled_from([KM, MI]))
def test_a_ceiling_never_allows_more_than_was_advised(metres: float, reader: Reader) -> None:
    shown = float(filters.ceiling(metres, reader).split()[0])
    assert shown <= filters.in_units(metres, reader) + 1e-6
    assert filters.in_units(metres, reader) - shown < 0.5


@pytest.mark.parametrize(
    ("seconds", "metres", "reader", "expected"),
    [
        (6_115, 18_200, KM, "5:36 /km"),
        (6_115, 18_200, MI, "9:01 /mi"),
        (359.6, 1_000, KM, "6:00 /km"),
    ],
)
def test_pace_is_minutes_and_seconds(
    seconds: float, metres: float, reader: Reader, expected: str
) -> None:
    assert filters.pace(seconds, metres, reader) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(6_115, "1 hr 42 mins"), (7_200, "2 hrs"), (1_500, "25 mins"), (20, "0 mins")],
)
def test_a_duration_is_hours_and_minutes(seconds: float, expected: str) -> None:
    assert filters.duration(seconds, KM) == expected


def test_days_are_written_out() -> None:
    assert filters.day(SUNDAY, KM) == "Sunday 15 March"
    assert filters.day(SUNDAY, Reader(locale="en_US")) == "Sunday, March 15"
    assert filters.weekday(SUNDAY, KM) == "Sunday"
    assert filters.short_day(SUNDAY, KM) == "15 Mar"
    assert filters.day_month_year(SUNDAY, KM) == "15 March 2026"
    assert filters.week(SUNDAY, KM) == "9–15 Mar"
    assert filters.week(date(2026, 3, 1), KM) == "23 Feb – 1 Mar"


def test_a_day_inside_english_words_is_english_while_numbers_follow_the_reader() -> None:
    assert filters.day(SUNDAY, GERMAN) == "Sunday 15 March"
    assert filters.percent(42.4, GERMAN).replace("\xa0", " ") == "42 %"
    assert filters.percent(42.4, KM) == "42%"
    assert filters.number(1234.56, GERMAN, 1) == "1.234,6"


@given(st.text())
def test_one_line_is_always_one_line(text: str) -> None:
    shown = filters.one_line(text)
    assert len(shown.splitlines()) <= 1
    assert shown == shown.strip()
    assert not any(ord(letter) < 32 for letter in shown)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_wrapping_loses_no_word(text: str) -> None:
    assert filters.wrap(text).split() == text.split()


def test_a_reader_runs_in_kilometres_or_in_miles() -> None:
    assert Reader(units="miles").units == "mi"
    with pytest.raises(ValueError, match="km or mi"):
        Reader(units="furlongs")


@pytest.mark.parametrize("locale", ["", "xx", "english please", "de_XX", "en-GB", "pt_BR"])
def test_any_language_setting_can_be_read(locale: str) -> None:
    assert filters.day(SUNDAY, Reader(locale=locale))
    assert filters.distance(18_200, Reader(locale=locale)).endswith("km")
