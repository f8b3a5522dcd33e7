"""Dates and numbers as people of several languages write them in a table."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

from babel.dates import get_month_names

from syncer.sources.files.strava_words import LOCALES

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_AFTERNOON = frozenset({"pm", "p"})
_MORNING = frozenset({"am", "a"})


@cache
def _months() -> dict[str, int]:
    """Month names and their short forms, in small letters and without dots."""
    found: dict[str, int] = {}
    for locale in LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    found.setdefault(str(name).lower().strip("."), number)
    return found


def instant(text: str) -> datetime | None:
    """The UTC instant in a text such as `Sep 14, 2025, 2:23:26 AM` or `21.07.2026, 15:09:12`.

    None where it is no date. In numbers alone the year comes first, or else the day does.
    """
    numbers = [int(number) for number in _NUMBER.findall(text)]
    words = [word.lower() for word in _WORD.findall(text)]
    month = next((_months()[word] for word in words if word in _months()), None)
    try:
        if month is not None:
            first, second, *time = numbers
            year, day = (first, second) if first > 31 else (second, first)
        else:
            first, second, third, *time = numbers
            year, month, day = (first, second, third) if first > 31 else (third, second, first)
        hour, minute, whole = (*time, 0, 0, 0)[:3]
        if hour <= 12 and not _AFTERNOON.isdisjoint(words):
            hour = hour % 12 + 12
        elif hour == 12 and not _MORNING.isdisjoint(words):
            hour = 0
        return datetime(year, month, day, hour, minute, whole, tzinfo=UTC)
    except ValueError:
        return None


def quantity(text: str) -> float | None:
    """The number in a cell, with a decimal point or a decimal comma; None where there is none."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if "," in plain and "." in plain:
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "")
    plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None
