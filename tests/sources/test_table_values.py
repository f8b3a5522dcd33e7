"""Dates and numbers in the languages of an export's table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syncer.sources.files.table_values import instant, quantity


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Sep 14, 2025, 2:23:26 AM", (2025, 9, 14, 2, 23, 26)),
        ("Sep 14, 2025, 2:23:26 PM", (2025, 9, 14, 14, 23, 26)),
        ("Sep 14, 2025, 2:23:26\u202fPM", (2025, 9, 14, 14, 23, 26)),
        ("Jan 1, 2024, 12:05:00 AM", (2024, 1, 1, 0, 5, 0)),
        ("Jan 1, 2024, 12:05:00 PM", (2024, 1, 1, 12, 5, 0)),
        ("14 Sept 2025, 14:23:26", (2025, 9, 14, 14, 23, 26)),
        ("21.07.2026, 15:09:12", (2026, 7, 21, 15, 9, 12)),
        ("9 mei 2026, 19:00:00", (2026, 5, 9, 19, 0, 0)),
        ("6 mrt. 2024 14:23:15", (2024, 3, 6, 14, 23, 15)),
        ("9 févr. 2026 à 19:00:00", (2026, 2, 9, 19, 0, 0)),
        ("9 août 2026, 07:00:00", (2026, 8, 9, 7, 0, 0)),
        ("3 ene 2026, 7:00:00 p. m.", (2026, 1, 3, 19, 0, 0)),
        ("3 gen 2026, 19:00:00", (2026, 1, 3, 19, 0, 0)),
        ("3 de dez. de 2025, 19:00:00", (2025, 12, 3, 19, 0, 0)),
        ("2026/06/29 20:14:15", (2026, 6, 29, 20, 14, 15)),
        ("2026年6月29日 20:14:15", (2026, 6, 29, 20, 14, 15)),
        ("2025-06-01T08:00:00Z", (2025, 6, 1, 8, 0, 0)),
    ],
)
def test_dates_of_several_languages_are_understood(text: str, when: tuple[int, ...]) -> None:
    assert instant(text) == datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "32.13.2026, 00:00:00", "5", "Feb 30, 2026, 1:0:0"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert instant(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.43", 12.43),
        ("12,43", 12.43),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("2833", 2833.0),
        ("", None),
        ("--", None),
        ("nan", None),
        ("1e400", None),
    ],
)
def test_numbers_with_a_point_and_with_a_comma_are_the_same(text: str, value: float | None) -> None:
    assert quantity(text) == value
